"""The approval map where items go together: joint acceptance, one form, simulated approval, relaxations of the shipped catalog."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from luodi.engine.source import Refused
from tests.engine.builders import MONDAY, after, days, item, lever, paper, plan, planned, planner, shipped, there, world

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
