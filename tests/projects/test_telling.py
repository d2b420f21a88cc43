"""Who is told what of a project, at once and inside the act that does it; and who is not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from luodi.engine.source import refuse
from luodi.ledger.actions import By, together
from luodi.ledger.models import Outbox
from luodi.notices.actions import add_endpoint, prefer
from luodi.notices.kinds import by_group
from luodi.notices.models import Channel, Notice
from luodi.people import actions as people
from luodi.people.models import Account, Unit
from luodi.people.queries import person_of, with_deputies
from luodi.projects import actions, telling
from luodi.projects.models import Paper, Part, Project, Sight, Status, Task
from luodi.rights.kernel import MACHINE, Role
from tests.notices.acts import MONDAY, sent
from tests.notices.receivers import Hook
from tests.people.country import TODAY, Country
from tests.projects.ladder import blob, project
from tests.projects.tables import row, saved

Make = Callable[..., Account]
Sign = Callable[[Account], Client]
NEW: dict[str, Any] = {"name": "改了名", "enterprise": "", "uscc": "", "national_code": "", "target_on": None}


@dataclass
class Crew:
    """A project with everybody around it. `stranger`: a colleague of the owner's without a part; `boss`: who heads the lead unit."""

    made: Project
    owner: Account
    guide: Account
    leader: Account
    contact: Account
    boss: Account
    stranger: Account
    country: Country

    def as_owner(self, reason: str = "") -> By:
        """Done by who answers for it."""
        return By(person_of(self.owner, TODAY), reason)


@pytest.fixture
def crew(country: Country, somebody: Make) -> Crew:
    """A project in negotiation."""
    owner, guide = somebody("owner", country.bureau, Role.PROMOTER), somebody("guide", country.bureau_2, Role.NAVIGATOR)
    leader, contact = somebody("leader", country.bureau_2, Role.LEADER), somebody("contact", country.bureau_2, Role.ENTERPRISE)
    boss, stranger = somebody("boss", country.bureau, Role.CHIEF), somebody("stranger", country.bureau, Role.PROMOTER)
    made = project(country.bureau, owner, "negotiation")
    for kind, who in (("navigator", guide), ("leader", leader), ("contact", contact)):
        actions.give_part(MACHINE, made, kind, who, TODAY)
    Notice.objects.all().delete()
    return Crew(made, owner, guide, leader, contact, boss, stranger, country)


def told() -> dict[str, list[str]]:
    """What everybody was told, by login."""
    out: dict[str, list[str]] = {}
    for notice in Notice.objects.select_related("account").order_by("id"):
        out.setdefault(notice.account.login, []).append(notice.title_zh)
    return out


def each(logins: Iterable[str], *titles: str) -> dict[str, list[str]]:
    """The same for several."""
    return {login: list(titles) for login in logins}


def signed(crew: Crew) -> Project:
    """The project enters the next stage, by its owner."""
    actions.add_file(MACHINE, crew.made, blob(), "协议.txt", "agreement", Sight.OFFICIALS, crew.country.bureau)
    Notice.objects.all().delete()
    Outbox.objects.all().delete()
    return actions.move_on(crew.as_owner(), crew.made, "signed", TODAY, TODAY)


@pytest.mark.mechanism("WC-12", "LX-3")
def test_everybody_with_a_part_learns_of_a_stage_at_once_but_who_moved_it(crew: Crew) -> None:
    signed(crew)
    assert told() == each(("guide", "leader", "contact", "boss"), "进入“签约”：海川装备制造基地")


