"""Opinions that are overdue, in the places whose rule takes silence for support."""

from __future__ import annotations

from datetime import date

from luodi.people.rules import rulebook
from luodi.projects.models import Project
from luodi.promotion.actions.reviews import overdue, take_silence
from luodi.promotion.rules import promotion_of
from luodi.rights.kernel import MACHINE


def take(today: date) -> int:
    """Take the silence of overdue departments as support; of how many opinions. Four statements, and those of an action for each project that has any."""
    late, book = set(overdue(today).values_list("review__project_id", "review__project__region_id")), rulebook()
    keys = sorted(project for project, region in late if promotion_of(book, region).review.silence == "support")
    return sum(len(take_silence(MACHINE, project, today)) for project in Project.objects.filter(pk__in=keys).select_related("region", "unit").order_by("pk"))
