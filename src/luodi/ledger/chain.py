"""The chain: the form that is hashed, and the walk that finds where it was broken."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum
from typing import Any, Final

from cryptography.hazmat.primitives import hashes

from luodi.engine.source import Said
from luodi.ledger.models import Algorithm, Entry, Head
from luodi.ledger.values import canonical

PAGE: Final = 1000
HASHED: Final = ("region_id", "number", "person_id", "on_behalf_of_id", "verb", "subject_type", "subject_id", "payload", "before", "after", "reason",
                 "request_id", "outcome", "previous")
"""What the hash of every entry covers, besides the instant."""
LATER: Final[Mapping[str, Any]] = {"algorithm": Algorithm.SHA256.value, "confidential": False, "others": None}
"""Columns that entries once did not have, each with what stands for that: covered where they say something else. So old hashes stay true, and to
give an entry one of these values, or to take it away, changes what its hash should be."""


class Kind(StrEnum):
    """In what way a chain is broken at a place."""

    CHANGED = "changed"
    UNLINKED = "unlinked"
    MISSING = "missing"
    END = "end"
    KNOWN = "known"
    APART = "apart"


WORDS: Final = {
    Kind.CHANGED: Said("内容与校验值不符：这一条被改过，或是后来写进去的", "does not fit its own hash: changed, or written by another hand"),
    Kind.UNLINKED: Said("接不上前一条：中间插入过、调换过或改过", "does not follow the one before: something was inserted, moved or changed"),
    Kind.MISSING: Said("这里少了条目，或编号被改过", "entries are missing here, or were renumbered"),
    Kind.END: Said("与链尾不符：末尾的条目被删去、添加或改过", "does not fit the chain's end: the last entries were removed, added or changed"),
    Kind.KNOWN: Said("与先前抄存的校验值不符：整条链被重写过", "does not fit the hash noted earlier: the chain was written anew"),
    Kind.APART: Said("与另一区域里的对应条目对不上：其中一条被改过、删去或添加",
                     "does not fit its counterpart in another region: one of them was changed, removed or added"),
}


@dataclass(frozen=True)
class Break:
    """A place where a chain is broken. `number`: the entry at which it shows."""

    region_id: int
    number: int
    kind: Kind

    @property
    def said(self) -> Said:
        """In words."""
        return WORDS[self.kind]


def _sm3(data: bytes) -> str:
    state = hashes.Hash(hashes.SM3())
    state.update(data)
    return state.finalize().hex()


_HASH: Final[Mapping[str, Callable[[bytes], str]]] = {Algorithm.SHA256: lambda data: hashlib.sha256(data).hexdigest(), Algorithm.SM3: _sm3}


def digest(entry: Entry) -> str:
    """The hash (hex) over the canonical JSON of an entry, the hash of the one before included. Raises ValueError for an algorithm that is not known."""
    if entry.algorithm not in _HASH:
        raise ValueError(f"unknown algorithm {entry.algorithm!r}")
    held = {name: getattr(entry, name) for name in HASHED}
    held |= {name: value for name, default in LATER.items() if (value := getattr(entry, name)) != default}
    held["at"] = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    return _HASH[entry.algorithm](canonical(held).encode())


def seal(entry: Entry) -> str:
    """The hash of an entry before it knew those of its counterparts: two entries cannot each hold the other's hash, so one of them holds this."""
    kept = entry.others
    entry.others = [{**one, "hash": ""} for one in kept or ()]
    try:
        return digest(entry)
    finally:
        entry.others = kept


def verify(region_id: int, known: Mapping[int, str] | None = None, since: Head | None = None) -> list[Break]:
    """All breaks of a region's chain, in order; empty when it is whole. Memory does not grow with the chain; writers are not held up.

    `known`: hashes by number that were noted outside the database. Somebody who can rewrite the whole chain and its end is found only by these.
    `since`: an end up to which the chain was found whole before; only what came after is looked at.
    """
    return list(walk(region_id, known or {}, since))


