"""Triggers with which the database itself refuses to change or remove an entry.

On SQLite a migration that alters the table makes it anew, without triggers: it must end by putting them back (a test looks).
"""

from __future__ import annotations

from typing import Any, Final

SAYS: Final = "ledger entries are never changed or removed"

PUT: Final[dict[str, tuple[str, ...]]] = {
    "sqlite": (
        f"CREATE TRIGGER ledger_entry_stays BEFORE UPDATE ON ledger_entry BEGIN SELECT RAISE(ABORT, '{SAYS}'); END",
        f"CREATE TRIGGER ledger_entry_remains BEFORE DELETE ON ledger_entry BEGIN SELECT RAISE(ABORT, '{SAYS}'); END",
        # INSERT OR REPLACE removes the old row without a delete trigger.
        "CREATE TRIGGER ledger_entry_once BEFORE INSERT ON ledger_entry "
        "WHEN EXISTS (SELECT 1 FROM ledger_entry WHERE region_id = NEW.region_id AND number = NEW.number) "
        f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END",
    ),
    "postgresql": (
        # Emptying an empty table takes nothing away: tests do it between one another.
        "CREATE FUNCTION ledger_entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF TG_OP = 'TRUNCATE' AND NOT EXISTS (SELECT 1 FROM ledger_entry) THEN RETURN NULL; END IF; "
        f"RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER ledger_entry_stays BEFORE UPDATE OR DELETE ON ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_entry_stays()",
        "CREATE TRIGGER ledger_entry_remains BEFORE TRUNCATE ON ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_stays()",
    ),
}
LIFT: Final[dict[str, tuple[str, ...]]] = {
    "sqlite": ("DROP TRIGGER ledger_entry_stays", "DROP TRIGGER ledger_entry_remains", "DROP TRIGGER ledger_entry_once"),
    "postgresql": ("DROP TRIGGER ledger_entry_stays ON ledger_entry", "DROP TRIGGER ledger_entry_remains ON ledger_entry",
                   "DROP FUNCTION ledger_entry_stays()"),
}


def put(apps: Any, schema_editor: Any) -> None:
    """Forwards."""
    for statement in PUT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def lift(apps: Any, schema_editor: Any) -> None:
    """Backwards."""
    for statement in LIFT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)
