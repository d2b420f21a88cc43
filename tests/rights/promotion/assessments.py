"""Examples for the addresses and actions of assessments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from luodi.engine.mechanism import load_promotion
from luodi.people.models import Account
from luodi.projects.models import Part, Project
from luodi.promotion.actions.assessments import Says, scoring_matter
from luodi.promotion.actions.shared import asked_matter
from luodi.promotion.judging import begun, packed
from luodi.promotion.models import Assessment, Duty, HandOver, Scoring
from luodi.rights.permissions import Right
from tests.rights.addresses import BOTH, NO_CODE, NOBODY, Case, of_project
from tests.rights.addresses import Example as Address
from tests.rights.deeds import Deed
from tests.rights.deeds import Example as Action
from tests.rights.world import FIRST, NOW, PARTS, PLACES, TODAY, Actor, World

EVERYWHERE = (*PLACES, *PARTS)
State = Assessment.State
_RULES = begun(load_promotion("national").schemes["feasibility"], {"total_investment_wan": 52000})
_SAYS = Says({one.id: Decimal(80) for one in _RULES.by_hand}, {one.id: "可以" for one in _RULES.by_hand}, {one.id: False for one in _RULES.vetoes})


def _project(world: World, actor: Actor, place: str) -> Project:
    return world.project(place, actor if actor.account else world.actors["clerk"])


def _park(made: Project) -> None:
    """The unit of a project receives projects."""
    Duty.objects.get_or_create(region=made.region, key="park", defaults={"unit": made.unit})
    Duty.objects.filter(region=made.region, key="park").update(unit=made.unit)


def _assessment(made: Project, state: str) -> Assessment:
    """A project with one assessment in a state."""
    HandOver.objects.filter(project=made).delete()
    Assessment.objects.filter(project=made).delete()
    late = Account.objects.filter(pk=made.parts.filter(kind="owner").values("account")[:1]).get()
    _park(made)
    found = Assessment.objects.create(project=made, scheme="feasibility", rules=packed(_RULES), state=state, begun_on=TODAY, by=late,
                                      result=None if state == State.OPEN else Decimal(80), lowest=Decimal(80), highest=Decimal(80),
                                      park=made.unit if state in (State.PROPOSED, State.AGREED) else None)
    if state != State.OPEN:
        Scoring.objects.create(assessment=found, account=late, unit=late.unit, points={one.id: "80" for one in _RULES.by_hand}, total=Decimal(80),
                               reasons={one.id: "可以" for one in _RULES.by_hand}, handed_in_at=NOW)
    found.project = made
    return found


def _scoring(world: World, actor: Actor, place: str) -> Scoring:
    """What somebody is asked to say: with a part whoever asks, else somebody of the place."""
    made = _project(world, actor, place)
    part = place in PARTS
    account = Account.objects.select_related("unit").get(pk=(actor if actor.account else world.actors["clerk"]).part) if part else world.accounts["late-own"]
    found = Scoring.objects.create(assessment=_assessment(made, State.OPEN), account=account, unit=account.unit)
    found.assessment.project = made
    return found


def _handover(world: World, actor: Actor, place: str) -> HandOver:
    made = _project(world, actor, place)
    found = HandOver.objects.create(project=made, assessment=_assessment(made, State.AGREED), giver=made.unit, taker=made.unit, handed_on=TODAY)
    found.project = made
    return found


def _score(world: World, actor: Actor, place: str) -> Case:
    one = _scoring(world, actor, place)
    made = one.assessment.project
    typed = {f"p_{key.id}": "80" for key in _RULES.by_hand} | {"do": "draft"}
    return Case([made.code, one.pk], post=typed, asks=((Right.SCORE_GIVE, scoring_matter(made, one.account_id)),), missing=[NO_CODE, NOBODY])


def _take(world: World, actor: Actor, place: str) -> Case:
    one = _handover(world, actor, place)
    return Case([one.project.code], post={"answer": "收到"}, asks=((Right.ASKED_ANSWER, asked_matter(one.project, one.taker, None)),), missing=[NO_CODE])


def _in_state(state: str, right: Right, post: Callable[[World, Project], Mapping[str, Any]] | None = None) -> Address:
    """An address of a project that has an assessment in a state."""
    def typed(world: World, made: Project) -> Mapping[str, Any]:
        _assessment(made, state)
        return post(world, made) if post else {}
    example = of_project(typed, right)
    return example if post else replace(example, methods=("GET",))


def _home(world: World, made: Project) -> str:
    """The place whose people a project can ask: those of its region."""
    return next(place for place in ("own", "town", "above", "far") if world.units[place].region_id == made.region_id)


def _judges(world: World, made: Project) -> list[Account]:
    return [world.accounts[f"{kind}-{_home(world, made)}"] for kind in ("plain", "deputy")]


def _leader(world: World, made: Project) -> Account:
    """Who decides on a project: of a confidential one the leader in charge."""
    found = world.accounts[f"reserved-{_home(world, made)}"]
    if made.confidential:
        Part.objects.get_or_create(project=made, kind="leader", defaults={"right": "leader", "account": found, "first": FIRST})
    return found


def _receiver(world: World, made: Project) -> Account | None:
    return world.accounts["plain-own"] if made.confidential else None


def _begin(world: World, made: Project) -> Mapping[str, Any]:
    HandOver.objects.filter(project=made).delete()
    Assessment.objects.filter(project=made).delete()
    return {"scheme": "feasibility"} | {f"who_{place}": one.login for place, one in enumerate(_judges(world, made), 1)}


def _propose(world: World, made: Project) -> Mapping[str, Any]:
    receiver = _receiver(world, made)
    return {"park": made.unit_id, "advice": "可行", "leader": _leader(world, made).pk, "receiver": receiver.login if receiver else ""}


def _deed(right: Right, args: Callable[[World, Project], Sequence[Any]]) -> Action:
    def deed(world: World, actor: Actor, place: str) -> Deed:
        made = _project(world, actor, place)
        return Deed(args(world, made), right, world.project_matter(place, actor if actor.account else world.actors["clerk"]))
    return Action(deed, EVERYWHERE)


def _judged(*more: Any) -> Action:
    def deed(world: World, actor: Actor, place: str) -> Deed:
        one = _scoring(world, actor, place)
        return Deed([one, _SAYS, *more], Right.SCORE_GIVE, scoring_matter(one.assessment.project, one.account_id))
    return Action(deed, EVERYWHERE)


def _taken(world: World, actor: Actor, place: str) -> Deed:
    one = _handover(world, actor, place)
    return Deed([one, "", TODAY], Right.ASKED_ANSWER, asked_matter(one.project, one.taker, None))


ADDRESSES: dict[str, Address] = {
    "promotion_assessment": of_project(right=Right.PROJECT_INSIDE), "promotion_assessment_begin": of_project(_begin),
    "promotion_assessment_report": _in_state(State.SCORED, Right.PROJECT_INSIDE),
    "promotion_assessment_propose": _in_state(State.SCORED, Right.PROJECT_CHANGE, _propose),
    "promotion_assessment_withdraw": _in_state(State.SCORED, Right.PROJECT_CHANGE, lambda world, made: {"reason": "情况变了"}),
    "promotion_assessment_decide": _in_state(State.PROPOSED, Right.LEADER_DECIDE, lambda world, made: {"agree": "no", "words": "再谈"}),
    "promotion_assessment_score": Address(_score, EVERYWHERE, BOTH), "promotion_assessment_take": Address(_take, EVERYWHERE, BOTH),
}
_A = "luodi.promotion.actions.assessments."
ACTIONS: dict[str, Action] = {
    f"{_A}begin_assessment": _deed(Right.PROJECT_CHANGE, lambda world, made: [made, "feasibility", _judges(world, made), TODAY]),
    f"{_A}save_scoring": _judged(), f"{_A}hand_in": _judged(TODAY),
    f"{_A}propose": _deed(Right.PROJECT_CHANGE, lambda world, made: [
        _assessment(made, State.SCORED), made.unit, _receiver(world, made), _leader(world, made), "可行", TODAY]),
    f"{_A}decide": _deed(Right.LEADER_DECIDE, lambda world, made: [_assessment(made, State.PROPOSED), False, "再谈", TODAY]),
    f"{_A}take_over": Action(_taken, EVERYWHERE),
    f"{_A}withdraw_assessment": _deed(Right.PROJECT_CHANGE, lambda world, made: [_assessment(made, State.SCORED), TODAY]),
}
