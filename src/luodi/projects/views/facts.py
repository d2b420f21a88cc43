"""What is known of a project: which questions matter, and what an answer changes before it is saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from luodi.engine.source import Refused, refuse
from luodi.people.rules import rulebook
from luodi.projects import actions, facts, thread
from luodi.projects.effects import effects
from luodi.projects.rules import derived, lifecycle_of, mechanism_of, value_words
from luodi.projects.views.heads import BOTH
from luodi.projects.views.shared import here, saved
from luodi.rights.door import Signed, needs
from luodi.rights.permissions import Right

SALT = "projects.facts"
ALL = "first"
"""The name of the page with the facts that matter first, from all groups."""


@require_safe
@needs(Right.PROJECT_CHANGE)
def groups(request: Signed, code: str) -> HttpResponse:
    """The groups of facts: how many are known, how many still matter."""
    there = here(request, code, Right.PROJECT_CHANGE)
    book = rulebook()
    mechanism, course = mechanism_of(book, there.project.region_id, request.today), lifecycle_of(book, there.project.region_id)
    matter = facts.deciding(there.project, mechanism, request.today, thread.ahead(there.project, course, book, request.today, request.lang))
    rows = [(key, name.get(request.lang) or name["zh-Hans"], sum(one in there.project.facts for one in keys), sum(one in matter for one in keys))
            for key, name, keys in mechanism.table.groups]
    return render(request, "projects/facts.html", {
        "project": there.project, "rows": rows, "matter": [mechanism.table[key].name(request.lang) for key in matter]})


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def group(request: Signed, code: str, group: str) -> HttpResponse:
    """One group as a form. Sent once, it shows what would change; sent again, it is saved."""
    there = here(request, code, Right.PROJECT_CHANGE)
    book, project = rulebook(), there.project
    mechanism, course = mechanism_of(book, project.region_id, request.today), lifecycle_of(book, project.region_id)
    matter = facts.deciding(project, mechanism, request.today, thread.ahead(project, course, book, request.today, request.lang))
    found: Mapping[str, tuple[str, tuple[str, ...]]] = {key: (name.get(request.lang) or name["zh-Hans"], keys) for key, name, keys in mechanism.table.groups}
    title, keys = (_("先填这几项"), tuple(matter[:facts.FIRST])) if group == ALL else found.get(group, ("", ()))
    if not title:
        raise Http404
    page: dict[str, Any] = {"project": project, "title": title, "group": group}
    typed, status = facts.Typed(), 200
    if request.method == "POST":
        try:
            keys, seen = _shown(request, mechanism.table)
            typed = facts.read(request.POST, mechanism.table, keys, seen, request.lang)
            page["seen"] = request.POST["seen"]
            if not typed.errors and "edit" not in request.POST:
                if not typed.changed:
                    messages.info(request, _("没有改动。"))
                    return HttpResponseRedirect(there.home)
                was = {key: seen.get(key) for key in typed.changed}
                if "confirm" in request.POST:
                    actions.state_facts(request.person, project, typed.changed, was, request.today)
                    messages.success(request, saved())
                    return HttpResponseRedirect(there.home)
                derived({key: value for key, value in {**project.facts, **typed.changed}.items() if value is not None}, mechanism)
                page |= {"effects": effects(project, typed.changed, book, request.today), "answers": typed.answers, "changes": [
                    (mechanism.table[key].name(request.lang), value_words(mechanism.table, key, was[key], request.lang),
                     value_words(mechanism.table, key, value, request.lang)) for key, value in typed.changed.items()]}
                return render(request, "projects/facts_preview.html", page)
        except Refused as refused:
            page["faults"] = [fault.to(request.lang) for fault in refused.faults]
        status = 200 if "edit" in request.POST and not typed.errors and "faults" not in page else 422
    page.setdefault("seen", signing.dumps([list(keys), {key: project.facts.get(key) for key in keys}], salt=SALT))
    page["asked"] = facts.asked(project, mechanism, keys, matter, typed, request.lang)
    page["counts"] = [one for one in page["asked"] if one.counts]
    page["rest"] = [one for one in page["asked"] if not one.counts]
    return render(request, "projects/facts_group.html", page, status=status)


def _shown(request: Signed, table: Mapping[str, Any]) -> tuple[tuple[str, ...], Mapping[str, Any]]:
    """Which facts the form has shown, and what they were then. Raises Refused when the form is not ours."""
    try:
        keys, seen = signing.loads(request.POST.get("seen", ""), salt=SALT)
    except signing.BadSignature:
        refuse(None, "页面太旧了，请刷新再改", "this page is too old; reload it and try again")
    return tuple(key for key in keys if key in table), seen
