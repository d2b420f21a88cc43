"""Reads about background work, each with a known number of statements."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.urls import reverse

from luodi.engine.source import Said
from luodi.frame.paths import ids, within
from luodi.people.models import Region
from luodi.rights.kernel import Matter, Person
from luodi.rights.permissions import Right, reach
from luodi.work.leases import LEASE
from luodi.work.models import LIVE, Job, State, Turn, Worker
from luodi.work.rounds import ROUNDS, Round

SHOWN: Final = 100
SILENT: Final = LEASE * 2
"""A worker that was not seen for so long is gone."""
OVERDUE: Final = timedelta(minutes=10)
STILL: Final = timedelta(minutes=30)
RECENT: Final = timedelta(days=7)
"""For how long a failed job is worth a word."""


def job_matter(job: Job) -> Matter:
    """A job as rights see it: whoever asked for it owns it. One statement."""
    path = Region.objects.filter(pk=job.region_id).values_list("path", flat=True).first() or ""
    return Matter(region_path=ids(path), parts=frozenset({("owner", job.asked_by_id)} if job.asked_by_id else ()))


def job_by_id(job: int) -> Job | None:
    """A job with the account that asked for it. One statement."""
    return Job.objects.select_related("asked_by").filter(pk=job).first()


def jobs_near(person: Person) -> list[Job]:
    """The newest jobs that a person may see: their own, and those of the regions they look after. One statement."""
    there = Region.objects.filter(within("path", reach(person, Right.WORK_READ).regions)).values("pk")
    return list(Job.objects.filter(Q(asked_by=person.account_id) | Q(region_id__in=there)).select_related("asked_by").order_by("-id")[:SHOWN])


def turns() -> list[tuple[Round, Turn | None]]:
    """All rounds by name, each with where it stands. One statement."""
    held = {turn.name: turn for turn in Turn.objects.all()}
    return [(round, held.get(name)) for name, round in sorted(ROUNDS.items())]


def live_workers(now: datetime) -> QuerySet[Worker]:
    """Workers that were seen lately. One statement."""
    # From both sides: one seen in the future was seen before the clock jumped back.
    return Worker.objects.filter(seen_at__gt=now - SILENT, seen_at__lt=now + SILENT).order_by("host", "pid")


def waiting(now: datetime) -> int:
    """How many jobs wait to be taken up though they are due. One statement."""
    return Job.objects.filter(state=State.WAITING, next_at__lte=now).count()


def stuck(now: datetime) -> list[tuple[Said, str]]:
    """What is broken in the background, each with the address where it is mended; empty when all is well. Three statements."""
    found: list[tuple[Said, str]] = []
    if not live_workers(now).exists():
        none = Said("没有后台进程在运行：到期的事没人做，消息发不出去", "no worker runs: nothing that is due is done, no message leaves")
        found.append((none, reverse("work_rounds")))
    found += [(said, reverse("work_rounds")) for round, turn in turns() if (said := _wrong(round, turn, now))]
    late = Q(next_at__lt=now - OVERDUE) | Q(state=State.RUNNING, moved_at__lt=now - STILL)
    failed = Q(state=State.FAILED, ended_at__gt=now - RECENT)
    for job in Job.objects.filter(Q(late, state__in=LIVE) | failed).order_by("-id")[:SHOWN]:
        if job.state == State.FAILED:
            said = Said(f"后台任务“{job.name.zh}”没有成功：{job.words.zh}", f'the job "{job.name.en}" failed: {job.words.en}')
        else:
            said = Said(f"后台任务“{job.name.zh}”停着不动", f'the job "{job.name.en}" does not move')
        found.append((said, reverse("work_job", args=[job.pk])))
    return found


def _wrong(round: Round, turn: Turn | None, now: datetime) -> Said | None:
    name = round.said if round.said.zh else Said(round.name, round.name)
    if turn and turn.failures >= 3:
        return Said(f"例行工作“{name.zh}”连续失败 {turn.failures} 次：{turn.last_error}",
                    f'the round "{name.en}" failed {turn.failures} times in a row: {turn.last_error}')
    if turn and turn.next_at < now - max(round.every * 5, SILENT):
        return Said(f"例行工作“{name.zh}”早该执行了", f'the round "{name.en}" is long overdue')
    return None
