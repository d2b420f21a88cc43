"""Enterprises and investors: which of them somebody may see, and what is known of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from django.db.models import Count, Q, QuerySet, TextField
from django.db.models.functions import Cast

from luodi.frame.paths import within
from luodi.people.models import Region
from luodi.projects.models import Enterprise, Project
from luodi.projects.queries import visible
from luodi.promotion.models import FirmName, Profile
from luodi.promotion.names import initials, plain
from luodi.rights.kernel import Person
from luodi.rights.permissions import Right, reach

PAGE: Final = 30
MOST: Final = 50


def seen(person: Person) -> QuerySet[Enterprise]:
    """The enterprises that somebody may see: through a project that they may see from inside, or because their unit keeps the profile.

    Part of the statement that it stands in, besides one for those who see projects through units.
    """
    through, units = visible(person, Right.PROJECT_INSIDE).filter(enterprise__isnull=False).values("enterprise"), reach(person, Right.PROMOTION_KEEP).units
    # Alone, it is asked of those that are listed, one by one; whoever keeps profiles sees few, and these are gathered first.
    return Enterprise.objects.filter(pk__in=through.union(Profile.objects.filter(within("unit__path", units)).values("pk"), all=True) if units else through)


def mergeable(person: Person) -> QuerySet[Enterprise]:
    """The enterprises of which somebody can say that two are one: those that they see, and those with a profile in the regions that they look after."""
    far = reach(person, Right.FIRM_MERGE).regions
    kept = Profile.objects.all() if () in far else Profile.objects.filter(within("unit__region__path", far))
    return Enterprise.objects.filter(Q(pk__in=seen(person).values("pk")) | Q(pk__in=kept.values("pk")))


def firms(person: Person, words: str = "", tag: str = "", after: int | None = None) -> tuple[list[Enterprise], int | None]:
    """A page of them with their profiles, those that came last first, and the key after which the next one begins. One statement, one more for those who
    see projects through units.

    `words`: part of a name, of a short or former one, the beginning of its initials, or the code.
    """
    rows = seen(person).select_related("region", "profile__unit", "profile__group")
    if words:
        fits = Q(plain__contains=plain(words))
        if words.isascii():
            fits |= Q(initials__startswith=initials(words))
        named = FirmName.objects.filter(fits).values("enterprise")
        rows = rows.filter(Q(name__icontains=words) | Q(uscc=words.upper()) | Q(pk__in=named))
    if tag:
        rows = rows.annotate(_tags=Cast("profile__tags", TextField())).filter(_tags__contains=f'"{tag}"')
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-pk")[:PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def firm_by_id(key: int) -> Enterprise | None:
    """An enterprise with its profile. One statement."""
    return Enterprise.objects.select_related("region", "profile__unit__region", "profile__group").filter(pk=key).first()


def named(person: Person, region: Region, typed: str) -> list[Enterprise]:
    """The enterprises of a region that somebody sees and typed by code or whole name, at most two. One statement, or two."""
    return list(seen(person).filter(Q(name=typed.strip()) | Q(uscc=typed.strip().upper()), region=region)[:2])


def names_of(firm: Enterprise) -> dict[str, list[str]]:
    """Its names by kind. One statement."""
    found: dict[str, list[str]] = {}
    for kind, name in FirmName.objects.filter(enterprise=firm).order_by("pk").values_list("kind", "name"):
        found.setdefault(kind, []).append(name)
    return found


def projects_of(person: Person, firm: Enterprise) -> list[Project]:
    """Its projects that somebody sees from inside. One statement, one more for those who see projects through units."""
    return list(visible(person, Right.PROJECT_INSIDE).filter(enterprise=firm).select_related("unit").order_by("-changed_at", "-pk")[:MOST])


def around(person: Person, firm: Enterprise, group: Enterprise | None) -> tuple[Enterprise | None, list[Enterprise]]:
    """The group that it belongs to, and those that belong to it, as far as somebody sees them. One statement, or two."""
    rows = seen(person).filter(Q(pk=group.pk if group else 0) | Q(pk__in=Profile.objects.filter(group=firm).values("pk")))
    found = list(rows.order_by("name", "pk")[:MOST])
    return next((one for one in found if group and one.pk == group.pk), None), [one for one in found if not group or one.pk != group.pk]


def alike(person: Person, firm: Enterprise) -> list[Enterprise]:
    """Those that may be the same: with the same code, or a name that is compared as one of its own. One statement, or two."""
    cores = {plain(firm.name), *_whole().filter(enterprise=firm).values_list("plain", flat=True)}
    same = Q(pk__in=_whole().filter(region=firm.region_id, plain__in=cores).values("enterprise")) | Q(name=firm.name)
    if firm.uscc:
        same |= Q(uscc=firm.uscc)
    return list(mergeable(person).filter(same, region=firm.region_id).exclude(pk=firm.pk).select_related("profile__unit").order_by("name", "pk")[:MOST])


def doubles(person: Person) -> list[list[Enterprise]]:
    """Those with a profile in the regions that somebody looks after that have a compared name or a code in common. Up to four statements."""
    regions = list(Region.objects.filter(within("path", reach(person, Right.FIRM_MERGE).regions)).values_list("pk", flat=True))
    there = Enterprise.objects.filter(region__in=regions, profile__isnull=False)
    twice = _whole().filter(enterprise__in=there.values("pk")).values("region", "plain").annotate(n=Count("enterprise", distinct=True)).filter(n__gt=1)
    pairs = {(one["region"], one["plain"]) for one in twice.order_by("region", "plain")[:MOST]}
    coded = there.exclude(uscc="").values("region", "uscc").annotate(n=Count("pk")).filter(n__gt=1)
    codes = {(one["region"], one["uscc"]) for one in coded.order_by("region", "uscc")[:MOST]}
    return _together(there, pairs, codes)


def _together(there: QuerySet[Enterprise], pairs: Collection[tuple[int, str]], codes: Collection[tuple[int, str]]) -> list[list[Enterprise]]:
    found: dict[frozenset[int], list[Enterprise]] = {}
    rows = there.select_related("region", "profile__unit").filter(
        Q(names__plain__in=[core for _region, core in pairs]) | Q(uscc__in=[code for _region, code in codes])).distinct().prefetch_related("names")
    everybody = list(rows.order_by("name", "pk"))
    for key in (*pairs, *codes):
        same = [one for one in everybody if one.region_id == key[0] and (
            one.uscc == key[1] or any(name.plain == key[1] and name.kind != FirmName.Kind.SHORT for name in one.names.all()))]
        if len(same) > 1:
            found[frozenset(one.pk for one in same)] = same
    return list(found.values())


def _whole() -> QuerySet[FirmName]:
    """Full and former names: a short one may be that of two firms. No statement."""
    return FirmName.objects.exclude(kind=FirmName.Kind.SHORT)
