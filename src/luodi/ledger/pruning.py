"""What the ledger need not keep: old keys and old messages. Entries stay for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import QuerySet

from luodi.ledger.models import Idempotency, Outbox, State

KEYS_FOR: Final = timedelta(days=30)
SENT_FOR: Final = timedelta(days=90)
BATCH: Final = 1000


@dataclass(frozen=True)
class Pruned:
    """How much was removed."""

    keys: int = 0
    messages: int = 0


def prune(now: datetime, limit: int = 100_000) -> Pruned:
    """Remove keys after 30 days and messages 90 days after they were sent, the oldest first, until more than `limit` of each are gone.

    Two statements for every thousand, or for those of one instant when they are more.
    """
    return Pruned(_remove(Idempotency.objects.filter(at__lt=now - KEYS_FOR), "at", limit),
                  _remove(Outbox.objects.filter(state=State.SENT, next_at__lt=now - SENT_FOR), "next_at", limit))


def _remove(rows: QuerySet[Any], instant: str, limit: int) -> int:
    removed = 0
    while removed < limit and (batch := list(rows.order_by(instant).values_list(instant, flat=True)[:BATCH])):
        removed += rows.filter(**{f"{instant}__lte": batch[-1]}).delete()[0]
        if len(batch) < BATCH:
            break
    return removed
