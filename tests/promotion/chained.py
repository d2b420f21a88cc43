"""Chains of a district, as people keep them."""

from __future__ import annotations

from datetime import date

from luodi.people.models import Account
from luodi.promotion.actions.chains import About, AboutLink, OnLink, add_chain, add_link, put_firm, tie
from luodi.promotion.models import Adviser, Chain, Link, LinkFirm
from luodi.rights.kernel import MACHINE
from tests.people.country import TODAY
from tests.promotion.district import District

LINKS = (("锂矿加工", "up", "missing"), ("正极材料", "up", "weak"), ("电芯", "mid", "present"), ("电池包", "mid", "present"), ("整车", "down", "missing"))
TIES = ((0, 1), (1, 2), (2, 3), (3, 4), (1, 4))


def chain(district: District, name: str = "新能源汽车", since: date = TODAY, leader: Account | None = None, team: tuple[Account, ...] = (),
          adviser: Adviser | None = None) -> Chain:
    """A chain of the promotion unit."""
    return add_chain(MACHINE, district.units["promotion"], About(name, leader, adviser, team), since, TODAY)


def linked(district: District, made: Chain | None = None) -> dict[str, Link]:
    """A chain with five links and what they deliver, by name."""
    made = made or chain(district)
    links = [add_link(MACHINE, made, AboutLink(name, place, strength)) for name, place, strength in LINKS]
    for giver, taker in TIES:
        tie(MACHINE, links[giver], links[taker])
    return {one.name: one for one in links}


def target(link: Link, name: str = "某某锂业有限公司", uscc: str = "", why: str = "全省最大") -> LinkFirm:
    """A target enterprise on a link."""
    return put_firm(MACHINE, link, OnLink("target", name, uscc, why))
