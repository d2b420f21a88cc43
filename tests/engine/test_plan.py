"""The approval map on small worlds made by hand, and the order the law gives on the national catalog."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from luodi.engine.levers import Case, backward_from
from luodi.engine.plan import Plan, Planner
from luodi.engine.plan.words import marks, reason
from luodi.engine.source import Refused
from tests.engine.builders import MONDAY, after, days, item, lever, paper, plan, planned, planner, shipped, there, world


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


# Joint and merged items

JOINT = {"survey": item(4), "fire": item(20, after=after("survey")), "land": item(7, applies="a", papers={"图": paper("survey")}),
         "acceptance": item(12, members=["fire", "land"]), "title": item(3, papers={"意见": paper("land")})}


@pytest.mark.mechanism("FL-11", "FZ-03c")
def test_the_members_of_a_joint_acceptance_run_on_one_clock_and_one_form() -> None:
    found = plan(world(JOINT), a=True).items
    assert {(found[name].start, found[name].finish) for name in ("fire", "land", "acceptance")} == {(date(2026, 6, 5), date(2026, 6, 24))}
    assert [found[name].host for name in ("fire", "land", "acceptance")] == ["acceptance", "acceptance", ""]
    assert found["title"].start == date(2026, 6, 24)


def test_a_member_that_does_not_apply_stays_out_of_the_joint_item() -> None:
    found = plan(world(JOINT), a=False).items
    assert found["land"].status == "does_not"
    assert found["title"].start == MONDAY


def test_without_the_joint_item_its_members_run_by_themselves() -> None:
    found = plan(world({**JOINT, "acceptance": item(12, applies="b", members=["fire", "land"])}), a=True, b=False).items
    assert (found["fire"].host, found["fire"].days, found["land"].days) == ("", 20, 7)


def test_a_joint_acceptance_may_relax_the_order_inside_it() -> None:
    items = {"check": item(5), "inspection": item(2, after=after("check")), "acceptance": item(9, members=["check"], after=after("inspection"))}
    assert days(world({**items, "acceptance": items["acceptance"] | {"relaxes": {"inspection": {"after": "check"}}}}))["inspection"][0] == "06-01"


@pytest.mark.mechanism("FL-11")
def test_national_joint_acceptance_takes_in_what_the_project_needs_and_nothing_else() -> None:
    factory, leased = planned("factory-100mu"), planned("leased-plant")
    members = {p.id for p in factory.scheduled if p.host == "joint_acceptance"}
    assert members == {m for m in shipped().items["joint_acceptance"].members if factory.items[m].status == "applies"}
    assert len(members) > 3
    assert not any(p.host for p in leased.scheduled if p.host == "joint_acceptance")


@pytest.mark.mechanism("CY-3a", "FZ-03c")
def test_three_items_at_the_construction_permit_become_one_form_and_one_clock() -> None:
    found, apart = planned("factory-100mu", "chengyang-2021").items, planned("factory-100mu").items
    three = [found[name] for name in ("construction_permit", "quality_supervision", "safety_supervision")]
    assert len({(p.start, p.finish) for p in three}) == 1
    assert [p.host for p in three] == ["", "construction_permit", "construction_permit"]
    assert len({(apart[p.id].start, apart[p.id].finish) for p in three}) == 3
    assert there(found["construction_permit"].finish) < there(apart["construction_permit"].finish)


# Simulated approval

GRANT = {"land": item(30, "calendar", "assumed", kind="service", actor="market"), "design": item(3),
         "permit": item(4, after=after("land", "design")), "start": item(1, after=after("permit"))}
SIMULATED = {"simulated": lever({"simulate": ["permit"], "until": "land", "days": 1, "unit": "working"}, kind="simulated")}


@pytest.mark.mechanism("JM-2a")
def test_a_simulated_opinion_turns_formal_one_working_day_after_the_contract() -> None:
    small = world(GRANT, levers=SIMULATED)
    permit = plan(small, levers=["simulated"]).items["permit"]
    assert plan(small).items["permit"].finish == date(2026, 7, 7)
    assert (permit.start, permit.formal_from, permit.finish) == (date(2026, 6, 4), date(2026, 7, 1), date(2026, 7, 2))
    assert days(small, levers=["simulated"])["start"][0] == "07-02"
    assert permit.relaxed_by == ("simulated",)


@pytest.mark.mechanism("JM-2a")
def test_an_opinion_not_ready_at_the_contract_is_decided_formally_without_penalty() -> None:
    small = world({**GRANT, "design": item(25)}, levers=SIMULATED)
    permit = plan(small, levers=["simulated"]).items["permit"]
    assert (permit.start, permit.finish, permit.formal_from) == (date(2026, 7, 7), date(2026, 7, 13), None)
    assert permit.finish == plan(small).items["permit"].finish


@pytest.mark.mechanism("JM-2a")
def test_jimo_turns_simulated_permits_formal_one_working_day_after_the_land_contract() -> None:
    found = planned("factory-100mu", "jimo-2021", levers=["simulated_approval"])
    signed = there(found.items["land_grant"].finish)
    turned = [p for p in found.scheduled if p.formal_from]
    assert turned
    assert {p.formal_from for p in turned} == {signed}
    assert {p.finish for p in turned} == {found.mechanism.calendar.add(signed, 1)}
    assert found.finish <= planned("factory-100mu", "jimo-2021").finish


def test_where_nothing_is_simulated_the_contract_is_the_end() -> None:
    small = world({**GRANT, "permit": item(4, applies="a", after=after("land")), "start": item(0)}, levers=SIMULATED)
    assert plan(small, levers=["simulated"], a=False).finish == plan(small, a=False).finish == date(2026, 7, 1)


def test_a_simulated_item_that_is_merged_goes_with_its_host() -> None:
    small = world({**GRANT, "start": item(1, after=after("land"))}, levers={
        **SIMULATED, "merge": lever({"merge": ["permit"], "into": "start"}, kind="merge")})
    found = plan(small, levers=["simulated", "merge"]).items
    assert (found["permit"].host, found["permit"].finish) == ("start", found["start"].finish)


def test_two_levers_that_simulate_the_same_item_do_it_once() -> None:
    small = world(GRANT, levers={**SIMULATED, "again": lever({"simulate": ["permit"], "until": "land", "days": 3, "unit": "working"})})
    assert plan(small, levers=["simulated", "again"]).items["permit"].finish == date(2026, 7, 2)


# Limits and the calendar

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


# Relaxations of the shipped catalog

@pytest.mark.mechanism("LS-2c")
def test_a_parks_assessment_covers_the_items_of_its_projects() -> None:
    alone = planned("factory-100mu", geohazard_area=True, traffic_impact=True)
    shared = planned("factory-100mu", geohazard_area=True, traffic_impact=True, in_assessed_zone=True, regional_assessments=["geohazard"])
    assert (alone.items["geohazard_eval"].status, alone.items["traffic_eval"].status) == ("applies", "applies")
    assert (shared.items["geohazard_eval"].status, shared.items["traffic_eval"].status) == ("relaxed", "applies")
    assert shared.items["geohazard_eval"].relaxed_by == ("regional_geohazard",)
    assert "geohazard_eval" not in [p.id for p in shared.scheduled]


@pytest.mark.mechanism("LS-2c")
def test_a_parks_assessment_covers_its_projects_until_it_expires() -> None:
    items = {"seismic": item(5), "permit": item(3)}
    park = lever({"skip": ["seismic"]}, kind="regional", offered=True, standing=True,
                 versions=[{"from": "2027-07-01", "set": {"offered": False, "standing": False}, "said": "评估成果有效期到2027年6月30日"}])
    last, after_it = date(2027, 6, 30), date(2027, 7, 1)
    assert plan(world(items, last, levers={"park": park}), last).items["seismic"].status == "relaxed"
    assert plan(world(items, after_it, levers={"park": park}), after_it).items["seismic"].status == "applies"


@pytest.mark.mechanism("LS-2d")
def test_unattended_filings_decide_at_once() -> None:
    found, before = planned("factory-100mu", levers=["unattended_filing"]).items["proj_filing"], planned("factory-100mu").items["proj_filing"]
    assert (found.days, found.start, found.relaxed_by) == (0, found.finish, ("unattended_filing",))
    assert before.days > 0


@pytest.mark.mechanism("JM-3a")
def test_the_planning_permit_may_go_before_the_drawings_where_the_project_is_built_anew() -> None:
    found, before = planned("factory-100mu", "jimo-2021", levers=["permit_before_drawings"]), planned("factory-100mu", "jimo-2021")
    assert there(found.items["planning_permit"].start) < there(before.items["planning_permit"].start)
    assert "design_scheme" not in [w.item for w in found.items["planning_permit"].waits]
    assert planned("leased-plant", "jimo-2021", levers=["permit_before_drawings"]).levers == ()


@pytest.mark.mechanism("JM-3a")
@pytest.mark.parametrize(("facts", "spared"), [
    ({"small_firm_cluster": True}, True), ({"small_firm_cluster": False}, False), ({"small_firm_cluster": True, "eia_category": "report"}, False)])
def test_small_firms_of_one_kind_in_a_park_share_one_environmental_assessment(facts: dict[str, Any], spared: bool) -> None:
    found = planned("factory-100mu", "jimo-2021", levers=["bundled_eia"], **facts)
    assert ([p.id for p in found.scheduled if p.id in ("eia_form", "eia_report")] == []) is spared
    assert ("bundled_eia" in [x.id for x in found.levers]) is spared


@pytest.mark.mechanism("FL-13")
def test_a_company_is_set_up_and_left_by_one_path_each() -> None:
    setup, leaving = planned("factory-100mu"), planned("leased-plant", enterprise_status="closing")
    bundles = shipped().bundles
    opened = [setup.items[i] for i in bundles["enterprise_setup"].items if setup.items[i].status == "applies"]
    assert {"ent_name", "ent_setup", "ent_seal", "ent_tax", "ent_bank", "ent_social", "ent_fund"} <= {p.id for p in opened}
    left = [leaving.items[i] for i in bundles["enterprise_exit"].items]
    assert [p.status for p in left] == ["applies"] * 3
    assert there(leaving.items["ent_exit_notice"].finish) <= there(leaving.items["ent_exit"].start)
    assert not any(setup.items[i].status == "applies" for i in bundles["enterprise_exit"].items)


def test_an_unknown_lever_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(Refused, match="是不是“simulated_approval”"):
        planner().plan({}, date(2026, 11, 23), ["simulate_approval"])
