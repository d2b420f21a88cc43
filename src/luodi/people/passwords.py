"""What a password must be. Told in whole, so that it is put right in one go."""

from __future__ import annotations

import re
import secrets
from functools import cache
from itertools import pairwise

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.utils.translation import gettext as _

LONG, SHORT, KINDS, MOST = 12, 10, 3, 256
_PLAIN = "abcdefghjkmnpqrstuvwxyz23456789"
_KINDS = (re.compile(r"[a-z]"), re.compile(r"[A-Z]"), re.compile(r"[0-9]"), re.compile(r"[^a-zA-Z0-9]"))
_TAIL = re.compile(r"[^a-z]+\Z")


def faults(password: str, login: str = "") -> list[str]:
    """What is wrong with a password, in the reader's language.

    12 characters, or 10 of three kinds; not a common one, not with the login name in it, not one key or one row of keys.
    """
    out = []
    kinds = sum(1 for kind in _KINDS if kind.search(password))
    if len(password) < SHORT or (len(password) < LONG and kinds < KINDS):
        out.append(_("至少 12 个字符；或者 10 个，里面有大写、小写、数字、符号中的三种。"))
    steps = [abs(ord(a) - ord(b)) for a, b in pairwise(password)]
    if len(set(password)) < 5 or sum(1 for step in steps if step < 2) * 2 > len(steps):
        out.append(_("重复或连着的字符太多，例如 aaaa、1234、abcd。"))
    lower = password.lower()
    if lower in _common() or _TAIL.sub("", lower) in _common():
        out.append(_("这个密码太常见，一猜就中。换几个不相干的词连起来。"))
    if len(login) >= 3 and login.lower() in lower:
        out.append(_("密码里不能有登录名。"))
    return out


def one_time(login: str) -> str:
    """A password to be told once to the owner of a login name: four groups of letters and digits that are not mistaken for one another, some 79 bits."""
    while True:
        made = "-".join("".join(secrets.choice(_PLAIN) for _ in range(4)) for _ in range(4))
        if not faults(made, login):
            return made


@cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)
