"""What pages ask about a demonstration, each with a known number of statements."""

from __future__ import annotations

from datetime import date

from django.conf import settings

from luodi.demo.roles import OFFERS, Offer
from luodi.ledger.models import Entry
from luodi.ledger.standing import COUNTRY, demonstration
from luodi.people.models import Account


def shown() -> bool:
    """Whether this is a demonstration that may be shown as one: settings allow it and the database is marked. One statement, or none."""
    return bool(settings.DEMO) and demonstration()


def made_for() -> date | None:
    """The day for which a demonstration was made. One statement."""
    found = Entry.objects.filter(region_id=COUNTRY, number=1).values_list("payload", flat=True).first()
    return date.fromisoformat(found["today"]) if found and "today" in found else None


def offered() -> list[tuple[Offer, Account]]:
    """The roles that visitors may try, with their accounts. One statement."""
    there = {account.login: account for account in Account.objects.filter(login__in=[offer.login for offer in OFFERS], is_active=True).select_related("unit")}
    return [(offer, there[offer.login]) for offer in OFFERS if offer.login in there]
