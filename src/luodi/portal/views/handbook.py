"""The handbook of a project, or of a kind of project: as a page, and as files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from luodi.frame.middleware import Request
from luodi.handbook import excel, ics, pdf, word
from luodi.handbook.contents import handbook
from luodi.handbook.model import Handbook
from luodi.portal import forms
from luodi.portal.queries.guide import Guide
from luodi.portal.queries.kinds import answers_of, kinds
from luodi.portal.queries.places import places, slugs
from luodi.portal.views.guide import made, mechanism_of, not_yet


@dataclass(frozen=True)
class Format:
    """One way to write a handbook."""

    media: str
    write: Callable[[Handbook], bytes]


FORMATS = {
    "pdf": Format("application/pdf", pdf.write),
    "docx": Format("application/vnd.openxmlformats-officedocument.wordprocessingml.document", word.write),
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", excel.write),
    "ics": Format("text/calendar; charset=utf-8", ics.write),
}


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
    if too_many(request):
        refused = render(request, "error.html", {"code": 429}, status=429)
        refused.headers["Retry-After"] = "60"
        return refused
    book = _book(guide, example, request)
    response = HttpResponse(FORMATS[kind].write(book), content_type=FORMATS[kind].media)
    response.headers["Content-Disposition"] = f"attachment; filename=\"luodi.{kind}\"; filename*=UTF-8''{quote(f'{book.name}-{book.title}.{kind}', safe='')}"
    return response


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


def too_many(request: HttpRequest, what: str = "exports", most: int | None = None) -> bool:
    """Whether this address has had too many documents made, or something else done too often, in this minute. `most`: how often it may be."""
    sender = request.META.get("REMOTE_ADDR", "")
    if settings.HTTPS:  # behind a proxy: the last address is the one that the proxy itself saw
        sender = request.META.get("HTTP_X_FORWARDED_FOR", sender).rsplit(",", 1)[-1].strip()
    key = f"{what}.{sender}"[:200]
    cache.add(key, 0, 60)
    try:
        return cache.incr(key) > (settings.EXPORTS_PER_MINUTE if most is None else most)
    except ValueError:  # it ran out between the two calls
        return False
