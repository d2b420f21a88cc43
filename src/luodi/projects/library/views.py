"""The library: the list, the board, the regions, the funnel; filters that are kept, and how one has the list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from luodi.engine.source import Refused
from luodi.frame.templatetags.luodi import words
from luodi.people.here import own_account
from luodi.people.models import Account
from luodi.people.queries import unit_matter
from luodi.projects import actions
from luodi.projects.library import blocks, columns, funnel, queries
from luodi.projects.library.columns import Value
from luodi.projects.library.forms import Keep
from luodi.projects.library.opened import Opened, inside, opened
from luodi.projects.models import SavedFilter
from luodi.rights.door import Signed, needs, require
from luodi.rights.kernel import Matter
from luodi.rights.permissions import Right, may

LIGHTS = ("red", "yellow", "green", "paused", "waiting", "")


@require_safe
@needs(Right.LIBRARY_READ)
def projects(request: Signed) -> HttpResponse:
    """The list. Without any condition it opens with the filter that its reader has chosen for that."""
    account = own_account(request)
    kept, layout = queries.kept(account), queries.layout(account)
    if not request.GET and (first := next((one for one in kept if one.first and one.account_id == account.pk), None)):
        return HttpResponseRedirect(f"{reverse('projects_list')}?{first.query or 'sort=due'}")
    library = opened(request.person, request.today, request.GET)
    has = columns.chosen(layout.columns, library.inside)
    page = _page(request, library, "list") | {
        "layout": layout, "columns": has, "all_columns": [(column, column in has) for column in columns.offered(library.inside)], "account": account,
        "kept": [(one, library.wanted is not None and one.query == library.wanted.query) for one in kept if library.inside or one.account_id == account.pk]}
    if library.wanted is None:
        return render(request, "projects/library/list.html", page, status=422)
    rows, after = queries.page(library.rows, library.wanted.sort, request.GET.get("after", "")[:80], library.courses)
    reading = library.reading(queries.owners(rows))
    return render(request, "projects/library/list.html", page | {
        "rows": [(row, library.mark(row), [(column, _cell(column.value(row, reading))) for column in has]) for row in rows],
        "sorts": [(name, label, urlencode([*((key, text) for key, text in library.wanted.pairs if key != "sort"), ("sort", name)]),
                   name == library.wanted.sort) for name, label in _sorts() if library.inside or name != "money"],
        "onward": urlencode([*library.wanted.pairs, ("after", after)]) if after else "", "first": "after" not in request.GET,
        "handles": library.inside, "exports": may(request.person, Right.PROJECT_EXPORT)})


@require_safe
@needs(Right.LIBRARY_READ)
def board(request: Signed) -> HttpResponse:
    """Stages side by side, each with those due first."""
    library = opened(request.person, request.today, request.GET)
    page = _page(request, library, "board")
    if library.wanted is None:
        return render(request, "projects/library/board.html", page, status=422)
    cards, held = queries.board(library.rows, library.courses), page["counts"].stages
    owners = queries.owners(row for lane in cards.values() for row in lane)
    lanes = [(step, held[step.key], [(row, library.mark(row), owners.get(row.pk, "")) for row in cards[step.key]], _link(library, "stage", step.key))
             for step in library.courses.stages]
    return render(request, "projects/library/board.html", page | {"lanes": lanes, "cards": queries.CARDS})


@require_safe
@needs(Right.LIBRARY_READ)
def regions(request: Signed) -> HttpResponse:
    """The regions with how many projects each has, or the units of a region that stands alone; where on the map they lie comes with the land."""
    library = opened(request.person, request.today, request.GET)
    page = _page(request, library, "regions")
    if library.wanted is None:
        return render(request, "projects/library/regions.html", page, status=422)
    held, tree, name = queries.by_region(library.rows), queries.region_tree(), "region"
    if alone := len(held) == 1:
        # Of one region there is nothing to compare: its units stand side by side.
        held, tree, name = queries.by_unit(library.rows), queries.unit_tree(), "unit"
    found = blocks.branches(held, tree)
    pictures = [(size, width, height, [(block, _place(library, name, block.branch)) for block in blocks.picture(found, width, height)])
                for size, (width, height) in blocks.SIZES.items()]
    below = blocks.with_below(held, tree)
    lines = [(tree[key], below[key].total(), below[key], blocks.bar(below[key]), _link(library, name, str(key))) for key in tree if key in below]
    return render(request, "projects/library/regions.html", page | {
        "alone": alone, "most_of": _most_of(found), "pictures": pictures, "lines": lines, "most": max((one.total() for one in below.values()), default=1),
        "marks": _marks(page["counts"])})


@require_safe
@needs(Right.LIBRARY_READ)
def funnel_page(request: Signed) -> HttpResponse:
    """How many projects enter each batch and go on, and how long stages take."""
    library = opened(request.person, request.today, request.GET)
    page = _page(request, library, "funnel")
    if library.wanted is None:
        return render(request, "projects/library/funnel.html", page, status=422)
    side = request.GET.get("by", "")
    sides = [("region", _("区域")), ("unit", _("牵头单位")), *([("category", _("项目类型"))] if library.inside else [])]
    side = side if side in dict(sides) else "region"
    counted = funnel.heaps(library.rows, side)
    bars, regions = funnel.bars(counted, library.courses)
    lines = funnel.sides(counted, side, library.courses, library.reading({}).categories)

    def to(line: funnel.Line, **more: str) -> str:
        return _link(library, side, line.key, **more) if line.key else ""
    return render(request, "projects/library/funnel.html", page | {
        "bars": [(bar, *(_link(library, name, bar.step.key) for name in ("batch", "entered", "passed"))) for bar in bars],
        "stays": [(stay, _worked(stay.median), _worked(stay.most), _link(library, "stage", stay.step.key))
                  for stay in funnel.stays(library.rows, regions, library.courses, library.book)],
        "side": side, "sides": sides,
        "lines": [(line, to(line), [(step, n, to(line, batch=step.key)) for step, n in line.cells]) for line in lines],
        "last": f"{funnel.LAST:,}", "few": funnel.FEW, "now": timezone.now(), "flow": _flow(bars)})


@require_POST
@needs(Right.FILTER_OWN)
def layout(request: Signed) -> HttpResponse:
    """Keep the columns and how close the rows stand."""
    account = own_account(request)
    require(request, Right.FILTER_OWN, _own(account))
    wanted = [key for key in request.POST.getlist("column") if key in {column.key for column in columns.ALL}]
    actions.set_layout(request.person, account, list(dict.fromkeys(wanted)), "dense" in request.POST)
    return _back(request)


@require_POST
@needs(Right.FILTER_OWN)
def keep(request: Signed) -> HttpResponse:
    """Keep the conditions of the list under a name."""
    account, form = own_account(request), Keep(request.POST)
    library = opened(request.person, request.today, _query(request))
    if library.wanted is None or not form.is_valid():
        messages.error(request, _("没有保存：条件或名称不对，请改好再保存。"))
        return _back(request)
    held = form.cleaned_data
    try:
        actions.keep_filter(request.person, account, held["name"], library.wanted.query, held["shared"] and library.inside, held["first"])
    except Refused as refused:
        _tell(request, refused)
    else:
        messages.success(request, _("筛选已经保存。"))
    return HttpResponseRedirect(f"{reverse('projects_list')}?{library.wanted.query or 'sort=due'}")


@require_POST
@needs(Right.FILTER_OWN)
def change(request: Signed, kept: int) -> HttpResponse:
    """Give a filter of one's own another name, or share it, or delete it."""
    found, form = _kept(request, kept), Keep(request.POST)
    if "drop" in request.POST:
        actions.drop_filter(request.person, found)
        messages.success(request, _("筛选已经删除。"))
        return HttpResponseRedirect(f"{reverse('projects_list')}?sort=due")
    try:
        if not form.is_valid():
            messages.error(request, _("没有保存：条件或名称不对，请改好再保存。"))
        else:
            actions.change_filter(request.person, found, form.cleaned_data["name"], form.cleaned_data["shared"] and inside(request.person),
                                  form.cleaned_data["first"])
            messages.success(request, _("筛选已经保存。"))
    except Refused as refused:
        _tell(request, refused)
    return HttpResponseRedirect(f"{reverse('projects_list')}?{found.query or 'sort=due'}")


