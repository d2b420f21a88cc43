"""A process of its own, on a database with real files or a real server: workers that are killed, told to stop, two at once. Prints JSON."""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from luodi.engine.source import Said  # noqa: E402
from luodi.rights.kernel import MACHINE  # noqa: E402
from luodi.site.databases import close_all  # noqa: E402
from luodi.work import jobs, leases, rounds, worker  # noqa: E402
from luodi.work.jobs import Run, job  # noqa: E402
from luodi.work.models import Job, Turn, Worker  # noqa: E402
from luodi.work.rounds import Round, register  # noqa: E402
from tests.runners import sql  # noqa: E402
from tests.work.asking import ask  # noqa: E402

KILLS = int(os.environ.get("LUODI_KILLS", "10"))
UNITS = 40 * KILLS
chance = random.Random(4)
running: list[int] = []


@job("test.units")
def units(run: Run) -> Said:
    """Many units, each written down once however often it is done; how often is counted beside it."""
    for unit in range(run.done, run.params["units"]):
        sql("INSERT INTO test_done (job, unit, pid) VALUES (%s, %s, %s)", run.job_id, unit, os.getpid())
        sql("INSERT INTO test_unit (job, unit) VALUES (%s, %s) ON CONFLICT DO NOTHING", run.job_id, unit)
        time.sleep(0.002)
        run.progress(unit + 1, run.params["units"])
    return Said("好了", "done")


@job("test.once")
def just_once(run: Run) -> Said:
    """One unit, without any guard of its own."""
    sql("INSERT INTO test_done (job, unit, pid) VALUES (%s, 0, %s)", run.job_id, os.getpid())
    time.sleep(run.params.get("ms", 10) / 1000)
    return Said("好了", "done")


