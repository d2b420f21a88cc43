"""Who is in a project, and what is to be done by whom."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luodi.people.manage.forms import unit_choices
from luodi.people.manage.page import asked
from luodi.people.manage.page import there as or_404
from luodi.projects import actions, thread
from luodi.projects.forms import GivePerson, GiveUnit, NewTask, Result
from luodi.projects.models import Task
from luodi.projects.views.heads import BOTH
from luodi.projects.views.shared import Here, account_named, form, here, saved, typed
from luodi.rights.door import Signed, needs
from luodi.rights.permissions import Right


@require_http_methods(BOTH)
@needs(Right.PROJECT_STAFF)
def give(request: Signed, code: str, kind: str) -> HttpResponse:
    """Give somebody, or a unit, a part."""
    there = here(request, code, Right.PROJECT_STAFF)
    course = there.course()
    if kind not in course.parts:
        raise Http404
    part = course.parts[kind]
    page = (_("安排“%(part)s”") % {"part": part.title(request.lang)}, _("安排"), _("从今天起算；安排和结束都记入台账。"))
    if part.of == "unit":
        units = thread.units_around(there.project)
        return form(request, there, page, GiveUnit(unit_choices(units), typed(request)), lambda data: actions.give_part(
            request.person, there.project, kind, next(unit for unit in units if str(unit.pk) == data["unit"]), request.today), saved())
    return form(request, there, page, GivePerson(typed(request)), lambda data: actions.give_part(
        request.person, there.project, kind, account_named(there, data["who"]), request.today), saved(), people=thread.accounts_around(there.project))


@require_http_methods(BOTH)
@needs(Right.PROJECT_STAFF)
def end(request: Signed, code: str, part: int) -> HttpResponse:
    """Ask once, then end a part."""
    there = here(request, code, Right.PROJECT_STAFF)
    found = or_404(thread.part_of(there.project, part))
    course = there.course()
    name = f"{course.parts[found.kind].title(request.lang) if found.kind in course.parts else found.kind} · {found.account or found.unit}"
    return form(request, there, (_("结束参与"), _("结束"), name), asked(request),
                lambda data: actions.end_part(request.person, there.project, found.pk, request.today), saved(), danger=True)


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def task_add(request: Signed, code: str) -> HttpResponse:
    """Have something done by a day."""
    there = here(request, code, Right.PROJECT_CHANGE)
    units = thread.units_around(there.project)
    asks = NewTask(unit_choices(units), typed(request), initial={"unit": str(there.project.unit_id)})

    def do(data: dict[str, Any]) -> None:
        unit = next(unit for unit in units if str(unit.pk) == data["unit"])
        account = account_named(there, data["who"]) if data["who"] else None
        actions.add_task(request.person, there.project, data["name"], unit, account, data["days"], request.today)
    return form(request, there, (_("加待办"), _("加上"), _("今天起计时，明天是第一天；快到期和超期自动催办。")), asks, do, saved(),
                people=thread.accounts_around(there.project))


@require_http_methods(BOTH)
@needs(Right.PROJECT_WRITE)
def task_done(request: Signed, code: str, task: int) -> HttpResponse:
    """Say what came of it."""
    there = here(request, code, Right.PROJECT_WRITE)
    found = _task(there, task)
    return form(request, there, (_("办完：%(task)s") % {"task": found.name}, _("办完了"), ""), Result(typed(request)),
                lambda data: actions.finish_task(request.person, found, data["result"], request.today), _("办完了，计时已停。"))


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def task_hand(request: Signed, code: str, task: int) -> HttpResponse:
    """Give it to somebody else."""
    there = here(request, code, Right.PROJECT_CHANGE)
    found = _task(there, task)
    return form(request, there, (_("转交：%(task)s") % {"task": found.name}, _("转交"), _("期限不变。")), GivePerson(typed(request)),
                lambda data: actions.hand_task(request.person, found, account_named(there, data["who"])), saved(),
                people=thread.accounts_around(there.project))


def _task(there: Here, task: int) -> Task:
    """A task that somebody sees: outside, their own only."""
    found = thread.task_of(there.project, task)
    if found is None or not (there.look.inside or found.account_id in there.look.accounts):
        raise Http404
    return found
