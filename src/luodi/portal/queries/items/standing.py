"""The mechanism of a place as the catalog shows it on a day, and what hangs together in it: who waits for whom, who decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from luodi.engine.catalog import Item, Lever, Limit
from luodi.engine.conditions import ALWAYS, Condition
from luodi.engine.mechanism import Mechanism, Route, Stage
from luodi.engine.mechanism.gaps import Gap, gaps
from luodi.engine.mechanism.graph import Edge, edges
from luodi.engine.source import Map, Refused, Said
from luodi.maps.places import mechanism_today, planner

BASES = ("promised", "reference", "statutory", "assumed")
"""The order in which the map takes the days of an item."""


@dataclass(frozen=True)
class Decider:
    """A unit that decides an item, the route that says so (none: the national catalog) and when it does (None: always, or else)."""

    unit: str
    route: Route | None
    when: Condition | None


@dataclass(frozen=True, eq=False)
class Standing:
    """A mechanism on a day. `doubt`: why it is shown although it is not in force."""

    mechanism: Mechanism
    doubt: Said | None = None

    @cached_property
    def waits_for(self) -> Mapping[str, Sequence[Edge]]:
        """By item, what it waits for."""
        found: dict[str, list[Edge]] = defaultdict(list)
        for edge in edges(self.mechanism.items, self.mechanism.gates):
            found[edge.after].append(edge)
        return found

    @cached_property
    def waited_for_by(self) -> Mapping[str, Sequence[Edge]]:
        """By item, what waits for it."""
        found: dict[str, list[Edge]] = defaultdict(list)
        for edge in edges(self.mechanism.items, self.mechanism.gates):
            for before in edge.before:
                found[before].append(edge)
        return found

    @cached_property
    def open(self) -> Mapping[str, Sequence[Gap]]:
        """By item or lever, what the place has left open."""
        found: dict[str, list[Gap]] = defaultdict(list)
        for gap in gaps(self.mechanism):
            if gap.kind in ("limit", "authority", "joint", "lever"):
                found[gap.id].append(gap)
        return found

    @cached_property
    def levers_of(self) -> Mapping[str, Sequence[Lever]]:
        """By item, the levers that touch it: those in force for all first, then those offered."""
        found: dict[str, list[Lever]] = defaultdict(list)
        for lever in sorted(self.mechanism.levers.values(), key=lambda lever: (not lever.standing, not lever.offered)):
            for item in dict.fromkeys(x for effect in lever.effects for x in (*effect.items, effect.other) if x):
                found[item].append(lever)
        return found

    def stage_of(self, item: Item) -> Stage:
        """The stage of an item as this place draws it."""
        return self.mechanism.stage_of[item.stage]

    def base_name(self, base: str) -> Map:
        """The names of a national stage."""
        found: Map = self.mechanism.raw["mechanism"]["stages"][base]["name"]
        return found

    def deciders(self, item: Item) -> list[Decider]:
        """Every unit that may decide an item here, in the order in which the routes are asked."""
        found = []
        for route in self.mechanism.routes:
            if (item.id in route.items or item.stage in route.stages) and route.first <= self.mechanism.day <= route.last:
                always = route.when.node == ALWAYS
                found.append(Decider(route.to, route, None if always else route.when))
                if always:
                    return found
        return [*found, Decider(item.authority, None, None)]

    def unit_of(self, limit: Limit) -> str:
        """The unit in which a limit is counted here; 日 as the place counts it."""
        return "working" if limit.written and self.mechanism.ambiguous_day == "working" else limit.unit


def standing(slug: str, today: date) -> Standing:
    """The mechanism of a place on a day; one not in force then as it stands otherwise, with the reason. Raises KeyError for no such place."""
    try:
        return _standing(planner(slug, today).mechanism, None)
    except Refused as problem:
        return _standing(mechanism_today(slug), problem.faults[0].said)


@lru_cache(maxsize=64)
def _standing(mechanism: Mechanism, doubt: Said | None) -> Standing:
    return Standing(mechanism, doubt)
