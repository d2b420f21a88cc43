"""Examples for the addresses and actions of experts."""

from __future__ import annotations

from tests.rights.addresses import Example as Address
from tests.rights.deeds import Example as Action

ADDRESSES: dict[str, Address] = {}
ACTIONS: dict[str, Action] = {}
