"""The approval map of a project: of its stated facts, in the mechanism of its region, from the day on which it was signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Final

from django.http import QueryDict

from luodi.engine.plan import Planner
from luodi.engine.source import Refused
from luodi.maps.asked import Asked, read
from luodi.maps.chart import Map
from luodi.maps.places import planner
from luodi.people.rules import NATIONAL, Rulebook
from luodi.projects.models import Move, Project
from luodi.projects.rules import derived, lifecycle_of

SIGNED: Final = "signed"
"""The stage whose first day starts the map."""


@dataclass(frozen=True)
class Target:
    """Whether the agreed day can be kept. Working days: `late` after it, `spare` before it; one of them is 0.

    `day`: when works are to begin, or everything is to be done where there are none; `reached`: when that will be, by the map.
    """

    day: date
    reached: date
    late: int
    spare: int
    works: bool


@dataclass(frozen=True)
class ProjectMap:
    """The map of a project, or why there is none.

    `signed`: the map starts on the day of signing; else today. `elsewhere`: the region's mechanism is not in force, the national baseline stands in.
    """

    chart: Map | None
    start: date
    signed: bool
    elsewhere: bool = False
    problem: str = ""
    target_on: date | None = None

    @cached_property
    def ask(self) -> list[str]:
        """The facts that can still change the map, in words; the one that decides most first."""
        chart = self.chart
        return [chart.mechanism.table[key].name(chart.lang) for key in chart.open_keys] if chart else []

    @cached_property
    def target(self) -> Target | None:
        """Whether the agreed day can be kept; None where none was agreed or nothing is known."""
        chart, day = self.chart, self.target_on
        if chart is None or day is None or not chart.plan.scheduled:
            return None
        works = chart.plan.milestones.get("construction_start")
        reached, calendar = works or chart.plan.finish, chart.mechanism.calendar
        if not calendar.first <= day <= calendar.last:
            return None
        return Target(day, reached, max(calendar.count(day, reached), 0) if reached > day else 0, calendar.count(reached, day) if reached < day else 0,
                      works is not None)


def map_of(project: Project, book: Rulebook, today: date, lang: str, query: QueryDict | None = None) -> ProjectMap:
    """The map of a project as it stands. `query`: levers, days of works and a day to keep, asked for in an address.

    It starts on the day on which the project was last signed, before that today. The mechanism is that of today: what was agreed is planned by what holds now.
    What cannot be planned is said in `problem`; nothing is raised. One statement for a project that was signed, else none.
    """
    start = signed_on(project, book)
    found = ProjectMap(None, start or today, start is not None, target_on=project.target_on)
    try:
        made, elsewhere = planner_of(book, project.region_id, today)
        found = replace(found, elsewhere=elsewhere)
        asked = read(query, made.mechanism) if query is not None else Asked()
        asked = replace(asked, by=asked.by or project.target_on)
        return replace(found, chart=chart_of(made, project.facts, found.start, asked, today, lang))
    except Refused as refused:
        return replace(found, problem=refused.faults[0].said.to(lang))


def chart_of(made: Planner, facts: Mapping[str, Any], start: date, asked: Asked, today: date, lang: str) -> Map:
    """The map of facts as they are kept. Raises Refused for what cannot be true together and for days outside the calendar."""
    known = derived(facts, made.mechanism)
    return Map(asked, made, known, made.plan(known, start, asked.levers, asked.own_days), lang, today)


def planner_of(book: Rulebook, region_id: int, today: date) -> tuple[Planner, bool]:
    """The planner of a region today, with the holidays taken in since, and whether it is that of the country for want of its own. Raises Refused."""
    calendar = book.or_national(region_id).calendar
    try:
        return planner(book.slugs.get(region_id, NATIONAL), today, calendar), False
    except (KeyError, Refused):
        return planner(NATIONAL, today, calendar), True


def signed_on(project: Project, book: Rulebook) -> date | None:
    """The day on which a project was signed: when it last came there, or beyond, from an earlier stage or from nowhere.

    One statement, or none before that stage.
    """
    order = lifecycle_of(book, project.region_id).order
    if SIGNED not in order or order.get(project.stage, 0) < order[SIGNED]:
        return None
    since = [stage for stage, place in order.items() if place >= order[SIGNED]]
    return Move.objects.filter(project=project, stage__in=since).exclude(before__in=since).order_by("-pk").values_list("on", flat=True).first()
