"""`luodi serve` with its worker: started again when it dies, gone with its server, and a stop that answers whoever is waiting."""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from tests import databases

T = TypeVar("T")


@dataclass
class Served:
    """The product under way: its process, its address, its environment."""

    process: subprocess.Popen[bytes]
    url: str
    env: dict[str, str]

    def worker(self) -> int | None:
        """The id of the worker's process."""
        return next((pid for pid in children(self.process.pid) if b"--parent" in said(pid)), None)


def children(parent: int) -> list[int]:
    """The processes that a process has started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, ppid = stat.parent.name, int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:  # it has just ended
            continue
        if ppid == parent:
            found.append(int(name))
    return found


def said(pid: int) -> bytes:
    """The command line of a process; nothing once it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def wait(look: Callable[[], T | None], what: str) -> T:
    """Look again and again until there is something."""
    last = time.monotonic() + 240
    while not (found := look()):
        if time.monotonic() > last:
            pytest.fail(f"no {what} within four minutes")
        time.sleep(0.05)
    return found


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Starts servers; none is left."""
    running: list[subprocess.Popen[bytes]] = []
    with databases.own("serve") as its:
        def start(*options: str) -> Served:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                port = free.getsockname()[1]
            env = {**os.environ, "LUODI_DATA": str(tmp_path), **its}
            with (tmp_path / "log").open("a") as log:
                running.append(subprocess.Popen([sys.executable, "-m", "luodi.cli", "serve", "--port", str(port), *options], env=env, stdout=log, stderr=log))
            one = Served(running[-1], f"http://127.0.0.1:{port}", env)
            wait(lambda: _answers(one), "server")
            return one
        yield start
        for process in running:
            for pid in [*children(process.pid), process.pid]:
                if process.poll() is None:
                    os.kill(pid, signal.SIGKILL)
            process.wait()


def _answers(one: Served) -> bool:
    try:
        with urllib.request.urlopen(f"{one.url}/healthz", timeout=5):
            return True
    except OSError:
        assert one.process.poll() is None, "the server ended"
        return False


def test_a_worker_that_dies_is_started_again_and_ends_with_its_server(served: Callable[..., Served]) -> None:
    one = served()
    first = wait(one.worker, "worker")
    os.kill(first, signal.SIGKILL)
    second = wait(lambda: None if (pid := one.worker()) == first else pid, "second worker")
    one.process.terminate()
    assert one.process.wait(60) == 0
    assert said(second) == b""


def test_a_worker_whose_server_is_killed_ends_inside(served: Callable[..., Served]) -> None:
    one = served()
    worker = wait(one.worker, "worker")
    rest = children(one.process.pid)
    one.process.kill()
    one.process.wait()
    wait(lambda: said(worker) == b"", "end of the worker")
    for pid in rest:  # what granian leaves behind
        if said(pid):
            os.kill(pid, signal.SIGKILL)


def test_without_a_worker_there_is_none(served: Callable[..., Served]) -> None:
    one = served("--no-worker")
    time.sleep(1)
    assert one.worker() is None


@contextmanager
def held(one: Served) -> Iterator[None]:
    """Nobody can write to the accounts: whoever tries, waits."""
    if address := one.env.get("LUODI_DATABASE"):
        import psycopg
        with psycopg.connect(address) as connection:
            connection.execute("LOCK TABLE people_account IN EXCLUSIVE MODE")
            yield
    else:
        import sqlite3
        database = sqlite3.connect(Path(one.env["LUODI_DATA"]) / "luodi.sqlite3", isolation_level=None)
        database.execute("BEGIN IMMEDIATE")
        yield
        database.close()


def test_a_server_that_is_told_to_stop_answers_whoever_is_waiting(served: Callable[..., Served]) -> None:
    one = served()
    wait(one.worker, "worker")
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', browser.open(f"{one.url}/people/sign-in").read().decode())
    assert token
    form = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], "login": "nobody", "password": "nothing"}).encode()

    def sign_in() -> int:
        try:
            return int(browser.open(f"{one.url}/people/sign-in", form, timeout=60).status)
        except urllib.error.HTTPError as answer:
            return answer.code
    with ThreadPoolExecutor(1) as waiting:
        with held(one):
            answer = waiting.submit(sign_in)
            time.sleep(1.5)
            assert not answer.done()
            one.process.terminate()
            time.sleep(1.5)
        assert answer.result() == 403
    assert one.process.wait(60) == 0
