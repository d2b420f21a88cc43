"""How the answers about policies are told, whoever gives them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

SINGLES = 1_000
"""Enterprises that are asked about one at a time."""


def tell_ids(found: Sequence[Any]) -> str:
    """The digest of the ids that each policy finds: arrays of whole numbers."""
    whole = hashlib.sha256()
    for ids in found:
        whole.update(ids.astype("<i8").tobytes() + b";")
    return whole.hexdigest()[:16]


def tell_lists(found: Sequence[Sequence[int]]) -> str:
    """The same digest of plain lists."""
    whole = hashlib.sha256()
    for ids in found:
        whole.update(b"".join(one.to_bytes(8, "little") for one in ids) + b";")
    return whole.hexdigest()[:16]
