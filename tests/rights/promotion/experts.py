"""Examples for the addresses and actions of advisers, groups and advice."""

from __future__ import annotations

from typing import Any

from luodi.people.models import Account, Region, Unit
from luodi.projects.models import Project
from luodi.promotion.actions.experts import About, Question, Talk
from luodi.promotion.models import Adviser, Consultation, Group, Member
from luodi.rights.kernel import Matter
from luodi.rights.permissions import Right
from tests.rights.addresses import BOTH, NO_CODE, NOBODY, Case, of_project
from tests.rights.addresses import Example as Address
from tests.rights.deeds import Deed
from tests.rights.deeds import Example as Action
from tests.rights.world import PARTS, PLACES, TODAY, Actor, World

_A = "luodi.promotion.actions.experts."
_ANSWER = {"text": "能用", "on": TODAY.isoformat()}
REGIONS = ("own", "town", "above", "far")
ASKED = (*PLACES, "secret")


def adviser(region: Region) -> Adviser:
    """Somebody without an account."""
    return Adviser.objects.get_or_create(region=region, name="秦教授", defaults={"skills": ["land"]})[0]


def lent(world: World, place: str) -> Account:
    """Somebody of an approval department of the region of a place."""
    unit = world.empty[place]
    return Account.objects.select_related("unit__region").get(pk=Account.objects.get_or_create(
        login=f"lent-{place}", defaults={"unit": unit, "name": f"派{place}", "password": "!"})[0].pk)


def member(world: World, place: str, unit: Unit | None = None) -> Member:
    """Somebody in the group of a unit."""
    home = unit or world.units[place]
    group = Group.objects.get_or_create(unit=home, defaults={"region": home.region})[0]
    made = Member.objects.get_or_create(group=group, account=lent(world, place), skill="land")[0]
    return Member.objects.select_related("group__unit__region", "account").get(pk=made.pk)


def at(world: World, made: Project) -> str:
    """The place of a project, as far as regions go."""
    return next(place for place in REGIONS if world.units[place].region_id == made.region_id)


def question(world: World, made: Project, who: Account | None = None) -> Consultation:
    """A question that waits."""
    key = {"member": who} if who else {"adviser": adviser(made.region)}
    row = Consultation.objects.get_or_create(project=made, skill="land", held_on=None, **key, defaults={
        "question": "能用吗？", "by": world.accounts["plain-own"], "asked_on": TODAY})[0]
    found = Consultation.objects.select_related("adviser__account__unit__region", "member__unit__region", "by__unit__region", "clock").get(pk=row.pk)
    found.project = made
    return found


def _unit(args: Any = lambda world, place: [world.units[place].pk], post: Any = None, right: Right = Right.PROMOTION_KEEP) -> Address:
    def case(world: World, actor: Actor, place: str) -> Case:
        given = args(world, place)
        return Case(given, post=post(world, place) if post else None, asks=((right, world.matter(place)),), missing=[NOBODY, *given[1:]])
    return Address(case, PLACES, BOTH if post else ("GET",))


def _adviser(world: World, actor: Actor, place: str) -> Case:
    made = adviser(world.units[place].region)
    return Case([made.pk], post=_typed(world, place), asks=((Right.PROMOTION_KEEP, world.matter(place)),), missing=[NOBODY])


def _typed(world: World, place: str) -> dict[str, Any]:
    return {"unit": world.units[place].pk, "name": "秦教授", "from_where": "某大学", "skills": ["land", "law"], "active": "on"}


def _add(world: World, actor: Actor, place: str) -> Case:
    return Case(post=_typed(world, place) | {"name": "新顾问"}, does=((Right.PROMOTION_KEEP, world.matter(place)),))


def _asked(world: World, place: str) -> tuple[Consultation, Matter]:
    """A question put to somebody with a post in a place, and what the table is asked about it."""
    who = world.accounts[f"plain-{'own' if place == 'secret' else place}"]
    return question(world, world.projects[place, ""], who), world.matter(place, ("assignee", who.pk))


def _answer(world: World, actor: Actor, place: str) -> Case:
    row, matter = _asked(world, place)
    return Case([row.project.code, row.pk], post=_ANSWER, asks=((Right.ASKED_ANSWER, matter),), missing=[NO_CODE, row.pk])


def _answer_deed(world: World, actor: Actor, place: str) -> Deed:
    row, matter = _asked(world, place)
    return Deed([row, Talk(TODAY, "能用"), TODAY], Right.ASKED_ANSWER, matter)


def _of_unit(args: Any) -> Action:
    return Action(lambda world, actor, place: Deed(args(world, place), Right.PROMOTION_KEEP, world.matter(place)))


def _of_project(args: Any) -> Action:
    def deed(world: World, actor: Actor, place: str) -> Deed:
        asker = actor if actor.account else world.actors["clerk"]
        return Deed(args(world, world.project(place, asker)), Right.PROJECT_CHANGE, world.project_matter(place, asker))
    return Action(deed, (*PLACES, *PARTS))


def _row(world: World, made: Project) -> list[int]:
    return [question(world, made).pk]


ADDRESSES: dict[str, Address] = {
    "promotion_experts": Address(lambda world, actor, place: Case()),
    "promotion_adviser_add": Address(_add, PLACES, BOTH), "promotion_adviser": Address(_adviser, REGIONS, BOTH),
    "promotion_group": _unit(right=Right.PROMOTION_READ),
    "promotion_member_add": _unit(post=lambda world, place: {"who": lent(world, place).login, "skill": "law"}),
    "promotion_member_end": _unit(lambda world, place: [world.units[place].pk, member(world, place).pk], lambda world, place: {}),
    "promotion_advice": of_project(right=Right.PROJECT_INSIDE),
    "promotion_advice_ask": of_project(lambda world, made: {"whom": f"adviser-{adviser(made.region).pk}", "text": "能用吗？", "days": 3},
                                       args=lambda world, made: ["land"]),
    "promotion_advice_talk": of_project(lambda world, made: _ANSWER | {"whom": member(world, at(world, made), made.unit).account_id},
                                        args=lambda world, made: ["land"]),
    "promotion_advice_note": of_project(_ANSWER, args=_row), "promotion_advice_drop": of_project({"reason": "不用问了"}, args=_row),
    "promotion_advice_answer": Address(_answer, ASKED, BOTH),
}
ACTIONS: dict[str, Action] = {
    f"{_A}keep_adviser": _of_unit(lambda world, place: [world.units[place], None, About("新顾问", "某大学", ["land"])]),
    f"{_A}join": _of_unit(lambda world, place: [world.units[place], lent(world, place), "law"]),
    f"{_A}leave": _of_unit(lambda world, place: [member(world, place)]),
    f"{_A}ask_advice": _of_project(lambda world, made: [
        made, Question("land", "能用吗？", world.accounts["plain-own"], adviser(made.region)), TODAY]),
    f"{_A}answer_advice": Action(_answer_deed, ASKED),
    f"{_A}note_advice": _of_project(lambda world, made: [question(world, made), Talk(TODAY, "能用"), TODAY]),
    f"{_A}drop_advice": _of_project(lambda world, made: [question(world, made), "不用问了", TODAY]),
    f"{_A}note_talk": _of_project(lambda world, made: [
        made, "land", member(world, at(world, made), made.unit).account, Talk(TODAY, "选址"), world.accounts["plain-own"], TODAY]),
}
