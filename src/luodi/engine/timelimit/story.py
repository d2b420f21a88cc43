"""What the events of a case amount to, and how one limit reads on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from luodi.engine.source import Said
from luodi.engine.timelimit.counting import Limit, Pause, counted, due_after, left, merged, yellow_day
from luodi.engine.timelimit.events import CorrectionsAsked, Extended
from luodi.engine.timelimit.rules import ClockRules, PauseRule
from luodi.engine.workdays import Calendar

State = Literal["received", "waiting_papers", "reviewing", "paused", "decided", "refused", "withdrawn"]
Which = Literal["statutory", "promised"]


@dataclass(frozen=True)
class Stop:
    """A pause as it was recorded: days `first` to `last`, why, and the paper that told the applicant."""

    first: date
    last: date | None
    rule: PauseRule
    paper: str


@dataclass(frozen=True)
class Story:
    """Where a case stands after its events."""

    state: State
    received: date
    papers_on: date | None
    """The day the whole papers were received; None while corrections are awaited."""
    accepted_on: date | None = None
    accepted_by: Literal["act", "silence", "decision"] | None = None
    acted: bool = False
    asked: CorrectionsAsked | None = None
    corrected: date | None = None
    stops: tuple[Stop, ...] = ()
    extension: Extended | None = None
    moved: tuple[Which, ...] = ()
    """The limits that the extension moved."""
    ended_on: date | None = None
    notes: tuple[Said, ...] = ()


@dataclass(frozen=True)
class Reading:
    """One limit on one case. Days of `days` and what is left are in the limit's own unit."""

    which: Which
    limit: Limit
    days: int
    """The limit with its extension."""
    start: date
    """The day that is not counted."""
    paused: tuple[Pause, ...]
    due_on: date | None
    yellow_on: date | None

    def light(self, today: date) -> Literal["green", "yellow", "red", "paused"]:
        """The light of this limit alone. Once overdue, no pause makes it anything but red."""
        if self.due_on and today > self.due_on:
            return "red"
        if any(p.first <= today and (p.last is None or today <= p.last) for p in self.paused):
            return "paused"
        return "yellow" if self.yellow_on and today >= self.yellow_on else "green"

    def left(self, calendar: Calendar, today: date) -> int:
        """Days left after `today`: 0 on the due day, below 0 when overdue; while paused, what is not used up."""
        if self.due_on is None:
            return self.days - counted(calendar, self.start, today, self.limit.unit, self.paused)
        return left(calendar, today, self.due_on, self.limit.unit)


def read_limit(calendar: Calendar, rules: ClockRules, story: Story, which: Which,
               limit: Limit | None) -> Reading | None:
    """`limit` on `story`; None where there is no limit or it has not begun."""
    if limit is None:
        return None
    start = story.accepted_on
    if limit.counted_from == "received" and (start or story.papers_on):
        start = story.papers_on or story.received
    if start is None:
        return None
    days = limit.days + (story.extension.days if story.extension and which in story.moved else 0)
    paused = merged(Pause(s.first, s.last) for s in story.stops if s.rule.stops(which, s.paper))
    due = due_after(calendar, start, days, limit.unit, paused)
    yellow = yellow_day(calendar, start, due, days, limit.unit, paused, rules.share, rules.at_least) if due else None
    return Reading(which, limit, days, start, paused, due, yellow)
