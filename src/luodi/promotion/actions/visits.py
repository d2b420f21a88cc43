"""Visits, reports to leaders, and what leaders want done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Max

from luodi.engine.source import refuse
from luodi.ledger.actions import Act, action
from luodi.ledger.values import text
from luodi.people.models import Account, Unit
from luodi.people.rules import rulebook
from luodi.projects.actions.shared import kept, line, locked, not_later, of
from luodi.projects.actions.threads import placed
from luodi.projects.models import Blob, Project, Sight
from luodi.projects.sniff import IMAGES
from luodi.promotion.actions.shared import asked_of, begin, end, let_in, of_unit
from luodi.promotion.models import Instruction, Report, Visit
from luodi.promotion.queries.visits import Section, drafted, leaders_of
from luodi.promotion.rules import promotion_of
from luodi.promotion.steps import Asks
from luodi.promotion.telling import visits as telling
from luodi.promotion.verbs import visits as verbs
from luodi.rights.permissions import Right

PHOTO: Final = "photo"
"""The kind of paper that a photograph is."""
PHOTOS: Final = 12
SECTIONS: Final = 20


@dataclass(frozen=True)
class Photo:
    """A picture that is in the store, and its name."""

    blob: Blob
    name: str


@action(verb=verbs.VISIT, needs=Right.PROJECT_CHANGE, subject=of)
def add_visit(act: Act, project: Project, visit: Visit, photos: Sequence[Photo], reports: bool, today: date) -> Visit:
    """Write a visit down; `visit`: not saved yet. `reports`: whether leaders are to have a report of it: its draft and its clock begin, unless one is there.

    Raises Refused for a day to come, nothing written, too many photographs and other files than pictures.
    """
    project = locked(project)
    not_later(visit.on, today, "拜访日期", "the day of the visit")
    visit.place, visit.who = line(visit.place, "地点", "place", 120), line(visit.who, "去的人", "who went", 300)
    visit.met, visit.text = line(visit.met, "见了谁", "whom they met", 300, 0), _words(visit.text, "拜访情况", "what was seen", 5000)
    if len(photos) > PHOTOS:
        refuse(None, f"一次最多传 {PHOTOS} 张照片，这里有 {len(photos)} 张", f"at most {PHOTOS} photographs at a time; there are {len(photos)}")
    if odd := next((one for one in photos if one.blob.kind not in IMAGES), None):
        refuse(None, f"“{odd.name}”不是照片，照片用 JPG、PNG、GIF 或 WebP", f'"{odd.name}" is no picture; use JPG, PNG, GIF or WebP')
    visit.project, visit.at = project, act.at
    visit.save()
    papers = [placed(act, project, one.blob, one.name, PHOTO, Sight.OFFICIALS, visit.unit).paper for one in photos]
    visit.photos.set(papers)
    kept(act, project)
    act.note(on=visit.on, visit=visit.pk, papers=tuple(paper.pk for paper in papers))
    act.change(None, {"on": visit.on, "place": visit.place, "who": visit.who} | ({"met": visit.met} if visit.met else {}))
    telling.visited(act, project, visit)
    if reports and not Report.objects.filter(project=project, sent_on__isnull=True).exists():
        _draft(act, project, visit.by, today)
    return visit


@action(verb=verbs.DRAFT, needs=Right.PROJECT_CHANGE, subject=of)
def draft_report(act: Act, project: Project, by: Account, today: date) -> Report:
    """Draft a report to leaders from what is known; its clock begins. Raises Refused while another one waits to be sent."""
    project = locked(project)
    if Report.objects.filter(project=project, sent_on__isnull=True).exists():
        refuse(None, "已有一份没有发出的招商专报，先改好发出", "there is a report that was not sent yet; finish that one first")
    report = _draft(act, project, by, today)
    kept(act, project)
    act.note(report=report.pk)
    act.change(None, {"headings": [one["heading"] for one in report.sections]})
    return report


@action(verb=verbs.CHANGE, needs=Right.PROJECT_CHANGE, subject=lambda report, *rest: of(report.project))
def change_report(act: Act, report: Report, sections: Sequence[Section], was: Sequence[Section]) -> Report:
    """Put other words into a report. `was`: as they were shown. Raises Refused for one that was sent, was changed meanwhile, or has nothing in it."""
    report, project = _open(report)
    if [*report.sections] != [*was]:
        refuse(None, "专报刚才被别人改过，请刷新再改，您写的可以先复制下来",
               "the report was changed by somebody else; copy your words, reload the page and try again")
    kept_ones: list[Section] = []
    for one in sections:
        heading, words = line(one["heading"], "标题", "heading", 60, 0), text(one["text"].strip(), "内容 words", 5000)
        if heading or words:
            kept_ones.append({"heading": heading or "其他", "text": words})
    if not any(one["text"] for one in kept_ones):
        refuse(None, "专报是空的，至少写一段", "the report is empty; write at least one section")
    if len(kept_ones) > SECTIONS:
        refuse(None, f"最多 {SECTIONS} 段", f"at most {SECTIONS} sections")
    report.sections = kept_ones
    report.save(update_fields=["sections"])
    kept(act, project)
    act.note(report=report.pk)
    act.change({"headings": [one["heading"] for one in was]}, {"headings": [one["heading"] for one in kept_ones]})
    return report


@action(verb=verbs.SEND, needs=Right.PROJECT_CHANGE, subject=lambda report, *rest: of(report.project))
def send_report(act: Act, report: Report, today: date) -> Report:
    """Send a report to the leaders: it has its number in the year from now on, and its words stay. Raises Refused for one that was sent before."""
    report, project = _open(report)
    # The region's end of the ledger is held by whoever acts there, so that no number is given twice.
    last = Report.objects.filter(project__region=project.region_id, year=today.year).aggregate(last=Max("number"))["last"]
    report.year, report.number, report.sent_on = today.year, (last or 0) + 1, today
    report.save(update_fields=["year", "number", "sent_on"])
    end(act, report.clock, today)
    kept(act, project)
    leaders = leaders_of(project, today)
    act.note(report=report.pk, year=report.year, number=report.number, leaders=tuple(one.pk for one in leaders))
    act.change(None, {"issue": f"〔{report.year}〕第 {report.number} 期", "to": [one.name for one in leaders]})
    telling.reported(act, project, report, leaders)
    return report


@action(verb=verbs.INSTRUCT, needs=Right.LEADER_DECIDE, subject=of)
def instruct(act: Act, project: Project, report: Report | None, words: str, unit: Unit, account: Account | None, by: Account, today: date) -> Instruction:
    """Have a unit, or somebody in it, see to something. Raises Refused for no words, a unit of another region, a confidential project without a name, and a
    report that was not sent.
    """
    project = locked(project)
    of_unit(account, unit)
    if report and (report.project_id != project.pk or report.sent_on is None):
        refuse(None, "这份专报还没有发出", "this report was not sent yet")
    found = Instruction.objects.create(project=project, report=report, by=by, text=_words(words, "批示", "the instruction", 2000), unit=unit, given_on=today)
    days = promotion_of(rulebook(), project.region_id).report.ask_days
    found.clock = begin(act, project, unit, account, ("instruction", found.pk), "办理领导批示", days,
                        f"/projects/{project.code}/promotion/instructions/{found.pk}", today)
    found.save(update_fields=["clock"])
    let_in(project, unit, account, today)
    kept(act, project)
    act.note(unit=unit.pk, instruction=found.pk, account=account.pk if account else None)
    act.change(None, {"text": found.text, "to": f"{unit.name} · {account.name}" if account else unit.name})
    telling.instructed(act, project, found, account)
    return found


@action(verb=verbs.FOLLOW_UP, needs=Right.ASKED_ANSWER,
        subject=lambda instruction, *rest: asked_of(instruction.project, instruction.unit, instruction.clock.assignee if instruction.clock else None))
def follow_up(act: Act, instruction: Instruction, result: str, today: date) -> Instruction:
    """Say what came of an instruction. Raises Refused without words, and for one that was answered before."""
    project = locked(instruction.project)
    found = Instruction.objects.select_for_update(of=("self",)).select_related("unit", "clock", "by").get(pk=instruction.pk)
    if found.done_on:
        refuse(None, f"这条批示已于 {found.done_on} 办结", f"this instruction was followed up on {found.done_on}")
    found.result, found.done_on, found.done_by_id = _words(result, "办理结果", "the result", 2000), today, act.person.account_id
    found.save(update_fields=["result", "done_on", "done_by"])
    end(act, found.clock, today)
    kept(act, project)
    act.note(unit=found.unit_id, instruction=found.pk, account=act.person.account_id)
    act.change(None, {"result": found.result})
    telling.followed_up(act, project, found)
    return found


def _draft(act: Act, project: Project, by: Account, today: date) -> Report:
    """A report as a draft, within an action. Statements: those of `drafted`, two, and those of its clock."""
    book = rulebook()
    rules = promotion_of(book, project.region_id)
    sections = drafted(Asks(project, rules, book, today))
    report = Report.objects.create(project=project, unit=project.unit, year=today.year, sections=sections, begun_on=today, by=by)
    report.clock = begin(act, project, project.unit, by, ("report", report.pk), "报送招商专报", rules.report.days,
                         f"/projects/{project.code}/promotion/reports/{report.pk}", today)
    report.save(update_fields=["clock"])
    return report


def _open(report: Report) -> tuple[Report, Project]:
    """A report that was not sent yet, and its project, nobody else changing them. Raises Refused."""
    project = locked(report.project)
    found = Report.objects.select_for_update(of=("self",)).select_related("clock").get(pk=report.pk)
    if found.sent_on:
        refuse(None, f"这份专报已于 {found.sent_on} 发出，不能再改", f"this report was sent on {found.sent_on} and is not changed any more")
    found.project = project
    return found, project


def _words(said: str, zh: str, en: str, most: int) -> str:
    """Words on as many lines as somebody wrote. Raises Refused for none and for too many."""
    found = text(said.strip(), f"{zh} {en}", most)
    if not found:
        refuse(None, f"{zh}：没有写", f"{en}: nothing was written")
    return found
