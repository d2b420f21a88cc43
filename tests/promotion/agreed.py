"""Agreements on their way: each helper does through the real actions what comes before, and sets what other houses say as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from luodi.people.models import Account
from luodi.people.queries import person_of
from luodi.people.rules import rulebook
from luodi.projects import actions as projects
from luodi.projects.models import Project
from luodi.projects.queries import project_by_code
from luodi.promotion.actions import agreements as acts
from luodi.promotion.actions.agreements.vetting import OnClause
from luodi.promotion.models import Agreement, Assessment, Briefing, Draft, HandOver, Opinion, Promise, Review
from luodi.promotion.queries.agreements import Held, agreement_of, held_of
from luodi.promotion.rules import promotion_of
from luodi.promotion.wording import Clause
from luodi.rights.kernel import MACHINE, Person
from tests.people.country import TODAY
from tests.projects.ladder import blob
from tests.promotion.district import District

BASIS = "公平竞争审查条例第十条"


def me(account: Account, today: date = TODAY) -> Person:
    """Somebody as they are today."""
    return person_of(account, today)


def negotiated(district: District, told: bool = True, reviewed: bool = True, **more: Any) -> Project:
    """A project in negotiation. `told`: briefed; `reviewed`: its joint pre-review closed, all departments for it."""
    made = district.project(**more)
    unit, by = district.units["park"], district.promoter
    assessment = Assessment.objects.create(project=made, scheme="x", state=Assessment.State.AGREED, begun_on=TODAY, by=by)
    HandOver.objects.create(project=made, assessment=assessment, giver=made.unit, taker=unit, handed_on=TODAY, taken_on=TODAY)
    projects.move_on(MACHINE, made, "negotiation", TODAY, TODAY)
    if told:
        for node in promotion_of(rulebook(), made.region_id).nodes:
            Briefing.objects.create(project=made, node=node, by=by, at=made.created_at)
    if reviewed:
        review = Review.objects.create(project=made, asked_on=TODAY, by=by, conclusion="同意", closed_on=TODAY)
        Opinion.objects.bulk_create([Opinion(review=review, department=one.id, unit=district.units[one.duty], veto=one.veto, answer=Opinion.Answer.SUPPORT,
                                             given_on=TODAY) for one in promotion_of(rulebook(), made.region_id).review.departments])
    return again(made)


def again(made: Project) -> Project:
    """A project as it is now."""
    found = project_by_code(made.code)
    assert found
    return found


def drafted(district: District, made: Project | None = None, template: str = "investment") -> Agreement:
    """A first version."""
    acts.begin_agreement(me(district.promoter), made or negotiated(district), template, district.promoter, TODAY)
    return newest(made or Project.objects.latest("pk"))


def newest(made: Project) -> Agreement:
    """The agreement of a project as it is now."""
    found = agreement_of(again(made))
    assert found
    return found


def held(agreement: Agreement) -> Held:
    """An agreement as it is now."""
    return held_of(newest(agreement.project))


def changed(agreement: Agreement, district: District, words: str = "乙方自取得土地之日起 3 个月内开工。", key: str = "schedule") -> Draft:
    """A new version in which a clause has other words."""
    now = held(agreement)
    clauses = [replace(one, text=words) if one.key == key else one for one in now.clauses]
    return redrafted(agreement, district, clauses)


def redrafted(agreement: Agreement, district: District, clauses: Sequence[Clause], note: str = "") -> Draft:
    """A new version."""
    return acts.redraft(me(district.promoter), agreement, held(agreement).draft.number, clauses, note, district.promoter, TODAY)


def fair(agreement: Agreement, district: District, passed: bool = True) -> None:
    """The newest version is reviewed for fair competition."""
    acts.ask_fair(me(district.promoter), newest(agreement.project), "初审：没有违反规定的优惠。", None, TODAY)
    row = held(agreement).review
    assert row
    row.agreement = newest(agreement.project)
    acts.answer_fair(me(district.people["market"]), row, passed, BASIS, "" if passed else "第三条有地方保护", TODAY)


def looked(agreement: Agreement, district: District, passed: bool = True) -> None:
    """The changed clauses are looked at."""
    acts.ask_clauses(me(district.promoter), newest(agreement.project), None, TODAY)
    asked = [one.clause.key for one in held(agreement).looked if one.state == "asked"]
    said = {key: OnClause(passed, "" if passed else "工期太短") for key in asked}
    acts.answer_clauses(me(district.people["legal"]), newest(agreement.project), district.units["legal"], None, said, TODAY)


def put(agreement: Agreement, district: District, meeting_on: date = TODAY) -> None:
    """The newest version is put to whoever must decide."""
    acts.put_to_decision(me(district.promoter), newest(agreement.project), meeting_on, "审议投资协议", None, TODAY)


def decided(agreement: Agreement, district: District, agreed: bool = True, by: str = "government") -> None:
    """It is put to whoever must decide, and they say what they decided."""
    put(agreement, district)
    row = held(agreement).decision
    assert row
    row.agreement = newest(agreement.project)
    acts.answer_decision(me(district.people[by]), row, agreed, "会议同意" if agreed else "条件不成熟", TODAY)


def ready(district: District, **more: Any) -> Agreement:
    """An agreement that only waits for the signature."""
    found = drafted(district, negotiated(district, **more))
    fair(found, district)
    decided(found, district)
    return newest(found.project)


def signed(agreement: Agreement, district: District, pledges: Sequence[acts.Pledged] = (), on: date = TODAY) -> list[Promise]:
    """The agreement is signed by its owner."""
    now = newest(agreement.project)
    acts.sign(me(district.promoter), now, blob("signed"), "协议.pdf", on, pledges, now.project.unit, TODAY)
    return list(Promise.objects.filter(agreement=agreement).select_related("unit__region", "clock__standing", "clock__assignee").order_by("due_on"))
