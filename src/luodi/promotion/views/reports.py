"""Reports to leaders, and what leaders want done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from luodi.engine.source import refuse
from luodi.frame.templatetags.luodi import long_day
from luodi.handbook import letter
from luodi.ledger.records import read_confidential
from luodi.ledger.values import canonical
from luodi.people.here import own_account
from luodi.people.manage.forms import unit_choices
from luodi.people.manage.page import Page, asked, form_page
from luodi.people.manage.page import there as or_404
from luodi.people.models import Unit, UnitKind
from luodi.people.rules import rulebook
from luodi.projects import thread
from luodi.projects.views.heads import BOTH
from luodi.projects.views.shared import Here, account_named, here, saved, typed
from luodi.promotion.actions.shared import asked_matter
from luodi.promotion.actions.visits import change_report, draft_report, follow_up, instruct, send_report
from luodi.promotion.forms.visits import InstructForm, ReportForm, ResultForm
from luodi.promotion.models import Instruction, Report
from luodi.promotion.papers import word_file
from luodi.promotion.queries import visits as queries
from luodi.promotion.rules import promotion_of
from luodi.rights.door import Signed, needs, require
from luodi.rights.permissions import Right, may


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def draft(request: Signed, code: str) -> HttpResponse:
    """Draft a report from what is known; its clock begins."""
    there = here(request, code, Right.PROJECT_CHANGE)
    days = promotion_of(rulebook(), there.project.region_id).report.days

    def do(data: dict[str, Any]) -> HttpResponse:
        made = draft_report(request.person, there.project, own_account(request), request.today)
        messages.success(request, _("起草好了，改好就发出。"))
        return HttpResponseRedirect(reverse("promotion_report", args=[code, made.pk]))
    lead = _("用项目、企业、拜访、评估和部门意见里已有的内容起草，起草好还能改；从今天起 %(days)s 个工作日内发出。") % {"days": days}
    return form_page(request, _page(there, _("起草招商专报"), _("起草"), lead), asked(request), do, "projects/form.html")


@require_safe
@needs(Right.PROJECT_INSIDE)
def report(request: Signed, code: str, report: int) -> HttpResponse:
    """A report, and what leaders said to it."""
    there, book = here(request, code, Right.PROJECT_INSIDE), rulebook()
    found: Report = or_404(queries.report_of(there.project, report))
    return render(request, "promotion/visits/report.html", {
        "project": there.project, "report": found, "sections": queries.numbered(found.sections), "title": _title(found),
        "light": queries.light_of(found, book, request.today),
        "instructions": answerable(request, queries.instructions_of(there.project, book, request.today, found)),
        "leaders": [one.name for one in queries.leaders_of(there.project, request.today)],
        "may_change": may(request.person, Right.PROJECT_CHANGE, there.look.matter), "may_decide": may(request.person, Right.LEADER_DECIDE, there.look.matter)})


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def change(request: Signed, code: str, report: int) -> HttpResponse:
    """Put other words into a report."""
    there = here(request, code, Right.PROJECT_CHANGE)
    found = _report(there, report)
    shown = queries.sections(found.sections)
    form = ReportForm(shown, typed(request), initial={"seen": ReportForm.shows({"mark": mark_of(shown)})})

    def do(data: dict[str, Any]) -> HttpResponse:
        if form.was().get("mark") != mark_of(shown):
            refuse(None, "专报刚才被别人改过，请刷新再改，您写的可以先复制下来",
                   "the report was changed by somebody else; copy your words, reload the page and try again")
        change_report(request.person, found, form.written(), shown)
        messages.success(request, saved())
        return HttpResponseRedirect(reverse("promotion_report", args=[code, found.pk]))
    lead = _("标题和内容都空着的段不要了；最后一段空着，要加就写。")
    page = _page(there, _("修改招商专报"), _("保存"), lead, reverse("promotion_report", args=[code, found.pk]))
    return form_page(request, page, form, do, "projects/form.html")


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def send(request: Signed, code: str, report: int) -> HttpResponse:
    """Send a report to the leaders, with its number."""
    there = here(request, code, Right.PROJECT_CHANGE)
    found, back = _report(there, report), reverse("promotion_report", args=[code, report])
    leaders = queries.leaders_of(there.project, request.today)

    def do(data: dict[str, Any]) -> HttpResponse:
        sent = send_report(request.person, found, request.today)
        messages.success(request, _("发出了：%(title)s。") % {"title": _title(sent)})
        return HttpResponseRedirect(back)
    lead = _("送到：%(who)s。发出以后不能再改，自动编号。") % {"who": _("、").join(one.name for one in leaders)} if leaders else _(
        "还没有可以收到的领导：保密项目先在项目里安排包联领导，别的项目请平台管理员设领导岗位。现在发出只会编号存档。")
    return form_page(request, _page(there, _("发出招商专报"), _("发出"), lead, back), asked(request), do, "projects/form.html")


@require_safe
@needs(Right.PROJECT_INSIDE)
def download(request: Signed, code: str, report: int) -> HttpResponse:
    """A report as a Word file. A look at a confidential one is an entry."""
    there = here(request, code, Right.PROJECT_INSIDE)
    found, project = _report(there, report), there.project
    if project.confidential:
        read_confidential(request.person, project.region_id, "project", project.pk, there.look.matter, f"招商专报 report {found.pk}")
    parts = tuple(letter.Part(heading, words=tuple(lines)) for heading, lines in queries.numbered(found.sections))
    day = long_day(found.sent_on or request.today, request.lang)
    made = letter.write(letter.Letter(request.lang, _title(found), project.region.name, found.sent_on or request.today, parts,
                                      f"{project.name} · {project.code}", (found.unit.name, day)))
    return word_file(f"{_title(found)}-{project.name}", made)


@require_http_methods(BOTH)
@needs(Right.LEADER_DECIDE)
def instruct_now(request: Signed, code: str) -> HttpResponse:
    """Say what a unit is to see to; `report` in the address: to which report."""
    there = here(request, code, Right.LEADER_DECIDE)
    project, wanted = there.project, request.GET.get("report", "")
    found = queries.report_of(project, int(wanted)) if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 else None
    units = _units(there)
    form = InstructForm(unit_choices(units), typed(request), initial={"unit": str(project.unit_id)})
    back = reverse("promotion_report", args=[code, found.pk]) if found else reverse("promotion_visits", args=[code])

    def do(data: dict[str, Any]) -> HttpResponse:
        unit = next(unit for unit in units if str(unit.pk) == data["unit"])
        who = account_named(there, data["who"]) if data["who"] else None
        instruct(request.person, project, found, data["text"], unit, who, own_account(request), request.today)
        messages.success(request, _("批示了，%(unit)s收到提醒并开始计时。") % {"unit": unit.name})
        return HttpResponseRedirect(back)
    days = promotion_of(rulebook(), project.region_id).report.ask_days
    lead = _("从今天起 %(days)s 个工作日内要有结果，快到期和超期自动催办。") % {"days": days}
    return form_page(request, _page(there, _("批示"), _("批示"), lead, back), form, do, "projects/form.html", people=thread.accounts_around(project))


@require_http_methods(BOTH)
@needs(Right.ASKED_ANSWER)
def instruction(request: Signed, code: str, instruction: int) -> HttpResponse:
    """Read what a leader wants done, and say what came of it."""
    there = here(request, code, Right.PROJECT_INSIDE)
    found: Instruction = or_404(queries.instruction_of(there.project, instruction))
    require(request, Right.ASKED_ANSWER, asked_matter(there.project, found.unit, found.clock.assignee if found.clock else None))
    found.project = there.project

    def do(data: dict[str, Any]) -> HttpResponse:
        follow_up(request.person, found, data["result"], request.today)
        messages.success(request, _("办结了，领导和项目负责人会看到结果。"))
        return HttpResponseRedirect(reverse("promotion_visits", args=[code]))
    lead = _("%(who)s批示：%(words)s") % {"who": found.by.name, "words": found.text}
    if found.done_on:
        lead = _("%(lead)s 已办结：%(result)s") % {"lead": lead, "result": found.result}
    return form_page(request, _page(there, _("办理领导批示"), _("办结"), lead), ResultForm(typed(request)), do, "projects/form.html", stuck=bool(found.done_on))


@require_safe
@needs(Right.PROMOTION_READ)
def instructions(request: Signed) -> HttpResponse:
    """What leaders want done: what is open, whose it is, how it stands."""
    whose = request.GET.get("whose", "")
    whose = whose if whose in ("ours", "mine") else ""
    waiting, over = queries.instructions(request.person, whose, rulebook(), request.today)
    return render(request, "promotion/visits/instructions.html", {
        "waiting": answerable(request, waiting), "over": over, "whose": whose, "most": queries.MOST if len(waiting) == queries.MOST else 0,
        "late": [one for one in waiting if one.mark and one.mark.kind == "red"]})


def answerable(request: Signed, rows: Sequence[queries.Open]) -> list[queries.Open]:
    """Instructions, each with whether whoever asks may say what came of it."""
    return [replace(one, verdict=may(request.person, Right.ASKED_ANSWER, asked_matter(
        one.row.project, one.row.unit, one.row.clock.assignee if one.row.clock else None))) for one in rows]


def _page(there: Here, title: str, submit: str, lead: str, back: str = "") -> Page:
    home = reverse("promotion_visits", args=[there.project.code])
    return Page(title, submit, back or home, [(there.project.name, there.home), (_("拜访、专报、批示"), home)], lead)


def _report(there: Here, report: int) -> Report:
    found: Report = or_404(queries.report_of(there.project, report))
    found.project = there.project
    return found


def _title(found: Report) -> str:
    """What a report is called: with its number once it has one."""
    if found.sent_on is None:
        return _("招商专报（未发出）")
    return _("招商专报〔%(year)s〕第 %(number)s 期") % {"year": found.year, "number": found.number}


def mark_of(shown: list[queries.Section]) -> str:
    """What tells the words of a report from others."""
    return sha256(canonical([*shown]).encode()).hexdigest()


def _units(there: Here) -> list[Unit]:
    """The open units of the project's own region."""
    return [unit for unit in thread.units_around(there.project) if unit.region_id == there.project.region_id and unit.kind != UnitKind.ENTERPRISE]
