"""A process of its own on a database of its own: it fills one, shows what is in it, restores a backup, dies while it does. Prints JSON."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
from pathlib import Path
from threading import Event, Thread
from typing import Any

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402
from django.utils import timezone  # noqa: E402

from luodi.engine.source import Refused  # noqa: E402
from luodi.frame.sealing import FACTOR, opened, seal  # noqa: E402
from luodi.ledger import guard  # noqa: E402
from luodi.ledger.chain import regions, verify  # noqa: E402
from luodi.notices.channels import ROBOT  # noqa: E402
from luodi.notices.models import Endpoint  # noqa: E402
from luodi.operations import archive, restore, tables  # noqa: E402
from luodi.operations.backup import backup  # noqa: E402
from luodi.people.models import Factor  # noqa: E402
from tests.ledger.acts import WHO, count, table, tamper  # noqa: E402
from tests.operations.filler import fill  # noqa: E402


def filled() -> dict[str, Any]:
    """Make the tables, put rows into each, act in two regions, upload a file."""
    settings.LUODI_PERMIT = "tests.ledger.acts.permit"
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    with transaction.atomic():
        fill(apps, skip={"ledger_entry", "ledger_head", "ledger_outbox"})
        Endpoint.objects.update(sealed=seal(ROBOT, ["https://robot.example.cn/x", "secret"], timezone.now()), active=True)
        Factor.objects.update(secret=seal(FACTOR, "JBSWY3DP", timezone.now()))
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
    left_out = sum(model._base_manager.count() for name, model in tables.every(apps).items() if name in tables.LEFT_OUT)
    opens = {str(opened(ROBOT, sealed, timezone.now())) for sealed in Endpoint.objects.values_list("sealed", flat=True)}
    opens |= {str(opened(FACTOR, secret, timezone.now())) for secret in Factor.objects.values_list("secret", flat=True)}
    return {"tables": held, "rows": rows, "left_out": left_out, "opens": sorted(opens),
            "breaks": sum(len(verify(region)) for region in regions()), "guarded": guarded, "media": media}


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


def written_meanwhile(file: str) -> dict[str, Any]:
    """Three backups while three threads act without a pause; the last one stays."""
    settings.LUODI_PERMIT = "tests.ledger.acts.permit"
    call_command("migrate", verbosity=0)
    table()
    over = Event()
    acted = [0, 0, 0]
    wrong: list[str] = []

    def act(which: int) -> None:
        try:
            while not over.is_set():
                count(WHO, 1 + which % 2)
                acted[which] += 1
        except Exception as problem:  # told to the test
            wrong.append(repr(problem))
        finally:
            connection.close()
    threads = [Thread(target=act, args=(which,)) for which in range(3)]
    for thread in threads:
        thread.start()
    seen = []
    for _ in range(3):
        seen.append(sum(acted))
        made = backup(Path(file), timezone.now())
    over.set()
    for thread in threads:
        thread.join()
    return {"wrong": wrong, "went_on": len(set(seen)) > 1 and sum(acted) > seen[-1], "ends": made.manifest.ends}


def broken(file: str) -> None:
    """A backup of a ledger in which somebody with the database's own rights changed an entry."""
    settings.LUODI_PERMIT = "tests.ledger.acts.permit"
    call_command("migrate", verbosity=0)
    table()
    for _ in range(3):
        count(WHO, 1)
    with transaction.atomic():
        for statement in guard.LIFT[connection.vendor]:
            tamper(statement)
        tamper("UPDATE ledger_entry SET reason = 'x' WHERE number = 2")
        for statement in guard.PUT[connection.vendor]:
            tamper(statement)
    backup(Path(file), timezone.now())


def walked() -> dict[str, Any]:
    """Every migration forwards, backwards and forwards again, with rows in: what would not go, and where the tables came out different."""
    executor = MigrationExecutor(connection)
    plan = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    schemas = [described()]
    for migration in plan:
        step((migration.app_label, migration.name))
        schemas.append(described())
    with transaction.atomic():
        fill(apps)
    wrong: list[str] = []
    ours = 0
    for place in reversed(range(len(plan))):
        app, name = plan[place].app_label, plan[place].name
        before = next((earlier.name for earlier in reversed(plan[:place]) if earlier.app_label == app), None)
        ways: list[tuple[str | None, int]] = [(before, place), (name, place + 1), (before, place)]
        if any(migration.app_label in OURS for migration in plan[:place + 1]):
            for target, at in ways if app in OURS else ways[:1]:
                try:
                    step((app, target))
                except Exception as problem:
                    return {"wrong": [*wrong, f"{app} {name}: {problem!r}"], "ours": ours}
                wrong += [f"{app} {name}: {table}" for table in different(schemas[at], described())]
            ours += app in OURS
    return {"wrong": wrong, "ours": ours}


OURS = {config.label for config in apps.get_app_configs() if config.name.startswith("luodi.")}


def step(target: tuple[str, str | None]) -> None:
    """One migration, forwards or backwards."""
    MigrationExecutor(connection).migrate([target])


def described() -> dict[str, Any]:
    """Every table with its columns, constraints and indexes, and the triggers of all."""
    look = connection.introspection
    out: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for name in look.table_names(cursor):
            if name != "django_migrations":
                columns = sorted((one.name, str(one.type_code), one.display_size, one.null_ok, str(one.default))
                                 for one in look.get_table_description(cursor, name))
                out[name] = [columns, sorted((key if "unnamed" not in key else "", str(sorted(map(str, held.items()))))
                                             for key, held in look.get_constraints(cursor, name).items())]
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name" if connection.vendor == "sqlite"
                       else "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname")
        out["triggers"] = cursor.fetchall()
    return out


def different(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """Tables that are not the same."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def main() -> None:
    """One command."""
    match sys.argv[1:]:
        case ["fill"]:
            sys.stdout.write(json.dumps(filled()))
        case ["look"]:
            sys.stdout.write(json.dumps(looked()))
        case ["go on"]:
            sys.stdout.write(json.dumps(after_restoring()))
        case ["write", file]:
            sys.stdout.write(json.dumps(written_meanwhile(file)))
        case ["break", file]:
            broken(file)
        case ["walk"]:
            sys.stdout.write(json.dumps(walked()))
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
