"""What every page of a demonstration says, and what its sign-in page offers."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from luodi.demo import queries


class Demo:
    """Asked only by those pages that show it."""

    @property
    def on(self) -> bool:
        """Whether this is a demonstration."""
        return queries.shown()

    @property
    def roles(self) -> list[dict[str, str]]:
        """Who one may be: login, name, unit, and what they do in Chinese and English."""
        return [{"login": offer.login, "name": account.name, "unit": account.unit.name, "zh": offer.zh, "en": offer.en} for offer, account in queries.offered()]


def demo(request: HttpRequest) -> dict[str, Any]:
    """Nothing, unless settings allow demonstrations."""
    return {"demo": Demo()} if settings.DEMO else {}
