"""The page of a project, what was done to it, and the history of one fact."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luodi.frame.words import number
from luodi.ledger import queries as ledger
from luodi.ledger.records import read_confidential
from luodi.people.rules import rulebook
from luodi.projects import thread, timeline
from luodi.projects.forms import TimelineForm
from luodi.projects.maps import map_of
from luodi.projects.models import Sight, Status
from luodi.projects.rules import lifecycle_of, mechanism_of, value_words
from luodi.projects.views.shared import Here, here
from luodi.rights.door import Signed, needs
from luodi.rights.permissions import Right, may

SHOWN = 12
"""How much of what was done the page itself shows."""
PUBLIC = "/p/"
"""Where everybody sees how far a project is, by its code."""


@require_safe
@needs(Right.PROJECT_READ)
def project(request: Signed, code: str) -> HttpResponse:
    """How far, how healthy, who answers, what waits on whom, what is to be done; what was written and done."""
    there = here(request, code, Right.PROJECT_READ)
    look, found = there.look, there.project
    _noted(request, there)
    book = rulebook()
    rules, course, table = book.or_national(found.region_id), lifecycle_of(book, found.region_id), mechanism_of(book, found.region_id, request.today).table
    page: dict[str, Any] = {
        "project": found, "inside": look.inside, "status": Status(found.status), "light": thread.light_of(found, rules, request.today),
        "steps": thread.steps(found, course, request.lang, request.today), "batch": course.stage(found.stage).title(request.lang),
        "address": f"{settings.PUBLIC_URL or request.build_absolute_uri('/').rstrip('/')}{PUBLIC}{found.code}",
        "map": map_of(found, book, request.today, request.lang), "tasks": thread.tasks(look), "today": request.today,
        "notes": thread.notes(look, SHOWN), "papers": thread.papers(look, course, request.lang),
        "told": timeline.told(look, timeline.Wanted(), course, table, request.lang, page=SHOWN),
        "may_change": may(request.person, Right.PROJECT_CHANGE, look.matter), "may_staff": may(request.person, Right.PROJECT_STAFF, look.matter),
        "may_write": may(request.person, Right.PROJECT_WRITE, look.matter), "unit_sight": Sight.UNIT, "for_enterprise": Sight.ENTERPRISE}
    page["open_tasks"] = sum(1 for task in page["tasks"] if task.done_on is None)
    page["done_tasks"] = len(page["tasks"]) - page["open_tasks"]
    if look.inside:
        ahead = thread.ahead(found, course, book, request.today, request.lang)
        groups = thread.facts(look, book, request.today, request.lang)
        page |= {"ahead": ahead, "held": thread.held(there.parts, course, request.lang, request.today), "waits": thread.waits(look, rules, request.today),
                 "relations": thread.relations(look), "groups": groups, "stated": sum(len(rows) for _key, _name, rows in groups),
                 "kinds": list(course.parts.values()), "lacks": thread.with_groups(ahead, table)}
    return render(request, "projects/project.html", page)


@require_safe
@needs(Right.PROJECT_READ)
def done(request: Signed, code: str) -> HttpResponse:
    """Everything that was done, page by page, by kind, person and day."""
    there = here(request, code, Right.PROJECT_READ)
    _noted(request, there)
    book = rulebook()
    course, table = lifecycle_of(book, there.project.region_id), mechanism_of(book, there.project.region_id, request.today).table
    form = TimelineForm(timeline.KINDS, request.GET)
    asked: dict[str, Any] = form.cleaned_data if form.is_valid() else {**form.cleaned_data}
    who = asked.get("who") or ""
    wanted = timeline.Wanted(asked.get("kind") or "", ledger.called(who) if who else None, asked.get("first"), asked.get("last"))
    told = timeline.told(there.look, wanted, course, table, request.lang, number(request.GET.get("before", "")))
    kept = {name: str(asked[name]) for name in ("kind", "who", "first", "last") if asked.get(name)}
    return render(request, "projects/timeline.html", {
        "project": there.project, "told": told, "kinds": _kinds(there.look.inside), "kept": kept, "first_page": "before" not in request.GET,
        "back": urlencode(kept), "onward": urlencode({**kept, "before": told.before}) if told.before else ""})


@require_safe
@needs(Right.PROJECT_INSIDE)
def fact(request: Signed, code: str, attribute: str) -> HttpResponse:
    """What was stated of one attribute, by whom and when."""
    there = here(request, code, Right.PROJECT_INSIDE)
    table = mechanism_of(rulebook(), there.project.region_id, request.today).table
    if attribute not in table:
        raise Http404
    rows = [(row, value_words(table, attribute, row.value, request.lang)) for row in thread.history(there.project, attribute)]
    group = next((group for group, _name, keys in table.groups if attribute in keys), "")
    asked = table[attribute]
    return render(request, "projects/fact.html", {
        "project": there.project, "attribute": asked, "name": asked.name(request.lang), "rows": rows, "group": group,
        "why": asked.why.get(request.lang) or asked.why.get("zh-Hans", ""), "may_change": may(request.person, Right.PROJECT_CHANGE, there.look.matter)})


def _noted(request: Signed, there: Here) -> None:
    """That somebody looked at a confidential project."""
    if there.project.confidential:
        read_confidential(request.person, there.project.region_id, "project", there.project.pk, there.look.matter, "项目页 project page")


def _kinds(inside: bool) -> list[tuple[str, str]]:
    words = {"stage": _("阶段和状态"), "facts": _("情况和资料"), "people": _("参与方"), "tasks": _("待办"), "notes": _("记录"), "files": _("文件"),
             "relations": _("相关项目"), "clocks": _("时限")}
    return [(key, said) for key, said in words.items() if inside or key in ("stage", "tasks", "notes", "files")]


