"""The ladder: who is told on which day, whenever one looks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.engine.mechanism import load
from luodi.engine.source import Refused, read_text
from luodi.engine.timelimit import Accepted, ClockRules, Days, Decided, Event, Ladder, Limit, Paused, Received, Resumed, Standing, advance, read_clock
from luodi.engine.workdays import Calendar

DAY = timedelta(days=1)
FIRST = date(2026, 9, 14)
RULES = Path(__file__).parents[2] / "src" / "luodi" / "mechanisms" / "national" / "clock.yaml"


@cache
def place() -> tuple[Calendar, ClockRules]:
    """The national calendar and rules."""
    found = load("national", FIRST)
    return found.calendar, ClockRules.build(found.raw["clock"])


def ladder() -> Ladder:
    """The standard ladder."""
    return place()[1].ladders["standard"]


def swept(at: Standing, days: list[date]) -> tuple[list[tuple[date, str]], list[tuple[date, int]], Standing]:
    """The lights after each day looked at, the rungs taken, and where it ends."""
    lights, rungs = [], []
    for day in days:
        move = advance(ladder(), place()[0], at, day)
        lights.append((day, move.light))
        rungs += [(day, rung) for rung in move.taken]
        at = replace(at, light=move.light, rung=move.rung)
    return lights, rungs, at


def standing(yellow: int | None, due: int | None) -> Standing:
    """A green clock whose yellow and due days are so many days after FIRST."""
    day = [None if n is None else FIRST + n * DAY for n in (yellow, due, None if due is None else due + 1)]
    return Standing("green", 0, Days(*day))


ORDERED = st.lists(st.integers(0, 40), min_size=2, max_size=2).map(sorted)


@given(ORDERED, st.sets(st.integers(0, 90)))
def test_whoever_looks_seldom_takes_the_same_rungs_as_whoever_looks_daily_and_each_once(days: list[int], looks: set[int]) -> None:
    at, last = standing(*days), FIRST + 90 * DAY
    daily = swept(at, [FIRST + n * DAY for n in range(91)])
    seldom = swept(at, [*(FIRST + n * DAY for n in sorted(looks - {90})), last])
    assert [rung for _, rung in daily[1]] == [rung for _, rung in seldom[1]]
    assert len({rung for _, rung in seldom[1]}) == len(seldom[1])
    assert dict(daily[0]) | dict(seldom[0]) == dict(daily[0])


@given(ORDERED)
def test_looking_only_on_the_next_day_told_misses_nothing(days: list[int]) -> None:
    at, last = standing(*days), FIRST + 90 * DAY
    lights, rungs, _ = swept(at, [FIRST + n * DAY for n in range(91)])
    mine: list[tuple[date, int]] = []
    day: date | None = FIRST
    while day and day <= last:
        move = advance(ladder(), place()[0], at, day)
        mine += [(day, rung) for rung in move.taken]
        assert move.light == dict(lights)[day]
        assert move.next_on is None or move.next_on > day
        at = replace(at, light=move.light, rung=move.rung)
        day = move.next_on
    assert mine == rungs


@given(ORDERED, st.integers(0, 60), st.integers(0, 90))
def test_while_it_is_held_nobody_is_told_but_the_light_turns_all_the_same(days: list[int], hold: int, look: int) -> None:
    at, day = standing(*days), FIRST + look * DAY
    free, held = (advance(ladder(), place()[0], one, day) for one in (at, replace(at, hold_until=FIRST + hold * DAY)))
    assert held.light == free.light
    assert held.taken == (() if look <= hold else free.taken)
    if look <= hold and held.next_on and free.taken:
        assert held.next_on <= max(FIRST + (hold + 1) * DAY, *(d for d in (at.days.yellow_on, at.days.overdue_on, day + DAY) if d))


@given(st.integers(1, 15), st.integers(0, 10), st.integers(0, 10), st.integers(0, 45))
def test_the_light_that_is_swept_is_the_light_that_the_events_say(limit: int, pause: int, back: int, look: int) -> None:
    calendar, rules = place()
    events: list[Event] = [Received(FIRST), Accepted(FIRST), Paused(FIRST + pause * DAY, "publicity"), Resumed(FIRST + (pause + back) * DAY)]
    told = FIRST + (pause + back) * DAY
    read = read_clock(calendar, rules, events, None, Limit(limit), told)
    at = Standing(read.light, 0, Days(read.yellow_on, read.due_on, read.overdue_on), None, read.reread_on)
    day = told + look * DAY
    assert advance(ladder(), calendar, at, day).light == read_clock(calendar, rules, events, None, Limit(limit), day).light


def test_a_week_without_a_sweep_makes_one_message_with_all_who_should_have_known() -> None:
    calendar, rules = place()
    read = read_clock(calendar, rules, [Received(FIRST), Accepted(FIRST)], None, Limit(3), FIRST)
    at = Standing("green", 0, Days(read.yellow_on, read.due_on, read.overdue_on))
    move = advance(ladder(), calendar, at, date(2026, 9, 23))
    assert (move.light, move.taken) == ("red", (1, 2, 3, 4, 5))
    assert {to for rung in move.taken for to in ladder().step(rung).to} == {"assignee", "unit_head", "supervisor"}


def test_a_clock_that_is_decided_climbs_no_more() -> None:
    calendar, rules = place()
    read = read_clock(calendar, rules, [Received(FIRST), Accepted(FIRST), Decided(FIRST + DAY, "approved")], None, Limit(3), FIRST + DAY)
    at = Standing(read.light, 0, Days(read.yellow_on, None, read.overdue_on), None, read.reread_on)
    assert advance(ladder(), calendar, at, date(2027, 1, 4)) == replace(advance(ladder(), calendar, at, FIRST), light="done_in_time")


@pytest.mark.parametrize(("old", "new", "says"), [
    ("on: yellow\n", "on: orange\n", "“on”的值“orange”"),
    ("to: [supervisor, leader]", "to: [mayor]", "“mayor”不在 assignee、unit_head"),
    ("after: 5", "after: 1", "台阶“report”早于它前面的台阶"),
    ("after: 5", "after: -1", "“after”不能小于 0"),
    ('from: "20:00"', 'from: "8pm"', "“8pm”不是钟点"),
    ("        to: [supervisor, leader]\n", "", "没有写告诉谁"),
    ("    every: 5", "    evry: 5", "没有“evry”这一项"),
])
def test_a_faulty_ladder_is_refused_with_its_place(old: str, new: str, says: str) -> None:
    text = RULES.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(Refused, match=r"clock\.yaml:[0-9]+:[0-9]+") as found:
        ClockRules.build(read_text(text.replace(old, new, 1), "clock.yaml"))
    assert says in "\n".join(fault.said.zh for fault in found.value.faults)
