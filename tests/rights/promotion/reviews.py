"""Examples for the addresses and actions of joint pre-reviews."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from luodi.people.models import Account
from luodi.projects.models import Project
from luodi.promotion.actions.reviews import Asking, Said
from luodi.promotion.actions.shared import asked_matter
from luodi.promotion.models import Duty, Opinion, Review
from luodi.promotion.opinions import Answer, mark_of
from luodi.promotion.rules import promotion
from luodi.rights.kernel import Matter
from luodi.rights.permissions import Right
from tests.rights.addresses import BOTH, NO_CODE, Case
from tests.rights.addresses import Example as Address
from tests.rights.deeds import Deed
from tests.rights.deeds import Example as Action
from tests.rights.world import PARTS, PLACES, TODAY, Actor, World

EVERYWHERE = (*PLACES, *PARTS)
DEPARTMENT = "environment"
LEFT = "能耗不到 1000 吨"


def _asker(world: World, actor: Actor) -> Actor:
    return actor if actor.account else world.actors["clerk"]


def _opinion(world: World, actor: Actor, place: str, **said: Any) -> Opinion:
    """An opinion that the project's lead unit was asked for; where somebody has a part of their own, that they were asked for by name."""
    asker = _asker(world, actor)
    made = world.project(place, asker)
    review, _ = Review.objects.update_or_create(project=made, closed_on=None, defaults={"asked_on": TODAY, "by": world.accounts["plain-own"]})
    named = Account.objects.select_related("unit").get(pk=asker.part) if place.startswith("part") else None
    held = {"unit": made.unit, "account": named, "veto": True, "answer": "", "text": "", "basis": "", "lifting": "", "given_on": None, "given_by": None,
            "lifted_on": None, "lifted": "", "supplied": "", "silent": False}
    Opinion.objects.update_or_create(review=review, department=DEPARTMENT, defaults=held | said)
    return Opinion.objects.select_related("review__project__region", "review__project__unit", "unit__region", "account", "clock").get(
        review=review, department=DEPARTMENT)


def _asked_matter(world: World, place: str, actor: Actor) -> Matter:
    """What is to be asked of an opinion: it is of the lead unit, and of whoever was named."""
    return world.matter(place, *([("assignee", _asker(world, actor).part)] if place.startswith("part") else []))


def _duties(made: Project) -> None:
    """The lead unit answers for everything."""
    for duty in promotion("national").duties:
        Duty.objects.update_or_create(region=made.region, key=duty, defaults={"unit": made.unit})


def _nothing_open(made: Project) -> None:
    Opinion.objects.filter(review__project=made).delete()
    Review.objects.filter(project=made).delete()


def _people(world: World, actor: Actor, place: str, made: Project) -> dict[str, Account]:
    """Of a confidential project somebody is named for each department."""
    if not made.confidential:
        return {}
    named = Account.objects.select_related("unit").filter(unit=made.unit, is_active=True).latest("pk")
    return {one.id: named for one in promotion("national").review.departments}


def _address(right: Right, post: Callable[[Opinion], dict[str, Any]] | None = None, said: dict[str, Any] | None = None,
             methods: tuple[str, ...] = BOTH) -> Address:
    """An address of one opinion. `said`: how the opinion stands."""
    def case(world: World, actor: Actor, place: str) -> Case:
        one, asker = _opinion(world, actor, place, **(said or {})), _asker(world, actor)
        asks: tuple[tuple[Right, Matter | None], ...] = ((Right.PROJECT_INSIDE, world.project_matter(place, asker)),)
        if right is Right.ASKED_ANSWER:
            asks = (*asks, (right, _asked_matter(world, place, actor)))
        elif right is not Right.PROJECT_INSIDE:
            asks = ((right, world.project_matter(place, asker)),)
        return Case([one.review.project.code, one.pk], post=post(one) if post else None, asks=asks, missing=[NO_CODE, one.pk])
    return Address(case, EVERYWHERE, methods if post else ("GET",))


def _review(world: World, actor: Actor, place: str) -> Case:
    asker = _asker(world, actor)
    one = _opinion(world, actor, place)
    return Case([one.review.project.code], asks=((Right.PROJECT_INSIDE, world.project_matter(place, asker)),), missing=[NO_CODE])


def _ask_page(world: World, actor: Actor, place: str) -> Case:
    asker = _asker(world, actor)
    made = world.project(place, asker)
    _nothing_open(made)
    _duties(made)
    people = {f"who_{key}": account.login for key, account in _people(world, actor, place, made).items()}
    return Case([made.code], post={"text": "看能耗", "leave_energy": "on", "why_energy": LEFT, **people},
                asks=((Right.PROJECT_CHANGE, world.project_matter(place, asker)),), missing=[NO_CODE])


