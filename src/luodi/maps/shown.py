"""What the templates of a map need: one view of it at a time, whole or of one stage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext

from luodi.engine.levers import Backward
from luodi.engine.plan.papers import late_misses
from luodi.engine.source import Refused
from luodi.maps.chart import Map, savings

VIEWS = ("map", "list", "papers", "faster", "backward", "open")


@dataclass(frozen=True)
class Due:
    """An item of a backward schedule: who does it, by when it must be accepted and decided. `late`: that day has gone."""

    name: str
    authority: str
    first: date
    last: date
    late: bool


def context(chart: Map, view: str, stage: str, part: str, base: str, form_base: str = "") -> dict[str, Any]:
    """The context of `maps/_views.html` and all that it includes.

    `part`: the id of the element that holds the map and its head, swapped as one. `base`: the address of the page; `form_base`: where its forms lead.
    """
    view = view if view in VIEWS else "map"
    stage = stage if stage in {lane.stage.id for lane in chart.lanes} else ""
    backward = problem = None
    if view == "backward":
        try:
            backward = chart.backward()
        except Refused as refused:
            problem = refused.faults[0].said.to(chart.lang)
    return {
        "map": chart, "asked": chart.asked, "view": view, "stage": stage, "tabs": _tabs(chart), "part": part, "query": chart.asked.query(),
        "base": base, "form_base": form_base or base, "svg": chart.svg(stage) if view == "map" else "",
        "needs": chart.papers_in_words if view == "papers" else (),
        "savings": savings(chart) if view == "faster" else None, "misses": late_misses(chart.plan) if view == "faster" else (),
        "backward": backward, "backward_rows": due(chart, backward) if backward else (), "problem": problem,
    }


def due(chart: Map, backward: Backward) -> list[Due]:
    """A backward schedule in the order of its days."""
    items = chart.plan.items
    return [Due(items[name].item.title(chart.lang), items[name].authority, first, last, first < chart.today)
            for name, (first, last) in sorted(backward.items.items(), key=lambda pair: pair[1])]


def _tabs(chart: Map) -> list[tuple[str, str, int | None]]:
    return [
        ("map", gettext("地图"), None), ("list", gettext("清单"), len(chart.plan.scheduled)), ("papers", gettext("材料"), chart.papers.bring),
        ("faster", gettext("还能更快"), None), ("backward", gettext("倒排工期"), None), ("open", gettext("还没定的"), len(chart.plan.unknown)),
    ]
