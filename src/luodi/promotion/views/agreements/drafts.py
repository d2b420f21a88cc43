"""An agreement is drafted, changed, filled anew, dropped."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luodi.engine.source import Refused, refuse
from luodi.ledger.actions import By
from luodi.people.here import own_account
from luodi.people.manage.page import asked
from luodi.projects.forms import Reason
from luodi.projects.views.heads import BOTH
from luodi.projects.views.shared import saved, typed
from luodi.promotion.actions.agreements import begin_agreement, drop_agreement, redraft
from luodi.promotion.actions.agreements.drafts import NEXT
from luodi.promotion.forms.agreements import BeginForm, DraftForm
from luodi.promotion.queries.agreements import templates_for
from luodi.promotion.views.agreements.shared import At, at, form
from luodi.promotion.wording import refilled, standard
from luodi.rights.door import Signed, needs
from luodi.rights.permissions import Right


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def begin(request: Signed, code: str) -> HttpResponse:
    """Choose a template and draft the first version."""
    where = at(request, code, Right.PROJECT_CHANGE)
    if where.agreement:
        return HttpResponseRedirect(where.home)
    try:
        found = templates_for(where.project, where.rules, where.mechanism)
    except Refused:
        found = []
    choices = [(key, where.rules.templates[key].title(request.lang)) for key, _sure in found]
    asks = BeginForm(choices, typed(request), initial={"template": choices[0][0] if choices else ""})
    lead = _("条款按项目情况填好，作为第 1 版；还不知道的空着，会写明去哪里填。") if choices else _("没有适合这个项目的模板：先把项目情况填全、改对。")
    return form(where, (_("从模板起草协议"), _("起草"), lead), asks, lambda data: begin_agreement(
        request.person, where.project, data["template"], own_account(request), request.today),
                _("第 1 版起草好了。"), stuck=not choices)


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def edit(request: Signed, code: str) -> HttpResponse:
    """Change clauses, leave some out, add one's own; saved as a new version."""
    where = at(request, code, Right.PROJECT_CHANGE)
    held = where.held
    library = list(where.template.clauses) if where.template else []
    there = {one.key for one in held.clauses}
    values = _values(where)
    left_out = [standard(one, values) for one in library if one.id not in there]
    asks = DraftForm(held.clauses, left_out, [one.id for one in library], [one.id for one in library if one.need], typed(request),
                     initial={"seen": held.draft.number})

    def do(data: dict[str, Any]) -> None:
        redraft(request.person, where.there_is, data["seen"], asks.made(data, NEXT), data["note"], own_account(request), request.today)
    lead = _("照库里写的条款不用审；改过的、自己加的要送审。每次保存都是新的一版，旧版都留着。")
    return form(where, (_("改投资协议"), _("存为新版"), lead), asks, do, _("存好了，是新的一版。"), "promotion/agreements/edit.html", rows=list(asks.rows()),
                draft=held.draft, decided=where.there_is.state == "decided")


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def refill(request: Signed, code: str) -> HttpResponse:
    """Ask once, then fill the library's clauses and the blanks anew as the project is known now."""
    where = at(request, code, Right.PROJECT_CHANGE)
    held = where.held

    def do(data: dict[str, Any]) -> None:
        if where.template is None:
            refuse(None, "没有这个模板了，请手工改", "this template is there no more; change the clauses by hand")
        clauses = refilled(held.clauses, where.template, where.values)
        redraft(request.person, where.there_is, held.draft.number, clauses, "按现在的项目情况重新填", own_account(request),
                request.today)
    lead = _("照库里写的条款按现在的项目情况重新填，别的条款只填空着的地方；存为新的一版。")
    return form(where, (_("按现在的项目情况重新填"), _("重新填"), lead), asked(request), do, saved())


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def drop(request: Signed, code: str) -> HttpResponse:
    """Give the draft up, with a reason."""
    where = at(request, code, Right.PROJECT_CHANGE)
    there = where.there_is
    page = (_("作废协议草案"), _("作废"), _("作废以后可以另起草一份；版本、审查意见都留着，送审和议程一并撤回。"))
    return form(where, page, Reason(typed(request)), lambda data: drop_agreement(By(request.person, data["reason"]), there, request.today), saved(),
                danger=True)


def _values(where: At) -> dict[str, str]:
    try:
        return where.values
    except Refused:
        return {}
