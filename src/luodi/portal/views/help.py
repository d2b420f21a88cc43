"""Help: the pages by reader, one page, and a search in them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from luodi.frame.middleware import Request
from luodi.maps.asked import clean
from luodi.portal.queries import help as pages

LONGEST_SEARCH = 60


@require_safe
def index(request: Request) -> HttpResponse:
    """All pages by reader; with words to look for, the places where they stand."""
    sought = clean(request.GET.get("q", "")[:LONGEST_SEARCH])
    reader = _reader(request)
    return render(request, "portal/help.html", {"shelves": pages.shelves(*reader), "sought": sought, "hits": pages.search(sought, *reader) if sought else ()})


@require_safe
def page(request: Request, page: str) -> HttpResponse:
    """One page, or what there is instead."""
    reader = _reader(request)
    context: dict[str, Any] = {"shelves": pages.shelves(*reader)}
    shown = pages.page(page, *reader)
    if shown is None:
        return render(request, "portal/help_missing.html", context, status=404)
    before, after = pages.neighbours(page, *reader)
    return render(request, "portal/help_page.html", context | {"page": shown, "before": before, "after": after})


def _reader(request: Request) -> tuple[str, str]:
    return request.lang, get_language() or "zh-hans"
