"""The joint pre-review of a project: what departments say before an agreement is made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from luodi.engine.source import Refused
from luodi.handbook import letter
from luodi.ledger.records import exported, read_confidential
from luodi.maps.files import refusal
from luodi.people.here import own_account
from luodi.people.manage.page import Page, form_page
from luodi.people.manage.page import there as or_404
from luodi.people.rules import Rulebook, rulebook
from luodi.projects import thread
from luodi.projects.forms import GivePerson
from luodi.projects.maps import map_of
from luodi.projects.models import Paper, Sight
from luodi.projects.rules import derived, lifecycle_of, mechanism_of
from luodi.projects.views.heads import BOTH
from luodi.projects.views.shared import Here, account_named, here, typed
from luodi.promotion.actions import reviews as actions
from luodi.promotion.actions.shared import asked_matter
from luodi.promotion.forms.reviews import AskForm, CloseForm, LiftForm, OpinionForm, SupplyForm
from luodi.promotion.models import Opinion, Review
from luodi.promotion.opinions import Answer, counted, drafted, mark_of, name_of
from luodi.promotion.papers import word_file
from luodi.promotion.papers.reviews import joint_opinion
from luodi.promotion.queries import reviews as queries
from luodi.promotion.rules import promotion_of, units_of
from luodi.rights.door import Signed, needs, require
from luodi.rights.permissions import Right, may


@require_safe
@needs(Right.PROJECT_INSIDE)
def review(request: Signed, code: str) -> HttpResponse:
    """How many opinions are there, what stands against the project, what they say, what comes of it; beside it the approvals that lie ahead."""
    there, book = _here(request, code, Right.PROJECT_INSIDE), rulebook()
    found = queries.newest(there.project)
    page = _around(request, there, book) | {"map": map_of(there.project, book, request.today, request.lang)}
    if found:
        page |= _told(request, there, book, found) | {"earlier": queries.earlier(there.project, found)}
        if found.closed_on:
            said = queries.said_by([there.project.pk]).get(there.project.pk, set())
            more = queries.unasked(there.project, said, promotion_of(book, there.project.region_id), book, request.today)
            page["unasked"] = [one.to(request.lang) for one in more]
    return render(request, "promotion/reviews/review.html", page)


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def ask(request: Signed, code: str) -> HttpResponse:
    """Ask the departments that the rule names, and those that it may name."""
    there, book = _here(request, code, Right.PROJECT_CHANGE), rulebook()
    project = there.project
    rules, mechanism = promotion_of(book, project.region_id), mechanism_of(book, project.region_id, request.today)
    try:
        facts, problem = derived(project.facts, mechanism), ""
    except Refused as refused:
        facts, problem = {}, refused.faults[0].said.to(request.lang)
    asked = queries.concerned(rules, facts, units_of(project.region), request.lang)
    asks = AskForm(asked, project.confidential, typed(request))

    def do(data: dict[str, Any]) -> HttpResponse:
        people = {key: account_named(there, said) for key, said in asks.people().items()}
        actions.ask_review(request.person, project, own_account(request), actions.Asking(data["text"], people, asks.left()), request.today)
        messages.success(request, _("已请各部门提意见，各自的时限从今天起算，明天是第一天。"))
        return HttpResponseRedirect(_home(there))
    sure = sum(one.certain for one in asked)
    count = ngettext("一定要问 %(n)d 个部门。", "一定要问 %(n)d 个部门。", sure) % {"n": sure}
    if perhaps := len(asked) - sure:
        count += ngettext("还有 %(n)d 个可能要问。", "还有 %(n)d 个可能要问。", perhaps) % {"n": perhaps}
    lead = f"{count} {_('问哪些部门由当地的规则按项目情况定；一次发出，各自计时。')}"
    page = Page(_("请部门联合预审"), _("发出去"), _home(there), _crumbs(there), lead)
    return form_page(request, page, asks, do, "promotion/reviews/ask.html", project=project, problem=problem,
                     people=thread.accounts_around(project))


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def close(request: Signed, code: str) -> HttpResponse:
    """Make one opinion of all."""
    there, book = _here(request, code, Right.PROJECT_CHANGE), rulebook()
    found = or_404(queries.newest(there.project))
    found.project = there.project
    told = _told(request, there, book, found)
    rules = promotion_of(book, there.project.region_id)
    draft = drafted(there.project.name, [row.opinion for row in told["rows"]], [one for one, _name, _told in told["vetoes"]], rules)
    asks = CloseForm(typed(request), initial={"conclusion": draft, "seen": told["mark"]})

    def do(data: dict[str, Any]) -> HttpResponse:
        asks.has_shown(told["mark"])
        actions.close_review(request.person, found, data["conclusion"], data["seen"], request.today)
        messages.success(request, _("联合意见形成了，已告诉各部门。"))
        return HttpResponseRedirect(_home(there))
    page = Page(_("形成联合意见"), _("形成联合意见"), _home(there), _crumbs(there), _("收齐以后才能形成；形成以后各部门的意见互相可见，不能再改。"))
    return form_page(request, page, asks, do, "promotion/reviews/close.html", **told)


@require_safe
@needs(Right.PROJECT_INSIDE)
def word(request: Signed, code: str, review: int) -> HttpResponse:
    """The joint opinion as a Word file, with every opinion in it."""
    there, book = _here(request, code, Right.PROJECT_INSIDE), rulebook()
    found = or_404(queries.review_of(there.project, review))
    if found.closed_on is None:
        raise Http404
    if refused := refusal(request):
        return refused
    found.project = there.project
    told = _told(request, there, book, found)
    exported(request.person, there.project.region_id, "project", there.project.pk, there.look.matter, "联合预审意见 joint opinion", "docx", len(told["rows"]))
    opinion = joint_opinion(found, told["rows"], told["left"], request.today, request.lang)
    return word_file(f"{there.project.name}-{_('联合预审意见')}", letter.write(opinion))


@require_safe
@needs(Right.PROJECT_INSIDE)
def opinion(request: Signed, code: str, opinion: int) -> HttpResponse:
    """What one department was asked, and where it answers, beside what is known of the project."""
    there = _here(request, code, Right.PROJECT_INSIDE)
    found = or_404(queries.opinion_of(there.project, opinion))
    return _opinion(request, there, found, _form(found))


@require_POST
@needs(Right.ASKED_ANSWER)
def answer(request: Signed, code: str, opinion: int) -> HttpResponse:
    """Say what the department thinks."""
    there, found = _mine(request, code, opinion)
    asks = _form(found, request.POST)
    if asks.is_valid():
        data = asks.cleaned_data
        asks.has_shown(mark_of([found]))
        try:
            made = actions.give_opinion(request.person, found, actions.Said(data["answer"], data["text"], data["basis"], data.get("lifting", "")),
                                        data["seen"], request.today)
        except Refused as refused:
            for fault in refused.faults:
                asks.add_error(None, fault.to(request.lang))
        else:
            messages.success(request, _given(made))
            return HttpResponseRedirect(reverse("promotion_opinion", args=[code, opinion]))
    return _opinion(request, there, found, asks, 422)


@require_http_methods(BOTH)
@needs(Right.ASKED_ANSWER)
def lift(request: Signed, code: str, opinion: int) -> HttpResponse:
    """Say how the condition was met."""
    there, found = _mine(request, code, opinion)
    course = there.course()
    papers = {str(one.paper.pk): one.paper for one in thread.papers(there.look, course, request.lang) if one.paper.sight != Sight.UNIT}
    asks = LiftForm([(key, paper.name) for key, paper in papers.items()], typed(request))

    def do(data: dict[str, Any]) -> HttpResponse:
        paper: Paper | None = papers.get(data["paper"])
        actions.lift_veto(request.person, found, data["words"], paper, request.today)
        messages.success(request, _("一票否决已解除。"))
        return HttpResponseRedirect(reverse("promotion_opinion", args=[code, opinion]))
    back = reverse("promotion_opinion", args=[code, opinion])
    page = Page(_("解除一票否决"), _("解除"), back, _crumbs(there), _("解除条件：%(condition)s") % {"condition": found.lifting})
    return form_page(request, page, asks, do, "projects/form.html", stuck=not found.stands_against)


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def supply(request: Signed, code: str, opinion: int) -> HttpResponse:
    """Answer what a department misses."""
    there = _here(request, code, Right.PROJECT_CHANGE)
    found = or_404(queries.opinion_of(there.project, opinion))

    def do(data: dict[str, Any]) -> HttpResponse:
        actions.supply(request.person, found, data["words"], request.today)
        messages.success(request, _("已告诉部门，时限接着走。"))
        return HttpResponseRedirect(_home(there))
    page = Page(_("补充材料"), _("补上了"), _home(there), _crumbs(there), _("缺什么：%(text)s") % {"text": found.text})
    return form_page(request, page, SupplyForm(typed(request)), do, "projects/form.html", stuck=found.answer != Answer.MORE)


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def person(request: Signed, code: str, opinion: int) -> HttpResponse:
    """Say who of the unit is to answer."""
    there = _here(request, code, Right.PROJECT_CHANGE)
    found = or_404(queries.opinion_of(there.project, opinion))

    def do(data: dict[str, Any]) -> HttpResponse:
        actions.name_person(request.person, found, account_named(there, data["who"]), request.today)
        messages.success(request, _("已告诉本人。"))
        return HttpResponseRedirect(_home(there))
    page = Page(_("指定谁来提意见"), _("指定"), _home(there), _crumbs(there), _("只能是“%(unit)s”的人；期限不变。") % {"unit": found.unit.name})
    return form_page(request, page, GivePerson(typed(request)), do, "projects/form.html", people=thread.accounts_around(there.project),
                     stuck=found.given_on is not None)


def _here(request: Signed, code: str, right: Right) -> Here:
    """The project, which somebody has a right to; that they looked at a confidential one is noted."""
    there = here(request, code, right)
    if there.project.confidential and request.method != "POST":
        read_confidential(request.person, there.project.region_id, "project", there.project.pk, there.look.matter, "联合预审 joint pre-review")
    return there


def _mine(request: Signed, code: str, opinion: int) -> tuple[Here, Opinion]:
    """A project that one sees, and an opinion on it that one was asked for."""
    there = _here(request, code, Right.PROJECT_INSIDE)
    found = or_404(queries.opinion_of(there.project, opinion))
    require(request, Right.ASKED_ANSWER, asked_matter(there.project, found.unit, found.account))
    return there, found


def _form(found: Opinion, post: Any = None) -> OpinionForm:
    shown = {"answer": "" if found.silent else found.answer, "text": found.text, "basis": found.basis, "lifting": found.lifting, "seen": mark_of([found])}
    return OpinionForm(found.veto, post, initial=shown)


def _opinion(request: Signed, there: Here, found: Opinion, asks: forms.Form, status: int = 200) -> HttpResponse:
    """The page of an opinion."""
    book = rulebook()
    look, course = there.look, lifecycle_of(book, there.project.region_id)
    found.review.project = there.project
    told = _told(request, there, book, found.review)
    row = next(row for row in told["rows"] if row.opinion.pk == found.pk)
    may_answer = may(request.person, Right.ASKED_ANSWER, asked_matter(there.project, found.unit, found.account))
    page = told | _around(request, there, book) | {
        "row": row, "form": asks, "may_answer": may_answer, "groups": thread.facts(look, book, request.today, request.lang),
        "papers": thread.papers(look, course, request.lang), "others": [other for other in told["rows"] if other.opinion.pk != found.pk]}
    return render(request, "promotion/reviews/opinion.html", page, status=status)


def _around(request: Signed, there: Here, book: Rulebook) -> dict[str, Any]:
    return {"project": there.project, "may_change": may(request.person, Right.PROJECT_CHANGE, there.look.matter),
            "departments": promotion_of(book, there.project.region_id).review.departments}


def _told(request: Signed, there: Here, book: Rulebook, found: Review) -> dict[str, Any]:
    """A review as somebody may see it. Two statements."""
    rules, clock = promotion_of(book, there.project.region_id), book.or_national(there.project.region_id)
    found.project = there.project
    opinions = queries.opinions_of(found)
    whole = any(may(request.person, right, there.look.matter).allowed for right in (Right.PROJECT_CHANGE, Right.LEADER_DECIDE))
    rows = queries.rows(request.person, found, opinions, rules, clock, whole, request.today, request.lang)
    missing = [row.name for row in rows if row.opinion.given_on is None]
    # A veto that an earlier review left stands as well: it is named with those of this one.
    vetoes = queries.standing_vetoes([there.project.pk]).get(there.project.pk, [])
    named = [(one, name_of(rules, one.department).to(request.lang), whole or one.review.closed_on is not None) for one in vetoes]
    return {"project": there.project, "review": found, "rows": rows, "missing": missing, "here": len(rows) - len(missing), "whole": whole,
            "counted": counted(opinions) if whole or found.closed_on else [], "mark": mark_of(opinions),
            "vetoes": named, "silence": rules.review.silence,
            "left": [(name_of(rules, key).to(request.lang), why) for key, why in found.left.items()]}


def _given(made: Opinion) -> str:
    if made.answer != Answer.MORE:
        return _("意见已提，时限已停；联合意见形成以前可以改。")
    if made.clock and made.clock.state == "paused":
        return _("已告诉项目负责人补充，时限从今天起暂停，补上再接着走。")
    return _("已告诉项目负责人补充；按当地规则，等补充的时候时限照走。")


def _home(there: Here) -> str:
    return reverse("promotion_review", args=[there.project.code])


def _crumbs(there: Here) -> list[tuple[str, str]]:
    return [(there.project.name, there.home), (_("联合预审"), _home(there))]
