"""The approval side is told at nodes, and says that it has been."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from luodi.clocks.models import Clock
from luodi.engine.mechanism.promotion import Node
from luodi.engine.source import Fault, Refused, Said, refuse
from luodi.ledger.actions import Act, action
from luodi.ledger.values import text
from luodi.people.models import Account, Unit
from luodi.people.rules import Rulebook, rulebook
from luodi.projects.actions.shared import kept, line, locked, of
from luodi.projects.models import Part, Project, Status
from luodi.promotion.actions.shared import asked_of, begin, end, give_up, let_in, of_unit
from luodi.promotion.checks import reached
from luodi.promotion.models import Briefing, Delivery
from luodi.promotion.queries.briefings import kind_of, lines, papers_of
from luodi.promotion.rules import promotion_of, unit_for, units_of
from luodi.promotion.steps import Asks
from luodi.promotion.telling import briefings as telling
from luodi.promotion.verbs import briefings as verbs
from luodi.rights.permissions import Right

WITHOUT: Final = "暂缺："
"""What stands before the reason why a line of the form is not known yet."""


@action(verb=verbs.DUE, needs=Right.PROJECT_CHANGE, subject=of)
def oblige(act: Act, project: Project, node: str, today: date) -> Clock | None:
    """Begin the clock of the owner until a node that was reached is told, unless it runs, or the node was told or left out before; None for none. Raises
    Refused for a node that the place does not have or that was not reached, and for a confidential project without an owner.
    """
    project, book = locked(project), rulebook()
    there = _reached(project, node, book, today)
    begun = _running(project, there)
    if begun is None and not Briefing.objects.filter(project=project, node=node).exists():
        owner = Part.objects.filter(project=project, right="owner", last__isnull=True).select_related("account").order_by("id").first()
        begun = begin(act, project, project.unit, owner.account if owner else None, (kind_of(there), project.pk), f"推送“{there.title('zh-Hans')}”", there.days,
                      f"/projects/{project.code}/promotion/briefings/{node}/send", today)
        kept(act, project)
    act.note(node=node, clock=begun.pk if begun else 0)
    act.change(None, {"name": there.title("zh-Hans")})
    return begun


@action(verb=verbs.FREE, needs=Right.PROJECT_CHANGE, subject=of)
def release(act: Act, project: Project, node: str, today: date) -> None:
    """Nobody waits for a node any more that the project does not stand at: it went back, has ended, or is none that is told. Raises Refused while it does, and
    for a node that the place does not have.
    """
    project, book = locked(project), rulebook()
    if project.status != Status.ENDED and any(one.id == node for one in reached(project, papers_of(project), book, today)):
        refuse(None, "项目还在这个节点上，推送或者写明理由跳过", "the project is at this node; tell, or leave it out with a reason")
    rules = promotion_of(book, project.region_id)
    if node not in rules.nodes:
        refuse(None, f"这里没有推送节点“{node}”", f'there is no node "{node}" here')
    clock = _running(project, rules.nodes[node])
    give_up(act, clock, today)
    kept(act, project)
    act.note(node=node, clock=clock.pk if clock else 0)
    act.change(None, {"name": rules.nodes[node].title("zh-Hans")})


@action(verb=verbs.SEND, needs=Right.PROJECT_CHANGE, subject=of)
def send_briefing(act: Act, project: Project, node: str, typed: Mapping[str, str], reasons: Mapping[str, str], people: Mapping[int, Account], by: Account,
                  today: date) -> Briefing:
    """Tell the units of a node what its form says. `typed`: the lines that are written for it; `reasons`: why a line is not known yet, by line; `people`: of a
    confidential project who is told, by unit. Told anew, nobody has to answer what was told before.

    Raises Refused with every line that is missing, for a node that was not reached, and while a duty has no unit.
    """
    project, book = locked(project), rulebook()
    there, rules = _reached(project, node, book, today), promotion_of(book, project.region_id)
    content: dict[str, str] = {}
    faults: list[Fault] = []
    for one in lines(Asks(project, rules, book, today), there):
        zh, en = one.asked.title("zh-Hans"), one.asked.title("en")
        said = one.value or (_words(typed.get(one.key, ""), zh, en, one.most) if one.most else "")
        if not said and (why := _words(reasons.get(one.key, ""), zh, en, 200)):
            said = f"{WITHOUT}{why}"
        if not said:
            faults.append(Fault(None, Said(f"{zh}：还没有填；还不知道的，写一句为什么", f"{en}: missing; if it is not known yet, say why")))
        content[one.key] = said
    if faults:
        raise Refused(faults)
    held = units_of(project.region)
    units = {unit.pk: unit for unit in (unit_for(held, rules, duty) for duty in there.to)}
    for old in Delivery.objects.filter(briefing__project=project, briefing__node=node, clock__ended_on__isnull=True).select_related("clock"):
        give_up(act, old.clock, today)
    briefing = Briefing.objects.create(project=project, node=node, content=content, by=by, at=act.at)
    deliveries = [_deliver(act, project, briefing, there, unit, people.get(unit.pk) if project.confidential else None, today) for unit in units.values()]
    end(act, _running(project, there), today)
    kept(act, project)
    act.note(node=node, briefing=briefing.pk, units=tuple(units))
    act.change(None, {"name": there.title("zh-Hans"), "to": [unit.name for unit in units.values()]})
    telling.sent(act, project, briefing, there, deliveries)
    return briefing


@action(verb=verbs.SKIP, needs=Right.PROJECT_CHANGE, subject=of)
def skip_briefing(act: Act, project: Project, node: str, by: Account, today: date) -> Briefing:
    """Pass a node that was reached without telling. Raises Refused without a reason, and for a node that was told before."""
    project, book = locked(project), rulebook()
    there = _reached(project, node, book, today)
    why = line(act.by.reason, "理由", "reason", 500, 2)
    if Briefing.objects.filter(project=project, node=node, skipped="").exists():
        refuse(None, f"“{there.title('zh-Hans')}”已经推送过了", f'"{there.title("en")}" was told already')
    briefing = Briefing.objects.create(project=project, node=node, skipped=why, by=by, at=act.at)
    give_up(act, _running(project, there), today)
    kept(act, project)
    act.note(node=node, briefing=briefing.pk)
    act.change(None, {"name": there.title("zh-Hans")})
    telling.skipped(act, project, there, why)
    return briefing


@action(verb=verbs.ACKNOWLEDGE, needs=Right.ASKED_ANSWER,
        subject=lambda delivery, *rest: asked_of(delivery.briefing.project, delivery.unit, delivery.account))
def acknowledge(act: Act, delivery: Delivery, answer: str, today: date) -> Delivery:
    """Say that one's unit has a briefing, and what one wants to say to it, if anything. Raises Refused when that was said before, or it was told anew."""
    project = locked(delivery.briefing.project)
    found = Delivery.objects.select_for_update(of=("self",)).select_related("briefing", "unit", "clock").get(pk=delivery.pk)
    if found.acknowledged_on:
        refuse(None, f"“{found.unit.name}”已于 {found.acknowledged_on} 确认收到", f'"{found.unit.name}" acknowledged it on {found.acknowledged_on}')
    if Briefing.objects.filter(project=project, node=found.briefing.node, skipped="", pk__gt=found.briefing_id).exists():
        refuse(None, "招商方又推了一次，请看新的那一份", "it was told anew; see the newer one")
    found.answer = _words(answer, "答复", "answer", 500)
    found.acknowledged_on, found.acknowledged_by_id = today, act.person.account_id
    found.save(update_fields=["answer", "acknowledged_on", "acknowledged_by"])
    end(act, found.clock, today)
    kept(act, project)
    act.note(unit=found.unit_id, delivery=found.pk)
    node = promotion_of(rulebook(), project.region_id).nodes.get(found.briefing.node)
    act.change(None, {"name": node.title("zh-Hans") if node else found.briefing.node, **({"answer": found.answer} if found.answer else {})})
    telling.acknowledged(act, project, found, node)
    return found


