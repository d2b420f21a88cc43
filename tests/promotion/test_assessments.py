"""A project is assessed by several, recommended, decided, handed over."""

from __future__ import annotations

from decimal import Decimal

import pytest

from luodi.clocks.models import Clock
from luodi.engine.source import Refused
from luodi.ledger.actions import By
from luodi.ledger.models import Entry
from luodi.notices.models import Notice
from luodi.people.rules import rulebook
from luodi.projects import actions as projects
from luodi.projects.models import Part, Project, Status
from luodi.promotion.actions import assessments as actions
from luodi.promotion.actions.assessments import Says
from luodi.promotion.judging import unpacked
from luodi.promotion.models import Assessment, HandOver, Scoring
from luodi.promotion.queries import assessments as queries
from luodi.promotion.rules import promotion_of
from luodi.promotion.steps import Asks
from luodi.rights.kernel import MACHINE, Denied
from tests.people.country import TODAY
from tests.promotion.assessing import JUDGES, again, agreed, begun, handed_in, me, proposed, says, scored, withdrawn
from tests.promotion.district import District

pytestmark = pytest.mark.django_db
State = Assessment.State


def _taken(district: District, project: Project) -> Project:
    handover = agreed(district, project)
    actions.take_over(me(district.people["park"]), handover, "园区招商部跟进", TODAY)
    return again(project)


@pytest.mark.mechanism("FL-05")
@pytest.mark.parametrize("district", ["fuling-2024"], indirect=True)
def test_talks_begin_only_once_a_project_was_assessed_agreed_to_and_taken_over(district: District) -> None:
    project = district.project()
    with pytest.raises(Refused, match="评估"):
        projects.move_on(me(district.promoter), project, "negotiation", TODAY, TODAY)
    handover = agreed(district, project)
    with pytest.raises(Refused, match="评估"):
        projects.move_on(me(district.promoter), again(project), "negotiation", TODAY, TODAY)
    actions.take_over(me(district.people["park"]), handover, "", TODAY)
    moved = projects.move_on(me(district.promoter), again(project), "negotiation", TODAY, TODAY)
    assert (moved.stage, moved.unit) == ("negotiation", district.units["park"])


@pytest.mark.mechanism("JZ-2")
@pytest.mark.parametrize("district", ["jiaozhou-2021", "fuling-2024", "qingdao-west-coast-2026"], indirect=True)
def test_the_same_way_leads_from_scores_to_a_hand_over_under_every_scheme(district: District) -> None:
    project = district.project()
    made = begun(district, project)
    rules = unpacked(made.rules)
    for place, points in enumerate((70, 80, 90)):
        handed_in(made, place, points)
    came = queries.latest(again(project))
    assert came
    assert came.state == State.SCORED
    known = sum((line.dimension.weight * line.points for line in rules.lines if line.points is not None), Decimal(0)) / 100
    share = sum((one.weight for one in rules.by_hand), Decimal(0)) / 100
    assert (came.result, came.lowest, came.highest) == (known + 80 * share, known + 70 * share, known + 90 * share)
    assert "total_investment_wan" in {line.dimension.attribute for line in rules.lines if line.points is not None}, "what the facts say, nobody is asked"
    actions.propose(me(district.promoter), came, district.units["park"], None, district.leader, "可行", TODAY)
    actions.decide(me(district.leader), came, True, "", TODAY)
    handover = queries.handover_of(again(project))
    assert handover
    actions.take_over(me(district.people["park"]), handover, "", TODAY)
    now = again(project)
    assert now.unit == district.units["park"]
    assert Part.objects.filter(project=now, kind="unit", unit=district.units["promotion"], last__isnull=True).exists(), "who gave it away takes part"
    assert not Part.objects.filter(project=now, kind="unit", unit=district.units["park"], last__isnull=True).exists(), "who leads takes no other part"
    assert Part.objects.get(project=now, kind="owner", last__isnull=True).account == district.promoter
    assert not Clock.objects.filter(thread_id=now.pk, ended_on__isnull=True).exclude(subject_type="task").exists()


@pytest.mark.mechanism("FL-05")
@pytest.mark.parametrize("district", ["fuling-2024"], indirect=True)
def test_five_are_looked_at_and_two_are_reckoned_each_with_its_weight(district: District) -> None:
    made = scored(district, district.project(), (70, 80, 90))
    rules = unpacked(made.rules)
    assert [(line.dimension.title("zh-Hans"), int(line.dimension.weight)) for line in rules.lines] == [
        ("看行业", 14), ("看技术", 14), ("看团队", 14), ("看市场前景", 14), ("看投资实力", 14), ("算代价", 15), ("算回报", 15)]
    # 52,000 万元 earn 60 points of 14 hundredths; how much energy it needs nobody knows yet, so that people judge the rest.
    assert [one.id for one in rules.unknown] == ["cost"]
    assert (made.lowest, made.result, made.highest) == (Decimal("68.60"), Decimal("77.20"), Decimal("85.80"))


