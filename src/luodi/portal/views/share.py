"""Links that carry a project to somebody else."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from luodi.frame.middleware import Request
from luodi.maps.places import slugs
from luodi.portal import forms
from luodi.portal.queries import shared as links
from luodi.portal.views.guide import guide_context, made, mechanism_of, not_yet

LONGEST_CODE = 2300
"""Characters that a QR code can still carry."""


@require_safe
def share(request: Request, place: str) -> HttpResponse:
    """A link with a last day, and its QR code."""
    mechanism = mechanism_of(place)
    answers = forms.read(request.GET, mechanism, request.today, request.lang)
    days = next((n for n in settings.SHARE_DAYS if str(n) == request.GET.get("days")), settings.SHARE_DAYS[1])
    address = request.build_absolute_uri(reverse("guide_shared", args=[links.make(place, answers.query(), request.today, days)]))
    return render(request, "portal/share.html", {
        "answers": answers, "mechanism": mechanism, "address": address, "short": len(address) <= LONGEST_CODE, "days": days, "choices": settings.SHARE_DAYS,
        "query": answers.query(), "until": links.read(address.rsplit("/", 1)[1], request.today).until})


@never_cache
@require_safe
def shared(request: Request, token: str) -> HttpResponse:
    """What somebody shared, to be read without an account."""
    found = links.read(token, request.today)
    if found.state == "good" and (found.place not in slugs() or found.query is None):
        found = links.Shared("forged")
    if found.state != "good":
        return render(request, "portal/share_ended.html", {"state": found.state, "until": found.until}, status=410 if found.state == "expired" else 404)
    assert found.query is not None
    answers = forms.read(found.query, mechanism_of(found.place), found.made_on or request.today, request.lang)
    guide, problem = made(answers, request)
    if guide is None:
        return not_yet(request, answers, problem)
    context = guide_context(guide, request.GET.get("view", "map"), stage=request.GET.get("stage", ""), base=request.path)
    return render(request, "portal/shared.html", context | {"shared": found, "query": ""})
