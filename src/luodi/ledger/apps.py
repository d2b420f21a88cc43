"""The app, and a check that its database can keep the chain whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register


class LedgerConfig(AppConfig):
    """What was done, by whom and why."""

    name = "luodi.ledger"

    def ready(self) -> None:
        """The menu says how many messages did not arrive."""
        from luodi.ledger.queries import dead_count
        from luodi.rights.desk import BADGES
        BADGES["outbox_dead"] = lambda request: dead_count(request.person)  # type: ignore[attr-defined]


@register()
def _checked(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    return [*sqlite_locks_at_once(settings.DATABASES), *hash_is_known(settings.LUODI_LEDGER_HASH)]


def sqlite_locks_at_once(databases: dict[str, Any]) -> list[CheckMessage]:
    """SQLite has no row locks: a transaction that only begins to write after it has read may build on an end that is no longer the end."""
    database = databases["default"]
    if database["ENGINE"].endswith("sqlite3") and database.get("OPTIONS", {}).get("transaction_mode") != "IMMEDIATE":
        return [Error("SQLite 须以 IMMEDIATE 方式开启事务 · SQLite needs OPTIONS transaction_mode = IMMEDIATE", id="ledger.E001")]
    return []


def hash_is_known(name: str) -> list[CheckMessage]:
    """An entry that was hashed in an unknown way could not be verified."""
    from luodi.ledger.models import Algorithm  # once Django is ready
    if name not in list(Algorithm):
        return [Error(f"LUODI_LEDGER_HASH={name}：只能是 sha256 或 sm3 · must be sha256 or sm3", id="ledger.E002")]
    return []
