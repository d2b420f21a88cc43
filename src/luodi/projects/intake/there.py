"""What a table of projects is held against: the place that it was sent for, and what each part finds there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.db.models.functions import Lower

from luodi.engine.mechanism import Lifecycle, Mechanism
from luodi.engine.source import Said, near
from luodi.frame.paths import ids
from luodi.frame.sheets import Row
from luodi.people.models import Account, Region, Unit
from luodi.people.queries import unit_matter
from luodi.people.rules import rulebook
from luodi.projects.actions.shared import matter_of
from luodi.projects.intake.shape import columns, same_text, values_of, words_of
from luodi.projects.models import Enterprise, Note, Part, Project
from luodi.projects.queries import visible
from luodi.projects.rules import lifecycle_of, mechanism_of
from luodi.rights.kernel import Matter, Person
from luodi.rights.permissions import Right, may, reach

MOST_HINTS = 100
"""For how many different words a table is told what they might have been: looking for them costs."""
Names = tuple[str, ...]


@dataclass
class Place:
    """What all parts of a table need: where it was sent, the place's course and facts, its units by their way down."""

    region: Region
    within: Unit | None
    person: Person
    today: date
    course: Lifecycle
    mechanism: Mechanism
    units: dict[Names, Unit]
    stages: Mapping[str, str]
    facts: Mapping[str, Mapping[str, str]]
    """The facts that are columns, each with every way to write its values."""
    hints: dict[tuple[str, str], Said] = field(default_factory=dict)
    logins: dict[str, str] | None = None


@dataclass
class There:
    """What one part finds: projects that may be seen, the people in them, accounts, enterprises of such projects, notes."""

    by_code: dict[str, Project] = field(default_factory=dict)
    by_national: dict[str, Project] = field(default_factory=dict)
    by_name: dict[tuple[str, str], list[Project]] = field(default_factory=dict)
    matters: dict[int, Matter] = field(default_factory=dict)
    owners: dict[int, Account] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    enterprises: dict[str, Enterprise] = field(default_factory=dict)
    notes: set[tuple[int, str]] = field(default_factory=set)


def place_of(region: Region, within: Unit | None, person: Person, today: date) -> Place:
    """What all parts need. Three statements."""
    book = rulebook()
    course, mechanism = lifecycle_of(book, region.pk), mechanism_of(book, region.pk, today)
    stages = words_of({stage.title("zh-Hans"): stage.id for stage in course.stages}) | {
        key: stage.id for stage in course.stages for word in stage.name.values() for key in words_of({word: stage.id})}
    facts = {key: values_of(mechanism.table[key]) for key in columns(course) if key in mechanism.table}
    return Place(region, within, person, today, course, mechanism, _units(region), stages, facts)


def found(rows: Sequence[Row], place: Place) -> There:
    """What a part names. Eight statements at most, and as many for projects that may not be seen as for none."""
    there, projects = There(), _projects(rows, place)
    parts: dict[int, list[Part]] = {}
    for part in Part.objects.filter(project__in=projects, last__isnull=True).select_related("unit", "account").order_by("id") if projects else ():
        parts.setdefault(part.project_id, []).append(part)
    for project in projects:
        there.matters[project.pk] = matter_of(project, parts.get(project.pk, ()))
        there.owners.update((project.pk, part.account) for part in parts.get(project.pk, ()) if part.kind == "owner" and part.account)
        there.by_national[project.national_code] = project
        if project.region_id == place.region.pk:
            there.by_code[project.code] = project
            there.by_name.setdefault((project.name, project.enterprise.name if project.enterprise else ""), []).append(project)
    if logins := _values(rows, "owner", str.lower):
        found = Account.objects.alias(key=Lower("login")).filter(key__in=logins, unit__region=place.region).select_related("unit__region")
        there.accounts = {account.login.lower(): account for account in found}
    if codes := _values(rows, "uscc"):
        seen = visible(place.person).filter(region=place.region, enterprise__uscc__in=codes).values("enterprise")
        there.enterprises = {one.uscc: one for one in Enterprise.objects.filter(pk__in=seen)}
    if there.matters and (notes := _values(rows, "note")):
        there.notes = set(Note.objects.filter(project__in=there.matters, text__in=notes).values_list("project_id", "text"))
    return there


def other_name(row: Row, held: Enterprise) -> bool:
    return bool(row.value.get("enterprise")) and same_text(held.name) != same_text(row.value["enterprise"])


def hint(place: Place, key: str, word: str) -> Said:
    """What an unknown unit or login might have been, among those that the reader may see. The first one costs two statements."""
    if (key, word) not in place.hints:
        if len(place.hints) >= MOST_HINTS:
            return Said("", "")
        place.hints[key, word] = _near(place, key, word[:60])
    return place.hints[key, word]


def _units(region: Region) -> dict[Names, Unit]:
    """The units of a region by their names from the top down. One statement."""
    found = {unit.pk: unit for unit in Unit.objects.filter(region=region).select_related("region")}
    return {tuple(found[key].name for key in ids(unit.path) if key in found): unit for unit in found.values()}


def _projects(rows: Sequence[Row], place: Place) -> list[Project]:
    """The projects that a part may mean, of those that may be seen, each way through an index of its own. One statement, and one for units below."""
    region = place.region
    ways = [Q(code__in=_values(rows, "code")), Q(national_code__in=_values(rows, "national_code")),
            Q(enterprise__region=region, enterprise__name__in=_values(rows, "enterprise"), name__in=_values(rows, "name")),
            Q(region=region, enterprise__isnull=True, name__in=_values([row for row in rows if not row.value.get("enterprise")], "name"))]
    first, *rest = (Project.objects.filter(way).order_by().values("pk") for way in ways)
    found = visible(place.person).filter(pk__in=first.union(*rest))
    return list(found.select_related("region", "unit", "enterprise").order_by("pk"))


def _values(rows: Iterable[Row], key: str, kept: Callable[[str], str] = str) -> set[str]:
    return {kept(value) for row in rows if (value := row.value.get(key))}


def _near(place: Place, key: str, word: str) -> Said:
    if key == "unit":
        open_ones = {"/".join(names): unit for names, unit in place.units.items()
                     if not unit.closed and may(place.person, Right.PROJECT_ADD, unit_matter(unit)).allowed}
        last = [path for path in open_ones if path.rsplit("/", 1)[-1] == word.rsplit("/", 1)[-1]]
        return Said(f"，请写“{last[0]}”", f"; write '{last[0]}'") if len(last) == 1 else near(word, open_ones)
    if place.logins is None:
        far = reach(place.person, Right.PEOPLE_READ)
        paths = {unit.pk: unit.path for unit in place.units.values()}
        region = any(place.region.pk in path or path == ids(place.region.path)[:len(path)] for path in far.regions)
        units = [key for key, path in paths.items() if region or any(ids(path)[:len(top)] == top for top in far.units)]
        place.logins = dict(Account.objects.filter(unit__in=units, is_active=True).values_list("login", "name"))
    named = [login for login, name in place.logins.items() if name == word]
    return Said(f"，请写{word}的登录名“{named[0]}”", f"; write '{named[0]}'") if len(named) == 1 else near(word, place.logins)
