"""The list of linked services: which rules a project meets, and who is in the list."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Max, Q
from django.urls import reverse

from luodi.engine.conditions import evaluate, missing, sentence
from luodi.engine.mechanism import Promotion
from luodi.engine.mechanism.promotion.model import Entry
from luodi.engine.source import Refused, Said
from luodi.people.rules import Rulebook
from luodi.projects.models import Project, Status
from luodi.projects.queries import visible
from luodi.projects.rules import derived, lifecycle_of, mechanism_of
from luodi.promotion.models import ServiceEntry
from luodi.promotion.rules import promotion_of
from luodi.promotion.steps import Asks, Step
from luodi.rights.kernel import Person
from luodi.rights.permissions import Right

PAGE: Final = 30
MOST: Final = 20
"""Entries of one project that its page shows."""


@dataclass(frozen=True)
class Judged:
    """A rule of entry and whether a project meets it: None while a fact is not known. `lacks`: the facts to fill in."""

    entry: Entry
    holds: bool | None
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """A project in the list. `rule`: by which it came, None for one that somebody put there; `said`: the condition in words."""

    entry: ServiceEntry
    rule: Entry | None
    said: str
    stage: str


@dataclass(frozen=True)
class Page:
    """A page of the list, and where the next one begins; "" for none."""

    rows: list[Row]
    after: str


def judged(project: Project, rules: Promotion, book: Rulebook, today: date) -> list[Judged]:
    """Every rule of entry of a project's place. One that is over meets none. No statement."""
    if project.status == Status.ENDED:
        return [Judged(entry, False) for entry in rules.entries]
    try:
        facts = derived(project.facts, mechanism_of(book, project.region_id, today))
    except Refused:  # what was stated can no longer be true together: the project's page says so
        return [Judged(entry, None) for entry in rules.entries]
    held = [(entry, evaluate(entry.when.node, facts)) for entry in rules.entries]
    return [Judged(entry, holds, missing(entry.when.node, facts, rules.table) if holds is None else ()) for entry, holds in held]


def turn(found: Sequence[Judged], now: ServiceEntry | None, last: ServiceEntry | None) -> tuple[bool, str]:
    """Whether the list is to follow its rules for a project, and by which rule the project is in it then, "" for not at all. No statement.

    Whom somebody put there stays, whom somebody took out stays out. While it is not known whether a rule still holds, its project stays.
    """
    held = {one.entry.id: one.holds for one in found}
    first = next((one.entry.id for one in found if one.holds), "")
    if now is None:
        return bool(first) and not (last and last.why_out), first
    return bool(now.rule) and held.get(now.rule, False) is False, first


def entries_of(project: Project) -> list[ServiceEntry]:
    """The entries of a project, the newest first. One statement."""
    return list(ServiceEntry.objects.filter(project=project).select_related("by").order_by("-pk")[:MOST])


def latest(projects: Collection[int]) -> dict[int, ServiceEntry]:
    """The last entry of each of some projects, whether it still holds or not. One statement."""
    newest = ServiceEntry.objects.filter(project__in=projects).values("project").annotate(last=Max("pk")).values("last")
    return {one.project_id: one for one in ServiceEntry.objects.filter(pk__in=newest)}


def listed(person: Person, book: Rulebook, lang: str, after: str = "") -> Page:
    """The projects in the list that somebody sees from inside, those that came last first. Three statements."""
    rows = ServiceEntry.objects.filter(project__in=visible(person, Right.PROJECT_INSIDE), last__isnull=True)
    day, _, key = after.partition(".")
    if key.isdigit() and (on := _day(day)):
        rows = rows.filter(Q(first__lt=on) | Q(first=on, pk__lt=int(key[:18])))
    # The narrow part of the statement knows which ones they are; only these are read as a whole.
    keys = list(rows.order_by("-first", "-pk").values_list("pk", flat=True)[:PAGE + 1])
    wide = ServiceEntry.objects.filter(pk__in=keys).select_related("project__region", "project__unit", "project__enterprise", "by")
    found = list(wide.order_by("-first", "-pk"))
    shown = found[:PAGE]
    onward = f"{shown[-1].first.isoformat()}.{shown[-1].pk}" if len(found) > PAGE else ""
    return Page(list(_rows(shown, book, lang)), onward)


def _rows(entries: Iterable[ServiceEntry], book: Rulebook, lang: str) -> Iterable[Row]:
    for one in entries:
        rules, course = promotion_of(book, one.region_id), lifecycle_of(book, one.region_id)
        rule = next((entry for entry in rules.entries if entry.id == one.rule), None)
        stage = course.stage(one.project.stage).title(lang) if one.project.stage in course.order else one.project.stage
        yield Row(one, rule, in_words(rule, rules, lang) if rule else "", stage)


def in_words(rule: Entry, rules: Promotion, lang: str) -> str:
    """What a rule asks for."""
    return sentence(rule.when.node, rules.table, lang)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def step(asks: Asks) -> Step | None:
    """Whether a project is in the list, as its way says it. One statement."""
    if not asks.rules.entries:
        return None
    project, title = asks.project, Said("联动服务清单", "linked services")
    url = reverse("promotion_service", args=[project.code])
    now = ServiceEntry.objects.filter(project=project, last__isnull=True).first()
    found = judged(project, asks.rules, asks.book, asks.today)
    if now:
        rule = next((one.entry for one in found if one.entry.id == now.rule), None)
        why = Said(rule.title("zh-Hans"), rule.title("en")) if rule else Said(now.reason, now.reason)
        return Step(title, "done", Said(f"在清单里：{why.zh}", f"in the list: {why.en}"), url)
    if any(one.holds for one in found):
        return Step(title, "", Said("符合入单规则，还不在清单里", "meets a rule of entry, and is not in the list"), url)
    if any(one.holds is None for one in found):
        return Step(title, "", Said("还差项目情况，判断不了进不进清单", "facts are missing to say whether it belongs in the list"), url)
    return Step(title, "", Said("不在清单里", "not in the list"), url)
