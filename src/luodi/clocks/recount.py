"""A new holiday notice moves due days: every running clock is derived anew, in batches, and whoever has another day is told the old and the new one."""

from __future__ import annotations

from datetime import date
from typing import Final

from luodi.clocks import verbs
from luodi.clocks.derive import DERIVED, STANDING, derive, unpacked
from luodi.clocks.models import Clock, Event, Progress, Standing, Turn
from luodi.clocks.sweep import reached, words_of
from luodi.engine import timelimit
from luodi.engine.source import Refused
from luodi.engine.timelimit.counting import DAY
from luodi.ledger.actions import Act, Subject, action
from luodi.people.models import Region
from luodi.people.rules import Rulebook, Rules, rulebook
from luodi.rights.kernel import MACHINE
from luodi.rights.permissions import Right

MOST: Final = 1000
"""Clocks that one transaction derives at most."""


def recount(today: date, most: int = MOST) -> int:
    """Derive the running clocks of all regions whose calendar changed; how many have another due day. Three statements when none has."""
    book, moved = rulebook(), 0
    calendars = dict(Progress.objects.values_list("region_id", "calendar"))
    for region_id in Region.objects.order_by("pk").values_list("pk", flat=True):
        if calendars.get(region_id) == book.mark(region_id):
            continue
        after: int | None = 0
        while after is not None:
            count, after = _recount_region(MACHINE, region_id, today, book, after, most)
            moved += count
    return moved


@action(verb=verbs.RECOUNT, needs=Right.CLOCK_SWEEP, subject=lambda region_id, *rest: Subject(region_id, "clock", None))
def _recount_region(act: Act, region_id: int, today: date, book: Rulebook, after: int, most: int) -> tuple[int, int | None]:
    """One batch: how many moved, and after which clock to go on, None at the end. A batch that is cut off is done again: it finds its clocks unchanged."""
    rules = book.of(region_id)
    rows = list(Standing.objects.filter(region_id=region_id, clock__ended_on__isnull=True, pk__gt=after).exclude(clock__calendar=rules.mark)
                .select_related("clock").select_for_update(of=("self", "clock")).order_by("pk")[:most])
    turns = _derived(rows, rules, today)
    Clock.objects.bulk_update([row.clock for row in rows], DERIVED, batch_size=100)
    Standing.objects.bulk_update(rows, STANDING, batch_size=100)
    if turns:
        reached(region_id, max(turn.pk for turn in Turn.objects.bulk_create(turns)))
    more = len(rows) == most
    if not more:
        Progress.objects.update_or_create(region_id=region_id, defaults={"calendar": rules.mark})
    act.confidential = True  # the numbers count what is confidential too
    act.note(calendar=rules.mark, clocks=len(rows), moved=len(turns))
    return len(turns), rows[-1].pk if more else None


def _derived(rows: list[Standing], rules: Rules, today: date) -> list[Turn]:
    """Derive clocks anew; a turn for each whose due day moved."""
    told: dict[int, list[timelimit.Event]] = {row.pk: [] for row in rows}
    for key, *event in Event.objects.filter(clock__in=told).order_by("clock", "place").values_list("clock_id", "kind", "day", "data"):
        told[key].append(unpacked(*event))
    turns = []
    for row in rows:
        before, due = row.light, row.due_on
        try:
            derive(rules, row.clock, row, told[row.pk], today)
        except Refused as problem:
            row.broken, row.next_on, row.reread_on, row.clock.calendar = words_of(problem), today + DAY, today + DAY, rules.mark
        if row.due_on != due:
            turns.append(Turn(region_id=row.region_id, clock=row.clock, day=today, before=before, light=row.light, rung_before=row.rung, rung=row.rung,
                              due_before=due, due_on=row.due_on))
    return turns
