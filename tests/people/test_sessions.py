"""Sessions: where one is signed in, how long, and ending them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from luodi.ledger.models import Entry
from luodi.people.models import Account, Session
from luodi.people.signing.origin import device
from luodi.people.signing.sessions import SessionStore, ends
from tests.people.country import PASSWORD, Country

Make = Callable[..., Account]
PAGE = "/people/sessions"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36"
WECHAT = "Mozilla/5.0 (Linux; Android 14; V2) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0.49"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"


def browser(agent: str = CHROME) -> Client:
    """A browser in which “li” has signed in by the page."""
    client = Client(headers={"user-agent": agent}, REMOTE_ADDR="192.0.2.7")
    assert client.post("/people/sign-in", {"login": "li", "password": PASSWORD}).status_code == 302
    return client


def aged(**ages: timedelta) -> None:
    """Move an instant of all sessions back."""
    Session.objects.update(**{name: timezone.now() - age for name, age in ages.items()})


@pytest.mark.parametrize(("agent", "name"), [
    (CHROME, "Chrome 129 · Windows"), (WECHAT, "WeChat 8 · Android"), (SAFARI, "Safari 18 · iPhone"),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0", "Firefox 131 · Linux"),
    (CHROME + " Edg/129.0.1", "Edge 129 · Windows"), ("curl/8.1", ""), ("", ""), ("<script>" * 99999, ""), ("Windows", "Windows")])
def test_a_device_is_named_in_a_few_words(agent: str, name: str) -> None:
    assert device(agent) == name


def test_the_page_lists_ones_own_sessions_with_device_address_and_times(somebody: Make) -> None:
    somebody("li")
    here = browser()
    browser(WECHAT)
    text = here.get(PAGE).content.decode()
    assert (text.count("<tr>"), text.count("就是这里")) == (3, 1)
    for words in ("Chrome 129 · Windows", "WeChat 8 · Android", "192.0.2.7"):
        assert words in text


def test_nobody_sees_or_ends_the_sessions_of_others(somebody: Make) -> None:
    somebody("li")
    here, other = browser(), Client()
    other.force_login(somebody("wang"))
    assert other.get(PAGE).content.decode().count("<tr>") == 2
    other.post(PAGE, {"one": Session.objects.get(account__login="li").ref})
    other.post(PAGE)
    assert here.get("/people/me").status_code == 200


def test_a_key_is_neither_in_the_database_nor_on_the_page(somebody: Make) -> None:
    somebody("li")
    here = browser()
    key = here.cookies["sessionid"].value
    row = Session.objects.get()
    assert key not in (row.session_key, row.session_data)
    text = here.get(PAGE).content.decode()
    assert key not in text
    assert row.session_key not in text
    assert not SessionStore(row.session_key).load()


def test_one_is_ended_by_its_button_and_the_others_stay(somebody: Make) -> None:
    somebody("li")
    here, there, third = browser(), browser(WECHAT), browser(SAFARI)
    text = here.get(PAGE).content.decode()
    row = next(row for row in text.split("<tr>") if "WeChat" in row)
    here.post(PAGE, {"one": re.findall(r'value="([0-9a-f]{16})"', row)[0]})
    assert [client.get("/people/me").status_code for client in (here, there, third)] == [200, 302, 200]


def test_all_others_are_ended_by_one_button(somebody: Make) -> None:
    somebody("li")
    here, there, third = browser(), browser(WECHAT), browser(SAFARI)
    here.post(PAGE)
    assert [client.get("/people/me").status_code for client in (here, there, third)] == [200, 302, 302]
    assert Entry.objects.get(verb="session.end").payload == {"count": 2}


@pytest.mark.parametrize("ref", ["", "x", "%", "0" * 16, "0" * 64, "\x00"])
def test_what_names_no_session_ends_none(somebody: Make, ref: str) -> None:
    somebody("li")
    here, there = browser(), browser(WECHAT)
    assert here.post(PAGE, {"one": ref}).status_code == 302
    assert there.get("/people/me").status_code == 200


def test_the_session_that_asks_is_not_ended_by_its_own_name(somebody: Make) -> None:
    somebody("li")
    here = browser()
    here.post(PAGE, {"one": Session.objects.get().ref})
    assert here.get("/people/me").status_code == 200


def test_a_session_ends_twelve_hours_after_signing_in_or_after_two_idle_ones() -> None:
    start, hour = datetime(2026, 11, 23, 8, tzinfo=UTC), timedelta(hours=1)
    assert ends(start, start) == start + 2 * hour
    assert ends(start, start + 3 * hour) == start + 5 * hour
    assert ends(start, start + 11 * hour) == start + 12 * hour


def test_an_ended_session_is_that_of_nobody(somebody: Make) -> None:
    somebody("li")
    here = browser()
    aged(expire_date=timedelta(seconds=1))
    assert here.get("/people/me").status_code == 302


def test_using_a_session_makes_it_last_and_writes_so_once_in_five_minutes(somebody: Make, django_assert_num_queries: Any) -> None:
    somebody("li")
    here = browser()
    # The session, the account, its own and its lent posts, the unread notices behind the menu; the sixth moves the session.
    with django_assert_num_queries(5):
        here.get("/people/rights")
    aged(seen_at=timedelta(minutes=6))
    ended = Session.objects.get().expire_date
    with django_assert_num_queries(6):
        here.get("/people/rights")
    with django_assert_num_queries(5):
        here.get("/people/rights")
    assert timezone.now() - Session.objects.get().seen_at < timedelta(minutes=1)
    assert Session.objects.get().expire_date >= ended


def test_no_use_makes_a_session_last_longer_than_its_hours(somebody: Make) -> None:
    somebody("li")
    here = browser()
    aged(first_at=timedelta(hours=11, minutes=30), seen_at=timedelta(minutes=6))
    here.get("/people/rights")
    assert Session.objects.get().expire_date - timezone.now() < timedelta(minutes=31)


def test_writing_to_a_session_does_not_begin_its_hours_anew(somebody: Make) -> None:
    somebody("li")
    here = browser()
    since = Session.objects.get().first_at
    here.get("/people/second-factor")
    row = Session.objects.get()
    assert (row.first_at, row.device, row.address) == (since, "Chrome 129 · Windows", "192.0.2.7")


def test_a_session_that_was_ended_is_not_brought_back_by_a_request_under_way(somebody: Make) -> None:
    somebody("li")
    browser()
    store = SessionStore(browser().cookies["sessionid"].value)
    store["x"] = 1
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        store.save()
    assert not Session.objects.exists()


def test_ended_sessions_are_cleared_away(somebody: Make) -> None:
    somebody("li")
    browser()
    aged(expire_date=timedelta(seconds=1))
    call_command("clearsessions")
    assert not Session.objects.exists()


def test_a_closed_account_is_out_at_once(country: Country, somebody: Make) -> None:
    account = somebody("li", country.office)
    here = browser()
    account.is_active = False
    account.save()
    assert here.get("/people/me").status_code == 302


@pytest.mark.parametrize(("https", "forwarded", "shown"), [(False, "198.51.100.9", "192.0.2.7"), (True, "203.0.113.1, 198.51.100.9", "198.51.100.9"),
                                                          (True, "<script>", "")])
def test_the_address_is_what_the_last_proxy_saw(somebody: Make, settings: Any, https: bool, forwarded: str, shown: str) -> None:
    settings.HTTPS = https
    somebody("li")
    client = Client(REMOTE_ADDR="192.0.2.7", headers={"x-forwarded-for": forwarded})
    client.post("/people/sign-in", {"login": "li", "password": PASSWORD})
    assert Session.objects.get().address == shown
