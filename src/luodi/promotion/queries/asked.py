"""What waits for an answer of somebody's units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import F, Q

from luodi.clocks.models import Standing
from luodi.clocks.queries import Place
from luodi.clocks.shown import Mark, mark
from luodi.engine.source import Said
from luodi.frame.paths import within
from luodi.people.rules import Rulebook
from luodi.projects.models import Project
from luodi.promotion.asked import ASKED
from luodi.rights.kernel import Person
from luodi.rights.permissions import Right, reach

PAGE: Final = 30


@dataclass(frozen=True)
class Waiting:
    """Something that somebody is asked for. `what`: in words, within its kind; `who`: the unit, and who in it; `url`: where it is answered."""

    project: Project
    kind: Said
    what: str
    who: str
    light: Mark
    url: str


def waiting(person: Person, kind: str, after: Place | None, book: Rulebook, today: date) -> tuple[list[Waiting], Place | None]:
    """A page of what waits for the units of somebody, or for them by name, the first due first, after a place; and where the next page begins.

    `kind`: of ASKED, empty for all. Of what is confidential only who was named learns. Two statements.
    """
    far = reach(person, Right.ASKED_ANSWER)
    asked = within("clock__unit__path", far.units) & Q(clock__confidential=False) | Q(clock__assignee__in=far.accounts)
    rows = Standing.objects.filter(asked, clock__ended_on__isnull=True, clock__thread_id__isnull=False,
                                   clock__subject_type__in=[kind] if kind in ASKED else list(ASKED))
    if after and after.due_on:
        rows = rows.filter(Q(due_on__gt=after.due_on) | Q(due_on=after.due_on, pk__gt=after.clock) | Q(due_on__isnull=True))
    elif after:
        rows = rows.filter(due_on__isnull=True, pk__gt=after.clock)
    found = list(rows.select_related("clock__unit", "clock__assignee").order_by(F("due_on").asc(nulls_last=True), "pk")[:PAGE + 1])
    page, last = found[:PAGE], found[PAGE - 1] if len(found) > PAGE else None
    projects = Project.objects.in_bulk({row.clock.thread_id for row in page})
    shown = [_waiting(row, projects[row.clock.thread_id], book, today) for row in page if row.clock.thread_id in projects]
    return shown, Place(last.due_on, last.pk) if last else None


def _waiting(row: Standing, project: Project, book: Rulebook, today: date) -> Waiting:
    clock = row.clock
    who = f"{clock.unit.name} · {clock.assignee.name}" if clock.assignee else clock.unit.name
    # A clock is called by its project and what is asked (`actions.shared.begin`).
    return Waiting(project, ASKED[clock.subject_type], clock.name.rpartition(" · ")[2], who, mark(row, book.or_national(project.region_id), today), clock.url)
