"""The ladder that a clock climbs by itself: who is told, on which day, until somebody answers.

Pure and derived like the clock: what a step waits for are days of the clock, so that a sweep that was down for a week finds the one
message that is right today.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property
from itertools import count
from typing import Final, Literal

from luodi.engine.source import Fault, Fields, Map, Said
from luodi.engine.timelimit.counting import DAY, Confidence
from luodi.engine.timelimit.labels import CONFIDENCES, Words
from luodi.engine.workdays import Calendar

On = Literal["yellow", "due", "red"]
To = Literal["assignee", "unit_head", "supervisor", "leader"]
_ONS: Final[dict[str, On]] = {"yellow": "yellow", "due": "due", "red": "red"}
_TOS: Final[dict[str, To]] = {"assignee": "assignee", "unit_head": "unit_head", "supervisor": "supervisor", "leader": "leader"}
_HOUR: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True)
class Step:
    """One rung: `after` working days after the clock's day `on`, told to `to`. `answer`: it asks for an answer; `digest`: it may wait for the
    day's collected message."""

    id: str
    label: Words
    on: On
    after: int
    to: tuple[To, ...]
    answer: bool
    digest: bool
    urgent: bool


@dataclass(frozen=True)
class Quiet:
    """When nobody is written to outside the product: from `start` until before `end`, local, perhaps over midnight; equal ones mean none.

    `days_off`: on days that do not work either.
    """

    start: time
    end: time
    days_off: bool

    def holds(self, at: time) -> bool:
        """Whether a time of day is quiet."""
        return self.start <= at < self.end if self.start <= self.end else at >= self.start or at < self.end


NO_QUIET: Final = Quiet(time(), time(), False)


@dataclass(frozen=True)
class Ladder:
    """The steps in order. After the last one it is taken again each `every` working days (0: never again).

    `holds`: for how many working days after an answer nobody climbs on.
    """

    id: str
    label: Words
    steps: tuple[Step, ...]
    every: int
    holds: int
    source: str
    confidence: Confidence

    def step(self, rung: int) -> Step:
        """The step of a rung, counted from 1; rungs above the last step are that step again."""
        return self.steps[min(rung, len(self.steps)) - 1]

    @cached_property
    def _offsets(self) -> tuple[tuple[On, int], ...]:
        return tuple((step.on, step.after) for step in self.steps)

    def day(self, calendar: Calendar, days: Days, rung: int) -> date | None:
        """The day of a rung, counted from 1; None when the clock has no such day, or nothing is repeated."""
        last = len(self.steps)
        if rung > last and not self.every:
            return None
        on, after = self._offsets[min(rung, last) - 1]
        start = days.yellow_on if on == "yellow" else days.due_on if on == "due" else days.overdue_on
        return None if start is None else calendar.add(start, after + max(0, rung - last) * self.every)


@dataclass(frozen=True)
class Days:
    """The days of a clock that a ladder looks at. None: there is none as things stand."""

    yellow_on: date | None
    due_on: date | None
    overdue_on: date | None


@dataclass(frozen=True)
class Standing:
    """Where a clock stands: its light, the rungs taken so far, its days, the last day on which nobody may be told, and when its events must be read again."""

    light: str
    rung: int
    days: Days
    hold_until: date | None = None
    reread_on: date | None = None


@dataclass(frozen=True)
class Move:
    """What a day brings: the light, the rungs taken by now, those taken just now (empty: nobody is told), and the next day to look.

    `next_on` is after the day; None: nothing will happen by itself.
    """

    light: str
    rung: int
    taken: tuple[int, ...]
    next_on: date | None


