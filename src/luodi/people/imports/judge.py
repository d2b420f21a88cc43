"""What would come of each row: something new, nothing, a change, or a fault. Reads only; asked for the preview, and again when it is saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models.functions import Lower

from luodi.engine.source import Refused, Said
from luodi.frame import sheets as frame
from luodi.frame.paths import ids
from luodi.frame.sheets import Row
from luodi.people.actions.shared import good_email, good_login, good_name, still, unit_name
from luodi.people.imports.shape import PEOPLE, UNITS, split
from luodi.people.models import Account, Post, Region, Unit
from luodi.people.queries import unit_matter
from luodi.rights.kernel import Matter, Person, Role
from luodi.rights.permissions import RESERVED, ROLES, Right, may, to_give

MANY = 500
"""Login names in one statement."""
Names = tuple[str, ...]


@dataclass
class Judged(frame.Judged):
    """With what it is about. `names`: the way down to its unit; `post`: whether a post is given."""

    names: Names = ()
    unit: Unit | None = None
    account: Account | None = None
    post: bool = False


@dataclass
class _There:
    """What there is already. `coming`: units that the same file adds, with the way down to where they will stand."""

    region: Region
    within: Unit | None
    person: Person
    today: date
    units: dict[Names, Unit]
    coming: dict[Names, Matter] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    posts: dict[int, list[Post]] = field(default_factory=dict)


def judging(region: Region, within: Unit | None, person: Person, today: date) -> Callable[[Sequence[Row]], list[Judged]]:
    """Looks at a table part by part, units first, and remembers the units that are to come. Statements: one, then two for every 500 people of a part."""
    there = _There(region, within, person, today, _units(region))
    return lambda rows: _judged(rows, there)


def _judged(rows: Sequence[Row], there: _There) -> list[Judged]:
    there.accounts, there.posts = {}, {}
    logins = [row.value.get("login", "").lower() for row in rows if row.sheet == PEOPLE]
    for start in range(0, len(logins), MANY):
        some = [login for login in logins[start:start + MANY] if login]
        found = Account.objects.alias(key=Lower("login")).filter(key__in=some).select_related("unit__region")
        there.accounts |= {account.login.lower(): account for account in found}
    keys = [account.pk for account in there.accounts.values()]
    for start in range(0, len(keys), MANY):
        held = Post.objects.filter(still(there.today), account__in=keys[start:start + MANY]).select_related("unit__region").order_by("first", "id")
        for post in held:
            there.posts.setdefault(post.account_id, []).append(post)
    out = [Judged(Row.again(row.kept())) for row in rows]
    for one in out:
        (_unit if one.row.sheet == UNITS else _person)(one, there)
        raw = one.row.raw
        one.name, one.more = raw.get("path") or raw.get("name", ""), raw.get("kind") or " · ".join(raw.get(key, "") for key in ("login", "unit", "role"))
        if one.row.wrong:
            one.kind, one.said = "faulty", []
            one.row.wrong.sort(key=lambda wrong: (len(wrong.at), wrong.at))
    return out


def _units(region: Region) -> dict[Names, Unit]:
    """The units of a region by their names from the top down. One statement."""
    found = {unit.pk: unit for unit in Unit.objects.filter(region=region).select_related("region")}
    return {tuple(found[key].name for key in ids(unit.path) if key in found): unit for unit in found.values()}


def _unit(one: Judged, there: _There) -> None:
    row = one.row
    if not row.value.get("path"):
        return
    one.names = split(row.value["path"])
    for name in one.names:
        _checked(row, "path", unit_name, name)
    verdict = may(there.person, Right.UNITS_MANAGE, Matter(region_path=ids(there.region.path)))
    if not verdict.allowed:
        row.fault("", verdict.why.zh or "您不能管理这里的单位", verdict.why.en or "you may not manage units here")
    _inside(row, "path", one.names, there)
    found = there.units.get(one.names)
    if found is None:
        above = one.names[:-1]
        matter = _matter(above, there) if above else Matter(region_path=ids(there.region.path))
        if matter is None:
            row.fault("path", f"没有上级单位“{'/'.join(above)}”；请先加一行写它，或改成已有的",
                      f"there is no unit '{'/'.join(above)}'; add a row for it, or write one that is there")
        one.kind = "new"
        if matter and not row.wrong:
            there.coming[one.names] = matter
        return
    one.unit = found
    if found.closed:
        row.fault("path", f"这个单位已于 {found.closed} 撤销，请换个名称", f"this unit was closed on {found.closed}; choose another name")
    elif row.value.get("kind") and row.value["kind"] != found.kind:
        one.kind, one.said = "changed", [Said(f"类别改为{row.raw['kind']}", f"kind becomes {row.raw['kind']}")]


def _person(one: Judged, there: _There) -> None:
    row, value = one.row, one.row.value
    for key, check in (("login", good_login), ("name", lambda name: good_name(name, 60)), ("email", good_email)):
        if value.get(key):
            value[key] = _checked(row, key, check, value[key])
    first, last = row.day("first") or there.today, row.day("last")
    if last and last < first:
        row.fault("last", f"最后一天 {last} 早于起始日 {first}，请改成不早于 {first}", f"last day {last} is before first day {first}")
    role = Role(value["role"]) if value.get("role") else None
    if value.get("unit"):
        one.names = split(value["unit"])
        one.unit = there.units.get(one.names)
        matter = _matter(one.names, there)
        if matter is None:
            row.fault("unit", f"没有单位“{'/'.join(one.names)[:60]}”；请写全路径，或在“单位”表里加一行",
                      f"there is no unit '{'/'.join(one.names)[:60]}'; write its whole path")
        elif not _inside(row, "unit", one.names, there):
            pass
        elif role:
            verdict = may(there.person, to_give(role), matter)
            if not verdict.allowed:
                row.fault("role" if role in RESERVED else "unit", verdict.why.zh or "您不能在这个单位安排岗位",
                          verdict.why.en or "you may not give posts in this unit")
    account = there.accounts.get(value.get("login", "").lower())
    if account is None:
        one.kind, one.post = "new", True
        return
    _known(one, account, there, role, first, last)


def _known(one: Judged, account: Account, there: _There, role: Role | None, first: date, last: date | None) -> None:
    """Somebody who has an account: what would change."""
    row, value = one.row, one.row.value
    held = there.posts.get(account.pk, [])
    reserved = [post for post in held if post.role in RESERVED]
    mine = [may(there.person, Right.RESERVED_MANAGE, Matter(region_path=ids(post.unit.region.path))).allowed for post in reserved]
    if not all(mine) or not may(there.person, Right.PEOPLE_MANAGE, unit_matter(account.unit)).allowed:
        row.fault("login", f"登录名“{value['login']}”已经有人用，而且不归您管理，请换一个",
                  f"login name '{value['login']}' belongs to somebody whom you do not manage; choose another")
        return
    one.account = account
    if account.unit.region_id != there.region.pk:
        row.fault("login", "这个人属于别的区域，请在那边导入", "this person belongs to another region; import them there")
    if not account.is_active:
        row.fault("login", "这个账号已停用；请先到人员页面启用", "this account is closed; reopen it on its page first")
    for key, zh, en in (("name", "姓名", "name"), ("email", "邮箱", "e-mail")):
        if value.get(key) and value[key] != getattr(account, key):
            one.said.append(Said(f"{zh}：{getattr(account, key) or '空'} → {value[key]}", f"{en}: {getattr(account, key) or 'empty'} → {value[key]}"))
    same = [post for post in held if one.unit and post.unit_id == one.unit.pk and post.role == role]
    if not same and role:
        one.post = True
        one.said.append(Said(f"新增岗位：{'/'.join(one.names)} {ROLES[role].zh}", f"new post: {'/'.join(one.names)}, {ROLES[role].en}"))
    for key, given in (("first", row.day("first")), ("last", last)):
        if same and given and all(getattr(post, key) != given for post in same):
            row.fault(key, f"这个岗位已有，{'起始日' if key == 'first' else '最后一天'}是 {getattr(same[0], key) or '长期'}；任期请到人员页面改，或空着这一格",
                      f"this post is there already ({getattr(same[0], key) or 'open'}); change its days on the person's page, or leave the cell empty")
    if one.said:
        one.kind = "changed"


def _matter(names: Names, there: _There) -> Matter | None:
    """Where a unit stands, or will; None where there is none, or it is closed."""
    if names in there.coming:
        return there.coming[names]
    unit = there.units.get(names)
    return unit_matter(unit) if unit and not unit.closed else None


def _inside(row: Row, key: str, names: Names, there: _There) -> bool:
    """Whether a unit lies in the one that the table was sent for; if not, that is noted."""
    within = there.within
    top = next((held for held, unit in there.units.items() if within and unit.pk == within.pk), ())
    if names[:len(top)] == top:
        return True
    row.fault(key, f"这张表是导入到“{'/'.join(top)}”的，这里不在它下面；请改过来，或者上传时选别的",
              f"the table was sent for '{'/'.join(top)}', and this is not below it; change it, or choose another place when you upload")
    return False


def _checked(row: Row, key: str, check: Callable[[str], Any], text: str) -> str:
    try:
        return str(check(text))
    except Refused as refused:
        for fault in refused.faults:
            row.fault(key, fault.said.zh, fault.said.en)
        return text
