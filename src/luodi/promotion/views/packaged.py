"""Packaged projects: the shared library, what each unit has reached of the year's targets, and one of them on its way to a lead."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from luodi.engine.conditions import AttributeTable
from luodi.engine.source import Said
from luodi.frame.paths import ids
from luodi.frame.words import number
from luodi.people.here import own_account
from luodi.people.manage.forms import unit_choices
from luodi.people.manage.page import Page, form_page
from luodi.people.manage.page import there as or_404
from luodi.people.models import Unit
from luodi.people.queries import unit_matter, units_near
from luodi.people.rules import rulebook
from luodi.projects.forms import Reason
from luodi.projects.intake.amounts import told
from luodi.projects.rules import mechanism_of
from luodi.projects.views.shared import saved, typed
from luodi.promotion.actions import packaged as actions
from luodi.promotion.forms.leads import Choices
from luodi.promotion.forms.packaged import NewPackaged, PackagedForm
from luodi.promotion.models import Link, Packaged
from luodi.promotion.queries import packaged as queries
from luodi.promotion.queries import targets as goals
from luodi.promotion.views.leading import lead_page
from luodi.rights.door import Signed, needs, require
from luodi.rights.kernel import Matter
from luodi.rights.permissions import Right, may

BOTH = ["GET", "HEAD", "POST"]
STATES: Sequence[str] = ("open", "taken", "dropped")


def categories(table: AttributeTable, lang: str) -> Choices:
    """The categories of a place."""
    found = table[queries.CATEGORY].values if queries.CATEGORY in table else {}
    return [(key, words.get(lang) or words["zh-Hans"]) for key, words in found.items()]


def states() -> Choices:
    """What one can choose by, in the reader's words."""
    return list(zip(STATES, (_("可以对接"), _("已转为线索"), _("已撤下")), strict=True))


def goal_rows(standings: Sequence[goals.Standing], year: int, now: int) -> list[tuple[goals.Standing, list[tuple[goals.Reached, str]]]]:
    """What is to be reached, each with its light."""
    return [(one, [(each, goals.light_of(each, year, now)) for each in one.reached]) for one in standings]


@require_safe
@needs(Right.PROMOTION_READ)
def listed(request: Signed) -> HttpResponse:
    """The library."""
    person, given, now, book = request.person, request.GET, request.today.year, rulebook()
    state = given.get("state", "")
    wanted = queries.Wanted(None if given.get("year") == "all" else goals.year_of(given.get("year", ""), now), number(given.get("unit", "")),
                            given.get("category", "")[:40], number(given.get("chain", "")), state if state in STATES else "")
    after = number(given.get("after", ""))
    rows, onward = queries.page(person, wanted, after)
    place = rows[0].region_id if rows else next((post.region_id for post in person.posts), 0)
    seen, kinds = queries.seen(person, rows), dict(categories(mechanism_of(book, place, request.today).table, request.lang))
    year, sums = wanted.year or now, queries.sums(person, wanted.year)
    lacks = [one for one in goals.standings(person, book, "packaged", queries.counted(person, year)) if not one.met]
    kept = urlencode({name: value for name in ("year", "unit", "category", "chain", "state") if (value := given.get(name, ""))})
    return render(request, "promotion/packaged/list.html", {
        "rows": [(row, told(row.investment_wan), kinds.get(row.category, row.category), queries.taken(row, seen)) for row in rows], "wanted": wanted,
        "sums": sums, "money": told(sums.wan), "lacks": lacks, "year": year, "years": range(now + 1, now - 4, -1),
        "units": queries.units(person), "chains": queries.chains(person), "categories": list(kinds.items()), "states": states(), "kept": kept,
        "onward": onward, "later": after is not None, "keep": may(person, Right.PROMOTION_KEEP)})


@require_safe
@needs(Right.PROMOTION_READ)
def targets(request: Signed) -> HttpResponse:
    """What each unit has reached of the targets of a year."""
    now = request.today.year
    year = goals.year_of(request.GET.get("year", ""), now)
    found = goals.standings(request.person, rulebook(), "packaged", queries.counted(request.person, year))
    return render(request, "promotion/packaged/targets.html", {
        "rows": goal_rows(found, year, now), "met": sum(one.met for one in found), "lacking": sum(not one.met for one in found), "year": year, "now": now,
        "years": range(now + 1, now - 4, -1)})


@require_safe
@needs(Right.PROMOTION_READ)
def one(request: Signed, packaged: int) -> HttpResponse:
    """One of them: what waits for an investor, and what became of it."""
    row = _here(request, packaged)
    table = mechanism_of(rulebook(), row.region_id, request.today).table
    return render(request, "promotion/packaged/packaged.html", {
        "row": row, "money": told(row.investment_wan), "land": _plain(row.land_area_mu),
        "category": dict(categories(table, request.lang)).get(row.category, row.category),
        "taken": queries.taken(row, queries.seen(request.person, [row])), "keep": may(request.person, Right.PROMOTION_KEEP, unit_matter(row.unit)),
        "add": may(request.person, Right.PROJECT_ADD)})


