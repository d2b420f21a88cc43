"""Leads: who has them until when, what was talked about, who wants them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from luodi.engine.mechanism.promotion import LeadRules
from luodi.engine.source import Said
from luodi.frame.paths import ids
from luodi.frame.words import number
from luodi.people.models import Account, Unit
from luodi.people.queries import regions_near, units_near
from luodi.projects.models import Part, Project, Status
from luodi.projects.queries import own, visible
from luodi.promotion.models import Contact, Dispute, Evidence, Lead, Transfer
from luodi.promotion.steps import Asks, Step
from luodi.rights.kernel import Matter, Person
from luodi.rights.permissions import Right

PAGE: Final = 40
SOON: Final = 14
"""Calendar days before the end of a protection in which it is told."""
SHOWN: Final = 30
"""Contacts that a page shows."""
SHOWS: Final = ("mine", "unit", "soon", "pool")
"""What the ledger of leads shows: one's own, those of the own units (of the region, for those who oversee it), those whose protection ends soon, the pool."""
ORDERS: Final = {"mine": ("project__changed_at", True), "unit": ("pk", True), "soon": ("held_until", False), "pool": ("held_until", False)}
"""By what each of them is ordered, and whether the last comes first. What may be everything has the order of its keys, the last to come first: any other would
be sorted as a whole for each page.
"""
MANY: Final = 99
"""As many as are counted."""


@dataclass(frozen=True)
class Counts:
    """How many leads there are of each; MANY + 1 stands for more than are counted."""

    mine: int
    soon: int
    pool: int


def lead_of(project: Project) -> Lead | None:
    """The lead of a project, with who spoke first and its clock. One statement."""
    return Lead.objects.select_related("first_by", "first_unit", "clock__standing").filter(project=project).first()


def began(lead: Lead, rules: LeadRules) -> date:
    """Since when the protection that runs counts contacts. No statement."""
    return lead.held_until - timedelta(days=rules.renew_days if lead.renewals else rules.protect_days)


def why_no_renewal(lead: Lead, rules: LeadRules, spoken: bool) -> Said | None:
    """Why a protection cannot be renewed; None when it can. `spoken`: whether there was a contact since it began. No statement."""
    if lead.state != Lead.State.HELD:
        return Said("首接保护已经到期或结束；在公开池里的，由别的招商员领取", "the protection is over; a lead in the pool is taken by another promoter")
    if lead.renewals >= rules.renewals:
        return Said(f"最多续 {rules.renewals} 次，已经续满", f"at most {rules.renewals} renewals, and all were used")
    if not spoken:
        return Said(f"{began(lead, rules)} 以来没有记过接触；先联系企业、记下来，再续期",
                    f"no contact was noted since {began(lead, rules)}; talk with the enterprise, note it, then renew")
    return None


def spoken_since(project: Project, day: date) -> bool:
    """Whether a contact was noted since a day. One statement."""
    return Contact.objects.filter(project=project, on__gte=day).exists()


def contacts_of(project: Project) -> list[Contact]:
    """The newest contacts of a project. One statement."""
    return list(Contact.objects.filter(project=project).select_related("by", "unit").order_by("-on", "-pk")[:SHOWN])


def transfers_of(project: Project) -> list[Transfer]:
    """The transfers of a project, the newest first. One statement."""
    return list(Transfer.objects.filter(project=project).select_related("giver", "taker", "by", "answered_by", "clock__standing").order_by("-pk")[:SHOWN])


def transfer_by_id(project: Project, key: int) -> Transfer | None:
    """A transfer of a project that waits, with its units. One statement."""
    return Transfer.objects.select_related("giver", "taker__region", "clock__assignee").filter(project=project, pk=key, state=Transfer.State.ASKED).first()


def disputes_about(project: Project) -> list[Dispute]:
    """The disputes about a project, the newest first. One statement."""
    return list(Dispute.objects.filter(project=project).select_related("claimant", "holder", "verdict").order_by("-pk")[:SHOWN])


def dispute_by_id(key: int) -> Dispute | None:
    """A dispute with its project and units. One statement."""
    return _disputes().filter(pk=key).first()


def disputes_of(person: Person, right: Right) -> list[Dispute]:
    """The disputes that the units of somebody opened, those that wait first. Two statements."""
    units = [unit.pk for unit in units_near(person, right)]
    return list(_disputes().filter(claimant__in=units).order_by(F("ruled_on").desc(nulls_first=True), "-pk")[:SHOWN])


def disputes_to_rule(person: Person) -> list[Dispute]:
    """The disputes that somebody may rule on, those that wait first. Two statements."""
    regions = regions_near(person, Right.DISPUTE_RULE)
    return list(_disputes().filter(region__in=regions, project__confidential=False).order_by(F("ruled_on").desc(nulls_first=True), "-pk")[:PAGE])


def evidence_of(dispute: Dispute, unit: Unit | None = None) -> list[Evidence]:
    """What was brought in a dispute, by one side or both, in its order. One statement."""
    rows = Evidence.objects.filter(dispute=dispute) if unit is None else Evidence.objects.filter(dispute=dispute, unit=unit)
    return list(rows.select_related("unit", "by").order_by("pk"))


