"""What is on fire in the regions that somebody looks after: which projects, why, who answers, who was told when, what can be done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from luodi.clocks import queries as clocks
from luodi.clocks import shown
from luodi.clocks.models import Excuse, Standing
from luodi.clocks.shown import Mark, Rung
from luodi.people.models import Unit
from luodi.people.queries import regions_near
from luodi.people.rules import Rulebook
from luodi.projects.models import Project, Status
from luodi.projects.queries import visible
from luodi.projects.rules import lifecycle_of
from luodi.rights.kernel import Person
from luodi.rights.permissions import Right, may
from luodi.work.models import Turn
from luodi.workbench.queries import addresses

MOST: Final = 40
"""Burning projects that are told in full; of the others the wall and the list tell."""
ALONE: Final = 20
LIGHTS: Final = ("red", "yellow", "green")


@dataclass(frozen=True)
class Fire:
    """One thing that burns. `project`: the one it is about, or none; `rung`: the last step of the ladder that was taken; `excuse`: what was asked for."""

    mark: Mark
    what: str
    url: str
    project: Project | None
    stage: str
    clock_url: str
    who: str
    since: date | None
    due_on: date | None
    rung: Rung | None
    excuse: Excuse | None
    unit: str


@dataclass(frozen=True)
class Answering:
    """A unit with what of it burns."""

    unit: str
    fires: list[Fire]


@dataclass(frozen=True)
class Brick:
    """A unit in the wall: how many of the projects that it leads show which light. `worst`: the light of its brick."""

    name: str
    counts: dict[str, int]
    url: str

    @property
    def red(self) -> int:
        """Overdue ones."""
        return self.counts.get("red", 0)

    @property
    def yellow(self) -> int:
        """Those that fall due soon."""
        return self.counts.get("yellow", 0)

    @property
    def all(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def worst(self) -> str:
        """The worst light among them."""
        return next((light for light in LIGHTS if self.counts.get(light)), "paused")


@dataclass(frozen=True)
class Burning:
    """All of it. `counts`: projects by light; `more`: whether more burns that is of no project; `decides`: whether the reader decides excuses;
    `asof`: when the lights last followed the clocks.
    """

    units: list[Answering]
    wall: list[Brick]
    counts: dict[str, int] = field(default_factory=dict)
    fires: int = 0
    alone: int = 0
    more: bool = False
    decides: bool = False
    asof: datetime | None = None

    @property
    def red(self) -> int:
        """Projects that are overdue."""
        return self.counts.get("red", 0)

    @property
    def hidden(self) -> int:
        """Overdue projects that are not told in full."""
        return max(self.red - (self.fires - self.alone), 0)


def burning(person: Person, book: Rulebook, today: date, lang: str) -> Burning:
    """What burns. Eight statements, and one more for those who see projects through units, whatever there is.

    Projects are found through the narrow index of cards, their clocks through the index of threads, clocks of no project through one of their own.
    """
    regions = [region.pk for region in regions_near(person, Right.FIRE_READ)]
    seen = visible(person).filter(region__in=regions).exclude(status=Status.ENDED)
    first = seen.filter(light="red").order_by("due_on", "pk").values("pk")[:MOST]
    projects = {one.pk: one for one in Project.objects.filter(pk__in=first).select_related("unit").order_by("due_on", "pk")}
    worst: dict[int, Standing] = {}
    for row in clocks.on_threads(projects.keys(), regions, MOST * 40, "red"):
        worst.setdefault(row.clock.thread_id or 0, row)
    found = clocks.alone(regions, "red", ALONE + 1)
    alone = found[:ALONE]
    excuses = clocks.last_excuses([row.pk for row in (*worst.values(), *alone)])
    fires = [*(_of_project(one, worst.get(key), excuses, book, today, lang) for key, one in projects.items()),
             *(_alone(row, excuses, book, today, lang) for row in alone)]
    wall = list(_wall(seen))
    counts: dict[str, int] = {}
    for brick in wall:
        for light, number in brick.counts.items():
            counts[light] = counts.get(light, 0) + number
    return Burning(list(_by_unit(fires)), wall, counts, len(fires), len(alone), len(found) > ALONE, may(person, Right.CLOCK_EXCUSE).allowed, _asof())


def _asof() -> datetime | None:
    """When the lights of projects last followed what clocks did by themselves; None where nothing has been swept yet. One statement."""
    return Turn.objects.filter(name="projects.lights").values_list("last_at", flat=True).first()


def _of_project(project: Project, row: Standing | None, excuses: dict[int, Excuse], book: Rulebook, today: date, lang: str) -> Fire:
    url = addresses.project(project.code)
    stage = lifecycle_of(book, project.region_id).stage(project.stage).title(lang)
    if row is None:  # its clock turned since the light was kept
        return Fire(Mark("red", _("超期")), _("刚刚有变化，请刷新"), url, project, stage, "", "", None, project.due_on, None, None, project.unit.name)
    return _fire(row, project, stage, url, excuses, book, today, lang)


def _alone(row: Standing, excuses: dict[int, Excuse], book: Rulebook, today: date, lang: str) -> Fire:
    return _fire(row, None, "", reverse("clocks_clock", args=[row.pk]), excuses, book, today, lang)


def _fire(row: Standing, project: Project | None, stage: str, url: str, excuses: dict[int, Excuse], book: Rulebook, today: date, lang: str) -> Fire:
    clock, rules = row.clock, book.or_national(row.region_id)
    taken = [rung for rung in shown.rungs(row, rules, lang) if rung.taken]
    who = clock.assignee.name if clock.assignee else _("还没有经办人")
    what = clock.name.removeprefix(f"{project.name} · ") if project else clock.name
    return Fire(shown.mark(row, rules, today), what, url, project, stage, reverse("clocks_clock", args=[clock.pk]), who, clock.opened_on, row.due_on,
                taken[-1] if taken else None, excuses.get(clock.pk), clock.unit.name)


def _by_unit(fires: list[Fire]) -> Iterator[Answering]:
    """The units that answer, those with most first."""
    by: dict[str, list[Fire]] = {}
    for fire in fires:
        by.setdefault(fire.unit, []).append(fire)
    for unit, found in sorted(by.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        yield Answering(unit, sorted(found, key=lambda fire: fire.due_on or date.max))


def _wall(seen: QuerySet[Project]) -> Iterator[Brick]:
    """The lights of the projects that each unit leads, the worst first. Two statements."""
    counts: dict[int, dict[str, int]] = {}
    for unit, light, number in seen.order_by().values_list("unit", "light").annotate(n=Count("pk")):
        counts.setdefault(unit, {})[light] = number
    names = dict(Unit.objects.filter(pk__in=counts).values_list("pk", "name"))
    bricks = [Brick(names[unit], held, addresses.projects(unit=str(unit))) for unit, held in counts.items()]
    yield from sorted(bricks, key=lambda brick: (-brick.red, -brick.yellow, -brick.all, brick.name))
