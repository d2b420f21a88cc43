"""Examples for the addresses and actions of chains."""

from __future__ import annotations

from typing import Any

from luodi.promotion.actions.chains import About, AboutLink, OnLink
from luodi.promotion.actions.leads import NewLead
from luodi.promotion.models import Chain, ChainMeeting, Link, LinkFirm, LinkTie
from luodi.rights.permissions import Right
from tests.rights.addresses import BOTH, NOBODY, Case
from tests.rights.addresses import Example as Address
from tests.rights.deeds import Deed
from tests.rights.deeds import Example as Action
from tests.rights.world import PLACES, TODAY, Actor, World

_A = "luodi.promotion.actions.chains."
_LINK = {"name": "电芯", "place": "mid", "strength": "weak"}


def chain(world: World, place: str) -> Chain:
    """The chain of a unit."""
    unit = world.units[place]
    row = Chain.objects.get_or_create(region=unit.region, name=f"产业链{place}", defaults={"unit": unit, "since": TODAY})[0]
    return Chain.objects.select_related("region", "unit__region", "leader", "adviser").get(pk=row.pk)


def link(world: World, place: str, name: str = "正极") -> Link:
    """A link of it."""
    there = chain(world, place)
    row = Link.objects.get_or_create(chain=there, name=name, defaults={"place": "up", "strength": "weak"})[0]
    row.chain = there
    return row


def tie(world: World, place: str) -> LinkTie:
    """Two of its links, tied."""
    giver = link(world, place, "隔膜")
    row = LinkTie.objects.get_or_create(giver=giver, taker=link(world, place, "外壳"))[0]
    row.giver = giver
    return row


def firm(world: World, place: str) -> LinkFirm:
    """A target enterprise on a link that nobody courts."""
    there = link(world, place)
    row = LinkFirm.objects.get_or_create(link=there, name=f"某某{place}锂业有限公司", defaults={"kind": "target"})[0]
    row.link = there
    return row


def meeting(world: World, place: str) -> ChainMeeting:
    """A meeting that waits."""
    there = chain(world, place)
    row = ChainMeeting.objects.get_or_create(chain=there, cadence="study", turn=TODAY)[0]
    row.chain = there
    return row


def _of(args: Any = lambda world, place: (), post: Any = None, right: Right = Right.PROMOTION_KEEP) -> Address:
    def case(world: World, actor: Actor, place: str) -> Case:
        more = args(world, place)
        return Case([chain(world, place).pk, *more], post=post(world, place) if post else None, asks=((right, world.matter(place)),), missing=[NOBODY, *more])
    return Address(case, PLACES, BOTH if post else ("GET",))


def _add(world: World, actor: Actor, place: str) -> Case:
    typed = {"unit": world.units[place].pk, "name": "新来的链", "since": TODAY.isoformat()}
    return Case(post=typed, does=((Right.PROMOTION_KEEP, world.matter(place)),))


def _lead(world: World, place: str) -> dict[str, Any]:
    return {"firm": f"某某{place}锂业有限公司", "name": "锂盐加工", "way": "visit", "sure": "on"}


def _deed(args: Any, right: Right = Right.PROMOTION_KEEP) -> Action:
    return Action(lambda world, actor, place: Deed(args(world, place), right, world.matter(place)))


def _court(world: World, place: str) -> list[Any]:
    found = firm(world, place)
    return [found, NewLead(world.units[place], "锂盐加工", found.name, "visit", sure=True), world.accounts["plain-own"], TODAY]


ADDRESSES: dict[str, Address] = {
    "promotion_chains": Address(lambda world, actor, place: Case()), "promotion_chain_add": Address(_add, PLACES, BOTH),
    "promotion_chain": _of(right=Right.PROMOTION_READ), "promotion_chain_change": _of(post=lambda world, place: {"name": f"改了名{place}"}),
    "promotion_chain_link_add": _of(post=lambda world, place: _LINK),
    "promotion_chain_link": _of(lambda world, place: [link(world, place).pk], lambda world, place: _LINK),
    "promotion_chain_link_remove": _of(lambda world, place: [link(world, place, "没有用的").pk], lambda world, place: {}),
    "promotion_chain_tie": _of(lambda world, place: [link(world, place).pk], lambda world, place: {"taker": link(world, place, "电池包").pk}),
    "promotion_chain_untie": _of(lambda world, place: [tie(world, place).pk], lambda world, place: {}),
    "promotion_chain_firm": _of(lambda world, place: [link(world, place).pk], lambda world, place: {"name": "某某电源有限公司", "kind": "target"}),
    "promotion_chain_firm_remove": _of(lambda world, place: [firm(world, place).pk], lambda world, place: {}),
    "promotion_chain_court": _of(lambda world, place: [firm(world, place).pk], _lead, Right.PROJECT_ADD),
    "promotion_chain_meeting": _of(lambda world, place: [meeting(world, place).pk], lambda world, place: {"on": TODAY.isoformat(), "text": "议定"},
                                   Right.ASKED_ANSWER),
    "promotion_chain_meeting_skip": _of(lambda world, place: [meeting(world, place).pk], lambda world, place: {"reason": "链长出差"}, Right.ASKED_ANSWER),
}
ACTIONS: dict[str, Action] = {
    f"{_A}keep.add_chain": _deed(lambda world, place: [world.units[place], About("新来的链"), TODAY, TODAY]),
    f"{_A}keep.change_chain": _deed(lambda world, place: [chain(world, place), About("改了名")]),
    f"{_A}keep.add_link": _deed(lambda world, place: [chain(world, place), AboutLink(**_LINK)]),
    f"{_A}keep.change_link": _deed(lambda world, place: [link(world, place), AboutLink(**_LINK)]),
    f"{_A}keep.remove_link": _deed(lambda world, place: [link(world, place)]),
    f"{_A}keep.tie": _deed(lambda world, place: [link(world, place), link(world, place, "电池包")]),
    f"{_A}keep.untie": _deed(lambda world, place: [tie(world, place)]),
    f"{_A}firms.put_firm": _deed(lambda world, place: [link(world, place), OnLink("target", "某某电源有限公司")]),
    f"{_A}firms.take_off": _deed(lambda world, place: [firm(world, place)]),
    f"{_A}firms.court": _deed(_court, Right.PROJECT_ADD),
    f"{_A}meetings.raise_meetings": _deed(lambda world, place: [chain(world, place), {"study": TODAY}, TODAY]),
    f"{_A}meetings.note_meeting": _deed(lambda world, place: [meeting(world, place), TODAY, "议定", world.accounts["plain-own"], TODAY], Right.ASKED_ANSWER),
    f"{_A}meetings.skip_meeting": _deed(lambda world, place: [meeting(world, place), "链长出差", world.accounts["plain-own"], TODAY], Right.ASKED_ANSWER),
}
