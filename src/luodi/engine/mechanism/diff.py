"""What differs between two mechanisms, or between two days of one (catalog versions)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from luodi.engine.catalog import version_on
from luodi.engine.mechanism.model import Mechanism
from luodi.engine.source import Map, Mark

COMPARED = ("mechanism", "attributes", "items", "levers", "bundles", "routes", "clock", "organisation")
_NAMING = {"name", "place", "document", "effective", "inherits"}


@dataclass(frozen=True)
class Difference:
    """One value that differs. `path`: section, id and keys; the values as written, None where absent; and where they stand."""

    path: tuple[str, ...]
    before: Any
    after: Any
    before_at: Mark | None
    after_at: Mark | None


def diff(before: Mechanism, after: Mechanism) -> list[Difference]:
    """Every value that differs, in the order of the files; both as they stand on their own day."""
    out: list[Difference] = []
    for section in COMPARED:
        a, b = _section(before, section), _section(after, section)
        out += _compare((section,), a, b, a.where, b.where)
    return out


def _section(mechanism: Mechanism, section: str) -> Map:
    found = mechanism.raw.get(section)
    source = found if isinstance(found, Map) else Map(Mark(f"{mechanism.slug}/{section}.yaml"))
    out = Map(source.where)
    for key, value in source.items():
        if section == "mechanism" and key in _NAMING:
            continue
        if section in ("items", "levers") and isinstance(value, Map):
            value = version_on(value, key, mechanism.day, [])
            value = _without_versions(value)
        out.put(key, value, source.keys_at[key], source.at(key))
    return out


def _without_versions(source: Map) -> Map:
    out = Map(source.where)
    for key, value in source.items():
        if key != "versions":
            out.put(key, value, source.keys_at[key], source.at(key))
    return out


def _compare(path: tuple[str, ...], a: Any, b: Any, a_at: Mark | None, b_at: Mark | None) -> Iterator[Difference]:
    if isinstance(a, Map) and isinstance(b, Map):
        for key in [*a, *(k for k in b if k not in a)]:
            yield from _compare((*path, key), a.get(key), b.get(key), a.at(key) if key in a else None, b.at(key) if key in b else None)
    elif a != b:
        yield Difference(path, a, b, a_at, b_at)
