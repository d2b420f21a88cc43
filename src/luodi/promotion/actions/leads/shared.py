"""What the actions on leads share."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from luodi.clocks.models import Clock
from luodi.engine.mechanism import Promotion
from luodi.engine.source import Refused, refuse
from luodi.ledger.actions import Act
from luodi.people.models import Account, Unit
from luodi.people.rules import rulebook
from luodi.projects.actions import give_part, hand_project
from luodi.projects.actions.parts import LEAD as LEAD_UNIT
from luodi.projects.actions.shared import inside, line, locked
from luodi.projects.models import Part, Project, Task
from luodi.promotion.actions.shared import begin, give_up, let_in
from luodi.promotion.models import Claim, FirmName, Lead
from luodi.promotion.names import initials, plain
from luodi.promotion.queries.alike import Area, free, keys_of
from luodi.promotion.rules import promotion_of

KIND = "lead"
"""What clocks call a lead that is kept warm."""


def url_of(project: Project) -> str:
    """Where a lead is kept."""
    return f"/projects/{project.code}/promotion/lead"


def rules_of(project: Project) -> Promotion:
    """What the place of a project says. Two statements."""
    return promotion_of(rulebook(), project.region_id)


def way_of(rules: Promotion, way: str) -> str:
    """A way of contact that the place knows. Raises Refused."""
    if way not in rules.ways:
        refuse(None, f"没有接触方式“{way}”，可用：{'、'.join(one.title('zh-Hans') for one in rules.ways.values())}", f'there is no way of contact "{way}"')
    return way


def held(project: Project) -> Lead:
    """The lead of a project that has been locked. Raises Refused for none. One statement."""
    lead = Lead.objects.select_for_update(of=("self",)).select_related("clock").filter(project=project).first()
    if lead is None:
        refuse(None, "这个项目还没有登记首接，请先登记", "no first contact was registered for this project; register it first")
    return lead


def owner_of(project: Project) -> Account | None:
    """Who owns a project. One statement."""
    part = Part.objects.filter(project=project, kind="owner", last__isnull=True, account__isnull=False).select_related("account__unit").order_by("pk").first()
    return part.account if part else None


def seen(lead: Lead) -> dict[str, Any]:
    """What an entry says of a lead before and after."""
    return {"state": str(Lead.State(lead.state).label), "held_until": lead.held_until.isoformat(), "renewals": lead.renewals}


def warm(act: Act, project: Project, lead: Lead, rules: Promotion, today: date, owner: Account | None) -> None:
    """From today on somebody is chased unless there is a contact in time. What ran before is not wanted any more."""
    give_up(act, lead.clock, today)
    lead.clock = None
    if owner or not project.confidential:
        lead.clock = begin(act, project, project.unit, owner, (KIND, project.pk), "联系企业并记下来", rules.leads.quiet_days, url_of(project), today)


def cool(act: Act, lead: Lead, today: date) -> None:
    """Nobody is chased for a contact any more."""
    give_up(act, lead.clock, today)
    lead.clock = None


def first(act: Act, project: Project, rules: Promotion, area: Area, by: Account, way: str, contact: tuple[str, str], today: date) -> Lead:
    """The first contact of a project, by the one who owns it: protected from today on. Raises IntegrityError where the firm is taken."""
    name, phone = line(contact[0], "联系人", "contact", 60, 0), line(contact[1], "联系电话", "telephone", 40, 0)
    lead = Lead(project=project, region=project.region, first_by=by, first_unit=project.unit, first_on=today, way=way_of(rules, way), contact_name=name,
                contact_phone=phone, held_until=today + timedelta(days=rules.leads.protect_days))
    warm(act, project, lead, rules, today, by)
    lead.save(force_insert=True)
    claim(project, area)
    named(project)
    return lead


def claim(project: Project, area: Area) -> None:
    """Take a firm; its enterprise must have been read. What is confidential takes it, too: a second one would go undetected else.

    What the project took by a name or a code that it has no longer is free again. Raises IntegrityError where somebody else has it. Two statements and
    those for what is freed.
    """
    firm = project.enterprise
    if firm is None:
        return
    keys = keys_of(area, firm.name, firm.uscc)
    Claim.objects.filter(free(keys, area)).exclude(project=project).delete()
    have = set(Claim.objects.filter(project=project).values_list("key", flat=True))
    if stale := have.difference(keys):
        Claim.objects.filter(project=project, key__in=stale).delete()
    with transaction.atomic():
        Claim.objects.bulk_create([Claim(region=area.place, key=key, project=project) for key in keys if key not in have])


def claimed(project: Project, area: Area) -> None:
    """Take a firm for a lead that changes hands. Raises Refused where somebody else has it."""
    try:
        claim(project, area)
    except IntegrityError:
        # Neither whose it is nor whether it is confidential: what is met here may be either.
        refuse(None, "这家企业有另一条登记在先的线索，请先向督查单位核实", "the firm is taken by another lead; ask the supervising unit first")


def named(project: Project) -> None:
    """Keep the name by which others find the firm. One statement."""
    firm = project.enterprise
    if firm:
        short = plain(firm.name)
        FirmName.objects.bulk_create([FirmName(region_id=firm.region_id, enterprise=firm, kind=FirmName.Kind.FULL, name=firm.name, plain=short,
                                               initials=initials(short)[:120])], ignore_conflicts=True)


def change_hands(act: Act, project: Project, unit: Unit, account: Account, today: date) -> Project:
    """A project goes to somebody of a unit: they own it, the unit leads it, open tasks and clocks of the unit before go along.

    Raises Refused for a unit of another region: what was done so far stands in the ledger of this one, and would be lost to the thread.
    """
    if unit.region_id != project.region_id:
        refuse(None, f"“{unit.name}”在别的区域。跨区域移交还不能在系统里办：请对方单位在本区域登记，这边写明原因终止项目",
               f'"{unit.name}" is in another region; have it register the project there, and end this one with the reason')
    before = project.unit
    if unit.pk != before.pk:
        give_part(inside(act), project, LEAD_UNIT, unit, today)
        Task.objects.filter(project=project, unit=before, done_on__isnull=True).update(unit=unit)
        Clock.objects.filter(region=project.region, thread_id=project.pk, subject_type="task", unit=before, ended_on__isnull=True).update(unit=unit)
        for part in Part.objects.filter(project=project, unit=unit, last__isnull=True):
            part.last = max(part.first, today - timedelta(days=1))
            part.save(update_fields=["last"])
    owner = owner_of(project)
    if owner is None or owner.pk != account.pk:
        hand_project(inside(act), project, account, today)
    return locked(project)


def stays(project: Project, unit: Unit, account: Account | None, today: date) -> None:
    """A unit that has given a project away still sees it: it keeps a share. Of a confidential one whoever owned it, by name."""
    try:
        let_in(project, unit, account, today)
    except Refused:
        return
