"""The handbook of a project, or of a kind of project: as a page, and as files."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from luodi.frame.middleware import Request
from luodi.handbook.contents import handbook
from luodi.handbook.model import Handbook
from luodi.maps.files import FORMATS, answer, refusal
from luodi.maps.places import places, slugs
from luodi.portal import forms
from luodi.portal.queries.guide import Guide
from luodi.portal.queries.kinds import answers_of, kinds
from luodi.portal.views.guide import made, mechanism_of, not_yet


@require_safe
def shelf(request: Request) -> HttpResponse:
    """Choose a place and a kind of project."""
    if (place := request.GET.get("place", "")) in slugs() and (kind := request.GET.get("kind", "")) in dict(kinds()):
        return HttpResponseRedirect(f"{reverse('handbook', args=[place])}?{urlencode({'kind': kind})}")
    return render(request, "portal/handbooks.html", {"places": places(), "kinds": kinds()})


@require_safe
def page(request: Request, place: str) -> HttpResponse:
    """The handbook to read on the screen or to print from it."""
    guide, kind, problem = _asked(request, place)
    if guide is None:
        return not_yet(request, forms.read(request.GET, mechanism_of(place), request.today, request.lang), problem)
    query = urlencode({"kind": kind}) if kind else guide.answers.query()
    context = {"book": _book(guide, kind, request), "guide": guide, "answers": guide.answers, "mechanism": guide.mechanism}
    return render(request, "portal/handbook.html", {**context, "query": query, "kind": kind, "formats": list(FORMATS)})


@require_safe
def download(request: Request, place: str, kind: str) -> HttpResponse:
    """The handbook as a file."""
    if kind not in FORMATS:
        raise Http404
    guide, example, problem = _asked(request, place)
    if guide is None:
        return render(request, "error.html", {"code": 400, "said": problem}, status=400)
    return refusal(request) or answer(_book(guide, example, request), kind)


def _asked(request: Request, place: str) -> tuple[Guide | None, str, str]:
    mechanism = mechanism_of(place)
    kind = request.GET.get("kind", "")
    if kind in dict(kinds()):
        answers = answers_of(kind, place, request.today)
        start = forms.read(request.GET, mechanism, request.today, request.lang).start
        answers = replace(answers, start=start)
    else:
        kind, answers = "", forms.read(request.GET, mechanism, request.today, request.lang)
    guide, problem = made(answers, request)
    return guide, kind, problem


def _book(guide: Guide, kind: str, request: Request) -> Handbook:
    name = guide.answers.name
    if kind:
        name = dict(kinds())[kind].title(request.lang)
    return handbook(guide.plan, name or gettext("我的项目"), request.lang, request.today, guide.case, of_kind=bool(kind))
