"""A backup put into an empty database: everything is checked before anything is written, and what was cut off says so and can be begun again."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

import luodi
from luodi.engine.source import Said, refuse
from luodi.ledger import chain
from luodi.operations import archive, tables
from luodi.operations.archive import FOLDERS, Backup, Manifest, unusable
from luodi.operations.backup import fingerprint, key_file

MARK: Final = "luodi_restore"
"""A table that is there from the first thing a restore writes to the last: as long as it is, the database is not to be used."""
ROOM: Final = 3
"""How much a database takes, at most, of what its lines take in a backup."""


@dataclass(frozen=True)
class Restored:
    """What was restored. `warnings`: what somebody should know about it."""

    manifest: Manifest
    rows: int
    warnings: tuple[Said, ...]


def unfinished() -> bool:
    """Whether a restore was begun here and did not end. Raises DatabaseError without a database."""
    return MARK in connection.introspection.table_names()


def refuse_unfinished() -> None:
    """Raise Refused where a restore did not end: nobody should work on half of it."""
    if unfinished():
        refuse(None, "上次恢复没有完成，数据库现在不能用。请再运行一次 luodi restore",
               "the last restore did not finish and the database cannot be used as it is; run luodi restore again")


def restore(path: Path, broken_chain: bool = False) -> Restored:
    """Put a backup into this installation's database, which must be empty, and its uploads and secret key into the data folder.

    `broken_chain`: take a ledger that was broken already when it was backed up. Raises Refused, mostly before anything is written; after that the
    database says that it is unfinished, and restoring again begins anew.
    """
    backup = Backup(path)
    try:
        with _alone():
            _fits(backup.manifest, path)
            backup.check()
            _begin()
            _fill(backup)
            call_command("migrate", verbosity=0)
            call_command("createcachetable", verbosity=0)
            _ends_hold(backup.manifest, path)
            if not broken_chain:
                _chains_hold(path)
            _uploads(backup)
            warnings = tuple(_key(backup))
            with connection.cursor() as cursor:
                cursor.execute(f"DROP TABLE {MARK}")
    except DatabaseError as problem:
        refuse(None, f"写不进数据库：{problem}", f"cannot write to the database: {problem}")
    finally:
        backup.close()
    return Restored(backup.manifest, sum(table.rows for table in backup.manifest.tables), warnings)


@contextmanager
def _alone() -> Iterator[None]:
    """One restore at a time."""
    said = ("另一个恢复正在进行，请等它结束", "another restore is under way; wait until it has ended")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [MARK])
            if cursor.fetchone() != (True,):
                refuse(None, *said)
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [MARK])
        return
    Path(settings.DATA).mkdir(parents=True, exist_ok=True)
    with (Path(settings.DATA) / ".restore.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            refuse(None, *said)
        yield


def _fits(manifest: Manifest, path: Path) -> None:
    """Whether this backup can be restored here: an empty place, a version that is known, room enough."""
    loader = MigrationLoader(connection)
    keys = _keys(manifest)
    if ahead := tables.unknown(loader, keys):
        unusable(path, f"是 {manifest.version} 版做的，比这里的 {luodi.__version__} 新（{ahead[0][0]} {ahead[0][1]}），请先装新版",
                 f"was made by version {manifest.version}, which is newer than {luodi.__version__} here ({ahead[0][0]} {ahead[0][1]}); install that first")
    if tables.unknown(loader, loader.applied_migrations):
        refuse(None, "这个数据库是更新的版本建的，请换一个空的", "this database was made by a newer version; name an empty one")
    lacking = [parent for app, name in keys for parent in loader.graph.node_map[app, name].parents if parent.key not in keys]
    wanted = {name: {field.column for field in tables.columns(model)} for name, model in tables.kept(tables.after(loader, keys)).items()}
    held = {table.name: set(table.columns) for table in manifest.tables}
    # What is left out today may have been kept by the version that made it: it is not read.
    held = {name: found for name, found in held.items() if name not in tables.LEFT_OUT}
    if lacking or wanted != held or any(len(table.columns) != len(set(table.columns)) for table in manifest.tables):
        unusable(path, "里的表与它写明的版本不符，不完整或被改过", "holds other tables than its version has; it is not whole or was changed")
    if not unfinished():
        if full := tables.filled(connection):
            refuse(None, f"数据库里已有数据（{full[0]}），恢复只进空库。请换一个空的 LUODI_DATA 文件夹，或换一个空的 PostgreSQL 数据库",
                   f"the database holds data already ({full[0]}); a restore needs an empty one: name another LUODI_DATA folder, or another PostgreSQL")
        for folder in FOLDERS:
            if manifest.uploads and any((Path(settings.DATA) / folder).glob("*")):
                refuse(None, f"数据文件夹里已有 {folder}，请先移走", f"the data folder holds {folder} already; move it away first")
    need = sum(upload.bytes for upload in manifest.uploads) + (ROOM * sum(t.bytes for t in manifest.tables) if connection.vendor == "sqlite" else 0)
    Path(settings.DATA).mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.DATA).free
    if need > free:
        refuse(None, f"要 {need:,} 字节，数据文件夹所在的盘只剩 {free:,} 字节", f"{need:,} bytes are needed; the disk of the data folder has {free:,} left")


def _keys(manifest: Manifest) -> set[tables.Key]:
    return {(app, name) for app, names in manifest.migrations.items() for name in names}


def _begin() -> None:
    """Take away the empty tables, and mark what follows as unfinished: one transaction."""
    with connection.constraint_checks_disabled(), transaction.atomic(), connection.cursor() as cursor:
        ours = tables.present(connection)
        if connection.vendor == "postgresql":
            cursor.execute("SELECT DISTINCT tgfoid::regprocedure::text FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = ANY(%s::regclass[])",
                           [[connection.ops.quote_name(name) for name in ours]])
            for (function,) in cursor.fetchall():
                cursor.execute(f"DROP FUNCTION {function} CASCADE")
        for name in ours:
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(name)}{' CASCADE' if connection.vendor == 'postgresql' else ''}")
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {MARK} (at varchar(40))")
        cursor.execute(f"INSERT INTO {MARK} VALUES (%s)", [timezone.now().isoformat()])


def _fill(backup: Backup) -> None:
    """The tables as they were when the backup was made, and its rows: one transaction.

    The ledger's triggers stay where they are: they refuse to change and remove, not to add.
    """
    models = tables.kept(tables.migrated(connection, _keys(backup.manifest)))
    with transaction.atomic():
        with connection.cursor() as cursor:
            for name in models:  # what migrations wrote is in the backup
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")
        for table in (table for table in backup.manifest.tables if table.name in models):
            try:
                tables.load(models[table.name], table.columns, map(archive.decoded, backup.lines(table)), connection)
            except (TypeError, ValueError) as problem:
                unusable(backup.path, f"“{table.name}”里的值放不进去：{problem}", f'holds a value that does not fit into "{table.name}": {problem}')
        connection.check_constraints()
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(models.values())):
                cursor.execute(statement)


def _chains_hold(path: Path) -> None:
    for region in chain.regions():
        if found := next(chain.walk(region, {}), None):
            unusable(path, f"里的台账有断裂：区域 {region} 第 {found.number} 条，{found.said.zh}。备份时就已如此；仍要恢复请加 --broken-chain",
                     f"holds a broken ledger: region {region}, entry {found.number}, {found.said.en}. It was so when it was backed up; "
                     "to restore it all the same add --broken-chain")


def _ends_hold(manifest: Manifest, path: Path) -> None:
    found = [f"{head.region_id}:{head.number}:{head.hash}" for head in map(chain.end, chain.regions()) if head.number]
    if sorted(found) != sorted(end for end in manifest.ends if end.split(":")[1] != "0"):
        unusable(path, "里的台账与 manifest.json 记的链尾不符", "holds a ledger that does not fit the ends in manifest.json")


def _uploads(backup: Backup) -> None:
    """Uploaded files, put beside and moved into their place when all are there."""
    beside = Path(settings.DATA) / ".restoring"
    shutil.rmtree(beside, ignore_errors=True)
    for upload in backup.manifest.uploads:
        path = beside / upload.name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.writelines(backup.upload(upload))
            file.flush()
            os.fsync(file.fileno())
    for folder in FOLDERS:
        if (beside / folder).exists():
            shutil.rmtree(Path(settings.DATA) / folder, ignore_errors=True)
            (beside / folder).rename(Path(settings.DATA) / folder)
    shutil.rmtree(beside, ignore_errors=True)


def _key(backup: Backup) -> list[Said]:
    """The secret key into its place; the one that was there stays beside it. What encrypted rows need to be read."""
    own, same = key_file(), backup.manifest.fingerprint == fingerprint(settings.SECRET_KEY)
    if same:
        return []
    if backup.manifest.key and not os.environ.get("LUODI_SECRET"):
        if own.exists():
            own.replace(own.with_name(f"{own.name}.before-restore"))
        with archive.appearing(own) as file:
            file.write(backup.key().encode())
        return [Said("密钥已换成备份里的；原来的改名为 secret.key.before-restore",
                     "the secret key is now the backup's; the former one is secret.key.before-restore")]
    return [Said("密钥与备份时的不同：加密保存的内容（第二步验证、机器人的地址）和发出去的分享链接都打不开。请把原来的密钥放回 secret.key 或 LUODI_SECRET；"
                 "密钥没有了，luodi doctor 会列出哪些要重新设置",
                 "the secret key is not the one of the backup: what is kept encrypted (second factors, addresses of robots) and shared links do not open. "
                 "Put the former key into secret.key or LUODI_SECRET; if it is lost, luodi doctor lists what must be set anew")]

