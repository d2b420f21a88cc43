"""The first page of promotion: what waits for an answer, and the rooms."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luodi.clocks.shown import mark
from luodi.people.rules import rulebook
from luodi.promotion.asked import ASKED
from luodi.promotion.queries import leads
from luodi.promotion.rooms import ROOMS
from luodi.rights import desk
from luodi.rights.door import Signed, needs
from luodi.rights.permissions import URLS, Right, may

FEW = 3
"""Of each kind that waits; the rest stands on its own page."""


@require_safe
@needs(Right.PROMOTION_READ)
def hub(request: Signed) -> HttpResponse:
    """What waits for the reader, how their leads are, and every room that they may enter. Statements: those of the counts of leads and of each kind."""
    book, waiting = rulebook(), []
    if may(request.person, Right.ASKED_ANSWER).allowed:
        for kind in ASKED:
            found, onward = kind.page(request.person, None, FEW)
            waiting += [(kind, one, mark(one.clock.standing, book.or_national(one.project.region_id), request.today) if one.clock else None, bool(onward))
                        for one in found]
    called = dict(desk.ROOMS)
    groups = [(_(title), [(url, _(called[url]), _(what)) for url, what in rooms if may(request.person, URLS[url]).allowed]) for title, rooms in ROOMS]
    return render(request, "promotion/hub.html", {
        "counts": leads.counts(request.person, request.today), "waiting": waiting, "groups": [(title, rooms) for title, rooms in groups if rooms],
        "may_add": may(request.person, Right.PROJECT_ADD), "soon_days": leads.SOON})
