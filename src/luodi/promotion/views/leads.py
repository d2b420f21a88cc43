"""Leads: registered, kept warm, renewed, taken from the pool; and the ledger of them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from luodi.engine.mechanism import Promotion
from luodi.engine.source import Refused, Said
from luodi.frame.paths import ids
from luodi.frame.templatetags.luodi import lang_here
from luodi.ledger.records import read_confidential
from luodi.people.here import own_account
from luodi.people.manage.forms import unit_choices
from luodi.people.manage.page import Page, asked, form_page
from luodi.people.models import Unit
from luodi.people.queries import units_near
from luodi.people.rules import rulebook
from luodi.projects.rules import mechanism_of
from luodi.projects.views.shared import Here, here, typed
from luodi.promotion.actions.leads import Alike, NewLead, add_contact, add_lead, register_first
from luodi.promotion.actions.leads import renew as renew_lead
from luodi.promotion.actions.leads import take as take_lead
from luodi.promotion.forms.leads import ContactForm, First, LeadForm, TakeForm, ways
from luodi.promotion.models import Lead
from luodi.promotion.queries import leads as queries
from luodi.promotion.rules import promotion_of
from luodi.rights.door import Signed, needs, require
from luodi.rights.kernel import NOTHING, Matter
from luodi.rights.permissions import Right, may

BOTH = ["GET", "HEAD", "POST"]


def home(code: str) -> str:
    """The page of a lead."""
    return reverse("promotion_lead", args=[code])


def lead_form(request: Signed, there: Here, page: tuple[str, str, str], asks: Any, do: Any, said: str, **more: Any) -> HttpResponse:
    """A page with one form about a lead. `page`: its title, the words of its button, what it says first; `said`: when it was done."""
    title, submit, lead = page
    back = home(there.project.code)

    def done(data: dict[str, Any]) -> HttpResponse:
        do(data)
        messages.success(request, said)
        return HttpResponseRedirect(back)
    crumbs = [(there.project.name, there.home), (_("首接"), back)]
    return form_page(request, Page(title, submit, back, crumbs, lead), asks, done, "projects/form.html", **more)


def own_units(request: Signed) -> tuple[list[Unit], str]:
    """The units for which somebody registers leads, and the one that is proposed. One statement."""
    units = units_near(request.person, Right.PROJECT_ADD)
    own = next((post.unit_id for post in request.person.posts if post.unit_id in {unit.pk for unit in units}), None)
    return units, str(own) if own else ""


def chosen(units: list[Unit], key: str) -> Unit:
    """The unit of a choice."""
    return next(unit for unit in units if str(unit.pk) == key)


@require_safe
@needs(Right.PROMOTION_READ)
def ledger(request: Signed) -> HttpResponse:
    """The ledger of leads: one's own, those of the units, those that end soon, the pool."""
    show = request.GET.get("show", "")
    show = show if show in queries.SHOWS else "mine"
    rows, after = queries.page(request.person, show, request.today, request.GET.get("after", "")[:60])
    owners = queries.owners_of([row.pk for row in rows])
    counts = queries.counts(request.person, request.today)
    may_add = may(request.person, Right.PROJECT_ADD)
    claims = queries.disputes_of(request.person, Right.PROJECT_ADD) if may_add.allowed else []
    return render(request, "promotion/leads/ledger.html", {
        "show": show, "rows": [(row, owners.get(row.pk), (row.held_until - request.today).days) for row in rows], "counts": {
            name: f"{queries.MANY}+" if some > queries.MANY else some for name, some in asdict(counts).items()},
        "onward": urlencode({"show": show, "after": after}) if after else "", "first": "after" not in request.GET, "may_add": may_add, "claims": claims,
        "soon_days": queries.SOON, "may_rule": may(request.person, Right.DISPUTE_RULE).allowed})


@require_http_methods(BOTH)
@needs(Right.PROJECT_ADD)
def add(request: Signed) -> HttpResponse:
    """Register a lead; what may be the same is shown before anything is kept."""
    units, own = own_units(request)
    book = rulebook()
    place = (chosen(units, own) if own else units[0]).region_id if units else 0
    rules, table = promotion_of(book, place), mechanism_of(book, place, request.today).table
    choices = {"unit": unit_choices(units), "way": ways(rules, request.lang)}
    asks = LeadForm(choices, table, request.lang, typed(request), initial={"unit": own, "way": next(iter(rules.ways), "")})
    page: dict[str, Any] = {"form": asks, "days": rules.leads.protect_days, "hits": [], "taken": None}
    if request.method == "POST" and asks.is_valid():
        data = asks.cleaned_data
        new = NewLead(chosen(units, data["unit"]), data["name"], data["firm"], data["way"], data["uscc"], (data["contact_name"], data["contact_phone"]),
                      asks.facts(), data["confidential"], data["sure"])
        try:
            made = add_lead(request.person, new, own_account(request), request.today)
        except Refused as refused:
            if isinstance(refused, Alike):
                page |= {"hits": refused.hits, "taken": refused.taken}
            for fault in refused.faults:
                asks.add_error(None, fault.to(lang_here()))
        else:
            messages.success(request, _("登记好了，首接归您，项目码 %(code)s。") % {"code": made.code})
            return HttpResponseRedirect(home(made.code))
    return render(request, "promotion/leads/add.html", page, status=422 if request.method == "POST" else 200)


