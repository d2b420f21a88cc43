"""The page of a project: what it says, and to whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from luodi.clocks import actions as clocks
from luodi.engine.timelimit import Accepted, Limit, Paused, Received
from luodi.ledger.actions import By
from luodi.ledger.models import Entry
from luodi.people.actions import set_absence
from luodi.people.models import Account
from luodi.people.queries import person_of
from luodi.projects import actions
from luodi.projects.models import Project, Sight, Status, Task
from luodi.rights.kernel import MACHINE, Role
from tests.people.country import TODAY, Country
from tests.projects.ladder import project

Make = Callable[..., Account]
Sign = Callable[[Account], Client]


@pytest.fixture(autouse=True)
def _today(settings: Settings) -> None:
    settings.TODAY = TODAY.isoformat()


@pytest.fixture
def owner(country: Country, somebody: Make) -> Account:
    """A promoter of the bureau."""
    return somebody("promoter", country.bureau, Role.PROMOTER)


@pytest.fixture
def made(country: Country, owner: Account) -> Project:
    """A project in its first stages."""
    return project(country.bureau, owner, "negotiation")


def text(client: Client, path: str, status: int = 200) -> str:
    """A page."""
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[-2000:]
    return answer.content.decode()


@pytest.mark.mechanism("XH-3d")
def test_the_page_bears_the_code_its_qr_and_the_national_code_beside_it(made: Project, owner: Account, signed_in: Sign) -> None:
    actions.change_project(MACHINE, made, {}, name=made.name, enterprise="", uscc="", national_code="2603-990101-04-01-000077", target_on=None)
    page = text(signed_in(owner), f"/projects/{made.code}")
    assert made.code in page
    assert "国家代码 2603-990101-04-01-000077" in page
    assert 'aria-label="查进度的二维码"' in page


def test_the_page_says_how_far_how_healthy_and_what_is_missing_with_the_way_to_put_it_right(made: Project, owner: Account, signed_in: Sign) -> None:
    page = text(signed_in(owner), f"/projects/{made.code}")
    for words in ("洽谈", "进入“签约”还差 1 项", "上传投资协议", f"/projects/{made.code}/files/add?kind=agreement", "还剩 7 个工作日", "登门对接并写明企业需求",
                  "项目负责人", "promoter员", "52,000 万元"):
        assert words in page, words


def test_a_deputy_of_somebody_absent_stands_beside_the_name(made: Project, owner: Account, country: Country, somebody: Make, signed_in: Sign) -> None:
    set_absence(MACHINE, owner, somebody("deputy", country.bureau, Role.PROMOTER), TODAY, TODAY)
    assert "今天不在，由 deputy员 代理" in text(signed_in(owner), f"/projects/{made.code}")


@pytest.mark.mechanism("LX-2")
@pytest.mark.mechanism("JZ-1")
def test_the_leader_the_unit_and_the_team_stand_on_the_page_and_see_it(made: Project, country: Country, somebody: Make, signed_in: Sign) -> None:
    for kind, role in (("leader", Role.LEADER), ("team_lead", Role.TEAM_LEAD), ("member", Role.REVIEWER), ("navigator", Role.NAVIGATOR)):
        actions.give_part(MACHINE, made, kind, somebody(kind, country.bureau_2, role), TODAY)
    actions.give_part(MACHINE, made, "unit", country.bureau_2, TODAY)
    for login in ("leader", "team_lead", "member", "navigator"):
        page = text(signed_in(Account.objects.get(login=login)), f"/projects/{made.code}")
        for words in ("包联领导", "专班牵头人", "专班成员", "帮办专员", "牵头单位", "配合单位", "leader员", "自然资源局"):
            assert words in page


def test_a_contact_sees_the_way_and_what_is_for_them_and_nothing_inside(
        made: Project, owner: Account, country: Country, somebody: Make, signed_in: Sign) -> None:
    contact = somebody("contact", country.bureau_2, Role.ENTERPRISE)
    actions.give_part(MACHINE, made, "contact", contact, TODAY)
    me = person_of(owner, TODAY)
    actions.add_note(me, made, "内部：企业资金紧张", Sight.OFFICIALS, country.bureau, owner)
    actions.add_note(me, made, "请周三带上营业执照", Sight.ENTERPRISE, country.bureau, owner)
    actions.add_task(me, made, "请企业盖章", country.bureau, contact, 3, TODAY)
    actions.finish_task(me, actions.add_task(me, made, "核对材料", country.bureau, owner, 3, TODAY), "企业实力存疑", TODAY)
    actions.state_facts(By(me, "企业口头说的"), made, {"total_investment_wan": "61234"}, {}, TODAY)
    for path in ("", "/done"):
        page = text(signed_in(contact), f"/projects/{made.code}{path}")
        assert "请周三带上营业执照" in page
        assert "核对材料" in page
        for words in ("企业资金紧张", "企业实力存疑", "61,234", "企业口头说的", "登门对接", "卡在哪里", "项目负责人：", "lacks-lead"):
            assert words not in page, (path, words)
    page = text(signed_in(contact), f"/projects/{made.code}")
    assert "请企业盖章" in page
    assert "洽谈" in page
    mine, other = Task.objects.get(project=made, account=contact), Task.objects.get(project=made, key="visit")
    text(signed_in(contact), f"/projects/{made.code}/tasks/{other.pk}/done", 404)
    assert signed_in(contact).post(f"/projects/{made.code}/tasks/{mine.pk}/done", {"result": "盖好了"}).status_code == 302
    for path in ("fact/total_investment_wan", "facts", "move"):
        assert signed_in(contact).get(f"/projects/{made.code}/{path}").status_code == 403


def test_what_happens_to_a_time_limit_is_told_with_what_it_is_for(made: Project, owner: Account, country: Country, signed_in: Sign) -> None:
    task = actions.add_task(MACHINE, made, "核对能耗数据", country.bureau, owner, 3, TODAY)
    assert task.clock
    clocks.ask_excuse(person_of(owner, TODAY), task.clock, "等省里换发。", TODAY + timedelta(days=4), TODAY)
    assert '<b>申请正当理由</b><span class="said">核对能耗数据</span>' in text(signed_in(owner), f"/projects/{made.code}/done")


def test_notes_of_a_unit_are_for_that_unit_and_other_officials_see_what_is_for_them(
        made: Project, owner: Account, country: Country, somebody: Make, signed_in: Sign) -> None:
    actions.give_part(MACHINE, made, "unit", country.bureau_2, TODAY)
    actions.add_note(person_of(owner, TODAY), made, "本单位先不外传", Sight.UNIT, country.bureau, owner)
    actions.add_note(person_of(owner, TODAY), made, "各单位请看", Sight.OFFICIALS, country.bureau, owner)
    colleague, other = somebody("colleague", country.bureau, Role.REVIEWER), somebody("other", country.bureau_2, Role.REVIEWER)
    for path in ("", "/done"):
        near, far = text(signed_in(colleague), f"/projects/{made.code}{path}"), text(signed_in(other), f"/projects/{made.code}{path}")
        assert "本单位先不外传" in near
        assert "本单位先不外传" not in far
        assert "各单位请看" in far
    assert text(signed_in(other), f"/projects/{made.code}/done").count("写记录</b>") == 1


PATHS = ("", "/done", "/change", "/move", "/back", "/status", "/hide", "/facts", "/facts/land", "/facts/first", "/fact/land_mode", "/parts/owner",
         "/parts/1/end", "/tasks/add", "/tasks/1/done", "/tasks/1/hand", "/notes/add", "/files/add", "/files/1/add", "/files/1/1", "/relate", "/unrelate/LD-1")


def test_a_confidential_project_is_on_no_address_for_who_has_no_part(made: Project, country: Country, somebody: Make, signed_in: Sign) -> None:
    actions.set_confidential(By(MACHINE, "谈判中"), made, True)
    for login, unit, role in (("colleague", country.bureau, Role.PROMOTER), ("other", country.bureau_2, Role.TEAM_LEAD), ("far", country.far, Role.PROMOTER),
                              ("leader", country.bureau, Role.LEADER), ("chief", country.bureau, Role.CHIEF)):
        one = somebody(login, unit, role)
        client = signed_in(one)
        for path in PATHS:
            for method in (client.get, client.post):
                there, nowhere = method(f"/projects/{made.code}{path}"), method(f"/projects/LD-000000-26-99999-X{path}")
                assert there.status_code == nowhere.status_code, (one.login, path)
                assert there.status_code in (403, 404, 405), (one.login, path)
                assert made.name not in there.content.decode()


def test_the_owner_still_sees_it_and_the_look_is_an_entry(made: Project, owner: Account, signed_in: Sign) -> None:
    actions.set_confidential(By(MACHINE, "谈判中"), made, True)
    assert made.name in text(signed_in(owner), f"/projects/{made.code}")
    text(signed_in(owner), f"/projects/{made.code}")
    assert Entry.objects.filter(verb="record.read", subject_id=made.pk, person_id=owner.pk, confidential=True).count() == 1


def test_a_paused_project_says_so_and_cannot_be_moved_on(made: Project, owner: Account, signed_in: Sign) -> None:
    actions.set_status(By(MACHINE, "企业资金未到位"), made, Status.PAUSED)
    assert "暂停" in text(signed_in(owner), f"/projects/{made.code}")
    assert "先恢复推进" in text(signed_in(owner), f"/projects/{made.code}/move")


def test_facts_that_no_longer_hold_together_do_not_break_the_page(made: Project, owner: Account, signed_in: Sign) -> None:
    Project.objects.filter(pk=made.pk).update(facts=made.facts | {"total_investment_wan": "-5"})
    assert "项目情况前后对不上" in text(signed_in(owner), f"/projects/{made.code}")
    for path in ("/facts", "/facts/scale", "/move"):
        text(signed_in(owner), f"/projects/{made.code}{path}")


def test_who_reaches_the_page_of_an_open_project(made: Project, owner: Account, country: Country, somebody: Make, signed_in: Sign) -> None:
    people = {"colleague": (country.bureau, Role.REVIEWER), "other": (country.bureau_2, Role.PROMOTER), "far": (country.far, Role.PROMOTER),
              "leader": (country.bureau_2, Role.LEADER), "contact_of_nobody": (country.bureau_2, Role.ENTERPRISE)}
    found = {login: signed_in(somebody(login, unit, role)).get(f"/projects/{made.code}").status_code for login, (unit, role) in people.items()}
    assert found == {"colleague": 200, "other": 403, "far": 404, "leader": 200, "contact_of_nobody": 403}
    assert signed_in(owner).get(f"/projects/{made.code}").status_code == 200


def test_what_happens_to_a_clock_is_told_in_words(made: Project, owner: Account, country: Country, signed_in: Sign) -> None:
    clock = clocks.open_clock(MACHINE, clocks.New(
        country.bureau, ("case", 1), f"{made.name} · 节能审查", [Received(TODAY), Accepted(TODAY)], Limit(5), thread=made.pk), TODAY)
    clocks.note_event(MACHINE, clock, Paused(TODAY, "expert_review", "云审函"), TODAY)
    told = signed_in(owner).get(f"/projects/{made.code}/done?kind=clocks").content.decode().split('class="timeline"')[1]
    assert '<span class="said">节能审查</span>' in told
    assert "到期日：2026年11月30日" in told
    assert "灯：正常 → 暂停计时" in told
    assert not any(code in told for code in ("reviewing", "green", "paused", "催到第几步"))


def test_the_deputy_of_the_owner_sees_a_confidential_project_while_they_stand_in(
        made: Project, owner: Account, country: Country, somebody: Make, signed_in: Sign, settings: Settings) -> None:
    actions.set_confidential(By(MACHINE, "谈判中"), made, True)
    deputy = somebody("deputy", country.bureau, Role.REVIEWER)
    set_absence(MACHINE, owner, deputy, TODAY, TODAY)
    assert made.name in text(signed_in(deputy), f"/projects/{made.code}")
    settings.TODAY = "2026-11-24"
    text(signed_in(deputy), f"/projects/{made.code}", 404)
