"""The pages of time limits: who sees which, and what they say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from luodi.clocks import actions
from luodi.clocks.models import Clock, Excuse, Standing
from luodi.clocks.sweep import sweep
from luodi.clocks.telling import tell
from luodi.engine.timelimit import Decided, Received
from luodi.notices.models import Notice
from luodi.people.models import Account
from luodi.people.queries import person_of
from luodi.rights.kernel import MACHINE, Role
from tests.clocks.ground import DAY, FIRST, rows, started
from tests.people.country import Country

Make = Callable[..., Account]
Sign = Callable[[Account], Client]
LATE = FIRST + 8 * DAY


@pytest.fixture(autouse=True)
def _today(settings: Settings) -> None:
    settings.TODAY = LATE.isoformat()


@pytest.fixture
def wang(country: Country, somebody: Make) -> Account:
    """The assignee."""
    return somebody("wang", country.office)


@pytest.fixture
def late(country: Country, wang: Account) -> Clock:
    """An overdue clock of the assignee's."""
    clock = started(country.office, assignee=wang)
    sweep(LATE)
    tell(LATE)
    return Clock.objects.select_related("standing", "unit", "region").get(pk=clock.pk)


def text(client: Client, path: str, status: int = 200) -> str:
    """A page."""
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def test_the_page_of_a_clock_shows_its_proof_day_by_day(late: Clock, wang: Account, signed_in: Sign) -> None:
    page = text(signed_in(wang), f"/clocks/{late.pk}")
    for words in ("超期 1 个工作日", "第1个工作日 2026-11-03（周二）", "第5个工作日 2026-11-09（周一）", "超期警示", "收到，在办", "2026年11月9日"):
        assert words in page
    assert "报领导" in page


def test_an_answer_is_one_click_and_holds_the_ladder(late: Clock, wang: Account, signed_in: Sign) -> None:
    answer = signed_in(wang).post(f"/clocks/{late.pk}/answer", follow=True)
    assert "2026-11-12 以前不再往上催" in answer.content.decode()
    assert Standing.objects.get().hold_until == FIRST + 10 * DAY
    assert "收到，在办" not in answer.content.decode()


def test_whoever_answers_from_a_list_comes_back_to_it_and_to_no_other_site(late: Clock, wang: Account, signed_in: Sign) -> None:
    client = signed_in(wang)
    assert client.post(f"/clocks/{late.pk}/answer", {"back": "/desk?step=2"})["Location"] == "/desk?step=2"
    assert client.post(f"/clocks/{late.pk}/answer", {"back": "https://example.org/"})["Location"] == f"/clocks/{late.pk}"


def test_a_chase_waits_in_the_inbox_and_is_answered_there_or_on_its_page(
        late: Clock, wang: Account, signed_in: Sign, settings: Settings) -> None:
    client = signed_in(wang)
    assert "超期警示：施工许可" in text(client, "/notices?tab=answer")
    notice = Notice.objects.get(account=wang, answer=True)
    client.post(f"/notices/{notice.pk}/acknowledge")
    assert Standing.objects.get().hold_until == FIRST + 10 * DAY
    notice.refresh_from_db()
    assert notice.acknowledged_at is not None
    sweep(FIRST + 11 * DAY)
    tell(FIRST + 11 * DAY)
    settings.TODAY = (FIRST + 11 * DAY).isoformat()
    client.post(f"/clocks/{late.pk}/answer")
    assert not Notice.objects.filter(account=wang, answer=True, acknowledged_at__isnull=True).exists()


def test_a_chase_that_is_over_is_acknowledged_all_the_same(late: Clock, wang: Account, signed_in: Sign) -> None:
    actions.note_event(MACHINE, late, Decided(LATE, "approved"), LATE)
    notice = Notice.objects.get(account=wang, answer=True)
    signed_in(wang).post(f"/notices/{notice.pk}/acknowledge")
    notice.refresh_from_db()
    assert notice.acknowledged_at is not None
    assert Standing.objects.get().hold_until is None


def test_the_head_of_a_unit_who_is_chased_can_answer(country: Country, somebody: Make, signed_in: Sign) -> None:
    clock, head = started(country.office), somebody("head", country.office, Role.LEADER)
    sweep(LATE)
    tell(LATE)
    assert signed_in(head).post(f"/clocks/{clock.pk}/answer").status_code == 302
    assert Standing.objects.get().hold_until == FIRST + 10 * DAY


def test_an_excuse_is_asked_for_and_decided_on_the_page(late: Clock, wang: Account, country: Country, somebody: Make, signed_in: Sign) -> None:
    page = signed_in(wang).post(f"/clocks/{late.pk}/excuse", {"reason": "等上级系统恢复", "until": "2026-11-20"}, follow=True).content.decode()
    assert "已送督查员" in page
    assert "这件事由督查员（本区域及以下）办理" in page
    client = signed_in(somebody("watch", country.bureau_2, Role.SUPERVISOR))
    assert "批准理由" in text(client, f"/clocks/{late.pk}")
    client.post(f"/clocks/excuses/{Excuse.objects.get().pk}", {"verdict": "approve", "words": "同意"})
    assert Excuse.objects.get().state == "approved"
    assert "已批准" in text(client, f"/clocks/{late.pk}")


@pytest.mark.parametrize(("data", "says"), [
    ({"reason": "", "until": "2026-11-20"}, "写明理由"), ({"reason": "忙", "until": "明天"}, "选一个日子"),
    ({"reason": "忙", "until": "2026-11-01"}, "应在明天到"),
    ({"reason": "x" * 1_000, "until": "2026-11-20"}, "最多 500 字"), ({"reason": "忙\x00", "until": "2026-11-20"}, "写明理由"), ({}, "写明理由")])
