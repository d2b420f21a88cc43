"""The chain: the form that is hashed, and the walk that finds where it was broken."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum
from typing import Final

from luodi.engine.source import Said
from luodi.ledger.models import Entry, Head
from luodi.ledger.values import canonical

PAGE: Final = 1000
HASHED: Final = ("region_id", "number", "person_id", "on_behalf_of_id", "verb", "subject_type", "subject_id", "payload", "before", "after", "reason",
                 "request_id", "outcome", "previous")
"""What the hash covers, besides the instant: everything but the hash itself."""


class Kind(StrEnum):
    """In what way a chain is broken at a place."""

    CHANGED = "changed"
    UNLINKED = "unlinked"
    MISSING = "missing"
    END = "end"
    KNOWN = "known"


WORDS: Final = {
    Kind.CHANGED: Said("内容与校验值不符：这一条被改过，或是后来写进去的", "does not fit its own hash: changed, or written by another hand"),
    Kind.UNLINKED: Said("接不上前一条：中间插入过、调换过或改过", "does not follow the one before: something was inserted, moved or changed"),
    Kind.MISSING: Said("这里少了条目，或编号被改过", "entries are missing here, or were renumbered"),
    Kind.END: Said("与链尾不符：末尾的条目被删去、添加或改过", "does not fit the chain's end: the last entries were removed, added or changed"),
    Kind.KNOWN: Said("与先前抄存的校验值不符：整条链被重写过", "does not fit the hash noted earlier: the chain was written anew"),
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


def digest(entry: Entry) -> str:
    """SHA-256 (hex) over the canonical JSON of an entry, the hash of the one before included."""
    held = {name: getattr(entry, name) for name in HASHED}
    held["at"] = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(canonical(held).encode()).hexdigest()


def verify(region_id: int, known: Mapping[int, str] | None = None) -> list[Break]:
    """All breaks of a region's chain, in order; empty when it is whole. Memory does not grow with the chain; writers are not held up.

    `known`: hashes by number that were noted outside the database. Somebody who can rewrite the whole chain and its end is found only by these.
    """
    return list(walk(region_id, known or {}))


def walk(region_id: int, known: Mapping[int, str]) -> Iterator[Break]:
    """`verify`, one break at a time."""
    number, last, looked = 0, "", False
    for entry in _entries(region_id):
        looked = True
        if entry.number != number + 1:
            yield Break(region_id, entry.number, Kind.MISSING)
        elif entry.previous != last:
            yield Break(region_id, entry.number, Kind.UNLINKED)
        if not _holds(entry):
            yield Break(region_id, entry.number, Kind.CHANGED)
        if known.get(entry.number, entry.hash) != entry.hash:
            yield Break(region_id, entry.number, Kind.KNOWN)
        number, last = entry.number, entry.hash
    # Entries and end are written in one transaction: an end that is read after the entries is never behind them.
    head = Head.objects.filter(region_id=region_id).first()
    if head is not None and head.number > number:
        for entry in _entries(region_id, number, head.number):  # written while we walked
            if entry.number != number + 1 or entry.previous != last or not _holds(entry):
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


def _entries(region_id: int, after: int | None = None, until: int | None = None) -> Iterator[Entry]:
    """A region's entries by number, page by page: no cursor stays open, no lock is held."""
    while True:
        rows = Entry.objects.filter(region_id=region_id).order_by("number")
        if after is not None:
            rows = rows.filter(number__gt=after)
        if until is not None:
            rows = rows.filter(number__lte=until)
        page = list(rows[:PAGE])
        yield from page
        if len(page) < PAGE:
            return
        after = page[-1].number


def _holds(entry: Entry) -> bool:
    try:
        return digest(entry) == entry.hash
    except (AttributeError, TypeError, ValueError):  # an instant or a JSON that cannot even be read
        return False
