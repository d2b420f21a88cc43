"""What-if: what each relaxation saves, the best combinations, whether a date can be kept, and the schedule backwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from luodi.engine.levers import MAX_TOGETHER, Case, Saving, backward_from, best, can_start_by, each, start_of_works, usable
from luodi.engine.plan import Planner
from luodi.engine.plan.papers import paper_count, paper_needs
from luodi.engine.promises import example
from luodi.engine.source import Refused
from tests.engine.builders import MONDAY, after, item, lever, paper, planner, there, world

WORKS = {"works": item(20, "calendar", "assumed", actor="enterprise", kind="activity", after=after("permit"))}
GATE = {"construction_start": {"name": "开工", "holds": ["works"]}}


def case(items: dict[str, Any], levers: dict[str, Any], **facts: Any) -> Case:
    """A project in a tiny world with works."""
    made = Planner(world({**items, **WORKS}, levers=levers, gates=GATE))
    return Case(made, made.read_facts(facts), MONDAY)


ITEMS = {"plan": item(10), "review": item(10), "permit": item(5, after=after("plan", "review"), papers={"图": paper(), "方案": paper("plan")})}
LEVERS = {
    "plan_fast": lever({"limit": ["plan"], "days": 4}), "review_fast": lever({"limit": ["review"], "days": 6}),
    "no_review": lever({"skip": ["review"]}, when="a"), "later": lever({"late": ["permit"], "papers": ["图"], "days": 10}),
    "not_here": lever({"limit": ["permit"], "days": 0}, offered=False),
}


def ids(saving: Saving | None) -> set[str]:
    """The levers of a saving."""
    assert saving
    return {lever.id for lever in saving.levers}


def test_a_saving_is_the_difference_of_two_maps() -> None:
    asked = case(ITEMS, LEVERS, a=True)
    base, found = asked.plan(), {x.levers[0].id: x for x in each(asked)}
    for name, saving in found.items():
        after_it = asked.plan([name])
        count = asked.planner.mechanism.calendar.count
        assert saving.to_finish == count(after_it.finish, base.finish)
        assert saving.to_start == count(there(start_of_works(after_it)), there(start_of_works(base)))
        assert saving.papers == paper_count(paper_needs(base)).bring - paper_count(paper_needs(after_it)).bring
    assert {name: saving.to_start for name, saving in found.items()} == {"plan_fast": 0, "review_fast": 0, "no_review": 0, "later": 0}
    assert found["later"].late_papers == 1


def test_savings_of_the_shipped_levers_are_differences_of_two_maps_too() -> None:
    file, made = example("factory-100mu"), planner("jimo-2021")
    asked = Case(made, made.read_facts(file.facts), date(2026, 11, 23), file.own_days)
    base = asked.plan()
    found = each(asked)
    assert len(found) > 3
    for saving in found:
        assert saving.to_finish == made.mechanism.calendar.count(asked.plan([saving.levers[0].id]).finish, base.finish)
    assert found == sorted(found, key=lambda s: s.better, reverse=True)


def test_levers_that_save_only_together_are_found() -> None:
    found = best(case(ITEMS, LEVERS, a=False))
    assert ids(found[0]) == {"plan_fast", "review_fast"}
    assert found[0].to_start == 4


def test_a_lever_in_force_or_ruled_out_is_not_offered_again() -> None:
    levers = {**LEVERS, "standing": lever({"limit": ["plan"], "days": 9}, standing=True)}
    asked = case(ITEMS, levers, a=False)
    assert [x.id for x in usable(asked.plan())] == ["plan_fast", "review_fast", "later"]
    assert [x.id for x in usable(asked.plan(["later"]))] == ["plan_fast", "review_fast"]


def test_a_standing_lever_works_only_once_it_is_known_to_fit() -> None:
    asked = {"plan": lever({"limit": ["plan"], "days": 4}, standing=True, when="a")}
    taken = [case(ITEMS, asked, **facts).plan().items["plan"].days for facts in FACTS]
    assert taken == [4, 10, 10]
    assert case(ITEMS, asked).plan(["plan"]).items["plan"].days == 4


FACTS: list[dict[str, Any]] = [{"a": True}, {"a": False}, {}]


def test_a_lever_that_may_fit_is_shown_as_uncertain() -> None:
    found = {x.levers[0].id: x.certain for x in each(case(ITEMS, LEVERS))}
    assert (found["no_review"], found["plan_fast"]) == (False, True)


def test_a_lever_the_place_does_not_offer_needs_the_flag() -> None:
    asked = case(ITEMS, LEVERS, a=False)
    assert "not_here" not in [x.id for x in usable(asked.plan())]
    assert "not_here" in [x.id for x in usable(asked.plan(), hypothetical=True)]
    assert all("not_here" not in ids(x) for x in [*each(asked), *best(asked)])
    assert ids(each(asked, True)[0]) == {"not_here"}
    wanted = there(start_of_works(asked.plan(["plan_fast", "review_fast", "not_here"])))
    assert not can_start_by(asked, wanted).possible
    assert can_start_by(asked, wanted, hypothetical=True).possible


def test_a_date_that_is_kept_anyway_needs_no_lever() -> None:
    asked = case(ITEMS, LEVERS)
    day = there(start_of_works(asked.plan()))
    found = can_start_by(asked, day)
    assert (found.possible, found.with_levers, found.short_by, found.start_of_works) == (True, None, 0, day)


def test_a_date_out_of_reach_says_by_how_many_working_days() -> None:
    asked = case(ITEMS, LEVERS, a=False)
    soonest = there(start_of_works(asked.plan(["plan_fast", "review_fast"])))
    found = can_start_by(asked, asked.planner.mechanism.calendar.add(soonest, -2))
    assert (found.possible, found.with_levers, found.short_by) == (False, None, 2)


def test_a_project_without_works_starts_any_day() -> None:
    made = Planner(world({"only": item(3)}))
    assert can_start_by(Case(made, {}, MONDAY), MONDAY).possible


# Against all subsets

@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A small project with up to six levers of every kind."""
    size = draw(st.integers(2, 5))
    items: dict[str, Any] = {}
    for k in range(size):
        earlier = draw(st.sets(st.integers(0, k - 1), max_size=2)) if k else set()
        items[f"i{k}"] = item(draw(st.integers(0, 9)), applies=draw(st.sampled_from(["true", "true", "a"])), after=after(*(f"i{d}" for d in sorted(earlier))))
    items["permit"] = item(draw(st.integers(0, 9)), after=after(*(f"i{d}" for d in sorted(draw(st.sets(st.integers(0, size - 1), min_size=1))))))
    pairs = [(name, before) for name, entry in items.items() for before in entry["after"]]
    name = st.sampled_from([*items])
    made = {}
    for number in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(["limit", "drop", "skip"]))
        match kind:
            case "drop":
                later, before = draw(st.sampled_from(pairs))
                effect: dict[str, Any] = {"drop": [later], "after": before}
            case "skip":
                effect = {"skip": [draw(st.sampled_from([n for n in items if n != "permit"]))]}
            case _:
                effect = {"limit": [draw(name)], "days": draw(st.integers(0, 6))}
        made[f"l{number}"] = lever(effect, when=draw(st.sampled_from(["true", "true", "b"])), offered=draw(st.sampled_from([True, True, False])))
    return case(items, made, **draw(st.dictionaries(st.sampled_from("ab"), st.booleans())))