def test_what_is_wrong_with_an_excuse_is_said_and_what_was_typed_is_kept(late: Clock, wang: Account, signed_in: Sign, data: Any, says: str) -> None:
    answer = signed_in(wang).post(f"/clocks/{late.pk}/excuse", data)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert (data.get("until") or "") in answer.content.decode()
    assert not Excuse.objects.exists()


@pytest.mark.parametrize("data", [{}, {"verdict": "maybe"}, {"verdict": "refuse", "words": "x" * 600}, {"verdict": ["approve", "refuse"], "words": ""}])
def test_nonsense_about_an_excuse_decides_nothing(late: Clock, wang: Account, country: Country, somebody: Make, signed_in: Sign, data: Any) -> None:
    excuse = actions.ask_excuse(person_of(wang, LATE), late, "忙", FIRST + 14 * DAY, LATE)
    client = signed_in(somebody("watch", country.bureau_2, Role.SUPERVISOR))
    assert client.post(f"/clocks/excuses/{excuse.pk}", data).status_code == 302
    assert Excuse.objects.get().state == "asked"


@pytest.mark.parametrize(("login", "place", "role", "status"), [
    ("colleague", "office", Role.CLERK, 200), ("unit2", "bureau_2", Role.REVIEWER, 403), ("watch", "bureau_2", Role.SUPERVISOR, 200),
    ("far", "far", Role.SUPERVISOR, 404), ("firm", "bureau_2", Role.ENTERPRISE, 403)])
def test_each_sees_what_the_table_says(late: Clock, country: Country, somebody: Make, signed_in: Sign, login: str, place: str, role: Role, status: int) -> None:
    client = signed_in(somebody(login, getattr(country, place), role))
    text(client, f"/clocks/{late.pk}", status)
    assert ("施工许可" in text(client, "/clocks/?tab=all")) == (status == 200)


def test_a_confidential_clock_is_not_there_for_those_without_a_part(country: Country, wang: Account, somebody: Make, signed_in: Sign) -> None:
    clock = started(country.office, assignee=wang, name="大项目", confidential=True)
    for login, role in (("colleague", Role.CLERK), ("watch", Role.SUPERVISOR), ("mayor", Role.LEADER)):
        client = signed_in(somebody(login, country.office, role))
        text(client, f"/clocks/{clock.pk}", 404)
        assert "大项目" not in text(client, "/clocks/?tab=all")
    assert "大项目" in text(signed_in(wang), "/clocks/")


def test_a_clock_that_does_not_exist_is_not_found(country: Country, wang: Account, signed_in: Sign) -> None:
    text(signed_in(wang), "/clocks/999999", 404)
    assert signed_in(wang).post("/clocks/excuses/999999").status_code in (403, 404)


def test_the_list_shows_what_is_due_first_and_goes_on_by_key(country: Country, wang: Account, signed_in: Sign) -> None:
    for n in range(45):
        started(country.office, days=5 + n % 3, name=f"第{n}件", assignee=wang)
    client, seen, onward = signed_in(wang), [], "/clocks/"
    while onward:
        page = text(client, onward)
        seen += [part.split("<")[0] for part in page.split("/clocks/")[1:] if ">第" in part.split("<")[0]]
        onward = "/clocks/?" + page.split('rel="next" href="')[1].split('"')[0].partition("?")[2].replace("&amp;", "&") if 'rel="next"' in page else ""
    assert len(seen) == len(set(seen)) == 45


@pytest.mark.parametrize("query", ["light=blue", "after=x", "after=2026-13-01.5", "after=2026-01-01.99999999999999999999", "tab=\x00", "light=red&after=."])
def test_nonsense_in_the_address_shows_the_first_page(late: Clock, wang: Account, signed_in: Sign, query: str) -> None:
    assert "施工许可" in text(signed_in(wang), f"/clocks/?{query}")


@pytest.mark.parametrize("count", [2, 30])
def test_the_list_costs_the_same_for_two_and_for_thirty(
        country: Country, wang: Account, signed_in: Sign, django_assert_num_queries: Any, count: int) -> None:
    for n in range(count):
        started(country.office, name=f"第{n}件", assignee=wang)
    client = signed_in(wang)
    with django_assert_num_queries(9):
        text(client, "/clocks/")


def test_the_page_of_a_clock_costs_the_same_however_much_happened(late: Clock, wang: Account, signed_in: Sign, django_assert_num_queries: Any) -> None:
    for n in range(5):
        sweep(LATE + n * 7 * DAY)
    client = signed_in(wang)
    with django_assert_num_queries(11):
        text(client, f"/clocks/{late.pk}")


def test_a_clock_with_impossible_events_says_so(country: Country, wang: Account, signed_in: Sign) -> None:
    clock, = rows(country.office, [([Received(FIRST)], None, None)], FIRST)
    clock.events.create(place=1, kind="resumed", day=FIRST + DAY, data={})
    assert "这个时限算不出来" in text(signed_in(wang), f"/clocks/{clock.pk}")


def test_the_list_opens_with_what_is_in_hand(late: Clock, wang: Account, signed_in: Sign) -> None:
    page = text(signed_in(wang), "/clocks/")
    assert "<h1>1 件超期</h1>" in page


def test_what_is_over_tells_nobody_any_more(country: Country, wang: Account, signed_in: Sign) -> None:
    clock = started(country.office, assignee=wang, days=20)
    assert "谁会被告知" in text(signed_in(wang), f"/clocks/{clock.pk}")
    actions.note_event(MACHINE, clock, Decided(LATE, "approved"), LATE)
    assert "现在没有会自动发出的提醒。" in text(signed_in(wang), f"/clocks/{clock.pk}")
