"""Reaching a node obliges: projects that did get the clock until it is told.

A round looks every minute at what was changed, and once a day at everything, in place of a hook in each action that moves a project: a node is also reached
by a file, by a fact that is stated late, by a table that is read in, and when the place's data changes. What has a clock or was told is passed over, so that
nothing begins twice; a round that was cut off is made again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Q

from luodi.clocks.models import Clock
from luodi.engine.source import Refused
from luodi.people.rules import Rulebook, rulebook
from luodi.projects.models import Paper, Project, Status
from luodi.projects.rules import lifecycle_of
from luodi.promotion.actions.briefings import oblige, release
from luodi.promotion.checks import reached
from luodi.promotion.models import Briefing
from luodi.promotion.queries.briefings import KIND, kind_of
from luodi.promotion.rules import promotion_of
from luodi.rights.kernel import MACHINE, Person

LOOKED_BACK: Final = timedelta(hours=1)
"""How far back a round looks for what was changed; the daily one looks at everything."""
SOME: Final = 500


def begin_due(today: date, since: datetime | None = None) -> int:
    """Have the clocks begin of nodes that were reached and not told, and end those of nodes at which a project does not stand any more; how many.

    `since`: of projects that were changed from then on. Statements: two, and for each region with nodes and each 500 of its projects four; those of `oblige`
    and `release` for each clock.
    """
    book = rulebook()
    return sum(_followed(some, book, today) for region in book.slugs if promotion_of(book, region).nodes for some in _some(region, book, since))


def _some(region: int, book: Rulebook, since: datetime | None) -> Iterator[list[Project]]:
    """The projects of a region that may have reached a node, some at a time."""
    rules, course = promotion_of(book, region), lifecycle_of(book, region)
    rows = Project.objects.filter(region=region)
    if since:
        rows = rows.filter(changed_at__gte=since)
    else:
        before = max(course.order[node.holds] for node in rules.nodes.values())
        first = min((course.order[node.stage] for node in rules.nodes.values() if node.stage), default=before)
        papers = Paper.objects.filter(kind__in=[node.paper for node in rules.nodes.values() if node.paper])
        rows = rows.filter(Q(stage__in=[stage.id for stage in course.stages[first:before]]) | Q(pk__in=papers.values("project")), status=Status.ACTIVE)
    last = 0
    while some := list(rows.filter(pk__gt=last).order_by("pk")[:SOME]):
        yield some
        last = some[-1].pk


def _followed(some: list[Project], book: Rulebook, today: date) -> int:
    keys, count = [one.pk for one in some], 0
    told = set(Briefing.objects.filter(project__in=keys).values_list("project_id", "node"))
    clocks = Clock.objects.filter(region=some[0].region_id, subject_type__startswith=f"{KIND}.", subject_id__in=keys, ended_on__isnull=True)
    running = set(clocks.values_list("subject_id", "subject_type"))
    papers: dict[int, set[str]] = {}
    for project, kind in Paper.objects.filter(project__in=keys).values_list("project_id", "kind"):
        papers.setdefault(project, set()).add(kind)
    for one in some:
        course, rules = lifecycle_of(book, one.region_id), promotion_of(book, one.region_id)
        there = {node.id for node in reached(one, papers.get(one.pk, set()), book, today)} if one.status != Status.ENDED else set()
        for node in rules.nodes.values():
            runs = (one.pk, kind_of(node)) in running
            held = one.status == Status.ACTIVE and course.order[one.stage] < course.order[node.holds]
            if runs and node.id not in there:
                count += _done(release, one, node.id, today)
            elif held and node.id in there and not runs and (one.pk, node.id) not in told:
                count += _done(oblige, one, node.id, today)
    return count


def _done(act: Callable[[Person, Project, str, date], object], project: Project, node: str, today: date) -> int:
    """What follows from a node, for one project. One that cannot have a clock, such as a confidential one without an owner, does not keep the others from
    theirs.
    """
    whole = Project.objects.select_related("region", "unit", "enterprise").get(pk=project.pk)
    try:
        act(MACHINE, whole, node, today)
    except Refused:
        return 0
    return 1
