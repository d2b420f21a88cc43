"""The places with their mechanisms, each read once for every stretch of days on which nothing in it changes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from typing import Any

from luodi.engine.mechanism import Mechanism, load, names
from luodi.engine.plan import Planner
from luodi.engine.source import Refused
from luodi.engine.workdays import Calendar

NATIONAL = "national"
_ISO = re.compile(r"\d{4}-(0[1-9]|1[0-2])-([0-2]\d|3[01])\Z")


@dataclass(frozen=True)
class Place:
    """A place whose mechanism is shipped, as it stands on a day; `since` where it begins only later."""

    slug: str
    mechanism: Mechanism
    since: date | None = None


@cache
def slugs() -> tuple[str, ...]:
    """All mechanisms, the national baseline first."""
    return tuple(names())


def planner(slug: str, on: date, calendar: Calendar | None = None) -> Planner:
    """The planner of a place's mechanism in force on a day, with its own working days or those of another calendar.

    Raises Refused when it is not in force then, KeyError for no such place.
    """
    if slug not in slugs():
        raise KeyError(slug)
    days = _turning_days(slug)
    position = bisect_right(days, on)
    return _planner(slug, max(days[position - 1], date(2000, 1, 1)) if position else on, calendar)


@lru_cache(maxsize=128)
def _planner(slug: str, on: date, calendar: Calendar | None) -> Planner:
    mechanism = load(slug, on)
    return Planner(replace(mechanism, calendar=calendar) if calendar else mechanism)


@cache
def _turning_days(slug: str) -> tuple[date, ...]:
    """Every day named anywhere in the folder, and the one after: between two of them nothing changes."""
    raw = mechanism_today(slug).raw
    found = {day for section, part in raw.items() if section != "calendar" for day in _days(part)}
    return tuple(sorted(found | {date.fromordinal(day.toordinal() + 1) for day in found if day < date.max}))


def _days(part: Any) -> Iterator[date]:
    if isinstance(part, str):
        if _ISO.match(part):
            yield date.fromisoformat(part)
    elif isinstance(part, dict):
        for value in part.values():
            yield from _days(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _days(value)


@cache
def mechanism_today(slug: str) -> Mechanism:
    """Any version of a place's mechanism, for what does not change: its names and its raw text."""
    for year in (2027, 2026, 2025, 2024, 2022):
        try:
            return load(slug, date(year, 1, 1))
        except Refused:
            continue
    return load(slug, date(2030, 1, 1))


@cache
def places() -> tuple[Mechanism, ...]:
    """All places for a list: the newest plans first, the national baseline last."""
    found = [mechanism_today(slug) for slug in slugs()]
    return tuple(sorted(found, key=lambda m: (m.slug == NATIONAL, -_year(m), m.slug)))


def _year(mechanism: Mechanism) -> int:
    tail = mechanism.slug.rsplit("-", 1)[-1]
    return int(tail) if tail.isdigit() else 0
