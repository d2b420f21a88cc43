"""A published total is kept by apportioning it over items whose own days are not published."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from luodi.engine.levers import Case, each
from luodi.engine.mechanism import Mechanism, names
from luodi.engine.plan import Plan, Planner
from luodi.engine.promises import example, examples
from tests.engine.builders import MONDAY, after, item, lever, plan, planned, shipped, there, world

SPAN = {"flow": {"name": "主流程", "items": ["filing", "plan", "permit"]}}


ITEMS = {"filing": item(4), "tender": item(10, actor="market", after=after("filing")), "plan": item(10, after=after("tender")),
         "permit": item(6, after=after("plan")), "side": item(30)}
"""Twenty working days of government in the main flow, and a tender in between."""


def total(at_most: int, unit: str = "working", **more: Any) -> dict[str, Any]:
    """A published total over the main flow."""
    return {"name": "总时限", "span": "flow", "at_most": at_most, "unit": unit, **more}


def place(at_most: int = 12, unit: str = "working", **items: Any) -> Mechanism:
    """A place with that total; `items` in place of the usual ones."""
    return world(ITEMS | items, spans=SPAN, totals={"all": total(at_most, unit)}, levers={"fast": lever({"limit": ["plan"], "days": 7})})


def budgets(found: Plan) -> dict[str, int]:
    """The apportioned days by item."""
    return {p.id: p.days for p in found.items.values() if p.apportioned}


@pytest.mark.mechanism("XH-2d")
def test_a_total_is_kept_and_the_days_that_were_apportioned_are_marked() -> None:
    found = plan(place(12))
    assert found.span(found.mechanism.spans["flow"]) == 12
    assert budgets(found) == {"filing": 2, "plan": 6, "permit": 4}
    assert [found.items[name].days for name in ("tender", "side")] == [10, 30]
    assert found.total
    assert found.total.id == "all"


@pytest.mark.mechanism("XH-2d")
def test_days_the_place_publishes_itself_are_never_touched() -> None:
    found = plan(place(12, plan=item(8, basis="promised", after=after("tender"))))
    assert budgets(found) == {"filing": 2, "permit": 2}
    assert found.items["plan"].days == 8
    assert found.span(found.mechanism.spans["flow"]) == 12


def test_days_of_a_relaxation_in_force_are_not_apportioned() -> None:
    found = plan(place(12), levers=["fast"])
    assert (found.items["plan"].days, budgets(found)) == (7, {"filing": 2, "permit": 3})


def test_a_total_that_holds_anyway_changes_nothing() -> None:
    found = plan(place(20))
    assert budgets(found) == {}
    assert found.total
    assert found.rows() == plan(world(ITEMS)).rows()


def test_a_total_that_cannot_be_kept_is_not_pretended() -> None:
    found = plan(place(9, plan=item(8, basis="promised", after=after("tender"))))
    assert budgets(found) == {}
    assert found.span(found.mechanism.spans["flow"]) == 18


def test_parallel_items_share_the_longest_chain_not_the_sum() -> None:
    found = plan(place(12, plan=item(10), permit=item(6, after=after("plan", "filing"))))
    assert found.span(found.mechanism.spans["flow"]) <= 12
    assert (budgets(found), found.items["filing"].days) == ({"plan": 8, "permit": 4}, 4)


def test_without_totals_the_items_keep_their_days() -> None:
    made = Planner(place(12, side=item(1)))
    assert made.plan({}, MONDAY, totals=False).items["plan"].days == 10
    assert made.finish({}, MONDAY) == made.plan({}, MONDAY).finish < made.plan({}, MONDAY, totals=False).finish


def test_the_first_total_that_certainly_fits_is_kept() -> None:
    small = world(ITEMS, spans=SPAN, totals={"small": total(6, when="a"), "all": total(12)})
    assert [there_is(plan(small, **facts)) for facts in FACTS] == [("small", 6), ("all", 12), ("all", 12)]


FACTS: list[dict[str, Any]] = [{"a": True}, {"a": False}, {}]


def there_is(found: Plan) -> tuple[str, int]:
    """The total that is kept and its days on this map."""
    assert found.total
    return found.total.id, found.span(found.mechanism.spans["flow"])


@pytest.mark.mechanism("XH-2d", "FL-09b")
def test_a_total_in_calendar_days_is_kept_in_calendar_days() -> None:
    found = plan(place(11, "calendar"))
    span = found.mechanism.spans["flow"]
    assert found.span_in(span, "calendar") <= 11 < plan(place(99, "calendar")).span_in(span, "calendar")
    assert all(found.items[name].unit == "calendar" for name in budgets(found))


@pytest.mark.mechanism("XH-2d", "FL-09b")
@pytest.mark.parametrize("start", [date(2026, 9, 28), date(2026, 12, 31), MONDAY])
def test_an_apportioned_calendar_day_is_decided_on_a_working_day(start: date) -> None:
    found = plan(place(11, "calendar"), start)
    works = found.mechanism.calendar.is_workday
    assert all(works(there(p.start)) and works(there(p.finish)) for p in found.scheduled)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 15), st.sets(st.integers(0, 4), max_size=2), st.booleans()), min_size=1, max_size=5),
       st.integers(1, 30), st.sampled_from(["working", "calendar"]), st.dates(date(2026, 3, 1), date(2026, 11, 1)))
def test_whatever_the_items_a_total_is_kept_or_left_alone_and_always_in_the_same_way(
        entries: list[tuple[int, set[int], bool]], at_most: int, unit: str, start: date) -> None:
    items = {f"i{k}": item(n, basis="promised" if own else "statutory", after=after(*(f"i{d}" for d in sorted(before) if d < k)))
             for k, (n, before, own) in enumerate(entries)}
    small = world(items, spans={"flow": {"name": "流程", "items": [*items]}}, totals={"all": total(at_most, unit)})
    made = Planner(small)
    free, kept = made.plan({}, start, totals=False), made.plan({}, start)
    span = small.spans["flow"]
    assert kept.rows() == made.plan({}, start).rows()
    assert made.finish({}, start) == kept.finish
    for k, (n, _, own) in enumerate(entries):
        planned = kept.items[f"i{k}"]
        assert not (own and planned.apportioned)
        assert planned.apportioned or planned.days == n
        assert not planned.apportioned or unit == "calendar" or 1 <= planned.days < n
    assume(free.span_in(span, unit) > at_most)
    if any(p.apportioned for p in kept.items.values()):
        assert kept.span_in(span, unit) <= at_most
    else:
        assert kept.span_in(span, unit) == free.span_in(span, unit)
        assert any(own for _, _, own in entries) or at_most < len(entries)


@pytest.mark.mechanism("XH-2d")
def test_no_day_is_left_over_that_could_be_given_back() -> None:
    found = plan(place(13))
    assert found.span(found.mechanism.spans["flow"]) == 13
    assert sum(budgets(found).values()) == 13


def test_of_a_simulated_item_only_its_conversion_counts() -> None:
    items = {"land": item(20, "calendar", "assumed", actor="market"), "permit": item(9, after=after("land"))}
    small = world(items, spans={"flow": {"name": "流程", "items": ["permit"]}}, levers={
        "simulated": lever({"simulate": ["permit"], "until": "land", "days": 1, "unit": "working"})})
    span = small.spans["flow"]
    assert [plan(small, levers=levers).span(span) for levers in ((), ("simulated",))] == [9, 1]


def test_a_span_since_an_item_counts_from_when_it_is_finished() -> None:
    items = {"land": item(20, basis="assumed", actor="market"), "early": item(30), "permit": item(9, after=after("land", "early"))}
    small = world(items, spans={"flow": {"name": "流程", "items": ["early", "permit"], "since": "early", "until": "permit"}})
    assert plan(small).span(small.spans["flow"]) == 9


@pytest.mark.mechanism("XH-2d", "FL-09b", "JM-3d", "PD-3a", "LC-2b")
@pytest.mark.parametrize("slug", names())
def test_on_every_shipped_map_all_dates_are_working_days_and_published_totals_are_kept(slug: str) -> None:
    for name in examples():
        found = planned(name, slug)
        works = found.mechanism.calendar.is_workday
        assert all(works(day) for p in found.scheduled for day in (there(p.start), there(p.finish), there(p.latest_start), there(p.latest_finish)))
        if found.total:
            assert found.span_in(shipped(slug).spans[found.total.span], found.total.unit) <= found.total.at_most


@pytest.mark.parametrize("slug", names())
def test_on_every_shipped_map_nothing_is_produced_before_the_works_may_be_used(slug: str) -> None:
    for name in examples():
        gates = planned(name, slug).milestones
        assert gates.get("putting_into_use", date.min) <= gates.get("production_start", date.max), name


def test_a_total_in_calendar_days_never_makes_an_item_longer_than_its_own_limit() -> None:
    fuling = Planner(shipped("fuling-2024"))
    for name in examples():
        facts = fuling.read_facts(example(name).facts)
        kept, own = fuling.plan(facts, date(2026, 4, 7)), fuling.plan(facts, date(2026, 4, 7), totals=False)
        assert all(there(kept.items[p.id].finish) <= there(p.finish) for p in own.scheduled), name


@pytest.mark.parametrize("slug", names())
def test_no_lever_makes_a_shipped_map_later(slug: str) -> None:
    place = Planner(shipped(slug))
    for name in examples():
        case = Case(place, place.read_facts(example(name).facts), date(2026, 11, 23), example(name).own_days)
        for saving in each(case):
            assert saving.to_start >= 0, (name, saving.levers[0].id)
            assert saving.to_finish >= 0, (name, saving.levers[0].id)
