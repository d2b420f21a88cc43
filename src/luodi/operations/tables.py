"""The tables of the database as they stand after some migrations, and their values in one form for every database."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.apps.registry import Apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.models.fields.json import JSONField
from django.utils.duration import duration_string

Key = tuple[str, str]
LEFT_OUT: Final = frozenset({"django_session", "people_session", "people_upload", "imports_upload", "imports_part", "work_worker"})
"""What is not kept: sessions (whoever restores signs in again), tables sent in (formerly `people_upload`), which processes live. The cache and the list of
migrations are no models."""
KEPT_BY_DJANGO: Final = frozenset({"django_content_type", "auth_permission"})
"""Tables that are filled when they are made: a database with rows in these only is empty."""
BESIDE: Final = ("django_migrations", "luodi_cache")
CHUNK: Final = 2000


def applied(connection: BaseDatabaseWrapper) -> set[Key]:
    """The migrations that a database has had."""
    return set(MigrationLoader(connection).applied_migrations)


def unknown(loader: MigrationLoader, keys: Iterable[Key]) -> list[Key]:
    """Migrations that this code does not know: the database is ahead of it."""
    return sorted(set(keys) - set(loader.disk_migrations or {}))


def ends(loader: MigrationLoader, keys: Iterable[Key]) -> list[Key]:
    """The last ones of each app, of some migrations that belong together."""
    held = set(keys)
    return sorted(key for key in held if not any(child.key in held and child.key[0] == key[0] for child in loader.graph.node_map[key].children))


def after(loader: MigrationLoader, keys: Iterable[Key]) -> Apps:
    """The models as they are after some migrations."""
    return loader.project_state(ends(loader, keys)).apps


def kept(registry: Apps) -> dict[str, type[models.Model]]:
    """The models whose rows are kept, by the name of their table."""
    return {name: model for name, model in every(registry).items() if name not in LEFT_OUT}


def every(registry: Apps) -> dict[str, type[models.Model]]:
    """All models that have a table of their own, by its name."""
    found = registry.get_models(include_auto_created=True)
    return {model._meta.db_table: model for model in sorted(found, key=lambda one: one._meta.db_table) if model._meta.managed and not model._meta.proxy}


def present(connection: BaseDatabaseWrapper) -> list[str]:
    """The tables of ours that a database has, whichever version made them."""
    loader = MigrationLoader(connection)
    known = [key for key in loader.applied_migrations if key in (loader.disk_migrations or {})]
    ours = {*every(apps), *every(after(loader, known)), *BESIDE}
    return sorted(ours & set(connection.introspection.table_names()))


def filled(connection: BaseDatabaseWrapper) -> list[str]:
    """Tables of ours that hold something."""
    out = []
    with connection.cursor() as cursor:
        for name in present(connection):
            if name not in LEFT_OUT | KEPT_BY_DJANGO | set(BESIDE):
                cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(name)} LIMIT 1")
                if cursor.fetchone():
                    out.append(name)
    return out


def columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The fields that have a column which can be written."""
    return [field for field in model._meta.concrete_fields if not field.generated]


def rows(model: type[models.Model], alias: str) -> Iterator[bytes]:
    """Every row as a line, the same on every database, in the order of its key. Memory does not grow with the rows."""
    names = [field.attname for field in columns(model)]
    for row in model._base_manager.using(alias).order_by("pk").values_list(*names).iterator(chunk_size=CHUNK):
        yield json.dumps([encoded(value) for value in row], ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def encoded(value: Any) -> Any:
    """A value as JSON; `models.Field.to_python` reads it again."""
    match value:
        case datetime():
            return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
        case date() | time():
            return value.isoformat()
        case timedelta():
            return duration_string(value)
        case Decimal() | UUID():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(value).decode("ascii")
        case _:
            return value


def load(model: type[models.Model], names: tuple[str, ...], given: Iterable[list[Any]], connection: BaseDatabaseWrapper) -> None:
    """Write rows, with their columns in the order of `names`."""
    by_column = {field.column: field for field in columns(model)}
    fields = [by_column[name] for name in names]
    table, quoted = connection.ops.quote_name(model._meta.db_table), ", ".join(map(connection.ops.quote_name, names))
    made = ([_stored(field, value, connection) for field, value in zip(fields, row, strict=True)] for row in given)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy:
                for row in made:
                    copy.write_row(row)
            return
        into = f"INSERT INTO {table} ({quoted}) VALUES ({', '.join(['%s'] * len(fields))})"
        batch: list[list[Any]] = []
        for row in made:
            batch.append(row)
            if len(batch) == CHUNK:
                cursor.executemany(into, batch)
                batch = []
        if batch:
            cursor.executemany(into, batch)


def _stored(field: models.Field[Any, Any], value: Any, connection: BaseDatabaseWrapper) -> Any:
    if value is None:
        # A JSON column that takes no NULL has held JSON's own null.
        return connection.ops.adapt_json_value(None, field.encoder) if isinstance(field, JSONField) and not field.null else None
    return field.get_db_prep_save(field.to_python(value), connection)


def migrated(connection: BaseDatabaseWrapper, keys: Iterable[Key]) -> Apps:
    """Bring an empty database to where some migrations lead, and give the models as they are there."""
    executor = MigrationExecutor(connection)
    targets = ends(executor.loader, keys)
    executor.migrate(targets)
    return after(executor.loader, keys)
