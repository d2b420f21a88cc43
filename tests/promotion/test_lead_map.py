"""On the first day a lead already has its approval map, and the questions that decide most of it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from luodi.engine.promises import example
from luodi.people.models import Account
from luodi.people.rules import rulebook
from luodi.projects import actions
from luodi.projects.maps import map_of
from tests.people.country import TODAY
from tests.promotion.agreed import again
from tests.promotion.court import lead, who
from tests.promotion.district import District

pytestmark = pytest.mark.django_db
SignedIn = Callable[[Account], Client]
DOZEN = 12


@pytest.mark.mechanism("FZ-03a")
def test_a_lead_has_its_map_and_a_dozen_questions_that_decide_most_of_it(district: District, signed_in: SignedIn) -> None:
    made = lead(district, facts={"project_category": "industrial", "investor_type": "social"})
    client = signed_in(district.promoter)
    page = client.get(f"/projects/{made.code}").content.decode()
    assert "审批地图" in page
    assert f'href="/projects/{made.code}/promotion"' in page
    assert "地图才定得下来，先填" in page
    asks = client.get(f"/projects/{made.code}/facts/first").content.decode()
    fields = set(re.findall(r'<(?:select|input)[^>]*name="([a-z_]+)"', asks)) & set(map_of(again(made), rulebook(), TODAY, "zh-Hans").chart.mechanism.table)  # type: ignore[union-attr]
    assert 0 < len(fields) <= DOZEN


@pytest.mark.mechanism("FZ-03a")
def test_answering_a_dozen_draws_the_map_of_the_whole(district: District) -> None:
    """The most telling question is answered each time, as the example project would."""
    told = dict(example("factory-100mu").facts)
    answers = {key: answer for answer, name in ((True, "yes"), (False, "no")) for key in told.pop(name, ())} | told
    made, asked = lead(district), 0
    while asked < DOZEN and (wanted := map_of(again(made), rulebook(), TODAY, "zh-Hans").chart.plan.questions()):  # type: ignore[union-attr]
        key = next(one for one, *_rest in wanted if one in answers)
        actions.state_facts(who(district.promoter), again(made), {key: answers[key]}, {}, TODAY)
        asked += 1
    found = map_of(again(made), rulebook(), TODAY, "zh-Hans").chart
    assert found
    assert len(found.plan.scheduled) > 10
