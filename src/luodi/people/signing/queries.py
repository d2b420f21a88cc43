"""Reads about signing in, each with a known number of statements."""

from __future__ import annotations

from datetime import datetime

from luodi.frame.sealing import FACTOR, opened
from luodi.people.models import Account, Factor, Identity, Session


def factor_of(account: Account) -> Factor | None:
    """The second factor of an account, when it is on. One statement."""
    return Factor.objects.filter(account=account).first()


def recovery_left(account: Account) -> int:
    """How many recovery codes have not been used. One statement."""
    return Factor.objects.filter(account=account, recovery__used_at__isnull=True, recovery__isnull=False).count()


def unreadable_factors(now: datetime) -> list[str]:
    """Login names whose second factor was sealed with another secret key: no code of theirs is right any more. One statement."""
    held = Factor.objects.order_by("account__login").values_list("account__login", "secret")
    return [login for login, secret in held if opened(FACTOR, secret, now) is None]


def sessions_of(account: Account, now: datetime) -> list[Session]:
    """The sessions of an account that have not ended, last used first. One statement."""
    return list(Session.objects.filter(account=account, expire_date__gt=now).order_by("-seen_at", "session_key"))


def identity_of(account: Account, issuer: str) -> Identity | None:
    """The link of an account to a provider. One statement."""
    return Identity.objects.filter(account=account, issuer=issuer).first()


def account_by_identity(issuer: str, subject: str) -> Account | None:
    """The account that an account at a provider is linked to, with its unit and region. One statement."""
    found = Identity.objects.select_related("account__unit__region").filter(issuer=issuer, subject=subject).first()
    return found.account if found else None


def account_by_id(account: int) -> Account | None:
    """An account with its unit and region. One statement."""
    return Account.objects.select_related("unit__region").filter(pk=account).first()
