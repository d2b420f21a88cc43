"""How a region counts time: the rules of its mechanism and its working-day calendar, with the holidays that were taken in since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from luodi.engine.mechanism import load_clock
from luodi.engine.source import Refused, read_text
from luodi.engine.timelimit import ClockRules
from luodi.engine.workdays import Calendar
from luodi.frame.paths import ids
from luodi.people.models import HolidayNotice, Region

NATIONAL = "national"


@dataclass(frozen=True)
class Rules:
    """What time limits and quiet hours are read with. `mark` tells one calendar, or one mechanism's way of counting, from another."""

    clock: ClockRules
    calendar: Calendar
    mark: str


@dataclass(frozen=True)
class Rulebook:
    """The rules of every region, as they stand now. `slugs`: the mechanism of each region by its id."""

    slugs: Mapping[int, str]
    notices: tuple[tuple[int, str], ...]

    def of(self, region_id: int) -> Rules:
        """The rules of a region. Raises Refused when its mechanism cannot be read."""
        return _rules(self.slugs.get(region_id, NATIONAL), self.notices)

    def or_national(self, region_id: int) -> Rules:
        """The rules of a region, or of the country where its own cannot be read: whoever is told something is told."""
        try:
            return self.of(region_id)
        except Refused:
            return self.national

    @property
    def national(self) -> Rules:
        """The rules of the country. Raises Refused when they cannot be read."""
        return _rules(NATIONAL, self.notices)

    def mark(self, region_id: int) -> str:
        """The mark of a region's calendar and way of counting."""
        return self.of(region_id).mark


def rulebook() -> Rulebook:
    """The rules as they stand now. Two statements; what the files say is read once in a process."""
    own = {key: (slug, ids(path)) for key, slug, path in Region.objects.values_list("pk", "slug", "path")}
    slugs = {key: next((own[above][0] for above in reversed(path) if own[above][0]), NATIONAL) for key, (_, path) in own.items()}
    return Rulebook(slugs, tuple(HolidayNotice.objects.order_by("year").values_list("year", "text")))


def mark_of(calendar: Calendar) -> str:
    """What tells a calendar from another one: which days work, and from when on it is provisional."""
    return hashlib.sha256("".join("1" if calendar.is_workday(day) else "0" for day in calendar.dates).encode()
                          + str(calendar.first).encode()).hexdigest()[:16]


@lru_cache(maxsize=256)
def _rules(slug: str, notices: tuple[tuple[int, str], ...]) -> Rules:
    source, calendar = load_clock(slug)
    for year, text in notices:
        calendar = calendar.with_notice(read_text(text, f"{year}.yaml"))
    counted = json.dumps([mark_of(calendar), source], ensure_ascii=False, sort_keys=True, default=str)
    return Rules(ClockRules.build(source), calendar, hashlib.sha256(counted.encode()).hexdigest()[:16])
