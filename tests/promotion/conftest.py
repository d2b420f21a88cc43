"""A country whose district courts investment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.notices.conftest import hook
from tests.people.conftest import country, quick_hashes, signed_in, somebody

if TYPE_CHECKING:
    from tests.people.country import Country
    from tests.promotion.district import District

__all__ = ["country", "hook", "quick_hashes", "signed_in", "somebody"]


@pytest.fixture
def district(country: Country, request: pytest.FixtureRequest) -> District:
    """The district under West Coast 2026, or under the mechanism that the test names by `indirect`."""
    from tests.promotion.district import WEST_COAST, district_of
    return district_of(country, getattr(request, "param", WEST_COAST))
