"""Promotion events: who keeps them, whom they invite and why, who came, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from luodi.engine.source import Refused
from luodi.ledger.actions import By
from luodi.ledger.models import Entry
from luodi.people.models import Account
from luodi.people.rules import rulebook
from luodi.projects.actions import set_confidential
from luodi.projects.models import Enterprise, Project
from luodi.promotion.actions import events as actions
from luodi.promotion.actions.events import About, Guest, Mark
from luodi.promotion.actions.firms import About as Known
from luodi.promotion.actions.firms import add_firm
from luodi.promotion.actions.leads import NewLead
from luodi.promotion.models import Chain, Event, Invitation, Lead, Link, LinkFirm
from luodi.promotion.queries import events as queries
from luodi.promotion.queries.targets import standings
from luodi.rights.kernel import MACHINE, Denied, Role
from tests.people.country import TODAY, person
from tests.projects.ladder import project as climbed
from tests.projects.ladder import uscc
from tests.promotion.court import FIRM, home, lead, who
from tests.promotion.district import District

pytestmark = pytest.mark.django_db
Sign = Callable[[Account], Client]
FULING = pytest.mark.parametrize("district", ["fuling-2024"], indirect=True)
BEFORE, LATER = date(2026, 11, 20), date(2026, 12, 18)


def event(district: District, name: str = "新能源产业推介会", on: date = LATER, unit: str = "promotion", held: bool = False) -> Event:
    """An event of a unit."""
    found = actions.add_event(MACHINE, district.units[unit], About(name, on, "会展中心"), district.people[unit], TODAY)
    if held:
        actions.hold_event(MACHINE, found, max(TODAY, on))
    return queries.by_id(found.pk) or found


def firm(district: District, name: str, *tags: str, unit: str = "promotion") -> Enterprise:
    """A firm whose profile a unit keeps."""
    return add_firm(MACHINE, district.units[unit], name, "", Known(tags)).enterprise


def invited(event: Event) -> dict[str, str]:
    """Who is invited, and why."""
    return dict(Invitation.objects.filter(event=event).values_list("name", "why"))


def row(event: Event, name: str) -> Invitation:
    """An invitation, as actions take it."""
    return Invitation.objects.select_related("enterprise", "project", "event__region", "event__unit__region").get(event=event, name=name)


def reached(district: District, year: int) -> list[tuple[str, int, int, int]]:
    """Of each target: whose, how many, how many more are planned, how many are missing."""
    reader = who(district.leader)
    return [(one.name, each.done, each.ahead, each.lacks) for one in standings(reader, rulebook(), "event", queries.counted(reader, year))
            for each in one.reached]


@FULING
@pytest.mark.mechanism("FL-03")
def test_a_year_asks_for_five_events_and_those_held_are_counted(district: District, signed_in: Sign) -> None:
    for number in range(3):
        event(district, f"第{number}场", BEFORE, held=True)
    event(district, "园区专场", BEFORE, "park", held=True)
    event(district, "还没办的")
    dropped = event(district, "取消的")
    actions.drop_event(MACHINE, dropped, "天气")
    assert reached(district, 2026) == [(district.region.name, 4, 1, 1)]
    shown = signed_in(district.leader).get("/promotion/events").content.decode()
    for words in ("2026 年办了 4 场推介活动，还有 1 场没有办", "4 场，目标 5 场", "还差 1 场", 'max="5" value="4"'):
        assert words in shown, words
    event(district, "第五场", TODAY, held=True)
    assert reached(district, 2026) == [(district.region.name, 5, 1, 0)]
    assert "完成" in signed_in(district.leader).get("/promotion/events").content.decode()


@FULING
@pytest.mark.mechanism("FL-03")
@pytest.mark.parametrize(("on", "year"), [(date(2025, 12, 31), 2025), (date(2026, 1, 1), 2026), (date(2026, 12, 31), 2026), (date(2027, 1, 1), 2027)])
def test_the_last_day_of_a_year_counts_for_it_and_the_first_for_the_next(district: District, on: date, year: int) -> None:
    event(district, on=on, held=True)
    assert [(one, reached(district, one)[0][1]) for one in (2025, 2026, 2027)] == [(one, int(one == year)) for one in (2025, 2026, 2027)]


def test_an_event_is_noted_as_held_on_its_day_and_called_off_with_a_reason(district: District, signed_in: Sign) -> None:
    client, ahead, past = signed_in(district.promoter), event(district), event(district, "过了的", BEFORE)
    assert client.post(f"/promotion/events/{ahead.pk}/hold").status_code == 422
    assert client.post(f"/promotion/events/{past.pk}/hold").status_code == 302
    assert client.post(f"/promotion/events/{past.pk}/drop", {"reason": "不办了"}).status_code == 422
    assert client.post(f"/promotion/events/{ahead.pk}/drop", {"reason": ""}).status_code == 422
    assert client.post(f"/promotion/events/{ahead.pk}/drop", {"reason": "场馆没有落实"}).status_code == 302
    assert "场馆没有落实" in client.get(f"/promotion/events/{ahead.pk}").content.decode()
    with pytest.raises(Refused, match="取消"):
        actions.invite(MACHINE, ahead, [Guest("某某科技有限公司")])


def test_an_event_is_kept_by_its_unit_and_read_by_the_district(district: District, signed_in: Sign) -> None:
    made = event(district)
    stranger = person("stranger", district.country.far, Role.PROMOTER)
    for reader, page, change in ((district.promoter, 200, 200), (district.rival, 200, 403), (district.leader, 200, 403), (stranger, 404, 404)):
        client = signed_in(reader)
        assert client.get(f"/promotion/events/{made.pk}").status_code == page, reader.login
        for address in ("change", "invite", "answers", "hold", "drop", "invite/hand"):
            assert client.get(f"/promotion/events/{made.pk}/{address}").status_code == change, (reader.login, address)
    assert made.name not in signed_in(stranger).get("/promotion/events").content.decode()
    with pytest.raises(Denied):
        actions.invite(who(district.rival), made, [Guest("某某科技有限公司")])
    client = signed_in(person("colleague", district.units["promotion"], Role.PROMOTER))
    seen = client.get(f"/promotion/events/{made.pk}/change").content.decode().split('name="seen" value="')[1].split('"')[0]
    typed = {"name": "改了名的推介会", "on": LATER.isoformat(), "place": "新城宾馆", "seen": seen}
    assert client.post(f"/promotion/events/{made.pk}/change", typed).status_code == 302
    again = client.post(f"/promotion/events/{made.pk}/change", typed)
    assert again.status_code == 422
    assert "刚才被别人改过" in again.content.decode()


@pytest.mark.mechanism("FL-03")
def test_firms_are_invited_by_tag_after_a_look_at_who_they_are_and_nobody_twice(district: District, signed_in: Sign) -> None:
    made, client = event(district), signed_in(district.promoter)
    firm(district, "独角兽甲科技", "unicorn", "specialised")
    firm(district, "专精乙装备", "specialised")
    firm(district, "上市丙集团", "listed")
    hidden = firm(district, "园区丁电池", "unicorn", unit="park")
    address, choice = f"/promotion/events/{made.pk}/invite", {"tags": ["unicorn", "specialised"]}
    shown = client.get(address, choice).content.decode()
    assert "有 2 家可以邀请" in shown
    assert "标签：独角兽、专精特新" in shown
    for absent in ("上市丙集团", "园区丁电池"):
        assert absent not in shown
    assert not Invitation.objects.exists(), "a look invites nobody"
    ticked = [f"e{one.pk}" for one in Enterprise.objects.filter(name="独角兽甲科技")]
    assert client.post(address, choice | {"who": [*ticked, f"e{hidden.pk}"]}).status_code == 302
    assert invited(made) == {"独角兽甲科技": "标签：独角兽、专精特新"}
    again = client.get(address, choice).content.decode()
    assert "有 1 家可以邀请" in again
    assert "另有 1 家已经邀请过" in again
    assert client.post(address, choice | {"who": ticked}).status_code == 422
    assert len(invited(made)) == 1


@pytest.mark.mechanism("FL-03")
def test_firms_are_invited_up_and_down_the_stream_of_a_chain(district: District, signed_in: Sign) -> None:
    made, client = event(district), signed_in(district.promoter)
    chain = Chain.objects.create(region=district.region, unit=district.units["promotion"], name="新能源", since=TODAY)
    for place, name, kind in (("up", "正极材料厂", "target"), ("mid", "电芯厂", "there"), ("down", "整车厂", "target")):
        link = Link.objects.create(chain=chain, name=f"{name}环节", place=place, strength="weak")
        LinkFirm.objects.create(link=link, kind=kind, name=name)
    secret = firm(district, "园区丁电池", unit="park")
    LinkFirm.objects.create(link=Link.objects.get(place="up"), kind="there", name="园区丁电池", enterprise=secret)
    address, choice = f"/promotion/events/{made.pk}/invite", {"chain": [str(chain.pk)], "places": ["up", "down"]}
    shown = client.get(address, choice).content.decode()
    assert ("正极材料厂" in shown, "整车厂" in shown, "电芯厂" in shown, "园区丁电池" in shown) == (True, True, False, True)
    assert f'value="e{secret.pk}"' not in shown, "its name stands on the chain for everybody; which enterprise it is, does not"
    keys = [f"l{one.pk}" for one in LinkFirm.objects.filter(name__in=("正极材料厂", "整车厂"))]
    assert client.post(address, choice | {"who": keys}).status_code == 302
    assert invited(made) == {"正极材料厂": "产业链“新能源”上游“正极材料厂环节”的目标企业", "整车厂": "产业链“新能源”下游“整车厂环节”的目标企业"}


@pytest.mark.mechanism("FL-03")
def test_firms_are_invited_by_the_category_of_their_projects_but_not_by_confidential_ones(district: District, signed_in: Sign) -> None:
    made = event(district)
    climbed(district.units["promotion"], district.promoter)
    secret = climbed(district.units["promotion"], district.promoter, number=2, name="隐山工程")
    set_confidential(By(MACHINE, "秘密"), secret, True)
    shown = signed_in(district.promoter).get(f"/promotion/events/{made.pk}/invite?category=industrial").content.decode()
    assert "某某装备1有限公司" in shown
    assert "在谈项目类别：工业厂房" in shown
    assert "某某装备2有限公司" not in shown, "the reason is read by others, who would learn what the confidential project is"


def test_names_are_added_by_hand_and_known_firms_are_found_among_them(district: District, signed_in: Sign) -> None:
    made, client = event(district), signed_in(district.promoter)
    known = firm(district, "独角兽甲科技有限公司")
    address = f"/promotion/events/{made.pk}/invite/hand"
    assert client.post(address, {"names": "独角兽甲科技有限公司\n海外新材料\n\n海外新材料", "why": "商会推荐"}).status_code == 302
    assert invited(made) == {"独角兽甲科技有限公司": "商会推荐", "海外新材料": "商会推荐"}
    assert row(made, "独角兽甲科技有限公司").enterprise == known
    assert client.post(address, {"names": "海外新材料有限公司"}).status_code == 422, "the same firm in other words"
    assert client.post(address, {"names": "x"}).status_code == 422


def test_whoever_may_not_see_a_firm_reads_neither_its_name_nor_that_it_is_there(district: District, signed_in: Sign) -> None:
    made = event(district)
    firm(district, "独角兽甲科技", "unicorn")
    secret = climbed(district.units["promotion"], district.promoter, number=2, name="隐山工程")
    set_confidential(By(MACHINE, "秘密"), secret, True)
    hidden = Enterprise.objects.get(name="某某装备2有限公司")
    guests = [Guest("独角兽甲科技", "标签", Enterprise.objects.get(name="独角兽甲科技")), Guest(hidden.name, "手工添加", hidden), Guest("海外新材料", "商会")]
    assert actions.invite(who(district.promoter), made, guests) == 3
    for word in ("独角兽甲科技", hidden.name, "海外新材料"):
        assert word in signed_in(district.promoter).get(f"/promotion/events/{made.pk}").content.decode()
    colleague = person("colleague", district.units["promotion"], Role.PROMOTER)
    shown = signed_in(colleague).get(f"/promotion/events/{made.pk}").content.decode()
    assert ("独角兽甲科技" in shown, "海外新材料" in shown, hidden.name in shown) == (True, True, False)
    assert queries.tally(who(colleague), made).invited == 2
    for reader in (district.rival, district.leader, district.people["park"]):
        shown = signed_in(reader).get(f"/promotion/events/{made.pk}").content.decode()
        for word in ("独角兽甲科技", "海外新材料", hidden.name):
            assert word not in shown, (reader.login, word)
        assert queries.tally(who(reader), made).invited == 0
    entry = Entry.objects.get(verb="promotion.event.invite")
    assert row(made, hidden.name).pk not in entry.payload["invitations"]
    assert len(entry.payload["invitations"]) == 2
    # The colleague knows the firm from elsewhere and types it: nothing tells them that it stands there already.
    answer = signed_in(colleague).post(f"/promotion/events/{made.pk}/invite/hand", {"names": hidden.name})
    assert answer.status_code == 302
    assert hidden.name in signed_in(colleague).get(f"/promotion/events/{made.pk}").content.decode()
    pk = Invitation.objects.get(event=made, enterprise=hidden).pk
    assert signed_in(colleague).get(f"/promotion/events/{made.pk}/guests/{pk}/withdraw").status_code == 404


def test_nobody_invites_an_enterprise_that_they_do_not_see(district: District) -> None:
    hidden = firm(district, "园区丁电池", unit="park")
    with pytest.raises(Refused, match="看不到"):
        actions.invite(who(district.promoter), event(district), [Guest(hidden.name, "", hidden)])


@pytest.mark.mechanism("FL-03")
def test_answers_and_attendance_are_ticked_and_two_who_tick_at_once_do_not_undo_one_another(district: District, signed_in: Sign) -> None:
    made = event(district, on=TODAY)
    actions.invite(MACHINE, made, [Guest("甲科技公司"), Guest("乙科技公司"), Guest("丙科技公司")])
    one, two, three = (row(made, name).pk for name in ("甲科技公司", "乙科技公司", "丙科技公司"))
    address, client = f"/promotion/events/{made.pk}/answers", signed_in(district.promoter)
    assert f'name="was-{one}" value="none:"' in client.get(address).content.decode()
    blank = {f"{field}-{key}": value for key in (one, two, three) for field, value in (("was", "none:"), ("answer", "none"), ("came", ""))}
    assert client.post(address, blank | {f"answer-{one}": "yes", f"came-{one}": "yes"}).status_code == 302
    assert client.post(address, blank | {f"came-{one}": "", f"answer-{two}": "no", f"came-{three}": "yes"}).status_code == 302
    assert [(row(made, name).answer, row(made, name).came) for name in ("甲科技公司", "乙科技公司", "丙科技公司")] == [
        ("yes", True), ("no", None), ("none", True)]
    shown = client.get(f"/promotion/events/{made.pk}").content.decode()
    assert "1 家不参加" in shown
    assert queries.tally(who(district.promoter), made) == queries.Tally(3, 1, 1, 2, 0)
    assert "甲科技公司" not in client.get(f"{address}?q=乙科技").content.decode()


def test_nobody_has_come_before_the_day(district: District, signed_in: Sign) -> None:
    made = event(district)
    actions.invite(MACHINE, made, [Guest("甲科技公司")])
    key = row(made, "甲科技公司").pk
    with pytest.raises(Refused, match="还没有到"):
        actions.note_answers(MACHINE, made, {key: Mark("yes", True)}, TODAY)
    assert f"came-{key}" not in signed_in(district.promoter).get(f"/promotion/events/{made.pk}/answers").content.decode()
    assert actions.note_answers(MACHINE, made, {key: Mark("yes")}, TODAY) == 1


@pytest.mark.mechanism("FL-03")
def test_a_lead_comes_of_an_invitation_in_one_step_and_both_lead_to_each_other(district: District, signed_in: Sign) -> None:
    made = event(district, on=TODAY)
    actions.invite(MACHINE, made, [Guest(FIRM, "手工添加")])
    guest, client = row(made, FIRM), signed_in(district.promoter)
    address = f"/promotion/events/{made.pk}/guests/{guest.pk}/lead"
    shown = client.get(address).content.decode()
    assert FIRM in shown
    assert '<option value="event" selected>' in shown
    answer = client.post(address, {"firm": FIRM, "name": "电池基地", "way": "event", "unit": district.units["promotion"].pk})
    project = Project.objects.get()
    assert answer["Location"] == f"/projects/{project.code}/promotion/lead"
    assert Lead.objects.get().way == "event"
    assert f"/projects/{project.code}" in client.get(f"/promotion/events/{made.pk}").content.decode()
    assert f"/promotion/events/{made.pk}" in client.get(f"/projects/{project.code}/promotion").content.decode()
    assert queries.tally(who(district.promoter), made).leads == 1
    assert FIRM in signed_in(district.leader).get(f"/promotion/events/{made.pk}").content.decode(), "the leader sees the project, and so the firm"
    assert FIRM not in signed_in(district.rival).get(f"/promotion/events/{made.pk}").content.decode()
    with pytest.raises(Refused, match="记过"):
        actions.lead_of_invitation(who(district.promoter), row(made, FIRM), NewLead(home(district.promoter), "又一个", FIRM, "event"), district.promoter, TODAY)
    with pytest.raises(Refused, match="不能撤回"):
        actions.withdraw(MACHINE, row(made, FIRM))


def test_a_firm_that_another_unit_has_is_named_by_its_unit_alone(district: District, signed_in: Sign) -> None:
    taken, made = lead(district, district.rival), event(district, on=TODAY)
    actions.invite(MACHINE, made, [Guest(FIRM)])
    answer = signed_in(district.promoter).post(f"/promotion/events/{made.pk}/guests/{row(made, FIRM).pk}/lead",
                                               {"firm": FIRM, "name": "电池基地", "way": "event", "unit": district.units["promotion"].pk})
    assert answer.status_code == 422
    assert "已由“招商二局”登记" in answer.content.decode()
    assert taken.code not in answer.content.decode()
    assert row(made, FIRM).project is None


def test_a_project_is_linked_by_whoever_sees_it_and_hidden_from_whoever_does_not(district: District, signed_in: Sign) -> None:
    made, mine = event(district, on=TODAY), lead(district)
    theirs = lead(district, district.rival, "远山精密仪器有限公司", "远山仪器园")
    actions.invite(MACHINE, made, [Guest(FIRM), Guest("海外新材料")])
    client = signed_in(district.promoter)
    address = f"/promotion/events/{made.pk}/guests/{row(made, FIRM).pk}/project"
    for code in (theirs.code, "LD-000000-26-99999-X"):
        answer = client.post(address, {"code": code})
        assert answer.status_code == 422
        assert "没有找到这个项目" in answer.content.decode()
    assert client.post(address, {"code": mine.code.lower()}).status_code == 302
    assert row(made, FIRM).project == mine
    with pytest.raises(Refused, match="没有找到"):
        actions.join_project(who(district.promoter), row(made, "海外新材料"), theirs)
    set_confidential(By(MACHINE, "秘密"), mine, True)
    colleague = person("colleague", district.units["promotion"], Role.PROMOTER)
    shown = signed_in(colleague).get(f"/promotion/events/{made.pk}").content.decode()
    assert mine.code not in shown
    assert queries.tally(who(colleague), made).leads == 0


def test_an_invitation_is_taken_back_unless_the_firm_came(district: District, signed_in: Sign) -> None:
    made, client = event(district, on=TODAY), signed_in(district.promoter)
    actions.invite(MACHINE, made, [Guest("甲科技公司"), Guest("乙科技公司")])
    actions.note_answers(MACHINE, made, {row(made, "甲科技公司").pk: Mark("yes", True)}, TODAY)
    for name, code in (("甲科技公司", 422), ("乙科技公司", 302)):
        assert client.post(f"/promotion/events/{made.pk}/guests/{row(made, name).pk}/withdraw").status_code == code
    assert list(invited(made)) == ["甲科技公司"]


def test_the_list_is_narrowed_and_turned_page_by_page(district: District, signed_in: Sign) -> None:
    ahead, client = event(district, "年底推介会"), signed_in(district.promoter)
    for number in range(queries.PAGE):
        event(district, f"第{number}场会", BEFORE if number % 2 else TODAY, "park")
    first = client.get("/promotion/events").content.decode()
    onward = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = client.get(f"/promotion/events{onward}").content.decode()
    names = [f"第{number}场会" for number in range(queries.PAGE)]
    assert [(name in first) + (name in second) for name in names] == [1] * len(names)
    assert ahead.name in first
    assert ahead.name not in client.get(f"/promotion/events?unit={district.units['park'].pk}").content.decode()
    assert client.get("/promotion/events?after=nonsense&year=x&unit=y").status_code == 200


def counted(work: Callable[[], object]) -> int:
    """How many statements something takes."""
    with CaptureQueriesContext(connection) as found:
        work()
    return len(found)


@FULING
def test_pages_and_actions_take_as_many_statements_however_many_there_are(district: District, signed_in: Sign) -> None:
    made, client = event(district, on=TODAY), signed_in(district.promoter)
    for number in range(5):
        firm(district, f"第{number}号独角兽科技", "unicorn")
        lead(district, firm=f"{number}{number}号新材料有限公司", name=f"第{number}个", sure=True)
    chain = Chain.objects.create(region=district.region, unit=district.units["promotion"], name="新能源", since=TODAY)
    link = Link.objects.create(chain=chain, name="电芯", place="up", strength="weak")
    for one in Enterprise.objects.filter(name__endswith="独角兽科技"):
        LinkFirm.objects.create(link=link, kind="target", name=one.name, enterprise=one)
    actions.invite(MACHINE, made, [Guest(f"来宾{number}科技公司") for number in range(5)])
    key, at = row(made, "来宾1科技公司").pk, f"/promotion/events/{made.pk}"
    actions.join_project(MACHINE, row(made, "来宾0科技公司"), Project.objects.first() or Project())
    pages: dict[str, Any] = {"/promotion/events": 12, at: 14, f"{at}/invite": 9, f"{at}/invite?tags=unicorn&category=industrial&chain={chain.pk}": 18,
                             f"{at}/answers": 12, f"{at}/guests/{key}/lead": 13, f"{at}/guests/{key}/project": 8}
    client.get("/promotion/events")
    assert {page: counted(partial(client.get, page)) for page in pages} == pages
    deeds: dict[str, Callable[[], object]] = {
        "add": lambda: event(district, "又一场"), "hold": lambda: actions.hold_event(MACHINE, made, TODAY),
        "invite": lambda: actions.invite(who(district.promoter), made, [Guest(f"新来宾{number}科技") for number in range(9)]),
        "answers": lambda: actions.note_answers(MACHINE, made, {key: Mark("yes", True)}, TODAY),
        "lead": lambda: actions.lead_of_invitation(
            who(district.promoter), row(made, "来宾2科技公司"), NewLead(home(district.promoter), "来宾园", "来宾2科技公司", "event", uscc(7), sure=True),
            district.promoter, TODAY)}
    assert {name: counted(deed) for name, deed in deeds.items()} == {"add": 7, "hold": 7, "invite": 12, "answers": 9, "lead": 81}
