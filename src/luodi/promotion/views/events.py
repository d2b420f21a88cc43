"""Promotion events: list with the year's target, page, and what is written of one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from luodi.frame.paths import ids
from luodi.frame.words import number
from luodi.people.here import own_account
from luodi.people.manage.forms import unit_choices
from luodi.people.manage.page import Page, asked, form_page
from luodi.people.manage.page import there as or_404
from luodi.people.models import Unit
from luodi.people.queries import unit_matter, units_near
from luodi.people.rules import rulebook
from luodi.projects.forms import Reason
from luodi.projects.views.shared import saved, typed
from luodi.promotion.actions import events as actions
from luodi.promotion.forms.events import EventForm, NewEvent
from luodi.promotion.forms.leads import Choices
from luodi.promotion.models import Event
from luodi.promotion.queries import events as queries
from luodi.promotion.queries import targets as goals
from luodi.promotion.views.packaged import goal_rows
from luodi.rights.door import Signed, needs, require
from luodi.rights.kernel import Matter
from luodi.rights.permissions import Right, may

BOTH = ["GET", "HEAD", "POST"]
STATES = ("ahead", "held", "dropped")


def states() -> Choices:
    """What one can choose by, in the reader's words."""
    return list(zip(STATES, (_("还没有办"), _("已举办"), _("已取消")), strict=True))


@require_safe
@needs(Right.PROMOTION_READ)
def listed(request: Signed) -> HttpResponse:
    """The events of a year, and how far it is to the target."""
    person, given, now = request.person, request.GET, request.today.year
    year, state = goals.year_of(given.get("year", ""), now), given.get("state", "")
    wanted = queries.Wanted(year, number(given.get("unit", "")), state if state in STATES else "")
    after = queries.after_of(given.get("after", "")[:40])
    rows, onward = queries.page(person, wanted, after)
    counted = queries.counted(person, year)
    found = goals.standings(person, rulebook(), "event", counted)
    kept = urlencode({name: value for name in ("year", "unit", "state") if (value := given.get(name, ""))})
    return render(request, "promotion/events/list.html", {
        "rows": [(row, row.on < request.today and not row.held) for row in rows], "wanted": wanted, "year": year, "years": range(now + 1, now - 4, -1),
        "held": sum(one.done for one in counted), "ahead": sum(not one.done for one in counted), "goals": goal_rows(found, year, now), "now": now,
        "units": queries.units(person), "states": states(), "kept": kept, "onward": onward, "later": after is not None,
        "keep": may(person, Right.PROMOTION_KEEP)})


@require_safe
@needs(Right.PROMOTION_READ)
def one(request: Signed, event: int) -> HttpResponse:
    """One event: who was invited and why, who came, what came of it."""
    found = here(request, event)
    after = number(request.GET.get("after", ""))
    rows, onward = queries.guest_page(request.person, found, after=after)
    seen = queries.projects_seen(request.person, rows)
    return render(request, "promotion/events/event.html", {
        "event": found, "tally": queries.tally(request.person, found), "onward": onward, "later": after is not None,
        "rows": [(row, row.project if row.project_id in seen else None) for row in rows], "past": found.on <= request.today,
        "late": found.on < request.today and not found.held,
        "keep": may(request.person, Right.PROMOTION_KEEP, unit_matter(found.unit)), "add": may(request.person, Right.PROJECT_ADD).allowed})


@require_http_methods(BOTH)
@needs(Right.PROMOTION_KEEP)
def add(request: Signed) -> HttpResponse:
    """Another event."""
    units = units_near(request.person, Right.PROMOTION_KEEP)
    asks = NewEvent(unit_choices(units), typed(request), initial={"unit": str(units[0].pk) if units else ""})

    def do(data: dict[str, Any]) -> HttpResponse:
        unit: Unit = next(one for one in units if str(one.pk) == data["unit"])
        made = actions.add_event(request.person, unit, _about(data), own_account(request), request.today)
        messages.success(request, _("登记好了，接着邀请企业。"))
        return HttpResponseRedirect(home(made))
    back = reverse("promotion_events")
    page = Page(_("登记推介活动"), _("登记"), back, [(_("推介活动"), back)], _("先登记活动，再按条件邀请企业；办过的也可以补登记。"))
    return form_page(request, page, asks, do, "projects/form.html")


@require_http_methods(BOTH)
@needs(Right.PROMOTION_KEEP)
def change(request: Signed, event: int) -> HttpResponse:
    """Say something else of one."""
    found = kept(request, event)
    shows = {"name": found.name, "on": found.on, "place": found.place, "text": found.text, "seen": EventForm.shows({"mark": queries.mark(found)})}
    asks = EventForm(typed(request), initial=shows)

    def do(data: dict[str, Any]) -> HttpResponse:
        actions.change_event(request.person, found, asks.was()["mark"], _about(data), request.today)
        messages.success(request, saved())
        return HttpResponseRedirect(home(found))
    return form_page(request, Page(_("修改推介活动"), _("保存"), home(found), crumbs(found)), asks, do, "projects/form.html")


@require_http_methods(BOTH)
@needs(Right.PROMOTION_KEEP)
def hold(request: Signed, event: int) -> HttpResponse:
    """Ask once, then note it as held."""
    found = kept(request, event)

    def do(data: dict[str, Any]) -> HttpResponse:
        actions.hold_event(request.person, found, request.today)
        messages.success(request, _("记下了，计入 %(year)s 年的场次。") % {"year": found.on.year})
        return HttpResponseRedirect(home(found))
    page = Page(_("记为已举办"), _("已举办"), home(found), crumbs(found),
                _("“%(name)s”办过了，计入 %(year)s 年的目标。") % {"name": found.name, "year": found.on.year})
    return form_page(request, page, asked(request), do, "projects/form.html")


@require_http_methods(BOTH)
@needs(Right.PROMOTION_KEEP)
def drop(request: Signed, event: int) -> HttpResponse:
    """Call it off, with the reason."""
    found = kept(request, event)

    def do(data: dict[str, Any]) -> HttpResponse:
        actions.drop_event(request.person, found, data["reason"])
        messages.success(request, _("活动取消了。"))
        return HttpResponseRedirect(home(found))
    page = Page(_("取消推介活动"), _("取消活动"), home(found), crumbs(found), _("取消后不再邀请，也不计入目标；已经邀请的企业请另行通知。"))
    return form_page(request, page, Reason(typed(request)), do, "projects/form.html", danger=True)


def here(request: Signed, key: int) -> Event:
    """An event that somebody may look at. Raises Denied and Http404."""
    found: Event = or_404(queries.by_id(key))
    require(request, Right.PROMOTION_READ, Matter(region_path=ids(found.region.path)))
    return found


def kept(request: Signed, key: int) -> Event:
    """An event that somebody keeps. Raises Denied and Http404."""
    found: Event = or_404(queries.by_id(key))
    require(request, Right.PROMOTION_KEEP, unit_matter(found.unit))
    return found


def home(event: Event) -> str:
    """Its page."""
    return reverse("promotion_event", args=[event.pk])


def crumbs(event: Event) -> list[tuple[str, str]]:
    """The way to its page."""
    return [(_("推介活动"), reverse("promotion_events")), (event.name, home(event))]


def _about(data: dict[str, Any]) -> actions.About:
    return actions.About(data["name"], data["on"], data["place"], data["text"])
