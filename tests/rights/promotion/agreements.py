"""Examples for the addresses and actions of agreements and promises."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from luodi.engine.mechanism import load_promotion
from luodi.engine.mechanism.promotion.read import BLANK
from luodi.people.models import Account, Region
from luodi.projects.models import Project
from luodi.promotion.actions.agreements import Pledged
from luodi.promotion.actions.agreements.vetting import OnClause
from luodi.promotion.models import Agreement, ClauseCheck, Decision, Draft, Duty, FairReview, Promise
from luodi.promotion.queries.agreements import held_of
from luodi.promotion.wording import Clause, clauses_of, kept_of, standard
from luodi.rights.kernel import Matter
from luodi.rights.permissions import Right
from tests.rights.addresses import BOTH, NO_CODE, NOBODY, Case, of_project
from tests.rights.addresses import Example as Address
from tests.rights.deeds import Deed
from tests.rights.deeds import Example as Action
from tests.rights.world import NOW, PARTS, PLACES, TODAY, Actor, World

EVERYWHERE = (*PLACES, *PARTS)
_LIBRARY = load_promotion("national").templates["investment"].clauses
_CLAUSES = [standard(one, dict.fromkeys(BLANK.findall(one.text), "某")) for one in _LIBRARY]
_CHANGED = [replace(one, text="三个月内开工。") if one.key == "schedule" else one for one in _CLAUSES]
_NEEDED = {one.id for one in _LIBRARY if one.need}


def _asker(world: World, actor: Actor) -> Actor:
    return actor if actor.account else world.actors["clerk"]


def _agreement(world: World, made: Project, clauses: Sequence[Clause] = _CLAUSES, state: str = "draft") -> Agreement:
    """The agreement of a project with one version, of which nothing was said; the project's unit answers for whatever is asked."""
    by = world.accounts["plain-own"]
    found, _ = Agreement.objects.get_or_create(project=made, defaults={"template": "investment", "unit": made.unit, "begun_on": TODAY, "by": by})
    Agreement.objects.filter(pk=found.pk).update(state=state)
    Draft.objects.update_or_create(agreement=found, number=1, defaults={"clauses": kept_of(clauses), "by": by, "at": NOW})
    for rows in (ClauseCheck.objects, FairReview.objects, Decision.objects):
        rows.filter(agreement=found).delete()
    for key in ("legal", "market", "government"):
        Duty.objects.update_or_create(region=made.region, key=key, defaults={"unit": made.unit})
    found = Agreement.objects.select_related("unit__region").get(pk=found.pk)
    found.project = made
    return found


def _cleared(world: World, made: Project) -> Agreement:
    """The agreement of a project that was looked through."""
    found = _agreement(world, made, state="checked")
    FairReview.objects.create(agreement=found, number=1, unit=made.unit, asked_on=TODAY, first="没有", passed=True, basis="条例", on=TODAY)
    return found


def _nobody_asked(world: World, made: Project) -> None:
    Agreement.objects.filter(project=made).delete()


def _clause(found: Agreement, unit: Any, account: Account | None) -> ClauseCheck:
    clauses = clauses_of(Draft.objects.get(agreement=found).clauses)
    one = next(one for one in clauses if one.key == "schedule")
    return ClauseCheck.objects.create(agreement=found, clause=one.key, mark=one.mark, unit=unit, account=account, asked_on=TODAY)


def _fair(found: Agreement, unit: Any, account: Account | None) -> FairReview:
    return FairReview.objects.create(agreement=found, number=1, unit=unit, account=account, asked_on=TODAY, first="没有")


def _decision(found: Agreement, unit: Any, account: Account | None) -> Decision:
    return Decision.objects.create(agreement=found, number=1, level="government", unit=unit, account=account, meeting_on=TODAY, agenda="审议")


def _person(made: Project) -> Account:
    """Somebody in the unit of a project."""
    found: Account = Account.objects.select_related("unit").filter(unit=made.unit, is_active=True).latest("pk")
    return found


# Addresses

