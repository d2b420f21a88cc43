"""With real transactions, which the other tests only nest."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from luodi.ledger.actions import By
from luodi.ledger.apps import sqlite_locks_at_once
from luodi.ledger.models import Entry
from tests.ledger.acts import WHO, count


@pytest.mark.usefixtures("lasting")
def test_nobody_can_take_an_action_back_by_a_transaction_around_it() -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        count(WHO, 1)
    assert Entry.objects.count() == 0


@pytest.mark.usefixtures("lasting")
def test_begin_and_commit_are_in_the_count_of_statements() -> None:
    count(WHO, 1)
    with CaptureQueriesContext(connection) as statements:
        count(By(WHO, key="k"), 1, told=3)
    said = [one["sql"].split()[0] for one in statements]
    assert said == ["BEGIN", "SELECT", "SELECT", "INSERT", "INSERT", "UPDATE", "INSERT", "INSERT", "COMMIT"]


def test_sqlite_that_would_lock_too_late_is_refused_at_the_start(settings: Settings) -> None:
    late = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "x", "OPTIONS": {}}}
    assert sqlite_locks_at_once(settings.DATABASES) == []
    assert [one.id for one in sqlite_locks_at_once(late)] == ["ledger.E001"]
