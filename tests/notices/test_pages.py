"""The inbox, preferences and robots as their readers see them, and as others do not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from luodi.engine.source import Said
from luodi.ledger.models import Entry, Outbox
from luodi.notices.actions import acknowledge, add_endpoint
from luodi.notices.kinds import GROUPS
from luodi.notices.models import Channel, Endpoint, Notice, Preference
from luodi.people.models import Account
from luodi.people.queries import person_of
from luodi.rights.kernel import MACHINE, Denied, Role
from tests.notices.acts import new, tell
from tests.people.country import TODAY, Country

Make = Callable[..., Account]
Sign = Callable[[Account], Client]
ROBOT = {"channel": "dingtalk", "name": "审批局的群", "url": "https://oapi.dingtalk.com/robot/send?access_token=very-secret", "secret": "SEC0123456789",
         "login": ""}
WISH = {f"{group}.{channel}": "on" for group in GROUPS for channel in ("mail", "robot")} | {
    "clock.mail": "digest", "clock.robot": "off", "quiet_own": "1", "quiet_from": "21:30", "quiet_to": "07:00", "digest_hour": "10"}


@pytest.fixture
def li(country: Country, somebody: Make) -> Account:
    return somebody("li", country.bureau)


@pytest.fixture
def admin(country: Country, somebody: Make) -> Account:
    return somebody("admin", country.bureau, Role.UNIT_ADMIN)


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_menu_says_how_much_is_unread_and_the_inbox_shows_it(li: Account, signed_in: Sign) -> None:
    client = signed_in(li)
    tell(new(li, "a"), new(li, "b"))
    assert '<span class="count">2<span' in text(client, "/people/me")
    assert text(client, "/notices").count("变黄灯") == 2


def test_opening_a_notice_leads_to_what_it_is_about_and_it_is_read(li: Account, signed_in: Sign) -> None:
    tell(new(li))
    answer = signed_in(li).get(f"/notices/{Notice.objects.get().pk}/open")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/people/me")
    assert Notice.objects.get().read_at is not None


@pytest.mark.parametrize(("way", "what"), [("get", "open"), ("post", "read"), ("post", "acknowledge")])
def test_the_notices_of_others_are_not_there(li: Account, somebody: Make, country: Country, signed_in: Sign, way: str, what: str) -> None:
    tell(new(li, answer=True))
    client = signed_in(somebody("wang", country.bureau, Role.PLATFORM_ADMIN))
    codes = [getattr(client, way)(f"/notices/{key}/{what}").status_code for key in (Notice.objects.get().pk, 99999, 10**30)]
    assert codes == [404, 404, 404]
    notice = Notice.objects.get()
    assert (notice.read_at, notice.acknowledged_at) == (None, None)


def test_an_answer_is_given_once_and_stays_in_the_ledger(li: Account, signed_in: Sign) -> None:
    tell(new(li, answer=True))
    client, notice = signed_in(li), Notice.objects.get()
    assert ">收到</button>" in text(client, "/notices?tab=answer")
    for _ in range(2):
        client.post(f"/notices/{notice.pk}/acknowledge", {"back": "/notices?tab=answer"})
    entries = Entry.objects.filter(verb="notice.acknowledge", person_id=li.pk, outcome="done").order_by("number")
    assert [entry.after is not None for entry in entries] == [True, False]
    assert "没有等您确认的消息" in text(client, "/notices?tab=answer")


def test_nobody_answers_for_somebody_else(li: Account, somebody: Make, country: Country) -> None:
    tell(new(li, answer=True))
    with pytest.raises(Denied) as denied:
        acknowledge(person_of(somebody("wang", country.bureau), TODAY), Notice.objects.get())
    assert denied.value.verdict.hidden


def test_what_asks_for_no_answer_takes_none(li: Account, signed_in: Sign) -> None:
    tell(new(li))
    client = signed_in(li)
    assert "不用确认" in client.post(f"/notices/{Notice.objects.get().pk}/acknowledge", follow=True).content.decode()


def test_all_are_read_that_the_page_could_show_and_not_what_came_after(li: Account, signed_in: Sign) -> None:
    tell(new(li, "a"))
    newest = Notice.objects.get().pk
    tell(new(li, "b"))
    signed_in(li).post("/notices/read", {"upto": newest})
    assert list(Notice.objects.filter(read_at=None).values_list("key", flat=True)) == ["b"]


def test_long_lists_are_paged_by_key(li: Account, signed_in: Sign) -> None:
    tell(*(new(li, f"k{n}", title=Said(f"第 {n} 件。", "x")) for n in range(65)))
    client, onward, lengths = signed_in(li), "", []
    for _ in range(3):
        answer = client.get(f"/notices?tab=all{onward}")
        lengths.append(answer.content.decode().count(" 件。"))
        onward = f"&before={answer.context['onward']}"
    assert lengths == [30, 30, 5]
    assert onward == "&before=None"


@pytest.mark.parametrize("query", ["?tab=nonsense", "?before=x", "?before=-1", "?before=99999999999999999999999", "?before=", "?tab=%00"])
def test_a_strange_address_is_an_inbox(li: Account, signed_in: Sign, query: str) -> None:
    text(signed_in(li), f"/notices{query}")


@pytest.mark.parametrize("path", ["/notices", "/notices?tab=all", "/notices?tab=answer", "/notices/preferences"])
def test_a_page_costs_as_many_statements_with_many_notices_as_with_one(li: Account, signed_in: Sign, path: str, django_assert_num_queries: Any) -> None:
    client = signed_in(li)
    tell(*(new(li, f"k{n}", answer=True) for n in range(25)))
    with django_assert_num_queries(7 if "preferences" not in path else 9):
        text(client, path)


def test_back_leads_to_our_own_pages_only(li: Account, signed_in: Sign) -> None:
    tell(new(li))
    answer = signed_in(li).post(f"/notices/{Notice.objects.get().pk}/read", {"back": "https://evil.example/"})
    assert answer.headers["Location"] == "/notices"


def test_wishes_are_kept_and_shown_again(li: Account, signed_in: Sign) -> None:
    client = signed_in(li)
    assert client.post("/notices/preferences", WISH).status_code == 302
    held = Preference.objects.get()
    assert (held.choices["clock.mail"], held.quiet_from, held.quiet_days_off, held.digest_hour) == ("digest", time(21, 30), False, 10)
    assert client.post("/notices/preferences", WISH | {"digest_hour": "8"}).status_code == 302
    assert (Entry.objects.filter(verb="notice.prefer").order_by("-number")[0].before or {})["digest_hour"] == 10
    assert '<option value="digest" selected>' in text(client, "/notices/preferences")


def test_without_own_quiet_hours_those_of_the_region_hold_and_are_shown(li: Account, signed_in: Sign) -> None:
    client = signed_in(li)
    assert "20:00 到 08:00 和休息日不发" in text(client, "/notices/preferences")
    assert client.post("/notices/preferences", {name: value for name, value in WISH.items() if name != "quiet_own"}).status_code == 302
    assert Preference.objects.get().quiet_from is None


@pytest.mark.parametrize("wrong", [
    {"digest_hour": "24"}, {"clock.mail": "loud"}, {"quiet_from": "x"}, {"quiet_to": "9" * 5000}, {"quiet_to": ""}, {"clock.robot": "\x00"}])
def test_a_wish_that_cannot_be_is_refused_and_nothing_is_kept(li: Account, signed_in: Sign, wrong: dict[str, str]) -> None:
    assert signed_in(li).post("/notices/preferences", WISH | wrong).status_code == 422
    assert Preference.objects.count() == 0


def test_an_administrator_adds_a_robot_tries_it_and_switches_it_off(admin: Account, country: Country, signed_in: Sign) -> None:
    client = signed_in(admin)
    assert client.post("/notices/endpoints", ROBOT | {"unit": country.bureau.pk}).status_code == 302
    made = Endpoint.objects.get()
    assert client.post(f"/notices/endpoints/{made.pk}/test").status_code == 302
    assert Outbox.objects.get().payload["test"] is True
    client.post(f"/notices/endpoints/{made.pk}/switch", {"active": "0"})
    page = text(client, "/notices/endpoints")
    assert "已停用" in page
    for place in (page, made.sealed, str(list(Entry.objects.values_list("payload", "before", "after"))), str(list(Outbox.objects.values_list("payload")))):
        assert "very-secret" not in place
        assert ROBOT["secret"] not in place


@pytest.mark.parametrize("wrong", [
    {"url": "http://oapi.dingtalk.com/"}, {"url": "x" * 2000}, {"url": ""}, {"secret": ""}, {"name": "\x00"}, {"name": "长" * 61}, {"channel": "pigeon"},
    {"unit": "0"}, {"unit": "x" * 1_000_0}, {"login": "nobody"}, {"login": "\x00"}, {"secret": "\x00" * 9}])
def test_a_robot_that_cannot_be_is_refused_and_what_was_typed_stays(
        admin: Account, country: Country, signed_in: Sign, wrong: dict[str, str]) -> None:
    answer = signed_in(admin).post("/notices/endpoints", ROBOT | {"unit": country.bureau.pk} | wrong)
    assert answer.status_code == 422
    assert Endpoint.objects.count() == 0
    assert "没有保存" in answer.content.decode()
    assert ("name" in wrong) or 'value="审批局的群"' in answer.content.decode()


def test_a_robot_for_one_person_belongs_to_a_person_of_the_unit(admin: Account, li: Account, country: Country, somebody: Make, signed_in: Sign) -> None:
    client = signed_in(admin)
    assert client.post("/notices/endpoints", ROBOT | {"unit": country.bureau.pk, "login": "li"}).status_code == 302
    assert Endpoint.objects.get().account == li
    somebody("office", country.office)
    assert client.post("/notices/endpoints", ROBOT | {"unit": country.bureau.pk, "login": "office"}).status_code == 422


def test_robots_are_managed_in_the_own_unit_only(admin: Account, country: Country, signed_in: Sign) -> None:
    client = signed_in(admin)
    url = "https://robot.example/"
    robots = [add_endpoint(MACHINE, unit, Channel.WECOM, f"群{n}", url) for n, unit in enumerate((country.office, country.bureau_2, country.far))]
    assert [client.post(f"/notices/endpoints/{robot.pk}/switch").status_code for robot in robots] == [302, 403, 404]
    page = text(client, "/notices/endpoints")
    assert [f"群{n}" in page for n in range(3)] == [True, False, False]


def test_whoever_manages_nothing_sees_no_robots(li: Account, signed_in: Sign) -> None:
    client = signed_in(li)
    assert client.get("/notices/endpoints").status_code == 403
    assert "机器人</a>" not in text(client, "/notices")


def test_without_a_mail_server_the_page_of_wishes_says_so(li: Account, signed_in: Sign, settings: Settings) -> None:
    assert "还没有设置邮件服务器" in text(signed_in(li), "/notices/preferences")
