"""What the outbox does with notices: asked anew when their turn comes, never twice, never lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from luodi.engine.source import Said
from luodi.engine.timelimit import Quiet
from luodi.ledger.models import Outbox
from luodi.ledger.outbox import ATTEMPTS, LEASE, LONGEST_PAUSE, Delivered, claim, resend
from luodi.notices.actions import add_endpoint, mark_read, prefer, switch_endpoint
from luodi.notices.models import Channel, Endpoint, Notice
from luodi.people.actions import take_notice
from luodi.people.models import Account
from luodi.people.queries import person_of
from luodi.people.rules import Rulebook, rulebook
from luodi.rights.kernel import MACHINE, Role
from tests.notices.acts import MONDAY, mailed, new, sent, tell
from tests.notices.receivers import Hook, Mailbox
from tests.people.country import HOLIDAYS, TODAY, Country

Make = Callable[..., Account]
NIGHT = MONDAY + timedelta(hours=12)
MORNING = MONDAY + timedelta(hours=22)


@pytest.fixture
def li(country: Country, somebody: Make) -> Account:
    return mailed(somebody("li", country.bureau))


def robot(country: Country, hook: Hook, account: Account | None = None) -> Endpoint:
    return add_endpoint(MACHINE, country.bureau, Channel.WECOM, "审批局的群", f"{hook.address}?key=very-secret", account=account)


def wish(account: Account, quiet: Quiet | None = None, **choices: str) -> None:
    prefer(person_of(account, TODAY), account, {name.replace("_", "."): value for name, value in choices.items()}, quiet, 9)


def test_a_notice_comes_by_mail_once(li: Account, mailbox: Mailbox) -> None:
    tell(new(li))
    tell(new(li))
    assert sent() == Delivered(sent=1)
    assert sent(MONDAY + timedelta(days=3)) == Delivered()
    to, mail = mailbox.got[0]
    assert to == ["li@district.example"]
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "某项目的“规划许可”变黄灯" in text
    assert f"https://luodi.example/notices/{Notice.objects.get().pk}/open" in text


def test_a_mail_that_was_sent_by_a_worker_that_died_has_the_same_id_the_second_time(li: Account, mailbox: Mailbox) -> None:
    tell(new(li))
    now = MONDAY + timedelta(minutes=1)
    sent(now)
    Outbox.objects.update(state="waiting", next_at=now)  # sent, but the worker died before it wrote that down
    assert sent(now) == Delivered(sent=1)
    assert len({mail["Message-ID"] for _, mail in mailbox.got}) == 1
    assert len(mailbox.got) == 2


def test_what_a_dead_worker_had_claimed_is_sent_after_its_lease(li: Account, mailbox: Mailbox) -> None:
    tell(new(li))
    now = MONDAY + timedelta(minutes=1)
    assert len(claim(now, 9)) == 1
    assert sent(now) == Delivered()
    assert sent(now + LEASE) == Delivered(sent=1)
    assert len(mailbox.got) == 1


def test_at_night_it_waits_for_the_morning_unless_it_is_urgent(li: Account, mailbox: Mailbox) -> None:
    tell(new(li), new(li, "urgent", urgent=True), at=NIGHT)
    assert sorted(Outbox.objects.values_list("next_at", flat=True)) == [NIGHT, MORNING]
    assert sent(NIGHT) == Delivered(sent=1)
    assert sent(MORNING - timedelta(minutes=1)) == Delivered()
    assert sent(MORNING) == Delivered(sent=1)


def test_a_message_that_is_tried_again_at_night_waits_too_and_that_is_no_attempt(li: Account, mailbox: Mailbox) -> None:
    tell(new(li))
    mailbox.refuses = "451 come back later"
    assert sent() == Delivered(failed=1)
    mailbox.refuses = ""
    assert sent(NIGHT) == Delivered()
    assert Outbox.objects.get().attempts == 1
    assert sent(MORNING) == Delivered(sent=1)


def test_what_was_read_meanwhile_is_not_mailed_but_what_waits_for_an_answer_is(li: Account, mailbox: Mailbox) -> None:
    tell(new(li), new(li, "answer", answer=True), at=NIGHT)
    for notice in Notice.objects.all():
        mark_read(li.pk, notice.pk, NIGHT)
    sent(MORNING)
    assert len(mailbox.got) == 1
    assert Outbox.objects.exclude(state="sent").count() == 0


def test_whoever_wants_no_mail_any_more_gets_none_of_what_waits(li: Account, mailbox: Mailbox) -> None:
    tell(new(li), new(li, "other", kind="people.test"), at=NIGHT)
    wish(li, clock_mail="off")
    sent(MORNING)
    assert len(mailbox.got) == 1


def test_off_is_off_however_urgent(li: Account, mailbox: Mailbox) -> None:
    wish(li, clock_mail="off")
    tell(new(li, urgent=True))
    assert Outbox.objects.count() == 0


def test_quiet_hours_that_were_set_meanwhile_hold(li: Account, mailbox: Mailbox) -> None:
    tell(new(li))
    wish(li, Quiet(time(9), time(15, 1), days_off=False))
    assert sent() == Delivered()
    assert sent(MONDAY + timedelta(hours=5)) == Delivered()
    assert sent(MONDAY + timedelta(hours=5, minutes=1)) == Delivered(sent=1)


@pytest.fixture
def late_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mechanism that wants no messages between half past nine and half past ten."""
    rules = rulebook().national
    quiet = replace(rules, clock=replace(rules.clock, quiet=Quiet(time(9, 30), time(10, 30), days_off=False)))
    monkeypatch.setattr(Rulebook, "of", lambda self, region_id: quiet)


