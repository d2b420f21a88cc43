"""Messages: at least once, with growing pauses, dead after too many attempts, and back from the dead when somebody says so."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from luodi.engine.source import Refused
from luodi.ledger import outbox
from luodi.ledger.actions import Act, Subject, action
from luodi.ledger.models import Entry, Outbox
from luodi.ledger.outbox import ATTEMPTS, FIRST_PAUSE, LEASE, LONGEST_PAUSE, Delivered, Message, claim, deliver, on, pause, resend, route
from luodi.rights.kernel import Denied, Person
from tests.ledger.acts import WHO, count

pytestmark = pytest.mark.usefixtures("ledger")


def later(**time: float) -> datetime:
    return timezone.now() + timedelta(**time)


def fail(message: Message) -> None:
    raise ConnectionError("no answer\x00")


def test_what_is_due_is_sent_once_in_order_with_its_key() -> None:
    count(WHO, 1, told=3)
    seen: list[Message] = []
    assert deliver(later(), seen.append) == Delivered(sent=3)
    assert deliver(later(days=9), seen.append) == Delivered()
    assert [(one.key, one.attempt, one.topic) for one in seen] == [(f"1.1.{place}", 1, "counted") for place in range(3)]


def test_nothing_is_sent_before_it_is_due_nor_more_than_the_limit() -> None:
    count(WHO, 1, told=3)
    assert deliver(later(hours=-1), fail) == Delivered()
    assert deliver(later(), lambda message: None, limit=2) == Delivered(sent=2)


def test_one_message_that_fails_does_not_hold_up_the_others() -> None:
    count(WHO, 1, told=3)

    def send(message: Message) -> None:
        if message.key == "1.1.1":
            fail(message)
    assert deliver(later(), send) == Delivered(sent=2, failed=1)
    row = Outbox.objects.get(state="waiting")
    assert (row.key, row.attempts, row.error, row.claim) == ("1.1.1", 1, "ConnectionError: no answer", "")


def test_pauses_double_up_to_a_cap() -> None:
    assert [pause(n) / FIRST_PAUSE for n in (1, 2, 3, 4)] == [1, 2, 4, 8]
    assert pause(50) == LONGEST_PAUSE


def test_a_message_that_failed_waits_for_its_pause() -> None:
    count(WHO, 1)
    now = later()
    deliver(now, fail)
    assert deliver(now + FIRST_PAUSE - timedelta(seconds=1), fail) == Delivered()
    assert deliver(now + FIRST_PAUSE, fail) == Delivered(failed=1)


def test_too_many_attempts_make_a_message_dead() -> None:
    count(WHO, 1)
    now = later()
    for _ in range(ATTEMPTS - 1):
        assert deliver(now, fail) == Delivered(failed=1)
        now += LONGEST_PAUSE
    assert deliver(now, fail) == Delivered(dead=1)
    assert deliver(now + timedelta(days=9), fail) == Delivered()


def test_what_a_dead_process_had_claimed_is_sent_after_the_lease() -> None:
    count(WHO, 1)
    now = later()
    assert len(claim(now, 9)) == 1
    assert claim(now, 9) == []
    assert deliver(now + LEASE - timedelta(seconds=1), fail) == Delivered()
    assert deliver(now + LEASE, lambda message: None) == Delivered(sent=1)


def test_a_message_that_kills_every_sender_is_buried() -> None:
    count(WHO, 1)
    now = later()
    for _ in range(ATTEMPTS):
        assert len(claim(now, 9)) == 1
        now += LEASE
    assert deliver(now, fail) == Delivered(dead=1)


def test_a_slow_sender_does_not_overwrite_what_became_of_a_later_attempt() -> None:
    count(WHO, 1)
    now = later()

    def slow(message: Message) -> None:
        deliver(now + LEASE, lambda message: None)
        fail(message)
    deliver(now, slow)
    assert Outbox.objects.get().state == "sent"


def test_the_dead_are_sent_again_by_an_action() -> None:
    count(WHO, 1, told=2)
    Outbox.objects.update(state="dead", attempts=ATTEMPTS)
    assert resend(WHO, 1, (1,), ["1.1.1", "1.9.9"]) == 1
    assert Entry.objects.get(verb="outbox.resend").payload == {"keys": ["1.1.1"]}
    seen: list[Message] = []
    assert deliver(later(), seen.append) == Delivered(sent=1)
    assert [(one.key, one.attempt) for one in seen] == [("1.1.1", 1)]
    with pytest.raises(Denied):
        resend(Person(13, "钱"), 1, (1,), ["1.1.0"])


@pytest.mark.parametrize("told", [1, 40])
def test_a_batch_is_claimed_in_a_constant_number_of_statements(told: int) -> None:
    count(WHO, 1, told=told)
    with CaptureQueriesContext(connection) as statements:
        claim(later(), 50)
    assert len(statements) == 5


def test_what_is_not_to_be_sent_before_an_instant_waits_for_it() -> None:
    @action(verb="test.pair", needs="count", subject=lambda: Subject(1, "counter", 5))
    def tell(act: Act) -> None:
        act.tell("later", {}, not_before=act.at + timedelta(hours=2))
        act.tell("at once", {}, not_before=act.at - timedelta(hours=2))
    tell(WHO)
    seen: list[Message] = []
    assert deliver(later(hours=1), seen.append) == Delivered(sent=1)
    assert deliver(later(hours=3), seen.append) == Delivered(sent=1)
    assert [one.topic for one in seen] == ["at once", "later"]


def test_an_instant_without_a_zone_is_refused() -> None:
    @action(verb="test.pair", needs="count", subject=lambda: Subject(1, "counter", 5))
    def tell(act: Act) -> None:
        act.tell("later", {}, not_before=datetime(2026, 11, 22))
    with pytest.raises(Refused, match="not_before"):
        tell(WHO)


def test_a_message_goes_to_whoever_takes_its_topic_the_longest_match_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "TOPICS", {})
    seen: list[str] = []
    for name in ("notice.", "notice.mail.", "notice.mail.now"):
        on(name)(partial(lambda name, message: seen.append(name), name))
    for topic in ("notice.mail.now", "notice.mail.later", "notice.inbox", "notice.x.y"):
        route(Message(1, 1, "k", topic, {}, 1, timezone.now()))
    assert seen == ["notice.mail.now", "notice.mail.", "notice.", "notice."]
    with pytest.raises(ValueError, match="taken"):
        on("notice.")(lambda message: None)


@pytest.mark.parametrize("topic", ["notice", "noticed.x", "counted", ""])
def test_a_topic_that_nobody_takes_is_an_error_that_names_it(topic: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "TOPICS", {"notice.": lambda message: None})
    with pytest.raises(LookupError, match=f"“{topic}”"):
        route(Message(1, 1, "k", topic, {}, 1, timezone.now()))


def test_without_another_sender_messages_go_by_their_topics(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "TOPICS", {})
    count(WHO, 1)
    assert deliver(later()) == Delivered(failed=1)
    assert "counted" in Outbox.objects.get().error
    on("counted")(lambda message: None)
    assert deliver(later(hours=1)) == Delivered(sent=1)
