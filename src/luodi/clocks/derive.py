"""From the events of a clock to the days in its row, through the engine. Pure but for the rows it is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date
from typing import Any, Final, get_args

from luodi.clocks import models
from luodi.engine import timelimit
from luodi.engine.source import refuse
from luodi.engine.timelimit import Days, Ladder, Limit, Standing, advance, read_clock
from luodi.people.rules import Rules

KINDS: Final[dict[str, type]] = {kind.__name__.lower(): kind for kind in get_args(timelimit.Event)}
"""The engine's events by the names under which they are kept."""
DERIVED: Final = ("state", "statutory_due_on", "ended_on", "provisional", "calendar")
STANDING: Final = ("light", "rung", "yellow_on", "due_on", "overdue_on", "hold_until", "reread_on", "next_on", "broken")
"""The columns of a clock and of its standing that `derive` fills; `hold_until` is left as it is."""


def packed(event: timelimit.Event) -> dict[str, Any]:
    """An event as its row has it: kind, day and the rest."""
    data = {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(event).items()}
    return {"kind": type(event).__name__.lower(), "day": data.pop("day"), "data": data}


def unpacked(kind: str, day: date, data: Mapping[str, Any]) -> timelimit.Event:
    """The engine's event of a row."""
    made = KINDS[kind]
    names = {part.name for part in fields(made)}
    event: timelimit.Event = made(day=day, **{key: tuple(value) if isinstance(value, list) else value for key, value in data.items() if key in names})
    return event


def limits_packed(promised: Limit | None, statutory: Limit | None) -> dict[str, Any]:
    """Both limits as a clock keeps them."""
    return {key: asdict(limit) for key, limit in (("promised", promised), ("statutory", statutory)) if limit}


def limits_of(clock: models.Clock) -> tuple[Limit | None, Limit | None]:
    """The promised and the statutory limit of a clock."""
    promised, statutory = (Limit(**clock.limits[key]) if key in clock.limits else None for key in ("promised", "statutory"))
    return promised, statutory


def ladder_of(rules: Rules, key: str) -> Ladder:
    """A ladder by its key. Raises Refused when the place has none of that name."""
    if key not in rules.clock.ladders:
        known = "、".join(rules.clock.ladders)
        refuse(None, f"没有“{key}”这个阶梯，可用：{known}", f'there is no ladder "{key}"; known are {known}')
    return rules.clock.ladders[key]


def read(rules: Rules, clock: models.Clock, events: Sequence[timelimit.Event], today: date) -> timelimit.Clock:
    """The engine's reading of a clock on a day."""
    promised, statutory = limits_of(clock)
    return read_clock(rules.calendar, rules.clock, events, statutory, promised, today)


def seen(row: models.Standing) -> Standing:
    """Where a row stands, as the ladder sees it."""
    return Standing(row.light, row.rung, Days(row.yellow_on, row.due_on, row.overdue_on), row.hold_until, row.reread_on)


def derive(rules: Rules, clock: models.Clock, row: models.Standing, events: Sequence[timelimit.Event], today: date) -> None:
    """Fill the derived columns of a clock and its standing from its events. Rungs that lie ahead again, after an extension or a pause, will be
    taken again. What is due at once is left to the sweep: then `next_on` is today. Raises Refused for events or rules that cannot be.
    """
    found, ladder = read(rules, clock, events, today), ladder_of(rules, row.ladder)
    clock.state, clock.statutory_due_on, clock.ended_on = found.state, found.statutory_due_on, found.story.ended_on
    clock.provisional, clock.calendar = found.provisional, rules.mark
    row.light, row.broken = found.light, ""
    row.yellow_on, row.due_on, row.overdue_on = found.yellow_on, found.due_on or found.statutory_due_on, found.overdue_on
    row.reread_on = found.reread_on
    if clock.ended_on:
        row.next_on = None
        return
    days = seen(row).days
    while row.rung and (day := ladder.day(rules.calendar, days, row.rung)) and day > today:
        row.rung -= 1
    move = advance(ladder, rules.calendar, seen(row), today)
    row.next_on = today if move.taken else move.next_on