@pytest.mark.mechanism("JZ-2")
@pytest.mark.parametrize("district", ["jiaozhou-2021"], indirect=True)
def test_a_place_judges_by_its_own_dimensions_and_weights(district: District) -> None:
    made = scored(district, district.project(), (70, 80, 90))
    rules = unpacked(made.rules)
    assert [(line.dimension.title("zh-Hans"), int(line.dimension.weight)) for line in rules.lines] == [
        ("产业政策", 25), ("产业规划", 25), ("环境容量", 25), ("项目贡献", 25)]
    assert (made.lowest, made.result, made.highest) == (Decimal("72.50"), Decimal("80.00"), Decimal("87.50")), "80 points for 52,000 万元"


@pytest.mark.mechanism("FL-05")
@pytest.mark.parametrize("district", ["fuling-2024"], indirect=True)
def test_every_assessor_has_a_clock_of_the_scheme_that_leads_to_their_page(district: District) -> None:
    made = begun(district, district.project())
    scorings = list(Scoring.objects.filter(assessment=made))
    clocks = list(Clock.objects.filter(subject_type="scoring").select_related("standing").order_by("pk"))
    assert [clock.assignee for clock in clocks] == [one.account for one in scorings]
    assert [clock.url for clock in clocks] == [actions.url_of(one, made.project) for one in scorings]
    assert {str(clock.standing.due_on) for clock in clocks} == {"2026-12-02"}
    handed_in(made, 0)
    assert Clock.objects.filter(subject_type="scoring", ended_on__isnull=True).count() == 2


def test_assessors_are_told_that_they_are_asked_and_the_owner_that_they_answered(district: District) -> None:
    made = begun(district, district.project())
    told = Notice.objects.filter(kind="project.assessment")
    assert {one.account for one in told} == {district.people[key] for key in JUDGES}
    handed_in(made, 0, 37, reason="很独特的一句话")
    answer = told.get(account=district.promoter)
    assert "1/3" in answer.title_zh
    assert not [one for one in told if "37" in one.title_zh + one.body_zh or "独特" in one.title_zh + one.body_zh]


def test_nobody_but_the_assessor_may_give_or_change_their_scores(district: District) -> None:
    made = begun(district, district.project())
    scoring = queries.scoring_of(made.project, Scoring.objects.filter(assessment=made).order_by("pk")[0].pk)
    assert scoring
    for other in (district.promoter, district.leader, district.people[JUDGES[1]]):
        with pytest.raises(Denied):
            actions.save_scoring(me(other), scoring, Says())


def test_the_ledger_says_nothing_of_what_an_assessor_said(district: District) -> None:
    made = begun(district, district.project())
    scoring = queries.scoring_of(made.project, Scoring.objects.filter(assessment=made).order_by("pk")[0].pk)
    assert scoring
    actions.save_scoring(me(scoring.account), scoring, says(unpacked(made.rules), 37, reason="很独特的一句话"))
    handed_in(made, 0, 37, reason="很独特的一句话")
    for entry in Entry.objects.filter(verb__startswith="assessment."):
        assert "37" not in str([entry.after, entry.reason])
        assert "独特" not in str([entry.payload, entry.before, entry.after, entry.reason])


def test_a_draft_may_be_half_done_and_what_is_handed_in_may_not(district: District) -> None:
    made = begun(district, district.project())
    scoring = queries.scoring_of(made.project, Scoring.objects.filter(assessment=made).order_by("pk")[0].pk)
    assert scoring
    first = unpacked(made.rules).by_hand[0].id
    actions.save_scoring(me(scoring.account), scoring, Says({first: Decimal("66.5")}))
    scoring.refresh_from_db()
    assert scoring.points == {first: "66.5"}
    with pytest.raises(Refused) as refused:
        actions.hand_in(me(scoring.account), scoring, Says({first: Decimal("66.5")}), TODAY)
    rules = unpacked(made.rules)
    assert len(refused.value.faults) == 2 * len(rules.by_hand) - 1 + len(rules.vetoes), "all that is missing is said in one go"
    assert not Scoring.objects.filter(handed_in_at__isnull=False).exists()


