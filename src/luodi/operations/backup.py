"""A backup while the product runs: one instant of the whole database, in a form that both databases read."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.utils import load_backend

import luodi
from luodi.engine.source import refuse
from luodi.ledger.models import Head
from luodi.operations import archive, tables
from luodi.operations.archive import FOLDERS, KEY, Manifest, Upload

ALIAS: Final = "luodi_snapshot"


@dataclass(frozen=True)
class Made:
    """A backup that was written. `sha256`: of the whole file; `bytes`: its size."""

    manifest: Manifest
    bytes: int
    sha256: str


def backup(path: Path, now: datetime, with_key: bool = True) -> Made:
    """Write a backup to `path`, replacing one of the same name once it is whole. Writers are not held up.

    Room for two packed copies is needed beside `path`, on SQLite for one of the database too. Raises Refused when it cannot be written, or when the
    database is ahead of this code.
    """
    if path.is_dir() or not path.parent.is_dir():
        refuse(None, f"“{path}”不能写：应是一个文件名，所在的文件夹要有", f'cannot write "{path}": name a file in a folder that exists')
    try:
        with TemporaryDirectory(prefix=".luodi-backup-", dir=path.parent) as beside, _snapshot(Path(beside)):
            manifest = _collected(Path(beside), now, with_key)
            with archive.appearing(path) as file:
                _write(archive.Writer(file), manifest, Path(beside))
    except OSError as problem:
        refuse(None, f"写不了“{path}”：{problem.strerror}", f'cannot write "{path}": {problem.strerror}')
    return Made(manifest, path.stat().st_size, archive.hashed(path))


def fingerprint(key: str) -> str:
    """What tells two secret keys apart and does not help to guess one."""
    return hashlib.pbkdf2_hmac("sha256", key.encode(), b"luodi backup", 100_000, 8).hex()


def key_file() -> Path:
    """Where the secret key is kept when the environment does not give it."""
    return Path(settings.DATA) / KEY


@contextmanager
def _snapshot(beside: Path) -> Iterator[None]:
    """The database at one instant, under a name of its own."""
    source = connections[DEFAULT_DB_ALIAS]
    held: dict[str, Any] = deepcopy(source.settings_dict)
    held |= {"CONN_MAX_AGE": 0, "DISABLE_SERVER_SIDE_CURSORS": False}
    sqlite = source.vendor == "sqlite"
    if sqlite:
        # A copy in one step: a long read of the database itself would keep its log from being emptied.
        with sqlite3.connect(beside / "copy.sqlite3") as copy:
            source.ensure_connection()
            source.connection.backup(copy)
        copy.close()
        held |= {"NAME": beside / "copy.sqlite3", "OPTIONS": {}}
    else:
        from psycopg import IsolationLevel
        options = {name: value for name, value in held["OPTIONS"].items() if name != "pool"}
        held["OPTIONS"] = {**options, "isolation_level": IsolationLevel.REPEATABLE_READ}
    connections.databases[ALIAS] = held
    connection = connections[ALIAS] = load_backend(held["ENGINE"]).DatabaseWrapper(held, ALIAS)
    try:
        with transaction.atomic(using=ALIAS):
            yield
    finally:
        connection.close()
        del connections[ALIAS], connections.databases[ALIAS]


def _collected(beside: Path, now: datetime, with_key: bool) -> Manifest:
    """Every table packed into a file beside, and what is to be said of it all."""
    loader = MigrationLoader(connections[ALIAS])
    held = set(loader.applied_migrations)
    if ahead := tables.unknown(loader, held):
        refuse(None, f"数据库比程序新（{ahead[0][0]} {ahead[0][1]}），请用新版程序备份",
               f"the database is ahead of the program ({ahead[0][0]} {ahead[0][1]}); back it up with the newer one")
    if not held:
        refuse(None, "数据库是空的，没有可备份的内容", "the database is empty; there is nothing to back up")
    packed = []
    for name, model in tables.kept(tables.after(loader, held)).items():
        names = tuple(str(field.column) for field in tables.columns(model))
        packed.append(archive.pack(tables.rows(model, ALIAS), beside / f"{name}.jsonl.gz", name, names))
    chains = Head.objects.using(ALIAS).order_by("region_id").values_list("region_id", "number", "hash")
    migrations = {app: tuple(sorted(name for its, name in held if its == app)) for app in sorted({app for app, _ in held})}
    return Manifest(
        luodi.__version__, now.astimezone(UTC).isoformat(timespec="seconds"), connections[ALIAS].vendor, migrations,
        tuple(f"{region}:{number}:{hash_}" for region, number, hash_ in chains), tuple(packed), tuple(_uploads()),
        with_key and key_file().is_file() and not os.environ.get("LUODI_SECRET"), fingerprint(settings.SECRET_KEY))


def _uploads() -> Iterator[Upload]:
    data = Path(settings.DATA)
    for folder in FOLDERS:
        for path in sorted((data / folder).rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield Upload(path.relative_to(data).as_posix(), path.stat().st_size, archive.hashed(path))


def _write(writer: archive.Writer, manifest: Manifest, beside: Path) -> None:
    writer.manifest(manifest)
    if manifest.key:
        writer.text(KEY, key_file().read_text())
    for table in manifest.tables:
        writer.file(f"tables/{table.name}.jsonl.gz", beside / f"{table.name}.jsonl.gz")
    for upload in manifest.uploads:
        writer.file(upload.name, Path(settings.DATA) / upload.name, upload.bytes)
    writer.close()
