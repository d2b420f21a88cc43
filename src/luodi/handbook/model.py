"""What a handbook is: sections of paragraphs, pairs, tables, drawings and item cards. Plain data, the same for every output."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Cell = str | int | date | None
"""What stands in a table: words, a number, a day, or nothing."""


@dataclass(frozen=True)
class Paragraph:
    """Words of their own. `lead`: the answer of a section in larger letters; `note`: an aside in small ones."""

    words: str
    kind: Literal["body", "lead", "note"] = "body"


@dataclass(frozen=True)
class Pairs:
    """Labelled facts, one below the other."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Column:
    """A column of a table. The title carries the unit; `share` is its part of the width on paper, 0 where it stands in a workbook only.

    `tick`: a box to tick, its cells empty; `blank`: a place to write in.
    """

    key: str
    title: str
    kind: Literal["text", "number", "date", "tick", "blank"] = "text"
    share: float = 1.0


@dataclass(frozen=True)
class Table:
    """A table; each row has a cell for every column. `group`: the column whose changes become headings between rows on paper."""

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    group: str = ""
    note: str = ""

    @property
    def printed(self) -> tuple[int, ...]:
        """The places of the columns that stand on paper."""
        return tuple(k for k, column in enumerate(self.columns) if column.share)

    def column(self, key: str) -> int:
        """The place of a column."""
        return next(k for k, column in enumerate(self.columns) if column.key == key)

    def grouped(self) -> Iterator[tuple[str, Sequence[tuple[Cell, ...]]]]:
        """The rows under their headings, in order; one heading without words where the table has no groups."""
        if not self.group:
            yield "", self.rows
            return
        k = self.column(self.group)
        for name in dict.fromkeys(str(row[k] or "") for row in self.rows):
            yield name, [row for row in self.rows if str(row[k] or "") == name]


@dataclass(frozen=True)
class Drawing:
    """A picture as SVG text; `alt` says in words what it shows."""

    id: str
    caption: str
    alt: str
    svg: str

    @property
    def upright(self) -> bool:
        """Whether it suits an upright page better than one on its side."""
        width, height = size_of(self.svg)
        return height > 0.78 * width


def size_of(svg: str) -> tuple[float, float]:
    """The width and height of a drawing, in pixels."""
    found = re.search(r'viewBox="\S+ \S+ (\S+) (\S+)"', svg)
    return (float(found[1]), float(found[2])) if found else (1.0, 1.0)


@dataclass(frozen=True)
class Law:
    """A legal basis: its name and article, the excerpt, and how sure we are of it, in words."""

    name: str
    excerpt: str
    confidence: str


@dataclass(frozen=True)
class Card:
    """One approval item in full. `when`: its dates and days in one line; `marks`: what a reader must know about its days, in words."""

    id: str
    number: int
    title: str
    who: str
    when: str
    critical: bool
    marks: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    papers: Table | None
    laws: tuple[Law, ...]


Block = Paragraph | Pairs | Table | Drawing | Card


@dataclass(frozen=True)
class Section:
    """A part with a heading: level 1 begins a new page, level 2 stands within it."""

    id: str
    title: str
    level: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Figure:
    """One number of the answer with its unit, and a remark beside it."""

    label: str
    value: str
    unit: str
    note: str = ""


@dataclass(frozen=True)
class Event:
    """A day to remember. `id` stays the same when the handbook is made again; `provisional`: leans on holidays not yet published."""

    id: str
    day: date
    title: str
    note: str
    provisional: bool


@dataclass(frozen=True)
class Handbook:
    """A whole handbook in one language. `key`: a short name of the project for files and calendar entries; `cover`: what the first page tells."""

    lang: str
    key: str
    name: str
    title: str
    about: str
    place: str
    answer: str
    figures: tuple[Figure, ...]
    cover: tuple[tuple[str, str], ...]
    version: str
    made_on: date
    sections: tuple[Section, ...]
    events: tuple[Event, ...]

    @property
    def cards(self) -> tuple[Card, ...]:
        """Every item of the handbook, in order."""
        return tuple(block for section in self.sections for block in section.blocks if isinstance(block, Card))

    @property
    def drawings(self) -> tuple[Drawing, ...]:
        """Every picture, the whole map first."""
        return tuple(block for section in self.sections for block in section.blocks if isinstance(block, Drawing))

    def section(self, name: str) -> Section:
        """A section by its id."""
        return next(section for section in self.sections if section.id == name)

    def table(self, name: str) -> Table:
        """A table by its id, papers of single items left out. Raises StopIteration where the handbook has none."""
        return next(block for section in self.sections for block in section.blocks if isinstance(block, Table) and block.id == name)
