"""A project is registered, named, moved on or back, paused, hidden."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luodi.ledger.actions import By
from luodi.people.here import own_account
from luodi.people.manage.forms import iso, unit_choices
from luodi.people.manage.page import Page, form_page
from luodi.people.queries import units_near
from luodi.people.rules import rulebook
from luodi.projects import actions, thread
from luodi.projects.forms import Head, MoveBack, MoveOn, NewProject, Reason, StatusForm
from luodi.projects.models import Status
from luodi.projects.rules import lifecycle_of, mechanism_of
from luodi.projects.views.shared import form, here, saved, typed
from luodi.rights.door import Signed, needs
from luodi.rights.permissions import Right

BOTH = ["GET", "HEAD", "POST"]


@require_http_methods(BOTH)
@needs(Right.PROJECT_ADD)
def add(request: Signed) -> HttpResponse:
    """Register a project; whoever does answers for it."""
    units, me = units_near(request.person, Right.PROJECT_ADD), own_account(request)
    own = next((post.unit_id for post in request.person.posts if post.unit_id in {unit.pk for unit in units}), None)
    asks = NewProject(unit_choices(units), typed(request), initial={"unit": str(own) if own else ""})

    def do(data: dict[str, Any]) -> HttpResponse:
        unit = next(unit for unit in units if str(unit.pk) == data["unit"])
        made = actions.add_project(request.person, actions.New(unit, data["name"], me, data["enterprise"], data["uscc"], confidential=data["confidential"]),
                                   request.today)
        messages.success(request, _("登记好了，项目码 %(code)s。第一件待办已经开始计时。") % {"code": made.code})
        return HttpResponseRedirect(reverse("projects_project", args=[made.code]))
    page = Page(_("登记项目"), _("登记"), reverse("projects_add"), (), _("写名称就能登记，别的以后再补；您就是项目负责人。"))
    return form_page(request, page, asks, do, "projects/form.html", nowhere=True)


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def change(request: Signed, code: str) -> HttpResponse:
    """Name, enterprise, codes, planned start of works."""
    there = here(request, code, Right.PROJECT_CHANGE)
    found = there.project
    shows = {"name": found.name, "national_code": found.national_code, "enterprise_name": found.enterprise_name, "enterprise_code": found.enterprise_code,
             "target_on": iso(found.target_on)}
    asks = Head(typed(request), initial={"name": found.name, "enterprise": found.enterprise_name, "uscc": found.enterprise_code,
                                         "national_code": found.national_code, "target_on": found.target_on, "seen": Head.shows(shows)})

    def do(data: dict[str, Any]) -> None:
        was = asks.was()
        held = {name: (found.target_on if iso(found.target_on) == was[name] else was[name]) if name == "target_on" else was[name] for name in was}
        actions.change_project(request.person, found, held, **{name: data[name] for name in ("name", "enterprise", "uscc", "national_code", "target_on")})
    return form(request, there, (_("改名称、企业和代码"), _("保存"), ""), asks, do, saved())


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def move(request: Signed, code: str) -> HttpResponse:
    """Enter the next stage, or see what is still missing for it."""
    there = here(request, code, Right.PROJECT_CHANGE)
    book = rulebook()
    course, found = lifecycle_of(book, there.project.region_id), there.project
    ahead = thread.ahead(found, course, book, request.today, request.lang)
    table = mechanism_of(book, found.region_id, request.today).table
    asks = MoveOn(typed(request), initial={"stage": ahead.stage, "on": request.today})
    begun = [task.title(request.lang) for task in course.tasks if task.stage == ahead.stage]
    lead = _("推进后自动开始计时：%(tasks)s。") % {"tasks": _("、").join(begun)} if begun else ""
    title = _("推进到“%(stage)s”") % {"stage": ahead.name} if ahead.stage else _("已经是最后一个阶段")
    return form(request, there, (title, _("推进"), lead), asks,
                lambda data: actions.move_on(request.person, found, data["stage"], data["on"], request.today),
                _("已进入“%(stage)s”。") % {"stage": ahead.name}, ahead=ahead, lacks=thread.with_groups(ahead, table), project=found,
                stuck=not ahead.stage or bool(ahead.lacks or ahead.faults) or found.status != Status.ACTIVE)


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def back(request: Signed, code: str) -> HttpResponse:
    """Back to the stage before, with a reason."""
    there = here(request, code, Right.PROJECT_CHANGE)
    course = there.course()
    place = course.order[there.project.stage]
    asks = MoveBack(typed(request), initial={"on": request.today})
    name = course.stages[place - 1].title(request.lang) if place else ""
    title = _("退回到“%(stage)s”") % {"stage": name} if place else _("已经是第一个阶段")
    return form(request, there, (title, _("退回"), _("已经办的、写的都留着，退回和理由记入台账。")), asks,
                lambda data: actions.move_back(By(request.person, data["reason"]), there.project, data["on"], request.today), saved(), danger=True,
                stuck=not place)


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def status(request: Signed, code: str) -> HttpResponse:
    """Whether it goes on."""
    there = here(request, code, Right.PROJECT_CHANGE)
    asks = StatusForm(typed(request), initial={"status": there.project.status})
    return form(request, there, (_("改变状态"), _("保存"), _("停滞、暂停、终止的项目不能推进阶段；恢复推进后再往前走。")), asks,
                lambda data: actions.set_status(By(request.person, data["reason"]), there.project, Status(data["status"])), saved())


@require_http_methods(BOTH)
@needs(Right.PROJECT_STAFF)
def hide(request: Signed, code: str) -> HttpResponse:
    """Keep it from all who have no part in it, or open it again."""
    there = here(request, code, Right.PROJECT_STAFF)
    hidden = there.project.confidential
    asks = Reason(typed(request))
    words = (_("取消保密"), _("取消保密"), _("取消后，有权看本单位和本区域项目的人都能看到它、搜到它。")) if hidden else (
        _("改为保密"), _("改为保密"),
        _("保密后只有项目里的人看得到：别人查不到、搜不到，名称也不出现在任何清单、导出和消息里。您不在项目里的话，自己也看不到了。"))
    return form(request, there, words, asks, lambda data: actions.set_confidential(By(request.person, data["reason"]), there.project, not hidden), saved(),
                danger=not hidden)


