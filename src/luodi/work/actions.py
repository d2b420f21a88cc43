"""What people do to jobs and rounds. Jobs are made by the actions that need them (`jobs.enqueue`); workers alone move them on."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from luodi.engine.source import refuse
from luodi.ledger.actions import Act, Subject, action
from luodi.rights.kernel import Matter
from luodi.rights.permissions import Right
from luodi.work import verbs
from luodi.work.models import LIVE, Job, State, Turn
from luodi.work.queries import job_matter
from luodi.work.rounds import ROUNDS


def _job(job: Job) -> Subject:
    return Subject(job.region_id, "job", job.pk, job_matter(job))


@action(verb=verbs.JOB_CANCEL, needs=Right.WORK_HANDLE, subject=_job)
def cancel(act: Act, job: Job) -> None:
    """Stop a job; a worker that is at it ends with the unit it is at. Raises Refused when it is over."""
    _move(act, job, LIVE, state=State.STOPPED, ended_at=act.at)


@action(verb=verbs.JOB_RETRY, needs=Right.WORK_HANDLE, subject=_job)
def retry(act: Act, job: Job) -> None:
    """Have a job that failed or was stopped go on where it was. Raises Refused when it is not over, or done."""
    _move(act, job, (State.FAILED, State.STOPPED), state=State.WAITING, ended_at=None, next_at=act.at, moved_at=act.at, attempts=0, said=[], error="")


@action(verb=verbs.ROUND_RUN, needs=Right.ROUNDS_RUN, subject=lambda name, region: Subject(region[-1], "round", None, Matter(region_path=region)))
def run_now(act: Act, name: str, region: tuple[int, ...]) -> None:
    """Have a round made at once; the ledger of a region (its path) notes it. Raises Refused when there is no such round, or it is being made."""
    if name not in ROUNDS:
        refuse(None, f"没有叫“{name[:80]}”的例行工作", f'there is no round "{name[:80]}"')
    Turn.objects.bulk_create([Turn(name=name, next_at=act.at)], ignore_conflicts=True)
    if not Turn.objects.filter(Q(claim="") | Q(lease_until__lte=act.at), name=name).update(next_at=act.at):
        refuse(None, "它正在执行，请过一会儿再看", "it is being made right now; look again in a while")
    act.note(name=name)


def _move(act: Act, job: Job, states: tuple[State, ...], **to: Any) -> None:
    """Change a job that is in one of some states; a worker that has it finds it gone."""
    held = Job.objects.filter(pk=job.pk, state__in=states).values_list("state", "done", "total").first()
    if held is None or not Job.objects.filter(pk=job.pk, state=held[0]).update(claim="", **to):
        refuse(None, f"“{job.name.zh}”的状态刚刚变了，请刷新后再看", f'"{job.name.en}" has just changed; reload and look again')
    act.note(kind=job.kind, done=held[1], total=held[2])
    act.change({"state": held[0]}, {"state": str(to["state"])})
