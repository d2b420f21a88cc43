"""Rights that the tests decide themselves, and a table for bodies to write to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def _permit(settings: Settings) -> None:
    settings.LUODI_PERMIT = "tests.ledger.acts.permit"


@pytest.fixture
def ledger(db: None) -> None:
    """A ledger with nothing in it; all is taken back at the end."""
    from tests.ledger import acts  # once Django is set up
    acts.table()


@pytest.fixture
def lasting(lasting_db: None) -> Iterator[None]:
    """A ledger whose transactions are real ones."""
    from tests.ledger import acts
    acts.table()
    yield
    acts.table(make=False)
