"""Rounds: what is done again and again, by whichever worker comes first, and never by two at once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Final
from uuid import uuid4

from luodi.engine.source import Said
from luodi.frame.words import storable
from luodi.ledger.outbox import pause
from luodi.rights.kernel import NOTHING
from luodi.work.leases import LEASE, SKEW, kept, rested
from luodi.work.models import Turn

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Round:
    """Something done every so often. `run` gets the instant, returns one line of what it did, "" for nothing; it may be cut off and made again."""

    name: str
    every: timedelta
    run: Callable[[datetime], str]
    said: Said = NOTHING


ROUNDS: Final[dict[str, Round]] = {}


def register(round: Round) -> None:
    """Have a round made from now on. Called in `AppConfig.ready` of the app that owns it. Raises ValueError for a name that is taken."""
    if round.name in ROUNDS and ROUNDS[round.name] != round:
        raise ValueError(f"the round {round.name!r} is registered already")
    ROUNDS[round.name] = round


def run_due(now: datetime, only: str | None = None) -> list[tuple[str, str]]:
    """Make the rounds that are due, the longest overdue first; what each did (or the error). One that fails does not keep the others from theirs.

    Returns early once a second has gone by: `now` would no longer be true. Statements: one, and two for each round that is made.
    """
    began, done = monotonic(), []
    wanted = {only} & ROUNDS.keys() if only else ROUNDS.keys()
    turns = {turn.name: turn for turn in Turn.objects.filter(name__in=wanted)}
    if missing := wanted - turns.keys():
        Turn.objects.bulk_create([Turn(name=name, next_at=now) for name in missing], ignore_conflicts=True)
        turns |= {name: Turn(name=name, next_at=now) for name in missing}
    for turn in sorted(turns.values(), key=lambda turn: (turn.next_at, turn.name)):
        round = ROUNDS[turn.name]
        if (mark := _claimed(turn, round, now)) is None:
            continue
        done.append((round.name, _made(turn, round, mark, now)))
        if monotonic() - began > 1:
            break
    return done


def _claimed(turn: Turn, round: Round, now: datetime) -> str | None:
    """Take a round by compare-and-swap: the mark, or None when it is not due or somebody else has it."""
    same = Turn.objects.filter(name=turn.name, next_at=turn.next_at, claim=turn.claim)
    if turn.claim and turn.lease_until and turn.lease_until > now:
        if turn.lease_until > now + LEASE + SKEW:
            same.update(lease_until=now + LEASE)
        return None
    if turn.next_at > now:
        if turn.next_at > now + round.every + SKEW:
            same.update(next_at=now + round.every)
        return None
    mark = uuid4().hex
    return mark if same.filter(lease_until=turn.lease_until).update(claim=mark, lease_until=now + LEASE) else None


def _made(turn: Turn, round: Round, mark: str, now: datetime) -> str:
    """Make a round that was claimed, and write down what became of it, unless the lease ran out and somebody else has it now."""
    mine = Turn.objects.filter(name=turn.name, claim=mark)
    try:
        with kept(lambda at: mine.update(lease_until=at + LEASE)):
            said = round.run(now)
    except Exception as problem:  # whatever goes wrong in one round, the others are made
        failures = turn.failures + 1
        if failures & (failures - 1) == 0:
            _log.exception("round %s failed, %d in a row", round.name, failures)
        said = storable(f"{type(problem).__name__}: {problem}")
        rested()
        mine.update(claim="", lease_until=None, last_at=now, last_error=said, failures=failures, next_at=now + min(round.every, pause(failures)))
        return said
    # On its own grid, so that a daily round does not wander through the day; after a stop once, not once for each time missed.
    next_at = turn.next_at + round.every * ((now - turn.next_at) // round.every + 1)
    mine.update(claim="", lease_until=None, last_at=now, last_error="", failures=0, next_at=next_at, last_said=storable(said) or turn.last_said)
    return said
