"""Which database: SQLite in the data folder, or a PostgreSQL named by the environment.

LUODI_DATABASE       postgresql://user:password@host:5432/name?sslmode=verify-full; SQLite when not given
LUODI_DATABASE_POOL  connections that a process keeps at most (8); 0 behind a pooler of its own, such as PgBouncer
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

PATIENCE = 20
"""Seconds that a writer waits for another one, on either database."""
POOL = 8


def database(environ: Mapping[str, str], data: Path) -> dict[str, Any]:
    """The settings of the database; `data`: the folder of the SQLite file.

    Whatever libpq understands may stand after the `?` of the address (`sslmode`, `passfile`, `target_session_attrs`, several hosts …) and goes
    before what stands here. Raises ImproperlyConfigured, without repeating the address: it may hold a password.
    """
    address = environ.get("LUODI_DATABASE", "").strip()
    return _postgresql(address, _pool(environ)) if address else _sqlite(data)


def close_all() -> None:
    """Close the connections and pools of this process. A process that is about to fork must: two processes cannot speak on one connection."""
    from django.db import connections
    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


def _sqlite(data: Path) -> dict[str, Any]:
    """WAL: readers never wait. IMMEDIATE: a writer waits at its start, where waiting is allowed, and not in the middle, where it would fail."""
    return {
        "ENGINE": "django.db.backends.sqlite3", "NAME": data / "luodi.sqlite3",
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": PATIENCE, "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"},
    }


def _postgresql(address: str, pool: int) -> dict[str, Any]:
    given = _read(address)
    kept = {"NAME": given.pop("dbname", ""), "USER": given.pop("user", ""), "PASSWORD": given.pop("password", ""), "HOST": given.pop("host", ""),
            "PORT": given.pop("port", "")}
    if not kept["NAME"]:
        raise ImproperlyConfigured("LUODI_DATABASE：没有写数据库名，应写成 postgresql://用户:密码@主机:5432/库名 · "
                                   "LUODI_DATABASE names no database; write postgresql://user:password@host:5432/name")
    options: dict[str, Any] = {"application_name": "luodi", "connect_timeout": 5, "keepalives_idle": 30}
    settings: dict[str, Any] = {"ENGINE": "django.db.backends.postgresql", **kept, "CONN_HEALTH_CHECKS": True}
    if pool:
        # A lock is waited for as long as on SQLite; a transaction that its process forgot lets go of its rows after a minute.
        options["options"] = f"-c lock_timeout={PATIENCE}s -c idle_in_transaction_session_timeout=60s"
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": PATIENCE}
    else:
        # A pooler gives every transaction another connection, and takes no options with it.
        settings |= {"CONN_MAX_AGE": 60, "DISABLE_SERVER_SIDE_CURSORS": True}
    return {**settings, "OPTIONS": {**options, **given}}


def _read(address: str) -> dict[str, Any]:
    if not address.startswith(("postgresql://", "postgres://")):
        raise ImproperlyConfigured("LUODI_DATABASE 应以 postgresql:// 开头；不填就用 SQLite · "
                                   "LUODI_DATABASE must begin with postgresql://; without it, SQLite is used")
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict
    try:
        return dict(conninfo_to_dict(address))
    except ProgrammingError:
        raise ImproperlyConfigured("LUODI_DATABASE 读不懂：密码里的 : / @ % ? # 要写成 %3A %2F %40 %25 %3F %23 · "
                                   "LUODI_DATABASE cannot be read; write : / @ % ? # of a password as %3A %2F %40 %25 %3F %23") from None


def _pool(environ: Mapping[str, str]) -> int:
    said = environ.get("LUODI_DATABASE_POOL", "").strip() or str(POOL)
    if not (said.isascii() and said.isdigit() and int(said) <= 1000):
        raise ImproperlyConfigured("LUODI_DATABASE_POOL 应是 0 到 1000 的整数 · LUODI_DATABASE_POOL must be a whole number from 0 to 1000")
    return int(said)
