"""Reads of projects, each with a known number of statements."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from luodi.frame.paths import path_of, within
from luodi.people.models import Region, Unit
from luodi.projects.models import Part, Project
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
    parts = {part for row in TABLE[right] for part in row.parts}
    own = Part.objects.filter(account__in=far.accounts, last__isnull=True, right__in=parts).values("project")
    near = Q(pk__in=own.union(lead, beside, all=True)) if units else Q(pk__in=own)
    if not parts:
        # A right that comes with a post alone reaches what is confidential too, where its holder has any part in it.
        any_part = Part.objects.filter(account__in=far.accounts, last__isnull=True).exclude(right="").values("project")
        there = Q(unit__in=units) | Q(pk__in=Part.objects.filter(unit__in=units, last__isnull=True).values("project")) | open_ones
        near |= Q(confidential=True, pk__in=any_part) & there if units or far.regions else Q()
    if far.regions:
        return Project.objects.filter(near | open_ones & Q(confidential=False))
    return Project.objects.filter(near)


def project_by_code(code: str) -> Project | None:
    """A project with its region, lead unit and enterprise. One statement."""
    return Project.objects.select_related("region", "unit", "enterprise").filter(code=code).first()


def _below(places: Iterable[tuple[int, ...]]) -> list[int]:
    """The units in or below some units. One statement, or none."""
    paths = [path_of(place) for place in places]
    if not paths:
        return []
    return list(Unit.objects.filter(reduce(or_, (Q(path__startswith=path) for path in paths))).values_list("pk", flat=True))