def subsets(asked: Case, hypothetical: bool) -> Iterator[tuple[tuple[str, ...], date]]:
    """Every set of usable levers with the start of works it gives."""
    names = [x.id for x in usable(asked.plan(), hypothetical)]
    for size in range(1, len(names) + 1):
        for some in combinations(names, size):
            yield some, there(start_of_works(asked.plan(some)))


@settings(max_examples=40, deadline=None)
@given(cases(), st.booleans())
def test_the_best_combination_starts_the_works_as_early_as_any_subset(asked: Case, hypothetical: bool) -> None:
    base = there(start_of_works(asked.plan()))
    earliest = min((day for _, day in subsets(asked, hypothetical)), default=base)
    found = best(asked, MAX_TOGETHER, hypothetical)
    assert min([base, *(there(x.start_of_works) for x in found)]) == min(base, earliest)
    for saving in found:
        rivals = [asked.planner.mechanism.calendar.count(day, base) for some, day in subsets(asked, hypothetical) if len(some) == len(saving.levers)]
        assert saving.to_start == max(rivals)


@settings(max_examples=40, deadline=None)
@given(cases(), st.booleans(), st.integers(0, 20))
def test_a_set_that_keeps_the_date_is_found_whenever_one_exists_and_it_is_of_the_fewest(asked: Case, hypothetical: bool, earlier: int) -> None:
    base = there(start_of_works(asked.plan()))
    target = base - timedelta(earlier)
    assume(target >= MONDAY)
    found = can_start_by(asked, target, hypothetical)
    good = [some for some, day in subsets(asked, hypothetical) if day <= target]
    assert found.possible == (base <= target or bool(good))
    if found.with_levers:
        assert there(found.with_levers.start_of_works) <= target
        assert len(found.with_levers.levers) == min(map(len, good))


