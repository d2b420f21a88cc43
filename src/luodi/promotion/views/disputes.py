"""Two units say that a lead is theirs. Whoever claims one sees what they brought and what was ruled, and nothing of the project."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from luodi.engine.source import Fault, Refused, refuse
from luodi.people.here import own_account
from luodi.people.manage.forms import unit_choices
from luodi.people.manage.page import Page, form_page
from luodi.people.manage.page import there as or_404
from luodi.projects.actions.shared import matter_of, parts_of
from luodi.projects.models import Project
from luodi.projects.views.shared import here, typed
from luodi.promotion.actions.leads import bring, confidential, dispute, rule
from luodi.promotion.forms.leads import DisputeForm, EvidenceForm, RulingForm
from luodi.promotion.models import Dispute
from luodi.promotion.queries import leads as queries
from luodi.promotion.queries.alike import alike, area_of, first_taken
from luodi.promotion.views.leads import BOTH, chosen, home, own_units
from luodi.rights.door import Signed, needs, require
from luodi.rights.permissions import Right


@require_http_methods(BOTH)
@needs(Right.PROJECT_ADD)
def open_one(request: Signed) -> HttpResponse:
    """Dispute the lead of a firm that one types: which lead that is, is not told."""
    units, own = own_units(request)
    shown = {"firm": request.GET.get("firm", "")[:120], "uscc": request.GET.get("uscc", "")[:40], "unit": own}
    asks = DisputeForm({"unit": unit_choices(units)}, typed(request), initial=shown)

    def do(data: dict[str, Any]) -> HttpResponse:
        unit = chosen(units, data["unit"])
        hits = alike(request.person, area_of(unit.region), data["firm"], data["uscc"])
        hit = first_taken([one for one in hits if one.unit is None or one.unit.pk != unit.pk])
        if hit is None:
            refuse(None, "这家企业没有被别的单位登记，可以直接登记", "no other unit has registered this firm; register it yourself")
        if hit.unit is None:
            raise Refused([Fault(None, confidential(hit))])
        project = or_404(Project.objects.select_related("region", "unit").filter(pk=hit.key).first())
        made = dispute(request.person, project, unit, own_account(request), data["firm"], data["text"], request.today)
        messages.success(request, _("争议提出了，由领导或督查员裁定。"))
        return HttpResponseRedirect(reverse("promotion_dispute_claimed", args=[made.pk]))
    words = _("您看不到对方的项目；写清楚本单位的接触经过，双方举证，由领导或督查员裁定。")
    return form_page(request, Page(_("提出首接争议"), _("提出"), reverse("promotion_leads"), [(_("线索"), reverse("promotion_leads"))], words), asks, do,
                     "projects/form.html")


@require_http_methods(BOTH)
@needs(Right.PROJECT_ADD)
def claimed(request: Signed, dispute: int) -> HttpResponse:
    """One's own dispute: what one brought, and what was ruled."""
    found: Dispute = or_404(queries.dispute_by_id(dispute))
    require(request, Right.PROJECT_ADD, queries.claimed_matter(found))

    def do(data: dict[str, Any]) -> HttpResponse:
        bring(request.person, found, found.claimant, own_account(request), data["text"])
        messages.success(request, _("已补充。"))
        return HttpResponseRedirect(reverse("promotion_dispute_claimed", args=[found.pk]))
    crumb = (_("线索"), reverse("promotion_leads"))
    return _page(request, found, EvidenceForm(typed(request)), do, "claimed", crumb, queries.evidence_of(found, found.claimant))


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def held(request: Signed, code: str, dispute: int) -> HttpResponse:
    """A dispute about a lead that one holds: what both sides brought."""
    there = here(request, code, Right.PROJECT_CHANGE)
    found = queries.dispute_by_id(dispute)
    if found is None or found.project_id != there.project.pk:
        raise Http404

    def do(data: dict[str, Any]) -> HttpResponse:
        bring(request.person, found, found.holder, own_account(request), data["text"])
        messages.success(request, _("已补充。"))
        return HttpResponseRedirect(reverse("promotion_dispute_held", args=[code, found.pk]))
    return _page(request, found, EvidenceForm(typed(request)), do, "held", (there.project.name, home(code)), queries.evidence_of(found))


@require_safe
@needs(Right.DISPUTE_RULE)
def to_rule(request: Signed) -> HttpResponse:
    """The disputes that one may rule on."""
    rows = queries.disputes_to_rule(request.person)
    return render(request, "promotion/leads/rulings.html", {"rows": rows, "open": sum(1 for row in rows if row.ruled_on is None)})


@require_http_methods(BOTH)
@needs(Right.DISPUTE_RULE)
def ruling(request: Signed, dispute: int) -> HttpResponse:
    """What both sides brought, and for whom one rules."""
    found: Dispute = or_404(queries.dispute_by_id(dispute))
    require(request, Right.DISPUTE_RULE, matter_of(found.project, parts_of(found.project)))
    sides = {str(found.holder_id): found.holder, str(found.claimant_id): found.claimant}
    asks = RulingForm({"unit": [(key, unit.name) for key, unit in sides.items()]}, typed(request))

    def do(data: dict[str, Any]) -> HttpResponse:
        rule(request.person, found, sides[data["unit"]], data["ruling"], request.today)
        messages.success(request, _("已裁定，双方都会收到。"))
        return HttpResponseRedirect(reverse("promotion_rulings"))
    return _page(request, found, asks, do, "ruling", (_("首接争议"), reverse("promotion_rulings")), queries.evidence_of(found))


def _page(request: Signed, found: Dispute, asks: Any, do: Any, side: str, crumb: tuple[str, str], evidence: Any) -> HttpResponse:
    words = _("%(claimant)s提出：%(firm)s应由本单位首接；现在由%(holder)s负责。") % {
        "claimant": found.claimant.name, "firm": found.named, "holder": found.holder.name}
    return form_page(request, Page(_("首接争议"), _("裁定") if side == "ruling" else _("补充"), crumb[1], [crumb], words), asks, do,
                     "promotion/leads/dispute.html", dispute=found, evidence=evidence, side=side)
