"""What the page of a project shows, each read with a known number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, IntegerField, Max, Prefetch, Q, Value, When
from django.urls import reverse

from luodi.clocks.actions import matter_of as clock_matter
from luodi.clocks.models import Standing
from luodi.clocks.shown import Mark, mark
from luodi.engine.conditions import AttributeTable
from luodi.engine.mechanism import Lifecycle, Need
from luodi.engine.source import Refused, Said
from luodi.frame.paths import ids, within
from luodi.people.models import Absence, Account, Unit
from luodi.people.rules import Rulebook, Rules
from luodi.projects.gates import CHECKS, have, words
from luodi.projects.lights import WORST
from luodi.projects.models import Fact, Move, Note, Paper, Part, Project, Relation, Sight, Task, Version
from luodi.projects.queries import visible
from luodi.projects.rules import mechanism_of, stated, value_words
from luodi.rights.kernel import Matter, Person, Role
from luodi.rights.permissions import Right, may

MOST = 40
"""Clocks, notes and files that the page itself shows."""
PEOPLE = 300
"""Accounts that are proposed while somebody types."""


@dataclass(frozen=True)
class Look:
    """Somebody who looks at a project. `inside`: whether they see what officials keep among themselves."""

    person: Person
    project: Project
    matter: Matter
    inside: bool

    @property
    def accounts(self) -> tuple[int, ...]:
        """The accounts whose work is theirs: their own, and those of whom they stand in for."""
        found = [self.person.account_id, *(post.for_account for post in self.person.posts)]
        return tuple({one for one in found if one is not None})

    def sees(self, by: str = "") -> Q:
        """What they see of notes and files, by its sight. `by`: the field that says who wrote it."""
        units = {post.unit_path for post in self.person.posts if post.unit_path and post.role is not Role.ENTERPRISE}
        open_ones = Q(sight=Sight.ENTERPRISE)
        if self.inside:
            open_ones |= Q(sight=Sight.OFFICIALS) | Q(sight=Sight.UNIT) & within("unit__path", units)
        return open_ones | Q(**{f"{by}__in": self.accounts}) if by else open_ones


@dataclass(frozen=True)
class Step:
    """A stage on the way. `state`: done, now or "" for one to come; `days`: calendar days in it."""

    name: str
    state: str
    on: date | None = None
    days: int | None = None


@dataclass(frozen=True)
class Lack:
    """Something that the next stage asks for. `kind`, `key`: as the place's data has it; `why`: the source's words."""

    words: Said
    kind: str
    key: str
    why: str
    url: str = ""
    """Where a check is seen to."""


@dataclass(frozen=True)
class Ahead:
    """The next stage and what is missing for it. `faults`: why that cannot be told."""

    stage: str = ""
    name: str = ""
    lacks: tuple[Lack, ...] = ()
    faults: tuple[Said, ...] = ()


@dataclass(frozen=True)
class Held:
    """A part that somebody has. `deputies`: who stands in today."""

    part: Part
    kind: str
    deputies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Waits:
    """A running clock. `name`: what is due, without the project's name; `url`: its page, for those who may see that."""

    row: Standing
    name: str
    mark: Mark
    url: str


@dataclass(frozen=True)
class Stated:
    """A fact in words."""

    key: str
    name: str
    value: str
    fact: Fact | None


@dataclass(frozen=True)
class Filed:
    """A file: its newest version, and the ones before."""

    paper: Paper
    kind: str
    newest: Version
    older: Sequence[Version]


def light_of(project: Project, rules: Rules, today: date) -> Mark | None:
    """The light of a project in words; none while nothing runs. No statement."""
    return mark(Standing(light=project.light, due_on=project.due_on), rules, today) if project.light else None


def steps(project: Project, course: Lifecycle, lang: str, today: date) -> list[Step]:
    """All stages, with the days on which the project entered those that it has reached. One statement."""
    reached = {move.stage: move for move in Move.objects.filter(project=project).order_by("id")}
    place, out = course.order[project.stage], []
    for number, stage in enumerate(course.stages):
        move = reached.get(stage.id) if number <= place else None
        left = today if number == place else move.left_on if move else None
        out.append(Step(stage.title(lang), "done" if number < place else "now" if number == place else "", move.on if move else None,
                        (left - move.on).days if move and left else None))
    return out


