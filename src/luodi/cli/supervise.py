"""A worker beside the web processes: started with them, started again when it dies, stopped with them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic

SHORTEST, LONGEST, STEADY = 1.0, 60.0, 60.0
"""Seconds to wait before a worker that died is started again, at first and at most; one that lived for STEADY counts as well."""
PATIENCE = 30.0
"""Seconds that a worker has to end: somewhat more than it gives its own work."""


@contextmanager
def worker() -> Iterator[None]:
    """Keep a worker running for as long as the block runs. When this process is killed, the worker notices and ends by itself."""
    over = Event()
    # The first one here, not in the thread: a fork by the server at the same instant would inherit the pipe on which the start is waited for.
    thread = Thread(target=_keep, args=(over, _started()))
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _started() -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl+C comes to this process only, which then ends the worker.
    return subprocess.Popen([sys.executable, "-m", "luodi.cli", "work", "--parent", str(os.getpid())], start_new_session=True)


def _keep(over: Event, process: subprocess.Popen[bytes]) -> None:
    pause = SHORTEST
    while True:
        began = monotonic()
        while process.poll() is None and not over.wait(0.2):
            pass
        if process.poll() is None:
            _end(process)
            return
        pause = SHORTEST if monotonic() - began > STEADY else min(pause * 2, LONGEST)
        print(f"后台进程结束了（{process.returncode}），{pause:.0f} 秒后再启动 · the worker ended and is started again in {pause:.0f} s",
              file=sys.stderr, flush=True)
        if over.wait(pause):
            return
        process = _started()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
