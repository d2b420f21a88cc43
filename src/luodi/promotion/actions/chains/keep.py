"""A chain with its leader, adviser and team; its links, and what they deliver to one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from luodi.engine.source import refuse
from luodi.frame.paths import ids
from luodi.ledger.actions import Act, action
from luodi.people.actions.shared import of_unit, open_unit
from luodi.people.models import Account, Unit
from luodi.projects.actions.shared import line, not_later
from luodi.promotion.actions.chains.shared import link_now, locked, of, of_link
from luodi.promotion.models import Adviser, Chain, Link, LinkFirm, LinkTie
from luodi.promotion.telling import chains as telling
from luodi.promotion.verbs import chains as verbs
from luodi.rights.permissions import Right

LINKS: Final = 60
"""Links that a chain may have; more than anybody reads in one picture."""
TEAM: Final = 30


@dataclass(frozen=True)
class About:
    """What is known of a chain. `leader`: 链长; `adviser`: of the advisers that are registered; `team`: who works on it."""

    name: str
    leader: Account | None = None
    adviser: Adviser | None = None
    team: Sequence[Account] = ()


@dataclass(frozen=True)
class AboutLink:
    """What is known of a link."""

    name: str
    place: str
    strength: str
    note: str = ""


@action(verb=verbs.ADD, needs=Right.PROMOTION_KEEP, subject=lambda unit, *rest: of_unit(unit, "chain", None))
def add_chain(act: Act, unit: Unit, about: About, since: date, today: date) -> Chain:
    """Set up a chain that a unit keeps. `since`: the day from which its meetings are counted.

    Raises Refused for a name that the region has, a day to come, and people of other regions.
    """
    open_unit(unit)
    chain = Chain(region=unit.region, unit=unit, since=not_later(since, today, "设立日", "the day on which it was set up"))
    _fill(chain, about)
    chain.save()
    chain.team.set(about.team)
    act.about(chain.pk)
    act.change(None, _shown(chain, about.team) | {"since": since.isoformat()})
    _tell(act, chain, None, about, ())
    return chain


@action(verb=verbs.CHANGE, needs=Right.PROMOTION_KEEP, subject=of)
def change_chain(act: Act, chain: Chain, about: About) -> Chain:
    """Say something else of a chain: its name, who leads it, advises it, works on it. Its meetings are counted from the same day on."""
    chain = locked(chain)
    team, leader = list(chain.team.order_by("pk")), chain.leader_id
    before = _shown(chain, team)
    _fill(chain, about)
    chain.save(update_fields=["name", "leader", "adviser"])
    chain.team.set(about.team)
    act.change(before, _shown(chain, about.team))
    _tell(act, chain, leader, about, [one.pk for one in team])
    return chain


@action(verb=verbs.LINK, needs=Right.PROMOTION_KEEP, subject=of)
def add_link(act: Act, chain: Chain, about: AboutLink) -> Link:
    """Add a link. Raises Refused for a name that the chain has, and for one too many."""
    chain = locked(chain)
    if Link.objects.filter(chain=chain).count() >= LINKS:
        refuse(None, f"一条链最多 {LINKS} 个环节，请先合并细的环节", f"a chain has at most {LINKS} links; merge small ones first")
    link = Link(chain=chain)
    _fill_link(link, about)
    link.save()
    act.note(link=link.pk)
    act.change(None, _shown_link(link))
    return link


@action(verb=verbs.LINK_CHANGE, needs=Right.PROMOTION_KEEP, subject=of_link)
def change_link(act: Act, link: Link, about: AboutLink) -> Link:
    """Say something else of a link."""
    link = link_now(link)
    before = _shown_link(link)
    _fill_link(link, about)
    link.save(update_fields=["name", "place", "strength", "note"])
    act.note(link=link.pk)
    act.change(before, _shown_link(link))
    return link


@action(verb=verbs.LINK_REMOVE, needs=Right.PROMOTION_KEEP, subject=of_link)
def remove_link(act: Act, link: Link) -> None:
    """Remove a link and its ties. Raises Refused while firms are on it: what was found out about them would be lost."""
    link = link_now(link)
    if there := LinkFirm.objects.filter(link=link).count():
        refuse(None, f"“{link.name}”上还有 {there} 家企业，先把企业拿下再去掉环节", f'{there} enterprises are on "{link.name}"; take them off first')
    act.note(link=link.pk)
    act.change(_shown_link(link), None)
    link.delete()


@action(verb=verbs.TIE, needs=Right.PROMOTION_KEEP, subject=of_link)
def tie(act: Act, giver: Link, taker: Link) -> LinkTie:
    """One link delivers to another one of its chain. Raises Refused, with the way round, where that would make a circle."""
    giver = link_now(giver)
    names = dict(Link.objects.filter(chain=giver.chain).values_list("pk", "name"))
    if taker.pk not in names:
        refuse(None, f"“{taker.name}”不在这条链上", f'"{taker.name}" is not in this chain')
    gives: dict[int, list[int]] = {}
    for one, other in LinkTie.objects.filter(giver__chain=giver.chain).order_by("pk").values_list("giver_id", "taker_id"):
        gives.setdefault(one, []).append(other)
    if taker.pk in gives.get(giver.pk, ()):
        refuse(None, f"“{giver.name}”到“{taker.name}”已经连上了", f'"{giver.name}" delivers to "{taker.name}" already')
    if back := way(gives, taker.pk, giver.pk):
        round_zh, round_en = " → ".join(names[one] for one in [giver.pk, *back]), " → ".join(names[one] for one in [giver.pk, *back])
        refuse(None, f"会绕成一圈：{round_zh}；请先断开其中一段", f"that would be a circle: {round_en}; untie one of these first")
    made = LinkTie.objects.create(giver=giver, taker_id=taker.pk)
    act.change(None, {"giver": giver.name, "taker": names[taker.pk]})
    return made


@action(verb=verbs.UNTIE, needs=Right.PROMOTION_KEEP, subject=lambda tie: of(tie.giver.chain))
def untie(act: Act, tie: LinkTie) -> None:
    """One link delivers to another one no more. Raises Refused when that is so already. Both links must have been read."""
    locked(tie.giver.chain)
    found = LinkTie.objects.filter(pk=tie.pk).first()
    if found is None:
        refuse(None, "这两个环节已经断开了，请刷新", "these two are untied already; reload the page")
    act.change({"giver": tie.giver.name, "taker": tie.taker.name}, None)
    found.delete()


def way(gives: Mapping[int, Sequence[int]], first: int, last: int) -> list[int]:
    """The links from one to another along what they deliver, both with it; empty for no way. No statement."""
    came: dict[int, int] = {}
    waiting = [first]
    for one in waiting:
        if one == last:
            path = [one]
            while path[-1] != first:
                path.append(came[path[-1]])
            return path[::-1]
        for other in gives.get(one, ()):
            if other not in came and other != first:
                came[other] = one
                waiting.append(other)
    return []


def _fill(chain: Chain, about: About) -> None:
    chain.name = line(about.name, "产业链名称", "the name of the chain", 60, 2)
    if Chain.objects.filter(region=chain.region, name=chain.name).exclude(pk=chain.pk).exists():
        refuse(None, f"本区域已经有产业链“{chain.name}”", f'this region has a chain "{chain.name}" already')
    there = ids(chain.region.path)
    for one in (*([about.leader] if about.leader else []), *about.team):
        if chain.region_id not in ids(one.unit.region.path) or not one.is_active:
            refuse(None, f"{one.name}不在本区域，或账号已停用，请选别人", f"{one.name} is not in this region, or their account is closed; choose somebody else")
    if len(about.team) > TEAM:
        refuse(None, f"专班最多 {TEAM} 人", f"at most {TEAM} people in a team")
    if about.adviser and (about.adviser.region_id not in there or not about.adviser.active) and about.adviser.pk != chain.adviser_id:
        refuse(None, f"“{about.adviser.name}”现在不能请教，请选别的顾问", f'"{about.adviser.name}" cannot be asked now; choose another adviser')
    chain.leader, chain.adviser = about.leader, about.adviser


def _fill_link(link: Link, about: AboutLink) -> None:
    link.name, link.note = line(about.name, "环节名称", "the name of the link", 60), line(about.note, "说明", "note", 300, 0)
    for value, known, zh, en in ((about.place, Link.Place, "位置", "place"), (about.strength, Link.Strength, "强弱", "strength")):
        if value not in known.values:
            refuse(None, f"{zh}没有“{value}”这一项", f'there is no {en} "{value}"')
    link.place, link.strength = about.place, about.strength
    if Link.objects.filter(chain=link.chain, name=link.name).exclude(pk=link.pk).exists():
        refuse(None, f"这条链上已经有“{link.name}”", f'this chain has a link "{link.name}" already')


def _shown(chain: Chain, team: Sequence[Account]) -> dict[str, Any]:
    return {"name": chain.name, "leader": chain.leader.name if chain.leader else "", "adviser": chain.adviser.name if chain.adviser else "",
            "team": "、".join(one.name for one in team)}


def _shown_link(link: Link) -> dict[str, Any]:
    return {"link": link.name, "place": str(Link.Place(link.place).label), "strength": str(Link.Strength(link.strength).label), "note": link.note}


def _tell(act: Act, chain: Chain, leader: int | None, about: About, team: Sequence[int]) -> None:
    if about.leader and about.leader.pk != leader:
        telling.named(act, chain, True, [about.leader.pk])
    if new := {one.pk for one in about.team} - set(team):
        telling.named(act, chain, False, new)
