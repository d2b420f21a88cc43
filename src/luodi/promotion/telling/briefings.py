"""What is told of briefings: the units that they went to, and the owner when one of them answers."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_noop as _

from luodi.engine.mechanism.promotion import Node
from luodi.engine.source import Said
from luodi.ledger.actions import Act
from luodi.notices.kinds import declare
from luodi.projects.models import Project
from luodi.projects.telling.around import heads_of, seats
from luodi.projects.telling.send import Word, send
from luodi.projects.telling.words import LONGEST, by, cut, joined
from luodi.promotion.models import Briefing, Delivery

SENT = declare("project.briefing.sent", _("收到招商推送"), "briefed about a project")
ANSWERED = declare("project.briefing.answered", _("推送确认和跳过"), "briefings acknowledged or left out")


def sent(act: Act, project: Project, briefing: Briefing, node: Node, deliveries: Sequence[Delivery]) -> None:
    """A briefing was sent: who heads the units that it went to is told, of a confidential project whoever was named."""
    units, named = [one.unit for one in deliveries], [one.account for one in deliveries if one.account]
    around = seats(act, project, units, named)
    accounts = {account.pk for account in named}
    heads = {seat.account.pk for unit in units for seat in heads_of(around, unit)} if not project.confidential else set()
    title = Said(f"推送“{node.title('zh-Hans')}”：{project.name}", f'Briefing "{node.title("en")}": {project.name}')
    said = joined(by(act, "推送", "sent"), Said(f"请在 {node.ack_days} 个工作日内确认收到。", f"Please acknowledge within {node.ack_days} working days."))
    word = Word(SENT, f"briefing.{briefing.pk}", title, said, at=f"/promotion/briefings/{briefing.pk}")
    send(act, project, word, [seat for seat in around if seat.account.pk in heads or seat.accounts & accounts])


def skipped(act: Act, project: Project, node: Node, why: str) -> None:
    """A node was passed without telling: whoever answers for the project, or leads it, knows."""
    title = Said(f"跳过推送“{node.title('zh-Hans')}”：{project.name}", f'Left out "{node.title("en")}": {project.name}')
    said = joined(by(act, "跳过", "left out"), Said(f"理由：{cut(why, LONGEST)}", f"Reason: {cut(why, LONGEST)}"))
    around = seats(act, project)
    send(act, project, Word(ANSWERED, f"briefing.skip.{node.id}", title, said, at="/promotion/briefings"),
         [seat for seat in around if seat.owns or "leader" in seat.parts])


def acknowledged(act: Act, project: Project, delivery: Delivery, node: Node | None) -> None:
    """A unit has it: whoever answers for the project is told, with what it said."""
    name, unit = (node.title("zh-Hans") if node else delivery.briefing.node), delivery.unit.name
    title = Said(f"{unit}确认收到“{name}”推送：{project.name}", f"{unit} acknowledged the briefing: {project.name}")
    answer = cut(delivery.answer, LONGEST)
    said = joined(by(act, "确认", "acknowledged"), Said(f"答复：{answer}", f"Answer: {answer}") if answer else Said("", ""))
    word = Word(ANSWERED, f"delivery.{delivery.pk}", title, said, at=f"/promotion/briefings/{delivery.briefing_id}")
    send(act, project, word, [seat for seat in seats(act, project) if seat.owns])
