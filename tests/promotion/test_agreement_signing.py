"""Who decides, and what the signature asks for; what it brings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from luodi.engine.source import Refused
from luodi.ledger.models import Entry
from luodi.notices.models import Notice
from luodi.people.rules import rulebook
from luodi.projects import actions as projects
from luodi.projects.gates import have
from luodi.projects.models import Paper
from luodi.projects.rules import lifecycle_of, mechanism_of
from luodi.promotion.actions import agreements as acts
from luodi.promotion.models import Agreement, Decision, Opinion, Promise, Review
from luodi.promotion.queries.agreements import level_of
from luodi.promotion.rules import promotion_of
from luodi.rights.kernel import MACHINE, Denied
from tests.people.country import TODAY
from tests.promotion.agreed import again, changed, decided, drafted, fair, held, looked, me, negotiated, newest, put, ready, signed
from tests.promotion.district import District

pytestmark = pytest.mark.django_db
KEPT = "2026-11-23 已办"


def _missing(agreement: Agreement) -> set[str]:
    made = again(agreement.project)
    book = rulebook()
    course = lifecycle_of(book, made.region_id)
    return {need.key for need in course.missing("signed", have(made, course, book, TODAY))}


@pytest.mark.mechanism("FL-07")
@pytest.mark.parametrize(("wan", "mu", "level"), [("9000", "10", "park"), ("9000", "50", "government"), ("10000", "10", "government"),
                                                  ("99999", "10", "government"), ("100000", "10", "committee")])
@pytest.mark.parametrize("district", ["qingdao-west-coast-2026", "fuling-2024"], indirect=True)
def test_who_decides_follows_from_the_figures(district: District, wan: str, mu: str, level: str) -> None:
    made = district.project(facts={"total_investment_wan": wan, "land_area_mu": mu})
    book = rulebook()
    found = level_of(again(made), promotion_of(book, made.region_id), mechanism_of(book, made.region_id, TODAY))
    assert found.level
    assert (found.level.id, found.open) == (level, ())


@pytest.mark.mechanism("FL-07")
def test_while_it_is_not_certain_who_decides_the_fact_is_named(district: District) -> None:
    made = negotiated(district, facts={"total_investment_wan": "9000"})
    found = drafted(district, made)
    fair(found, district)
    projects.state_facts(MACHINE, made, {"land_area_mu": None}, {}, TODAY)
    with pytest.raises(Refused, match="填写用地面积，才知道由哪一级决策"):
        put(found, district)
    assert "level_decided" in _missing(found)


@pytest.mark.mechanism("FL-07")
def test_a_lower_level_does_not_do(district: District) -> None:
    found = ready(district)
    assert held(found).decision.level == "government"  # type: ignore[union-attr]
    assert "level_decided" not in _missing(found)
    projects.state_facts(MACHINE, again(found.project), {"total_investment_wan": "300000"}, {}, TODAY)
    assert "level_decided" in _missing(found), "the gate sees it too"
    with pytest.raises(Refused, match=r"区政府常务会.*同意了.*区委常委会"):
        signed(found, district)
    decided(found, district, by="committee")
    signed(found, district)
    assert again(found.project).stage == "signed"


def test_nothing_is_put_to_a_decision_before_it_was_looked_through(district: District) -> None:
    found = drafted(district)
    changed(found, district)
    with pytest.raises(Refused) as refused:
        put(found, district)
    said = " ".join(fault.said.zh for fault in refused.value.faults)
    assert "建设进度" in said
    assert "公平竞争审查" in said, "all at once"


def test_another_units_people_do_not_say_what_was_decided(district: District) -> None:
    found = drafted(district)
    fair(found, district)
    put(found, district)
    row = held(found).decision
    assert row
    row.agreement = newest(found.project)
    for nobody in (district.promoter, district.rival, district.people["park"]):
        with pytest.raises(Denied):
            acts.answer_decision(me(nobody), row, True, "同意", TODAY)


def test_the_result_comes_after_the_meeting(district: District) -> None:
    found = drafted(district)
    fair(found, district)
    put(found, district, TODAY + timedelta(days=10))
    row = held(found).decision
    assert row
    row.agreement = newest(found.project)
    assert row.clock
    assert row.clock.standing.due_on == date(2026, 12, 3)
    with pytest.raises(Refused, match="开完再填"):
        acts.answer_decision(me(district.people["government"]), row, True, "同意", TODAY)
    acts.answer_decision(me(district.people["government"], row.meeting_on), row, True, "同意", row.meeting_on)
    assert newest(found.project).state == Agreement.State.DECIDED


def test_what_was_not_agreed_to_may_be_put_again(district: District) -> None:
    found = drafted(district)
    fair(found, district)
    decided(found, district, agreed=False)
    with pytest.raises(Refused, match="没有同意"):
        signed(found, district)
    decided(found, district)
    signed(found, district)
    assert Decision.objects.filter(agreement=found).count() == 2


@pytest.mark.mechanism("FL-07")
@pytest.mark.parametrize("district", ["qingdao-west-coast-2026", "fuling-2024"], indirect=True)
def test_a_veto_that_stands_forbids_the_signature_until_it_is_lifted(district: District) -> None:
    found = ready(district)
    review = Review.objects.get(project=found.project)
    veto = Opinion.objects.get(review=review, department="environment")
    Opinion.objects.filter(pk=veto.pk).update(answer=Opinion.Answer.AGAINST, basis="生态环境分区管控方案第 3 条", lifting="换成水性涂料")
    with pytest.raises(Refused, match="一票否决"):
        signed(found, district)
    assert again(found.project).stage == "negotiation"
    Opinion.objects.filter(pk=veto.pk).update(lifted="换了", lifted_on=TODAY)
    signed(found, district)
    assert again(found.project).stage == "signed"


@pytest.mark.mechanism("FL-07")
def test_everything_that_the_signature_lacks_is_said_at_once(district: District) -> None:
    found = drafted(district, negotiated(district, told=False, reviewed=False))
    changed(found, district)
    with pytest.raises(Refused) as refused:
        signed(found, district)
    said = "\n".join(fault.said.zh for fault in refused.value.faults)
    for one in ("建设进度", "公平竞争审查", "区政府常务会", "联合预审", "推送"):
        assert one in said
    assert again(found.project).stage == "negotiation"
    assert not Paper.objects.filter(project=found.project).exists(), "nothing of it is kept"


def test_a_signed_agreement_files_its_paper_and_moves_the_project_on(district: District) -> None:
    found = ready(district)
    signed(found, district)
    made = again(found.project)
    assert (made.stage, newest(made).state, newest(made).signed_on) == ("signed", Agreement.State.SIGNED, TODAY)
    assert Paper.objects.get(project=made).kind == "agreement"
    verbs = list(Entry.objects.filter(subject_type="project", subject_id=made.pk).order_by("number").values_list("verb", flat=True))
    for verb in ("promotion.agreement.begin", "promotion.agreement.fair.say", "promotion.agreement.decision.say", "project.move", "promotion.agreement.sign"):
        assert verb in verbs
    with pytest.raises(Refused, match="已签订"):
        changed(found, district)


def test_a_day_of_signing_lies_between_the_draft_and_today(district: District) -> None:
    found = ready(district)
    for on, why in ((TODAY + timedelta(days=1), "还没有到"), (TODAY - timedelta(days=1), "早于起草日")):
        with pytest.raises(Refused, match=why):
            signed(found, district, on=on)


def test_the_signature_writes_both_sides_promises_down_each_with_its_clock(district: District) -> None:
    found = ready(district)
    planning = district.units["planning"]
    rows = signed(found, district, [acts.Pledged("ours", "依法组织供地", 180, planning, "land"), acts.Pledged("theirs", "注册项目公司", 60)])
    assert [(one.name, one.side, one.unit) for one in rows] == [("注册项目公司", "theirs", found.project.unit), ("依法组织供地", "ours", planning)]
    assert [one.due_on for one in rows] == [date(2027, 1, 22), date(2027, 5, 24)], "calendar days; 22 May 2027 is a Saturday"
    for one in rows:
        assert one.clock
        assert one.clock.standing.due_on == one.due_on
        assert one.clock.thread_id == found.project.pk


def test_whoever_sees_to_a_promise_says_what_came_of_it_and_the_owner_is_told(district: District) -> None:
    found = ready(district)
    ours, = signed(found, district, [acts.Pledged("ours", "依法组织供地", 180, district.units["planning"])])
    with pytest.raises(Denied):
        acts.close_promise(me(district.promoter), ours, True, KEPT, TODAY)
    with pytest.raises(Refused, match="才到期"):
        acts.close_promise(me(district.people["planning"]), ours, False, "没有办", TODAY)
    Notice.objects.all().delete()
    acts.close_promise(me(district.people["planning"]), ours, True, KEPT, TODAY)
    row = Promise.objects.select_related("clock").get(pk=ours.pk)
    assert (row.state, row.result, row.done_on) == (Promise.State.KEPT, KEPT, TODAY)
    assert row.clock
    assert row.clock.ended_on == TODAY
    assert Notice.objects.filter(account=district.promoter, title_zh__contains="依法组织供地").exists()
    with pytest.raises(Refused, match="已经登记"):
        acts.close_promise(me(district.people["planning"]), row, True, KEPT, TODAY)


def test_of_a_confidential_project_only_named_people_are_asked_and_its_owner_watches_the_promises(district: District) -> None:
    made = negotiated(district, confidential=True)
    found = drafted(district, made)
    with pytest.raises(Refused, match="保密，请指定"):
        acts.ask_fair(me(district.promoter), found, "初审", None, TODAY)
    market = district.people["market"]
    acts.ask_fair(me(district.promoter), found, "初审", market, TODAY)
    row = held(found).review
    assert row
    row.agreement = newest(made)
    acts.answer_fair(me(market), row, True, "条例第十条", "", TODAY)
    acts.put_to_decision(me(district.promoter), newest(made), TODAY, "审议投资协议", district.people["government"], TODAY)
    row_2 = held(found).decision
    assert row_2
    row_2.agreement = newest(made)
    acts.answer_decision(me(district.people["government"]), row_2, True, "同意", TODAY)
    one, = signed(found, district, [acts.Pledged("ours", "依法组织供地", 180, district.units["planning"])])
    assert one.unit == made.unit
    assert one.clock
    assert one.clock.assignee == district.promoter
    acts.close_promise(me(district.promoter), one, True, KEPT, TODAY)


@pytest.mark.parametrize("district", ["jiaozhou-2021"], indirect=True)
def test_a_place_without_levels_needs_no_decision(district: District) -> None:
    found = drafted(district)
    fair(found, district)
    with pytest.raises(Refused, match="没有规定"):
        put(found, district)
    signed(found, district)
    assert again(found.project).stage == "signed"


@pytest.mark.parametrize("district", ["fuling-2024"], indirect=True)
def test_the_whole_way_is_the_same_under_another_mechanism(district: District) -> None:
    found = drafted(district)
    changed(found, district)
    looked(found, district)
    fair(found, district)
    decided(found, district)
    rows = signed(found, district, [acts.Pledged("theirs", "按期开工", 365)])
    assert again(found.project).stage == "signed"
    assert len(rows) == 1


@pytest.mark.parametrize("n", [1, 6])
def test_what_the_signature_costs_grows_by_its_promises_only(district: District, n: int, django_assert_max_num_queries: Callable[[int], Any]) -> None:
    found = ready(district)
    pledges = [acts.Pledged("theirs", f"承诺{number}", 60) for number in range(n)]
    with django_assert_max_num_queries(104 + 14 * n):
        signed(found, district, pledges)
