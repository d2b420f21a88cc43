"""The courses of projects in all regions at once: a list may hold projects of several places, whose stages need not be the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import pairwise, product
from operator import or_

from django.db.models import Case, IntegerField, Q, Value, When

from luodi.engine.mechanism import Lifecycle
from luodi.engine.source import Refused
from luodi.people.rules import NATIONAL, Rulebook
from luodi.projects.rules import lifecycle


@dataclass(frozen=True)
class Step:
    """A stage or a batch: its key and its words by language."""

    key: str
    name: Mapping[str, str]


class Courses:
    """`by`: each different course with the regions that have it."""

    def __init__(self, book: Rulebook) -> None:
        slugs: dict[str, list[int]] = {NATIONAL: []}
        for region, slug in book.slugs.items():
            slugs.setdefault(slug, []).append(region)
        found: dict[tuple[tuple[str, str], ...], tuple[Lifecycle, list[int]]] = {}
        for slug, regions in slugs.items():
            course = _course(slug)
            found.setdefault(tuple((stage.id, stage.batch) for stage in course.stages), (course, []))[1].extend(regions)
        self.by: list[tuple[Lifecycle, list[int]]] = list(found.values())

    @cached_property
    def stages(self) -> list[Step]:
        """Every stage once, in the order of the first course that has it."""
        return _once(Step(stage.id, stage.name) for course, _ in self.by for stage in course.stages)

    @cached_property
    def batches(self) -> list[Step]:
        """Every batch once."""
        return _once(Step(batch.id, batch.name) for course, _ in self.by for batch in course.batches)

    def stages_of(self, batch: str) -> list[Step]:
        """The stages of a batch, wherever."""
        return _once(Step(stage.id, stage.name) for course, _ in self.by for stage in course.stages if stage.batch == batch)

    def in_batch(self, batch: str) -> Q:
        """The projects whose stage belongs to a batch in their region."""
        return self._each(lambda course: Q(stage__in=_stages(course, batch)))

    def entered(self, batch: str) -> Q:
        """The projects that have ever been in a batch."""
        return self._each(lambda course: _been((stage,) for stage in _stages(course, batch)))

    def passed(self, batch: str) -> Q:
        """The projects that went on from a batch to the next one."""
        following = next((after.key for one, after in pairwise(self.batches) if one.key == batch), "")
        return self._each(lambda course: _been(product(_stages(course, batch), _stages(course, following))))

    def batch_of(self, region: int, stage: str) -> str:
        """The batch of a stage in a region; none for a stage that its course no longer has."""
        course = next((course for course, regions in self.by if region in regions), self.by[0][0])
        return course.stage(stage).batch if stage in course.order else ""

    @property
    def rank(self) -> Case:
        """The place of a row's stage, for sorting."""
        return Case(*(When(stage=step.key, then=Value(place)) for place, step in enumerate(self.stages)), default=Value(len(self.stages)),
                    output_field=IntegerField())

    def _each(self, wanted: Callable[[Lifecycle], Q]) -> Q:
        """What is wanted of each course, in the regions that have it."""
        if len(self.by) == 1:
            return wanted(self.by[0][0])
        return reduce(or_, (wanted(course) & Q(region__in=regions) for course, regions in self.by))


def _stages(course: Lifecycle, batch: str) -> list[str]:
    return [stage.id for stage in course.stages if stage.batch == batch]


def _been(ways: Iterable[Sequence[str]]) -> Q:
    """The projects whose way holds one of some pieces."""
    return reduce(or_, (Q(way__contains=f" {' '.join(way)} ") for way in ways), Q(pk__in=()))


def _course(slug: str) -> Lifecycle:
    """The course of a place; that of the country where its data cannot be read: a list is shown all the same."""
    try:
        return lifecycle(slug)
    except Refused:
        return lifecycle(NATIONAL)


def _once(steps: Iterable[Step]) -> list[Step]:
    found: dict[str, Step] = {}
    for step in steps:
        found.setdefault(step.key, step)
    return list(found.values())
