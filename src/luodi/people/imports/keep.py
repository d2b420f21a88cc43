"""A table that was read waits here until it is confirmed, for two hours, for the one who sent it."""

from __future__ import annotations

from datetime import datetime, timedelta

from luodi.frame.sheets import Book, Row
from luodi.people.imports.shape import PEOPLE, UNITS
from luodi.people.models import Account, Region, Unit, Upload

LASTS = timedelta(hours=2)
PART = 200
"""Rows that are saved in one action."""


def store(account: Account, region: Region, unit: Unit | None, file: str, book: Book, now: datetime) -> Upload:
    """Keep what was read; what has expired goes. Two statements."""
    swept(now)
    held = {"rows": [row.kept() for name in (UNITS, PEOPLE) for row in book.rows.get(name, ())], "notes": [list(note[:2]) for note in book.notes]}
    return Upload.objects.create(region=region, unit=unit, account=account, file=file, rows=held, at=now, expires=now + LASTS)


def swept(now: datetime) -> int:
    """Remove what was never confirmed in time; how many. One statement."""
    return Upload.objects.filter(expires__lt=now).delete()[0]


def find(key: int, account: Account | None, now: datetime) -> Upload | None:
    """What somebody has sent, while it lasts. One statement."""
    return Upload.objects.select_related("region", "unit__region").filter(pk=key, account=account, expires__gte=now).first()


def rows_of(upload: Upload) -> list[Row]:
    """All rows that were sent, units from the top down, then people."""
    rows = [Row.again(kept) for kept in upload.rows["rows"]]
    units = sorted((row for row in rows if row.sheet == UNITS), key=lambda row: row.raw.get("path", "").count("/"))
    return [*units, *(row for row in rows if row.sheet == PEOPLE)]


def parts(rows: list[Row]) -> list[list[Row]]:
    """The rows as they are saved, part by part; no part holds both units and people."""
    halves = ([row for row in rows if row.sheet == name] for name in (UNITS, PEOPLE))
    return [half[start:start + PART] for half in halves for start in range(0, len(half), PART)]


def done(upload: Upload, counts: dict[str, int]) -> None:
    """Note what came of it. One statement."""
    upload.done = counts
    upload.save(update_fields=["done"])
