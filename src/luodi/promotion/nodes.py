"""Reaching a node obliges: projects that did get the clock until it is told.

A round looks every minute at what was changed, and once a day at everything, in place of a hook in each action that moves a project: a node is also reached
by a file, by a fact that is stated late, by a table that is read in, and when the place's data changes. What has a clock or was told is passed over, so that
nothing begins twice; a round that was cut off is made again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Q

from luodi.clocks.models import Clock
from luodi.engine.source import Refused
from luodi.frame.middleware import day_of
from luodi.people.rules import Rulebook, rulebook
from luodi.projects.models import Paper, Project, Status
from luodi.projects.rules import lifecycle_of
from luodi.promotion.actions.briefings import oblige
from luodi.promotion.checks import reached
from luodi.promotion.models import Briefing
from luodi.promotion.queries.briefings import KIND, kind_of
from luodi.promotion.rules import promotion_of
from luodi.rights.kernel import MACHINE

LOOKED_BACK: Final = timedelta(hours=1)
"""How far back a round looks for what was changed; the daily one looks at everything."""
SOME: Final = 500


def begin_due(now: datetime, since: datetime | None = None) -> int:
    """Have the clocks of nodes begun that were reached and not told; how many. `since`: of projects that were changed from then on.

    Statements: two, and for each region with nodes and each 500 of its projects four; those of `oblige` for each clock that begins.
    """
    book = rulebook()
    return sum(_begun(some, book, now) for region in book.slugs if promotion_of(book, region).nodes for some in _some(region, book, since))


def _some(region: int, book: Rulebook, since: datetime | None) -> Iterator[list[Project]]:
    """The projects of a region that may have reached a node which still holds them back, some at a time."""
    rules, course = promotion_of(book, region), lifecycle_of(book, region)
    before = max(course.order[node.holds] for node in rules.nodes.values())
    rows = Project.objects.filter(region=region, status=Status.ACTIVE, stage__in=[stage.id for stage in course.stages[:before]])
    if since:
        rows = rows.filter(changed_at__gte=since)
    else:
        first = min((course.order[node.stage] for node in rules.nodes.values() if node.stage), default=len(course.stages))
        papers = Paper.objects.filter(kind__in=[node.paper for node in rules.nodes.values() if node.paper])
        rows = rows.filter(Q(stage__in=[stage.id for stage in course.stages[first:]]) | Q(pk__in=papers.values("project")))
    last = 0
    while some := list(rows.filter(pk__gt=last).order_by("pk")[:SOME]):
        yield some
        last = some[-1].pk


def _begun(some: list[Project], book: Rulebook, now: datetime) -> int:
    keys, today, count = [one.pk for one in some], day_of(now), 0
    told = set(Briefing.objects.filter(project__in=keys).values_list("project_id", "node"))
    running = set(Clock.objects.filter(region=some[0].region_id, subject_type__startswith=f"{KIND}.", subject_id__in=keys)
                  .values_list("subject_id", "subject_type"))
    papers: dict[int, set[str]] = {}
    for project, kind in Paper.objects.filter(project__in=keys).values_list("project_id", "kind"):
        papers.setdefault(project, set()).add(kind)
    for one in some:
        course = lifecycle_of(book, one.region_id)
        for node in reached(one, papers.get(one.pk, set()), book, today):
            held = course.order[one.stage] < course.order[node.holds]
            if held and (one.pk, node.id) not in told and (one.pk, kind_of(node)) not in running:
                count += _obliged(one, node.id, today)
    return count


def _obliged(project: Project, node: str, today: date) -> int:
    """Whether a clock begins now. A project that cannot have one, such as a confidential one without an owner, does not keep the others from theirs."""
    whole = Project.objects.select_related("region", "unit", "enterprise").get(pk=project.pk)
    try:
        return 1 if oblige(MACHINE, whole, node, today) else 0
    except Refused:
        return 0
