"""An example for every address: where it leads, what is typed there, and which questions the table must answer yes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile

from luodi.engine.identifiers import own_code
from luodi.people.manage.forms import AccountForm, HomeForm, MoveUnit, PostDays, RegionForm, UnitForm
from luodi.people.models import Account
from luodi.portal.queries import shared
from luodi.portal.queries.kinds import answers_of
from luodi.projects.forms import Head
from luodi.projects.models import Paper, Part, Project, SavedFilter, Task
from luodi.projects.views.facts import SALT
from luodi.rights.kernel import Matter
from luodi.rights.permissions import Right
from luodi.work.rounds import ROUNDS
from tests.projects.ladder import uscc
from tests.rights.world import PARTS, PASSWORD, PLACES, TODAY, Actor, World

Ask = tuple[Right, Matter | None]
HERE = ("own",)
LATER = date(2026, 12, 31)


@dataclass(frozen=True)
class Case:
    """One thing to ask for. `asks`: what must be allowed besides the right of the address; `does`: what must be allowed too for anything to be written.

    `post`: what is typed. `missing`: the same address of something that does not exist.
    """

    args: Sequence[Any] = ()
    query: Mapping[str, Any] = field(default_factory=dict)
    post: Mapping[str, Any] | None = None
    asks: tuple[Ask, ...] = ()
    does: tuple[Ask, ...] = ()
    missing: Sequence[Any] | None = None


@dataclass(frozen=True)
class Example:
    """An address: its methods, the places of the things it is asked for, and the case of an actor and a place. `fine`: answers to who may."""

    case: Callable[[World, Actor, str], Case]
    places: Sequence[str] = HERE
    methods: tuple[str, ...] = ("GET",)
    fine: frozenset[int] = frozenset({200, 302})
    writes: bool = True
    """Whether its post changes something."""


NOBODY = 10**17
NO_CODE = "LD-000000-26-99999-X"
BOTH, POST = ("GET", "POST"), ("POST",)
PEOPLE = (*PLACES, "reserved")
REGIONS = ("own", "town", "above", "far")


def _plain(*args: Any, **query: Any) -> Example:
    return Example(lambda world, actor, place: Case(args, query))


def _unit(right: Right, post: Callable[[World, str], Mapping[str, Any]] | None = None) -> Example:
    def case(world: World, actor: Actor, place: str) -> Case:
        return Case([world.units[place].pk], post=post(world, place) if post else None, asks=((right, world.matter(place)),), missing=[NOBODY])
    return Example(case, PLACES, BOTH if post else ("GET",))


def managed(world: World, place: str, right: Right, self_part: bool = False) -> Ask:
    """Who manages somebody: those of their unit; those with a reserved role are managed by who may give it."""
    account = person_in(world, place)
    parts = [("self", account.pk)] if self_part else []
    if place == "reserved":
        return (Right.RESERVED_MANAGE if right is Right.PEOPLE_MANAGE else right), world.matter("own", *parts, unit=False)
    return right, world.matter(place, *parts)


def person_in(world: World, place: str, kind: str = "plain") -> Account:
    """Somebody in a place, or, there, somebody with a reserved role."""
    return world.accounts["reserved-own" if place == "reserved" else f"{kind}-{place}"]


def _person(post: Callable[[World, str], Mapping[str, Any]], right: Right = Right.PEOPLE_MANAGE, kind: str = "plain",
            places: Sequence[str] = PEOPLE) -> Example:
    def case(world: World, actor: Actor, place: str) -> Case:
        ask = managed(world, place, right, right is Right.ABSENCE_SET)
        return Case([person_in(world, place, kind).pk], post=post(world, place), asks=(ask,), missing=[NOBODY])
    return Example(case, places, BOTH)


def _home(world: World, actor: Actor, place: str) -> Case:
    there = person_in(world, place)
    seen = HomeForm.shows({"unit_id": there.unit_id})
    return Case([there.pk], post={"unit": there.unit_id, "seen": seen}, asks=(managed(world, place, Right.PEOPLE_MANAGE),),
                does=((Right.PEOPLE_MANAGE, world.matter("own" if place == "reserved" else place)),), missing=[NOBODY])


def _post_add(world: World, actor: Actor, place: str) -> Case:
    at = "own" if place == "reserved" else place
    return Case([person_in(world, place).pk], post={"unit": world.units[at].pk, "role": "clerk", "first": TODAY},
                asks=((Right.PEOPLE_READ, world.matter(at)),),
                does=((Right.PEOPLE_MANAGE, world.matter(at)),), missing=[NOBODY])


def _post(typed: Mapping[str, Any]) -> Example:
    def case(world: World, actor: Actor, place: str) -> Case:
        post = world.posts["reserved-own" if place == "reserved" else f"plain-{place}"]
        right = Right.RESERVED_MANAGE if place == "reserved" else Right.PEOPLE_MANAGE
        return Case([post.pk], post=typed, asks=((right, world.matter("own" if place == "reserved" else place)),), missing=[NOBODY])
    return Example(case, PEOPLE, BOTH)


def _absence_cancel(world: World, actor: Actor, place: str) -> Case:
    absence = world.absences["reserved-own" if place == "reserved" else f"plain-{place}"]
    return Case([absence.pk], post={}, asks=(managed(world, place, Right.ABSENCE_SET, True),), missing=[NOBODY])


def _own_absence(world: World, actor: Actor, place: str) -> Case:
    # The deputy is of the same region, or the form says so.
    deputy = f"t-deputy-{'above' if actor.name == 'city' else 'own'}"
    return Case(post={"deputy": deputy, "first": "2027-01-05", "last": "2027-01-06"})


def _unit_add(world: World, actor: Actor, place: str) -> Case:
    unit = world.units[place]
    return Case(post={"region": unit.region_id, "parent": unit.pk, "name": "新来的科", "kind": "approval"}, does=((Right.UNITS_MANAGE, world.matter(place)),))


def _region_add(world: World, actor: Actor, place: str) -> Case:
    return Case(post={"parent": world.units[place].region_id, "name": "新来的镇", "kind": "town", "slug": ""},
                does=((Right.UNITS_MANAGE, world.matter(place, unit=False)),))


def _region_change(world: World, actor: Actor, place: str) -> Case:
    there = world.units[place].region
    return Case([there.pk], post={"name": "改了名的区", "slug": "jimo-2021", "seen": RegionForm.shows({"name": there.name, "slug": there.slug})},
                asks=((Right.UNITS_MANAGE, world.matter(place, unit=False)),), missing=[NOBODY])


def _import(world: World, actor: Actor, place: str) -> Case:
    unit = world.units[place]
    # Whoever manages the region sends it in for that.
    whole = actor.name in ("platform_admin", "city")
    return Case(["people"], post={"where": f"region-{unit.region_id}" if whole else f"unit-{unit.pk}",
                      "file": SimpleUploadedFile("t.csv", "单位全路径,类别\n新来的科,审批部门\n".encode())},
                asks=((Right.PEOPLE_MANAGE, None),), does=((Right.PEOPLE_MANAGE, world.matter(place, unit=not whole)),))


def _upload(post: bool) -> Example:
    def case(world: World, actor: Actor, place: str) -> Case:
        owner = actor.name if place == "own" and actor.account else "unit_admin" if actor.name != "unit_admin" else "platform_admin"
        mine = Matter(parts=frozenset({("self", world.actors[owner].person.account_id or 0)}))
        return Case(["people", world.uploads[owner].pk], post={} if post else None, missing=["people", UUID(int=0)],
                    asks=((Right.PEOPLE_MANAGE, None), (Right.IMPORTS_OWN, mine)),
                    does=((Right.PEOPLE_MANAGE, world.matter("own")),))
    return Example(case, ("own", "of_others"), BOTH if post else ("GET",))


def _notice(methods: tuple[str, ...] = POST) -> Example:
    def case(world: World, actor: Actor, place: str) -> Case:
        owner = actor.name if place == "own" and actor.account else "clerk" if actor.name != "clerk" else "chief"
        mine = Matter(parts=frozenset({("self", world.actors[owner].person.account_id or 0)}))
        return Case([world.notices[owner].pk], post={} if methods == POST else None, asks=((Right.NOTICES_OWN, mine),), missing=[NOBODY])
    return Example(case, ("own", "of_others"), methods)


def _clock(right: Right, post: Mapping[str, Any] | None = None, methods: tuple[str, ...] = ("GET",)) -> Example:
    def case(world: World, actor: Actor, place: str) -> Case:
        asker = actor if actor.account else world.actors["clerk"]
        key: Any = world.excuse(place, asker) if right is Right.CLOCK_EXCUSE else world.clock(place, asker)
        matter = world.clock_matter(place, asker)
        return Case([key.pk], post=post, asks=((right, matter),), missing=[NOBODY])
    return Example(case, (*PLACES, *PARTS), methods)


def _excuse(world: World, actor: Actor, place: str) -> Case:
    held = _clock(Right.CLOCK_ANSWER).case(world, actor, place)
    return Case(held.args, post={"reason": "等图纸", "until": "2026-12-10"}, asks=held.asks, missing=[NOBODY])


def _entry(world: World, actor: Actor, place: str) -> Case:
    entry = world.secret_entry if place == "secret" else world.entries[place]
    matter = world.matter(place, unit=False)
    return Case([entry.region_id, entry.number], asks=((Right.LEDGER_READ, matter),), missing=[entry.region_id if place == "secret" else NOBODY, NOBODY])


def _region(right: Right, post: Mapping[str, Any] | None = None) -> Example:
    def case(world: World, actor: Actor, place: str) -> Case:
        region = world.units[place].region_id
        dead = f"{world.entries[place].number}.9"
        typed = {"region": region, "message": dead, **post} if post is not None else None
        return Case(query={} if right is Right.LEDGER_READ and post else {"region": region}, post=typed, asks=((right, world.matter(place, unit=False)),))
    methods = POST if right is Right.LEDGER_READ and post else BOTH if post is not None else ("GET",)
    return Example(case, [place for place in PLACES if place not in ("below", "other")], methods, writes=right is not Right.LEDGER_VERIFY)


def _endpoint(typed: Mapping[str, Any]) -> Example:
    def case(world: World, actor: Actor, place: str) -> Case:
        return Case([world.endpoints[place].pk], post=typed, asks=((Right.NOTICES_ENDPOINTS, world.matter(place)),), missing=[NOBODY])
    return Example(case, PLACES, POST)


def _endpoints(world: World, actor: Actor, place: str) -> Case:
    typed = {"unit": world.units[place].pk, "login": "", "channel": "generic", "name": "新机器人", "url": "https://127.0.0.1/x", "secret": "s" * 16}
    return Case(post=typed, does=((Right.NOTICES_ENDPOINTS, world.matter(place)),))


def _preferences(world: World, actor: Actor, place: str) -> Case:
    from luodi.notices.kinds import by_group
    groups = {f"{key}.{channel}": "on" for key, _, _ in by_group() for channel in ("mail", "robot")}
    return Case(post={**groups, "quiet_own": "1", "quiet_from": "20:30", "quiet_to": "08:00", "digest_hour": 9})


def _job(right: Right, state: str, methods: tuple[str, ...] = ("GET",)) -> Example:
    def case(world: World, actor: Actor, place: str) -> Case:
        asker = actor if actor.account else world.actors["clerk"]
        part = place == "part_far"
        job = world.jobs[state, place, asker.name if part else ""]
        return Case([job.pk], post={} if methods == POST else None, missing=[NOBODY],
                    asks=((right, world.matter(place, *([("owner", asker.part)] if part else []), unit=False)),))
    return Example(case, (*PLACES, "part_far"), methods)


def kept_filter(world: World, actor: Actor, place: str) -> tuple[SavedFilter, Matter]:
    """A filter of the library: the own one, or that of somebody else of the own unit; and what the table is asked about it."""
    owner = actor if place == "own" and actor.account else world.actors["clerk" if actor.name != "clerk" else "chief"]
    assert owner.account
    found = SavedFilter.objects.get_or_create(account=owner.account, name="大项目")[0]
    home = "above" if owner.name == "city" else "other" if owner.account.unit_id == world.units["other"].pk else "own"
    return found, world.matter(home, ("self", owner.account.pk))


def _filter(world: World, actor: Actor, place: str) -> Case:
    found, matter = kept_filter(world, actor, place)
    return Case([found.pk], post={"name": "改了名"}, asks=((Right.FILTER_OWN, matter),), missing=[NOBODY])


def _run(world: World, actor: Actor, place: str) -> Case:
    return Case([min(ROUNDS)], post={})


def _change(world: World, place: str) -> Mapping[str, Any]:
    there = person_in(world, place)
    return {"name": "改了名", "email": "", "seen": AccountForm.shows({"name": there.name, "email": there.email})}


def _unit_change(world: World, place: str) -> Mapping[str, Any]:
    there = world.units[place]
    return {"name": "改了名的局", "kind": there.kind, "seen": UnitForm.shows({"name": there.name, "kind": there.kind})}


def _unit_move(world: World, place: str) -> Mapping[str, Any]:
    there = world.units[place]
    return {"parent": "", "seen": MoveUnit.shows({"parent_id": there.parent_id})}


def of_project(post: Mapping[str, Any] | Callable[[World, Project], Mapping[str, Any]] | None = None, right: Right = Right.PROJECT_CHANGE,
             args: Callable[[World, Project], Sequence[Any]] = lambda world, made: (), places: Sequence[str] = (*PLACES, *PARTS)) -> Example:
    def case(world: World, actor: Actor, place: str) -> Case:
        asker = actor if actor.account else world.actors["clerk"]
        made, more = world.project(place, asker), args(world, world.project(place, asker))
        typed = post(world, made) if callable(post) else post
        return Case([made.code, *more], post=typed, asks=((right, world.project_matter(place, asker)),), missing=[NO_CODE, *more])
    return Example(case, places, BOTH if post is not None else ("GET",))


def _task_of(world: World, made: Project) -> list[int]:
    return [Task.objects.get(project=made).pk]


def _paper_of(world: World, made: Project) -> list[int]:
    return [Paper.objects.get(project=made).pk]


def _head(world: World, made: Project) -> Mapping[str, Any]:
    shown = {"name": made.name, "national_code": "", "enterprise_name": made.enterprise_name, "enterprise_code": made.enterprise_code,
             "target_on": ""}
    return {"name": "改了名的基地", "enterprise": "某某装备有限公司", "uscc": uscc(1), "seen": Head.shows(shown)}


def _facts(world: World, made: Project) -> Mapping[str, Any]:
    keys = ["total_investment_wan"]
    return {"seen": signing.dumps([keys, {key: made.facts.get(key) for key in keys}], salt=SALT), "total_investment_wan": "61000", "confirm": "1"}


def _upload_of(kind: str = "") -> Callable[[World, Project], Mapping[str, Any]]:
    return lambda world, made: {"file": SimpleUploadedFile("b.txt", b"another one"), "whole": "1"} | ({"kind": kind, "sight": "officials"} if kind else {})


def _new_project(world: World, actor: Actor, place: str) -> Case:
    return Case(post={"name": "新来的项目", "unit": world.units[place].pk}, does=((Right.PROJECT_ADD, world.matter(place)),))


def _part_of(world: World, made: Project) -> list[int]:
    return [Part.objects.get(project=made, kind="member").pk]


QUERY = answers_of("warehouse", "jimo-2021", TODAY).query(name="临港仓储一号")
SIGN_IN = {"login": "w-former", "password": PASSWORD}
NO_PROJECT = own_code("990101", 2026, 99999)
_FREE = Example(lambda world, actor, place: Case())

EXAMPLES: dict[str, Example] = {
    "health": _FREE, "home": _FREE, "guide_places": _FREE, "guide": _plain("jimo-2021"), "guide_compare": _plain("jimo-2021"),
    "guide_share": _plain("jimo-2021"), "guide_shared": _plain(shared.make("jimo-2021", QUERY, TODAY, 30)), "handbook": _plain("jimo-2021"),
    "handbook_file": Example(lambda world, actor, place: Case(["jimo-2021", "ics"]), fine=frozenset({200, 302, 400})), "handbooks": _FREE,
    "place": _plain("jimo-2021"), "items": _FREE, "item": _plain("jimo-2021", "construction_permit"), "help": _FREE, "help_page": _plain("guide"),
    "styleguide": _FREE, "metrics": Example(lambda world, actor, place: Case(), fine=frozenset({404})),
    "people_sign_in": Example(lambda world, actor, place: Case(post=SIGN_IN), methods=BOTH),
    "demo_enter": Example(lambda world, actor, place: Case(post={"login": "leader"}), methods=POST, fine=frozenset({404}), writes=False),
    "people_sign_out": Example(lambda world, actor, place: Case(post={}, does=((Right.OWN_ACCOUNT, None),)), methods=POST),
    "people_code": Example(lambda world, actor, place: Case(post={"code": "123456"}), methods=BOTH, writes=False),
    "people_oidc": Example(lambda world, actor, place: Case(), fine=frozenset({503})),
    "people_oidc_back": Example(lambda world, actor, place: Case(), fine=frozenset({403})),
    "people_own": _FREE,
    "people_password": Example(lambda world, actor, place: Case(post={"old": PASSWORD, **dict.fromkeys(("new", "again"), "another battery 77")}),
                               methods=BOTH),
    "people_second_factor": Example(lambda world, actor, place: Case(post={"code": "123456"}), methods=BOTH, writes=False),
    "people_sessions": Example(lambda world, actor, place: Case(post={}), methods=BOTH),
    "people_identity": Example(lambda world, actor, place: Case(post={"password": PASSWORD}), methods=BOTH, writes=False),
    "people_rights": _FREE,
    "workbench_desk": _FREE, "workbench_tour": Example(lambda world, actor, place: Case(post={}), methods=POST), "workbench_fire": _FREE,
    "workbench_search": _plain(q="施工许可"), "workbench_lookup": _FREE,
    "workbench_public": Example(lambda world, actor, place: Case([NO_PROJECT]), fine=frozenset({404})),
    "people_units": _FREE, "people_unit": _unit(Right.PEOPLE_READ),
    "people_person": Example(lambda world, actor, place: Case(
        [person_in(world, place).pk], asks=((Right.PEOPLE_READ, world.matter("own" if place == "reserved" else place)),), missing=[NOBODY]), PEOPLE),
    "people_unit_add": Example(_unit_add, PLACES, BOTH), "people_unit_change": _unit(Right.UNITS_MANAGE, _unit_change),
    "people_unit_move": _unit(Right.UNITS_MANAGE, _unit_move), "people_unit_close": Example(lambda world, actor, place: Case(
        [world.empty[place].pk], post={}, asks=((Right.UNITS_MANAGE, world.matter(place)),), missing=[NOBODY]), PLACES, BOTH),
    "people_unit_reopen": Example(lambda world, actor, place: Case(
        [world.gone[place].pk], post={}, asks=((Right.UNITS_MANAGE, world.matter(place)),), missing=[NOBODY]), PLACES, BOTH),
    "people_regions": _FREE, "people_region_add": Example(_region_add, REGIONS, BOTH), "people_region_change": Example(_region_change, REGIONS, BOTH),
    "people_person_add": _unit(Right.PEOPLE_MANAGE, lambda world, place: {
        "login": "w-new", "name": "新来的", "email": "", "role": "clerk", "first": TODAY}),
    "people_person_change": _person(_change), "people_person_home": Example(_home, PEOPLE, BOTH),
    "people_person_close": _person(lambda world, place: {}), "people_person_reopen": _person(lambda world, place: {}, kind="closed", places=PLACES),
    "people_person_factor": _person(lambda world, place: {"reason": "本人当面申请"}, kind="late"),
    "people_person_password": _person(lambda world, place: {}), "people_post_add": Example(_post_add, PEOPLE, BOTH),
    "people_post_change": _post({"last": LATER, "seen": PostDays.shows({"last": ""})}), "people_post_end": _post({}),
    "people_absences": Example(_own_absence, methods=BOTH),
    "people_absence_add": Example(lambda world, actor, place: Case(
        [person_in(world, place).pk], post={"deputy": f"t-deputy-{'own' if place == 'reserved' else place}", "first": "2027-01-05", "last": "2027-01-06"},
        asks=(managed(world, place, Right.ABSENCE_SET, True),), missing=[NOBODY]), PEOPLE, BOTH),
    "people_absence_cancel": Example(_absence_cancel, PEOPLE, BOTH),
    "imports_start": Example(_import, PLACES, BOTH),
    "imports_template": Example(lambda world, actor, place: Case(["people"], asks=((Right.PEOPLE_MANAGE, None),))),
    "imports_check": _upload(post=True), "imports_marked": _upload(post=False),
    "clocks_list": _FREE, "clocks_clock": _clock(Right.CLOCK_READ), "clocks_answer": _clock(Right.CLOCK_ANSWER, {}, POST),
    "clocks_excuse": Example(_excuse, (*PLACES, *PARTS), POST), "clocks_decide": _clock(Right.CLOCK_EXCUSE, {"verdict": "approve", "words": "可以"}, POST),
    "ledger_entries": _region(Right.LEDGER_READ), "ledger_entry": Example(_entry, (*PLACES, "secret")),
    "ledger_export": _region(Right.LEDGER_READ, {"form": "csv"}),
    "ledger_verify": _region(Right.LEDGER_VERIFY, {}), "outbox_dead": _region(Right.OUTBOX_RESEND, {}),
    "notices_inbox": _FREE, "notices_open": _notice(("GET",)), "notices_read": _notice(), "notices_acknowledge": _notice(),
    "notices_read_all": Example(lambda world, actor, place: Case(post={"upto": 10**9}), methods=POST),
    "notices_preferences": Example(_preferences, methods=BOTH), "notices_endpoints": Example(_endpoints, PLACES, BOTH),
    "notices_test": _endpoint({}), "notices_switch": _endpoint({"active": "0"}),
    "work_jobs": _FREE, "work_job": _job(Right.WORK_READ, "waiting"), "work_cancel": _job(Right.WORK_HANDLE, "waiting", POST),
    "work_retry": _job(Right.WORK_HANDLE, "failed", POST), "work_rounds": _FREE, "work_run": Example(_run, methods=POST),
    "operations_state": _FREE,
    "projects_map": of_project(right=Right.PROJECT_READ), "projects_map_file": of_project(right=Right.PROJECT_READ, args=lambda world, made: ["ics"]),
    "projects_add": Example(_new_project, PLACES, BOTH), "projects_project": of_project(right=Right.PROJECT_READ),
    "projects_timeline": of_project(right=Right.PROJECT_READ), "projects_change": of_project(_head), "projects_facts": of_project(),
    "projects_move": of_project({"stage": "signed", "on": TODAY}), "projects_back": of_project({"on": TODAY, "reason": "再谈"}),
    "projects_status": of_project({"status": "paused", "reason": "等资金"}), "projects_hide": of_project({"reason": "谈判中"}, Right.PROJECT_STAFF),
    "projects_group": of_project(_facts, args=lambda world, made: ["scale"]),
    "projects_fact": of_project(right=Right.PROJECT_INSIDE, args=lambda world, made: ["land_mode"]),
    "projects_part_give": of_project(lambda world, made: {"who": made.unit.accounts.filter(is_active=True).latest("pk").login}, Right.PROJECT_STAFF,
                                   lambda world, made: ["navigator"]),
    "projects_part_end": of_project({}, Right.PROJECT_STAFF, _part_of),
    "projects_task_add": of_project(lambda world, made: {"name": "送样", "unit": made.unit_id, "days": 3}),
    "projects_task_done": of_project({"result": "办好了"}, Right.PROJECT_WRITE, _task_of),
    "projects_task_hand": of_project(lambda world, made: {"who": made.unit.accounts.filter(is_active=True).latest("pk").login}, args=_task_of),
    "projects_note": of_project({"text": "走访", "sight": "officials"}, Right.PROJECT_WRITE),
    "projects_file_add": of_project(_upload_of("minutes"), Right.PROJECT_WRITE),
    "projects_file_again": of_project(_upload_of(), Right.PROJECT_WRITE, _paper_of),
    "projects_file": of_project(right=Right.PROJECT_READ, args=lambda world, made: [*_paper_of(world, made), 1]),
    # Only what somebody may see can be related: elsewhere there is nothing beside.
    "projects_relate": of_project(lambda world, made: {
        "code": world.projects["below" if made.pk == world.projects["own", ""].pk else "own", ""].code, "why": "二期"}, places=PLACES),
    "projects_unrelate": of_project({}, args=lambda world, made: [world.projects["beside", ""].code], places=PLACES),
    "projects_list": _plain(sort="due"), "projects_board": _FREE, "projects_regions": _FREE, "projects_funnel": _FREE,
    "projects_bulk": Example(lambda world, actor, place: Case(query={"what": "status"}, post={"status": "paused"}), methods=BOTH, writes=False),
    "projects_columns": Example(lambda world, actor, place: Case(post={"column": "money"}), methods=POST),
    "projects_filters": Example(lambda world, actor, place: Case(post={"name": "新筛选", "query": "stage=lead"}), methods=POST),
    "projects_filter": Example(_filter, ("own", "of_others"), POST),
    "projects_export": Example(lambda world, actor, place: Case(post={"form": "csv", "query": ""}), methods=POST),
    # A job of another kind is no exported file, whoever asked for it.
    "projects_exported": replace(_job(Right.WORK_READ, "waiting"), fine=frozenset({404})),
}
"""By the name of the address. One that is missing here fails the walk."""
