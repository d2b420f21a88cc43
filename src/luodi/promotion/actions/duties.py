"""Which unit answers for what."""

from __future__ import annotations

from collections.abc import Mapping

from luodi.engine.source import refuse
from luodi.frame.paths import ids
from luodi.ledger.actions import Act, Subject, action
from luodi.people.actions.shared import open_unit
from luodi.people.models import Region, Unit
from luodi.people.rules import rulebook
from luodi.promotion.models import Duty
from luodi.promotion.rules import promotion_of
from luodi.promotion.verbs.duties import DUTIES
from luodi.rights.kernel import Matter
from luodi.rights.permissions import Right


@action(verb=DUTIES, needs=Right.UNITS_MANAGE, subject=lambda region, units: Subject(region.pk, "region", region.pk, Matter(region_path=ids(region.path))))
def set_duties(act: Act, region: Region, units: Mapping[str, Unit | None]) -> None:
    """Say which unit of a region answers for each of some duties; None for nobody. Raises Refused for a duty that the place's data does not have, and a unit
    that is closed or of another region.
    """
    known = promotion_of(rulebook(), region.pk).duties
    there = {one.key: one for one in Duty.objects.select_for_update(of=("self",)).filter(region=region).select_related("unit")}
    before = {key: there[key].unit.name if key in there else None for key in units}
    for key, unit in units.items():
        if key not in known:
            refuse(None, f"没有职责“{key}”", f'there is no duty "{key}"')
        if unit and unit.region_id != region.pk:
            refuse(None, f"{known[key].title('zh-Hans')}：“{unit.name}”不在{region.name}", f'{known[key].title("en")}: "{unit.name}" is not in {region.name}')
        if unit:
            open_unit(unit)
    Duty.objects.filter(region=region, key__in=[key for key, unit in units.items() if unit is None]).delete()
    Duty.objects.bulk_create([Duty(region=region, key=key, unit=unit) for key, unit in units.items() if unit],
                             update_conflicts=True, unique_fields=["region", "key"], update_fields=["unit"])
    act.note(duties=tuple(sorted(units)))
    act.change(before, {key: unit.name if unit else None for key, unit in units.items()})
