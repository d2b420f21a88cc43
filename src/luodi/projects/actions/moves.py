"""A project moves from stage to stage. Forward everything that the gate asks for is looked at; what is only edited is checked alone."""

from __future__ import annotations

from datetime import date

from luodi.engine.source import Fault, Refused, refuse
from luodi.ledger.actions import Act, action
from luodi.people.rules import rulebook
from luodi.projects import telling, verbs
from luodi.projects.actions.shared import head, kept, locked, not_later, of
from luodi.projects.actions.tasks import begin
from luodi.projects.gates import have, words
from luodi.projects.models import Move, Project, Status
from luodi.projects.rules import lifecycle_of
from luodi.rights.permissions import Right


@action(verb=verbs.MOVE, needs=Right.PROJECT_CHANGE, subject=of)
def move_on(act: Act, project: Project, stage: str, on: date, today: date) -> Project:
    """Have a project enter the stage after its own, as of a day. What the stage brings begins by itself.

    Raises Refused with everything that is still missing, for a stage that is not the next one, a day before the last move or yet to come, and a project
    that does not go on.
    """
    project, book = locked(project), rulebook()
    course = lifecycle_of(book, project.region_id)
    following = course.after(project.stage)
    if following is None or following.id != stage:
        refuse(None, "项目的阶段刚刚变了，或者跳过了中间的阶段，请刷新再看", "the stage has just changed, or one would be left out; reload the page")
    if project.status != Status.ACTIVE:
        refuse(None, f"项目现在是“{Status(project.status).label}”，先恢复推进", f"the project is {project.status}; have it go on first")
    _in_order(project, on, today)
    if lacking := course.missing(stage, have(project, course, book, today)):
        raise Refused([Fault(None, words(need, course)) for need in lacking])
    before = head(project)
    _enter(act, project, stage, on)
    act.note(stage=stage, on=on)
    act.change(before, head(project))
    telling.entered(act, project, course, begin(act, project, course, today))
    return project


@action(verb=verbs.BACK, needs=Right.PROJECT_CHANGE, subject=of)
def move_back(act: Act, project: Project, on: date, today: date) -> Project:
    """Take a project back to the stage before. Raises Refused without a reason, and in the first stage."""
    project, course = locked(project), lifecycle_of(rulebook(), project.region_id)
    place = course.order[project.stage]
    if not place:
        refuse(None, "已经是第一个阶段", "it is in the first stage already")
    if not act.by.reason.strip():
        refuse(None, "退回要写明原因", "say why it goes back")
    _in_order(project, on, today)
    before, stage = head(project), course.stages[place - 1].id
    _enter(act, project, stage, on)
    act.note(stage=stage, on=on)
    act.change(before, head(project))
    telling.entered(act, project, course, back=True)
    return project


def _in_order(project: Project, on: date, today: date) -> None:
    not_later(on, today, "日期", "the day")
    if on < project.stage_since:
        refuse(None, f"日期 {on} 早于进入现在阶段的 {project.stage_since}", f"{on} is before {project.stage_since}, when the project entered its stage")


def _enter(act: Act, project: Project, stage: str, on: date) -> None:
    Move.objects.filter(project=project, left_on__isnull=True).update(left_on=on)
    Move.objects.create(region=project.region, project=project, before=project.stage, stage=stage, on=on, at=act.at)
    project.stage, project.stage_since, project.way = stage, on, f"{project.way}{stage} "
    kept(act, project, "stage", "stage_since", "way")
