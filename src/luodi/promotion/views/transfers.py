"""A lead goes to another unit."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luodi.engine.source import refuse
from luodi.people.here import own_account
from luodi.people.manage.forms import unit_choices
from luodi.people.manage.page import asked
from luodi.people.manage.page import there as or_404
from luodi.people.models import Account
from luodi.projects import thread
from luodi.projects.actions.shared import matter_of, parts_of
from luodi.projects.models import Project
from luodi.projects.queries import project_by_code
from luodi.projects.thread import Look
from luodi.projects.views.shared import Here, account_named, here, saved, typed
from luodi.promotion.actions.leads import ask_transfer, refuse_transfer, take_over
from luodi.promotion.actions.leads import withdraw as withdraw_transfer
from luodi.promotion.actions.shared import asked_matter
from luodi.promotion.forms.leads import AnswerForm, TransferForm
from luodi.promotion.queries import leads as queries
from luodi.promotion.views.leads import BOTH, chosen, lead_form
from luodi.rights.door import Signed, needs, require
from luodi.rights.permissions import Right, may


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def ask(request: Signed, code: str) -> HttpResponse:
    """Ask another unit of the region to take a lead over."""
    there = here(request, code, Right.PROJECT_CHANGE)
    project = there.project
    units = [unit for unit in thread.units_around(project) if unit.region_id == project.region_id and unit.pk != project.unit_id and unit.kind != "enterprise"]
    asks = TransferForm({"unit": unit_choices(units)}, typed(request))

    def do(data: dict[str, Any]) -> None:
        account: Account | None = account_named(there, data["who"]) if data["who"] else None
        ask_transfer(request.person, project, own_account(request), chosen(units, data["unit"]), account, data["share"], data["reason"], request.today)
    words = _("对方确认接收以后，项目由对方负责，保护期接着算，本单位仍看得到；对方在时限内要答复。跨区域的不能移交。")
    return lead_form(request, there, (_("移交给别的单位"), _("请对方接收"), words), asks, do, _("已请对方答复，计时开始。"),
                     people=thread.accounts_around(project))


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def withdraw(request: Signed, code: str, transfer: int) -> HttpResponse:
    """Ask once, then not ask any more."""
    there = here(request, code, Right.PROJECT_CHANGE)
    found = or_404(queries.transfer_by_id(there.project, transfer))
    found.project = there.project
    return lead_form(request, there, (_("撤回移交"), _("撤回"), _("不再请“%(unit)s”接收。") % {"unit": found.taker.name}), asked(request),
                     lambda data: withdraw_transfer(request.person, found, request.today), saved())


@require_http_methods(BOTH)
@needs(Right.ASKED_ANSWER)
def answer(request: Signed, code: str, transfer: int) -> HttpResponse:
    """Say whether one takes a lead over."""
    project: Project | None = project_by_code(code)
    parts = parts_of(project or Project(pk=0))
    found = queries.transfer_by_id(project or Project(pk=0), transfer)
    if project is None or found is None:
        raise Http404
    found.project = project
    named = found.clock.assignee if found.clock else None
    require(request, Right.ASKED_ANSWER, asked_matter(project, found.taker, named))
    matter = matter_of(project, parts)
    there = Here(Look(request.person, project, matter, may(request.person, Right.PROJECT_INSIDE, matter).allowed), parts)

    def do(data: dict[str, Any]) -> None:
        if data["verdict"] == "refuse":
            refuse_transfer(request.person, found, data["answer"], request.today)
        elif data["verdict"] == "take":
            take_over(request.person, found, own_account(request), data["answer"], request.today)
        else:
            refuse(None, "请选接收或不接收", "choose whether to take it over")
    words = _("%(giver)s请%(taker)s接收“%(name)s”，对方保留 %(share)s%%。理由：%(reason)s") % {
        "giver": found.giver.name, "taker": found.taker.name, "name": project.name, "share": found.share, "reason": found.reason}
    return lead_form(request, there, (_("答复移交"), _("答复"), words), AnswerForm(typed(request), initial={"verdict": "take"}), do, _("已答复。"))
