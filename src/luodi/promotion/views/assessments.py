"""A project is assessed: where it stands, who judges, what came of it, who receives it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from luodi.engine.conditions import AttributeTable
from luodi.engine.source import Refused, refuse
from luodi.frame.templatetags.luodi import long_day
from luodi.frame.words import number
from luodi.ledger.actions import By
from luodi.ledger.records import read_confidential
from luodi.maps.files import refusal
from luodi.people.manage.page import Page, asked, form_page
from luodi.people.rules import Rulebook, rulebook
from luodi.projects import thread
from luodi.projects.models import Project
from luodi.projects.queries import project_by_code
from luodi.projects.rules import derived, mechanism_of
from luodi.projects.views.shared import Here, account_named, here, typed
from luodi.promotion import report
from luodi.promotion.actions import assessments as actions
from luodi.promotion.actions.shared import asked_matter
from luodi.promotion.forms.assessments import NO, BeginForm, DecideForm, ProposeForm, ScoreForm, TakeForm, WithdrawForm
from luodi.promotion.judging import Line, begun, fitting, unpacked
from luodi.promotion.models import Assessment
from luodi.promotion.papers import word_file
from luodi.promotion.queries import assessments as queries
from luodi.promotion.rules import promotion_of, units_of
from luodi.rights.door import Signed, needs, require
from luodi.rights.permissions import Right, may

BOTH = ["GET", "HEAD", "POST"]
State = Assessment.State


@dataclass(frozen=True)
class _Place:
    """What the place says of a project that is to be assessed. `lines`: of the first scheme; `unknown`: facts that it would read and that are not known."""

    schemes: list[tuple[str, str]]
    least: int
    lines: tuple[Line, ...]
    unknown: list[tuple[str, str]]
    depends: list[tuple[str, str]]
    problem: Refused | None = None


@require_safe
@needs(Right.PROJECT_INSIDE)
def page(request: Signed, code: str) -> HttpResponse:
    """Where the assessment stands: who has handed in, what came of it, what was recommended, decided, taken over."""
    there = here(request, code, Right.PROJECT_INSIDE)
    _noted(request, there, "评估 assessment")
    book = rulebook()
    found = queries.latest(there.project, number(request.GET.get("of", "")))
    shown = queries.sheet(found, book, request.today, request.lang) if found else None
    matter = there.look.matter
    handover = shown.handover if shown else None
    context: dict[str, Any] = {
        "project": there.project, "sheet": shown, "earlier": queries.earlier(there.project), "may_change": may(request.person, Right.PROJECT_CHANGE, matter),
        "may_decide": may(request.person, Right.LEADER_DECIDE, matter), "states": State,
        "own": next((one for one in shown.assessors if one.account == request.person.account_id), None) if shown else None}
    if shown:
        context |= {"answer": report.answer(shown, there.project, request.today, request.lang), "next": report.next_step(shown),
                    "drawn": report.drawn(shown), "parts": report.parts(shown, request.lang)}
        if handover and not handover.taken_on:
            asks = asked_matter(there.project, handover.taker, shown.assessment.receiver)
            context["may_take"] = may(request.person, Right.ASKED_ANSWER, asks)
    if found is None or found.state in (State.REFUSED, State.VETOED, State.WITHDRAWN):
        context["place"] = _place(there.project, book, request)
    return render(request, "promotion/assessments/page.html", context)


@require_safe
@needs(Right.PROJECT_INSIDE)
def download(request: Signed, code: str) -> HttpResponse:
    """The report as Word: what the page says, to be filed."""
    there = here(request, code, Right.PROJECT_INSIDE)
    _noted(request, there, "评估报告 assessment report")
    found = queries.latest(there.project, number(request.GET.get("of", "")))
    if found is None or found.result is None:
        return render(request, "error.html", {"code": 400, "said": _("评审人还没有交齐，交齐后才有评估报告。")}, status=400)
    refused = refusal(request)
    if refused:
        return refused
    shown = queries.sheet(found, rulebook(), request.today, request.lang)
    return word_file(f"{there.project.name}-{_('评估报告')}", report.write(shown, there.project, request.today, request.lang))


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def begin(request: Signed, code: str) -> HttpResponse:
    """Name the assessors, and have it begin."""
    there, book = here(request, code, Right.PROJECT_CHANGE), rulebook()
    place = _place(there.project, book, request)
    asks = BeginForm(place.schemes, place.least, typed(request), initial={"scheme": place.schemes[0][0] if place.schemes else ""})

    def do(data: dict[str, Any]) -> None:
        people = [account_named(there, said) for said in asks.named()]
        actions.begin_assessment(request.person, there.project, data["scheme"], people, request.today)
    lead = _("评审人各自打分，交齐以前谁也看不到别人的。项目情况按今天的算：%(unknown)s") % {
        "unknown": _("“%(names)s”还不知道，由评审人判断；先填好再开始更准。") % {"names": _("、").join(name for _key, name in place.unknown)} if place.unknown
        else _("要用的都填了。")}
    if not place.schemes:
        lead = _("现在没有适用的评估方案。")
    return _form(request, there, (_("开始评估"), _("开始，请他们打分"), lead), asks, do, _("开始了，评审人已收到消息，各自开始计时。"),
                 people=thread.accounts_around(there.project), stuck=not place.schemes)


@require_http_methods(BOTH)
@needs(Right.SCORE_GIVE)
def score(request: Signed, code: str, scoring: int) -> HttpResponse:
    """What one assessor says, theirs alone: kept as a draft, handed in once."""
    project = project_by_code(code)
    found = queries.scoring_of(project or Project(pk=0), scoring)
    if project is None or found is None:
        raise Http404
    require(request, Right.SCORE_GIVE, actions.scoring_matter(project, found.account_id))
    book = rulebook()
    rules = unpacked(found.assessment.rules)
    table = mechanism_of(book, project.region_id, request.today).table
    open_one = found.assessment.state == State.OPEN and not found.handed_in_at
    asks = ScoreForm(rules, typed(request) if open_one else None, initial=ScoreForm.holds(found))
    home = reverse("promotion_assessment", args=[project.code])

    def do(data: dict[str, Any]) -> HttpResponse:
        if request.POST.get("do") == "draft":
            actions.save_scoring(request.person, found, asks.says())
            messages.success(request, _("草稿存好了，只有您看得到。"))
            return HttpResponseRedirect(request.path)
        actions.hand_in(request.person, found, asks.says(), request.today)
        messages.success(request, _("交了，谢谢。"))
        return HttpResponseRedirect(home if may(request.person, Right.PROJECT_INSIDE).allowed else request.path)
    title = _("评估打分：%(scheme)s") % {"scheme": rules.scheme.title(request.lang)}
    clock = queries.clock_of(found)
    known = [(line.dimension.title(request.lang), format(line.dimension.weight, "f"), queries.fact_words(line, table, request.lang),
              queries.how(line, table, request.lang), line.points) for line in rules.lines if line.points is not None]
    more = {
        "project": project, "scoring": found, "open": open_one, "known": known,
        "light": queries.light_of(clock, book, project, request.today) if clock else None, "due": queries.due_of(clock.standing if clock else None),
        "vetoes": [(one, one.title(request.lang), asks[f"v_{one.id}"], asks[f"r_{one.id}"]) for one in rules.vetoes],
        "by_hand": [(one, one.title(request.lang), format(one.weight, "f"), asks[f"p_{one.id}"], asks[f"r_{one.id}"],
                     _fact_name(table, one.attribute, request.lang)) for one in rules.by_hand]}
    if request.method == "POST" and not open_one:
        messages.error(request, _("已经交了或者评估已经结束，不能再改。"))
        return HttpResponseRedirect(request.path)
    return form_page(request, Page(title, _("交"), home, [(project.name, reverse("projects_project", args=[project.code])), (_("评估"), home)]), asks, do,
                     "promotion/assessments/score.html", **more)


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def propose(request: Signed, code: str) -> HttpResponse:
    """Recommend who is to receive it, to a leader."""
    there = here(request, code, Right.PROJECT_CHANGE)
    found = queries.latest(there.project)
    parks = queries.parks_for(there.project, units_of(there.project.region).get(actions.PARK))
    leaders = queries.leaders_for(there.project, request.today)
    asks = ProposeForm([(str(one.pk), one.name) for one in parks], [(str(one.pk), f"{one.name}（{one.unit.name}）") for one in leaders],
                       there.project.confidential, typed(request))
    ready = found is not None and found.state == State.SCORED
    if not ready:
        lead = _("要先有评估结果，才能推荐承接单位。")
    elif not parks:
        lead = _("本区域还没有园区单位，请平台管理员在“职责”里定“承接园区”。")
    elif not leaders:
        lead = _("还没有可以决定的领导，请先定包联领导。")
    else:
        lead = _("评估 %(points)s 分，合格线 %(passing)s 分。领导同意后自动请承接单位接收。") % {
            "points": found.result if found else "", "passing": unpacked(found.rules).scheme.passing if found else ""}

    def do(data: dict[str, Any]) -> None:
        receiver = account_named(there, data["receiver"]) if data["receiver"] else None
        park = next(one for one in parks if str(one.pk) == data["park"])
        leader = next(one for one in leaders if str(one.pk) == data["leader"])
        if found is None:
            refuse(None, "要先有评估结果，才能推荐承接单位", "there must be a result before a unit is recommended")
        actions.propose(request.person, found, park, receiver, leader, data["advice"], request.today)
    return _form(request, there, (_("推荐承接单位"), _("报领导决定"), lead), asks, do, _("报上去了，领导已收到消息。"),
                 people=thread.accounts_around(there.project), stuck=not (ready and parks and leaders))


@require_http_methods(BOTH)
@needs(Right.LEADER_DECIDE)
def decide(request: Signed, code: str) -> HttpResponse:
    """A leader says yes or no."""
    there = here(request, code, Right.LEADER_DECIDE)
    found = queries.latest(there.project)
    ready = found is not None and found.state == State.PROPOSED
    lead = _("现在没有等您决定的推荐。")
    if found and ready:
        lead = _("评估 %(points)s 分（最低 %(lowest)s，最高 %(highest)s，合格线 %(passing)s），推荐“%(park)s”承接：%(advice)s") % {
            "points": found.result, "lowest": found.lowest, "highest": found.highest, "passing": unpacked(found.rules).scheme.passing,
            "park": found.park.name if found.park else "", "advice": found.advice}

    def do(data: dict[str, Any]) -> None:
        if found is None:
            refuse(None, "现在没有等您决定的推荐", "nothing waits for a decision")
        actions.decide(request.person, found, data["agree"] != NO, data["words"], request.today)
    return _form(request, there, (_("决定由谁承接"), _("决定"), lead), DecideForm(typed(request)), do, _("决定了，已告诉项目负责人和承接单位。"),
                 stuck=not ready)


@require_http_methods(BOTH)
@needs(Right.ASKED_ANSWER)
def take(request: Signed, code: str) -> HttpResponse:
    """The unit that is to receive it says that it has it."""
    project = project_by_code(code)
    found = queries.handover_of(project or Project(pk=0))
    if project is None or found is None:
        raise Http404
    require(request, Right.ASKED_ANSWER, asked_matter(project, found.taker, found.clock.assignee if found.clock else None))
    home = reverse("promotion_assessment", args=[project.code])
    if found.taken_on:
        lead = _("“%(unit)s”已于 %(day)s 接收。") % {"unit": found.taker.name, "day": long_day(found.taken_on, request.lang)}
    else:
        lead = _("“%(giver)s”移交给“%(taker)s”。接收后由“%(taker)s”牵头，“%(giver)s”配合，项目负责人不变。") % {
            "giver": found.giver.name, "taker": found.taker.name}

    def do(data: dict[str, Any]) -> HttpResponse:
        actions.take_over(request.person, found, data["answer"], request.today)
        messages.success(request, _("接收了，现在由本单位牵头。"))
        return HttpResponseRedirect(home)
    shown = Page(_("接收项目"), _("接收"), home, [(project.name, reverse("projects_project", args=[project.code])), (_("评估"), home)], lead)
    return form_page(request, shown, TakeForm(typed(request)), do, "projects/form.html", stuck=found.taken_on is not None)


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def withdraw(request: Signed, code: str) -> HttpResponse:
    """Take it back, with a reason."""
    there = here(request, code, Right.PROJECT_CHANGE)
    found = queries.latest(there.project)
    handover = queries.handover_of(there.project) if found and found.state == State.AGREED else None
    waiting = handover is not None and handover.taken_on is None
    ready = found is not None and (found.state in actions.OPEN or waiting)

    def do(data: dict[str, Any]) -> None:
        if found is None:
            refuse(None, "没有评估可以撤回", "there is no assessment to withdraw")
        actions.withdraw_assessment(By(request.person, data["reason"]), found, request.today)
    lead = _("没交的不用再交，没交齐的打分不公开；以后可以重新开始。") if ready else _("没有可以撤回的评估。")
    return _form(request, there, (_("撤回评估"), _("撤回"), lead), WithdrawForm(typed(request)) if ready else asked(request), do, _("撤回了。"), danger=True,
                 stuck=not ready)


def _form(request: Signed, there: Here, words: tuple[str, str, str], asks: forms.Form, do: Callable[[dict[str, Any]], None], said: str,
          **more: Any) -> HttpResponse:
    """A page with one form about an assessment. `words`: its title, the words of its button, what it says first; `said`: when it was done."""
    title, submit, lead = words
    home = reverse("promotion_assessment", args=[there.project.code])

    def done(data: dict[str, Any]) -> HttpResponse:
        do(data)
        messages.success(request, said)
        return HttpResponseRedirect(home)
    return form_page(request, Page(title, submit, home, [(there.project.name, there.home), (_("评估"), home)], lead), asks, done, "projects/form.html", **more)


def _place(project: Project, book: Rulebook, request: Signed) -> _Place:
    """What the place says of a project. No statement."""
    mechanism, rules = mechanism_of(book, project.region_id, request.today), promotion_of(book, project.region_id)
    try:
        facts = derived(project.facts, mechanism)
    except Refused as refused:
        return _Place([], 1, (), [], [], refused)
    found, depends = fitting(rules, facts, mechanism.table)
    held = begun(found[0], facts) if found else None
    unknown = list(dict.fromkeys(one.attribute for one in held.unknown)) if held else []
    return _Place([(one.id, ngettext("%(name)s（至少 %(n)s 人评）", "%(name)s（至少 %(n)s 人评）", one.assessors)
                    % {"name": one.title(request.lang), "n": one.assessors}) for one in found],
                  max((one.assessors for one in found), default=1), held.lines if held else (),
                  [(_group(mechanism.table, key), _fact_name(mechanism.table, key, request.lang)) for key in unknown],
                  [(_group(mechanism.table, key), _fact_name(mechanism.table, key, request.lang)) for key in depends])


def _fact_name(table: AttributeTable, key: str, lang: str) -> str:
    return table[key].name(lang) if key in table else key


def _group(table: AttributeTable, key: str) -> str:
    """The group of facts in which one is stated."""
    return next((group for group, _name, keys in table.groups if key in keys), "")


def _noted(request: Signed, there: Here, what: str) -> None:
    """That somebody looked at a confidential project."""
    if there.project.confidential:
        read_confidential(request.person, there.project.region_id, "project", there.project.pk, there.look.matter, what)
