"""The only writers of people: regions, units, accounts, posts, absences. Signing in is in `signing.actions`.

A first district is set up by the product itself (`MACHINE`), from the operator's command line.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from django.contrib.auth.hashers import make_password

from luodi.engine.source import refuse
from luodi.ledger.actions import Act, Subject, action, snapshot
from luodi.people import verbs
from luodi.people.models import Absence, Account, Post, Region, RegionKind, Unit, UnitKind, ids
from luodi.people.passwords import faults
from luodi.people.queries import account_by_login
from luodi.rights.kernel import Matter, Role
from luodi.rights.permissions import Right

COUNTRY = 0
"""The chain of what stands above every region."""
_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{1,63}\Z")


def _in_region(parent: Region | None) -> Subject:
    return Subject(parent.pk if parent else COUNTRY, "region", None, Matter(region_path=ids(parent.path) if parent else ()))


def _under(region: Region, parent: Unit | None) -> Subject:
    return Subject(region.pk, "unit", None, Matter(region_path=ids(region.path), unit_path=ids(parent.path) if parent else ()))


def _of_unit(unit: Unit, kind: str, key: int | None, *, parts: frozenset[tuple[str, int]] = frozenset()) -> Subject:
    return Subject(unit.region_id, kind, key, Matter(region_path=ids(unit.region.path), unit_path=ids(unit.path), parts=parts))


@action(verb=verbs.REGION_ADD, needs=Right.UNITS_MANAGE, subject=lambda name, kind, parent=None, slug="": _in_region(parent))
def add_region(act: Act, name: str, kind: RegionKind, parent: Region | None = None, slug: str = "") -> Region:
    """Add a region below another one."""
    region = Region.objects.create(name=_name(name, 60), kind=kind, parent=parent, slug=slug)
    region.path = f"{parent.path if parent else '/'}{region.pk}/"
    region.save(update_fields=["path"])
    act.about(region.pk)
    act.change(None, snapshot(region, "name", "kind", "slug", "path"))
    return region


@action(verb=verbs.UNIT_ADD, needs=Right.UNITS_MANAGE, subject=lambda region, name, kind, parent=None: _under(region, parent))
def add_unit(act: Act, region: Region, name: str, kind: UnitKind, parent: Unit | None = None) -> Unit:
    """Add a unit to a region, perhaps below another unit. Raises Refused when that one belongs to a region that does not hold this one."""
    if parent and not region.path.startswith(parent.region.path):
        refuse(None, f"“{name}”的上级“{parent.name}”不在同一个区域里，请选本区域或上级区域的单位",
               f"'{name}': the unit above it, '{parent.name}', is in another region; choose one of the same region or of a region above")
    unit = Unit.objects.create(region=region, name=_name(name, 120), kind=kind, parent=parent)
    unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    unit.save(update_fields=["path"])
    act.about(unit.pk)
    act.change(None, snapshot(unit, "name", "kind", "path"))
    return unit


@action(verb=verbs.ACCOUNT_ADD, needs=Right.PEOPLE_MANAGE, subject=lambda unit, *rest, **named: _of_unit(unit, "account", None))
def add_account(act: Act, unit: Unit, login: str, name: str, password: str | None = None, email: str = "", must_change_password: bool = True) -> Account:
    """Add an account that `unit` looks after. Without a password nobody can sign in to it. Raises Refused for a login name or password that cannot be used."""
    if not _LOGIN.match(login):
        refuse(None, f"登录名“{_shown(login)}”不能用：用 2 到 64 个字母、数字和 . _ @ + -，以字母或数字开头",
               f"login name '{_shown(login)}': use 2 to 64 letters, digits and . _ @ + -, beginning with a letter or digit")
    if account_by_login(login):
        refuse(None, f"登录名“{login}”已经有人用，请换一个", f"login name '{login}' is taken; choose another")
    if password is not None:
        for fault in faults(password, login):
            refuse(None, f"密码：{fault}", f"password: {fault}")
    account = Account.objects.create(
        unit=unit, login=login, name=_name(name, 60), email=email, password=make_password(password), must_change_password=must_change_password)
    act.about(account.pk)
    act.change(None, snapshot(account, "login", "name", "email", "unit_id"))
    return account


@action(verb=verbs.POST_GIVE, needs=Right.PEOPLE_MANAGE, subject=lambda account, unit, *rest, **named: _of_unit(unit, "account", account.pk))
def give_post(act: Act, account: Account, unit: Unit, role: Role, first: date, last: date | None = None) -> Post:
    """Give an account a role in a unit. Raises Refused when the days are in the wrong order."""
    _in_order(first, last)
    act.note(account=account.pk, unit=unit.pk, role=role.value, first=first, last=last)
    return Post.objects.create(account=account, unit=unit, role=role, first=first, last=last)


@action(verb=verbs.ABSENCE_SET, needs=Right.ABSENCE_SET,
        subject=lambda account, *rest, **named: _of_unit(account.unit, "account", account.pk, parts=frozenset({("self", account.pk)})))
def set_absence(act: Act, account: Account, deputy: Account, first: date, last: date) -> Absence:
    """Note that somebody is away and who stands in. Raises Refused when the days are in the wrong order, or nobody else stands in."""
    _in_order(first, last)
    if account.pk == deputy.pk:
        refuse(None, "代理人不能是本人，请选别人", "the deputy must be somebody else")
    act.note(account=account.pk, deputy=deputy.pk, first=first, last=last)
    return Absence.objects.create(account=account, deputy=deputy, first=first, last=last)


def _in_order(first: date, last: date | None) -> None:
    if last is not None and last < first:
        refuse(None, f"最后一天 {last} 早于第一天 {first}，请改成不早于 {first}", f"last day {last} is before first day {first}; make it {first} or later")


def _name(name: str, most: int) -> str:
    plain = " ".join(name.split())
    if not plain or len(plain) > most or any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in plain):
        refuse(None, f"名称“{_shown(name)}”不能用：写 1 到 {most} 个字，不带控制字符", f"name '{_shown(name)}': 1 to {most} characters, no control characters")
    return plain


def _shown(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text[:40])