@pytest.mark.mechanism("WC-12", "FZ-02", "LX-3")
@pytest.mark.parametrize("act", [
    lambda crew: actions.move_back(crew.as_owner("企业改了方向"), crew.made, TODAY, TODAY),
    lambda crew: actions.set_status(crew.as_owner("等土地"), crew.made, Status.PAUSED),
    lambda crew: actions.change_project(crew.as_owner(), crew.made, {}, **NEW),
    lambda crew: actions.state_facts(crew.as_owner(), crew.made, {"total_investment_wan": "60000"}, {}, TODAY),
    lambda crew: actions.set_confidential(crew.as_owner("上市前"), crew.made, True),
    lambda crew: actions.add_task(crew.as_owner(), crew.made, "送样", crew.country.bureau_2, crew.guide, 3, TODAY),
    lambda crew: actions.hand_task(crew.as_owner(), task(crew), crew.guide),
    lambda crew: actions.end_part(crew.as_owner(), crew.made, Part.objects.get(account=crew.guide).pk, TODAY),
    lambda crew: actions.hand_project(crew.as_owner(), crew.made, crew.guide, TODAY),
    lambda crew: actions.add_note(crew.as_owner(), crew.made, "走访过了", Sight.OFFICIALS, crew.country.bureau, crew.owner),
    lambda crew: actions.add_file(crew.as_owner(), crew.made, blob(), "纪要.txt", "minutes", Sight.OFFICIALS, crew.country.bureau),
], ids=["back", "status", "head", "facts", "hidden", "task", "task-hand", "part-end", "hand", "note", "file"])
def test_every_change_reaches_who_works_on_it_and_never_who_did_it(crew: Crew, act: Callable[[Crew], object]) -> None:
    act(crew)
    assert len(told()["guide"]) == 1
    assert not told().keys() & {"owner", "stranger"}


def task(crew: Crew) -> Task:
    """An open task of the project."""
    return Task.objects.select_related("project__region", "project__unit").filter(project=crew.made, done_on=None)[0]


@pytest.mark.mechanism("WC-12")
def test_what_is_taken_back_was_told_to_nobody(crew: Crew) -> None:
    def stopped() -> None:
        with together(crew.country.district.pk):
            actions.set_status(crew.as_owner("等土地"), crew.made, Status.PAUSED)
            assert told()
            raise LookupError
    with pytest.raises(LookupError):
        stopped()
    assert (told(), Project.objects.get(pk=crew.made.pk).status) == ({}, Status.ACTIVE)


@pytest.mark.mechanism("WC-12", "WC-15")
def test_the_webhook_of_the_lead_unit_hears_of_it_once(crew: Crew, hook: Hook) -> None:
    add_endpoint(MACHINE, crew.country.bureau, Channel.GENERIC, "单位的系统", hook.address, "0123456789")
    signed(crew)
    Outbox.objects.update(next_at=MONDAY)
    sent()
    heard = [json.loads(one.body)["notices"] for one in hook.heard]
    assert [[one["title"]["zh"] for one in notices] for notices in heard] == [["进入“签约”：海川装备制造基地"]]


@pytest.mark.mechanism("WC-15")
def test_the_group_of_a_unit_hears_only_what_all_of_it_may_see(crew: Crew, hook: Hook) -> None:
    add_endpoint(MACHINE, crew.country.bureau_2, Channel.GENERIC, "别的单位的群", hook.address, "0123456789")
    signed(crew)
    assert not Outbox.objects.exists()
    actions.give_part(MACHINE, crew.made, "unit", crew.country.bureau_2, TODAY)
    actions.move_back(crew.as_owner("改方向"), crew.made, TODAY, TODAY)
    assert Outbox.objects.filter(topic__contains="robot").exists()


def test_the_own_robot_hears_what_its_person_is_told_unless_the_group_is_off(crew: Crew) -> None:
    add_endpoint(MACHINE, crew.country.bureau_2, Channel.GENERIC, "自己的", "https://robot.example/", "0123456789", crew.guide)
    actions.set_status(crew.as_owner("等土地"), crew.made, Status.PAUSED)
    assert Outbox.objects.count() == 1
    prefer(person_of(crew.guide, TODAY), crew.guide, {"project.robot": "off"}, None, 9)
    actions.set_status(crew.as_owner(), crew.made, Status.ACTIVE)
    assert Outbox.objects.count() == 1
    assert len(told()["guide"]) == 2


def test_projects_are_a_group_of_their_own_among_the_preferences() -> None:
    kinds = {key: [kind.name for kind in found] for key, _said, found in by_group()}["project"]
    assert {"project.stage", "project.facts", "project.note", "project.file", "project.task", "project.part"} <= set(kinds)


