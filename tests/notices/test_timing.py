"""When somebody may be disturbed, against a clock that looks at every minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from hypothesis import example, given
from hypothesis import strategies as st

from luodi.engine.mechanism import load_clock
from luodi.engine.timelimit import Quiet
from luodi.engine.timelimit.ladder import NO_QUIET
from luodi.notices.timing import LOCAL, next_allowed, next_digest

CALENDAR = load_clock("national")[1]
HOURS = st.integers(0, 23)
TIMES = st.builds(time, HOURS, st.integers(0, 59))
QUIET = st.builds(Quiet, TIMES, TIMES, st.booleans())
NIGHTS = Quiet(time(20), time(8), True)
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 20), timezones=st.just(UTC))
NATIONAL_DAY, MAKE_UP = date(2026, 10, 1), date(2026, 10, 10)


def local(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LOCAL)


@cache
def quiet_minutes(quiet: Quiet) -> frozenset[int]:
    """The rule, said once more and differently: the minutes of the day that are quiet are listed one by one."""
    found, minute, end = set(), quiet.start.hour * 60 + quiet.start.minute, quiet.end.hour * 60 + quiet.end.minute
    while minute != end:
        found.add(minute)
        minute = (minute + 1) % 1440
    return frozenset(found)


def may(at: datetime, quiet: Quiet) -> bool:
    there = at.astimezone(LOCAL)
    return there.hour * 60 + there.minute not in quiet_minutes(quiet) and (not quiet.days_off or CALENDAR.is_workday(there.date()))


def by_minutes(now: datetime, quiet: Quiet) -> datetime:
    if may(now, quiet):
        return now
    at = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    while not may(at, quiet):
        at += timedelta(minutes=1)
    return at


@given(INSTANTS, QUIET)
@example(local(NATIONAL_DAY, 3).astimezone(UTC), NIGHTS)
@example(local(MAKE_UP, 7, 59).astimezone(UTC), NIGHTS)
def test_the_next_instant_is_the_one_that_a_look_at_every_minute_finds(now: datetime, quiet: Quiet) -> None:
    assert next_allowed(now, quiet, CALENDAR) == by_minutes(now, quiet)


@given(INSTANTS, HOURS, QUIET)
def test_a_digest_comes_later_than_now_when_it_may_and_at_its_hour_unless_that_is_quiet(now: datetime, hour: int, quiet: Quiet) -> None:
    at = next_digest(now, hour, quiet, CALENDAR)
    assert at > now
    assert may(at, quiet)
    assert at.astimezone(LOCAL).hour == hour or quiet.holds(local(NATIONAL_DAY, hour).time())


def test_what_comes_up_in_the_evening_before_the_holiday_waits_for_the_first_day_of_work() -> None:
    assert next_allowed(local(date(2026, 9, 30), 20), NIGHTS, CALENDAR) == local(date(2026, 10, 8), 8)


def test_a_make_up_saturday_is_a_day_of_work() -> None:
    assert CALENDAR.explain(MAKE_UP).kind == "makeup"
    assert next_allowed(local(MAKE_UP, 10), NIGHTS, CALENDAR) == local(MAKE_UP, 10)
    assert next_digest(local(date(2026, 10, 9), 10), 9, NIGHTS, CALENDAR) == local(MAKE_UP, 9)


def test_beyond_the_calendar_monday_to_friday_work() -> None:
    assert next_allowed(local(date(2199, 6, 1), 9), NIGHTS, CALENDAR) == local(date(2199, 6, 3), 8)


def test_equal_hours_mean_no_quiet_hours() -> None:
    assert next_allowed(local(NATIONAL_DAY, 3), NO_QUIET, CALENDAR) == local(NATIONAL_DAY, 3)