def alone(now: datetime, seconds: float = 0.02) -> str:
    """A round that notices when another one is under way."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE test_inside SET inside = 1 WHERE inside = 0")
        met = cursor.rowcount == 0
    time.sleep(seconds)
    sql("UPDATE test_inside SET inside = 0, made = made + 1, met = met + %s", int(met))
    return ""


def started(threads: int = 1) -> int:
    """The id of a new worker."""
    close_all()
    child = os.fork()
    if not child:
        try:
            worker.work(threads)
        finally:
            os._exit(0 if sys.exception() is None else 1)
    running.append(child)
    return child


def wait(until: Callable[[], bool], seconds: float = 240) -> None:
    """Look again and again until something is so."""
    last = time.monotonic() + seconds
    while not until():
        if time.monotonic() > last:
            raise TimeoutError(f"not within {seconds} s: {list(Job.objects.values('state', 'done', 'attempts', 'said', 'error'))}")
        time.sleep(0.01)


def stopped(*children: int) -> list[int]:
    """Tell workers to stop; their exit codes."""
    for child in children:
        os.kill(child, signal.SIGTERM)
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


def killed() -> dict[str, Any]:
    """A worker is killed at random instants in the middle of a job; the last one ends it."""
    one = ask(MACHINE, 1, "test.units", {"units": UNITS})
    for _ in range(KILLS):
        child = started()
        seen = Job.objects.get().claim

        def taken(seen: str = seen) -> bool:
            return Job.objects.get().claim not in ("", seen)
        wait(taken)
        wait(lambda: Job.objects.get().attempts < 2)  # three in vain would be given up, which is another test
        time.sleep(chance.random() * 0.15)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    before = Job.objects.get()
    child = started()
    wait(lambda: Job.objects.get().state == "done")
    one.refresh_from_db()
    return {"interrupted": before.state, "state": one.state, "done": one.done, "units": sql("SELECT count(*) FROM test_unit")[0][0], "exit": stopped(child),
            "again": sql("SELECT count(*) FROM test_done")[0][0] - UNITS, "left": Worker.objects.count()}


def two() -> dict[str, Any]:
    """Two workers with two threads each, fifty jobs and a round that must be alone."""
    register(Round("alone", timedelta(milliseconds=50), alone))
    for _ in range(50):
        ask(MACHINE, 1, "test.once")
    children = [started(2), started(2)]
    wait(lambda: not Job.objects.exclude(state="done").exists())
    wait(lambda: int(sql("SELECT made FROM test_inside")[0][0]) >= 30)
    exits = stopped(*children)
    counts = sorted(row[0] for row in sql("SELECT count(*) FROM test_done GROUP BY job"))
    return {"exit": exits, "jobs": counts, "met": sql("SELECT met FROM test_inside")[0][0], "workers": len(sql("SELECT DISTINCT pid FROM test_done"))}


def slow() -> dict[str, Any]:
    """Work that lasts longer than a lease, and never says how far it is, stays with the worker that has it."""
    register(Round("slow", timedelta(milliseconds=50), lambda now: alone(now, 1.0)))
    ask(MACHINE, 1, "test.once", {"ms": 2500})
    children = [started(2), started(2)]
    wait(lambda: Job.objects.get().state == "done")
    wait(lambda: int(sql("SELECT made FROM test_inside")[0][0]) >= 3)
    exits = stopped(*children)
    return {"exit": exits, "done": sql("SELECT count(*) FROM test_done")[0][0], "met": sql("SELECT met FROM test_inside")[0][0]}


def term() -> dict[str, Any]:
    """A worker that is told to stop in the middle of a job gives it back; the next one goes on."""
    one = ask(MACHINE, 1, "test.units", {"units": UNITS})
    child = started()
    wait(lambda: Job.objects.get().done > 5)
    exits = stopped(child)
    one.refresh_from_db()
    given_back = [one.state, one.claim, 5 < one.done < UNITS, one.attempts]
    child = started()
    wait(lambda: Job.objects.get().state == "done")
    return {"exit": exits + stopped(child), "given_back": given_back, "done": sql("SELECT count(*) FROM test_done")[0][0] - UNITS,
            "left": Worker.objects.count()}


def gone() -> dict[str, Any]:
    """The database is not to be used for a while, and on a server all connections are cut; the same worker goes on afterwards."""
    child = started()
    wait(lambda: Worker.objects.exists())
    sql("ALTER TABLE work_job RENAME TO away_job")
    sql("ALTER TABLE work_turn RENAME TO away_turn")
    if connection.vendor == "postgresql":
        sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
    time.sleep(0.3)
    sql("ALTER TABLE away_job RENAME TO work_job")
    sql("ALTER TABLE away_turn RENAME TO work_turn")
    ask(MACHINE, 1, "test.once")
    wait(lambda: Job.objects.get().state == "done")
    return {"pids": [row[0] for row in sql("SELECT pid FROM test_done")] == [child], "exit": stopped(child)}


def back() -> dict[str, Any]:
    """The migrations backwards and forwards."""
    call_command("migrate", "work", "zero", verbosity=0)
    there = "work_job" in connection.introspection.table_names()
    call_command("migrate", "work", verbosity=0)
    return {"there": there, "turns": Turn.objects.count()}


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    for made in ("test_done (job bigint, unit int, pid int)", "test_unit (job bigint, unit int, PRIMARY KEY (job, unit))",
                 "test_inside (inside int, made int, met int)"):
        sql(f"CREATE TABLE {made}")
    sql("INSERT INTO test_inside VALUES (0, 0, 0)")
    for module in (leases, jobs, rounds, worker):
        setattr(module, "LEASE", timedelta(seconds=0.6))  # noqa: B010
    worker.IDLE = 0.05  # type: ignore[misc]
    rounds.ROUNDS.clear()
    try:
        print(json.dumps({"killed": killed, "two": two, "slow": slow, "term": term, "gone": gone, "back": back}[sys.argv[1]]()))  # noqa: T201
    finally:
        for child in running:  # when something went wrong
            with suppress(ProcessLookupError, ChildProcessError):
                if os.waitpid(child, os.WNOHANG) == (0, 0):
                    os.kill(child, signal.SIGKILL)
