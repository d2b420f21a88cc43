"""The calendar's look-ups against walking day by day, on random calendars."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from luodi.engine.source import Refused, read_text
from luodi.engine.workdays import Calendar, Roll

DAY = timedelta(1)
Works = Callable[[date], bool]


@st.composite
def calendars(draw: st.DrawFn) -> tuple[Calendar, Works]:
    """A random calendar, and the plain rule of which of its days work."""
    start, length = draw(st.integers(1990, 2040)), draw(st.integers(1, 3))
    off: set[date] = set()
    make_up: set[date] = set()
    text = "years:\n"
    for year in range(start, start + length):
        edges = sorted(draw(st.lists(st.integers(0, 364), unique=True, max_size=12)))
        new_year = date(year, 1, 1)
        periods = [(new_year + a * DAY, new_year + b * DAY)
                   for a, b in zip(edges[::2], edges[1::2], strict=False) if b - a < 40]
        taken = {a + k * DAY for a, b in periods for k in range((b - a).days + 1)}
        extra = {day for k in draw(st.sets(st.integers(0, 364), max_size=12))
                 if (day := new_year + k * DAY).weekday() > 4 and day not in taken}
        off |= taken
        make_up |= extra
        text += f"  - year: {year}\n    notices: [{{number: N}}]\n    off_periods:\n"
        text += "".join(f"      - {{name: H, from: {a}, to: {b}}}\n" for a, b in periods) or "      []\n"
        text += "    makeup_workdays:\n"
        text += "".join(f"      - {{day: {day}}}\n" for day in sorted(extra)) or "      []\n"
    calendar = Calendar.build(read_text(text, "random.yaml"))
    return calendar, lambda day: day in make_up or (day.weekday() < 5 and day not in off)


@st.composite
def calendars_with_days(draw: st.DrawFn, days: int) -> tuple[Any, ...]:
    calendar, works = draw(calendars())
    return calendar, works, *(draw(st.dates(calendar.first, calendar.last)) for _ in range(days))


def walk(calendar: Calendar, works: Works, day: date, n: int) -> date | None:
    """Step day by day until |n| working days are passed; None off the end of the calendar."""
    step = DAY if n > 0 else -DAY
    left = abs(n)
    while left:
        day += step
        if not calendar.first <= day <= calendar.last:
            return None
        left -= works(day)
    return day


def answer(ask: Callable[[], date]) -> date | None:
    try:
        return ask()
    except Refused:
        return None


@given(calendars_with_days(1), st.integers(-400, 400))
def test_add_equals_walking(drawn: Any, n: int) -> None:
    calendar, works, day = drawn
    assert answer(lambda: calendar.add(day, n)) == walk(calendar, works, day, n)


@given(calendars_with_days(2))
def test_count_equals_walking(drawn: Any) -> None:
    calendar, works, a, b = drawn
    low, high = min(a, b), max(a, b)
    walked = sum(works(low + k * DAY) for k in range(1, (high - low).days + 1))
    assert calendar.count(a, b) == (walked if a <= b else -walked)


@given(calendars_with_days(1), st.integers(1, 300))
def test_nth_equals_walking_from_the_day_before(drawn: Any, n: int) -> None:
    calendar, works, day = drawn
    assert answer(lambda: calendar.nth(day, n)) == walk(calendar, works, day - DAY, n)


@given(calendars_with_days(1), st.sampled_from(["next", "previous", "none"]), st.integers(-400, 400))
def test_rolling_equals_walking_and_add_days_rolls(drawn: Any, roll: Roll, n: int) -> None:
    calendar, works, day = drawn
    def rolled(to: date) -> date | None:
        return to if roll == "none" or works(to) else walk(calendar, works, to, 1 if roll == "next" else -1)
    assert answer(lambda: calendar.roll(day, roll)) == rolled(day)
    target = day + n * DAY
    inside = calendar.first <= target <= calendar.last
    assert answer(lambda: calendar.add_days(day, n, roll)) == (rolled(target) if inside else None)


@given(calendars_with_days(1), st.integers(-300, 300))
def test_going_there_and_back_ends_at_a_working_start(drawn: Any, n: int) -> None:
    calendar, works, day = drawn
    there = answer(lambda: calendar.add(day, n))
    assume(there is not None)
    if works(day):
        assert calendar.add(there, -n) == day
    elif n:
        # A start at rest is not found again: the way back ends on the working day next to it, on the far side.
        assert answer(lambda: calendar.add(there, -n)) == walk(calendar, works, day, -1 if n > 0 else 1)


@given(calendars_with_days(1), st.integers(1, 300))
def test_counting_undoes_adding(drawn: Any, n: int) -> None:
    calendar, _, day = drawn
    there = answer(lambda: calendar.add(day, n))
    assume(there is not None)
    assert calendar.count(day, there) == n


@given(calendars_with_days(3))
def test_counts_add_up(drawn: Any) -> None:
    calendar, _, a, b, c = drawn
    assert calendar.count(a, b) + calendar.count(b, c) == calendar.count(a, c)


@given(calendars_with_days(1))
def test_every_day_is_explained_as_it_works(drawn: Any) -> None:
    calendar, works, day = drawn
    kind = calendar.explain(day)
    assert kind.works == calendar.is_workday(day) == works(day)
    assert kind.works == (kind.kind in ("workday", "makeup"))


@settings(max_examples=60)
@given(calendars(), st.data())
def test_bulk_agrees_with_single(drawn: tuple[Calendar, Works], data: st.DataObject) -> None:
    calendar, _ = drawn
    pair = st.tuples(st.dates(calendar.first, calendar.last), st.integers(-150, 150))
    pairs = [(day, n) for day, n in data.draw(st.lists(pair, min_size=1, max_size=30))
             if answer(lambda d=day, k=n: calendar.add(d, k))]  # type: ignore[misc]
    days = np.array([day for day, _ in pairs], "M8[D]")
    steps = np.array([n for _, n in pairs], np.int64)
    assert calendar.add_many(days, steps).tolist() == [calendar.add(day, n) for day, n in pairs]
    assert calendar.is_workday_many(days).tolist() == [calendar.is_workday(day) for day, _ in pairs]
    assert calendar.count_many(days, days[::-1]).tolist() == [
        calendar.count(a, b) for (a, _), (b, _) in zip(pairs, pairs[::-1], strict=True)]
    for day, n in pairs:
        assert calendar.add_many(np.array([day], "M8[D]"), n).item() == calendar.add(day, n)


@given(calendars_with_days(1), st.integers(-400, 400))
def test_bulk_refuses_what_single_refuses(drawn: Any, n: int) -> None:
    calendar, _, day = drawn
    single = answer(lambda: calendar.add(day, n))
    days = np.array([day], "M8[D]")
    assert answer(lambda: calendar.add_many(days, n).item()) == single
    assert answer(lambda: calendar.add_many(days, [n]).item()) == single
