"""The list of running time limits, and one of them with its proof."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from luodi.clocks import actions, queries, shown
from luodi.clocks.derive import read
from luodi.clocks.forms import AskExcuse, Decide
from luodi.clocks.models import Clock, Excuse
from luodi.engine.source import Refused
from luodi.ledger.actions import By
from luodi.people.rules import rulebook
from luodi.rights.door import Signed, needs, require
from luodi.rights.permissions import Right, may


@require_safe
@needs(Right.CLOCK_READ)
def clocks(request: Signed) -> HttpResponse:
    """Running clocks: one's own, or all that one may see; the first due first."""
    mine, light = request.GET.get("tab") != "all", request.GET.get("light", "")
    light = light if light in queries.LIGHTS else ""
    rows, onward = queries.running(request.person, mine, light, queries.Place.read(request.GET.get("after", "")))
    book, words = rulebook(), shown.lights()
    held = queries.own_lights(request.person) if mine else {}
    return render(request, "clocks/list.html", {
        "rows": [(row, shown.mark(row, book.of(row.region_id), request.today)) for row in rows], "mine": mine, "light": light,
        "first": "after" not in request.GET,
        "lights": [(key, words[key], held.get(key, 0)) for key in queries.LIGHTS], "said": shown.sentence(held) if mine else "",
        "onward": urlencode({"tab": "mine" if mine else "all", "light": light, "after": onward})
        if onward else ""})


@require_safe
@needs(Right.CLOCK_READ)
def clock(request: Signed, clock: int) -> HttpResponse:
    """One clock: what is left, why that day, who is told when, what happened."""
    return _page(request, _clock(request, clock, Right.CLOCK_READ))


@require_POST
@needs(Right.CLOCK_ANSWER)
def answer(request: Signed, clock: int) -> HttpResponse:
    """收到: hold the ladder for a while. Whoever answered from a list comes back to it."""
    found = _clock(request, clock, Right.CLOCK_ANSWER)
    try:
        done = actions.answer(request.person, found, request.today)
    except Refused as refused:
        messages.warning(request, refused.faults[0].to(request.lang))
    else:
        messages.success(request, _("记下了，%(day)s 以前不再往上催。") % {"day": done.standing.hold_until})
    back: Any = request.POST.get("back", "")
    ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return HttpResponseRedirect(back if ours else reverse("clocks_clock", args=[found.pk]))


@require_POST
@needs(Right.CLOCK_ANSWER)
def excuse(request: Signed, clock: int) -> HttpResponse:
    """Ask for an excuse."""
    found = _clock(request, clock, Right.CLOCK_ANSWER)
    form = AskExcuse(request.POST)
    wrong = {} if form.is_valid() else {"reason": _("写明理由，最多 500 字。") if "reason" in form.errors else "",
                                        "until": _("选一个日子，如 2026-12-01。") if "until" in form.errors else ""}
    if not wrong:
        try:
            actions.ask_excuse(request.person, found, form.cleaned_data["reason"], form.cleaned_data["until"], request.today)
        except Refused as refused:
            wrong = {"all": refused.faults[0].to(request.lang)}
        else:
            messages.success(request, _("已送督查员，结果会发到您的消息里。"))
            return HttpResponseRedirect(reverse("clocks_clock", args=[found.pk]))
    asked = {"reason": request.POST.get("reason", "")[:500], "until": request.POST.get("until", "")[:10]}
    return _page(request, found, {"wrong": wrong, "asked": asked}, status=422)


@require_POST
@needs(Right.CLOCK_EXCUSE)
def decide(request: Signed, excuse: int) -> HttpResponse:
    """Accept a reason or not."""
    found = queries.excuse_by_id(excuse)
    if found is None:
        raise Http404
    require(request, Right.CLOCK_EXCUSE, actions.matter_of(found.clock))
    form = Decide(request.POST)
    try:
        _decided(request, found, form)
    except Refused as refused:
        messages.error(request, refused.faults[0].to(request.lang))
    return HttpResponseRedirect(reverse("clocks_clock", args=[found.clock_id]))


def _decided(request: Signed, found: Excuse, form: Decide) -> None:
    if not form.is_valid():
        messages.error(request, _("请选批准或不批准；附言最多 500 字。"))
    elif form.cleaned_data["verdict"] == "approve":
        actions.approve_excuse(By(request.person, form.cleaned_data["words"]), found, form.cleaned_data["words"], request.today)
        messages.success(request, _("批准了，有效期内不再催办。"))
    else:
        actions.refuse_excuse(By(request.person, form.cleaned_data["words"]), found, form.cleaned_data["words"])
        messages.success(request, _("没有批准，催办照常。"))


def _clock(request: Signed, clock: int, right: Right) -> Clock:
    found = queries.clock_by_id(clock)
    if found is None:
        raise Http404
    require(request, right, actions.matter_of(found))
    return found


def _page(request: Signed, found: Clock, more: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    row, rules, events, matter = found.standing, rulebook().of(found.region_id), actions.events_of(found), actions.matter_of(found)
    page: dict[str, Any] = {"clock": found, "row": row, "mark": shown.mark(row, rules, request.today), "rungs": shown.rungs(row, rules, request.lang),
                            "history": shown.history(events, queries.turns_of(found), rules, row, request.lang), "excuses": queries.excuses_of(found),
                            "held": row.hold_until if row.hold_until and row.hold_until >= request.today else None}
    may_answer, may_decide = may(request.person, Right.CLOCK_ANSWER, matter), may(request.person, Right.CLOCK_EXCUSE, matter)
    page |= {"answerable": shown.answerable(found, rules), "may_answer": may_answer, "may_decide": may_decide}
    try:
        told = read(rules, found, events, request.today)
    except Refused as refused:
        page["faults"] = [fault.to(request.lang) for fault in refused.faults]
    else:
        page["faults"] = [row.why_broken.to(request.lang)] if row.broken else []
        page["proofs"] = [(which, told.proof(request.lang, which)) for which in told.readings or (None,)]
    return render(request, "clocks/clock.html", page | (more or {}), status=status)