def _change(post: Mapping[str, Any] | Callable[[World, Project], Mapping[str, Any]], setting: Callable[[World, Project], object]) -> Address:
    """An address that changes the agreement of a project, set up before."""
    def args(world: World, made: Project) -> Sequence[Any]:
        setting(world, made)
        return ()
    return of_project(post, Right.PROJECT_CHANGE, args)


def _look(*more: Any) -> Address:
    """An address that shows the agreement of a project."""
    def args(world: World, made: Project) -> Sequence[Any]:
        _agreement(world, made)
        return more
    return of_project(right=Right.PROJECT_INSIDE, args=args)


def _asked(make: Callable[[Agreement, Any, Account | None], Any], post: Mapping[str, Any], clauses: Sequence[Clause] = _CLAUSES) -> Address:
    """An address at which the project's unit, or whoever has a part, answers."""
    def case(world: World, actor: Actor, place: str) -> Case:
        asker = _asker(world, actor)
        made = world.project(place, asker)
        account = Account.objects.get(pk=asker.part) if place in PARTS and place.startswith("part") else None
        make(_agreement(world, made, clauses), made.unit, account)
        return Case([made.code], post=post, missing=[NO_CODE], asks=(
            (Right.PROJECT_INSIDE, world.project_matter(place, asker)), (Right.ASKED_ANSWER, _answers(world, actor, place))))
    return Address(case, EVERYWHERE, BOTH)


def _answers(world: World, actor: Actor, place: str) -> Matter:
    """What an answer is asked of: with a part, it is that of whoever asks."""
    return world.matter(place, *([("assignee", _asker(world, actor).part)] if place.startswith("part") else []))


def _promise(world: World, actor: Actor, place: str) -> Promise:
    made = world.project(place, _asker(world, actor))
    clock = world.clock(place, _asker(world, actor)) if place.startswith("part") else None
    found, _ = Promise.objects.get_or_create(agreement=_agreement(world, made, state="signed"), project=made, side="ours", name="供地", unit=made.unit,
                                             due_on=TODAY, defaults={"clock": clock})
    found = Promise.objects.select_related("unit__region", "clock__assignee").get(pk=found.pk)
    found.project = made
    return found


def _promise_page(world: World, actor: Actor, place: str) -> Case:
    asker, one = _asker(world, actor), _promise(world, actor, place)
    return Case([one.project.code, one.pk], post={"kept": "yes", "result": "办了"}, missing=[NO_CODE, NOBODY], asks=(
        (Right.PROJECT_INSIDE, world.project_matter(place, asker)), (Right.ASKED_ANSWER, _answers(world, actor, place))))


def _edited(world: World, made: Project) -> Mapping[str, Any]:
    out: dict[str, Any] = {"seen": 1, "note": "", "new_name": "", "new_text": ""}
    for one in _CHANGED:
        out |= {f"text_{one.key}": one.text} | ({} if one.key in _NEEDED else {f"keep_{one.key}": "on"})
    return out


def _signing(world: World, made: Project) -> Mapping[str, Any]:
    return {"on": TODAY, "whole": "1", "file": SimpleUploadedFile("s.txt", b"signed")} | {f"side_{n}": "ours" for n in range(8)}


ADDRESSES: dict[str, Address] = {
    "promotion_agreement": _look(), "promotion_draft": _look(1), "promotion_draft_word": _look(1), "promotion_compare": _look(1, 1),
    "promotion_compare_word": _look(1, 1),
    "promotion_agreement_begin": _change({"template": "investment"}, _nobody_asked),
    "promotion_draft_edit": _change(_edited, _agreement), "promotion_draft_refill": _change({}, _agreement),
    "promotion_agreement_drop": _change({"reason": "换模板"}, _agreement),
    "promotion_clauses_ask": _change(lambda world, made: {"who": _person(made).login}, lambda world, made: _agreement(world, made, _CHANGED)),
    "promotion_clauses": _asked(_clause, {"passed_schedule": "yes", "text_schedule": ""}, _CHANGED),
    "promotion_fair_ask": _change(lambda world, made: {"first": "没有", "who": _person(made).login}, _agreement),
    "promotion_fair": _asked(_fair, {"passed": "yes", "basis": "条例第十条", "text": ""}),
    # No place of this world says who decides: what is typed is refused in words.
    "promotion_decision_put": replace(_change(lambda world, made: {"meeting_on": TODAY, "agenda": "审议", "who": _person(made).login}, _cleared),
                                      fine=frozenset({200, 422}), writes=False),
    "promotion_decision": _asked(_decision, {"agreed": "yes", "text": "会议同意"}),
    "promotion_sign": _change(_signing, _cleared),
    "promotion_promise": Address(_promise_page, EVERYWHERE, BOTH),
    "promotion_promises": Address(lambda world, actor, place: Case()),
}


