"""A process of its own, on a database with real files or a real server: threads that write at once, processes that are killed. Prints JSON."""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from threading import Lock
from typing import Any

import django
from django.conf import settings

django.setup()
settings.LUODI_PERMIT = "tests.ledger.acts.permit"

from django.core.management import call_command  # noqa: E402
from django.db import DatabaseError, connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from luodi.ledger.actions import By  # noqa: E402
from luodi.ledger.chain import end, verify  # noqa: E402
from luodi.ledger.models import Entry, Idempotency, Outbox  # noqa: E402
from luodi.ledger.outbox import Message, deliver  # noqa: E402
from luodi.rights.kernel import Person  # noqa: E402
from luodi.site.databases import close_all  # noqa: E402
from tests.ledger.acts import WHO, count, increase, move, rows, table, tamper, value, wipe  # noqa: E402
from tests.runners import at_once, dies_at  # noqa: E402


def standing() -> dict[str, Any]:
    """What is there, and whether it fits together."""
    return {"breaks": len(verify(1)), "rows": rows(), "entries": Entry.objects.count(), "outbox": Outbox.objects.count(), "keys": Idempotency.objects.count()}


def writers() -> dict[str, Any]:
    """Four threads, fifteen actions each, in a region that has no end yet."""
    wrong = at_once(lambda number: [count(Person(number + 1, "某"), 1) for _ in range(15)])
    return {"wrong": wrong, **standing()}


def same_key() -> dict[str, Any]:
    """Ten keys, each used by four threads at once."""
    answers: list[Any] = []
    wrong = at_once(lambda number: answers.extend(count(By(WHO, key=f"k{n}"), 1, by=n) for n in range(10)))
    return {"wrong": wrong, "answers": sorted(answer["by"] for answer in answers), **standing()}


def deliverers() -> dict[str, Any]:
    """Four threads that send what is due, with a receiver that fails every third attempt of a message; again later, until nothing waits."""
    for _ in range(20):
        count(WHO, 1, told=6)
    seen: list[tuple[str, int]] = []
    sent: list[str] = []
    lock = Lock()

    def send(message: Message) -> None:
        time.sleep(0.001)
        with lock:
            seen.append((message.key, message.attempt))
            if (message.number + message.attempt) % 3 == 0:
                raise ConnectionError("no answer")
            sent.append(message.key)
    wrong: list[str] = []
    for hour in range(3):
        due = partial(_deliver, timezone.now() + timedelta(hours=hour), send)
        wrong += at_once(due)
    return {"wrong": wrong, "seen": len(seen), "twice": len(seen) - len(set(seen)), "sent": len(sent), "different": len(set(sent)),
            "left": Outbox.objects.exclude(state="sent").count(), **standing()}


def one_matter() -> dict[str, Any]:
    """Thirty-two threads that each count one matter up five times, reading it before they write it."""
    table()
    wrong = at_once(lambda number: [increase(Person(number + 100, "某"), 1) for _ in range(5)], threads=32, connected=False)
    return {"wrong": wrong, "value": value(), "breaks": len(verify(1)), "entries": Entry.objects.count(), "outbox": Outbox.objects.count()}


def crossing() -> dict[str, Any]:
    """Sixteen threads that move things between two regions, half of them the other way round."""
    def work(number: int) -> None:
        here, there = (1, 2) if number % 2 else (2, 1)
        for _ in range(8):
            move(Person(number + 100, "某"), here, there)
    wrong = at_once(work, threads=16, connected=False)
    return {"wrong": wrong, "breaks": len(verify(1)) + len(verify(2)), "ends": [end(1).number, end(2).number], "rows": rows(), "outbox": Outbox.objects.count()}


COUNTS = ("SELECT (SELECT count(*) FROM test_counted), (SELECT count(*) FROM ledger_outbox), (SELECT count(*) FROM ledger_entry WHERE region_id = 1), "
          "(SELECT count(*) FROM ledger_entry WHERE region_id = 2), (SELECT number FROM ledger_head WHERE region_id = 1), "
          "(SELECT number FROM ledger_head WHERE region_id = 2)")
"""In one statement, so in one instant: on PostgreSQL a server may still be keeping what a killed process asked for."""


def kills() -> dict[str, Any]:
    """Processes that act and deliver until they are killed, LUODI_KILLS times at random instants, on one database; what was found after each."""
    chance, found, log = random.Random(int(os.environ.get("LUODI_SEED", "4"))), [], os.path.join(os.environ["LUODI_DATA"], "received")
    move(WHO, 1, 2)
    since = {1: end(1), 2: end(2)}
    before = time.monotonic()
    times = int(os.environ.get("LUODI_KILLS", "40"))
    for round_ in range(times):
        heads = {region: end(region) for region in since}
        close_all()
        ready, go = os.pipe()
        child = os.fork()
        if not child:
            until_killed(timezone.now() + timedelta(minutes=11 * round_), log, go)
        os.close(go)
        # At work, however slow the machine is: a byte for being ready, then one for every action.
        for _ in range(2 + chance.randrange(3)):
            os.read(ready, 1)
        time.sleep(chance.random() * 0.06)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(ready)
        breaks = [str(one) for region, last in since.items() for one in verify(region, since=last)]
        since = heads
        with connection.cursor() as cursor:
            cursor.execute(COUNTS)
            counted, queued, first, second, *ends = cursor.fetchone()
        if breaks or counted != queued or counted != first or ends != [first, second]:
            found.append({"round": round_, "breaks": breaks, "counted": counted, "queued": queued, "entries": [first, second], "ends": ends})
    spent = time.monotonic() - before
    for again in range(12):
        deliver(timezone.now() + timedelta(days=9 * (again + 1)) + timedelta(minutes=11 * times), receiver(log), limit=100_000)
    with open(log, encoding="utf-8") as file:
        received = [tuple(one.split()) for one in file]
    keys = {f"{region}.{key}" for region, key in Outbox.objects.values_list("region_id", "key")}
    return {"found": found, "kills": times, "actions": end(1).number, "breaks": len(verify(1)) + len(verify(2)), "seconds": round(spent),
            "left": Outbox.objects.exclude(state="sent").count(), "lost": len(keys - {key for key, _ in received}),
            "unknown": len({key for key, _ in received} - keys), "twice": len(received) - len(set(received)), "again": len(received) - len(keys)}


