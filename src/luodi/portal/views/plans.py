"""The published plan of a place, for everybody to read."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from luodi.engine.source import Refused
from luodi.frame.middleware import Request
from luodi.portal.queries.plans import plan_text
from luodi.portal.views.guide import mechanism_of


@require_safe
def plan(request: Request, place: str) -> HttpResponse:
    """What the plan of a place promises."""
    mechanism = mechanism_of(place)
    try:
        text = plan_text(place, request.today)
    except Refused:  # not in force today: read as it stands
        text = plan_text(place, mechanism.day)
    return render(request, "portal/plan.html", {"text": text, "mechanism": text.mechanism})
