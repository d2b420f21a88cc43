"""A country to have a workbench in."""

from tests.people.conftest import country, quick_hashes, signed_in, somebody

__all__ = ["country", "quick_hashes", "signed_in", "somebody"]
