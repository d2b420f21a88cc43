"""The ground of all tests: a data folder of their own, a fixed day, and, for those that ask, the product as it is served."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis
import pytest

from . import databases

# Before Django reads its settings: every test process has a folder of its own, and no test reads the wall clock.
_folder = TemporaryDirectory(prefix="luodi-tests-")
os.environ |= {"LUODI_DATA": _folder.name, "LUODI_TODAY": "2026-11-23", "LUODI_SECRET": "", "LUODI_HOSTS": "127.0.0.1,localhost,testserver",
               "LUODI_SECOND_FACTOR_ROLES": "",
               "DJANGO_SETTINGS_MODULE": "luodi.site.settings",
               # A browser's driver leaves its event loop running in the process; tests of another kind that come after it there ask the database as they are.
               "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
for name in ("LUODI_DEBUG", "LUODI_HTTPS", "LUODI_EXPORTS_PER_MINUTE", "LUODI_OIDC_ISSUER", "LUODI_OIDC_CLIENT_ID"):
    os.environ.pop(name, None)
databases.choose()
ONCE = ("approval", "cli", "demo", "frame", "notices", "people", "portal", "promotion", "rights", "site", "workbench")
"""Folders whose statements are Django's own words: what happens at once there, and nothing else, is asked of two databases in `make test`."""
RACED = ("approval", "projects", "promotion")
"""Folders whose races are asked of PostgreSQL alone in `make test`: on SQLite one writes at a time, and what holds there is seen in those of the ledger."""
TOTP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
"""The secret of every authenticator in `desk`."""


def pytest_configure(config: pytest.Config) -> None:
    """Static files by their plain names: nothing has been collected for these tests."""
    config.addinivalue_line("markers", "database: uses a database; set by itself")
    from django.conf import settings
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)


def pytest_itemcollected(item: pytest.Item) -> None:
    """`-m database` chooses the tests that a second database can tell something."""
    if databases.touches(item):
        item.add_marker("database")
    races = item.path.stem.endswith("_at_once")
    if item.path.parent.name in ONCE and not races:
        item.add_marker("once")
    if item.path.parent.name in RACED and races:
        item.add_marker("raced")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, so that at the end nobody waits for one of them; as many of them in what each process is given at the beginning."""
    count = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    long = [item for item in items if item.get_closest_marker("walk")]
    others = [item for item in items if not item.get_closest_marker("walk")]
    items[:] = [item for part in range(count) for item in (
        *long[part::count], *others[len(others) * part // count:len(others) * (part + 1) // count])]


def pytest_unconfigure() -> None:
    """Nothing is left running."""
    databases.stop()


@pytest.fixture(autouse=True)
def _chinese() -> None:
    """Every test begins in the language of the product: a request in another one leaves it behind."""
    from django.utils import translation
    translation.activate("zh-hans")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `luodi serve`, in a process of its own: real files, real headers. One for every test process."""
    with databases.own("served") as its, serving(tmp_path_factory, {"LUODI_DATA": str(tmp_path_factory.mktemp("served")), **its}) as address:
        yield address


@dataclass(frozen=True)
class Desk:
    """A product that is served with an invented district in it. `cookies`: sessions by login; `ids`: what the pages are about."""

    address: str
    cookies: dict[str, str]
    ids: dict[str, int | str]


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """`tests.seed`, served; the second factor as the product ships it, and no worker, so that nothing moves by itself."""
    with databases.own("desk") as its:
        env = {"LUODI_DATA": str(tmp_path_factory.mktemp("desk")), "LUODI_SEED_TOTP": TOTP, "LUODI_SECOND_FACTOR_ROLES": "platform_admin,auditor,unit_admin",
               "LUODI_EXPORTS_PER_MINUTE": "1000", **its}
        made = subprocess.run([sys.executable, "-m", "tests.seed"], capture_output=True, text=True, env={**os.environ, **env}, cwd=Path(__file__).parents[1])
        if made.returncode:
            pytest.fail(f"the seed failed:\n{made.stderr}")
        told = json.loads(made.stdout)
        with serving(tmp_path_factory, env, "--no-worker") as address:
            yield Desk(address, told["cookies"], told["ids"])


@contextmanager
def serving(tmp_path_factory: pytest.TempPathFactory, env: dict[str, str], *more: str) -> Iterator[str]:
    """`luodi serve` on a free port, until it is no longer needed."""
    log = tmp_path_factory.mktemp("log") / "serve.log"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "luodi.cli", "serve", "--port", str(port), *more]
    with log.open("w") as out, subprocess.Popen(command, stdout=out, stderr=out, env={**os.environ, **env}) as process:
        try:
            while not _answers(f"{address}/healthz"):
                if process.poll() is not None:
                    pytest.fail(f"`luodi serve` ended:\n{log.read_text()}")
                time.sleep(0.05)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=20)


@pytest.fixture
def lasting_db(transactional_db: None) -> Iterator[None]:
    """A database whose transactions are real ones; what cleans up afterwards would meet the triggers of the ledger, so its entries go before."""
    yield
    from tests.ledger.acts import wipe
    wipe()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


hypothesis.settings.register_profile("luodi", deadline=None)  # no test is timed; a busy machine is no fault
hypothesis.settings.load_profile("luodi")
