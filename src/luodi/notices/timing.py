"""When somebody may be disturbed: quiet hours, days off, the hour of the digest. Pure: now and the calendar are given. All instants are aware."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from luodi.engine.source import Refused
from luodi.engine.workdays import Calendar

LOCAL: Final = ZoneInfo("Asia/Shanghai")
FAR: Final = 400
"""Days that are looked ahead; no calendar has so many days off in a row."""
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Quiet:
    """Hours (0 to 23, local) in which nothing is sent, from the first until before the second, perhaps over midnight; equal ones mean none.

    `days_off`: nothing on days that do not work either.
    """

    start: int = 20
    end: int = 8
    days_off: bool = True

    def holds(self, at: time) -> bool:
        """Whether a local time of day is quiet."""
        hour = at.hour
        return self.start <= hour < self.end if self.start <= self.end else hour >= self.start or hour < self.end


def works(calendar: Calendar, day: date) -> bool:
    """Whether a day works; beyond the calendar, Monday to Friday."""
    try:
        return calendar.is_workday(day)
    except Refused:
        return day.weekday() < 5


def next_allowed(now: datetime, quiet: Quiet, calendar: Calendar) -> datetime:
    """The first instant from `now` on at which somebody may be disturbed; `now` itself when they may be."""
    at = now.astimezone(LOCAL)
    for _ in range(FAR):
        if quiet.days_off and not works(calendar, at.date()):
            at = _clock(at.date() + _DAY, 0)
        elif not quiet.holds(at.time()):
            return now if at == now else at
        elif at.hour < quiet.end:
            at = _clock(at.date(), quiet.end)
        else:
            at = _clock(at.date() + _DAY, 0)
    return now


def next_digest(now: datetime, hour: int, quiet: Quiet, calendar: Calendar) -> datetime:
    """The next instant after `now` for a digest: at `hour` on a day on which it may come, moved out of quiet hours."""
    day = now.astimezone(LOCAL).date()
    for ahead in range(FAR):
        at = _clock(day + ahead * _DAY, hour)
        if at > now and (not quiet.days_off or works(calendar, at.date())):
            return next_allowed(at, quiet, calendar)
    return now


def _clock(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), LOCAL)
