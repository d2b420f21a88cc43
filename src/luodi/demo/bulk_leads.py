"""Leads in bulk, one for each project: who spoke first, until when it is protected, what was talked about, whose firm it is.

What holds in the tables holds here: a firm is taken but once in its region, by the keys that the action takes it by, and only while its lead is not over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from django.db import connection

from luodi.clocks.models import Clock
from luodi.demo.patterns import COLUMNS, STANDS
from luodi.demo.words import NOTES
from luodi.people.models import Region
from luodi.people.rules import Rulebook
from luodi.projects.models import Enterprise, Project, Status
from luodi.projects.search import initials
from luodi.promotion.models import Claim, Contact, FirmName, Lead, ServiceEntry
from luodi.promotion.names import plain
from luodi.promotion.queries.alike import Area, area_of, keys_of
from luodi.promotion.queries.services import judged
from luodi.promotion.rules import promotion_of

SEED: Final = 20_263
COURTED: Final = ("lead", "negotiation")
"""The stages in which somebody else would like to have it."""
POOL: Final = 0.15
"""How many of them nobody kept."""


def courted(stage: str, status: str) -> bool:
    """Whether the lead of a project is not over: then it has a firm of its own."""
    return stage in COURTED and status != Status.ENDED


class Leads:
    """The leads of a batch of projects."""

    def __init__(self, regions: Sequence[Region], book: Rulebook, today: date, now: datetime) -> None:
        self.random, self.today, self.now, self.book = Random(SEED), today, now, book
        self.areas: Mapping[int, Area] = {region.pk: area_of(region) for region in regions}
        self.rules = promotion_of(book, regions[0].pk)
        self.ways = tuple(self.rules.ways)
        self.heads: dict[str, str] = {}
        self.entered: dict[int, str] = {}

    def lead(self, project: Project, owner: int, clock: int) -> Lead:
        """The lead of a project. `clock`: the key of the one that chases its owner, if it is kept warm."""
        random, days = self.random, self.rules.leads
        state, renewals, chased = Lead.State.OVER, 0, False
        until, last = project.stage_since, project.stage_since - timedelta(days=random.randrange(1, 40))
        if courted(project.stage, project.status):
            renewals = min(days.renewals, random.choice((0, 0, 1, 2)))
            if not project.confidential and random.random() < POOL:
                state, until = Lead.State.OPEN, self.today - timedelta(days=random.randrange(1, 120))
                last = until - timedelta(days=random.randrange(1, 40))
            else:
                state, until = Lead.State.HELD, self.today + timedelta(days=random.randrange(days.renew_days if renewals else days.protect_days))
                chased, last = project.status == Status.ACTIVE, self.today - timedelta(days=random.randrange(12))
        first = until - timedelta(days=days.protect_days + renewals * days.renew_days)
        return Lead(project=project, region=project.region, first_by_id=owner, first_unit_id=project.unit_id, first_on=first, way=random.choice(self.ways),
                    state=state, held_until=until, renewals=renewals, contacted_on=max(first, last),
                    clock_id=clock if chased else None)

    def claims(self, leads: Sequence[Lead]) -> Iterator[Claim]:
        """What their firms are taken by."""
        for lead in leads:
            firm = lead.project.enterprise
            if lead.state != Lead.State.OVER and firm:
                area = self.areas[lead.region_id]
                for key in keys_of(area, firm.name, firm.uscc):
                    yield Claim(region=area.place, key=key, project=lead.project)

    def contacts(self, leads: Sequence[Lead]) -> Iterator[Contact]:
        """What was talked about: more where somebody still courts the firm."""
        for lead in leads:
            project = lead.project
            last = lead.contacted_on or lead.first_on
            words = NOTES[project.stage if project.stage in COURTED else "lead"]
            for back in range(1 if lead.state == Lead.State.OVER else 3):
                on = max(lead.first_on, last - timedelta(days=9 * back))
                yield Contact(project=project, on=on, way=lead.way, whom="企业负责人", text=words[back % len(words)], unit_id=project.unit_id,
                              by_id=lead.first_by_id, at=self.now - (self.today - on))

    def names(self, firms: Sequence[Enterprise]) -> Iterator[FirmName]:
        """The names by which firms are found."""
        for firm in firms:
            short = plain(firm.name)
            head = short.rstrip("0123456789")
            # One firm differs from another by its number alone, which is spelt as it stands.
            if head not in self.heads:
                self.heads[head] = initials(head)
            yield FirmName(region=firm.region, enterprise=firm, kind=FirmName.Kind.FULL, name=firm.name, plain=short,
                           initials=self.heads[head] + short[len(head):])

    def services(self, projects: Sequence[Project]) -> Iterator[ServiceEntry]:
        """The list of linked services, as its rules say. Those of one kind have the same facts, and are judged once."""
        for project in projects:
            if project.status == Status.ENDED:
                continue
            key = id(project.facts)
            if key not in self.entered:
                self.entered[key] = next((one.entry.id for one in judged(project, self.rules, self.book, self.today) if one.holds), "")
            if self.entered[key]:
                yield ServiceEntry(region=project.region, project=project, rule=self.entered[key], first=project.stage_since)

    @staticmethod
    def warm(places: int, first: int, end: int) -> None:
        """The clocks of the leads of some projects, in the database: they run as the patterns in `bulk_warm` do, of which there are so many."""
        source = (f"FROM promotion_lead l JOIN projects_project p ON p.id = l.project_id JOIN bulk_warm w ON w.place = p.id % {places} "
                  f"JOIN bulk_pattern t ON t.id = w.pattern WHERE l.clock_id IS NOT NULL AND p.id >= {first} AND p.id < {end} ORDER BY l.clock_id")
        table = connection.ops.quote_name(Clock._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {table} (id, region_id, unit_id, assignee_id, subject_type, subject_id, name, thread_id, url, confidential, "
                           f"{', '.join(COLUMNS)}) SELECT l.clock_id, p.region_id, p.unit_id, l.first_by_id, 'lead', p.id, "
                           "p.name || ' · 联系企业并记下来', p.id, '/projects/' || p.code || '/promotion/lead', p.confidential, "
                           f"{', '.join(f't.{name}' for name in COLUMNS)} {source}")
            cursor.execute(f"INSERT INTO clocks_standing (clock_id, region_id, broken, {', '.join(STANDS)}) SELECT l.clock_id, p.region_id, '', "
                           f"{', '.join(f't.{name}' for name in STANDS)} {source}")
            cursor.execute("INSERT INTO clocks_event (clock_id, place, kind, day, data) SELECT l.clock_id, e.place, e.kind, e.day, e.data "
                           f"{source.replace(' WHERE', ' JOIN bulk_pattern_event e ON e.pattern = t.id WHERE')}, e.place")
