"""The guide: a place, one question at a time, and the map that follows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from luodi.engine.mechanism import Mechanism
from luodi.engine.source import Refused
from luodi.frame.middleware import Request
from luodi.maps.places import mechanism_today, slugs
from luodi.maps.places import places as all_places
from luodi.maps.shown import context
from luodi.portal import forms
from luodi.portal.queries.compare import differences, side_by_side, unsettled
from luodi.portal.queries.guide import Guide
from luodi.portal.queries.guide import guide as make_guide
from luodi.portal.queries.kinds import answers_of, kinds

HALF = 640
"""Pixels of a map that stands beside another."""


def mechanism_of(place: str) -> Mechanism:
    """The mechanism of a place in an address. Raises Http404."""
    if place not in slugs():
        raise Http404
    return mechanism_today(place)


@require_safe
def places(request: Request) -> HttpResponse:
    """Choose a place, and perhaps a kind of project to begin from."""
    if (place := request.GET.get("place", "")) in slugs():
        kind = request.GET.get("kind", "")
        return HttpResponseRedirect(reverse("guide", args=[place]) + (f"?{urlencode({'kind': kind})}" if kind else ""))
    return render(request, "portal/guide_places.html", {"places": all_places(), "kinds": kinds()})


@require_safe
def guide(request: Request, place: str) -> HttpResponse:
    """One project in one place: the sentence, the question, the map."""
    mechanism = mechanism_of(place)
    if (kind := request.GET.get("kind", "")) in dict(kinds()):
        answers = answers_of(kind, place, request.today)
        return HttpResponseRedirect(f"{reverse('guide', args=[place])}?{answers.query(view=request.GET.get('view', 'map'))}")
    answers = forms.read(request.GET, mechanism, request.today, request.lang)
    shown, problem = made(answers, request)
    if shown is None:
        return not_yet(request, answers, problem)
    view = request.GET.get("view", "map")
    page = guide_context(shown, view, request.GET.get("edit", ""), request.GET.get("stage", ""))
    canonical = f"{reverse('guide', args=[place])}?{shown.answers.query(view=page['view'])}"
    if request.GET.get("asked") and not shown.answers.errors and not request.headers.get("HX-Request"):
        return HttpResponseRedirect(canonical)
    response = render(request, "portal/guide_part.html" if request.headers.get("HX-Request") else "portal/guide.html", page)
    if not shown.answers.errors:
        response.headers["HX-Push-Url"] = canonical
    response.headers["Vary"] = "HX-Request"
    return response


def not_yet(request: Request, answers: forms.Answers, problem: str) -> HttpResponse:
    """The page for a place whose plan is not in force on the day of the start."""
    context = {"mechanism": mechanism_today(answers.place), "problem": problem, "answers": answers}
    return render(request, "portal/guide_not_yet.html", context, status=400)


def made(answers: forms.Answers, request: Request) -> tuple[Guide | None, str]:
    """A guide, or in words why there is none. Levers that the facts rule out and days the calendar does not reach are said, not fatal."""
    try:
        return make_guide(answers, request.lang, request.today), ""
    except Refused as refused:
        problem = refused.faults[0].said.to(request.lang)
    if answers.start != request.today or answers.works is not None:
        try:
            fallback = replace(answers, start=request.today, works=None, errors={**answers.errors, "start": problem},
                               typed={**answers.typed, "start": answers.start.isoformat()})
            return make_guide(fallback, request.lang, request.today), ""
        except Refused:
            pass
    return None, problem


def guide_context(shown: Guide, view: str, edit: str = "", stage: str = "", base: str = "") -> dict[str, Any]:
    """What the guide's templates show. `base`: the address of this page where it is not the guide's own."""
    own = reverse("guide", args=[shown.answers.place])
    questions = shown.questions(edit)
    return context(shown, view, stage, "guide", base or own, own) | {
        "guide": shown, "answers": shown.answers, "plan": shown.plan, "mechanism": shown.mechanism, "questions": questions,
        "editing": bool(edit and questions), "kept": shown.answers.without(q.key for q in questions).pairs(), "worst": shown.worst, "gates": shown.gates}


@require_safe
def compare(request: Request, place: str) -> HttpResponse:
    """The same project in two places, side by side."""
    mechanism = mechanism_of(place)
    other = request.GET.get("other", "")
    answers = forms.read(request.GET, mechanism, request.today, request.lang)
    one, problem = made(answers, request)
    shown: dict[str, Any] = {"one": one, "problem": problem, "answers": answers, "mechanism": mechanism, "places": all_places(), "other_slug": other}
    if other in slugs() and one is not None:
        second = forms.read(request.GET, mechanism_today(other), request.today, request.lang)
        two, shown["problem"] = made(second, request)
        if two is not None:
            shown |= {"two": two, "differences": differences(one, two), "rows": side_by_side(one, two),
                        "one_open": unsettled(one.lines), "two_open": unsettled(two.lines),
                        "one_svg": one.svg(width=HALF), "two_svg": two.svg(width=HALF)}
    elif other:
        shown["problem"] = gettext("没有这个地方，请从列表里选一个")
    return render(request, "portal/compare.html", shown)
