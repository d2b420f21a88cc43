"""Clocks for the tests, made through the real actions or, where there are many, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from luodi.clocks import actions
from luodi.clocks.derive import derive, limits_packed, packed
from luodi.clocks.models import Clock, Event, Standing
from luodi.engine import timelimit
from luodi.engine.timelimit import Accepted, Limit, Received
from luodi.people.models import Account, Unit
from luodi.people.rules import rulebook
from luodi.rights.kernel import MACHINE

FIRST = date(2026, 11, 2)
"""A Monday."""
DAY = timedelta(days=1)


def started(unit: Unit, days: int = 5, on: date = FIRST, assignee: Account | None = None, name: str = "施工许可", confidential: bool = False) -> Clock:
    """A clock of so many working days, accepted on a day."""
    return actions.open_clock(MACHINE, actions.New(unit, ("case", 1), name, [Received(on), Accepted(on)], Limit(days), assignee=assignee,
                                                   confidential=confidential), on)


def rows(unit: Unit, tellings: Sequence[tuple[list[timelimit.Event], Limit | None, Limit | None]], today: date) -> list[Clock]:
    """Many clocks at once: events, promised and statutory limit of each, read on a day."""
    rules, out, standings = rulebook().of(unit.region_id), [], []
    for number, (events, promised, statutory) in enumerate(tellings):
        clock = Clock(region=unit.region, unit=unit, subject_type="case", subject_id=number, name=f"第{number}件",
                      limits=limits_packed(promised, statutory), opened_on=events[0].day)
        standing = Standing(region_id=unit.region_id, ladder="standard")
        derive(rules, clock, standing, events, today)
        out.append(clock)
        standings.append(standing)
    Clock.objects.bulk_create(out)
    for clock, standing in zip(out, standings, strict=True):
        standing.clock = clock
    Standing.objects.bulk_create(standings)
    Event.objects.bulk_create([Event(clock=clock, place=place, **packed(event)) for clock, (events, _, _) in zip(out, tellings, strict=True)
                               for place, event in enumerate(events)])
    return out
