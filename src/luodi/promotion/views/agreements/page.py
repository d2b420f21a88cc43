"""The page of an agreement: how far it is, what is missing, its words, who said what of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luodi.clocks.shown import Mark, mark
from luodi.engine.source import Refused, Said
from luodi.ledger.records import exported
from luodi.maps.files import refusal
from luodi.promotion.actions.shared import asked_matter
from luodi.promotion.models import Agreement, ClauseCheck, Decision, Draft, FairReview, Promise
from luodi.promotion.papers import agreements as agreements_paper
from luodi.promotion.papers import word_file
from luodi.promotion.queries.agreements import (
    SIDES,
    Lack,
    Looked,
    blank_lacks,
    draft_of,
    drafts_of,
    level_of,
    level_title,
    promises_of,
    signing_lacks,
    standing_of,
    templates_for,
    too_low,
)
from luodi.promotion.views.agreements.shared import At, at
from luodi.promotion.wording import Piece, clauses_of, compared, pieces, refilled
from luodi.rights.door import Signed, needs
from luodi.rights.permissions import Right, may


@dataclass(frozen=True)
class ClauseShown:
    """A clause on the page. `pieces`: what was changed in the library's words; `light`: of the check that is open."""

    looked: Looked
    state: str
    said: str
    pieces: tuple[Piece, ...]
    light: Mark | None


@dataclass(frozen=True)
class Button:
    """Something that can be done next. `main`: the one thing to do."""

    words: str
    url: str
    main: bool = False


@dataclass(frozen=True)
class PromiseShown:
    """A promise on a page. `answers`: whether the reader may say what came of it."""

    row: Promise
    side: Said
    light: Mark | None
    answers: bool


@require_safe
@needs(Right.PROJECT_INSIDE)
def main(request: Signed, code: str) -> HttpResponse:
    """How far the agreement is and what to do next; what is missing for the signature; clauses, versions, reviews, decisions, promises."""
    where = at(request, code, Right.PROJECT_INSIDE)
    change = may(request.person, Right.PROJECT_CHANGE, where.there.look.matter)
    page: dict[str, Any] = {"project": where.project, "may_change": change}
    if where.agreement is None:
        return render(request, "promotion/agreements/none.html", page | _templates(where))
    held, agreement = where.held, where.agreement
    signed = agreement.state == Agreement.State.SIGNED
    lacks = [] if signed else signing_lacks(held, where.course, where.rules, where.book, request.today)
    drafts = drafts_of(agreement)
    page |= {
        "agreement": agreement, "title": where.title, "draft": held.draft, "signed": signed, "lacks": lacks, "drafts": drafts,
        "clauses": [_clause(one, where) for one in held.looked], "changed": sum(1 for one in held.looked if one.state != "standard"),
        "level": _level(where), "fair": [(one, _light(where, one), one.number == held.draft.number) for one in held.fair],
        "decisions": [(one, level_title(where.rules, one.level), _light(where, one)) for one in held.decisions],
        "answers": _answers(where), "buttons": [] if signed or not change.allowed else _buttons(where, lacks), "stale": _stale(where) if not signed else [],
        "promises": promises_shown(where, promises_of(where.project)) if signed else []}
    page["standard"] = len(page["clauses"]) - page["changed"]
    return render(request, "promotion/agreements/page.html", page)


@require_safe
@needs(Right.PROJECT_INSIDE)
def version(request: Signed, code: str, number: int) -> HttpResponse:
    """One version, whole."""
    where = at(request, code, Right.PROJECT_INSIDE)
    draft = _draft(where, number)
    return render(request, "promotion/agreements/version.html", {
        "project": where.project, "agreement": where.agreement, "title": where.title, "draft": draft, "clauses": clauses_of(draft.clauses),
        "earlier": range(1, draft.number)})


@require_safe
@needs(Right.PROJECT_INSIDE)
def compare(request: Signed, code: str, first: int, second: int) -> HttpResponse:
    """Two versions, clause by clause."""
    where = at(request, code, Right.PROJECT_INSIDE)
    before, after = _draft(where, first), _draft(where, second)
    found = compared(clauses_of(before.clauses), clauses_of(after.clauses))
    return render(request, "promotion/agreements/compare.html", {
        "project": where.project, "title": where.title, "before": before, "after": after, "differences": found,
        "changed": [one for one in found if one.kind != "same"]})


@require_safe
@needs(Right.PROJECT_INSIDE)
def version_word(request: Signed, code: str, number: int) -> HttpResponse:
    """A version as a Word file."""
    where = at(request, code, Right.PROJECT_INSIDE)
    draft, name = _draft(where, number), _name(where)
    about = f"{where.project.name}（{where.project.code}）　第 {number} 版　{draft.at:%Y-%m-%d}"
    return _word(where, f"{where.project.name}-{name}-{number}", lambda: agreements_paper.agreement(
        name, about, clauses_of(draft.clauses), where.there_is.unit.name, request.today))


@require_safe
@needs(Right.PROJECT_INSIDE)
def compare_word(request: Signed, code: str, first: int, second: int) -> HttpResponse:
    """The comparison of two versions as a Word file."""
    where = at(request, code, Right.PROJECT_INSIDE)
    before, after, name = _draft(where, first), _draft(where, second), _name(where)
    found = compared(clauses_of(before.clauses), clauses_of(after.clauses))
    changed = sum(one.kind != "same" for one in found)
    about = f"{where.project.name}（{where.project.code}）　第 {first} 版和第 {second} 版对照，{changed} 条不同"
    return _word(where, f"{where.project.name}-{name}-{first}-{second}", lambda: agreements_paper.comparison(
        f"{name}对照", about, found, where.there_is.unit.name, request.today))


