"""An action about two regions: an entry in each chain, each naming the other."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luodi.ledger.chain import Kind, digest, verify
from luodi.ledger.models import Entry, Head, Outbox
from luodi.rights.kernel import Denied, Person
from tests.ledger.acts import WHO, count, move, pair_of, rows, tamper, unguarded

pytestmark = pytest.mark.usefixtures("ledger")


def both() -> tuple[Entry, Entry]:
    return Entry.objects.get(region_id=1, verb="test.move"), Entry.objects.get(region_id=2, verb="test.move")


def test_both_chains_say_it_and_each_entry_names_the_other() -> None:
    count(WHO, 2)
    move(WHO, 1, 2)
    here, there = both()
    assert [(one["region"], one["number"]) for one in [*(here.others or ()), *(there.others or ())]] == [(2, 2), (1, 1)]
    assert there.others == [{"region": 1, "number": 1, "hash": here.hash}]
    assert (there.payload, there.after, there.person_id, there.subject_id) == (here.payload, here.after, here.person_id, here.subject_id)
    assert verify(1) == verify(2) == []


def test_its_messages_and_its_rows_are_there_once() -> None:
    move(WHO, 1, 2)
    assert (rows(), Outbox.objects.count()) == (1, 1)


def test_a_body_that_fails_leaves_nothing_in_either() -> None:
    with pytest.raises(LookupError):
        move(WHO, 1, 2, fail=True)
    assert (rows(), Entry.objects.count(), Head.objects.filter(number__gt=0).count()) == (0, 0, 0)


def test_a_refused_attempt_is_an_entry_of_its_own_region_only() -> None:
    with pytest.raises(Denied):
        move(Person(13, "钱"), 1, 2)
    assert list(Entry.objects.values_list("region_id", "outcome", "others")) == [(1, "refused", None)]


def test_an_inner_action_may_write_to_either_chain() -> None:
    pair_of(WHO, 1, 2)
    assert [Entry.objects.filter(region_id=region).count() for region in (1, 2)] == [2, 2]
    assert verify(1) == verify(2) == []


@pytest.mark.parametrize(("region", "column", "value"), [
    (2, "reason", "别的"), (2, "payload", '{"a":1}'), (1, "reason", "别的"), (2, "others", None), (1, "others", None)])
def test_an_entry_changed_and_hashed_anew_with_its_whole_chain_is_found_by_its_counterpart(region: int, column: str, value: str | None) -> None:
    move(WHO, 1, 2)
    with unguarded():
        tamper(f"UPDATE ledger_entry SET {column} = %s WHERE region_id = %s", value, region)
        anew = digest(Entry.objects.get(region_id=region))
        tamper("UPDATE ledger_entry SET hash = %s WHERE region_id = %s", anew, region)
        tamper("UPDATE ledger_head SET hash = %s WHERE region_id = %s", anew, region)
        assert [(one.number, one.kind) for one in verify(3 - region)] == [(1, Kind.APART)]


@pytest.mark.parametrize("region", [1, 2])
def test_an_entry_removed_with_its_end_is_found_by_its_counterpart(region: int) -> None:
    move(WHO, 1, 2)
    with unguarded():
        tamper("DELETE FROM ledger_entry WHERE region_id = %s", region)
        tamper("DELETE FROM ledger_head WHERE region_id = %s", region)
        assert verify(region) == []
        assert [(one.number, one.kind) for one in verify(3 - region)] == [(1, Kind.APART)]


def test_each_further_region_costs_two_statements() -> None:
    move(WHO, 1, 2)
    counts = []
    for also in ((), (2,), (2, 3)):
        for region in also:
            count(WHO, region)
        with CaptureQueriesContext(connection) as statements:
            move(WHO, 1, *also)
        counts.append(len(statements))
    assert counts == [7, 9, 11]