def claimed_matter(dispute: Dispute) -> Matter:
    """What a unit claims, as rights see it: its own dispute, and nothing of the project. No statement."""
    return Matter(ids(dispute.claimant.region.path), ids(dispute.claimant.path))


def _disputes() -> QuerySet[Dispute]:
    return Dispute.objects.select_related("project__region", "project__unit", "project__enterprise", "holder", "claimant__region", "verdict", "by", "ruled_by",
                                          "clock__standing")


def in_pool(code: str) -> Lead | None:
    """The lead in the pool with a project's code, with that project. One statement."""
    return Lead.objects.select_related("project__region", "project__unit", "project__enterprise", "first_unit").filter(
        project__code=code, state=Lead.State.OPEN, project__confidential=False).exclude(project__status=Status.ENDED).first()


def page(person: Person, show: str, today: date, after: str) -> tuple[list[Lead], str]:
    """A page of the ledger of leads, and where the next one begins. Two statements and those for places, however many there are."""
    column, down = ORDERS[show]
    rows = _onward(leads_of(person, show, today), column, down, after)
    sign = "-" if down else ""
    keys = list(rows.order_by(*dict.fromkeys((f"{sign}{column}", f"{sign}pk"))).values_list("pk", column)[:PAGE + 1])
    # The narrow part of the statement knows which ones they are; only these are read as a whole.
    found = {row.pk: row for row in Lead.objects.filter(pk__in=[key for key, _value in keys[:PAGE]]).select_related(
        "project__unit", "project__region", "project__enterprise", "first_unit", "first_by")}
    shown = [found[key] for key, _value in keys[:PAGE] if key in found]
    if len(keys) <= PAGE:
        return shown, ""
    key, value = keys[PAGE - 1]
    return shown, f"{value.isoformat() if isinstance(value, date) else ''}~{key}"


def leads_of(person: Person, show: str, today: date) -> QuerySet[Lead]:
    """The leads that the ledger shows somebody; a part of the statement that it stands in, besides one for places. Ended projects are left out."""
    if show == "pool":
        return Lead.objects.filter(region__in=regions_near(person, Right.PROMOTION_READ), state=Lead.State.OPEN, project__confidential=False).exclude(
            project__status=Status.ENDED)
    projects = own(person, Right.PROJECT_INSIDE) if show == "mine" else visible(person, Right.PROJECT_INSIDE)
    rows = Lead.objects.filter(project__in=projects.exclude(status=Status.ENDED).values("pk"))
    if show == "soon":
        return rows.filter(state=Lead.State.HELD, held_until__lte=today + timedelta(days=SOON))
    return rows.exclude(state=Lead.State.OVER)


def _onward(rows: QuerySet[Lead], column: str, down: bool, after: str) -> QuerySet[Lead]:
    """Those behind a place that an address has; all of them for what is none. No statement."""
    text, _, key = after.rpartition("~")
    pk = number(key)
    if pk is None:
        return rows
    beyond = Q(pk__lt=pk) if down else Q(pk__gt=pk)
    if column == "pk":
        return rows.filter(beyond)
    try:
        value = datetime.fromisoformat(text.replace(" ", "+")) if column == "project__changed_at" else date.fromisoformat(text)
    except ValueError:
        return rows
    if isinstance(value, datetime) and value.tzinfo is None:
        return rows
    return rows.filter(Q(**{f"{column}__{'lt' if down else 'gt'}": value}) | Q(**{column: value}) & beyond)


def counts(person: Person, today: date) -> Counts:
    """How many leads somebody has, how many end soon, how many lie in the pool; beyond what anybody counts, no more than that. Three statements and those for
    places, none of which reads more than it tells.
    """
    return Counts(*(leads_of(person, show, today).values_list("pk")[:MANY + 1].count() for show in ("mine", "soon", "pool")))


def owners_of(projects: Collection[int]) -> dict[int, Account]:
    """Who owns which project. One statement."""
    parts = Part.objects.filter(project__in=projects, kind="owner", last__isnull=True, account__isnull=False).select_related("account").order_by("-pk")
    return {part.project_id: part.account for part in parts if part.account}


def step(asks: Asks) -> Step | None:
    """First contact on the way of a project. Two statements."""
    lead, url = lead_of(asks.project), reverse("promotion_lead", args=[asks.project.code])
    title = Said("首接", "First contact")
    if lead is None:
        return Step(title, "", Said("还没有登记首接", "no first contact was registered"), url)
    who = Said(f"{lead.first_unit.name}首接", f"first contact by {lead.first_unit.name}")
    if Transfer.objects.filter(project=asks.project, state=Transfer.State.ASKED).exists():
        return Step(title, "now", Said(f"{who.zh}，移交等对方答复", f"{who.en}; a transfer waits for its answer"), url)
    if lead.state == Lead.State.OPEN:
        return Step(title, "stuck", Said(f"{who.zh}，保护到期，已进公开池", f"{who.en}; the protection is over, it lies in the pool"), url)
    if lead.state == Lead.State.OVER:
        return Step(title, "done", Said(f"{who.zh}，保护已结束", f"{who.en}; the protection has ended"), url)
    left = (lead.held_until - asks.today).days
    return Step(title, "now" if left <= SOON else "done",
                Said(f"{who.zh}，保护到 {lead.held_until}（还有 {left} 天）", f"{who.en}, protected until {lead.held_until} ({left} days)"), url)
