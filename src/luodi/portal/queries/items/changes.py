"""An item through time: its versions with their days, and what changed from one to the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from luodi.engine.catalog import Item, Limit, Reading, read_item
from luodi.engine.catalog.versions import history
from luodi.engine.plan.words import BASIS
from luodi.portal.queries.items.standing import Standing
from luodi.portal.queries.items.words import length, spoken


@dataclass(frozen=True)
class Change:
    """What one part of an item said before and says now."""

    part: str
    gone: Sequence[SafeString]
    come: Sequence[SafeString]


@dataclass(frozen=True)
class Version:
    """A stretch of days in which an item stands unchanged; `last` None: still open. `changes`: against the version before."""

    first: date
    last: date | None
    said: SafeString
    now: bool
    coming: bool
    changes: Sequence[Change]


def versions(here: Standing, item: Item, today: date, lang: str) -> list[Version]:
    """Every version of an item, the newest first; empty where there is only the one."""
    out: list[Version] = []
    before: Item | None = None
    for period in history(here.mechanism.raw["items"][item.id], item.id):
        reading = Reading(here.mechanism.table)
        after = read_item(reading, item.id, period.entry)
        out.append(Version(
            period.first, None if period.last == date.max else period.last, spoken(period.said, lang), period.first <= today <= period.last,
            period.first > today, _changes(before, after, here, lang) if before else ()))
        before = after
    return out[::-1]


def _changes(before: Item, after: Item, here: Standing, lang: str) -> list[Change]:
    def told(words: Iterable[str], known: Iterable[str]) -> list[SafeString]:
        have = set(known)
        return [spoken(x, lang) for x in words if x not in have]

    found = []
    for part, old, new in (
            (gettext("法律依据"), [str(x) for x in before.law], [str(x) for x in after.law]),
            (gettext("时限"), [_limit(x, here, lang) for x in before.limits], [_limit(x, here, lang) for x in after.limits]),
            (gettext("决定单位"), [before.authority], [after.authority]),
            (gettext("适用条件"), [before.said], [after.said]),
            (gettext("材料"), [x.name for x in before.papers], [x.name for x in after.papers]),
            (gettext("结果"), list(before.results), list(after.results)),
            (gettext("说明"), [before.note], [after.note])):
        if old != new and (told(old, new) or told(new, old)):
            found.append(Change(part, [x for x in told(old, new) if x], [x for x in told(new, old) if x]))
    return found


def _limit(limit: Limit, here: Standing, lang: str) -> str:
    return f"{BASIS[limit.basis].to(lang)} {length(limit.days, here.unit_of(limit))} · {limit.source}"


