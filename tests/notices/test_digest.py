"""One digest a day for each receiver, one after a long stop, and one with two workers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luodi.ledger.models import Entry, Outbox
from luodi.ledger.outbox import Delivered
from luodi.notices.actions import add_endpoint, mark_read, prefer, send_digests
from luodi.notices.models import Channel, Notice, Waiting
from luodi.people.models import Account
from luodi.people.queries import person_of
from luodi.rights.kernel import MACHINE
from tests.notices.acts import MONDAY, mailed, new, sent, tell
from tests.notices.receivers import Hook, Mailbox
from tests.people.country import TODAY, Country

Make = Callable[..., Account]
TUESDAY_9 = MONDAY + timedelta(hours=23)


@pytest.fixture
def li(country: Country, somebody: Make) -> Account:
    return mailed(somebody("li", country.bureau))


def subjects(mailbox: Mailbox) -> list[str]:
    return [mail["Subject"].strip() for _, mail in mailbox.got]


def test_what_comes_once_a_day_waits_for_its_hour_and_comes_together(li: Account, mailbox: Mailbox) -> None:
    tell(new(li, "a", digest=True), new(li, "b", digest=True))
    assert sent() == Delivered()
    assert send_digests(TUESDAY_9 - timedelta(seconds=1)) == 0
    assert send_digests(TUESDAY_9) == 1
    sent(TUESDAY_9 + timedelta(seconds=1))
    assert subjects(mailbox) == ["【落地】2 条消息"]
    assert send_digests(TUESDAY_9 + timedelta(days=9)) == 0


def test_after_a_long_stop_there_is_one_digest_with_what_is_due_only_later_too(li: Account, mailbox: Mailbox) -> None:
    for day in range(4):
        tell(new(li, f"k{day}", digest=True), at=MONDAY + timedelta(days=day))
    assert send_digests(MONDAY + timedelta(days=3, minutes=1)) == 1
    assert (Waiting.objects.count(), send_digests(MONDAY + timedelta(days=30))) == (0, 0)


def test_on_friday_evening_the_digest_waits_for_monday(li: Account, mailbox: Mailbox) -> None:
    friday = MONDAY + timedelta(days=4)
    tell(new(li, digest=True), at=friday)
    assert send_digests(friday + timedelta(days=2)) == 0
    assert send_digests(MONDAY + timedelta(days=7, hours=-1)) == 1


def test_whoever_wants_a_kind_once_a_day_gets_it_so_but_what_is_urgent_at_once(li: Account, mailbox: Mailbox) -> None:
    prefer(person_of(li, TODAY), li, {"clock.mail": "digest"}, None, 14)
    tell(new(li, "a"), new(li, "b", urgent=True))
    assert sent() == Delivered(sent=1)
    assert send_digests(MONDAY + timedelta(hours=4)) == 1


def test_mail_and_robot_have_one_message_each_and_a_group_hears_a_thing_once(
        country: Country, li: Account, somebody: Make, mailbox: Mailbox, hook: Hook) -> None:
    add_endpoint(MACHINE, country.bureau, Channel.WECOM, "群", hook.address)
    wang = mailed(somebody("wang", country.bureau))
    tell(*(new(account, key, digest=True) for account in (li, wang) for key in ("a", "b")))
    tell(new(mailed(somebody("zhao", country.bureau)), "a", digest=True))
    assert send_digests(TUESDAY_9) == 4
    sent(TUESDAY_9 + timedelta(seconds=1))
    assert len(mailbox.got) == 3
    assert [one.body.decode().count("变黄灯") for one in hook.heard] == [2]


def test_what_was_read_or_is_no_longer_wanted_is_not_in_it(li: Account, mailbox: Mailbox) -> None:
    tell(new(li, "a", digest=True), new(li, "b", digest=True))
    mark_read(li.pk, Notice.objects.order_by("id")[0].pk, MONDAY)
    send_digests(TUESDAY_9)
    sent(TUESDAY_9 + timedelta(seconds=1))
    assert subjects(mailbox) == ["【落地】某项目的“规划许可”变黄灯"]


def test_whoever_is_closed_gets_none(li: Account, mailbox: Mailbox) -> None:
    tell(new(li, digest=True))
    Account.objects.update(is_active=False)
    send_digests(TUESDAY_9)
    sent(TUESDAY_9 + timedelta(seconds=1))
    assert mailbox.got == []


def test_when_another_worker_was_quicker_there_is_neither_a_message_nor_an_entry(li: Account, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(new(li, digest=True))
    from luodi.notices import actions
    real = actions._digest

    def late(*args: object) -> int:
        monkeypatch.undo()
        assert send_digests(TUESDAY_9) == 1
        return real(*args)  # type: ignore[arg-type]
    monkeypatch.setattr(actions, "_digest", late)
    assert send_digests(TUESDAY_9) == 0
    assert Outbox.objects.filter(topic="notices.mail").count() == 1
    assert Entry.objects.filter(verb="notice.digest").count() == 1


def test_the_digests_of_many_cost_as_many_statements_as_those_of_one(country: Country, li: Account, somebody: Make, mailbox: Mailbox) -> None:
    counts = []
    for key, people in (("a", [li]), ("b", [li, *(mailed(somebody(f"p{n}", country.bureau)) for n in range(20))])):
        tell(*(new(account, key, digest=True) for account in people))
        with CaptureQueriesContext(connection) as statements:
            assert send_digests(TUESDAY_9) == len(people)
        counts.append(len(statements))
    assert counts[0] == counts[1]
