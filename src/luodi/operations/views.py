"""The state of the system for its administrators, and figures for monitoring."""

from __future__ import annotations

from hmac import compare_digest

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

import luodi
from luodi.operations import checks, metrics, queries
from luodi.operations.checks import Level
from luodi.rights.door import Signed, needs
from luodi.rights.permissions import Right


@require_safe
@needs(Right.OPERATIONS_READ)
def state(request: Signed) -> HttpResponse:
    """What is broken, what will not last, and what there is."""
    now = timezone.now()
    found = list(checks.findings(now, slow=False))
    order = list(Level)[::-1]
    return render(request, "operations/state.html", {
        "findings": sorted(found, key=lambda one: order.index(one.level)), "broken": sum(one.level is Level.BROKEN for one in found),
        "warned": sum(one.level is Level.WARN for one in found), "version": luodi.__version__, "database": queries.database_version(),
        "backup": queries.last_backup(), "counts": queries.counts(now), "outbox": queries.outbox(now), "now": now})


@never_cache
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Figures for whoever knows the token; for all others there is no such page."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        raise Http404
    return HttpResponse(metrics.text(), content_type="text/plain; version=0.0.4; charset=utf-8")
