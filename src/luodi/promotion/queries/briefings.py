"""What a project has to tell the approval side, what was told, and who has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.urls import reverse

from luodi.clocks.models import Standing
from luodi.clocks.shown import Mark, mark
from luodi.engine.conditions import evaluate, missing, sentence
from luodi.engine.mechanism.promotion import Asked, Node
from luodi.engine.source import Refused, Said
from luodi.people.rules import Rulebook
from luodi.projects.models import Paper, Project
from luodi.projects.rules import derived, lifecycle_of, mechanism_of, value_words
from luodi.promotion.checks import reached
from luodi.promotion.models import Briefing, Delivery
from luodi.promotion.steps import Asks, Step

KIND = "briefing"
"""What the clock until a node is told belongs to: this, a dot and the node."""


@dataclass(frozen=True)
class Line:
    """A line of a form as a project fills it. `value`: in words, empty while it is missing; `url`: where it is filled in; `most`: how many characters may
    be typed for it, 0 for what is read from the project.
    """

    asked: Asked
    value: str
    url: str = ""
    most: int = 0

    @property
    def key(self) -> str:
        """Its key in the form."""
        return self.asked.id


@dataclass(frozen=True)
class At:
    """A node as a project stands to it. `state`: due, told, skipped, exempt (the place does not ask for it), or "" for one to come.

    `unsure`: names of the facts on which it depends whether it is asked for; `mark`: until when it is to be told; `waits`: units that have yet to acknowledge.
    """

    node: Node
    state: str
    holds: str
    condition: str
    unsure: tuple[str, ...] = ()
    briefing: Briefing | None = None
    mark: Mark | None = None

    @property
    def deliveries(self) -> Sequence[Delivery]:
        """Who was told."""
        return list(self.briefing.deliveries.all()) if self.briefing else []

    @property
    def waits(self) -> list[str]:
        """Units that have yet to say that they have it."""
        return [one.unit.name for one in self.deliveries if one.waits]


@dataclass(frozen=True)
class Sheet:
    """A briefing in words, the same for a page and for paper: the lines of its form, and what is noted of it."""

    title: str
    rows: tuple[tuple[str, str], ...]
    notes: tuple[tuple[str, str], ...]


def kind_of(node: Node) -> str:
    """What the clock until a node is told belongs to."""
    return f"{KIND}.{node.id}"[:40]


def papers_of(project: Project) -> set[str]:
    """The kinds of papers that a project has. One statement."""
    return set(Paper.objects.filter(project=project).values_list("kind", flat=True))


def lines(asks: Asks, node: Node) -> list[Line]:
    """The form of a node as the project fills it now. No statement; enterprise, unit and region must have been read with the project."""
    project = asks.project
    mechanism = mechanism_of(asks.book, project.region_id, asks.today)
    try:
        facts = derived(project.facts, mechanism)
    except Refused:  # what was stated cannot be true together: the project's page says so
        facts = {}
    group_of = {key: group for group, _name, keys in mechanism.table.groups for key in keys}
    out = []
    for one in node.asks:
        if one.fact:
            value = value_words(mechanism.table, one.fact, facts[one.fact], "zh-Hans") if one.fact in facts else ""
            group = group_of.get(one.fact, "")
            url = f"{reverse('projects_group', args=[project.code, group])}#f-{one.fact}" if group else reverse("projects_facts", args=[project.code])
            out.append(Line(one, value, url))
        elif one.field:
            at = "#id_uscc" if one.field == "enterprise.uscc" else "#id_enterprise" if one.field == "enterprise.name" else ""
            out.append(Line(one, field_of(project, one.field), f"{reverse('projects_change', args=[project.code])}{at}"))
        else:
            out.append(Line(one, "", most=one.text))
    return out


def field_of(project: Project, name: str) -> str:
    """One of the FIELDS of a project, in words; empty while it is missing."""
    return {"project.name": project.name, "project.code": project.code, "enterprise.name": project.enterprise_name,
            "enterprise.uscc": project.enterprise_code, "unit.name": project.unit.name, "region.name": project.region.name}[name]


def typed_before(project: Project) -> Mapping[str, str]:
    """What was told last, by line: it is offered again. One statement."""
    found = Briefing.objects.filter(project=project, skipped="").order_by("-id").values_list("content", flat=True).first()
    return found or {}


def standing(asks: Asks, lang: str) -> list[At]:
    """The nodes of a place as a project stands to them, in the order of the data. Four statements, or none where a place has no nodes."""
    if not asks.rules.nodes:
        return []
    project = asks.project
    newest: dict[str, Briefing] = {}
    there = {node.id for node in reached(project, papers_of(project), asks.book, asks.today)}
    deliveries = Delivery.objects.select_related("unit__region", "account", "clock__standing", "acknowledged_by").order_by("id")
    for briefing in Briefing.objects.filter(project=project).select_related("by").prefetch_related(Prefetch("deliveries", deliveries)).order_by("id"):
        newest[briefing.node] = briefing
    clocks = {row.clock.subject_type: row for row in Standing.objects.select_related("clock").filter(
        clock__region=project.region_id, clock__thread_id=project.pk, clock__ended_on__isnull=True, clock__subject_type__startswith=f"{KIND}.")}
    mechanism, course = mechanism_of(asks.book, project.region_id, asks.today), lifecycle_of(asks.book, project.region_id)
    try:
        facts = derived(project.facts, mechanism)
    except Refused:
        facts = {}
    out = []
    for node in asks.rules.nodes.values():
        told, holds = newest.get(node.id), evaluate(node.when.node, facts)
        state = ("skipped" if told.skipped else "told") if told else "exempt" if holds is False else "due" if node.id in there else ""
        unsure = missing(node.when.node, facts, mechanism.table) if holds is None else ()
        row = clocks.get(kind_of(node))
        out.append(At(node, state, course.stage(node.holds).title(lang), sentence(node.when.node, mechanism.table, lang),
                      tuple(mechanism.table[key].name(lang) for key in unsure), told, mark(row, asks.book.of(project.region_id), asks.today) if row else None))
    return out


def briefing_of(project: Project, briefing: int) -> Briefing | None:
    """A briefing of a project with its deliveries. Two statements."""
    deliveries = Delivery.objects.select_related("unit__region", "account", "clock__standing", "acknowledged_by").order_by("id")
    return Briefing.objects.filter(project=project, pk=briefing).select_related("by__unit").prefetch_related(Prefetch("deliveries", deliveries)).first()


def delivery_of(project: Project, delivery: int) -> Delivery | None:
    """A delivery of a briefing of a project. One statement."""
    return Delivery.objects.filter(briefing__project=project, pk=delivery).select_related("briefing__by__unit", "unit__region", "account", "clock").first()


def light_of(delivery: Delivery, book: Rulebook, today: date) -> Mark | None:
    """Until when a unit is to say that it has a briefing; None once nobody waits. Its clock must have been read with its standing. No statement."""
    if not delivery.waits or delivery.clock is None:
        return None
    return mark(delivery.clock.standing, book.of(delivery.clock.region_id), today)


def sheet(briefing: Briefing, node: Node | None, notes: Sequence[tuple[str, str]], lang: str) -> Sheet:
    """A briefing in words, as it was told. `node`: None where the place's data has it no more. No statement."""
    held: Mapping[str, str] = briefing.content
    asks = {one.id: one.title(lang) for one in node.asks} if node else {}
    rows = tuple((asks.get(key, key), held[key]) for key in (*(key for key in asks if key in held), *(key for key in held if key not in asks)))
    return Sheet(node.title(lang) if node else briefing.node, rows, tuple(notes))


