"""How often one address may ask for what costs much, or for what it should not try in a row."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def too_many(request: HttpRequest, what: str, most: int) -> bool:
    """Whether this address has asked for something more than `most` times in this minute."""
    sender = request.META.get("REMOTE_ADDR", "")
    if settings.HTTPS:  # behind a proxy: the last address is the one that the proxy itself saw
        sender = request.META.get("HTTP_X_FORWARDED_FOR", sender).rsplit(",", 1)[-1].strip()
    key = f"{what}.{sender}"[:200]
    cache.add(key, 0, 60)
    try:
        return cache.incr(key) > most
    except ValueError:  # it ran out between the two calls
        return False
