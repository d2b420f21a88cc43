"""A part of a table is saved: all of its rows that are right, in one action. What is there already stays as it is."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from luodi.engine.source import refuse
from luodi.frame.middleware import local_today
from luodi.frame.paths import ids
from luodi.frame.sheets import Row
from luodi.ledger.actions import Act, Subject, action
from luodi.people import verbs
from luodi.people.actions.shared import inside, of_unit
from luodi.people.actions.tree import add_unit, change_unit
from luodi.people.imports.judge import Judged, judging
from luodi.people.imports.shape import UNITS
from luodi.people.models import Account, Post, Region, Unit, UnitKind
from luodi.rights.kernel import Matter, Role
from luodi.rights.permissions import Right


def _of(region: Region, unit: Unit | None, *_: object) -> Subject:
    if unit:
        return of_unit(unit, "upload", None)
    return Subject(region.pk, "upload", None, Matter(region_path=ids(region.path)))


@action(verb=verbs.PEOPLE_IMPORT, needs=Right.PEOPLE_MANAGE, subject=_of)
def import_part(act: Act, region: Region, unit: Unit | None, file: str, part: int, rows: Sequence[Row]) -> dict[str, int]:
    """Save a part of what was sent for a region, or a unit in it, looked at once more. Wrong rows are left; how many of each were saved.

    People are written in bulk: as many statements for 200 as for 2. Raises Refused when somebody took a login name at the same instant.
    """
    judged = judging(region, unit, act.person, local_today())(rows)
    right = [one for one in judged if one.kind in ("new", "changed")]
    out = {"units": 0, "accounts": 0, "posts": 0, "changed": 0, "left": sum(one.kind == "faulty" for one in judged)}
    for one in (one for one in right if one.row.sheet == UNITS):
        _unit(act, region, one, out)
    _people([one for one in right if one.row.sheet != UNITS], act, out)
    act.note(file=file, part=part, units=out["units"], accounts=out["accounts"], posts=out["posts"], changed=out["changed"])
    return out


def _unit(act: Act, region: Region, one: Judged, out: dict[str, int]) -> None:
    kind = UnitKind(one.row.value["kind"])
    if one.unit:
        change_unit(inside(act), one.unit, one.unit.name, kind, {"kind": one.unit.kind})
        out["changed"] += 1
        return
    above: Unit | None = None
    for name in one.names[:-1]:
        found = Unit.objects.select_related("region").filter(name=name, closed__isnull=True)
        above = found.filter(parent=above).first() if above else found.filter(region=region).exclude(parent__region=region).first()
    add_unit(inside(act), region, one.names[-1], kind, above)
    out["units"] += 1


def _people(right: list[Judged], act: Act, out: dict[str, int]) -> None:
    today = local_today()
    new = [one for one in right if one.kind == "new"]
    nobody = make_password(None)
    try:
        with transaction.atomic():
            made = Account.objects.bulk_create([
                Account(unit=one.unit, login=one.row.value["login"], name=one.row.value["name"], email=one.row.value.get("email", ""), password=nobody,
                        must_change_password=True) for one in new])
    except IntegrityError:
        refuse(None, "有登录名刚才被别人用了；什么也没有保存，请再确认一次",
               "a login name was taken just now; nothing of this part was saved, confirm once more")
    for one, account in zip(new, made, strict=True):
        one.account = account
    changed = [one for one in right if one.kind == "changed"]
    before = {str(one.account.pk): {"name": one.account.name, "email": one.account.email} for one in changed if one.account}
    for one in changed:
        if one.account:
            one.account.name, one.account.email = one.row.value["name"], one.row.value.get("email") or one.account.email
    Account.objects.bulk_update([one.account for one in changed if one.account], ["name", "email"])
    posts = Post.objects.bulk_create([
        Post(account=one.account, unit=one.unit, role=Role(one.row.value["role"]).value, first=one.row.day("first") or today, last=one.row.day("last"))
        for one in right if one.post and one.account and one.unit])
    out["accounts"], out["posts"], out["changed"] = len(made), len(posts), out["changed"] + len(changed)
    after = {str(one.account.pk): {"name": one.account.name, "email": one.account.email, "login": one.account.login} for one in right if one.account}
    act.change({"accounts": before}, {
        "accounts": after, "posts": [[post.pk, post.account_id, post.unit_id, post.role, post.first, post.last] for post in posts]})
