"""A district that courts investment: a unit and somebody for every duty, a rival, a leader, a supervisor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from luodi.people import actions
from luodi.people.models import Account, Region, Unit, UnitKind
from luodi.people.rules import rulebook
from luodi.projects.models import Project
from luodi.promotion.actions.duties import set_duties
from luodi.promotion.rules import promotion_of
from luodi.rights.kernel import MACHINE, Role
from tests.people.country import Country, person
from tests.projects.ladder import project

WEST_COAST = "qingdao-west-coast-2026"
_KINDS = {"promotion": (UnitKind.PROMOTION, Role.PROMOTER), "park": (UnitKind.PARK, Role.TOWN_OFFICER),
          "government": (UnitKind.LEADERSHIP, Role.LEADER), "committee": (UnitKind.LEADERSHIP, Role.LEADER)}


@dataclass(frozen=True)
class District:
    """`units`, `people`: by duty; `rival`: a promoter of another unit of the district."""

    country: Country
    region: Region
    units: Mapping[str, Unit]
    people: Mapping[str, Account]
    rival: Account
    leader: Account
    supervisor: Account

    @property
    def promoter(self) -> Account:
        """Who promotes."""
        return self.people["promotion"]

    def project(self, stage: str = "lead", **more: Any) -> Project:
        """A project of the promoter at a stage that asks for nothing of promotion."""
        return project(self.units["promotion"], self.promoter, stage, **more)


def district_of(country: Country, slug: str = WEST_COAST) -> District:
    """The district of a country under a mechanism."""
    Region.objects.filter(pk=country.district.pk).update(slug=slug)
    region = Region.objects.get(pk=country.district.pk)
    units, people = {}, {}
    for key, duty in promotion_of(rulebook(), region.pk).duties.items():
        kind, role = _KINDS.get(key, (UnitKind.DEPARTMENT, Role.REVIEWER))
        units[key] = actions.add_unit(MACHINE, region, f"某区{duty.title('zh-Hans')}单位", kind)
        people[key] = person(f"of-{key}", units[key], role)
    set_duties(MACHINE, region, units)
    other = actions.add_unit(MACHINE, region, "招商二局", UnitKind.PROMOTION)
    return District(country, region, units, people, person("rival", other, Role.PROMOTER), person("chief-leader", units["government"], Role.LEADER),
                    person("watcher", actions.add_unit(MACHINE, region, "督查室", UnitKind.SUPERVISION), Role.SUPERVISOR))
