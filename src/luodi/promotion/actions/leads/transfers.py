"""A lead goes to another unit, once that unit says yes."""

from __future__ import annotations

from datetime import date, timedelta

from luodi.engine.source import refuse
from luodi.ledger.actions import Act, Subject, action
from luodi.people.actions.shared import open_unit
from luodi.people.models import Account, Unit
from luodi.projects.actions.shared import kept, line, locked, of
from luodi.projects.models import Part, Project
from luodi.promotion.actions.leads.shared import change_hands, held, owner_of, rules_of, seen, stays, url_of, warm
from luodi.promotion.actions.shared import asked_of, begin, end, give_up, let_in
from luodi.promotion.models import Lead, Transfer
from luodi.promotion.telling import leads as telling
from luodi.promotion.verbs import leads as verbs
from luodi.rights.permissions import Right

KIND = "transfer"


@action(verb=verbs.ASK, needs=Right.PROJECT_CHANGE, subject=of)
def ask_transfer(act: Act, project: Project, by: Account, unit: Unit, account: Account | None, share: int, reason: str, today: date) -> Transfer:
    """Ask another unit to take a lead over; `share`: how much of it stays with the one that gives, in percent.

    Raises Refused for the own unit, one that is closed or of another region, a share that cannot be, no reason, a second one at once, and where nobody is
    named for what is confidential.
    """
    project = locked(project)
    lead, rules = held(project), rules_of(project)
    if lead.state == Lead.State.OVER:
        refuse(None, "首接保护已经结束，不用移交；要换负责人请用“转交项目”", "the protection has ended; hand the project over instead")
    if unit.pk == project.unit_id:
        refuse(None, f"现在就是“{unit.name}”负责；本单位换人请用“转交项目”", f'"{unit.name}" has it already; hand the project over within the unit')
    open_unit(unit)
    if unit.region_id != project.region_id:
        refuse(None, f"“{unit.name}”在别的区域。跨区域移交还不能在系统里办：请对方单位在本区域登记，这边写明原因终止项目",
               f'"{unit.name}" is in another region; have it register the project there, and end this one with the reason')
    if not 0 <= share <= 100:
        refuse(None, f"保留比例 {share} 不对，应是 0 到 100", f"a share of {share}: must be from 0 to 100")
    if Transfer.objects.filter(project=project, state=Transfer.State.ASKED).exists():
        refuse(None, "已经有一个移交在等答复，先撤回它", "a transfer waits for its answer already; withdraw it first")
    made = Transfer.objects.create(project=project, giver=project.unit, taker=unit, share=share, reason=line(reason, "理由", "reason", 500, 2), by=by,
                                   asked_on=today)
    let_in(project, unit, account, today)
    made.clock = begin(act, project, unit, account, (KIND, made.pk), "答复是否接收", rules.leads.answer_days, f"{url_of(project)}/transfers/{made.pk}", today)
    made.save(update_fields=["clock"])
    kept(act, project)
    act.change(None, {"taker": unit.name, "share": share, "text": made.reason})
    telling.asked(act, project, made, account)
    return made


def _of(transfer: Transfer, *_rest: object) -> Subject:
    clock = transfer.clock
    return asked_of(transfer.project, transfer.taker, clock.assignee if clock else None)


@action(verb=verbs.TAKEN, needs=Right.ASKED_ANSWER, subject=_of)
def take_over(act: Act, transfer: Transfer, account: Account, answer: str, today: date) -> Project:
    """Take a lead over: `account` owns it, its unit leads it, the protection goes on. The unit that gave it still sees it.

    Raises Refused for a transfer that is answered already or withdrawn.
    """
    project, transfer = _locked(transfer)
    lead, former, giver = held(project), owner_of(project), project.unit
    before = {**seen(lead), "unit": giver.name, "owner": former.name if former else ""}
    _answer(act, transfer, Transfer.State.TAKEN, answer, today)
    project = change_hands(act, project, transfer.taker, account, today)
    if giver.pk != project.unit_id:
        stays(project, giver, former, today)
    rules = rules_of(project)
    if lead.state == Lead.State.OPEN:
        lead.state, lead.held_until = Lead.State.HELD, today + timedelta(days=rules.leads.protect_days)
    warm(act, project, lead, rules, today, account)
    lead.save(update_fields=["state", "held_until", "clock"])
    kept(act, project)
    act.change(before, {**seen(lead), "unit": project.unit.name, "owner": account.name, "share": transfer.share, "answer": transfer.answer})
    telling.answered(act, project, transfer, taken=True)
    return project


@action(verb=verbs.REFUSED, needs=Right.ASKED_ANSWER, subject=_of)
def refuse_transfer(act: Act, transfer: Transfer, answer: str, today: date) -> Transfer:
    """Not take a lead over. Raises Refused without words, and for a transfer that is answered already or withdrawn."""
    project, transfer = _locked(transfer)
    if not answer.strip():
        refuse(None, "不接收要写明为什么", "say why it is not taken over")
    _answer(act, transfer, Transfer.State.REFUSED, answer, today)
    _out(project, transfer, today)
    kept(act, project)
    act.change(None, {"taker": transfer.taker.name, "answer": transfer.answer})
    telling.answered(act, project, transfer, taken=False)
    return transfer


@action(verb=verbs.WITHDRAWN, needs=Right.PROJECT_CHANGE, subject=lambda transfer, *rest: of(transfer.project))
def withdraw(act: Act, transfer: Transfer, today: date) -> Transfer:
    """Not ask any more. Raises Refused for a transfer that is answered already."""
    project, transfer = _locked(transfer)
    transfer.state = Transfer.State.WITHDRAWN
    transfer.save(update_fields=["state"])
    give_up(act, transfer.clock, today)
    _out(project, transfer, today)
    kept(act, project)
    act.change(None, {"taker": transfer.taker.name})
    return transfer


def _locked(transfer: Transfer) -> tuple[Project, Transfer]:
    project = locked(transfer.project)
    found = Transfer.objects.select_for_update(of=("self",)).select_related("giver", "taker__region", "by", "clock").get(pk=transfer.pk)
    if found.state != Transfer.State.ASKED:
        refuse(None, f"这次移交已经是“{Transfer.State(found.state).label}”，请刷新", f"this transfer is {found.state} already; reload the page")
    return project, found


def _answer(act: Act, transfer: Transfer, state: Transfer.State, answer: str, today: date) -> None:
    transfer.state, transfer.answer, transfer.answered_on = state, line(answer, "答复", "answer", 500, 0), today
    transfer.answered_by_id = act.person.account_id
    transfer.save(update_fields=["state", "answer", "answered_on", "answered_by"])
    end(act, transfer.clock, today)


def _out(project: Project, transfer: Transfer, today: date) -> None:
    """Who was let in to answer, and for nothing else, sees the project no more."""
    asked = Part.objects.filter(project=project, last__isnull=True, first=transfer.asked_on)
    account = transfer.clock.assignee_id if transfer.clock else None
    for part in asked.filter(kind="member", account=account) if project.confidential else asked.filter(kind="unit", unit=transfer.taker):
        part.last = max(part.first, today - timedelta(days=1))
        part.save(update_fields=["last"])
