"""Signing in, being locked out, passwords, sessions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from luodi.people import actions
from luodi.people.models import Account
from luodi.people.passwords import faults
from luodi.people.signing.actions import FAILURES, LOCKED, NotNow, enter, try_sign_in
from luodi.rights.kernel import ANONYMOUS, MACHINE, Role
from tests.people.country import PASSWORD, Country

Make = Callable[..., Account]
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SIGN_IN = "/people/sign-in"


def fail(times: int, login: str = "li", now: datetime = NOW) -> None:
    """Some wrong passwords."""
    for _ in range(times):
        assert try_sign_in(login, "wrong", now) is None


def test_name_and_password_sign_in_whatever_the_case_of_the_name(somebody: Make) -> None:
    assert try_sign_in("LI", PASSWORD, NOW) is None
    account = somebody("li")
    assert try_sign_in("LI", PASSWORD, NOW) == account
    assert try_sign_in("li", PASSWORD.upper(), NOW) is None


def test_five_failures_lock_for_a_quarter_of_an_hour_even_with_the_right_password(somebody: Make) -> None:
    account = somebody("li")
    fail(FAILURES)
    assert try_sign_in("li", PASSWORD, NOW) is None
    assert try_sign_in("li", PASSWORD, NOW + LOCKED - SECOND) is None
    assert try_sign_in("li", PASSWORD, NOW + LOCKED) == account
    assert timedelta(minutes=15) == LOCKED


def test_four_failures_lock_nobody_and_signing_in_forgets_them(somebody: Make) -> None:
    account = somebody("li")
    for _ in range(2):
        fail(FAILURES - 1)
        assert try_sign_in("li", PASSWORD, NOW) == account
        enter(ANONYMOUS, account, "password", NOW)


def test_the_right_password_alone_does_not_forget_failures(somebody: Make) -> None:
    account = somebody("li")
    fail(FAILURES - 1)
    assert try_sign_in("li", PASSWORD, NOW) == account
    fail(1)
    assert try_sign_in("li", PASSWORD, NOW) is None


def test_trying_while_locked_does_not_make_the_lock_longer(somebody: Make) -> None:
    account = somebody("li")
    fail(FAILURES)
    fail(20, now=NOW + LOCKED - SECOND)
    assert try_sign_in("li", PASSWORD, NOW + LOCKED) == account


def test_a_closed_account_and_one_without_a_password_sign_in_nowhere(somebody: Make) -> None:
    account = somebody("li")
    account.is_active = False
    account.save()
    actions.add_account(MACHINE, account.unit, "wang", "王")
    assert try_sign_in("li", PASSWORD, NOW) is None
    assert try_sign_in("wang", "", NOW) is None


def test_a_password_changed_between_the_two_steps_signs_nobody_in(somebody: Make) -> None:
    account = somebody("li")
    found = try_sign_in("li", PASSWORD, NOW)
    assert found
    account.set_password("another horse battery")
    account.save()
    with pytest.raises(NotNow):
        enter(ANONYMOUS, found, "password", NOW)


@pytest.mark.parametrize("state", ["unknown", "wrong", "closed", "locked", "no password"])
def test_every_refusal_costs_one_hash(somebody: Make, state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    account = somebody("li")
    account.is_active = state != "closed"
    account.locked_until = NOW + LOCKED if state == "locked" else None
    if state == "no password":
        account.set_unusable_password()
    account.save()
    made: list[str] = []
    hasher, encode = hashers.MD5PasswordHasher, hashers.MD5PasswordHasher.encode

    def counted(self: hashers.MD5PasswordHasher, password: str, salt: str) -> str:
        made.append(password)
        return encode(self, password, salt)
    monkeypatch.setattr(hasher, "encode", counted)
    assert try_sign_in("nobody" if state == "unknown" else "li", "wrong", NOW) is None
    assert made == ["wrong"]


def test_the_page_says_the_same_whether_the_account_is_unknown_locked_or_the_password_wrong(somebody: Make, client: Client) -> None:
    for login in ("li", "locked"):
        somebody(login)
    for _ in range(FAILURES):
        client.post(SIGN_IN, {"login": "locked", "password": "wrong"})
    said = []
    for login, password in (("li", "wrong"), ("unknown", "wrong"), ("locked", PASSWORD), ("", "")):
        answer = client.post(SIGN_IN, {"login": login, "password": password})
        assert answer.status_code == 403
        text = answer.content.decode()
        said.append(text[text.index('role="alert"'):text.index("</form>")].replace(f'value="{login}"', "").split("csrfmiddlewaretoken")[0])
    assert len(set(said)) == 1
    assert "_auth_user_id" not in client.session


def test_signing_in_leads_to_where_one_wanted_and_never_away_from_here(somebody: Make, client: Client) -> None:
    somebody("li")
    ways = {"/people/rights": "/people/rights", "https://evil.example/": "/desk", "//evil.example": "/desk", "javascript:alert(1)": "/desk",
            "": "/desk", "/\\evil.example": "/desk"}
    for asked, went in ways.items():
        answer = client.post(SIGN_IN, {"login": "li", "password": PASSWORD, "next": asked})
        assert (answer.status_code, answer.headers["Location"]) == (302, went)


def test_a_new_session_is_made_on_signing_in(somebody: Make, client: Client) -> None:
    somebody("li")
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = str(before)
    client.post(SIGN_IN, {"login": "li", "password": PASSWORD})
    assert client.cookies["sessionid"].value != before


def test_signing_in_needs_the_forms_own_token(somebody: Make) -> None:
    somebody("li")
    answer = Client(enforce_csrf_checks=True).post(SIGN_IN, {"login": "li", "password": PASSWORD})
    assert answer.status_code == 403
    assert "这一页不能看" in answer.content.decode()


def test_signing_out_is_a_button_and_ends_the_session(somebody: Make, signed_in: Callable[[Account], Client]) -> None:
    client = signed_in(somebody("li"))
    assert client.get("/people/sign-out").status_code == 405
    assert client.post("/people/sign-out").status_code == 302
    assert client.get("/people/me").headers["Location"] == "/people/sign-in?next=%2Fpeople%2Fme"


@pytest.mark.parametrize("field", ["login", "password"])
@pytest.mark.parametrize("value", ["\x00", "x" * 200_000, "\ud7ff\u202e", "' OR 1=1 --", "<script>"])
def test_nonsense_signs_nobody_in_and_breaks_nothing(somebody: Make, client: Client, field: str, value: str) -> None:
    somebody("li")
    answer = client.post(SIGN_IN, {"login": "li", "password": PASSWORD, field: value})
    assert answer.status_code == 403
    assert b"<script>" not in answer.content.split(b"<main")[1]


@pytest.mark.parametrize(("password", "good"), [
    ("correct horse battery", True), ("vhqzmwkbtxrj", True), ("vhqzmwkbtxr", False), ("Vhqzmwkb17", True), ("Vhqzmwk17", False), ("vhqzmwkb17", False),
    ("abcdefghijklmnop", False), ("Abcdefgh12", False), ("1234567890123", False),
    ("新城区的投资项目落地", False), ("新城区的投资项目落地真的快", True), ("aaaaaaaaaaaaaaaa", False), ("ababababababab", False), ("password1234!", False),
    ("Qwertyuiop123", False), ("iloveyou2026!", False), ("my-li.lei-secret", False), ("", False),
])
def test_a_password_is_long_or_mixed_and_neither_common_nor_the_login_name(password: str, good: bool) -> None:
    assert (faults(password, "li.lei") == []) is good


def test_a_password_given_by_somebody_else_is_changed_before_anything_else(somebody: Make, client: Client) -> None:
    somebody("li", must_change_password=True)
    assert client.post(SIGN_IN, {"login": "li", "password": PASSWORD, "next": "/people/rights"}).headers["Location"] == "/people/password"
    assert client.get("/people/rights").headers["Location"] == "/people/password"
    assert client.get("/people/me").status_code == 200
    assert client.get("/guide").status_code == 200
    answer = client.post("/people/password", {"old": PASSWORD, "new": "another horse battery", "again": "another horse battery"})
    assert answer.headers["Location"] == "/people/me"
    assert client.get("/people/rights").status_code == 200


def test_changing_the_password_ends_all_other_sessions_and_keeps_this_one(somebody: Make, signed_in: Callable[[Account], Client]) -> None:
    account = somebody("li")
    other = Client()
    other.force_login(account)
    here = signed_in(account)
    here.post("/people/password", {"old": PASSWORD, "new": "another horse battery", "again": "another horse battery"})
    assert here.get("/people/me").status_code == 200
    assert other.get("/people/me").status_code == 302
    assert try_sign_in("li", PASSWORD, NOW) is None
    assert try_sign_in("li", "another horse battery", NOW) == account


@pytest.mark.parametrize(("data", "said"), [
    ({"old": "wrong"}, "现在的密码不对"), ({"new": "short", "again": "short"}, "至少 12 个字符"), ({"again": "other"}, "两次填的不一样"),
    ({"new": PASSWORD, "again": PASSWORD}, "和原来的一样"), ({"new": ""}, "还没有填"), ({"new": "\x00" * 12}, "error"),
])
def test_a_password_that_cannot_be_is_told_why_and_nothing_changes(
        somebody: Make, signed_in: Callable[[Account], Client], data: dict[str, str], said: str) -> None:
    account = somebody("li")
    answer = signed_in(account).post("/people/password", {"old": PASSWORD, "new": "another horse battery", "again": "another horse battery", **data})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    account.refresh_from_db()
    assert account.check_password(PASSWORD)


def test_guessing_the_present_password_counts_as_failing_to_sign_in(somebody: Make, signed_in: Callable[[Account], Client]) -> None:
    client = signed_in(account := somebody("li"))
    for _ in range(FAILURES):
        client.post("/people/password", {"old": "wrong", "new": "another horse battery", "again": "another horse battery"})
    account.refresh_from_db()
    assert account.locked_until is not None


@pytest.mark.parametrize("path", ["/", "/guide", "/items?place=jimo-2021", "/help", "/styleguide", "/nowhere"])
def test_public_pages_ask_the_database_nothing_even_of_somebody_signed_in(
        somebody: Make, signed_in: Callable[[Account], Client], django_assert_num_queries: Any, path: str) -> None:
    client = signed_in(somebody("li"))
    with django_assert_num_queries(0):
        answer = client.get(path)
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_somebody_not_signed_in_costs_no_statement_at_the_door(db: None, client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert client.get("/people/rights").status_code == 302


def test_the_page_of_a_new_installation_says_how_the_first_account_is_made_and_says_no_more_of_it_later(
        db: None, client: Client, somebody: Make, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    assert "luodi people first" in client.get(SIGN_IN).content.decode()
    somebody("li")
    with django_assert_num_queries(1):
        assert "luodi people first" not in client.get(SIGN_IN).content.decode()


def test_whoever_must_have_a_second_factor_is_led_to_it_from_the_new_password_and_told_so_on_the_own_page(
        country: Country, somebody: Make, client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR_ROLES = frozenset({Role.PLATFORM_ADMIN})
    client.force_login(somebody("root", country.bureau, Role.PLATFORM_ADMIN, must_change_password=True))
    answer = client.post("/people/password", {"old": PASSWORD, "new": "another horse battery", "again": "another horse battery"})
    assert answer.headers["Location"] == "/people/second-factor"
    assert "您的岗位要求第二步验证" in client.get("/people/me").content.decode()


@pytest.mark.parametrize("path", ["/people/sign-in", "/people/password", "/people/second-factor"])
def test_asking_for_the_head_of_a_page_tries_nothing(somebody: Make, path: str) -> None:
    browser = Client()
    if path != "/people/sign-in":
        browser.force_login(somebody("li"))
    assert browser.head(path).status_code == 200
