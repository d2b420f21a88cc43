"""Jobs: long work that a person asks for, taken up again where it was when its worker is killed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from luodi.engine.source import Refused, Said, refuse
from luodi.frame.middleware import local_today
from luodi.frame.words import storable
from luodi.ledger.actions import Act
from luodi.ledger.outbox import pause
from luodi.ledger.values import small, text
from luodi.people.queries import person_of
from luodi.rights.kernel import MACHINE, NOTHING, Denied, Person
from luodi.work.leases import LEASE, kept, rested
from luodi.work.models import LIVE, Job, State

ATTEMPTS: Final = 3
CUT_OFF: Final = Said("做到同一处中断了 3 次，已停下；请联系平台管理员", "cut off three times at the same place and given up; ask the platform administrator")
BROKEN: Final = Said("做到同一处出错 3 次，已停下；请联系平台管理员", "failed three times at the same place and given up; ask the platform administrator")
AGAIN: Final = Said("出了错，稍后自动再试", "something went wrong; it will be tried again by itself")
_log = logging.getLogger(__name__)


class Stopped(Exception):
    """The job is to end here: it was cancelled, or its worker is being stopped and another one goes on with it."""


class Run:
    """A job as its handler sees it. `done` of `total`: where to go on. `person`: who asked, with the rights of today. `result`: plain JSON to keep.

    A `result` with a `url` of ours and a `name` is shown as a link.
    """

    def __init__(self, job: Job, now: datetime, stopping: Callable[[], bool]) -> None:
        self.job_id, self.region_id, self.now = job.pk, job.region_id, now
        self.params: Mapping[str, Any] = job.params
        self.done, self.total, self.attempts = job.done, job.total, job.attempts
        self.person: Person = _person(job)
        self.result: dict[str, Any] = dict(job.result)
        self._mine, self._stopping = _mine(job), stopping

    def progress(self, done: int, total: int, said: Said = NOTHING) -> None:
        """Note that `done` of `total` are finished and need not be done again. Raises Stopped when the job is to end here. One statement."""
        now = timezone.now()
        self.attempts = 1 if done > self.done else self.attempts
        held = self._mine.update(done=done, total=total, said=said, attempts=self.attempts, result=small(self.result, "result"), moved_at=now,
                                 next_at=now + LEASE)
        self.done, self.total = done, total
        if not held or self._stopping():
            raise Stopped


Handler = Callable[[Run], Said]
JOBS: Final[dict[str, Handler]] = {}


def job(kind: str) -> Callable[[Handler], Handler]:
    """Make a function the handler of a kind of job. Raises ValueError for a kind that has one."""
    def wrap(handler: Handler) -> Handler:
        if kind in JOBS:
            raise ValueError(f"the job {kind!r} has a handler already")
        JOBS[kind] = handler
        return handler
    return wrap


def enqueue(act: Act, kind: str, params: Mapping[str, Any], title: Said, key: str = "") -> Job:
    """Have a job done once the action around it is kept. A `key` that the region has used for this kind gives the job of then.

    Raises ValueError for a kind without a handler, or where nobody is there in whose name it could run.
    """
    if kind not in JOBS:
        raise ValueError(f"no job is called {kind!r}")
    if not (act.person.known or act.person.machine):
        raise ValueError(f"{kind}: a job runs in the name of somebody who is signed in")
    # Actions of one region follow one another: nobody makes the same job between look and write.
    if key and (found := Job.objects.filter(region_id=act.region_id, kind=kind, key=key).first()):
        return found
    return Job.objects.create(region_id=act.region_id, kind=kind, key=text(key, "key", 200), params=small(params, kind), title=title,
                              asked_by_id=act.person.account_id, next_at=act.at, created_at=act.at, moved_at=act.at)


def run_next(now: datetime, stopping: Callable[[], bool] = lambda: False) -> bool:
    """Take up the job that is due first and do it; whether there was one. Statements: one when there is none."""
    job = claim(now)
    if job is None:
        return False
    mine = _mine(job)
    with kept(lambda at: mine.update(next_at=at + LEASE)):
        outcome = _outcome(job, now, stopping)
    rested()  # the handler may have broken its own
    mine.update(claim="", **outcome)
    return True


def claim(now: datetime) -> Job | None:
    """Take the job that is due first for this worker. Those that are known to no handler here are left to another version of the product."""
    due = Job.objects.filter(state__in=LIVE, next_at__lte=now, kind__in=list(JOBS))
    if not due.exists():
        return None
    with transaction.atomic():
        found = due.select_for_update(skip_locked=True).order_by("next_at", "id").first()
        if found is None:
            return None
        mark, same = uuid4().hex, Job.objects.filter(pk=found.pk, claim=found.claim, next_at=found.next_at)
        if found.attempts >= ATTEMPTS:
            same.update(state=State.FAILED, said=CUT_OFF, claim="", ended_at=now)
            return None
        # Compare and swap: should the lock ever fail, a job still has one worker.
        started = found.started_at or now
        if not same.update(state=State.RUNNING, claim=mark, attempts=F("attempts") + 1, next_at=now + LEASE, started_at=started, moved_at=now):
            return None
    return Job.objects.select_related("asked_by__unit").get(pk=found.pk, claim=mark)


def _mine(job: Job) -> QuerySet[Job]:
    """The row, as long as it is this worker that has it."""
    return Job.objects.filter(pk=job.pk, claim=job.claim, state=State.RUNNING)


def _person(job: Job) -> Person:
    """In whose name a job runs, as they are today. Raises Refused when their account was closed."""
    if job.asked_by is None:
        return MACHINE
    if not job.asked_by.is_active:
        refuse(None, f"{job.asked_by.name}的账号已停用，不再替其办理", f"the account of {job.asked_by.name} was closed; nothing more is done in its name")
    return person_of(job.asked_by, local_today())


def _outcome(job: Job, now: datetime, stopping: Callable[[], bool]) -> dict[str, Any]:
    """Run the handler; what becomes of the job."""
    run = None
    try:
        run = Run(job, now, stopping)
        said = JOBS[job.kind](run)
        return {"state": State.DONE, "said": said, "result": small(run.result, "result"), "error": "", "ended_at": timezone.now()}
    except Stopped:
        return {"state": State.WAITING, "next_at": timezone.now(), "attempts": F("attempts") - 1}
    except Refused as refused:
        return _failed(Said("\n".join(fault.to("zh") for fault in refused.faults), "\n".join(fault.to("en") for fault in refused.faults)), "")
    except Denied as denied:
        return _failed(denied.verdict.why, "Denied")
    except Exception as problem:  # a job that fails takes no other with it
        attempts, error = run.attempts if run else job.attempts, storable(f"{type(problem).__name__}: {problem}")
        _log.exception("job %s %s failed, attempt %d", job.kind, job.pk, attempts)
        if attempts >= ATTEMPTS:
            return _failed(BROKEN, error)
        return {"state": State.WAITING, "said": AGAIN, "error": error, "next_at": timezone.now() + pause(attempts)}


def _failed(said: Said, error: str) -> dict[str, Any]:
    return {"state": State.FAILED, "said": said, "error": error, "ended_at": timezone.now()}
