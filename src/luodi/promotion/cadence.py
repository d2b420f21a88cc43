"""When the meetings of a chain come by themselves: the span in which a day lies. No statement anywhere here."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date

from luodi.engine.mechanism.promotion import Cadence


def turns(cadences: Mapping[str, Cadence], since: date, today: date) -> Iterator[tuple[str, date]]:
    """The span of each meeting in which a day lies, by its first day; of a chain that was set up on `since`, which has come."""
    for key, cadence in cadences.items():
        yield key, turn_of(since, cadence.months, today)


def turn_of(since: date, months: int, today: date) -> date:
    """The first day of the span of so many months in which a day lies, counted from a day that has come."""
    behind = (today.year - since.year) * 12 + today.month - since.month
    behind -= behind % months
    turn = later(since, behind)
    return turn if turn <= today else later(since, behind - months)


def later(since: date, months: int) -> date:
    """The same day so many months later, the last of the month where it has no such day."""
    year, month = divmod(since.year * 12 + since.month - 1 + months, 12)
    return date(year, month + 1, min(since.day, monthrange(year, month + 1)[1]))
