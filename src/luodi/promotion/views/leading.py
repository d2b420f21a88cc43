"""A lead that is made of something else: of a packaged project, of an invitation. What may be the same is shown before anything is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from luodi.engine.source import Refused, Said
from luodi.frame.paths import ids
from luodi.frame.templatetags.luodi import lang_here
from luodi.people.manage.forms import unit_choices
from luodi.people.manage.page import Page
from luodi.people.models import Region
from luodi.people.rules import rulebook
from luodi.projects.models import Project
from luodi.projects.views.shared import typed
from luodi.promotion.actions.leads import Alike, NewLead
from luodi.promotion.forms.leads import ways
from luodi.promotion.forms.packaged import LeadOf
from luodi.promotion.rules import promotion_of
from luodi.promotion.views.leads import chosen, home, own_units
from luodi.rights.door import Signed


def lead_page(request: Signed, place: Region, page: Page, shows: Mapping[str, Any], facts: Mapping[str, Any], do: Callable[[NewLead], Project],
              stuck: Said | None = None) -> HttpResponse:
    """A form with which one of one's units in a region, or above it, registers the lead. `shows`: what it opens with; `facts`: what is known of the project;
    `stuck`: why it cannot be done.
    """
    units, own = own_units(request)
    units = [unit for unit in units if unit.region_id in ids(place.path)]
    rules = promotion_of(rulebook(), units[0].region_id if units else place.pk)
    unit = own if own in {str(one.pk) for one in units} else str(units[0].pk) if units else ""
    asks = LeadOf({"unit": unit_choices(units), "way": ways(rules, request.lang)}, typed(request), initial={"unit": unit, **shows})
    if not units and stuck is None:
        stuck = Said("您在这个区域没有可以登记线索的单位", "you have no unit in this region that registers leads")
    shown: dict[str, Any] = {"page": page, "form": asks, "hits": [], "taken": None, "stuck": stuck}
    if request.method == "POST" and asks.is_valid():
        data = asks.cleaned_data
        try:
            made = do(NewLead(chosen(units, data["unit"]), data["name"], data["firm"], data["way"], data["uscc"],
                              (data["contact_name"], data["contact_phone"]), facts, sure=data["sure"]))
        except Refused as refused:
            if isinstance(refused, Alike):
                shown |= {"hits": refused.hits, "taken": refused.taken}
            for fault in refused.faults:
                asks.add_error(None, fault.to(lang_here()))
        else:
            messages.success(request, _("登记好了，首接归您，项目码 %(code)s。") % {"code": made.code})
            return HttpResponseRedirect(home(made.code))
    return render(request, "promotion/packaged/lead.html", shown, status=422 if request.method == "POST" else 200)
