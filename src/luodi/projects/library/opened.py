"""What every page of the library begins with: who asks, what they want, and the projects of theirs that fit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from luodi.clocks.models import Standing
from luodi.clocks.shown import Mark, mark
from luodi.engine.source import Refused
from luodi.frame.templatetags.luodi import lang_here
from luodi.people.rules import Rulebook, rulebook
from luodi.projects.library import queries
from luodi.projects.library.columns import Reading
from luodi.projects.library.courses import Courses
from luodi.projects.library.forms import Filter
from luodi.projects.library.wanted import Wanted, narrowed
from luodi.projects.models import Project
from luodi.projects.queries import visible
from luodi.projects.rules import mechanism_of
from luodi.rights.kernel import Person
from luodi.rights.permissions import Right, reach


@dataclass(frozen=True)
class Opened:
    """The library as somebody opened it. `wanted`: None while something is wrong with what was typed, and `rows` holds nothing; `faults`: what, in words."""

    person: Person
    today: date
    form: Filter
    book: Rulebook
    courses: Courses
    wanted: Wanted | None
    rows: QuerySet[Project]
    faults: tuple[str, ...] = ()

    @property
    def inside(self) -> bool:
        """Whether the reader is an official."""
        return inside(self.person)

    def reading(self, owners: dict[int, str]) -> Reading:
        """What cells are read with. No statement."""
        lang = lang_here()
        stages = {step.key: step.name.get(lang) or step.name["zh-Hans"] for step in self.courses.stages}
        return Reading(stages, categories(self.book, self.person, self.today), owners, lambda row: self.mark(row).words)

    def mark(self, row: Project) -> Mark:
        """The light of a project, with the working days that are left or have passed. No statement."""
        if not row.light:
            return Mark("paused", _("没有在走的时限"))
        return mark(Standing(light=row.light, due_on=row.due_on), self.book.or_national(row.region_id), self.today)


def inside(person: Person) -> bool:
    """Whether somebody works on projects for a unit or region, not for an enterprise. No statement."""
    far = reach(person, Right.PROJECT_INSIDE)
    return bool(far.regions or far.units or far.beside)


def opened(person: Person, today: date, data: Any, right: Right = Right.PROJECT_READ) -> Opened:
    """Read what somebody wants of the projects that a right of theirs reaches; of those seen from inside, where what is kept there decides.

    Four statements at most.
    """
    book = rulebook()
    courses = Courses(book)
    form = Filter(data, courses, categories(book, person, today).items(), queries.places(person, right))
    if not form.is_valid():
        return Opened(person, today, form, book, courses, None, Project.objects.none())
    reads = Right.PROJECT_INSIDE if right is Right.PROJECT_READ and form.wanted.inside else right
    try:
        rows = narrowed(visible(person, reads), form.wanted, person, book, courses, today)
    except Refused as refused:
        return Opened(person, today, form, book, courses, None, Project.objects.none(), tuple(_words(refused)))
    return Opened(person, today, form, book, courses, form.wanted, rows)


def categories(book: Rulebook, person: Person, today: date) -> dict[str, str]:
    """The categories of projects in words, as the place where somebody works has them. No statement."""
    table = mechanism_of(book, person.posts[0].region_id if person.posts else 0, today).table
    if "project_category" not in table:
        return {}
    return {key: table["project_category"].value_name(key, lang_here()) for key in table["project_category"].values}


def _words(refused: Refused) -> Iterable[str]:
    return (fault.said.to(lang_here()) for fault in refused.faults)
