"""What is told of leads: to whoever loses one or gets one, is asked to take one over, or has one disputed."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop as _

from luodi.engine.source import Said
from luodi.ledger.actions import Act
from luodi.notices.actions import New, notify
from luodi.notices.kinds import declare
from luodi.people.models import Account
from luodi.projects.models import Project
from luodi.projects.telling.around import seats
from luodi.projects.telling.send import Word, send, send_away, stamp
from luodi.projects.telling.words import by, cut, headline, joined, reason
from luodi.promotion.models import Dispute, Lead, Transfer

LEAD: Final = declare("project.lead", _("首接：保护、移交、争议"), "leads: protection, transfers, disputes")
AT: Final = "/promotion/lead"


def lapsed(act: Act, project: Project, lead: Lead) -> None:
    """A lead lies in the pool now: whoever owns it and heads its unit is told."""
    said = Said(f"首接保护到 {lead.held_until} 已满，没有续期；别的招商员可以领取。",
                f"The protection ended on {lead.held_until} without a renewal; others may take it.")
    send(act, project, Word(LEAD, "lapsed", Said(f"线索进了公开池：{project.name}", f"lead in the pool: {project.name}"), said, at=AT),
         [one for one in seats(act, project, [project.unit]) if one.inside])


def taken(act: Act, project: Project, former: Account | None, account: Account) -> None:
    """A lead was taken from the pool: whoever let it go is told who has it."""
    title = Said(f"线索由{account.name}领走了：{project.name}", f"{account.name} took the lead: {project.name}")
    word = Word(LEAD, "taken", title, Said(f"现在由{project.unit.name}负责。", f"{project.unit.name} has it now."), at=AT)
    send_away(act, project, word, [one for one in seats(act, project, more=[former]) if former and one.account.pk == former.pk] if former else [])


def asked(act: Act, project: Project, transfer: Transfer, account: Account | None) -> None:
    """A unit is asked to take a lead over: its heads are told, or the person who was named."""
    title = Said(f"{transfer.giver.name}请{transfer.taker.name}接收：{project.name}",
                 f"{transfer.giver.name} asks {transfer.taker.name} to take over: {project.name}")
    said = joined(by(act, "提出", "asked"), Said(f"理由：{cut(transfer.reason, 200)}", f"Reason: {cut(transfer.reason, 200)}"))
    around = seats(act, project, [transfer.taker], [account] if account else [])
    meant = [one for one in around if (account and account.pk in one.accounts) or (account is None and one.within(transfer.taker))]
    send(act, project, Word(LEAD, f"transfer.{transfer.pk}", title, said, at=f"{AT}/transfers/{transfer.pk}"), meant)


def answered(act: Act, project: Project, transfer: Transfer, taken: bool) -> None:
    """A unit has answered: whoever asked is told."""
    zh, en = ("接收了", "took over") if taken else ("没有接收", "did not take over")
    title = Said(f"{transfer.taker.name}{zh}：{project.name}", f"{transfer.taker.name} {en}: {project.name}")
    said = joined(by(act, "答复", "answered"), Said(cut(transfer.answer, 200), cut(transfer.answer, 200)))
    word = Word(LEAD, f"transfer.{transfer.pk}.answer", title, said, at=AT)
    around = [one for one in seats(act, project, more=[transfer.by]) if transfer.by_id in one.accounts]
    send(act, project, word, around)
    if not project.confidential:
        send_away(act, project, word, around)


def disputed(act: Act, project: Project, dispute: Dispute) -> None:
    """A unit says that a lead is its own: whoever owns it and heads its unit is told."""
    title = Said(f"{dispute.claimant.name}对首接提出争议：{project.name}", f"{dispute.claimant.name} disputes the lead: {project.name}")
    said = joined(by(act, "提出", "raised"), Said("请补充证据，由领导或督查员裁定。", "Bring your evidence; a leader or supervisor rules."))
    send(act, project, Word(LEAD, f"dispute.{dispute.pk}", title, said, at=f"{AT}/disputes/{dispute.pk}"),
         [one for one in seats(act, project, [project.unit]) if one.owns or one.within(project.unit)])


def ruled(act: Act, project: Project, dispute: Dispute, holders: list[Account]) -> None:
    """A dispute was ruled on: both sides are told, the claimant without a word of the project."""
    verdict = dispute.verdict.name if dispute.verdict else "—"
    said = joined(Said(f"归{verdict}。", f"For {verdict}."), Said(cut(dispute.ruling, 200), cut(dispute.ruling, 200)), reason(act))
    title = Said(f"首接争议裁定了：{dispute.named}", f"the dispute was ruled on: {dispute.named}")
    keys = {dispute.by_id: f"/promotion/leads/disputes/{dispute.pk}"} | {
        one.pk: f"/projects/{project.code}{AT}/disputes/{dispute.pk}" for one in holders if one.pk != dispute.by_id}
    notify(act, [New(account, LEAD.name, f"project.{project.pk}.ruling.{dispute.pk}.{stamp(act)}", headline(title), said, url, personal=True)
                 for account, url in keys.items() if account != act.person.account_id])
