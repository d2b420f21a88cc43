"""The work stated plainly and slowly: what every side's answers are compared with. Standard library only; never timed.

A plan counts in working days from the first working day on or after a project's start. An item whose rule holds starts when
all items before it that apply are finished; an edge to an item that does not apply is dropped.
"""

from __future__ import annotations

import hashlib
import json
import operator
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from bench.inputs import Row, days_of_years

Dates = tuple[str, str, str, str, str, bool]
HOLDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "in": lambda value, wanted: value in wanted, "eq": operator.eq, "ge": operator.ge, "lt": operator.lt,
}


def working_days() -> list[date]:
    """Every working day of the years known: Monday to Friday but for the days off, and the make-up days."""
    found = []
    for year, kinds in days_of_years().items():
        day = date(year, 1, 1)
        while day.year == year:
            if day in kinds["makeup"] or (day.weekday() < 5 and day not in kinds["off"]):
                found.append(day)
            day += timedelta(days=1)
    return found


def holds(test: Row, subject: Row) -> bool:
    """Whether one test holds for one subject."""
    return HOLDS[test["op"]](subject[test["attr"]], test["value"])


def applies(rule: Row, attributes: Row) -> bool:
    """Whether one of the clauses holds whole."""
    return any(all(holds(test, attributes) for test in clause["all"]) for clause in rule["any"])


def passes(items: Sequence[Row], relaxed: Iterable[str] = ()) -> tuple[dict[str, tuple[int, int, int, int]], int]:
    """Offsets in working days of items that apply, in catalog order: earliest start and end, latest start and end; and the span."""
    here = {item["id"] for item in items}
    days, waits = {}, {}
    for item in items:
        name = item["id"]
        change = item["relax"] if name in relaxed else None
        days[name] = change["limit_wd"] if change and change["kind"] == "promise" else item["limit_wd"]
        dropped = change["drop"] if change and change["kind"] == "tolerate" else None
        waits[name] = [before for before in item["depends_on"] if before in here and before != dropped]
    end: dict[str, int] = {}
    for name in waits:
        end[name] = max((end[before] for before in waits[name]), default=0) + days[name]
    span = max(end.values(), default=0)
    latest = dict.fromkeys(waits, span)
    for name in reversed(waits):
        for before in waits[name]:
            latest[before] = min(latest[before], latest[name] - days[name])
    return {name: (end[name] - days[name], end[name], latest[name] - days[name], latest[name]) for name in waits}, span


def plan(project: Row, items: Sequence[Row], calendar: Sequence[date]) -> Row:
    """The dates of every item that applies, the finish, and the finish with the project's relaxations."""
    chosen = [item for item in items if applies(item["rule"], project["attributes"])]
    base = bisect_left(calendar, date.fromisoformat(project["start"]))
    rows, span = passes(chosen)
    _, relaxed = passes(chosen, project["relax"])

    def day(offset: int) -> str:
        return calendar[base + offset].isoformat()

    return told(project["id"], [(name, day(start), day(end - 1), day(late), day(last - 1), start == late) for name, (start, end, late, last) in rows.items()],
                day(span - 1), day(relaxed - 1))


def told(name: str, rows: Iterable[Dates], finish: str, relaxed: str) -> Row:
    """One plan in the form in which all sides are compared; rows in catalog order."""
    return {"id": name, "items": [list(row) for row in sorted(rows)], "finish": finish, "finish_relaxed": relaxed}


def found(policy: Row, subjects: Sequence[Row]) -> list[int]:
    """The ids of the subjects for which all conditions of a policy hold."""
    left = subjects
    for test in policy["all"]:
        left = [subject for subject in left if holds(test, subject)]
    return [subject["id"] for subject in left]


def answer(question: Row, calendar: Sequence[date]) -> str | int | bool:
    """A question about days: the n-th working day after or before one that never counts itself, or working days in (a, b]."""
    day = date.fromisoformat(question["date"])
    after = bisect_right(calendar, day)
    match question["op"]:
        case "add":
            return calendar[after + int(question["n"]) - 1].isoformat()
        case "sub":
            return calendar[bisect_left(calendar, day) - int(question["n"])].isoformat()
        case "count":
            return bisect_right(calendar, date.fromisoformat(question["to"])) - after
    return day in calendar


def digest(answers: Any) -> str:
    """One word for any number of answers."""
    return hashlib.sha256(json.dumps(answers, separators=(",", ":")).encode()).hexdigest()[:16]
