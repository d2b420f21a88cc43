"""Both sides of the sweep on one database, run in turn; prints JSON. The clocks are the same on every machine."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from bench.inputs import SEED  # noqa: E402
from bench.reference import working_days  # noqa: E402
from luodi.clocks.daily import HANDS  # noqa: E402
from luodi.clocks.models import Clock, Standing, Turn  # noqa: E402
from luodi.clocks.sweep import CACHE, sweep  # noqa: E402
from luodi.people import actions  # noqa: E402
from luodi.people.models import RegionKind, UnitKind  # noqa: E402
from luodi.people.rules import rulebook  # noqa: E402
from luodi.rights.kernel import MACHINE  # noqa: E402

TODAY = date(2026, 6, 15)
REGIONS = 10
LADDER = "once"
HOT = Standing._meta.db_table
PG = connection.vendor == "postgresql"
Row = tuple[int, date, int, int, int, str, str, int]
"""id, start, limit, paused days, days left at which it is yellow (all working days), state, light so far, officer."""


@cache
def days() -> list[date]:
    """Every working day."""
    return working_days()


def position(day: date) -> int:
    """Working days up to and with a day."""
    return bisect_right(days(), day)


def light(elapsed: int, limit: int, yellow_at: int) -> str:
    """The light after so many working days."""
    return "red" if elapsed > limit else "yellow" if limit - elapsed <= yellow_at else "green"


def clocks(count: int) -> Iterator[Row]:
    """Open clocks with the light of the day before; some 3 % turn today."""
    rng, today = Random(SEED + 2), position(TODAY)
    for number in range(1, count + 1):
        limit, paused = rng.choice([1, 3, 5, 7, 10, 15, 20, 20, 30, 45]), rng.choice([0, 0, 0, 0, rng.randrange(1, 15)])
        start = days()[today - rng.randrange(limit * 2 + 40) - paused - 1]
        yellow_at, state = max(1, limit // 5), "paused" if rng.random() < 0.08 else "running"
        yield number, start, limit, paused, yellow_at, state, light(today - 1 - position(start) - paused, limit, yellow_at), rng.randrange(500)


def reference(rows: Iterable[Row]) -> str:
    """The turns as they should be."""
    today = position(TODAY)
    return digest((row[0], new) for row in rows if row[5] == "running"
                  for new in [light(today - position(row[1]) - row[3], row[2], row[4])] if new != row[6])


def digest(turns: Iterable[tuple[int, str]]) -> str:
    """Of clocks and their new lights."""
    return hashlib.sha256(";".join(f"{key}:{new}" for key, new in sorted(turns)).encode()).hexdigest()


def execute(*lines: str, values: Any = ()) -> None:
    """SQL as it stands."""
    with connection.cursor() as cursor:
        for line in lines:
            cursor.execute(line, values)


def fill(table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Many rows at once."""
    with connection.cursor() as cursor:
        if PG:
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            plain = (tuple(cell.isoformat() if isinstance(cell, date) else cell for cell in row) for row in rows)
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * len(columns.split(',')))})", list(plain))


def peers(rows: list[Row]) -> None:
    """The tables of plain SQL: clocks with planned dates and the indexes for them, numbered days, reminders."""
    serial = "bigserial" if PG else "integer"
    execute("CREATE TABLE peer_clock (id bigint PRIMARY KEY, started date, limit_wd int, paused_wd int, yellow_at int, state varchar(8), light varchar(8), "
            "officer int, yellow_on date, red_on date)",
            f"CREATE TABLE peer_reminder (id {serial} PRIMARY KEY, clock_id bigint, light varchar(8), officer int, created_at timestamp)",
            "CREATE TABLE peer_day (day date PRIMARY KEY, position int)")
    first = days()[0]
    fill("peer_day", "day, position", ((day, position(day)) for day in (first + timedelta(n) for n in range((days()[-1] - first).days + 1))))
    fill("peer_clock", "id, started, limit_wd, paused_wd, yellow_at, state, light, officer, yellow_on, red_on",
         ((*row, *planned_days(row)) for row in rows))
    execute("CREATE INDEX peer_yellow ON peer_clock (yellow_on) WHERE state = 'running' AND light = 'green'",
            "CREATE INDEX peer_red ON peer_clock (red_on) WHERE state = 'running' AND light IN ('green', 'yellow')")


def planned_days(row: Row) -> tuple[date, date]:
    """The first yellow and the first red day."""
    zero = position(row[1]) + row[3]
    return days()[zero + row[2] - row[4] - 1], days()[zero + row[2]]


def ours(rows: list[Row]) -> None:
    """The same clocks as ours, in ten regions."""
    units = []
    for number in range(REGIONS):
        region = actions.add_region(MACHINE, f"第{number}区", RegionKind.DISTRICT)
        units.append(actions.add_unit(MACHINE, region, "审批局", UnitKind.APPROVAL))
    mark = rulebook().mark(units[0].region_id)

    def cells() -> Iterator[tuple[Any, ...]]:
        for key, start, limit, *_ in rows:
            unit = units[key % REGIONS]
            limits = f'{{"promised": {{"days": {limit}, "unit": "working", "counted_from": "accepted", "confidence": "verified", "procedure": "ordinary"}}}}'
            yield key, unit.region_id, unit.pk, None, "case", key, f"第{key}件", "", False, limits, start, "reviewing", None, None, False, mark

    def standings() -> Iterator[tuple[Any, ...]]:
        for row in rows:
            key, start, limit, paused, _, state, now, _ = row
            yellow, red = planned_days(row)
            due = days()[position(start) + paused + limit - 1]
            following = {"green": yellow, "yellow": red, "red": None}[now] if state == "running" else None
            yield key, units[key % REGIONS].region_id, LADDER, now, {"green": 0, "yellow": 1, "red": 2}[now], yellow, due, red, None, None, following, ""
    fill(Clock._meta.db_table, "id, region_id, unit_id, assignee_id, subject_type, subject_id, name, url, confidential, limits, opened_on, state, "
         "statutory_due_on, ended_on, provisional, calendar", cells())
    fill(HOT, "clock_id, region_id, ladder, light, rung, yellow_on, due_on, overdue_on, hold_until, reread_on, next_on, broken", standings())