def receiver(log: str, slow: float = 0) -> Callable[[Message], None]:
    """What is sent stands in a file, written at once or not at all; the way there and back takes its time."""
    file = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def send(message: Message) -> None:
        time.sleep(slow)
        os.write(file, f"{message.region_id}.{message.key} {message.attempt}\n".encode())
        time.sleep(slow)
    return send


def until_killed(now: datetime, log: str, go: int) -> None:
    """The process to be killed. Two actions of three concern one region, the third one two; the clock of each process is past the lease of the last one."""
    try:
        connection.ensure_connection()
        send = receiver(log, slow=0.001)
        os.write(go, b"!")
        for number in range(10**9):
            count(WHO, 1) if number % 3 else move(WHO, 1, 2)
            os.write(go, b".")
            if number % 4 == 0:
                deliver(now, send, limit=10)
    finally:
        os._exit(1)


def old() -> dict[str, Any]:
    """A chain written before entries had an algorithm, then all migrations."""
    wipe()
    tamper("DELETE FROM ledger_head")
    call_command("migrate", "ledger", "0002", verbosity=0)
    last = ""
    for number, digest in enumerate(OLD, 1):
        tamper("INSERT INTO ledger_entry (region_id, number, at, person_id, verb, subject_type, subject_id, payload, reason, request_id, outcome, "
               "previous, hash) VALUES (1, %s, '2026-11-22 01:02:03.000004+00:00', 7, 'test.count', 'counter', 5, %s, '旧', '', 'done', %s, %s)",
               number, json.dumps({"by": number}), last, digest)
        last = digest
    tamper("INSERT INTO ledger_head (region_id, number, hash) VALUES (1, %s, %s)", len(OLD), last)
    call_command("migrate", "ledger", verbosity=0)
    count(WHO, 1)
    return {"breaks": [str(one) for one in verify(1)], "end": end(1).number}


OLD = ("05bdff60c7d5a2523991637295b12571cbbc4d174430616517dd4a9a054b4862", "a5b0d666edfaa573d855de4f86cbc136926eaa8bddb93d6dbd62e87827345a84")
"""Hashes as they were made then."""


def _deliver(now: datetime, send: Callable[[Message], None], number: int) -> None:
    deliver(now, send)


def killed() -> dict[str, Any]:
    """Processes that die before each statement of an action, before and after its COMMIT, and at random instants."""
    found = []
    statements = 8 if connection.vendor == "sqlite" else 7  # SQLite counts BEGIN
    for point in [*range(1, statements + 1), "before commit", "after commit", *(f"after {n} ms" for n in random.Random(4).sample(range(60), 10))]:
        count(WHO, 1)
        before = standing()
        close_all()
        child = os.fork()
        if not child:
            die(point)
        if isinstance(point, str) and point.endswith("ms"):
            time.sleep(0.03 + int(point.split()[1]) / 1000)
            os.kill(child, signal.SIGKILL)
        ended = os.waitpid(child, 0)[1]
        after = standing()
        found.append({"point": point, "killed": os.WIFSIGNALED(ended), "breaks": after["breaks"],
                      "kept": [after[name] - before[name] for name in ("rows", "entries", "outbox")]})
    return {"found": found, **standing()}


def back() -> dict[str, Any]:
    """All migrations backwards and forwards again, with entries in the table; then the triggers are there."""
    count(WHO, 1)
    wipe()
    call_command("migrate", "ledger", "zero", verbosity=0)
    gone = "ledger_entry" not in connection.introspection.table_names()
    call_command("migrate", "ledger", verbosity=0)
    count(WHO, 1)
    try:
        tamper("DELETE FROM ledger_entry")
    except DatabaseError as problem:
        return {"gone": gone, "says": str(problem)}
    return {"gone": gone, "says": ""}


def die(point: int | str) -> None:
    """The process to be killed."""
    keyed = not str(point).endswith("ms")
    try:
        with dies_at(point if isinstance(point, int) else f"{point} 1"):
            count(By(WHO, key=f"{point}" if keyed else ""), 1)
            while not keyed:
                count(By(WHO), 1)
    finally:
        os._exit(0)


if __name__ == "__main__":
    call_command("migrate", "ledger", verbosity=0)
    table()
    done = {"writers": writers, "same-key": same_key, "deliverers": deliverers, "killed": killed, "back": back, "one-matter": one_matter, "crossing": crossing,
            "kills": kills, "old": old}[sys.argv[1]]()
    print(json.dumps(done))  # noqa: T201