@pytest.mark.mechanism("FZ-02")
def test_facts_that_are_saved_in_one_go_are_one_notice_with_what_they_were(crew: Crew) -> None:
    actions.state_facts(crew.as_owner(), crew.made, {"total_investment_wan": "60000", "land_area_mu": "120"}, {}, TODAY)
    assert told() == {"guide": ["项目情况改了 2 项：海川装备制造基地"]}
    lines = Notice.objects.get().body_zh.split("\n")
    assert ("52,000" in lines[0] or "52000" in lines[0], "→" in lines[0], lines[2]) == (True, True, "owner员填写。")


def test_a_leader_is_told_of_stages_and_of_what_stops_and_of_nothing_else(crew: Crew) -> None:
    actions.state_facts(crew.as_owner(), crew.made, {"total_investment_wan": "60000"}, {}, TODAY)
    actions.add_note(crew.as_owner(), crew.made, "走访过了", Sight.ENTERPRISE, crew.country.bureau, crew.owner)
    actions.add_task(crew.as_owner(), crew.made, "送样", crew.country.bureau, crew.owner, 3, TODAY)
    assert not told().keys() & {"leader", "boss"}
    actions.set_status(crew.as_owner("等土地"), crew.made, Status.PAUSED)
    actions.set_status(crew.as_owner(), crew.made, Status.ACTIVE)
    actions.move_back(crew.as_owner("改方向"), crew.made, TODAY, TODAY)
    assert told()["leader"] == told()["boss"] == [f"{what}：海川装备制造基地" for what in ("暂停", "恢复推进", "退回到“线索”")]


def test_the_enterprise_is_told_nothing_of_what_is_inside(crew: Crew) -> None:
    actions.set_status(crew.as_owner("等总部决定，内部掌握"), crew.made, Status.PAUSED)
    actions.set_status(crew.as_owner(), crew.made, Status.ACTIVE)
    actions.state_facts(crew.as_owner(), crew.made, {"total_investment_wan": "60000"}, {}, TODAY)
    for sight in (Sight.UNIT, Sight.OFFICIALS):
        actions.add_note(crew.as_owner(), crew.made, "内部", sight, crew.country.bureau, crew.owner)
        actions.add_file(crew.as_owner(), crew.made, blob(sight), "内部.txt", "other", sight, crew.country.bureau)
    actions.give_part(crew.as_owner(), crew.made, "unit", crew.country.bureau_2, TODAY)
    assert "contact" not in told()
    actions.move_back(crew.as_owner("内部的理由"), crew.made, TODAY, TODAY)
    actions.add_note(crew.as_owner(), crew.made, "请补材料", Sight.ENTERPRISE, crew.country.bureau, crew.owner)
    actions.add_file(crew.as_owner(), crew.made, blob("x"), "清单.txt", "other", Sight.ENTERPRISE, crew.country.bureau)
    assert told()["contact"] == [f"{what}海川装备制造基地" for what in ("退回到“线索”：", "owner员写了记录：", "新文件“清单.txt”：")]
    assert not Notice.objects.filter(account=crew.contact, body_zh__contains="内部").exists()


def test_no_group_hears_what_a_contact_of_one_enterprise_is_told(crew: Crew) -> None:
    add_endpoint(MACHINE, crew.country.bureau_2, Channel.GENERIC, "入驻企业的群", "https://robot.example/", "0123456789")
    actions.add_note(crew.as_owner(), crew.made, "请补材料", Sight.ENTERPRISE, crew.country.bureau, crew.owner)
    assert "contact" in told()
    assert not Outbox.objects.exists()


def test_what_a_unit_keeps_to_itself_is_told_to_its_own_people_in_the_project(crew: Crew, somebody: Make) -> None:
    actions.give_part(MACHINE, crew.made, "member", somebody("colleague", crew.country.office, Role.PROMOTER), TODAY)
    actions.give_part(MACHINE, crew.made, "member", somebody("mate", crew.country.bureau, Role.PROMOTER), TODAY)
    Notice.objects.all().delete()
    actions.add_note(crew.as_owner(), crew.made, "只在本单位", Sight.UNIT, crew.country.bureau, crew.owner)
    assert told() == {"mate": ["owner员写了记录：海川装备制造基地"]}


