"""What the actions on chains share."""

from __future__ import annotations

from typing import Any

from luodi.engine.source import refuse
from luodi.ledger.actions import Subject
from luodi.people.actions.shared import of_unit
from luodi.promotion.models import Chain, Link


def of(chain: Chain, *_rest: Any, **_named: Any) -> Subject:
    """The subject of an action on a chain: it belongs to the unit that keeps it. Unit and region must have been read."""
    return of_unit(chain.unit, "chain", chain.pk)


def of_link(link: Link, *_rest: Any, **_named: Any) -> Subject:
    """The subject of an action on a link, whose chain must have been read."""
    return of(link.chain)


def locked(chain: Chain) -> Chain:
    """The chain as it is now, with nobody else changing it. One statement."""
    return Chain.objects.select_for_update(of=("self",)).select_related("region", "unit__region", "leader", "adviser").get(pk=chain.pk)


def link_now(link: Link) -> Link:
    """A link as it is now, its chain locked. Raises Refused for one that is gone. Two statements."""
    chain = locked(link.chain)
    found = Link.objects.filter(pk=link.pk, chain=chain).first()
    if found is None:
        refuse(None, f"环节“{link.name}”已经去掉了，请刷新", f'the link "{link.name}" was removed; reload the page')
    found.chain = chain
    return found
