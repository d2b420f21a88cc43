"""The first page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from luodi.engine.promises import example
from luodi.frame.middleware import Request
from luodi.maps.places import places
from luodi.portal.queries.guide import guide
from luodi.portal.queries.kinds import answers_of, kinds

SHOWN = "factory-100mu"


@require_safe
def home(request: Request) -> HttpResponse:
    """What Luodi is, with the map of a real example drawn on the spot."""
    place = places()[0]
    shown = guide(answers_of(SHOWN, place.slug, request.today), request.lang, request.today)
    return render(request, "portal/home.html", {
        "guide": shown, "places": places(), "kinds": kinds(), "example": example(SHOWN), "districts": len(places()) - 1, "count": len(shown.mechanism.items)})
