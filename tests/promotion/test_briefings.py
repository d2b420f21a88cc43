"""Reaching a node obliges to tell the approval side, and what was told is acknowledged."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from docx import Document
from pytest_django import Settings

from luodi.clocks.models import Clock
from luodi.engine.source import Refused
from luodi.ledger.actions import By
from luodi.ledger.models import Entry
from luodi.notices.models import Notice
from luodi.people.models import Account
from luodi.people.queries import person_of
from luodi.people.rules import rulebook
from luodi.projects import actions
from luodi.projects.models import Part, Project, Sight
from luodi.promotion.actions.briefings import acknowledge, send_briefing, skip_briefing
from luodi.promotion.actions.duties import set_duties
from luodi.promotion.models import Agreement, Briefing, Delivery, Opinion, Review
from luodi.promotion.nodes import LOOKED_BACK, begin_due
from luodi.promotion.rules import promotion_of
from luodi.rights.kernel import MACHINE, Denied, Role
from tests.people.country import TODAY
from tests.projects.ladder import blob
from tests.promotion.district import District

pytestmark = pytest.mark.django_db
Sign = Callable[[Account], Client]
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TYPED = {"background": "某某集团，主营装备制造", "site": "滨海大道北侧", "output": "年产值 20 亿元", "building": "自建厂房"}


@pytest.fixture(autouse=True)
def _today(settings: Settings) -> None:
    settings.TODAY = TODAY.isoformat()


@pytest.fixture
def signed_in() -> Sign:
    """A browser of their own for everybody who signs in."""
    def sign(account: Account) -> Client:
        client = Client()
        client.force_login(account)
        return client
    return sign


def as_(account: Account, reason: str = "") -> By:
    """Done by somebody."""
    return By(person_of(account, TODAY), reason)


def sent(district: District, made: Project, node: str = "talks", **more: Any) -> Briefing:
    """A briefing of the promoter."""
    people: dict[int, Account] = more.pop("people", {})
    return send_briefing(as_(district.promoter), made, node, TYPED | more, {}, people, district.promoter, TODAY)


def open_clocks(made: Project) -> dict[str, Clock]:
    """The running clocks of promotion on a project, by what they belong to."""
    rows = Clock.objects.filter(thread_id=made.pk, ended_on__isnull=True).exclude(subject_type="task").select_related("standing", "assignee")
    return {one.subject_type: one for one in rows}


@pytest.mark.mechanism("WC-01")
def test_a_node_that_is_reached_obliges_the_owner_within_the_days_of_the_place(district: District) -> None:
    made = district.project("negotiation")
    assert begin_due(TODAY) == 1
    clock = open_clocks(made)["briefing.talks"]
    assert (clock.assignee, clock.standing.due_on) == (district.promoter, date(2026, 11, 26))
    assert begin_due(TODAY) == 0, "and nothing begins twice"


def test_a_lead_and_a_small_project_are_not_obliged(district: District) -> None:
    district.project("lead")
    district.project("negotiation", number=2, name="小项目", facts={"total_investment_wan": "5000"})
    assert begin_due(TODAY) == 0


def test_a_letter_of_intent_reaches_its_node_whatever_the_stage(district: District) -> None:
    made = district.project("lead")
    actions.add_file(MACHINE, made, blob(), "意向.txt", "intention", Sight.OFFICIALS, made.unit)
    assert begin_due(TODAY) == 1
    assert set(open_clocks(made)) == {"briefing.intent"}


def test_the_round_of_every_minute_looks_at_what_was_changed_lately_only(district: District) -> None:
    made = district.project("negotiation")
    Project.objects.filter(pk=made.pk).update(changed_at=NOW - timedelta(hours=2))
    assert begin_due(TODAY, NOW - LOOKED_BACK) == 0
    Project.objects.filter(pk=made.pk).update(changed_at=NOW - timedelta(minutes=2))
    assert begin_due(TODAY, NOW - LOOKED_BACK) == 1


def test_a_project_that_goes_back_or_turns_out_small_owes_nothing_and_owes_it_again_when_it_returns(district: District) -> None:
    made = district.project("negotiation")
    begin_due(TODAY)
    actions.move_back(as_(district.promoter, "再谈谈"), made, TODAY, TODAY)
    assert begin_due(TODAY, made.changed_at) == 1
    assert not open_clocks(made)
    made = actions.move_on(as_(district.promoter), made, "negotiation", TODAY, TODAY)
    assert begin_due(TODAY) == 1
    actions.state_facts(as_(district.promoter), made, {"total_investment_wan": "5000"}, {}, TODAY)
    assert begin_due(TODAY, made.changed_at) == 1
    assert not open_clocks(made)


@pytest.mark.parametrize("district", ["fuling-2024"], indirect=True)
def test_a_place_without_nodes_obliges_nobody(district: District, signed_in: Sign) -> None:
    made = district.project("lead")
    assert begin_due(TODAY) == 0
    assert "这一步不用办" in signed_in(district.promoter).get(f"/projects/{made.code}/promotion/briefings").content.decode()


@pytest.mark.mechanism("WC-01")
def test_what_is_missing_is_named_line_by_line_and_nothing_is_sent(district: District) -> None:
    made = district.project("negotiation")
    Project.objects.filter(pk=made.pk).update(facts={key: value for key, value in made.facts.items() if key != "land_area_mu"})
    with pytest.raises(Refused) as refused:
        sent(district, made, background=" ")
    assert [fault.said.zh.partition("：")[0] for fault in refused.value.faults] == ["投资方背景", "用地需求"]
    assert not Briefing.objects.exists()
    send_briefing(as_(district.promoter), made, "talks", TYPED, {"land": "企业还没有算出来"}, {}, district.promoter, TODAY)
    assert Briefing.objects.get().content["land"] == "暂缺：企业还没有算出来"


@pytest.mark.mechanism("WC-01")
def test_the_approval_side_is_told_and_acknowledges_within_its_clock(district: District) -> None:
    made, reviewer = district.project("negotiation"), district.people["approval"]
    begin_due(TODAY)
    Notice.objects.all().delete()
    briefing = sent(district, made)
    delivery = Delivery.objects.select_related("unit__region", "account", "briefing__project").get()
    assert delivery.unit == district.units["approval"]
    assert set(open_clocks(made)) == {"delivery"}, "the owner has done what was asked"
    assert open_clocks(made)["delivery"].standing.due_on == date(2026, 11, 25)
    assert Part.objects.filter(project=made, unit=delivery.unit, last__isnull=True).exists(), "who is told sees the project"
    with pytest.raises(Denied):
        acknowledge(as_(district.people["planning"]), delivery, "", TODAY)
    acknowledge(as_(reviewer), delivery, "请先做环评预咨询", TODAY)
    delivery.refresh_from_db()
    assert (delivery.acknowledged_by, delivery.acknowledged_on, delivery.answer) == (reviewer, TODAY, "请先做环评预咨询")
    assert not open_clocks(made)
    told = Notice.objects.get(account=district.promoter)
    assert "确认收到“洽谈初期”推送" in told.title_zh
    assert "请先做环评预咨询" in told.body_zh
    with pytest.raises(Refused, match="已于"):
        acknowledge(as_(reviewer), delivery, "", TODAY)
    assert briefing.content["investment"] == "52,000 万元"


def test_the_timeline_tells_what_was_told_to_whom_and_what_they_said(district: District, signed_in: Sign) -> None:
    made = district.project("negotiation")
    begin_due(TODAY)
    sent(district, made)
    delivery = Delivery.objects.select_related("unit__region", "account", "briefing__project").get()
    acknowledge(as_(district.people["approval"]), delivery, "请先做环评预咨询", TODAY)
    page = signed_in(district.promoter).get(f"/projects/{made.code}/done").content.decode()
    for words in ("推送节点：洽谈初期", f"送到：{district.units['approval'].name}", "答复：请先做环评预咨询"):
        assert f">{words}<" in page, words
    assert "— →" not in page


def test_who_heads_the_unit_is_told_that_a_briefing_came(district: District, somebody: Callable[..., Account]) -> None:
    chief = somebody("chief", district.units["approval"], Role.CHIEF)
    sent(district, district.project("negotiation"))
    assert "推送“洽谈初期”" in Notice.objects.filter(account=chief).latest("id").title_zh


@pytest.mark.mechanism("WC-01")
def test_a_node_is_left_out_with_a_reason_that_everybody_sees(district: District, signed_in: Sign) -> None:
    made, owner = district.project("negotiation"), signed_in(district.promoter)
    begin_due(TODAY)
    with pytest.raises(Refused, match="理由"):
        skip_briefing(as_(district.promoter, "  "), made, "talks", district.promoter, TODAY)
    path = f"/projects/{made.code}/promotion/briefings"
    assert owner.post(f"{path}/talks/skip", {"reason": ""}).status_code == 422
    assert owner.post(f"{path}/talks/skip", {"reason": "企业要求先不公开"}).status_code == 302
    assert not open_clocks(made)
    for address in (path, f"/projects/{made.code}/done", f"{path}/{Briefing.objects.get().pk}"):
        assert "企业要求先不公开" in owner.get(address).content.decode(), address
    sent(district, made)
    assert begin_due(TODAY) == 0


def test_told_anew_only_the_newer_one_waits_for_an_answer(district: District) -> None:
    made, reviewer = district.project("negotiation"), district.people["approval"]
    sent(district, made)
    sent(district, made, output="年产值 30 亿元")
    old, new = Delivery.objects.select_related("unit__region", "account", "briefing__project").order_by("id")
    assert Clock.objects.filter(thread_id=made.pk, subject_type="delivery", ended_on__isnull=True).get().pk == new.clock_id
    with pytest.raises(Refused, match="又推了一次"):
        acknowledge(as_(reviewer), old, "", TODAY)
    acknowledge(as_(reviewer), new, "", TODAY)
    assert not open_clocks(made)


def test_nothing_is_told_at_a_node_that_was_not_reached(district: District) -> None:
    made = district.project("lead")
    with pytest.raises(Refused, match="还没有到"):
        sent(district, made)
    with pytest.raises(Refused, match="没有推送节点"):
        sent(district, made, "elsewhere")


def test_nothing_is_sent_while_nobody_answers_for_the_duty(district: District, signed_in: Sign) -> None:
    made = district.project("negotiation")
    set_duties(MACHINE, district.region, {"approval": None})
    with pytest.raises(Refused, match="还没有定哪个单位"):
        sent(district, made)
    assert "现在推不出去" in signed_in(district.promoter).get(f"/projects/{made.code}/promotion/briefings/talks/send").content.decode()


@pytest.mark.mechanism("WC-01")
def test_no_project_is_signed_before_it_was_told_nor_approved_before_the_signing_was(district: District) -> None:
    made = district.project("negotiation")
    by = as_(district.promoter)
    actions.add_file(by, made, blob(), "协议.txt", "agreement", Sight.OFFICIALS, made.unit)
    actions.add_file(by, made, blob(), "意向.txt", "intention", Sight.OFFICIALS, made.unit)
    review = Review.objects.create(project=made, asked_on=TODAY, by=district.promoter, closed_on=TODAY, conclusion="同意")
    for one in promotion_of(rulebook(), district.region.pk).review.departments:
        Opinion.objects.create(review=review, department=one.id, unit=district.units[one.duty], answer="support", given_on=TODAY)
    Agreement.objects.create(project=made, template="investment", unit=made.unit, state="decided", begun_on=TODAY, by=district.promoter)
    for node in ("talks", "intent"):
        with pytest.raises(Refused) as refused:
            actions.move_on(by, made, "signed", TODAY, TODAY)
        assert [fault.said.zh for fault in refused.value.faults] == ["办成：到了的节点都已推送"]
        sent(district, made, node)
    made = actions.move_on(by, made, "signed", TODAY, TODAY)
    assert begin_due(TODAY) == 1
    actions.give_part(MACHINE, made, "navigator", district.promoter, TODAY)
    with pytest.raises(Refused, match="推送"):
        actions.move_on(by, made, "approval", TODAY, TODAY)
    skip_briefing(as_(district.promoter, "审批部门全程在场"), made, "signing", district.promoter, TODAY)
    assert actions.move_on(by, made, "approval", TODAY, TODAY).stage == "approval"


def test_of_a_confidential_project_only_who_is_named_is_told(district: District, somebody: Callable[..., Account]) -> None:
    made, reviewer = district.project("negotiation", confidential=True), district.people["approval"]
    colleague = somebody("colleague", district.units["approval"])
    Notice.objects.all().delete()
    with pytest.raises(Refused, match="请指定"):
        sent(district, made)
    with pytest.raises(Refused, match="不是"):
        sent(district, made, people={district.units["approval"].pk: district.people["planning"]})
    sent(district, made, people={district.units["approval"].pk: reviewer})
    assert open_clocks(made)["delivery"].assignee == reviewer
    assert not Notice.objects.filter(account=colleague).exists()
    assert Notice.objects.filter(account=reviewer).exists()
    delivery = Delivery.objects.select_related("unit__region", "account", "briefing__project").get()
    with pytest.raises(Denied):
        acknowledge(as_(colleague), delivery, "", TODAY)
    acknowledge(as_(reviewer), delivery, "", TODAY)
    assert Entry.objects.filter(verb="briefing.acknowledge", confidential=True).exists()


def pairs(page: str) -> list[tuple[str, str]]:
    """Labelled lines of a page."""
    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page, re.S)
    return [(unescape(name), unescape(re.sub(r"<[^>]+>", "", said.replace("<br>", "\n"))).strip()) for name, said in found]


@pytest.mark.mechanism("WC-01")
def test_the_word_form_says_what_the_page_says(district: District, signed_in: Sign) -> None:
    made, owner = district.project("negotiation"), signed_in(district.promoter)
    briefing = sent(district, made, background="某某集团，主营装备制造\n三省有五个基地")
    path = f"/projects/{made.code}/promotion/briefings/{briefing.pk}"
    shown = pairs(owner.get(path).content.decode())
    answer = owner.get(f"{path}.docx")
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    document = Document(io.BytesIO(answer.content))
    assert [(row.cells[0].text, row.cells[1].text) for table in document.tables for row in table.rows] == shown
    assert ("投资方背景", "某某集团，主营装备制造\n三省有五个基地") in shown
    assert [one.text for one in document.paragraphs if one.style and one.style.name.startswith("Heading")] == ["项目信息推送表", "洽谈初期", "推送和收到"]


def test_the_pages_lead_from_what_is_due_to_the_answer(district: District, signed_in: Sign, django_assert_num_queries: Callable[..., Any]) -> None:
    made = district.project("negotiation")
    begin_due(TODAY)
    owner, reviewer, path = signed_in(district.promoter), signed_in(district.people["approval"]), f"/projects/{made.code}/promotion/briefings"
    with django_assert_num_queries(12):
        page = owner.get(path).content.decode()
    assert "到了“洽谈初期”，还没有推送" in page
    assert "还剩 3 个工作日" in page
    assert reviewer.get(path).status_code == 403, "nobody is in a project before they are told"
    with django_assert_num_queries(11):
        form = owner.get(f"{path}/talks/send").content.decode()
    assert "52,000 万元" in form
    assert owner.post(f"{path}/talks/send", {}).status_code == 422
    assert owner.post(f"{path}/talks/send", {f"line-{key}": said for key, said in TYPED.items()}).status_code == 302
    delivery = Delivery.objects.get()
    desk = reviewer.get("/desk").content.decode()
    assert "确认收到“洽谈初期”推送" in desk
    answer = f"/projects/{made.code}/promotion/deliveries/{delivery.pk}"
    with django_assert_num_queries(12):
        assert "滨海大道北侧" in reviewer.get(answer).content.decode()
    assert owner.get(answer).status_code == 403
    with django_assert_num_queries(11):
        assert "确认收到" in reviewer.get(f"{path}/{delivery.briefing_id}").content.decode()
    assert reviewer.post(answer, {"answer": "好"}).status_code == 302
    assert "都确认收到了" in owner.get(path).content.decode()
    assert "都推送了：洽谈初期" in owner.get(f"/projects/{made.code}/promotion").content.decode()
    assert "某某集团" in owner.get(f"{path}/talks/send").content.decode(), "what was typed is offered again"
