"""Two units say that a lead is theirs: both bring evidence, and somebody who may rules."""

from __future__ import annotations

from datetime import date, timedelta

from luodi.engine.source import refuse
from luodi.ledger.actions import Act, Subject, action
from luodi.people.models import Account, Unit
from luodi.people.queries import unit_matter
from luodi.projects.actions.shared import kept, line, locked, of
from luodi.projects.models import Part, Project
from luodi.promotion.actions.leads.shared import change_hands, held, owner_of, rules_of, seen, warm
from luodi.promotion.actions.shared import begin, end
from luodi.promotion.models import Dispute, Evidence, Lead
from luodi.promotion.queries.leads import claimed_matter
from luodi.promotion.rules import units_of
from luodi.promotion.telling import leads as telling
from luodi.promotion.verbs import leads as verbs
from luodi.rights.permissions import Right

KIND = "dispute"
LONGEST = 2000


@action(verb=verbs.DISPUTE, needs=Right.PROJECT_ADD, subject=lambda project, unit, *rest: Subject(project.region_id, "project", project.pk, unit_matter(unit)))
def dispute(act: Act, project: Project, unit: Unit, by: Account, named: str, text: str, today: date) -> Dispute:
    """Say for a unit that a lead of another is its own. It sees nothing of the lead; both sides bring evidence.

    Raises Refused for a lead of the own unit, one that is not held, of another region, or disputed by the unit already.
    """
    project = locked(project)
    lead, rules = held(project), rules_of(project)
    if project.confidential:
        refuse(None, "这家企业已经登记，请向督查单位核实", "the firm is registered already; ask the supervising unit")
    if lead.state != Lead.State.HELD:
        refuse(None, "这家企业现在没有受保护的线索，可以直接登记或领取", "no protected lead of this firm is there; register it, or take it from the pool")
    if unit.pk == project.unit_id:
        refuse(None, "这条线索就是本单位的", "this lead is the own unit's")
    if unit.region_id != project.region_id:
        refuse(None, "这家企业由别的区域的单位登记，请报共同的上级协调", "the firm is registered in another region; ask those above both")
    if Dispute.objects.filter(project=project, claimant=unit, ruled_on__isnull=True).exists():
        refuse(None, "本单位的争议已经在等裁定，可以补充证据", "a dispute of this unit waits already; add evidence to it")
    made = Dispute.objects.create(region=project.region, project=project, named=line(named, "企业名称", "enterprise", 120, 2), holder=project.unit,
                                  claimant=unit, by=by, opened_on=today)
    _bring(act, made, unit, by, text)
    judge = units_of(project.region).get(rules.leads.judge)
    if judge and not judge.closed and judge.region_id == project.region_id:
        made.clock = begin(act, project, judge, None, (KIND, made.pk), "裁定首接争议", rules.leads.dispute_days, f"/promotion/rulings/{made.pk}", today)
        made.save(update_fields=["clock"])
    kept(act, project)
    act.change(None, {"claimant": unit.name, "named": made.named})
    telling.disputed(act, project, made)
    return made


def _side(dispute: Dispute, unit: Unit, *_rest: object) -> Subject:
    """Whoever claims brings what is theirs without seeing the project; whoever holds it is asked as for any change of it."""
    if unit.pk == dispute.claimant_id:
        return Subject(dispute.region_id, "project", dispute.project_id, claimed_matter(dispute), needs=Right.PROJECT_ADD)
    return of(dispute.project)


@action(verb=verbs.EVIDENCE, needs=Right.PROJECT_CHANGE, subject=_side)
def bring(act: Act, dispute: Dispute, unit: Unit, by: Account, text: str) -> Evidence:
    """Bring evidence for a side. Raises Refused for a dispute that was ruled on, and a unit that is no side of it."""
    project, dispute = _locked(dispute)
    if unit.pk not in (dispute.claimant_id, dispute.holder_id):
        refuse(None, f"“{unit.name}”不是争议的一方", f'"{unit.name}" is no side of this dispute')
    made = _bring(act, dispute, unit, by, text)
    kept(act, project)
    act.change(None, {"unit": unit.name})
    return made


@action(verb=verbs.RULE, needs=Right.DISPUTE_RULE, subject=lambda dispute, *rest: of(dispute.project))
def rule(act: Act, dispute: Dispute, unit: Unit, ruling: str, today: date) -> Dispute:
    """Rule for one of both units. For the claimant the lead goes to who claimed it, protected anew.

    Raises Refused without words, for a unit that is no side, and for a dispute that was ruled on.
    """
    project, dispute = _locked(dispute)
    if unit.pk not in (dispute.claimant_id, dispute.holder_id):
        refuse(None, f"“{unit.name}”不是争议的一方", f'"{unit.name}" is no side of this dispute')
    lead, former = held(project), owner_of(project)
    before = {**seen(lead), "unit": project.unit.name}
    dispute.verdict, dispute.ruling, dispute.ruled_on = unit, line(ruling, "裁定理由", "ruling", 1000, 2), today
    dispute.ruled_by_id = act.person.account_id
    dispute.save(update_fields=["verdict", "ruling", "ruled_on", "ruled_by"])
    end(act, dispute.clock, today)
    if unit.pk == dispute.claimant_id and unit.pk != project.unit_id:
        project = change_hands(act, project, unit, dispute.by, today)
        rules = rules_of(project)
        lead.state, lead.held_until, lead.renewals = Lead.State.HELD, today + timedelta(days=rules.leads.protect_days), 0
        warm(act, project, lead, rules, today, dispute.by)
        lead.save(update_fields=["state", "held_until", "renewals", "clock"])
    kept(act, project)
    act.change(before, {**seen(lead), "unit": project.unit.name, "verdict": unit.name, "ruling": dispute.ruling})
    now = [part.account for part in Part.objects.filter(project=project, kind="owner", last__isnull=True).select_related("account") if part.account]
    telling.ruled(act, project, dispute, [*now, *([former] if former else [])])
    return dispute


def _bring(act: Act, dispute: Dispute, unit: Unit, by: Account, text: str) -> Evidence:
    words = text.strip()
    if not words or len(words) > LONGEST:
        refuse(None, f"证据和说明：写 1 到 {LONGEST} 个字", f"evidence: 1 to {LONGEST} characters")
    return Evidence.objects.create(dispute=dispute, unit=unit, by=by, text=words, at=act.at)


def _locked(dispute: Dispute) -> tuple[Project, Dispute]:
    project = locked(dispute.project)
    found = Dispute.objects.select_for_update(of=("self",)).select_related("claimant__region", "holder", "by__unit", "clock").get(pk=dispute.pk)
    if found.ruled_on:
        refuse(None, f"这个争议已于 {found.ruled_on} 裁定", f"this dispute was ruled on on {found.ruled_on}")
    return project, found
