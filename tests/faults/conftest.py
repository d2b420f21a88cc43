"""A country to do harm to."""

from tests.people.conftest import country, quick_hashes

__all__ = ["country", "quick_hashes"]
