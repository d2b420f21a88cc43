"""Examples for the addresses and actions of enterprises."""

from __future__ import annotations

from typing import Any

from luodi.projects.models import Enterprise
from luodi.promotion.actions.firms import About
from luodi.promotion.forms.firms import FirmForm
from luodi.promotion.models import FirmName, Profile
from luodi.promotion.names import plain
from luodi.rights.permissions import Right
from tests.rights.addresses import BOTH, NOBODY, Case
from tests.rights.addresses import Example as Address
from tests.rights.deeds import Deed
from tests.rights.deeds import Example as Action
from tests.rights.world import NOW, PLACES, Actor, World

_A = "luodi.promotion.actions.firms."
REGIONS = ("own", "town", "above", "far")


def profile(world: World, place: str, more: str = "") -> Profile:
    """A firm whose profile a unit keeps, and which stands in no project."""
    unit = world.units[place]
    firm = Enterprise.objects.get_or_create(region=unit.region, name=f"某某{place}机械{more}", uscc="")[0]
    Profile.objects.get_or_create(enterprise=firm, defaults={"unit": unit, "changed_at": NOW})
    FirmName.objects.get_or_create(enterprise=firm, kind="full", name=firm.name, defaults={"region": unit.region, "plain": plain(firm.name)})
    return Profile.objects.select_related("enterprise__region", "unit__region").get(pk=firm.pk)


def _firm(world: World, actor: Actor, place: str) -> Case:
    return Case([profile(world, place).pk], asks=((Right.PROMOTION_KEEP, world.matter(place)),), missing=[NOBODY])


def _change(world: World, actor: Actor, place: str) -> Case:
    made = profile(world, place)
    typed: dict[str, Any] = {"tags": ["listed"], "seen": FirmForm.shows({"changed_at": made.changed_at.isoformat()})}
    return Case([made.pk], post=typed, asks=((Right.PROMOTION_KEEP, world.matter(place)),), missing=[NOBODY])


def _add(world: World, actor: Actor, place: str) -> Case:
    return Case(post={"unit": world.units[place].pk, "name": "新来的企业"}, does=((Right.PROMOTION_KEEP, world.matter(place)),))


def _merge(world: World, actor: Actor, place: str) -> Case:
    keep, gone = profile(world, place), profile(world, place, "有限公司")
    return Case([keep.pk], post={"gone": gone.pk}, asks=((Right.FIRM_MERGE, world.matter(place, unit=False)),), missing=[NOBODY])


def _merge_deed(world: World, actor: Actor, place: str) -> Deed:
    return Deed([profile(world, place).enterprise, profile(world, place, "有限公司").enterprise], Right.FIRM_MERGE, world.matter(place, unit=False))


def _of_unit(args: Any) -> Action:
    return Action(lambda world, actor, place: Deed(args(world, place), Right.PROMOTION_KEEP, world.matter(place)))


def _changing(world: World, place: str) -> list[Any]:
    made = profile(world, place)
    return [made, made.changed_at.isoformat(), About(["listed"])]


ADDRESSES: dict[str, Address] = {
    "promotion_firms": Address(lambda world, actor, place: Case()), "promotion_firm_add": Address(_add, PLACES, BOTH),
    "promotion_firms_alike": Address(lambda world, actor, place: Case()), "promotion_firm": Address(_firm, PLACES),
    "promotion_firm_change": Address(_change, PLACES, BOTH), "promotion_firm_merge": Address(_merge, REGIONS, BOTH),
}
ACTIONS: dict[str, Action] = {
    f"{_A}add_firm": _of_unit(lambda world, place: [world.units[place], "新来的企业", "", About()]),
    f"{_A}change_firm": _of_unit(_changing),
    f"{_A}merge": Action(_merge_deed, REGIONS),
}
