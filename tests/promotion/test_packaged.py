"""Packaged projects: who keeps and reads them, what counts for the year, and the step to a lead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from luodi.engine.source import Refused
from luodi.ledger.actions import By
from luodi.ledger.models import Entry
from luodi.notices.models import Notice
from luodi.people import actions as people
from luodi.people.models import Account, RegionKind, Unit, UnitKind
from luodi.people.rules import rulebook
from luodi.projects.actions import set_confidential, set_status
from luodi.projects.models import Project, Status
from luodi.promotion.actions.leads import Alike, NewLead
from luodi.promotion.actions.packaged import About, add_packaged, change_packaged, drop_packaged, lead_of_packaged
from luodi.promotion.models import Chain, Lead, Link, Packaged
from luodi.promotion.queries import packaged as queries
from luodi.promotion.queries.targets import Standing, standings
from luodi.rights.kernel import MACHINE, Denied, Role
from tests.people.country import TODAY, person
from tests.promotion.court import FIRM, home, lead, who
from tests.promotion.district import District

pytestmark = pytest.mark.django_db
Sign = Callable[[Account], Client]
FULING = pytest.mark.parametrize("district", ["fuling-2024"], indirect=True)


def made(district: District, unit: str = "park", wan: str = "200000", name: str = "低空经济装备产业园", **more: Any) -> Packaged:
    """A packaged project of a unit, for this year unless something else is said."""
    by = district.people[unit]
    about = About(more.pop("year", TODAY.year), name, Decimal(wan), "建三万平方米厂房", **more)
    return queries.by_id(add_packaged(MACHINE, district.units[unit], about, by, TODAY).pk) or Packaged()


def goals(district: District, year: int = TODAY.year, account: Account | None = None) -> dict[str, Standing]:
    """What units have reached, as somebody sees it, by name."""
    reader = who(account or district.leader)
    return {one.name: one for one in standings(reader, rulebook(), "packaged", queries.counted(reader, year))}


def reached(district: District, unit: str = "park", year: int = TODAY.year) -> list[tuple[int, int]]:
    """What a unit has of each target, and what it lacks."""
    return [(one.done, one.lacks) for one in goals(district, year)[district.units[unit].name].reached]


def turn(district: District, row: Packaged, by: Account, firm: str = FIRM, **more: Any) -> Project:
    """Somebody makes a lead of it."""
    return lead_of_packaged(who(by), row, NewLead(home(by), row.name, firm, "visit", **more), by, TODAY)


def park_post(district: District) -> Account:
    """Somebody of the park who packages."""
    return district.people["park"]


@FULING
@pytest.mark.mechanism("FL-01")
def test_a_park_registers_a_packaged_project_in_a_browser_and_the_whole_district_reads_it(district: District, signed_in: Sign) -> None:
    chain = Chain.objects.create(region=district.region, unit=district.units["promotion"], name="低空经济", since=TODAY)
    link = Link.objects.create(chain=chain, name="动力电池", place="up", strength="missing")
    typed = {"name": "低空经济装备产业园", "unit": district.units["park"].pk, "year": TODAY.year, "investment_wan": "20亿", "category": "industrial",
             "land_area_mu": "150", "link": link.pk, "content": "整机和电池", "policy": "制造业十条", "supplies": "二期 150 亩净地，双回路供电",
             "aims": "某某航空\n某某动力"}
    client = signed_in(park_post(district))
    answer = client.post("/promotion/packaged/add", typed)
    assert answer.status_code == 302, answer.content.decode()
    row = Packaged.objects.get()
    assert (row.investment_wan, row.land_area_mu, row.link) == (Decimal(200000), Decimal(150), link)
    for reader in (district.promoter, district.leader, district.rival):
        shown = signed_in(reader).get(f"/promotion/packaged/{row.pk}").content.decode()
        for words in ("20亿元", "150", "动力电池", "缺失", "双回路供电", "制造业十条", "某某航空"):
            assert words in shown, words
        assert "低空经济装备产业园" in signed_in(reader).get("/promotion/packaged").content.decode()
    assert Entry.objects.filter(verb="promotion.packaged.add", subject_id=row.pk).exists()


def test_only_the_own_unit_changes_one_and_another_district_does_not_know_it(district: District, signed_in: Sign) -> None:
    row = made(district)
    stranger = person("stranger", district.country.far, Role.PROMOTER)
    for reader, code in ((district.rival, 403), (stranger, 404), (district.leader, 403)):
        assert signed_in(reader).get(f"/promotion/packaged/{row.pk}/change").status_code == code, reader.login
    assert signed_in(stranger).get(f"/promotion/packaged/{row.pk}").status_code == 404
    assert row.name not in signed_in(stranger).get("/promotion/packaged").content.decode()
    with pytest.raises(Denied):
        drop_packaged(who(district.rival), row, "不要了", TODAY)
    colleague = person("colleague", district.units["park"], Role.TOWN_OFFICER)
    client = signed_in(colleague)
    seen = client.get(f"/promotion/packaged/{row.pk}/change").content.decode().split('name="seen" value="')[1].split('"')[0]
    typed = {"name": "二期产业园", "year": TODAY.year, "investment_wan": "10亿", "content": "改小了", "seen": seen}
    assert client.post(f"/promotion/packaged/{row.pk}/change", typed).status_code == 302
    again = client.post(f"/promotion/packaged/{row.pk}/change", typed)
    assert again.status_code == 422
    assert "刚才被别人改过" in again.content.decode()
    assert "改小了" in again.content.decode()


def test_an_amount_that_is_surely_meant_in_another_unit_is_sent_back_with_what_would_be_right(district: District, signed_in: Sign) -> None:
    typed = {"name": "产业园", "unit": district.units["park"].pk, "year": TODAY.year, "investment_wan": "2", "content": "厂房"}
    answer = signed_in(park_post(district)).post("/promotion/packaged/add", typed)
    assert answer.status_code == 422
    assert "请写 20,000" in answer.content.decode()
    assert not Packaged.objects.exists()


@FULING
@pytest.mark.mechanism("FL-01")
@pytest.mark.parametrize(("wan", "expected"), [("200000", [(1, 2), (1, 4)]), ("199999.99", [(0, 3), (1, 4)]), ("100000", [(0, 3), (1, 4)]),
                                               ("99999.99", [(0, 3), (0, 5)])])
def test_twenty_hundred_million_exactly_counts_and_a_fen_less_does_not(district: District, wan: str, expected: list[tuple[int, int]]) -> None:
    made(district, wan=wan)
    assert reached(district) == expected


@FULING
def test_amounts_are_cut_so_that_nothing_is_lifted_over_a_target(district: District) -> None:
    assert made(district, wan="199999.999").investment_wan == Decimal("199999.99")


@FULING
@pytest.mark.mechanism("FL-01")
def test_targets_are_met_word_by_word_of_a_year_and_what_was_dropped_counts_no_more(district: District, signed_in: Sign) -> None:
    rows = [made(district, name=f"产业园{number}") for number in range(3)]
    made(district, wan="100000", name="配套园")
    made(district, "planning", wan="3000", name="地下管廊")
    made(district, name="明年的", year=TODAY.year + 1)
    assert reached(district) == [(3, 0), (4, 1)]
    assert reached(district, "planning") == [(1, 0)]
    assert reached(district, "environment") == [(0, 1)]
    shown = signed_in(district.leader).get("/promotion/packaged/targets").content.decode()
    for words in ("3 个，目标 3 个", "4 个，目标 5 个", "还差 1 个", "完成", 'max="5" value="4"'):
        assert words in shown, words
    assert "没有完成，差 5 个" in signed_in(district.leader).get(f"/promotion/packaged/targets?year={TODAY.year - 1}").content.decode()
    drop_packaged(MACHINE, rows[0], "规划调整", TODAY)
    assert reached(district) == [(2, 1), (3, 2)]
    assert reached(district, year=TODAY.year + 1) == [(1, 2), (1, 4)]


@FULING
def test_what_a_unit_below_has_packaged_counts_for_the_park_and_is_no_target_of_its_own(district: District) -> None:
    below = people.add_unit(MACHINE, district.region, "园区招商科", UnitKind.PARK, district.units["park"])
    add_packaged(MACHINE, below, About(TODAY.year, "标准厂房", Decimal(200000), "厂房"), park_post(district), TODAY)
    assert reached(district) == [(1, 2), (1, 4)]
    assert below.name not in goals(district)


@FULING
@pytest.mark.parametrize(("day", "year"), [(date(2026, 12, 31), "2026"), (date(2027, 1, 1), "2027")])
def test_on_the_last_day_of_a_year_it_is_still_that_year_and_on_the_first_the_next(
        district: District, signed_in: Sign, settings: Any, day: date, year: str) -> None:
    settings.TODAY = day.isoformat()
    form = signed_in(park_post(district)).get("/promotion/packaged/add").content.decode()
    assert f'<option value="{year}" selected>' in form


@pytest.mark.parametrize("year", [TODAY.year - 2, TODAY.year + 2])
def test_a_year_that_is_not_about_now_is_refused(district: District, year: int) -> None:
    with pytest.raises(Refused, match="年度"):
        made(district, year=year)


def test_a_place_without_targets_says_so(district: District, signed_in: Sign) -> None:
    made(district)
    assert "这里没有包装项目的年度目标" in signed_in(district.leader).get("/promotion/packaged/targets").content.decode()


def test_it_is_dropped_with_a_reason_alone_and_then_stays_as_it_was(district: District, signed_in: Sign) -> None:
    row = made(district)
    client = signed_in(park_post(district))
    assert client.post(f"/promotion/packaged/{row.pk}/drop", {"reason": ""}).status_code == 422
    assert client.post(f"/promotion/packaged/{row.pk}/drop", {"reason": "地被别的项目用了"}).status_code == 302
    assert "地被别的项目用了" in client.get(f"/promotion/packaged/{row.pk}").content.decode()
    assert row.name not in client.get("/promotion/packaged").content.decode()
    assert row.name in client.get("/promotion/packaged?state=dropped").content.decode()
    with pytest.raises(Refused, match="撤下"):
        change_packaged(MACHINE, row, queries.mark(row), About(TODAY.year, "改名", Decimal(1), "厂房"), TODAY)
    with pytest.raises(Refused, match="撤下"):
        turn(district, row, district.promoter)


@pytest.mark.mechanism("FL-01")
def test_it_becomes_a_lead_in_one_step_with_what_is_known_and_both_lead_to_each_other(district: District, signed_in: Sign) -> None:
    row = made(district, category="industrial", land_area_mu=Decimal(150))
    client = signed_in(district.promoter)
    assert row.name in client.get(f"/promotion/packaged/{row.pk}/lead").content.decode()
    typed = {"firm": FIRM, "name": row.name, "way": "visit", "unit": district.units["promotion"].pk}
    answer = client.post(f"/promotion/packaged/{row.pk}/lead", typed)
    project = Project.objects.get()
    assert answer["Location"] == f"/projects/{project.code}/promotion/lead"
    assert Lead.objects.get().project == project
    assert (project.investment_wan, project.land_area_mu, project.category) == (Decimal(200000), Decimal(150), "industrial")
    row.refresh_from_db()
    assert row.project == project
    assert f"/projects/{project.code}" in client.get(f"/promotion/packaged/{row.pk}").content.decode()
    assert f"/promotion/packaged/{row.pk}" in client.get(f"/projects/{project.code}/promotion").content.decode()
    told = Notice.objects.get(account=park_post(district), kind="project.packaged")
    assert (told.url, district.units["promotion"].name in told.body_zh) == (f"/promotion/packaged/{row.pk}", True)
    assert FIRM not in told.title_zh + told.body_zh


def test_others_read_which_unit_has_the_lead_and_nothing_else(district: District, signed_in: Sign) -> None:
    row = made(district)
    project = turn(district, row, district.promoter)
    for reader in (district.rival, park_post(district)):
        client = signed_in(reader)
        shown = client.get(f"/promotion/packaged/{row.pk}").content.decode() + client.get("/promotion/packaged").content.decode()
        assert f"由“{district.units['promotion'].name}”登记" in shown
        for secret in (project.code, FIRM):
            assert secret not in shown
    again = signed_in(district.rival).post(f"/promotion/packaged/{row.pk}/lead", {"firm": "远山科技有限公司", "name": "另一个", "way": "visit",
                                                                                 "unit": district.rival.unit_id})
    assert again.status_code == 422
    assert "转为线索" in again.content.decode()
    assert Project.objects.count() == 1
    with pytest.raises(Refused, match="不能撤下"):
        drop_packaged(MACHINE, row, "不要了", TODAY)


def test_a_firm_that_somebody_has_is_not_registered_again_and_nothing_is_kept(district: District, signed_in: Sign) -> None:
    lead(district)
    row = made(district)
    client, typed = signed_in(district.rival), {"firm": FIRM, "name": row.name, "way": "visit", "unit": district.rival.unit_id}
    shown = client.post(f"/promotion/packaged/{row.pk}/lead", typed)
    assert shown.status_code == 422
    assert f"已由“{district.units['promotion'].name}”登记" in shown.content.decode()
    row.refresh_from_db()
    assert row.project is None
    with pytest.raises(Alike):
        turn(district, row, district.rival)


def test_a_lead_that_ended_or_became_confidential_leaves_it_open_for_others(district: District, signed_in: Sign) -> None:
    one, two = made(district), made(district, name="隐山产业园")
    ended = turn(district, one, district.promoter)
    set_status(By(MACHINE, "谈不成"), ended, Status.ENDED)
    hidden = turn(district, two, district.promoter, "远山精密仪器有限公司")
    set_confidential(By(MACHINE, "谈判中"), hidden, True)
    client = signed_in(district.rival)
    for row in (one, two):
        assert "可以对接" in client.get(f"/promotion/packaged/{row.pk}").content.decode()
    assert one.name in client.get("/promotion/packaged?state=open").content.decode()
    assert "没有这样的包装项目" in client.get("/promotion/packaged?state=taken").content.decode()
    assert two.name in signed_in(district.promoter).get("/promotion/packaged?state=taken").content.decode()
    assert turn(district, queries.by_id(two.pk) or two, district.rival, "云海电池科技有限公司").unit_id == district.rival.unit_id


def test_a_confidential_lead_is_not_made_here(district: District) -> None:
    with pytest.raises(Refused, match="另行登记"):
        turn(district, made(district), district.promoter, confidential=True)
    assert not Project.objects.exists()


def test_the_district_takes_what_a_town_has_packaged_and_both_ledgers_say_so(district: District) -> None:
    town = people.add_region(MACHINE, "石桥镇", RegionKind.TOWN, district.region)
    office = people.add_unit(MACHINE, town, "石桥镇政府", UnitKind.TOWN)
    row = add_packaged(MACHINE, office, About(TODAY.year, "石桥果蔬园", Decimal(3000), "冷库"), person("stone", office, Role.TOWN_OFFICER), TODAY)
    project = turn(district, row, district.promoter)
    assert project.region == district.region
    assert Entry.objects.filter(verb="promotion.packaged.lead", region_id__in=(town.pk, district.region.pk)).count() == 2
    far, near_row = Unit.objects.select_related("region").get(pk=district.country.far.pk), made(district)
    stranger = person("stranger", far, Role.PROMOTER)
    with pytest.raises(Refused, match="别的区域"):
        lead_of_packaged(who(stranger), near_row, NewLead(far, "远方园", "远山科技", "visit"), stranger, TODAY)


def test_the_list_is_narrowed_by_year_unit_category_and_chain_and_turned_page_by_page(district: District, signed_in: Sign) -> None:
    chain = Chain.objects.create(region=district.region, unit=district.units["promotion"], name="低空经济", since=TODAY)
    link = Link.objects.create(chain=chain, name="动力电池", place="up", strength="missing")
    wanted = made(district, name="电池园", category="industrial", link=link)
    made(district, "planning", name="管廊")
    made(district, name="来年园", year=TODAY.year + 1)
    client = signed_in(district.promoter)
    for query in (f"unit={district.units['park'].pk}", "category=industrial", f"chain={chain.pk}"):
        shown = client.get(f"/promotion/packaged?{query}").content.decode()
        assert (wanted.name in shown, "管廊" in shown, "来年园" in shown) == (True, False, False), query
    assert "来年园" in client.get("/promotion/packaged?year=all").content.decode()
    for number in range(queries.PAGE):
        made(district, name=f"第{number}园")
    first = client.get("/promotion/packaged").content.decode()
    onward = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = client.get(f"/promotion/packaged{onward}").content.decode()
    assert (wanted.name in first, wanted.name in second) == (False, True)


def counted(work: Callable[[], object]) -> int:
    """How many statements something takes."""
    with CaptureQueriesContext(connection) as found:
        work()
    return len(found)


@FULING
def test_pages_and_actions_take_as_many_statements_however_many_there_are(district: District, signed_in: Sign) -> None:
    rows = [made(district, name=f"园{number}") for number in range(6)]
    turn(district, rows[0], district.promoter)
    client = signed_in(district.promoter)
    pages = {"": 18, "/targets": 10, f"/{rows[0].pk}": 10, f"/{rows[1].pk}/lead": 11, "/add": 9}
    client.get("/promotion/packaged")
    assert {page: counted(partial(client.get, f"/promotion/packaged{page}")) for page in pages} == pages
    kept: list[Packaged] = []
    deeds: dict[str, Callable[[], object]] = {
        "add": lambda: kept.append(made(district, name="又一个")),
        "change": lambda: change_packaged(MACHINE, kept[0], queries.mark(kept[0]), About(TODAY.year, "改名园", Decimal(200000), "厂房"), TODAY),
        "drop": lambda: drop_packaged(MACHINE, kept[0], "不要了", TODAY),
        "lead": lambda: turn(district, rows[1], district.promoter, "远山精密仪器有限公司", sure=True)}
    assert {name: counted(deed) for name, deed in deeds.items()} == {"add": 9, "change": 9, "drop": 7, "lead": 84}
