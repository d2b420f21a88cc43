"""What one's units were asked for."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from luodi.clocks.queries import Place
from luodi.people.rules import rulebook
from luodi.promotion.asked import ASKED
from luodi.promotion.queries.asked import waiting
from luodi.rights.door import Signed, needs
from luodi.rights.permissions import Right


@require_safe
@needs(Right.ASKED_ANSWER)
def asked(request: Signed) -> HttpResponse:
    """What waits for an answer, of all kinds or of one, the first due first, page by page."""
    kind, after = request.GET.get("kind", ""), Place.read(request.GET.get("after", ""))
    kind = kind if kind in ASKED else ""
    rows, onward = waiting(request.person, kind, after, rulebook(), request.today)
    late = sum(one.light.kind == "red" for one in rows)
    return render(request, "promotion/asked.html", {"rows": rows, "kind": kind, "kinds": ASKED.items(), "onward": onward, "first": after is None, "late": late})
