"""What can be done to jobs and rounds, and what the ledger notes of it."""

from __future__ import annotations

from dataclasses import dataclass

from luodi.ledger.verbs import declare


@dataclass(frozen=True)
class Handled:
    """A job that was cancelled or is to be tried again: its kind, and how far it was."""

    kind: str
    done: int
    total: int


@dataclass(frozen=True)
class Hurried:
    """A round that is to be made at once."""

    name: str


JOB_CANCEL = declare("job.cancel", "停止后台任务", "cancelled a job", Handled)
JOB_RETRY = declare("job.retry", "重试后台任务", "had a job tried again", Handled)
ROUND_RUN = declare("round.run", "立即执行例行工作", "had a round made at once", Hurried)
