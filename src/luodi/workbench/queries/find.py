"""One search over everything that somebody may see: projects, what was noted on them, items of the place, rooms, people of one's units."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from luodi.clocks import shown
from luodi.engine.identifiers import check_national_project_code, check_own_code, check_uscc
from luodi.engine.mechanism import Mechanism
from luodi.engine.source import Refused
from luodi.frame.paths import within
from luodi.people.models import Account
from luodi.people.rules import Rulebook
from luodi.portal.queries.search import index_of
from luodi.projects.models import Note, Project, Sight
from luodi.projects.queries import own, visible
from luodi.projects.rules import lifecycle_of
from luodi.projects.search import LONGEST, initials, notes_holding, projects_holding, projects_with, small, words_of
from luodi.rights.addresses import URLS
from luodi.rights.desk import ROOMS
from luodi.rights.kernel import Person
from luodi.rights.permissions import Right, may, reach
from luodi.workbench.queries import addresses

MOST: Final = 20
NEWEST: Final = 500
"""Projects that are looked through, the last changed first, before all are."""
FEW: Final = 6
AROUND: Final = 28
"""Characters of a note shown before and after the word."""


@dataclass(frozen=True)
class Hit:
    """Something found. `light`: of a project, and what it says, "" where it has none; `exact`: its code is what was typed."""

    title: str
    more: str
    url: str
    light: str = ""
    says: str = ""
    exact: bool = False


@dataclass(frozen=True)
class Found:
    """What was found, by kind. `short`: what was typed is too short to look for."""

    typed: str
    short: bool
    groups: list[tuple[str, list[Hit]]]

    @property
    def count(self) -> int:
        """How much is shown."""
        return sum(len(hits) for _name, hits in self.groups)


def find(person: Person, typed: str, book: Rulebook, mechanism: Mechanism, lang: str) -> Found:
    """What somebody finds. At most eight statements, whatever was typed and however much there is; none for what is too short."""
    typed = " ".join(typed.split())[:LONGEST]
    words = words_of(typed)
    if not words:
        return Found(typed, bool(typed), [])
    groups = [(_("项目"), _projects(person, typed, words, book, lang)), (_("项目里的记录"), _notes(person, words)),
              (_("审批事项"), _items(mechanism, typed, lang)), (_("页面"), list(_rooms(person, typed))), (_("人员"), _people(person, typed))]
    return Found(typed, False, [(name, hits) for name, hits in groups if hits])


def _projects(person: Person, typed: str, words: list[str], book: Rulebook, lang: str) -> list[Hit]:
    """Those whose code was typed come first. Three statements at most, and one for the units below one's own."""
    rows, order = visible(person), ("-changed_at", "-pk")
    seen = Project.objects.select_related("enterprise", "unit").order_by(*order)
    exact = list(_exactly(seen.filter(pk__in=rows.values("pk")), typed))
    keys = {one.pk for one in exact}
    # A word that is everywhere is among the newest; one that is not has an index, and only few rows are read.
    found = list(seen.filter(pk__in=projects_with(words, rows.order_by(*order).values("pk")[:NEWEST]))[:MOST])
    if len(found) < MOST:
        found = list(seen.filter(pk__in=rows.filter(pk__in=projects_holding(words)).order_by(*order).values("pk")[:MOST]))
    return [*(_hit(one, book, lang, exact=True) for one in exact), *(_hit(one, book, lang) for one in found if one.pk not in keys)]


def _exactly(seen: QuerySet[Project], typed: str) -> QuerySet[Project]:
    """Projects whose own or national code, or whose enterprise's code, is what was typed, hyphens or not; none for what is no whole code."""
    plain = typed.replace(" ", "")
    for field, check in (("code", check_own_code), ("national_code", check_national_project_code), ("enterprise__uscc", check_uscc)):
        with suppress(Refused):
            return seen.filter(**{field: check(plain).code})[:FEW]
    return seen.none()


def _hit(project: Project, book: Rulebook, lang: str, exact: bool = False) -> Hit:
    course = lifecycle_of(book, project.region_id)
    more = (project.code, project.enterprise.name if project.enterprise else "", course.stage(project.stage).title(lang), project.unit.name)
    return Hit(project.name, " · ".join(part for part in more if part), addresses.project(project.code), *_light(project), exact)


def _light(project: Project) -> tuple[str, str]:
    """The mark of a project's light and what it says."""
    return shown.KINDS.get(project.light, "paused") if project.light else "", shown.lights().get(project.light, "")


def _notes(person: Person, words: list[str]) -> list[Hit]:
    """What was noted, as far as its sight goes: among officials, within a unit, or for the enterprise, too. Two statements, and one for units below."""
    units = {post.unit_id for post in person.posts}
    found = Note.objects.filter(pk__in=notes_holding(words)).select_related("project").order_by("-pk")
    inside = found.filter(Q(sight__in=(Sight.ENTERPRISE, Sight.OFFICIALS)) | Q(sight=Sight.UNIT, unit__in=units),
                          project__in=visible(person, Right.PROJECT_INSIDE).values("pk"))
    given = found.filter(sight=Sight.ENTERPRISE, project__in=own(person).values("pk"))
    notes = {note.pk: note for note in (*inside[:FEW], *given[:FEW])}
    return [Hit(note.project.name, _around(note.text, words[0]), addresses.project(note.project.code), *_light(note.project))
            for _, note in sorted(notes.items(), reverse=True)[:FEW]]


def _around(text: str, word: str) -> str:
    """The words around the first hit, on one line."""
    plain = " ".join(text.split())
    at = max(small(plain).find(word), 0)
    start, end = max(at - AROUND, 0), at + len(word) + AROUND
    return f"{'…' if start else ''}{plain[start:end]}{'…' if end < len(plain) else ''}"


def _items(mechanism: Mechanism, typed: str, lang: str) -> list[Hit]:
    """Items of the place's mechanism. No statement."""
    hits = index_of(mechanism).search(typed)[:FEW]
    return [Hit(mechanism.items[hit.item].title(lang), mechanism.items[hit.item].authority, reverse("item", args=[mechanism.slug, hit.item])) for hit in hits]


def _rooms(person: Person, typed: str) -> Iterator[Hit]:
    """Rooms that somebody may enter, by their words or the initials of these. No statement."""
    wanted = small(typed)
    for url, words in ROOMS:
        name = _(words)
        if may(person, URLS[url]).allowed and (wanted in small(name) or wanted == initials(words)):
            yield Hit(name, "", reverse(url))


def _people(person: Person, typed: str) -> list[Hit]:
    """People of the units whose people somebody sees. One statement, or none."""
    far = reach(person, Right.PEOPLE_READ)
    if not (far.regions or far.units):
        return []
    near = within("unit__region__path", far.regions) | within("unit__path", far.units)
    found = Account.objects.filter(near, name__icontains=typed, is_active=True).select_related("unit").order_by("name", "pk")[:FEW]
    return [Hit(one.name, one.unit.name, reverse("people_person", args=[one.pk])) for one in found]
