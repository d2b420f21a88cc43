"""Counting days: due days, days left and the day of the yellow light, without walking from day to day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from luodi.engine.source import refuse
from luodi.engine.workdays import Calendar, Roll

Unit = Literal["working", "calendar"]
Confidence = Literal["verified", "document", "general"]

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """A number of days for a decision, in working days or calendar days.

    `counted_from` is the act whose day is not counted: acceptance, or receipt of the whole papers (Construction Law
    art. 8). `procedure` names the row of the rules that says how far it may be extended. A statutory limit whose
    `confidence` is not "verified" is shown but never makes an authority late.
    """

    days: int
    unit: Unit = "working"
    counted_from: Literal["accepted", "received"] = "accepted"
    confidence: Confidence = "verified"
    procedure: str = "ordinary"
    source: str = ""


@dataclass(frozen=True)
class Pause:
    """Days that do not count, from `first` to `last`, both included; `last` is None while it is still open."""

    first: date
    last: date | None = None


def merged(pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """The same days as disjoint pauses in order, overlapping and adjacent ones joined; empty ones fall away."""
    out: list[Pause] = []
    for pause in sorted(pauses, key=lambda p: p.first):
        if pause.last is not None and pause.last < pause.first:
            continue
        before = out[-1] if out else None
        if before is None or (before.last is not None and pause.first > before.last + DAY):
            out.append(pause)
        elif before.last is not None and (pause.last is None or pause.last > before.last):
            out[-1] = Pause(before.first, pause.last)
    return tuple(out)


def due_day(calendar: Calendar, accepted: date, limit: Limit, pauses: Iterable[Pause] = ()) -> date | None:
    """The last day on which a decision is still in time; None while an open pause holds it.

    The day of acceptance does not count (Civil Code art. 201), nor do paused days (Administrative Licensing Law
    art. 45), nor days off in a limit of working days (art. 82). A pause that begins after the due day does not move it.
    A limit of calendar days that ends on a day off rolls on to the next working day that counts, if the calendar's
    rules say so (Civil Code art. 203).
    A limit of 0 days ends on the day of acceptance, or on the first day that counts if that one does not.
    """
    return due_after(calendar, accepted, limit.days, limit.unit, merged(pauses))


def due_after(calendar: Calendar, start: date, days: int, unit: Unit, paused: Sequence[Pause]) -> date | None:
    """`due_day` for `days` of `unit` and pauses that are already merged."""
    end = nth_day(calendar, start, days, unit, paused) if days else nth_day(calendar, start - DAY, 1, unit, paused)
    if end is None or unit == "working" or not _rolls(calendar.rules.roll):
        return end
    return nth_day(calendar, end - DAY, 1, "working", paused)


def _rolls(roll: Roll) -> bool:
    if roll == "previous":
        refuse(None, "办理时限的末日不能提前到休息日之前；工作日历的 roll 应是 next 或 none",
               'a limit cannot end before its last day; the calendar\'s "roll" must be next or none')
    return roll == "next"


def nth_day(calendar: Calendar, start: date, n: int, unit: Unit, paused: Sequence[Pause]) -> date | None:
    """The `n`-th day after `start` that counts, n at least 1; None when an open pause comes first.

    `paused` must be merged: then the day found so far is right for every pause that begins after it.
    """
    end, skipped = _step(calendar, start, n, unit), 0
    for pause in paused:
        if pause.first > end:
            break
        if pause.last is None:
            return None
        if pause.last > start:
            skipped += _between(calendar, max(start, pause.first - DAY), pause.last, unit)
            end = _step(calendar, start, n + skipped, unit)
    return end


def counted(calendar: Calendar, after: date, until: date, unit: Unit, paused: Sequence[Pause]) -> int:
    """How many days in (after, until] count; `paused` must be merged."""
    if until <= after:
        return 0
    total = _between(calendar, after, until, unit)
    for pause in paused:
        first, last = max(after, pause.first - DAY), until if pause.last is None else min(until, pause.last)
        if first < last:
            total -= _between(calendar, first, last, unit)
    return total


def left(calendar: Calendar, today: date, due: date, unit: Unit) -> int:
    """Days of `unit` after `today` up to the due day: 0 on the due day, below 0 when it has passed."""
    return _between(calendar, today, due, unit)


def yellow_day(calendar: Calendar, start: date, due: date, days: int, unit: Unit, paused: Sequence[Pause],
               share: Fraction, at_least: int) -> date:
    """The first day with no more than `share` of the limit left (rounded down), or `at_least` working days.

    Days left are those after the day itself, up to and with the due day.
    """
    by_share = _first_with_left(calendar, start, due, int(days * share), unit, paused)
    return min(by_share, _first_with_left(calendar, start, due, at_least, "working", paused))


def _first_with_left(calendar: Calendar, start: date, due: date, few: int, unit: Unit, paused: Sequence[Pause]) -> date:
    used = counted(calendar, start, due, unit, paused) - few
    return (nth_day(calendar, start, used, unit, paused) if used > 0 else start) or start


def _step(calendar: Calendar, start: date, n: int, unit: Unit) -> date:
    return calendar.add(start, n) if unit == "working" else start + timedelta(days=n)


def _between(calendar: Calendar, after: date, until: date, unit: Unit) -> int:
    return calendar.count(after, until) if unit == "working" else (until - after).days
