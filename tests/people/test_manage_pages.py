"""The screens on which units and people are managed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from luodi.people import actions
from luodi.people.manage.forms import AccountForm, HomeForm, MoveUnit, PostDays, UnitForm
from luodi.people.manage.queries import PAGE
from luodi.people.models import Absence, Account, Post, Unit
from luodi.rights.kernel import MACHINE, Role
from tests.people.country import TODAY, Country

Make = Callable[..., Account]
Sign = Callable[[Account], Client]
DAY = timedelta(days=1)


@pytest.fixture
def boss(country: Country, somebody: Make, signed_in: Sign) -> Client:
    """A platform administrator who is signed in."""
    return signed_in(somebody("boss", country.bureau, Role.PLATFORM_ADMIN))


def text(answer: Any) -> str:
    """What the page says."""
    said: str = answer.content.decode()
    return said


def test_a_unit_is_added_changed_moved_and_closed(country: Country, boss: Client) -> None:
    there = {"region": country.district.pk, "parent": country.bureau_2.pk, "name": "用地科", "kind": "department"}
    assert boss.post("/people/units/add", there).status_code == 302
    unit = Unit.objects.get(name="用地科")
    seen = UnitForm.shows({"name": "用地科", "kind": "department"})
    assert boss.post(f"/people/units/{unit.pk}/change", {"name": "用地一科", "kind": "department", "seen": seen}).status_code == 302
    again = boss.post(f"/people/units/{unit.pk}/change", {"name": "用地二科", "kind": "department", "seen": seen})
    assert again.status_code == 422
    assert "刚才被别人改过" in text(again)
    assert "用地二科" in text(again)
    moved = boss.post(f"/people/units/{unit.pk}/move", {"parent": country.bureau.pk, "seen": MoveUnit.shows({"parent_id": country.bureau_2.pk})})
    assert moved.status_code == 302
    assert boss.post(f"/people/units/{unit.pk}/close").status_code == 302
    assert [">用地一科</a>" in part for part in text(boss.get("/people/units")).split('class="closed-units"')] == [False, True]
    assert "撤销</span>" in text(boss.get(f"/people/units/{unit.pk}"))


def test_a_unit_that_has_people_says_who_and_is_not_closed(country: Country, somebody: Make, boss: Client) -> None:
    somebody("li", country.office)
    answer = boss.post(f"/people/units/{country.office.pk}/close")
    assert answer.status_code == 422
    assert "li员" in text(answer)


def test_somebody_new_gets_a_post_and_a_password_that_is_shown_once(country: Country, boss: Client, client: Client) -> None:
    data = {"name": "李雷", "login": "li", "email": "", "role": "clerk", "first": TODAY.isoformat()}
    answer = boss.post(f"/people/units/{country.office.pk}/people/add", data)
    password = text(answer).split('class="once">')[1].split("<")[0]
    account = Account.objects.get(login="li")
    assert account.check_password(password)
    assert password not in text(boss.get(f"/people/persons/{account.pk}"))
    assert "no-store" in answer.headers["Cache-Control"]
    assert boss.post(f"/people/units/{country.office.pk}/people/add", data).status_code == 422


def test_an_account_is_changed_moved_closed_reopened_and_gets_a_password(country: Country, somebody: Make, boss: Client) -> None:
    li = somebody("li", country.office)
    home, seen = f"/people/persons/{li.pk}", AccountForm.shows({"name": li.name, "email": ""})
    assert boss.post(f"{home}/change", {"name": "李雷", "email": "li@example.com", "seen": seen}).status_code == 302
    assert boss.post(f"{home}/home", {"unit": country.bureau.pk, "seen": HomeForm.shows({"unit_id": country.office.pk})}).status_code == 302
    assert 'class="once"' in text(boss.post(f"{home}/password"))
    assert boss.post(f"{home}/close").status_code == 302
    assert "已停用" in text(boss.get(home))
    assert boss.post(f"{home}/reopen").status_code == 302
    li.refresh_from_db()
    assert (li.name, li.unit, li.is_active) == ("李雷", country.bureau, True)


def test_posts_are_given_changed_and_ended(country: Country, somebody: Make, boss: Client) -> None:
    li = somebody("li", country.office)
    data = {"unit": country.bureau.pk, "role": "supervisor", "first": TODAY.isoformat(), "last": ""}
    assert boss.post(f"/people/persons/{li.pk}/posts/add", data).status_code == 302
    assert boss.post(f"/people/persons/{li.pk}/posts/add", data).status_code == 422
    post = Post.objects.get(account=li, role="supervisor")
    assert boss.post(f"/people/posts/{post.pk}", {"last": (TODAY + DAY).isoformat(), "seen": PostDays.shows({"last": ""})}).status_code == 302
    other = AccountForm.shows({"name": li.name, "email": ""})
    assert boss.post(f"/people/posts/{post.pk}", {"last": TODAY.isoformat(), "seen": other}).status_code == 422, "the memory of another kind of form"
    assert boss.post(f"/people/posts/{post.pk}/end").status_code == 302
    post.refresh_from_db()
    assert post.last == TODAY


def test_everybody_notes_the_own_absence_and_takes_it_back(country: Country, somebody: Make, signed_in: Sign) -> None:
    client = signed_in(somebody("li", country.office))
    somebody("wang", country.office)
    days = {"first": TODAY.isoformat(), "last": TODAY.isoformat()}
    assert "本区域没有" in text(client.post("/people/me/absences", {"deputy": "谁", **days}))
    assert client.post("/people/me/absences", {"deputy": "wang员", **days}).status_code == 302
    assert client.post(f"/people/absences/{Absence.objects.get().pk}/cancel").status_code == 302
    assert not Absence.objects.exists()


def test_two_of_one_name_are_told_apart_by_login(country: Country, somebody: Make, signed_in: Sign) -> None:
    client = signed_in(somebody("li", country.office))
    for login in ("wang1", "wang2"):
        Account.objects.filter(pk=somebody(login, country.office).pk).update(name="王")
    answer = client.post("/people/me/absences", {"deputy": "王", "first": TODAY.isoformat(), "last": TODAY.isoformat()})
    assert "王（wang1）、王（wang2）" in text(answer)


def test_who_may_not_is_told_why_beside_the_button(country: Country, somebody: Make, signed_in: Sign) -> None:
    li = somebody("li", country.office)
    client = signed_in(li)
    for path in ("/people/units", f"/people/units/{country.office.pk}", f"/people/persons/{li.pk}"):
        page = text(client.get(path))
        assert "disabled" in page
        assert "这件事由" in page


@pytest.mark.parametrize("name", ["people_person_change", "people_person_home", "people_person_close", "people_person_reopen", "people_person_password",
                                  "people_person_factor"])
def test_a_unit_administrator_is_refused_for_the_platform_administrator_and_a_stranger_is_not_there(
        country: Country, somebody: Make, signed_in: Sign, name: str) -> None:
    boss, far = somebody("boss", country.bureau, Role.PLATFORM_ADMIN), somebody("far", country.far)
    client = signed_in(somebody("admin", country.bureau, Role.UNIT_ADMIN))
    assert [client.get(reverse(name, args=[account])).status_code for account in (boss.pk, far.pk, 99999)] == [403, 404, 404]


def test_a_unit_administrator_is_offered_no_reserved_roles_and_forging_one_does_not_help(country: Country, somebody: Make, signed_in: Sign) -> None:
    client = signed_in(somebody("admin", country.bureau, Role.UNIT_ADMIN))
    path = f"/people/units/{country.office.pk}/people/add"
    assert 'value="platform_admin"' not in text(client.get(path))
    assert client.post(path, {"name": "李", "login": "li", "role": "platform_admin", "first": TODAY.isoformat()}).status_code == 422
    assert not Account.objects.filter(login="li").exists()


def test_people_are_found_by_name_and_turned_over_by_fifty(country: Country, somebody: Make, boss: Client) -> None:
    for n in range(PAGE + 3):
        actions.give_post(MACHINE, Account.objects.create(unit=country.office, login=f"p{n:03}", name=f"人{n:03}"), country.office, Role.CLERK, TODAY)
    first = text(boss.get(f"/people/units/{country.office.pk}"))
    onward = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = text(boss.get(f"/people/units/{country.office.pk}{onward}"))
    assert [word in first for word in ("人000", "人049", "人050")] == [True, True, False]
    assert [word in second for word in ("人049", "人050", "人052")] == [False, True, True]
    found = text(boss.get(f"/people/units/{country.office.pk}?q=P007"))
    assert [word in found for word in ("人007", "人008")] == [True, False]
    assert boss.get(f"/people/units/{country.office.pk}?after=%00x").status_code == 200


EVIL = ["\x00", "x" * 1_000_0, "\u202e", "<script>", "-1", "9" * 40, "=1+1", "' OR 1=1 --", ""]


@pytest.mark.parametrize("value", EVIL)
def test_no_form_breaks_on_what_is_typed(country: Country, somebody: Make, boss: Client, value: str) -> None:
    li = somebody("li", country.office)
    post = Post.objects.get(account=li)
    fields = ("name", "kind", "region", "parent", "login", "email", "role", "first", "last", "unit", "deputy", "seen", "where")
    before = (Account.objects.count(), Post.objects.count(), Unit.objects.count())
    for path in ("units/add", f"units/{country.office.pk}/change", f"units/{country.office.pk}/move", f"units/{country.office.pk}/people/add",
                 f"persons/{li.pk}/change", f"persons/{li.pk}/home", f"persons/{li.pk}/posts/add", f"posts/{post.pk}", f"persons/{li.pk}/absences/add",
                 "me/absences"):
        answer = boss.post(f"/people/{path}", dict.fromkeys(fields, value))
        assert answer.status_code == 422, path
    assert (Account.objects.count(), Post.objects.count(), Unit.objects.count()) == before


COUNTS = {"/people/units": 8, "/people/units/{unit}": 10, "/people/persons/{person}": 12, "/people/me/absences": 7, "/people/units/{unit}/people/add": 7,
          "/people/persons/{person}/posts/add": 9}
"""Two of them are what waits behind the menu: unread notices and messages that did not arrive."""


@pytest.mark.parametrize("many", [2, 200])
@pytest.mark.parametrize(("path", "statements"), COUNTS.items())
def test_a_screen_costs_as_many_statements_with_two_hundred_people_as_with_two(
        country: Country, somebody: Make, boss: Client, path: str, statements: int, many: int, django_assert_num_queries: Any) -> None:
    li = somebody("li", country.office)
    made = Account.objects.bulk_create([Account(unit=country.office, login=f"p{n}", name=f"人{n}") for n in range(many)])
    Post.objects.bulk_create([Post(account=account, unit=country.office, role="clerk", first=TODAY) for account in made])
    Post.objects.bulk_create([Post(account=li, unit=country.office, role="clerk", first=TODAY + n * DAY, last=TODAY + n * DAY) for n in range(many)])
    Absence.objects.bulk_create([Absence(account=account, deputy=li, first=TODAY, last=TODAY) for account in made])
    with django_assert_num_queries(statements):
        assert boss.get(path.format(unit=country.office.pk, person=li.pk)).status_code == 200
