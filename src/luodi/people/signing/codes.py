"""Codes of the second factor: those of an authenticator (RFC 6238: six digits, 30 seconds) and those for the day it is lost. No database."""

from __future__ import annotations

import base64
import secrets
import unicodedata
from datetime import datetime
from hmac import compare_digest
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.utils.crypto import salted_hmac

STEP: Final = 30
"""Seconds for which a code is shown."""
WINDOW: Final = 1
"""How many steps a clock may be early or late."""
RECOVERY: Final = 10
_ALPHABET: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without 0, O, 1 and I, which are read for one another."""


def new_secret() -> str:
    """160 random bits in base32, as authenticators take them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def address(secret: str, login: str) -> str:
    """The secret as the `otpauth:` address that a QR code holds."""
    return _totp(secret).get_provisioning_uri(login, "落地")


def grouped(text: str) -> str:
    """In groups of four, for people who type."""
    return " ".join(text[at:at + 4] for at in range(0, len(text), 4))


def code_at(secret: str, at: datetime) -> str:
    """What an authenticator shows at an instant."""
    return _totp(secret).generate(int(at.timestamp())).decode()


def counter_of(secret: str, code: str, at: datetime, after: int = -1) -> int | None:
    """The step that a code belongs to, if it is one of the window and later than `after`, the last one accepted; else None.

    Every step of the window is looked at, whatever was found.
    """
    now, found = int(at.timestamp()) // STEP, None
    for step in range(now - WINDOW, now + WINDOW + 1):
        if compare_digest(_totp(secret).generate(step * STEP), code.encode()) and step > after:
            found = step
    return found


def cleaned(typed: str) -> str:
    """A code as it is compared: full-width digits, small letters, spaces and hyphens are forgiven. Empty for what can be neither kind of code."""
    plain = "".join(c for c in unicodedata.normalize("NFKC", typed[:64]).upper() if c not in " -\t")
    if len(plain) == 6 and plain.isascii() and plain.isdigit():
        return plain
    return plain if len(plain) == 12 and set(plain) <= set(_ALPHABET) else ""


def is_recovery(code: str) -> bool:
    """Whether a cleaned code is one for the day the authenticator is lost."""
    return len(code) == 12


def new_recovery() -> list[str]:
    """Ten codes of 60 random bits."""
    return ["".join(secrets.choice(_ALPHABET) for _ in range(12)) for _ in range(RECOVERY)]


def hashed(code: str) -> str:
    """A recovery code as it is kept: with the secret key in the hash, a stolen database alone does not give it away."""
    return salted_hmac("luodi.people.recovery", code, algorithm="sha256").hexdigest()


def _totp(secret: str) -> TOTP:
    return TOTP(base64.b32decode(secret), 6, SHA1(), STEP)
