"""The only writer of the workbench. What somebody puts away on their own page is no entry in the ledger."""

from __future__ import annotations

from datetime import datetime

from luodi.workbench.models import Seen


def put_away(account_id: int, what: str, now: datetime) -> None:
    """Note that an account does not want to be shown something again; twice is once. At most two statements."""
    Seen.objects.get_or_create(account_id=account_id, what=what, defaults={"at": now})
