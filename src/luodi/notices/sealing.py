"""Addresses and secrets of robots, encrypted at rest with a key made from SECRET_KEY."""

from __future__ import annotations

import base64
import hashlib
import json

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def seal(url: str, secret: str) -> str:
    """Both, so that the database does not hold them readable."""
    return _keys().encrypt(json.dumps([url, secret]).encode()).decode()


def unseal(sealed: str) -> tuple[str, str] | None:
    """Address and secret; None when they were sealed with another key."""
    try:
        url, secret = json.loads(_keys().decrypt(sealed.encode()))
    except (InvalidToken, ValueError):
        return None
    return url, secret


def _keys() -> MultiFernet:
    """The present key first; those that settings still allow can read."""
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"luodi.notices.endpoint\0" + key.encode()).digest()))
                        for key in map(str, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))])
