"""Regions: added, changed, given a mechanism."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from luodi.engine.mechanism import names
from luodi.engine.source import near, refuse
from luodi.frame.paths import ids
from luodi.ledger.actions import Act, Subject, action, snapshot
from luodi.people import verbs
from luodi.people.actions.shared import good_division, good_name, in_region, room, unchanged
from luodi.people.models import Region, RegionKind
from luodi.rights.kernel import Matter
from luodi.rights.permissions import Right

_SEEN: Final = {"name": ("名称", "the name"), "slug": ("机制", "the mechanism"), "division": ("行政区划代码", "the division code")}
_HIGH: Final = {RegionKind.PROVINCE: 0, RegionKind.CITY: 1, RegionKind.DISTRICT: 2, RegionKind.PARK: 3, RegionKind.TOWN: 3}


def _of(region: Region, *rest: object, **named: object) -> Subject:
    return Subject(region.pk, "region", region.pk, Matter(region_path=ids(region.path)))


@action(verb=verbs.REGION_ADD, needs=Right.UNITS_MANAGE, subject=lambda name, kind, parent=None, slug="", division="": in_region(parent))
def add_region(act: Act, name: str, kind: RegionKind, parent: Region | None = None, slug: str = "", division: str = "") -> Region:
    """Add a region below another one. `slug`: its mechanism, `division`: its six digits; "" for those of the one above.

    Raises Refused for one that stands higher than what is above it, a name that is taken there, and a mechanism that there is not.
    """
    name = good_name(name, 60)
    if parent:
        if _HIGH[kind] < _HIGH[RegionKind(parent.kind)]:
            refuse(None, f"“{name}”的级别比上级“{parent.name}”高，请换级别或上级",
                   f"'{name}' would stand higher than '{parent.name}', which is above it; change one of them")
        room(len(parent.path), name)
    _known(slug)
    _free(parent, name)
    region = Region.objects.create(name=name, kind=kind, parent=parent, slug=slug, division=good_division(division))
    region.path = f"{parent.path if parent else '/'}{region.pk}/"
    region.save(update_fields=["path"])
    act.about(region.pk)
    act.change(None, snapshot(region, "name", "kind", "slug", "division", "path"))
    return region


@action(verb=verbs.REGION_CHANGE, needs=Right.UNITS_MANAGE, subject=_of)
def change_region(act: Act, region: Region, name: str, slug: str, seen: Mapping[str, Any], division: str = "") -> Region:
    """Give a region another name, mechanism or division ("": those of the one above). `seen`: the fields as they were shown.

    Raises Refused when they have changed since, for a name that is taken and a mechanism that there is not.
    """
    now = Region.objects.select_for_update(of=("self",)).select_related("parent").get(pk=region.pk)
    unchanged(now, seen, _SEEN)
    before, name = snapshot(now, "name", "slug", "division"), good_name(name, 60)
    _known(slug)
    if name != now.name:
        _free(now.parent, name)
    now.name, now.slug, now.division = name, slug, good_division(division)
    now.save(update_fields=["name", "slug", "division"])
    act.change(before, snapshot(now, "name", "slug", "division"))
    return now


def _known(slug: str) -> None:
    there = names()
    if slug and slug not in there:
        hint = near(slug, there)
        refuse(None, f"没有机制“{slug}”{hint.zh}，请从列表里选", f"there is no mechanism '{slug}'{hint.en}; choose one of the list")


def _free(parent: Region | None, name: str) -> None:
    if Region.objects.filter(parent=parent, name=name).exists():
        where = parent.name if parent else "最上级"
        refuse(None, f"“{where}”已经有区域“{name}”，请换个名称", f"there is a region '{name}' already below '{parent or 'the top'}'; choose another name")