def _page(request: Signed, library: Opened, view: str) -> dict[str, Any]:
    """What all pages have: the answer in words, the figures, the conditions. One statement."""
    held = queries.counts(library.rows)
    query = library.wanted.query if library.wanted else ""
    labels = library.form.words["light"]
    return _choices(library) | {
        "library": library, "typed": library.form.typed(), "faults": library.form.faults, "said": _said(library, held), "counts": held,
        "query": query, "pairs": library.wanted.pairs if library.wanted else [], "narrowed": bool(library.wanted and library.wanted.narrowed),
        "chips": library.form.chips(library.wanted) if library.wanted else [], "view": view,
        "lights": [(light or "none", labels[light or "none"], held.lights[light], _link(library, "light", light or "none")) for light in LIGHTS
                   if held.lights[light]],
        "views": [("list", _("列表")), ("board", _("看板")), ("regions", _("区域")), ("funnel", _("漏斗"))],
        "adds": may(request.person, Right.PROJECT_ADD).allowed}


def _choices(library: Opened) -> dict[str, Any]:
    """The lists to choose from: the ones that are asked for most, and the others."""
    form, typed = library.form, library.form.typed()

    def select(name: str, label: str, choices: Iterable[tuple[Any, Any]] = ()) -> tuple[str, str, list[tuple[Any, Any, bool]]]:
        given = typed["stage"] if name == "stage" else [typed[name]]
        return name, label, [(key, said, str(key) in given) for key, said in (("", _("全部")), *(choices or form.words.get(name, {}).items()))]
    several = typed["stage"] if len(typed["stage"]) > 1 else []
    more = [select("region", _("区域"), [(one.pk, one.name) for one in form.regions]), select("batch", _("批")), select("status", _("状态")),
            *([select("category", _("项目类型"))] if library.inside else [])]
    return {
        "selects": [select("light", _("灯")), *([] if several else [select("stage", _("阶段"))]), select("mine", _("和谁有关")),
                    select("unit", _("牵头单位"), [(one.pk, one.name) for one in form.units])],
        "more_selects": more, "still": [*(("stage", key) for key in several), ("entered", typed["entered"]), ("passed", typed["passed"])],
        "more_open": any(typed[name] for name in ("region", "batch", "status", "category", "money_from", "money_to", "land_from", "land_to", "since", "when"))}


