"""What places say of the joint pre-review."""

from __future__ import annotations

import pytest

from luodi.engine.mechanism import load_clock, load_lifecycle, load_promotion
from luodi.engine.timelimit import ClockRules

PLACES = ("national", "qingdao-west-coast-2026", "fuling-2024", "jiaozhou-2021")


@pytest.mark.parametrize("slug", PLACES)
def test_a_clock_stands_still_for_a_reason_that_the_place_has(slug: str) -> None:
    pause = load_promotion(slug).review.pause
    assert pause in ClockRules.build(load_clock(slug)[0]).pauses


@pytest.mark.parametrize("slug", PLACES)
def test_every_department_that_is_asked_answers_for_a_duty_and_says_what_it_looks_at(slug: str) -> None:
    rules = load_promotion(slug)
    assert rules.review.departments
    assert all(one.duty in rules.duties and one.asks and one.days >= 1 for one in rules.review.departments)


@pytest.mark.mechanism("FL-07")
def test_environment_energy_and_safety_have_a_veto_by_the_document() -> None:
    vetoes = {one.id: one for one in load_promotion("fuling-2024").review.departments if one.veto}
    assert set(vetoes) == {"environment", "energy", "safety"}
    assert all(one.confidence == "document" and one.source for one in vetoes.values())

@pytest.mark.mechanism("WC-02")
def test_west_coast_hears_whoever_its_plan_names() -> None:
    named = {one.id for one in load_promotion("qingdao-west-coast-2026").review.departments if one.confidence == "document"}
    assert named == {"industrial_policy", "planning", "environment", "safety", "access"}, "产业政策、区域规划、环保要求、安全生产规范、准入许可条件"


@pytest.mark.mechanism("FL-07")
@pytest.mark.parametrize(("slug", "checks"), [
    ("national", set()), ("jiaozhou-2021", set()),
    ("qingdao-west-coast-2026", {"briefed", "joint_opinion", "no_veto", "agreement_cleared", "level_decided"}),
    ("fuling-2024", {"joint_opinion", "no_veto", "agreement_cleared", "level_decided"})])
def test_the_signature_waits_for_what_each_plan_asks_and_says_where_that_stands(slug: str, checks: set[str]) -> None:
    needs = {need.key: need for need in load_lifecycle(slug).gates["signed"] if need.kind == "check"}
    assert set(needs) == checks
    assert all(one.source for one in needs.values())
