"""The whole way from a first contact to a signed agreement, through the actions of those who would do it; under each mechanism the same steps."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from luodi.engine.source import Refused
from luodi.ledger.models import Entry
from luodi.people.rules import rulebook
from luodi.projects import actions as projects
from luodi.projects.models import Project
from luodi.promotion.actions import assessments
from luodi.promotion.actions.briefings import acknowledge, send_briefing
from luodi.promotion.actions.reviews import Asking, Said, ask_review, close_review, give_opinion, lift_veto
from luodi.promotion.checks import due
from luodi.promotion.models import Delivery, Lead, Opinion, Promise, Review
from luodi.promotion.opinions import Answer, mark_of
from luodi.promotion.queries.briefings import papers_of
from luodi.promotion.rules import promotion_of
from luodi.promotion.verbs import agreements, briefings, leads, reviews
from luodi.promotion.verbs import assessments as judging
from luodi.rights.kernel import Denied
from tests.people.country import TODAY
from tests.projects.ladder import FACTORY, uscc
from tests.promotion import agreed, assessing
from tests.promotion.court import lead, talked
from tests.promotion.district import District

pytestmark = pytest.mark.django_db
AGAINST = Said(Answer.AGAINST, "排放超出总量", "生态环境分区管控方案第 3 条", "取得总量指标")
TOLD = dict.fromkeys(("background", "site", "output", "building"), "见项目方案")


def _told(district: District, made: Project) -> int:
    """Tell the approval side at every node that was reached, which acknowledges; at how many."""
    nodes = due(agreed.again(made), papers_of(made), rulebook(), TODAY)
    for node in nodes:
        send_briefing(agreed.me(district.promoter), agreed.again(made), node.id, TOLD, {}, {}, district.promoter, TODAY)
    for one in Delivery.objects.filter(briefing__project=made, acknowledged_on__isnull=True).select_related(
            "briefing__project__region", "briefing__project__unit", "unit__region", "account"):
        acknowledge(agreed.me(district.people["approval"]), one, "", TODAY)
    return len(nodes)


def _reviewed(district: District, made: Project) -> Review:
    """All departments that it concerns say something: the environment vetoes it."""
    review = ask_review(agreed.me(district.promoter), agreed.again(made), district.promoter, Asking(), TODAY)
    duties = {one.id: one.duty for one in promotion_of(rulebook(), made.region_id).review.departments}
    for one in _opinions(review):
        said = AGAINST if one.department == "environment" else Said(Answer.SUPPORT)
        give_opinion(agreed.me(district.people[duties[one.department]]), one, said, mark_of([one]), TODAY)
    return Review.objects.select_related("project__region", "project__unit").get(pk=review.pk)


def _opinions(review: Review) -> list[Opinion]:
    rows = Opinion.objects.select_related("review__project__region", "review__project__unit", "unit__region", "account", "clock")
    return list(rows.filter(review=review).order_by("pk"))


def _in_order(wanted: Iterable[str], there: list[str]) -> bool:
    rest = iter(there)
    return all(one in rest for one in wanted)


@pytest.mark.parametrize(("district", "told"), [("qingdao-west-coast-2026", True), ("fuling-2024", False)], indirect=["district"])
def test_a_lead_goes_the_whole_way_to_its_signature(district: District, told: bool) -> None:
    """`told`: whether the place has the approval side told on the way."""
    me = agreed.me(district.promoter)
    made = lead(district, uscc=uscc(1), facts=FACTORY)
    assert Lead.objects.get(project=made).state == Lead.State.HELD
    talked(made, district.promoter)

    handover = assessing.agreed(district, made)
    assessments.take_over(agreed.me(district.people["park"]), handover, "已接收", TODAY)
    assert agreed.again(made).unit == district.units["park"]
    projects.move_on(me, agreed.again(made), "negotiation", TODAY, TODAY)
    assert bool(_told(district, made)) is told

    review = _reviewed(district, made)
    close_review(me, review, "原则同意，总量落实以后签约。", mark_of(_opinions(review)), TODAY)
    agreement = agreed.drafted(district, agreed.again(made))
    agreed.changed(agreement, district)
    agreed.looked(agreement, district)
    agreed.fair(agreement, district)
    agreed.decided(agreement, district)
    with pytest.raises(Refused, match="一票否决"):
        agreed.signed(agreement, district)
    veto = next(one for one in _opinions(review) if one.stands_against)
    with pytest.raises(Denied):
        lift_veto(me, veto, "我们觉得行", None, TODAY)
    lift_veto(agreed.me(district.people["environment"]), veto, "总量指标已批复", None, TODAY)

    agreed.signed(agreement, district)
    made = agreed.again(made)
    assert made.stage == "signed"
    assert not Promise.objects.filter(project=made).exists(), "none was written down"
    assert bool(_told(district, made)) is told
    there = list(Entry.objects.filter(subject_type="project", subject_id=made.pk).order_by("number").values_list("verb", flat=True))
    way = [leads.ADD, leads.CONTACT, judging.BEGIN, judging.HAND_IN, judging.PROPOSE, judging.DECIDE, judging.TAKE,
           *([briefings.SEND, briefings.ACKNOWLEDGE] if told else []), reviews.ASK, reviews.OPINION, reviews.CLOSE, agreements.AGREEMENT_BEGIN,
           agreements.CLAUSES_SAY, agreements.FAIR_SAY, agreements.DECISION_SAY, reviews.LIFT, agreements.SIGN]
    assert _in_order([one.name for one in way], there), there


@pytest.mark.parametrize("district", ["qingdao-west-coast-2026", "fuling-2024"], indirect=True)
def test_without_it_nothing_is_signed(district: District) -> None:
    """Neither under the one nor the other is there a way around."""
    made = lead(district, uscc=uscc(1), facts=FACTORY)
    assessments.take_over(agreed.me(district.people["park"]), assessing.agreed(district, made), "已接收", TODAY)
    projects.move_on(agreed.me(district.promoter), agreed.again(made), "negotiation", TODAY, TODAY)
    with pytest.raises(Refused) as refused:
        projects.move_on(agreed.me(district.promoter), agreed.again(made), "signed", TODAY, TODAY)
    said = " ".join(fault.said.zh for fault in refused.value.faults)
    assert all(words in said for words in ("联合预审意见收齐", "公平竞争审查通过", "按层级决策同意")), said


@pytest.mark.parametrize("district", ["qingdao-west-coast-2026"], indirect=True)
def test_who_came_in_behind_a_gate_is_not_sent_back_through_it(district: District) -> None:
    """A project that was signed before anybody used this goes on without a pre-review made up afterwards."""
    made = projects.add_project(agreed.me(district.promoter), projects.New(
        district.units["promotion"], "老项目", district.promoter, "某某老厂有限公司", uscc(7), facts=FACTORY, stage="approval"), TODAY)
    with pytest.raises(Refused) as refused:
        projects.move_on(agreed.me(district.promoter), made, "construction", TODAY, TODAY)
    said = " ".join(fault.said.zh for fault in refused.value.faults)
    assert "施工许可证" in said
    assert "办成" not in said, said
