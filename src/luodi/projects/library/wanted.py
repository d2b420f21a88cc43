"""Which projects somebody wants to see: what stands in the address of the list, and what the database is asked for by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils import timezone

from luodi.engine.conditions import parse
from luodi.engine.conditions.grammar import tests
from luodi.engine.source import refuse
from luodi.frame.filters import as_q, in_json
from luodi.frame.paths import path_of
from luodi.people.models import Region, Unit
from luodi.people.rules import Rulebook
from luodi.projects.library.courses import Courses
from luodi.projects.models import Part, Project
from luodi.projects.rules import mechanism_of
from luodi.projects.search import projects_holding, words_of
from luodi.rights.kernel import Person
from luodi.rights.permissions import Right, reach

COLUMNS: Final = {"total_investment_wan": "investment_wan", "land_area_mu": "land_area_mu", "project_category": "category"}
"""The attributes that stand in columns of their own."""
SORTS: Final = ("due", "changed", "money", "stage")
NO_LIGHT: Final = "none"
_INSIDE: Final = frozenset({"category", "money_from", "money_to", "land_from", "land_to", "when"})


@dataclass(frozen=True)
class Wanted:
    """A choice of projects. Empty: whatever there is. `entered`, `passed`: batches that they have entered, or gone on from; `when`: a condition."""

    q: str = ""
    region: int | None = None
    unit: int | None = None
    stage: tuple[str, ...] = ()
    batch: str = ""
    status: str = ""
    light: str = ""
    category: str = ""
    mine: str = ""
    money_from: Decimal | None = None
    money_to: Decimal | None = None
    land_from: Decimal | None = None
    land_to: Decimal | None = None
    since: date | None = None
    entered: str = ""
    passed: str = ""
    when: str = ""
    sort: str = "due"

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """As an address has it, always in one order; the sort only when it is not the usual one."""
        return [(name, text) for name, value in self._held() for text in (value if isinstance(value, tuple) else (str(value),))]

    @property
    def query(self) -> str:
        """The part of the address behind the question mark."""
        return urlencode(self.pairs)

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return any(name != "sort" for name, _ in self._held())

    @property
    def inside(self) -> bool:
        """Whether what officials keep among themselves decides what comes, or what comes first."""
        return self.sort == "money" or any(name in _INSIDE for name, _ in self._held())

    def without(self, name: str) -> str:
        """The address with one condition taken off; never empty, so that the list does not open with the kept filter."""
        return urlencode([(key, value) for key, value in self.pairs if key != name]) or "sort=due"

    def _held(self) -> Iterator[tuple[str, Any]]:
        for field in fields(self):
            value = getattr(self, field.name)
            if value not in ("", None, ()) and value != ("due" if field.name == "sort" else None):
                yield field.name, value


def narrowed(rows: QuerySet[Project], wanted: Wanted, person: Person, book: Rulebook, courses: Courses, today: date) -> QuerySet[Project]:
    """Those of `rows` that are wanted; all in the one statement that they stand in, and one for words.

    Raises Refused for a condition that cannot be read or asked, and for words too short to look for.
    """
    plain: Mapping[str, Any] = {
        "stage__in": wanted.stage, "status": wanted.status, "category": wanted.category, "investment_wan__gte": wanted.money_from,
        "investment_wan__lte": wanted.money_to, "land_area_mu__gte": wanted.land_from, "land_area_mu__lte": wanted.land_to}
    rows = rows.filter(**{key: value for key, value in plain.items() if value not in ("", None, ())})
    if wanted.light:
        rows = rows.filter(light="" if wanted.light == NO_LIGHT else wanted.light)
    if wanted.since:
        rows = rows.filter(changed_at__gte=timezone.make_aware(datetime.combine(wanted.since, time())))
    if wanted.region:
        rows = rows.filter(region__in=Region.objects.filter(path__contains=f"/{wanted.region}/").values("pk"))
    if wanted.unit:
        rows = rows.filter(unit__in=Unit.objects.filter(path__contains=f"/{wanted.unit}/").values("pk"))
    if wanted.batch:
        rows = rows.filter(courses.in_batch(wanted.batch))
    if wanted.entered:
        rows = rows.filter(courses.entered(wanted.entered))
    if wanted.passed:
        rows = rows.filter(courses.passed(wanted.passed))
    if wanted.mine:
        rows = rows.filter(_mine(wanted.mine, person))
    if wanted.q:
        rows = rows.filter(_named(wanted.q))
    if wanted.when:
        rows = rows.filter(_holds(wanted.when, person, book, today))
    return rows


def _mine(mine: str, person: Person) -> Q:
    """Those that one owns, has a part in, or that one's units have the lead or a part in."""
    now = Part.objects.filter(last__isnull=True)
    if mine == "unit":
        places = [path_of(post.unit_path) for post in person.posts]
        units = Unit.objects.filter(reduce(or_, (Q(path__startswith=place) for place in places), Q(pk__in=()))).values("pk")
        return Q(unit__in=units) | Q(pk__in=now.filter(unit__in=units).values("project"))
    held = now.filter(account__in=reach(person, Right.PROJECT_READ).accounts)
    return Q(pk__in=(held.filter(right="owner") if mine == "owner" else held).values("project"))


def _named(text: str) -> Q:
    """Names and codes alone: not everybody who sees a project sees its notes. One statement."""
    if not (words := words_of(text)):
        refuse(None, "至少要写两个字才能找", "write at least two characters to look for")
    return Q(pk__in=projects_holding(words))


def _holds(text: str, person: Person, book: Rulebook, today: date) -> Q:
    region = person.posts[0].region_id if person.posts else 0
    table = mechanism_of(book, region, today).table
    condition = parse(text, table)
    for test in tests(condition.node):
        if table[test.attribute].type == "number" and test.attribute not in COLUMNS:
            name = table[test.attribute].name
            refuse(None, f"条件里不能用“{name('zh-Hans')}”，数字只能用总投资、用地面积",
                   f'a condition cannot ask for "{name("en")}": only investment and land area')
    return as_q(condition.node, in_json("facts", **COLUMNS)).certain
