"""Examples for the addresses and actions of promotion events."""

from __future__ import annotations

from typing import Any

from luodi.promotion.actions.events import About, Guest, Mark
from luodi.promotion.forms.events import EventForm
from luodi.promotion.models import Event, Invitation
from luodi.promotion.queries.events import mark
from luodi.rights.permissions import Right
from tests.rights.addresses import BOTH, NOBODY, Case
from tests.rights.addresses import Example as Address
from tests.rights.deeds import Deed
from tests.rights.deeds import Example as Action
from tests.rights.promotion.firms import profile
from tests.rights.promotion.packaged import lead_typed, new_lead
from tests.rights.world import PLACES, TODAY, Actor, World

_A = "luodi.promotion.actions.events."
REGIONS = ("own", "town", "above", "far")


def event(world: World, place: str) -> Event:
    """An event of a unit, today."""
    unit = world.units[place]
    made = Event.objects.get_or_create(unit=unit, name=f"推介会{place}", defaults={
        "region": unit.region, "on": TODAY, "place": "会展中心", "by": world.accounts["plain-own"]})[0]
    return Event.objects.select_related("region", "unit__region", "by").get(pk=made.pk)


def guest(world: World, place: str) -> Invitation:
    """Somebody whose name was typed."""
    made = Invitation.objects.get_or_create(event=event(world, place), name=f"来宾{place}材料有限公司")[0]
    return Invitation.objects.select_related("enterprise", "project", "event__region", "event__unit__region").get(pk=made.pk)


def _about() -> About:
    return About("改了名的推介会", TODAY, "会展中心")


def _typed(**more: Any) -> dict[str, Any]:
    return {"name": "新来的推介会", "on": TODAY.isoformat(), "place": "会展中心", **more}


def _add(world: World, actor: Actor, place: str) -> Case:
    return Case(post=_typed(unit=world.units[place].pk), does=((Right.PROMOTION_KEEP, world.matter(place)),))


def _one(world: World, actor: Actor, place: str) -> Case:
    return Case([event(world, place).pk], asks=((Right.PROMOTION_READ, world.matter(place, unit=False)),), missing=[NOBODY])


def _kept(post: Any) -> Address:
    def case(world: World, actor: Actor, place: str) -> Case:
        made = event(world, place)
        return Case([made.pk], post=post(world, place, made), asks=((Right.PROMOTION_KEEP, world.matter(place)),), missing=[NOBODY])
    return Address(case, PLACES, BOTH)


def _invite(world: World, actor: Actor, place: str) -> Case:
    made, firm = event(world, place), profile(world, place)
    firm.tags = ["listed"]
    firm.save()
    return Case([made.pk], post={"tags": "listed", "who": [f"e{firm.pk}"]}, asks=((Right.PROMOTION_KEEP, world.matter(place)),), missing=[NOBODY])


def _answers(world: World, place: str, made: Event) -> dict[str, Any]:
    row = guest(world, place)
    return {f"was-{row.pk}": "none:", f"answer-{row.pk}": "yes", f"came-{row.pk}": "yes"}


def _guest(post: Any, does: bool = False) -> Address:
    def case(world: World, actor: Actor, place: str) -> Case:
        row = guest(world, place)
        return Case([row.event_id, row.pk], post=post(world, actor, place), asks=((Right.PROMOTION_KEEP, world.matter(place)),),
                    does=((Right.PROJECT_ADD, world.matter(place)),) if does else (), missing=[NOBODY, row.pk])
    return Address(case, PLACES, BOTH)


def _join(world: World, actor: Actor, place: str) -> Case:
    row, made = guest(world, place), world.projects[place, ""]
    return Case([row.event_id, row.pk], post={"code": made.code}, asks=((Right.PROMOTION_KEEP, world.matter(place)),), missing=[NOBODY, row.pk])


def _of_unit(args: Any, right: Right = Right.PROMOTION_KEEP) -> Action:
    return Action(lambda world, actor, place: Deed(args(world, place), right, world.matter(place)))


def _changing(world: World, place: str) -> list[Any]:
    made = event(world, place)
    return [made, mark(made), _about(), TODAY]


ADDRESSES: dict[str, Address] = {
    "promotion_events": Address(lambda world, actor, place: Case()), "promotion_event_add": Address(_add, PLACES, BOTH),
    "promotion_event": Address(_one, REGIONS),
    "promotion_event_change": _kept(lambda world, place, made: _typed(seen=EventForm.shows({"mark": mark(made)}))),
    "promotion_event_hold": _kept(lambda world, place, made: {}), "promotion_event_drop": _kept(lambda world, place, made: {"reason": "天气"}),
    "promotion_event_invite": Address(_invite, PLACES, BOTH),
    "promotion_event_hand": _kept(lambda world, place, made: {"names": "新来宾材料有限公司"}), "promotion_event_answers": _kept(_answers),
    "promotion_guest_lead": _guest(lambda world, actor, place: lead_typed(world, place), does=True), "promotion_guest_project": Address(_join, PLACES, BOTH),
    "promotion_guest_withdraw": _guest(lambda world, actor, place: {}),
}
ACTIONS: dict[str, Action] = {
    f"{_A}add_event": _of_unit(lambda world, place: [world.units[place], _about(), world.accounts["plain-own"], TODAY]),
    f"{_A}change_event": _of_unit(_changing),
    f"{_A}hold_event": _of_unit(lambda world, place: [event(world, place), TODAY]),
    f"{_A}drop_event": _of_unit(lambda world, place: [event(world, place), "天气"]),
    f"{_A}invite": _of_unit(lambda world, place: [event(world, place), [Guest("新来宾材料有限公司")]]),
    f"{_A}withdraw": _of_unit(lambda world, place: [guest(world, place)]),
    f"{_A}note_answers": _of_unit(lambda world, place: [event(world, place), {guest(world, place).pk: Mark("yes", True)}, TODAY]),
    f"{_A}lead_of_invitation": _of_unit(
        lambda world, place: [guest(world, place), new_lead(world, place), world.late[place], TODAY], Right.PROJECT_ADD),
    f"{_A}join_project": _of_unit(lambda world, place: [guest(world, place), world.projects[place, ""]]),
}
