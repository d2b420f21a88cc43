"""The list of linked services, and why a project is in it or not."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from luodi.engine.mechanism import Promotion
from luodi.people.rules import rulebook
from luodi.projects.forms import Reason
from luodi.projects.views.shared import here, saved, typed
from luodi.promotion.actions.services import put_in, take_out
from luodi.promotion.queries import services as queries
from luodi.promotion.rules import promotion_of
from luodi.promotion.views.aside import form_beside
from luodi.rights.door import Signed, needs
from luodi.rights.permissions import Right, may

BOTH = ["GET", "HEAD", "POST"]


@require_safe
@needs(Right.PROMOTION_READ)
def listed(request: Signed) -> HttpResponse:
    """The projects in the list, each with why it is there."""
    after = request.GET.get("after", "")[:40]
    page = queries.listed(request.person, rulebook(), request.lang, after)
    return render(request, "promotion/services/list.html", {"page": page, "later": bool(after)})


@require_safe
@needs(Right.PROJECT_INSIDE)
def project(request: Signed, code: str) -> HttpResponse:
    """Whether a project is in the list, by which rule, and what each rule says of it."""
    there, book = here(request, code, Right.PROJECT_INSIDE), rulebook()
    rules = promotion_of(book, there.project.region_id)
    entries = queries.entries_of(there.project)
    now = next((one for one in entries if one.last is None), None)
    found = [(one, queries.in_words(one.entry, rules, request.lang), [(rules.table[key].name(request.lang), _group(rules, key)) for key in one.lacks])
             for one in queries.judged(there.project, rules, book, request.today)]
    names = {one.id: one.title(request.lang) for one in rules.entries}
    return render(request, "promotion/services/project.html", {
        "project": there.project, "now": now, "by": names.get(now.rule, now.rule) if now else "", "found": found,
        "change": may(request.person, Right.PROJECT_CHANGE, there.look.matter),
        "before": [(one, names.get(one.rule, one.rule)) for one in entries if one.last], "fits": any(one.holds for one, _said, _lacks in found),
        "taken": next((one for one in entries[:1] if one.last and one.why_out), None)})


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def enter(request: Signed, code: str) -> HttpResponse:
    """Put it into the list, with a reason."""
    there = here(request, code, Right.PROJECT_CHANGE)
    page = (_("列入联动服务清单"), _("列入"), _("人工列入的，规则变了也留在清单里，直到有人移出。"))
    return form_beside(request, there.project, "promotion_service", page, Reason(typed(request)),
                       lambda data: put_in(request.person, there.project, data["reason"], request.today), saved())


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def leave(request: Signed, code: str) -> HttpResponse:
    """Take it out of the list, with a reason."""
    there = here(request, code, Right.PROJECT_CHANGE)
    page = (_("移出联动服务清单"), _("移出"), _("人工移出的，符合规则也不会自动回来；要回来就再列入。"))
    return form_beside(request, there.project, "promotion_service", page, Reason(typed(request)),
                       lambda data: take_out(request.person, there.project, data["reason"], request.today), saved(), danger=True)


def _group(rules: Promotion, key: str) -> str:
    """The group of facts where an attribute is filled in."""
    return next((group for group, _name, keys in rules.table.groups if key in keys), "")
