"""Reads of projects, each with a known number of statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import reduce
from operator import or_

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from luodi.clocks.queries import Concerned
from luodi.frame.paths import path_of, within
from luodi.ledger.models import Outcome
from luodi.people.models import Region, Unit
from luodi.projects.models import Paper, Part, Project, Status
from luodi.rights.kernel import Person
from luodi.rights.permissions import TABLE, Right, reach


def visible(person: Person, right: Right = Right.PROJECT_READ) -> QuerySet[Project]:
    """The projects that somebody may see; it is a part of the statement that it stands in, besides one for the units below their own.

    What is confidential is seen only by those with a part of their own; everything else in the regions, of the units and beside the units that the right
    reaches. Those seen through units are looked up from the small side, so that a list of a hundred thousand is not walked through.
    """
    far = reach(person, right)
    open_ones = Q(region__in=Region.objects.filter(within("path", far.regions)).values("pk"))
    if () in far.regions:
        open_ones = Q()
    units = _below(far.beside | far.units)
    lead = Project.objects.filter(unit__in=units, confidential=False).values("pk")
    beside = Part.objects.filter(unit__in=units, last__isnull=True, project__confidential=False).values("project")
    own = _parts_of(person, right).values("project")
    near = Q(pk__in=own.union(lead, beside, all=True)) if units else Q(pk__in=own)
    if not any(row.parts for row in TABLE[right]):
        # A right that comes with a post alone reaches what is confidential too, where its holder has any part in it.
        any_part = Part.objects.filter(account__in=far.accounts, last__isnull=True).exclude(right="").values("project")
        there = Q(unit__in=units) | Q(pk__in=Part.objects.filter(unit__in=units, last__isnull=True).values("project")) | open_ones
        near |= Q(confidential=True, pk__in=any_part) & there if units or far.regions else Q()
    if far.regions:
        return Project.objects.filter(near | open_ones & Q(confidential=False))
    return Project.objects.filter(near)


def concerned(projects: Collection[int]) -> dict[int, Concerned]:
    """Who in some projects is told of their clocks in place of heads, supervisors and leaders: the owners, at the end the leaders in charge. One statement."""
    held: dict[int, dict[str, tuple[int, ...]]] = {key: {} for key in projects}
    parts = Part.objects.filter(project__in=projects, last__isnull=True, account__isnull=False, right__in=("owner", "leader", "team")).order_by("pk")
    for project, right, account in parts.values_list("project_id", "right", "account_id"):
        held[project][right] = (*held[project].get(right, ()), account or 0)
    out: dict[int, Concerned] = {}
    for key, by in held.items():
        first = by.get("owner") or by.get("leader") or by.get("team", ())
        out[key] = {"assignee": first, "unit_head": first, "supervisor": first, "leader": by.get("leader", first)}
    return out


def secret_entries() -> Q:
    """Entries of the ledger about projects that are confidential now, and about what others have to do with them. No statement of its own."""
    hidden = Project.objects.filter(confidential=True)
    other = Cast(KeyTextTransform("project", OuterRef("payload")), BigIntegerField())
    return Q(Exists(hidden.filter(pk=OuterRef("subject_id"))), subject_type="project") | Q(
        Exists(hidden.filter(pk=other)), verb__in=("project.relate", "project.unrelate"), outcome=Outcome.DONE)


def own(person: Person, right: Right = Right.PROJECT_READ) -> QuerySet[Project]:
    """The visible projects in which somebody, or whom they stand in for, has a part of their own; a part of the statement that it stands in."""
    return Project.objects.filter(pk__in=_parts_of(person, right).values("project"))


def project_by_code(code: str) -> Project | None:
    """A project with its region, lead unit and enterprise. One statement."""
    return Project.objects.select_related("region", "unit", "enterprise").filter(code=code).first()


def public_progress(code: str) -> Project | None:
    """A project as everybody may know of it, with its region. One statement, the same for one that is confidential and one that is not there."""
    return Project.objects.select_related("region").filter(code=code, confidential=False).first()


def movable(person: Person, most: int) -> list[Project]:
    """The own projects that go on and that somebody may move on, the last changed first, with their enterprises. One statement."""
    rows = own(person, Right.PROJECT_CHANGE).filter(status=Status.ACTIVE)
    return list(rows.select_related("enterprise").order_by("-changed_at", "-pk")[:most])


def lights_of(person: Person, most: int) -> list[tuple[int, int, str, bool]]:
    """The key, the region and the light of the own projects that are not over, and whether somebody sees what officials keep there.

    One statement, through the index of parts.
    """
    rows = own(person).exclude(status=Status.ENDED).order_by("-changed_at", "-pk")
    rows = rows.annotate(inside=Exists(_parts_of(person, Right.PROJECT_INSIDE).filter(project=OuterRef("pk"))))
    return list(rows.values_list("pk", "region_id", "light", "inside")[:most])


def kinds_on(projects: Collection[int]) -> tuple[dict[int, set[str]], dict[int, set[str]]]:
    """The kinds of parts that are filled and of papers that are there, by project. Two statements, or none."""
    parts: dict[int, set[str]] = {}
    papers: dict[int, set[str]] = {}
    if projects:
        for project, kind in Part.objects.filter(project__in=projects, last__isnull=True).values_list("project_id", "kind"):
            parts.setdefault(project, set()).add(kind)
        for project, kind in Paper.objects.filter(project__in=projects).values_list("project_id", "kind"):
            papers.setdefault(project, set()).add(kind)
    return parts, papers


def _parts_of(person: Person, right: Right) -> QuerySet[Part]:
    parts = {part for row in TABLE[right] for part in row.parts}
    return Part.objects.filter(account__in=reach(person, right).accounts, last__isnull=True, right__in=parts)


def _below(places: Iterable[tuple[int, ...]]) -> list[int]:
    """The units in or below some units. One statement, or none."""
    paths = [path_of(place) for place in places]
    if not paths:
        return []
    return list(Unit.objects.filter(reduce(or_, (Q(path__startswith=path) for path in paths))).values_list("pk", flat=True))


