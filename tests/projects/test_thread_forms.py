"""What is done to a project on its pages, without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from luodi.ledger.actions import By
from luodi.people.models import Account
from luodi.people.queries import person_of
from luodi.projects import actions
from luodi.projects.models import Note, Part, Project, Relation, Sight, Task
from luodi.rights.kernel import MACHINE, Role
from tests.people.country import TODAY, Country
from tests.projects.ladder import blob, project, uscc

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
    """A project in its second stage."""
    return project(country.bureau, owner, "negotiation")


def hidden(page: str, name: str = "seen") -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found[1]


def send(client: Client, path: str, expected: int = 302, **data: Any) -> str:
    """A form filled in as the page has it, and sent."""
    shown = client.get(path).content.decode()
    if 'name="seen"' in shown:
        data = {"seen": hidden(shown)} | data
    answer = client.post(path, data)
    assert answer.status_code == expected, answer.content.decode()[-1500:]
    return answer.content.decode()


def test_a_project_is_registered_with_little_more_than_a_name(country: Country, owner: Account, signed_in: Sign) -> None:
    client = signed_in(owner)
    answer = client.post("/projects/add", {"name": "滨海冷链一期", "unit": country.bureau.pk}, follow=True)
    made = Project.objects.get()
    assert "滨海冷链一期" in answer.content.decode()
    assert f"项目码 {made.code}" in answer.content.decode()
    assert Part.objects.get(project=made).account == owner


def test_a_wrong_code_is_said_and_what_was_typed_is_kept(country: Country, owner: Account, signed_in: Sign) -> None:
    page = send(signed_in(owner), "/projects/add", 422, name="滨海冷链一期", enterprise="某冷链公司", uscc="91990101MA0000010", unit=country.bureau.pk)
    assert 'value="某冷链公司"' in page
    assert not Project.objects.exists()


def test_a_unit_that_is_not_ours_cannot_register(country: Country, owner: Account, signed_in: Sign) -> None:
    send(signed_in(owner), "/projects/add", 422, name="别家的", unit=country.bureau_2.pk)
    assert not Project.objects.exists()


def test_the_head_is_changed_and_a_change_meanwhile_is_not_overwritten(made: Project, owner: Account, signed_in: Sign) -> None:
    client, path = signed_in(owner), f"/projects/{made.code}/change"
    data: dict[str, Any] = {"name": "改了名", "enterprise": "某某装备1有限公司", "uscc": uscc(1), "national_code": "", "target_on": "2027-03-01"}
    old = hidden(client.get(path).content.decode())
    send(client, path, **data)
    made.refresh_from_db()
    assert (made.name, str(made.target_on)) == ("改了名", "2027-03-01")
    assert "刚才被别人改过" in client.post(path, data | {"name": "又改", "seen": old}).content.decode()
    send(client, path, **(data | {"target_on": "2027-04-01"}))
    made.refresh_from_db()
    assert str(made.target_on) == "2027-04-01"


def test_moving_on_lists_what_is_missing_and_then_moves(made: Project, country: Country, owner: Account, signed_in: Sign) -> None:
    client, path = signed_in(owner), f"/projects/{made.code}/move"
    page = client.get(path).content.decode()
    assert "上传投资协议" in page
    assert '<form method="post">' not in page.partition("<main")[2]
    assert client.post(path, {"stage": "signed", "on": TODAY.isoformat()}).status_code == 422
    actions.add_file(MACHINE, made, blob(), "协议.txt", "agreement", Sight.OFFICIALS, country.bureau)
    assert "和企业过一遍审批地图" in client.get(path).content.decode()
    assert "还没有到" in send(client, path, 422, stage="signed", on="2026-11-24")
    send(client, path, stage="signed", on="2026-11-23")
    made.refresh_from_db()
    assert made.stage == "signed"


def test_going_back_and_pausing_ask_for_a_reason(made: Project, owner: Account, signed_in: Sign) -> None:
    client = signed_in(owner)
    send(client, f"/projects/{made.code}/back", 422, on="2026-11-23", reason=" ")
    send(client, f"/projects/{made.code}/back", on="2026-11-23", reason="企业改了方向")
    assert "写明原因" in send(client, f"/projects/{made.code}/status", 422, status="paused", reason="")
    send(client, f"/projects/{made.code}/status", status="paused", reason="等环评")
    made.refresh_from_db()
    assert (made.stage, made.status) == ("lead", "paused")


def test_keeping_it_confidential_says_what_happens(made: Project, owner: Account, signed_in: Sign) -> None:
    client = signed_in(owner)
    assert "只有项目里的人看得到" in client.get(f"/projects/{made.code}/hide").content.decode()
    send(client, f"/projects/{made.code}/hide", reason="谈判中")
    made.refresh_from_db()
    assert made.confidential


def test_people_are_given_by_name_or_login_and_ended(made: Project, owner: Account, country: Country, somebody: Make, signed_in: Sign) -> None:
    client, path = signed_in(owner), f"/projects/{made.code}/parts/member"
    somebody("land", country.bureau_2)
    somebody("far", country.far)
    assert "land员（land）" in client.get(path).content.decode()
    assert "far员" not in client.get(path).content.decode()
    assert "没有叫" in send(client, path, 422, who="far")
    send(client, path, who="land员（land）")
    part = Part.objects.get(project=made, kind="member")
    send(client, f"/projects/{made.code}/parts/{part.pk}/end")
    assert not Part.objects.filter(project=made, kind="member", last__isnull=True).exists()
    send(client, f"/projects/{made.code}/parts/unit", unit=country.bureau_2.pk)
    assert Part.objects.filter(project=made, kind="unit", unit=country.bureau_2).exists()


def test_a_task_is_added_handed_over_and_done(made: Project, owner: Account, country: Country, somebody: Make, signed_in: Sign) -> None:
    client, base = signed_in(owner), f"/projects/{made.code}/tasks"
    somebody("other", country.bureau, Role.REVIEWER)
    assert "写 1 到 250 的整数" in send(client, f"{base}/add", 422, name="送样", unit=country.bureau.pk, days="0")
    send(client, f"{base}/add", name="送样", unit=country.bureau.pk, days="3", who="promoter")
    task = Task.objects.get(name="送样")
    send(client, f"{base}/{task.pk}/hand", who="other")
    send(client, f"{base}/{task.pk}/done", result="送到了")
    task.refresh_from_db()
    assert (task.account.login if task.account else "", task.result, task.done_on) == ("other", "送到了", TODAY)
    assert "送到了" in client.get(f"/projects/{made.code}").content.decode()


def test_the_leader_of_a_project_moves_it_although_clocks_are_not_theirs_to_start(made: Project, country: Country, somebody: Make, signed_in: Sign) -> None:
    leader = somebody("leader", country.bureau_2, Role.LEADER)
    actions.give_part(MACHINE, made, "leader", leader, TODAY)
    send(signed_in(leader), f"/projects/{made.code}/back", on="2026-11-23", reason="再谈谈")
    send(signed_in(leader), f"/projects/{made.code}/move", stage="negotiation", on="2026-11-23")
    task = Task.objects.filter(project=made, key="visit", done_on__isnull=True).latest("pk")
    send(signed_in(leader), f"/projects/{made.code}/tasks/{task.pk}/done", result="去过了")


def test_a_note_is_written_in_the_name_of_the_unit(made: Project, owner: Account, country: Country, signed_in: Sign) -> None:
    send(signed_in(owner), f"/projects/{made.code}/notes/add", text="企业想要 <b>临时</b>用电", sight="officials")
    assert Note.objects.get().unit == country.bureau
    assert "企业想要 &lt;b&gt;临时&lt;/b&gt;用电" in signed_in(owner).get(f"/projects/{made.code}").content.decode()


def test_projects_are_related_by_code_and_one_that_may_not_be_seen_is_like_none(
        made: Project, owner: Account, country: Country, somebody: Make, signed_in: Sign) -> None:
    other, stranger = project(country.bureau, owner, number=2, name="二期"), somebody("stranger", country.bureau_2, Role.PROMOTER)
    secret = project(country.bureau_2, stranger, number=3, name="隐山", confidential=True)
    client, path = signed_in(owner), f"/projects/{made.code}/relate"
    for code in (secret.code, "LD-000000-26-99999-X"):
        assert f"没有您能看的项目“{code}”" in send(client, path, 422, code=code, why="同一集团")
    send(client, path, code=other.code.lower(), why="同一集团的二期")
    assert "同一集团的二期" in client.get(f"/projects/{made.code}").content.decode()
    actions.relate(MACHINE, made, secret, "隐山的配套")
    for where in ("", "/done"):
        assert "隐山" not in client.get(f"/projects/{made.code}{where}").content.decode()
    send(client, f"/projects/{made.code}/unrelate/{other.code}")
    assert Relation.objects.count() == 1


def test_facts_show_what_they_change_before_they_are_saved(made: Project, owner: Account, signed_in: Sign) -> None:
    client, path = signed_in(owner), f"/projects/{made.code}/facts/scale"
    shown = {"seen": hidden(client.get(path).content.decode()), "total_investment_wan": "6,000.5", "floor_area_m2": "66000", "land_area_mu": "100"}
    page = client.post(path, shown).content.decode()
    assert "改 1 项，还没有保存" in page
    assert "52,000 万元" in page
    assert "6,000.5 万元" in page
    assert Project.objects.get(pk=made.pk).facts["total_investment_wan"] == "52000"
    again = client.post(path, shown | {"edit": "1"})
    assert (again.status_code, 'value="6,000.5"' in again.content.decode()) == (200, True)
    assert client.post(path, shown | {"confirm": "1"}).status_code == 302
    assert Project.objects.get(pk=made.pk).facts["total_investment_wan"] == "6000.5"
    assert "6,000.5" in client.get(f"/projects/{made.code}/fact/total_investment_wan").content.decode()


def test_only_what_was_edited_is_checked_and_a_change_meanwhile_is_told(made: Project, owner: Account, signed_in: Sign) -> None:
    client, path = signed_in(owner), f"/projects/{made.code}/facts/scale"
    shown = {"seen": hidden(client.get(path).content.decode()), "total_investment_wan": "60000", "floor_area_m2": "66000", "land_area_mu": "100"}
    actions.state_facts(By(person_of(owner, TODAY)), made, {"floor_area_m2": "70000"}, {}, TODAY)
    assert client.post(path, shown | {"confirm": "1"}).status_code == 302
    assert Project.objects.get(pk=made.pk).facts["floor_area_m2"] == "70000"
    answer = client.post(path, shown | {"total_investment_wan": "70000", "confirm": "1"})
    assert (answer.status_code, "刚才被别人改过" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize(("typed", "said"), [("3亿", "请填 30000"), ("很多", "这里要填数字"), ("-5", "应在"), ("1" * 200, "这里要填数字")])
def test_a_figure_that_cannot_be_is_told_with_what_would_be_right(typed: str, said: str, made: Project, owner: Account, signed_in: Sign) -> None:
    page = send(signed_in(owner), f"/projects/{made.code}/facts/scale", 422, total_investment_wan=typed, floor_area_m2="66000", land_area_mu="100")
    assert said in page


def test_facts_that_cannot_be_together_are_told_before_anything_is_saved(made: Project, owner: Account, signed_in: Sign) -> None:
    page = send(signed_in(owner), f"/projects/{made.code}/facts/land", 422, land_mode="none")
    assert "没有保存" in page or "会改变什么" in page


@pytest.mark.parametrize("seen", ["", "x", "WzEsMl0:bad:sign"])
def test_a_form_that_is_not_ours_is_refused(seen: str, made: Project, owner: Account, signed_in: Sign) -> None:
    for path in ("facts/scale", "change"):
        answer = signed_in(owner).post(f"/projects/{made.code}/{path}", {"seen": seen, "name": "xx", "total_investment_wan": "1"})
        assert answer.status_code == 422


def test_what_the_next_stage_asks_for_is_put_first(country: Country, owner: Account, signed_in: Sign) -> None:
    bare = actions.add_project(MACHINE, actions.New(country.bureau, "某新材料项目", owner), TODAY)
    page = signed_in(owner).get(f"/projects/{bare.code}/facts/first").content.decode()
    places = [page.index(f'name="{key}"') for key in ("investor_type", "project_category", "total_investment_wan")]
    assert places == sorted(places)