def test_the_quiet_hours_of_a_region_are_those_of_its_mechanism_for_people_and_for_robots_of_units(
        country: Country, li: Account, hook: Hook, mailbox: Mailbox, late_morning: None) -> None:
    robot(country, hook)
    tell(new(li))
    assert set(Outbox.objects.values_list("next_at", flat=True)) == {MONDAY + timedelta(minutes=30)}
    Outbox.objects.update(next_at=MONDAY)
    assert sent(MONDAY + timedelta(minutes=29)) == Delivered()
    assert sent(MONDAY + timedelta(minutes=30)) == Delivered(sent=2)


def test_own_quiet_hours_go_before_those_of_the_region(li: Account, mailbox: Mailbox, late_morning: None) -> None:
    wish(li, Quiet(time(0), time(0), days_off=False))
    tell(new(li))
    assert sent() == Delivered(sent=1)


def test_a_holiday_that_was_taken_in_at_run_time_is_a_day_off_too(li: Account, mailbox: Mailbox) -> None:
    monday = datetime(2027, 1, 4, 2, 0, tzinfo=UTC)
    tell(new(li), at=monday)
    take_notice(MACHINE, HOLIDAYS, MONDAY)
    assert sent(monday + timedelta(minutes=1)) == Delivered()
    tell(new(li, "later"), at=monday)
    assert Outbox.objects.get(key__endswith="later").next_at == datetime(2027, 1, 6, 0, 0, tzinfo=UTC)


def test_nothing_is_sent_to_an_account_that_was_closed_meanwhile(country: Country, li: Account, mailbox: Mailbox, hook: Hook) -> None:
    robot(country, hook, li)
    tell(new(li))
    Account.objects.update(is_active=False)
    assert sent() == Delivered(sent=2)
    assert (mailbox.got, hook.heard) == ([], [])


def test_a_group_hears_once_what_several_of_its_people_are_told(country: Country, li: Account, somebody: Make, hook: Hook) -> None:
    robot(country, hook)
    wang = somebody("wang", country.bureau)
    tell(new(li), new(wang))
    tell(new(somebody("zhao", country.bureau)), new(somebody("far", country.bureau_2)))
    sent()
    assert len(hook.heard) == 1


def test_a_group_does_not_hear_what_is_personal(country: Country, li: Account, hook: Hook) -> None:
    robot(country, hook)
    tell(new(li, kind="people.test"), new(li, "own", personal=True))
    assert Outbox.objects.exclude(topic="notices.mail").count() == 0


