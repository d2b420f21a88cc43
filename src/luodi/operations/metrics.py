"""Figures for monitoring, in Prometheus' text: what the database holds, and what this process has answered.

The database is asked when somebody asks for the figures, with as many statements as there are sources, whatever it holds. A house adds its own:
`register("luodi_jobs_waiting", "jobs that wait", waiting)`, with `waiting(now) -> float`, one statement.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from django.db import DatabaseError
from django.utils import timezone
from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

import luodi
from luodi.frame.requests import Seen
from luodi.operations import queries

Read = Callable[[datetime], float]
GAUGES: Final[dict[str, tuple[str, Read]]] = {}
BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10)
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

disable_created_metrics()  # type: ignore[no-untyped-call]
_registry: Final = CollectorRegistry()
_requests: Final = Counter("luodi_requests", "requests answered by this process", ("process", "route", "method", "status"), registry=_registry)
_seconds: Final = Histogram("luodi_request_seconds", "how long this process took to answer", ("process", "route"), registry=_registry, buckets=BUCKETS)


def register(name: str, says: str, read: Read) -> None:
    """Add a figure that is read from the database. Raises ValueError for a name that is taken."""
    if name in GAUGES:
        raise ValueError(f"the figure {name!r} is registered already")
    GAUGES[name] = (says, read)


def watch(seen: Seen) -> None:
    """Count a request. Whoever asks for odd addresses or methods makes no new series."""
    process, route = str(os.getpid()), seen.route or "unknown"
    _requests.labels(process, route, seen.method if seen.method in METHODS else "other", str(seen.status)).inc()
    _seconds.labels(process, route).observe(seen.seconds)


def text() -> bytes:
    """All figures."""
    return generate_latest(_registry)


class _Held(Collector):
    """What the database holds. Where it cannot be reached, `luodi_up` is 0 and there is nothing else."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        now = timezone.now()
        try:
            found = list(_figures(now))
        except DatabaseError:
            found = []
        up = GaugeMetricFamily("luodi_up", "whether the database answers", labels=("version",))
        up.add_metric([luodi.__version__], float(bool(found)))
        yield up
        yield from found

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Nothing is asked before somebody wants to know."""
        return iter(())


def _figures(now: datetime) -> Iterator[GaugeMetricFamily]:
    held, waits = queries.counts(now), queries.outbox(now)
    for name, says, value in (
            ("luodi_ledger_entries", "entries of all ledgers", held.entries), ("luodi_accounts", "accounts", held.accounts),
            ("luodi_accounts_open", "accounts that can sign in", held.open_accounts), ("luodi_sessions", "sessions of those who are signed in", held.sessions),
            ("luodi_outbox_waiting", "messages that wait to be sent", waits.waiting), ("luodi_outbox_dead", "messages given up", waits.dead),
            ("luodi_outbox_oldest_seconds", "for how long the first message has been due", waits.oldest.total_seconds() if waits.oldest else 0)):
        yield GaugeMetricFamily(name, says, value=float(value))
    for name, (says, read) in GAUGES.items():
        yield GaugeMetricFamily(name, says, value=float(read(now)))


_registry.register(_Held())
