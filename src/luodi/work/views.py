"""Jobs and how far they are; for platform administrators the rounds too."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.middleware import HtmxDetails

from luodi.engine.source import Refused
from luodi.rights.door import Signed, needs, require
from luodi.rights.kernel import Person
from luodi.rights.permissions import Right, may, reach
from luodi.work import actions, queries
from luodi.work.models import Job


@require_safe
@needs(Right.WORK_READ)
def jobs(request: Signed) -> HttpResponse:
    """The own jobs, and those of the region for whoever looks after it."""
    shown = queries.jobs_near(request.person)
    return _page(request, "work/jobs.html", "work/_jobs.html", {
        "jobs": shown, "live": any(job.live for job in shown), "others": any(job.asked_by_id != request.person.account_id for job in shown),
        "may_run": may(request.person, Right.ROUNDS_RUN).allowed})


@require_safe
@needs(Right.WORK_READ)
def job(request: Signed, job: int) -> HttpResponse:
    """One job."""
    found = _found(request, job, Right.WORK_READ)
    return _page(request, "work/job.html", "work/_job.html", {"job": found, "may_run": may(request.person, Right.ROUNDS_RUN).allowed})


@require_POST
@needs(Right.WORK_HANDLE)
def cancel(request: Signed, job: int) -> HttpResponse:
    """Stop a job."""
    return _handled(request, job, actions.cancel, _("已停止。"))


@require_POST
@needs(Right.WORK_HANDLE)
def retry(request: Signed, job: int) -> HttpResponse:
    """Try a job again."""
    return _handled(request, job, actions.retry, _("已重新排队，从停下的地方接着做。"))


@require_safe
@needs(Right.ROUNDS_RUN)
def rounds(request: Signed) -> HttpResponse:
    """What is done again and again, and by whom."""
    now = timezone.now()
    return render(request, "work/rounds.html", {"turns": queries.turns(), "workers": queries.live_workers(now)})


@require_POST
@needs(Right.ROUNDS_RUN)
def run(request: Signed, name: str) -> HttpResponse:
    """Have a round made at once."""
    region = min(reach(request.person, Right.ROUNDS_RUN).regions)
    _tried(request, lambda: actions.run_now(request.person, name, region), _("已安排，几秒内执行。"))
    return HttpResponseRedirect(reverse("work_rounds"))


def _page(request: Signed, whole: str, part: str, shown: dict[str, object]) -> HttpResponse:
    """The page, or the part of it that looks again by itself."""
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    return render(request, part if htmx else whole, shown)


def _found(request: Signed, job: int, right: Right) -> Job:
    found = queries.job_by_id(job)
    if found is None:
        raise Http404
    require(request, right, queries.job_matter(found))
    return found


def _handled(request: Signed, job: int, action: Callable[[Person, Job], None], done: str) -> HttpResponse:
    found = _found(request, job, Right.WORK_HANDLE)
    _tried(request, lambda: action(request.person, found), done)
    return HttpResponseRedirect(reverse("work_job", args=[job]))


def _tried(request: Signed, work: Callable[[], None], done: str) -> None:
    """Do something and say so, or say why not."""
    try:
        work()
    except Refused as refused:
        for fault in refused.faults:
            messages.error(request, fault.to(request.lang))
    else:
        messages.success(request, done)
