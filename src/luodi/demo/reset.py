"""A demonstration is taken away: every row of it, and nothing that is no demonstration."""

from __future__ import annotations

from django.apps import apps
from django.db import connection, transaction

from luodi.engine.source import refuse
from luodi.ledger import guard
from luodi.ledger.standing import demonstration
from luodi.operations.tables import KEPT_BY_DJANGO, every


def empty() -> None:
    """Empty the database of a demonstration, numbers beginning anew. One transaction. Raises Refused for any other database."""
    with transaction.atomic(durable=True), connection.constraint_checks_disabled(), connection.cursor() as cursor:
        if not demonstration():
            refuse(None, "这个数据库不是演示，不能清空", "this database is no demonstration; it is not emptied")
        names = [connection.ops.quote_name(name) for name in every(apps) if name not in KEPT_BY_DJANGO]
        for statement in guard.LIFT[connection.vendor]:
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(names)} RESTART IDENTITY CASCADE")
        else:
            cursor.execute("PRAGMA defer_foreign_keys = ON")
            for name in names:
                cursor.execute(f"DELETE FROM {name}")
            cursor.execute("DELETE FROM sqlite_sequence")
        for statement in guard.PUT[connection.vendor]:
            cursor.execute(statement)
