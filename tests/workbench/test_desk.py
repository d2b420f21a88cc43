"""The workbench: what is first, whom one waits for, how one's projects are, the first tour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from luodi.clocks.actions import ask_excuse, note_event
from luodi.clocks.models import Standing
from luodi.clocks.sweep import sweep
from luodi.clocks.telling import tell
from luodi.engine.timelimit import Decided
from luodi.imports.models import Upload
from luodi.people import actions as people
from luodi.people.models import Account
from luodi.people.queries import person_of
from luodi.projects import actions
from luodi.projects.lights import follow
from luodi.projects.models import Project, Sight, Task
from luodi.rights.kernel import MACHINE, Role
from luodi.workbench.queries import desk as desks
from tests.clocks.ground import started
from tests.people.country import PASSWORD, TODAY, Country
from tests.projects.ladder import blob, project

Somebody = Callable[..., Account]
SignedIn = Callable[[Account], Client]
MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture
def owner(country: Country, somebody: Somebody) -> Account:
    """A promoter of the bureau."""
    return somebody("promoter", country.bureau, Role.PROMOTER)


@pytest.fixture
def desk_of(signed_in: SignedIn) -> Callable[..., str]:
    """The page of the workbench as somebody sees it."""
    return lambda account, path="/desk": signed_in(account).get(path).content.decode()


def test_signing_in_leads_to_the_workbench(client: Client, owner: Account) -> None:
    assert client.post("/people/sign-in", {"login": "promoter", "password": PASSWORD}).headers["Location"] == "/desk"


def test_who_has_something_to_do_first_goes_there(client: Client, country: Country, somebody: Somebody) -> None:
    somebody("fresh", country.bureau, must_change_password=True)
    assert client.post("/people/sign-in", {"login": "fresh", "password": PASSWORD}).headers["Location"] == "/people/password"


def test_the_workbench_is_the_first_room(owner: Account, desk_of: Callable[..., str]) -> None:
    page = desk_of(owner)
    assert page.index('href="/desk" aria-current="page">工作台') < page.index("时限</a>")


@pytest.mark.parametrize(("hour", "said"), [(1, "上午好"), (8, "下午好"), (13, "晚上好"), (18, "晚上好")])
def test_the_greeting_is_that_of_the_local_hour(hour: int, said: str) -> None:
    with override("zh-hans"):
        assert desks.headline(5, datetime(2026, 11, 23, hour, tzinfo=UTC)) == f"{said}，今天先办这 3 件"


def test_what_is_due_first_stands_first_and_three_are_to_be_done_first(country: Country, owner: Account, desk_of: Callable[..., str]) -> None:
    for name, days in (("十五天的", 18), ("最急的", 3), ("十天的", 12), ("八天的", 9)):
        started(country.bureau, days, assignee=owner, name=name)
    page = desk_of(owner)
    assert "今天先办这 3 件" in page
    places = [page.index(f">{name}<") for name in ("最急的", "八天的", "十天的")]
    assert places == sorted(places)
    assert page.index("接下来") < page.index(">十五天的<")


def test_a_chase_is_answered_from_its_row(country: Country, owner: Account, signed_in: SignedIn) -> None:
    clock = started(country.bureau, 12, assignee=owner)
    sweep(TODAY)
    assert Standing.objects.get(pk=clock.pk).rung > 0
    client = signed_in(owner)
    assert f'action="/clocks/{clock.pk}/answer"' in client.get("/desk").content.decode()
    client.post(f"/clocks/{clock.pk}/answer")
    assert f'action="/clocks/{clock.pk}/answer"' not in client.get("/desk").content.decode()


def test_a_deputy_has_what_the_absent_person_had_in_hand(country: Country, owner: Account, somebody: Somebody, desk_of: Callable[..., str]) -> None:
    started(country.bureau, assignee=owner, name="老王的事")
    deputy = somebody("deputy", country.bureau, Role.REVIEWER)
    assert "老王的事" not in desk_of(deputy)
    people.set_absence(MACHINE, owner, deputy, TODAY, TODAY)
    assert "老王的事" in desk_of(deputy)
    assert "代 promoter员" in desk_of(deputy)


def test_a_unit_sees_what_nobody_has_in_hand_and_others_do_not(country: Country, owner: Account, somebody: Somebody, desk_of: Callable[..., str]) -> None:
    started(country.bureau, name="没有人办的")
    started(country.bureau, name="没有人办的密件", confidential=True)
    page = desk_of(owner)
    assert "没有人办的<" in page
    assert "密件" not in page
    assert "没有人办的" not in desk_of(somebody("other", country.bureau_2))


def test_a_supervisor_has_excuses_to_decide(country: Country, owner: Account, somebody: Somebody, desk_of: Callable[..., str]) -> None:
    clock = started(country.bureau, assignee=owner)
    ask_excuse(person_of(owner, TODAY), clock, "等省厅", date(2026, 12, 4), TODAY)
    assert "正当理由：施工许可" in desk_of(somebody("watch", country.bureau_2, Role.SUPERVISOR))
    assert "正当理由：施工许可" not in desk_of(somebody("other", country.bureau_2))


def test_a_table_that_was_checked_waits_to_be_confirmed_by_who_sent_it(country: Country, owner: Account, somebody: Somebody,
                                                                       desk_of: Callable[..., str]) -> None:
    now = datetime.now(UTC)
    Upload.objects.create(kind="people", region=country.district, account=owner, file="名册.xlsx", size=14, at=now, notes=[], count={}, shown={},
                          expires=now + timedelta(hours=1))
    assert "导入：名册.xlsx" in desk_of(owner)
    assert "名册" not in desk_of(somebody("other", country.bureau))


def test_a_project_that_lacks_nothing_can_be_moved_on(country: Country, owner: Account, desk_of: Callable[..., str]) -> None:
    made = project(country.bureau, owner, "negotiation")
    assert "可以进入" not in desk_of(owner)
    actions.add_file(MACHINE, made, blob(), "协议.pdf", "agreement", Sight.OFFICIALS, country.bureau)
    page = desk_of(owner)
    assert "海川装备制造基地：可以进入“签约”" in page
    assert f'href="/projects/{made.code}">去推进' in page


def test_what_others_have_to_do_for_ones_project_is_what_one_waits_for(country: Country, owner: Account, somebody: Somebody,
                                                                       desk_of: Callable[..., str]) -> None:
    made, other = project(country.bureau, owner), somebody("other", country.bureau_2)
    actions.add_task(MACHINE, made, "出具用地意见", country.bureau_2, other, 3, TODAY)
    waiting = desk_of(owner).split('id="waiting"')[1].split('id="mine"')[0]
    assert "出具用地意见" in waiting
    assert "other员 · 自然资源局" in waiting
    assert "首次联系企业" not in waiting


def test_a_contact_waits_for_nobody_by_name_but_has_the_own_task(country: Country, owner: Account, somebody: Somebody, desk_of: Callable[..., str]) -> None:
    made, contact = project(country.bureau, owner), somebody("contact", country.bureau_2, Role.ENTERPRISE)
    actions.give_part(MACHINE, made, "contact", contact, TODAY)
    actions.add_task(MACHINE, made, "核实企业资金", country.bureau, owner, 3, TODAY)
    actions.add_task(MACHINE, made, "请企业盖章", country.bureau_2, contact, 3, TODAY)
    page = desk_of(contact)
    assert "请企业盖章" in page
    assert "我的 1 个项目" in page
    for words in ("核实企业资金", "在等谁", "去催"):
        assert words not in page


def test_the_lights_of_ones_projects_lead_to_the_list(country: Country, owner: Account, desk_of: Callable[..., str]) -> None:
    project(country.bureau, owner)
    done = project(country.bureau, owner, number=2)
    actions.finish_task(person_of(owner, TODAY), Task.objects.get(project=done), "联系上了", TODAY)
    page = desk_of(owner)
    assert "我的 2 个项目" in page
    assert 'href="/projects/?mine=part&amp;light=yellow"' in page
    assert 'href="/projects/?mine=part&amp;light=none"' in page


def test_who_has_nothing_is_told_what_comes_here(country: Country, desk_of: Callable[..., str], somebody: Somebody) -> None:
    page = desk_of(somebody("idle"))
    assert "今天没有等您办的事" in page
    assert "分给您的事一开始计时" in page


def test_leaders_are_led_to_what_burns_and_others_are_not(country: Country, owner: Account, somebody: Somebody, desk_of: Callable[..., str]) -> None:
    assert 'href="/desk/fire"' in desk_of(somebody("head", country.bureau, Role.LEADER))
    assert 'href="/desk/fire"' not in desk_of(owner)


def test_the_tour_goes_step_by_step_and_differs_by_rights(country: Country, owner: Account, somebody: Somebody, desk_of: Callable[..., str]) -> None:
    assert "先看“我要办”" in desk_of(owner)
    assert "一分钟登记一个项目" in desk_of(owner, "/desk?step=2")
    assert "知道了，开始用" in desk_of(owner, "/desk?step=4")
    assert "先看哪里着火" in desk_of(somebody("head", country.bureau, Role.LEADER))


def test_the_tour_that_was_put_away_does_not_come_back_for_that_person(owner: Account, somebody: Somebody, country: Country, signed_in: SignedIn) -> None:
    client = signed_in(owner)
    for _ in range(2):
        assert client.post("/desk/tour").headers["Location"] == "/desk"
    assert "怎么用工作台" not in client.get("/desk?step=2").content.decode()
    assert "怎么用工作台" in signed_in(somebody("other", country.bureau)).get("/desk").content.decode()


@pytest.mark.parametrize("step", ["0", "9", "-1", "x", "99999999999999999999"])
def test_a_step_that_there_is_not_is_the_first(owner: Account, desk_of: Callable[..., str], step: str) -> None:
    assert "第 1 步，共 4 步" in desk_of(owner, f"/desk?step={step}")


@pytest.mark.parametrize("many", [1, 4])
def test_the_workbench_costs_the_same_however_much_there_is(country: Country, owner: Account, somebody: Somebody, signed_in: SignedIn, many: int,
                                                            django_assert_num_queries: Any) -> None:
    other = somebody("other", country.bureau_2)
    for number in range(many):
        made = project(country.bureau, owner, "negotiation", number=number + 1)
        actions.add_task(MACHINE, made, "出具意见", country.bureau_2, other, 3, TODAY)
        started(country.bureau, name="没有人办的")
    client = signed_in(owner)
    client.get("/desk")
    # Who asks 4, the menu 1, the rules 2; own projects 1, waiting 1, in hand 1, to answer 1, of nobody 1, tables 1, to move on 3, notices 1, tour 1.
    with django_assert_num_queries(4 + 1 + 2 + 11):
        client.get("/desk")


def test_a_confidential_project_changes_nothing_for_others(country: Country, owner: Account, somebody: Somebody, desk_of: Callable[..., str]) -> None:
    who = [somebody("colleague", country.bureau, Role.PROMOTER), somebody("head", country.bureau, Role.LEADER),
           somebody("watch", country.bureau_2, Role.SUPERVISOR)]
    before = [desk_of(one) for one in who]
    project(country.bureau, owner, confidential=True, name="隐山工程")
    sweep(TODAY)
    follow()
    assert Project.objects.count() == 1
    assert [_plain(desk_of(one)) for one in who] == [_plain(page) for page in before]
    assert "隐山工程" in desk_of(owner)


def _plain(page: str) -> str:
    from tests.people.country import without_token
    return without_token(page)


def test_an_enterprise_is_not_told_who_of_the_units_works_on_what(country: Country, owner: Account, somebody: Somebody, desk_of: Callable[..., str]) -> None:
    made = project(country.bureau, owner)
    contact = somebody("contact", country.bureau_2, Role.ENTERPRISE)
    actions.give_part(MACHINE, made, "contact", contact, TODAY)
    actions.add_task(person_of(owner, TODAY), made, "核对意向地块", country.bureau, owner, 3, TODAY)
    follow()
    page = desk_of(contact)
    assert "我的 1 个项目" in page
    assert "核对意向地块" not in page
    assert "首次联系企业" not in page


def test_a_chase_about_what_is_over_asks_for_nothing(country: Country, owner: Account, desk_of: Callable[..., str]) -> None:
    clock = started(country.bureau, 12, assignee=owner, name="办完了的")
    sweep(TODAY)
    tell(TODAY)
    assert "办完了的" in desk_of(owner).split('id="notices"')[0]
    note_event(MACHINE, clock, Decided(TODAY, "approved"), TODAY)
    assert "办完了的" not in desk_of(owner).split('id="notices"')[0]


def test_who_has_nothing_to_do_is_told_how_many_projects_are_late() -> None:
    assert desks.headline(0, MORNING, 3) == "上午好，您有3个项目超期，卡在别人那里"
    assert desks.headline(1, MORNING, 3) == "上午好，今天先办这 1 件"
