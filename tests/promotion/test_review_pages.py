"""The pages of the joint pre-review, and its Word file."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document
from pytest_django import Settings

from luodi.people.models import Account
from luodi.people.rules import rulebook
from luodi.projects import actions as projects
from luodi.promotion.actions.reviews import Said, lift_veto, supply
from luodi.promotion.models import Opinion, Review
from luodi.promotion.opinions import Answer, mark_of
from luodi.promotion.queries.reviews import step
from luodi.promotion.rules import promotion_of
from luodi.promotion.steps import Asks
from luodi.rights.kernel import MACHINE
from tests.people.country import TODAY
from tests.promotion.district import District
from tests.promotion.test_reviews import AGAINST, ALL, asked, by, closed, opinion, says

pytestmark = pytest.mark.django_db
Sign = Callable[[Account], Client]
PAGES = {"review": 13, "opinion": 14, "ask": 11}
"""Statements of a page, those of signing in and of the menu with it."""
FORMS = {"close": 12, "supply": 8, "person": 9, "lift": 11, "word": 27}
ACTIONS = {"ask": 149, "answer": 41, "more": 41, "supply": 31, "close": 19, "lift": 23}
"""Statements of an action on eight departments of six units."""


@pytest.fixture(autouse=True)
def _today(settings: Settings) -> None:
    settings.TODAY = TODAY.isoformat()


def text(answer: Any) -> str:
    """What a page says."""
    found: str = answer.content.decode()
    return found


def test_the_whole_way_on_pages(district: District, signed_in: Sign) -> None:
    made = district.project("negotiation")
    home = f"/projects/{made.code}/promotion/review"
    owner = signed_in(district.promoter)
    assert "还没有请部门预审" in text(owner.get(home))
    page = text(owner.get(f"{home}/ask"))
    assert "可能要问" in page
    assert "年综合能源消费量" in page
    assert owner.post(f"{home}/ask", {"text": "重点看能耗", "leave_energy": "on"}).status_code == 422, "no reason"
    assert owner.post(f"{home}/ask", {"text": "重点看能耗"}).status_code == 302
    assert "0 / 8 收到" in text(owner.get(home))
    review = Review.objects.get()
    for key in ALL:
        one = opinion(review, key)
        desk = signed_in(next(account for account in district.people.values() if account.unit_id == one.unit_id))
        shown = text(desk.get(f"{home}/{one.pk}"))
        assert "重点看能耗" in shown
        assert "总投资" in shown, "the facts stand beside the form"
        said = {"answer": "against", "basis": "某方案第 3 条", "lifting": "取得总量指标"} if key == "environment" else {"answer": "support"}
        assert desk.post(f"{home}/{one.pk}/answer", {**said, "seen": mark_of([one])}).status_code == 302
    owner = signed_in(district.promoter)
    assert "8 / 8 收到" in text(owner.get(home))
    drafted = text(owner.get(f"{home}/close"))
    assert "暂不具备签约条件" in drafted
    assert owner.post(f"{home}/close", {"conclusion": "先取得总量指标。", "seen": mark_of(Opinion.objects.filter(review=review))}).status_code == 302
    page = text(owner.get(home))
    assert "一票否决没有解除，不能签约" in page
    assert "先取得总量指标。" in page
    one = opinion(review, "environment")
    desk = signed_in(district.people["environment"])
    assert desk.post(f"{home}/{one.pk}/lift", {"words": "已购买总量指标", "paper": ""}).status_code == 302
    assert "一票否决没有解除" not in text(desk.get(home))


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(district: District, signed_in: Sign) -> None:
    one = opinion(asked(district), "environment")
    page = signed_in(district.people["environment"]).post(
        f"/projects/{one.review.project.code}/promotion/review/{one.pk}/answer", {"answer": "against", "text": "总量不够", "seen": mark_of([one])})
    assert page.status_code == 422
    assert "写明依据哪条规定" in text(page)
    assert "写明满足什么条件可以解除" in text(page)
    assert "总量不够" in text(page)


def test_whoever_was_overtaken_sees_what_changed_and_may_send_again(district: District, signed_in: Sign) -> None:
    review = asked(district)
    for key in ALL:
        says(district, review, key)
    client, home = signed_in(district.promoter), f"/projects/{review.project.code}/promotion/review"
    seen = mark_of(Opinion.objects.filter(review=review))
    says(district, review, "planning", Said(Answer.CONDITIONAL, "退让红线 20 米"))
    answer = client.post(f"{home}/close", {"conclusion": "我写的", "seen": seen})
    assert answer.status_code == 422
    assert "退让红线 20 米" in text(answer)
    assert "我写的" in text(answer)
    again = answer.context["form"]["seen"].value()
    assert client.post(f"{home}/close", {"conclusion": "我写的", "seen": again}).status_code == 302


def test_the_drafted_opinion_does_not_forget_a_veto_that_an_earlier_review_left(district: District, signed_in: Sign) -> None:
    made = district.project("negotiation", facts={"energy_tce": "5000"})
    review = asked(district, made)
    for key in ALL:
        says(district, review, key, AGAINST if key == "energy" else None)
    closed(district, review)
    made = projects.state_facts(MACHINE, made, {"energy_tce": "500"}, {}, TODAY)
    second = asked(district, made)
    for key in second.opinions.values_list("department", flat=True):
        says(district, second, key)
    page = text(signed_in(district.promoter).get(f"/projects/{made.code}/promotion/review/close"))
    assert "暂不具备签约条件" in page
    assert "原则同意推进" not in page


def test_departments_see_who_answered_but_not_what_before_it_is_closed(district: District, signed_in: Sign) -> None:
    review = asked(district)
    says(district, review, "environment", AGAINST)
    home = f"/projects/{review.project.code}/promotion/review"
    other = signed_in(district.people["safety"])
    pages = [home, f"{home}/{opinion(review, 'safety').pk}", f"{home}/{opinion(review, 'environment').pk}", f"/projects/{review.project.code}/done"]
    for address in pages:
        page = text(other.get(address))
        assert "排放超出总量" not in page, address
        assert "取得总量指标" not in page, address
    assert "已收到" in text(other.get(home))
    for reader in (district.promoter, district.leader, district.people["environment"]):
        assert "排放超出总量" in text(signed_in(reader).get(home)), reader.login
    for key in ALL:
        if key != "environment":
            says(district, review, key)
    closed(district, review)
    assert "排放超出总量" in text(signed_in(district.people["safety"]).get(home))


def test_what_one_may_not_do_is_greyed_out_with_the_reason(district: District, signed_in: Sign) -> None:
    one = opinion(asked(district), "environment")
    page = text(signed_in(district.supervisor).get(f"/projects/{one.review.project.code}/promotion/review/{one.pk}"))
    assert "为什么我不能办" in page
    assert 'name="answer"' not in page


def test_the_word_file_says_what_the_page_says(district: District, signed_in: Sign) -> None:
    made = district.project("negotiation")
    review = asked(district, made, left={"energy": "能耗不到 1000 吨"}, text="重点看红线")
    for key in ALL:
        if key != "energy":
            answered = {"environment": AGAINST, "planning": Said(Answer.CONDITIONAL, "退让红线 20 米", "控制性详细规划")}.get(key)
            says(district, review, key, answered)
    closed(district, review)
    client = signed_in(district.promoter)
    answer = client.get(f"/projects/{made.code}/promotion/review/word/{review.pk}")
    assert answer.status_code == 200
    document = Document(BytesIO(answer.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    written = "\n".join([*(one.text for one in document.paragraphs), *cells])
    page = text(client.get(f"/projects/{made.code}/promotion/review"))
    for words in ("原则同意。", "排放超出总量", "生态环境分区管控方案第 3 条", "取得总量指标", "退让红线 20 米", "控制性详细规划", "能耗不到 1000 吨",
                  "重点看红线", made.name, district.units["safety"].name, district.promoter.name):
        assert words in written, words
        assert words in page, words
    assert "一票否决，没有解除" in written


def test_there_is_no_word_file_before_it_is_closed(district: District, signed_in: Sign) -> None:
    review = asked(district)
    assert signed_in(district.promoter).get(f"/projects/{review.project.code}/promotion/review/word/{review.pk}").status_code == 404


def test_the_way_of_a_project_says_how_far_its_review_is(district: District) -> None:
    made, book = district.project("negotiation"), rulebook()
    asks = Asks(made, promotion_of(book, made.region_id), book, TODAY)

    def now() -> tuple[str, str]:
        found = step(asks)
        assert found
        return found.state, found.said.zh
    assert now() == ("now", "还没有请部门预审")
    review = asked(district, made)
    says(district, review, "planning")
    assert now() == ("now", "1 / 8 收到")
    says(district, review, "environment", AGAINST)
    assert now() == ("stuck", "一票否决没有解除：环境保护")
    says(district, review, "environment")
    for key in ALL:
        says(district, review, key)
    closed(district, review)
    assert now() == ("done", "联合意见 2026-11-23 形成")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_costs_the_same_however_many_answered(district: District, signed_in: Sign, name: str, django_assert_num_queries: Any) -> None:
    made = district.project("negotiation")
    client = signed_in(district.promoter)
    if name == "ask":
        with django_assert_num_queries(PAGES[name]):
            assert client.get(f"/projects/{made.code}/promotion/review/ask").status_code == 200
        return
    review = asked(district, made)
    home = f"/projects/{made.code}/promotion/review"
    address = {"review": home, "opinion": f"{home}/{opinion(review, 'environment').pk}"}[name]
    client = signed_in(district.people["environment"])
    for key in ("", "planning", "safety", "land"):
        if key:
            says(district, review, key)
        with django_assert_num_queries(PAGES[name]):
            assert client.get(address).status_code == 200


def test_what_forms_and_the_word_file_cost(district: District, signed_in: Sign) -> None:
    review = asked(district)
    home = f"/projects/{review.project.code}/promotion/review"
    found: dict[str, int] = {}

    def look(name: str, who: Account, address: str) -> None:
        client = signed_in(who)
        with CaptureQueriesContext(connection) as held:
            assert client.get(f"{home}/{address}").status_code == 200, name
        found[name] = len(held)
    energy, environment = opinion(review, "energy").pk, opinion(review, "environment").pk
    look("close", district.promoter, "close")
    look("person", district.promoter, f"{energy}/person")
    says(district, review, "energy", Said(Answer.MORE, "能耗测算"))
    look("supply", district.promoter, f"{energy}/supply")
    for key in ALL:
        says(district, review, key, AGAINST if key == "environment" else None)
    look("lift", district.people["environment"], f"{environment}/lift")
    closed(district, review)
    look("word", district.promoter, f"word/{review.pk}")
    assert found == FORMS


def test_what_actions_cost(district: District) -> None:
    made = district.project("negotiation")
    found: dict[str, int] = {}

    def counted(name: str, do: Callable[[], Any]) -> Any:
        with CaptureQueriesContext(connection) as held:
            done = do()
        found[name] = len(held)
        return done
    review = counted("ask", lambda: asked(district, made))
    counted("more", lambda: says(district, review, "energy", Said(Answer.MORE, "能耗测算")))
    one = opinion(review, "energy")
    counted("supply", lambda: supply(by(district.promoter), one, "见附件", TODAY))
    counted("answer", lambda: says(district, review, "energy"))
    for key in ALL:
        says(district, review, key, AGAINST if key == "environment" else None)
    counted("close", lambda: closed(district, review))
    vetoed = opinion(review, "environment")
    counted("lift", lambda: lift_veto(by(district.people["environment"]), vetoed, "已取得总量指标", None, TODAY))
    assert found == ACTIONS
