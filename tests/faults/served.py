"""The product as it is served, with a few addresses more: what no screen offers yet, asked for with a key."""

from __future__ import annotations

import time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from luodi.engine.source import Said
from luodi.ledger.actions import By
from luodi.people.models import Account
from luodi.site import urls
from luodi.work.jobs import Run, job
from tests.notices.acts import new, tell
from tests.runners import sql
from tests.work.asking import ask

UNITS = 12


@job("test.units")
def units(run: Run) -> Said:
    """Some units, each written down once however often it is done."""
    for unit in range(run.done, UNITS):
        sql("INSERT INTO test_unit (job, unit) VALUES (%s, %s) ON CONFLICT DO NOTHING", run.job_id, unit)
        time.sleep(0.004)
        run.progress(unit + 1, UNITS)
    return Said("好了", "done")


@require_POST
def count(request: Any, key: str) -> HttpResponse:
    """Have a job done; the same key asks for the same job."""
    return HttpResponse(ask(By(request.person, key=key), request.user.unit.region_id, "test.units").pk)


@require_POST
def told(request: HttpRequest, key: str) -> HttpResponse:
    """Tell everybody who has a mail address."""
    return HttpResponse(tell(*(new(account, f"told.{key}", urgent=True) for account in Account.objects.exclude(email="").select_related("unit"))))


urlpatterns = [path("test/count/<str:key>", count), path("test/tell/<str:key>", told), *urls.urlpatterns]
__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