@require_safe
@needs(Right.PROJECT_INSIDE)
def lead(request: Signed, code: str) -> HttpResponse:
    """Who has a lead until when, what was talked about, what is to be done next."""
    there = here(request, code, Right.PROJECT_INSIDE)
    project = there.project
    if project.confidential:
        read_confidential(request.person, project.region_id, "project", project.pk, there.look.matter, "首接页 lead page")
    rules = promotion_of(rulebook(), project.region_id)
    found = queries.lead_of(project)
    page: dict[str, Any] = {"project": project, "lead": found, "rules": rules.leads, "may_change": may(request.person, Right.PROJECT_CHANGE, there.look.matter),
                            "owner": next((part.account for part in there.parts if part.kind == "owner"), None)}
    if found:
        spoken = queries.spoken_since(project, queries.began(found, rules.leads))
        transfers = queries.transfers_of(project)
        page |= {
            "way": _way(rules, found.way, request.lang), "left": (found.held_until - request.today).days, "soon": queries.SOON,
            "held": found.state == Lead.State.HELD, "open": found.state == Lead.State.OPEN,
            "no_renewal": queries.why_no_renewal(found, rules.leads, spoken) or NOTHING, "renewable": rules.leads.renewals - found.renewals,
            "contacts": [(one, _way(rules, one.way, request.lang)) for one in queries.contacts_of(project)], "transfers": transfers,
            "waiting": next((one for one in transfers if one.state == "asked"), None), "disputes": queries.disputes_about(project)}
    return render(request, "promotion/leads/lead.html", page)


def _way(rules: Promotion, way: str, lang: str) -> str:
    return rules.ways[way].title(lang) if way in rules.ways else way


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def first(request: Signed, code: str) -> HttpResponse:
    """Register the first contact of a project that came in another way."""
    there = here(request, code, Right.PROJECT_CHANGE)
    rules = promotion_of(rulebook(), there.project.region_id)
    asks = First({"way": ways(rules, request.lang)}, typed(request))
    words = _("从今天起保护 %(days)s 天；每次接触都记下来，到期前可以续期。") % {"days": rules.leads.protect_days}
    return lead_form(request, there, (_("登记首接"), _("登记"), words), asks,
                     lambda data: register_first(request.person, there.project, data["way"], (data["contact_name"], data["contact_phone"]), request.today),
                     _("首接登记好了。"))


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def contact(request: Signed, code: str) -> HttpResponse:
    """Note a talk with the enterprise."""
    there = here(request, code, Right.PROJECT_CHANGE)
    rules = promotion_of(rulebook(), there.project.region_id)
    asks = ContactForm({"way": ways(rules, request.lang)}, typed(request), initial={"on": request.today})
    lead_words = _("记下来以后，%(days)s 个工作日内没有新的接触才会催您。") % {"days": rules.leads.quiet_days}
    return lead_form(request, there, (_("记一次接触"), _("记下来"), lead_words), asks, lambda data: add_contact(
        request.person, there.project, own_account(request), data["on"], data["way"], data["whom"], data["text"], data["next_on"], request.today),
        _("记下来了，计时重新开始。"))


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def renew(request: Signed, code: str) -> HttpResponse:
    """Ask once, then protect a lead for longer."""
    there = here(request, code, Right.PROJECT_CHANGE)
    rules = promotion_of(rulebook(), there.project.region_id).leads
    words = _("续 %(days)s 天，最多续 %(times)s 次；这一轮保护期里要有接触记录。") % {"days": rules.renew_days, "times": rules.renewals}
    return lead_form(request, there, (_("续首接保护"), _("续期"), words), asked(request), lambda data: renew_lead(request.person, there.project), _("已续期。"))


@require_http_methods(BOTH)
@needs(Right.PROJECT_ADD)
def take(request: Signed, code: str) -> HttpResponse:
    """Take a lead from the pool for one of one's units."""
    found: Lead | None = queries.in_pool(code)
    if found is None:
        raise Http404
    project = found.project
    require(request, Right.PROMOTION_READ, Matter(region_path=ids(project.region.path)))
    units, own = own_units(request)
    units = [unit for unit in units if unit.region_id == project.region_id]
    asks = TakeForm({"unit": unit_choices(units)}, typed(request), initial={"unit": own})

    def do(data: dict[str, Any]) -> HttpResponse:
        take_lead(request.person, project, chosen(units, data["unit"]), own_account(request), request.today)
        messages.success(request, _("领到了，从今天起由您负责。"))
        return HttpResponseRedirect(home(project.code))
    lead_words = _("%(firm)s：%(name)s。%(unit)s %(day)s 首接，保护到期没有续。领取后您是负责人，重新受保护；谁首接仍记着。") % {
        "firm": project.enterprise_name, "name": project.name, "unit": found.first_unit.name, "day": found.first_on}
    pool = f"{reverse('promotion_leads')}?show=pool"
    return form_page(request, Page(_("领取线索"), _("领取"), pool, [(_("线索"), reverse("promotion_leads")), (_("公开池"), pool)], lead_words), asks, do,
                     "promotion/leads/take.html", units=units,
                     why=Said("您在这个区域没有可以登记线索的单位", "you have no unit in this region that registers leads"))
