"""A lead is kept warm, its protection renewed; one that nobody kept goes to the pool, and somebody else takes it from there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from django.db.models import Q

from luodi.engine.source import refuse
from luodi.ledger.actions import Act, Subject, action
from luodi.people.actions.shared import open_unit
from luodi.people.models import Account, Unit
from luodi.people.queries import unit_matter
from luodi.people.rules import rulebook
from luodi.projects.actions.shared import kept, line, locked, not_later, of
from luodi.projects.models import Project, Status
from luodi.projects.rules import lifecycle_of
from luodi.promotion.actions.leads.shared import change_hands, claimed, cool, held, owner_of, rules_of, seen, warm, way_of
from luodi.promotion.models import Contact, Lead
from luodi.promotion.queries.alike import area_of
from luodi.promotion.queries.leads import began, spoken_since, why_no_renewal
from luodi.promotion.telling import leads as telling
from luodi.promotion.verbs import leads as verbs
from luodi.rights.kernel import MACHINE, Person
from luodi.rights.permissions import Right

AT_ONCE: Final = 100
"""Leads that are let go by one COMMIT."""
SIGNED: Final = "signed"
"""The stage with which a protection is over: who courts no longer matters."""
LONGEST: Final = 2000


@action(verb=verbs.CONTACT, needs=Right.PROJECT_CHANGE, subject=of)
def add_contact(act: Act, project: Project, by: Account, on: date, way: str, whom: str, text: str, next_on: date | None, today: date) -> Contact:
    """Note a talk with the enterprise: the days without a contact are counted anew. Raises Refused for a day to come, nothing said, a way that is not known."""
    project = locked(project)
    lead, rules = held(project), rules_of(project)
    if next_on is not None and next_on < today:
        refuse(None, f"下次联系 {next_on} 已经过去，请选今天或以后", f"the next contact, {next_on}, is past; choose today or later")
    words = " ".join(text.split())
    if not words or len(words) > LONGEST:
        refuse(None, f"谈了什么：写 1 到 {LONGEST} 个字", f"what was said: 1 to {LONGEST} characters")
    made = Contact.objects.create(
        project=project, on=not_later(on, today, "接触日", "the day of the contact"), way=way_of(rules, way), whom=line(whom, "见了谁", "met", 120, 0),
        text=words, next_on=next_on, unit=project.unit, by=by, at=act.at)
    if lead.state == Lead.State.HELD:
        warm(act, project, lead, rules, today, owner_of(project))
    lead.contacted_on = max(lead.contacted_on or on, on)
    lead.save(update_fields=["contacted_on", "clock"])
    kept(act, project)
    act.change(None, {"on": on, "way": rules.ways[way].title("zh-Hans"), "whom": made.whom, "text": words[:200], "next_on": next_on})
    return made


@action(verb=verbs.RENEW, needs=Right.PROJECT_CHANGE, subject=of)
def renew(act: Act, project: Project) -> Lead:
    """Protect a lead for longer. Raises Refused without a contact since the protection began, and when it was renewed as often as the place allows."""
    project = locked(project)
    lead, rules = held(project), rules_of(project).leads
    if why := why_no_renewal(lead, rules, spoken_since(project, began(lead, rules))):
        refuse(None, why.zh, why.en)
    before = seen(lead)
    lead.held_until += timedelta(days=rules.renew_days)
    lead.renewals += 1
    lead.save(update_fields=["held_until", "renewals"])
    claimed(project, area_of(project.region))
    kept(act, project)
    act.change(before, seen(lead))
    return lead


def let_go(today: date, by: Person = MACHINE) -> int:
    """Let all protections go that are over; how many leads that were. May be cut off anywhere and made again: each batch is a COMMIT."""
    count = 0
    while due := list(_due(today)):
        region = due[0].region_id
        done = lapse(by, region, [lead.pk for lead in due if lead.region_id == region], today)
        if not done:  # somebody else was quicker
            break
        count += done
    return count


def _due(today: date) -> Sequence[Lead]:
    """The next leads whose protection is over: signed or ended, or out of time. What is confidential never lies in the pool. Two statements."""
    over = Lead.objects.exclude(state=Lead.State.OVER).filter(Q(project__way__contains=f" {SIGNED} ") | Q(project__status=Status.ENDED))
    late = Lead.objects.filter(state=Lead.State.HELD, held_until__lt=today, project__confidential=False)
    return [*over.order_by("region", "pk")[:AT_ONCE]] or [*late.order_by("region", "held_until", "pk")[:AT_ONCE]]


@action(verb=verbs.LAPSE, needs=Right.NOTICES_SEND, subject=lambda region, *rest: Subject(region, "project", None))
def lapse(act: Act, region: int, leads: Sequence[int], today: date) -> int:
    """Let some protections of a region go: into the pool, or over with a project that was signed or has ended. How many. Whoever owns one is told."""
    book = rulebook()
    course = lifecycle_of(book, region)
    rows = Lead.objects.select_for_update(of=("self",)).select_related("clock", "project__region", "project__unit", "project__enterprise").filter(
        pk__in=leads, region=region).exclude(state=Lead.State.OVER).order_by("pk")
    opened = ended = 0
    for lead in rows:
        project, before = lead.project, seen(lead)
        over = project.status == Status.ENDED or (SIGNED in course.order and course.order[project.stage] >= course.order[SIGNED]) or (
            f" {SIGNED} " in project.way)
        if not over and (lead.state != Lead.State.HELD or lead.held_until >= today or project.confidential):
            continue
        lead.state = Lead.State.OVER if over else Lead.State.OPEN
        cool(act, lead, today)
        lead.save(update_fields=["state", "clock"])
        if over:
            project.claims.all().delete()
            ended += 1
        else:
            telling.lapsed(act, project, lead)
            opened += 1
        act.each(verbs.LAPSED, project.pk, {}, before, seen(lead), project.confidential)
    act.note(opened=opened, ended=ended)
    return opened + ended


@action(verb=verbs.TAKE, needs=Right.PROJECT_ADD, subject=lambda project, unit, *rest: Subject(project.region_id, "project", project.pk, unit_matter(unit)))
def take(act: Act, project: Project, unit: Unit, account: Account, today: date) -> Project:
    """Take a lead from the pool for a unit: `account` owns it from now on, and it is protected anew. Who spoke first stays written down.

    Raises Refused for one that is not there, and for who let it go.
    """
    project = locked(project)
    lead = held(project)
    if lead.state != Lead.State.OPEN or project.confidential or project.status == Status.ENDED:
        refuse(None, "这条线索不在公开池里，可能刚被别人领走了", "this lead is not in the pool; somebody may have just taken it")
    open_unit(unit)
    former = owner_of(project)
    if former is not None and former.pk == account.pk:
        refuse(None, "这条线索在您手里到期的，要由别的招商员领取", "the protection ran out in your hands; another promoter takes it")
    before = {**seen(lead), "unit": project.unit.name, "owner": former.name if former else ""}
    project = change_hands(act, project, unit, account, today)
    rules = rules_of(project)
    lead.state, lead.held_until, lead.renewals = Lead.State.HELD, today + timedelta(days=rules.leads.protect_days), 0
    warm(act, project, lead, rules, today, account)
    lead.save(update_fields=["state", "held_until", "renewals", "clock"])
    claimed(project, area_of(project.region))
    kept(act, project)
    telling.taken(act, project, former, account)
    act.change(before, {**seen(lead), "unit": unit.name, "owner": account.name})
    return project
