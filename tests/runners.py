"""Processes of their own for tests: on a database with real files or a real server, with threads that begin together."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

from django.db import connection

from tests import databases

ROOT = Path(__file__).parents[1]


def ran(module: str, *what: str, folder: Path, **environ: str) -> Any:
    """What a module, run as a process with a data folder and a database of its own, found and printed as JSON."""
    with databases.own(module.split(".")[1]) as its:
        done = subprocess.run([sys.executable, "-m", module, *what], cwd=ROOT, env={**os.environ, "LUODI_DATA": str(folder), **environ, **its},
                              capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-6000:]
    return json.loads(done.stdout)


def at_once(work: Callable[[int], object], threads: int = 4, connected: bool = True) -> list[str]:
    """Run a piece of work in threads that begin together; what went wrong.

    `connected`: each with a connection before it begins. Not for more threads than the pool has connections: they wait for one another's.
    """
    barrier, wrong = Barrier(threads, timeout=60), []

    def one(number: int) -> None:
        try:
            if connected:
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


@contextmanager
def dies_at(point: int | str) -> Iterator[None]:
    """This process is killed before its statement of that number, or at `before commit 2`, `after commit 1`; at any other words never."""
    statements = commits = 0

    def counting(execute: Any, *rest: Any) -> Any:
        nonlocal statements
        statements += 1
        _die(statements == point)
        return execute(*rest)
    real: Any = connection
    commit = real._commit

    def committing() -> None:
        nonlocal commits
        commits += 1
        _die(point == f"before commit {commits}")
        commit()
        _die(point == f"after commit {commits}")
    connection.ensure_connection()
    real._commit = committing
    with connection.execute_wrapper(counting):
        yield


def _die(now: bool) -> None:
    if now:
        os.kill(os.getpid(), signal.SIGKILL)


def sql(line: str, *values: Any) -> list[Any]:
    """One statement, its rows if it has any."""
    with connection.cursor() as cursor:
        cursor.execute(line, values)
        return cursor.fetchall() if cursor.description else []
