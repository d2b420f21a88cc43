"""What is to be done for a project by a day: begun by a stage or by somebody, handed over, done."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final

from luodi.clocks.actions import New as NewClock
from luodi.clocks.actions import assign, note_event, open_clock
from luodi.clocks.models import Clock
from luodi.engine.mechanism import Lifecycle, StageTask
from luodi.engine.source import refuse
from luodi.engine.timelimit import Accepted, Decided, Limit, Received
from luodi.ledger.actions import Act, action
from luodi.notices.actions import withdraw
from luodi.people.actions.shared import open_unit
from luodi.people.models import Account, Unit
from luodi.people.rules import rulebook
from luodi.projects import telling, verbs
from luodi.projects.actions.shared import inside, kept, line, locked, of
from luodi.projects.models import Part, Project, Task
from luodi.projects.rules import lifecycle_of
from luodi.rights.permissions import Right

LONGEST: Final = 250
"""Working days that a task may take."""


@action(verb=verbs.TASK_ADD, needs=Right.PROJECT_CHANGE, subject=of)
def add_task(act: Act, project: Project, name: str, unit: Unit, account: Account | None, days: int, today: date) -> Task:
    """Have something done within so many working days from today. Raises Refused for none or too many, and a unit that is closed."""
    project = locked(project)
    if not 1 <= days <= LONGEST:
        refuse(None, f"天数 {days} 不对，应是 1 到 {LONGEST} 个工作日", f"{days} working days: must be from 1 to {LONGEST}")
    open_unit(unit)
    task = _start(act, project, Task(project=project, name=line(name, "待办", "task", 120, 2), unit=unit, account=account), days, "standard", today)
    kept(act, project)
    act.note(task=task.pk, name=task.name, unit=task.unit_id, account=task.account_id)
    telling.tasked(act, task)
    return task


@action(verb=verbs.TASK_DONE, needs=Right.PROJECT_WRITE, subject=lambda task, *rest: of(task.project))
def finish_task(act: Act, task: Task, result: str, today: date) -> Task:
    """Say that a task is done, and what came of it. Raises Refused without a result, and for one that is done already."""
    task = _locked(task)
    task.result, task.done_on = line(result, "结果", "result", 500), today
    task.save(update_fields=["result", "done_on"])
    if task.clock:
        note_event(inside(act), task.clock, Decided(today, "approved"), today)
    kept(act, task.project)
    act.note(task=task.pk, name=task.name, unit=task.unit_id, account=task.account_id)
    act.change({"done_on": None}, {"done_on": today, "result": task.result})
    telling.done(act, task)
    return task


@action(verb=verbs.TASK_HAND, needs=Right.PROJECT_CHANGE, subject=lambda task, *rest: of(task.project))
def hand_task(act: Act, task: Task, account: Account) -> Task:
    """Give a task to somebody else. Raises Refused for one that is done, and for an account that is closed."""
    task = _locked(task)
    if not account.is_active:
        refuse(None, f"{account.name}的账号已停用，请选别人", f"the account of {account.name} is closed; choose somebody else")
    before = task.account
    task.account = account
    task.save(update_fields=["account"])
    if task.clock:
        assign(inside(act), task.clock, account)
    if before and task.project.confidential:
        forgotten(task.project, [before.pk])
    kept(act, task.project)
    act.note(task=task.pk, name=task.name, unit=task.unit_id, account=account.pk)
    act.change({"account_id": before.pk if before else None}, {"account_id": account.pk})
    telling.tasked(act, task, before)
    return task


def left(project: Project, account: int, heir: Account | None, still: Collection[str] = ()) -> tuple[int, ...]:
    """Whoever leaves a project has none of its open tasks any more: they go to an heir, or to nobody. Which ones. Within an action.

    `still`: parts that they keep, with the tasks that come with these. One statement, and two more where there are any.
    """
    kept = [task.id for task in lifecycle_of(rulebook(), project.region_id).tasks if set(still) & set(task.to)] if still else []
    rows = Task.objects.filter(project=project, account=account, done_on__isnull=True).exclude(key__in=kept)
    found = dict(rows.order_by("pk").values_list("pk", "clock_id"))
    if found:
        Task.objects.filter(pk__in=found).update(account=heir)
        Clock.objects.filter(pk__in=[clock for clock in found.values() if clock is not None]).update(assignee=heir)
    return tuple(found)


def forgotten(project: Project, accounts: Collection[int] | None = None) -> None:
    """Take back what those were told of a confidential project and its clocks who have no part in it, and the clocks that they once had in hand.

    `accounts`: these alone. Within an action.
    """
    inside = Part.objects.filter(project=project, last__isnull=True, account__isnull=False).values_list("account_id", flat=True)
    doing = Task.objects.filter(project=project, done_on__isnull=True, account__isnull=False).values_list("account_id", flat=True)
    clocks = {*Task.objects.filter(project=project, clock__isnull=False).values_list("clock_id", flat=True),
              *Clock.objects.filter(region=project.region_id, thread_id=project.pk, ended_on__isnull=True).values_list("pk", flat=True)}
    but_for = {*inside, *doing}
    withdraw({"project": [project.pk], "clock": clocks}, but_for, accounts, telling.related_key(project))
    over = Clock.objects.filter(pk__in=clocks).exclude(assignee__in=but_for)
    (over if accounts is None else over.filter(assignee__in=accounts)).update(assignee=None)


def begin(act: Act, project: Project, course: Lifecycle, today: date) -> list[Task]:
    """What begins by itself with the stage of a project. Within an action; statements: one, and those of a clock for each."""
    told = [one for one in course.tasks if one.stage == project.stage]
    if not told:
        return []
    parts = list(Part.objects.filter(project=project, last__isnull=True, account__isnull=False).select_related("account").order_by("id"))
    begun = []
    for one in told:
        account = next((part.account for kind in one.to for part in parts if part.kind == kind), None)
        task = Task(project=project, key=one.id, name=one.title("zh-Hans"), unit=project.unit, account=account)
        begun.append(_start(act, project, task, one.days, one.ladder, today, one))
    return begun


def _start(act: Act, project: Project, task: Task, days: int, ladder: str, today: date, told: StageTask | None = None) -> Task:
    task.save()
    limit = Limit(days, "working", source=told.source) if told else Limit(days)
    task.clock = open_clock(inside(act), NewClock(
        task.unit, ("task", task.pk), _named(project, task), [Received(today), Accepted(today)], limit, assignee=task.account,
        url=f"/projects/{project.code}", confidential=project.confidential, ladder=ladder, thread=project.pk), today)
    task.save(update_fields=["clock"])
    return task


def _named(project: Project, task: Task) -> str:
    """What its clock is called: as much of a long project's name as there is room for."""
    room = 197 - len(task.name)
    return f"{project.name if len(project.name) <= room else project.name[:room - 1] + '…'} · {task.name}"


def _locked(task: Task) -> Task:
    """The task as it is now, its project locked. Raises Refused for one that is done."""
    project = locked(task.project)
    found = Task.objects.select_for_update(of=("self",)).select_related("clock__standing", "unit", "account__unit").get(pk=task.pk)
    found.project = project
    if found.done_on:
        refuse(None, f"“{found.name}”已于 {found.done_on} 办完", f'"{found.name}" was done on {found.done_on}')
    return found
