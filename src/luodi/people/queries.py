"""Reads about people, each with a known number of statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Lower

from luodi.frame.paths import ids, within
from luodi.ledger.standing import demonstration
from luodi.people.models import Absence, Account, Factor, Post, Region, Unit
from luodi.rights.kernel import ANONYMOUS, Matter, Person, PostHeld, Role
from luodi.rights.permissions import Right, reach


def person_of(account: Account, on: date) -> Person:
    """Who `account` is on a day: its own posts, then those of absent people whose deputy it is. Two statements, whatever the number of posts.

    A deputy has the posts that the absent person holds, not those that the absent person stands in for. A closed account has none and lends none.
    Whoever holds or is lent a post whose role demands a second factor sets one up before anything else.
    """
    if not account.is_active:
        return ANONYMOUS
    away = Absence.objects.filter(account=OuterRef("account"), deputy=account, first__lte=on, last__gte=on)
    secured = Exists(Factor.objects.filter(account=account))
    own = list(posts_on(on).filter(account=account).annotate(secured=secured))
    lent = list(posts_on(on).filter(Exists(away), account__is_active=True).annotate(secured=secured))
    first = "people_password" if account.must_change_password else ""
    if not first and any(post.role in settings.SECOND_FACTOR_ROLES and not getattr(post, "secured", False) for post in (*own, *lent)) and not _tried():
        first = "people_second_factor"
    return Person(account.pk, account.name, (*(_held(post, None) for post in own), *(_held(post, post.account_id) for post in lent)), first=first)


def with_deputies(accounts: Iterable[Account], on: date) -> dict[Account, Person]:
    """Who some accounts, and those who stand in for them, are on a day, without what they would have to do first. Two statements, however many.

    Units must have been read with the accounts. The posts that somebody is lent by others than these may be missing.
    """
    there = {account.pk: account for account in accounts if account.is_active}
    away = list(Absence.objects.filter(Q(account__in=there) | Q(deputy__in=there), first__lte=on, last__gte=on, account__is_active=True, deputy__is_active=True)
                .select_related("deputy__unit").order_by("id"))
    there |= {absence.deputy_id: absence.deputy for absence in away if absence.deputy_id not in there}
    held: dict[int, list[Post]] = {}
    for post in posts_on(on).filter(account__in={*there, *(absence.account_id for absence in away)}):
        held.setdefault(post.account_id, []).append(post)
    lent: dict[int, list[PostHeld]] = {}
    for absent, deputy in dict.fromkeys((absence.account_id, absence.deputy_id) for absence in away):
        lent.setdefault(deputy, []).extend(_held(post, absent) for post in held.get(absent, ()))
    return {account: Person(key, account.name, (*(_held(post, None) for post in held.get(key, ())), *lent.get(key, ()))) for key, account in there.items()}


def _tried() -> bool:
    """Whether this is a demonstration, where visitors have no phone to set up. No statement unless settings allow demonstrations."""
    return bool(settings.DEMO) and demonstration()


def nobody() -> bool:
    """Whether there is no account at all: the installation is new. One statement."""
    return not Account.objects.exists()


def account_by_login(login: str) -> Account | None:
    """The account with a login name, whatever the case of its letters, with its unit and region. One statement."""
    return Account.objects.select_related("unit__region").alias(key=Lower("login")).filter(key=login.strip().lower()).first()


def posts_of(account: Account, on: date) -> list[Post]:
    """The posts that an account holds on a day, with unit and region. One statement."""
    return list(posts_on(on).filter(account=account))


def stood_in_for(account: Account, on: date) -> list[Absence]:
    """The absences in which an account stands in on a day, with the absent person. One statement."""
    return list(Absence.objects.filter(deputy=account, first__lte=on, last__gte=on, account__is_active=True).select_related("account").order_by("last", "id"))


def absences_of(account: Account, on: date) -> list[Absence]:
    """The own absences that last on a day or are to come, with the deputy. One statement."""
    return list(Absence.objects.filter(account=account, last__gte=on).select_related("deputy").order_by("first", "id"))


@dataclass(frozen=True)
class Branch:
    """A unit in the tree as it is shown: how deep it stands below the first ones shown."""

    unit: Unit
    depth: int


def unit_matter(unit: Unit, parts: frozenset[tuple[str, int]] = frozenset(), confidential: bool = False) -> Matter:
    """A unit, or something that belongs to it, as rights see it. Its region must have been read with it."""
    return Matter(ids(unit.region.path), ids(unit.path), parts, confidential)


def units_near(person: Person, right: Right) -> list[Unit]:
    """The open units that a right of a person reaches, parents before children. One statement, or none."""
    far = reach(person, right)
    found = Unit.objects.filter(within("region__path", far.regions) | within("path", far.units), closed__isnull=True).select_related("region")
    return sorted(found, key=lambda unit: (ids(unit.region.path), ids(unit.path)))


def regions_near(person: Person, right: Right) -> list[Region]:
    """The regions that a right of a person reaches. One statement, or none."""
    return list(Region.objects.filter(within("path", reach(person, right).regions)).order_by("path"))


def tree(shown: Iterable[Unit]) -> list[tuple[Region, list[Branch]]]:
    """Units by region, each as deep as it has shown units above it. No statement."""
    out: dict[int, tuple[Region, list[Branch]]] = {}
    there = list(shown)
    keys = {unit.pk for unit in there}
    for unit in there:
        depth = sum(1 for above in ids(unit.path)[:-1] if above in keys)
        out.setdefault(unit.region_id, (unit.region, []))[1].append(Branch(unit, depth))
    return list(out.values())


def unit_by_id(unit: int) -> Unit | None:
    """A unit with its region and the unit above it. One statement."""
    return Unit.objects.select_related("region", "parent").filter(pk=unit).first()


def unit_names(keys: Collection[int], path: tuple[int, ...]) -> dict[int, str]:
    """What units are called, as far as they lie in the region with a path. One statement."""
    return dict(Unit.objects.filter(within("region__path", [path]), pk__in=keys).values_list("pk", "name"))


def accounts_with_posts(on: date, *, closed: bool, most: int) -> list[Account]:
    """Accounts by login, each with `held`, its posts of a day. Two statements."""
    found = Account.objects.all() if closed else Account.objects.filter(is_active=True)
    return list(found.select_related("unit__region").prefetch_related(Prefetch("posts", queryset=posts_on(on), to_attr="held")).order_by("login")[:most])


def posts_on(on: date) -> QuerySet[Post]:
    """The posts held on a day, with unit and region."""
    return Post.objects.filter(Q(last__isnull=True) | Q(last__gte=on), first__lte=on).select_related("unit__region").order_by("id")


def _held(post: Post, instead_of: int | None) -> PostHeld:
    unit = post.unit
    return PostHeld(Role(post.role), unit.pk, unit.region_id, ids(unit.path), ids(unit.region.path), instead_of)
