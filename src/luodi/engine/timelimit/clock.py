"""A clock read on one day: state, due days, light, and the dates on which the light turns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from luodi.engine.source import Said
from luodi.engine.timelimit.counting import DAY, Limit
from luodi.engine.timelimit.events import Event
from luodi.engine.timelimit.proof import proof_of, why_accepted
from luodi.engine.timelimit.rules import ClockRules
from luodi.engine.timelimit.story import Reading, State, Story, Which
from luodi.engine.timelimit.telling import Telling
from luodi.engine.workdays import Calendar

Light = Literal["green", "yellow", "red", "paused", "waiting", "done_in_time", "done_late", "ended"]

_WORST_FIRST: tuple[Literal["red", "yellow", "paused"], ...] = ("red", "yellow", "paused")


@dataclass(frozen=True)
class Clock:
    """What the events of a case say on `today`. Everything is derived; nothing is counted down."""

    today: date
    state: State
    accepted_on: date | None
    accepted_by: Literal["act", "silence", "decision"] | None
    why: Said
    """Why it counts as accepted, or that it does not yet."""
    ask_until: date | None
    """The last day to ask for corrections; after it, silence is acceptance."""
    due_on: date | None
    """The promised due day; None where nothing was promised, before the start, and while an open pause holds it."""
    statutory_due_on: date | None
    light: Light
    left: int | None
    """Days left in the unit of the promised (else the statutory) limit: 0 on the due day, below 0 when overdue."""
    yellow_on: date | None
    """The first yellow day; None when there is none, or the case ended before it."""
    overdue_on: date | None
    """The first red day; None when there is none, or the case ended before it."""
    reread_on: date | None
    """When the clock must be read again though no light turns: silence becomes acceptance, or a planned event comes."""
    late: bool
    """Whether a verified statutory limit passed without a decision."""
    provisional: bool
    """Whether a due day lies in a year whose holidays are not yet published."""
    notes: tuple[Said, ...]
    calendar: Calendar = field(repr=False, compare=False)
    rules: ClockRules = field(repr=False, compare=False)
    story: Story = field(repr=False)
    readings: dict[Which, Reading] = field(repr=False, compare=False)

    def proof(self, lang: str = "zh-Hans", which: Which | None = None) -> list[str]:
        """The working of one limit (the promised, else the statutory), a line for each day that counts.

        Days off and paused days stand in groups with their names. The last line is the due day, where there is one.
        """
        reading = self.readings.get(which) if which else _main(self.readings)
        return proof_of(self.calendar, self.rules, self.story, reading, self.ask_until, lang)


def read_clock(calendar: Calendar, rules: ClockRules, events: Sequence[Event], statutory: Limit | None,
               promised: Limit | None, today: date) -> Clock:
    """Read the clock of a case as it stands on `today`; events planned for later days have not happened yet.

    The light is the worst of the promised and the statutory limit. An unverified statutory limit counts for the light
    only where nothing is promised, and then never turns it red. Raises Refused for an order of events that cannot be.
    """
    telling = Telling(calendar, rules, statutory, promised)
    story = telling.whole(events, today)
    readings = telling.readings(story)
    until = telling.ask_until(story)
    now = story.ended_on or today
    due = {which: reading.due_on for which, reading in readings.items()}
    strict, judged = _judged(readings)
    yellow = min((r.yellow_on for r in judged if r.yellow_on), default=None)
    overdue = min((r.due_on + DAY for r in strict if r.due_on), default=None)
    main = _main(readings)
    wakes = [event.day for event in events if event.day > today] if story.ended_on is None else []
    reread = min([*wakes, *([until + DAY] if until else [])], default=None)
    statutory_due = due.get("statutory")
    known = [day for day in (*due.values(), until) if day] or [now]
    return Clock(
        today, story.state, story.accepted_on, story.accepted_by, why_accepted(story, rules), until,
        due.get("promised"), statutory_due, _light(story, strict, judged, now),
        main.left(calendar, now) if main else None,
        yellow if yellow and yellow <= (story.ended_on or yellow) else None,
        overdue if overdue and overdue <= (story.ended_on or overdue) else None, reread,
        bool(statutory and statutory.confidence == "verified" and statutory_due and now > statutory_due),
        calendar.is_provisional(*known), story.notes, calendar, rules, story, readings)


def _main(readings: dict[Which, Reading]) -> Reading | None:
    return readings.get("promised") or readings.get("statutory")


def _judged(readings: dict[Which, Reading]) -> tuple[list[Reading], list[Reading]]:
    """The limits that can turn the light red, and those that can turn it yellow."""
    strict = [r for r in readings.values() if r.which == "promised" or r.limit.confidence == "verified"]
    return strict, strict or list(readings.values())


def _light(story: Story, strict: list[Reading], judged: list[Reading], now: date) -> Light:
    if story.state in ("refused", "withdrawn"):
        return "ended"
    if story.state == "decided":
        return "done_late" if any(r.light(now) == "red" for r in strict) else "done_in_time"
    if story.accepted_on is None and not judged:
        return "waiting"
    lights = {"yellow" if r not in strict and r.light(now) == "red" else r.light(now) for r in judged}
    if not judged and story.state == "paused":
        return "paused"
    return next((light for light in _WORST_FIRST if light in lights), "green")
