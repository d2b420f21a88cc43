"""Health, errors and the style guide."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

import luodi
from luodi.rights.addresses import URLS
from luodi.rights.permissions import public


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Whether this process serves and reaches its database; for load balancers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=503)
    return JsonResponse({"status": "ok", "version": luodi.__version__})


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """All components, alive."""
    return render(request, "styleguide.html")


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400."""
    return render(request, "error.html", {"code": 400}, status=400)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403."""
    return render(request, "error.html", {"code": 403}, status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404; behind the door with the menu of whoever is signed in. Public pages never look at who asks."""
    match = request.resolver_match
    right = URLS.get(match.url_name or "") if match else None
    inside = right is not None and not public(right) and request.person.known  # type: ignore[attr-defined]
    return render(request, "error.html", {"code": 404, "inside": inside, "frame": "desk.html" if inside else "base.html"}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500; must not lean on anything that may be broken."""
    return render(request, "error.html", {"code": 500}, status=500)
