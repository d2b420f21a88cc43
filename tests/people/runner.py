"""A process of its own, on a database with real files or a real server: many threads that sign in to one account at once. Prints JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django
from django.conf import settings

django.setup()
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from luodi.ledger.chain import verify  # noqa: E402
from luodi.ledger.models import Entry  # noqa: E402
from luodi.people.models import Account, RecoveryCode  # noqa: E402
from luodi.people.signing import codes  # noqa: E402
from luodi.people.signing.actions import NotNow, add_factor, enter, try_code, try_sign_in  # noqa: E402
from luodi.rights.kernel import ANONYMOUS, Person  # noqa: E402
from tests.people.country import PASSWORD, person  # noqa: E402
from tests.runners import at_once  # noqa: E402

THREADS = 24
NOW = timezone.now()


def at_the_door(work: Callable[[int], object]) -> dict[str, Any]:
    """Threads that begin together: what went wrong, how many said yes, how often a failure was counted, what the ledger has."""
    said: list[bool] = []
    counted: list[str] = []

    def watching(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith('UPDATE "people_account" SET "failed_sign_ins" = ') and '"locked_until"' not in sql:
            counted.append(sql)
        return execute(sql, *rest)

    def watched(number: int) -> None:
        with connection.execute_wrapper(watching):
            said.append(bool(work(number)))
    wrong = at_once(watched, THREADS)
    account = Account.objects.get(login="li")
    return {"wrong": wrong, "yes": sum(said), "counted": len(counted), "locked": account.locked_until is not None, "left over": account.failed_sign_ins,
            "locks": Entry.objects.filter(verb="account.locked").count(), "signed in": Entry.objects.filter(verb="account.sign_in").count(),
            "breaks": len(verify(account.unit.region_id))}


def secured() -> tuple[Account, str, list[str]]:
    """Somebody with a second factor."""
    account, secret = person("li"), codes.new_secret()
    before = NOW - timedelta(minutes=5)
    return account, secret, add_factor(Person(account.pk, account.name), account, secret, codes.code_at(secret, before), before)


def entered(account: Account, code: str) -> bool:
    """The second step of signing in, as the page does it."""
    if not try_code(account, code, NOW):
        return False
    try:
        enter(ANONYMOUS, account, "password", NOW, code=code)
    except NotNow:
        return False
    return True


def passwords() -> dict[str, Any]:
    """All guess wrong; then the right password."""
    person("li")
    found = at_the_door(lambda number: try_sign_in("li", f"wrong {number}", NOW))
    return {**found, "right one": try_sign_in("li", PASSWORD, NOW) is not None}


def guesses() -> dict[str, Any]:
    """All guess codes."""
    account, secret, _ = secured()
    found = at_the_door(lambda number: entered(account, f"{number:06}"))
    return {**found, "right one": try_code(account, codes.code_at(secret, NOW), NOW)}


def mixed() -> dict[str, Any]:
    """Half guess passwords, half guess codes."""
    account, _, _ = secured()
    return at_the_door(lambda number: entered(account, f"{number:06}") if number % 2 else try_sign_in("li", f"wrong {number}", NOW))


def one_code() -> dict[str, Any]:
    """All have the same right code."""
    account, secret, _ = secured()
    return at_the_door(lambda number: entered(account, codes.code_at(secret, NOW)))


def one_recovery() -> dict[str, Any]:
    """All have the same recovery code."""
    account, _, spare = secured()
    return {**at_the_door(lambda number: entered(account, spare[0])), "left": RecoveryCode.objects.filter(used_at__isnull=True).count()}


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    print(json.dumps({"passwords": passwords, "guesses": guesses, "mixed": mixed, "one-code": one_code, "one-recovery": one_recovery}[sys.argv[1]]()))  # noqa: T201
