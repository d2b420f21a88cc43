"""The working-day calendar of a region's mechanism."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from luodi.engine.mechanism import load, names
from luodi.engine.source import Refused
from luodi.engine.workdays import Calendar


@lru_cache(maxsize=64)
def calendar_of(slug: str, on: date) -> Calendar | None:
    """The calendar that a mechanism has on a day; the national one when there is no such mechanism, or it is not in force or broken; None without any."""
    known = names()
    for name in (slug, "national"):
        if name in known:
            try:
                return load(name, on).calendar
            except Refused:
                continue
    return None
