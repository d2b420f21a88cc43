"""Who calls an action from a page."""

from __future__ import annotations

from luodi.frame.requests import request_id
from luodi.ledger.actions import By
from luodi.rights.door import Signed


def by(request: Signed, reason: str = "", key: str = "") -> By:
    """The person of a request, with its number: what stands in the ledger can be found in the log."""
    return By(request.person, reason, request_id(request), key)
