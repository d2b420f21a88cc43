"""What would come of the rows of a table, once somebody has looked at them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from luodi.engine.source import Said
from luodi.frame.sheets.shape import Row


@dataclass
class Judged:
    """A row and what would come of it. `said`: what would change; `name`, `more`: what a list of rows calls it."""

    row: Row
    kind: Literal["new", "same", "changed", "faulty"] = "same"
    said: list[Said] = field(default_factory=list)
    name: str = ""
    more: str = ""


def counts(judged: Iterable[Judged]) -> dict[str, int]:
    """How many there are of each."""
    found = Counter(one.kind for one in judged)
    return {"new": found["new"], "changed": found["changed"], "same": found["same"], "faulty": found["faulty"]}
