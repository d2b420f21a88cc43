"""The questions about days in the form in which both sides are asked them."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.inputs import read
from bench.reference import answer, digest, working_days

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEW, MANY = 300, 1_000_000


class Questions:
    """The first few questions of each kind.

    `adds` start on working days only: from a rest day chinesecalendar's `find_workday` counts one day more than the others,
    and a wrong answer should not be timed. `rest`: the days that do not work, of all years.
    """

    def __init__(self, data: Path) -> None:
        calendar = working_days()
        works, asked = set(calendar), read(data / "questions.jsonl")
        self.add_rows = [row for row in asked if row["op"] == "add" and date.fromisoformat(row["date"]) in works][:FEW]
        self.count_rows = [row for row in asked if row["op"] == "count"][:FEW]
        self.adds = [(date.fromisoformat(row["date"]), int(row["n"])) for row in self.add_rows]
        self.counts = [(date.fromisoformat(row["date"]), date.fromisoformat(row["to"])) for row in self.count_rows]
        first, last = calendar[0].toordinal() - 366, calendar[-1].toordinal() + 366
        self.rest = [day for day in map(date.fromordinal, range(first, last)) if day not in works]


def arrays(data: Path) -> tuple[tuple[NDArray[np.datetime64], NDArray[np.int64]], NDArray[np.datetime64], NDArray[np.datetime64]]:
    """All questions of a kind, over and over to a million: days and steps to add; days to count from and to."""
    import numpy as np
    asked = read(data / "questions.jsonl")
    adds, counts = ([row for row in asked if row["op"] == kind] for kind in ("add", "count"))

    def days(rows: list[dict[str, Any]], key: str) -> NDArray[np.datetime64]:
        return np.resize(np.array([row[key] for row in rows], dtype="datetime64[D]"), MANY)
    return (days(adds, "date"), np.resize(np.array([row["n"] for row in adds]), MANY)), days(counts, "date"), days(counts, "to")


def expected(data: Path) -> dict[str, str]:
    """The reference's answers to the first few questions of a kind, and to all of them over and over to a million."""
    asked, calendar = Questions(data), working_days()
    out = {"add": digest([answer(row, calendar) for row in asked.add_rows]), "count": digest([answer(row, calendar) for row in asked.count_rows])}
    for kind in ("add", "count"):
        found = [answer(row, calendar) for row in read(data / "questions.jsonl") if row["op"] == kind]
        numbers = [date.fromisoformat(one).toordinal() - date(1970, 1, 1).toordinal() if isinstance(one, str) else one for one in found]
        whole = b"".join(number.to_bytes(8, "little", signed=True) for number in numbers)
        turns, left = divmod(MANY, len(numbers))
        out[f"{kind}_many"] = hashlib.sha256(whole * turns + whole[:left * 8]).hexdigest()[:16]
    return out


def told(found: NDArray[Any]) -> str:
    """The digest of an array of days or numbers."""
    return hashlib.sha256(found.astype("<i8").tobytes()).hexdigest()[:16]