def promises_shown(where: At, rows: list[Promise]) -> list[PromiseShown]:
    """Promises with their lights, and whether the reader may say what came of them. No statement."""
    out = []
    for one in rows:
        matter = asked_matter(where.project, one.unit, one.clock.assignee if one.clock else None)
        answers = one.state == Promise.State.OPEN and may(where.request.person, Right.ASKED_ANSWER, matter).allowed
        out.append(PromiseShown(one, SIDES[one.side], _light(where, one) if one.state == Promise.State.OPEN else None, answers))
    return out


def _word(where: At, name: str, made: Callable[[], bytes]) -> HttpResponse:
    """A Word file about the agreement; that it left the system is noted."""
    if refused := refusal(where.request):
        return refused
    project = where.project
    exported(where.request.person, project.region_id, "project", project.pk, where.there.look.matter, "投资协议 agreement", "docx", 1)
    return word_file(name, made())


def _draft(where: At, number: int) -> Draft:
    found = draft_of(where.there_is, number)
    if found is None:
        raise Http404
    return found


def _name(where: At) -> str:
    """What the agreement is called on paper, in Chinese."""
    return where.template.title("zh-Hans") if where.template else "投资协议"


def _light(where: At, row: ClauseCheck | FairReview | Decision | Promise) -> Mark | None:
    standing = standing_of(row)
    return mark(standing, where.book.or_national(where.project.region_id), where.request.today) if standing and row.clock and not row.clock.ended_on else None


def _clause(one: Looked, where: At) -> ClauseShown:
    said = {"standard": _("照库里的写"), "open": _("改过，还没有送审"), "asked": _("正在审"), "passed": _("审过了"), "failed": _("没有通过")}[one.state]
    changed = () if one.state == "standard" or one.clause.own else pieces(one.clause.standard, one.clause.text)
    return ClauseShown(one, one.state, said, changed, _light(where, one.check) if one.check else None)


def _level(where: At) -> dict[str, Any]:
    """Who must decide, in words, and what must be stated before that is certain."""
    if not where.rules.levels:
        return {"none": True}
    try:
        found = level_of(where.project, where.rules, where.mechanism)
    except Refused as refused:
        return {"faults": refused.faults}
    names = [where.mechanism.table[key].name(where.request.lang) for key in found.open]
    return {"level": found.level, "open": names}


def _stale(where: At) -> list[str]:
    """Clauses whose words do not say what is known of the project now."""
    try:
        now = refilled(where.held.clauses, where.template, where.values) if where.template else where.held.clauses
    except Refused:
        return []
    return [old.name for old, new in zip(where.held.clauses, now, strict=True) if old.text != new.text]


def _answers(where: At) -> list[Button]:
    """What the reader was asked and has not answered."""
    held, person = where.held, where.request.person
    out: list[Button] = []

    def mine(row: ClauseCheck | FairReview | Decision) -> bool:
        return may(person, Right.ASKED_ANSWER, asked_matter(where.project, row.unit, row.account)).allowed
    if any(one.state == "asked" and one.check and mine(one.check) for one in held.looked):
        out.append(Button(_("审改动的条款"), reverse("promotion_clauses", args=[where.project.code]), True))
    if held.review and held.review.on is None and mine(held.review):
        out.append(Button(_("作公平竞争审查"), reverse("promotion_fair", args=[where.project.code]), True))
    if held.decision and held.decision.on is None and mine(held.decision):
        out.append(Button(_("填会议结果"), reverse("promotion_decision", args=[where.project.code]), True))
    return out


def _buttons(where: At, lacks: list[Lack]) -> list[Button]:
    """What the owner can do now, the first thing first."""
    held, code = where.held, where.project.code
    out: list[Button] = []

    def can(words: str, name: str) -> None:
        out.append(Button(words, reverse(name, args=[code]), not out))
    whole = not blank_lacks(held, where.mechanism)
    if not lacks:
        can(_("签订"), "promotion_sign")
    if whole and any(one.state == "open" for one in held.looked):
        can(_("送审改动的条款"), "promotion_clauses_ask")
    if whole and held.review is None:
        can(_("送公平竞争审查"), "promotion_fair_ask")
    if held.cleared and _to_decide(where):
        can(_("提交决策"), "promotion_decision_put")
    if any(one.state == "failed" for one in held.looked) or (held.review and held.review.passed is False) or not whole:
        can(_("改协议"), "promotion_draft_edit")
    else:
        out.append(Button(_("改协议"), reverse("promotion_draft_edit", args=[code])))
    return out


def _to_decide(where: At) -> bool:
    """Whether the newest version waits to be put to whoever must decide."""
    try:
        found = level_of(where.project, where.rules, where.mechanism)
    except Refused:
        return False
    last = where.held.decision
    if found.level is None or found.open:
        return False
    return last is None or last.number != where.held.draft.number or last.agreed is False or bool(last.agreed and too_low(last, found.level, where.rules))


def _templates(where: At) -> dict[str, Any]:
    """The templates that fit, in words."""
    try:
        found = templates_for(where.project, where.rules, where.mechanism)
    except Refused as refused:
        return {"faults": refused.faults}
    return {"templates": [where.rules.templates[key].title(where.request.lang) for key, _sure in found]}
