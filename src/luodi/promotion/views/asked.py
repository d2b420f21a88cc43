"""What one's units were asked for."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from luodi.clocks.queries import Place
from luodi.clocks.shown import mark
from luodi.people.rules import rulebook
from luodi.promotion.asked import ASKED, PAGE
from luodi.rights.door import Signed, needs
from luodi.rights.permissions import Right


@require_safe
@needs(Right.ASKED_ANSWER)
def asked(request: Signed) -> HttpResponse:
    """What waits for an answer, kind by kind, the first due first. Of the kinds a page of each, or one kind page by page."""
    only, after = request.GET.get("kind", ""), Place.read(request.GET.get("after", ""))
    kinds = [kind for kind in ASKED if kind.key == only] or ASKED
    book, lists = rulebook(), []
    for kind in kinds:
        found, onward = kind.page(request.person, after if kind.key == only else None, PAGE)
        rows = [(one, mark(one.clock.standing, book.or_national(one.project.region_id), request.today) if one.clock else None) for one in found]
        lists.append((kind, rows, onward))
    return render(request, "promotion/asked.html", {"lists": lists, "count": sum(len(rows) for _kind, rows, _onward in lists), "first": after is None})
