"""Nonsense in addresses never breaks a page. `make fuzz` asks ten thousand times; the tests a part of them."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from luodi.maps.places import mechanism_today, slugs
from luodi.portal.queries.kinds import kinds
from tests.portal.words import HOSTILE

TIMES = int(os.environ.get("LUODI_FUZZ", "1600"))
PARTS = 8
WORDS = ("", "0", "-1", "1e400", "NaN", "null", "true", "[]", "{}", "..", "../../etc/passwd", "%", "%00", "\x00", "\ud7ff", "é", "２０２６",
         "2026-02-30", "0001-01-01", "9999-12-31",
         "unsure", "yes", "no", "-", ".", "." * 300, "a" * 3000, "999999999999999999999", "0x10", "١٢", *HOSTILE)
PATHS = ("/", "/guide", "/guide/{p}", "/guide/{p}/compare", "/guide/{p}/share", "/guide/{p}/handbook", "/guide/{p}/handbook.ics", "/g/{w}",
         "/handbooks", "/items", "/items/{p}/{i}", "/help", "/help/{w}", "/styleguide", "/{w}", "/guide/{w}", "/items/{w}/{w}")


def addresses(part: int) -> Iterator[tuple[str, dict[str, str]]]:
    """Addresses with headers: real names mixed with nonsense. The same at every run."""
    chance = random.Random(part)
    keys = [*mechanism_today("national").table, "name", "start", "yes", "no", "unsure", "with", "works", "by", "milestone", "asked", "edit",
            "view", "stage", "kind", "other", "place", "q", "days", "unit", "nonsense"]
    ids = list(mechanism_today("national").items)
    values = [*WORDS, *slugs(), *(name for name, _ in kinds()), "map", "list", "papers", "faster", "backward", "open", "social", "industrial",
              "construction_start", "2026-11-23", "30000"]
    for _ in range(TIMES // PARTS):
        path = chance.choice(PATHS).format(p=chance.choice([*slugs(), "nowhere"]), i=chance.choice([*ids, "nothing"]), w=quote(chance.choice(WORDS), safe=""))
        pairs = [(chance.choice(keys), chance.choice(values)) for _ in range(chance.randrange(8))]
        if chance.random() < 0.4:
            pairs += [("investor_type", "social"), ("project_category", "industrial"), ("land_mode", "grant_auction")]
        prefix = chance.choice(["", "", "", "/en", "/ja", "/ko", "/xx"])
        query = urlencode(pairs, errors="replace") if chance.random() < 0.9 else chance.choice(WORDS).encode("utf-8", "replace").hex()
        yield f"{prefix}{path}?{query}", {"HX-Request": "true"} if chance.random() < 0.3 else {}


@pytest.mark.walk
@pytest.mark.parametrize("part", range(PARTS))
def test_no_address_breaks_a_page(client: Client, settings: Settings, part: int) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    settings.ALLOWED_HOSTS = ["testserver"]
    client.raise_request_exception = True
    for address, headers in addresses(part):
        try:
            answer = client.get(address, headers=headers)
        except Exception as problem:  # the address is what one needs to know
            raise AssertionError(address[:300]) from problem
        assert answer.status_code in (200, 301, 302, 400, 404, 410, 429), address[:300]
        assert "\x00" not in answer.content.decode(errors="replace"), address[:300]


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_pages_are_only_read(client: Client, method: str) -> None:
    for path in ("/", "/guide", "/guide/jimo-2021", "/guide/jimo-2021/share", "/handbooks", "/items", "/help"):
        assert getattr(client, method)(path).status_code in (403, 405), path
