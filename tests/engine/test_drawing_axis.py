"""The axis of the approval map: it leaves out quiet stretches and says so; its flags keep apart."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.engine.drawing.axis import KEPT, QUIET, Axis, make_axis
from luodi.engine.drawing.calendar import Flag, placed
from tests.engine.pictures import FACTORY, PLANT, START, SVG, days, picture, plan_of


def test_the_year_of_the_works_is_left_out_and_the_axis_says_how_much() -> None:
    plan, seen = plan_of(FACTORY), picture(FACTORY)
    [gap] = seen.of("break-words")
    words = [e.text or "" for e in gap.iter(f"{SVG}text")]
    first, last = date.fromisoformat(gap.attrib["data-from"]), date.fromisoformat(gap.attrib["data-to"])
    assert words == [f"≈ {(last - first).days + 1}天", "工程施工"]
    quiet = set(days(first - timedelta(KEPT), last + timedelta(KEPT)))
    assert not [p.id for p in plan.scheduled if {p.own_from, p.start, p.formal_from, p.finish} & quiet]
    works = plan.items["construction_works"]
    assert works.start is not None
    assert works.finish is not None
    left, right = seen.time("construction_works")
    per_day = next((y - x) / 7 for (a, x), (b, y) in pairwise(seen.ticks) if (b - a).days == 7)
    assert right - left < 0.5 * (works.finish - works.start).days * per_day
    assert any(e.get("class") == "cut" for e in seen.bars["construction_works"])


def test_a_short_map_is_not_broken_and_its_days_not_stretched_without_end() -> None:
    seen = picture(PLANT)
    assert not seen.of("break-words")
    assert all(y - x <= 7 * 24.5 for (_, x), (_, y) in pairwise(seen.ticks))


@st.composite
def axes(draw_: st.DrawFn) -> tuple[list[date], Axis]:
    steps = draw_(st.lists(st.integers(0, 400), min_size=1, max_size=12))
    events = [date(2026, 1, 1)]
    for step in steps:
        events.append(events[-1] + timedelta(step))
    return events, make_axis(events, date(2040, 12, 31), 120.0, draw_(st.sampled_from([620.0, 1420.0, 4000.0])))


@settings(max_examples=150, deadline=None)
@given(axes())
def test_the_axis_runs_on_without_gaps_and_leaves_out_only_quiet_stretches(case: tuple[list[date], Axis]) -> None:
    events, axis = case
    for a, b in pairwise(axis.stretches):
        assert a.last + timedelta(1) == b.first
        assert a.right == pytest.approx(b.x)
    assert axis.first == events[0]
    assert axis.last >= events[-1]
    assert axis.draws(events[-1])
    for gap in axis.breaks:
        before, after = max(d for d in events if d < gap.first), min(d for d in events if d > gap.last)
        assert (after - before).days > QUIET
        assert (gap.first - before).days == (after - gap.last).days == KEPT + 1
        assert gap.width < gap.days * axis.per_day
    for one, two in pairwise(sorted(set(events))):
        assert axis.at(one) < axis.at(two)
        if not any(one < gap.first < two for gap in axis.breaks):
            assert axis.at(two) - axis.at(one) == pytest.approx((two - one).days * axis.per_day)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 24)), max_size=8))
def test_flags_keep_their_words_apart_and_on_the_picture(given_flags: list[tuple[int, int]]) -> None:
    axis = make_axis([START, START + timedelta(200)], date(2040, 12, 31), 120.0, 1420.0)
    flags = [Flag(str(k), START, "字" * n, axis.at(START + timedelta(day))) for k, (day, n) in enumerate(given_flags)]
    foot = placed(flags, axis, 100.0)
    for a in flags:
        left, right, top, end = a.words_box
        assert left >= axis.left
        assert right <= axis.right
        assert 100.0 <= top < end <= foot
        assert not [b for b in flags if a is not b and a.row == b.row and b.words_box[0] < right and left < b.words_box[1]]


def test_flags_close_together_step_down_so_that_no_pole_runs_through_words() -> None:
    axis = make_axis([START, START + timedelta(200)], date(2040, 12, 31), 120.0, 1420.0)
    for days_on in ((2, 4, 6), (190, 194, 198), (2, 100, 198)):
        flags = [Flag(str(k), START, "竣工验收 2026年11月23日", axis.at(START + timedelta(k))) for k in days_on]
        placed(flags, axis, 0.0)
        assert not [(a, b) for a in flags for b in flags if b.row < a.row and a.words_box[0] < b.x < a.words_box[1]]
