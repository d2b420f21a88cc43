"""Which unit answers for what."""

from __future__ import annotations

from collections.abc import Collection

from luodi.people.models import Region, Unit
from luodi.promotion.models import Duty


def duties_of(regions: Collection[int]) -> dict[int, dict[str, Duty]]:
    """The duties of some regions that have a unit, by region and key. One statement."""
    found: dict[int, dict[str, Duty]] = {}
    for one in Duty.objects.filter(region__in=regions).select_related("unit"):
        found.setdefault(one.region_id, {})[one.key] = one
    return found


def units_in(region: Region) -> list[Unit]:
    """The open units of a region by name. One statement."""
    return list(Unit.objects.filter(region=region, closed__isnull=True).exclude(kind="enterprise").order_by("name", "pk"))