# Actions

def _owner(args: Callable[[World, Project], Sequence[Any]]) -> Action:
    """What the side of the project does."""
    def deed(world: World, actor: Actor, place: str) -> Deed:
        asker = _asker(world, actor)
        made = world.project(place, asker)
        return Deed(args(world, made), Right.PROJECT_CHANGE, world.project_matter(place, asker))
    return Action(deed, EVERYWHERE)


def _answer(args: Callable[[Agreement, Any, Account | None], Sequence[Any]], clauses: Sequence[Clause] = _CLAUSES) -> Action:
    """What somebody who was asked says."""
    def deed(world: World, actor: Actor, place: str) -> Deed:
        asker = _asker(world, actor)
        made = world.project(place, asker)
        account = Account.objects.get(pk=asker.part) if place.startswith("part") else None
        return Deed(args(_agreement(world, made, clauses), made.unit, account), Right.ASKED_ANSWER, _answers(world, actor, place))
    return Action(deed, EVERYWHERE)


def _with(row: Any, found: Agreement) -> Any:
    """A row as the pages read it."""
    held = held_of(found)
    read = held.review if isinstance(row, FairReview) else held.decision
    assert read
    read.agreement = found
    return read


def _put(world: World, made: Project) -> Sequence[Any]:
    Region.objects.filter(pk=made.region_id).update(slug="qingdao-west-coast-2026")
    return [_cleared(world, made), TODAY, "审议投资协议", _person(made), TODAY]


def _close(world: World, actor: Actor, place: str) -> Deed:
    one = _promise(world, actor, place)
    return Deed([one, True, "办了", TODAY], Right.ASKED_ANSWER, _answers(world, actor, place))


_A = "luodi.promotion.actions.agreements."
_BY = "plain-own"


def _fresh(world: World, made: Project) -> Sequence[Any]:
    _nobody_asked(world, made)
    return [made, "investment", world.accounts[_BY], TODAY]


ACTIONS: dict[str, Action] = {
    f"{_A}drafts.begin_agreement": _owner(_fresh),
    f"{_A}drafts.redraft": _owner(lambda world, made: [_agreement(world, made), 1, _CHANGED, "", world.accounts[_BY], TODAY]),
    f"{_A}drafts.drop_agreement": _owner(lambda world, made: [_agreement(world, made), TODAY]),
    f"{_A}vetting.ask_clauses": _owner(lambda world, made: [_agreement(world, made, _CHANGED), _person(made), TODAY]),
    f"{_A}vetting.answer_clauses": _answer(lambda found, unit, account: [
        found, unit, account, {_clause(found, unit, account).clause: OnClause(True)}, TODAY], _CHANGED),
    f"{_A}vetting.ask_fair": _owner(lambda world, made: [_agreement(world, made), "没有", _person(made), TODAY]),
    f"{_A}vetting.answer_fair": _answer(lambda found, unit, account: [_with(_fair(found, unit, account), found), True, "条例第十条", "", TODAY]),
    f"{_A}vetting.put_to_decision": _owner(_put),
    f"{_A}vetting.answer_decision": _answer(lambda found, unit, account: [_with(_decision(found, unit, account), found), True, "会议同意", TODAY]),
    f"{_A}signing.sign": _owner(lambda world, made: [
        _cleared(world, made), world.blobs["second"], "s.txt", TODAY, [Pledged("theirs", "注册项目公司", 60)], made.unit, TODAY]),
    f"{_A}signing.close_promise": Action(_close, EVERYWHERE),
}
