"""The first page of promotion: what waits for an answer, and the rooms."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luodi.people.rules import rulebook
from luodi.promotion.queries import leads
from luodi.promotion.queries.asked import waiting
from luodi.promotion.rooms import ROOMS
from luodi.rights import desk
from luodi.rights.addresses import URLS
from luodi.rights.door import Signed, needs
from luodi.rights.permissions import Right, may

FEW = 5
"""Of what waits; the rest stands on its own page."""


@require_safe
@needs(Right.PROMOTION_READ)
def hub(request: Signed) -> HttpResponse:
    """What waits for the reader, how their leads are, and every room that they may enter."""
    asked = waiting(request.person, "", None, rulebook(), request.today)[0] if may(request.person, Right.ASKED_ANSWER).allowed else []
    called = dict(desk.ROOMS)
    groups = [(_(title), [(url, _(called[url]), _(what)) for url, what in rooms if may(request.person, URLS[url]).allowed]) for title, rooms in ROOMS]
    return render(request, "promotion/hub.html", {
        "counts": leads.counts(request.person, request.today), "soon_days": leads.SOON, "waiting": asked[:FEW], "more": len(asked) > FEW,
        "groups": [(title, rooms) for title, rooms in groups if rooms], "may_add": may(request.person, Right.PROJECT_ADD)})
