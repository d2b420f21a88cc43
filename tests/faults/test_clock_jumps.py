"""The clock of the machine jumps back an hour across midnight, or forward a week: nothing happens twice, nothing is stuck."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from luodi.clocks import actions as clocks
from luodi.clocks.daily import make
from luodi.clocks.models import Standing, Turn
from luodi.ledger import outbox
from luodi.ledger.chain import verify
from luodi.ledger.models import Entry, Outbox
from luodi.notices.actions import send_digests
from luodi.notices.models import Notice
from luodi.people.models import Account
from luodi.people.queries import person_of
from luodi.people.signing import codes
from luodi.people.signing.actions import NotNow, add_factor, enter, try_sign_in
from luodi.rights.kernel import ANONYMOUS, Role
from luodi.work import rounds
from luodi.work.rounds import Round
from luodi.work.tidy import tidy
from tests.clocks.ground import started
from tests.notices.acts import mailed, new, tell
from tests.people.country import PASSWORD, Country, person

LATE = datetime(2026, 11, 6, 23, 50, tzinfo=ZoneInfo("Asia/Shanghai"))
"""Ten minutes before the day on which a clock of five days, begun on the first Monday, turns."""
MINUTE, HOUR, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=7)
Wound = Callable[[datetime], datetime]


@pytest.fixture
def wound(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Wound:
    """Sets the clock of the machine."""
    settings.TODAY = ""

    def wind(at: datetime) -> datetime:
        monkeypatch.setattr("django.utils.timezone.now", lambda: at)
        return at
    return wind


def rungs() -> Counter[tuple[int, int]]:
    """How often each rung of each clock was taken."""
    return Counter((turn.clock_id, rung) for turn in Turn.objects.all() for rung in range(turn.rung_before + 1, turn.rung + 1))


def boss_of(country: Country) -> Account:
    """Whom all steps find."""
    return person("boss", country.bureau, Role.CHIEF)


def test_clocks_that_are_acted_on_in_the_hour_that_comes_again_climb_no_rung_twice(country: Country, wound: Wound) -> None:
    boss, du = boss_of(country), person("du", country.bureau, Role.SUPERVISOR)
    clock = started(country.bureau, assignee=boss)
    after = LATE + 20 * MINUTE - timedelta(days=1)
    make(wound(after))
    turned, told, rung = rungs(), Notice.objects.count(), Standing.objects.get().rung
    assert rung
    today = wound(after - HOUR).date()
    excuse = clocks.ask_excuse(person_of(boss, today), clock, "等批复", after.date(), today)
    clocks.approve_excuse(person_of(du, today), excuse, "", today)
    assert Standing.objects.get().rung == rung
    for day in range(3):
        make(wound(after + timedelta(days=day)))
    assert set(rungs().values()) == {1}
    assert turned.keys() <= rungs().keys()
    assert told < Notice.objects.count()
    assert verify(country.district.pk) == []


def test_a_week_forward_is_made_up_for_once_and_what_comes_after_it_again_is_nothing(country: Country, wound: Wound) -> None:
    started(country.bureau, assignee=boss_of(country))
    make(wound(LATE + WEEK))
    turned, told = rungs(), Notice.objects.count()
    assert set(turned.values()) == {1}
    assert told == 1
    for at in (LATE, LATE + HOUR, LATE + WEEK):
        make(wound(at))
    assert (rungs(), Notice.objects.count()) == (turned, told)


@pytest.mark.parametrize("jump", [-HOUR, WEEK])
def test_rounds_are_made_on_after_a_jump_and_not_once_for_each_time_missed(db: None, wound: Wound, monkeypatch: pytest.MonkeyPatch, jump: timedelta) -> None:
    made: list[datetime] = []

    def one(at: datetime) -> str:
        made.append(at)
        return ""
    monkeypatch.setattr(rounds, "ROUNDS", {"one": Round("one", MINUTE, one)})
    for at in (LATE, LATE + jump, LATE + jump + MINUTE, LATE + jump + 2 * MINUTE):
        rounds.run_due(wound(at))
    assert 3 <= len(made) <= 4
    assert made[-1] >= LATE + jump + MINUTE


@pytest.mark.parametrize("jump", [-HOUR, WEEK])
def test_messages_are_sent_once_across_a_jump_and_none_is_stuck(country: Country, wound: Wound, settings: Any, jump: timedelta) -> None:
    settings.EMAIL_HOST = "127.0.0.1"
    account = mailed(boss_of(country))
    tell(new(account, "one", urgent=True), at=wound(LATE))
    sent: list[str] = []
    failing = True

    def send(message: outbox.Message) -> None:
        if failing:
            raise ConnectionError
        sent.append(message.key)
    outbox.deliver(LATE, send)
    failing = False
    at = wound(LATE + jump)
    tell(new(account, "two", urgent=True), at=at)
    for minutes in range(0, 70, 5):
        outbox.deliver(wound(at + minutes * MINUTE), send)
        tidy(at + minutes * MINUTE)
    assert len(sent) == len(set(sent)) == 2
    assert not Outbox.objects.exclude(state="sent").exists()


def test_a_digest_is_sent_once_across_a_jump(country: Country, wound: Wound, settings: Any) -> None:
    settings.EMAIL_HOST = "127.0.0.1"
    account = mailed(boss_of(country))
    monday = datetime(2026, 11, 9, 8, 30, tzinfo=LATE.tzinfo)
    tell(new(account, "one", digest=True), at=wound(monday - 3 * HOUR))
    found = [send_digests(wound(at)) for at in (monday, monday + HOUR, monday, monday + HOUR, monday + WEEK)]
    assert found == [0, 1, 0, 0, 0]


def test_a_session_outlives_an_hour_back_and_ends_a_week_on(country: Country, wound: Wound, client: Client) -> None:
    wound(LATE)
    client.force_login(boss_of(country))
    codes_ = []
    for at in (LATE, LATE - HOUR, LATE + MINUTE, LATE + WEEK):
        wound(at)
        codes_.append(client.get("/people/me").status_code)
    assert codes_ == [200, 200, 200, 302]


def test_a_code_that_was_used_stays_used_and_the_next_one_opens(country: Country, wound: Wound) -> None:
    account, secret = boss_of(country), codes.new_secret()
    add_factor(person_of(account, LATE.date()), account, secret, codes.code_at(secret, LATE - HOUR), LATE - HOUR)
    code = codes.code_at(secret, LATE)
    enter(ANONYMOUS, account, "password", wound(LATE), code=code)
    for at in (LATE, LATE + MINUTE / 2, LATE - HOUR, LATE - MINUTE / 2):
        with pytest.raises(NotNow):
            enter(ANONYMOUS, account, "password", wound(at), code=code)
    with pytest.raises(NotNow):
        enter(ANONYMOUS, account, "password", wound(LATE - HOUR), code=codes.code_at(secret, LATE - HOUR))
    later = LATE + WEEK
    enter(ANONYMOUS, account, "password", wound(later), code=codes.code_at(secret, later))


@pytest.mark.parametrize("jump", [-HOUR, -WEEK])
def test_nobody_is_locked_out_for_longer_than_a_lock_lasts(country: Country, wound: Wound, jump: timedelta) -> None:
    login = boss_of(country).login
    for _ in range(5):
        try_sign_in(login, "wrong", wound(LATE))
    at = LATE + jump
    assert try_sign_in(login, PASSWORD, wound(at)) is None
    assert try_sign_in(login, PASSWORD, wound(at + 16 * MINUTE)) is not None


def test_entries_keep_their_order_though_their_instants_do_not(country: Country, wound: Wound) -> None:
    boss = boss_of(country)
    first = Entry.objects.count()
    for jump in (timedelta(0), -HOUR, WEEK, HOUR):
        tell(new(boss, f"k{jump}"), at=wound(LATE + jump))
    at = list(Entry.objects.filter(region_id=country.district.pk).order_by("number").values_list("at", flat=True))[-4:]
    assert at == [LATE, LATE - HOUR, LATE + WEEK, LATE + HOUR]
    assert Entry.objects.count() == first + 4
    assert verify(country.district.pk) == []
