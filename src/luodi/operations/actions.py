"""What the operator's command line writes down: everything left the system, or came back into it."""

from __future__ import annotations

from luodi.ledger.actions import Act, Subject, action
from luodi.operations import verbs
from luodi.operations.backup import Made
from luodi.operations.restore import Restored
from luodi.people.actions import COUNTRY
from luodi.rights.permissions import Right


def _whole(done: Made | Restored) -> Subject:
    return Subject(COUNTRY, "backup", None)


@action(verb=verbs.BACKUP_MAKE, needs=Right.BACKUP_KEEP, subject=_whole)
def note_backup(act: Act, made: Made) -> None:
    """Write down a backup. Its hash stands in the ledger: a file that was changed later can be told."""
    act.note(sha256=made.sha256, rows=sum(table.rows for table in made.manifest.tables), bytes=made.bytes, key=made.manifest.key)


@action(verb=verbs.BACKUP_RESTORE, needs=Right.BACKUP_KEEP, subject=_whole)
def note_restore(act: Act, restored: Restored) -> None:
    """Write down a restore, in the ledger that came with it."""
    act.note(version=restored.manifest.version, made_at=restored.manifest.made_at, rows=restored.rows)
