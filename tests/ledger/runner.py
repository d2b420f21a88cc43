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
from threading import Barrier, Lock, Thread
from typing import Any

import django
from django.conf import settings

django.setup()
settings.LUODI_PERMIT = "tests.ledger.acts.permit"

from django.core.management import call_command  # noqa: E402
from django.db import DatabaseError, connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from luodi.ledger.actions import By  # noqa: E402
from luodi.ledger.chain import verify  # noqa: E402
from luodi.ledger.models import Entry, Idempotency, Outbox  # noqa: E402
from luodi.ledger.outbox import Message, deliver  # noqa: E402
from luodi.rights.kernel import Person  # noqa: E402
from luodi.site.databases import close_all  # noqa: E402
from tests.ledger.acts import WHO, count, rows, table, tamper, wipe  # noqa: E402


def at_once(work: Callable[[int], object], threads: int = 4) -> list[str]:
    """Run a piece of work in threads that begin together; what went wrong."""
    barrier, wrong = Barrier(threads), []

    def one(number: int) -> None:
        try:
            connection.ensure_connection()
            barrier.wait()
            work(number)
        except Exception as problem:  # told to the test
            wrong.append(repr(problem))
        finally:
            connection.close()
    started = [Thread(target=one, args=(number,)) for number in range(threads)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()
    return wrong


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
    try:
        left = point if isinstance(point, int) else -1

        def counting(execute: Any, *rest: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(*rest)
        real: Any = connection
        commit = real._commit

        def committing() -> None:
            if point == "before commit":
                os.kill(os.getpid(), signal.SIGKILL)
            commit()
            if point == "after commit":
                os.kill(os.getpid(), signal.SIGKILL)
        connection.ensure_connection()
        real._commit = committing
        with connection.execute_wrapper(counting):
            while True:
                count(By(WHO, key=f"{point}" if not str(point).endswith("ms") else ""), 1)
                if not str(point).endswith("ms"):
                    break
    finally:
        os._exit(0)


if __name__ == "__main__":
    call_command("migrate", "ledger", verbosity=0)
    table()
    print(json.dumps({"writers": writers, "same-key": same_key, "deliverers": deliverers, "killed": killed, "back": back}[sys.argv[1]]()))  # noqa: T201
