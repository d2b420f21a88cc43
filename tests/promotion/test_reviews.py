"""The joint pre-review: who is asked, what they say, what stands against signing, and what comes of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from luodi.clocks.models import Clock
from luodi.clocks.sweep import sweep
from luodi.engine.source import Refused
from luodi.ledger.models import Entry
from luodi.notices.models import Notice
from luodi.people.models import Account
from luodi.people.queries import person_of
from luodi.people.rules import rulebook
from luodi.projects import actions as projects
from luodi.projects.models import Part, Project, Sight
from luodi.promotion.actions.duties import set_duties
from luodi.promotion.actions.reviews import Asking, Said, ask_review, close_review, give_opinion, lift_veto, name_person, supply, take_silence
from luodi.promotion.checks import joint_opinion, no_veto
from luodi.promotion.models import Opinion, Review
from luodi.promotion.opinions import Answer, mark_of
from luodi.promotion.rules import promotion, promotion_of
from luodi.promotion.silence import take
from luodi.rights.kernel import MACHINE, Denied, Role
from tests.people.country import TODAY, person
from tests.projects.ladder import blob
from tests.promotion.district import District
from tests.runners import at_once

pytestmark = pytest.mark.django_db
ALL = ("industrial_policy", "planning", "land", "environment", "energy", "safety", "building", "access")
"""The departments of West Coast 2026."""
AGAINST = Said(Answer.AGAINST, "排放超出总量", "生态环境分区管控方案第 3 条", "取得总量指标")


def by(account: Account) -> Any:
    """The person that an account is."""
    return person_of(account, TODAY)


def asked(district: District, made: Project | None = None, today: date = TODAY, **more: Any) -> Review:
    """A review of a project, asked for by its promoter."""
    return ask_review(by(district.promoter), made or district.project("negotiation"), district.promoter, Asking(**more), today)


def opinion(review: Review, department: str) -> Opinion:
    """The opinion of a department, as a view reads it."""
    return Opinion.objects.select_related("review__project__region", "review__project__unit", "unit__region", "account", "clock").get(
        review=review, department=department)


def says(district: District, review: Review, department: str, said: Said | None = None, today: date = TODAY) -> Opinion:
    """A department says something, support when nothing else is said."""
    one = opinion(review, department)
    duty = next(other.duty for other in promotion_of(rulebook(), district.region.pk).review.departments if other.id == department)
    return give_opinion(by(district.people[duty]), one, said or Said(Answer.SUPPORT), mark_of([one]), today)


def closed(district: District, review: Review) -> Review:
    """A review, closed by its promoter as it stands."""
    found = Review.objects.select_related("project__region", "project__unit").get(pk=review.pk)
    return close_review(by(district.promoter), found, "原则同意。", mark_of(Opinion.objects.filter(review=review)), TODAY)


def lacks(made: Project) -> str:
    """What a project still lacks for signing, in words."""
    with pytest.raises(Refused) as refused:
        projects.move_on(MACHINE, made, "signed", TODAY, TODAY)
    return str(refused.value)


@pytest.mark.mechanism("WC-02")
@pytest.mark.mechanism("BH-02b")
def test_the_rule_chooses_the_departments_and_each_has_a_clock_of_its_own(district: District) -> None:
    review = asked(district)
    held = {one.department: one for one in Opinion.objects.filter(review=review).select_related("clock__standing", "unit").order_by("pk")}
    assert tuple(held) == ALL
    assert held["environment"].unit == district.units["environment"]
    assert held["planning"].unit == held["land"].unit == district.units["planning"]
    assert all(one.clock and one.clock.standing.due_on == date(2026, 11, 30) and one.clock.thread_id == review.project_id for one in held.values())
    assert {one.department for one in held.values() if one.veto} == {"environment", "energy", "safety"}
    assert Part.objects.filter(project=review.project, kind="unit", last__isnull=True).count() == 6, "each unit sees the project, once"


def test_what_the_facts_rule_out_is_not_asked(district: District) -> None:
    review = asked(district, district.project("negotiation", facts={"energy_tce": "500"}))
    assert "energy" not in set(Opinion.objects.filter(review=review).values_list("department", flat=True))


def test_who_may_be_concerned_is_left_out_with_a_reason_only(district: District) -> None:
    made = district.project("negotiation")
    with pytest.raises(Refused, match="理由"):
        asked(district, made, left={"energy": " "})
    review = asked(district, made, left={"energy": "企业承诺能耗不到 1000 吨"})
    assert Review.objects.get(pk=review.pk).left == {"energy": "企业承诺能耗不到 1000 吨"}
    assert review.opinions.count() == len(ALL) - 1


def test_who_is_concerned_by_rule_is_never_left_out(district: District) -> None:
    with pytest.raises(Refused, match=r"环境保护.*一定要问"):
        asked(district, left={"environment": "不用问"})
    assert not Review.objects.exists()


def test_a_duty_without_a_unit_refuses_the_whole_and_names_it(district: District) -> None:
    set_duties(MACHINE, district.region, {"safety": None})
    with pytest.raises(Refused, match="应急管理"):
        asked(district)
    assert not Review.objects.exists()
    assert not Clock.objects.filter(subject_type="opinion").exists()


def test_of_a_confidential_project_named_people_alone_are_asked(district: District) -> None:
    made = district.project("negotiation", confidential=True)
    with pytest.raises(Refused, match=r"保密.*指定"):
        asked(district, made)
    duties = {one.id: one.duty for one in promotion_of(rulebook(), district.region.pk).review.departments}
    review = asked(district, made, people={key: district.people[duties[key]] for key in ALL})
    colleague = person("colleague", district.units["environment"], Role.REVIEWER)
    one = opinion(review, "environment")
    with pytest.raises(Denied) as denied:
        give_opinion(by(colleague), one, Said(Answer.SUPPORT), mark_of([one]), TODAY)
    assert denied.value.verdict.hidden
    assert says(district, review, "environment").given_on == TODAY


def test_somebody_of_another_unit_cannot_be_named(district: District) -> None:
    with pytest.raises(Refused, match="不在"):
        asked(district, people={"environment": district.people["safety"]})


def test_the_owner_names_somebody_later_and_the_clock_is_theirs(district: District) -> None:
    review = asked(district)
    name_person(by(district.promoter), opinion(review, "environment"), district.people["environment"], TODAY)
    one = opinion(review, "environment")
    assert one.account == one.clock.assignee == district.people["environment"]  # type: ignore[union-attr]


def test_two_reviews_of_a_project_are_never_open_at_once(district: District) -> None:
    review = asked(district)
    with pytest.raises(Refused, match="已经有一次预审"):
        asked(district, review.project)


def test_another_unit_cannot_answer(district: District) -> None:
    one = opinion(asked(district), "environment")
    with pytest.raises(Denied):
        give_opinion(by(district.people["safety"]), one, Said(Answer.SUPPORT), mark_of([one]), TODAY)
    with pytest.raises(Denied):
        give_opinion(by(district.promoter), one, Said(Answer.SUPPORT), mark_of([one]), TODAY)


@pytest.mark.parametrize(("department", "said", "missing"), [
    ("planning", Said(Answer.CONDITIONAL), "要满足的条件"), ("planning", Said(Answer.MORE), "缺什么"), ("planning", Said(Answer.AGAINST, "不行"), "依据"),
    ("environment", Said(Answer.AGAINST, "不行", "某条"), "解除"), ("planning", Said("maybe"), "选一种")])
def test_an_opinion_has_what_its_kind_needs(district: District, department: str, said: Said, missing: str) -> None:
    review = asked(district)
    with pytest.raises(Refused, match=missing):
        says(district, review, department, said)
    assert opinion(review, department).answer == ""


def test_without_a_veto_no_condition_is_asked_for(district: District) -> None:
    review = asked(district)
    assert not says(district, review, "planning", Said(Answer.AGAINST, "不在城镇开发边界内", "国土空间规划")).stands_against


def test_an_opinion_is_changed_until_the_review_is_closed_and_each_time_is_in_the_ledger(district: District) -> None:
    review = asked(district)
    says(district, review, "planning", Said(Answer.AGAINST, "在边界外", "国土空间规划"))
    says(district, review, "planning", Said(Answer.CONDITIONAL, "调到边界内"))
    for key in ALL:
        if key != "planning":
            says(district, review, key)
    told = [entry.payload["answer"] for entry in Entry.objects.filter(verb="promotion.review.opinion").order_by("number")[:2]]
    assert told == ["against", "conditional"]
    closed(district, review)
    with pytest.raises(Refused, match=r"已于.*形成"):
        says(district, review, "planning")


def test_what_a_colleague_said_meanwhile_is_not_overwritten(district: District) -> None:
    review = asked(district)
    one = opinion(review, "environment")
    seen = mark_of([one])
    give_opinion(by(district.people["environment"]), one, AGAINST, seen, TODAY)
    with pytest.raises(Refused, match="刚才有人改过"):
        give_opinion(by(district.people["environment"]), one, Said(Answer.SUPPORT), seen, TODAY)
    assert opinion(review, "environment").stands_against


def test_a_clock_ends_with_the_opinion(district: District) -> None:
    review = asked(district)
    says(district, review, "safety")
    assert opinion(review, "safety").clock.ended_on == TODAY  # type: ignore[union-attr]


def test_while_something_is_missing_the_clock_stands_still_and_goes_on_when_it_is_there(district: District) -> None:
    review = asked(district)
    says(district, review, "energy", Said(Answer.MORE, "年综合能耗测算"))
    one = opinion(review, "energy")
    assert one.given_on is None
    assert one.clock
    assert one.clock.state == "paused"
    later = TODAY + timedelta(days=4)
    supply(by(district.promoter), one, "见能耗测算表", later)
    one = Opinion.objects.select_related("clock__standing").get(pk=one.pk)
    assert (one.supplied, one.answer, one.text) == ("见能耗测算表", "", "年综合能耗测算")
    assert one.clock
    assert one.clock.standing.due_on
    assert one.clock.standing.due_on > date(2026, 11, 30)
    assert says(district, review, "energy", today=later).given_on == later


def test_where_no_reason_allows_it_the_clock_goes_on_while_something_is_missing(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = promotion("qingdao-west-coast-2026").review
    monkeypatch.setitem(rules.__dict__, "pause", "")
    review = asked(district)
    says(district, review, "energy", Said(Answer.MORE, "年综合能耗测算"))
    one = opinion(review, "energy")
    assert one.clock
    assert one.clock.state != "paused"
    assert one.clock.ended_on is None


def test_what_was_said_already_can_turn_out_to_lack_something(district: District) -> None:
    review = asked(district)
    says(district, review, "energy")
    says(district, review, "energy", Said(Answer.MORE, "年综合能耗测算"))
    one = opinion(review, "energy")
    assert one.given_on is None
    assert one.clock
    assert one.clock.ended_on is None
    assert one.clock.state == "paused"
    supply(by(district.promoter), one, "见附件", TODAY)
    assert says(district, review, "energy").given_on == TODAY


@pytest.mark.mechanism("FL-07")
@pytest.mark.parametrize("district", ["qingdao-west-coast-2026", "fuling-2024"], indirect=True)
def test_nothing_is_signed_while_a_veto_stands_and_only_the_department_lifts_it(district: District) -> None:
    made = district.project()
    Project.objects.filter(pk=made.pk).update(stage="negotiation")
    review = asked(district, made)
    assert "联合预审意见收齐" in lacks(made)
    for key in review.opinions.values_list("department", flat=True):
        says(district, review, key, AGAINST if key == "environment" else None)
    closed(district, review)
    assert "联合预审意见收齐" not in lacks(made)
    assert "没有未解除的一票否决" in lacks(made)
    one = opinion(review, "environment")
    with pytest.raises(Denied):
        lift_veto(by(district.promoter), one, "已取得总量指标", None, TODAY)
    with pytest.raises(Denied):
        lift_veto(by(district.people["safety"]), one, "已取得总量指标", None, TODAY)
    lift_veto(by(district.people["environment"]), one, "已取得总量指标", None, TODAY)
    assert "没有未解除的一票否决" not in lacks(made)
    with pytest.raises(Refused, match="没有要解除"):
        lift_veto(by(district.people["environment"]), one, "已取得总量指标", None, TODAY)


def test_a_veto_is_lifted_with_a_file_that_everybody_in_the_project_sees(district: District) -> None:
    review, department = asked(district), district.people["environment"]
    says(district, review, "environment", AGAINST)
    own, shared = (projects.add_file(MACHINE, review.project, blob(sight), f"{sight}.txt", "other", sight, district.units["environment"]).paper
                   for sight in (Sight.UNIT, Sight.OFFICIALS))
    with pytest.raises(Refused, match="只有本单位看得到"):
        lift_veto(by(department), opinion(review, "environment"), "已取得总量指标", own, TODAY)
    assert lift_veto(by(department), opinion(review, "environment"), "已取得总量指标", shared, TODAY).paper == shared


def test_a_second_review_without_the_department_does_not_take_its_veto_away(district: District) -> None:
    made = district.project("negotiation", facts={"energy_tce": "5000"})
    review = asked(district, made)
    for key in ALL:
        says(district, review, key, AGAINST if key == "energy" else None)
    closed(district, review)
    projects.state_facts(MACHINE, made, {"energy_tce": "500"}, {}, TODAY)
    second = asked(district, made)
    assert not second.opinions.filter(department="energy").exists()
    assert made.pk not in no_veto([made], TODAY)
    lift_veto(by(district.people["development"]), opinion(review, "energy"), "能耗降到 500 吨", None, TODAY)
    assert made.pk in no_veto([made], TODAY)


def test_what_a_department_says_in_a_second_review_counts(district: District) -> None:
    made = district.project("negotiation")
    review = asked(district, made)
    for key in ALL:
        says(district, review, key, AGAINST if key == "environment" else None)
    closed(district, review)
    second = asked(district, made)
    assert made.pk not in joint_opinion([made], TODAY), "while a review is open there is no joint opinion"
    assert made.pk not in no_veto([made], TODAY)
    says(district, second, "environment")
    assert made.pk in no_veto([made], TODAY)


def test_what_becomes_known_later_asks_for_another_review(district: District) -> None:
    made = district.project("negotiation")
    review = asked(district, made, left={"energy": "企业承诺能耗不到 1000 吨"})
    for key in ALL:
        if key != "energy":
            says(district, review, key)
    closed(district, review)
    assert made.pk in joint_opinion([made], TODAY)
    made = projects.state_facts(MACHINE, made, {"energy_tce": "5000"}, {}, TODAY)
    assert made.pk not in joint_opinion([made], TODAY)
    second = asked(district, made)
    for key in ALL:
        says(district, second, key)
    closed(district, second)
    assert made.pk in joint_opinion([made], TODAY)


def test_silence_is_waited_for_where_the_place_does_not_take_it_for_support(district: District) -> None:
    asked(district)
    assert take(TODAY + timedelta(days=30)) == 0


def test_silence_is_support_where_the_place_says_so_and_is_seen_as_such(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(promotion("qingdao-west-coast-2026").review.__dict__, "silence", "support")
    review = asked(district)
    says(district, review, "environment", AGAINST)
    says(district, review, "energy", Said(Answer.MORE, "能耗测算"))
    assert take(TODAY + timedelta(days=7)) == 0, "the last day is not over"
    late = TODAY + timedelta(days=8)
    sweep(late)
    assert take(late) == len(ALL) - 2
    assert take(late) == 0
    one = opinion(review, "safety")
    assert (one.answer, one.silent, one.given_by) == (Answer.SUPPORT, True, None)
    assert one.clock
    assert one.clock.ended_on == late
    assert opinion(review, "environment").stands_against, "who spoke is not silent"
    assert opinion(review, "energy").given_on is None, "who waits for something is not silent"
    says(district, review, "safety", AGAINST, today=late)
    assert not opinion(review, "safety").silent


def test_silence_in_a_later_review_lifts_no_veto(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(promotion("qingdao-west-coast-2026").review.__dict__, "silence", "support")
    made = district.project("negotiation")
    review = asked(district, made)
    for key in ALL:
        says(district, review, key, AGAINST if key == "environment" else None)
    closed(district, review)
    asked(district, made)
    late = TODAY + timedelta(days=8)
    take_silence(MACHINE, made, late)
    assert made.pk not in no_veto([made], late)


def test_it_is_closed_when_all_are_there_and_nobody_changed_anything_since(district: District) -> None:
    review = asked(district)
    for key in ALL[:-1]:
        says(district, review, key)
    with pytest.raises(Refused, match=r"还差 1 个部门.*准入许可"):
        closed(district, review)
    says(district, review, ALL[-1])
    seen = mark_of(Opinion.objects.filter(review=review))
    says(district, review, "planning", Said(Answer.CONDITIONAL, "退让红线"))
    with pytest.raises(Refused, match="刚才有部门改了意见"):
        close_review(by(district.promoter), review, "原则同意。", seen, TODAY)
    made = closed(district, review)
    assert made.closed_on == TODAY
    assert review.project_id in joint_opinion([review.project], TODAY)


def test_the_asked_and_the_owner_are_told(district: District) -> None:
    review = asked(district, people={"environment": district.people["environment"]})
    assert Notice.objects.filter(account=district.people["environment"], kind="project.review", title_zh__contains="预审意见").count() == 1
    says(district, review, "environment", AGAINST)
    told = Notice.objects.get(account=district.promoter, kind="project.review")
    assert "不同意，一票否决" in told.title_zh
    assert not Notice.objects.filter(account=district.people["safety"], title_zh__contains="不同意").exists()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="one file, one hand")
@pytest.mark.usefixtures("lasting_db")
def test_two_departments_at_once_are_both_heard(district: District) -> None:
    review = asked(district)
    keys = ("environment", "safety", "planning", "building")
    assert at_once(lambda number: says(district, review, keys[number]), 4) == []
    assert Opinion.objects.filter(review=review, given_on__isnull=False).count() == 4


@pytest.mark.skipif(connection.vendor == "sqlite", reason="one file, one hand")
@pytest.mark.usefixtures("lasting_db")
def test_two_colleagues_at_once_are_one_opinion(district: District) -> None:
    review = asked(district)
    one = opinion(review, "environment")
    seen = mark_of([one])
    wrong = at_once(lambda number: give_opinion(by(district.people["environment"]), one, AGAINST if number else Said(Answer.SUPPORT), seen, TODAY), 2)
    assert len(wrong) == 1
    assert "刚才有人改过" in wrong[0]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="one file, one hand")
@pytest.mark.usefixtures("lasting_db")
def test_an_opinion_and_the_closing_at_once_never_leave_a_joint_opinion_that_does_not_know_it(district: District) -> None:
    review = asked(district)
    for key in ALL:
        says(district, review, key)
    seen = mark_of(Opinion.objects.filter(review=review))

    def work(number: int) -> None:
        if number:
            close_review(by(district.promoter), Review.objects.select_related("project__region", "project__unit").get(pk=review.pk), "同意。", seen, TODAY)
        else:
            says(district, review, "environment", AGAINST)
    wrong = at_once(work, 2)
    assert len(wrong) == 1, "one of them came too late"
    review.refresh_from_db()
    assert (review.closed_on is None) == opinion(review, "environment").stands_against
