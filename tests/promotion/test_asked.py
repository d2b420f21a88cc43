"""The room of what waits for an answer of one's units: every kind of it, the first due first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from luodi.clocks.models import Clock
from luodi.clocks.sweep import sweep
from luodi.people.models import Account
from luodi.people.rules import rulebook
from luodi.promotion.actions import agreements as acts
from luodi.promotion.actions.leads import ask_transfer
from luodi.promotion.actions.visits import instruct
from luodi.promotion.asked import ASKED
from luodi.promotion.rules import promotion_of
from luodi.rights.kernel import Role
from tests.people.country import TODAY, person
from tests.promotion.agreed import changed, drafted, fair, looked, me, negotiated, newest, put
from tests.promotion.court import lead
from tests.promotion.district import District
from tests.promotion.test_reviews import ALL, asked, says

pytestmark = pytest.mark.django_db
Sign = Callable[[Account], Client]
ROOM = "/promotion/asked"


@pytest.fixture(autouse=True)
def _today(settings: Settings) -> None:
    settings.TODAY = TODAY.isoformat()


def _shown(client: Client, query: str = "") -> str:
    found: str = client.get(f"{ROOM}{query}").content.decode()
    return found


def test_a_department_finds_what_waits_for_it_until_it_has_answered(district: District, signed_in: Sign) -> None:
    review = asked(district)
    client = signed_in(district.people["environment"])
    page = _shown(client)
    assert review.project.name in page
    assert "预审意见：环境保护" in page
    assert "安全生产" not in page, "that is asked of another unit"
    says(district, review, "environment")
    assert "现在没有等本单位答复的事" in _shown(client)


def test_what_is_asked_about_an_agreement_stands_there_too(district: District, signed_in: Sign) -> None:
    found = drafted(district)
    changed(found, district)
    acts.ask_clauses(me(district.promoter), newest(found.project), None, TODAY)
    acts.ask_fair(me(district.promoter), newest(found.project), "没有。", None, TODAY)
    home = f"/projects/{found.project.code}/promotion/agreement"
    assert f"{home}/clauses" in _shown(signed_in(district.people["legal"]))
    assert f"{home}/fair" in _shown(signed_in(district.people["market"]))
    assert "没有等本单位答复的事" in _shown(signed_in(district.people["government"])), "not before it is on the agenda"


def test_a_decision_an_instruction_and_a_transfer_stand_there_too(district: District, signed_in: Sign) -> None:
    found = drafted(district)
    fair(found, district)
    put(found, district)
    instruct(me(district.leader), newest(found.project).project, None, "抓紧谈成", district.units["government"], None, district.leader, TODAY)
    made = lead(district, name="绿谷新材料", firm="某某新材料有限公司", sure=True)
    ask_transfer(me(district.promoter), made, district.promoter, district.units["government"], None, 0, "对方更合适", TODAY)
    office = signed_in(district.people["government"])
    page = _shown(office)
    for words in ("决策", "办理领导批示", "答复是否接收"):
        assert words in page, words
    only = _shown(office, "?kind=decision")
    assert "答复是否接收" not in only
    assert f"/projects/{found.project.code}/promotion/agreement/decision" in only


def test_every_kind_of_question_on_the_way_of_a_project_is_on_the_list(district: District) -> None:
    found = drafted(district)
    changed(found, district)
    looked(found, district)
    fair(found, district)
    put(found, district)
    asked(district, district.project("negotiation", number=2))
    there = set(Clock.objects.filter(thread_id__isnull=False, url__contains="/promotion/").values_list("subject_type", flat=True))
    assert {"opinion", "clause_check", "fair_review", "decision"} <= there & set(ASKED)


def test_what_is_confidential_is_listed_for_whoever_was_named_alone(district: District, signed_in: Sign) -> None:
    duties = {one.id: one.duty for one in promotion_of(rulebook(), district.region.pk).review.departments}
    made = district.project("negotiation", confidential=True, name="隐山工程")
    asked(district, made, people={key: district.people[duties[key]] for key in ALL})
    colleague = person("colleague", district.units["environment"], Role.REVIEWER)
    assert "隐山工程" not in _shown(signed_in(colleague))
    assert "隐山工程" in _shown(signed_in(district.people["environment"]))


def test_the_list_goes_on_page_by_page_the_first_due_first(district: District, signed_in: Sign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("luodi.promotion.queries.asked.PAGE", 2)
    names = [f"第{number}号基地" for number in range(5)]
    for number, name in enumerate(reversed(names)):
        asked(district, district.project("negotiation", name=name, number=number + 1), today=TODAY - timedelta(days=10 * number))
    client, seen, address = signed_in(district.people["environment"]), [], f"{ROOM}?kind=opinion"
    for _ in range(3):
        page = client.get(address)
        seen += [one.project.name for one in page.context["rows"]]
        address = f"{ROOM}?kind=opinion&after={page.context['onward']}"
    assert seen == names
    assert page.context["onward"] is None


def test_what_is_overdue_is_said_first(district: District, signed_in: Sign, settings: Settings) -> None:
    asked(district)
    late = TODAY + timedelta(days=30)
    sweep(late)
    settings.TODAY = late.isoformat()
    assert "1 件已经超期" in _shown(signed_in(district.people["environment"]))


def test_the_list_costs_the_same_however_long_it_is(district: District, signed_in: Sign, django_assert_num_queries: Any) -> None:
    client = signed_in(district.people["environment"])
    for number in range(3):
        asked(district, district.project("negotiation", number=number + 1))
        with django_assert_num_queries(9):
            assert client.get(ROOM).status_code == 200


def test_an_agreement_of_nobody_asks_nobody(district: District, signed_in: Sign) -> None:
    negotiated(district)
    assert "都答复了" in _shown(signed_in(district.people["market"]))


def test_the_leader_of_a_unit_that_is_asked_finds_it_on_the_desk_with_where_to_answer(district: District, signed_in: Sign) -> None:
    found = drafted(district)
    fair(found, district)
    put(found, district)
    desk = signed_in(district.people["government"]).get("/desk").content.decode()
    assert f"/projects/{found.project.code}/promotion/agreement/decision" in desk
    assert "决策" in desk
