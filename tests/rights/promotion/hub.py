"""Examples for the first page of promotion and the league of units."""

from __future__ import annotations

from tests.rights.addresses import Case
from tests.rights.addresses import Example as Address
from tests.rights.deeds import Example as Action

ADDRESSES: dict[str, Address] = {"promotion_hub": Address(lambda world, actor, place: Case()),
                                 "promotion_league": Address(lambda world, actor, place: Case())}
ACTIONS: dict[str, Action] = {}
