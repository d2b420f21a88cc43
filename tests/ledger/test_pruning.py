"""Old keys and old messages go; entries and what has not arrived stay."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from luodi.ledger import pruning
from luodi.ledger.actions import By
from luodi.ledger.models import Entry, Idempotency, Outbox
from luodi.ledger.outbox import deliver
from luodi.ledger.pruning import Pruned, prune
from tests.ledger.acts import WHO, count

pytestmark = pytest.mark.usefixtures("ledger")


def test_keys_go_after_thirty_days_and_messages_ninety_days_after_they_were_sent() -> None:
    now = timezone.now()
    count(By(WHO, key="k"), 1)
    deliver(now + timedelta(days=1), lambda message: None)
    assert prune(now + timedelta(days=29)) == Pruned()
    assert prune(now + timedelta(days=31)) == Pruned(keys=1)
    assert prune(now + timedelta(days=90, hours=1)) == Pruned()
    assert prune(now + timedelta(days=92)) == Pruned(messages=1)
    assert (Idempotency.objects.count(), Outbox.objects.count(), Entry.objects.count()) == (0, 0, 1)


@pytest.mark.parametrize("state", ["waiting", "dead"])
def test_what_has_not_arrived_stays(state: str) -> None:
    count(WHO, 1)
    Outbox.objects.update(state=state)
    assert prune(timezone.now() + timedelta(days=999)) == Pruned()


def test_a_batch_is_two_statements_however_large(monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    for n in range(7):
        count(WHO, 1)
        deliver(now + timedelta(seconds=n + 1), lambda message: None)
    monkeypatch.setattr(pruning, "BATCH", 3)
    with CaptureQueriesContext(connection) as statements:
        assert prune(now + timedelta(days=99)) == Pruned(messages=7)
    assert len(statements) == 1 + 2 * 3


def test_no_more_is_removed_than_asked_for_but_for_the_last_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    for n in range(4):
        count(WHO, 1)
        deliver(now + timedelta(seconds=n + 1), lambda message: None)
    monkeypatch.setattr(pruning, "BATCH", 2)
    assert [prune(now + timedelta(days=99), limit=1).messages for _ in range(3)] == [2, 2, 0]
