"""The tree of regions, and by which mechanism each works."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from luodi.frame.paths import ids
from luodi.frame.templatetags.luodi import lang_here
from luodi.people import actions
from luodi.people.manage import queries
from luodi.people.manage.forms import NewRegion, RegionForm
from luodi.people.manage.mechanisms import mechanisms
from luodi.people.manage.page import Page, form_page, there
from luodi.people.models import Region, RegionKind
from luodi.people.queries import regions_near
from luodi.people.rules import NATIONAL
from luodi.rights.door import Signed, needs, require
from luodi.rights.kernel import Matter
from luodi.rights.permissions import Right


@require_safe
@needs(Right.UNITS_MANAGE)
def regions(request: Signed) -> HttpResponse:
    """The regions that one manages, each with the mechanism in force."""
    lang, known = lang_here(), mechanisms()
    shown = []
    for one in queries.regions_of(request.person, Right.UNITS_MANAGE):
        held = known.get(one.slug or NATIONAL)
        shown.append((one, held.title(lang) if held else one.slug, held))
    return render(request, "people/regions.html", {"regions": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.UNITS_MANAGE)
def add(request: Signed) -> HttpResponse:
    """A new region below one that one manages."""
    near = sorted(regions_near(request.person, Right.UNITS_MANAGE), key=lambda one: ids(one.path))
    initial = {"parent": request.GET.get("parent", ""), "kind": RegionKind.TOWN.value}
    form = NewRegion(near, _choices(), request.POST or None, initial=initial)

    def do(data: dict[str, Any]) -> HttpResponse:
        parent = next(one for one in near if str(one.pk) == data["parent"])
        made = actions.add_region(request.person, data["name"], RegionKind(data["kind"]), parent, data["slug"], data["division"])
        messages.success(request, _("已新增“%(name)s”。") % {"name": made.name})
        return HttpResponseRedirect(_home())
    lead = _("建好以后，到“单位和人员”里给它新增单位，再安排它的平台管理员。区域不能删除。")
    return form_page(request, Page(_("新增区域"), _("新增"), _home(), _way(), lead), form, do)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.UNITS_MANAGE)
def change(request: Signed, region: int) -> HttpResponse:
    """Another name or mechanism."""
    found: Region = there(queries.region_by_id(region))
    require(request, Right.UNITS_MANAGE, Matter(region_path=ids(found.path)))
    shows = {"name": found.name, "slug": found.slug, "division": found.division}
    form = RegionForm(_choices(found), request.POST or None, initial=shows | {"seen": RegionForm.shows(shows)})

    def do(data: dict[str, Any]) -> HttpResponse:
        actions.change_region(request.person, found, data["name"], data["slug"], form.was(), data["division"])
        messages.success(request, _("已保存。"))
        return HttpResponseRedirect(_home())
    lead = _("换机制以后，这个区域和沿用它的下级区域里，正在走的时限按新机制重新推算；到期日变了的，通知经办人。")
    return form_page(request, Page(_("修改“%(name)s”") % {"name": found.name}, _("保存"), _home(), _way(), lead), form, do)


def _choices(region: Region | None = None) -> list[tuple[str, str]]:
    """The mechanisms by name; first that of the region above. One that is no longer shipped stays a choice of the region that has it."""
    lang, known = lang_here(), mechanisms()
    none = _("按国家基准") if region and not region.parent_id else _("沿用上级区域的")
    gone = [(region.slug, region.slug)] if region and region.slug and region.slug not in known else []
    return [("", none), *gone, *((one.slug, one.title(lang)) for one in known.values())]


def _home() -> str:
    return reverse("people_regions")


def _way() -> list[tuple[str, str]]:
    return [(_("单位和人员"), reverse("people_units")), (_("区域"), _home())]
