"""Examples for the addresses and actions of briefings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from luodi.people.models import Account, Region
from luodi.projects.models import Project
from luodi.promotion.models import Briefing, Delivery, Duty
from luodi.rights.kernel import Matter
from luodi.rights.permissions import Right
from tests.rights.addresses import BOTH, NO_CODE, Case, of_project
from tests.rights.addresses import Example as Address
from tests.rights.deeds import Deed
from tests.rights.deeds import Example as Action
from tests.rights.world import NOW, PARTS, PLACES, TODAY, Actor, World

ALL = (*PLACES, *PARTS)
TYPED = {"background": "某某集团", "site": "滨海大道北", "output": "20 亿元", "building": "自建"}


def here(world: World, actor: Actor, place: str) -> Project:
    """The project of a place; whoever has not signed in asks for a clerk's."""
    return world.project(place, actor if actor.account else world.actors["clerk"])


def deed(right: Right, args: Callable[[World, Project], Sequence[Any]]) -> Action:
    """An action on a project."""
    def case(world: World, actor: Actor, place: str) -> Deed:
        return Deed(args(world, here(world, actor, place)), right, world.project_matter(place, actor if actor.account else world.actors["clerk"]))
    return Action(case, ALL)


def asked(world: World, actor: Actor, place: str) -> tuple[Account | None, Matter]:
    """Who is asked by name about the project of a place, and what the table is to be asked about their answer."""
    if place not in PARTS:
        return None, world.matter(place)
    key = (actor if actor.account else world.actors["clerk"]).part
    account = Account.objects.select_related("unit").get(pk=key) if place.startswith("part") else world.accounts["late-own"]
    return account, world.matter(place, ("assignee", account.pk))


def _there(made: Project) -> Project:
    """The project in a place that has nodes, and a unit that is told."""
    Region.objects.filter(pk=made.region_id).update(slug="qingdao-west-coast-2026")
    Duty.objects.get_or_create(region=made.region, key="approval", defaults={"unit": made.unit})
    return made


def _told(world: World, made: Project) -> Briefing:
    return Briefing.objects.get_or_create(project=_there(made), node="intent", defaults={
        "content": {"name": made.name}, "by": world.accounts["plain-own"], "at": NOW})[0]


def _typed(world: World, made: Project) -> Mapping[str, Any]:
    lines = {f"line-{key}": said for key, said in TYPED.items()}
    return lines | ({f"unit-{made.unit_id}": world.accounts["plain-own"].login} if made.confidential else {})


def _delivered(world: World, actor: Actor, place: str) -> tuple[Delivery, Matter]:
    made, (account, matter) = here(world, actor, place), asked(world, actor, place)
    told = _told(world, made)
    found = Delivery.objects.get_or_create(briefing=told, unit=made.unit, defaults={"account": account})[0]
    found.unit, found.account, found.briefing.project = made.unit, account, made
    return found, matter


def _delivery(world: World, actor: Actor, place: str) -> Case:
    found, matter = _delivered(world, actor, place)
    asker = actor if actor.account else world.actors["clerk"]
    return Case([found.briefing.project.code, found.pk], post={"answer": "已安排专人"}, missing=[NO_CODE, found.pk],
                asks=((Right.PROJECT_INSIDE, world.project_matter(place, asker)), (Right.ASKED_ANSWER, matter)))


def _acknowledge(world: World, actor: Actor, place: str) -> Deed:
    found, matter = _delivered(world, actor, place)
    return Deed([found, "已安排专人", TODAY], Right.ASKED_ANSWER, matter)


def _node(world: World, made: Project) -> list[str]:
    _there(made)
    return ["talks"]


_A = "luodi.promotion.actions.briefings."
ADDRESSES: dict[str, Address] = {
    "promotion_briefings": of_project(right=Right.PROJECT_INSIDE),
    "promotion_briefing": of_project(right=Right.PROJECT_INSIDE, args=lambda world, made: [_told(world, made).pk]),
    "promotion_briefing_file": of_project(right=Right.PROJECT_INSIDE, args=lambda world, made: [_told(world, made).pk]),
    "promotion_briefing_send": of_project(_typed, args=_node), "promotion_briefing_skip": of_project({"reason": "只是意向，还没有谈"}, args=_node),
    "promotion_delivery": Address(_delivery, ALL, BOTH),
}
ACTIONS: dict[str, Action] = {
    f"{_A}oblige": deed(Right.PROJECT_CHANGE, lambda world, made: [_there(made), "talks", TODAY]),
    f"{_A}release": deed(Right.PROJECT_CHANGE, lambda world, made: [_there(made), "signing", TODAY]),
    f"{_A}send_briefing": deed(Right.PROJECT_CHANGE, lambda world, made: [
        _there(made), "talks", TYPED, {}, {made.unit_id: world.accounts["plain-own"]}, world.accounts["plain-own"], TODAY]),
    f"{_A}skip_briefing": deed(Right.PROJECT_CHANGE, lambda world, made: [_there(made), "talks", world.accounts["plain-own"], TODAY]),
    f"{_A}acknowledge": Action(_acknowledge, ALL),
}
