"""Signing in to a demonstration with one click, and nowhere else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from luodi.demo.actions import begin_demo
from luodi.demo.roles import OFFERS
from luodi.demo.town import found
from luodi.ledger.models import Entry
from luodi.rights.kernel import MACHINE
from tests.demo.conftest import TODAY

ENTER = "/demo/enter"


@pytest.fixture
def shown(db: None, settings: Settings) -> None:
    """A demonstration with its people, without projects."""
    settings.DEMO = True
    begin_demo(MACHINE, TODAY, 0, 0)
    found(TODAY)


@pytest.mark.parametrize("login", [offer.login for offer in OFFERS])
def test_every_role_that_is_offered_gets_in_without_a_phone(shown: None, client: Client, login: str) -> None:
    assert client.post(ENTER, {"login": login}).status_code == 302
    own = client.get(reverse("people_own"))
    assert own.status_code == 200
    assert Entry.objects.filter(verb="account.sign_in", payload__how="demo").exists()


def test_the_sign_in_page_offers_the_roles_by_name(shown: None, client: Client) -> None:
    page = client.get(reverse("people_sign_in")).content.decode()
    assert all(f'value="{offer.login}"' in page and offer.zh in page for offer in OFFERS)
    assert "demo-banner" in page


@pytest.mark.parametrize("login", ["", "nobody", "review2"])
def test_nobody_else_gets_in(shown: None, client: Client, login: str) -> None:
    assert client.post(ENTER, {"login": login}).status_code == 404


def test_where_settings_do_not_allow_it_there_is_no_such_page(shown: None, client: Client, settings: Settings) -> None:
    settings.DEMO = False
    assert client.post(ENTER, {"login": "leader"}).status_code == 404
    assert "demo-role" not in client.get(reverse("people_sign_in")).content.decode()


def test_real_people_are_not_offered_whatever_settings_say(db: None, client: Client, settings: Settings) -> None:
    settings.DEMO = True
    found(TODAY)
    assert client.post(ENTER, {"login": "leader"}).status_code == 404
    assert "demo-role" not in client.get(reverse("people_sign_in")).content.decode()
    assert "demo-banner" not in client.get("/").content.decode()


def test_it_asks_for_the_token_of_the_form(shown: None) -> None:
    assert Client(enforce_csrf_checks=True).post(ENTER, {"login": "leader"}).status_code == 403


def test_it_goes_on_to_addresses_of_ours_only(shown: None, client: Client) -> None:
    assert client.post(ENTER, {"login": "leader", "next": "https://example.org/"})["Location"] == reverse("workbench_desk")
    assert client.post(ENTER, {"login": "leader", "next": "/clocks/"})["Location"] == "/clocks/"


def test_other_pages_ask_the_database_once(shown: None, client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client.get("/")
    with django_assert_num_queries(1):
        client.get("/")