def test_a_new_version_says_which_one_it_is(crew: Crew) -> None:
    for number in (1, 2):
        paper = Paper.objects.filter(project=crew.made).first()
        actions.add_file(crew.as_owner(), crew.made, blob(str(number)), "纪要.txt", "minutes", Sight.OFFICIALS, crew.country.bureau, paper)
    assert told() == {"guide": ["新文件“纪要.txt”：海川装备制造基地", "“纪要.txt”有了第 2 版：海川装备制造基地"]}


def test_whoever_gets_a_part_learns_what_they_are_and_what_comes_next(crew: Crew, somebody: Make) -> None:
    actions.give_part(MACHINE, crew.made, "member", somebody("newcomer", crew.country.bureau_2), TODAY)
    notice = Notice.objects.get(account__login="newcomer")
    assert notice.title_zh == "newcomer员成为专班成员：海川装备制造基地"
    assert "现在在“洽谈”。进入“签约”还差：上传投资协议。" in notice.body_zh
    assert told().keys() == {"newcomer", "owner"}


@pytest.mark.mechanism("WC-12")
def test_a_task_is_told_to_who_gets_it_and_its_end_to_who_answers_for_the_project(crew: Crew) -> None:
    made = actions.add_task(crew.as_owner(), crew.made, "送样", crew.country.bureau, crew.guide, 3, TODAY)
    actions.finish_task(person_of(crew.guide, TODAY), made, "企业已收到", TODAY)
    assert told() == {"guide": ["待办“送样”交给guide员：海川装备制造基地"], "owner": ["待办“送样”办完了：海川装备制造基地"]}
    assert "2026-11-26 到期" in Notice.objects.get(account=crew.guide).body_zh
    assert "结果：企业已收到" in Notice.objects.get(account=crew.owner).body_zh


def test_a_task_that_is_handed_over_is_told_to_both(crew: Crew) -> None:
    made = actions.add_task(crew.as_owner(), crew.made, "送样", crew.country.bureau, crew.guide, 3, TODAY)
    Notice.objects.all().delete()
    actions.hand_task(MACHINE, made, crew.owner)
    assert told() == each(("owner", "guide"), "待办“送样”转给owner员：海川装备制造基地")


def test_a_task_for_somebody_without_a_part_leads_to_its_clock(crew: Crew, somebody: Make, signed_in: Sign) -> None:
    helper = somebody("helper", crew.country.far)
    actions.add_task(crew.as_owner(), crew.made, "送样", crew.country.bureau, helper, 3, TODAY)
    notice = Notice.objects.get(account=helper)
    assert signed_in(helper).get(notice.url).status_code == 200


def test_a_notice_leads_to_the_project_and_there_to_what_it_is_about(crew: Crew, signed_in: Sign) -> None:
    actions.add_note(crew.as_owner(), crew.made, "走访过了", Sight.OFFICIALS, crew.country.bureau, crew.owner)
    notice = Notice.objects.get(account=crew.guide)
    client = signed_in(crew.guide)
    answer = client.get(f"/notices/{notice.pk}/open")
    assert answer.headers["Location"] == f"/projects/{crew.made.code}#notes"
    assert 'id="notes"' in client.get(f"/projects/{crew.made.code}").content.decode()


def test_who_stands_in_for_somebody_is_told_with_them(crew: Crew, somebody: Make) -> None:
    deputy = somebody("deputy", crew.country.bureau_2)
    people.set_absence(MACHINE, crew.guide, deputy, TODAY, TODAY)
    Notice.objects.all().delete()
    actions.state_facts(crew.as_owner(), crew.made, {"total_investment_wan": "60000"}, {}, TODAY)
    assert told().keys() == {"guide", "deputy"}


def test_many_people_are_read_as_one_is(country: Country, somebody: Make) -> None:
    away, deputy = somebody("away", country.bureau, Role.PROMOTER), somebody("deputy", country.bureau_2)
    people.set_absence(MACHINE, away, deputy, TODAY, TODAY)
    found = with_deputies([Account.objects.select_related("unit").get(pk=away.pk)], TODAY)
    assert found == {one: person_of(one, TODAY) for one in (away, deputy)}


