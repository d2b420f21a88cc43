"""The headline promises, computed: every kind of measure holds, is apportioned, runs on a clock, is open, or is broken; none is forced."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from luodi.engine.mechanism import load, names
from luodi.engine.promises import MEASURES, Answer, answers, as_dict, example, examples
from luodi.engine.source import Refused
from tests.engine import builders
from tests.engine.builders import item, planner, region, shipped

START = date(2026, 11, 23)


def answer(root: Path, measure: dict[str, Any], project: str = "factory-100mu", entry: dict[str, Any] | None = None, **sections: Any) -> Answer:
    """One promise of a new region."""
    promise = {"name": "承诺", "said": "原文", "section": "一", "project": project, "measure": measure} | (entry or {})
    found, = answers(region(root, START, promises={"one": promise}, **sections), START)
    return found


def limit(item_id: str, n: int, unit: str = "working") -> dict[str, Any]:
    """A region's own limit."""
    return {item_id: {"limit": {"promised": {"days": n, "unit": unit, "section": "一"}}}}


def at_most(n: int, unit: str = "working") -> dict[str, Any]:
    """What is promised."""
    return {"at_most": {"days": n, "unit": unit}}


TOTAL = {"name": "总", "span": "main_flow", "unit": "working", "when": 'investor_type == "social"'}
TEAM = {"deadlines": {"opinion": {"name": "意见", "section": "一", "days": 7, "unit": "working"}}}
HOST = "construction_permit"
TITLE = ["joint_acceptance", "planning_check", "property_first"]

KINDS: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    # state, measure, entry, sections
    ("holds", {"total": "t"}, at_most(99), {"totals": {"t": TOTAL | {"at_most": 99}}}),
    ("apportioned", {"total": "t"}, at_most(20), {"totals": {"t": TOTAL | {"at_most": 20}}}),
    ("broken", {"total": "t"}, at_most(4), {"totals": {"t": TOTAL | {"at_most": 4}}}),
    ("broken", {"total": "t"}, at_most(20), {"totals": {"t": TOTAL | {"at_most": 20}}, "items": limit("joint_acceptance", 19)}),
    ("broken", {"total": "t"}, at_most(99), {"totals": {"t": TOTAL | {"at_most": 99, "when": 'investor_type == "government"'}}}),
    ("holds", {"span": "acceptance"}, at_most(12), {"items": limit("joint_acceptance", 12)}),
    ("broken", {"span": "acceptance"}, at_most(12), {"items": limit("joint_acceptance", 13)}),
    ("holds", {"item": "proj_filing"}, at_most(3), {"items": limit("proj_filing", 3)}),
    ("broken", {"item": "proj_filing"}, at_most(3), {"items": limit("proj_filing", 4)}),
    ("broken", {"item": "proj_filing"}, at_most(3, "calendar"), {"items": limit("proj_filing", 3)}),  # from Thursday, over a weekend
    ("holds", {"item": "proj_filing"}, at_most(3, "working"), {"items": limit("proj_filing", 5, "calendar")}),
    ("holds", {"item": HOST, "levers": ["permit_on_commitment"]}, at_most(0), {"levers": {"permit_on_commitment": {"offered": True}}}),
    ("broken", {"item": HOST}, at_most(0), {}),
    ("broken", {"item": "land_allocation"}, at_most(99), {}),
    ("holds", {"conversion": ["land_use_permit", "planning_permit"], "levers": ["simulated_approval"]}, at_most(1), {}),
    ("broken", {"conversion": ["land_use_permit", "planning_permit"], "levers": ["simulated_approval"]}, at_most(1),
     {"levers": {"simulated_approval": {"effects": [{"simulate": ["land_use_permit", "planning_permit"], "until": "land_grant", "days": 2}]}}}),
    ("broken", {"conversion": ["land_use_permit", "proj_filing"], "levers": ["simulated_approval"]}, at_most(1), {}),
    ("holds", {"papers_saved": True}, {"at_least": {"share": 20}}, {}),
    ("broken", {"papers_saved": True}, {"at_least": {"share": 80}}, {}),
    ("holds", {"merged": HOST, "levers": ["merge_supervision"]}, {"from": 3, "to": 1}, {}),
    ("broken", {"merged": HOST}, {"from": 3, "to": 1}, {}),
    ("broken", {"merged": HOST, "levers": ["merge_supervision"]}, {"from": 4, "to": 1}, {}),
    ("holds", {"together": TITLE, "levers": ["title_with_acceptance"]}, {}, {}),
    ("broken", {"together": TITLE}, {}, {}),
    ("holds", {"late": HOST, "levers": ["drawings_later"]}, {"allowed": {"days": 1, "unit": "month"}}, {}),
    ("broken", {"late": HOST, "levers": ["drawings_later"]}, {"allowed": {"days": 2, "unit": "month"}}, {}),
    ("broken", {"late": HOST}, {"allowed": {"days": 1, "unit": "month"}}, {}),
    ("clock", {"duty": "opinion"}, at_most(7), {"organisation": TEAM}),
    ("broken", {"duty": "opinion"}, at_most(5), {"organisation": TEAM}),
    ("open", {"open": True, "count": {"stages": ["entity"]}}, {"missing": {"zh-Hans": "没有写", "en": "not said"}}, {}),
]