def ahead(project: Project, course: Lifecycle, book: Rulebook, today: date, lang: str) -> Ahead:
    """What a project lacks for the stage after its own. Two statements, or none in the last stage."""
    stage = course.after(project.stage)
    if stage is None:
        return Ahead()
    try:
        lacks = course.missing(stage.id, have(project, course, book, today))
    except Refused as refused:
        return Ahead(stage.id, stage.title(lang), faults=tuple(fault.said for fault in refused.faults))
    return Ahead(stage.id, stage.title(lang), tuple(_lack(project, need, course) for need in lacks))


def _lack(project: Project, need: Need, course: Lifecycle) -> Lack:
    url = reverse(CHECKS[need.key].url, args=[project.code]) if need.kind == "check" else ""
    return Lack(words(need, course), need.kind, need.key, need.said, url)


def with_groups(ahead: Ahead, table: AttributeTable) -> list[tuple[Lack, str]]:
    """What is missing, each with the group of facts in which it is put right."""
    group_of = {key: group for group, _name, keys in table.groups for key in keys}
    return [(lack, group_of.get(lack.key, "")) for lack in ahead.lacks]


def held(parts: Iterable[Part], course: Lifecycle, lang: str, today: date) -> list[Held]:
    """Who is in a project, in the order of the place's data, with the deputies of those who are away today. One statement."""
    parts = list(parts)
    deputies: dict[int, tuple[str, ...]] = {}
    for away in Absence.objects.filter(account__in=[part.account_id for part in parts if part.account_id], first__lte=today, last__gte=today,
                                       deputy__is_active=True).select_related("deputy").order_by("id"):
        deputies[away.account_id] = (*deputies.get(away.account_id, ()), away.deputy.name)
    order = {kind: place for place, kind in enumerate(course.parts)}
    parts.sort(key=lambda part: (order.get(part.kind, len(order)), part.pk))
    return [Held(part, course.parts[part.kind].title(lang) if part.kind in course.parts else part.kind, deputies.get(part.account_id or 0, ()))
            for part in parts]


def waits(look: Look, rules: Rules, today: date) -> list[Waits]:
    """The running clocks of a project, the worst first. One statement."""
    rank = Case(*(When(light=light, then=Value(place)) for place, light in enumerate(WORST)), default=Value(len(WORST)), output_field=IntegerField())
    rows = Standing.objects.filter(clock__region=look.project.region_id, clock__thread_id=look.project.pk, clock__ended_on__isnull=True)
    rows = rows.select_related("clock__unit", "clock__region", "clock__assignee").order_by(rank, F("due_on").asc(nulls_last=True), "pk")
    start = f"{look.project.name} · "
    return [Waits(row, row.clock.name.removeprefix(start), mark(row, rules, today),
                  f"/clocks/{row.pk}" if may(look.person, Right.CLOCK_READ, clock_matter(row.clock)).allowed else "") for row in rows[:MOST]]


def tasks(look: Look) -> list[Task]:
    """What is to be done, open ones first; of what is inside only their own for those who do not see that. One statement."""
    found = Task.objects.filter(project=look.project)
    if not look.inside:
        found = found.filter(account__in=look.accounts)
    found = found.select_related("unit", "account", "clock__standing")
    return list(found.order_by(F("done_on").desc(nulls_first=True), F("clock__standing__due_on").asc(nulls_last=True), "id")[:MOST])


def notes(look: Look, most: int = MOST) -> list[Note]:
    """The newest notes that somebody may see. One statement."""
    return list(Note.objects.filter(look.sees("by"), project=look.project).select_related("by", "unit").order_by("-id")[:most])


def papers(look: Look, course: Lifecycle, lang: str) -> list[Filed]:
    """The files that somebody may see, the newest first, each with its versions. Two statements."""
    versions = Version.objects.select_related("blob", "by").order_by("-number")
    found = Paper.objects.filter(look.sees(), project=look.project).select_related("unit").prefetch_related(Prefetch("versions", versions)).order_by("-id")
    out = []
    for paper in found[:MOST * 3]:
        newest, *older = paper.versions.all()
        out.append(Filed(paper, course.papers[paper.kind].title(lang) if paper.kind in course.papers else paper.kind, newest, older))
    return out


