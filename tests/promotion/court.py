"""Leads of a district, registered as people register them."""

from __future__ import annotations

from datetime import date
from typing import Any

from luodi.people.models import Account, Unit
from luodi.people.queries import person_of
from luodi.projects.models import Part, Project
from luodi.promotion.actions.leads import NewLead, add_contact, add_lead
from luodi.rights.kernel import Person
from tests.people.country import TODAY
from tests.promotion.district import District

FIRM = "青岛海川装备制造有限公司"


def who(account: Account, day: date = TODAY) -> Person:
    """Somebody as they act on a day."""
    return person_of(account, day)


def home(account: Account) -> Unit:
    """The unit of somebody, with its region."""
    return Unit.objects.select_related("region").get(pk=account.unit_id)


def lead(district: District, by: Account | None = None, firm: str = FIRM, name: str = "装备制造基地", today: date = TODAY, **more: Any) -> Project:
    """A lead of somebody's, of the promoter's if nobody is named."""
    by = by or district.promoter
    return add_lead(who(by, today), NewLead(home(by), name, firm, "visit", **more), by, today)


def talked(project: Project, by: Account, day: date = TODAY) -> None:
    """A contact with the enterprise, noted on its day."""
    add_contact(who(by, day), project, by, day, "call", "王总", "谈了用地和供电", None, day)


def owner(project: Project) -> str:
    """Who owns a project, by login."""
    return Part.objects.get(project=project, kind="owner", last__isnull=True).account.login  # type: ignore[union-attr]
