"""What the gate of a stage asks of promotion, done in one call through its real actions: whoever needs a project beyond a gate gets there legally."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final

from luodi.people.models import Account, Unit
from luodi.people.rules import Rulebook, rulebook
from luodi.projects.gates import have
from luodi.projects.models import Blob, Part, Project
from luodi.projects.queries import project_by_code
from luodi.projects.rules import derived, lifecycle_of, mechanism_of
from luodi.promotion.actions import agreements, assessments, briefings, reviews
from luodi.promotion.actions.duties import set_duties
from luodi.promotion.checks import due
from luodi.promotion.judging import fitting, unpacked
from luodi.promotion.models import Assessment, Delivery, HandOver, Opinion, Review, Scoring
from luodi.promotion.opinions import Answer, mark_of
from luodi.promotion.queries.agreements import agreement_of, held_of, templates_for
from luodi.promotion.queries.assessments import leaders_for, parks_for
from luodi.promotion.queries.briefings import papers_of
from luodi.promotion.rules import promotion_of, units_of
from luodi.rights.kernel import MACHINE

BASIS: Final = "公平竞争审查条例第十条"


def climb(made: Project, stage: str, today: date) -> Project:
    """A project that lacks nothing of promotion for the stage after its own, nor has anything of it that waits."""
    book = rulebook()
    course = lifecycle_of(book, made.region_id)
    for key, deed in DEEDS.items():
        made = again(made)
        if key in {need.key for need in course.missing(stage, have(made, course, book, today)) if need.kind == "check"}:
            _answered(made, book)
            deed(made, book, today)
    return again(made)


def sign(made: Project, paper: Blob, today: date) -> Project | None:
    """Sign the agreement of a project, which takes it to its stage. None where there is none: its place asks for no more than the paper."""
    found = agreement_of(made)
    if found is None:
        return None
    agreements.sign(MACHINE, found, paper, "agreement.txt", today, (), made.unit, today)
    return again(made)


def again(made: Project) -> Project:
    """A project as it is now."""
    found = project_by_code(made.code)
    assert found
    return found


def owner_of(made: Project) -> Account:
    """Who owns a project."""
    account = Part.objects.select_related("account__unit__region").get(project=made, kind="owner", last__isnull=True).account
    assert account
    return account


def assess(made: Project, book: Rulebook, today: date) -> None:
    """Judged, recommended, decided on, taken over."""
    rules, mechanism = promotion_of(book, made.region_id), mechanism_of(book, made.region_id, today)
    scheme = fitting(rules, derived(made.facts, mechanism), mechanism.table)[0][0]
    others = Account.objects.filter(unit__region=made.region_id, is_active=True).exclude(pk=owner_of(made).pk).exclude(unit__kind="enterprise")
    assessments.begin_assessment(MACHINE, made, scheme.id, list(others.order_by("pk")[:scheme.assessors]), today)
    for scoring in Scoring.objects.filter(assessment__project=made, handed_in_at__isnull=True).order_by("pk").select_related(
            "account", "assessment__project__region", "assessment__project__unit"):
        held = unpacked(scoring.assessment.rules)
        says = assessments.Says({one.id: Decimal(80) for one in held.by_hand}, {one.id: "看过资料" for one in (*held.by_hand, *held.vetoes)},
                                {one.id: False for one in held.vetoes})
        assessments.hand_in(MACHINE, scoring, says, today)
    found = Assessment.objects.select_related("project__region", "project__unit").filter(project=made).latest("pk")
    park = parks_for(made, units_of(made.region).get("park"))[0]
    assessments.propose(MACHINE, found, park, _named(made, park), leaders_for(made, today)[0], "可行", today)
    assessments.decide(MACHINE, found, True, "同意", today)
    for one in HandOver.objects.filter(project=made, taken_on__isnull=True).select_related("project__region", "project__unit", "taker__region",
                                                                                          "clock__assignee"):
        assessments.take_over(MACHINE, one, "", today)


def brief(made: Project, book: Rulebook, today: date) -> None:
    """Told at every node that it has reached, which all acknowledge."""
    rules = promotion_of(book, made.region_id)
    for node in due(made, papers_of(made), book, today):
        units = [units_of(made.region)[duty] for duty in node.to]
        typed = {one.id: "见项目方案" for one in node.asks}
        briefings.send_briefing(MACHINE, made, rules.nodes[node.id].id, typed, typed, {unit.pk: _of(unit) for unit in units}, owner_of(made), today)
    for one in Delivery.objects.filter(briefing__project=made, acknowledged_on__isnull=True).select_related(
            "briefing__project__region", "briefing__project__unit", "unit__region", "account"):
        briefings.acknowledge(MACHINE, one, "", today)


def review(made: Project, book: Rulebook, today: date) -> None:
    """Pre-reviewed by all departments that it concerns; all support it."""
    rules = promotion_of(book, made.region_id)
    units = units_of(made.region)
    people = {one.id: _of(units[one.duty]) for one in rules.review.departments} if made.confidential else {}
    asked = reviews.ask_review(MACHINE, made, owner_of(made), reviews.Asking(people=people), today)
    for one in Opinion.objects.filter(review=asked).select_related("review__project__region", "review__project__unit", "unit__region", "account"):
        reviews.give_opinion(MACHINE, one, reviews.Said(Answer.SUPPORT), mark_of([one]), today)
    found = Review.objects.select_related("project__region", "project__unit").get(pk=asked.pk)
    reviews.close_review(MACHINE, found, "原则同意。", mark_of(Opinion.objects.filter(review=asked)), today)


def agree(made: Project, book: Rulebook, today: date) -> None:
    """An agreement as the library has it, reviewed for fair competition."""
    rules, mechanism = promotion_of(book, made.region_id), mechanism_of(book, made.region_id, today)
    template = templates_for(made, rules, mechanism)[0][0]
    agreements.begin_agreement(MACHINE, made, template, owner_of(made), today)
    found = agreement_of(again(made))
    assert found
    unit = units_of(made.region)[rules.fair.duty] if rules.fair.duty else made.unit
    row = agreements.ask_fair(MACHINE, found, "没有违反规定的优惠。", _named(made, unit), today)
    row.agreement = found
    agreements.answer_fair(MACHINE, row, True, BASIS, "", today)


def decide(made: Project, book: Rulebook, today: date) -> None:
    """Agreed to by who must decide."""
    found, rules = agreement_of(again(made)), promotion_of(book, made.region_id)
    assert found
    level, _sure = rules.level(derived(made.facts, mechanism_of(book, made.region_id, today)))
    assert level, "nobody must decide"
    row = agreements.put_to_decision(MACHINE, found, today, "审议投资协议", _named(made, units_of(made.region)[level.duty]), today)
    row.agreement = found
    agreements.answer_decision(MACHINE, row, True, "会议同意", today)
    assert held_of(found).decision


DEEDS: Final[dict[str, Callable[[Project, Rulebook, date], None]]] = {
    "assessed": assess, "briefed": brief, "joint_opinion": review, "agreement_cleared": agree, "level_decided": decide}
"""What is done for each check that a gate asks for, in the order in which people would do it. Nobody says no, so that no veto stands."""


def _answered(made: Project, book: Rulebook) -> None:
    """Some unit answers for every duty: its own, where nobody was named."""
    there = units_of(made.region)
    if missing := {key: made.unit for key in promotion_of(book, made.region_id).duties if key not in there}:
        set_duties(MACHINE, made.region, missing)


def _named(made: Project, unit: Unit) -> Account | None:
    """Who is named in a unit: somebody for what is confidential, nobody otherwise."""
    return _of(unit) if made.confidential else None


def _of(unit: Unit) -> Account:
    """Somebody of a unit."""
    found = Account.objects.filter(unit__path__startswith=unit.path, is_active=True).select_related("unit__region").order_by("pk").first()
    assert found, f"nobody is in {unit.name}"
    return found
