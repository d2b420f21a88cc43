"""A process of its own on a database of its own: it fills one, shows what is in it, restores a backup, dies while it does. Prints JSON."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from luodi.engine.source import Refused  # noqa: E402
from luodi.ledger.chain import regions, verify  # noqa: E402
from luodi.operations import archive, restore, tables  # noqa: E402
from luodi.operations.backup import backup  # noqa: E402
from tests.ledger.acts import WHO, count, table  # noqa: E402
from tests.operations.filler import fill  # noqa: E402


def filled() -> dict[str, Any]:
    """Make the tables, put rows into each, act in two regions, upload a file."""
    settings.LUODI_PERMIT = "tests.ledger.acts.permit"
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    with transaction.atomic():
        fill(apps, skip={"ledger_entry", "ledger_head", "ledger_outbox"})
    table()
    for number in range(12):
        count(WHO, 1 + number % 2, by=number)
    table(make=False)
    place = Path(settings.DATA) / "media" / "某"
    place.mkdir(parents=True)
    (place / "图.bin").write_bytes(bytes(range(256)) * 9)
    return looked()


def looked() -> dict[str, Any]:
    """Every row of every table as a hash, whether the chains hold, whether the database refuses to change an entry, what was uploaded."""
    held = {name: hashlib.sha256(b"".join(sorted(tables.rows(model, "default")))).hexdigest() for name, model in tables.kept(apps).items()}
    rows = {name: model._base_manager.count() for name, model in tables.kept(apps).items()}
    guarded = False
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE ledger_entry SET reason = 'x'")
    except Exception:
        guarded = True
    media = {str(path.relative_to(settings.DATA)): archive.hashed(path) for path in sorted((Path(settings.DATA) / "media").rglob("*")) if path.is_file()}
    return {"tables": held, "rows": rows, "breaks": sum(len(verify(region)) for region in regions()), "guarded": guarded, "media": media}


def dies(file: str, point: str) -> None:
    """Restore, and be killed at a point."""
    def die(*args: Any, **kwargs: Any) -> Any:
        os.kill(os.getpid(), signal.SIGKILL)
    if point.startswith("row "):
        left = [int(point.split()[1])]
        decoded = archive.decoded

        def counted(line: bytes) -> list[Any]:
            left[0] -= 1
            return decoded(line) if left[0] else die()
        archive.decoded = counted
    else:
        setattr(restore, point, die)
    restore.restore(Path(file))


def after_restoring() -> dict[str, Any]:
    """What is in it, and that new rows and new entries find their numbers."""
    found = looked()
    settings.LUODI_PERMIT = "tests.ledger.acts.permit"
    with transaction.atomic():
        fill(apps, skip={"ledger_entry", "ledger_head", "ledger_outbox"}, seed=8)
    table()
    count(WHO, 1)
    return found | {"goes_on": not verify(1)}


def main() -> None:
    """One command."""
    match sys.argv[1:]:
        case ["fill"]:
            sys.stdout.write(json.dumps(filled()))
        case ["look"]:
            sys.stdout.write(json.dumps(looked()))
        case ["go on"]:
            sys.stdout.write(json.dumps(after_restoring()))
        case ["backup", file]:
            sys.stdout.write(json.dumps(backup(Path(file), timezone.now()).manifest.ends))
        case ["restore", file]:
            try:
                sys.stdout.write(json.dumps({"rows": restore.restore(Path(file)).rows}))
            except Refused as refused:
                sys.stdout.write(json.dumps({"refused": str(refused), "unfinished": restore.unfinished()}))
        case ["die", file, point]:
            dies(file, point)


main()
