"""Who is asked about an agreement, and what they say."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luodi.engine.source import Refused
from luodi.projects import thread
from luodi.projects.views.heads import BOTH
from luodi.projects.views.shared import typed
from luodi.promotion.actions.agreements import answer_clauses, answer_decision, answer_fair, ask_clauses, ask_fair, put_to_decision
from luodi.promotion.actions.agreements.vetting import OnClause
from luodi.promotion.actions.shared import asked_matter
from luodi.promotion.forms.agreements import YES, AskForm, DecisionForm, FairAskForm, FairForm, OnClausesForm, PutForm
from luodi.promotion.models import ClauseCheck, Decision, FairReview
from luodi.promotion.queries.agreements import level_of, level_title
from luodi.promotion.views.agreements.shared import At, asked_at, at, form, named, over
from luodi.promotion.wording import pieces
from luodi.rights.door import Signed, needs
from luodi.rights.kernel import Matter
from luodi.rights.permissions import Right, may


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def clauses_ask(request: Signed, code: str) -> HttpResponse:
    """Send the changed clauses to be looked at."""
    where = at(request, code, Right.PROJECT_CHANGE)
    names = _("、").join(one.clause.name for one in where.held.looked if one.state == "open")
    lead = _("要审的条款：%(names)s。%(n)d 个工作日内答复，快到期和超期自动催办。") % {"names": names, "n": where.rules.clauses.days} if names else _(
        "没有要送审的条款：照库里写的不用审，改过的都送了。")
    return form(where, (_("送审改动的条款"), _("送审"), lead), AskForm(typed(request)),
                lambda data: ask_clauses(request.person, where.there_is, named(where, data["who"]), request.today), _("送审了，已经开始计时。"),
                people=thread.accounts_around(where.project), stuck=not names)


@require_http_methods(BOTH)
@needs(Right.ASKED_ANSWER)
def clauses(request: Signed, code: str) -> HttpResponse:
    """Say of each clause that one was asked about whether it passes."""
    where = asked_at(request, code, lambda it: _matter(it, check) if (check := _check(it)) else None)
    first = _check(where)
    if first is None:
        return over(where, _("没有等着审的条款了。"))
    mine = [one.clause for one in where.held.looked if one.check and one.state == "asked"
            and (one.check.unit_id, one.check.account_id) == (first.unit_id, first.account_id)]
    asks = OnClausesForm(mine, typed(request))

    def do(data: dict[str, Any]) -> None:
        said = {one.key: OnClause(data[f"passed_{one.key}"] == YES, data[f"text_{one.key}"]) for one in mine}
        answer_clauses(request.person, where.there_is, first.unit, first.account, said, request.today)
    shown = [(one, asks[f"passed_{one.key}"], asks[f"text_{one.key}"], () if one.own else pieces(one.standard, one.text)) for one in mine]
    return form(where, (_("审改动的条款"), _("答复"), _("只审和条款库不一样的；都通过、公平竞争审查也通过以后，协议才能提交决策。")), asks, do,
                _("答复好了，计时已停。"), "promotion/agreements/clauses.html", rows=shown)


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def fair_ask(request: Signed, code: str) -> HttpResponse:
    """Send the newest version for the fair-competition review."""
    where = at(request, code, Right.PROJECT_CHANGE)
    rules, number = where.rules.fair, where.held.draft.number
    by = where.rules.duties[rules.duty].title(request.lang) if rules.duty else where.there_is.unit.name
    lead = _("第 %(n)d 版送“%(by)s”审查，%(days)d 个工作日内答复；以后再改协议，要重新审。") % {"n": number, "by": by, "days": rules.days}
    return form(where, (_("送公平竞争审查"), _("送审"), lead), FairAskForm(bool(rules.duty), typed(request)),
                lambda data: ask_fair(request.person, where.there_is, data["first"], named(where, data["who"]), request.today), _("送审了，已经开始计时。"),
                people=thread.accounts_around(where.project), stuck=where.held.review is not None)


@require_http_methods(BOTH)
@needs(Right.ASKED_ANSWER)
def fair(request: Signed, code: str) -> HttpResponse:
    """Say whether the newest version passes the fair-competition review."""
    where = asked_at(request, code, lambda it: _open_matter(it, it.held.review))
    row = where.held.review
    if row is None or row.on is not None:
        return over(where, _("没有等着作的公平竞争审查了。"))
    row.agreement = where.there_is
    return form(where, (_("公平竞争审查"), _("答复"), _("审的是第 %(n)d 版。") % {"n": row.number}), FairForm(typed(request)),
                lambda data: answer_fair(request.person, row, data["passed"] == YES, data["basis"], data["text"], request.today), _("答复好了，计时已停。"),
                "promotion/agreements/answer.html", first=row.first, clauses=where.held.clauses)


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def decision_put(request: Signed, code: str) -> HttpResponse:
    """Put the newest version on the agenda of who must decide."""
    where = at(request, code, Right.PROJECT_CHANGE)
    try:
        found = level_of(where.project, where.rules, where.mechanism)
    except Refused:
        found = None
    level = found.level if found and not found.open else None
    name = level.title(request.lang) if level else ""
    lead = _("按本地的规定，这个项目的协议由“%(level)s”决策；低一级的决策不算数。") % {"level": name} if level else _("还不知道由哪一级决策。")
    agenda = f"审议“{where.project.name}”{where.template.title('zh-Hans') if where.template else '投资协议'}（第 {where.held.draft.number} 版）"
    asks = PutForm(typed(request), initial={"agenda": agenda[:200]})
    return form(where, (_("提交决策"), _("提交"), lead), asks,
                lambda data: put_to_decision(request.person, where.there_is, data["meeting_on"], data["agenda"], named(where, data["who"]), request.today),
                _("提交了，等会议结果。"), people=thread.accounts_around(where.project))


@require_http_methods(BOTH)
@needs(Right.ASKED_ANSWER)
def decision(request: Signed, code: str) -> HttpResponse:
    """Say what was decided."""
    where = asked_at(request, code, lambda it: _open_matter(it, it.held.decision))
    row = where.held.decision
    if row is None or row.on is not None:
        return over(where, _("没有等着填的会议结果了。"))
    row.agreement = where.there_is
    title = level_title(where.rules, row.level).to(request.lang)
    lead = _("%(day)s %(level)s，议题：%(agenda)s") % {"day": row.meeting_on, "level": title, "agenda": row.agenda}
    return form(where, (_("填会议结果"), _("答复"), lead), DecisionForm(typed(request)),
                lambda data: answer_decision(request.person, row, data["agreed"] == YES, data["text"], request.today), _("答复好了，计时已停。"),
                "promotion/agreements/answer.html", clauses=where.held.clauses)


def _check(where: At) -> ClauseCheck | None:
    """A check that waits for an answer, the reader's own before others."""
    found = [one.check for one in where.held.looked if one.check and one.state == "asked"]
    return next((one for one in found if may(where.request.person, Right.ASKED_ANSWER, _matter(where, one)).allowed), found[0] if found else None)


def _open_matter(where: At, row: FairReview | Decision | None) -> Matter | None:
    return _matter(where, row) if row and row.on is None else None


def _matter(where: At, row: ClauseCheck | FairReview | Decision) -> Matter:
    return asked_matter(where.project, row.unit, row.account)
