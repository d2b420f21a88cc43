"""The round that keeps this house in order."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from luodi.ledger.outbox import LONGEST_PAUSE
from luodi.work.leases import LEASE, SKEW
from luodi.work.models import Job, State, Worker

KEPT: Final = timedelta(days=90)
"""For how long jobs that are over are kept. What was done stands in the ledger for ever."""
FORGOTTEN: Final = timedelta(days=1)


def tidy(now: datetime) -> str:
    """Pull in what a clock that jumped back left far ahead; forget old jobs and dead workers. Five statements."""
    near = now + LEASE
    pulled = Job.objects.filter(state=State.RUNNING, next_at__gt=near + SKEW).update(next_at=near)
    pulled += Job.objects.filter(state=State.WAITING, next_at__gt=now + LONGEST_PAUSE + SKEW).update(next_at=now)
    Worker.objects.filter(seen_at__lt=now - FORGOTTEN).delete()
    gone = Job.objects.filter(state__in=(State.DONE, State.FAILED, State.STOPPED), ended_at__lt=now - KEPT).delete()[0]
    return "；".join(said for number, said in ((pulled, f"提前 {pulled} 个 · {pulled} brought forward"), (gone, f"清理 {gone} 个 · {gone} removed")) if number)
