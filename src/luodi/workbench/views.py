"""The workbench, what is on fire, the search, and the progress that everybody may see."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from luodi.engine.identifiers import check_own_code
from luodi.engine.source import Fault, Refused
from luodi.frame.limits import too_many
from luodi.frame.middleware import Request
from luodi.frame.words import number, storable
from luodi.people.here import own_account
from luodi.people.rules import rulebook
from luodi.projects.rules import mechanism_of
from luodi.rights.door import Signed, needs
from luodi.rights.permissions import Right
from luodi.workbench import actions
from luodi.workbench.queries import desk as desks
from luodi.workbench.queries import find
from luodi.workbench.queries import tour as tours
from luodi.workbench.queries.fire import burning
from luodi.workbench.queries.progress import progress

TYPED = 60
"""Characters of what is looked for that are read."""


@require_safe
@needs(Right.DESK_READ)
def desk(request: Signed) -> HttpResponse:
    """What is to be done first, and how one's own things are."""
    account, now = own_account(request), timezone.now()
    found = desks.desk_of(request.person, account.pk, rulebook(), request.today, now, request.lang)
    step = None if tours.put_away(account.pk) else tours.step(request.person, number(request.GET.get("step", "")) or 1)
    return render(request, "workbench/desk.html", {
        "desk": found, "said": desks.headline(found.pressing, now, found.late), "step": step, "burns": desks.may_burn(request.person)})


@require_POST
@needs(Right.DESK_READ)
def tour(request: Signed) -> HttpResponse:
    """Put the tour away."""
    actions.put_away(own_account(request).pk, tours.TOUR, timezone.now())
    return HttpResponseRedirect(reverse("workbench_desk"))


@require_safe
@needs(Right.FIRE_READ)
def fire(request: Signed) -> HttpResponse:
    """What is on fire, why, and who answers."""
    found = burning(request.person, rulebook(), request.today, request.lang)
    return render(request, "workbench/fire.html", {"fire": found, "now": timezone.now().replace(microsecond=0)})


@require_safe
@needs(Right.LIBRARY_READ)
def search(request: Signed) -> HttpResponse:
    """One search over everything: a page, or the part of it that the palette shows."""
    typed, book = storable(request.GET.get("q", ""), TYPED), rulebook()
    region = next((post.region_id for post in request.person.posts), 0)
    found = find.find(request.person, typed, book, mechanism_of(book, region, request.today), request.lang)
    part = request.headers.get("HX-Request") == "true"
    return render(request, "workbench/_found.html" if part else "workbench/search.html", {"found": found})


@never_cache
@require_safe
def lookup(request: Request) -> HttpResponse:
    """Where somebody types the code of a project; one that can be leads on to it."""
    typed = storable(request.GET.get("code", ""), TYPED).strip()
    if not typed:
        return render(request, "workbench/lookup.html", {"typed": ""})
    try:
        return HttpResponseRedirect(reverse("workbench_public", args=[check_own_code(typed).code]))
    except Refused as refused:
        return _mistyped(request, typed, refused.faults[0], 422)


@never_cache
@require_safe
def public(request: Request, code: str) -> HttpResponse:
    """The progress of a project. A code that cannot be is said to be wrong before anything is looked up; what is confidential is not there."""
    try:
        checked = check_own_code(code).code
    except Refused as refused:
        return _mistyped(request, storable(code, TYPED), refused.faults[0], 404)
    if too_many(request, "lookups", settings.LOOKUPS_PER_MINUTE):
        refused_for_now = render(request, "workbench/lookup.html", {"typed": checked, "wait": True}, status=429)
        refused_for_now.headers["Retry-After"] = "60"
        return refused_for_now
    found = progress(checked, request.today, request.lang)
    if found is None:
        return render(request, "workbench/lookup.html", {"typed": checked, "none": True}, status=404)
    return render(request, "workbench/public.html", {"progress": found})


def _mistyped(request: Request, typed: str, fault: Fault, status: int) -> HttpResponse:
    return render(request, "workbench/lookup.html", {"typed": typed, "fault": fault.to(request.lang)}, status=status)