@pytest.fixture
def secret(crew: Crew) -> Crew:
    """The same, confidential."""
    actions.set_confidential(MACHINE, crew.made, True)
    Notice.objects.all().delete()
    Outbox.objects.all().delete()
    return crew


@pytest.mark.mechanism("WC-12")
def test_of_a_confidential_project_only_those_with_a_part_are_told_and_no_group(secret: Crew, somebody: Make) -> None:
    for place, unit in enumerate((secret.country.bureau, secret.country.bureau_2)):
        add_endpoint(MACHINE, unit, Channel.GENERIC, f"群{place}", "https://robot.example/", "0123456789")
    helper = somebody("helper", secret.country.bureau)
    actions.give_part(MACHINE, secret.made, "unit", secret.country.bureau_2, TODAY)
    actions.add_task(secret.as_owner(), secret.made, "送样", secret.country.bureau, helper, 3, TODAY)
    actions.add_task(secret.as_owner(), secret.made, "送料", secret.country.bureau, None, 3, TODAY)
    actions.set_status(secret.as_owner("等土地"), secret.made, Status.PAUSED)
    actions.state_facts(secret.as_owner(), secret.made, {"total_investment_wan": "60000"}, {}, TODAY)
    assert told().keys() == {"owner", "guide", "leader"}
    assert not Outbox.objects.exists()


def test_who_leaves_a_confidential_project_keeps_no_word_of_it(secret: Crew) -> None:
    actions.end_part(secret.as_owner(), secret.made, Part.objects.get(account=secret.guide).pk, TODAY)
    assert not Notice.objects.filter(account=secret.guide).exists()


def test_what_was_told_of_a_relation_to_a_project_that_is_hidden_later_is_taken_back(crew: Crew, somebody: Make) -> None:
    colleague = somebody("colleague", crew.country.bureau, Role.PROMOTER)
    actions.relate(MACHINE, crew.made, project(crew.country.bureau, colleague, name="海川二期", number=9), "二期")
    assert Notice.objects.filter(account=colleague, title_zh__contains=crew.made.name).exists()
    actions.set_confidential(crew.as_owner("上市前"), crew.made, True)
    assert not Notice.objects.filter(account=colleague, title_zh__contains=crew.made.name).exists()


def test_who_loses_the_ownership_is_told_too(crew: Crew) -> None:
    actions.hand_project(MACHINE, crew.made, crew.stranger, TODAY)
    assert told() == each(("owner", "stranger"), "项目负责人由owner员换成stranger员：海川装备制造基地")


def test_who_heads_a_unit_or_the_nearest_one_above_is_told_that_it_takes_part(crew: Crew) -> None:
    actions.give_part(crew.as_owner(), crew.made, "unit", crew.country.office, TODAY)
    assert told() == {"boss": ["投资项目科成为配合单位：海川装备制造基地"]}


def test_a_relation_is_told_only_to_those_who_may_see_both(crew: Crew, somebody: Make) -> None:
    far, near = somebody("far", crew.country.office, Role.PROMOTER), somebody("near", crew.country.bureau, Role.PROMOTER)
    other = project(crew.country.office, far, number=2, name="二期")
    actions.give_part(MACHINE, other, "member", near, TODAY)
    Notice.objects.all().delete()
    actions.relate(crew.as_owner(), crew.made, other, "二期")
    assert told() == {"near": ["和“海川装备制造基地”关联了：二期"]}
    actions.unrelate(MACHINE, crew.made, other)
    assert told()["owner"] == ["和“二期”不再关联：海川装备制造基地"]


@pytest.fixture
def three(crew: Crew) -> list[Project]:
    """Three projects of one owner, on which the guide works."""
    made = [crew.made, *(project(crew.country.bureau, crew.owner, number=number, name=f"项目{number}") for number in (2, 3))]
    for one in made[1:]:
        actions.give_part(MACHINE, one, "navigator", crew.guide, TODAY)
    Notice.objects.all().delete()
    return made


