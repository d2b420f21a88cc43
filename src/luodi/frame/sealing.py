"""Things that leave this process and must come back unread and unchanged: secrets in the database, half-finished sign-ins in a cookie.

Each purpose has a key of its own, derived from the secret key: what was sealed for one cannot be opened for another.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

FACTOR: Final = "factor"
"""What the secrets of second factors are sealed for."""


def seal(purpose: str, value: Any, at: datetime) -> str:
    """Plain JSON, encrypted and signed, with its instant."""
    return _box(purpose).encrypt_at_time(json.dumps(value).encode(), int(at.timestamp())).decode()


def opened(purpose: str, sealed: str, at: datetime, within: timedelta | None = None) -> Any:
    """What was sealed; None when it was not sealed here for this purpose, was changed, is older than `within`, or the key is no longer known."""
    try:
        token = sealed.encode("ascii")
        plain = _box(purpose).decrypt(token) if within is None else _box(purpose).decrypt_at_time(token, int(within.total_seconds()), int(at.timestamp()))
    except (InvalidToken, UnicodeEncodeError):
        return None
    return json.loads(plain)


def _box(purpose: str) -> MultiFernet:
    """The present key first; those that settings still allow can read."""
    return MultiFernet([_key(purpose, secret) for secret in map(str, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))])


@cache
def _key(purpose: str, secret: str) -> Fernet:
    return Fernet(urlsafe_b64encode(HKDF(SHA256(), 32, None, f"luodi.{purpose}".encode()).derive(secret.encode())))
