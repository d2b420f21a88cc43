"""What the approval side is told of a project, and its answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from luodi.engine.mechanism.promotion import Node
from luodi.engine.source import Refused
from luodi.frame.templatetags.luodi import lang_here, long_day, said_moment
from luodi.handbook import letter
from luodi.ledger.actions import By
from luodi.ledger.records import read_confidential
from luodi.people.here import own_account
from luodi.people.manage.page import Page, form_page
from luodi.people.manage.page import there as or_404
from luodi.people.rules import rulebook
from luodi.projects import thread
from luodi.projects.views.heads import BOTH
from luodi.projects.views.shared import Here, account_named, here, typed
from luodi.promotion.actions.briefings import acknowledge, send_briefing, skip_briefing
from luodi.promotion.actions.shared import asked_matter
from luodi.promotion.forms.briefings import Answer, BriefingForm, Skip
from luodi.promotion.models import Briefing, Delivery
from luodi.promotion.papers import word_file
from luodi.promotion.queries import briefings as queries
from luodi.promotion.rules import promotion_of, unit_for, units_of
from luodi.promotion.steps import Asks
from luodi.rights.door import Signed, needs, require
from luodi.rights.permissions import Right, may


@require_safe
@needs(Right.PROJECT_INSIDE)
def nodes(request: Signed, code: str) -> HttpResponse:
    """The nodes of the place, and how far the project has told what they ask for."""
    there = here(request, code, Right.PROJECT_INSIDE)
    found = queries.standing(_asks(request, there), request.lang)
    return render(request, "promotion/briefings/nodes.html", {
        "project": there.project, "nodes": found, "due": [one for one in found if one.state == "due"], "may_change": _changes(request, there)})


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def send(request: Signed, code: str, node: str) -> HttpResponse:
    """Fill in the form of a node and send it."""
    there = here(request, code, Right.PROJECT_CHANGE)
    asks = _asks(request, there)
    found, project = _node(asks, node), there.project
    lines, before = queries.lines(asks, found), queries.typed_before(project)
    units, unknown = _units(asks, found)
    form = BriefingForm(lines, before, units if project.confidential else [], request.lang, typed(request))

    def do(data: dict[str, Any]) -> HttpResponse:
        people = {unit.pk: account_named(there, data[f"unit-{unit.pk}"]) for unit in form.units}
        said, reasons = {key: data[f"line-{key}"] for key in form.typed}, {key: data[f"why-{key}"] for key in form.lacking}
        made = send_briefing(request.person, project, found.id, said, reasons, people, own_account(request), request.today)
        messages.success(request, _("推送了，%(units)s收到提醒，%(days)s 个工作日内确认。") % {
            "units": _("、").join(unit.name for unit in units), "days": found.ack_days})
        return HttpResponseRedirect(reverse("promotion_briefing", args=[code, made.pk]))
    home = reverse("promotion_briefings", args=[code])
    page = Page(_("推送“%(node)s”") % {"node": found.title(request.lang)}, _("推送"), home, [(project.name, there.home), (_("信息推送"), home)],
                _("送到：%(units)s。") % {"units": _("、").join(unit.name for unit in units)} if units else "")
    return form_page(request, page, form, do, "promotion/briefings/send.html", project=project, node=found, unknown=unknown,
                     read=[line for line in lines if line.value], lacks=[line for line in lines if not line.value and not line.most],
                     people=thread.accounts_around(project) if project.confidential else None)


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def skip(request: Signed, code: str, node: str) -> HttpResponse:
    """Pass a node without telling, with a reason."""
    there = here(request, code, Right.PROJECT_CHANGE)
    found = _node(_asks(request, there), node)
    home = reverse("promotion_briefings", args=[code])

    def do(data: dict[str, Any]) -> HttpResponse:
        skip_briefing(By(request.person, data["reason"]), there.project, found.id, own_account(request), request.today)
        messages.success(request, _("跳过了，理由写在台账和全程里。"))
        return HttpResponseRedirect(home)
    page = Page(_("跳过“%(node)s”的推送") % {"node": found.title(request.lang)}, _("跳过"), home, [(there.project.name, there.home), (_("信息推送"), home)],
                _("审批部门就不会提前知道这个项目；理由项目里的人都看得到。"))
    return form_page(request, page, Skip(typed(request)), do, "projects/form.html", danger=True)


@require_safe
@needs(Right.PROJECT_INSIDE)
def briefing(request: Signed, code: str, briefing: int) -> HttpResponse:
    """What was told, and who has said that they have it."""
    there = here(request, code, Right.PROJECT_INSIDE)
    found: Briefing = or_404(queries.briefing_of(there.project, briefing))
    book = rulebook()
    rows = [(one, queries.light_of(one, book, request.today), may(request.person, Right.ASKED_ANSWER, asked_matter(there.project, one.unit, one.account)))
            for one in found.deliveries.all()]
    return render(request, "promotion/briefings/briefing.html", {
        "project": there.project, "briefing": found, "sheet": _sheet(there, found, promotion_of(book, there.project.region_id).nodes.get(found.node)),
        "rows": rows, "waits": [one.unit.name for one, _light, _verdict in rows if one.waits],
        "newer": any(one.given_up for one, _light, _verdict in rows)})


@require_safe
@needs(Right.PROJECT_INSIDE)
def download(request: Signed, code: str, briefing: int) -> HttpResponse:
    """What was told, as a Word form: the same words as on its page. A look at a confidential one is an entry."""
    there = here(request, code, Right.PROJECT_INSIDE)
    project, found = there.project, or_404(queries.briefing_of(there.project, briefing))
    if found.skipped:
        raise Http404
    sheet = _sheet(there, found, promotion_of(rulebook(), project.region_id).nodes.get(found.node))
    if project.confidential:
        read_confidential(request.person, project.region_id, "project", project.pk, there.look.matter, f"推送表 briefing {found.pk}")
    made = letter.write(letter.Letter(request.lang, _("项目信息推送表"), project.region.name, timezone.localtime(found.at).date(),
                                      (letter.Part(sheet.title, sheet.rows), letter.Part(_("推送和收到"), sheet.notes)), project.code))
    return word_file(f"{project.name}-{sheet.title}", made)


@require_http_methods(BOTH)
@needs(Right.ASKED_ANSWER)
def delivery(request: Signed, code: str, delivery: int) -> HttpResponse:
    """Read what one's unit is told, and say that it has it."""
    there = here(request, code, Right.PROJECT_INSIDE)
    found: Delivery = or_404(queries.delivery_of(there.project, delivery))
    found.briefing.project = there.project
    require(request, Right.ASKED_ANSWER, asked_matter(there.project, found.unit, found.account))
    sheet = _sheet(there, found.briefing, promotion_of(rulebook(), there.project.region_id).nodes.get(found.briefing.node))
    home = reverse("promotion_briefing", args=[code, found.briefing_id])

    def do(data: dict[str, Any]) -> HttpResponse:
        acknowledge(request.person, found, data["answer"], request.today)
        messages.success(request, _("已确认收到，项目负责人会看到。"))
        return HttpResponseRedirect(home)
    page = Page(_("确认收到“%(node)s”推送") % {"node": sheet.title}, _("确认收到"), home, [(there.project.name, there.home), (sheet.title, home)],
                _("看完下面的内容，点“确认收到”；有要提醒招商方的，写一句。"))
    return form_page(request, page, Answer(typed(request)), do, "promotion/briefings/delivery.html", sheet=sheet, delivery=found)


