"""What the place of a project says of promotion, and which unit there answers for what."""

from __future__ import annotations

from functools import lru_cache

from luodi.engine.mechanism import Promotion, load_promotion
from luodi.engine.source import refuse
from luodi.people.models import Region, Unit
from luodi.people.rules import NATIONAL, Rulebook
from luodi.promotion.models import Duty


@lru_cache(maxsize=64)
def promotion(slug: str) -> Promotion:
    """How a place courts investment. Raises Refused when its data cannot be read."""
    return load_promotion(slug)


def promotion_of(book: Rulebook, region_id: int) -> Promotion:
    """How a region courts investment."""
    return promotion(book.slugs.get(region_id, NATIONAL))


def units_of(region: Region) -> dict[str, Unit]:
    """Who answers for what in a region, by duty: its own units, for only they can be asked about its projects. One statement."""
    return {duty.key: duty.unit for duty in Duty.objects.filter(region=region).select_related("unit__region")}


def unit_for(units: dict[str, Unit], rules: Promotion, duty: str) -> Unit:
    """The unit that answers for a duty. Raises Refused, with where to name it, when nobody does or the unit is closed."""
    unit = units.get(duty)
    if unit is None or unit.closed:
        zh, en = rules.duties[duty].title("zh-Hans"), rules.duties[duty].title("en")
        refuse(None, f"还没有定哪个单位管“{zh}”，请平台管理员在“招商 → 职责”里对上号",
               f'no unit answers for "{en}" yet; a platform administrator names it under Promotion, Duties')
    return unit