def advance(ladder: Ladder, calendar: Calendar, at: Standing, today: date) -> Move:
    """What `today` makes of a clock that was last looked at on any day before.

    Lights turn on their days whatever is held back. All rungs that came due are taken at once: whoever looks only now sends one message.
    """
    light = at.light
    if at.days.overdue_on and at.days.overdue_on <= today:
        light = "red"
    elif at.days.yellow_on and at.days.yellow_on <= today:
        light = "yellow"
    held = at.hold_until is not None and today <= at.hold_until
    taken: list[int] = []
    next_step: date | None = None
    for rung, day in _rungs(ladder, calendar, at.days, at.rung):
        if held or day > today:
            next_step = max(day, at.hold_until + DAY) if held and at.hold_until else day
            break
        taken.append(rung)
    turns = [day for day in (at.days.yellow_on, at.days.overdue_on, at.reread_on) if day and day > today]
    return Move(light, taken[-1] if taken else at.rung, tuple(taken), min([*turns, *([next_step] if next_step else [])], default=None))


def _rungs(ladder: Ladder, calendar: Calendar, days: Days, after: int) -> Iterator[tuple[int, date]]:
    """The rungs above `after` with their days, in order."""
    for rung in count(after + 1):
        day = ladder.day(calendar, days, rung)
        if day is None:
            return
        yield rung, day


def read_ladders(source: Map, faults: list[Fault]) -> Mapping[str, Ladder]:
    """The ladders that stand under `ladders:` of a mechanism's clock.yaml; faults name file and line."""
    out: dict[str, Ladder] = {}
    for key, row in source.items():
        if isinstance(row, Map):
            out[key] = _ladder(key, row, faults)
        else:
            faults.append(Fault(source.at(key), Said(f"阶梯“{key}”应是“键: 值”", f'ladder "{key}" must be a mapping')))
    return out


def _ladder(key: str, source: Map, faults: list[Fault]) -> Ladder:
    row = Fields(source, faults, Said(f"阶梯“{key}”", f'ladder "{key}"'))
    label = Words(row.labels("label"))
    row.text("said")
    confidence = CONFIDENCES.get(row.choice("confidence", CONFIDENCES, required=True), "general")
    steps = tuple(_step(name, part, faults) for name, part in row.maps("steps"))
    if not steps:
        row.fault(None, f"阶梯“{key}”没有台阶（steps）", f'ladder "{key}" has no steps')
    order = [(list(_ONS).index(step.on), step.after) for step in steps]
    for before, after, step in zip(order, order[1:], steps[1:], strict=False):
        if after < before:
            row.fault("steps", f"台阶“{step.id}”早于它前面的台阶，请按先后排", f'step "{step.id}" comes before the one above it; put them in order')
    out = Ladder(key, label, steps, row.whole("every") or 0, row.whole("holds") or 0, row.text("source", required=True), confidence)
    row.done()
    return out


def _step(key: str, source: Map, faults: list[Fault]) -> Step:
    row = Fields(source, faults, Said(f"台阶“{key}”", f'step "{key}"'))
    to = row.texts("to")
    for name in to:
        if name not in _TOS:
            row.fault("to", f"“{name}”不在 {'、'.join(_TOS)} 之中", f'"{name}" is not one of {", ".join(_TOS)}')
    if not to:
        row.fault(None, f"台阶“{key}”没有写告诉谁（to）", f'step "{key}" does not say whom to tell ("to")')
    out = Step(key, Words(row.labels("label")), _ONS.get(row.choice("on", _ONS, required=True), "red"), row.whole("after") or 0,
               tuple(_TOS[name] for name in to if name in _TOS), row.flag("answer"), row.flag("digest"), row.flag("urgent"))
    row.done()
    return out


def read_quiet(source: Map | None, faults: list[Fault]) -> Quiet:
    """The quiet hours that stand under `quiet:`."""
    if source is None:
        return NO_QUIET
    row = Fields(source, faults, Said("静默时段", "the quiet hours"))
    start, end, days_off = _hour(row, "from"), _hour(row, "to"), row.flag("days_off")
    row.text("source", required=True)
    row.choice("confidence", CONFIDENCES, required=True)
    row.done()
    return Quiet(start, end, days_off)


def _hour(row: Fields, key: str) -> time:
    text = row.text(key, required=True)
    if text and not _HOUR.fullmatch(text):
        row.fault(key, f"“{text}”不是钟点，请写成 \"20:00\"", f'"{text}" is not an hour; write it as "20:00"')
        return time()
    return time.fromisoformat(text) if text else time()