@pytest.mark.parametrize(("state", "measure", "entry", "sections"), KINDS, ids=[f"{n}-{next(iter(k[1]))}-{k[0]}" for n, k in enumerate(KINDS)])
def test_each_kind_of_promise_is_answered_from_the_data_and_never_forced(
        tmp_path: Path, state: str, measure: dict[str, Any], entry: dict[str, Any], sections: dict[str, Any]) -> None:
    found = answer(tmp_path, measure, entry=entry, **sections)
    assert found.state == state, found.computed.en
    assert all(said.zh and said.en for said in (found.promised, found.computed, found.why))
    assert bool(found.budgets) == (state == "apportioned")
    assert as_dict(found)["state"] == state


def test_every_measure_has_a_case_here() -> None:
    assert {next(iter(measure)) for _, measure, _, _ in KINDS} == set(MEASURES)


def test_an_apportioned_promise_names_the_days_it_rests_on(tmp_path: Path) -> None:
    found = answer(tmp_path, {"total": "t"}, entry=at_most(20), totals={"t": TOTAL | {"at_most": 20}}, items=limit("joint_acceptance", 9))
    assert found.state == "apportioned"
    assert "joint_acceptance" not in [b.item for b in found.budgets]
    assert all(0 < b.days < b.before and b.basis != "promised" for b in found.budgets)


def test_a_promise_that_lacks_something_says_what(tmp_path: Path) -> None:
    found = answer(tmp_path, {"open": True}, entry={"missing": {"zh-Hans": "没有写名单", "en": "no list"}})
    assert (found.state, found.missing["en"]) == ("open", "no list")


FAULTY: list[tuple[str, dict[str, Any], str]] = [
    ("an unknown item", {"measure": {"item": "proj_filling"}} | at_most(3), "没有事项“proj_filling”，是不是“proj_filing”？"),
    ("an unknown item among several", {"measure": {"together": ["proj_filing", "nothing_like_it"]}}, "没有事项“nothing_like_it”"),
    ("an unknown span", {"measure": {"span": "acceptence"}} | at_most(3), "是不是“acceptance”？"),
    ("an unknown total", {"measure": {"total": "t"}} | at_most(3), "没有总时限“t”"),
    ("an unknown duty", {"measure": {"duty": "opinion"}} | at_most(3), "没有organisation 里的 deadlines“opinion”"),
    ("an unknown lever", {"measure": {"item": "proj_filing", "levers": ["unattended"]}} | at_most(3), "没有名为“unattended”的提速办法"),
    ("an unknown project", {"measure": {"open": True}, "project": "factory"}, "没有示例“factory”"),
    ("no measure", {}, "measure"),
    ("an unknown measure", {"measure": {"speed": 1}}, "measure 应写明"),
    ("a misspelt key of the measure", {"measure": {"item": "proj_filing", "lever": []}} | at_most(3), "是不是“levers”？"),
    ("no bound", {"measure": {"item": "proj_filing"}}, "缺“at_most”"),
    ("a misspelt key", {"measure": {"open": True}, "mising": {}}, "是不是“missing”？"),
]


@pytest.mark.parametrize(("entry", "message"), [case[1:] for case in FAULTY], ids=[case[0] for case in FAULTY])
def test_a_slip_in_a_promise_is_refused_with_its_place(tmp_path: Path, entry: dict[str, Any], message: str) -> None:
    promise = {"name": "承诺", "project": "factory-100mu"} | entry
    with pytest.raises(Refused) as refusal:
        answers(region(tmp_path, START, promises={"one": promise}), START)
    assert any(message in fault.to() and fault.to().startswith("fifteenth/promises.yaml:") for fault in refusal.value.faults), str(refusal.value)


def test_all_slips_of_all_promises_are_reported_together(tmp_path: Path) -> None:
    promises = {"one": {"name": "一", "project": "factory-100mu", "measure": {"span": "x"}}, "two": "十日", "three": {"name": "三", "measure": {"open": True}}}
    with pytest.raises(Refused) as refusal:
        answers(region(tmp_path, START, promises=promises), START)
    assert len(refusal.value.faults) >= 3


# The shipped regions

REGIONS = [name for name in names() if name != "national"]


