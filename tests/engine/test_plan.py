"""The approval map on small worlds made by hand, and the order the law gives on the national catalog."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from luodi.engine.plan import Plan
from luodi.engine.plan.words import reason
from tests.engine.builders import after, days, item, paper, plan, planned, there, world


def status(found: Plan) -> dict[str, str]:
    """Every item's answer."""
    return {p.id: p.status for p in found.items.values()}


# Which items, and why

ANSWERS = {"always": item(1), "yes": item(1, applies="a"), "both": item(1, applies="a and b"), "large": item(1, applies="area_m2 >= 100")}


def test_an_item_applies_does_not_or_is_not_known_yet() -> None:
    small = world(ANSWERS)
    assert status(plan(small)) == {"always": "applies", "yes": "unknown", "both": "unknown", "large": "unknown"}
    assert status(plan(small, a=True, area_m2=100)) == {"always": "applies", "yes": "applies", "both": "unknown", "large": "applies"}
    assert status(plan(small, b=False, area_m2=99.9)) == {"always": "applies", "yes": "unknown", "both": "does_not", "large": "does_not"}


def test_each_answer_carries_the_facts_that_decide_it() -> None:
    small = world(ANSWERS)
    found = plan(small, a=True, b=False, area_m2=80)

    def why(name: str, lang: str = "zh-Hans") -> str:
        return reason(found.items[name].because, small, lang)

    assert "乙" in why("both")
    assert "甲" not in why("both")
    assert "100" in why("large")
    assert "还不知道“丙”" in reason(plan(world({"x": item(1, applies="a and c")}), a=True).items["x"].because, small, "zh-Hans")


def test_an_unknown_item_is_not_scheduled_but_its_finish_is_foreseen() -> None:
    found = plan(world({"x": item(3), "y": item(9, applies="a")}))
    assert [p.id for p in found.scheduled] == ["x"]
    assert [p.id for p in found.unknown] == ["y"]
    assert (found.finish, found.finish_if_all_apply()) == (date(2026, 6, 4), date(2026, 6, 12))


def test_the_questions_left_are_those_that_can_change_the_map() -> None:
    small = world({"x": item(1, applies="a"), "y": item(1, applies="a or b"), "z": item(1, after=after("y", when="c"))})
    assert {key for key, _ in plan(small).questions()} == {"a", "b", "c"}
    assert {key for key, _ in plan(small, a=True).questions()} == {"c"}
    assert plan(small, a=True, c=False).questions() == []


# Who waits for whom

