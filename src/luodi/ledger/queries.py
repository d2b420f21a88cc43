"""Reads of the ledger and of its outbox, each with a known number of statements.

The ledger stands below the people: accounts are those of AUTH_USER_MODEL, regions those of LUODI_REGION_MODEL, which has a name and a path such as `/1/5/`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import BooleanField, Count, ExpressionWrapper, Min, Q, QuerySet
from django.utils import timezone

from luodi.frame.paths import ids, within
from luodi.ledger.chain import holds, together
from luodi.ledger.models import Entry, Head, Outbox, State
from luodi.rights.kernel import Matter, Person
from luodi.rights.permissions import Right, reach

REGION: Final = "people.Region"
"""Where regions are, unless settings name another model (LUODI_REGION_MODEL)."""
PAGE: Final = 50
DEAD_PAGE: Final = 100


@dataclass(frozen=True)
class Place:
    """A region as the ledger sees it. `path`: ids from the root down, the own one last."""

    id: int
    name: str
    path: tuple[int, ...]

    def matter(self, confidential: bool = False) -> Matter:
        """Something in it."""
        return Matter(region_path=self.path, confidential=confidential)


@dataclass(frozen=True)
class Wanted:
    """Which entries somebody looks for. Days are both counted."""

    group: str = ""
    people: tuple[int, ...] | None = None
    subject_type: str = ""
    subject_id: int | None = None
    first: date | None = None
    last: date | None = None
    outcome: str = ""


@dataclass(frozen=True)
class Sheet:
    """A page of entries, newest first. `newer`, `older`: the number from which the page beside it goes on, if there is one."""

    entries: list[Entry]
    newer: int | None
    older: int | None


@dataclass(frozen=True)
class Waiting:
    """What waits to be sent in a region: how much, how much of it is due, and since when."""

    count: int
    due: int
    since: datetime | None


def region_names(keys: Collection[int], path: tuple[int, ...]) -> dict[int, str]:
    """What regions are called, as far as they lie in the one with a path. One statement."""
    return dict(_regions().filter(within("path", [path]), pk__in=keys).values_list("pk", "name"))


NAMED: Final[dict[str, Callable[[Collection[int], tuple[int, ...]], dict[int, str]]]] = {"region": region_names}
"""Who knows what things of a type are called, in the region with a path and below; set by the app that has them (`AppConfig.ready`). One statement each."""


SECRET: Final[list[Callable[[], Q]]] = []
"""Which entries are about what became confidential later; set by the apps that have such things. Part of the statement that asks."""


def places(person: Person, right: Right) -> list[Place]:
    """The regions that a right of a person reaches and in which something was done, and those of their posts; parents first. One statement, or none."""
    far = reach(person, right).regions
    near = Q(pk__in={path[-1] for path in far if path}) | within("path", far) & Q(pk__in=Head.objects.values("region_id"))
    found = [_place(row) for row in _regions().filter(near).values_list("pk", "name", "path")] if far else []
    return sorted(found, key=lambda place: place.path)


def place(region_id: int) -> Place | None:
    """A region. One statement."""
    row = _regions().filter(pk=region_id).values_list("pk", "name", "path").first()
    return _place(row) if row else None


def entries(region_id: int, confidential: bool, wanted: Wanted) -> QuerySet[Entry]:
    """The entries of a region that fit, newest first; those of confidential matters only for those who may see them."""
    rows = Entry.objects.filter(region_id=region_id)
    if not confidential:
        rows = rows.filter(~_secret())
    if wanted.group:
        rows = rows.filter(verb__startswith=f"{wanted.group}.")
    if wanted.people is not None:
        rows = rows.filter(Q(person_id__in=wanted.people) | Q(on_behalf_of_id__in=wanted.people))
    if wanted.subject_type:
        rows = rows.filter(subject_type=wanted.subject_type)
    if wanted.subject_id is not None:
        rows = rows.filter(subject_id=wanted.subject_id)
    if wanted.first:
        rows = rows.filter(at__gte=_midnight(wanted.first))
    if wanted.last:
        rows = rows.filter(at__lt=_midnight(wanted.last + timedelta(days=1)))
    if wanted.outcome:
        rows = rows.filter(outcome=wanted.outcome)
    return rows.order_by("-number")


def sheet(rows: QuerySet[Entry], before: int | None = None, after: int | None = None) -> Sheet:
    """A page by key: the entries before a number, or those after one. One statement, whatever the page."""
    rows = rows.defer("payload", "before", "after")
    if after is not None:
        found = list(rows.filter(number__gt=after).order_by("number")[:PAGE + 1])
        shown = found[:PAGE][::-1]
        return Sheet(shown, shown[0].number if len(found) > PAGE else None, shown[-1].number if shown else None)
    found = list((rows.filter(number__lt=before) if before is not None else rows)[:PAGE + 1])
    shown = found[:PAGE]
    return Sheet(shown, shown[0].number if before is not None and shown else None, shown[-1].number if len(found) > PAGE else None)


def pages(rows: QuerySet[Entry], limit: int, size: int = 1000) -> Iterator[list[Entry]]:
    """Entries page by page, newest first, at most `limit`: no cursor stays open. One statement a page."""
    before: int | None = None
    while limit > 0:
        page = list((rows if before is None else rows.filter(number__lt=before))[:min(size, limit)])
        if page:
            yield page
        if len(page) < min(size, limit):
            return
        limit, before = limit - len(page), page[-1].number


def entry(region_id: int, number: int) -> tuple[Entry, bool] | None:
    """An entry, and whether it is of a confidential matter, as it was or has become. One statement."""
    found = Entry.objects.filter(region_id=region_id, number=number).annotate(secret=ExpressionWrapper(_secret(), BooleanField())).first()
    return (found, found.secret) if found else None


def stands(one: Entry) -> bool:
    """Whether an entry fits its hash, the entries beside it and its counterparts. One statement, and one for each region with a counterpart."""
    beside = {other.number: other for other in Entry.objects.filter(region_id=one.region_id, number__in=(one.number - 1, one.number + 1))}
    before, behind = beside.get(one.number - 1), beside.get(one.number + 1)
    return (holds(one) and (before.hash if before else "") == one.previous and (behind is None or behind.previous == one.hash)
            and all(together([one]).values()))


def names(things: Iterable[tuple[str, int]], here: Place | None = None) -> dict[tuple[str, int], str]:
    """What things are called, by type and id: accounts, and with `here` what `NAMED` knows in that region and below. One statement for each type.

    Whoever reads the ledger of a region may read those below it; what lies elsewhere keeps its number. An account is named wherever it is from:
    it did something here, or something was done to it.
    """
    wanted: dict[str, set[int]] = {}
    for kind, key in things:
        wanted.setdefault(kind, set()).add(key)
    found = get_user_model()._default_manager.filter(pk__in=wanted["account"]) if "account" in wanted else ()
    out = {("account", account.pk): str(account) for account in found}
    if here:
        for kind in NAMED.keys() & wanted.keys():
            out |= {(kind, key): name for key, name in NAMED[kind](wanted[kind], here.path).items()}
    return out


def called(text: str) -> tuple[int, ...]:
    """The accounts with a login name or name, at most a hundred. One statement."""
    users = get_user_model()
    fields = {users.USERNAME_FIELD} | {part.name for part in users._meta.concrete_fields if part.name == "name"}
    fit = Q()
    for name in fields:
        fit |= Q(**{name: text})
    return tuple(users._default_manager.filter(fit).values_list("pk", flat=True)[:100])


def dead(region_id: int) -> list[Outbox]:
    """The messages of a region that were given up, the latest first; at most a hundred. One statement."""
    return list(Outbox.objects.filter(region_id=region_id, state=State.DEAD).order_by("-next_at", "number", "place")[:DEAD_PAGE])


def of_messages(rows: Iterable[Outbox]) -> dict[int, Entry]:
    """The entries that messages of one region follow from, by number. One statement, or none."""
    wanted = {(row.region_id, row.number) for row in rows}
    regions = {region_id for region_id, _ in wanted}
    found = Entry.objects.filter(region_id__in=regions, number__in={number for _, number in wanted}) if wanted else ()
    return {one.number: one for one in found}


def waiting(region_id: int, now: datetime) -> Waiting:
    """What waits in a region. One statement."""
    due = Q(next_at__lte=now)
    found: Mapping[str, Any] = Outbox.objects.filter(region_id=region_id, state=State.WAITING).aggregate(
        count=Count("place"), due=Count("place", filter=due), since=Min("next_at", filter=due))
    return Waiting(found["count"], found["due"], found["since"])


def dead_count(person: Person) -> int:
    """How many dead messages there are where a person may resend them. One statement, or none."""
    far = reach(person, Right.OUTBOX_RESEND).regions
    return Outbox.objects.filter(state=State.DEAD, region_id__in=_regions().filter(within("path", far)).values("pk")).count() if far else 0


def _secret() -> Q:
    """Entries of what was confidential when they were written, or is now: what somebody reads today tells nothing of it."""
    return reduce(or_, (secret() for secret in SECRET), Q(confidential=True))


def _regions() -> QuerySet[Any]:
    found: QuerySet[Any] = apps.get_model(getattr(settings, "LUODI_REGION_MODEL", REGION))._default_manager.all()
    return found


def _place(row: tuple[int, str, str]) -> Place:
    return Place(row[0], row[1], ids(row[2]))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
