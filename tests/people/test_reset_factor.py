"""Whoever lost phone and recovery codes: an administrator turns the second factor off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from luodi.engine.source import Refused
from luodi.ledger.models import Entry
from luodi.people.models import Account, Factor, Session
from luodi.people.signing.actions import reset_factor
from luodi.rights.kernel import Denied, Role
from tests.people.country import PASSWORD, Country, without_token
from tests.people.test_second_factor import me, secured

Make = Callable[..., Account]
Sign = Callable[[Account], Client]
WHY = {"reason": "本人当面申请"}


def address(account: Account, what: str = "/factor") -> str:
    """The person's page, or what is done there."""
    return f"/people/persons/{account.pk}{what}"


@pytest.fixture
def admin(country: Country, somebody: Make, signed_in: Sign) -> Client:
    """The administrator of the bureau, signed in."""
    return signed_in(somebody("admin", country.bureau, Role.UNIT_ADMIN))


@pytest.fixture
def lost(country: Country, somebody: Make) -> Account:
    """A clerk of the office, whose second factor is on, signed in somewhere."""
    account = somebody("li", country.office, Role.CLERK)
    secured(account, timezone.now())
    Client().force_login(account)
    return account


def test_the_administrator_turns_it_off_and_all_sessions_end_and_the_ledger_says_who_and_why(admin: Client, lost: Account) -> None:
    assert "第二步验证</dt><dd>已开启" in admin.get(address(lost, "")).content.decode()
    assert "备用码作废" in admin.get(address(lost)).content.decode()
    assert admin.post(address(lost), WHY).status_code == 302
    entry = Entry.objects.get(verb="factor.reset")
    assert (entry.subject_id, entry.reason, entry.person_id) == (lost.pk, "本人当面申请", Account.objects.get(login="admin").pk)
    assert not Factor.objects.exists()
    assert not Session.objects.filter(account=lost).exists()
    page = admin.get(address(lost, "")).content.decode()
    assert "第二步验证</dt><dd>没有开启" in page
    assert address(lost) not in page


def test_the_person_then_signs_in_without_a_code_and_sets_it_up_again_where_the_post_demands_it(
        admin: Client, lost: Account, settings: Settings) -> None:
    settings.SECOND_FACTOR_ROLES = frozenset({Role.CLERK})
    admin.post(address(lost), WHY)
    browser = Client()
    assert browser.post("/people/sign-in", {"login": "li", "password": PASSWORD}).headers["Location"] == "/desk"
    assert browser.get("/people/rights").headers["Location"] == "/people/second-factor"


def test_without_a_reason_nothing_is_turned_off(admin: Client, lost: Account) -> None:
    for typed in ({}, {"reason": " "}, {"reason": "长" * 201}, {"reason": "a\x00"}):
        answer = admin.post(address(lost), typed)
        assert (answer.status_code, 'class="error"' in answer.content.decode()) == (422, True)
    assert Factor.objects.exists()


def test_where_none_is_on_it_is_refused_in_words(admin: Client, country: Country, somebody: Make) -> None:
    answer = admin.post(address(somebody("wang", country.office)), WHY)
    assert answer.status_code == 422
    assert "没有开启第二步验证" in answer.content.decode()
    assert not Entry.objects.filter(verb="factor.reset").exists()


def test_a_colleague_sees_why_not_and_not_whether_it_is_on(country: Country, somebody: Make, signed_in: Sign, lost: Account) -> None:
    client = signed_in(somebody("wang", country.office, Role.CLERK))
    page = client.get(address(lost, "")).content.decode()
    assert "disabled>关闭第二步验证" in page
    assert "这件事由单位管理员" in page
    Factor.objects.all().delete()
    assert without_token(client.get(address(lost, "")).content.decode()) == without_token(page)
    assert client.post(address(lost), WHY).status_code == 403


def test_in_another_district_there_is_nobody(country: Country, somebody: Make, admin: Client) -> None:
    far = somebody("far", country.far)
    secured(far)
    assert [admin.get(address(far)).status_code, admin.post(address(far), WHY).status_code] == [404, 404]
    assert Factor.objects.exists()


def test_a_unit_administrator_cannot_turn_off_that_of_a_platform_administrator(country: Country, somebody: Make) -> None:
    boss, admin = somebody("boss", country.bureau, Role.PLATFORM_ADMIN), somebody("admin", country.bureau, Role.UNIT_ADMIN)
    secured(boss)
    with pytest.raises(Denied):
        reset_factor(me(admin), boss)
    assert Factor.objects.exists()


def test_nobody_turns_the_own_one_off_without_a_code_this_way(country: Country, somebody: Make, signed_in: Sign) -> None:
    boss = somebody("boss", country.bureau, Role.PLATFORM_ADMIN)
    secured(boss)
    client = signed_in(boss)
    assert address(boss) not in client.get(address(boss, "")).content.decode()
    assert client.post(address(boss), WHY).status_code == 422
    with pytest.raises(Refused, match="我的账号"):
        reset_factor(me(boss), boss)
    assert Factor.objects.exists()
