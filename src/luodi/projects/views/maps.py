"""The approval map of a project on its own page, and its handbook as a file."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from luodi.handbook.contents import handbook
from luodi.ledger.records import read_confidential
from luodi.maps.files import FORMATS, answer, refusal
from luodi.maps.shown import context
from luodi.people.rules import rulebook
from luodi.projects.actions.shared import matter_of, parts_of
from luodi.projects.maps import ProjectMap, map_of
from luodi.projects.models import Part, Project
from luodi.projects.queries import project_by_code
from luodi.rights.door import Signed, needs, require
from luodi.rights.permissions import Right, may

PART = "guide"
"""The element that is swapped as one when something of the map is asked for."""


@dataclass(frozen=True)
class _Here:
    project: Project
    parts: list[Part]
    map: ProjectMap
    may_change: object


@require_safe
@needs(Right.PROJECT_READ)
def page(request: Signed, code: str) -> HttpResponse:
    """The whole drawing, the list, papers, what would be faster, the schedule back from the agreed day, what is open."""
    here = _here(request, code)
    base = reverse("projects_map", args=[here.project.code])
    owner = next((part.account for part in here.parts if part.kind == "owner"), None)
    shown = {"project": here.project, "found": here.map, "owner": owner, "formats": list(FORMATS), "may_change": here.may_change}
    if here.map.chart:
        shown |= context(here.map.chart, request.GET.get("view", "map"), request.GET.get("stage", ""), PART, base)
    response = render(request, "projects/map_part.html" if request.headers.get("HX-Request") else "projects/map.html", shown)
    response.headers["Vary"] = "HX-Request"
    return response


@require_safe
@needs(Right.PROJECT_READ)
def download(request: Signed, code: str, kind: str) -> HttpResponse:
    """The handbook of a project as a file."""
    if kind not in FORMATS:
        raise Http404
    here = _here(request, code)
    chart = here.map.chart
    if chart is None:
        return render(request, "error.html", {"code": 400, "said": here.map.problem}, status=400)
    return refusal(request) or answer(handbook(chart.plan, here.project.name, request.lang, request.today, chart.case), kind)


def _here(request: Signed, code: str) -> _Here:
    """Four statements, and one more for a project that was signed."""
    project = project_by_code(code)
    parts = parts_of(project or Project(pk=0))  # as many statements for one that is not there
    if project is None:
        raise Http404
    matter = matter_of(project, parts)
    require(request, Right.PROJECT_READ, matter)
    if project.confidential:
        read_confidential(request.person, project.region_id, "project", project.pk, matter, "审批地图 approval map")
    return _Here(project, parts, map_of(project, rulebook(), request.today, request.lang, request.GET), may(request.person, Right.PROJECT_CHANGE, matter))
