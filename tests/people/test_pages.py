"""The pages of people: who sees which, and what they say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from luodi.people import actions
from luodi.people.models import Account
from luodi.rights.addresses import URLS
from luodi.rights.kernel import MACHINE, Role
from luodi.rights.permissions import public
from tests.people.country import TODAY, Country, without_token
from tests.rights.test_table import names

Make = Callable[..., Account]
Sign = Callable[[Account], Client]
BEHIND = sorted(name for name, right in URLS.items() if name.startswith("people_") and not public(right))


@pytest.mark.parametrize("name", BEHIND)
def test_whoever_is_not_signed_in_is_sent_to_sign_in_whether_the_thing_exists_or_not(db: None, client: Client, name: str) -> None:
    pattern = names(get_resolver().url_patterns)[name].pattern
    path = reverse(name, kwargs=dict.fromkeys(pattern.converters, 999))
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/people/sign-in?next=")


def test_a_unit_is_shown_forbidden_or_not_there(country: Country, somebody: Make, signed_in: Sign) -> None:
    client = signed_in(somebody("li", country.bureau))
    codes = [client.get(f"/people/units/{unit}").status_code for unit in (country.bureau.pk, country.office.pk, country.bureau_2.pk, country.far.pk, 999)]
    assert codes == [200, 200, 403, 404, 404]


def test_a_forbidden_page_says_who_does_it_and_a_hidden_one_is_like_one_that_is_not_there(country: Country, somebody: Make, signed_in: Sign) -> None:
    client = signed_in(somebody("li", country.bureau))
    assert "这件事由" in client.get(f"/people/units/{country.bureau_2.pk}").content.decode()
    hidden, missing = (client.get(f"/people/units/{unit}").content.decode().replace(f"units/{unit}", "units/N") for unit in (country.far.pk, 99999))
    assert without_token(hidden) == without_token(missing)


def test_whoever_has_no_post_may_see_the_own_page_and_the_table_but_no_units(somebody: Make, signed_in: Sign) -> None:
    client = signed_in(somebody("li"))
    assert [client.get(path).status_code for path in ("/people/me", "/people/rights", "/people/units")] == [200, 200, 403]


def test_the_tree_shows_the_own_unit_and_those_below_and_to_a_leader_the_district(country: Country, somebody: Make) -> None:
    shown = {}
    for login, role in (("li", Role.CLERK), ("leader", Role.LEADER)):
        client = Client()
        client.force_login(somebody(login, country.bureau, role))
        text = client.get("/people/units").content.decode()
        shown[login] = [unit.name for unit in (country.bureau, country.office, country.bureau_2, country.far) if f">{unit.name}</a>" in text]
    assert shown == {"li": ["行政审批局", "投资项目科"], "leader": ["行政审批局", "投资项目科", "自然资源局"]}


def test_a_unit_shows_its_people_of_today_and_who_stands_in(country: Country, somebody: Make, signed_in: Sign) -> None:
    client = signed_in(somebody("li", country.bureau))
    actions.set_absence(MACHINE, somebody("wang", country.bureau, Role.CHIEF), somebody("zhao"), TODAY, TODAY)
    actions.give_post(MACHINE, somebody("former"), country.bureau, Role.CLERK, TODAY.replace(year=2020), TODAY.replace(year=2021))
    text = client.get(f"/people/units/{country.bureau.pk}").content.decode()
    assert "wang员" in text
    assert "由 zhao员 代理" in text
    assert "former员" not in text


def test_the_own_page_tells_posts_deputies_and_rights(country: Country, somebody: Make, signed_in: Sign) -> None:
    account, boss = somebody("li", country.office), somebody("boss", country.bureau, Role.SUPERVISOR)
    actions.set_absence(MACHINE, boss, account, TODAY, TODAY)
    text = signed_in(account).get("/people/me").content.decode()
    for words in ("审批员", "投资项目科", "您代理 boss员 到", "批准正当理由"):
        assert words in text


def test_the_table_of_rights_says_every_right_and_marks_the_own_ones(country: Country, somebody: Make, signed_in: Sign) -> None:
    text = signed_in(somebody("li", country.office)).get("/people/rights").content.decode()
    assert "批准正当理由" in text
    assert "督查员" in text
    assert "您可以" in text.split("查看权限表")[1][:120]
    assert "您可以" not in text.split("批准正当理由")[1][:120]


@pytest.mark.parametrize("path", ["/people/me", "/people/rights", "/people/units", "/people/password", "/people/sign-in"])
def test_nothing_behind_the_door_is_kept_by_browsers_and_proxies(country: Country, somebody: Make, signed_in: Sign, path: str) -> None:
    assert "no-store" in signed_in(somebody("li", country.office)).get(path).headers["Cache-Control"]


COUNTS = {"/people/me": 9, "/people/rights": 5, "/people/units": 6, "/people/units/{}": 9, "/people/password": 5, "/people/sessions": 6}
"""Session, account, the person's two kinds of posts and the unread notices of the menu, then the page's own."""


@pytest.mark.parametrize(("path", "statements"), COUNTS.items())
def test_a_page_costs_as_many_statements_with_many_people_as_with_one(
        country: Country, somebody: Make, signed_in: Sign, path: str, statements: int, django_assert_num_queries: Any) -> None:
    client = signed_in(somebody("li", country.bureau))
    for n in range(8):
        actions.set_absence(MACHINE, somebody(f"other{n}", country.bureau), somebody(f"deputy{n}"), TODAY, TODAY)
    with django_assert_num_queries(statements):
        assert client.get(path.format(country.bureau.pk)).status_code == 200
