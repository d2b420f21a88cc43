"""Units, accounts, posts and absences are changed by those who may, never silently, and never so that nobody is left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from luodi.engine.source import Refused
from luodi.ledger.models import Entry
from luodi.people import actions, queries
from luodi.people.models import Absence, Account, Post, RegionKind, Unit, UnitKind
from luodi.people.passwords import faults
from luodi.rights.kernel import MACHINE, Denied, Person, Role
from tests.people.country import TODAY, Country

Make = Callable[..., Account]
DAY = timedelta(days=1)


def who(account: Account) -> Person:
    """What somebody is today."""
    return queries.person_of(Account.objects.get(pk=account.pk), TODAY)


def seen(row: Any, *names: str) -> dict[str, Any]:
    """What a form has shown."""
    return {name: getattr(row, name) for name in names}


def last_entry() -> Entry:
    """What the ledger wrote last."""
    found = Entry.objects.order_by("-at", "-number").first()
    assert found
    return found


def test_a_unit_gets_another_name_and_the_ledger_has_both(country: Country) -> None:
    actions.change_unit(MACHINE, country.office, "投资项目一科", UnitKind.APPROVAL, seen(country.office, "name", "kind"))
    entry = last_entry()
    assert [(entry.before or {}).get("name"), (entry.after or {}).get("name")] == ["投资项目科", "投资项目一科"]


def test_whoever_changes_a_unit_that_another_has_changed_meanwhile_is_told(country: Country) -> None:
    old = seen(country.office, "name", "kind")
    actions.change_unit(MACHINE, country.office, "一科", UnitKind.APPROVAL, old)
    with pytest.raises(Refused, match="刚才被别人改过：名称现在是“一科”"):
        actions.change_unit(MACHINE, country.office, "二科", UnitKind.APPROVAL, old)


@pytest.mark.parametrize("name", ["", "a/b", "甲／乙", "x" * 121, "a\x00b", "自然资源局"])
def test_a_unit_cannot_be_called_nothing_a_path_or_like_its_neighbour(country: Country, name: str) -> None:
    with pytest.raises(Refused):
        actions.change_unit(MACHINE, country.bureau, name, UnitKind.APPROVAL, seen(country.bureau, "name", "kind"))


def test_a_move_takes_all_below_along_in_one_statement(country: Country, django_assert_num_queries: Any) -> None:
    for n in range(12):
        actions.add_unit(MACHINE, country.district, f"组{n}", UnitKind.APPROVAL, country.office)
    with django_assert_num_queries(10):
        actions.move_unit(MACHINE, country.bureau, country.bureau_2, {"parent_id": None})
    head = f"/{country.bureau_2.pk}/{country.bureau.pk}/"
    assert Unit.objects.filter(path__startswith=f"{head}{country.office.pk}/").count() == 13
    actions.move_unit(MACHINE, country.bureau, None, {"parent_id": country.bureau_2.pk})
    assert Unit.objects.get(pk=country.office.pk).path == f"/{country.bureau.pk}/{country.office.pk}/"


def test_a_unit_is_not_moved_below_itself_into_another_region_or_beside_its_namesake(country: Country) -> None:
    twin = actions.add_unit(MACHINE, country.district, "投资项目科", UnitKind.APPROVAL)
    for unit, above, words in ((country.bureau, country.office, "自己的下级"), (country.bureau, country.bureau, "自己"),
                               (country.bureau, country.far, "不在同一个区域"), (twin, country.bureau, "已经有单位")):
        with pytest.raises(Refused, match=words):
            actions.move_unit(MACHINE, unit, above, {"parent_id": unit.parent_id})
    with pytest.raises(Refused, match="刚才被别人改过"):
        actions.move_unit(MACHINE, country.office, None, {"parent_id": country.bureau_2.pk})


def test_a_unit_with_people_or_units_in_it_is_not_closed_and_they_are_named(country: Country, somebody: Make) -> None:
    with pytest.raises(Refused, match="投资项目科"):
        actions.close_unit(MACHINE, country.bureau)
    li = somebody("li", country.office)
    with pytest.raises(Refused, match="li员"):
        actions.close_unit(MACHINE, country.office)
    Post.objects.filter(account=li).update(last=TODAY - DAY)
    assert actions.close_unit(MACHINE, country.office).closed == TODAY
    closed = Unit.objects.get(pk=country.office.pk)
    for again in (lambda: actions.close_unit(MACHINE, country.office), lambda: actions.give_post(MACHINE, li, closed, Role.CLERK, TODAY),
                  lambda: actions.add_unit(MACHINE, country.district, "组", UnitKind.APPROVAL, country.office)):
        with pytest.raises(Refused, match="撤销"):
            again()


def test_two_who_change_one_account_do_not_overwrite_each_other(country: Country, somebody: Make) -> None:
    li = somebody("li", country.office)
    old = seen(li, "name", "email")
    actions.change_account(MACHINE, li, "李雷", "li@example.com", old)
    with pytest.raises(Refused, match="姓名现在是“李雷”"):
        actions.change_account(MACHINE, li, "李蕾", "", old)
    assert Account.objects.get(pk=li.pk).email == "li@example.com"


@pytest.mark.parametrize("email", ["x", "a@b", "a b@example.com", "a@example.com\x00", "a" * 300 + "@example.com"])
def test_an_address_that_is_none_is_refused(country: Country, somebody: Make, email: str) -> None:
    li = somebody("li", country.office)
    with pytest.raises(Refused, match="邮箱"):
        actions.change_account(MACHINE, li, "李雷", email, {})


def test_closing_an_account_ends_its_posts_today_and_takes_back_those_to_come(country: Country, somebody: Make) -> None:
    li = somebody("li", country.office)
    actions.give_post(MACHINE, li, country.bureau, Role.CHIEF, TODAY + DAY)
    actions.close_account(MACHINE, li)
    assert [(post.role, post.last) for post in Post.objects.filter(account=li)] == [("reviewer", TODAY)]
    assert not who(li).posts
    with pytest.raises(Refused, match="已经停用"):
        actions.close_account(MACHINE, li)
    actions.reopen_account(MACHINE, li)
    assert queries.person_of(Account.objects.get(pk=li.pk), TODAY + DAY).posts == ()


def test_a_one_time_password_opens_once_unlocks_and_is_not_in_the_ledger(country: Country, somebody: Make) -> None:
    li = somebody("li", country.office)
    Account.objects.filter(pk=li.pk).update(locked_until="2030-01-01T00:00:00Z", failed_sign_ins=3)
    password = actions.new_password(MACHINE, li)
    now = Account.objects.get(pk=li.pk)
    assert (now.check_password(password), now.must_change_password, now.locked_until, faults(password)) == (True, True, None, [])
    assert not Entry.objects.filter(payload__icontains=password).exists()
    assert last_entry().after is None


def test_a_person_with_a_first_post_is_added_in_one_transaction(country: Country, somebody: Make) -> None:
    account, password = actions.add_person(MACHINE, country.office, "li", "李雷", Role.CLERK, TODAY)
    assert account.check_password(password)
    assert who(account).posts[0].role is Role.CLERK
    with pytest.raises(Refused):
        actions.add_person(MACHINE, country.office, "wang", "王", Role.CLERK, TODAY, "no address")
    assert not Account.objects.filter(login="wang").exists()


def test_the_same_post_is_not_held_twice_at_once(country: Country, somebody: Make) -> None:
    li = somebody("li")
    actions.give_post(MACHINE, li, country.office, Role.CLERK, TODAY, TODAY + DAY)
    with pytest.raises(Refused, match="不用再安排"):
        actions.give_post(MACHINE, li, country.office, Role.CLERK, TODAY + DAY)
    later = actions.give_post(MACHINE, li, country.office, Role.CLERK, TODAY + 2 * DAY)
    with pytest.raises(Refused, match="不用再安排"):
        actions.change_post(MACHINE, Post.objects.get(first=TODAY), TODAY + 3 * DAY, TODAY + DAY)
    assert later.pk


def test_a_post_ends_today_or_is_taken_back_when_it_has_not_begun(country: Country, somebody: Make) -> None:
    li = somebody("li", country.office)
    begun, to_come = Post.objects.get(account=li), actions.give_post(MACHINE, li, country.bureau, Role.CLERK, TODAY + DAY)
    actions.end_post(MACHINE, begun)
    actions.end_post(MACHINE, to_come)
    assert list(Post.objects.filter(account=li).values_list("pk", "last")) == [(begun.pk, TODAY)]
    with pytest.raises(Refused, match="刚才被别人撤回"):
        actions.end_post(MACHINE, to_come)


def test_a_post_lasts_longer_unless_it_is_over_or_another_has_changed_it(country: Country, somebody: Make) -> None:
    post = Post.objects.get(account=somebody("li", country.office))
    actions.change_post(MACHINE, post, TODAY + DAY, None)
    with pytest.raises(Refused, match="刚才被别人改过"):
        actions.change_post(MACHINE, post, TODAY + 5 * DAY, None)
    with pytest.raises(Refused, match="已经过去"):
        actions.change_post(MACHINE, post, TODAY - DAY, TODAY + DAY)
    Post.objects.update(last=TODAY - DAY)
    with pytest.raises(Refused, match="请另外安排"):
        actions.change_post(MACHINE, post, None, TODAY - DAY)


def test_the_last_platform_administrator_of_a_region_stays(country: Country, somebody: Make) -> None:
    first, second = (somebody(login, country.bureau, Role.PLATFORM_ADMIN) for login in ("first", "second"))
    actions.close_account(MACHINE, second)
    post = Post.objects.get(account=first)
    for attempt in (lambda: actions.close_account(MACHINE, first), lambda: actions.end_post(MACHINE, post),
                    lambda: actions.change_post(MACHINE, post, TODAY, None)):
        with pytest.raises(Refused, match="最后一个平台管理员"):
            attempt()
    above = actions.add_unit(MACHINE, country.city, "市局", UnitKind.LEADERSHIP)
    somebody("above", above, Role.PLATFORM_ADMIN)
    actions.close_account(MACHINE, first)


def test_a_unit_administrator_manages_the_own_unit_and_below_and_gives_no_reserved_role(country: Country, somebody: Make) -> None:
    admin = who(somebody("admin", country.bureau, Role.UNIT_ADMIN))
    account, _ = actions.add_person(admin, country.office, "li", "李雷", Role.CLERK, TODAY)
    actions.give_post(admin, account, country.bureau, Role.UNIT_ADMIN, TODAY)
    for role in (Role.PLATFORM_ADMIN, Role.AUDITOR, Role.LEADER, Role.SUPERVISOR):
        with pytest.raises(Denied):
            actions.give_post(admin, account, country.bureau, role, TODAY)
        with pytest.raises(Denied):
            actions.add_person(admin, country.bureau, f"x{role.value}", "某", role, TODAY)
    with pytest.raises(Denied):
        actions.give_post(admin, account, country.bureau_2, Role.CLERK, TODAY)
    with pytest.raises(Denied):
        actions.add_unit(admin, country.district, "科", UnitKind.APPROVAL, country.bureau)


@pytest.mark.parametrize("what", ["new_password", "close_account", "change_account", "move_account", "set_absence", "end_post"])
def test_a_unit_administrator_gets_no_hold_of_somebody_with_a_reserved_role(country: Country, somebody: Make, what: str) -> None:
    admin, boss = somebody("admin", country.bureau, Role.UNIT_ADMIN), somebody("boss", country.bureau, Role.PLATFORM_ADMIN)
    somebody("other", country.bureau, Role.PLATFORM_ADMIN)
    calls: dict[str, Callable[[Person], Any]] = {
        "new_password": lambda by: actions.new_password(by, boss), "close_account": lambda by: actions.close_account(by, boss),
        "change_account": lambda by: actions.change_account(by, boss, "某", "", {}),
        "move_account": lambda by: actions.move_account(by, boss, country.office, {}),
        "set_absence": lambda by: actions.set_absence(by, boss, admin, TODAY, TODAY),
        "end_post": lambda by: actions.end_post(by, Post.objects.get(account=boss)),
    }
    with pytest.raises(Denied):
        calls[what](who(admin))
    assert last_entry().outcome == "refused"
    calls[what](who(Account.objects.get(login="other")))


def test_an_account_moves_within_its_region_by_whoever_has_both_units(country: Country, somebody: Make) -> None:
    li, admin = somebody("li", country.office), who(somebody("admin", country.bureau, Role.UNIT_ADMIN))
    actions.move_account(admin, li, country.bureau, {"unit_id": country.office.pk})
    li.refresh_from_db()
    with pytest.raises(Denied):
        actions.move_account(admin, li, country.bureau_2, {})
    stranger = somebody("stranger", country.bureau_2)
    with pytest.raises(Denied):
        actions.move_account(admin, stranger, country.bureau, {})
    with pytest.raises(Refused, match="不能跨区域"):
        actions.move_account(MACHINE, li, country.far, {})


def test_a_deputy_does_not_make_the_own_deputyship_longer(country: Country, somebody: Make) -> None:
    boss, deputy = somebody("boss", country.bureau, Role.UNIT_ADMIN), somebody("li", country.office)
    absence = actions.set_absence(MACHINE, boss, deputy, TODAY, TODAY)
    assert who(deputy).posts[-1].for_account == boss.pk
    for attempt in (lambda: actions.set_absence(who(deputy), boss, deputy, TODAY + DAY, TODAY + 9 * DAY), lambda: actions.cancel_absence(who(deputy), absence)):
        with pytest.raises(Denied):
            attempt()
    actions.set_absence(who(boss), boss, deputy, TODAY + DAY, TODAY + 2 * DAY)


def test_a_deputy_is_open_of_the_same_region_and_one_at_a_time(country: Country, somebody: Make) -> None:
    boss, gone, far, li = somebody("boss", country.bureau), somebody("gone", country.bureau), somebody("far", country.far), somebody("li", country.office)
    actions.close_account(MACHINE, gone)
    with pytest.raises(Refused, match="停用"):
        actions.set_absence(MACHINE, boss, Account.objects.get(pk=gone.pk), TODAY, TODAY)
    with pytest.raises(Refused, match="不在同一个区域"):
        actions.set_absence(MACHINE, boss, far, TODAY, TODAY)
    actions.set_absence(MACHINE, boss, li, TODAY, TODAY + 3 * DAY)
    with pytest.raises(Refused, match="已经登记过"):
        actions.set_absence(MACHINE, boss, li, TODAY + 3 * DAY, TODAY + 9 * DAY)


def test_who_is_back_early_ends_the_absence_and_one_to_come_is_taken_back(country: Country, somebody: Make) -> None:
    boss, li = somebody("boss", country.bureau), somebody("li", country.office)
    begun = Absence.objects.create(account=boss, deputy=li, first=TODAY - DAY, last=TODAY + DAY)
    to_come = actions.set_absence(MACHINE, boss, li, TODAY + 5 * DAY, TODAY + 6 * DAY)
    for absence in (begun, to_come):
        actions.cancel_absence(MACHINE, absence)
    assert list(Absence.objects.values_list("last", flat=True)) == [TODAY - DAY]
    with pytest.raises(Refused, match="已经结束"):
        actions.cancel_absence(MACHINE, begun)


def test_a_district_administrator_does_not_manage_that_of_the_city(country: Country, somebody: Make) -> None:
    below = who(somebody("below", country.bureau, Role.PLATFORM_ADMIN))
    above = somebody("above", country.bureau)
    actions.give_post(MACHINE, above, actions.add_unit(MACHINE, country.city, "市局", UnitKind.LEADERSHIP), Role.PLATFORM_ADMIN, TODAY)
    with pytest.raises(Denied):
        actions.new_password(below, above)


def test_a_region_is_added_by_whoever_has_the_one_above(country: Country, somebody: Make) -> None:
    admin = who(somebody("admin", country.bureau, Role.PLATFORM_ADMIN))
    assert actions.add_region(admin, "龙泉街道", RegionKind.TOWN, country.district).pk
    with pytest.raises(Denied):
        actions.add_region(admin, "某区", RegionKind.DISTRICT, country.city)
