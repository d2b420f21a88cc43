"""A process of its own, on a database with real files or a real server: a table whose workers are killed, and the same without. Prints JSON."""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import django

ROWS, KILLS = 3000, 4
chance = random.Random(5)


def main() -> dict[str, Any]:
    """Two districts import the same table, one with workers that are killed."""
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from luodi.imports import actions
    from luodi.ledger.models import Entry
    from luodi.people.models import Account, Post
    from luodi.people.queries import person_of
    from luodi.rights.kernel import Role
    from luodi.site.databases import close_all
    from luodi.work import jobs, leases, rounds, worker
    from luodi.work.models import Job
    from tests.imports.tables import people, table, uploaded
    from tests.people.country import TODAY, founded, person
    call_command("migrate", verbosity=0)
    for module in (leases, jobs, rounds, worker):
        vars(module)["LEASE"] = timedelta(seconds=0.6)
    worker.IDLE = 0.05  # type: ignore[misc]
    rounds.ROUNDS.clear()
    country = founded()
    boss = person("boss", country.bureau, Role.PLATFORM_ADMIN)

    def started() -> int:
        close_all()
        child = os.fork()
        if not child:
            try:
                worker.work()
            finally:
                os._exit(0 if sys.exception() is None else 1)
        return child

    def wait(state: str, child: int) -> None:
        last = time.monotonic() + 240
        while Job.objects.latest("pk").state != state:
            if time.monotonic() > last:
                os.kill(child, signal.SIGKILL)
                raise TimeoutError(str(list(Job.objects.values())))
            time.sleep(0.01)

    def looked(first: int) -> dict[str, Any]:
        job, logins = Job.objects.latest("pk"), [f"p{n}" for n in range(first, first + ROWS)]
        made = sum(Account.objects.filter(login__in=logins[start:start + 500]).count() for start in range(0, ROWS, 500))
        posts = sum(Post.objects.filter(account__login__in=logins[start:start + 500]).count() for start in range(0, ROWS, 500))
        file = f"{first}.xlsx"
        parts = [entry.payload["part"] for entry in Entry.objects.filter(verb="people.import").order_by("number") if entry.payload["file"] == file]
        return {"came": job.result["came"], "accounts": made, "posts": posts, "parts": parts, "state": job.state, "done": job.done}

    upload = uploaded(boss, table(people(ROWS)), "0.xlsx")
    start, confirmed = Barrier(2), list[str]()

    def confirm() -> None:
        try:
            start.wait()
            actions.confirm(person_of(boss, TODAY), upload)
            confirmed.append("ok")
        except Exception as problem:
            confirmed.append(type(problem).__name__)
        finally:
            connection.close()
    threads = [Thread(target=confirm) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    count, interrupted = Job.objects.count(), 0
    for _ in range(KILLS):
        before = Job.objects.get().done
        child = started()
        last = time.monotonic() + 60
        while Job.objects.get().state != "done" and Job.objects.get().done <= before and time.monotonic() < last:
            time.sleep(0.005)
        time.sleep(chance.random() * 0.05)
        os.kill(child, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(child, 0)
        interrupted += Job.objects.get().state == "running"
    child = started()
    wait("done", child)
    broken = looked(0)
    actions.confirm(person_of(boss, TODAY), uploaded(boss, table(people(ROWS, ROWS)), f"{ROWS}.xlsx"))
    wait("done", child)
    whole = looked(ROWS)
    os.kill(child, signal.SIGTERM)
    os.waitpid(child, 0)
    return {"rows": ROWS, "interrupted": interrupted, "broken": broken, "whole": whole, "confirmed": confirmed, "jobs": count}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main()))