LEFT = "(c.limit_wd - (%(today)s - w.position - c.paused_wd))"
NEW = f"CASE WHEN {LEFT} < 0 THEN 'red' WHEN {LEFT} <= c.yellow_at THEN 'yellow' ELSE 'green' END"
TURNED = f"SELECT c.id, {NEW} AS light, c.officer FROM peer_clock c JOIN peer_day w ON w.day = c.started WHERE c.state = 'running' AND c.light <> {NEW}"
NOTED = "INSERT INTO peer_reminder (clock_id, light, officer, created_at)"


def scan() -> None:
    """Every open clock is looked at."""
    today = {"today": position(TODAY)}
    if PG:
        execute(f"WITH t AS (UPDATE peer_clock x SET light = n.light FROM ({TURNED}) n WHERE x.id = n.id RETURNING x.id, x.light, x.officer) "
                f"{NOTED} SELECT id, light, officer, now() FROM t", values=today)
    else:
        execute("DROP TABLE IF EXISTS temp.turned")
        execute(f"CREATE TEMP TABLE turned AS {TURNED}", values=today)
        execute("UPDATE peer_clock SET light = t.light FROM turned t WHERE peer_clock.id = t.id",
                f"{NOTED} SELECT id, light, officer, CURRENT_TIMESTAMP FROM turned")


def planned() -> None:
    """Only what turns is looked at."""
    for new, where in (("red", "light IN ('green', 'yellow') AND red_on <= %s"), ("yellow", "light = 'green' AND yellow_on <= %s")):
        where = f"state = 'running' AND {where}"
        if PG:
            execute(f"WITH t AS (UPDATE peer_clock SET light = '{new}' WHERE {where} RETURNING id, officer) {NOTED} SELECT id, '{new}', officer, now() FROM t",
                    values=[TODAY])
        else:
            execute(f"{NOTED} SELECT id, '{new}', officer, CURRENT_TIMESTAMP FROM peer_clock WHERE {where}", values=[TODAY.isoformat()])
            execute(f"UPDATE peer_clock SET light = '{new}' WHERE {where}", values=[TODAY.isoformat()])


def back() -> None:
    """Both sides as they were before the sweep, and the tables swept up."""
    execute("UPDATE peer_clock SET light = b.light FROM before b WHERE b.id = peer_clock.id AND peer_clock.light <> b.light", "DELETE FROM peer_reminder",
            f"UPDATE {HOT} SET light = b.light, rung = b.rung, next_on = b.next_on FROM before b WHERE b.id = {HOT}.clock_id AND {HOT}.light <> b.light",
            f"DELETE FROM {Turn._meta.db_table}")
    execute("VACUUM ANALYZE" if PG else "ANALYZE")


def timed(work: Callable[[], object]) -> float:
    """Seconds."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def within(work: Callable[[], None]) -> Callable[[], None]:
    """A peer's work in one transaction."""
    def run() -> None:
        with transaction.atomic():
            work()
    return run


def main(size: int) -> dict[str, Any]:
    """Fill, and run the sides in turn."""
    call_command("migrate", verbosity=0)
    rows = list(clocks(size))
    wanted = reference(rows)
    with transaction.atomic():
        peers(rows)
    ours(rows)
    execute(f"CREATE TABLE before AS SELECT clock_id AS id, light, rung, next_on FROM {HOT}", "CREATE UNIQUE INDEX before_id ON before (id)")
    execute("VACUUM ANALYZE" if PG else "ANALYZE", *() if PG else (f"PRAGMA cache_size = -{CACHE}",))
    out: dict[str, Any] = {"ours": [], "scan": [], "planned": [], "still": [], "wrong": set()}
    for number in range(4 if size >= 1_000_000 else 8):
        kept = number > 0  # the first round warms up
        sides = (("ours", lambda: sweep(TODAY, hands=HANDS if PG else 1)), ("scan", within(scan)), ("planned", within(planned)))
        for name, work in sides[:: -1 if number % 2 else 1]:
            back()
            took = timed(work)
            if kept:
                out[name].append(took)
            table, key = (Turn._meta.db_table, "clock_id") if name == "ours" else ("peer_reminder", "clock_id")
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT {key}, light FROM {table}")
                turns = cursor.fetchall()
            if digest(turns) != wanted:
                out["wrong"].add(name)
            out["turned"] = len(turns)
            if name == "ours" and kept:
                out["still"].append(statistics_of_still())
    return {**out, "wrong": sorted(out["wrong"])}


def statistics_of_still() -> float:
    """A sweep right after a sweep."""
    sweep(TODAY)
    return timed(lambda: sweep(TODAY))


if __name__ == "__main__":
    pipe = sys.stdout
    sys.stdout = sys.stderr
    print(json.dumps(main(int(sys.argv[1]))), file=pipe)
