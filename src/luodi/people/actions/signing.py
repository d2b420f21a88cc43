"""Signing in, and the own password."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from luodi.people.models import Account
from luodi.people.passwords import MOST
from luodi.people.queries import account_by_login

FAILURES = 5
LOCKED = timedelta(minutes=15)


def try_sign_in(login: str, password: str, now: datetime) -> Account | None:
    """The account, when name and password are right and it is open and not locked; None otherwise, whichever it was.

    Five failures lock an account for 15 minutes. The same work is done for every answer: one look-up, one hash. The count is taken
    under the row's lock, after the hash, so that a hundred guesses at once are still five.
    """
    found = account_by_login(login)
    right = check_password(password, found.password) if found and found.has_usable_password() else _as_long(password)
    with transaction.atomic():
        account = Account.objects.select_for_update().filter(pk=found.pk if found else 0).first()
        if account is None or not account.is_active or (account.locked_until and account.locked_until > now):
            return None
        # The password may have been changed while the hash was made.
        if right and found and account.password == found.password:
            account.failed_sign_ins, account.locked_until = 0, None
            account.save(update_fields=["failed_sign_ins", "locked_until"])
            return account
        account.failed_sign_ins += 1
        if account.failed_sign_ins >= FAILURES:
            account.failed_sign_ins, account.locked_until = 0, now + LOCKED
        account.save(update_fields=["failed_sign_ins", "locked_until"])
        return None


def change_password(account: Account, password: str) -> None:
    """Give an account another password, already found good. All its other sessions end."""
    account.password, account.must_change_password = make_password(password[:MOST]), False
    account.save(update_fields=["password", "must_change_password"])


def _as_long(password: str) -> bool:
    make_password(password)
    return False
