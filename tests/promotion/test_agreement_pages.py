"""The pages of an agreement: what is said first, what can be done, who sees what."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document
from pytest_django import Settings

from luodi.people.models import Account
from luodi.projects.models import Paper
from luodi.promotion.actions import agreements as acts
from luodi.promotion.models import Agreement, Draft, Promise
from luodi.promotion.papers.agreements import chinese
from tests.people.country import TODAY, without_token
from tests.promotion.agreed import again, changed, drafted, fair, held, looked, negotiated, newest, put, ready, signed
from tests.promotion.district import District

pytestmark = pytest.mark.django_db
Sign = Callable[[Account], Client]


@pytest.fixture(autouse=True)
def _here(settings: Settings, tmp_path: Path) -> None:
    settings.TODAY, settings.DATA = TODAY.isoformat(), tmp_path


def _home(agreement: Agreement) -> str:
    return f"/projects/{agreement.project.code}/promotion/agreement"


def _typed(agreement: Agreement, **more: Any) -> dict[str, Any]:
    """The form for changing it as it is first shown."""
    out: dict[str, Any] = {"seen": held(agreement).draft.number, "note": "", "new_name": "", "new_text": ""}
    for one in held(agreement).clauses:
        out |= {f"text_{one.key}": one.text, f"keep_{one.key}": "on", f"name_{one.key}": one.name}
    return out | more


def test_an_agreement_is_drafted_and_changed_on_its_pages(district: District, signed_in: Sign) -> None:
    made = negotiated(district)
    owner = signed_in(district.promoter)
    home = f"/projects/{made.code}/promotion/agreement"
    assert "投资协议" in owner.get(home).content.decode()
    assert owner.post(f"{home}/begin", {"template": "investment"}).status_code == 302
    found = newest(made)
    page = owner.get(home).content.decode()
    assert "第 1 版，签订还差" in page
    assert "送公平竞争审查" in page
    assert owner.get(f"{home}/edit").status_code == 200
    assert owner.post(f"{home}/edit", _typed(found, text_schedule="3 个月内开工。", keep_secrecy="", new_name="公寓", new_text="协助申请。")).status_code == 302
    assert [one.key for one in held(found).clauses][-2:] == ["dispute", "own1"]
    page = owner.get(home).content.decode()
    assert "<del>" in page
    assert "改过，还没有送审" in page
    again_there = owner.post(f"{home}/edit", _typed(found, keep_secrecy="on", text_secrecy="双方保密。"))
    assert again_there.status_code == 302
    assert [one.key for one in held(found).clauses].index("secrecy") == 9, "back where the template has it"


def test_what_cannot_be_saved_is_said_and_what_was_typed_is_kept(district: District, signed_in: Sign) -> None:
    found = drafted(district)
    answer = signed_in(district.promoter).post(f"{_home(found)}/edit", _typed(found, new_name="只有名称"))
    assert answer.status_code == 422
    assert "没有写" in answer.content.decode()
    assert "只有名称" in answer.content.decode()
    assert Draft.objects.filter(agreement=found).count() == 1


def test_whoever_was_asked_answers_on_their_page_and_nobody_else(district: District, signed_in: Sign) -> None:
    found = drafted(district)
    changed(found, district)
    owner = signed_in(district.promoter)
    assert owner.post(f"{_home(found)}/clauses/ask", {"who": ""}).status_code == 302
    assert owner.post(f"{_home(found)}/fair/ask", {"first": "初审没有问题。", "who": ""}).status_code == 302
    assert owner.get(f"{_home(found)}/clauses").status_code == 403
    assert signed_in(district.rival).get(_home(found)).status_code in (403, 404)
    legal = signed_in(district.people["legal"])
    assert "审改动的条款" in legal.get(_home(found)).content.decode()
    page = legal.get(f"{_home(found)}/clauses").content.decode()
    assert "<ins>" in page
    assert legal.post(f"{_home(found)}/clauses", {"passed_schedule": "no", "text_schedule": ""}).status_code == 422
    assert legal.post(f"{_home(found)}/clauses", {"passed_schedule": "yes", "text_schedule": ""}).status_code == 302
    assert legal.get(f"{_home(found)}/clauses").status_code == 302, "nothing is asked any more"
    market = signed_in(district.people["market"])
    assert "初审没有问题" in market.get(f"{_home(found)}/fair").content.decode()
    assert market.post(f"{_home(found)}/fair", {"passed": "yes", "basis": "条例第十条", "text": ""}).status_code == 302
    assert newest(found.project).state == Agreement.State.CHECKED


def test_a_decision_is_put_and_answered_on_pages(district: District, signed_in: Sign) -> None:
    found = drafted(district)
    fair(found, district)
    owner = signed_in(district.promoter)
    assert "区政府常务会" in owner.get(f"{_home(found)}/decision/put").content.decode()
    assert owner.post(f"{_home(found)}/decision/put", {"meeting_on": TODAY, "agenda": "审议投资协议", "who": ""}).status_code == 302
    office = signed_in(district.people["government"])
    assert office.get(f"{_home(found)}/decision").status_code == 200
    assert office.post(f"{_home(found)}/decision", {"agreed": "yes", "text": "会议同意"}).status_code == 302
    assert "什么都不缺，可以签订" in signed_in(district.promoter).get(_home(found)).content.decode()


def _sign(agreement: Agreement, client: Client, **more: Any) -> Any:
    page = client.get(f"{_home(agreement)}/sign")
    form = page.context["form"]
    data = {name: form[name].value() or "" for name in form.fields if name not in ("file", "on")}
    return client.post(f"{_home(agreement)}/sign", data | {
        "on": TODAY, "whole": "1", "file": SimpleUploadedFile("协议.txt", b"signed")} | more)


def test_the_promises_of_the_clauses_stand_in_the_form_and_can_be_changed_before_the_signature(district: District, signed_in: Sign) -> None:
    found = ready(district)
    owner = signed_in(district.promoter)
    assert _sign(found, owner, name_0="", name_5="支持招工", side_5="ours", days_5="30").status_code == 302
    rows = {one.name: one for one in Promise.objects.filter(agreement=found).select_related("unit")}
    assert set(rows) == {"按期开工", "按期投产", "指定帮办专员并交付审批地图", "注册项目公司", "支持招工"}, "all but the first, and one more"
    assert rows["指定帮办专员并交付审批地图"].unit == district.units["approval"]
    assert Paper.objects.get(project=found.project).name == "协议.txt"
    assert "签订，记下 5 条承诺" in owner.get(_home(found)).content.decode()


def test_a_promise_without_days_is_asked_for_and_nothing_is_signed(district: District, signed_in: Sign) -> None:
    found = ready(district)
    answer = _sign(found, signed_in(district.promoter), days_0="")
    assert answer.status_code == 422
    assert "写签订后几天内做到" in answer.content.decode()
    assert newest(found.project).state == Agreement.State.DECIDED


def test_a_promise_is_closed_on_its_page(district: District, signed_in: Sign) -> None:
    found = ready(district)
    one, = signed(found, district, [acts.Pledged("ours", "依法组织供地", 180, district.units["planning"])])
    url = f"/projects/{found.project.code}/promotion/promises/{one.pk}"
    assert signed_in(district.promoter).get(url).status_code == 403
    planning = signed_in(district.people["planning"])
    assert "登记结果" in planning.get(_home(found)).content.decode()
    assert planning.post(url, {"kept": "yes", "result": "已供地"}).status_code == 302
    assert "已供地" in planning.get(_home(found)).content.decode()


def test_the_ledger_shows_the_promises_of_the_projects_that_one_sees(district: District, signed_in: Sign) -> None:
    found = ready(district)
    signed(found, district, [acts.Pledged("ours", "依法组织供地", 180, district.units["planning"]), acts.Pledged("theirs", "注册项目公司", 60)])
    owner = signed_in(district.promoter)
    page = owner.get("/promotion/promises").content.decode()
    assert page.index("注册项目公司") < page.index("依法组织供地"), "the first due first"
    assert "注册项目公司" not in owner.get("/promotion/promises?side=ours&state=open").content.decode()
    assert "依法组织供地" not in owner.get("/promotion/promises?until=2027-02-01").content.decode()
    assert "依法组织供地" in owner.get(f"/promotion/promises?unit={district.units['planning'].pk}&light=green").content.decode()
    assert "注册项目公司" not in signed_in(district.rival).get("/promotion/promises").content.decode()
    assert "依法组织供地" in signed_in(district.people["planning"]).get("/promotion/promises").content.decode(), "it has a part in the project"


def test_the_ledger_goes_page_by_page_without_losing_or_repeating_any(district: District, signed_in: Sign, django_assert_max_num_queries: Any) -> None:
    found = ready(district)
    signed(found, district)
    Promise.objects.bulk_create([Promise(agreement=found, project=found.project, side="ours", name=f"第{n:03}条", unit=found.project.unit, due_on=TODAY)
                                 for n in range(120)])
    owner, seen, url = signed_in(district.promoter), [], "/promotion/promises?state="
    with django_assert_max_num_queries(3 * 14):
        while url:
            answer = owner.get(url)
            seen += [row.name for row, _side, _light in answer.context["rows"]]
            onward = answer.context["onward"]
            url = f"/promotion/promises?state=&after={onward}" if onward else ""
    assert seen == [f"第{n:03}条" for n in range(120)]


def test_a_version_and_a_comparison_as_word_say_what_the_pages_say(district: District, signed_in: Sign) -> None:
    found = drafted(district)
    changed(found, district)
    owner = signed_in(district.promoter)
    page = owner.get(f"{_home(found)}/2").content.decode()
    document = Document(BytesIO(owner.get(f"{_home(found)}/2.docx").content))
    words = [paragraph.text for paragraph in document.paragraphs]
    for one in held(found).clauses:
        assert one.text in page
        assert one.text in words
    assert "第一条 当事人" in words
    assert "<ins>" in owner.get(f"{_home(found)}/1/2").content.decode()
    both = "\n".join(paragraph.text for paragraph in Document(BytesIO(owner.get(f"{_home(found)}/1/2.docx").content)).paragraphs)
    assert "【" in both
    assert "［" in both
    assert owner.get(f"{_home(found)}/9").status_code == 404


def test_a_number_of_a_clause_is_written_as_in_contracts() -> None:
    assert [chinese(n) for n in (1, 10, 11, 20, 21)] == ["一", "十", "十一", "二十", "二十一"]


def test_the_page_costs_the_same_however_many_versions_there_are(district: District, signed_in: Sign, django_assert_num_queries: Any) -> None:
    found = drafted(district)
    owner = signed_in(district.promoter)
    with django_assert_num_queries(30):
        owner.get(_home(found))
    for n in range(3):
        changed(found, district, f"{n} 个月内开工。")
        looked(found, district)
        fair(found, district)
    put(found, district)
    with django_assert_num_queries(30):
        owner.get(_home(found))
    assert without_token(owner.get(_home(found)).content.decode())


def test_the_way_of_the_project_says_how_far_the_agreement_is(district: District, signed_in: Sign) -> None:
    found = ready(district)
    owner = signed_in(district.promoter)
    assert "可以签订" in owner.get(f"/projects/{found.project.code}/promotion").content.decode()
    signed(found, district)
    assert "已签订" in owner.get(f"/projects/{found.project.code}/promotion").content.decode()
    assert again(found.project).stage == "signed"
