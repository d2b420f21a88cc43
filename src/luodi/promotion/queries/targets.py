"""What units and whole regions have to reach in a year, and how much of it is there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from luodi.engine.mechanism.promotion import Target
from luodi.frame.paths import within
from luodi.people.models import Region, Unit
from luodi.people.rules import Rulebook
from luodi.promotion.rules import promotion_of
from luodi.rights.kernel import Person
from luodi.rights.permissions import Right, reach

FIRST: Final = 2000
LAST: Final = 2100
"""Years that can be asked for."""


@dataclass(frozen=True)
class Counted:
    """Something that may count. `region`, `unit`: where it is, as paths; `done`: whether it counts already, or is only announced."""

    region: str
    unit: str
    wan: Decimal = Decimal(0)
    done: bool = True


@dataclass(frozen=True)
class Reached:
    """A target, how much of it is there, and how much more is announced."""

    target: Target
    done: int
    ahead: int = 0

    @property
    def lacks(self) -> int:
        """How much is still missing."""
        return max(0, self.target.least - self.done)

    @property
    def shown(self) -> int:
        """How much of the bar is filled: more than all is all."""
        return min(self.done, self.target.least)


@dataclass(frozen=True)
class Standing:
    """What a unit, or a whole region, has to reach. `unit`: None for the region."""

    region: Region
    unit: Unit | None
    reached: tuple[Reached, ...]

    @property
    def name(self) -> str:
        """Whose it is."""
        return self.unit.name if self.unit else self.region.name

    @property
    def met(self) -> bool:
        """Whether all of it is there."""
        return not any(one.lacks for one in self.reached)


def year_of(typed: str, other: int) -> int:
    """A year that somebody asked for; another one for what is none."""
    found = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else other
    return found if FIRST <= found <= LAST else other


def light_of(one: Reached, year: int, now: int) -> str:
    """How a target stands as a light: what is missing in a year that is over is red, in this one yellow, in one to come nothing yet."""
    return "green" if not one.lacks else "red" if year < now else "yellow" if year == now else "paused"


def standings(person: Person, book: Rulebook, of: str, counted: Sequence[Counted]) -> list[Standing]:
    """What the places of regions and their units that somebody looks into have to reach of one sort, those that lack something first. Two statements.

    What a unit below another one has counts for both. A target without a kind of units is that of the region whose mechanism says so.
    """
    far = reach(person, Right.PROMOTION_READ).regions
    out = []
    for region in Region.objects.filter(within("path", far)).exclude(slug="").order_by("path"):
        asked = [one for one in promotion_of(book, region.pk).targets if one.of == of and not one.kind]
        if asked:
            out.append(Standing(region, None, tuple(_reached(one, counted, region.path, "") for one in asked)))
    units = Unit.objects.filter(within("region__path", far), closed__isnull=True).select_related("region", "parent").order_by("region__path", "path")
    for unit in units:
        if unit.parent and unit.parent.kind == unit.kind:
            continue
        asked = [one for one in promotion_of(book, unit.region_id).targets if one.of == of and one.kind == unit.kind]
        if asked:
            out.append(Standing(unit.region, unit, tuple(_reached(one, counted, "", unit.path) for one in asked)))
    return sorted(out, key=lambda one: one.met)


def _reached(target: Target, counted: Iterable[Counted], region: str, unit: str) -> Reached:
    there = [one for one in counted if one.region.startswith(region) and one.unit.startswith(unit) and one.wan >= target.over_wan]
    return Reached(target, sum(one.done for one in there), sum(not one.done for one in there))
