"""An example for every action: what it is done to, and the question that the table must answer yes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from django.db import connection

from luodi.clocks.actions import New
from luodi.engine.source import Said
from luodi.engine.timelimit import Accepted, Limit, Quiet, Received
from luodi.engine.timelimit import Paused as Pause
from luodi.frame.sealing import FACTOR, seal
from luodi.frame.sheets import Row
from luodi.ledger import guard
from luodi.notices.models import Channel, Waiting
from luodi.operations.archive import Manifest
from luodi.operations.backup import Made
from luodi.operations.digest import Told
from luodi.operations.restore import Restored
from luodi.people.models import Account, Factor, Identity, RecoveryCode, RegionKind, UnitKind
from luodi.people.rules import rulebook
from luodi.people.signing import codes
from luodi.people.signing.actions import FAILURES
from luodi.people.signing.origin import Origin
from luodi.projects.actions import New as NewProject
from luodi.projects.models import Paper, Part, Project, SavedFilter, Sight, Status, Task
from luodi.rights.kernel import Matter, Role
from luodi.rights.permissions import Right
from luodi.work.rounds import ROUNDS
from tests.people.country import HOLIDAYS
from tests.rights.addresses import PEOPLE, kept_filter, managed, person_in
from tests.rights.world import FIRST, ISSUER, NOW, PARTS, PLACES, TODAY, TOTP, Actor, World

Arguments = Sequence[Any]
LATER = date(2027, 1, 5)
CODE, RECOVERY = codes.code_at(TOTP, NOW), "abcd-efgh-jkmn"


@dataclass(frozen=True)
class Deed:
    """One call, and what must be allowed for it."""

    args: Arguments
    right: Right
    matter: Matter
    named: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Example:
    """`deed`: the call of an actor in a place. It first sees to it that whoever may do it can; the walk takes that back."""

    deed: Callable[[World, Actor, str], Deed]
    places: Sequence[str] = PLACES


NOWHERE = Matter()
PLACE = ("own", "far")
OWNED = ("own", "of_others")


def _unit(right: Right, args: Callable[[World, str], Arguments], places: Sequence[str] = PLACES) -> Example:
    return Example(lambda world, actor, place: Deed(args(world, place), right, world.matter(place)), places)


def _region(right: Right, args: Callable[[World, str, int], Arguments]) -> Example:
    def deed(world: World, actor: Actor, place: str) -> Deed:
        return Deed(args(world, place, world.units[place].region_id), right, world.matter(place, unit=False))
    return Example(deed, ("own", "town", "above", "far"))


def _machine(right: Right, args: Callable[[World, int], Arguments]) -> Example:
    def deed(world: World, actor: Actor, place: str) -> Deed:
        return Deed(args(world, world.units[place].region_id), right, NOWHERE)
    return Example(deed, PLACE)


def _clock(right: Right, args: Callable[[World, Any], Arguments], excuse: bool = False) -> Example:
    def deed(world: World, actor: Actor, place: str) -> Deed:
        asker = actor if actor.account else world.actors["clerk"]
        about = world.excuse(place, asker) if excuse else world.clock(place, asker)
        return Deed(args(world, about), right, world.clock_matter(place, asker))
    return Example(deed, (*PLACES, *PARTS))


def _job(state: str) -> Example:
    def deed(world: World, actor: Actor, place: str) -> Deed:
        asker, part = actor if actor.account else world.actors["clerk"], place == "part_far"
        return Deed([world.jobs[state, place, asker.name if part else ""]], Right.WORK_HANDLE,
                    world.matter(place, *([("owner", asker.part)] if part else []), unit=False))
    return Example(deed, (*PLACES, "part_far"))


def _project(right: Right, args: Callable[[World, Project], Arguments], named: Mapping[str, Any] | None = None,
             places: Sequence[str] = (*PLACES, *PARTS)) -> Example:
    def deed(world: World, actor: Actor, place: str) -> Deed:
        asker = actor if actor.account else world.actors["clerk"]
        made = world.project(place, asker)
        return Deed(args(world, made), right, world.project_matter(place, asker), named or {})
    return Example(deed, places)


def _task(world: World, made: Project) -> Task:
    return Task.objects.select_related("project__region", "project__unit").get(project=made)


def _person(args: Callable[[World, Account], Arguments], right: Right = Right.PEOPLE_MANAGE, kind: str = "plain",
            places: Sequence[str] = PEOPLE) -> Example:
    def deed(world: World, actor: Actor, place: str) -> Deed:
        about = person_in(world, place, kind)
        ask, matter = managed(world, place, right, right is Right.ABSENCE_SET)
        assert matter is not None
        return Deed(args(world, about), ask, matter)
    return Example(deed, places)


def _own(args: Callable[[World, Account], Arguments], right: Right = Right.OWN_ACCOUNT) -> Example:
    """Of an account: the own one, or another one of the own unit. `late` ones have a second factor and an identity, of nobody who asks."""
    def deed(world: World, actor: Actor, place: str) -> Deed:
        account = actor.account if place == "own" and actor.account else world.late["own"]
        home = "above" if place == "own" and actor.name == "city" else "own"
        return Deed(args(world, account), right, world.matter(home, ("self", account.pk)))
    return Example(deed, OWNED)


def _self(args: Callable[[World, Actor, str], Arguments]) -> Example:
    def deed(world: World, actor: Actor, place: str) -> Deed:
        owner = actor if place == "own" and actor.account else world.actors["clerk" if actor.name != "clerk" else "chief"]
        return Deed(args(world, owner, place), Right.NOTICES_OWN, Matter(parts=frozenset({("self", owner.person.account_id or 0)})))
    return Example(deed, OWNED)


def _post(args: Sequence[Any]) -> Example:
    def deed(world: World, actor: Actor, place: str) -> Deed:
        post = world.posts["reserved-own" if place == "reserved" else f"plain-{place}"]
        return Deed([post, *args], Right.RESERVED_MANAGE if place == "reserved" else Right.PEOPLE_MANAGE, world.matter("own" if place == "reserved" else place))
    return Example(deed, PEOPLE)


def _give(world: World, actor: Actor, place: str) -> Deed:
    role, at = (Role.AUDITOR, "own") if place == "reserved" else (Role.CLERK, place)
    return Deed([world.accounts[f"plain-{at}"], world.units[at], role, TODAY], Right.RESERVED_MANAGE if place == "reserved" else Right.PEOPLE_MANAGE,
                world.matter(at))


def _add_person(world: World, actor: Actor, place: str) -> Deed:
    role, at = (Role.AUDITOR, "own") if place == "reserved" else (Role.CLERK, place)
    return Deed([world.units[at], "w-new", "新来的", role, TODAY], Right.RESERVED_MANAGE if place == "reserved" else Right.PEOPLE_MANAGE, world.matter(at))


def _move_account(world: World, actor: Actor, place: str) -> Deed:
    # To a unit that is asked for; whether it may leave its own is asked by the action within.
    return Deed([world.accounts[f"plain-{place}"], world.units[place], {"unit_id": world.units[place].pk}], Right.PEOPLE_MANAGE, world.matter(place))


def with_factor(account: Account) -> Account:
    """Somebody with a second factor, and a recovery code that nobody has used."""
    factor, _ = Factor.objects.get_or_create(account=account, defaults={"secret": seal(FACTOR, TOTP, NOW), "counter": 0, "since": NOW})
    RecoveryCode.objects.create(factor=factor, hash=codes.hashed(RECOVERY))
    return account


def without_factor(account: Account) -> Account:
    """Somebody without a second factor."""
    Factor.objects.filter(account=account).delete()
    return account


def unlinked(account: Account) -> Account:
    """Somebody whom no provider of identities knows."""
    Identity.objects.filter(account=account).delete()
    return account


def guessed_at(account: Account) -> Account:
    """Somebody whose password was guessed wrong once too often."""
    Account.objects.filter(pk=account.pk).update(failed_sign_ins=FAILURES)
    return account


def waits(world: World, region: int) -> int:
    """A region in which a notice waits for the digest."""
    notice = next(iter(world.notices.values()))
    Waiting.objects.create(region_id=region, account_id=notice.account_id, notice=notice, due_at=NOW)
    return region


def before_anybody(name: str) -> str:
    """The name of a region, in a country without a single account. What speaks of them is left as it is: foreign keys are asked at the end only."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_account")
    return name


