"""The world of the walk; passwords that cost nothing, and a browser for everybody in it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from pytest_django import Settings

if TYPE_CHECKING:
    from tests.rights.world import World


@pytest.fixture(autouse=True)
def _cheap(settings: Settings) -> Iterator[None]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.EXPORTS_PER_MINUTE = 100_000
    settings.OIDC = {"issuer": "http://127.0.0.1:9", "client_id": "luodi", "client_secret": "x" * 20, "name": "统一身份"}
    settings.WEBHOOK_HOSTS = ("127.0.0.1",)
    cache.clear()
    logging.disable(logging.CRITICAL)  # a line for each of some ten thousand requests
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def world(db: None) -> World:
    """All things that addresses and actions speak of, in every place, and all who may ask for them."""
    from tests.rights.world import World
    return World()
