"""What a kind of table says of itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from luodi.engine.source import Said
from luodi.frame.sheets import Book, Judged, Row, Sheet
from luodi.ledger.actions import By
from luodi.people.models import Region, Unit
from luodi.rights.kernel import NOTHING, Person
from luodi.rights.permissions import Right

LEFT: Final = "left"
"""Among what came of a part: rows that were not saved."""


@dataclass(frozen=True)
class Sent:
    """What a table was sent in for: a region, or a unit and what is below it; and the name of its file."""

    region: Region
    unit: Unit | None
    file: str


Judging = Callable[[Sequence[Row]], Sequence[Judged]]


def _open(_row: Row) -> bool:
    return False


@dataclass(frozen=True)
class Kind:
    """A kind of table. `name` stands in its addresses; `right` is asked for what a table is sent for; `told`: how to fill it in.
    `sheets`: as somebody fills them in: what their drop-downs offer may depend on who asks.

    `arranged`: the rows in the order in which they are saved, in groups of which no part holds two; each group is of one sheet. What a file says twice is
    faulted there. `judging`: looks at one part after the other, for the check (all parts) and for the marked file; a known number of statements a part.
    `save`: saves one part by an action of its own with the key of `By`, looks at it once more, and gives how many of each came of it as plain JSON:
    the keys of `came` and LEFT. The same part with the same key is saved once.
    `came`: words of what came of it. `back`: name and words of the page that it belongs to; `after`: what to do next. `part`: rows in one action: what an
    action notes may have 200,000 characters. `most`: rows in one table. `secret`: whether a row is of something confidential: what such a table is called
    is then told to nobody but the one who sent it.
    """

    name: str
    said: Said
    right: Right
    sheets: Callable[[Person], Sequence[Sheet]]
    told: Sequence[str]
    arranged: Callable[[Book], Sequence[Sequence[Row]]]
    judging: Callable[[Sent, Person, date], Judging]
    save: Callable[[By, Sent, int, Sequence[Row]], Mapping[str, int]]
    came: Mapping[str, Said]
    back: tuple[str, Said]
    after: Said = NOTHING
    part: int = 200
    most: int = 20_000
    secret: Callable[[Row], bool] = _open


KINDS: Final[dict[str, Kind]] = {}


def register(kind: Kind) -> None:
    """Add a kind. Raises ValueError for a name that is malformed or taken."""
    if not re.fullmatch(r"[a-z][a-z-]{1,30}", kind.name):
        raise ValueError(f"a kind of table is written in small letters: {kind.name!r}")
    if kind.name in KINDS:
        raise ValueError(f"the kind of table {kind.name!r} is registered already")
    KINDS[kind.name] = kind
