"""Assessments for tests: who judges, what they say, and how far it is to go."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from luodi.ledger.actions import By
from luodi.people.models import Account
from luodi.people.queries import person_of
from luodi.people.rules import rulebook
from luodi.projects.models import Project
from luodi.projects.queries import project_by_code
from luodi.promotion.actions import assessments as actions
from luodi.promotion.actions.assessments import Says
from luodi.promotion.judging import Rules, unpacked
from luodi.promotion.models import Assessment, HandOver, Scoring
from luodi.promotion.queries import assessments as queries
from luodi.promotion.rules import promotion_of
from luodi.rights.kernel import Person
from tests.people.country import TODAY
from tests.promotion.district import District

JUDGES = ("development", "industry", "finance")
REASON = "看过资料觉得可行"


def me(account: Account) -> Person:
    """Somebody as they are today."""
    return person_of(account, TODAY)


def again(project: Project) -> Project:
    """The project as it is now."""
    found = project_by_code(project.code)
    assert found
    return found


def begun(district: District, project: Project) -> Assessment:
    """An assessment by three, begun by the promoter with the only scheme of the place."""
    scheme = next(iter(promotion_of(rulebook(), district.region.pk).schemes))
    made = actions.begin_assessment(me(district.promoter), project, scheme, [district.people[key] for key in JUDGES], TODAY)
    found = queries.latest(again(made.project))
    assert found
    return found


def says(rules: Rules, points: int | Mapping[str, str] = 80, against: bool = False, reason: str = REASON) -> Says:
    """What somebody says: the same points everywhere, or those given."""
    given = {one.id: Decimal(points[one.id]) if isinstance(points, Mapping) else Decimal(points) for one in rules.by_hand}
    return Says(given, {one.id: reason for one in (*rules.by_hand, *rules.vetoes)}, {one.id: against for one in rules.vetoes})


def handed_in(assessment: Assessment, place: int, points: int = 80, against: bool = False, reason: str = REASON) -> None:
    """One of the assessors hands in."""
    scoring = Scoring.objects.filter(assessment=assessment).order_by("pk")[place]
    found = queries.scoring_of(again(assessment.project), scoring.pk)
    assert found
    actions.hand_in(me(found.account), found, says(unpacked(assessment.rules), points, against, reason), TODAY)


def scored(district: District, project: Project, points: tuple[int, int, int] = (70, 80, 90), against: bool = False) -> Assessment:
    """An assessment that all have handed in."""
    made = begun(district, project)
    for place, given in enumerate(points):
        handed_in(made, place, given, against and place == 1)
    found = queries.latest(again(project))
    assert found
    return found


def proposed(district: District, project: Project, receiver: Account | None = None) -> Assessment:
    """One whose park was recommended to the leader."""
    made = scored(district, project)
    actions.propose(me(district.promoter), made, district.units["park"], receiver, district.leader, "可行，放在园区", TODAY)
    found = queries.latest(again(project))
    assert found
    return found


def agreed(district: District, project: Project) -> HandOver:
    """One that the leader agreed to."""
    made = proposed(district, project)
    actions.decide(me(district.leader), made, True, "同意，抓紧对接", TODAY)
    found = queries.handover_of(again(project))
    assert found
    return found


def withdrawn(district: District, assessment: Assessment) -> None:
    """The promoter takes it back."""
    actions.withdraw_assessment(By(me(district.promoter), "情况变了"), assessment, TODAY)