KINDS: dict[str, dict[str, Any]] = {
    "law": item(2, after=after("first")), "usual": item(2, usually_after=["first"]), "paper": item(2, papers={"证": paper("first")}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_an_item_waits_by_law_by_custom_or_for_a_paper(kind: str) -> None:
    small = world({"first": item(3), "second": KINDS[kind]})
    assert days(small)["second"] == ("06-04", "06-08")
    wait, = plan(small).items["second"].waits
    assert (wait.item, wait.kinds, wait.papers, wait.binding) == ("first", (kind,), ("证",) if kind == "paper" else (), True)


def test_an_item_waits_at_a_gate_for_everything_before_it() -> None:
    small = world({"first": item(3, before="gate"), "other": item(1, before="gate"), "held": item(2), "free": item(1)},
                  gates={"gate": {"name": "关口", "holds": ["held"]}})
    assert days(small) == {"first": ("06-01", "06-04"), "other": ("06-01", "06-02"), "held": ("06-04", "06-08"), "free": ("06-01", "06-02")}
    assert {(w.item, w.kinds, w.binding) for w in plan(small).items["held"].waits} == {("first", ("gate",), True), ("other", ("gate",), False)}
    assert plan(small).milestones == {"gate": date(2026, 6, 4)}


def test_a_gate_may_name_itself_what_must_come_before_it() -> None:
    small = world({"first": item(3), "held": item(2)}, gates={"gate": {"name": "关口", "holds": ["held"], "after": ["first"]}})
    assert days(small)["held"] == ("06-04", "06-08")


def test_only_the_preparation_waits_for_what_it_is_prepared_after() -> None:
    small = world({"first": item(3), "second": item(2, prepare_after=["first"], own_days={"days": 4, "unit": "working"}),
                   "third": item(1, prepare_after=["first"])})
    assert days(small)["second"] == ("06-10", "06-12")
    assert days(small)["third"] == ("06-01", "06-02")
    assert plan(small).items["second"].own_from == date(2026, 6, 4)


def test_the_papers_are_prepared_as_late_as_the_start_allows() -> None:
    small = world({"first": item(10), "second": item(2, after=after("first"), own_days={"days": 4, "unit": "working"})})
    assert days(small)["second"] == ("06-15", "06-17")
    assert plan(small).items["second"].own_from == date(2026, 6, 9)


def test_a_paper_that_several_items_make_is_taken_from_the_first_to_be_ready() -> None:
    small = world({"slow": item(8), "fast": item(3, applies="not a"), "needs": item(1, papers={"证": paper("slow", "fast")})})
    assert days(small, a=False)["needs"][0] == "06-04"
    assert days(small, a=True)["needs"][0] == "06-11"
    assert [w.item for w in plan(small, a=False).items["needs"].waits] == ["fast"]


def test_a_choice_of_makers_holds_even_where_one_of_them_is_waited_for_but_does_not_apply() -> None:
    small = world({"usual": item(2, applies="a"), "other": item(5, applies="not a"),
                   "needs": item(1, after=after("usual"), papers={"证": paper("usual", "other")})})
    assert days(small, a=True)["needs"][0] == "06-03"
    assert days(small, a=False)["needs"][0] == "06-08"


def test_waits_for_items_that_do_not_apply_fall_away() -> None:
    small = world({"first": item(3, applies="a"), "second": item(2, after=after("first"), papers={"证": paper("first")})})
    assert days(small, a=False) == {"second": ("06-01", "06-03")}
    assert plan(small, a=False).items["second"].waits == ()


def test_a_conditional_wait_holds_unless_it_is_ruled_out() -> None:
    small = world({"first": item(3), "second": item(2, after=after("first", when="a"))})
    assert [found["second"][0] for found in (days(small, a=True), days(small, a=False), days(small))] == ["06-04", "06-01", "06-04"]


@pytest.mark.mechanism("FZ-03c")
def test_items_that_nothing_ties_run_at_once() -> None:
    small = world({"x": item(3), "y": item(5), "z": item(2, after=after("x"))})
    assert days(small) == {"x": ("06-01", "06-04"), "y": ("06-01", "06-08"), "z": ("06-04", "06-08")}


@pytest.mark.mechanism("FZ-03c")
@pytest.mark.parametrize("name", ["factory-100mu", "government-hospital", "leased-plant", "road"])
def test_no_item_of_the_national_catalog_waits_without_a_reason(name: str) -> None:
    found = planned(name)
    for p in found.scheduled:
        assert p.start == found.start or p.own_from or any(wait.binding for wait in p.waits), p.id
        for wait in p.waits:
            if wait.kinds != ("prepare",):
                assert there(found.items[wait.item].finish) <= there(p.start)


@pytest.mark.mechanism("FZ-03c")
def test_all_utility_connections_of_a_project_run_at_once() -> None:
    found = planned("factory-100mu")
    assert len({found.items[f"util_{name}"].start for name in ("water", "drainage", "power", "gas", "telecom")}) == 1


@pytest.mark.mechanism("FZ-03c")
def test_granted_land_is_contracted_before_the_land_use_permit_and_allocated_land_after_it() -> None:
    granted, allocated = planned("factory-100mu").items, planned("government-hospital").items
    assert there(granted["land_grant"].finish) <= there(granted["land_use_permit"].start)
    assert there(granted["land_grant"].finish) <= there(granted["planning_permit"].start)
    assert granted["land_allocation"].status == allocated["land_grant"].status == "does_not"
    assert there(allocated["land_use_permit"].finish) <= there(allocated["land_allocation"].start)
    assert there(allocated["land_allocation"].finish) <= there(allocated["planning_permit"].start)
