"""One project on its way to being signed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from luodi.people.rules import rulebook
from luodi.projects.views.shared import here
from luodi.promotion.rules import promotion_of
from luodi.promotion.steps import STEPS, Asks
from luodi.rights.door import Signed, needs
from luodi.rights.permissions import Right


@require_safe
@needs(Right.PROJECT_INSIDE)
def project(request: Signed, code: str) -> HttpResponse:
    """What was done to have it signed, what is going on, and what comes next."""
    there, book = here(request, code, Right.PROJECT_INSIDE), rulebook()
    asks = Asks(there.project, promotion_of(book, there.project.region_id), book, request.today)
    steps = [step for one in STEPS if (step := one(asks))]
    return render(request, "promotion/project.html", {"project": there.project, "steps": steps,
                                                      "ahead": next((step for step in steps if step.state in ("now", "stuck")), None)})
