"""The invented district between a lead and its signature: something in every room, nothing past a gate that it did not pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from luodi.clocks.models import Clock
from luodi.demo.life import make
from luodi.people.rules import rulebook
from luodi.projects.gates import CHECKS
from luodi.projects.models import Move, Project
from luodi.projects.rules import lifecycle_of
from luodi.promotion.models import (
    Adviser,
    Agreement,
    Assessment,
    Briefing,
    Consultation,
    Contact,
    Decision,
    Delivery,
    Dispute,
    FairReview,
    HandOver,
    Instruction,
    Lead,
    Member,
    Opinion,
    Profile,
    Promise,
    Report,
    Review,
    Scoring,
    ServiceEntry,
    Transfer,
    Visit,
)
from tests.demo.conftest import TODAY

if TYPE_CHECKING:
    from luodi.demo.town import Town

ROOMS = {
    "invest1": ("/promotion/leads", "/promotion/firms", "/promotion/experts", "/promotion/services", "/promotion/promises",
                "/promotion/instructions"),
    "leader": ("/promotion/rulings", "/promotion/leads", "/promotion/instructions"), "park1": ("/promotion/asked",), "review5": ("/promotion/asked",),
    "safety1": ("/promotion/asked",), "review8": ("/promotion/asked",), "admin": ("/promotion/duties",)}
"""Pages that somebody who may be played opens."""
PLAYED = ("invest1", "judge1", "review5", "safety1", "review8", "park1", "leader", "chief")
"""Who is offered on the sign-in page because of promotion, or does something in it."""

@pytest.fixture
def courted(lasting_db: None) -> Town:
    """Forty-four projects after two months: among them twelve in negotiation, each at another step."""
    return make(TODAY, 44, 60)

def test_there_is_something_in_every_room_and_nobody_is_past_a_gate_that_they_did_not_pass(courted: Town) -> None:
    _every_room_has_something(courted)
    _everybody_who_may_be_played_has_something_to_do(courted)
    _who_was_signed_passed_the_gate(courted)

def _every_room_has_something(courted: Town) -> None:
    kinds = (Adviser, Assessment, Briefing, Consultation, Contact, Decision, FairReview, HandOver, Instruction, Member, Profile, Report, Review, Scoring,
             ServiceEntry, Visit)
    assert [model.__name__ for model in kinds if not model._default_manager.exists()] == []
    assert {"held", "over"} <= set(Lead.objects.values_list("state", flat=True))
    assert Transfer.objects.filter(state="asked").exists()
    assert Dispute.objects.filter(ruled_on__isnull=True).exists()
    assert {"open", "proposed", "agreed"} <= set(Assessment.objects.values_list("state", flat=True))
    assert len({"signed"} | set(Agreement.objects.values_list("state", flat=True))) >= 3
    assert {"open", "kept"} <= set(Promise.objects.values_list("state", flat=True))
    assert {"support", "conditional", "against"} <= set(Opinion.objects.values_list("answer", flat=True))
    assert Opinion.objects.filter(lifted_on__isnull=False).exists()
    assert any(one.stands_against for one in Opinion.objects.all()), "one veto stands"
    assert Delivery.objects.filter(acknowledged_on__isnull=True).exists()

def _everybody_who_may_be_played_has_something_to_do(courted: Town) -> None:
    waits = {login for login in PLAYED if Clock.objects.filter(ended_on__isnull=True, unit=courted.unit_of(login)).exists()}
    assert len(waits) > len(PLAYED) / 2, waits
    assert Opinion.objects.filter(given_on__isnull=True, review__closed_on__isnull=True).exists()
    for login, pages in ROOMS.items():
        client = Client()
        client.force_login(courted.people[login])
        for path in pages:
            assert client.get(path).status_code == 200, (login, path)

def _who_was_signed_passed_the_gate(courted: Town) -> None:
    course = lifecycle_of(rulebook(), courted.region.pk)
    moved = list(Project.objects.filter(pk__in=Move.objects.filter(before="negotiation", stage="signed").values("project")).select_related("region"))
    assert len(moved) >= 5
    asked = course.asked("signed") - {"joint_opinion", "briefed"}  # these two are of the big ones, and the next node is there already
    assert {key for key in asked if {one.pk for one in moved} - set(CHECKS[key].holds(moved, TODAY))} == set()
    signed = set(Agreement.objects.filter(state="signed").values_list("project_id", flat=True))
    assert signed == {one.pk for one in moved}
    big = {one.pk for one in moved if float(one.facts["total_investment_wan"]) >= 10_000}
    assert big <= set(Briefing.objects.filter(node="talks").values_list("project_id", flat=True))
    assert big <= set(Review.objects.filter(closed_on__isnull=False).values_list("project_id", flat=True))
