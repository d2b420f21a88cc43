"""The second factor: codes, recovery codes, setting up and turning off, who must have one."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from luodi.engine.source import Refused
from luodi.frame.sealing import FACTOR, opened, seal
from luodi.people import actions as people
from luodi.people import queries
from luodi.people.models import Account, Factor, RecoveryCode, Session
from luodi.people.signing import codes
from luodi.people.signing.actions import (
    FAILURES,
    LOCKED,
    NotNow,
    add_factor,
    enter,
    new_recovery,
    remove_factor,
    reset_factor,
    try_code,
    try_sign_in,
)
from luodi.rights.kernel import ANONYMOUS, MACHINE, Denied, Person, Role
from tests.people.country import PASSWORD, TODAY, Country

Make = Callable[..., Account]
Sign = Callable[[Account], Client]
NOW = datetime(2026, 11, 23, 9, 0, 10, tzinfo=UTC)
STEP = timedelta(seconds=30)
PAGE, SIGN_IN, CODE = "/people/second-factor", "/people/sign-in", "/people/sign-in/code"


def me(account: Account) -> Person:
    """The account as it acts."""
    return queries.person_of(account, TODAY)


def secured(account: Account, now: datetime = NOW) -> tuple[str, list[str]]:
    """Turn the second factor on a while ago; its secret and the recovery codes."""
    secret = codes.new_secret()
    return secret, add_factor(me(account), account, secret, codes.code_at(secret, now - 9 * STEP), now - 9 * STEP)


def test_codes_are_those_of_the_standard() -> None:
    secret = base64.b32encode(b"12345678901234567890").decode()
    expected = {59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037"}  # RFC 6238, appendix B
    assert {at: codes.code_at(secret, datetime.fromtimestamp(at, UTC)) for at in expected} == expected


@pytest.mark.parametrize(("steps", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_early_or_late_and_no_more(steps: int, good: bool) -> None:
    secret = codes.new_secret()
    assert (codes.counter_of(secret, codes.code_at(secret, NOW + steps * STEP), NOW) is not None) is good


@pytest.mark.parametrize(("typed", "read"), [
    ("123456", "123456"), (" 123 456 ", "123456"), ("１２３４５６", "123456"), ("abcd-efgh-jklm", "ABCDEFGHJKLM"), ("12345", ""), ("1234567", ""),
    ("٣٣٣٣٣٣", ""), ("", ""), ("\ud800", ""), ("IIII OOOO 0000", ""), ("x" * 999, "")])
def test_a_code_is_read_as_people_type_it(typed: str, read: str) -> None:
    assert codes.cleaned(typed) == read


def test_neither_secret_nor_recovery_codes_can_be_read_from_the_database(somebody: Make) -> None:
    secret, spare = secured(somebody("li"))
    factor = Factor.objects.get()
    kept = " ".join([factor.secret, *RecoveryCode.objects.values_list("hash", flat=True)])
    assert RecoveryCode.objects.count() == 10
    assert not any(word in kept for word in (secret, *spare))
    assert opened(FACTOR, factor.secret, NOW) == secret


def test_without_a_code_nobody_enters_an_account_that_has_a_second_factor(somebody: Make) -> None:
    account = somebody("li")
    secret, _ = secured(account)
    for wrong in ("", "000000x", "not a code"):
        with pytest.raises(NotNow):
            enter(ANONYMOUS, account, "password", NOW, code=wrong)
    enter(ANONYMOUS, account, "password", NOW, code=codes.code_at(secret, NOW))


def test_a_code_is_good_once_and_so_are_all_before_it(somebody: Make) -> None:
    account = somebody("li")
    secret, _ = secured(account)
    now, earlier = codes.code_at(secret, NOW), codes.code_at(secret, NOW - STEP)
    enter(ANONYMOUS, account, "password", NOW, code=now)
    assert not try_code(account, now, NOW)
    assert not try_code(account, earlier, NOW)
    with pytest.raises(NotNow):
        enter(ANONYMOUS, account, "password", NOW, code=now)
    assert try_code(account, codes.code_at(secret, NOW + STEP), NOW + STEP)


def test_a_recovery_code_signs_in_once_however_it_is_typed(somebody: Make) -> None:
    account = somebody("li")
    _, spare = secured(account)
    enter(ANONYMOUS, account, "password", NOW, code=codes.grouped(spare[0]).lower())
    assert not try_code(account, spare[0], NOW)
    assert try_code(account, spare[1], NOW)


def test_a_recovery_code_of_another_account_is_wrong(somebody: Make) -> None:
    account, other = somebody("li"), somebody("wang")
    secured(account)
    assert not try_code(account, secured(other)[1][0], NOW)


def test_wrong_passwords_and_wrong_codes_together_lock_and_the_right_password_in_between_forgets_nothing(somebody: Make) -> None:
    account = somebody("li")
    secret, _ = secured(account)
    assert try_sign_in("li", "wrong", NOW) is None
    for _ in range(FAILURES - 1):
        assert try_sign_in("li", PASSWORD, NOW) == account
        assert not try_code(account, "000000", NOW)
    assert not try_code(account, codes.code_at(secret, NOW), NOW)
    assert try_sign_in("li", PASSWORD, NOW) is None
    assert try_code(account, codes.code_at(secret, NOW + LOCKED), NOW + LOCKED)


def test_signing_in_is_two_pages_when_there_is_a_second_factor(somebody: Make, client: Client) -> None:
    account = somebody("li")
    secret, _ = secured(account, timezone.now())
    answer = client.post(SIGN_IN, {"login": "li", "password": PASSWORD, "next": "/people/rights"})
    assert answer.headers["Location"] == CODE
    assert client.get("/people/me").status_code == 302
    assert client.get(CODE).status_code == 200
    assert client.post(CODE, {"code": "000000"}).status_code == 403
    assert client.post(CODE, {"code": codes.code_at(secret, timezone.now())}).headers["Location"] == "/people/rights"
    assert client.get("/people/me").status_code == 200


def test_the_second_page_is_closed_without_the_first_after_five_minutes_and_after_a_new_password(
        somebody: Make, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    account = somebody("li")
    secret, _ = secured(account, timezone.now())
    for cookie in ("", "nonsense", seal("other", {"account": account.pk}, timezone.now())):
        client.cookies["luodi_half"] = cookie
        assert client.post(CODE, {"code": codes.code_at(secret, timezone.now())}).headers["Location"] == SIGN_IN
    old = {"account": account.pk, "hash": account.get_session_auth_hash(), "how": "password", "onward": "/people/me"}
    client.cookies["luodi_half"] = seal("half", old, timezone.now() - timedelta(minutes=6))
    assert client.get(CODE).headers["Location"] == SIGN_IN
    client.cookies["luodi_half"] = seal("half", {**old, "hash": "of the old password"}, timezone.now())
    assert client.get(CODE).headers["Location"] == SIGN_IN
    client.cookies["luodi_half"] = seal("half", old, timezone.now())
    assert client.get(CODE).status_code == 200


def set_up(client: Client) -> tuple[str, Any]:
    """Go through the page; the secret and the answer."""
    secret = re.sub(r"\s", "", re.findall(r'class="code secret">([A-Z2-7 ]+)<', client.get(PAGE).content.decode())[0])
    return secret, client.post(PAGE, {"code": codes.code_at(secret, timezone.now())})


def test_setting_up_shows_a_code_to_scan_and_ten_recovery_codes_once(somebody: Make, signed_in: Sign) -> None:
    client = signed_in(somebody("li"))
    text = client.get(PAGE).content.decode()
    assert "<svg" in text
    _, answer = set_up(client)
    assert len(set(re.findall(r'class="code">([A-Z2-9 ]{14})<', answer.content.decode()))) == 10
    assert "no-store" in answer.headers["Cache-Control"]
    assert 'class="code"' not in client.get(PAGE).content.decode()


def test_a_wrong_code_sets_nothing_up_and_the_secret_stays_the_same(somebody: Make, signed_in: Sign) -> None:
    client = signed_in(somebody("li"))
    before = re.findall(r'class="code secret">([A-Z2-7 ]+)<', client.get(PAGE).content.decode())
    for wrong in ("", "12", "ABCDEFGHJKLM"):
        answer = client.post(PAGE, {"code": wrong})
        assert answer.status_code == 422
        assert re.findall(r'class="code secret">([A-Z2-7 ]+)<', answer.content.decode()) == before
    assert not Factor.objects.exists()


def test_setting_up_and_turning_off_end_all_other_sessions(somebody: Make, signed_in: Sign) -> None:
    account = somebody("li")
    client = signed_in(account)
    Client().force_login(account)
    secret, _ = set_up(client)
    assert Session.objects.filter(account=account).count() == 1
    Client().force_login(account)
    Factor.objects.update(counter=0)
    answer = client.post(PAGE, {"password": PASSWORD, "code": codes.code_at(secret, timezone.now()), "do": "off"})
    assert answer.headers["Location"] == "/people/me"
    assert Session.objects.filter(account=account).count() == 1
    assert not Factor.objects.exists()
    assert client.get("/people/me").status_code == 200


@pytest.mark.parametrize("data", [{"password": "wrong"}, {"code": "000000"}, {"code": ""}, {"password": ""}, {"do": "else"}])
def test_turning_off_needs_password_and_code(somebody: Make, signed_in: Sign, data: dict[str, str]) -> None:
    account = somebody("li")
    secret, _ = secured(account, timezone.now())
    answer = signed_in(account).post(PAGE, {"password": PASSWORD, "code": codes.code_at(secret, timezone.now()), "do": "off", **data})
    assert answer.status_code == 422
    assert Factor.objects.exists()


def test_new_recovery_codes_replace_the_old_ones(somebody: Make) -> None:
    account = somebody("li")
    secret, old = secured(account)
    new = new_recovery(me(account), account, codes.code_at(secret, NOW), NOW)
    assert not try_code(account, old[0], NOW)
    assert try_code(account, new[0], NOW)


def test_a_second_one_cannot_be_set_up_beside_the_first(somebody: Make) -> None:
    account = somebody("li")
    secured(account)
    with pytest.raises(Refused, match="已经开启"):
        secured(account)


def test_a_unit_administrator_turns_off_the_factor_of_somebody_who_lost_it_and_nobody_elses(country: Country, somebody: Make) -> None:
    account, far = somebody("li", country.office), somebody("far", country.far)
    admin = somebody("admin", country.bureau, Role.UNIT_ADMIN)
    secured(account)
    secured(far)
    reset_factor(me(admin), account)
    with pytest.raises(Denied):
        reset_factor(me(admin), far)
    assert [factor.account for factor in Factor.objects.all()] == [far]


def test_what_is_ones_own_is_done_by_oneself_not_even_by_a_deputy(country: Country, somebody: Make) -> None:
    account, deputy = somebody("li", country.office), somebody("deputy", country.bureau, Role.UNIT_ADMIN)
    people.set_absence(MACHINE, account, deputy, TODAY, TODAY)
    secret, _ = secured(account)
    with pytest.raises(Denied):
        remove_factor(me(deputy), account, codes.code_at(secret, NOW), NOW)


def test_roles_that_demand_it_set_it_up_before_anything_else(country: Country, somebody: Make, client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR_ROLES = frozenset({Role.AUDITOR})
    account = somebody("li", country.bureau, Role.AUDITOR)
    client.force_login(account)
    assert client.get("/people/rights").headers["Location"] == PAGE
    assert client.get("/people/me").status_code == 200
    assert "您的岗位要求第二步验证" in client.get(PAGE).content.decode()
    set_up(client)
    assert client.get("/people/rights").status_code == 200


def test_a_deputy_of_such_a_role_must_too_and_others_need_not(
        country: Country, somebody: Make, settings: Settings, django_assert_num_queries: Any) -> None:
    settings.SECOND_FACTOR_ROLES = frozenset({Role.AUDITOR})
    boss, deputy, other = somebody("boss", country.bureau, Role.AUDITOR), somebody("deputy"), somebody("other", country.bureau)
    people.set_absence(MACHINE, boss, deputy, TODAY, TODAY)
    assert me(other).first == ""
    with django_assert_num_queries(2):
        assert me(deputy).first == "people_second_factor"
    secured(deputy)
    with django_assert_num_queries(2):
        assert me(deputy).first == ""


def test_the_password_comes_before_the_second_factor(country: Country, somebody: Make, settings: Settings) -> None:
    settings.SECOND_FACTOR_ROLES = frozenset({Role.AUDITOR})
    assert me(somebody("li", country.bureau, Role.AUDITOR, must_change_password=True)).first == "people_password"
