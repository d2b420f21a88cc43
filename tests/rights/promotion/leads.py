"""Examples for the addresses and actions of leads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from luodi.people.models import Account, Unit
from luodi.projects import actions as projects
from luodi.projects.models import Project
from luodi.promotion.actions.leads import NewLead
from luodi.promotion.models import Claim, Contact, Dispute, Lead, Transfer
from luodi.rights.kernel import MACHINE, Matter
from luodi.rights.permissions import Right
from tests.rights.addresses import BOTH, NOBODY, Case, of_project
from tests.rights.addresses import Example as Address
from tests.rights.deeds import Deed
from tests.rights.deeds import Example as Action
from tests.rights.world import NOW, PARTS, PLACES, SECRETS, TODAY, Actor, World

ALL = (*PLACES, *PARTS)


def _somebody(world: World) -> Account:
    return world.accounts["plain-own"]


def _child(made: Project) -> Unit:
    """Another unit of the same region."""
    return Unit.objects.select_related("region").filter(parent=made.unit_id, closed__isnull=True).order_by("pk")[0]


def _led(world: World, made: Project, state: str = "held") -> Project:
    """A project with a lead and a contact."""
    until = TODAY + timedelta(days=30) if state == "held" else TODAY - timedelta(days=1)
    Lead.objects.update_or_create(project=made, defaults={
        "region": made.region, "first_by": _somebody(world), "first_unit": made.unit, "first_on": TODAY, "way": "visit", "state": state, "held_until": until})
    Contact.objects.get_or_create(project=made, on=TODAY, defaults={"way": "call", "text": "谈了", "unit": made.unit, "by": _somebody(world), "at": NOW})
    return made


def _transfer(world: World, made: Project, taker: Unit | None = None) -> Transfer:
    """A transfer that waits for its answer."""
    found, _ = Transfer.objects.update_or_create(project=_led(world, made), state="asked", defaults={
        "giver": made.unit, "taker": taker or _child(made), "reason": "企业看中那边", "by": _somebody(world), "asked_on": TODAY})
    return Transfer.objects.select_related("project__region", "project__unit", "taker__region", "clock").get(pk=found.pk)


def _dispute(world: World, made: Project, claimant: Unit | None = None) -> Dispute:
    """A dispute that waits for its ruling."""
    found, _ = Dispute.objects.get_or_create(project=_led(world, made), claimant=claimant or _child(made), ruled_on=None, defaults={
        "region": made.region, "named": "某某装备", "holder": made.unit, "by": _somebody(world), "opened_on": TODAY})
    return Dispute.objects.select_related("project__region", "project__unit", "claimant__region", "holder").get(pk=found.pk)


def _aside(world: World, place: str, name: str, state: str) -> Project:
    """A lead of its own in a place, of a firm of its own."""
    unit, firm = world.units[place], f"{name}{place}材料有限公司"
    made = Project.objects.select_related("region", "unit", "enterprise").filter(enterprise__name=firm).first() or projects.add_project(
        MACHINE, projects.New(unit, f"{name}{place}", world.late[place], firm), TODAY)
    _led(world, made, state)
    Claim.objects.get_or_create(region=Unit.objects.select_related("region").get(pk=unit.pk).region, key=f"n:{name}{place}材料", defaults={"project": made})
    return made


def _asker(world: World, actor: Actor) -> Actor:
    return actor if actor.account else world.actors["clerk"]


def _with(what: Callable[[World, Project], Any], key: bool = False) -> Callable[[World, Project], Sequence[Any]]:
    def args(world: World, made: Project) -> Sequence[Any]:
        found = what(world, made)
        return [found.pk] if key else []
    return args


def _unled(world: World, made: Project) -> Sequence[Any]:
    Lead.objects.filter(project=made).delete()
    return []


def _handed(world: World, made: Project) -> dict[str, Any]:
    login = made.unit.accounts.filter(is_active=True).latest("pk").login
    return {"unit": _child(made).pk, "share": 50, "reason": "企业看中那边", "who": login}


def _alone(world: World, made: Project) -> Sequence[Any]:
    _led(world, made)
    Transfer.objects.filter(project=made).delete()
    return []


def _add(world: World, actor: Actor, place: str) -> Case:
    typed = {"firm": f"新来{place}科技有限公司", "name": f"新来的{place}", "way": "visit", "unit": world.units[place].pk, "sure": "on"}
    return Case(post=typed, does=((Right.PROJECT_ADD, world.matter(place)),))


def _answer(world: World, actor: Actor, place: str) -> Case:
    made = world.project(place, _asker(world, actor))
    found = _transfer(world, made, world.units[place])
    return Case([made.code, found.pk], post={"verdict": "take", "answer": ""}, asks=((Right.ASKED_ANSWER, world.matter(place)),),
                missing=["LD-000000-26-99999-X", found.pk])


def _claimed(world: World, actor: Actor, place: str) -> Case:
    found = _dispute(world, world.project(place, _asker(world, actor)), world.units[place])
    return Case([found.pk], post={"text": "有纪要"}, asks=((Right.PROJECT_ADD, world.matter(place)),), missing=[NOBODY])


def _open(world: World, actor: Actor, place: str) -> Case:
    _aside(world, "other" if place != "other" else "own", "争议", "held")
    typed = {"firm": f"争议{'other' if place != 'other' else 'own'}材料有限公司", "unit": world.units[place].pk, "text": "我们先谈的"}
    return Case(post=typed, does=((Right.PROJECT_ADD, world.matter(place)),))


def _take(world: World, actor: Actor, place: str) -> Case:
    made = _aside(world, place, "池子", "open")
    return Case([made.code], post={"unit": world.units[place].pk}, asks=((Right.PROMOTION_READ, world.matter(place, unit=False)),),
                does=((Right.PROJECT_ADD, world.matter(place)),), missing=["LD-000000-26-99999-X"])


def _ruling(world: World, actor: Actor, place: str) -> Case:
    asker = _asker(world, actor)
    found = _dispute(world, world.project(place, asker))
    return Case([found.pk], post={"unit": found.holder_id, "ruling": "登记在先"}, asks=((Right.DISPUTE_RULE, world.project_matter(place, asker)),),
                missing=[NOBODY])


ADDRESSES: dict[str, Address] = {
    "promotion_leads": Address(lambda world, actor, place: Case()), "promotion_lead_add": Address(_add, PLACES, BOTH),
    "promotion_dispute_open": Address(_open, ("own", "below", "other"), BOTH), "promotion_dispute_claimed": Address(_claimed, PLACES, BOTH),
    "promotion_lead_take": Address(_take, PLACES, BOTH), "promotion_rulings": Address(lambda world, actor, place: Case()),
    "promotion_ruling": Address(_ruling, (*PLACES, *SECRETS), BOTH), "promotion_lead": of_project(right=Right.PROJECT_INSIDE, args=_with(_led)),
    "promotion_lead_first": of_project({"way": "visit"}, args=_unled),
    "promotion_contact": of_project({"text": "谈了", "way": "call", "on": TODAY}, args=_with(_led)), "promotion_renew": of_project({}, args=_with(_led)),
    "promotion_transfer": of_project(_handed, args=_alone), "promotion_transfer_withdraw": of_project({}, args=_with(_transfer, key=True)),
    "promotion_transfer_answer": Address(_answer, PLACES, BOTH), "promotion_dispute_held": of_project({"text": "有合同"}, args=_with(_dispute, key=True)),
}
_L = "luodi.promotion.actions.leads."


def _project(args: Callable[[World, Project], Sequence[Any]], right: Right = Right.PROJECT_CHANGE, places: Sequence[str] = ALL) -> Action:
    def deed(world: World, actor: Actor, place: str) -> Deed:
        asker = _asker(world, actor)
        return Deed(args(world, world.project(place, asker)), right, world.project_matter(place, asker))
    return Action(deed, places)


def _unit(args: Callable[[World, Actor, str], Sequence[Any]], right: Right = Right.PROJECT_ADD) -> Action:
    return Action(lambda world, actor, place: Deed(args(world, actor, place), right, world.matter(place)), PLACES)


def _of_another(world: World, place: str) -> Project:
    """The project of a place, led by another unit there."""
    made = _led(world, world.projects[place, ""])
    Project.objects.filter(pk=made.pk).update(unit=_child(made))
    return made


def _lapse(world: World, actor: Actor, place: str) -> Deed:
    made = _led(world, world.projects[place, ""], "held")
    Lead.objects.filter(project=made).update(held_until=TODAY - timedelta(days=1))
    return Deed([made.region_id, [made.pk], TODAY], Right.NOTICES_SEND, Matter())


ACTIONS: dict[str, Action] = {
    f"{_L}first.add_lead": _unit(lambda world, actor, place: [
        NewLead(world.units[place], f"新来的{place}", f"新来{place}科技有限公司", "visit", sure=True), world.late[place], TODAY]),
    f"{_L}first.register_first": _project(lambda world, made: [made, "visit", ("", ""), TODAY]),
    f"{_L}hold.add_contact": _project(lambda world, made: [_led(world, made), _somebody(world), TODAY, "call", "", "谈了", None, TODAY]),
    f"{_L}hold.renew": _project(lambda world, made: [_led(world, made)]),
    f"{_L}hold.take": _unit(lambda world, actor, place: [
        _led(world, world.projects[place, ""], "open"), world.units[place], _somebody(world), TODAY]),
    f"{_L}hold.lapse": Action(_lapse, ("own", "far")),
    f"{_L}transfers.ask_transfer": _project(lambda world, made: [
        _led(world, made), _somebody(world), _child(made), _somebody(world), 50, "企业看中那边", TODAY]),
    f"{_L}transfers.take_over": _unit(lambda world, actor, place: [
        _transfer(world, world.projects[place, ""], world.units[place]), _somebody(world), "", TODAY], Right.ASKED_ANSWER),
    f"{_L}transfers.refuse_transfer": _unit(lambda world, actor, place: [
        _transfer(world, world.projects[place, ""], world.units[place]), "没有人手", TODAY], Right.ASKED_ANSWER),
    f"{_L}transfers.withdraw": _project(lambda world, made: [_transfer(world, made), TODAY]),
    f"{_L}disputes.dispute": _unit(lambda world, actor, place: [
        _of_another(world, place), world.units[place], _somebody(world), "某某装备", "我们先谈的", TODAY]),
    f"{_L}disputes.bring": _project(lambda world, made: [_dispute(world, made), made.unit, _somebody(world), "有合同"]),
    f"{_L}disputes.rule": _project(lambda world, made: [_dispute(world, made), made.unit, "登记在先", TODAY], Right.DISPUTE_RULE),
}
