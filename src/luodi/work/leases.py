"""Holding on to what was taken up: a lease that is renewed while the process lives and runs out when it is killed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Final

from django.db import close_old_connections, connection
from django.utils import timezone

LEASE: Final = timedelta(seconds=60)
SKEW: Final = timedelta(minutes=1)
"""How far the clocks of two machines may differ. What lies further ahead than it can was written before a clock jumped back."""
_log = logging.getLogger(__name__)


@contextmanager
def kept(renew: Callable[[datetime], object]) -> Iterator[None]:
    """Call `renew` three times a lease for as long as the block runs, from a thread of its own."""
    over = Event()

    def beat() -> None:
        while not over.wait(LEASE.total_seconds() / 3):
            try:
                renew(timezone.now())
            except Exception:  # the database may be back at the next beat
                _log.warning("a lease could not be renewed", exc_info=True)
            finally:
                connection.close()
    Thread(target=beat, daemon=True).start()
    try:
        yield
    finally:
        over.set()


def rested() -> None:
    """Let go of a connection that is broken or too old, unless a transaction around this one still needs it."""
    if not connection.in_atomic_block:
        close_old_connections()
