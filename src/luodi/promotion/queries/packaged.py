"""Packaged projects of the regions that somebody looks into, what became of them, and the targets of the year."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse

from luodi.engine.conditions import AttributeTable
from luodi.engine.source import Said
from luodi.frame.paths import within
from luodi.ledger.values import canonical, plain
from luodi.people.models import Unit
from luodi.projects.models import Project, Status
from luodi.projects.queries import visible
from luodi.promotion.models import Chain, Link, Packaged
from luodi.promotion.queries.targets import Counted
from luodi.promotion.steps import Asks, Step
from luodi.rights.kernel import Person
from luodi.rights.permissions import Right, reach

PAGE: Final = 30
MOST: Final = 500
KEPT: Final = ("year", "name", "category", "investment_wan", "land_area_mu", "content", "policy", "supplies", "aims", "link_id")
"""What somebody writes of one."""
CATEGORY: Final = "project_category"
"""The attribute whose choices are the categories."""


@dataclass(frozen=True)
class Wanted:
    """What a list is to show. `state`: open, taken, dropped, or empty for all that were not dropped."""

    year: int | None = None
    unit: int | None = None
    category: str = ""
    chain: int | None = None
    state: str = ""


@dataclass(frozen=True)
class Taken:
    """That somebody made a lead of one. `project`: for those who may see it."""

    unit: Unit
    project: Project | None


@dataclass(frozen=True)
class Totals:
    """How many there are, what they would cost together, and how many became a lead."""

    count: int
    wan: Decimal
    taken: int


def near(person: Person) -> QuerySet[Packaged]:
    """Those that somebody may look at; a part of the statement that it stands in."""
    return Packaged.objects.filter(within("region__path", reach(person, Right.PROMOTION_READ).regions))


def page(person: Person, wanted: Wanted, after: int | None = None) -> tuple[list[Packaged], int | None]:
    """A page of them, the newest first, and the key after which the next one begins. One statement, another for those who see projects through units."""
    rows = _chosen(person, wanted).select_related("region", "unit", "project__unit", "link__chain")
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-pk")[:PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def sums(person: Person, year: int | None) -> Totals:
    """What there is of a year, or of all. Two statements, another for those who see projects through units."""
    rows = _chosen(person, Wanted(year))
    found = rows.aggregate(n=Count("pk"), wan=Sum("investment_wan"))
    return Totals(found["n"], found["wan"] or Decimal(0), rows.filter(_taken(person)).count())


def counted(person: Person, year: int) -> list[Counted]:
    """What counts for a year: what was packaged for it and not dropped. One statement."""
    rows = near(person).filter(year=year, dropped_on__isnull=True)
    return [Counted(*one) for one in rows.values_list("region__path", "unit__path", "investment_wan")]


def units(person: Person) -> list[Unit]:
    """The units that have packaged something there. One statement."""
    return list(Unit.objects.filter(pk__in=near(person).values("unit")).order_by("path")[:MOST])


def chains(person: Person) -> list[Chain]:
    """The chains there. One statement."""
    return list(Chain.objects.filter(within("region__path", reach(person, Right.PROMOTION_READ).regions)).order_by("name", "pk")[:MOST])


def links(person: Person) -> list[Link]:
    """The links of the chains there, by chain. One statement."""
    rows = Link.objects.filter(within("chain__region__path", reach(person, Right.PROMOTION_READ).regions))
    return list(rows.select_related("chain").order_by("chain__name", "chain", "pk")[:MOST])


def by_id(key: int) -> Packaged | None:
    """One of them with all that its page and its actions ask for. One statement."""
    return Packaged.objects.select_related("region", "unit__region", "project__unit", "link__chain", "by").filter(pk=key).first()


def seen(person: Person, rows: Sequence[Packaged]) -> set[int]:
    """Which of the projects that came of some somebody may see. One statement, or two; none without projects."""
    keys = [row.project_id for row in rows if row.project_id]
    return set(visible(person).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()


def taken(row: Packaged, keys: Collection[int]) -> Taken | None:
    """What became of one, for somebody who sees some projects: of what ended it is free again, and what is confidential does not exist. No statement."""
    project = row.project
    if project is None or project.status == Status.ENDED or (project.confidential and project.pk not in keys):
        return None
    return Taken(project.unit, project if project.pk in keys else None)


def mark(row: Packaged) -> str:
    """What one holds, to notice that somebody else has changed it. No statement."""
    return hashlib.sha256(canonical([plain(_settled(getattr(row, name))) for name in KEPT]).encode()).hexdigest()[:16]


def facts(row: Packaged, table: AttributeTable) -> dict[str, Any]:
    """What a lead of it can state, as far as the place knows these facts. No statement."""
    held = {CATEGORY: row.category, "total_investment_wan": format(row.investment_wan.normalize(), "f"),
            "land_area_mu": format(row.land_area_mu.normalize(), "f") if row.land_area_mu else ""}
    return {key: value for key, value in held.items() if value and key in table and (key != CATEGORY or value in table[key].values)}


def step(asks: Asks) -> Step | None:
    """Which packaged project a project came of. One statement."""
    row = Packaged.objects.filter(project=asks.project).select_related("unit").first()
    if row is None:
        return None
    said = Said(f"由“{row.unit.name}”包装的“{row.name}”转来", f'made of "{row.name}", packaged by "{row.unit.name}"')
    return Step(Said("包装项目", "packaged project"), "done", said, reverse("promotion_packaged_one", args=[row.pk]))


def _chosen(person: Person, wanted: Wanted) -> QuerySet[Packaged]:
    rows = near(person)
    given = {"year": wanted.year, "unit": wanted.unit, "category": wanted.category or None, "link__chain": wanted.chain}
    rows = rows.filter(**{name: value for name, value in given.items() if value is not None}, dropped_on__isnull=wanted.state != "dropped")
    if wanted.state == "taken":
        return rows.filter(_taken(person))
    return rows.exclude(pk__in=Packaged.objects.filter(_taken(person)).values("pk")) if wanted.state == "open" else rows


def _taken(person: Person) -> Q:
    """As `taken` has it."""
    going = Q(project__isnull=False) & ~Q(project__status=Status.ENDED)
    return going & (Q(project__confidential=False) | Q(project__in=visible(person).values("pk")))


def _settled(value: Any) -> Any:
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value
