"""Shared links: a project's answers, signed and with a last day, in the address itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.core import signing
from django.http import QueryDict

SALT = "luodi.share"
MAX_TOKEN = 4000


@dataclass(frozen=True)
class Shared:
    """What a link carries. `state`: good, expired or forged."""

    state: str
    place: str = ""
    query: QueryDict | None = None
    until: date | None = None
    made_on: date | None = None


def make(place: str, query: str, today: date, days: int) -> str:
    """A link's token, good until `days` calendar days from today, that day included."""
    return signing.dumps({"p": place, "q": query, "m": today.isoformat(), "u": (today + timedelta(days=days)).isoformat()}, salt=SALT, compress=True)


def read(token: str, today: date) -> Shared:
    """What a token carries; one that was altered, cut short or made elsewhere is forged."""
    if len(token) > MAX_TOKEN:
        return Shared("forged")
    try:
        found = signing.loads(token, salt=SALT)
        until, made_on = date.fromisoformat(found["u"]), date.fromisoformat(found["m"])
        query = QueryDict(found["q"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return Shared("forged")
    return Shared("expired" if today > until else "good", found["p"], query, until, made_on)
