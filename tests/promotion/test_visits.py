"""Visits, reports to leaders, and what leaders want done."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document
from pytest_django import Settings

from luodi.clocks.models import Clock
from luodi.engine.source import Refused
from luodi.ledger.actions import By
from luodi.notices.models import Notice
from luodi.people.models import Account
from luodi.people.queries import person_of
from luodi.people.rules import rulebook
from luodi.projects import actions
from luodi.projects.models import Paper, Part, Project
from luodi.promotion.actions.visits import add_visit, change_report, draft_report, follow_up, instruct, send_report
from luodi.promotion.models import Assessment, Contact, Instruction, Opinion, Report, Review, Visit
from luodi.promotion.queries.visits import instructions
from luodi.rights.kernel import MACHINE, Denied
from tests.people.country import TODAY
from tests.promotion.district import District

pytestmark = pytest.mark.django_db
Sign = Callable[[Account], Client]
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture(autouse=True)
def _here(settings: Settings, tmp_path: Path) -> None:
    settings.TODAY = TODAY.isoformat()
    settings.DATA = tmp_path


@pytest.fixture
def signed_in() -> Sign:
    """A browser of their own for everybody who signs in."""
    def sign(account: Account) -> Client:
        client = Client()
        client.force_login(account)
        return client
    return sign


def as_(account: Account) -> By:
    """Done by somebody."""
    return By(person_of(account, TODAY))


def visited(district: District, made: Project, reports: bool = False, **more: Any) -> Visit:
    """A visit of the promoter."""
    held = {"on": TODAY, "place": "企业总部", "who": "promotion员", "met": "王总", "text": "看了生产线，企业要 100 亩地"} | more
    return add_visit(as_(district.promoter), made, Visit(unit=made.unit, by=district.promoter, **held), [], reports, TODAY)


def written(district: District, made: Project) -> Report:
    """A report that the promoter drafted."""
    report = draft_report(as_(district.promoter), made, district.promoter, TODAY)
    report.project = made
    return report


def texts(report: Report) -> dict[str, str]:
    """What a report says, by heading."""
    return {one["heading"]: one["text"] for one in report.sections}


@pytest.mark.mechanism("FL-06")
def test_a_visit_is_written_down_on_a_page_with_its_photographs(district: District, signed_in: Sign) -> None:
    made, owner = district.project("negotiation"), signed_in(district.promoter)
    path = f"/projects/{made.code}/promotion/visits"
    typed = {"on": "2026-11-20", "place": "企业总部", "who": "某某、某某", "met": "王总", "text": "看了生产线", "whole": "1"}
    photos = [SimpleUploadedFile(f"{n}.png", PNG + bytes([n]), "image/png") for n in (1, 2)]
    assert owner.post(f"{path}/add", typed | {"photos": photos}).status_code == 302
    page = owner.get(path).content.decode()
    assert "看了生产线" in page
    assert page.count("<img") == 2
    assert Paper.objects.filter(project=made, kind="photo").count() == 2
    assert all(owner.get(f"/projects/{made.code}/files/{paper.pk}/1").status_code == 200 for paper in Paper.objects.filter(kind="photo"))
    assert not Report.objects.exists(), "nobody asked for one"


def test_what_is_no_picture_and_a_day_to_come_are_refused_and_nothing_is_kept(district: District, signed_in: Sign) -> None:
    made, owner = district.project("negotiation"), signed_in(district.promoter)
    path = f"/projects/{made.code}/promotion/visits/add"
    typed = {"on": "2026-11-23", "place": "企业总部", "who": "某某", "text": "看了生产线", "whole": "1"}
    answer = owner.post(path, typed | {"photos": [SimpleUploadedFile("a.txt", b"words")]})
    assert "不是照片" in answer.content.decode()
    assert "还没有到" in owner.post(path, typed | {"on": "2026-11-24"}).content.decode()
    assert "上传中断" in owner.post(path, {key: value for key, value in typed.items() if key != "whole"}).content.decode()
    assert not Visit.objects.exists()


@pytest.mark.mechanism("FL-06")
@pytest.mark.parametrize("district", ["fuling-2024"], indirect=True)
def test_a_visit_that_is_to_be_reported_begins_the_clock_of_the_place(district: District) -> None:
    made = district.project("lead")
    visited(district, made, reports=True)
    visited(district, made, reports=True)
    report = Report.objects.select_related("clock__standing").get()
    assert report.clock
    assert (report.clock.assignee_id, report.clock.standing.due_on) == (district.promoter.pk, date(2026, 12, 2))


@pytest.mark.mechanism("FL-06")
def test_a_report_is_drafted_from_what_is_known(district: District) -> None:
    made = district.project("negotiation")
    visited(district, made)
    me = district.promoter
    Contact.objects.create(project=made, on=date(2026, 11, 19), way="call", whom="李经理", text="约了拜访", unit=made.unit, by=me, at=made.created_at)
    Assessment.objects.create(project=made, scheme="feasibility", state="agreed", begun_on=TODAY, by=me, result="81.5", lowest="70", highest="90",
                              park=district.units["park"], advice="建议落在南区")
    review = Review.objects.create(project=made, asked_on=TODAY, by=district.promoter)
    Opinion.objects.create(review=review, department="environment", unit=district.units["environment"], answer="conditional", text="先定总量",
                           lifting="取得总量指标")
    Opinion.objects.create(review=review, department="safety", unit=district.units["safety"])
    said = texts(written(district, made))
    assert made.code in said["项目概况"]
    assert "52,000 万元" in said["项目概况"]
    assert "某某装备1有限公司" in said["企业情况"]
    assert said["洽谈进展"].index("约了拜访") < said["洽谈进展"].index("企业要 100 亩地")
    assert "81.50 分" in said["评估情况"]
    assert "建议落在南区" in said["评估情况"]
    assert "有条件同意，先定总量（解除条件：取得总量指标）" in said["部门意见"]
    assert "还没有意见" in said["部门意见"]
    assert "上传投资协议" in said["下一步"]


def test_what_is_not_there_yet_is_said(district: District) -> None:
    said = texts(written(district, district.project("lead")))
    assert "还没有评估" in said["评估情况"]
    assert "还没有联合预审" in said["部门意见"]
    assert "还没有记下" in said["洽谈进展"]


def test_one_report_is_written_at_a_time_and_what_somebody_changed_is_not_overwritten(district: District) -> None:
    made = district.project("negotiation")
    report, by = written(district, made), as_(district.promoter)
    with pytest.raises(Refused, match="没有发出"):
        draft_report(by, made, district.promoter, TODAY)
    was = list(report.sections)
    change_report(by, report, [{"heading": "概况", "text": "很好"}, {"heading": "", "text": ""}], was)
    assert Report.objects.get().sections == [{"heading": "概况", "text": "很好"}]
    with pytest.raises(Refused, match="刚才被别人改过"):
        change_report(by, report, [{"heading": "概况", "text": "不好"}], was)
    with pytest.raises(Refused, match="是空的"):
        change_report(by, report, [{"heading": "概况", "text": " "}], [{"heading": "概况", "text": "很好"}])


@pytest.mark.mechanism("FL-06")
def test_reports_are_numbered_in_their_district_and_year_and_reach_the_leaders(district: District) -> None:
    one, other = district.project("negotiation"), district.project("negotiation", number=2, name="二号项目")
    Notice.objects.all().delete()
    reports = [send_report(as_(district.promoter), written(district, made), TODAY) for made in (one, other)]
    assert [(each.year, each.number, each.sent_on) for each in reports] == [(2026, 1, TODAY), (2026, 2, TODAY)]
    assert "第 1 期" in Notice.objects.filter(account=district.leader).order_by("id")[0].title_zh
    assert not Notice.objects.filter(account=district.rival, kind="project.report").exists()
    assert not Clock.objects.filter(subject_type="report", ended_on__isnull=True).exists()
    with pytest.raises(Refused, match="已于"):
        send_report(as_(district.promoter), reports[0], TODAY)
    with pytest.raises(Refused, match="不能再改"):
        change_report(as_(district.promoter), reports[0], [{"heading": "概况", "text": "改"}], reports[0].sections)


def test_a_report_on_a_confidential_project_reaches_the_leader_in_charge_alone(district: District) -> None:
    made = district.project("negotiation", confidential=True)
    head = district.people["government"]
    actions.give_part(MACHINE, made, "leader", head, TODAY)
    Notice.objects.all().delete()
    send_report(as_(district.promoter), written(district, made), TODAY)
    assert set(Notice.objects.filter(kind="project.report").values_list("account__login", flat=True)) == {head.login}


@pytest.mark.mechanism("FL-06")
def test_an_instruction_is_followed_up_by_its_unit_within_its_clock(district: District) -> None:
    made, planner = district.project("negotiation"), district.people["planning"]
    report = send_report(as_(district.promoter), written(district, made), TODAY)
    with pytest.raises(Denied):
        instruct(as_(district.promoter), made, report, "抓紧", district.units["planning"], None, district.promoter, TODAY)
    given = instruct(as_(district.leader), made, report, "请规划部门一周内拿出选址方案", district.units["planning"], None, district.leader, TODAY)
    assert given.clock
    assert given.clock.standing.due_on == date(2026, 12, 7)
    assert Part.objects.filter(project=made, unit=district.units["planning"], last__isnull=True).exists()
    found = Instruction.objects.select_related("project__region", "project__unit", "unit__region", "clock__assignee").get()
    with pytest.raises(Denied):
        follow_up(as_(district.people["safety"]), found, "办好了", TODAY)
    Notice.objects.all().delete()
    follow_up(as_(planner), found, "选了三块地", TODAY)
    found.refresh_from_db()
    assert (found.result, found.done_by, found.done_on) == ("选了三块地", planner, TODAY)
    assert not Clock.objects.filter(subject_type="instruction", ended_on__isnull=True).exists()
    assert "选了三块地" in Notice.objects.get(account=district.leader).body_zh
    with pytest.raises(Refused, match="已于"):
        follow_up(as_(planner), found, "又办", TODAY)


def test_an_instruction_on_a_confidential_project_names_somebody(district: District) -> None:
    made = district.project("negotiation", confidential=True)
    actions.give_part(MACHINE, made, "leader", district.leader, TODAY)
    unit, planner = district.units["planning"], district.people["planning"]
    with pytest.raises(Refused, match="请指定"):
        instruct(as_(district.leader), made, None, "抓紧", unit, None, district.leader, TODAY)
    instruct(as_(district.leader), made, None, "抓紧", unit, planner, district.leader, TODAY)
    assert [one.row.text for one in seen(planner)] == ["抓紧"]
    assert seen(district.people["safety"]) == []
    assert seen(district.supervisor) == []


def seen(account: Account, whose: str = "") -> list[Any]:
    """The open instructions that somebody sees."""
    return instructions(person_of(account, TODAY), whose, rulebook(), TODAY)[0]


def test_everybody_sees_the_instructions_that_are_theirs_with_the_most_urgent_first(district: District) -> None:
    first, second = district.project("negotiation"), district.project("negotiation", number=2, name="二号项目")
    for made, key, day in ((first, "planning", TODAY), (second, "safety", date(2026, 11, 9))):
        instruct(as_(district.leader), made, None, f"请{key}办", district.units[key], None, district.leader, day)
    assert [one.row.text for one in seen(district.leader)] == ["请safety办", "请planning办"]
    assert [one.row.text for one in seen(district.people["planning"])] == ["请planning办"]
    assert [one.row.text for one in seen(district.promoter)] == ["请safety办", "请planning办"]
    assert seen(district.promoter, "ours") == []
    assert [one.row.text for one in seen(district.leader, "mine")] == ["请safety办", "请planning办"]
    assert seen(district.rival) == []


@pytest.mark.mechanism("FL-06")
def test_the_whole_way_from_the_draft_to_the_result_on_pages(district: District, signed_in: Sign, django_assert_num_queries: Callable[..., Any]) -> None:
    made = district.project("negotiation")
    visited(district, made)
    owner, leader, planner = signed_in(district.promoter), signed_in(district.leader), signed_in(district.people["planning"])
    home = f"/projects/{made.code}/promotion"
    assert owner.post(f"{home}/reports/add").status_code == 302
    report = Report.objects.get()
    path = f"{home}/reports/{report.pk}"
    form = owner.get(f"{path}/change").content.decode()
    typed = {f"{what}-{n}": one[key] for n, one in enumerate(report.sections) for what, key in (("heading", "heading"), ("text", "text"))}
    seen_before = form.partition('name="seen" value="')[2].partition('"')[0]
    assert owner.post(f"{path}/change", typed | {"text-6": "请领导协调用地", "seen": seen_before}).status_code == 302
    assert "刚才被别人改过" in owner.post(f"{path}/change", typed | {"text-6": "不用", "seen": seen_before}).content.decode()
    assert owner.post(f"{path}/send").status_code == 302
    document = Document(io.BytesIO(leader.get(f"{path}.docx").content))
    words = "\n".join(one.text for one in document.paragraphs)
    assert "招商专报〔2026〕第 1 期" in words
    shown = leader.get(path).content.decode()
    for one in Report.objects.get().sections:
        assert one["heading"] in words
        assert all(line in words and line in shown for line in one["text"].split("\n"))
    assert "请领导协调用地" in words
    assert leader.post(f"{home}/instruct?report={report.pk}", {"text": "规划局牵头选址", "unit": district.units["planning"].pk, "who": ""}).status_code == 302
    assert owner.get(f"{home}/instruct").status_code == 403
    given = Instruction.objects.get()
    assert given.report == report
    shown = planner.get("/promotion/instructions?whose=ours").content.decode()
    assert "规划局牵头选址" in shown
    assert "写结果" in shown
    assert "写结果" not in owner.get(f"{home}/visits").content.decode(), "whoever may not is told why"
    assert planner.post(f"{home}/instructions/{given.pk}", {"result": "选了三块地"}).status_code == 302
    with django_assert_num_queries(13):
        page = owner.get(f"{home}/visits").content.decode()
    assert "选了三块地" in page
    told = owner.get(f"/projects/{made.code}/done").content.decode()
    for words in ("见了谁：王总", "期号：〔2026〕第 1 期", "送到：", "批示内容：规划局牵头选址",
                  f"交给：{district.units['planning'].name}", "结果：选了三块地"):
        assert f">{words}" in told, words
    assert "— →" not in told
    with django_assert_num_queries(12):
        leader.get(path)
    with django_assert_num_queries(9):
        assert "没有等着办的批示" in leader.get("/promotion/instructions").content.decode()


def test_whoever_is_told_of_an_instruction_can_open_where_the_notice_leads(district: District, signed_in: Sign) -> None:
    made = district.project("negotiation")
    visited(district, made)
    given = instruct(as_(district.leader), made, None, "规划局牵头选址", district.units["planning"], None, district.leader, TODAY)
    follow_up(as_(district.people["planning"]), given, "选了三块地", TODAY)
    told = Notice.objects.filter(kind="project.instruction").select_related("account")
    assert {one.account for one in told} >= {district.leader, district.promoter}
    for one in told:
        assert signed_in(one.account).get(one.url).status_code == 200, (one.account.login, one.url)