def nothing_yet() -> date:
    """A day, in a country where nothing has happened."""
    before_anybody("")
    with connection.cursor() as cursor:
        for statement in (*guard.LIFT[connection.vendor], "DELETE FROM ledger_entry", *guard.PUT[connection.vendor]):
            cursor.execute(statement)
    return TODAY


def _made() -> tuple[Made, Restored]:
    manifest = Manifest("0.2.0", "2026-11-23", "SQLite", {}, (), ())
    return Made(manifest, 1, "0" * 64), Restored(manifest, 1, ())


_P, _T, _C = "luodi.people.actions.", "luodi.people.actions.tree.", "luodi.clocks.actions."
_J = "luodi.projects.actions."
_HEAD = {"name": "改了名", "enterprise": "", "uscc": "", "national_code": "", "target_on": None}
_N, _S, _A = "luodi.notices.actions.", "luodi.people.signing.actions.", "luodi.people.actions.accounts."
def _kept(args: Callable[[SavedFilter], Arguments]) -> Example:
    def deed(world: World, actor: Actor, place: str) -> Deed:
        found, matter = kept_filter(world, actor, place)
        return Deed(args(found), Right.FILTER_OWN, matter)
    return Example(deed, OWNED)


def _ask_export(world: World, actor: Actor, place: str) -> Deed:
    post = world.held(Role.PROMOTER, place)
    return Deed([post, "stage=lead", [], "csv", "zh-hans"], Right.PROJECT_EXPORT, Matter(post.region_path, post.unit_path))


