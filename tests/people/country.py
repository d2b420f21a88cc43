"""A small country: two districts of one city, and units in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from luodi.people import actions
from luodi.people.models import Account, Region, RegionKind, Unit, UnitKind
from luodi.rights.kernel import MACHINE, Role

TODAY = date(2026, 11, 23)
PASSWORD = "correct horse battery"
HOLIDAYS = """
year: 2027
status: published
notices: [{number: 某办发明电〔2026〕9号, issued: 2026-11-30, about: 节假日安排, confidence: verified}]
off_periods:
- {name: 元旦, from: 2027-01-01, to: 2027-01-05}
makeup_workdays:
- {day: 2027-01-09, for: 元旦}
"""
"""A year of holidays, as a notice that is taken in has them."""


def without_token(page: str) -> str:
    """A page without the token of its forms, which is another one each time it is made."""
    return re.sub(r'(name="csrfmiddlewaretoken" value=")\w+', r"\1", page)


@dataclass
class Country:
    """`district` with `bureau`, its `office` and another `bureau_2`; `elsewhere` with `far`."""

    city: Region
    district: Region
    elsewhere: Region
    bureau: Unit
    office: Unit
    bureau_2: Unit
    far: Unit


def founded() -> Country:
    """The regions and units."""
    city = actions.add_region(MACHINE, "青岛市", RegionKind.CITY)
    district = actions.add_region(MACHINE, "即墨区", RegionKind.DISTRICT, city, "jimo-2021")
    elsewhere = actions.add_region(MACHINE, "崂山区", RegionKind.DISTRICT, city, "laoshan-2021")
    bureau = actions.add_unit(MACHINE, district, "行政审批局", UnitKind.APPROVAL)
    office = actions.add_unit(MACHINE, district, "投资项目科", UnitKind.APPROVAL, bureau)
    return Country(city, district, elsewhere, bureau, office, actions.add_unit(MACHINE, district, "自然资源局", UnitKind.DEPARTMENT),
                   actions.add_unit(MACHINE, elsewhere, "招商局", UnitKind.PROMOTION))


def person(login: str, unit: Unit | None = None, role: Role = Role.REVIEWER, must_change_password: bool = False) -> Account:
    """An account, with a post when a unit is given."""
    home = unit or Unit.objects.first() or actions.add_unit(MACHINE, actions.add_region(MACHINE, "某区", RegionKind.DISTRICT), "某局", UnitKind.DEPARTMENT)
    account = actions.add_account(MACHINE, home, login, f"{login}员", PASSWORD, must_change_password=must_change_password)
    if unit:
        actions.give_post(MACHINE, account, unit, role, date(2026, 1, 1))
    return account
