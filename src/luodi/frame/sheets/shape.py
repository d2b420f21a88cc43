"""What a table should look like, and what was found in one."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from luodi.engine.source import Said

EXAMPLE = "示例"
"""A row whose first cell begins so is there to be read by people only."""
PROBLEM = "问题"
"""The last column of a marked file."""


@dataclass(frozen=True)
class Column:
    """A column. `choices`: what may stand in it, each word with its key; `aliases`: other words for a key, which are not taken but understood."""

    key: str
    title: str
    hint: str
    kind: Literal["text", "code", "day", "choice"] = "text"
    required: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    example: str = ""
    width: int = 18


@dataclass(frozen=True)
class Sheet:
    """A sheet by its name, with its columns."""

    name: str
    columns: Sequence[Column]

    def letter(self, key: str) -> str:
        """The letter of a column where the template has it."""
        return letters(next((place for place, column in enumerate(self.columns) if column.key == key), 0))


@dataclass
class Wrong:
    """One thing that is wrong. `key`: the column, "" for the whole row."""

    at: str
    key: str
    zh: str
    en: str

    def to(self, lang: str) -> str:
        """The message with its place."""
        return f"{self.at}：{self.zh}" if lang.startswith("zh") else f"{self.at}: {self.en}"


@dataclass
class Row:
    """A row as it was found: `raw` as it is shown, `value` as it is meant (days as ISO, choices as their key), by column."""

    sheet: str
    number: int
    raw: dict[str, str]
    value: dict[str, str]
    letters: dict[str, str]
    wrong: list[Wrong] = field(default_factory=list)

    def at(self, key: str) -> str:
        """The address of a cell: `人员!C7`."""
        return f"{self.sheet}!{self.letters.get(key) or next(iter(self.letters.values()), 'A')}{self.number}"

    def fault(self, key: str, zh: str, en: str) -> None:
        """Note that a cell is wrong."""
        self.wrong.append(Wrong(self.at(key), key, zh, en))

    def day(self, key: str) -> date | None:
        """A day, where there is one."""
        held = self.value.get(key)
        return date.fromisoformat(held) if held else None

    def kept(self) -> dict[str, Any]:
        """As plain JSON."""
        return {"sheet": self.sheet, "number": self.number, "raw": self.raw, "value": self.value, "letters": self.letters,
                "wrong": [[one.at, one.key, one.zh, one.en] for one in self.wrong]}

    @classmethod
    def again(cls, kept: Mapping[str, Any]) -> Row:
        """From `kept`."""
        return cls(kept["sheet"], kept["number"], dict(kept["raw"]), dict(kept["value"]), dict(kept["letters"]), [Wrong(*one) for one in kept["wrong"]])


@dataclass
class Book:
    """What was found: rows by sheet, and what the reader should know of how it was read."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    notes: list[Said] = field(default_factory=list)


def letters(place: int) -> str:
    """A column's letters: 0 is A, 26 is AA."""
    out = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        out = chr(65 + rest) + out
    return out


def plainly(text: str) -> str:
    """A title or choice without differences that nobody sees: width of letters, spaces, the asterisk of what is required."""
    return "".join(unicodedata.normalize("NFKC", text).split()).strip("*").lower()
