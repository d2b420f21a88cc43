"""What places say of the joint pre-review."""

from __future__ import annotations

import pytest

from luodi.engine.mechanism import load_clock, load_promotion
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