def _given(world: World, actor: Actor, place: str) -> Opinion:
    return _opinion(world, actor, place, answer=Answer.SUPPORT, given_on=TODAY)


def _close_page(world: World, actor: Actor, place: str) -> Case:
    one, asker = _given(world, actor, place), _asker(world, actor)
    return Case([one.review.project.code], post={"conclusion": "同意", "seen": mark_of([one])},
                asks=((Right.PROJECT_CHANGE, world.project_matter(place, asker)),), missing=[NO_CODE])


def _word(world: World, actor: Actor, place: str) -> Case:
    one, asker = _given(world, actor, place), _asker(world, actor)
    review = one.review
    review.closed_on, review.conclusion = TODAY, "同意"
    review.save(update_fields=["closed_on", "conclusion"])
    return Case([review.project.code, review.pk], asks=((Right.PROJECT_INSIDE, world.project_matter(place, asker)),), missing=[NO_CODE, review.pk])


AGAINST = {"answer": Answer.AGAINST, "basis": "某条", "lifting": "取得指标", "given_on": TODAY}
MORE = {"answer": Answer.MORE, "text": "能耗测算"}
ADDRESSES: dict[str, Address] = {
    "promotion_review": Address(_review, EVERYWHERE), "promotion_review_ask": Address(_ask_page, EVERYWHERE, BOTH),
    "promotion_review_close": Address(_close_page, EVERYWHERE, BOTH), "promotion_review_word": Address(_word, EVERYWHERE),
    "promotion_opinion": _address(Right.PROJECT_INSIDE),
    "promotion_opinion_answer": _address(Right.ASKED_ANSWER, lambda one: {"answer": "support", "seen": mark_of([one])}, methods=("POST",)),
    "promotion_opinion_lift": _address(Right.ASKED_ANSWER, lambda one: {"words": "已取得指标"}, AGAINST),
    "promotion_opinion_supply": _address(Right.PROJECT_CHANGE, lambda one: {"words": "见附件"}, MORE),
    "promotion_opinion_person": _address(Right.PROJECT_CHANGE, lambda one: {
        "who": one.unit.accounts.filter(is_active=True).latest("pk").login}),
    "promotion_asked": Address(lambda world, actor, place: Case()),
}


def _owned(args: Callable[[World, Actor, str, Opinion], Sequence[Any]], said: dict[str, Any] | None = None) -> Action:
    """An action of the owner's side on an opinion."""
    def deed(world: World, actor: Actor, place: str) -> Deed:
        one, asker = _opinion(world, actor, place, **(said or {})), _asker(world, actor)
        return Deed(args(world, actor, place, one), Right.PROJECT_CHANGE, world.project_matter(place, asker))
    return Action(deed, EVERYWHERE)


def _answered(args: Callable[[Opinion], Sequence[Any]], said: dict[str, Any] | None = None) -> Action:
    """An action of whoever was asked."""
    def deed(world: World, actor: Actor, place: str) -> Deed:
        one = _opinion(world, actor, place, **(said or {}))
        matter = _asked_matter(world, place, actor)
        assert matter == asked_matter(one.review.project, one.unit, one.account)
        return Deed(args(one), Right.ASKED_ANSWER, matter)
    return Action(deed, EVERYWHERE)


def _ask(world: World, actor: Actor, place: str) -> Deed:
    asker = _asker(world, actor)
    made = world.project(place, asker)
    _nothing_open(made)
    _duties(made)
    return Deed([made, world.accounts["plain-own"], Asking("", _people(world, actor, place, made), {"energy": LEFT}), TODAY], Right.PROJECT_CHANGE,
                world.project_matter(place, asker))


def _named(world: World, actor: Actor, place: str, one: Opinion) -> Sequence[Any]:
    return [one, Account.objects.select_related("unit").filter(unit=one.unit, is_active=True).latest("pk"), TODAY]


_A = "luodi.promotion.actions.reviews."
ACTIONS: dict[str, Action] = {
    f"{_A}ask_review": Action(_ask, EVERYWHERE),
    f"{_A}give_opinion": _answered(lambda one: [one, Said(Answer.SUPPORT), mark_of([one]), TODAY]),
    f"{_A}lift_veto": _answered(lambda one: [one, "已取得指标", None, TODAY], AGAINST),
    f"{_A}supply": _owned(lambda world, actor, place, one: [one, "见附件", TODAY], MORE),
    f"{_A}name_person": _owned(_named),
    f"{_A}take_silence": _owned(lambda world, actor, place, one: [one.review.project, TODAY]),
    f"{_A}close_review": _owned(lambda world, actor, place, one: [one.review, "同意", mark_of([one]), TODAY], {"answer": Answer.SUPPORT, "given_on": TODAY}),
}
