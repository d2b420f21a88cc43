"""What is told of assessments: those who are asked, that they are; the owner, that somebody answered. Never what one assessor said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_noop as _

from luodi.clocks.models import Clock
from luodi.engine.mechanism.promotion import Scheme
from luodi.engine.source import Said
from luodi.ledger.actions import Act
from luodi.notices.kinds import declare
from luodi.people.models import Account
from luodi.projects.models import Project
from luodi.projects.telling.around import heads_of, seats
from luodi.projects.telling.send import Word, send
from luodi.projects.telling.words import LONGEST, by, cut, joined, reason
from luodi.promotion.models import Assessment, HandOver, Scoring

KIND = declare("project.assessment", _("评估、推荐、移交"), "assessments, recommendations, hand-overs")
PAGE = "/promotion/assessment"


def asked(act: Act, project: Project, scheme: Scheme, assessors: Sequence[tuple[Account, str]], clock: Clock) -> None:
    """Assessors are told that they are asked, each where, and by when."""
    around = seats(act, project, more=[account for account, _url in assessors])
    due = clock.standing.due_on
    when = Said(f"请在 {due} 前交；交齐以前谁也看不到别人的打分。", f"Hand it in by {due}; nobody sees the others' before all are in.")
    said = joined(by(act, "请您评", "asked"), when if due else Said("", ""))
    title = Said(f"请评估（{scheme.title('zh-Hans')}）：{project.name}", f"please assess ({scheme.title('en')}): {project.name}")
    for account, url in assessors:
        word = Word(KIND, f"assessment.asked.{account.pk}", title, said, at=url.removeprefix(f"/projects/{project.code}"), personal=True)
        send(act, project, word, [seat for seat in around if seat.account.pk == account.pk])


def handed_in(act: Act, project: Project, assessment: Assessment, scoring: Scoring, handed: int, of: int) -> None:
    """The owner is told who has handed in, and what came of it once all have."""
    name = scoring.account.name
    if handed < of:
        title = Said(f"{name}交了评估，{handed}/{of}：{project.name}", f"{name} has handed in the assessment, {handed} of {of}: {project.name}")
        said = Said("交齐后出结果。", "There will be a result once all are in.")
    elif assessment.state == Assessment.State.VETOED:
        title = Said(f"评估被一票否决：{project.name}", f"vetoed in the assessment: {project.name}")
        said = Said("看评估页上的理由。", "The reasons stand on the page of the assessment.")
    else:
        title = Said(f"评估结果 {assessment.result} 分：{project.name}", f"assessed with {assessment.result} points: {project.name}")
        said = Said("请推荐承接单位。", "Now recommend who is to receive it.")
    send(act, project, Word(KIND, f"assessment.{assessment.pk}.in", title, said, at=PAGE), [seat for seat in seats(act, project) if seat.owns])


def proposed(act: Act, project: Project, assessment: Assessment, leader: Account) -> None:
    """The leader is told that they are to decide."""
    park = assessment.park.name if assessment.park else ""
    title = Said(f"请定由谁承接：{project.name}", f"please decide who receives it: {project.name}")
    said = joined(Said(f"评估 {assessment.result} 分，推荐“{park}”承接。", f'Assessed with {assessment.result} points; "{park}" is recommended.'),
                  Said(cut(assessment.advice, LONGEST), cut(assessment.advice, LONGEST)))
    word = Word(KIND, f"assessment.{assessment.pk}.proposed", title, said, at=f"{PAGE}/decide", personal=True)
    send(act, project, word, [seat for seat in seats(act, project, more=[leader]) if leader.pk in seat.accounts])


def decided(act: Act, project: Project, assessment: Assessment, agree: bool) -> None:
    """The owner is told, and with a yes whoever is to take it over."""
    park = assessment.park
    around = seats(act, project, [park] if park and agree else (), [assessment.receiver] if assessment.receiver and agree else ())
    name = park.name if park else ""
    title = (Said(f"领导同意由“{name}”承接：{project.name}", f'"{name}" is to receive it: {project.name}') if agree
             else Said(f"领导不同意由“{name}”承接：{project.name}", f'"{name}" is not to receive it: {project.name}'))
    said = joined(by(act, "决定", "decided"), Said(cut(assessment.decision, LONGEST), cut(assessment.decision, LONGEST)))
    send(act, project, Word(KIND, f"assessment.{assessment.pk}.decided", title, said, at=PAGE), [seat for seat in around if seat.owns])
    if park and agree:
        takers = {seat.account.pk for seat in heads_of(around, park)} | ({assessment.receiver.pk} if assessment.receiver else set())
        word = Word(KIND, f"assessment.{assessment.pk}.take", Said(f"请接收项目：{project.name}", f"please take over the project: {project.name}"), said,
                    at=f"{PAGE}/take")
        send(act, project, word, [seat for seat in around if seat.accounts & takers and not seat.owns])


def taken(act: Act, project: Project, handover: HandOver) -> None:
    """The owner is told that it has arrived, and who heads the unit that gave it."""
    around = seats(act, project, [handover.giver])
    title = Said(f"“{handover.taker.name}”接收了项目：{project.name}", f'"{handover.taker.name}" has taken over: {project.name}')
    said = joined(by(act, "接收", "taken over"), Said(cut(handover.answer, LONGEST), cut(handover.answer, LONGEST)))
    heads = {seat.account.pk for seat in heads_of(around, handover.giver)}
    send(act, project, Word(KIND, f"handover.{handover.pk}.taken", title, said, at=PAGE),
         [seat for seat in around if seat.owns or seat.account.pk in heads])


def withdrawn(act: Act, project: Project, waiting: Iterable[Account]) -> None:
    """Those who were still to answer are told that they need not, and the owner."""
    waiting = list(waiting)
    around, asked = seats(act, project, more=waiting), {one.pk for one in waiting}
    title = Said(f"评估撤回了，不用再办：{project.name}", f"the assessment was withdrawn, nothing is left to do: {project.name}")
    send(act, project, Word(KIND, "assessment.withdrawn", title, joined(by(act, "撤回", "withdrawn"), reason(act)), at=PAGE),
         [seat for seat in around if seat.owns or seat.accounts & asked])
