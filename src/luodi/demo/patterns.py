"""Clocks in bulk: a few hundred that the engine derives, and the sets of them that projects have."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any, Final

from luodi.clocks.derive import derive, ladder_of, limits_packed, packed, seen
from luodi.clocks.models import Clock, Standing
from luodi.demo.words import ITEMS
from luodi.engine.timelimit import Accepted, Decided, Event, Limit, Paused, Received, advance
from luodi.people.rules import Rules

SETS, IDLE = 400, 40
"""How many sets with clocks that run there are, and how many without."""
COLUMNS: Final = ("limits", "opened_on", "state", "statutory_due_on", "ended_on", "provisional", "calendar")
STANDS: Final = ("ladder", "light", "rung", "yellow_on", "due_on", "overdue_on", "reread_on", "next_on")
Pattern = tuple[str, Clock, Standing, list[dict[str, Any]]]


def patterns(rules: Rules, today: date, seed: int) -> tuple[list[Pattern], int]:
    """Clocks with their events as they stand on a day that was swept, those that run first; how many of them run."""
    random = Random(seed)
    ended = []
    lefts = (-12, -8, -5, -3, -2, -1, -1, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15)
    running = [_made(rules, today, random, days, rules.calendar.add(today, left - days)) for left in lefts for days in (1, 3, 5, 10, 20) if left < days]
    begun, pause = rules.calendar.add(today, -4), rules.calendar.add(today, -2)
    running += [_made(rules, today, random, days, begun, pause=pause) for days in (5, 10)]
    for _ in range(200):
        days = random.choice((1, 3, 5, 10, 20))
        begun = rules.calendar.add(today, -random.randint(40, 450))
        ended.append(_made(rules, today, random, days, begun, decided=rules.calendar.add(begun, max(1, days + random.randint(-3, 2)))))
    return [*running, *ended], len(running)


def _made(rules: Rules, today: date, random: Random, days: int, begun: date, decided: date | None = None, pause: date | None = None) -> Pattern:
    events: list[Event] = [Received(begun), Accepted(begun)]
    if pause:
        events.append(Paused(pause, "expert_review", "专家评审通知"))
    if decided:
        events.append(Decided(decided, "approved"))
    clock = Clock(limits=limits_packed(Limit(days), Limit(days * 2)), opened_on=begun)
    row = Standing(ladder="standard")
    derive(rules, clock, row, events, today)
    if not clock.ended_on:
        move = advance(ladder_of(rules, row.ladder), rules.calendar, seen(row), today)
        row.light, row.rung, row.next_on = move.light, move.rung, move.next_on
    return random.choice(ITEMS)[1], clock, row, [packed(event) for event in events]


def picks(count: int, running: int, clocks: int, seed: int) -> Iterator[tuple[int, int, int]]:
    """Set, place and pattern: each of the first sets has up to seven clocks that run, the last ones have none."""
    random = Random(seed)
    for number in range(SETS + IDLE):
        alive = random.choice((0, 1, 2, 3, 4, 5, 7)) if number < SETS else 0
        for place in range(clocks):
            yield number, place, random.randrange(running) if place < alive else random.randrange(running, count)
