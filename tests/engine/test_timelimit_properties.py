"""The clock against a clerk who ticks off day after day on a wall calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import luodi
from luodi.engine.source import read_text
from luodi.engine.timelimit import (
    Accepted,
    ClockRules,
    Decided,
    Event,
    Limit,
    Pause,
    Paused,
    Received,
    Resumed,
    due_day,
    merged,
    read_clock,
)
from luodi.engine.workdays import Calendar

NATIONAL = Path(luodi.__file__).parent / "mechanisms" / "national"
CALENDAR = Calendar.read(NATIONAL / "calendar.yaml")
UNROLLED = Calendar.build(read_text("""
rules: {start_day: {counts: false}, last_day: {roll: none}}
years:
  - {year: 2026, notices: [{number: N}]}
  - {year: 2027, notices: [{number: N}]}
  - {year: 2028, notices: [{number: N}]}
""", "unrolled.yaml"))
RULES = ClockRules.read(NATIONAL / "clock.yaml")
DAY = timedelta(days=1)

# Around Spring Festivals, National Days and turns of the year, published and provisional, and anywhere between.
STARTS = st.one_of(
    st.dates(date(2026, 1, 25), date(2026, 3, 5)), st.dates(date(2026, 9, 10), date(2026, 10, 15)),
    st.dates(date(2026, 12, 20), date(2027, 3, 1)), st.dates(date(2024, 1, 1), date(2028, 6, 30)))
LIMITS = st.builds(Limit, st.integers(0, 45), st.sampled_from(["working", "calendar"]))


@st.composite
def pauses_near(draw: st.DrawFn, start: date) -> list[Pause]:
    """Pauses in any order, overlapping, adjacent, empty, now and then open."""
    out = []
    for _ in range(draw(st.integers(0, 5))):
        first = start + draw(st.integers(-10, 60)) * DAY
        length = draw(st.one_of(st.integers(0, 12), st.just(40), st.none()))
        out.append(Pause(first, None if length is None else first + (length - 1) * DAY))
    return out


def inside(day: date, pauses: list[Pause]) -> bool:
    return any(p.first <= day and (p.last is None or day <= p.last) for p in pauses)


def walk(calendar: Calendar, start: date, days: int, unit: str, pauses: list[Pause], rolls: bool = True) -> date | None:
    """The due day, found by looking at every day; None once nothing can count any more."""
    def counts(day: date) -> bool:
        return not inside(day, pauses) and (unit == "calendar" or calendar.is_workday(day))

    def next_day(day: date, good: Callable[[date], bool]) -> date | None:
        while not good(day):
            if any(p.last is None and p.first <= day for p in pauses):
                return None
            day += DAY
        return day

    day: date | None = start
    if days == 0:
        day = next_day(start, counts)
    for _ in range(days):
        day = next_day(day + DAY, counts) if day else None
    if day and unit == "calendar" and rolls:
        day = next_day(day, lambda d: calendar.is_workday(d) and not inside(d, pauses))
    return day


# The due day --------------------------------------------------------------------------------------------------------

@settings(max_examples=400)
@given(st.data(), STARTS, LIMITS)
def test_the_due_day_is_the_one_found_by_walking(data: st.DataObject, start: date, limit: Limit) -> None:
    pauses = data.draw(pauses_near(start))
    assert due_day(CALENDAR, start, limit, pauses) == walk(CALENDAR, start, limit.days, limit.unit, pauses)


@settings(max_examples=400)
@given(st.data(), st.dates(date(2026, 1, 20), date(2027, 12, 31)), LIMITS)
def test_where_the_rules_do_not_roll_a_calendar_limit_may_end_on_a_day_off(
        data: st.DataObject, start: date, limit: Limit) -> None:
    pauses = data.draw(pauses_near(start))
    expected = walk(UNROLLED, start, limit.days, limit.unit, pauses, rolls=False)
    assert due_day(UNROLLED, start, limit, pauses) == expected


@given(st.data(), STARTS, LIMITS)
def test_the_order_of_pauses_does_not_matter(data: st.DataObject, start: date, limit: Limit) -> None:
    pauses = data.draw(pauses_near(start))
    shuffled = data.draw(st.permutations(pauses))
    assert due_day(CALENDAR, start, limit, pauses) == due_day(CALENDAR, start, limit, shuffled)


@settings(max_examples=400)
@given(st.data(), STARTS, LIMITS)
def test_one_more_pause_never_brings_the_due_day_forward(data: st.DataObject, start: date, limit: Limit) -> None:
    pauses = data.draw(pauses_near(start))
    before, after = due_day(CALENDAR, start, limit, pauses[:-1]), due_day(CALENDAR, start, limit, pauses)
    assert after is None or (before is not None and after >= before)


@given(st.data(), STARTS, LIMITS, st.integers(1, 30), st.sampled_from([None, 0, 10]))
def test_a_pause_after_the_due_day_does_not_move_it(
        data: st.DataObject, start: date, limit: Limit, gap: int, length: int | None) -> None:
    pauses = [p for p in data.draw(pauses_near(start)) if p.last]
    due = due_day(CALENDAR, start, limit, pauses)
    assert due
    late = Pause(due + gap * DAY, None if length is None else due + (gap + length) * DAY)
    assert due_day(CALENDAR, start, limit, [late, *pauses]) == due


@given(st.data(), STARTS)
def test_merged_pauses_are_apart_in_order_and_hold_the_same_days(data: st.DataObject, start: date) -> None:
    pauses = data.draw(pauses_near(start))
    joined = merged(pauses)
    for before, after in pairwise(joined):
        assert before.last
        assert before.last + DAY < after.first
    for k in range(-20, 120):
        assert inside(start + k * DAY, pauses) == inside(start + k * DAY, list(joined))


# Lights ---------------------------------------------------------------------------------------------------------------

# Which limits a recorded pause stops: (reason, told in writing) -> promised, statutory.
STOPS = {("hearing", True): (True, True), ("hearing", False): (True, False), ("expert_review", True): (True, True),
         ("publicity", False): (True, False), ("site_check", True): (True, False)}


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Event], Limit, Limit]:
    """A case accepted in time, paused and resumed at random, with a promise and a law, perhaps still paused."""
    day = draw(STARTS)
    events: list[Event] = [Received(day)]
    day += draw(st.integers(0, 5)) * DAY
    events.append(Accepted(day))
    for _ in range(draw(st.integers(0, 3))):
        day += draw(st.integers(0, 9)) * DAY
        reason, told = draw(st.sampled_from(list(STOPS)))
        events.append(Paused(day, reason, "通知书" if told else ""))
        day += draw(st.integers(0, 14)) * DAY
        events.append(Resumed(day))
    if len(events) > 2 and draw(st.booleans()):
        events.pop()
    promised, statutory = draw(LIMITS), draw(LIMITS)
    return events, promised, statutory


def known(events: list[Event], today: date, law: bool) -> list[Pause]:
    """The pauses that stop the promised or the statutory limit, as far as they were known on `today`."""
    out: list[Pause] = []
    stopping = False
    for event in events:
        if isinstance(event, Paused) and event.day <= today:
            stopping = STOPS[event.reason, bool(event.paper)][law]
            if stopping:
                out.append(Pause(event.day))
        if isinstance(event, Resumed) and event.day <= today and stopping:
            out[-1] = Pause(out[-1].first, event.day - DAY)
    return out


def light_by_walking(start: date, limit: Limit, pauses: list[Pause], today: date) -> str:
    due = walk(CALENDAR, start, limit.days, limit.unit, pauses)
    if due and today > due:
        return "red"
    if inside(today, pauses):
        return "paused"
    assert due
    ahead = [today + k * DAY for k in range(1, (due - today).days + 1)]
    ahead = [day for day in ahead if not inside(day, pauses)]
    working = [day for day in ahead if CALENDAR.is_workday(day)]
    left = working if limit.unit == "working" else ahead
    return "yellow" if len(left) <= limit.days // 5 or len(working) <= 1 else "green"


@pytest.mark.mechanism("BH-06a")
@settings(max_examples=150, deadline=None)
@given(cases())
def test_the_light_is_right_on_every_day_whatever_the_suspensions(case: tuple[list[Event], Limit, Limit]) -> None:
    events, promised, statutory = case
    start = events[1].day
    for k in range(100):
        today = start + k * DAY
        clock = read_clock(CALENDAR, RULES, events, statutory, promised, today)
        lights = [light_by_walking(start, limit, known(events, today, law), today)
                  for limit, law in ((promised, False), (statutory, True))]
        worst = min(lights, key=("red", "yellow", "paused", "green").index)
        assert clock.light == worst, (today, lights)
        assert clock.late == (lights[1] == "red")


@pytest.mark.mechanism("BH-06a")
@settings(deadline=None)
@given(cases(), st.sampled_from(["promised", "statutory"]))
def test_the_light_turns_on_exactly_the_days_it_says(case: tuple[list[Event], Limit, Limit], only: str) -> None:
    events, promised, statutory = case
    law, promise = (None, promised) if only == "promised" else (statutory, None)

    def light(day: date) -> str:
        return read_clock(CALENDAR, RULES, events, law, promise, day).light

    clock = read_clock(CALENDAR, RULES, events, law, promise, events[-1].day)
    due = clock.due_on or clock.statutory_due_on
    if clock.light == "paused" or due is None or due < events[-1].day:
        return
    assert clock.yellow_on
    assert clock.overdue_on == due + DAY
    assert light(due) == "yellow"
    assert light(clock.overdue_on) == "red"
    if clock.yellow_on >= events[-1].day:
        assert light(clock.yellow_on) == "yellow"
    if clock.yellow_on - DAY >= events[-1].day:
        assert light(clock.yellow_on - DAY) == "green"


@settings(deadline=None)
@given(cases(), st.integers(0, 90))
def test_what_is_left_is_what_is_ahead_and_falls_to_0_on_the_due_day(
        case: tuple[list[Event], Limit, Limit], later: int) -> None:
    events, promised, _ = case
    today = events[-1].day + later * DAY
    clock = read_clock(CALENDAR, RULES, events, None, promised, today)
    if clock.due_on is None:
        used = [d for k in range(1, (today - events[1].day).days + 1)
                if not inside(d := events[1].day + k * DAY, known(events, today, False))
                and (promised.unit == "calendar" or CALENDAR.is_workday(d))]
        assert clock.left == promised.days - len(used)
        return
    sign, first, last = (1, today, clock.due_on) if today <= clock.due_on else (-1, clock.due_on, today)
    days = [first + k * DAY for k in range(1, (last - first).days + 1)]
    assert clock.left == sign * sum(promised.unit == "calendar" or CALENDAR.is_workday(d) for d in days)


@settings(deadline=None)
@given(cases())
def test_the_proof_ends_on_the_due_day_and_numbers_every_day_that_counts(
        case: tuple[list[Event], Limit, Limit]) -> None:
    events, promised, statutory = case
    clock = read_clock(CALENDAR, RULES, events, statutory, promised, events[-1].day)
    for law, limit, due in ((False, promised, clock.due_on), (True, statutory, clock.statutory_due_on)):
        for lang, prefix in (("zh-Hans", "第"), ("en", "day ")):
            lines = clock.proof(lang, "statutory" if law else "promised")
            if due:
                assert str(due) in lines[-1]
                expected = [day for k in range(1, (due - events[1].day).days + 1)
                            if not inside(day := events[1].day + k * DAY, known(events, events[-1].day, law))
                            and (limit.unit == "calendar" or CALENDAR.is_workday(day))][:limit.days]
                numbered = [line for line in lines if line.startswith((prefix, "working day "))]
                assert len(numbered) == len(expected)
                assert all(str(day) in line for day, line in zip(expected, numbered, strict=True))
            else:
                assert ("尚未恢复" if lang != "en" else "not resumed yet") in lines[-1]


@settings(deadline=None)
@given(cases(), st.integers(0, 60))
def test_a_decision_is_late_exactly_when_the_light_was_red_that_day(
        case: tuple[list[Event], Limit, Limit], later: int) -> None:
    events, promised, statutory = case
    day = events[-1].day + later * DAY
    before = read_clock(CALENDAR, RULES, events, statutory, promised, day)
    done = read_clock(CALENDAR, RULES, [*events, Decided(day, "approved")], statutory, promised, day + 400 * DAY)
    assert done.light == ("done_late" if before.light == "red" else "done_in_time")
    assert done.late == before.late


@settings(deadline=None)
@given(cases(), st.integers(0, 60))
def test_a_clock_says_provisional_exactly_when_a_due_day_is_beyond_the_published_years(
        case: tuple[list[Event], Limit, Limit], later: int) -> None:
    events, promised, statutory = case
    clock = read_clock(CALENDAR, RULES, events, statutory, promised, events[-1].day + later * DAY)
    due = [day for day in (clock.due_on, clock.statutory_due_on) if day]
    if due:
        assert clock.provisional == (max(due) > CALENDAR.published_until)