@pytest.mark.parametrize("points", ["100.01", "-1", "50.555"])
def test_points_lie_between_nothing_and_a_hundred_with_two_decimals(district: District, points: str) -> None:
    made = begun(district, district.project())
    scoring = queries.scoring_of(made.project, Scoring.objects.filter(assessment=made).order_by("pk")[0].pk)
    assert scoring
    with pytest.raises(Refused, match="0 到 100"):
        actions.save_scoring(me(scoring.account), scoring, Says({unpacked(made.rules).by_hand[0].id: Decimal(points)}))


def test_what_was_handed_in_stays_as_it_is(district: District) -> None:
    made = begun(district, district.project())
    handed_in(made, 0)
    with pytest.raises(Refused, match="不能改"):
        handed_in(made, 0, 10)


def test_a_veto_waits_for_all_and_then_ends_the_matter(district: District) -> None:
    made = begun(district, district.project())
    handed_in(made, 0, against=True)
    made.refresh_from_db()
    assert (made.state, made.result) == (State.OPEN, None), "that somebody said no, nobody learns before all are in"
    handed_in(made, 1)
    handed_in(made, 2)
    ended = queries.latest(again(made.project))
    assert ended
    assert ended.state == State.VETOED
    with pytest.raises(Refused, match="一票否决"):
        actions.propose(me(district.promoter), ended, district.units["park"], None, district.leader, "可行", TODAY)
    assert not Clock.objects.filter(thread_id=made.project_id, ended_on__isnull=True).exclude(subject_type="task").exists()
    begun(district, again(made.project))


def test_a_no_without_a_reason_is_sent_back(district: District) -> None:
    made = begun(district, district.project())
    with pytest.raises(Refused, match="写理由"):
        handed_in(made, 0, against=True, reason=" ")


def test_the_facts_count_as_they_were_when_it_began(district: District) -> None:
    project = district.project()
    made = begun(district, project)
    before = [line.points for line in unpacked(made.rules).lines]
    projects.state_facts(MACHINE, again(project), {"total_investment_wan": 900000}, {"total_investment_wan": "52000"}, TODAY)
    found = queries.latest(again(project))
    assert found
    assert [line.points for line in unpacked(found.rules).lines] == before


@pytest.mark.parametrize(("who", "said"), [
    (("development", "industry"), "至少要"), (("development", "development", "industry"), "两次"), (("promotion", "industry", "finance"), "自己的项目")])
@pytest.mark.parametrize("district", ["fuling-2024"], indirect=True)
def test_assessors_are_enough_different_and_not_the_owner(district: District, who: tuple[str, ...], said: str) -> None:
    with pytest.raises(Refused, match=said):
        actions.begin_assessment(me(district.promoter), district.project(), "five_two", [district.people[key] for key in who], TODAY)


def test_a_project_is_assessed_once_at_a_time_and_no_more_once_agreed(district: District) -> None:
    project = district.project()
    begun(district, project)
    with pytest.raises(Refused, match="已经在评估"):
        begun(district, again(project))


def test_what_was_agreed_to_is_not_assessed_again(district: District) -> None:
    project = _taken(district, district.project())
    with pytest.raises(Refused, match="评估通过"):
        begun(district, project)


def test_a_project_that_stands_still_is_not_assessed(district: District) -> None:
    project = district.project()
    projects.set_status(By(MACHINE, "等资金"), project, Status.PAUSED)
    with pytest.raises(Refused, match="恢复推进"):
        begun(district, again(project))


def test_a_scheme_of_another_place_does_not_fit(district: District) -> None:
    with pytest.raises(Refused, match="不适用"):
        actions.begin_assessment(me(district.promoter), district.project(), "five_two", [district.people[key] for key in JUDGES], TODAY)


def test_only_a_park_of_the_region_is_recommended(district: District) -> None:
    made = scored(district, district.project())
    for unit in (district.units["finance"], district.country.far):
        with pytest.raises(Refused, match="不承接项目"):
            actions.propose(me(district.promoter), made, unit, None, district.leader, "可行", TODAY)
    with pytest.raises(Refused, match="不是"):
        actions.propose(me(district.promoter), made, district.units["park"], district.people["finance"], district.leader, "可行", TODAY)
    with pytest.raises(Refused, match="不能决定"):
        actions.propose(me(district.promoter), made, district.units["park"], None, district.people["finance"], "可行", TODAY)


