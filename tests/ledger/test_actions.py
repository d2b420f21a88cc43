"""An action: all or nothing, one entry, refusals kept, a key answered once."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext

from luodi.engine.source import Refused
from luodi.ledger.actions import ACTIONS, Act, By, Subject, action
from luodi.ledger.chain import verify
from luodi.ledger.models import Entry, Head, Idempotency, Outbox
from luodi.ledger.outbox import resend
from luodi.rights.kernel import ANONYMOUS, Denied, Person
from tests.ledger.acts import WHO, count, forbidden, pair, rows, several, tamper, unguarded

pytestmark = pytest.mark.usefixtures("ledger")


def test_an_action_leaves_one_entry_that_says_who_what_and_why() -> None:
    assert count(By(Person(8, "李"), "依据会议纪要", "req-1"), 1, by=4) == {"by": 4}
    entry = Entry.objects.get()
    assert (entry.region_id, entry.number, entry.person_id, entry.on_behalf_of_id, entry.verb) == (1, 1, 8, 99, "test.count")
    assert (entry.subject_type, entry.subject_id, entry.payload, entry.before, entry.after) == ("counter", 5, {"by": 4, "word": None}, {"n": 0}, {"n": 4})
    assert (entry.reason, entry.request_id, entry.outcome) == ("依据会议纪要", "req-1", "done")
    assert list(Outbox.objects.values_list("key", "topic", "payload", "state")) == [("1.1.0", "counted", {"by": 4}, "waiting")]


@pytest.mark.parametrize("many", [1, 7])
def test_an_action_about_many_things_leaves_an_entry_for_each_for_two_statements(many: int) -> None:
    count(WHO, 1)
    several(WHO, 1, 0)
    with CaptureQueriesContext(connection) as alone:
        several(WHO, 1, 0)
    with CaptureQueriesContext(connection) as found:
        several(WHO, 1, many)
    assert len(found) == len(alone) + 2
    own = Entry.objects.filter(region_id=1, verb="test.count").order_by("number")[1:]
    assert [(one.subject_type, one.subject_id, one.payload["by"], one.after, one.confidential, one.person_id) for one in own] == [
        ("counter", number, number, {"n": number}, number % 3 == 2, WHO.account_id) for number in range(many)]
    count(WHO, 1)
    assert verify(1) == []


def test_regions_have_chains_of_their_own() -> None:
    for region in (1, 2, 1):
        count(WHO, region)
    assert list(Head.objects.order_by("region_id").values_list("region_id", "number")) == [(1, 2), (2, 1)]
    assert verify(1) == verify(2) == []


def test_a_body_that_fails_leaves_nothing() -> None:
    count(WHO, 1)
    with pytest.raises(LookupError):
        count(WHO, 1, fail=True)
    assert (rows(), Entry.objects.count(), Outbox.objects.count(), Head.objects.get().number) == (1, 1, 1, 1)


def test_a_refused_attempt_is_an_entry_and_its_body_does_not_run() -> None:
    with pytest.raises(Denied) as caught:
        forbidden(By(ANONYMOUS, "为什么不行"), 1)
    assert caught.value.verdict.why.en == "another unit does this"
    entry = Entry.objects.get()
    assert (entry.outcome, entry.person_id, entry.payload["right"], entry.payload["why_zh"]) == ("refused", None, "forbidden", "这件事由别的单位办理")
    assert (rows(), Outbox.objects.count(), verify(1)) == (0, 0, [])


@pytest.mark.parametrize("second", ["fails", "forbidden"])
def test_an_inner_action_that_fails_is_taken_back_alone(second: str) -> None:
    assert pair(WHO, 1, second) == "one"
    verbs = list(Entry.objects.order_by("number").values_list("verb", "outcome"))
    assert verbs[:2] == [("test.count", "done"), ("test.pair", "done")]
    assert verbs[2:] == ([("test.count", "refused")] if second == "forbidden" else [])
    assert (rows(), verify(1)) == (1, [])


def test_an_inner_action_that_fails_after_a_whole_one_of_its_own_leaves_the_end_where_it_was() -> None:
    @action(verb="test.pair", needs="count", subject=lambda: Subject(1, "counter", 5))
    def middle(act: Act) -> None:
        count(act.by, 1)
        raise LookupError

    @action(verb="test.pair", needs="count", subject=lambda: Subject(1, "counter", 5))
    def outer(act: Act) -> None:
        with suppress(LookupError):
            middle(act.by)
    outer(WHO)
    assert (rows(), Entry.objects.count(), verify(1)) == (0, 1, [])


def test_a_refusal_inside_an_action_that_fails_is_kept() -> None:
    @action(verb="test.pair", needs="count", subject=lambda: Subject(1, "counter", 5))
    def outer(act: Act) -> None:
        count(WHO, 1)
        forbidden(WHO, 1)
    with pytest.raises(Denied):
        outer(WHO)
    assert list(Entry.objects.values_list("number", "outcome")) == [(1, "refused")]
    assert (rows(), verify(1)) == (0, [])


def test_should_the_lock_ever_fail_the_chain_does_not_fork() -> None:
    @action(verb="test.pair", needs="count", subject=lambda: Subject(1, "counter", 5))
    def meanwhile(act: Act) -> None:
        Head.objects.filter(region_id=1).update(number=5)
    with pytest.raises(RuntimeError, match="while it was locked"):
        meanwhile(WHO)
    assert Entry.objects.count() == 0


def test_an_outer_action_that_fails_takes_inner_ones_back() -> None:
    with pytest.raises(LookupError):
        pair(WHO, 1, "stops")
    assert (rows(), Entry.objects.count()) == (0, 0)


def test_an_action_writes_to_no_chain_that_the_outermost_one_does_not_name() -> None:
    with pytest.raises(RuntimeError, match="outermost"):
        pair(WHO, 1, "elsewhere")


@pytest.mark.parametrize("by", [True, "4", 1.5, None])
def test_a_payload_of_another_shape_is_refused_and_nothing_is_kept(by: object) -> None:
    with pytest.raises(Refused, match=r"test\.count"):
        count(WHO, 1, by=by, told=0)
    assert (rows(), Entry.objects.count()) == (0, 0)


def test_an_action_with_an_undeclared_verb_does_not_load() -> None:
    with pytest.raises(ValueError, match="not declared"):
        action(verb="test.unheard_of", needs="count", subject=lambda: Subject(1, "x", 1))


def test_every_action_is_listed_with_its_verb_and_right() -> None:
    name = f"{resend.__module__}.{resend.__qualname__}"
    assert ACTIONS[name] == ("outbox.resend", "outbox_resend")
    assert ACTIONS["tests.ledger.acts.forbidden"] == ("test.count", "forbidden")


@pytest.mark.parametrize("reason", ["a\x00b", "\ud800", "长" * 2001])
def test_a_reason_that_a_database_cannot_hold_is_refused_in_words(reason: str) -> None:
    with pytest.raises(Refused, match="reason"):
        By(WHO, reason)


def test_the_same_key_gives_the_same_answer_and_one_entry() -> None:
    assert count(By(WHO, key="k"), 1, by=4) == count(By(WHO, key="k"), 1, by=4) == {"by": 4}
    assert (rows(), Entry.objects.count(), Outbox.objects.count()) == (1, 1, 1)


def test_a_key_belongs_to_its_person_and_its_request() -> None:
    count(By(WHO, key="k"), 1, by=4)
    with pytest.raises(Refused, match="另一次内容不同"):
        count(By(WHO, key="k"), 1, by=5)
    count(By(Person(9, "赵"), key="k"), 1, by=5)
    assert (Entry.objects.count(), Idempotency.objects.count()) == (2, 2)


def test_a_key_does_not_open_what_is_forbidden() -> None:
    count(By(WHO, key="k"), 1)
    with pytest.raises(Denied):
        count(By(Person(13, "钱"), key="k"), 1)


def test_a_failed_action_does_not_use_up_its_key() -> None:
    with pytest.raises(LookupError):
        count(By(WHO, key="k"), 1, fail=True)
    assert count(By(WHO, key="k"), 1) == {"by": 1}


@pytest.mark.parametrize("statement", [
    "UPDATE ledger_entry SET reason = 'x'", "DELETE FROM ledger_entry", "DELETE FROM ledger_entry WHERE number = 1", "TRUNCATE ledger_entry",
    "INSERT OR REPLACE INTO ledger_entry SELECT * FROM ledger_entry"])
def test_the_database_refuses_to_change_or_remove_an_entry(statement: str) -> None:
    if ("TRUNCATE" in statement and connection.vendor == "sqlite") or ("OR REPLACE" in statement and connection.vendor != "sqlite"):
        pytest.skip("not a statement of this database")
    count(WHO, 1)
    with pytest.raises(DatabaseError, match="never changed or removed"), transaction.atomic():
        tamper(statement)
    with unguarded():
        tamper(statement)
    assert verify(1) == []


@pytest.mark.parametrize("told", [0, 1, 30])
@pytest.mark.parametrize("key", ["", "k"])
@pytest.mark.parametrize("before", [1, 40])
def test_an_action_costs_the_same_whatever_it_is_about(key: str, told: int, before: int) -> None:
    for _ in range(before):
        count(WHO, 1, told=0)
    with CaptureQueriesContext(connection) as statements:
        count(By(WHO, key=key), 1, told=told)
    body = 1
    assert len(statements) == 5 + body + bool(told) + 2 * bool(key), [one["sql"] for one in statements]


def test_a_refused_attempt_costs_the_same() -> None:
    count(WHO, 1)
    with CaptureQueriesContext(connection) as statements, pytest.raises(Denied):
        forbidden(WHO, 1)
    assert len(statements) == 5
