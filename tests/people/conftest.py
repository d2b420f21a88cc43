"""A small country with people in it; passwords that cost nothing. Models are imported late: Django is not ready when this file is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from pytest_django import Settings

if TYPE_CHECKING:
    from luodi.people.models import Account
    from tests.people.country import Country


@pytest.fixture(autouse=True)
def quick_hashes(settings: Settings) -> None:
    """The slow hash has nothing to do with these tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def country(db: None) -> Country:
    """The regions and units."""
    from tests.people.country import founded
    return founded()


@pytest.fixture
def somebody(db: None) -> Callable[..., Account]:
    """Makes accounts, each with a post when a unit is given."""
    from tests.people.country import person
    return person


@pytest.fixture
def signed_in(client: Client) -> Callable[[Account], Client]:
    """A browser in which somebody has signed in."""
    def sign(account: Account) -> Client:
        client.force_login(account)
        return client
    return sign