def _sorts() -> list[tuple[str, str]]:
    return [("due", _("先到期的")), ("changed", _("最近有变化的")), ("money", _("投资大的")), ("stage", _("按阶段"))]


def _cell(value: Value) -> str | date | None:
    """A cell of the page: amounts with commas."""
    return f"{value.normalize():,f}" if isinstance(value, Decimal) else value


def _said(library: Opened, held: queries.Counts) -> str:
    """The answer in one sentence."""
    red, count = held.lights["red"], held.all
    if library.wanted is None:
        return _("项目库")
    if not count:
        return _("没有符合条件的项目") if library.wanted.narrowed else _("您还看不到项目")
    if library.wanted.narrowed:
        said = ngettext("符合条件的有 %(n)s 个项目", "符合条件的有 %(n)s 个项目", count) % {"n": f"{count:,}"}
    else:
        said = ngettext("您能看到 %(n)s 个项目", "您能看到 %(n)s 个项目", count) % {"n": f"{count:,}"}
    more = ngettext("%(n)s 个超期，先看它们", "%(n)s 个超期，先看它们", red) % {"n": f"{red:,}"} if red else _("没有超期的")
    return f"{said}{_('，')}{more}"


def _place(library: Opened, name: str, branch: blocks.Branch) -> str:
    """Where a block leads: deeper into the picture while there is something deeper, then to the list. What lies beside its own parts leads nowhere."""
    if branch.own:
        return ""
    if name == "unit":
        return _link(library, name, str(branch.spot.pk))
    return _link(library, name, str(branch.spot.pk)).replace(reverse("projects_list"), reverse("projects_regions"), 1)


def _most_of(found: list[blocks.Branch]) -> str:
    """Where the most are, and where the most are late, in one sentence."""
    if not found:
        return ""
    said = ngettext("最多的是“%(name)s”，%(n)s 个", "最多的是“%(name)s”，%(n)s 个", found[0].all) % {"name": found[0].spot.name, "n": f"{found[0].all:,}"}
    late = max(found, key=lambda one: one.lights["red"])
    if not (red := late.lights["red"]):
        return said
    return said + _("；") + ngettext("超期最多的是“%(name)s”，%(n)s 个", "超期最多的是“%(name)s”，%(n)s 个", red) % {"name": late.spot.name, "n": f"{red:,}"}


def _marks(held: queries.Counts) -> list[tuple[str, str, int]]:
    """The marks of the picture in words, with how many there are of each."""
    said = {"red": _("超期"), "yellow": _("快到期"), "green": _("正常"), "paused": _("暂停或没在计时")}
    return [(kind, said[kind], count) for kind, count in blocks.marks(held.lights)]


def _worked(n: int | None) -> str:
    return "—" if n is None else ngettext("%(n)d 个工作日", "%(n)d 个工作日", n) % {"n": n}


def _flow(bars: list[funnel.Bar]) -> str:
    """Where the most are lost, in one sentence."""
    known = [(bar.rate, bar, after) for bar, after in pairwise(bars) if bar.rate is not None and bar.entered >= funnel.FEW]
    if not known:
        return _("进过各批的项目还太少，看不出转化")
    rate, bar, after = min(known, key=lambda one: one[0])
    return _("从“%(from)s”到“%(to)s”走得最少：100 个里有 %(rate)s 个") % {"from": words(bar.step.name), "to": words(after.step.name), "rate": rate}


def _link(library: Opened, name: str, value: str, **more: str) -> str:
    """The list with one condition set, besides those that hold."""
    pairs = [(key, text) for key, text in (library.wanted.pairs if library.wanted else []) if key not in (name, *more)]
    return f"{reverse('projects_list')}?{urlencode([*pairs, (name, value), *more.items()])}"


def _query(request: Signed) -> QueryDict:
    """The conditions that a form on the list carries."""
    return QueryDict(request.POST.get("query", "")[:2000])


def _back(request: Signed) -> HttpResponse:
    """To the list as it was."""
    return HttpResponseRedirect(f"{reverse('projects_list')}?{_query(request).urlencode() or 'sort=due'}")


def _tell(request: Signed, refused: Refused) -> None:
    for fault in refused.faults:
        messages.error(request, fault.said.to(request.lang))


def _kept(request: Signed, key: int) -> SavedFilter:
    found = queries.kept_by_id(key)
    if found is None:
        raise Http404
    require(request, Right.FILTER_OWN, _own(found.account))
    return found


def _own(account: Account) -> Matter:
    return unit_matter(account.unit, frozenset({("self", account.pk)}))
