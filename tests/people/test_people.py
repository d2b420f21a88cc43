"""Who somebody is on a day; what the database refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from luodi.engine.source import Refused
from luodi.frame.paths import ids
from luodi.people import actions, queries
from luodi.people.models import Absence, Account, Post, Region, RegionKind, Unit, UnitKind
from luodi.people.passwords import one_time
from luodi.rights.kernel import ANONYMOUS, MACHINE, Role
from tests.people.country import PASSWORD, TODAY, Country, person

Make = Callable[..., Account]
DAY = timedelta(days=1)


def test_a_post_counts_on_its_first_and_on_its_last_day_and_not_around_them(country: Country, somebody: Make) -> None:
    account = somebody("li")
    actions.give_post(MACHINE, account, country.office, Role.CLERK, TODAY, TODAY + DAY)
    held = {n: bool(queries.person_of(account, TODAY + n * DAY).posts) for n in (-1, 0, 1, 2)}
    assert held == {-1: False, 0: True, 1: True, 2: False}


def test_a_post_knows_the_way_down_to_its_unit_and_region(country: Country, somebody: Make) -> None:
    (post,) = queries.person_of(somebody("li", country.office), TODAY).posts
    assert post.unit_path == (country.bureau.pk, country.office.pk)
    assert post.region_path == (country.city.pk, country.district.pk)


def test_a_deputy_has_the_posts_of_the_absent_person_while_they_are_away(country: Country, somebody: Make) -> None:
    boss, deputy = somebody("boss", country.bureau, Role.CHIEF), somebody("li", country.office)
    actions.set_absence(MACHINE, boss, deputy, TODAY, TODAY + DAY)
    roles = {n: [(post.role, post.for_account) for post in queries.person_of(deputy, TODAY + n * DAY).posts] for n in (-1, 0, 1, 2)}
    own, lent = (Role.REVIEWER, None), (Role.CHIEF, boss.pk)
    assert roles == {-1: [own], 0: [own, lent], 1: [own, lent], 2: [own]}


def test_two_absences_at_once_lend_a_post_once(country: Country, somebody: Make) -> None:
    boss, deputy = somebody("boss", country.bureau, Role.CHIEF), somebody("li")
    for _ in range(2):
        Absence.objects.create(account=boss, deputy=deputy, first=TODAY, last=TODAY)
    assert len(queries.person_of(deputy, TODAY).posts) == 1


def test_a_deputy_does_not_lend_on_what_is_lent(country: Country, somebody: Make) -> None:
    boss, deputy, third = somebody("boss", country.bureau, Role.CHIEF), somebody("li"), somebody("wang")
    actions.set_absence(MACHINE, boss, deputy, TODAY, TODAY)
    actions.set_absence(MACHINE, deputy, third, TODAY, TODAY)
    assert queries.person_of(third, TODAY).posts == ()


def test_a_closed_account_is_nobody_and_lends_nothing(country: Country, somebody: Make) -> None:
    boss, deputy = somebody("boss", country.bureau, Role.CHIEF), somebody("li")
    actions.set_absence(MACHINE, boss, deputy, TODAY, TODAY)
    boss.is_active = False
    boss.save()
    assert queries.person_of(boss, TODAY) == ANONYMOUS
    assert queries.person_of(deputy, TODAY).posts == ()


@pytest.mark.parametrize("posts", [1, 40])
def test_who_somebody_is_costs_two_statements_however_many_the_posts(
        country: Country, somebody: Make, posts: int, django_assert_num_queries: Any) -> None:
    account, boss = somebody("li"), somebody("boss", country.bureau)
    for n in range(posts):
        Post.objects.create(account=account, unit=country.office, role="clerk", first=TODAY - n * DAY)
    actions.set_absence(MACHINE, boss, account, TODAY, TODAY)
    with django_assert_num_queries(2):
        assert len(queries.person_of(account, TODAY).posts) == posts + 1


def test_a_login_name_is_found_whatever_the_case_and_given_once(somebody: Make) -> None:
    account = somebody("Li.Lei")
    assert queries.account_by_login(" li.LEI ") == account
    with pytest.raises(Refused, match="已经有人用"):
        somebody("li.lei")
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(login="LI.LEI", name="李")


@pytest.mark.parametrize("login", ["", "a", "李雷", "a b", "-a", "x" * 65, "a\x00b", "a\n"])
def test_a_login_name_that_cannot_be_typed_anywhere_is_refused(country: Country, login: str) -> None:
    with pytest.raises(Refused, match="登录名"):
        actions.add_account(MACHINE, country.bureau, login, "李雷", PASSWORD)


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "李\u202e雷"])
def test_a_name_of_nothing_too_long_or_with_hidden_marks_is_refused(country: Country, name: str) -> None:
    with pytest.raises(Refused, match="名称"):
        actions.add_account(MACHINE, country.bureau, "li", name, PASSWORD)


def test_days_in_the_wrong_order_and_unknown_kinds_are_refused_by_the_database_too(country: Country, somebody: Make) -> None:
    li, wang = somebody("li"), somebody("wang")
    wrong = [
        Post(account=li, unit=country.office, role="clerk", first=TODAY, last=TODAY - DAY), Post(account=li, unit=country.office, role="king", first=TODAY),
        Absence(account=li, deputy=wang, first=TODAY, last=TODAY - DAY), Absence(account=li, deputy=li, first=TODAY, last=TODAY),
        Region(name="x", kind="planet"), Unit(region=country.district, name="x", kind="club"), Region(name="青岛市", kind="city"),
        Unit(region=country.district, name="自然资源局", kind="department"), Account(login="", name="x"),
    ]
    for row in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Region.objects.filter(pk=country.city.pk).update(parent=country.city)


def test_actions_say_what_is_wrong_with_days_deputies_and_places(country: Country, somebody: Make) -> None:
    li = somebody("li")
    with pytest.raises(Refused, match="请改成不早于 2026-11-23"):
        actions.give_post(MACHINE, li, country.office, Role.CLERK, TODAY, TODAY - DAY)
    with pytest.raises(Refused, match="请选别人"):
        actions.set_absence(MACHINE, li, li, TODAY, TODAY)
    with pytest.raises(Refused, match="不在同一个区域"):
        actions.add_unit(MACHINE, country.district, "科", UnitKind.DEPARTMENT, country.far)


def test_regions_know_the_way_down(country: Country) -> None:
    town = actions.add_region(MACHINE, "龙泉街道", RegionKind.TOWN, country.district)
    assert ids(town.path) == (country.city.pk, country.district.pk, town.pk)


def test_people_who_have_acted_cannot_be_deleted(country: Country, somebody: Make) -> None:
    account = somebody("li", country.office)
    with pytest.raises(IntegrityError), transaction.atomic():
        account.delete()


@pytest.mark.usefixtures("lasting_db")
def test_the_migration_goes_back_and_forth() -> None:
    try:
        call_command("migrate", "people", "zero", verbosity=0)
    finally:
        call_command("migrate", verbosity=0)
    assert person("li").pk
    out = StringIO()
    call_command("makemigrations", "people", check=True, dry_run=True, stdout=out)


def test_a_day_in_the_far_past_has_no_posts(country: Country, somebody: Make) -> None:
    assert queries.person_of(somebody("li", country.office), date(1, 1, 1)).posts == ()


def test_a_one_time_password_never_has_the_login_name_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    told = iter("n68ahr2xz9cdu3pw" "q7mkhr2xz9cdu3pw")
    monkeypatch.setattr("luodi.people.passwords.secrets.choice", lambda letters: next(told))
    assert one_time("N68") == "q7mk-hr2x-z9cd-u3pw"
