"""Which unit answers for what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from luodi.frame.paths import ids
from luodi.people.manage import queries
from luodi.people.manage.page import Page, form_page, there
from luodi.people.models import Region
from luodi.people.rules import rulebook
from luodi.promotion.actions.duties import set_duties
from luodi.promotion.queries.duties import duties_of, units_in
from luodi.promotion.rules import promotion_of
from luodi.rights.door import Signed, needs, require
from luodi.rights.kernel import Matter
from luodi.rights.permissions import Right


@require_safe
@needs(Right.UNITS_MANAGE)
def regions(request: Signed) -> HttpResponse:
    """The regions that one manages, each with how many of its duties have a unit."""
    book = rulebook()
    found = [one.region for one in queries.regions_of(request.person, Right.UNITS_MANAGE)]
    held = duties_of([one.pk for one in found])
    rows = [(one, len(held.get(one.pk, {})), len(promotion_of(book, one.pk).duties)) for one in found]
    return render(request, "promotion/duties.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.UNITS_MANAGE)
def change(request: Signed, region: int) -> HttpResponse:
    """The units of a region, each duty with one of them or none."""
    found: Region = there(queries.region_by_id(region))
    require(request, Right.UNITS_MANAGE, Matter(region_path=ids(found.path)))
    rules, units = promotion_of(rulebook(), found.pk), units_in(found)
    held = duties_of([found.pk]).get(found.pk, {})
    choices = [("", _("没有单位管")), *((str(unit.pk), unit.name) for unit in units)]
    asks = forms.Form(request.POST or None, initial={key: str(held[key].unit_id) if key in held else "" for key in rules.duties})
    for key, duty in rules.duties.items():
        asks.fields[key] = forms.ChoiceField(label=duty.title(request.lang), choices=choices, required=False)

    def do(data: dict[str, Any]) -> HttpResponse:
        by_key = {str(unit.pk): unit for unit in units}
        set_duties(request.person, found, {key: by_key.get(data[key]) for key in rules.duties})
        messages.success(request, _("已保存。"))
        return HttpResponseRedirect(reverse("promotion_duties"))
    lead = _("推送、联合预审、公平竞争审查、决策会都按这里找单位；没有对上号的就办不了。")
    page = Page(_("“%(name)s”的职责") % {"name": found.name}, _("保存"), reverse("promotion_duties"), [(_("职责"), reverse("promotion_duties"))], lead)
    return form_page(request, page, asks, do)
