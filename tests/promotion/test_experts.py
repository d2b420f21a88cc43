"""Advisers and groups: who knows what, who is asked, what they say."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from luodi.clocks.models import Clock
from luodi.engine.source import Refused
from luodi.ledger.actions import By
from luodi.notices.models import Notice
from luodi.people.models import Account
from luodi.people.queries import person_of
from luodi.projects.actions import set_confidential
from luodi.projects.models import Part, Project
from luodi.promotion.actions.experts import About, Question, Talk, answer_advice, ask_advice, join, keep_adviser, note_talk
from luodi.promotion.models import Adviser, Consultation, Group, Member
from luodi.promotion.queries.experts import matches
from luodi.rights.kernel import MACHINE, Denied, Role
from tests.people.country import TODAY
from tests.promotion.district import District

pytestmark = pytest.mark.django_db
Sign = Callable[[Account], Client]
Make = Callable[..., Account]
Count = Callable[..., object]


def adviser(district: District, name: str = "秦教授", *skills: str, account: Account | None = None) -> Adviser:
    """An adviser of the district."""
    return keep_adviser(MACHINE, district.units["promotion"], None, About(name, "某大学", skills or ("land",), account))


def member(district: District, duty: str = "planning", skill: str = "land") -> Account:
    """Somebody of a department in the group of the promotion unit."""
    join(MACHINE, district.units["promotion"], district.people[duty], skill)
    return district.people[duty]


def asked(district: District, made: Project, who: Account | Adviser, skill: str = "land") -> Consultation:
    """A question."""
    one = Question(skill, "这块地能不能用？", district.promoter, who if isinstance(who, Adviser) else None, who if isinstance(who, Account) else None)
    return ask_advice(person_of(district.promoter, TODAY), made, one, TODAY)


@pytest.mark.mechanism("SN-2b")
def test_somebody_asks_by_skill_gets_the_fittest_with_reasons_and_the_answer_is_kept(district: District, signed_in: Sign) -> None:
    made, planner = district.project(), member(district)
    adviser(district)
    adviser(district, "钱律师", "law")
    client, home = signed_in(district.promoter), f"/projects/{made.code}/promotion/advice"
    shown = client.get(f"{home}/ask/land").content.decode()
    assert shown.index(planner.name) < shown.index("秦教授"), "a member of the own group comes first"
    assert "本单位招商工作服务组的成员" in shown
    assert "手上没有未答复的" in shown
    assert "钱律师" not in shown
    assert client.post(f"{home}/ask/land", {"whom": f"member-{planner.pk}", "text": "这块地能不能用？", "days": 3}).status_code == 302
    row = Consultation.objects.get(project=made)
    assert row.clock
    assert (row.clock.assignee, row.clock.unit, row.clock.thread_id) == (planner, district.units["planning"], made.pk)
    answering = signed_in(planner)
    assert "请教：" in answering.get("/desk").content.decode()
    page = f"{home}/{row.pk}/answer"
    assert "这块地能不能用？" in answering.get(page).content.decode()
    assert answering.post(page, {"text": "在开发边界里，能用", "on": TODAY.isoformat(), "together": "审批局"}).status_code == 302
    row.refresh_from_db()
    assert (row.advice, row.held_on) == ("在开发边界里，能用", TODAY)
    assert not Clock.objects.filter(thread_id=made.pk, subject_type="consultation", ended_on__isnull=True).exists()
    assert Notice.objects.filter(account=district.promoter, kind="project.advice").exists(), "whoever asked hears of it"
    told = signed_in(district.promoter).get(f"/projects/{made.code}/done").content.decode()
    assert "答复咨询" in told
    assert "在开发边界里，能用" in told


@pytest.mark.mechanism("SN-2b")
def test_an_adviser_without_an_account_is_asked_by_word_of_mouth_and_the_clock_is_the_askers(district: District, signed_in: Sign) -> None:
    made = district.project()
    row = asked(district, made, adviser(district))
    assert row.clock
    assert row.clock.assignee == district.promoter
    client = signed_in(district.promoter)
    assert client.post(f"/projects/{made.code}/promotion/advice/{row.pk}/note", {"text": "可以", "on": TODAY.isoformat()}).status_code == 302
    row.refresh_from_db()
    assert row.advice == "可以"


@pytest.mark.mechanism("BH-02")
def test_a_group_has_members_by_skill_and_keeps_their_negotiations_and_advice(district: District, signed_in: Sign) -> None:
    made, unit = district.project(), district.units["promotion"]
    client, home = signed_in(district.promoter), f"/promotion/groups/{unit.pk}"
    planner, builder = district.people["planning"], district.people["housing"]
    for who, skill in ((planner, "land"), (builder, "building")):
        assert client.post(f"{home}/add", {"who": who.login, "skill": skill}).status_code == 302
    assert [(one.skill, one.account) for one in Member.objects.filter(group=Group.objects.get(unit=unit)).order_by("pk")] == [
        ("land", planner), ("building", builder)]
    talk = {"whom": str(planner.pk), "on": TODAY.isoformat(), "together": "规划局、审批局、企业张总", "text": "选址在二期地块"}
    assert client.post(f"/projects/{made.code}/promotion/advice/talk/land", talk).status_code == 302
    answer_advice(MACHINE, asked(district, made, builder, "building"), Talk(TODAY, "消防要先看"), TODAY)
    shown = client.get(home).content.decode()
    for words in ("用地规划", "建设审批", "规划局、审批局、企业张总", "选址在二期地块", "消防要先看"):
        assert words in shown
    assert "记下联合洽谈" in client.get(f"/projects/{made.code}/done").content.decode()
    assert "选址在二期地块" not in signed_in(district.rival).get(home).content.decode(), "whoever does not see the project does not read what was said"


def test_only_departments_send_members_each_skill_once(district: District) -> None:
    unit = district.units["promotion"]
    with pytest.raises(Refused, match="审批部门或职能部门"):
        join(MACHINE, unit, district.rival, "land")
    member(district)
    with pytest.raises(Refused, match="已经以这项专长"):
        member(district)


def test_who_has_less_in_hand_comes_first_and_what_is_confidential_is_not_counted(district: District) -> None:
    made, other = district.project(), district.project(number=2, name="别的项目")
    one, two = adviser(district, "甲教授"), adviser(district, "乙教授")
    asked(district, other, two)
    asked(district, other, one)
    asked(district, made, one)
    assert [found.adviser for found in matches(made, "land")] == [two, one]
    set_confidential(By(MACHINE, "秘密"), Project.objects.get(pk=other.pk), True)
    assert ["没有未答复" in found.why[1].zh for found in matches(made, "land")] == [True, False]


def test_of_a_confidential_project_the_one_who_is_asked_learns_and_nobody_else_of_the_unit(district: District, somebody: Make, signed_in: Sign) -> None:
    made, planner = district.project(name="隐山工程"), member(district)
    colleague = somebody("colleague", district.units["planning"], Role.REVIEWER)
    set_confidential(By(MACHINE, "秘密"), made, True)
    row = asked(district, Project.objects.get(pk=made.pk), planner)
    assert Part.objects.filter(project=made, account=planner, last__isnull=True).exists()
    page = f"/projects/{made.code}/promotion/advice/{row.pk}/answer"
    assert signed_in(planner).get(page).status_code == 200
    assert signed_in(colleague).get(page).status_code == 404
    assert "隐山工程" not in signed_in(colleague).get("/desk").content.decode()
    with pytest.raises(Denied):
        answer_advice(person_of(colleague, TODAY), Consultation.objects.get(pk=row.pk), Talk(TODAY, "我来说"), TODAY)


def test_nobody_answers_twice_or_is_asked_the_same_twice(district: District) -> None:
    made, planner = district.project(), member(district)
    row = asked(district, made, planner)
    with pytest.raises(Refused, match="还没有答复"):
        asked(district, made, planner)
    answer_advice(MACHINE, row, Talk(TODAY, "可以"), TODAY)
    with pytest.raises(Refused, match="答复过了"):
        answer_advice(MACHINE, row, Talk(TODAY, "不可以"), TODAY)
    with pytest.raises(Refused, match="还没有到"):
        note_talk(MACHINE, made, "land", planner, Talk(TODAY.replace(year=2027), "谈了"), district.promoter, TODAY)


def test_an_adviser_is_kept_by_the_units_of_the_district_alone(district: District, signed_in: Sign, somebody: Make) -> None:
    one = adviser(district)
    unit = district.units["promotion"]
    typed = {"unit": unit.pk, "name": "秦教授", "skills": ["land", "law"], "from_where": "某大学", "active": "on"}
    assert signed_in(district.promoter).post(f"/promotion/experts/{one.pk}", typed).status_code == 302
    one.refresh_from_db()
    assert one.skills == ["land", "law"]
    assert "秦教授" in signed_in(district.rival).get("/promotion/experts?skill=law").content.decode()
    stranger = signed_in(somebody("stranger", district.country.far, Role.PROMOTER))
    assert stranger.get(f"/promotion/experts/{one.pk}").status_code == 404
    assert "秦教授" not in stranger.get("/promotion/experts").content.decode()


def test_pages_take_as_many_statements_however_many_there_are(district: District, signed_in: Sign, django_assert_num_queries: Count) -> None:
    made, planner = district.project(), member(district)
    row = asked(district, made, planner)
    for number in range(4):
        adviser(district, f"顾问{number}", "land", "law")
    client, unit = signed_in(district.promoter), district.units["promotion"]
    client.get("/promotion/experts")
    for address, count in (("/promotion/experts", 13), (f"/promotion/groups/{unit.pk}", 11), (f"/projects/{made.code}/promotion/advice", 10),
                           (f"/projects/{made.code}/promotion/advice/ask/land", 13), (f"/projects/{made.code}/promotion/advice/{row.pk}/note", 8)):
        with django_assert_num_queries(count):  # type: ignore[attr-defined]
            assert client.get(address).status_code == 200, address
