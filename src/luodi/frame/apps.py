"""The app."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class FrameConfig(AppConfig):
    """What every page stands on."""

    name = "luodi.frame"

    def ready(self) -> None:
        """Many rows are one statement on SQLite too."""
        connection_created.connect(_as_many_as_it_takes, dispatch_uid="luodi.frame.parameters")


def _as_many_as_it_takes(connection: Any, **named: Any) -> None:
    """Django counts with SQLite's limit of 2008, 999 values in a statement, and cuts what is more into pieces; ask for the one that holds."""
    if connection.vendor == "sqlite":
        import sqlite3
        connection.features.max_query_params = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
