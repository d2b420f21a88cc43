"""The invented district: its regions, units and people, made through the real actions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from luodi.demo.roles import CITY, DISTRICT, DIVISION, DUTIES, MECHANISM, PEOPLE, UNITS
from luodi.people import actions
from luodi.people.models import Account, Region, RegionKind, Unit
from luodi.people.queries import person_of
from luodi.promotion.actions.duties import set_duties
from luodi.rights.kernel import MACHINE, Person


@dataclass
class Town:
    """What there is, by key and login."""

    region: Region
    units: dict[str, Unit]
    people: dict[str, Account]
    homes: dict[str, str]
    """The unit of each, by its key."""
    _acting: tuple[date, dict[str, Person]] = field(default_factory=lambda: (date.min, {}))

    def person(self, login: str, day: date) -> Person:
        """Who acts, with the rights of a day; looked up once a day."""
        if self._acting[0] != day:
            self._acting = (day, {})
        if login not in self._acting[1]:
            self._acting[1][login] = person_of(self.people[login], day)
        return self._acting[1][login]

    def unit_of(self, login: str) -> Unit:
        """Where somebody works."""
        return self.units[self.homes[login]]

    def key_of(self, unit: int) -> str:
        """The key of a unit."""
        return next(key for key, one in self.units.items() if one.pk == unit)


def found(first: date) -> Town:
    """Make them; posts begin on a day."""
    city = actions.add_region(MACHINE, CITY, RegionKind.CITY)
    region = actions.add_region(MACHINE, DISTRICT, RegionKind.DISTRICT, city, MECHANISM, DIVISION)
    units: dict[str, Unit] = {}
    for key, name, kind, above in UNITS:
        units[key] = actions.add_unit(MACHINE, region, name, kind, units[above] if above else None)
    people = {}
    for login, name, unit, role in PEOPLE:
        people[login] = actions.add_account(MACHINE, units[unit], login, name, must_change_password=False)
        actions.give_post(MACHINE, people[login], units[unit], role, first)
    set_duties(MACHINE, region, {duty: units[key] for duty, key in DUTIES.items()})
    return Town(region, units, people, {login: unit for login, _, unit, _ in PEOPLE})
