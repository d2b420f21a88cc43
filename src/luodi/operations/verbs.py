"""What the operator does to the whole installation, and what the ledger notes of it."""

from __future__ import annotations

from dataclasses import dataclass

from luodi.ledger.verbs import declare


@dataclass(frozen=True)
class Kept:
    """A backup: the SHA-256 of its file, its rows, bytes, and whether the secret key is in it."""

    sha256: str
    rows: int
    bytes: int
    key: bool


@dataclass(frozen=True)
class Brought:
    """A restore: the version and the instant (ISO) of the backup, and its rows."""

    version: str
    made_at: str
    rows: int


BACKUP_MAKE = declare("backup.make", "备份了全部数据", "backed up everything", Kept)
BACKUP_RESTORE = declare("backup.restore", "从备份恢复了全部数据", "restored everything from a backup", Brought)


@dataclass(frozen=True)
class Told:
    """How many administrators were told something new."""

    notices: int


TELL = declare("system.tell", "把系统故障告诉管理员", "told administrators what is broken", Told)