# Backwards

@pytest.mark.mechanism("LX-2b")
def test_beginning_on_the_last_day_keeps_the_target_and_a_working_day_later_does_not() -> None:
    asked = case(ITEMS, {})
    found = backward_from(asked, date(2026, 9, 1))
    begin = there(found.begin_by)
    assert there(start_of_works(asked.plan(start=begin))) <= date(2026, 9, 1)
    assert there(start_of_works(asked.plan(start=asked.planner.mechanism.calendar.add(begin, 1)))) > date(2026, 9, 1)
    assert found.items["permit"] == (date(2026, 8, 25), date(2026, 9, 1))
    assert found.items["plan"] == (date(2026, 8, 11), date(2026, 8, 25))
    assert "works" not in found.items


@pytest.mark.mechanism("LX-2b")
@pytest.mark.parametrize("milestone", ["construction_start", "finish", "production_start"])
def test_the_factory_is_scheduled_backwards_from_each_milestone(milestone: str) -> None:
    file, made = example("factory-100mu"), planner()
    asked = Case(made, made.read_facts(file.facts), date(2026, 11, 23), file.own_days)
    calendar, target = made.mechanism.calendar, date(2028, 12, 29)
    found = backward_from(asked, target, milestone)

    def reached(begin: date) -> date:
        there = asked.plan(start=begin)
        return there.finish if milestone == "finish" else there.milestones[milestone]

    begin = there(found.begin_by)
    assert reached(begin) <= target < reached(calendar.add(begin, 1))
    on_time = asked.plan(start=begin)
    for name, (start, finish) in found.items.items():
        planned = on_time.items[name]
        assert there(planned.start) <= start <= finish <= target
        assert there(planned.finish) <= finish


@pytest.mark.mechanism("LX-2b")
def test_a_target_on_a_rest_day_is_kept_by_the_working_day_before() -> None:
    found = backward_from(case(ITEMS, {}), date(2026, 9, 6))
    assert found.items["permit"][1] == date(2026, 9, 4)


def test_a_target_too_near_has_no_day_to_begin_but_shows_what_was_needed() -> None:
    found = backward_from(case(ITEMS, {}), date(2026, 6, 10))
    assert found.begin_by is None
    assert found.items["permit"] == (date(2026, 6, 3), date(2026, 6, 10))


def test_what_a_lever_no_longer_makes_wait_is_not_in_the_backward_schedule() -> None:
    asked = case(ITEMS, {"free": lever({"drop": ["permit"], "after": "review"})})
    assert set(backward_from(asked, date(2026, 9, 1)).items) == {"plan", "review", "permit"}
    assert set(backward_from(asked, date(2026, 9, 1), levers=["free"]).items) == {"plan", "permit"}


def test_what_only_the_preparation_waits_for_is_in_the_backward_schedule() -> None:
    items = {"plan": item(10), "permit": item(5, prepare_after=["plan"], own_days={"days": 3, "unit": "working"})}
    found = backward_from(case(items, {}), date(2026, 9, 1))
    assert found.items == {"plan": (date(2026, 8, 6), date(2026, 8, 20)), "permit": (date(2026, 8, 25), date(2026, 9, 1))}


def test_a_milestone_the_project_does_not_have_is_refused() -> None:
    with pytest.raises(Refused, match="construction_start、finish"):
        backward_from(case(ITEMS, {}), date(2026, 9, 1), "sale")
