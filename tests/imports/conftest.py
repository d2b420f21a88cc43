"""The country of the people's tests."""

from __future__ import annotations

from tests.people.conftest import country, quick_hashes, signed_in, somebody

__all__ = ["country", "quick_hashes", "signed_in", "somebody"]
