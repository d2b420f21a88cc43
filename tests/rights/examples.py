"""All examples together: of every address, and of every action."""

from __future__ import annotations

from tests.rights import addresses, deeds
from tests.rights.promotion import (
    agreements,
    assessments,
    briefings,
    chains,
    duties,
    events,
    experts,
    firms,
    hub,
    leads,
    packaged,
    reviews,
    services,
    visits,
)

_PROMOTION = (agreements, assessments, briefings, chains, duties, events, experts, firms, hub, leads, packaged, reviews, services, visits)
ADDRESSES: dict[str, addresses.Example] = addresses.EXAMPLES | {name: one for area in _PROMOTION for name, one in area.ADDRESSES.items()}
ACTIONS: dict[str, deeds.Example] = deeds.EXAMPLES | {name: one for area in _PROMOTION for name, one in area.ACTIONS.items()}
