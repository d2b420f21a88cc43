"""Actions of several regions that are kept by one COMMIT: each stands or falls alone, and all wait for the end."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from luodi.ledger.actions import together
from luodi.ledger.chain import verify
from luodi.ledger.models import Entry, Outbox
from luodi.rights.kernel import Denied
from tests.ledger.acts import WHO, count, forbidden, rows, tamper


def both(first: Callable[[], object], second: Callable[[], object]) -> None:
    """Two pieces of work, kept together."""
    with together(1, 2):
        first()
        second()


def counted() -> list[int]:
    """The regions that have an entry."""
    return list(Entry.objects.order_by("region_id").values_list("region_id", flat=True))


@pytest.mark.usefixtures("ledger")
def test_one_that_fails_between_two_others_loses_only_its_own_part() -> None:
    with together(1, 2, 3):
        count(WHO, 1)
        with pytest.raises(LookupError):
            count(WHO, 2, fail=True)
        count(WHO, 3)
    assert (counted(), rows(), Outbox.objects.count()) == ([1, 3], 2, 2)
    count(WHO, 2)
    assert verify(1) == verify(2) == verify(3) == []


@pytest.mark.usefixtures("lasting")
def test_when_what_is_around_them_fails_none_is_kept() -> None:
    with pytest.raises(LookupError):
        both(lambda: count(WHO, 1), lambda: count(WHO, 2, fail=True))
    assert (counted(), rows()) == ([], 0)


@pytest.mark.usefixtures("lasting")
def test_a_refused_attempt_is_written_even_when_nothing_else_is_kept() -> None:
    with pytest.raises(Denied):
        both(lambda: count(WHO, 1), lambda: forbidden(WHO, 2))
    assert list(Entry.objects.values_list("region_id", "outcome")) == [(2, "refused")]


@pytest.mark.usefixtures("lasting")
def test_a_transaction_that_the_database_has_given_up_does_not_end_in_silence() -> None:
    def gives_up() -> None:
        with suppress(DatabaseError), transaction.atomic(savepoint=False):
            tamper("SELECT nothing FROM nowhere")
    with pytest.raises(RuntimeError, match="gave the transaction up"):
        both(lambda: count(WHO, 1), gives_up)
    assert counted() == []


@pytest.mark.usefixtures("ledger")
def test_a_region_that_was_not_named_is_refused() -> None:
    with pytest.raises(RuntimeError, match="chains of the regions"), together(1, 2):
        count(WHO, 3)


@pytest.mark.usefixtures("ledger")
def test_it_is_no_part_of_another_one() -> None:
    with together(1), pytest.raises(RuntimeError, match="one transaction already"), together(1):
        count(WHO, 1)


@pytest.mark.usefixtures("lasting")
def test_somebody_elses_transaction_around_it_is_refused() -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic(), together(1):
        count(WHO, 1)
    assert counted() == []


@pytest.mark.usefixtures("lasting")
def test_three_regions_are_begun_locked_and_kept_once() -> None:
    for region in (1, 2, 3):
        count(WHO, region)
    with CaptureQueriesContext(connection) as statements, together(1, 2, 3):
        for region in (3, 2, 1):
            count(WHO, region, told=0)
    said = [one["sql"].split()[0] for one in statements]
    assert said == ["BEGIN", "SELECT", *["SAVEPOINT", "INSERT", "INSERT", "UPDATE", "RELEASE"] * 3, "COMMIT"]
