"""The sweep: whatever turns or climbs today, found through one index and moved set by set.

The engine decides once for all clocks that stand alike (same ladder, light, rung and days); the database moves them with one statement that
compares and swaps. A day's cost is what changes that day, whatever is open. Statements: one to find the regions, then nine for each region and
batch, however many clocks are in it; two more where clocks could not be read, six more where events must be read again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connection
from django.db.models import Case, Count, Exists, OuterRef, QuerySet, When

from luodi.clocks import models, verbs
from luodi.clocks.derive import DERIVED, STANDING, derive, ladder_of, unpacked
from luodi.engine import timelimit
from luodi.engine.source import Refused
from luodi.engine.timelimit import Days, Standing, advance
from luodi.engine.timelimit.counting import DAY
from luodi.ledger.actions import Act, Subject, action
from luodi.people.models import Region
from luodi.people.rules import Rulebook, rulebook
from luodi.rights.kernel import MACHINE
from luodi.rights.permissions import Right

_log: Final = logging.getLogger(__name__)
MOST: Final = 50_000
"""Clocks that one transaction moves at most, give or take those that stand alike."""
REREAD: Final = 500
"""Clocks whose events one transaction reads again at most."""
ALIKE: Final = ("ladder", "light", "rung", "yellow_on", "due_on", "overdue_on", "hold_until")
"""Clocks that agree in these move together."""
_DATES: Final = ALIKE[3:]
_NEVER: Final = "0001-01-01"


@dataclass(frozen=True)
class Swept:
    """What a sweep did. `turned`: lights and rungs; `reread`: clocks whose events were read again; `broken`: those that could not be read."""

    turned: int = 0
    reread: int = 0
    broken: int = 0

    def __add__(self, other: Swept) -> Swept:
        return Swept(self.turned + other.turned, self.reread + other.reread, self.broken + other.broken)


class _Nothing(Exception):
    """Another sweeper was quicker: nothing is left, and nothing is to be written down."""


def sweep(today: date, most: int = MOST, hands: int = 1) -> Swept:
    """Turn every light and climb every ladder that is due by `today`, region by region. Two sweepers at once do the work once.

    A day that was missed is made up for; a day that comes again changes nothing. `hands`: regions at a time, each on a connection of its own.
    A region that fails keeps no other from its turn; what went wrong with the first is raised at the end.
    """
    book, regions = rulebook(), due_regions(today)
    if hands == 1 or len(regions) == 1:
        found = [_swept(region_id, today, book, most) for region_id in regions]
    else:
        def apart(region_id: int) -> Swept | Exception:
            try:
                return _swept(region_id, today, book, most)
            finally:
                connection.close()
        with ThreadPoolExecutor(hands) as pool:
            found = list(pool.map(apart, regions))
    done = Swept()
    for one in found:
        if isinstance(one, Exception):
            raise one
        done += one
    return done


def _swept(region_id: int, today: date, book: Rulebook, most: int) -> Swept | Exception:
    """A whole region, or what went wrong with it."""
    done, more = Swept(), True
    try:
        while more:
            batch, more = _sweep_region(MACHINE, region_id, today, book, most)
            done += batch
    except _Nothing:
        return done
    except Exception as problem:
        _log.exception("sweep of region %s", region_id)
        return problem
    return done


def due_regions(today: date) -> list[int]:
    """Regions in which something is due. One statement that looks once into the index for each region."""
    due = models.Standing.objects.filter(region_id=OuterRef("pk"), next_on__lte=today)
    return list(Region.objects.filter(Exists(due)).order_by("pk").values_list("pk", flat=True))


@action(verb=verbs.SWEEP, needs=Right.CLOCK_SWEEP, subject=lambda region_id, *rest: Subject(region_id, "clock", None))
def _sweep_region(act: Act, region_id: int, today: date, book: Rulebook, most: int) -> tuple[Swept, bool]:
    """One batch, and whether there may be more. The region's end of the chain is locked before anything is read: what is found due stays so until
    it is moved."""
    due = models.Standing.objects.filter(region_id=region_id, next_on__lte=today)
    again = Case(When(reread_on__lte=today, then=True), default=False)
    found = list(due.values_list(again, *ALIKE).annotate(n=Count("pk")).order_by())
    if not found:
        raise _Nothing
    done, moves, taken, reread = Swept(), [], 0, False
    for events, *alike, n in found:
        if events:
            reread = True
        elif taken < most:
            taken += n
            try:
                moves.append((*alike, *_move(book, region_id, alike, today)))
            except Refused as problem:
                done += Swept(broken=_set_aside(due, alike, problem, today))
    if moves:
        done += Swept(turned=_apply(region_id, today, moves))
    if reread:
        done += _reread(due.filter(reread_on__lte=today), book, today)
    act.note(day=today, turned=done.turned, broken=done.broken)
    return done, reread or taken >= most


def _move(book: Rulebook, region_id: int, alike: Sequence[Any], today: date) -> tuple[str, int, date | None]:
    """The light, the rung and the next day of clocks that stand alike. Raises Refused when their rules cannot be read."""
    rules = book.of(region_id)
    ladder, light, rung, yellow_on, due_on, overdue_on, hold_until = alike
    move = advance(ladder_of(rules, ladder), rules.calendar, Standing(light, rung, Days(yellow_on, due_on, overdue_on), hold_until), today)
    return move.light, move.rung, move.next_on


def _reread(due: QuerySet[models.Standing], book: Rulebook, today: date) -> Swept:
    """Read the events of clocks again to which something happens by itself: silence becomes acceptance, a planned event comes."""
    rows = list(due.select_related("clock").select_for_update().order_by("pk")[:REREAD])
    told: dict[int, list[timelimit.Event]] = {row.pk: [] for row in rows}
    for key, *event in models.Event.objects.filter(clock__in=told).order_by("clock", "place").values_list("clock_id", "kind", "day", "data"):
        told[key].append(unpacked(*event))
    broken, turns = 0, []
    for row in rows:
        before = row.light
        try:
            derive(book.of(row.region_id), row.clock, row, told[row.pk], today)
        except Refused as problem:
            broken += 1
            row.broken, row.next_on, row.reread_on = words_of(problem), today + DAY, today + DAY
        if row.light != before:
            turns.append(models.Turn(region_id=row.region_id, clock=row.clock, day=today, before=before, light=row.light, rung_before=row.rung,
                                     rung=row.rung, due_before=row.due_on, due_on=row.due_on))
    models.Clock.objects.bulk_update([row.clock for row in rows], DERIVED, batch_size=100)
    models.Standing.objects.bulk_update(rows, STANDING, batch_size=100)
    if turns:
        reached(rows[0].region_id, max(turn.pk for turn in models.Turn.objects.bulk_create(turns)))
    return Swept(len(turns), len(rows) - broken, broken)


def _set_aside(due: QuerySet[models.Standing], alike: Sequence[Any], problem: Refused, today: date) -> int:
    """Note why clocks cannot be moved, and try again tomorrow: one that is broken stops no other."""
    return int(due.filter(**{name if value is not None else f"{name}__isnull": value if value is not None else True
                             for name, value in zip(ALIKE, alike, strict=True)}).update(broken=words_of(problem), next_on=today + DAY))


def words_of(problem: Refused) -> str:
    """The faults as a broken clock keeps them."""
    return " · ".join(f"{fault.said.zh} / {fault.said.en}" for fault in problem.faults)[:300]


def _apply(region_id: int, today: date, moves: Iterable[tuple[Any, ...]]) -> int:
    """Move all clocks that still stand as they were found, and write a row for each light or rung that changed; how many. Two statements, or three."""
    rows = [[_day(value) if name in _DATES else value for name, value in zip((*ALIKE, "", "", "next_on"), move, strict=True)] for move in moves]
    with connection.cursor() as cursor:
        turned, newest = (_on_postgresql if connection.vendor == "postgresql" else _on_sqlite)(cursor, region_id, today, rows)
    if turned:
        reached(region_id, newest)
    return turned


def reached(region_id: int, newest: int) -> None:
    """Note the newest turn of a region, so that those concerned will be told. Within an action of the region."""
    models.Progress.objects.bulk_create([models.Progress(region_id=region_id, newest=newest)], update_conflicts=True, unique_fields=["region_id"],
                                        update_fields=["newest"])


def _day(value: date | None) -> str:
    return value.isoformat() if value else _NEVER


_COLUMNS: Final = f"({', '.join(ALIKE)}, to_light, to_rung, to_next)"
_STANDS: Final = " AND ".join(f"COALESCE(s.{name}, '{_NEVER}') = m.{name}" if name in _DATES else f"s.{name} = m.{name}" for name in ALIKE)
_TABLE: Final = models.Standing._meta.db_table
_TURN: Final = f"{models.Turn._meta.db_table} (region_id, clock_id, day, before, light, rung_before, rung, due_before, due_on)"
_CHANGED: Final = "(m.light <> m.to_light OR m.rung <> m.to_rung)"


def _on_postgresql(cursor: Any, region_id: int, today: date, rows: list[list[Any]]) -> tuple[int, int]:
    types = ("text", "text", "int", "date", "date", "date", "date", "text", "int", "date")
    values = ", ".join(["(" + ", ".join(f"%s::{kind}" for kind in types) + ")"] * len(rows))
    stands = _STANDS.replace(f"'{_NEVER}'", f"date '{_NEVER}'")
    cursor.execute(
        f"WITH m {_COLUMNS} AS (VALUES {values}), turned AS ("
        f"UPDATE {_TABLE} s SET light = m.to_light, rung = m.to_rung, broken = '', "
        f"next_on = LEAST(NULLIF(m.to_next, date '{_NEVER}'), s.reread_on) FROM m "
        f"WHERE s.region_id = %s AND s.next_on <= %s AND {stands} "
        f"RETURNING s.clock_id, s.due_on, m.light, m.to_light, m.rung, m.to_rung, {_CHANGED} AS changed), "
        f"kept AS (INSERT INTO {_TURN} SELECT %s, clock_id, %s, light, to_light, rung, to_rung, due_on, due_on FROM turned WHERE changed RETURNING id) "
        "SELECT count(*), max(id) FROM kept", [*(value for row in rows for value in row), region_id, today, region_id, today])
    count, newest = cursor.fetchone()
    return count, newest or 0


def _on_sqlite(cursor: Any, region_id: int, today: date, rows: list[list[Any]]) -> tuple[int, int]:
    """In two statements: SQLite inserts nothing from what an update gives back. The file is locked for both."""
    cursor.execute(f"CREATE TEMP TABLE IF NOT EXISTS moves {_COLUMNS}")
    cursor.execute("DELETE FROM moves")
    cursor.executemany(f"INSERT INTO moves VALUES ({', '.join(['%s'] * 10)})", rows)
    where = f"s.region_id = %s AND s.next_on <= %s AND {_STANDS}"
    cursor.execute(f"INSERT INTO {_TURN} SELECT %s, s.clock_id, %s, m.light, m.to_light, m.rung, m.to_rung, s.due_on, s.due_on "
                   f"FROM {_TABLE} s JOIN moves m ON {where} WHERE {_CHANGED}", [region_id, today, region_id, today])
    turned, newest = int(cursor.rowcount), int(cursor.lastrowid or 0)
    nexts = f"NULLIF(m.to_next, '{_NEVER}')"
    cursor.execute(f"UPDATE {_TABLE} AS s SET light = m.to_light, rung = m.to_rung, broken = '', "
                   f"next_on = COALESCE(MIN({nexts}, s.reread_on), {nexts}, s.reread_on) FROM moves m WHERE {where}", [region_id, today])
    return turned, newest
