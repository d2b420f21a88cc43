"""A country to have projects in, receivers on loopback."""

from tests.notices.conftest import hook
from tests.people.conftest import country, quick_hashes, signed_in, somebody

__all__ = ["country", "hook", "quick_hashes", "signed_in", "somebody"]
