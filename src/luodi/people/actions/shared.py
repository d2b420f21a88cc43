"""What the actions on people share: what they are about, and the texts that they take."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.db.models import Q

from luodi.engine.source import refuse
from luodi.frame.middleware import local_today
from luodi.frame.paths import ids
from luodi.frame.words import shown, unseen
from luodi.ledger.actions import Act, By, Subject
from luodi.people.models import Account, Post, Region, Unit
from luodi.people.queries import unit_matter
from luodi.rights.kernel import Matter
from luodi.rights.permissions import RESERVED, Right

COUNTRY = 0
"""The chain of what stands above every region."""
_PATH = 200
_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{1,63}\Z")


def in_region(parent: Region | None) -> Subject:
    """A region that is yet to be made."""
    return Subject(parent.pk if parent else COUNTRY, "region", None, Matter(region_path=ids(parent.path) if parent else ()))


def under(region: Region, parent: Unit | None) -> Subject:
    """A unit that is yet to be made."""
    return Subject(region.pk, "unit", None, Matter(region_path=ids(region.path), unit_path=ids(parent.path) if parent else ()))


def of_unit(unit: Unit, kind: str, key: int | None, *, parts: frozenset[tuple[str, int]] = frozenset(), needs: str = "") -> Subject:
    """Something that belongs to a unit."""
    return Subject(unit.region_id, kind, key, unit_matter(unit, parts), needs=needs)


def of_account(account: Account) -> Subject:
    """Somebody's account. Who has a reserved role, or will, is managed by those who may give it wherever they have it. One statement."""
    reserved = [ids(path) for path in Post.objects.filter(still(local_today()), account=account, role__in=[role.value for role in RESERVED])
                .values_list("unit__region__path", flat=True)]
    if not reserved:
        return of_unit(account.unit, "account", account.pk)
    matter = Matter(region_path=_shared([*reserved, ids(account.unit.region.path)]))
    return Subject(account.unit.region_id, "account", account.pk, matter, needs=Right.RESERVED_MANAGE)


def inside(act: Act) -> By:
    """Who calls an action from within another one: the key belongs to the outer one."""
    return replace(act.by, key="")


def still(on: date) -> Q:
    """Posts and the like that last on a day or later."""
    return Q(last__isnull=True) | Q(last__gte=on)


def locked(account: Account) -> Account:
    """The account as it is now, with nobody else changing it."""
    return Account.objects.select_for_update(of=("self",)).select_related("unit__region").get(pk=account.pk)


def unchanged(row: models.Model, seen: Mapping[str, Any], words: Mapping[str, tuple[str, str]]) -> None:
    """Nothing of what somebody saw before they wrote has changed since. Raises Refused with what it is now.

    `seen`: values by field; `words`: each field in both languages.
    """
    for name, value in seen.items():
        now = getattr(row, name)
        if now != value:
            zh, en = words[name]
            refuse(None, f"“{row}”刚才被别人改过：{zh}现在是“{now if now not in (None, '') else '空'}”。请看过再改",
                   f"'{row}' was changed by somebody else just now: {en} is '{now if now not in (None, '') else 'empty'}'. Look again, then change it")


def open_unit(unit: Unit) -> None:
    """Raises Refused for a unit that is closed."""
    if unit.closed:
        refuse(None, f"单位“{unit.name}”已于 {unit.closed} 撤销，请选别的单位", f"the unit '{unit.name}' was closed on {unit.closed}; choose another one")


def in_order(first: date, last: date | None) -> None:
    """Raises Refused when the last day is before the first."""
    if last is not None and last < first:
        refuse(None, f"最后一天 {last} 早于第一天 {first}，请改成不早于 {first}", f"last day {last} is before first day {first}; make it {first} or later")


def room(length: int, name: str) -> None:
    """A path has room for some twenty levels. Raises Refused."""
    if length + 20 > _PATH:
        refuse(None, f"“{name}”的层级太深，请选高一些的上级", f"'{name}' would stand too deep; choose a higher one above it")


def good_login(login: str) -> str:
    """A login name that can be typed anywhere. Raises Refused."""
    if not _LOGIN.match(login):
        refuse(None, f"登录名“{shown(login)}”不能用：用 2 到 64 个字母、数字和 . _ @ + -，以字母或数字开头",
               f"login name '{shown(login)}': use 2 to 64 letters, digits and . _ @ + -, beginning with a letter or digit")
    return login


def good_name(name: str, most: int) -> str:
    """A name without odd spaces. Raises Refused for nothing, too much, and marks that nobody sees."""
    plain = " ".join(name.split())
    if not plain or len(plain) > most or unseen(plain):
        refuse(None, f"名称“{shown(name)}”不能用：写 1 到 {most} 个字，不带控制字符", f"name '{shown(name)}': 1 to {most} characters, no control characters")
    return plain


def good_division(division: str) -> str:
    """The six digits of an administrative division, or none. Raises Refused."""
    plain = division.strip()
    if plain and not (len(plain) == 6 and plain.isascii() and plain.isdigit()):
        refuse(None, f"行政区划代码“{shown(plain)}”不对，应是 6 位数字，例如 370211", f"division code '{shown(plain)}': six digits, such as 370211")
    return plain


def unit_name(name: str) -> str:
    """The name of a unit: it may be part of a path, so it has no slash. Raises Refused."""
    plain = good_name(name, 120)
    if "/" in plain or "／" in plain:
        refuse(None, f"单位名称“{shown(plain)}”里不能有斜杠，上下级用“上级单位”表示",
               f"unit name '{shown(plain)}': no slash; what is above it is said by the unit above")
    return plain


def good_email(email: str) -> str:
    """An address, or none. Raises Refused."""
    plain = email.strip()
    try:
        if plain:
            validate_email(plain)
            if len(plain) > 254:
                raise ValidationError("long")
    except ValidationError:
        refuse(None, f"邮箱“{shown(plain)}”不对，请写成 name@example.com，或者空着", f"e-mail '{shown(plain)}': write name@example.com, or leave it empty")
    return plain


def _shared(paths: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    """What all paths have in common, from the root down."""
    first, *others = paths
    for length in range(len(first), 0, -1):
        if all(other[:length] == first[:length] for other in others):
            return first[:length]
    return ()