def _asks(request: Signed, there: Here) -> Asks:
    book = rulebook()
    return Asks(there.project, promotion_of(book, there.project.region_id), book, request.today)


def _node(asks: Asks, node: str) -> Node:
    if node not in asks.rules.nodes:
        raise Http404
    return asks.rules.nodes[node]


def _changes(request: Signed, there: Here) -> Any:
    return may(request.person, Right.PROJECT_CHANGE, there.look.matter)


def _units(asks: Asks, node: Node) -> tuple[list[Any], str]:
    """The units that a node tells, or why they are not known."""
    held = units_of(asks.project.region)
    try:
        return list({unit.pk: unit for unit in (unit_for(held, asks.rules, duty) for duty in node.to)}.values()), ""
    except Refused as refused:
        return [], refused.faults[0].to(lang_here())


def _sheet(there: Here, found: Briefing, node: Node | None) -> queries.Sheet:
    """A briefing in words. Deliveries must have been read with it, or are read once."""
    lang = lang_here()
    notes = [(_("项目码"), there.project.code), (_("推送"), f"{found.by.unit.name} · {found.by.name} · {said_moment(found.at, lang)}")]
    for one in found.deliveries.all():
        said = _("%(day)s 确认收到") % {"day": long_day(one.acknowledged_on, lang)} if one.acknowledged_on else _("还没有确认")
        notes.append((one.unit.name, _("；").join(part for part in (said, one.answer) if part)))
    return queries.sheet(found, node, notes, lang)
