"""Sending what actions left to be sent: at least once, never twice in one attempt, with growing pauses, and dead after too many."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from django.db import transaction
from django.db.models import F

from luodi.frame.words import storable
from luodi.ledger.actions import Act, Subject, action
from luodi.ledger.models import Outbox, State
from luodi.rights.kernel import Matter
from luodi.rights.permissions import Right

BATCH: Final = 50
LEASE: Final = timedelta(minutes=10)
"""After this, a claimed message counts as abandoned: a batch must be sent within it, so that `send` should give up after some ten seconds."""
ATTEMPTS: Final = 10
FIRST_PAUSE: Final = timedelta(seconds=30)
LONGEST_PAUSE: Final = timedelta(hours=6)


@dataclass(frozen=True)
class Message:
    """What is handed to `send`. A receiver that has had `region_id` and `key` before drops it: it may come twice, after a crash."""

    region_id: int
    number: int
    key: str
    topic: str
    payload: Any
    attempt: int
    at: datetime
    """When this attempt began."""


@dataclass(frozen=True)
class Delivered:
    """What a delivery did. `failed`: to be tried again; `dead`: given up."""

    sent: int = 0
    failed: int = 0
    dead: int = 0


Take = Callable[[Message], None]
TOPICS: Final[dict[str, Take]] = {}
"""Who takes which messages, by topic, or by the beginning of topics (`notice.`)."""


def on(topic: str) -> Callable[[Take], Take]:
    """Have a function take the messages of a topic, or of all topics that begin with it when it ends in a dot. Raises ValueError for one that is taken."""
    def register(take: Take) -> Take:
        if topic in TOPICS:
            raise ValueError(f"the topic {topic!r} is taken already")
        TOPICS[topic] = take
        return take
    return register


def route(message: Message) -> None:
    """Hand a message to whoever takes its topic, the longest match first. Raises LookupError for a topic that nobody takes."""
    parts = message.topic.split(".")
    for name in (message.topic, *(".".join(parts[:n]) + "." for n in range(len(parts) - 1, 0, -1))):
        if name in TOPICS:
            return TOPICS[name](message)
    raise LookupError(f"没有人处理主题“{message.topic}” · nobody takes the topic {message.topic!r}")


class Later(Exception):
    """Not now, but from `until` on: raised by a `send` that did not even try. It is no failed attempt."""

    def __init__(self, until: datetime, why: str = "") -> None:
        super().__init__(why)
        self.until = until


def pause(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts: doubling, up to a cap."""
    return min(FIRST_PAUSE * (1 << min(attempts - 1, 20)), LONGEST_PAUSE)


def deliver(now: datetime, send: Take = route, limit: int = 1000) -> Delivered:
    """Send at most `limit` messages that are due, oldest first. `send` raises when it could not.

    Statements: one to bury those that kept killing their sender, four for every batch claimed, one a message.
    """
    buried = Outbox.objects.filter(state=State.WAITING, next_at__lte=now, attempts__gte=ATTEMPTS).update(
        state=State.DEAD, next_at=now, error="每次发送都没有结束 · every attempt was cut off")
    sent = failed = 0
    dead = buried
    while limit > 0 and (batch := claim(now, min(BATCH, limit))):
        limit -= len(batch)
        for row in batch:
            try:
                send(Message(row.region_id, row.number, row.key, row.topic, row.payload, row.attempts, now))
            except Later as later:
                _settle(row, next_at=later.until, attempts=row.attempts - 1, error=str(later))
            except Exception as problem:  # whatever goes wrong with one message, the others are sent
                last = row.attempts >= ATTEMPTS
                failed, dead = failed + (not last), dead + last
                _settle(row, state=State.DEAD if last else State.WAITING, next_at=now if last else now + pause(row.attempts),
                        error=storable(f"{type(problem).__name__}: {problem}"))
            else:
                sent += 1
                _settle(row, state=State.SENT, next_at=now, error="")
    return Delivered(sent, failed, dead)


def claim(now: datetime, most: int) -> list[Outbox]:
    """Take due messages for this process by compare-and-swap, each with one attempt more: whoever comes second finds them no longer due."""
    due = Outbox.objects.filter(state=State.WAITING, next_at__lte=now, attempts__lt=ATTEMPTS)
    with transaction.atomic():
        # Rows that another process is taking are passed over, so that two never wait for one another.
        keys = list(due.select_for_update(skip_locked=True).order_by("next_at", "region_id", "number", "place").values_list("pk", flat=True)[:most])
        if not keys:
            return []
        mark = uuid4().hex
        due.filter(pk__in=keys).update(claim=mark, attempts=F("attempts") + 1, next_at=now + LEASE)
        return list(Outbox.objects.filter(pk__in=keys, claim=mark).order_by("region_id", "number", "place"))


def _settle(row: Outbox, **outcome: Any) -> None:
    """Write down what became of a message, unless the lease ran out and somebody else has it now."""
    Outbox.objects.filter(pk=row.pk, claim=row.claim, state=State.WAITING).update(claim="", **outcome)


def _post(region_id: int, region_path: tuple[int, ...], keys: Iterable[str]) -> Subject:
    return Subject(region_id, "outbox", None, Matter(region_path=region_path))


@action(verb="outbox.resend", needs=Right.OUTBOX_RESEND, subject=_post)
def resend(act: Act, region_id: int, region_path: tuple[int, ...], keys: Iterable[str]) -> int:
    """Have dead messages of a region tried again from the start; how many there were. Keys of messages that are not dead are passed over."""
    dead = Outbox.objects.filter(region_id=region_id, state=State.DEAD, key__in=list(keys))
    found = tuple(dead.order_by("number", "place").values_list("key", flat=True))
    act.note(keys=found)
    return dead.update(state=State.WAITING, attempts=0, next_at=act.at, claim="")
