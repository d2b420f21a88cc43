"""Examples for the addresses and actions of duties, and for the way of one project."""

from __future__ import annotations

from luodi.rights.permissions import Right
from tests.rights.addresses import BOTH, NOBODY, Case, of_project
from tests.rights.addresses import Example as Address
from tests.rights.deeds import Deed
from tests.rights.deeds import Example as Action
from tests.rights.world import Actor, World

REGIONS = ("own", "town", "above", "far")


def _duty(world: World, actor: Actor, place: str) -> Case:
    region = world.units[place].region
    return Case([region.pk], post={"planning": str(world.units[place].pk)}, asks=((Right.UNITS_MANAGE, world.matter(place, unit=False)),), missing=[NOBODY])


def _set(world: World, actor: Actor, place: str) -> Deed:
    return Deed([world.units[place].region, {"planning": world.units[place]}], Right.UNITS_MANAGE, world.matter(place, unit=False))


ADDRESSES: dict[str, Address] = {
    "promotion_duties": Address(lambda world, actor, place: Case()), "promotion_duty": Address(_duty, REGIONS, BOTH),
    "promotion_project": of_project(right=Right.PROJECT_INSIDE),
}
ACTIONS: dict[str, Action] = {"luodi.promotion.actions.duties.set_duties": Action(_set, REGIONS)}