@require_http_methods(BOTH)
@needs(Right.PROMOTION_KEEP)
def add(request: Signed) -> HttpResponse:
    """Another one."""
    units = units_near(request.person, Right.PROMOTION_KEEP)
    links = queries.links(request.person)
    asks = NewPackaged({"unit": unit_choices(units), **_choices(request, links, units[0].region_id if units else 0, request.today.year)}, typed(request),
                       initial={"year": request.today.year, "unit": str(units[0].pk) if units else ""})

    def do(data: dict[str, Any]) -> HttpResponse:
        unit: Unit = next(one for one in units if str(one.pk) == data["unit"])
        made = actions.add_packaged(request.person, unit, _about(data, links), own_account(request), request.today)
        messages.success(request, _("登记好了，全区都能看到，有投资方就能转为线索。"))
        return HttpResponseRedirect(reverse("promotion_packaged_one", args=[made.pk]))
    home = reverse("promotion_packaged")
    page = Page(_("登记包装项目"), _("登记"), home, [(_("包装项目"), home)], _("把项目想清楚、写明白，招商员拿着就能去谈。"))
    return form_page(request, page, asks, do, "projects/form.html")


@require_http_methods(BOTH)
@needs(Right.PROMOTION_KEEP)
def change(request: Signed, packaged: int) -> HttpResponse:
    """Say something else of one."""
    row: Packaged = or_404(queries.by_id(packaged))
    require(request, Right.PROMOTION_KEEP, unit_matter(row.unit))
    links = queries.links(request.person)
    shows = {name: getattr(row, name) for name in ("name", "year", "category", "content", "policy", "supplies", "aims")}
    shows |= {"investment_wan": told(row.investment_wan), "link": str(row.link_id or ""), "seen": PackagedForm.shows({"mark": queries.mark(row)}),
              "land_area_mu": _plain(row.land_area_mu)}
    asks = PackagedForm(_choices(request, links, row.region_id, row.year), typed(request), initial=shows)

    def do(data: dict[str, Any]) -> HttpResponse:
        actions.change_packaged(request.person, row, asks.was()["mark"], _about(data, links), request.today)
        messages.success(request, saved())
        return HttpResponseRedirect(_home(row))
    return form_page(request, Page(_("修改包装项目"), _("保存"), _home(row), _crumbs(row)), asks, do, "projects/form.html")


@require_http_methods(BOTH)
@needs(Right.PROMOTION_KEEP)
def drop(request: Signed, packaged: int) -> HttpResponse:
    """Take one out of the library, with the reason."""
    row: Packaged = or_404(queries.by_id(packaged))
    require(request, Right.PROMOTION_KEEP, unit_matter(row.unit))

    def do(data: dict[str, Any]) -> HttpResponse:
        actions.drop_packaged(request.person, row, data["reason"], request.today)
        messages.success(request, _("撤下了，不再计入目标。"))
        return HttpResponseRedirect(_home(row))
    page = Page(_("撤下包装项目"), _("撤下"), _home(row), _crumbs(row), _("“%(name)s”不再列在库里，也不再计入目标；写明原因。") % {"name": row.name})
    return form_page(request, page, Reason(typed(request)), do, "projects/form.html", danger=True)


@require_http_methods(BOTH)
@needs(Right.PROJECT_ADD)
def lead(request: Signed, packaged: int) -> HttpResponse:
    """There is an investor: it becomes a lead of one of one's units."""
    row = _here(request, packaged)
    table = mechanism_of(rulebook(), row.region_id, request.today).table
    gone = queries.taken(row, queries.seen(request.person, [row]))
    stuck = Said(f"已由“{gone.unit.name}”转为线索", f'"{gone.unit.name}" made a lead of it already') if gone else Said(
        f"已经撤下：{row.why_dropped}", f"it was dropped: {row.why_dropped}") if row.dropped_on else None
    page = Page(_("转为线索"), _("查重并登记"), _home(row), _crumbs(row),
                _("有投资方了：“%(name)s”转为线索，首接归您。投资、用地和类别从包装项目带过去。") % {"name": row.name})
    return lead_page(request, row.region, page, {"name": row.name}, queries.facts(row, table),
                     lambda new: actions.lead_of_packaged(request.person, row, new, own_account(request), request.today), stuck)


def _here(request: Signed, key: int) -> Packaged:
    """One that somebody may look at. Raises Denied and Http404."""
    row: Packaged = or_404(queries.by_id(key))
    require(request, Right.PROMOTION_READ, Matter(region_path=ids(row.region.path)))
    return row


def _plain(value: Decimal | None) -> str:
    """An amount without noughts behind it."""
    return format(value.normalize(), "f") if value is not None else ""


def _home(row: Packaged) -> str:
    return reverse("promotion_packaged_one", args=[row.pk])


def _crumbs(row: Packaged) -> list[tuple[str, str]]:
    return [(_("包装项目"), reverse("promotion_packaged")), (row.name, _home(row))]


def _choices(request: Signed, links: Sequence[Link], place: int, year: int) -> dict[str, Choices]:
    now = request.today.year
    years = sorted({now + 1, now, now - 1, year}, reverse=True)
    return {"year": [(str(one), _("%(year)s 年") % {"year": one}) for one in years],
            "category": categories(mechanism_of(rulebook(), place, request.today).table, request.lang),
            "link": [(str(one.pk), f"{one.chain.name} · {one.get_place_display()} · {one.name}（{one.get_strength_display()}）") for one in links]}


def _about(data: dict[str, Any], links: Sequence[Link]) -> actions.About:
    link = next((one for one in links if str(one.pk) == data["link"]), None)
    return actions.About(data["year"], data["name"], data["investment_wan"], data["content"], data["category"], data["land_area_mu"], data["policy"],
                         data["supplies"], data["aims"], link)
