"""Two threads confirm one table at once, on a database of their own: `python -m tests.people.confirm_twice` prints what came of it."""

from __future__ import annotations

import json
import sys
from threading import Barrier, Thread
from typing import Any

import django


def main() -> dict[str, Any]:
    """What both were told, and what is there."""
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    call_command("migrate", verbosity=0)
    from luodi.ledger.models import Entry
    from luodi.people.models import Account
    from tests.people.country import founded
    from tests.people.test_import import OFFICE, admin, confirm, sent
    country = founded()
    _, by = admin(country)
    table = sent([[f"p{n}", f"人{n}", "", OFFICE, "审批员"] for n in range(30)])
    start, answers = Barrier(2), list[dict[str, int]]()

    def run() -> None:
        try:
            start.wait()
            answers.append(confirm(country, table, by, key="k"))
        finally:
            connection.close()
    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    there = Account.objects.filter(login__startswith="p").count()
    return {"answers": answers, "accounts": there, "entries": Entry.objects.filter(verb="people.import").count()}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main()))
