"""Examples for the addresses and actions of the list of linked services."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from luodi.projects.models import Project
from luodi.promotion.models import ServiceEntry
from luodi.rights.permissions import Right
from tests.rights.addresses import Case, of_project
from tests.rights.addresses import Example as Address
from tests.rights.deeds import Deed
from tests.rights.deeds import Example as Action
from tests.rights.world import PARTS, PLACES, TODAY, Actor, World

_A = "luodi.promotion.actions.services."


def listed(made: Project) -> Project:
    """A project that is in the list."""
    ServiceEntry.objects.get_or_create(project=made, last=None, defaults={"region_id": made.region_id, "rule": "", "reason": "重点", "first": TODAY})
    return made


def _leave(world: World, made: Project) -> Mapping[str, Any]:
    listed(made)
    return {"reason": "企业不要"}


def _action(right: Right, args: Any) -> Action:
    def deed(world: World, actor: Actor, place: str) -> Deed:
        asker = actor if actor.account else world.actors["clerk"]
        return Deed(args(world.project(place, asker)), right, world.project_matter(place, asker))
    return Action(deed, (*PLACES, *PARTS))


ADDRESSES: dict[str, Address] = {
    "promotion_services": Address(lambda world, actor, place: Case()),
    "promotion_service": of_project(right=Right.PROJECT_INSIDE),
    "promotion_service_in": of_project({"reason": "链主带来的"}),
    "promotion_service_out": of_project(_leave),
}
ACTIONS: dict[str, Action] = {
    f"{_A}put_in": _action(Right.PROJECT_CHANGE, lambda made: [made, "链主带来的", TODAY]),
    f"{_A}take_out": _action(Right.PROJECT_CHANGE, lambda made: [listed(made), "企业不要", TODAY]),
    f"{_A}follow_rules": _action(Right.PROJECT_CHANGE, lambda made: [made, TODAY]),
}
