"""Things that leave this process and must come back unread and unchanged: secrets in the database, half-finished sign-ins in a cookie.

Each purpose has a key of its own, derived from the secret key: what was sealed for one cannot be opened for another.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

FACTOR: Final = "factor"
"""What the secrets of second factors are sealed for."""


def seal(purpose: str, value: Any, at: datetime) -> str:
    """Plain JSON, encrypted and signed, with its instant."""
    return _box(purpose, settings.SECRET_KEY).encrypt_at_time(json.dumps(value).encode(), int(at.timestamp())).decode()


def opened(purpose: str, sealed: str, at: datetime, within: timedelta | None = None) -> Any:
    """What was sealed; None when it was not sealed here for this purpose, was changed, or is older than `within`."""
    box = _box(purpose, settings.SECRET_KEY)
    try:
        token = sealed.encode("ascii")
        plain = box.decrypt(token) if within is None else box.decrypt_at_time(token, int(within.total_seconds()), int(at.timestamp()))
    except (InvalidToken, UnicodeEncodeError):
        return None
    return json.loads(plain)


@cache
def _box(purpose: str, secret: str) -> Fernet:
    return Fernet(urlsafe_b64encode(HKDF(SHA256(), 32, None, f"luodi.people.{purpose}".encode()).derive(secret.encode())))
