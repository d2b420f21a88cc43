"""The tree of units, one unit with its people, and what is done to units."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from luodi.people import actions
from luodi.people.manage.forms import MoveUnit, NewUnit, UnitForm
from luodi.people.manage.page import Page, asked, form_page, there
from luodi.people.manage.queries import closed_units, people_of
from luodi.people.models import Unit, UnitKind
from luodi.people.queries import regions_near, tree, unit_by_id, unit_matter, units_near
from luodi.rights.door import Signed, needs, require
from luodi.rights.kernel import Role
from luodi.rights.permissions import ROLES, Right, may


@require_safe
@needs(Right.PEOPLE_READ)
def units(request: Signed) -> HttpResponse:
    """The units that one may look into."""
    shown, manage = units_near(request.person, Right.PEOPLE_READ), may(request.person, Right.UNITS_MANAGE)
    return render(request, "people/units.html", {
        "regions": tree(shown), "count": len(shown), "manage": manage, "closed": closed_units(request.person, Right.UNITS_MANAGE) if manage.allowed else [],
        "people": may(request.person, Right.PEOPLE_MANAGE)})


@require_safe
@needs(Right.PEOPLE_READ)
def unit(request: Signed, unit: int) -> HttpResponse:
    """A unit and its people, fifty at a time."""
    found: Unit = there(unit_by_id(unit))
    matter = unit_matter(found)
    require(request, Right.PEOPLE_READ, matter)
    people, manage = may(request.person, Right.PEOPLE_MANAGE, matter), may(request.person, Right.UNITS_MANAGE, matter)
    words, after = request.GET.get("q", "").replace("\x00", "").strip()[:64], request.GET.get("after", "")
    page = people_of(found, request.today, everybody=people.allowed, words=words, after=after)
    shown = [(account, [_(ROLES[Role(post.role)].zh) for post in getattr(account, "here", [])], next(iter(getattr(account, "away", [])), None))
             for account in page.shown]
    return render(request, "people/unit.html", {"unit": found, "shown": shown, "after": page.after, "later": bool(after), "q": words, "people": people,
                                                "manage": manage})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.UNITS_MANAGE)
def add(request: Signed) -> HttpResponse:
    """A new unit."""
    regions, above = regions_near(request.person, Right.UNITS_MANAGE), units_near(request.person, Right.UNITS_MANAGE)
    parent = next((one for one in above if str(one.pk) == request.GET.get("parent")), None)
    initial = {"parent": str(parent.pk), "region": str(parent.region_id), "kind": parent.kind} if parent else {}
    form = NewUnit(regions, above, request.POST or None, initial=initial)

    def do(data: dict[str, Any]) -> HttpResponse:
        region = next(one for one in regions if str(one.pk) == data["region"])
        under = next((one for one in above if str(one.pk) == data["parent"]), None)
        made = actions.add_unit(request.person, region, data["name"], UnitKind(data["kind"]), under)
        messages.success(request, _("已新增“%(name)s”。") % {"name": made.name})
        return HttpResponseRedirect(reverse("people_unit", args=[made.pk]))
    return form_page(request, Page(_("新增单位"), _("新增"), reverse("people_units"), _way()), form, do)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.UNITS_MANAGE)
def change(request: Signed, unit: int) -> HttpResponse:
    """Another name or kind."""
    found = _mine(request, unit)
    shows = {"name": found.name, "kind": found.kind}
    form = UnitForm(request.POST or None, initial=shows | {"seen": UnitForm.shows(shows)})

    def do(data: dict[str, Any]) -> HttpResponse:
        actions.change_unit(request.person, found, data["name"], UnitKind(data["kind"]), form.was())
        return _saved(request, found)
    return form_page(request, Page(_("修改单位"), _("保存"), _home(found), _way(found)), form, do)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.UNITS_MANAGE)
def move(request: Signed, unit: int) -> HttpResponse:
    """Under another unit."""
    found = _mine(request, unit)
    above = [one for one in units_near(request.person, Right.UNITS_MANAGE) if not one.path.startswith(found.path)]
    initial = {"parent": str(found.parent_id or ""), "seen": MoveUnit.shows({"parent_id": found.parent_id})}
    form = MoveUnit(above, request.POST or None, initial=initial)

    def do(data: dict[str, Any]) -> HttpResponse:
        actions.move_unit(request.person, found, next((one for one in above if str(one.pk) == data["parent"]), None), form.was())
        return _saved(request, found)
    page = Page(_("换上级"), _("移过去"), _home(found), _way(found), _("它下面的单位和人员都跟着移；权限随之改变。"))
    return form_page(request, page, form, do)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.UNITS_MANAGE)
def close(request: Signed, unit: int) -> HttpResponse:
    """Ask once, then close."""
    found = _mine(request, unit)

    def do(data: dict[str, Any]) -> HttpResponse:
        actions.close_unit(request.person, found)
        messages.success(request, _("“%(name)s”已经撤销。") % {"name": found.name})
        return HttpResponseRedirect(reverse("people_units"))
    page = Page(_("撤销“%(name)s”") % {"name": found.name}, _("撤销"), _home(found), _way(found),
                _("从今天起不再有这个单位。有人在岗、有下级单位的不能撤销；名称和记录都留着。"))
    return form_page(request, page, asked(request), do, danger=True)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.UNITS_MANAGE)
def reopen(request: Signed, unit: int) -> HttpResponse:
    """Ask once, then open it again."""
    found = _mine(request, unit)

    def do(data: dict[str, Any]) -> HttpResponse:
        actions.reopen_unit(request.person, found)
        messages.success(request, _("“%(name)s”已经恢复。") % {"name": found.name})
        return HttpResponseRedirect(_home(found))
    page = Page(_("恢复“%(name)s”") % {"name": found.name}, _("恢复"), _home(found), _way(found), _("恢复后在原来的上级下面；还没有人在岗，要另外安排。"))
    return form_page(request, page, asked(request), do)


def _mine(request: Signed, unit: int) -> Unit:
    found: Unit = there(unit_by_id(unit))
    require(request, Right.UNITS_MANAGE, unit_matter(found))
    return found


def _saved(request: Signed, unit: Unit) -> HttpResponse:
    messages.success(request, _("已保存。"))
    return HttpResponseRedirect(_home(unit))


def _home(unit: Unit) -> str:
    return reverse("people_unit", args=[unit.pk])


def _way(unit: Unit | None = None) -> list[tuple[str, str]]:
    return [(_("单位和人员"), reverse("people_units")), *([(unit.name, _home(unit))] if unit else [])]