def test_the_leader_is_asked_with_a_clock_and_nobody_else_decides(district: District) -> None:
    made = proposed(district, district.project())
    assert made.clock
    assert (made.clock.assignee, made.clock.url) == (district.leader, f"/projects/{made.project.code}/promotion/assessment/decide")
    with pytest.raises(Denied):
        actions.decide(me(district.promoter), made, True, "同意", TODAY)


def test_a_no_of_the_leader_needs_words_and_ends_it(district: District) -> None:
    made = proposed(district, district.project())
    with pytest.raises(Refused, match="决定意见"):
        actions.decide(me(district.leader), made, False, "  ", TODAY)
    actions.decide(me(district.leader), made, False, "先谈清楚用地", TODAY)
    found = queries.latest(again(made.project))
    assert found
    assert (found.state, found.decision, found.decided_by) == (State.REFUSED, "先谈清楚用地", district.leader)
    assert not HandOver.objects.exists()


def test_only_the_park_takes_a_project_over_and_only_once(district: District) -> None:
    handover = agreed(district, district.project())
    for other in (district.promoter, district.people["finance"]):
        with pytest.raises(Denied):
            actions.take_over(me(other), handover, "", TODAY)
    actions.take_over(me(district.people["park"]), handover, "", TODAY)
    with pytest.raises(Refused, match="接收"):
        actions.take_over(me(district.people["park"]), handover, "", TODAY)


def test_a_unit_that_leads_already_has_it_with_the_decision(district: District) -> None:
    project = district.project()
    Project.objects.filter(pk=project.pk).update(unit=district.units["park"])
    handover = agreed(district, again(project))
    assert (handover.taken_on, handover.clock) == (TODAY, None)


def test_withdrawing_needs_a_reason_and_leaves_no_clock_running(district: District) -> None:
    made = begun(district, district.project())
    handed_in(made, 0)
    with pytest.raises(Refused, match="原因"):
        actions.withdraw_assessment(me(district.promoter), made, TODAY)
    withdrawn(district, made)
    assert not Clock.objects.filter(thread_id=made.project_id, ended_on__isnull=True).exclude(subject_type="task").exists()
    with pytest.raises(Refused, match="结束"):
        handed_in(made, 1)
    begun(district, again(made.project))


def test_a_hand_over_that_nobody_takes_can_be_withdrawn_and_one_that_was_taken_cannot(district: District) -> None:
    handover = agreed(district, district.project())
    assert handover.assessment
    handover.assessment.project = handover.project
    withdrawn(district, handover.assessment)
    assert not HandOver.objects.exists()
    project = _taken(district, again(handover.project))
    found = queries.latest(project)
    assert found
    with pytest.raises(Refused, match="不能撤回"):
        withdrawn(district, found)


def _hidden(district: District) -> Project:
    """A confidential project with a leader in charge."""
    project = district.project(confidential=True)
    projects.give_part(MACHINE, project, "leader", district.leader, TODAY)
    return again(project)


def test_of_a_confidential_project_only_named_people_are_asked(district: District) -> None:
    project = _hidden(district)
    made = scored(district, project)
    with pytest.raises(Refused, match="由谁接收"):
        actions.propose(me(district.promoter), made, district.units["park"], None, district.leader, "可行", TODAY)
    with pytest.raises(Refused, match="包联领导"):
        actions.propose(me(district.promoter), made, district.units["park"], district.people["park"], district.people["committee"], "可行", TODAY)
    actions.propose(me(district.promoter), made, district.units["park"], district.people["park"], district.leader, "可行", TODAY)
    actions.decide(me(district.leader), made, True, "", TODAY)
    handover = queries.handover_of(again(project))
    assert handover
    actions.take_over(me(district.people["park"]), handover, "", TODAY)
    there = {part.account for part in Part.objects.filter(project=project, last__isnull=True) if part.account}
    assert {*(district.people[key] for key in JUDGES), district.people["park"]} <= there
    assert {one.account for one in Notice.objects.filter(kind="project.assessment")} <= there, "nobody outside heard of it"


def test_every_step_says_where_it_is(district: District) -> None:
    project = district.project()

    def told() -> tuple[str, str]:
        book = rulebook()
        found = queries.step(Asks(again(project), promotion_of(book, project.region_id), book, TODAY))
        assert found
        return found.state, found.said.zh
    assert told() == ("", "还没有开始")
    made = begun(district, project)
    handed_in(made, 0)
    assert told() == ("now", "3 人中 1 人已交")
    withdrawn(district, made)
    assert told()[0] == ""
    handover = agreed(district, again(project))
    assert told()[0] == "now"
    actions.take_over(me(district.people["park"]), handover, "", TODAY)
    assert told()[0] == "done"
