"""The light of a project: the worst of its running clocks, and the first due day among them. Kept in its row, so that lists need no joins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from django.db.models import Case, F, IntegerField, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from luodi.clocks.models import Clock, Progress, Standing, Turn
from luodi.ledger.actions import Act
from luodi.projects.models import Followed, Project

WORST: Final = ("red", "yellow", "green", "paused", "waiting")
MOST: Final = 5_000
"""Turns that are followed at a time."""
_later: ContextVar[bool] = ContextVar("luodi_projects_lights_later", default=False)
_RANK: Final = Case(*(When(light=light, then=Value(rank)) for rank, light in enumerate(WORST)), default=Value(len(WORST)), output_field=IntegerField())


def changed(_act: Act, clock: Clock) -> None:
    """A clock was opened or something happened to it: its project's light follows in the same transaction. One statement, or none."""
    if clock.thread_id and not _later.get():
        lit(Project.objects.filter(pk=clock.thread_id))


@contextmanager
def later() -> Iterator[None]:
    """Derive the lights of all projects once at the end instead of with each clock: where months pass in a minute."""
    token = _later.set(True)
    try:
        yield
    finally:
        _later.reset(token)
    lit(Project.objects.all())


def lit(projects: QuerySet[Project]) -> int:
    """Derive the lights of some projects from their clocks; how many there were. One statement."""
    running = Standing.objects.filter(clock__region=OuterRef("region"), clock__thread_id=OuterRef("pk"), clock__ended_on__isnull=True).order_by()
    worst = running.values("clock__thread_id").annotate(rank=Min(_RANK)).values("rank")
    first = running.values("clock__thread_id").annotate(due=Min("due_on")).values("due")
    rank = Coalesce(Subquery(worst, output_field=IntegerField()), Value(-1))
    # The rank is worked out once for each project: the names stand beside it.
    named = Case(*(When(_rank=place, then=Value(light)) for place, light in enumerate(WORST)), default=Value(""))
    return projects.alias(_rank=rank).update(light=named, due_on=Subquery(first))


def follow() -> int:
    """Have the lights of projects follow what clocks did by themselves since the last time; how many projects were looked at.

    May be cut off anywhere and made again. Statements: one to find the regions, then four for each batch.
    """
    upto = Coalesce(Subquery(Followed.objects.filter(pk=OuterRef("pk")).values("turn")), Value(0))
    behind = Progress.objects.annotate(upto=upto).filter(newest__gt=F("upto"))
    return sum(_follow(region_id, upto) for region_id, upto in list(behind.values_list("region_id", "upto")))


def _follow(region_id: int, upto: int) -> int:
    count = 0
    while True:
        turns = list(Turn.objects.filter(region_id=region_id, pk__gt=upto).order_by("pk").values_list("pk", "clock__thread_id")[:MOST])
        if not turns:
            return count
        threads = {thread for _, thread in turns if thread}
        for some in _parts(sorted(threads)):
            count += lit(Project.objects.filter(Q(region_id=region_id), pk__in=some))
        upto = turns[-1][0]
        Followed.objects.update_or_create(region_id=region_id, defaults={"turn": upto})


def _parts(keys: list[int], size: int = 500) -> Iterable[list[int]]:
    return (keys[start:start + size] for start in range(0, len(keys), size))
