"""When somebody may be disturbed: quiet hours, days off, the hour of the digest. Pure: now and the calendar are given. All instants are aware."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from luodi.engine.source import Refused
from luodi.engine.timelimit import Quiet
from luodi.engine.workdays import Calendar

LOCAL: Final = ZoneInfo("Asia/Shanghai")
FAR: Final = 400
"""Days that are looked ahead; no calendar has so many days off in a row."""
_DAY: Final = timedelta(days=1)


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
            at = datetime.combine(at.date() + _DAY, time(), LOCAL)
        elif not quiet.holds(at.time()):
            return now if at == now else at
        elif at.time() < quiet.end:
            at = datetime.combine(at.date(), quiet.end, LOCAL)
        else:
            at = datetime.combine(at.date() + _DAY, time(), LOCAL)
    return now


def next_digest(now: datetime, hour: int, quiet: Quiet, calendar: Calendar) -> datetime:
    """The next instant after `now` for a digest: at `hour` on a day on which it may come, moved out of quiet hours."""
    day = now.astimezone(LOCAL).date()
    for ahead in range(FAR):
        at = datetime.combine(day + ahead * _DAY, time(hour), LOCAL)
        if at > now and (not quiet.days_off or works(calendar, at.date())):
            return next_allowed(at, quiet, calendar)
    return now
