"""The sweep: whatever turns or climbs today, found through one index and moved set by set.

The engine decides once for all clocks that stand alike (same ladder, light, rung and days); the database moves them set by set, and
compares and swaps. A day's cost is what changes that day, whatever is open. Statements: one to find the regions, three for each transaction that
regions share, then at most nine for each region and batch, however many clocks are in it; two more where clocks could not be read, six more where
events must be read again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connection
from django.db.models import Count, Exists, OuterRef, QuerySet

from luodi.clocks import models, verbs
from luodi.clocks.derive import DERIVED, STANDING, derive, ladder_of, unpacked
from luodi.engine import timelimit
from luodi.engine.source import Refused
from luodi.engine.timelimit import Days, Standing, advance
from luodi.engine.timelimit.counting import DAY
from luodi.ledger.actions import Act, Subject, action, together
from luodi.people.models import Region
from luodi.people.rules import Rulebook, rulebook
from luodi.rights.kernel import MACHINE
from luodi.rights.permissions import Right

_log: Final = logging.getLogger(__name__)
MOST: Final = 50_000
"""Clocks that one transaction moves at most, give or take those that stand alike."""
REGIONS: Final = 50
"""Regions that share a transaction at most."""
CACHE: Final = 64_000
"""Kilobytes of the SQLite file that are kept in memory while a sweep runs: a page that several groups touch is written once."""
REREAD: Final = 500
"""Clocks whose events one transaction reads again at most."""
ALIKE: Final = ("ladder", "light", "rung", "yellow_on", "due_on", "overdue_on", "hold_until")
"""Clocks that agree in these move together."""
STANDS: Final = ("next_on", *ALIKE, "reread_on")
"""What tells the groups apart, in the order of the index."""
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


@dataclass(frozen=True)
class _Group:
    """Clocks of a region that stand alike, and where they go. `stands`: STANDS."""

    stands: tuple[Any, ...]
    light: str
    rung: int
    next_on: date | None

    @property
    def alike(self) -> tuple[Any, ...]:
        """ALIKE."""
        return self.stands[1:-1]

    @property
    def changes(self) -> bool:
        """Whether a light or a rung does."""
        return (self.light, self.rung) != self.stands[2:4]


class _Nothing(Exception):
    """Another sweeper was quicker: nothing is left, and nothing is to be written down."""


def sweep(today: date, most: int = MOST, hands: int = 1) -> Swept:
    """Turn every light and climb every ladder that is due by `today`, region by region. Two sweepers at once do the work once.

    A day that was missed is made up for; a day that comes again changes nothing. Regions share transactions of up to `most` clocks. `hands`: so many
    regions at a time instead, each on a connection and in transactions of its own; not on SQLite, where one writes at a time.
    A region that fails keeps no other from its turn; what went wrong with the first is raised at the end.
    """
    book, regions = rulebook(), due_regions(today)
    if hands == 1 or len(regions) <= 1:
        with _roomy() if regions else nullcontext():
            found = _together(regions, today, book, most)
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


@contextmanager
def _roomy() -> Iterator[None]:
    """On SQLite, a larger cache for a while."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = int(cursor.execute("PRAGMA cache_size").fetchone()[0])
        cursor.execute(f"PRAGMA cache_size = -{CACHE}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {before}")


def _together(regions: Sequence[int], today: date, book: Rulebook, most: int) -> list[Swept | Exception]:
    """Regions one after the other, as many by one COMMIT as there is room for; what became of them."""
    found: list[Swept | Exception] = []
    left = list(regions)
    while left:
        these, part, room, more = left[:REGIONS], list[Swept | Exception](), most, False
        try:
            with together(*these):
                for region_id in these:
                    one, more = _batch(region_id, today, book, room)
                    part.append(one)
                    room -= one.turned if isinstance(one, Swept) else 0
                    if more or room <= 0:
                        break
        except Exception:  # nothing of it was kept: whichever of them it was, the others have their turn
            _log.exception("sweep of regions %s", these)
            return [*found, *(_swept(region_id, today, book, most) for region_id in left)]
        found += part
        left = left[len(part) - more:]
    return found


