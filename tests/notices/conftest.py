"""People of the country, receivers on loopback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.notices.receivers import Hook, Mailbox, hook_running, mailbox_running
from tests.people.conftest import country, quick_hashes, signed_in, somebody

__all__ = ["country", "hook", "mailbox", "quick_hashes", "signed_in", "somebody"]


@pytest.fixture
def hook(settings: Settings) -> Iterator[Hook]:
    """A web server that does as it is told."""
    settings.WEBHOOK_HOSTS = ("127.0.0.1",)
    with hook_running() as running:
        yield running


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    """A mail server."""
    with mailbox_running() as running:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.DEFAULT_FROM_EMAIL = "127.0.0.1", running.port, "luodi@district.example"
        settings.PUBLIC_URL = "https://luodi.example"
        yield running
