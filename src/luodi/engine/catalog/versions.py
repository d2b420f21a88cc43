"""Patching by id and versions by date: how an entry comes to stand in a place on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from luodi.engine.source import Fault, Fields, Map, Mark, Said, near


@dataclass(frozen=True)
class Period:
    """A stretch of days, both ends included, in which an entry stands unchanged; `said`: the version's own words for it."""

    first: date
    last: date
    entry: Map
    said: str = ""


def version_on(source: Map, key: str, day: date, faults: list[Fault]) -> Map:
    """An entry as it stands on `day`: the base with the version in force put over it.

    Overlapping versions and versions without a start are faults.
    """
    if source.get("versions") is None:
        return source
    for first, last, change, _, _ in _spans(source, key, faults):
        if first <= day <= last:
            return merged(source, change, faults)
    return source


def history(source: Map, key: str) -> tuple[Period, ...]:
    """An entry through time, oldest first, from the first version that is written; empty where there are no versions.

    What stood before the first version is not told: the base is what follows them. Between two versions, and after the
    last, the base stands.
    """
    out: list[Period] = []
    if source.get("versions") is None:
        return ()
    for first, last, change, _, said in _spans(source, key, []):
        if out and (after := _next(out[-1].last)) < first:
            out.append(Period(after, date.fromordinal(first.toordinal() - 1), source))
        out.append(Period(first, last, merged(source, change, []), said))
    if out and out[-1].last < date.max:
        out.append(Period(_next(out[-1].last), date.max, source))
    return tuple(out)


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _spans(source: Map, key: str, faults: list[Fault]) -> list[tuple[date, date, Map, Mark, str]]:
    """The versions of an entry by their first day: first and last day, change, place, words."""
    spans: list[tuple[date, date, Map, Mark, str]] = []
    for entry in Fields(source, faults, Said(f"“{key}”", f'"{key}"')).entries("versions"):
        fields = Fields(entry, faults, Said(f"“{key}”的版本", f'a version of "{key}"'))
        first, last = fields.day("from") or date.min, fields.day("until") or date.max
        change = fields.map("set", required=True)
        said = fields.text("said")
        fields.done(["source", "note"])
        if last < first:
            faults.append(Fault(entry.where, Said("版本的止期早于起期", "the version ends before it starts")))
        elif change is not None:
            spans.append((first, last, change, entry.where, said))
    spans.sort(key=lambda span: span[0])
    for (_, last, *_), (first, _, _, where, _) in pairwise(spans):
        if first <= last:
            faults.append(Fault(where, Said(f"“{key}”的两个版本在 {first} 重叠，前一个到 {last}",
                                            f'two versions of "{key}" overlap on {first}; the earlier one runs to {last}')))
    return spans


def merged(base: Map, patch: Map, faults: list[Fault]) -> Map:
    """`patch` over `base`: mappings are merged key by key, everything else is replaced; `delete: [keys]` removes, explicitly.

    An empty value in place of an inherited one is a fault: nothing is removed by the way.
    """
    out = base.copy()
    for key, value in patch.items():
        if key == "delete":
            for name in value if isinstance(value, list) else [value]:
                if isinstance(name, str) and name in out:
                    del out[name]
                else:
                    hint = near(str(name), base)
                    faults.append(Fault(patch.at("delete"), Said(f"要删除的“{name}”不存在{hint.zh}", f'"{name}", to be deleted, does not exist{hint.en}')))
            continue
        mine = base.get(key)
        if value is None and mine is not None:
            faults.append(Fault(patch.at(key), Said(f"“{key}”留空不会删除继承来的值，要删除请写 delete: [{key}]",
                                                    f'an empty "{key}" does not remove what is inherited; write delete: [{key}]')))
        if isinstance(mine, Map) and isinstance(value, Map):
            value = merged(mine, value, faults)
        out.put(key, value, patch.keys_at[key], patch.at(key))
    out.where = patch.where if not base else base.where
    return out