def step(asks: Asks) -> Step | None:
    """How far the approval side has been told. Four statements, or none where a place has no nodes."""
    if not asks.rules.nodes:
        return None
    title, url = Said("信息推送", "Briefing"), reverse("promotion_briefings", args=[asks.project.code])
    nodes = standing(asks, "zh-Hans")
    if due := [one.node for one in nodes if one.state == "due"]:
        zh, en = "、".join(node.title("zh-Hans") for node in due), ", ".join(node.title("en") for node in due)
        return Step(title, "now", Said(f"到了节点，还没有推送：{zh}", f"reached and not told yet: {en}"), url)
    if waits := sorted({name for one in nodes for name in one.waits}):
        return Step(title, "now", Said(f"已推送，等{'、'.join(waits)}确认收到", f"told; {', '.join(waits)} to acknowledge"), url)
    if done := [one.node for one in nodes if one.state in ("told", "skipped")]:
        zh, en = "、".join(node.title("zh-Hans") for node in done), ", ".join(node.title("en") for node in done)
        return Step(title, "done", Said(f"都推送了：{zh}", f"told: {en}"), url)
    if all(one.state == "exempt" for one in nodes):
        return Step(title, "done", Said("按本地规则不用推送", "the place does not ask for it"), url)
    return Step(title, "", Said("还没有到推送节点", "no node reached yet"), url)