def walk(region_id: int, known: Mapping[int, str], since: Head | None = None) -> Iterator[Break]:
    """`verify`, one break at a time."""
    number, last, looked = (since.number, since.hash, since.number > 0) if since else (0, "", False)
    for entry, apart in _checked(_pages(region_id, number if since else None)):
        looked = True
        if entry.number != number + 1:
            yield Break(region_id, entry.number, Kind.MISSING)
        elif entry.previous != last:
            yield Break(region_id, entry.number, Kind.UNLINKED)
        if not holds(entry):
            yield Break(region_id, entry.number, Kind.CHANGED)
        if known.get(entry.number, entry.hash) != entry.hash:
            yield Break(region_id, entry.number, Kind.KNOWN)
        if apart:
            yield Break(region_id, entry.number, Kind.APART)
        number, last = entry.number, entry.hash
    # Entries and end are written in one transaction: an end that is read after the entries is never behind them.
    head = Head.objects.filter(region_id=region_id).first()
    if head is not None and head.number > number:
        for entry, apart in _checked(_pages(region_id, number, head.number)):  # written while we walked
            if entry.number != number + 1 or entry.previous != last or apart or not holds(entry):
                yield Break(region_id, entry.number, Kind.CHANGED)
            number, last = entry.number, entry.hash
    if (head is None and looked) or (head is not None and (head.number, head.hash) != (number, last)):
        yield Break(region_id, number, Kind.END)
    for noted in sorted(known):
        if noted > number:
            yield Break(region_id, noted, Kind.KNOWN)


def end(region_id: int) -> Head:
    """The end of a region's chain; number 0 where nothing was done yet."""
    return Head.objects.filter(region_id=region_id).first() or Head(region_id=region_id)


def regions() -> list[int]:
    """Regions that have a chain, or entries without one."""
    heads = Head.objects.values_list("region_id", flat=True)
    return sorted({*heads, *Entry.objects.values_list("region_id", flat=True).distinct()})


def together(entries: Iterable[Entry]) -> dict[tuple[int, int], bool]:
    """Entries that have counterparts in other regions, by region and number: whether they fit them. A statement for every other region."""
    said = [(entry, one) for entry in entries for one in _named(entry)]
    wanted: dict[int, set[int]] = defaultdict(set)
    for _, one in said:
        wanted[one["region"]].add(one["number"])
    found = {(there.region_id, there.number): there for region, numbers in wanted.items()
             for there in Entry.objects.filter(region_id=region, number__in=numbers)}
    fit: dict[tuple[int, int], bool] = {}
    for entry, one in said:
        at = (entry.region_id, entry.number)
        fit[at] = fit.get(at, True) and _fits(entry, one, found.get((one["region"], one["number"])))
    return fit


def _named(entry: Entry) -> list[dict[str, Any]]:
    """The counterparts of an entry; what cannot be read as such is found by its own hash."""
    return [one for one in entry.others if isinstance(one, dict) and all(isinstance(one.get(name), int) for name in ("region", "number"))] if isinstance(
        entry.others, list) else []


def _fits(entry: Entry, said: Mapping[str, Any], there: Entry | None) -> bool:
    """Whether a counterpart is the one that an entry names, and names the entry."""
    if there is None or not any((one["region"], one["number"]) == (entry.region_id, entry.number) for one in _named(there)):
        return False
    try:
        return said.get("hash") in (there.hash, seal(there))
    except (AttributeError, TypeError, ValueError):
        return False


def _checked(pages: Iterable[list[Entry]]) -> Iterator[tuple[Entry, bool]]:
    """Entries, each with whether it and its counterparts do not fit."""
    for page in pages:
        fit = together(page)
        yield from ((entry, not fit.get((entry.region_id, entry.number), True)) for entry in page)


def _pages(region_id: int, after: int | None = None, until: int | None = None) -> Iterator[list[Entry]]:
    """A region's entries by number, page by page: no cursor stays open, no lock is held."""
    while True:
        rows = Entry.objects.filter(region_id=region_id).order_by("number")
        if after is not None:
            rows = rows.filter(number__gt=after)
        if until is not None:
            rows = rows.filter(number__lte=until)
        page = list(rows[:PAGE])
        yield page
        if len(page) < PAGE:
            return
        after = page[-1].number


def holds(entry: Entry) -> bool:
    """Whether an entry fits its own hash."""
    try:
        return digest(entry) == entry.hash
    except (AttributeError, TypeError, ValueError):  # an instant or a JSON that cannot even be read
        return False