@pytest.mark.parametrize("slug", REGIONS)
def test_every_shipped_region_answers_all_its_promises_with_none_broken(slug: str) -> None:
    found = answers(shipped(slug), START, planner(slug))
    assert [x.id for x in found] == list(shipped(slug).raw["promises"])
    assert found
    assert [x.id for x in found if x.state == "broken"] == []
    assert all(x.missing.get("zh-Hans") and x.missing.get("en") for x in found if x.state == "open")
    assert all(x.said and x.section and x.project in examples() for x in found)


@pytest.mark.parametrize("slug", ["west-coast-2021", "fuling-2024", "jimo-2021"])
@pytest.mark.parametrize("start", [date(2026, 9, 28), date(2027, 1, 29)])
def test_promises_are_kept_from_whatever_day_a_project_starts(slug: str, start: date) -> None:
    assert [x.id for x in answers(shipped(slug), start, planner(slug)) if x.state == "broken"] == []


SECTION_7 = [
    pytest.param("west-coast-2021", "不超过 30 个工作日", "factory-100mu", marks=pytest.mark.mechanism("XH-2d")),
    pytest.param("west-coast-2021", "不超过 52 个工作日", "government-hospital", marks=pytest.mark.mechanism("XH-2d")),
    pytest.param("west-coast-2021", "不超过 10 个工作日", "low-risk-workshop", marks=pytest.mark.mechanism("XH-2d")),
    pytest.param("west-coast-2021", "减少 30% 以上", "factory-100mu", marks=pytest.mark.mechanism("FZ-08b")),
    pytest.param("fuling-2024", "不超过 34 个工作日", "factory-100mu", marks=pytest.mark.mechanism("FL-09b")),
    pytest.param("fuling-2024", "不超过 11 个自然日", "low-risk-workshop", marks=pytest.mark.mechanism("FL-09b")),
    pytest.param("jimo-2021", "不超过 1 个工作日", "factory-100mu", marks=pytest.mark.mechanism("JM-2a")),
    pytest.param("jimo-2021", "不超过 0 个工作日", "factory-100mu", marks=pytest.mark.mechanism("JM-3d")),
    pytest.param("jimo-2021", "不超过 12 个工作日", "factory-100mu", marks=pytest.mark.mechanism("JM-3d")),
    pytest.param("jimo-2021", "可后补 1 个月", "factory-100mu"),
    pytest.param("pingdu-2021", "不超过 12 个工作日", "factory-100mu", marks=pytest.mark.mechanism("PD-3a")),
    pytest.param("pingdu-2021", "同步办结", "factory-100mu", marks=pytest.mark.mechanism("PD-3a", "LS-2e")),
    pytest.param("licang-2021", "不超过 3 个工作日", "factory-100mu", marks=pytest.mark.mechanism("LC-2b")),
    pytest.param("chengyang-2021", "3 项合为 1 项", "factory-100mu", marks=pytest.mark.mechanism("CY-3a")),
]


@pytest.mark.parametrize(("slug", "promised", "project"), SECTION_7)
def test_the_headline_figures_are_computed_for_their_reference_projects(slug: str, promised: str, project: str) -> None:
    found = [x for x in answers(shipped(slug), START, planner(slug)) if (x.promised.zh, x.project) == (promised, project)]
    assert [x.state in ("holds", "apportioned") for x in found] == [True]


def test_fulings_opinion_and_report_run_on_clocks_of_seven_working_days() -> None:
    found = [x for x in answers(shipped("fuling-2024"), START, planner("fuling-2024")) if x.state == "clock"]
    assert [x.promised.zh for x in found] == ["不超过 7 个工作日"] * 2
    assert all("2026-12-02" in x.why.zh for x in found)


@pytest.mark.mechanism("XH-2d")
@pytest.mark.parametrize(("slug", "key", "worse"), [
    ("jimo-2021", "acceptance_in_12", limit("joint_acceptance", 13)), ("licang-2021", "filing_in_3", limit("proj_filing", 4)),
    ("west-coast-2021", "social_in_30", limit("joint_acceptance", 28)), ("pingdu-2021", "acceptance_in_12", limit("joint_acceptance", 30))])
def test_a_promise_breaks_when_the_places_own_days_go_beyond_it(tmp_path: Path, slug: str, key: str, worse: dict[str, Any]) -> None:
    builders.write_world(tmp_path, worse, "worse", slug)
    assert next(x for x in answers(load("worse", START, root=tmp_path), START) if x.id == key).state == "broken"


def test_an_example_that_does_not_exist_is_refused_with_the_known_ones() -> None:
    with pytest.raises(Refused, match="factory-100mu"):
        example("factory-100")


def test_items_of_a_test_region_can_be_promised_too(tmp_path: Path) -> None:
    own = {"own_item": item(5, basis="promised", stage="initiation")}
    assert answer(tmp_path, {"item": "own_item"}, entry=at_most(5), items=own).state == "holds"
