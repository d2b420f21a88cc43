"""Rows in bulk, for measuring: projects with forty clocks and a lead each, spread over ten regions, two hundred units and two thousand people.

They are written straight into the tables: the ledger knows nothing of them. What follows from something else follows here too: the days and lights of
clocks are the engine's, those of projects are derived from their clocks, and what a project is found by is what any other is found by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import F, Field, Max, Model, Value
from django.db.models.functions import Concat
from django.utils import timezone

from luodi.clocks.models import Clock, Event, Standing
from luodi.demo.actions import begin_demo
from luodi.demo.bulk_leads import Leads, courted
from luodi.demo.patterns import COLUMNS, IDLE, SETS, STANDS, patterns, picks
from luodi.demo.story import SCALED, SHARES, STAGES
from luodi.demo.words import BRANCHES, FIRST, NOTES
from luodi.engine.identifiers import own_code, uscc_with_check
from luodi.engine.promises import example
from luodi.engine.source import refuse
from luodi.ledger.standing import demonstration
from luodi.operations.tables import load
from luodi.people.models import Account, Post, Region, RegionKind, Unit, UnitKind
from luodi.people.queries import nobody
from luodi.people.rules import rulebook
from luodi.projects.lights import lit
from luodi.projects.models import Enterprise, Move, Note, Numbering, Part, Project, Sight, Status, Task, Words
from luodi.projects.rules import kept, lifecycle_of, mechanism_of
from luodi.projects.search import grams, plain_of, small
from luodi.promotion.models import Claim, Contact, FirmName, Lead, ServiceEntry
from luodi.rights.kernel import MACHINE, Role

CLOCKS: Final = 40
REGIONS, UNITS, PEOPLE = 10, 20, 10
"""Regions, units of each, people of each unit."""
BATCH: Final = 2_000
SEED: Final = 20_262
CITY: Final = "测速市"
TASKS: Final = 3
QUIET: Final = 10
"""Working days of a lead without a contact."""
ROLES: Final = (Role.LEADER, Role.SUPERVISOR, Role.PROMOTER, Role.PROMOTER, Role.NAVIGATOR, Role.REVIEWER, Role.REVIEWER, Role.CHIEF, Role.CLERK,
                Role.TOWN_OFFICER)


def fill(size: int, today: date, say: Callable[[int, int], None] = lambda done, last: None) -> None:
    """Add so many projects. The database becomes a demonstration, or must be one. Raises Refused for any other.

    A batch is kept or not; what was cut off is a smaller number of projects.
    """
    if not demonstration():
        if not nobody():
            refuse(None, "这个数据库里有真实的账号，不能加测速数据", "there are real accounts in this database; rows for measuring are not added to it")
        begin_demo(MACHINE, today, size, SEED)
    regions = _places(today)
    rules = rulebook().of(regions[0].pk)
    rows = _Rows(regions, today, _lay_out(regions, rules, today))
    for begin in range(0, size, BATCH):
        with transaction.atomic():
            rows.add(min(BATCH, size - begin))
        say(min(begin + BATCH, size), size)
    with connection.cursor() as cursor:
        for table in ("pattern", "pattern_event", "pick", "doer", "warm"):
            cursor.execute(f"DROP TABLE bulk_{table}")
        # What reads an index alone needs to know that no row is younger.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _places(today: date) -> list[Region]:
    """The regions, units and people: those that are there, or new ones."""
    there = list(Region.objects.filter(parent__name=CITY).order_by("pk"))
    if there:
        return there
    with transaction.atomic():
        city = Region.objects.create(name=CITY, kind=RegionKind.CITY)
        Region.objects.filter(pk=city.pk).update(path=f"/{city.pk}/")
        regions = Region.objects.bulk_create([Region(name=f"测速{number + 1}区", kind=RegionKind.DISTRICT, parent=city, slug="qingdao-west-coast-2026",
                                                     division=f"9902{number + 1:02}") for number in range(REGIONS)])
        Region.objects.filter(parent=city).update(path=Concat(Value(f"/{city.pk}/"), F("pk"), Value("/"), output_field=Region._meta.get_field("path")))
        above = Unit.objects.create(region=city, name=f"{CITY}领导", kind=UnitKind.LEADERSHIP)
        Unit.objects.filter(pk=above.pk).update(path=f"/{above.pk}/")
        first = Account.objects.create(unit=above, login="bulkcity", name="市领导", password="!")
        Post.objects.create(account=first, unit=above, role=Role.LEADER, first=today - timedelta(days=800))
        kinds = (UnitKind.LEADERSHIP, UnitKind.SUPERVISION, UnitKind.PROMOTION, UnitKind.APPROVAL, UnitKind.DEPARTMENT)
        Unit.objects.bulk_create([Unit(region=region, name=f"{region.name}{place + 1}局", kind=kinds[min(place, 4)])
                                  for region in regions for place in range(UNITS)])
        Unit.objects.filter(region__in=regions).update(path=Concat(Value("/"), F("pk"), Value("/"), output_field=Unit._meta.get_field("path")))
        units = list(Unit.objects.filter(region__in=regions).order_by("pk"))
        accounts = Account.objects.bulk_create([Account(unit=unit, login=f"bulk{unit.pk}.{place}", name=f"人员{unit.pk}-{place}", password="!")
                                                for unit in units for place in range(PEOPLE)])
        Post.objects.bulk_create([Post(account=account, unit=account.unit, role=ROLES[place % PEOPLE], first=today - timedelta(days=800))
                                  for place, account in enumerate(accounts)])
    return list(Region.objects.filter(parent=city).order_by("pk"))


def _lay_out(regions: Sequence[Region], rules: Any, today: date) -> int:
    """What clocks are made of, in tables of this connection: patterns with their events, which set has which, who does what, and which patterns the clocks of
    leads have. How many of these there are.
    """
    made, running = patterns(rules, today, SEED)
    columns = [_field(Clock, name) for name in COLUMNS] + [_field(Standing, name) for name in STANDS]
    _table("pattern", "id integer PRIMARY KEY, name varchar(80), " + ", ".join(f"{field.column} {field.db_type(connection)}" for field in columns),
           ([number, name, *(_stored(Clock, key, getattr(clock, key)) for key in COLUMNS), *(_stored(Standing, key, getattr(row, key)) for key in STANDS)]
            for number, (name, clock, row, _) in enumerate(made)))
    _table("pattern_event", f"pattern integer, place integer, kind varchar(20), day date, data {_field(Event, 'data').db_type(connection)}",
           ([number, place, event["kind"], event["day"].isoformat(), _stored(Event, "data", event["data"])]
            for number, (_, _, _, events) in enumerate(made) for place, event in enumerate(events)))
    _table("pick", "number integer, place integer, pattern integer, PRIMARY KEY (number, place)", picks(len(made), running, CLOCKS, SEED))
    people = Account.objects.filter(unit__region__in=regions).order_by("unit__region", "pk").values_list("unit__region_id", "unit_id", "pk")
    _table("doer", "region_id bigint, place integer, unit_id bigint, account_id bigint, PRIMARY KEY (region_id, place)",
           ([region, place % (UNITS * PEOPLE), unit, account] for place, (region, unit, account) in enumerate(people)))
    warm = [number for number, (_, clock, _, events) in enumerate(made[:running])
            if clock.limits["promised"]["days"] == QUIET and not any(event["kind"] == "paused" for event in events)]
    _table("warm", "place integer PRIMARY KEY, pattern integer", enumerate(warm))
    return len(warm)


def _table(name: str, columns: str, rows: Any) -> None:
    rows = [list(row) for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE bulk_{name} ({columns})")
        cursor.executemany(f"INSERT INTO bulk_{name} VALUES ({', '.join(['%s'] * len(rows[0]))})", rows)
        if connection.vendor == "postgresql":
            cursor.execute(f"ANALYZE bulk_{name}")


def _stored(model: type[Model], name: str, value: Any) -> Any:
    return _field(model, name).get_db_prep_save(value, connection)


def _field(model: type[Model], name: str) -> Field[Any, Any]:
    field = model._meta.get_field(name)
    assert isinstance(field, Field)
    return field


@dataclass(frozen=True)
class _Kind:
    """What projects of a kind have in common."""

    facts: Mapping[str, Any]
    trade: str
    what: str


class _Rows:
    """Projects and what hangs on them, batch by batch."""

    def __init__(self, regions: Sequence[Region], today: date, warm: int) -> None:
        self.today, self.now, self.random, self.warm = today, timezone.now(), Random(SEED), warm
        self.regions, self.owners = regions, dict[int, int]()
        self.firms: dict[int, Enterprise] = {}
        self.people: dict[int, list[tuple[int, int]]] = {region.pk: [] for region in regions}
        for region, unit, account in Account.objects.filter(unit__region__in=regions).order_by("pk").values_list("unit__region_id", "unit_id", "pk"):
            self.people[region].append((unit, account))
        book = rulebook()
        table = mechanism_of(book, regions[0].pk, today).table
        self.parts = lifecycle_of(book, regions[0].pk).parts
        self.leads = Leads(regions, book, today, self.now)
        self.kinds = [_Kind(_facts(kind, by, table), trade, what) for kind, branches in sorted(BRANCHES.items()) for trade, what in branches
                      for by in (0.5, 0.8, 1, 1.5, 2)]
        self.stages = [stage for stage, share in zip(STAGES, SHARES, strict=True) for _ in range(share)]
        self.models = (Enterprise, Project, Clock, Task, Note)
        self.next = {model: (model.objects.aggregate(last=Max("pk"))["last"] or 0) + 1 for model in self.models}
        self.number = Project.objects.filter(region__in=regions).count()

    def add(self, size: int) -> None:
        """One batch, within a transaction."""
        first = self.next[Project]
        self.owners.clear()
        self.fresh: list[Enterprise] = []
        made = [self._project(first + place) for place in range(size)]
        _write(Enterprise, self.fresh)
        _write(Project, made)
        _write(Move, (move for project in made for move in self._moves(project)), without_key=True)
        _write(Part, (part for project in made for part in self._parts(project)), without_key=True)
        notes = [self._note(project) for project in made]
        _write(Note, notes)
        _write(Words, (words for project, note in zip(made, notes, strict=True) for words in _words(project, note)), without_key=True)
        self._clocks(first, first + size)
        self._courted(made)
        Leads.warm(self.warm, first, first + size)
        self.next[Project] += size
        self._numbered()
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        lit(Project.objects.filter(region__in=self.regions, pk__gte=first, pk__lt=first + size))

    def _courted(self, made: Sequence[Project]) -> None:
        """The leads of projects, and what hangs on them."""
        leads = []
        for project in made:
            leads.append(self.leads.lead(project, self.owners[project.pk], self.next[Clock]))
            self.next[Clock] += leads[-1].clock_id is not None
        _write(Lead, leads)
        _write(Claim, self.leads.claims(leads), without_key=True)
        _write(Contact, self.leads.contacts(leads), without_key=True)
        _write(FirmName, self.leads.names(self.fresh), without_key=True)
        _write(ServiceEntry, self.leads.services(made), without_key=True)

    def _project(self, key: int) -> Project:
        random, number = self.random, self.number
        self.number += 1
        region, serial = self.regions[number % REGIONS], number // REGIONS
        kind, stage = self.kinds[random.randrange(len(self.kinds))], random.choice(self.stages)
        place = STAGES.index(stage)
        trade = random.choice(FIRST)
        status = Status.ACTIVE if random.random() < 0.93 else random.choice((Status.PAUSED, Status.STALLED, Status.ENDED))
        firm = self.firms.get(region.pk)
        if courted(stage, status) or serial % 3 == 0 or firm is None:
            firm = Enterprise(pk=self.next[Enterprise], region=region, name=f"{trade}{kind.trade}{number}有限公司",
                              uscc=uscc_with_check(f"91{region.division}MA{number % 1_000_000:06}"))
            self.fresh.append(firm)
            self.next[Enterprise] += 1
            if not courted(stage, status):
                self.firms[region.pk] = firm
        unit, self.owners[key] = self._owner(region.pk, serial)
        changed = self.now - timedelta(minutes=random.randrange(500_000))
        return Project(
            pk=key, region=region, unit_id=unit, code=own_code(region.division, 2026 - serial % 8, serial // 8 + 1), name=f"{trade}{kind.what}{number}号",
            enterprise=firm, national_code=f"2603-{region.division}-04-01-{number:06}" if place >= 4 else "", confidential=number % 200 == 99,
            stage=stage, way=f" {' '.join(STAGES[:place + 1])} ", stage_since=self.today - timedelta(days=random.randrange(3, 200)),
            status=status, facts=kind.facts,
            category=kind.facts["project_category"], investment_wan=_money(kind.facts["total_investment_wan"]), land_area_mu=_money(kind.facts["land_area_mu"]),
            created_at=changed - timedelta(days=300), changed_at=changed)

    def _owner(self, region: int, serial: int) -> tuple[int, int]:
        """A unit and one of its promoters."""
        return self.people[region][serial % UNITS * PEOPLE + 2 + serial // UNITS % 2]

    def _moves(self, project: Project) -> Iterator[Move]:
        place, left = STAGES.index(project.stage), None
        on = project.stage_since
        for step in range(place, -1, -1):
            yield Move(region=project.region, project=project, before=STAGES[step - 1] if step else "", stage=STAGES[step], on=on, left_on=left,
                       at=_at(self.now, on, self.today))
            left, on = on, on - timedelta(days=self.random.randrange(5, 80))

    def _parts(self, project: Project) -> Iterator[Part]:
        number, people = project.pk // REGIONS, self.people[project.region_id]
        owner = self.owners[project.pk]
        first = project.stage_since
        yield Part(project=project, kind="owner", right=self.parts["owner"].part, account_id=owner, first=first)
        yield Part(project=project, kind="navigator", right=self.parts["navigator"].part, account_id=people[number * 13 % UNITS * PEOPLE + 4][1], first=first)
        yield Part(project=project, kind="unit", unit_id=people[number * 11 % UNITS * PEOPLE][0], first=first)
        if number % 10 == 0:
            yield Part(project=project, kind="leader", right=self.parts["leader"].part, account_id=people[number // 10 * 3 % UNITS * PEOPLE][1], first=first)

    def _note(self, project: Project) -> Note:
        note = Note(pk=self.next[Note], project=project, unit_id=project.unit_id, by_id=self.owners[project.pk], sight=Sight.OFFICIALS,
                    text=self.random.choice(NOTES[project.stage]), at=project.changed_at)
        self.next[Note] += 1
        return note

    def _clocks(self, first: int, end: int) -> None:
        """The clocks of projects from one to another, with standing, events and tasks: all in the database."""
        clock, task = self.next[Clock], self.next[Task]
        key = f"{clock} + (p.id - {first}) * {CLOCKS} + k.place"
        todo = f"{task} + (p.id - {first}) * {TASKS} + k.place"
        source = (f"FROM projects_project p JOIN bulk_pick k ON k.number = CASE WHEN p.status = 'active' AND p.stage <> 'production' THEN p.id % {SETS} "
                  f"ELSE {SETS} + p.id % {IDLE} END JOIN bulk_pattern t ON t.id = k.pattern")
        doer = f"JOIN bulk_doer d ON d.region_id = p.region_id AND d.place = (p.id * 37 + k.place * 11) % {UNITS * PEOPLE}"
        where = f"WHERE p.id >= {first} AND p.id < {end}"
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO clocks_clock (id, region_id, unit_id, assignee_id, subject_type, subject_id, name, thread_id, url, confidential, "
                           f"{', '.join(COLUMNS)}) SELECT {key}, p.region_id, d.unit_id, d.account_id, "
                           f"CASE WHEN k.place < {TASKS} THEN 'task' ELSE 'case' END, CASE WHEN k.place < {TASKS} THEN {todo} ELSE {key} END, "
                           f"p.name || ' · ' || t.name, p.id, '/projects/' || p.code, p.confidential, "
                           f"{', '.join(f't.{name}' for name in COLUMNS)} {source} {doer} {where} ORDER BY p.id, k.place")
            cursor.execute(f"INSERT INTO clocks_standing (clock_id, region_id, broken, {', '.join(STANDS)}) SELECT {key}, p.region_id, '', "
                           f"{', '.join(f't.{name}' for name in STANDS)} {source} {where} ORDER BY p.id, k.place")
            cursor.execute(f"INSERT INTO clocks_event (clock_id, place, kind, day, data) SELECT {key}, e.place, e.kind, e.day, e.data {source} "
                           f"JOIN bulk_pattern_event e ON e.pattern = t.id {where} ORDER BY p.id, k.place, e.place")
            cursor.execute(f"INSERT INTO projects_task (id, project_id, key, name, unit_id, account_id, clock_id, result, done_on) SELECT {todo}, "
                           f"p.id, '', t.name, d.unit_id, d.account_id, {key}, CASE WHEN t.ended_on IS NULL THEN '' ELSE '已办妥。' END, t.ended_on "
                           f"{source} {doer} {where} AND k.place < {TASKS} ORDER BY p.id, k.place")
        self.next[Clock] += (end - first) * CLOCKS
        self.next[Task] += (end - first) * TASKS

    def _numbered(self) -> None:
        """Numbers that are given out from now on begin after these."""
        last = (self.number // REGIONS) // 8 + 2
        Numbering.objects.bulk_create([Numbering(division=region.division, year=2026 - back, last=last) for region in self.regions for back in range(8)],
                                      update_conflicts=True, unique_fields=["division", "year"], update_fields=["last", "key"])
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                for model in self.models:
                    cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [model._meta.db_table, self.next[model]])


def _facts(kind: str, by: float, table: Any) -> Mapping[str, Any]:
    told = dict(example(kind).facts)
    said = {key: answer for answer, name in ((True, "yes"), (False, "no")) for key in told.pop(name, ())}
    scaled = {key: max(1, round(value * by)) if key in SCALED and value else value for key, value in told.items()}
    return {key: kept(key, value, table) for key, value in (scaled | said).items()}


def _money(text: str) -> Decimal:
    return Decimal(text).quantize(Decimal("0.01"))


def _at(now: datetime, day: date, today: date) -> datetime:
    return now - (today - day)


def _words(project: Project, note: Note) -> Iterator[Words]:
    for plain, of in ((plain_of(project), None), (small(note.text), note)):
        yield Words(region=project.region, project=project, note=of, plain=plain, grams=grams(plain))


def _write(model: type[Model], made: Any, without_key: bool = False) -> None:
    """Rows of a model, by COPY where there is one."""
    fields = [field for field in model._meta.concrete_fields if not (without_key and field.primary_key)]
    load(model, tuple(str(field.column) for field in fields), ([getattr(one, field.attname) for field in fields] for one in made), connection)
