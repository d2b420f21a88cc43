"""What is wrong with a file that people write: the place, the words in two languages, and what would be right."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, NoReturn, TypeVar

T = TypeVar("T")


class Mark(NamedTuple):
    """A place in a file; line and column count from 1.

    `inline`: whether the text that begins here stands letter by letter on this line, so that columns inside it can be counted.
    """

    file: str
    line: int = 1
    column: int = 1
    inline: bool = True

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Said(NamedTuple):
    """The same words in the two languages of the product's own messages, and in two more where visitors read them."""

    zh: str
    en: str
    ja: str = ""
    ko: str = ""

    def to(self, lang: str) -> str:
        """The words for `lang`; what is not said in it falls back to English."""
        return self.zh if lang.startswith("zh") else {"ja": self.ja, "ko": self.ko}.get(lang) or self.en


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where, what, and what would be right."""

    where: Mark | None
    said: Said

    def to(self, lang: str = "zh-Hans") -> str:
        """The message with its place, for a person."""
        return f"{self.where}: {self.said.to(lang)}" if self.where else self.said.to(lang)


class Refused(ValueError):
    """Input that cannot be used. Carries every fault found, so that a person mends them in one go."""

    def __init__(self, faults: Fault | Sequence[Fault]) -> None:
        self.faults = [faults] if isinstance(faults, Fault) else list(faults)
        super().__init__("\n".join(f.to("zh-Hans") for f in self.faults))


def refuse(where: Mark | None, zh: str, en: str) -> NoReturn:
    """Raise `Refused` with one fault."""
    raise Refused(Fault(where, Said(zh, en)))


def near(word: str, known: Iterable[str]) -> Said:
    """A hint naming the known word closest to a misspelt one; empty words where none is close."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return Said(f"，是不是“{close[0]}”？", f'; did you mean "{close[0]}"?') if close else Said("", "")


def gathered(work: Callable[[list[Fault]], T]) -> T:
    """Run `work` with an empty list of faults and raise Refused if it put any in."""
    faults: list[Fault] = []
    out = work(faults)
    if faults:
        raise Refused(faults)
    return out
