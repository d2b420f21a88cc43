"""Reads about the whole installation, each with a known number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Count, Min, Q

from luodi.ledger.models import Entry, Head, Outbox, State
from luodi.people.actions import COUNTRY
from luodi.people.models import Account, Post, Session
from luodi.rights.kernel import Role


@dataclass(frozen=True)
class Waiting:
    """The outbox. `oldest`: for how long the first message has been due; None when none is."""

    waiting: int
    dead: int
    oldest: timedelta | None


def outbox(now: datetime) -> Waiting:
    """What waits to be sent, and what was given up. One statement, through the indexes of what is not sent."""
    found = Outbox.objects.filter(state__in=[State.WAITING, State.DEAD]).aggregate(
        waiting=Count("region_id", filter=Q(state=State.WAITING)), dead=Count("region_id", filter=Q(state=State.DEAD)),
        first=Min("next_at", filter=Q(state=State.WAITING, next_at__lte=now)))
    return Waiting(found["waiting"], found["dead"], now - found["first"] if found["first"] else None)


def last_backup() -> Entry | None:
    """The entry of the last backup. One statement."""
    return Entry.objects.filter(region_id=COUNTRY, subject_type="backup", verb="backup.make").order_by("-number").first()


@dataclass(frozen=True)
class Counts:
    """How much there is. `entries`: of all ledgers; `sessions`: of those who are signed in; `open_accounts`: that can sign in."""

    entries: int
    accounts: int
    open_accounts: int
    sessions: int


def counts(now: datetime) -> Counts:
    """How much there is. Three statements; entries are counted by the ends of their chains."""
    entries = sum(Head.objects.values_list("number", flat=True))
    accounts = Account.objects.aggregate(all=Count("pk"), open=Count("pk", filter=Q(is_active=True)))
    return Counts(entries, accounts["all"], accounts["open"], Session.objects.filter(expire_date__gt=now, account__isnull=False).count())


def administrators(on: date) -> list[tuple[int, int]]:
    """Regions with the accounts that administer the platform there on a day. One statement."""
    held = Post.objects.filter(Q(last__isnull=True) | Q(last__gte=on), first__lte=on, role=Role.PLATFORM_ADMIN.value, account__is_active=True)
    return sorted(set(held.values_list("unit__region_id", "account_id")))


def database_version() -> str:
    """The kind and version of the database. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version" if connection.vendor == "postgresql" else "SELECT sqlite_version()")
        version = str(cursor.fetchone()[0]).split()[0]
    return f"{'PostgreSQL' if connection.vendor == 'postgresql' else 'SQLite'} {version}"
