"""Reads for managing, each with a known number of statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core import signing
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from luodi.frame.paths import ids, within
from luodi.people.actions.shared import of_account, of_unit
from luodi.people.models import Absence, Account, Post, Region, Unit
from luodi.people.queries import posts_on, unit_matter
from luodi.rights.kernel import Matter, Person, Verdict
from luodi.rights.permissions import Right, may, reach

PAGE = 50


@dataclass(frozen=True)
class People:
    """A page of a unit's people. `after`: the key of the next page, "" on the last one."""

    shown: Sequence[Account]
    after: str


def people_of(unit: Unit, on: date, *, everybody: bool, words: str = "", after: str = "") -> People:
    """The people of a unit by name: those with a post in it on a day, for who manages them also those whose account it looks after.

    Each has `here`, the posts held here that day, and `away`, the absences of that day. Three statements, whatever their number.
    """
    here = posts_on(on).filter(unit=unit)
    held = Exists(here.filter(account=OuterRef("pk")))
    found: QuerySet[Account] = Account.objects.filter(held | Q(unit=unit)) if everybody else Account.objects.filter(held, is_active=True)
    if words:
        found = found.filter(Q(name__icontains=words) | Q(login__icontains=words))
    try:
        name, key = signing.loads(after) if after else ("", 0)
        found = found.filter(Q(name__gt=name) | Q(name=name, pk__gt=key))
    except (signing.BadSignature, ValueError, TypeError):
        pass  # an address that somebody has typed: the first page
    away = Absence.objects.filter(first__lte=on, last__gte=on).select_related("deputy").order_by("first", "id")
    shown = list(found.prefetch_related(Prefetch("posts", queryset=here, to_attr="here"), Prefetch("absences", queryset=away, to_attr="away"))
                 .order_by("name", "pk")[:PAGE + 1])
    more = len(shown) > PAGE
    return People(shown[:PAGE], signing.dumps([shown[PAGE - 1].name, shown[PAGE - 1].pk]) if more else "")


def account_by_id(account: int) -> Account | None:
    """An account with its home unit and region. One statement."""
    return Account.objects.select_related("unit__region").filter(pk=account).first()


def all_posts(account: Account) -> list[Post]:
    """Every post that somebody has, had or will have, the newest first. One statement."""
    return list(Post.objects.filter(account=account).select_related("unit__region").order_by("-first", "-id"))


def all_absences(account: Account) -> list[Absence]:
    """Every absence, the newest first. One statement."""
    return list(Absence.objects.filter(account=account).select_related("deputy").order_by("-first", "-id")[:100])


def post_by_id(post: int) -> Post | None:
    """A post with its people and places. One statement."""
    return Post.objects.select_related("account__unit__region", "unit__region").filter(pk=post).first()


def absence_by_id(absence: int) -> Absence | None:
    """An absence with its people. One statement."""
    return Absence.objects.select_related("account__unit__region", "deputy").filter(pk=absence).first()


def people_called(words: str, region: Region) -> list[Account]:
    """The open accounts of a region with this login name, else with exactly this name. One statement, at most five rows."""
    called = Account.objects.filter(Q(login__iexact=words) | Q(name=words), unit__region=region, is_active=True)
    found = list(called.select_related("unit__region").order_by("pk")[:5])
    return [one for one in found if one.login.lower() == words.lower()] or found


@dataclass(frozen=True)
class Standing:
    """A region in the tree as it is shown. `slug`: the mechanism in force, "" for the national one; `taken`: the region above that it comes from, if any."""

    region: Region
    depth: int
    units: int
    slug: str
    taken: Region | None


def regions_of(person: Person, right: Right) -> list[Standing]:
    """The regions that a right of a person reaches, parents before children, with their open units and mechanisms. Two statements, or none."""
    near = within("path", reach(person, right).regions)
    found = {one.pk: one for one in Region.objects.filter(near).annotate(open_units=Count("units", filter=Q(units__closed__isnull=True)))}
    above = {key for one in found.values() for key in ids(one.path)} - found.keys()
    every = found | {one.pk: one for one in Region.objects.filter(pk__in=above)}
    out = []
    for one in sorted(found.values(), key=lambda one: ids(one.path)):
        path = ids(one.path)
        rules = next((every[key] for key in reversed(path) if every[key].slug), None)
        depth = sum(1 for key in path[:-1] if key in found)
        out.append(Standing(one, depth, one.open_units, rules.slug if rules else "", rules if rules != one else None))
    return out


def region_by_id(region: int) -> Region | None:
    """A region with the one above it. One statement."""
    return Region.objects.select_related("parent").filter(pk=region).first()


def closed_units(person: Person, right: Right) -> list[Unit]:
    """The closed units that a right of a person reaches, the latest first; at most two hundred. One statement, or none."""
    far = reach(person, right)
    near = within("region__path", far.regions) | within("path", far.units)
    return list(Unit.objects.filter(near, closed__isnull=False).select_related("region").order_by("-closed", "-pk")[:200])


def manages(person: Person, account: Account) -> Verdict:
    """Whether a person manages an account, and if not, why. One statement."""
    about = of_account(account)
    return may(person, Right(about.needs or Right.PEOPLE_MANAGE), about.matter)


def notes_absence(person: Person, account: Account) -> Verdict:
    """Whether a person notes the absences of an account, and if not, why. One statement."""
    about = of_account(account)
    parts = frozenset({("self", account.pk)})
    matter = about.matter if about.needs else of_unit(account.unit, "account", account.pk).matter
    return may(person, Right.ABSENCE_SET, Matter(matter.region_path, matter.unit_path, parts))


def reads(person: Person, account: Account, posts: list[Post], on: date) -> Verdict:
    """Whether a person sees an account: through its home unit, or a unit in which it has a post."""
    places = [account.unit, *(post.unit for post in posts if post.first <= on and (post.last is None or post.last >= on))]
    verdicts = [may(person, Right.PEOPLE_READ, unit_matter(unit)) for unit in places]
    return next((verdict for verdict in verdicts if verdict.allowed), verdicts[0])
