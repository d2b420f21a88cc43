"""Units: added, changed, moved, closed, opened again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Max, Value
from django.db.models.functions import Concat, Length, Substr

from luodi.engine.source import refuse
from luodi.frame.middleware import local_today
from luodi.frame.paths import ids
from luodi.ledger.actions import Act, action, snapshot
from luodi.people import verbs
from luodi.people.actions.shared import of_unit, open_unit, room, still, unchanged, under, unit_name
from luodi.people.models import Post, Region, Unit, UnitKind
from luodi.rights.permissions import Right

_SEEN = {"name": ("名称", "the name"), "kind": ("类别", "the kind"), "parent_id": ("上级单位", "the unit above")}


@action(verb=verbs.UNIT_ADD, needs=Right.UNITS_MANAGE, subject=lambda region, name, kind, parent=None: under(region, parent))
def add_unit(act: Act, region: Region, name: str, kind: UnitKind, parent: Unit | None = None) -> Unit:
    """Add a unit to a region, perhaps below another unit. Raises Refused when that one is of a region that does not hold this one, or the name is taken."""
    name = unit_name(name)
    if parent:
        parent = Unit.objects.select_for_update(of=("self",)).select_related("region").get(pk=parent.pk)
        _holds(parent, region, name)
        room(len(parent.path), name)
    _free(region, parent, name)
    unit = Unit.objects.create(region=region, name=name, kind=kind, parent=parent)
    unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    unit.save(update_fields=["path"])
    act.about(unit.pk)
    act.change(None, snapshot(unit, "name", "kind", "path"))
    return unit


@action(verb=verbs.UNIT_CHANGE, needs=Right.UNITS_MANAGE, subject=lambda unit, *rest, **named: of_unit(unit, "unit", unit.pk))
def change_unit(act: Act, unit: Unit, name: str, kind: UnitKind, seen: Mapping[str, Any]) -> Unit:
    """Give a unit another name or kind. `seen`: `name` and `kind` as they were shown; Refused when they have changed since, or the name is taken."""
    now = _locked(unit)
    unchanged(now, seen, _SEEN)
    before, name = snapshot(now, "name", "kind"), unit_name(name)
    if name != now.name:
        _free(now.region, now.parent, name)
    now.name, now.kind = name, kind
    now.save(update_fields=["name", "kind"])
    act.change(before, snapshot(now, "name", "kind"))
    return now


@action(verb=verbs.UNIT_MOVE, needs=Right.UNITS_MANAGE, subject=lambda unit, *rest, **named: of_unit(unit, "unit", unit.pk))
def move_unit(act: Act, unit: Unit, parent: Unit | None, seen: Mapping[str, Any]) -> Unit:
    """Put a unit, and all below it, under another unit or under none. One statement moves them all.

    `seen`: `parent_id` as it was shown. Raises Refused when it has changed since, for a unit below itself, one of another region, and a name that is there.
    """
    both = Unit.objects.select_for_update(of=("self",)).select_related("region", "parent").filter(pk__in=[unit.pk, *([parent.pk] if parent else [])])
    found = {one.pk: one for one in both.order_by("id")}
    now, above = found[unit.pk], found[parent.pk] if parent else None
    unchanged(now, seen, _SEEN)
    open_unit(now)
    if above:
        if above.path.startswith(now.path):
            refuse(None, f"“{now.name}”不能移到自己或自己的下级“{above.name}”下面，请选别的上级",
                   f"'{now.name}' cannot be put below itself or its own sub-unit '{above.name}'; choose another unit above it")
        _holds(above, now.region, now.name)
        longest = Unit.objects.filter(path__startswith=now.path).aggregate(most=Max(Length("path")))["most"]
        room(len(above.path) + longest - len(now.path), now.name)
    if now.parent_id != (above.pk if above else None):
        _free(now.region, above, now.name)
    old, new = now.path, f"{above.path if above else '/'}{now.pk}/"
    act.change({"parent_id": now.parent_id, "path": old}, {"parent_id": above.pk if above else None, "path": new})
    Unit.objects.filter(pk=now.pk).update(parent=above)
    Unit.objects.filter(path__startswith=old).update(path=Concat(Value(new), Substr("path", len(old) + 1)))
    now.parent, now.path = above, new
    return now


@action(verb=verbs.UNIT_CLOSE, needs=Right.UNITS_MANAGE, subject=lambda unit: of_unit(unit, "unit", unit.pk))
def close_unit(act: Act, unit: Unit) -> Unit:
    """Close a unit from today on. Raises Refused, by name, while units below it are open or somebody holds a post in it."""
    now, today = _locked(unit), local_today()
    open_unit(now)
    below = list(Unit.objects.filter(path__startswith=now.path, closed__isnull=True).exclude(pk=now.pk).order_by("path").values_list("name", flat=True)[:6])
    if below:
        refuse(None, f"“{now.name}”下面还有没有撤销的单位：{_listed(below)}。请先撤销或移走它们",
               f"'{now.name}' still has open units below it: {', '.join(below[:5])}. Close or move them first")
    held = list(Post.objects.filter(still(today), unit=now).order_by("account__name", "id").values_list("account__name", flat=True)[:6])
    if held:
        refuse(None, f"“{now.name}”还有人在岗：{_listed(held)}。请先结束他们在这里的岗位",
               f"'{now.name}' still has people in posts: {', '.join(held[:5])}. End their posts here first")
    now.closed = today
    now.save(update_fields=["closed"])
    act.change({"closed": None}, {"closed": today})
    return now


@action(verb=verbs.UNIT_REOPEN, needs=Right.UNITS_MANAGE, subject=lambda unit: of_unit(unit, "unit", unit.pk))
def reopen_unit(act: Act, unit: Unit) -> Unit:
    """Open a closed unit again; nobody has a post in it yet. Raises Refused for one that is open, and, by name, while one above it is closed."""
    now = _locked(unit)
    if not now.closed:
        refuse(None, f"“{now.name}”没有撤销", f"'{now.name}' is open")
    above = Unit.objects.filter(pk__in=ids(now.path)[:-1], closed__isnull=False).order_by("path").first()
    if above:
        refuse(None, f"“{now.name}”的上级“{above.name}”已于 {above.closed} 撤销，请先恢复“{above.name}”",
               f"'{above.name}', above '{now.name}', was closed on {above.closed}; open '{above.name}' again first")
    was, now.closed = now.closed, None
    now.save(update_fields=["closed"])
    act.change({"closed": was}, {"closed": None})
    return now


def _locked(unit: Unit) -> Unit:
    return Unit.objects.select_for_update(of=("self",)).select_related("region", "parent").get(pk=unit.pk)


def _holds(parent: Unit, region: Region, name: str) -> None:
    open_unit(parent)
    if not region.path.startswith(parent.region.path):
        refuse(None, f"“{name}”的上级“{parent.name}”不在同一个区域里，请选本区域或上级区域的单位",
               f"'{name}': the unit above it, '{parent.name}', is in another region; choose one of the same region or of a region above")


def _free(region: Region, parent: Unit | None, name: str) -> None:
    there = Unit.objects.filter(region=region, parent=parent, name=name).first()
    if there:
        zh, en = ("（已撤销）", " (closed)") if there.closed else ("", "")
        where = parent or region
        refuse(None, f"“{where.name}”已经有单位“{name}”{zh}，请换个名称", f"'{where.name}' has a unit '{name}' already{en}; choose another name")


def _listed(names: list[str]) -> str:
    return "、".join(names[:5]) + ("等" if len(names) > 5 else "")
