"""Firms on the links of a chain, and the leads that are made of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luodi.engine.source import Refused
from luodi.frame.templatetags.luodi import lang_here
from luodi.people.here import own_account
from luodi.people.manage.page import asked
from luodi.people.manage.page import there as or_404
from luodi.people.rules import rulebook
from luodi.projects.rules import mechanism_of
from luodi.projects.views.shared import saved, typed
from luodi.promotion.actions import chains as actions
from luodi.promotion.actions.leads import Alike, NewLead
from luodi.promotion.forms.chains import CourtForm, OnLinkForm
from luodi.promotion.forms.leads import ways
from luodi.promotion.models import Link, LinkFirm
from luodi.promotion.queries import chains as queries
from luodi.promotion.queries.firms import seen
from luodi.promotion.rules import promotion_of
from luodi.promotion.views.chains.shared import BOTH, chain_form, here
from luodi.rights.door import Signed, needs
from luodi.rights.permissions import Right


@require_http_methods(BOTH)
@needs(Right.PROMOTION_KEEP)
def put(request: Signed, chain: int, link: int) -> HttpResponse:
    """Put a firm on a link."""
    found = here(request, chain, Right.PROMOTION_KEEP)
    row: Link = or_404(queries.link_of(found, link))
    shows = {"name": request.GET.get("name", "")[:120], "kind": LinkFirm.Kind.THERE if row.strength == Link.Strength.PRESENT else LinkFirm.Kind.TARGET}
    return chain_form(request, found, (_("把企业放到“%(name)s”上") % {"name": row.name}, _("放上"), ""), OnLinkForm(typed(request), initial=shows),
                      lambda data: actions.put_firm(request.person, row, actions.OnLink(data["kind"], data["name"], data["uscc"], data["why"])), saved(),
                      f"#link-{row.pk}")


@require_http_methods(BOTH)
@needs(Right.PROMOTION_KEEP)
def remove(request: Signed, chain: int, firm: int) -> HttpResponse:
    """Ask once, then take a firm off a link."""
    found = here(request, chain, Right.PROMOTION_KEEP)
    row: LinkFirm = or_404(queries.firm_of(found, firm))
    title = _("把“%(name)s”从“%(link)s”上拿下") % {"name": row.name, "link": row.link.name}
    return chain_form(request, found, (title, _("拿下"), _("企业资料和已经转成的线索都留着。")), asked(request),
                      lambda data: actions.take_off(request.person, row), saved(), f"#link-{row.link_id}", danger=True)


@require_http_methods(BOTH)
@needs(Right.PROJECT_ADD)
def court(request: Signed, chain: int, firm: int) -> HttpResponse:
    """Make a lead of a target enterprise; what may be the same is shown before anything is kept."""
    found = here(request, chain, Right.PROJECT_ADD)
    row: LinkFirm = or_404(queries.firm_of(found, firm))
    book = rulebook()
    rules, table = promotion_of(book, found.region_id), mechanism_of(book, found.region_id, request.today).table
    # The code of an enterprise is for those who may see it.
    known = row.enterprise and seen(request.person).filter(pk=row.enterprise.pk).first()
    proposed = _("%(firm)s%(link)s项目") % {"firm": row.name, "link": row.link.name}
    shows: dict[str, Any] = {"firm": row.name, "uscc": known.uscc if known else "", "name": proposed[:120], "way": next(iter(rules.ways), "")}
    asks = CourtForm({"way": ways(rules, request.lang)}, table, request.lang, typed(request), initial=shows)
    page: dict[str, Any] = {"form": asks, "chain": found, "row": row, "days": rules.leads.protect_days, "hits": [], "taken": None}
    if request.method == "POST" and asks.is_valid():
        data = asks.cleaned_data
        new = NewLead(found.unit, data["name"], data["firm"], data["way"], data["uscc"], (data["contact_name"], data["contact_phone"]), asks.facts(),
                      data["confidential"], data["sure"])
        try:
            made = actions.court(request.person, row, new, own_account(request), request.today)
        except Refused as refused:
            if isinstance(refused, Alike):
                page |= {"hits": refused.hits, "taken": refused.taken}
            for fault in refused.faults:
                asks.add_error(None, fault.to(lang_here()))
        else:
            messages.success(request, _("登记好了，首接归您，项目码 %(code)s。") % {"code": made.code})
            return HttpResponseRedirect(reverse("promotion_lead", args=[made.code]))
    return render(request, "promotion/chains/lead.html", page, status=422 if request.method == "POST" else 200)
