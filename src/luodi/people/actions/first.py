"""The very first region, unit and administrator."""

from __future__ import annotations

from luodi.engine.source import refuse
from luodi.frame.middleware import local_today
from luodi.ledger.actions import Act, By, Subject, action
from luodi.people import verbs
from luodi.people.actions.accounts import add_person
from luodi.people.actions.regions import add_region
from luodi.people.actions.shared import COUNTRY, good_email, good_login, good_name, unit_name
from luodi.people.actions.tree import add_unit
from luodi.people.models import Account, Region, RegionKind, UnitKind
from luodi.rights.kernel import Matter, Person, Role
from luodi.rights.permissions import Right


@action(verb=verbs.PEOPLE_FIRST, needs=Right.UNITS_MANAGE, subject=lambda *rest, **named: Subject(COUNTRY, "region", None, Matter()))
def _first_region(act: Act, name: str, kind: RegionKind, slug: str) -> Region:
    """Refused when there is somebody already, with what to do instead."""
    someone = Account.objects.order_by("pk").first()
    if someone:
        refuse(None, f"已经有账号（{someone.login}），第一个只能建一次。忘了密码用 luodi people password {someone.login}；加区域、单位和人请登录后在页面上做",
               f"there are accounts already ({someone.login}); the first is made once. For a lost password: luodi people password {someone.login}. "
               "Add regions, units and people on the pages")
    if Region.objects.filter(parent=None, name=name).exists():
        return Region.objects.get(parent=None, name=name)
    return add_region(By(act.person), name, kind, None, slug)


def first_people(by: Person, region: str, kind: RegionKind, unit: str, login: str, name: str, mechanism: str = "", email: str = "") -> str:
    """The first region, a unit in it, and its platform administrator: the one-time password. Raises Refused when there is somebody already.

    Regions have chains of their own, so these are three actions; one that was broken off is taken up where it stopped.
    """
    good_login(login), good_name(name, 60), unit_name(unit), good_email(email)
    made = _first_region(by, region, kind, mechanism)
    home = made.units.filter(parent=None, name=unit).select_related("region").first() or add_unit(by, made, unit, UnitKind.DEPARTMENT)
    return add_person(by, home, login, name, Role.PLATFORM_ADMIN, local_today(), email)[1]
