"""A place is data: a fifteenth region joins by a folder alone; stages as drawn, who decides, gaps, differences, versions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from luodi.engine.mechanism import Mechanism, diff, gaps, load, names
from luodi.engine.plan import Plan, Planner
from luodi.engine.plan.words import plan_as_dict, reason
from luodi.engine.promises import answers, example
from tests.engine import builders
from tests.engine.builders import item, plan, region, shipped, world

START = date(2026, 11, 23)
NATIONAL = ("entity", "initiation", "planning", "construction", "parallel", "acceptance", "operation")

FIFTEENTH: Mapping[str, Any] = {
    "own_stages": {
        "land": {"name": {"zh-Hans": "落地前", "en": "Before the works"}, "covers": ["entity", "initiation", "planning", "construction", "parallel"]},
        "use": {"name": {"zh-Hans": "落地后", "en": "After the works"}, "covers": ["acceptance", "operation"]},
    },
    "settings": {"drawing_review_mode": {"value": "cancelled", "said": "取消施工图审查", "section": "二"}},
    "totals": {"social": {"name": "社会投资", "span": "main_flow", "at_most": 25, "unit": "working", "when": 'investor_type == "social"',
                          "said": "不超过25个工作日", "section": "三"}},
    "items": {
        "planning_permit": {"limit": {"promised": {"days": 2, "unit": "working", "said": "2个工作日", "section": "三"}}},
        "town_consultation": item(4, basis="promised", name={"zh-Hans": "镇街会商", "en": "Town consultation"}, stage="initiation", kind="service",
                                  applies="key_project or in_delegated_zone", authority="镇街"),
        "proj_filing": {"after": {"town_consultation": {}}},
    },
    "levers": {"permit_on_commitment": {"offered": True, "said": "告知承诺", "section": "四"}},
    "routes": {
        "land_bureau": {"to": "区自然资源局", "items": ["planning_permit", "land_use_permit"], "from": "2020-01-01", "said": "职责", "section": "五"},
        "zone_powers": {"to": "高新园区管委会", "items": ["planning_permit"], "when": "in_delegated_zone", "from": "2026-12-01", "powers": "委托赋权",
                        "said": "赋权清单", "section": "五"},
    },
    "promises": {"permit": {"name": "规划许可2日", "said": "2个工作日", "section": "三", "project": "factory-100mu",
                            "measure": {"item": "planning_permit", "levers": []}, "at_most": {"days": 2, "unit": "working"}}},
}


@pytest.fixture(scope="module")
def fifteenth(tmp_path_factory: pytest.TempPathFactory) -> Mechanism:
    """A region that nobody has written code for."""
    return region(tmp_path_factory.mktemp("mechanisms"), START, **FIFTEENTH)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Mechanism:
    """A region that has supplied nothing yet."""
    return region(tmp_path_factory.mktemp("bare"), START)


def factory(mechanism: Mechanism, start: date = START, *levers: str, zone: bool = False) -> Plan:
    """The 100-mu factory there, in a delegated zone or outside."""
    planner, file = Planner(mechanism), example("factory-100mu")
    stated = file.facts.copy()
    if zone:
        stated.put("no", [word for word in stated["no"] if word != "in_delegated_zone"], stated.where, stated.where)
        stated.put("yes", [*stated["yes"], "in_delegated_zone"], stated.where, stated.where)
    return planner.plan(planner.read_facts(stated), start, levers, file.own_days)


def test_a_fifteenth_region_plans_with_its_own_items_limits_and_total(fifteenth: Mechanism) -> None:
    found = factory(fifteenth, zone=True)
    permit, town = found.items["planning_permit"], found.items["town_consultation"]
    assert (permit.days, permit.limit and permit.limit.basis, permit.limit and permit.limit.section) == (2, "promised", "三")
    assert town.status == "applies"
    assert builders.there(town.finish) <= builders.there(found.items["proj_filing"].start)
    assert found.items["drawing_review"].status == "does_not"
    assert found.total
    assert found.span_in(fifteenth.spans["main_flow"], "working") <= 25
    assert factory(fifteenth).items["town_consultation"].status == "does_not"


def test_its_lever_works_and_its_promise_is_answered(fifteenth: Mechanism) -> None:
    assert factory(fifteenth, START, "permit_on_commitment").items["construction_permit"].days == 0
    assert [(x.id, x.state) for x in answers(fifteenth, START)] == [("permit", "holds")]


def test_its_map_is_explained_in_words_and_as_data(fifteenth: Mechanism) -> None:
    found = factory(fifteenth, zone=True)
    because = found.items["town_consultation"].because
    assert reason(because, fifteenth, "en")
    assert all(reason(because, fifteenth, lang) != reason(found.items["planning_permit"].because, fifteenth, lang) for lang in ("zh-Hans", "en", "ja", "ko"))
    stages = plan_as_dict(found, "x", "en")["stages"]
    assert [(stage["id"], stage["name"]) for stage in stages] == [("land", "Before the works"), ("use", "After the works")]
    assert sum(stage["items"] for stage in stages) == len(found.scheduled)


@pytest.mark.mechanism("WC-14")
def test_who_decides_depends_on_the_place_and_from_which_day_it_has_the_power(fifteenth: Mechanism, tmp_path: Path) -> None:
    accepted = builders.there(factory(fifteenth, zone=True).items["planning_permit"].start)

    def unit(since: date, zone: bool) -> str:
        routes = FIFTEENTH["routes"] | {"zone_powers": FIFTEENTH["routes"]["zone_powers"] | {"from": since.isoformat()}}
        place = region(tmp_path, START, **{**FIFTEENTH, "routes": routes})
        return factory(place, zone=zone).items["planning_permit"].authority

    assert unit(accepted, True) == "高新园区管委会"
    assert unit(accepted + timedelta(1), True) == "区自然资源局"
    assert unit(accepted, False) == "区自然资源局"
    route = factory(fifteenth, zone=True).items["planning_permit"].route
    assert route
    assert route.powers == "委托赋权"


@pytest.mark.mechanism("WC-14")
def test_while_the_place_is_unknown_the_decider_is_named_as_uncertain(fifteenth: Mechanism) -> None:
    permit = fifteenth.items["planning_permit"]
    assert fifteenth.decided_by(permit, {}, date(2026, 12, 1))[::2] == ("区自然资源局", False)
    assert fifteenth.decided_by(permit, {}, date(2026, 11, 1))[::2] == ("区自然资源局", True)
    assert fifteenth.decided_by(fifteenth.items["joint_acceptance"], {}, date(2026, 12, 1)) == (fifteenth.items["joint_acceptance"].authority, None, True)


def test_a_power_given_back_on_a_day_ends_on_that_day() -> None:
    small = world({"only": item(1, authority="局")}, routes={"zone": {"to": "园区", "items": ["only"], "from": "2026-02-01", "until": "2026-02-28"}})
    on = [small.decided_by(small.items["only"], {}, day)[0] for day in (date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 1))]
    assert on == ["局", "园区", "园区", "局"]


def test_the_difference_to_the_baseline_is_what_the_region_wrote(fifteenth: Mechanism) -> None:
    found = {x.path: (x.before, x.after) for x in diff(shipped(), fifteenth)}
    assert found["items", "planning_permit", "limit", "promised"] == (None, FIFTEENTH["items"]["planning_permit"]["limit"]["promised"])
    assert found["levers", "permit_on_commitment", "offered"] == (None, True)
    assert found["mechanism", "settings", "drawing_review_mode", "value"] == ("full", "cancelled")
    assert found["items", "town_consultation"][0] is None
    assert {path[:2] for path in found if path[0] == "items"} == {("items", "planning_permit"), ("items", "town_consultation"), ("items", "proj_filing")}
    assert {path[0] for path in found} == {"mechanism", "items", "levers", "routes"}
    assert next(x for x in diff(shipped(), fifteenth) if x.path[1] == "planning_permit").after_at.file == "fifteenth/items.yaml"  # type: ignore[union-attr]


def test_a_mechanism_does_not_differ_from_itself(fifteenth: Mechanism) -> None:
    assert diff(fifteenth, fifteenth) == []


def test_the_checklist_shrinks_by_what_the_region_supplies(fifteenth: Mechanism, bare: Mechanism) -> None:
    before = {(gap.kind, gap.id) for gap in gaps(bare)}
    after = {(gap.kind, gap.id) for gap in gaps(fifteenth)}
    supplied = before - after
    assert supplied == {("limit", "planning_permit"), ("authority", "planning_permit"), ("authority", "land_use_permit"), ("setting", "drawing_review_mode")}
    # what it writes anew is asked about in its turn: who decides its own item, and the details of the lever it switched on
    assert after - before == {("authority", "town_consultation"), ("lever", "permit_on_commitment")}


SUPPLIES: list[tuple[str, str, dict[str, Any]]] = [
    ("limit", "proj_filing", {"items": {"proj_filing": {"limit": {"promised": {"days": 1, "unit": "working"}}}}}),
    ("span", "main_flow", {"spans": {"main_flow": {"items": ["proj_filing"]}}}),
    ("counting", "ambiguous_day", {"counting": {"ambiguous_day": "working"}}),
    ("setting", "drawing_review_mode", {"settings": {"drawing_review_mode": {"value": "full"}}}),
    ("setting", "low_risk", {"attributes": {"attributes": {"low_risk": {"derive": [{"when": "floor_area_m2 <= 2500", "value": True}]}}}}),
    ("authority", "proj_filing", {"routes": {"x": {"to": "局", "items": ["proj_filing"]}}}),
    ("authority", "proj_filing", {"routes": {"x": {"to": "局", "stages": ["initiation"]}}}),
    ("joint", "joint_acceptance", {"items": {"joint_acceptance": {"members": ["planning_check"]}}}),
    ("light", "lights", {"clock": {"lights": {"yellow": {"share": "1/4"}}}}),
]


@pytest.mark.parametrize(("kind", "key", "sections"), SUPPLIES, ids=[f"{kind}-{key}-{n}" for n, (kind, key, _) in enumerate(SUPPLIES)])
def test_each_kind_of_gap_closes_when_the_region_supplies_it(
        tmp_path: Path, bare: Mechanism, kind: str, key: str, sections: dict[str, Any]) -> None:
    assert (kind, key) in {(gap.kind, gap.id) for gap in gaps(bare)}
    assert (kind, key) not in {(gap.kind, gap.id) for gap in gaps(region(tmp_path, START, **sections))}


def test_what_a_plan_names_but_leaves_open_is_on_the_checklist() -> None:
    open_ends = {(gap.kind, gap.id) for gap in gaps(shipped("qingdao-west-coast-2026"))}
    assert {("cadence", "cadences.joint_meeting"), ("promise", "landing_cycle"), ("lever", "key_project_tolerance")} <= open_ends


def test_gaps_say_what_is_used_until_then_in_both_languages(fifteenth: Mechanism) -> None:
    assert all(gap.asks.zh and gap.asks.en and gap.until_then.zh and gap.until_then.en for gap in gaps(fifteenth))
    acceptance = next(gap for gap in gaps(fifteenth) if (gap.kind, gap.id) == ("limit", "joint_acceptance"))
    assert acceptance.until_then.en.startswith("another place's value: 12 working days")


DRAWN = {
    4: {"one": ["entity", "initiation"], "two": ["planning"], "three": ["construction", "parallel"], "four": ["acceptance", "operation"]},
    3: {"front": [], "middle": list(NATIONAL[:6]), "back": ["operation"]},
    2: {"land": list(NATIONAL[:5]), "use": list(NATIONAL[5:])},
}


@pytest.mark.parametrize("count", DRAWN)
def test_stages_are_as_the_place_draws_them(tmp_path: Path, count: int) -> None:
    drawn = region(tmp_path, START, own_stages={key: {"name": key, "covers": covers} for key, covers in DRAWN[count].items()})
    assert [stage.id for stage in drawn.stages] == list(DRAWN[count])
    for planned in factory(drawn).scheduled:
        assert planned.item.stage in DRAWN[count][planned.stage]


def test_drawing_stages_changes_no_date(tmp_path: Path) -> None:
    drawn = region(tmp_path, START, own_stages={"all": {"name": "全部", "covers": list(NATIONAL)}})
    assert factory(drawn).rows() == factory(shipped()).rows()


@pytest.mark.mechanism("WC-11")
def test_each_step_of_the_west_coast_chart_names_its_lead_and_cooperating_units_and_drives_who_decides() -> None:
    coast = shipped("qingdao-west-coast-2026")
    steps = coast.of_kind("steps")
    assert [step.data["no"] for step in steps] == [1, 2, 3, 4, 5, 6, 7]
    assert {step.data["stage"] for step in steps} == {stage.id for stage in coast.stages} == {"front", "middle", "back"}
    assert all(step.data["lead"] and step.data["support"] for step in steps)
    leads = {stage: {unit for step in steps if stage in step.data.get("covers", []) for unit in step.data["lead"]} for stage in NATIONAL}
    routed = [p for p in factory(coast).scheduled if p.route]
    assert len(routed) > 10
    assert all(p.authority in leads[p.item.stage] | leads["initiation"] for p in routed)
    assert {p.authority for p in routed} == {"区行政审批服务局", "区自然资源局"}


def test_the_fourteen_regions_and_the_baseline_ship_with_the_product() -> None:
    found = names()
    assert found[0] == "national"
    assert len(found) == 15


VERSIONED = {
    "gate_paper": item(2),
    "permit": item(10, after=builders.after("gate_paper"), versions=[
        {"from": "2026-07-01", "until": "2026-12-31", "set": {"limit": {"statutory": {"days": 6}}}},
        {"from": "2027-01-01", "set": {"applies": "a", "limit": {"statutory": {"days": 6}}}}]),
}


@pytest.mark.mechanism("FZ-14")
def test_a_version_of_an_item_changes_the_map_from_its_day_and_running_cases_keep_theirs() -> None:
    before, after, next_year = (world(VERSIONED, on=day) for day in (date(2026, 6, 30), date(2026, 7, 1), date(2027, 1, 1)))
    assert [plan(m).items["permit"].days for m in (before, after, next_year)] == [10, 6, 0]
    assert plan(next_year).items["permit"].status == "unknown"
    assert plan(before, date(2026, 8, 3)).items["permit"].days == 10


@pytest.mark.mechanism("FZ-14")
def test_what_a_version_changes_is_shown() -> None:
    before, after = (world(VERSIONED, on=day) for day in (date(2026, 6, 30), date(2026, 7, 1)))
    assert [(x.path, x.before, x.after) for x in diff(before, after)] == [(("items", "permit", "limit", "statutory", "days"), 10, 6)]


@pytest.mark.mechanism("FZ-14")
def test_the_national_catalog_of_another_day_is_another_catalog() -> None:
    changed = {x.path[:2] for x in diff(shipped("national", date(2026, 8, 14)), shipped("national", date(2026, 8, 15)))}
    assert ("items", "env_acceptance") in changed
    assert all(section in ("items", "levers") for section, _ in changed)


def test_a_region_inherits_from_a_region(tmp_path: Path) -> None:
    builders.write_world(tmp_path, {"only": {"limit": {"promised": {"days": 3, "unit": "working"}}}}, "district", "tiny")
    builders.write_world(tmp_path, {"only": {"limit": {"promised": {"days": 2}}}}, "town", "district")
    builders.write_world(tmp_path, {"only": item(9)})
    days = [builders.plan(load(slug, builders.ON, root=tmp_path)).items["only"].days for slug in ("tiny", "district", "town")]
    assert days == [9, 3, 2]


def test_a_region_may_bring_its_own_calendar(tmp_path: Path) -> None:
    builders.write_world(tmp_path, {}, "district", "tiny", calendar=builders.CALENDAR.replace("- {day: 2026-10-10}\n", "- {day: 2026-10-11}\n"))
    builders.write_world(tmp_path, {"only": item(1)})
    found = [builders.plan(load(slug, builders.ON, root=tmp_path), date(2026, 10, 9)).finish for slug in ("tiny", "district")]
    assert found == [date(2026, 10, 10), date(2026, 10, 11)]


@pytest.mark.parametrize("stated", [{"a": False}, {"no": ["a"]}])
def test_what_a_project_states_beats_the_setting_of_the_place(stated: dict[str, Any]) -> None:
    small = world({"only": item(1, applies="a")}, settings={"a": {"value": True}})
    assert plan(small).items["only"].status == "applies"
    assert plan(small, **stated).items["only"].status == "does_not"
