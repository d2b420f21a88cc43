"""The instant at which actions happen: now; and for what a demonstration lived through before it was made, an instant of then.

A demonstration is told by the first entry of the whole country's chain. Nobody can add it to a database in which anything has happened, nor take it away.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Final

from django.utils import timezone

from luodi.ledger.models import Entry
from luodi.ledger.verbs import BEGIN_DEMO

COUNTRY: Final = 0
"""The chain of what belongs to no region."""
_standing: ContextVar[datetime | None] = ContextVar("luodi_ledger_standing", default=None)


def demonstration() -> bool:
    """Whether this database is a demonstration: nothing in it is real. One statement."""
    return Entry.objects.filter(region_id=COUNTRY, number=1, verb=BEGIN_DEMO.name).exists()


def standing_now() -> datetime:
    """The instant of whatever happens here."""
    return _standing.get() or timezone.now()


@contextmanager
def standing_at(instant: datetime) -> Iterator[None]:
    """Have actions happen at another instant. Raises RuntimeError in a database that is no demonstration: what is real happens when it happens."""
    if not demonstration():
        raise RuntimeError("only a demonstration has a past that was made up")
    token = _standing.set(instant)
    try:
        yield
    finally:
        _standing.reset(token)