def _batch(region_id: int, today: date, book: Rulebook, most: int) -> tuple[Swept | Exception, bool]:
    """One batch of a region, or what went wrong with it; and whether there may be more."""
    try:
        return _sweep_region(MACHINE, region_id, today, book, most)
    except _Nothing:
        return Swept(), False
    except Exception as problem:
        _log.exception("sweep of region %s", region_id)
        return problem, False


def _swept(region_id: int, today: date, book: Rulebook, most: int) -> Swept | Exception:
    """A whole region, or what went wrong with it."""
    done, more = Swept(), True
    while more:
        batch, more = _batch(region_id, today, book, most)
        if isinstance(batch, Exception):
            return batch
        done += batch
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
    found = list(due.values_list(*STANDS).annotate(n=Count("pk")).order_by())
    if not found:
        raise _Nothing
    done, moves, taken, reread = Swept(), [], 0, False
    for next_on, *alike, reread_on, n in found:
        if reread_on and reread_on <= today:
            reread = True
        elif taken < most:
            taken += n
            try:
                moves.append(_Group((next_on, *alike, reread_on), *_move(book, region_id, alike, today)))
            except Refused as problem:
                done += Swept(broken=_set_aside(due, alike, problem, today))
    if moves:
        done += Swept(turned=_apply(region_id, today, moves))
    if reread:
        done += _reread(due.filter(reread_on__lte=today), book, today)
    # The numbers count what is confidential too, and so would one entry more.
    act.confidential = True
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


def _apply(region_id: int, today: date, moves: Sequence[_Group]) -> int:
    """Move all clocks that still stand as they were found, and write a row for each light or rung that changed; how many."""
    with connection.cursor() as cursor:
        turned, newest = (_on_postgresql if connection.vendor == "postgresql" else _on_sqlite)(cursor, region_id, today, moves)
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
_THERE: Final = " AND ".join((*(f"{name} = %s" for name in ("region_id", *STANDS[:4])), *(f"{name} IS %s" for name in STANDS[4:])))
_CHANGED: Final = "(m.light <> m.to_light OR m.rung <> m.to_rung)"


def _on_postgresql(cursor: Any, region_id: int, today: date, moves: Sequence[_Group]) -> tuple[int, int]:
    """In one statement, which joins what is due with the list of groups."""
    alike = {one.alike: one for one in moves}  # the days on which they come due, or are read again, are no part of it
    rows = [[*(_day(value) if name in _DATES else value for name, value in zip(ALIKE, key, strict=True)), one.light, one.rung, _day(one.next_on)]
            for key, one in alike.items()]
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


def _on_sqlite(cursor: Any, region_id: int, today: date, moves: Sequence[_Group]) -> tuple[int, int]:
    """In two statements, prepared once and run for each group: each run finds its clocks at one place of the index. The file is locked for both."""
    stands = [[region_id, *(value.isoformat() if isinstance(value, date) else value for value in one.stands)] for one in moves]
    cursor.executemany(f"INSERT INTO {_TURN} SELECT region_id, clock_id, %s, light, %s, rung, %s, due_on, due_on FROM {_TABLE} WHERE {_THERE}",
                       [[today.isoformat(), one.light, one.rung, *where] for one, where in zip(moves, stands, strict=True) if one.changes])
    turned = max(int(cursor.rowcount), 0)
    nexts = [min((day for day in (one.next_on, one.stands[-1]) if day), default=None) for one in moves]
    cursor.executemany(f"UPDATE {_TABLE} SET light = %s, rung = %s, broken = '', next_on = %s WHERE {_THERE}",
                       [[one.light, one.rung, day and day.isoformat(), *where] for one, day, where in zip(moves, nexts, stands, strict=True)])
    return turned, _newest(cursor) if turned else 0


def _newest(cursor: Any) -> int:
    cursor.execute(f"SELECT MAX(id) FROM {models.Turn._meta.db_table}")
    return int(cursor.fetchone()[0])
