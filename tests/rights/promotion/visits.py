"""Examples for the addresses and actions of visits, reports to leaders and their instructions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from luodi.clocks.actions import New, open_clock
from luodi.engine.timelimit import Accepted, Limit, Received
from luodi.projects.models import Project
from luodi.promotion.forms.visits import ReportForm
from luodi.promotion.models import Instruction, Report, Visit
from luodi.promotion.queries.visits import Section
from luodi.promotion.views.reports import mark_of
from luodi.rights.kernel import MACHINE, Matter
from luodi.rights.permissions import Right
from tests.rights.addresses import BOTH, NO_CODE, Case, of_project
from tests.rights.addresses import Example as Address
from tests.rights.deeds import Deed
from tests.rights.deeds import Example as Action
from tests.rights.promotion.briefings import ALL, asked, deed, here
from tests.rights.world import TODAY, Actor, World

WORDS = [Section(heading="项目概况", text="在谈")]


def _report(world: World, made: Project, sent: bool = False) -> Report:
    there = Report.objects.filter(project=made, sent_on__isnull=not sent).first()
    found = there or Report.objects.create(project=made, unit=made.unit, year=2026, number=1 if sent else 0, sections=WORDS, begun_on=TODAY,
                                           sent_on=TODAY if sent else None, by=world.accounts["plain-own"])
    found.project = made
    return found


def _without(world: World, made: Project) -> list[Any]:
    """No report that waits to be sent."""
    Report.objects.filter(project=made, sent_on__isnull=True).delete()
    return []


def _changed(world: World, made: Project) -> Mapping[str, Any]:
    return {"heading-0": "项目概况", "text-0": "谈得差不多了", "heading-1": "", "text-1": "", "seen": ReportForm.shows({"mark": mark_of(WORDS)})}


def _instructing(world: World, made: Project) -> Mapping[str, Any]:
    return {"text": "请抓紧", "unit": made.unit_id, "who": world.accounts["plain-own"].login if made.confidential else ""}


def _instructed(world: World, actor: Actor, place: str) -> tuple[Instruction, Matter]:
    made, (account, matter) = here(world, actor, place), asked(world, actor, place)
    found = Instruction.objects.filter(project=made, done_on__isnull=True).select_related("clock__assignee").first()
    if found is None:
        clock = open_clock(MACHINE, New(made.unit, ("instruction", 1), "批示", [Received(TODAY), Accepted(TODAY)], Limit(10), assignee=account,
                                        confidential=made.confidential, thread=made.pk), TODAY)
        found = Instruction(project=made, by=world.accounts["plain-own"], text="请抓紧", unit=made.unit, given_on=TODAY, clock=clock)
        found.save()
    found.project, found.unit = made, made.unit
    return found, matter


def _instruction(world: World, actor: Actor, place: str) -> Case:
    found, matter = _instructed(world, actor, place)
    asker = actor if actor.account else world.actors["clerk"]
    return Case([found.project.code, found.pk], post={"result": "办好了"}, missing=[NO_CODE, found.pk],
                asks=((Right.PROJECT_INSIDE, world.project_matter(place, asker)), (Right.ASKED_ANSWER, matter)))


def _follow_up(world: World, actor: Actor, place: str) -> Deed:
    found, matter = _instructed(world, actor, place)
    return Deed([found, "办好了", TODAY], Right.ASKED_ANSWER, matter)


def _visit(world: World, made: Project) -> Visit:
    return Visit(on=TODAY, place="企业厂区", who="某某", text="看了生产线", unit=made.unit, by=world.accounts["plain-own"])


_A = "luodi.promotion.actions.visits."
ADDRESSES: dict[str, Address] = {
    "promotion_visits": of_project(right=Right.PROJECT_INSIDE),
    "promotion_visit_add": of_project({"on": TODAY, "place": "企业厂区", "who": "某某", "text": "看了生产线", "whole": "1"}),
    "promotion_report_add": of_project({}, args=_without),
    "promotion_report": of_project(right=Right.PROJECT_INSIDE, args=lambda world, made: [_report(world, made, sent=True).pk]),
    "promotion_report_file": of_project(right=Right.PROJECT_INSIDE, args=lambda world, made: [_report(world, made, sent=True).pk]),
    "promotion_report_change": of_project(_changed, args=lambda world, made: [_report(world, made).pk]),
    "promotion_report_send": of_project({}, args=lambda world, made: [_report(world, made).pk]),
    "promotion_instruct": of_project(_instructing, Right.LEADER_DECIDE), "promotion_instruction": Address(_instruction, ALL, BOTH),
    "promotion_instructions": Address(lambda world, actor, place: Case()),
}
ACTIONS: dict[str, Action] = {
    f"{_A}add_visit": deed(Right.PROJECT_CHANGE, lambda world, made: [made, _visit(world, made), [], True, TODAY]),
    f"{_A}draft_report": deed(Right.PROJECT_CHANGE, lambda world, made: [made, world.accounts["plain-own"], TODAY]),
    f"{_A}change_report": deed(Right.PROJECT_CHANGE, lambda world, made: [_report(world, made), [*WORDS, *WORDS], WORDS]),
    f"{_A}send_report": deed(Right.PROJECT_CHANGE, lambda world, made: [_report(world, made), TODAY]),
    f"{_A}instruct": deed(Right.LEADER_DECIDE, lambda world, made: [
        made, None, "请抓紧", made.unit, world.accounts["plain-own"] if made.confidential else None, world.accounts["plain-own"], TODAY]),
    f"{_A}follow_up": Action(_follow_up, ALL),
}
