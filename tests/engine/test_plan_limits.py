"""The approval map counts days: limits, the calendar, the enterprise's own days, the critical path."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from luodi.engine.levers import Case, backward_from
from luodi.engine.plan import Planner
from luodi.engine.plan.words import marks
from luodi.engine.source import Refused
from tests.engine.builders import MONDAY, after, days, item, lever, plan, planned, world

BASES = {"promised": {"days": 2, "unit": "working"}, "reference": {"days": 5, "unit": "working"}, "statutory": {"days": 20, "unit": "working"},
         "assumed": {"days": 30, "unit": "working"}}


@pytest.mark.parametrize(("missing", "taken"), [((), 2), (("promised",), 5), (("promised", "reference"), 20), (("promised", "reference", "statutory"), 30)])
def test_a_promise_goes_before_anothers_value_and_that_before_the_law(missing: tuple[str, ...], taken: int) -> None:
    small = world({"x": item(limit={basis: value for basis, value in BASES.items() if basis not in missing})})
    assert plan(small).items["x"].days == taken


def test_by_the_statutory_basis_the_law_goes_first() -> None:
    made = Planner(world({"x": item(limit=BASES), "y": item(4, basis="reference")}), "statutory")
    found = made.plan({}, MONDAY)
    assert (found.items["x"].days, found.items["y"].days) == (20, 4)


def test_the_first_variant_whose_condition_holds_sets_the_limit() -> None:
    limit = {"statutory": {"days": 20, "unit": "working"}, "statutory_variants": [
        {"days": 30, "unit": "calendar", "when": "a"}, {"days": 7, "unit": "working", "when": "b"}, {"said": "只写在文字里"}]}
    small = world({"x": item(limit=limit)})

    def taken(**facts: Any) -> tuple[int, str]:
        found = plan(small, **facts).items["x"]
        return found.days, found.unit

    assert [taken(a=True, b=True), taken(a=False, b=True), taken(a=False, b=False), taken(b=True), taken()] == [
        (30, "calendar"), (7, "working"), (20, "working"), (7, "working"), (20, "working")]


def test_a_shorter_limit_is_measured_against_the_variant_in_force() -> None:
    limit = {"statutory": {"days": 2, "unit": "working"}, "statutory_variants": [{"days": 10, "unit": "working", "when": "a"}]}
    small = world({"x": item(limit=limit)}, levers={"five": lever({"limit": ["x"], "days": 5, "unit": "working"})})
    assert [plan(small, levers=["five"], a=a).items["x"].days for a in (True, False)] == [5, 2]


def test_days_that_the_law_leaves_open_count_as_the_place_says() -> None:
    items = {"x": item(limit={"statutory": {"days": 6, "unit": "calendar", "written": "日"}}), "y": item(6, "calendar")}
    literal, local = world(items), world(items, counting={"ambiguous_day": "working"})
    assert (days(literal)["x"][1], days(local)["x"][1], days(local)["y"][1]) == ("06-08", "06-09", "06-08")


@pytest.mark.parametrize(("n", "unit", "ends"), [
    (10, "working", "10-12"), (9, "working", "10-10"), (6, "working", "09-30"), (10, "calendar", "10-08"), (9, "calendar", "09-30"), (0, "calendar", "09-21")])
def test_limits_step_over_national_day_and_count_the_make_up_saturday(n: int, unit: str, ends: str) -> None:
    assert days(world({"x": item(n, unit)}), date(2026, 9, 21))["x"] == ("09-21", ends)


def test_a_project_asked_for_on_a_rest_day_starts_on_the_next_working_day() -> None:
    small = world({"x": item(1)})
    starts = [plan(small, day).start for day in (date(2026, 6, 6), date(2026, 6, 7), date(2026, 9, 20), date(2026, 10, 1), date(2026, 10, 10))]
    assert starts == [date(2026, 6, 8), date(2026, 6, 8), date(2026, 9, 20), date(2026, 10, 8), date(2026, 10, 10)]


def test_an_item_of_no_days_is_decided_when_it_is_accepted() -> None:
    assert days(world({"x": item(3), "y": item(0, after=after("x")), "z": item(1, after=after("y"))})) == {
        "x": ("06-01", "06-04"), "y": ("06-04", "06-04"), "z": ("06-04", "06-05")}


def test_an_item_without_any_published_days_is_marked_unknown() -> None:
    small = world({"x": item(), "y": item(0), "z": item(3, basis="assumed")})
    found = plan(small)
    assert [found.items[name].days_unknown for name in "xyz"] == [True, False, False]
    assert [marks(found.items[name], small)[:1] for name in "xyz"] == [("unknown",), (), ("assumed",)]


def test_dates_that_lean_on_an_unpublished_year_are_provisional() -> None:
    small = world({"x": item(5)})
    assert [plan(small, day).provisional for day in (date(2026, 12, 24), date(2026, 12, 28))] == [False, True]


@pytest.mark.parametrize("start", [date(2025, 12, 31), date(2026, 1, 1), date(2028, 1, 1)])
def test_a_start_outside_the_calendar_is_refused(start: date) -> None:
    with pytest.raises(Refused, match="不在日历"):
        plan(world({"x": item(1)}), start)


@pytest.mark.parametrize("unit", ["working", "calendar"])
def test_a_result_beyond_the_calendar_is_refused(unit: str) -> None:
    with pytest.raises(Refused, match="结果超出日历"):
        plan(world({"x": item(900, unit)}))


def test_a_target_outside_the_calendar_is_refused() -> None:
    case = Case(Planner(world({"x": item(1)})), {}, MONDAY)
    for target in (date(2028, 1, 1), date(2025, 1, 1)):
        with pytest.raises(Refused, match="不在日历"):
            backward_from(case, target, "finish")


OWN = {"works": item(100, "calendar", "assumed", actor="enterprise"), "permit": item(3, own_days={"days": 5, "unit": "working"}), "plain": item(1)}


def test_the_enterprise_may_state_its_own_days() -> None:
    made = Planner(world(OWN))
    found = made.plan({}, MONDAY, (), {"works": 30, "permit": 2, "plain": 4})
    assert (found.items["works"].days, found.items["works"].finish) == (30, date(2026, 7, 1))
    assert [(found.items[name].days, found.items[name].own_days, found.items[name].start) for name in ("permit", "plain")] == [
        (3, 2, date(2026, 6, 3)), (1, 4, date(2026, 6, 5))]
    assert made.plan({}, MONDAY).items["permit"].start == date(2026, 6, 8)


@pytest.mark.parametrize(("own", "said"), [
    ({"wroks": 3}, "是不是“works”"), ({"works": -1}, "0 到 3650"), ({"works": True}, "0 到 3650"), ({"works": 4000}, "0 到 3650")])
def test_own_days_that_cannot_be_are_refused(own: dict[str, int], said: str) -> None:
    with pytest.raises(Refused, match=said):
        Planner(world(OWN)).plan({}, MONDAY, (), own)


def test_the_critical_path_is_a_chain_from_the_start_to_the_finish() -> None:
    found = planned("factory-100mu")
    chain = [found.items[name] for name in found.critical_path]
    assert (chain[0].start, chain[-1].finish) == (found.start, found.finish)
    assert all(p.critical for p in chain)
    assert all(x.finish in (y.start, y.own_from) for x, y in pairwise(chain))
