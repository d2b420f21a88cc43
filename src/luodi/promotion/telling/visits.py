"""What is told of visits, reports to leaders and their instructions."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_noop as _

from luodi.engine.source import Said
from luodi.ledger.actions import Act
from luodi.notices.kinds import declare
from luodi.people.models import Account
from luodi.projects.models import Project
from luodi.projects.telling.around import heads_of, seats
from luodi.projects.telling.send import Word, send
from luodi.projects.telling.words import LONGEST, by, cut, joined
from luodi.promotion.models import Instruction, Report, Visit

VISITED = declare("project.visit", _("新的拜访"), "visits")
REPORTED = declare("project.report", _("收到招商专报"), "reports to leaders")
INSTRUCTED = declare("project.instruction", _("领导批示和办理结果"), "leaders' instructions and what came of them")


def visited(act: Act, project: Project, visit: Visit) -> None:
    """A visit was written down: whoever answers for the project is told."""
    text = cut(" ".join(visit.text.split()), LONGEST)
    title = Said(f"拜访了{cut(visit.place, 40)}：{project.name}", f"Visit to {cut(visit.place, 40)}: {project.name}")
    word = Word(VISITED, f"visit.{visit.pk}", title, joined(by(act, "记下", "written down"), Said(text, text)), at="/promotion/visits")
    send(act, project, word, [seat for seat in seats(act, project) if seat.owns])


def reported(act: Act, project: Project, report: Report, leaders: Sequence[Account]) -> None:
    """A report went to leaders."""
    to = {account.pk for account in leaders}
    title = Said(f"招商专报〔{report.year}〕第 {report.number} 期：{project.name}", f"Report {report.year}-{report.number}: {project.name}")
    said = joined(by(act, "报送", "sent"), Said("看完可以直接批示。", "Instructions can be given on its page."))
    word = Word(REPORTED, f"report.{report.pk}", title, said, at=f"/promotion/reports/{report.pk}")
    send(act, project, word, [seat for seat in seats(act, project, (), leaders) if seat.accounts & to])


def instructed(act: Act, project: Project, instruction: Instruction, account: Account | None) -> None:
    """A leader wants something done: whoever is to do it is told, who heads their unit, and who answers for the project."""
    around = seats(act, project, [] if project.confidential else [instruction.unit], [account] if account else [])
    heads = set() if project.confidential else {seat.account.pk for seat in heads_of(around, instruction.unit)}
    text = cut(" ".join(instruction.text.split()), LONGEST)
    title = Said(f"{instruction.by.name}批示，由{instruction.unit.name}办理：{project.name}",
                 f"Instruction by {instruction.by.name} for {instruction.unit.name}: {project.name}")
    named = {account.pk} if account else set()
    doing = [seat for seat in around if seat.account.pk in heads or seat.accounts & named]
    # Who is to do it is led to where that is done; who only looks on, to where it stands.
    for to, at in ((doing, f"/promotion/instructions/{instruction.pk}"), ([seat for seat in around if seat.owns and seat not in doing], "/promotion/visits")):
        send(act, project, Word(INSTRUCTED, f"instruction.{instruction.pk}", title, Said(text, text), at=at), to)


def followed_up(act: Act, project: Project, instruction: Instruction) -> None:
    """An instruction was followed up: the leader is told what came of it, and whoever answers for the project."""
    result = cut(" ".join(instruction.result.split()), LONGEST)
    title = Said(f"批示办结，{instruction.unit.name}：{project.name}", f"Instruction followed up by {instruction.unit.name}: {project.name}")
    word = Word(INSTRUCTED, f"instruction.{instruction.pk}.done", title, joined(by(act, "办结", "done"), Said(f"结果：{result}", f"Result: {result}")),
                at="/promotion/visits")
    around = seats(act, project, (), [instruction.by])
    send(act, project, word, [seat for seat in around if seat.owns or instruction.by_id in seat.accounts])
