"""What is broken, told once a day to those who can mend it; nothing when nothing is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from luodi.engine.source import Said
from luodi.operations import checks, queries
from luodi.operations.checks import Finding, Level

MOST: Final = 20
"""Lines of one message."""
_MARKS: Final = {Level.BROKEN: Said("✗ ", "✗ "), Level.WARN: Said("! ", "! ")}


@dataclass(frozen=True)
class Told:
    """A message for some accounts of a region. `key`: one a day; the same key is not sent twice."""

    region_id: int
    accounts: tuple[int, ...]
    key: str
    title: Said
    body: Said
    url: str = "operations_state"


def findings(now: datetime) -> list[Finding]:
    """What is broken or will not last, the worst first; what the operator chose is left out."""
    found = [one for one in checks.findings(now, only_daily=True) if one.level is not Level.OK]
    return sorted(found, key=lambda one: one.level is not Level.BROKEN)


def messages(found: list[Finding], administrators: Iterable[tuple[int, int]], on: date) -> list[Told]:
    """One message for each region that has somebody to tell, or none. `administrators`: pairs (region, account)."""
    if not found:
        return []
    bad = sum(one.level is Level.BROKEN for one in found)
    title = Said(f"系统有 {bad} 处故障、{len(found) - bad} 处提醒", f"{bad} things are broken, {len(found) - bad} need a look")
    more = len(found) - MOST
    lines = [Said(_MARKS[one.level].zh + one.said.zh, _MARKS[one.level].en + one.said.en) for one in found[:MOST]]
    if more > 0:
        lines.append(Said(f"还有 {more} 条，见系统状态页", f"and {more} more, on the page of the system's state"))
    body = Said("\n".join(line.zh for line in lines), "\n".join(line.en for line in lines))
    regions: dict[int, list[int]] = {}
    for region, account in administrators:
        regions.setdefault(region, []).append(account)
    return [Told(region, tuple(accounts), f"operations.broken.{on.isoformat()}", title, body) for region, accounts in sorted(regions.items())]


def tell_administrators(now: datetime, on: date, send: Callable[[Told], object]) -> int:
    """Tell every platform administrator what is broken; how many messages were handed to `send`. Once a day: `send` drops a key that it has had."""
    made = messages(findings(now), queries.administrators(on), on)
    for told in made:
        send(told)
    return len(made)
