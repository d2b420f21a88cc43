"""Which database is used, and how; and that these tests run on the one asked for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections
from django.db.utils import ConnectionHandler

from luodi.site.databases import PATIENCE, close_all, database

HERE = Path("/data")
PLAIN = "postgresql://luodi:secret@db:5433/luodi"


def postgresql(address: str, pool: str = "") -> dict[str, object]:
    """The settings for an address."""
    return database({"LUODI_DATABASE": address, "LUODI_DATABASE_POOL": pool}, HERE)


@pytest.mark.parametrize("environ", [{}, {"LUODI_DATABASE": ""}, {"LUODI_DATABASE": " "}])
def test_without_a_word_it_is_sqlite_in_the_data_folder_where_readers_never_wait(environ: dict[str, str]) -> None:
    found = database(environ, HERE)
    assert (found["ENGINE"], found["NAME"]) == ("django.db.backends.sqlite3", HERE / "luodi.sqlite3")
    assert "journal_mode=WAL" in found["OPTIONS"]["init_command"]
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_an_address_names_user_password_host_port_and_database() -> None:
    found = postgresql(PLAIN)
    assert [found[key] for key in ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")] == [
        "django.db.backends.postgresql", "luodi", "luodi", "secret", "db", "5433"]


def test_an_address_may_hold_escaped_signs_a_socket_and_whatever_libpq_knows() -> None:
    found = database({"LUODI_DATABASE": "postgresql://luodi:a%2F%40b@/luodi?host=%2Frun%2Fpg&sslmode=verify-full&connect_timeout=9"}, HERE)
    assert (found["PASSWORD"], found["HOST"]) == ("a/@b", "/run/pg")
    assert found["OPTIONS"].items() >= {"sslmode": "verify-full", "connect_timeout": "9", "application_name": "luodi"}.items()


def test_connections_are_pooled_as_many_as_said() -> None:
    assert [database({"LUODI_DATABASE": PLAIN, "LUODI_DATABASE_POOL": said}, HERE)["OPTIONS"]["pool"]["max_size"] for said in ("", "20")] == [8, 20]


def test_behind_a_pooler_there_is_no_pool_no_cursor_that_outlives_a_transaction_and_nothing_set_at_the_start() -> None:
    found = database({"LUODI_DATABASE": PLAIN, "LUODI_DATABASE_POOL": "0"}, HERE)
    assert found["DISABLE_SERVER_SIDE_CURSORS"]
    assert not {"pool", "options"} & found["OPTIONS"].keys()


@pytest.mark.parametrize("address", ["mysql://a:secret@b/c", "luodi", "postgresql://a:secret@b", "postgresql://a:secret@[b/c", "postgresql://a:secret@b/c?secret=1",
                                     "postgresql://a:%zzsecret@b/c"])
def test_an_address_that_cannot_be_used_is_refused_without_saying_the_password(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="LUODI_DATABASE") as refused:
        postgresql(address)
    assert "secret" not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("pool", ["-1", "many", "1001", "２", "1.5"])
def test_a_pool_that_is_no_number_is_refused(pool: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="LUODI_DATABASE_POOL"):
        postgresql(PLAIN, pool)


@pytest.mark.django_db
def test_these_tests_run_on_the_database_that_was_asked_for() -> None:
    asked = os.environ.get("LUODI_TEST_DATABASE", "") or "sqlite"
    assert connection.vendor == ("sqlite" if asked == "sqlite" else "postgresql")
    assert Path(str(connection.settings_dict["NAME"])).name != "luodi"


@pytest.mark.django_db
def test_a_file_of_sqlite_is_opened_in_wal_mode(tmp_path: Path) -> None:
    one = ConnectionHandler({"default": database({}, tmp_path)})["default"]
    with one.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone() == ("wal",)
    one.close()


@pytest.mark.django_db
def test_postgresql_waits_for_a_lock_as_long_as_sqlite_does() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout'), current_setting('application_name')")
        assert cursor.fetchone() == (f"{PATIENCE}s", "luodi")


@pytest.mark.django_db(transaction=True)
def test_all_is_closed_before_a_fork_and_opens_anew_after_it() -> None:
    connection.ensure_connection()
    close_all()
    if connection.vendor == "postgresql":
        assert connection.connection is None
        assert not vars(type(connections["default"]))["_connection_pools"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