EXAMPLES: dict[str, Example] = {
    f"{_C}open_clock": _unit(Right.CLOCK_RUN, lambda world, place: [
        New(world.units[place], ("case", 2), "某许可", [Received(FIRST), Accepted(FIRST)], Limit(9)), TODAY]),
    f"{_C}note_event": _clock(Right.CLOCK_RUN, lambda world, clock: [clock, Pause(TODAY, "expert_review", "论证通知书"), TODAY]),
    f"{_C}assign": _clock(Right.CLOCK_RUN, lambda world, clock: [clock, world.accounts["plain-own"]]),
    f"{_C}answer": _clock(Right.CLOCK_ANSWER, lambda world, clock: [clock, TODAY]),
    f"{_C}ask_excuse": _clock(Right.CLOCK_ANSWER, lambda world, clock: [clock, "等图纸", date(2026, 12, 1), TODAY]),
    f"{_C}approve_excuse": _clock(Right.CLOCK_EXCUSE, lambda world, excuse: [excuse, "可以", TODAY], excuse=True),
    f"{_C}refuse_excuse": _clock(Right.CLOCK_EXCUSE, lambda world, excuse: [excuse, "不行"], excuse=True),
    "luodi.people.actions.calendars.take_notice": _machine(Right.CALENDAR_NOTICE, lambda world, region: [HOLIDAYS, NOW]),
    "luodi.clocks.recount._recount_region": _machine(Right.CLOCK_SWEEP, lambda world, region: [region, TODAY, rulebook(), 0, 1]),
    "luodi.clocks.sweep._sweep_region": _machine(Right.CLOCK_SWEEP, lambda world, region: [region, date(2026, 12, 28), rulebook(), 10]),
    "luodi.clocks.telling._tell_region": _machine(Right.CLOCK_SWEEP, lambda world, region: [region, TODAY, rulebook(), 10]),
    "luodi.ledger.outbox.resend": _region(Right.OUTBOX_RESEND, lambda world, place, region: [
        region, world.matter(place, unit=False).region_path, [f"k-{place}"]]),
    "luodi.ledger.records._read": _region(Right.ACCESS_NOTED, lambda world, place, region: [
        region, "clock", 1, world.matter(place, unit=False), "看"]),
    "luodi.ledger.records.exported": _region(Right.ACCESS_NOTED, lambda world, place, region: [
        region, "clock", 1, world.matter(place, unit=False), "看", "csv", 1]),
    f"{_N}_digest": _region(Right.NOTICES_SEND, lambda world, place, region: [
        waits(world, region), world.units[place].region.path, NOW + timedelta(days=9)]),
    f"{_N}acknowledge": _self(lambda world, owner, place: [world.notices[owner.name]]),
    f"{_N}prefer": _self(lambda world, owner, place: [owner.account, {}, Quiet(time(20), time(8), True), 9]),
    f"{_N}add_endpoint": _unit(Right.NOTICES_ENDPOINTS, lambda world, place: [
        world.units[place], Channel.GENERIC, "新机器人", "https://127.0.0.1/x", "s" * 16]),
    f"{_N}switch_endpoint": _unit(Right.NOTICES_ENDPOINTS, lambda world, place: [world.endpoints[place], False]),
    f"{_N}test_endpoint": _unit(Right.NOTICES_ENDPOINTS, lambda world, place: [world.endpoints[place]]),
    "luodi.operations.actions.note_backup": _machine(Right.BACKUP_KEEP, lambda world, region: [_made()[0]]),
    "luodi.operations.actions.note_restore": _machine(Right.BACKUP_KEEP, lambda world, region: [_made()[1]]),
    "luodi.operations.houses._told": _machine(Right.NOTICES_SEND, lambda world, region: [
        Told(region, (world.boss.pk,), "k", Said("坏了", "broken"), Said("", ""))]),
    f"{_P}absences.set_absence": _person(lambda world, account: [
        account, world.accounts[f"deputy-{account.login.split('-')[2]}"], LATER, LATER], Right.ABSENCE_SET),
    f"{_P}absences.cancel_absence": _person(lambda world, account: [world.absences[account.login[2:]]], Right.ABSENCE_SET),
    f"{_A}add_account": _unit(Right.PEOPLE_MANAGE, lambda world, place: [world.units[place], "w-new", "新来的"]),
    f"{_A}add_person": Example(_add_person, PEOPLE),
    f"{_A}change_account": _person(lambda world, account: [account, "改了名", "", {"name": account.name}]),
    f"{_A}close_account": _person(lambda world, account: [account]),
    f"{_A}reopen_account": _person(lambda world, account: [account], kind="closed", places=PLACES),
    f"{_A}new_password": _person(lambda world, account: [account]),
    f"{_A}move_account": Example(_move_account),
    f"{_A}_leave": _person(lambda world, account: [account, account.unit, {"unit_id": account.unit_id}]),
    f"{_P}first._first_region": _machine(Right.UNITS_MANAGE, lambda world, region: [before_anybody("某区"), RegionKind.DISTRICT, ""]),
    "luodi.demo.actions.begin_demo": _machine(Right.UNITS_MANAGE, lambda world, region: [nothing_yet(), 0, 0]),
    f"{_P}imports.import_part": _unit(Right.PEOPLE_MANAGE, lambda world, place: [
        world.units[place].region, world.units[place], "a.xlsx", 0, [Row("单位", 3, {}, {"path": "新科", "kind": "approval"}, {})]]),
    "luodi.projects.actions.imports.import_part": _unit(Right.PROJECT_ADD, lambda world, place: [
        world.units[place].region, world.units[place], "a.xlsx", 0, [Row("项目", 3, {}, {"name": "某基地", "stage": "没有"}, {"name": "A"})]]),
    "luodi.imports.actions.confirm": _unit(Right.PEOPLE_MANAGE, lambda world, place: [world.upload_for(place)]),
    f"{_P}posts.give_post": Example(_give, PEOPLE),
    f"{_P}posts.change_post": _post([date(2026, 12, 31), None]),
    f"{_P}posts.end_post": _post([]),
    f"{_P}regions.add_region": _region(Right.UNITS_MANAGE, lambda world, place, region: ["新镇", RegionKind.TOWN, world.units[place].region]),
    f"{_P}regions.change_region": _region(Right.UNITS_MANAGE, lambda world, place, region: [world.units[place].region, "改了名", "jimo-2021", {}]),
    f"{_T}add_unit": _unit(Right.UNITS_MANAGE, lambda world, place: [world.units[place].region, "新科", UnitKind.APPROVAL, world.units[place]]),
    f"{_T}change_unit": _unit(Right.UNITS_MANAGE, lambda world, place: [world.units[place], "改了名", UnitKind.APPROVAL, {}]),
    f"{_T}move_unit": _unit(Right.UNITS_MANAGE, lambda world, place: [world.units[place], None, {}]),
    f"{_T}close_unit": _unit(Right.UNITS_MANAGE, lambda world, place: [world.empty[place]]),
    f"{_T}reopen_unit": _unit(Right.UNITS_MANAGE, lambda world, place: [world.gone[place]]),
    f"{_S}enter": _own(lambda world, account: [with_factor(account), "password", NOW, Origin(), CODE], Right.SIGN_IN),
    f"{_S}_lock": _own(lambda world, account: [guessed_at(account), NOW, Origin()], Right.SIGN_IN),
    f"{_S}_use_recovery": _own(lambda world, account: [with_factor(account), RECOVERY, NOW], Right.SIGN_IN),
    f"{_S}sign_out": _own(lambda world, account: [account, "x"]),
    f"{_S}change_password": _own(lambda world, account: [account, "another battery 77"]),
    f"{_S}add_factor": _own(lambda world, account: [without_factor(account), TOTP, CODE, NOW]),
    f"{_S}remove_factor": _own(lambda world, account: [with_factor(account), CODE, NOW]),
    f"{_S}new_recovery": _own(lambda world, account: [with_factor(account), CODE, NOW]),
    f"{_S}end_sessions": _own(lambda world, account: [account, "x"]),
    f"{_S}link": _own(lambda world, account: [unlinked(account), ISSUER, f"n{account.pk}", NOW]),
    f"{_S}unlink": _own(lambda world, account: [account, next(iter(world.identities.values()))]),
    f"{_S}reset_factor": _person(lambda world, account: [account], kind="late"),
    f"{_J}heads.add_project": _unit(Right.PROJECT_ADD, lambda world, place: [NewProject(world.units[place], "新来的项目"), TODAY]),
    f"{_J}heads.change_project": _project(Right.PROJECT_CHANGE, lambda world, made: [made, {}], _HEAD),
    f"{_J}heads.set_status": _project(Right.PROJECT_CHANGE, lambda world, made: [made, Status.PAUSED]),
    f"{_J}heads.set_confidential": _project(Right.PROJECT_STAFF, lambda world, made: [made, not made.confidential]),
    f"{_J}facts.state_facts": _project(Right.PROJECT_CHANGE, lambda world, made: [made, {"total_investment_wan": "61000"}, {}, TODAY]),
    f"{_J}moves.move_on": _project(Right.PROJECT_CHANGE, lambda world, made: [made, "signed", TODAY, TODAY]),
    f"{_J}moves.move_back": _project(Right.PROJECT_CHANGE, lambda world, made: [made, TODAY, TODAY]),
    f"{_J}parts.give_part": _project(Right.PROJECT_STAFF, lambda world, made: [made, "navigator", world.accounts["plain-own"], TODAY]),
    f"{_J}parts.end_part": _project(Right.PROJECT_STAFF, lambda world, made: [made, Part.objects.get(project=made, kind="member").pk, TODAY]),
    f"{_J}tasks.add_task": _project(Right.PROJECT_CHANGE, lambda world, made: [made, "送样", made.unit, None, 3, TODAY]),
    f"{_J}tasks.finish_task": _project(Right.PROJECT_WRITE, lambda world, made: [_task(world, made), "办好了", TODAY]),
    f"{_J}tasks.hand_task": _project(Right.PROJECT_CHANGE, lambda world, made: [_task(world, made), world.accounts["plain-own"]]),
    "luodi.projects.telling.send._tell": _machine(Right.NOTICES_SEND, lambda world, region: [region, "某人", []]),
    f"{_J}threads.add_note": _project(Right.PROJECT_WRITE, lambda world, made: [made, "走访", Sight.OFFICIALS, made.unit, world.accounts["plain-own"]]),
    f"{_J}threads.add_file": _project(Right.PROJECT_WRITE, lambda world, made: [
        made, world.blobs["second"], "b.txt", "agreement", Sight.OFFICIALS, made.unit, Paper.objects.get(project=made)]),
    f"{_J}threads.relate": _project(Right.PROJECT_CHANGE, lambda world, made: [
        made, world.projects["below" if made.pk == world.projects["own", ""].pk else "own", ""], "二期"], places=("own", "below", "secret", "part_secret")),
    f"{_J}threads.unrelate": _project(Right.PROJECT_CHANGE, lambda world, made: [made, world.projects["beside", ""]], places=("own", "below")),
    "luodi.projects.actions.filters.keep_filter": _kept(lambda found: [found.account, "新筛选", "stage=lead", False, False]),
    "luodi.projects.actions.filters.change_filter": _kept(lambda found: [found, "改了名", True, True]),
    "luodi.projects.actions.filters.drop_filter": _kept(lambda found: [found]),
    "luodi.projects.actions.filters.set_layout": _kept(lambda found: [found.account, ["money"], True]),
    "luodi.projects.actions.hands.hand_project": _project(Right.PROJECT_STAFF, lambda world, about: [about, world.accounts["plain-own"], TODAY]),
    "luodi.projects.actions.hands.ask_export": Example(_ask_export),
    "luodi.work.actions.cancel": _job("waiting"),
    "luodi.work.actions.retry": _job("failed"),
    "luodi.work.actions.run_now": Example(lambda world, actor, place: Deed(
        [min(ROUNDS), world.matter(place).region_path], Right.ROUNDS_RUN, world.matter(place, unit=False))),
}
"""By module and name. One that is missing here fails the walk."""