def _deliver(act: Act, project: Project, briefing: Briefing, node: Node, unit: Unit, account: Account | None, today: date) -> Delivery:
    """One unit is told: it sees the project from now on, and has a clock until it says that it has it."""
    of_unit(account, unit)
    delivery = Delivery.objects.create(briefing=briefing, unit=unit, account=account if project.confidential else None)
    delivery.clock = begin(act, project, unit, delivery.account, ("delivery", delivery.pk), f"确认收到“{node.title('zh-Hans')}”推送", node.ack_days,
                           f"/projects/{project.code}/promotion/deliveries/{delivery.pk}", today)
    delivery.save(update_fields=["clock"])
    let_in(project, unit, delivery.account, today)
    return delivery


def _reached(project: Project, node: str, book: Rulebook, today: date) -> Node:
    """A node that a project has reached. Raises Refused. One statement."""
    rules = promotion_of(book, project.region_id)
    if node not in rules.nodes:
        refuse(None, f"这里没有推送节点“{node}”", f'there is no node "{node}" here')
    found = next((one for one in reached(project, papers_of(project), book, today) if one.id == node), None)
    if found is None:
        title = rules.nodes[node]
        return refuse(None, f"还没有到“{title.title('zh-Hans')}”，或者这个项目不用推送", f'"{title.title("en")}" was not reached, or need not be told')
    return found


def _running(project: Project, node: Node) -> Clock | None:
    """The clock until a node is told, while it runs. One statement."""
    return Clock.objects.filter(region=project.region_id, thread_id=project.pk, ended_on__isnull=True, subject_type=kind_of(node)).first()


def _words(said: str, zh: str, en: str, most: int) -> str:
    """Words on as many lines as somebody wrote; empty for none. Raises Refused for too many."""
    return text(said.strip(), f"{zh} {en}", most)