def test_many_notices_for_one_robot_are_one_message(country: Country, li: Account, hook: Hook) -> None:
    robot(country, hook)
    tell(*(new(li, f"k{n}", title=Said(f"第 {n} 件", f"no. {n}")) for n in range(40)))
    sent()
    text = hook.heard[0].body.decode()
    assert len(hook.heard) == 1
    assert "40 条消息" in text
    assert "另有 10 条" in text


def test_a_robot_of_ones_own_follows_ones_wishes(country: Country, li: Account, hook: Hook) -> None:
    robot(country, hook, li)
    wish(li, clock_robot="off")
    tell(new(li))
    wish(li, clock_robot="on")
    tell(new(li, "second"))
    sent()
    assert len(hook.heard) == 1


def test_a_robot_that_is_down_for_a_day_gets_its_message_when_somebody_says_so(country: Country, li: Account, somebody: Make, hook: Hook) -> None:
    made = robot(country, hook)
    tell(new(li, urgent=True))
    hook.code, now = 500, MONDAY
    for _ in range(ATTEMPTS - 1):
        assert sent(now) == Delivered(failed=1)
        now += LONGEST_PAUSE
    assert sent(now) == Delivered(dead=1)
    made.refresh_from_db()
    assert "HTTP 500" in made.last_error.en
    assert "very-secret" not in str(made.last_error) + Outbox.objects.get().error
    hook.code = 200
    admin = person_of(somebody("admin", country.bureau, Role.PLATFORM_ADMIN), TODAY)
    resend(admin, country.district.pk, (country.city.pk, country.district.pk), [Outbox.objects.get().key])
    assert sent(now + timedelta(days=900)) == Delivered(sent=1)
    made.refresh_from_db()
    assert made.last_error == Said("", "")


def test_a_robot_that_is_told_too_much_is_left_alone_for_its_time_and_that_is_no_attempt(country: Country, li: Account, hook: Hook) -> None:
    robot(country, hook)
    tell(new(li, urgent=True))
    hook.answer = b'{"errcode": 45009, "errmsg": "api freq out of limit"}'
    assert sent(MONDAY) == Delivered()
    hook.answer = b'{"errcode": 0}'
    assert sent(MONDAY + timedelta(seconds=59)) == Delivered()
    assert len(hook.heard) == 1
    assert sent(MONDAY + timedelta(seconds=60)) == Delivered(sent=1)


def test_a_robot_that_is_always_too_busy_is_given_up_in_the_end(country: Country, li: Account, hook: Hook) -> None:
    robot(country, hook)
    tell(new(li, urgent=True))
    hook.code = 429
    assert sent(MONDAY + timedelta(hours=23)) == Delivered()
    assert sent(MONDAY + timedelta(hours=25)) == Delivered(failed=1)


def test_no_more_than_twenty_messages_a_minute_go_to_a_robot_and_all_arrive(country: Country, li: Account, hook: Hook) -> None:
    robot(country, hook)
    for n in range(45):
        tell(new(li, f"k{n}", urgent=True, personal=False))
    minutes = [sent(MONDAY + timedelta(minutes=n)).sent for n in range(1, 5)]
    assert minutes == [20, 20, 5, 0]
    assert len({one.body for one in hook.heard}) == 1
    assert len(hook.heard) == 45


def test_what_waits_for_a_robot_that_is_switched_off_is_dropped(country: Country, li: Account, hook: Hook) -> None:
    made = robot(country, hook)
    tell(new(li))
    switch_endpoint(MACHINE, made, False)
    assert sent() == Delivered(sent=1)
    assert hook.heard == []


def test_an_address_that_was_sealed_with_another_key_says_so(country: Country, li: Account, hook: Hook) -> None:
    made = robot(country, hook)
    assert "very-secret" not in made.sealed
    Endpoint.objects.update(sealed="gAAAAAB")
    tell(new(li, urgent=True))
    assert sent() == Delivered(failed=1)
    assert "重新添加" in Outbox.objects.get().error
