"""Enterprises and investors: list, page, profile, and two that are one."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from luodi.engine.identifiers import check_uscc
from luodi.engine.mechanism import Promotion
from luodi.engine.source import Refused, refuse
from luodi.frame.paths import ids
from luodi.frame.templatetags.luodi import lang_here
from luodi.frame.templatetags.luodi import words as in_words
from luodi.frame.words import number
from luodi.people.manage.forms import unit_choices
from luodi.people.manage.page import Page, form_page
from luodi.people.manage.page import there as or_404
from luodi.people.models import Region
from luodi.people.queries import unit_matter, units_near
from luodi.people.rules import rulebook
from luodi.projects.models import Enterprise
from luodi.projects.rules import lifecycle_of
from luodi.projects.views.shared import saved, typed
from luodi.promotion.actions import firms as actions
from luodi.promotion.forms.firms import FirmForm, MergeForm, NewFirm
from luodi.promotion.models import Profile
from luodi.promotion.queries import firms as queries
from luodi.promotion.rules import promotion_of
from luodi.rights.door import Signed, needs, require
from luodi.rights.kernel import Matter
from luodi.rights.permissions import Right, may

BOTH = ["GET", "HEAD", "POST"]
_APART = re.compile(r"[、，,;；\n]")


@require_safe
@needs(Right.PROMOTION_READ)
def listed(request: Signed) -> HttpResponse:
    """The enterprises that one may see."""
    words, tag, after = request.GET.get("q", "").replace("\x00", "").strip()[:60], request.GET.get("tag", "")[:40], number(request.GET.get("after", ""))
    book = rulebook()
    found, onward = queries.firms(request.person, words, tag, after)
    rows = [(one, profile_of(one), _tags(promotion_of(book, one.region_id), one, request.lang)) for one in found]
    rules = promotion_of(book, found[0].region_id if found else 0)
    return render(request, "promotion/firms/list.html", {
        "rows": rows, "q": words, "tag": tag, "onward": onward, "later": after is not None, "keep": may(request.person, Right.PROMOTION_KEEP),
        "merge": may(request.person, Right.FIRM_MERGE), "tags": [(key, one.title(request.lang)) for key, one in rules.tags.items()]})


@require_safe
@needs(Right.PROMOTION_READ)
def firm(request: Signed, firm: int) -> HttpResponse:
    """What is known of one, and its projects that one may see."""
    found, book = _seen(request, firm), rulebook()
    profile, rules, course = profile_of(found), promotion_of(book, found.region_id), lifecycle_of(book, found.region_id)
    group, members = queries.around(request.person, found, profile.group if profile else None)
    stages = {stage.id: stage.title(request.lang) for stage in course.stages}
    keep = may(request.person, Right.PROMOTION_KEEP, unit_matter(profile.unit)) if profile else may(request.person, Right.PROMOTION_KEEP)
    return render(request, "promotion/firms/firm.html", {
        "firm": found, "profile": profile, "tags": _tags(rules, found, request.lang), "names": queries.names_of(found), "group": group, "members": members,
        "projects": [(one, stages.get(one.stage, one.stage)) for one in queries.projects_of(request.person, found)], "keep": keep,
        "warnings": _doubts(found), "merge": may(request.person, Right.FIRM_MERGE, Matter(region_path=ids(found.region.path)))})


@require_http_methods(BOTH)
@needs(Right.PROMOTION_KEEP)
def add(request: Signed) -> HttpResponse:
    """Register one."""
    units = units_near(request.person, Right.PROMOTION_KEEP)
    shows = {name: request.GET.get(name, "")[:120] for name in ("name", "uscc")} | {"unit": str(units[0].pk) if units else ""}
    tags = _choices(promotion_of(rulebook(), units[0].region_id if units else 0), request.lang)
    asks = NewFirm(unit_choices(units), tags, typed(request), initial=shows)

    def do(data: dict[str, Any]) -> HttpResponse:
        unit = next(one for one in units if str(one.pk) == data["unit"])
        made = actions.add_firm(request.person, unit, data["name"], data["uscc"], _about(request, unit.region, data))
        messages.success(request, saved())
        return HttpResponseRedirect(reverse("promotion_firm", args=[made.pk]))
    home = reverse("promotion_firms")
    page = Page(_("登记企业资料"), _("登记"), home, [(_("企业和投资方"), home)], _("登记后由您的单位管；有项目的人也看得到。"))
    return form_page(request, page, asks, do, "projects/form.html")


@require_http_methods(BOTH)
@needs(Right.PROMOTION_KEEP)
def change(request: Signed, firm: int) -> HttpResponse:
    """Say what is known of one."""
    found: Enterprise = or_404(queries.firm_by_id(firm))
    profile = profile_of(found)
    if profile is None:
        raise Http404
    require(request, Right.PROMOTION_KEEP, unit_matter(profile.unit))
    names, home = queries.names_of(found), reverse("promotion_firm", args=[found.pk])
    shows = {"tags": profile.tags, "group": profile.group.name if profile.group else "", "short": "、".join(names.get("short", ())),
             "former": "、".join(names.get("former", ())), "background": profile.background,
             "seen": FirmForm.shows({"changed_at": profile.changed_at.isoformat()})}
    asks = FirmForm(_choices(promotion_of(rulebook(), found.region_id), request.lang), typed(request), initial=shows)

    def do(data: dict[str, Any]) -> HttpResponse:
        group = profile.group if profile.group and data["group"].strip() == profile.group.name else None
        actions.change_firm(request.person, profile, asks.was()["changed_at"], _about(request, found.region, data, group))
        messages.success(request, saved())
        return HttpResponseRedirect(home)
    page = Page(_("修改企业资料"), _("保存"), home, [(_("企业和投资方"), reverse("promotion_firms")), (found.name, home)], found.uscc)
    return form_page(request, page, asks, do, "projects/form.html")


@require_safe
@needs(Right.FIRM_MERGE)
def doubles(request: Signed) -> HttpResponse:
    """Those that may stand twice."""
    return render(request, "promotion/firms/doubles.html", {"pairs": queries.doubles(request.person)})


@require_http_methods(BOTH)
@needs(Right.FIRM_MERGE)
def merge(request: Signed, firm: int) -> HttpResponse:
    """Say which other one is the same; it goes into this one."""
    found: Enterprise = or_404(queries.firm_by_id(firm))
    require(request, Right.FIRM_MERGE, Matter(region_path=ids(found.region.path)))
    or_404(queries.mergeable(request.person).filter(pk=found.pk).first())
    others = {str(one.pk): one for one in queries.alike(request.person, found)}
    asks = MergeForm([(key, " · ".join(filter(None, (one.name, one.uscc)))) for key, one in others.items()], typed(request))

    def do(data: dict[str, Any]) -> HttpResponse:
        gone = others[data["gone"]]
        name = gone.name
        actions.merge(request.person, found, gone)
        messages.success(request, _("“%(gone)s”已并入“%(kept)s”。") % {"gone": name, "kept": found.name})
        return HttpResponseRedirect(reverse("promotion_firms_alike"))
    home = reverse("promotion_firms_alike")
    lead = _("并入后，原来那一家的项目、名称、链上位置和活动邀请都归这一家，不能撤回。") if others else _("没有找到和它同码或同名的企业。")
    page = Page(_("合并到“%(name)s”") % {"name": found.name}, _("合并"), home, [(_("可能重复的企业"), home)], lead)
    return form_page(request, page, asks, do, "projects/form.html", danger=True, stuck=not others)


def profile_of(firm: Enterprise) -> Profile | None:
    """The profile of an enterprise, which must have been read with it. No statement."""
    return getattr(firm, "profile", None)


def _seen(request: Signed, key: int) -> Enterprise:
    """An enterprise that one may see. Raises Denied and Http404."""
    found: Enterprise = or_404(queries.firm_by_id(key))
    if not queries.seen(request.person).filter(pk=found.pk).exists():
        profile = profile_of(found)
        if profile is None:
            raise Http404
        require(request, Right.PROMOTION_KEEP, unit_matter(profile.unit))
    return found


def _about(request: Signed, region: Region, data: dict[str, Any], group: Enterprise | None = None) -> actions.About:
    if data["group"].strip() and group is None:
        found = queries.named(request.person, region, data["group"])
        if len(found) != 1:
            refuse(None, f"没有找到集团“{data['group'][:40]}”，请写全称或统一社会信用代码，没有登记的先登记",
                   f'no group "{data["group"][:40]}"; write its whole name or code, and register it first if it is not there')
        group = found[0]
    return actions.About(data["tags"], data["background"], group, _APART.split(data["short"]), _APART.split(data["former"]))


def _doubts(firm: Enterprise) -> list[str]:
    """What is odd about its code, in words."""
    try:
        return [in_words(one) for one in check_uscc(firm.uscc).warnings] if firm.uscc else []
    except Refused as refused:
        return [fault.to(lang_here()) for fault in refused.faults]


def _choices(rules: Promotion, lang: str) -> list[tuple[str, str]]:
    return [(key, one.title(lang)) for key, one in rules.tags.items()]


def _tags(rules: Promotion, firm: Enterprise, lang: str) -> list[str]:
    profile = profile_of(firm)
    return [rules.tags[key].title(lang) if key in rules.tags else key for key in (profile.tags if profile else ())]
