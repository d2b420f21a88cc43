"""The meetings of chains fall due by the cadence of their place, with nobody asking for them."""

from __future__ import annotations

from datetime import date

from luodi.engine.source import Refused
from luodi.people.rules import rulebook
from luodi.promotion.actions.chains import raise_meetings
from luodi.promotion.cadence import turns
from luodi.promotion.models import Chain, ChainMeeting
from luodi.promotion.rules import promotion_of
from luodi.rights.kernel import MACHINE, Person


def raise_due(today: date, by: Person = MACHINE) -> int:
    """Have the meetings begin whose span has begun, of the chains of all places that have such meetings; how many. May be cut off and made again.

    Statements: four, and those of `raise_meetings` for each chain with a meeting that is due.
    """
    book = rulebook()
    rules = {region: found for region in book.slugs if (found := promotion_of(book, region).cadences)}
    chains = list(Chain.objects.filter(region__in=list(rules), unit__closed__isnull=True, since__lte=today).select_related("region", "unit__region", "leader")
                  .order_by("pk"))
    spans = {chain.pk: dict(turns(rules[chain.region_id], chain.since, today)) for chain in chains}
    oldest = min((turn for held in spans.values() for turn in held.values()), default=today)
    there = set(ChainMeeting.objects.filter(turn__gte=oldest).values_list("chain_id", "cadence", "turn"))
    count = 0
    for chain in chains:
        lacking = {key: turn for key, turn in spans[chain.pk].items() if (chain.pk, key, turn) not in there}
        if lacking:
            try:
                count += len(raise_meetings(by, chain, lacking, today))
            except Refused:  # one whose clocks cannot be, does not keep the others from theirs
                continue
    return count
