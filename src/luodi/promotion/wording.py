"""The words of an agreement: clauses, the blanks in them and what fills these, and what is different between two versions."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any, Final

from luodi.engine.conditions import AttributeTable
from luodi.engine.mechanism import Mechanism
from luodi.engine.mechanism.promotion import FIELDS, Template
from luodi.engine.mechanism.promotion import Clause as LibraryClause
from luodi.engine.mechanism.promotion.read import BLANK
from luodi.engine.source import Said
from luodi.projects.models import Project
from luodi.projects.rules import derived, value_words

LANG: Final = "zh-Hans"
"""The language of agreements."""
OWN: Final = "own"
"""What the key of a clause of one's own begins with."""
FAR: Final = 2_000_000
"""How many pairs of words are compared; two texts with more are shown one after the other."""
_WORD: Final = re.compile(r"[A-Za-z]+|[0-9][0-9.,]*|\s+|.", re.DOTALL)
_NAMES: Final = {
    "project.name": Said("项目名称", "project name"), "project.code": Said("项目码", "project code"), "enterprise.name": Said("企业名称", "enterprise"),
    "enterprise.uscc": Said("统一社会信用代码", "unified social credit code"), "unit.name": Said("牵头单位", "lead unit"),
    "region.name": Said("区域", "region")}


@dataclass(frozen=True)
class Clause:
    """A clause of a draft. `key`: as the library has it, or one of one's own; `standard`: the library's words as they were filled in, empty for one's own."""

    key: str
    name: str
    text: str
    standard: str = ""

    @property
    def own(self) -> bool:
        """Whether the library does not have it."""
        return self.key.startswith(OWN)

    @property
    def as_is(self) -> bool:
        """Whether it is as the library has it: nobody needs to look at it."""
        return not self.own and _plain(self.text) == _plain(self.standard)

    @property
    def mark(self) -> str:
        """A mark of its words: the same words have the same one, however they are spaced."""
        return hashlib.sha256(f"{self.name}\n{_plain(self.text)}".encode()).hexdigest()


@dataclass(frozen=True)
class Piece:
    """A part of a text. `kind`: same, less (only before) or more (only after)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Difference:
    """What became of a clause. `kind`: same, changed, less (taken out) or more (put in)."""

    key: str
    name: str
    kind: str
    pieces: tuple[Piece, ...]


def clauses_of(kept: Iterable[Mapping[str, Any]]) -> list[Clause]:
    """Clauses as a draft keeps them."""
    return [Clause(one["key"], one["name"], one["text"], one.get("standard", "")) for one in kept]


def kept_of(clauses: Iterable[Clause]) -> list[dict[str, str]]:
    """Clauses as a draft is to keep them."""
    return [{"key": one.key, "name": one.name, "text": one.text, "standard": one.standard} for one in clauses]


def values_of(project: Project, mechanism: Mechanism) -> dict[str, str]:
    """What the blanks of clauses are filled with, by name, in the language of agreements; what is not known yet is missing. No statement: region, unit and
    enterprise must have been read. Raises Refused for facts that cannot be true together.
    """
    said = {"project.name": project.name, "project.code": project.code, "enterprise.name": project.enterprise_name,
            "enterprise.uscc": project.enterprise_code, "unit.name": project.unit.name, "region.name": project.region.name}
    known = derived(project.facts, mechanism)
    return {key: one for key, one in said.items() if one} | {
        key: value_words(mechanism.table, key, value, LANG) for key, value in known.items() if key in mechanism.table and value is not None}


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with its blanks filled; those that nothing is known of stay."""
    return BLANK.sub(lambda found: values.get(found[1], found[0]), text)


def standard(one: LibraryClause, values: Mapping[str, str]) -> Clause:
    """A clause as the library has it, its blanks filled as far as something is known."""
    text = filled(one.text, values)
    return Clause(one.id, one.title(LANG), text, text)


def refilled(clauses: Iterable[Clause], template: Template, values: Mapping[str, str]) -> list[Clause]:
    """Clauses as the project is known now: those of the library filled anew, in the others the blanks that are left."""
    library = {one.id: one for one in template.clauses}
    return [standard(library[one.key], values) if one.as_is and one.key in library else replace(one, text=filled(one.text, values)) for one in clauses]


def blanks(clauses: Iterable[Clause], table: AttributeTable) -> list[str]:
    """The blanks that are still there, each once."""
    return list(dict.fromkeys(name for one in clauses for name in BLANK.findall(one.text) if name in FIELDS or name in table))


def blank_name(name: str, table: AttributeTable) -> Said:
    """What is to be filled in, in words."""
    return _NAMES.get(name) or Said(table[name].name(LANG), table[name].name("en"))


def compared(before: Sequence[Clause], after: Sequence[Clause]) -> list[Difference]:
    """What became of each clause, in the order of the newer text; what was taken out stands where it was."""
    old, new = {one.key: one for one in before}, {one.key for one in after}
    out, behind = [], _behind(before, new)
    out += [_less(one) for one in behind.get("", ())]
    for one in after:
        out.append(_difference(old.get(one.key), one))
        out += [_less(gone) for gone in behind.get(one.key, ())]
    return out


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """What is different between two texts, word by word."""
    if before == after:
        return (Piece("same", after),) if after else ()
    return tuple(_joined(_raw(_WORD.findall(before), _WORD.findall(after))))


def _plain(text: str) -> str:
    return " ".join(text.split())


def _behind(before: Sequence[Clause], still: set[str]) -> dict[str, list[Clause]]:
    """Clauses that are there no more, by the one that they stood behind."""
    out: dict[str, list[Clause]] = {}
    last = ""
    for one in before:
        if one.key in still:
            last = one.key
        else:
            out.setdefault(last, []).append(one)
    return out


def _less(one: Clause) -> Difference:
    return Difference(one.key, one.name, "less", (Piece("less", one.text),))


def _difference(before: Clause | None, after: Clause) -> Difference:
    if before is None:
        return Difference(after.key, after.name, "more", (Piece("more", after.text),))
    same = before.text == after.text and before.name == after.name
    return Difference(after.key, after.name, "same" if same else "changed", pieces(before.text, after.text))


def _raw(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """(the same, only before, only after), one after the other."""
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    yield "".join(before[:head]), "", ""
    old, new = before[head:len(before) - tail], after[head:len(after) - tail]
    if len(old) * len(new) > FAR:
        yield "", "".join(old), "".join(new)
    else:
        for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            # One character between two changes is no rest for the eye.
            lone = kind == "equal" and j - i == 1 and i > 0 and j < len(old)
            yield ("".join(old[i:j]), "", "") if kind == "equal" and not lone else ("", "".join(old[i:j]), "".join(new[k:m]))
    yield "".join(before[len(before) - tail:]), "", ""


def _joined(raw: Iterable[tuple[str, str, str]]) -> Iterator[Piece]:
    less = more = ""
    for same, gone, come in raw:
        less, more = less + gone, more + come
        if same:
            yield from (Piece(kind, text) for kind, text in (("less", less), ("more", more)) if text)
            less = more = ""
            yield Piece("same", same)
    yield from (Piece(kind, text) for kind, text in (("less", less), ("more", more)) if text)
