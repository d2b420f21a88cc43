"""The worker: one process that makes the rounds and does the jobs until it is told to stop. It may be killed at any instant.

The main thread waits for the end. Two threads make rounds, so that a slow one does not hold up the others; others do jobs.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
from collections.abc import Callable
from datetime import datetime
from threading import Event, Thread
from time import monotonic
from typing import Final
from uuid import uuid4

from django.db import DatabaseError, connection
from django.utils import timezone

from luodi.work import jobs, rounds
from luodi.work.leases import LEASE, rested
from luodi.work.models import Worker

IDLE: Final = 1.0
"""Seconds between two looks when there was nothing to do."""
LONGEST_PAUSE: Final = 30.0
GRACE: Final = 20.0
"""Seconds that what is under way has to end. After that it is left, as if the process had been killed."""
ROUND_THREADS: Final = 2
_log = logging.getLogger(__name__)


def once() -> None:
    """Make every round that is due, once, and do all jobs that are due."""
    for name in rounds.ROUNDS:
        rounds.run_due(timezone.now(), only=name)
    while jobs.run_next(timezone.now()):
        pass


def work(threads: int = 1, parent: int | None = None) -> None:
    """Work until SIGTERM or SIGINT, or until the process `parent` is no longer the one that started this."""
    stop, name = Event(), uuid4().hex

    def told(*_: object) -> None:
        # Not set here: this may run while the very same thread holds the lock of the event.
        Thread(target=stop.set, daemon=True).start()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, told)
    busy = [
        Thread(target=_loop, args=(lambda: _seen(name, timezone.now()), stop, LEASE.total_seconds() / 3), daemon=True),
        *(Thread(target=_loop, args=(lambda: bool(rounds.run_due(timezone.now())), stop), daemon=True) for _ in range(ROUND_THREADS)),
        *(Thread(target=_loop, args=(lambda: jobs.run_next(timezone.now(), stop.is_set), stop), daemon=True) for _ in range(threads)),
    ]
    for thread in busy:
        thread.start()
    while not stop.wait(IDLE):
        if parent is not None and os.getppid() != parent:
            stop.set()
    last = monotonic() + GRACE
    for thread in busy:
        thread.join(max(0.0, last - monotonic()))
    try:
        Worker.objects.filter(name=name).delete()
    except DatabaseError:  # it will be seen by its silence
        _log.warning("the worker could not sign off", exc_info=True)
    connection.close()


def _seen(name: str, now: datetime) -> bool:
    """Tell that this worker lives."""
    first = {"host": socket.gethostname()[:200], "pid": os.getpid(), "started_at": now, "seen_at": now}
    Worker.objects.update_or_create(name=name, defaults={"seen_at": now}, create_defaults=first)
    return False


def _loop(turn: Callable[[], bool], stop: Event, idle: float = IDLE) -> None:
    """Take turns until the end, at once again after one that did something. Whatever goes wrong, the database gone too: wait longer and longer."""
    wrong = 0
    while not stop.is_set():
        try:
            busy = turn()
            wrong = 0
        except Exception:  # a worker goes on, whatever happens
            if wrong == 0:
                _log.exception("the worker could not go on; it waits and tries again")
            busy, wrong = False, wrong + 1
        rested()
        if not busy:
            stop.wait(min(IDLE * 2 ** min(wrong, 9), LONGEST_PAUSE) if wrong else idle)
    connection.close()
