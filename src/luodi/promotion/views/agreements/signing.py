"""An agreement is signed, and what was promised in it is followed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from luodi.clocks.shown import lights, mark
from luodi.engine.source import refuse
from luodi.people.here import own_account
from luodi.people.manage.page import there as or_404
from luodi.people.models import Unit
from luodi.people.rules import rulebook
from luodi.projects import store, thread
from luodi.projects.library.queries import places
from luodi.projects.sniff import TAKEN, safe_name
from luodi.projects.views.heads import BOTH
from luodi.projects.views.papers import WHOLE
from luodi.projects.views.shared import typed
from luodi.promotion.actions.agreements import Pledged, close_promise, sign
from luodi.promotion.actions.shared import asked_matter
from luodi.promotion.forms.agreements import YES, PromiseForm, PromisesForm, SignForm
from luodi.promotion.models import Promise
from luodi.promotion.queries.agreements import SIDES, Wanted, promise_of, promises, signing_lacks, standing_of
from luodi.promotion.queries.duties import units_in
from luodi.promotion.rules import units_of
from luodi.promotion.views.agreements.shared import At, asked_at, at, form, over
from luodi.rights.door import Signed, needs
from luodi.rights.kernel import Matter
from luodi.rights.permissions import Right

SHOWN = ("green", "yellow", "red")
"""Lights that promises are looked for by."""


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def signing(request: Signed, code: str) -> HttpResponse:
    """File the signed paper, go over the promises, enter the stage: all at once, or see what is missing."""
    where = at(request, code, Right.PROJECT_CHANGE)
    agreement, units = where.there_is, units_in(where.project.region)
    if agreement.state == "signed":
        return over(where, _("已经签订了。"))
    lacks = signing_lacks(where.held, where.course, where.rules, where.book, request.today)
    by_key = {str(unit.pk): unit for unit in units}
    lead_unit = _("牵头单位（%(name)s）") % {"name": where.project.unit.name}
    asks = SignForm(_pledges(where), SIDES, [("", lead_unit), *((str(unit.pk), unit.name) for unit in units)],
                    _("可以传 %(kinds)s，最大 %(most)s MB") % {"kinds": _("、").join(TAKEN), "most": settings.FILE_MB},
                    typed(request), request.FILES or None, initial={"on": request.today})

    def do(data: dict[str, Any]) -> None:
        if WHOLE not in request.POST:
            refuse(None, "上传中断了，文件没有收下，请再传一次", "the upload broke off and the file was not taken; send it again")
        name = safe_name(data["file"].name)
        blob = store.receive(data["file"].chunks(), name, timezone.now())
        sign(request.person, agreement, blob, name, data["on"], _typed(data, asks.count, by_key),
             thread.unit_for(request.person, own_account(request), where.project, where.there.parts), request.today)
    lead = _("签订以后：协议归档，项目进入“%(stage)s”，下面的承诺开始计时。") % {"stage": where.course.stage("signed").title(request.lang)}
    return form(where, (_("签订投资协议"), _("签订"), lead), asks, do, _("签订好了，承诺事项开始计时。"), "promotion/agreements/sign.html",
                rows=list(asks.rows()), lacks=lacks, whole=WHOLE)


@require_http_methods(BOTH)
@needs(Right.ASKED_ANSWER)
def promise(request: Signed, code: str, key: int) -> HttpResponse:
    """Say whether a promise was kept."""
    where = asked_at(request, code, lambda it: _of(it, key))
    row: Promise = or_404(promise_of(where.project, key))
    if row.state != Promise.State.OPEN:
        return over(where, _("这条承诺已经登记过结果：%(result)s") % {"result": row.result})
    lead = _("%(side)s承诺，%(day)s 到期") % {"side": SIDES[row.side].to(request.lang), "day": row.due_on}
    return form(where, (_("承诺：%(name)s") % {"name": row.name}, _("登记"), lead), PromiseForm(typed(request)),
                lambda data: close_promise(request.person, row, data["kept"] == YES, data["result"], request.today), _("登记好了，计时已停。"))


@require_safe
@needs(Right.PROJECT_INSIDE)
def ledger(request: Signed) -> HttpResponse:
    """What was promised in the projects that one sees, by unit, side, day and light."""
    units = places(request.person, Right.PROJECT_INSIDE)
    words = lights()
    asks = PromisesForm([(str(one.pk), one.name) for one in units], SIDES, {key: words[key] for key in SHOWN}, request.GET or {"state": "open"})
    data: dict[str, Any] = asks.cleaned_data if asks.is_valid() else {**asks.cleaned_data}
    wanted = Wanted(data.get("unit"), data.get("side") or "", data.get("state") or "", data.get("light") or "", data.get("until"))
    found, onward = promises(request.person, wanted, request.GET.get("after", "")[:40])
    book = rulebook()
    rows = [(one, SIDES[one.side], mark(standing, book.or_national(one.project.region_id), request.today)
             if (standing := standing_of(one)) and one.state == Promise.State.OPEN else None) for one in found]
    kept = request.GET.copy()
    kept.pop("after", None)
    return render(request, "promotion/agreements/promises.html", {
        "rows": rows, "form": asks, "onward": onward, "kept": kept.urlencode(), "later": "after" in request.GET,
        "narrowed": any(data.get(name) for name in ("unit", "side", "light", "until"))})


def _of(where: At, key: int) -> Matter:
    """What saying what came of a promise is about. One statement. Raises Http404."""
    row: Promise = or_404(promise_of(where.project, key))
    return asked_matter(where.project, row.unit, row.clock.assignee if row.clock else None)


def _pledges(where: At) -> list[dict[str, Any]]:
    """The promises that the clauses of the draft make, as the form shows them first. Up to one statement."""
    library = {one.id: one for one in where.template.clauses} if where.template else {}
    units = units_of(where.project.region)
    return [{"side": one.side, "name": one.name, "days": one.days, "unit": str(units[one.duty].pk) if one.duty in units else "", "clause": clause.key}
            for clause in where.held.clauses if clause.key in library for one in library[clause.key].pledges]


def _typed(data: dict[str, Any], count: int, units: dict[str, Unit]) -> list[Pledged]:
    return [Pledged(data[f"side_{n}"], data[f"name_{n}"], data[f"days_{n}"], units.get(data[f"unit_{n}"]), data[f"clause_{n}"])
            for n in range(count) if data[f"name_{n}"]]
