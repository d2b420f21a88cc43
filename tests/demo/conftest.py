"""A small demonstration, lived through once for all tests that only look at it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from luodi.demo.town import Town

TODAY: Final = date(2026, 11, 23)


@pytest.fixture
def town(lasting_db: None) -> Town:
    """Twelve projects after thirty days."""
    from luodi.demo.life import make
    return make(TODAY, 12, 30)
