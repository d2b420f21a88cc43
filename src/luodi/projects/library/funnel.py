"""The funnel: how many projects stand in each batch, how many have entered it, how many went on, and how long a stage takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Final

import numpy as np
from django.db.models import Count, QuerySet

from luodi.engine.source import Refused
from luodi.people.models import Region, Unit
from luodi.people.rules import Rulebook
from luodi.projects.library.courses import Courses, Step
from luodi.projects.models import Move, Project

LAST: Final = 2_000
"""Stays that days are counted from: those that ended last."""
FEW: Final = 5
"""Fewer stays than this say nothing."""
SIDES: Final = ("region", "unit", "category")
LINES: Final = 60


@dataclass(frozen=True)
class Bar:
    """A batch. `now`: projects in it; `entered`: that ever were; `passed`: of these, that went on; `most`: how many any batch has."""

    step: Step
    now: int
    entered: int
    passed: int | None
    most: int

    @property
    def width(self) -> str:
        """How wide those that ever were in it are drawn, of a hundred."""
        return f"{100 * self.entered / self.most:.1f}"

    @property
    def now_width(self) -> str:
        """How wide those in it are drawn."""
        return f"{100 * self.now / self.most:.1f}"

    @property
    def rate(self) -> int | None:
        """How many of a hundred went on; None for the last one, and where nobody was."""
        return round(100 * self.passed / self.entered) if self.passed is not None and self.entered else None


@dataclass(frozen=True)
class Stay:
    """How many working days a stage takes: the middle one, and the one that eight of ten do not exceed; None for too few."""

    step: Step
    count: int
    median: int | None
    most: int | None


@dataclass(frozen=True)
class Line:
    """A region, unit or category, and how many projects it has in each batch."""

    key: str
    name: str
    cells: tuple[tuple[Step, int], ...]
    all: int


@dataclass(frozen=True)
class Heap:
    """Projects that are alike: of the same region, unit or category (`side`), in the same stage, come the same way; and how many."""

    side: Any
    region: int
    stage: str
    way: str
    n: int


def heaps(rows: QuerySet[Project], side: str) -> list[Heap]:
    """All that the funnel counts. One statement."""
    # A key that stands twice among the values would be given once.
    keys = list(dict.fromkeys((side, "region", "stage", "way")))
    return [Heap(found[side], found["region"], found["stage"], found["way"], found["n"]) for found in rows.order_by().values(*keys).annotate(n=Count("pk"))]


def bars(counted: Iterable[Heap], courses: Courses) -> tuple[list[Bar], set[int]]:
    """The batches in their order, and the regions that have a project."""
    now, entered, passed = Counter[str](), Counter[str](), Counter[tuple[str, str]]()
    regions: set[int] = set()
    for heap in counted:
        region, stage, way, n = heap.region, heap.stage, heap.way, heap.n
        regions.add(region)
        been = [courses.batch_of(region, one) for one in way.split()]
        now[courses.batch_of(region, stage)] += n
        for batch in set(been):
            entered[batch] += n
        for pair in set(pairwise(been)):
            passed[pair] += n
    most = max([1, *entered.values()])
    following = {one.key: after.key for one, after in pairwise(courses.batches)}
    return [Bar(step, now[step.key], entered[step.key], passed[step.key, following[step.key]] if step.key in following else None, most)
            for step in courses.batches], regions


def stays(rows: QuerySet[Project], regions: Collection[int], courses: Courses, book: Rulebook) -> list[Stay]:
    """How long stages took lately, in working days of each region; `regions`: all those of `rows`. One statement."""
    ended = Move.objects.filter(project__in=rows.order_by().values("pk"), left_on__isnull=False).order_by("-left_on", "-pk")
    if len(regions) == 1:  # which has an order of its own
        ended = ended.filter(region__in=regions)
    held: dict[str, dict[int, list[tuple[date, date]]]] = {}
    for region, stage, on, left in ended.values_list("region_id", "stage", "on", "left_on")[:LAST]:
        if left:
            held.setdefault(stage, {}).setdefault(region, []).append((on, left))
    return [_stay(step, held.get(step.key, {}), book) for step in courses.stages]


def sides(counted: Iterable[Heap], side: str, courses: Courses, words: Mapping[str, str]) -> list[Line]:
    """How many projects each region, unit or category has in each batch, the most first. One statement for names of units or regions, else none."""
    held: dict[Any, Counter[str]] = {}
    for heap in counted:
        held.setdefault(heap.side, Counter())[courses.batch_of(heap.region, heap.stage)] += heap.n
    names = words if side == "category" else dict((Region if side == "region" else Unit).objects.filter(pk__in=held).values_list("pk", "name"))
    lines = [Line(str(one), names.get(one, one), tuple((step, found[step.key]) for step in courses.batches), found.total()) for one, found in held.items()]
    return sorted(lines, key=lambda line: (-line.all, line.name, line.key))[:LINES]


def _stay(step: Step, by_region: dict[int, list[tuple[date, date]]], book: Rulebook) -> Stay:
    days = np.sort(np.concatenate([_days(book, region, spans) for region, spans in by_region.items()] or [np.empty(0, np.int64)]))
    if len(days) < FEW:
        return Stay(step, len(days), None, None)
    return Stay(step, len(days), int(days[(len(days) - 1) // 2]), int(days[-(-len(days) * 8 // 10) - 1]))


def _days(book: Rulebook, region: int, spans: Iterable[tuple[date, date]]) -> Any:
    """Working days between days; of those that no calendar reaches, nothing."""
    first, last = (np.array(side, "datetime64[D]") for side in zip(*spans, strict=True))
    try:
        return book.or_national(region).calendar.count_many(first, last)
    except Refused:
        return np.empty(0, np.int64)