@pytest.mark.mechanism("WC-12")
def test_many_projects_that_are_changed_in_one_go_are_one_notice_for_each_person(crew: Crew, three: list[Project], signed_in: Sign) -> None:
    answer = signed_in(crew.owner).post("/projects/bulk?what=status", {"status": "paused", "reason": "等土地", "pick": [one.pk for one in three]})
    assert answer.status_code == 200
    assert told() == {"guide": ["3 个项目有变化：owner员"], "leader": ["暂停：海川装备制造基地"], "boss": ["3 个项目有变化：owner员"]}
    notice = Notice.objects.get(account=crew.guide)
    assert set(notice.body_zh.split("\n")) == {f"暂停：{one.name}" for one in three}
    assert notice.url == "/projects/?sort=changed"


def test_what_comes_to_nothing_among_many_is_told_to_nobody(crew: Crew, three: list[Project], signed_in: Sign, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = telling.status

    def fails(act: Any, made: Project) -> None:
        kept(act, made)
        if made.pk == three[0].pk:
            refuse(None, "不行", "no")
    monkeypatch.setattr(telling, "status", fails)
    signed_in(crew.owner).post("/projects/bulk?what=status", {"status": "paused", "reason": "等土地", "pick": [one.pk for one in three]})
    assert told() == each(("guide", "boss"), "2 个项目有变化：owner员")


def test_a_table_that_is_read_in_is_one_notice_for_each_who_works_on_what_is_in_it(country: Country, somebody: Make) -> None:
    zhao, qian = somebody("zhao", country.office, Role.PROMOTER), somebody("qian", country.office, Role.PROMOTER)
    for number in (0, 1):
        by = By(person_of(zhao, TODAY), key=f"import.7.{number}")
        saved(country.office, by, *(row(number * 10 + place, owner="qian" if place else "zhao") for place in range(3)))
    assert told() == {"qian": ["导入“a.xlsx”：有qian员的 2 个项目"]}
    assert Part.objects.filter(account=qian).count() == 4


def test_telling_many_costs_as_many_statements_as_telling_one(crew: Crew, somebody: Make) -> None:
    def cost(amount: str) -> int:
        with CaptureQueriesContext(connection) as found:
            actions.state_facts(crew.as_owner(), crew.made, {"total_investment_wan": amount}, {}, TODAY)
        return len(found)
    before = cost("60000")
    for number in range(5):
        actions.give_part(MACHINE, crew.made, "member", somebody(f"member{number}", crew.country.bureau_2), TODAY)
    assert (before, cost("70000")) == (23, 23)
    assert len(told()) == 7


def test_the_longest_names_stop_nobody(crew: Crew) -> None:
    Account.objects.filter(pk=crew.guide.pk).update(name="长" * 60)
    Unit.objects.filter(pk=crew.country.office.pk).update(name="科" * 120)
    crew.guide.refresh_from_db()
    crew.country.office.refresh_from_db()
    actions.change_project(crew.as_owner(), crew.made, {}, **NEW | {"name": "名" * 120, "enterprise": "企" * 120})
    crew.made.refresh_from_db()
    actions.give_part(crew.as_owner(), crew.made, "unit", crew.country.office, TODAY)
    actions.hand_project(crew.as_owner("理" * 2000), crew.made, crew.guide, TODAY)
    actions.add_note(crew.as_owner(), crew.made, "字" * 5000, Sight.OFFICIALS, crew.country.bureau, crew.owner)
    actions.add_file(crew.as_owner(), crew.made, blob(), "文" * 160, "other", Sight.OFFICIALS, crew.country.bureau)
    made = actions.add_task(crew.as_owner(), crew.made, "事" * 120, crew.country.office, None, 3, TODAY)
    actions.finish_task(crew.as_owner(), made, "果" * 500, TODAY)
    assert len(told()["guide"]) == 6


def test_the_product_itself_is_named_as_such(crew: Crew) -> None:
    actions.set_status(By(MACHINE, "到期没有进展"), crew.made, Status.STALLED)
    assert Notice.objects.filter(body_zh="系统改变状态。理由：到期没有进展。").count() == 4


def test_whose_part_has_ended_hears_no_more(crew: Crew) -> None:
    actions.end_part(MACHINE, crew.made, Part.objects.get(account=crew.guide).pk, TODAY)
    Notice.objects.all().delete()
    actions.state_facts(MACHINE, crew.made, {"total_investment_wan": "60000"}, {}, TODAY)
    assert told().keys() == {"owner"}
