"""Reads of the library, each with a known number of statements. Everything begins with `visible`: what somebody does not see is in no number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet

from luodi.frame.paths import ids, within
from luodi.frame.words import number
from luodi.people.models import Account, Region, Unit
from luodi.projects.library.blocks import Spot
from luodi.projects.library.courses import Courses
from luodi.projects.models import Layout, Part, Project, SavedFilter
from luodi.rights.kernel import Person
from luodi.rights.permissions import Right, reach

PAGE: Final = 40
CARDS: Final = 12
"""Cards of a stage on the board."""


@dataclass(frozen=True)
class Counts:
    """How many projects there are, by stage, light and status."""

    stages: Counter[str]
    lights: Counter[str]
    statuses: Counter[str]

    @property
    def all(self) -> int:
        """All of them."""
        return self.stages.total()


def counts(rows: QuerySet[Project]) -> Counts:
    """How many there are of each. One statement, without a join of its own."""
    out = Counts(Counter(), Counter(), Counter())
    for stage, light, status, n in rows.order_by().values_list("stage", "light", "status").annotate(n=Count("pk")):
        for held, key in ((out.stages, stage), (out.lights, light), (out.statuses, status)):
            held[key] += n
    return out


def page(rows: QuerySet[Project], sort: str, after: str, courses: Courses) -> tuple[list[Project], str]:
    """A page of projects with region, unit and enterprise, and where the next one begins. One statement."""
    if sort == "stage":
        rows = rows.annotate(_rank=courses.rank)
    column, down = {"due": ("due_on", False), "changed": ("changed_at", True), "money": ("investment_wan", True), "stage": ("_rank", False)}[sort]
    rows = _onward(rows, column, down, after)
    # Every project has a stage and was changed: said plainly, an index has that order.
    plain = column in ("changed_at", "_rank")
    order = F(column).desc(nulls_last=None if plain else True) if down else F(column).asc(nulls_last=None if plain else True)
    orders = (order, "-pk" if down else "pk")
    # The narrow index knows which ones they are; only these are read.
    found = list(_wide(rows.order_by(*orders).values("pk")[:PAGE + 1], courses).order_by(*orders))
    if len(found) <= PAGE:
        return found, ""
    last = found[PAGE - 1]
    value = getattr(last, column)
    return found[:PAGE], f"{value.isoformat() if isinstance(value, date | datetime) else '' if value is None else value}~{last.pk}"


def _wide(keys: QuerySet[Project, Any], courses: Courses) -> QuerySet[Project]:
    """The projects of some keys with region, unit and enterprise."""
    return Project.objects.filter(pk__in=keys).select_related("region", "unit", "enterprise").annotate(_rank=courses.rank)


def _onward(rows: QuerySet[Project], column: str, down: bool, after: str) -> QuerySet[Project]:
    """Those behind a place that an address has; all of them for what is none."""
    text, _, key = after.rpartition("~")
    pk = number(key)
    if pk is None or (text and (value := _read(column, text)) is None):
        return rows
    beyond = Q(pk__lt=pk) if down else Q(pk__gt=pk)
    if not text:
        return rows.filter(beyond, **{f"{column}__isnull": True})
    far = Q(**{f"{column}__{'lt' if down else 'gt'}": value})
    return rows.filter(far | Q(**{column: value}) & beyond | Q(**{f"{column}__isnull": True}))


def _read(column: str, text: str) -> Any:
    try:
        match column:
            case "due_on":
                return date.fromisoformat(text)
            case "changed_at":
                at = datetime.fromisoformat(text.replace(" ", "+"))
                return at if at.tzinfo else None
            case "investment_wan":
                found = Decimal(text)
                return found if found.is_finite() and abs(found) < 10**14 else None
            case _:
                return number(text)
    except (ValueError, InvalidOperation, OverflowError):
        return None


def owners(rows: Iterable[Project]) -> dict[int, str]:
    """Who owns which project. One statement."""
    held: dict[int, str] = {}
    found = Part.objects.filter(project__in=[row.pk for row in rows], kind="owner", last__isnull=True, account__isnull=False)
    for project, name in found.order_by("pk").values_list("project", "account__name"):
        held[project] = f"{held[project]}、{name}" if project in held else name
    return held


def places(person: Person, right: Right) -> list[Unit]:
    """The units that a choice is made from, with their regions, in the order of the tree: those that the right reaches. One statement."""
    far = reach(person, right)
    near = within("region__path", far.regions) | within("path", far.units | far.beside)
    return list(Unit.objects.filter(near, closed__isnull=True).select_related("region").order_by("region__path", "path"))


def kept(account: Account) -> list[SavedFilter]:
    """The filters of an account, and those that its unit shares. One statement."""
    found = SavedFilter.objects.filter(Q(account=account) | Q(unit=account.unit_id))
    return list(found.select_related("account").order_by("pk"))


def kept_by_id(key: int) -> SavedFilter | None:
    """A filter with its account, unit and region. One statement."""
    return SavedFilter.objects.select_related("account__unit__region").filter(pk=key).first()


def layout(account: Account) -> Layout:
    """How an account has the list. One statement."""
    return Layout.objects.filter(account=account).first() or Layout(account=account)


def board(rows: QuerySet[Project], courses: Courses) -> dict[str, list[Project]]:
    """The first cards of each stage, the first due first, with their units. One statement."""
    def first(stage: str) -> QuerySet[Project, Any]:
        some = rows.filter(stage=stage).order_by(F("due_on").asc(nulls_last=True), "pk").values("pk")[:CARDS]
        # A part of a union that is cut off must stand in one of its own: SQLite takes no order within.
        return Project.objects.filter(pk__in=some).values("pk")
    stages = [first(step.key) for step in courses.stages]
    chosen = Project.objects.filter(pk__in=stages[0].union(*stages[1:], all=True)).select_related("unit", "region")
    out: dict[str, list[Project]] = {step.key: [] for step in courses.stages}
    for row in chosen.order_by(F("due_on").asc(nulls_last=True), "pk"):
        out[row.stage].append(row)
    return out


def by_region(rows: QuerySet[Project]) -> dict[int, Counter[str]]:
    """How many projects each region has, by light. One statement."""
    out: dict[int, Counter[str]] = {}
    for region, light, n in rows.order_by().values_list("region", "light").annotate(n=Count("pk")):
        out.setdefault(region, Counter())[light] += n
    return out


def by_unit(rows: QuerySet[Project]) -> dict[int, Counter[str]]:
    """How many projects each unit leads, by light. One statement."""
    out: dict[int, Counter[str]] = {}
    for unit, light, n in rows.order_by().values_list("unit", "light").annotate(n=Count("pk")):
        out.setdefault(unit, Counter())[light] += n
    return out


def unit_tree() -> dict[int, Spot]:
    """Every unit, parents before children. One statement."""
    return _tree(Unit.objects.order_by("path").values_list("pk", "name", "path"))


def region_tree() -> dict[int, Spot]:
    """Every region, parents before children. One statement."""
    return _tree(Region.objects.order_by("path").values_list("pk", "name", "path"))


def _tree(rows: Iterable[tuple[int, str, str]]) -> dict[int, Spot]:
    return {key: Spot(key, name, ids(path), len(ids(path))) for key, name, path in rows}


def chosen(rows: QuerySet[Project], keys: Iterable[int], most: int) -> list[Project]:
    """Some of the projects, the first due first. One statement."""
    return first_of(rows.filter(pk__in=list(keys)), most)


def first_of(rows: QuerySet[Project], most: int) -> list[Project]:
    """The first projects, those due first before, with region, unit and enterprise. One statement."""
    return list(rows.select_related("region", "unit", "enterprise").order_by(F("due_on").asc(nulls_last=True), "pk")[:most])


def people_in(units: Iterable[Unit]) -> list[Account]:
    """Those with an open account in some units, with them. One statement."""
    return list(Account.objects.filter(unit__in=[unit.pk for unit in units], is_active=True).select_related("unit").order_by("unit__path", "name", "pk"))
