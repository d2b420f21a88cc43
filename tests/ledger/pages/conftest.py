"""A district in which things were done, one of them confidential, and people who may see more or less of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from luodi.rights.kernel import Role

if TYPE_CHECKING:
    from tests.people.country import Country


@pytest.fixture(autouse=True)
def _real(_permit: None, settings: Settings) -> None:
    """The real table of rights; passwords that cost nothing."""
    settings.LUODI_PERMIT = "luodi.rights.permissions.may"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def country(db: None) -> Country:
    """The regions and units; founding them has left entries."""
    from tests.people.country import founded
    return founded()


@pytest.fixture
def as_(country: Country) -> Callable[[Role | None], Client]:
    """A browser in which somebody with a role in the district has signed in; with none, nobody has."""
    def sign(role: Role | None, unit: str = "bureau") -> Client:
        from tests.people.country import person
        client = Client()
        if role:
            client.force_login(person(f"{role.value}-{unit}", getattr(country, unit), role))
        return client
    return sign
