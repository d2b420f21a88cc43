"""A country with everything in it that addresses and actions speak of, and everybody who may ask for it.

Where a thing belongs, whether it is confidential and who has a part in it is said here, by the one who puts it there: `World.matter` asks nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.test import Client

from luodi.clocks.actions import New, assign, open_clock
from luodi.clocks.models import Clock, Event, Excuse
from luodi.clocks.sweep import sweep
from luodi.clocks.telling import tell
from luodi.engine.timelimit import Accepted, Limit, Received
from luodi.frame.sealing import FACTOR, seal
from luodi.imports.models import Upload
from luodi.ledger.actions import By
from luodi.ledger.models import Entry, Outbox, State
from luodi.notices.actions import add_endpoint
from luodi.notices.models import Channel, Endpoint, Notice
from luodi.people import actions
from luodi.people.models import Absence, Account, Factor, Identity, Post, RegionKind, Unit, UnitKind
from luodi.projects import actions as projects
from luodi.projects.models import Blob, Part, Project, Sight
from luodi.projects.queries import project_by_code
from luodi.projects.store import receive
from luodi.rights.kernel import ANONYMOUS, MACHINE, Matter, Person, PostHeld, Role
from luodi.work.models import Job
from luodi.work.models import State as JobState
from tests.projects.ladder import FACTORY, uscc

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
FIRST = date(2026, 11, 2)
PASSWORD = "correct horse battery"
SECRET = "隐山工程"
"""The word that stands in whatever is confidential."""
TOTP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ISSUER = "http://127.0.0.1:9"
PLACES = ("own", "below", "town", "other", "above", "far")
"""Where a thing is, as those who ask see it: in their unit, in one below it, in a town of their district, in another unit, in a region above, in another
district."""
SECRETS = ("secret", "part_secret")
"""Confidential things of the own unit: of others, and with a part in it."""
PARTS = ("part_far", *SECRETS)
"""Places of things in which somebody may have a part."""


@dataclass(frozen=True)
class Actor:
    """Somebody who asks. `person`: as the table should see them; `account`: None for those who have not signed in."""

    name: str
    person: Person
    account: Account | None = None

    @property
    def part(self) -> int:
        """The account whose parts count: the own one, for a deputy that of the absent person."""
        return next((post.for_account for post in self.person.posts if post.for_account), None) or self.person.account_id or 0


class World:
    """All of it. `actors`: by name; `units`: by place; things: by kind, then by place, with a part by place and actor."""

    def __init__(self) -> None:
        self._password = make_password(PASSWORD)
        self.units = self._units()
        self.actors = self._actors()
        self.clients = {name: self._client(actor) for name, actor in self.actors.items()}
        self._people()
        self._clocks()
        self._rest()
        self._projects()

    def _units(self) -> dict[str, Unit]:
        city = actions.add_region(MACHINE, "海右市", RegionKind.CITY)
        district = actions.add_region(MACHINE, "近山区", RegionKind.DISTRICT, city, "jimo-2021")
        far = actions.add_region(MACHINE, "远水区", RegionKind.DISTRICT, city, "laoshan-2021")
        town = actions.add_region(MACHINE, "石桥镇", RegionKind.TOWN, district)
        self.empty: dict[str, Unit] = {}
        self.gone: dict[str, Unit] = {}
        self.tree: dict[int, tuple[int, ...]] = {city.pk: (city.pk,), district.pk: (city.pk, district.pk), far.pk: (city.pk, far.pk),
                                                 town.pk: (city.pk, district.pk, town.pk)}
        own = actions.add_unit(MACHINE, district, "审批一局", UnitKind.APPROVAL)
        out = {"own": own, "below": actions.add_unit(MACHINE, district, "一局一科", UnitKind.APPROVAL, own),
               "town": actions.add_unit(MACHINE, town, "石桥办", UnitKind.TOWN), "other": actions.add_unit(MACHINE, district, "资源二局", UnitKind.DEPARTMENT),
               "above": actions.add_unit(MACHINE, city, "市局", UnitKind.DEPARTMENT), "far": actions.add_unit(MACHINE, far, "远水局", UnitKind.PROMOTION)}
        for place, unit in out.items():
            self.empty[place] = actions.add_unit(MACHINE, unit.region, f"空科{place}", UnitKind.APPROVAL, unit)
            self.gone[place] = actions.close_unit(MACHINE, actions.add_unit(MACHINE, unit.region, f"旧科{place}", UnitKind.APPROVAL, unit))
        return out

    def _actors(self) -> dict[str, Actor]:
        own, names = self.units["own"], ["nobody", "former", "deputy", "city", "boss", *(role.value for role in Role)]
        made = {one.login: one for one in Account.objects.bulk_create([
            Account(unit=self.units["above"] if name == "city" else own, login=f"w-{name}", name=f"某{name}", password=self._password) for name in names])}
        accounts = {name: made[f"w-{name}"] for name in names}
        posts = [Post(account=accounts[role.value], unit=own, role=role.value, first=FIRST) for role in Role]
        posts += [Post(account=accounts["former"], unit=own, role=Role.CHIEF.value, first=FIRST, last=TODAY - timedelta(days=1)),
                  Post(account=accounts["boss"], unit=own, role=Role.SUPERVISOR.value, first=FIRST),
                  Post(account=accounts["deputy"], unit=self.units["other"], role=Role.REVIEWER.value, first=FIRST),
                  Post(account=accounts["city"], unit=self.units["above"], role=Role.PLATFORM_ADMIN.value, first=FIRST)]
        Post.objects.bulk_create(posts)
        Absence.objects.create(account=accounts["boss"], deputy=accounts["deputy"], first=TODAY, last=TODAY + timedelta(days=3))
        self.boss = accounts["boss"]
        held: dict[str, tuple[PostHeld, ...]] = {role.value: (self.held(role, "own"),) for role in Role} | {
            "deputy": (self.held(Role.REVIEWER, "other"), self.held(Role.SUPERVISOR, "own", self.boss.pk)),
            "city": (self.held(Role.PLATFORM_ADMIN, "above"),)}
        return {"anonymous": Actor("anonymous", ANONYMOUS)} | {
            name: Actor(name, Person(one.pk, one.name, held.get(name, ())), one) for name, one in accounts.items() if name != "boss"}

    def held(self, role: Role, place: str, for_account: int | None = None) -> PostHeld:
        """A post in a place."""
        matter = self.matter(place)
        return PostHeld(role, matter.unit_path[-1], matter.region_path[-1], matter.unit_path, matter.region_path, for_account)

    def matter(self, place: str, *parts: tuple[str, int], unit: bool = True, confidential: bool = False) -> Matter:
        """What the table has to be asked about a thing in a place. `unit`: whether it belongs to a unit, or to a region only."""
        at = self.units[{"part_far": "far", "secret": "own", "part_secret": "own"}.get(place, place)]
        path = (self.units["own"].pk, at.pk) if place == "below" else (at.pk,)
        return Matter(self.tree[at.region_id], path if unit else (), frozenset(parts), confidential or place in SECRETS)

    def _client(self, actor: Actor) -> Client:
        client = Client()
        if actor.account:
            client.force_login(actor.account)
        return client

    def _people(self) -> None:
        """In each place somebody with a plain post, a deputy of theirs, and somebody whose post is reserved; own second factors and identities."""
        names = [f"{kind}-{place}" for place in PLACES for kind in ("plain", "deputy", "reserved", "closed", "late")]
        Account.objects.bulk_create([Account(unit=self.units[name.split("-")[1]], login=f"t-{name}", name=f"住{name}", password=self._password,
                                             is_active=not name.startswith("closed")) for name in names])
        self.accounts = {one.login[2:]: one for one in Account.objects.filter(login__startswith="t-").select_related("unit__region")}
        roles = {"plain": Role.TOWN_OFFICER, "reserved": Role.LEADER}
        Post.objects.bulk_create([Post(account=self.accounts[f"{kind}-{place}"], unit=self.units[place], role=role.value, first=FIRST)
                                  for place in PLACES for kind, role in roles.items()])
        self.posts = {f"{'reserved' if post.role == 'leader' else 'plain'}-{post.account.login.split('-')[2]}": post
                      for post in Post.objects.filter(account__login__startswith="t-").select_related("account__unit__region", "unit__region")}
        Absence.objects.bulk_create([Absence(account=self.accounts[f"{kind}-{place}"], deputy=self.accounts[f"deputy-{place}"], first=TODAY, last=TODAY)
                                     for place in PLACES for kind in roles])
        self.absences = {one.account.login[2:]: one for one in Absence.objects.filter(account__login__startswith="t-")
                         .select_related("account__unit__region", "deputy")}
        sealed = seal(FACTOR, TOTP, NOW)
        self.late = {place: self.accounts[f"late-{place}"] for place in PLACES}
        Factor.objects.bulk_create([Factor(account=one, secret=sealed, counter=0, since=NOW) for one in (*self.late.values(), self.accounts["reserved-own"])])
        self.identities = {one.account_id: one for one in Identity.objects.bulk_create([
            Identity(account=one, issuer=ISSUER, subject=f"s{one.pk}", since=NOW) for one in self.late.values()])}

    def _clocks(self) -> None:
        """In each place a clock; confidential ones; for everybody one far away and a confidential one that is theirs to do. Beside each another
        one with an excuse that waits."""
        self.clocks: dict[tuple[str, str], Clock] = {}
        asker = self.accounts["plain-other"]
        for place in (*PLACES, "secret"):
            self.clocks[place, ""] = self._clock(place)
        assign(By(MACHINE, SECRET), self.clocks["secret", ""], None)
        for actor in self.actors.values():
            if actor.account:
                for place in ("part_far", "part_secret"):
                    self.clocks[place, actor.name] = self._clock(place, actor.part)
        sweep(TODAY)
        tell(TODAY)
        Excuse.objects.bulk_create([Excuse(clock=replace_row(clock), asked_by=asker, asked_at=NOW, reason=SECRET if clock.name == SECRET else "等图纸",
                                           until=date(2026, 12, 1)) for clock in self.clocks.values()])
        found = Excuse.objects.select_related("clock__unit__region", "clock__region").order_by("pk")
        self.excuses = dict(zip(self.clocks, found, strict=True))
        for key, excuse in self.excuses.items():
            replace_row(self.clocks[key].standing, clock=excuse.clock)
            for event in Event.objects.filter(clock=self.clocks[key]):
                replace_row(event, clock=excuse.clock)

    def _clock(self, place: str, assignee: int | None = None) -> Clock:
        secret, name = place in SECRETS, SECRET if place == "secret" else "施工许可"
        unit = self.units[{"part_far": "far"}.get(place, "own" if secret else place)]
        clock = open_clock(By(MACHINE, SECRET if place == "secret" else ""), New(
            unit, ("case", 1), name, [Received(FIRST), Accepted(FIRST)], Limit(13), confidential=secret,
            assignee=Account.objects.get(pk=assignee) if assignee else None), FIRST)
        return Clock.objects.select_related("standing", "unit__region", "region", "assignee").get(pk=clock.pk)

    def clock(self, place: str, actor: Actor) -> Clock:
        """The clock of a place; with a part: the actor's."""
        return self.clocks[place, actor.name if place.startswith("part") else ""]

    def excuse(self, place: str, actor: Actor) -> Excuse:
        """The excuse that waits there; with a part: of a clock that is the actor's."""
        return self.excuses[place, actor.name if place.startswith("part") else ""]

    def clock_matter(self, place: str, actor: Actor) -> Matter:
        """What is to be asked of it."""
        return self.matter(place, *([("assignee", actor.part)] if place.startswith("part") else []))

    def _rest(self) -> None:
        """Robots, jobs, entries, dead letters, uploads, notices."""
        self.endpoints: dict[str, Endpoint] = {}
        for place in PLACES:
            made = add_endpoint(MACHINE, self.units[place], Channel.GENERIC, f"机器人{place}", "https://127.0.0.1/hook", "s" * 16)
            self.endpoints[place] = Endpoint.objects.select_related("unit__region", "account").get(pk=made.pk)
        self.jobs: dict[tuple[str, str, str], Job] = {}
        for state in (JobState.WAITING, JobState.FAILED):
            for place, name, account in [*((place, "", None) for place in PLACES), *(
                    ("part_far", actor.name, Account.objects.get(pk=actor.part)) for actor in self.actors.values() if actor.account)]:
                region = self.units["far" if name else place].region_id
                self.jobs[state.value, place, name] = Job.objects.create(
                    region_id=region, kind="x", params={}, title=["导入", "import"], asked_by=account, state=state, next_at=NOW, created_at=NOW, moved_at=NOW,
                    ended_at=NOW if state == JobState.FAILED else None)
        self.entries = {place: Entry.objects.filter(region_id=self.units[place].region_id, verb="unit.add").order_by("number")[0] for place in PLACES}
        self.secret_entry = Entry.objects.filter(region_id=self.units["own"].region_id, confidential=True).order_by("-number")[0]
        for place, entry in (*self.entries.items(), ("secret", self.secret_entry)):
            Outbox.objects.get_or_create(region_id=entry.region_id, number=entry.number, place=9, defaults={
                "key": f"k-{place}", "topic": "notice.mail", "payload": {}, "state": State.DEAD, "attempts": 10, "next_at": NOW,
                "error": f"Timeout: {SECRET if place == 'secret' else '没有回应'}"})
        real = datetime.now(UTC)
        accounts = {actor.name: actor.account for actor in self.actors.values() if actor.account}
        self.uploads = dict(zip(accounts, Upload.objects.bulk_create([
            Upload(kind="people", region=self.units["own"].region, unit=self.units["own"], account=account, file="表.xlsx", size=1, at=real, notes=[],
                   count={"new": 1, "changed": 0, "same": 0, "faulty": 0}, shown={"new": [], "changed": [], "faulty": []},
                   expires=real + timedelta(hours=1)) for account in accounts.values()]), strict=True))
        self.notices = dict(zip(accounts, Notice.objects.bulk_create([
            Notice(region=account.unit.region, account=account, kind="clock.red", key=f"k.{name}", title_zh="某事", title_en="it", answer=True,
                   batch=uuid4(), created_at=NOW) for account in accounts.values()]), strict=True))

    def _projects(self) -> None:
        """In each place a project of somebody who does not ask; confidential ones; for everybody one far away and a confidential one that they answer for.
        Each with a task, a note, a file and a member; beside those of the own unit another one, related to them."""
        self.projects: dict[tuple[str, str], Project] = {}
        self.blobs: dict[str, Blob] = {"first": receive([b"first"], "a.txt", NOW), "second": receive([b"second"], "a.txt", NOW)}
        for place in (*PLACES, "secret", "beside"):
            self.projects[place, ""] = self._project(place, self.accounts[f"late-{'own' if place in ('secret', 'beside') else place}"])
        for place in ("own", "below"):
            projects.relate(MACHINE, self.projects[place, ""], self.projects["beside", ""], "二期")
        for actor in self.actors.values():
            if actor.account:
                for place in ("part_far", "part_secret"):
                    self.projects[place, actor.name] = self._project(place, Account.objects.select_related("unit").get(pk=actor.part))

    def _project(self, place: str, owner: Account) -> Project:
        unit = self.units[{"part_far": "far"}.get(place, "own" if place in (*SECRETS, "beside") else place)]
        name = SECRET if place == "secret" else f"某某基地{place}"
        made = projects.add_project(By(MACHINE, SECRET if place == "secret" else ""), projects.New(
            unit, name, owner, "某某装备有限公司", uscc(1), facts=FACTORY, stage="negotiation", confidential=place in SECRETS), TODAY)
        member = self.accounts["closed-own"]
        Part.objects.create(project=made, kind="member", right="team", account=member, first=FIRST)
        projects.add_note(MACHINE, made, SECRET if place == "secret" else "走访了", Sight.OFFICIALS, unit, owner)
        projects.add_file(MACHINE, made, self.blobs["first"], f"{name}.txt", "agreement", Sight.OFFICIALS, unit)
        found: Project = project_by_code(made.code) or made
        return found

    def project(self, place: str, actor: Actor) -> Project:
        """The project of a place; with a part: the one that the actor answers for."""
        return self.projects[place, actor.name if place.startswith("part") else ""]

    def project_matter(self, place: str, actor: Actor) -> Matter:
        """What is to be asked of it."""
        return self.matter(place, *([("owner", actor.part)] if place.startswith("part") else []))

    def upload_for(self, place: str) -> Upload:
        """Something sent in for a place."""
        first = next(iter(self.uploads.values()))
        made: Upload = replace_row(first, id=uuid4(), region=self.units[place].region, unit=self.units[place])
        return made


def replace_row(row: Any, **values: Any) -> Any:
    """A copy of a row with other values, saved."""
    copy = type(row)(**{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key or field.remote_field})
    for name, value in values.items():
        setattr(copy, name, value)
    copy.save(force_insert=True)
    return copy