def paper_of(look: Look, paper: int) -> Paper | None:
    """A file of the project that somebody may see. One statement."""
    return Paper.objects.filter(look.sees(), project=look.project, pk=paper).select_related("unit").first()


def version_of(look: Look, paper: int, number: int) -> Version | None:
    """A version of a file of the project that somebody may see. Two statements."""
    found = paper_of(look, paper)
    return Version.objects.select_related("blob", "paper").filter(paper=found, number=number).first() if found else None


def relations(look: Look) -> list[tuple[Project, str]]:
    """The projects that belong together with this one, as far as somebody may see them, and why.

    Two statements, and one for those who see projects through units: as many where nothing is related as where only what is hidden is.
    """
    found = Relation.objects.filter(Q(first=look.project) | Q(second=look.project)).order_by("id")
    why = {row.second_id if row.first_id == look.project.pk else row.first_id: row.why for row in found}
    seen = {one.pk: one for one in visible(look.person).filter(pk__in=why or [0])}
    return [(seen[key], said) for key, said in why.items() if key in seen]


def facts(look: Look, book: Rulebook, today: date, lang: str) -> list[tuple[str, str, list[Stated]]]:
    """What was stated, by group: its key, its name, its facts with who stated them last. One statement."""
    table = mechanism_of(book, look.project.region_id, today).table
    newest = Fact.objects.filter(project=look.project).values("attribute").annotate(last=Max("id")).values("last")
    last = {fact.attribute: fact for fact in Fact.objects.filter(pk__in=newest).select_related("by")}
    known = stated(look.project.facts, table)
    out = []
    for key, name, keys in table.groups:
        rows = [Stated(one, table[one].name(lang), value_words(table, one, known[one], lang), last.get(one)) for one in keys if one in known]
        out.append((key, name.get(lang) or name["zh-Hans"], rows))
    return out


def history(project: Project, attribute: str) -> list[Fact]:
    """What was stated of an attribute, the newest first. One statement."""
    return list(Fact.objects.filter(project=project, attribute=attribute).select_related("by").order_by("-id")[:200])


def units_around(project: Project) -> list[Unit]:
    """The open units of the project's region and below. One statement."""
    found = Unit.objects.filter(within("region__path", [_path(project)]), closed__isnull=True).select_related("region")
    return sorted(found, key=lambda unit: (unit.region.path, unit.path))


def accounts_around(project: Project) -> list[Account]:
    """Accounts of the project's region and below, with their units. One statement."""
    found = Account.objects.filter(within("unit__region__path", [_path(project)]), is_active=True)
    return list(found.select_related("unit").order_by("name", "login")[:PEOPLE])


def account_called(project: Project, typed: str) -> list[Account]:
    """The accounts of the project's region and below that somebody typed: a login name, a name, or both as they were proposed. One statement."""
    name, _, rest = typed.strip().partition("（")
    login = rest.partition("）")[0]
    fit = Q(login__iexact=login) if login else Q(login__iexact=name) | Q(name=name)
    return list(Account.objects.filter(fit, within("unit__region__path", [_path(project)]), is_active=True).select_related("unit")[:2])


def unit_for(person: Person, account: Account, project: Project, parts: Iterable[Part]) -> Unit:
    """The unit for which somebody writes: that of their own posts which has a part, else their first one, else their home. One statement."""
    own = [post for post in person.posts if post.for_account is None]
    wanted = {project.unit_id} | {part.unit_id for part in parts if part.unit_id}
    near = next((post.unit_id for post in own if wanted & {post.unit_id, *post.unit_path}), next((post.unit_id for post in own), account.unit_id))
    return Unit.objects.select_related("region").get(pk=near)


def task_of(project: Project, task: int) -> Task | None:
    """A task of a project. One statement."""
    return Task.objects.select_related("project__region", "project__unit", "project__enterprise", "unit", "account").filter(project=project, pk=task).first()


def part_of(project: Project, part: int) -> Part | None:
    """A part that lasts. One statement."""
    return Part.objects.select_related("account", "unit").filter(project=project, pk=part, last__isnull=True).first()


def _path(project: Project) -> tuple[int, ...]:
    return ids(project.region.path)
