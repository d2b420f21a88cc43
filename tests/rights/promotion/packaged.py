"""Examples for the addresses and actions of packaged projects."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from luodi.promotion.actions.leads import NewLead
from luodi.promotion.actions.packaged import About
from luodi.promotion.forms.packaged import PackagedForm
from luodi.promotion.models import Packaged
from luodi.promotion.queries.packaged import mark
from luodi.rights.permissions import Right
from tests.rights.addresses import BOTH, NOBODY, Case
from tests.rights.addresses import Example as Address
from tests.rights.deeds import Deed
from tests.rights.deeds import Example as Action
from tests.rights.world import NOW, PLACES, TODAY, Actor, World

_A = "luodi.promotion.actions.packaged."
REGIONS = ("own", "town", "above", "far")


def packaged(world: World, place: str) -> Packaged:
    """A packaged project of a unit."""
    unit = world.units[place]
    made = Packaged.objects.get_or_create(unit=unit, name=f"产业园{place}", defaults={
        "region": unit.region, "year": TODAY.year, "investment_wan": Decimal(200000), "content": "建厂房", "by": world.accounts["plain-own"], "at": NOW})[0]
    return Packaged.objects.select_related("region", "unit__region", "project__unit", "link__chain", "by").get(pk=made.pk)


def _about() -> About:
    return About(TODAY.year, "改了名的产业园", Decimal(100000), "建厂房")


def _typed(world: World, place: str, **more: Any) -> dict[str, Any]:
    return {"name": "新来的产业园", "year": TODAY.year, "investment_wan": "10亿", "content": "建厂房", **more}


def lead_typed(world: World, place: str) -> dict[str, Any]:
    """A firm that wants to invest."""
    return {"firm": f"意向{place}科技有限公司", "name": f"意向{place}", "way": "visit", "unit": world.units[place].pk, "sure": "on"}


def _add(world: World, actor: Actor, place: str) -> Case:
    return Case(post=_typed(world, place, unit=world.units[place].pk), does=((Right.PROMOTION_KEEP, world.matter(place)),))


def _kept(post: Any) -> Address:
    def case(world: World, actor: Actor, place: str) -> Case:
        made = packaged(world, place)
        return Case([made.pk], post=post(made), asks=((Right.PROMOTION_KEEP, world.matter(place)),), missing=[NOBODY])
    return Address(case, PLACES, BOTH)


def _one(world: World, actor: Actor, place: str) -> Case:
    return Case([packaged(world, place).pk], asks=((Right.PROMOTION_READ, world.matter(place, unit=False)),), missing=[NOBODY])


def _lead(world: World, actor: Actor, place: str) -> Case:
    return Case([packaged(world, place).pk], post=lead_typed(world, place), asks=((Right.PROMOTION_READ, world.matter(place, unit=False)),),
                does=((Right.PROJECT_ADD, world.matter(place)),), missing=[NOBODY])


def _changed(made: Packaged) -> dict[str, Any]:
    return {"name": "改了名的产业园", "year": made.year, "investment_wan": "10亿", "content": "建厂房", "seen": PackagedForm.shows({"mark": mark(made)})}


def _of_unit(args: Any, right: Right = Right.PROMOTION_KEEP) -> Action:
    return Action(lambda world, actor, place: Deed(args(world, place), right, world.matter(place)))


def _changing(world: World, place: str) -> list[Any]:
    made = packaged(world, place)
    return [made, mark(made), _about(), TODAY]


def new_lead(world: World, place: str) -> NewLead:
    """A lead that somebody registers."""
    return NewLead(world.units[place], f"意向{place}", f"意向{place}科技有限公司", "visit", sure=True)


ADDRESSES: dict[str, Address] = {
    "promotion_packaged": Address(lambda world, actor, place: Case()), "promotion_packaged_targets": Address(lambda world, actor, place: Case()),
    "promotion_packaged_add": Address(_add, PLACES, BOTH), "promotion_packaged_one": Address(_one, REGIONS),
    "promotion_packaged_change": _kept(_changed), "promotion_packaged_drop": _kept(lambda made: {"reason": "条件变了"}),
    "promotion_packaged_lead": Address(_lead, PLACES, BOTH),
}
ACTIONS: dict[str, Action] = {
    f"{_A}add_packaged": _of_unit(lambda world, place: [world.units[place], _about(), world.accounts["plain-own"], TODAY]),
    f"{_A}change_packaged": _of_unit(_changing),
    f"{_A}drop_packaged": _of_unit(lambda world, place: [packaged(world, place), "条件变了", TODAY]),
    f"{_A}lead_of_packaged": _of_unit(
        lambda world, place: [packaged(world, place), new_lead(world, place), world.late[place], TODAY], Right.PROJECT_ADD),
}
