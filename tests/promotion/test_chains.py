"""Chains: who leads them, how strong their links are, which firms are wanted, and who sees what."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from luodi.engine.source import Refused
from luodi.ledger.actions import By
from luodi.notices.models import Notice
from luodi.people.models import Account
from luodi.projects.actions import set_confidential
from luodi.projects.models import Enterprise, Project
from luodi.promotion.actions.chains import (
    About,
    AboutLink,
    OnLink,
    add_chain,
    add_link,
    change_chain,
    change_link,
    court,
    note_meeting,
    put_firm,
    remove_link,
    skip_meeting,
    take_off,
    tie,
    untie,
)
from luodi.promotion.actions.experts import About as Known
from luodi.promotion.actions.experts import keep_adviser
from luodi.promotion.actions.leads import Alike, NewLead
from luodi.promotion.meetings import raise_due
from luodi.promotion.models import Chain, ChainMeeting, Lead, Link, LinkFirm, LinkTie
from luodi.rights.kernel import MACHINE, Denied, Role
from tests.people.country import TODAY
from tests.projects.ladder import uscc
from tests.promotion.chained import chain, linked, target
from tests.promotion.court import lead, who
from tests.promotion.district import District

pytestmark = pytest.mark.django_db
Sign = Callable[[Account], Client]
Make = Callable[..., Account]
Count = Callable[..., object]
fuling = pytest.mark.parametrize("district", ["fuling-2024"], indirect=True)


def page(made: Chain, at: str = "") -> str:
    """Where a chain is."""
    return f"/promotion/chains/{made.pk}{at}"


def new(district: District, firm: str, **more: object) -> NewLead:
    """A lead of the promotion unit."""
    return NewLead(district.units["promotion"], "锂盐加工项目", firm, "visit", **more)  # type: ignore[arg-type]


@fuling
@pytest.mark.mechanism("FL-02")
@pytest.mark.mechanism("PD-1")
def test_a_keeper_sets_up_a_chain_with_leader_adviser_team_and_sees_in_words_what_it_lacks(district: District, signed_in: Sign) -> None:
    client, planner = signed_in(district.promoter), district.people["planning"]
    adviser = keep_adviser(MACHINE, district.units["promotion"], None, Known("秦教授", "某大学", ["market"]))
    typed = {"name": "新能源汽车", "unit": district.units["promotion"].pk, "leader": f"{district.leader.name}（{district.leader.login}）",
             "adviser": adviser.pk, "team": f"{planner.login}、{district.promoter.name}", "since": TODAY.isoformat()}
    assert client.post("/promotion/chains/add", typed).status_code == 302
    made = Chain.objects.get()
    assert (made.leader, made.adviser, set(made.team.all())) == (district.leader, adviser, {planner, district.promoter})
    for name, place, strength in (("锂矿加工", "up", "missing"), ("电芯", "mid", "present"), ("整车", "down", "weak")):
        assert client.post(page(made, "/links/add"), {"name": name, "place": place, "strength": strength}).status_code == 302
    first, second = Link.objects.get(name="锂矿加工"), Link.objects.get(name="电芯")
    assert client.post(page(made, f"/links/{first.pk}/tie"), {"taker": second.pk}).status_code == 302
    shown = client.get(page(made)).content.decode()
    for words in ("3 个环节：1 有、1 弱、1 缺", "缺的是锂矿加工", "下次产业链工作调度会", district.leader.name, "秦教授", planner.name, "上游 1", "中游 1"):
        assert words in shown, words
    assert Notice.objects.filter(account=district.leader, kind="project.chain", title_zh__contains="链长").exists()
    assert Notice.objects.filter(account=planner, kind="project.chain", title_zh__contains="专班").exists()
    listed = client.get("/promotion/chains").content.decode()
    assert "缺 1 个环节" in listed
    assert "● 1 有" in listed


@pytest.mark.mechanism("FL-02")
def test_the_picture_tells_strength_by_mark_word_and_line_and_a_table_says_the_same(district: District, signed_in: Sign) -> None:
    made = linked(district)["电芯"].chain
    shown = signed_in(district.leader).get(page(made)).content.decode()
    assert len(re.findall(r'class="chain-graph (?:wide|narrow)"', shown)) == 2
    for mark, words, drawn in (("●", "已有", "present"), ("◐", "薄弱", "weak"), ("○", "缺失", "missing")):
        assert f"{mark} {words}" in shown
        assert f'class="link {drawn}"' in shown
    assert shown.count('class="tie broken"') == 2 * 3, "what comes from a missing link, or goes to one, is broken; both pictures say so"
    table = shown[shown.index('<div class="sr"><table>'):shown.index("</table>")]
    assert "正极材料" in table
    assert "电芯、整车" in table


def test_a_circle_is_refused_with_the_way_round(district: District) -> None:
    links = linked(district)
    with pytest.raises(Refused, match="整车 → 正极材料 → 整车"):
        tie(MACHINE, links["整车"], links["正极材料"])
    with pytest.raises(Refused, match="电池包 → 锂矿加工 → 正极材料 → 电芯 → 电池包"):
        tie(MACHINE, links["电池包"], links["锂矿加工"])
    with pytest.raises(Refused, match="已经连上了"):
        tie(MACHINE, links["电芯"], links["电池包"])
    with pytest.raises(Refused, match="绕成一圈：电芯 → 电芯"):
        tie(MACHINE, links["电芯"], links["电芯"])
    with pytest.raises(Refused, match="不在这条链上"):
        tie(MACHINE, links["电芯"], add_link(MACHINE, chain(district, "生物医药"), AboutLink("原料药", "up", "weak")))
    untie(MACHINE, LinkTie.objects.select_related("giver__chain__unit__region", "taker").get(giver=links["正极材料"], taker=links["整车"]))
    assert not LinkTie.objects.filter(giver=links["正极材料"], taker=links["整车"]).exists()


def test_a_link_with_firms_is_not_removed_and_a_name_stands_once(district: District) -> None:
    links = linked(district)
    with pytest.raises(Refused, match="已经有“电芯”"):
        change_link(MACHINE, links["整车"], AboutLink("电芯", "down", "weak"))
    assert change_link(MACHINE, links["整车"], AboutLink("整车制造", "down", "weak", "有底盘厂")).strength == "weak"
    row = target(links["锂矿加工"])
    with pytest.raises(Refused, match="还有 1 家企业"):
        remove_link(MACHINE, links["锂矿加工"])
    take_off(MACHINE, LinkFirm.objects.select_related("link__chain__unit__region").get(pk=row.pk))
    remove_link(MACHINE, links["锂矿加工"])
    assert not Link.objects.filter(name="锂矿加工").exists()
    with pytest.raises(Refused, match="已经去掉了"):
        put_firm(MACHINE, links["锂矿加工"], OnLink("target", "某某锂业有限公司"))
    with pytest.raises(Refused, match="本区域已经有产业链"):
        chain(district)
    with pytest.raises(Refused, match="没有“left”"):
        add_link(MACHINE, links["电芯"].chain, AboutLink("别的", "left", "weak"))


def test_a_firm_is_tied_to_the_enterprise_with_its_code_or_its_plain_name(district: District) -> None:
    links = linked(district)
    made = lead(district)
    row = put_firm(MACHINE, links["电芯"], OnLink("there", "青岛海川装备制造公司"))
    assert row.enterprise == Project.objects.get(pk=made.pk).enterprise, "the legal form is not what tells firms apart"
    coded = put_firm(MACHINE, links["电池包"], OnLink("there", "某某电源有限公司", uscc(9)))
    assert (coded.enterprise and coded.enterprise.uscc) == uscc(9)
    assert put_firm(MACHINE, links["整车"], OnLink("target", "某某电源", uscc(9))).enterprise == coded.enterprise
    assert Enterprise.objects.filter(uscc=uscc(9)).count() == 1
    with pytest.raises(Refused, match="已经在“电芯”上了"):
        put_firm(MACHINE, links["电芯"], OnLink("there", "青岛海川装备制造公司"))
    wanted = target(links["锂矿加工"])
    assert put_firm(MACHINE, links["锂矿加工"], OnLink("there", wanted.name)).pk == wanted.pk, "one that was wanted is there now"
    with pytest.raises(Refused):
        put_firm(MACHINE, links["电芯"], OnLink("there", "某某公司", "12345"))


@pytest.mark.mechanism("FL-02")
def test_a_target_becomes_a_lead_in_one_step_with_the_check_for_duplicates(district: District, signed_in: Sign) -> None:
    links = linked(district)
    made, row = links["电芯"].chain, target(links["锂矿加工"])
    client = signed_in(district.promoter)
    assert "转成线索" in client.get(page(made)).content.decode()
    shown = client.get(page(made, f"/firms/{row.pk}/lead")).content.decode()
    assert 'value="某某锂业有限公司"' in shown
    typed = {"firm": row.name, "name": "锂盐加工项目", "way": "visit"}
    assert client.post(page(made, f"/firms/{row.pk}/lead"), typed).status_code == 302
    row.refresh_from_db()
    assert row.project
    assert (row.project.stage, row.project.unit) == ("lead", district.units["promotion"])
    assert Lead.objects.get(project=row.project).first_by == district.promoter
    assert row.enterprise == row.project.enterprise
    shown = client.get(page(made)).content.decode()
    assert "1 家已成线索" in shown
    assert row.project.code in shown
    assert "产业链的目标企业转成线索" in client.get(f"/projects/{row.project.code}/done").content.decode()
    again = client.post(page(made, f"/firms/{row.pk}/lead"), typed)
    assert again.status_code == 422
    assert "已经转成线索了" in again.content.decode()
    lead(district, district.rival, "青岛远山锂业有限公司", "别的项目")
    other = target(links["锂矿加工"], "青岛远山锂业有限公司")
    refused = client.post(page(made, f"/firms/{other.pk}/lead"), typed | {"firm": other.name})
    assert refused.status_code == 422
    assert "招商二局" in refused.content.decode()
    assert LinkFirm.objects.get(pk=other.pk).project is None


def test_a_lead_is_made_by_the_keeping_unit_of_targets_alone(district: District) -> None:
    links = linked(district)
    row, there = target(links["锂矿加工"]), put_firm(MACHINE, links["电芯"], OnLink("there", "某某电芯有限公司"))
    with pytest.raises(Denied):
        court(who(district.rival), row, new(district, row.name), district.rival, TODAY)
    with pytest.raises(Refused, match="线索也登记在那里"):
        court(who(district.promoter), row, NewLead(district.rival.unit, "锂盐", row.name, "visit"), district.promoter, TODAY)
    with pytest.raises(Refused, match="不在目标企业里"):
        court(who(district.promoter), there, new(district, there.name), district.promoter, TODAY)
    lead(district, name="别的基地", firm="某某锂业有限公司")
    with pytest.raises(Alike):
        court(who(district.promoter), row, new(district, row.name), district.promoter, TODAY)
    assert Project.objects.count() == 1, "nothing is half kept"


def test_of_a_project_one_sees_on_a_chain_what_one_may_see_of_it(district: District, signed_in: Sign) -> None:
    links = linked(district)
    made, row = links["电芯"].chain, target(links["锂矿加工"])
    project = court(who(district.promoter), row, new(district, row.name), district.promoter, TODAY)
    other = signed_in(district.rival).get(page(made)).content.decode()
    assert row.name in other, "whom a district wants is no secret in it"
    for words in (project.code, "锂盐加工项目", "家已成线索", "/promotion/firms/"):
        assert words not in other
    assert "家已成线索" not in signed_in(district.rival).get("/promotion/chains").content.decode()
    assert project.code in signed_in(district.leader).get(page(made)).content.decode()
    set_confidential(By(MACHINE, "秘密"), project, True)
    for reader in (district.leader, district.supervisor, district.rival):
        for address in (page(made), "/promotion/chains"):
            shown = signed_in(reader).get(address).content.decode()
            assert project.code not in shown
            assert "家已成线索" not in shown
    assert project.code in signed_in(district.promoter).get(page(made)).content.decode()


def test_who_keeps_a_chain_and_who_only_reads_it(district: District, signed_in: Sign, somebody: Make) -> None:
    links = linked(district)
    made, row = links["电芯"].chain, target(links["锂矿加工"])
    colleague = somebody("colleague", district.units["promotion"], Role.TEAM_LEAD)
    clerk = somebody("plain-clerk", district.units["promotion"], Role.CLERK)
    stranger = somebody("stranger", district.country.far, Role.PROMOTER)
    kept = (page(made, "/change"), page(made, "/links/add"), page(made, f"/links/{links['电芯'].pk}"), page(made, f"/links/{links['电芯'].pk}/remove"),
            page(made, f"/links/{links['电芯'].pk}/tie"), page(made, f"/links/{links['电芯'].pk}/firms"), page(made, f"/firms/{row.pk}/remove"),
            page(made, f"/firms/{row.pk}/lead"), page(made, f"/ties/{LinkTie.objects.first().pk}/remove"))  # type: ignore[union-attr]
    for address in kept:
        assert signed_in(colleague).get(address).status_code == 200, address
        for reader in (clerk, district.rival, district.leader):
            assert signed_in(reader).get(address).status_code == 403, address
        assert signed_in(stranger).get(address).status_code == 404, address
    for reader in (clerk, district.rival, district.leader, district.supervisor):
        assert "为什么我不能办" in signed_in(reader).get(page(made)).content.decode()
    assert signed_in(stranger).get(page(made)).status_code == 404
    assert made.name not in signed_in(stranger).get("/promotion/chains").content.decode()
    for act in (lambda: add_link(who(district.rival), made, AboutLink("别的", "up", "weak")), lambda: take_off(who(clerk), row),
                lambda: add_chain(who(district.rival), district.units["promotion"], About("别的链"), TODAY, TODAY)):
        with pytest.raises(Denied):
            act()


def test_people_of_elsewhere_lead_no_chain(district: District, somebody: Make, signed_in: Sign) -> None:
    stranger, made = somebody("stranger", district.country.far, Role.PROMOTER), chain(district)
    with pytest.raises(Refused, match="不在本区域"):
        change_chain(MACHINE, made, About(made.name, stranger))
    refused = signed_in(district.promoter).post(page(made, "/change"), {"name": made.name, "leader": stranger.login, "team": ""})
    assert refused.status_code == 422
    assert "本区域没有叫" in refused.content.decode()
    assert change_chain(MACHINE, made, About("新能源", district.leader)).leader == district.leader


def test_pages_take_as_many_statements_however_many_links_there_are(district: District, signed_in: Sign, django_assert_num_queries: Count) -> None:
    links = linked(district)
    made = links["电芯"].chain
    row, courted = target(links["锂矿加工"]), target(links["锂矿加工"], "某某盐湖有限公司")
    court(who(district.promoter), courted, new(district, courted.name), district.promoter, TODAY)
    client = signed_in(district.promoter)
    client.get("/promotion/chains")

    def counted() -> None:
        for address, count in (("/promotion/chains", 13), (page(made), 17), (page(made, f"/links/{links['电芯'].pk}/tie"), 8),
                               (page(made, f"/firms/{row.pk}/lead"), 9), (page(made, "/change"), 9)):
            with django_assert_num_queries(count):  # type: ignore[attr-defined]
                assert client.get(address).status_code == 200, address
    counted()
    for number in range(6):
        one = add_link(MACHINE, made, AboutLink(f"环节{number}", "mid", "weak"))
        tie(MACHINE, links["电芯"], one)
        target(one, f"某某{number}锂业有限公司", uscc(20 + number))
        chain(district, f"产业链{number}")
    counted()


@fuling
def test_actions_take_as_many_statements_however_large_a_chain_is(district: District) -> None:
    links = linked(district)
    made, by, today = links["电芯"].chain, who(district.promoter), TODAY

    def all_once(number: int) -> dict[str, int]:
        counts: dict[str, int] = {}

        def counted(name: str, act: Callable[[], Any]) -> Any:
            with CaptureQueriesContext(connection) as found:
                out = act()
            counts[name] = len(found)
            return out
        chain_row = counted("add_chain", lambda: add_chain(by, district.units["promotion"], About(f"链{number}", district.leader, None, (district.promoter,)),
                                                           today, today))
        counted("change_chain", lambda: change_chain(by, chain_row, About(f"改链{number}", district.leader, None, (district.promoter,))))
        one = counted("add_link", lambda: add_link(by, made, AboutLink(f"隔膜{number}", "up", "weak")))
        counted("change_link", lambda: change_link(by, one, AboutLink(f"隔膜{number}", "up", "missing")))
        tied = counted("tie", lambda: tie(by, one, links["电芯"]))
        counted("untie", lambda: untie(by, LinkTie.objects.select_related("giver__chain__unit__region", "taker").get(pk=tied.pk)))
        firm = counted("put_firm", lambda: put_firm(by, one, OnLink("target", f"某某{number}隔膜有限公司")))
        counted("court", lambda: court(by, firm, new(district, firm.name, sure=True), district.promoter, today))
        counted("take_off", lambda: take_off(by, firm))
        counted("remove_link", lambda: remove_link(by, one))
        raise_due(today)
        first, second = ChainMeeting.objects.select_related("chain__unit__region", "chain__region").filter(chain=chain_row)
        counted("note_meeting", lambda: note_meeting(by, first, today, "议定", district.promoter, today))
        counted("skip_meeting", lambda: skip_meeting(by, second, "链长出差", district.promoter, today))
        return counts
    first = all_once(1)
    for number in range(6):
        tie(MACHINE, add_link(MACHINE, made, AboutLink(f"环节{number}", "mid", "weak")), links["整车"])
    assert all_once(2) | {"court": first["court"]} == first
    assert first == STATEMENTS


STATEMENTS = {"add_chain": 16, "change_chain": 10, "add_link": 9, "change_link": 9, "tie": 10, "untie": 9, "put_firm": 10, "court": 79,
              "take_off": 9, "remove_link": 12, "note_meeting": 24, "skip_meeting": 24}
"""Of each action, its transaction and its entry with it. How many a lead takes depends on what is alike (`tests/promotion/test_leads.py`)."""
