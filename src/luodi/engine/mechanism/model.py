"""What a mechanism is once it is read: a place's items, order, stages, levers, organisation and promises on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from luodi.engine.catalog import Bundle, Item, Lever
from luodi.engine.conditions import AttributeTable, Condition, Facts, evaluate, read_facts
from luodi.engine.source import Map, Mark
from luodi.engine.workdays import Calendar

RECORDS: Mapping[str, tuple[str, ...]] = {
    "goals": ("number",),
    "steps": ("no", "stage", "stage_inferred", "lead", "support", "kind", "covers"),
    "teams": ("no", "stage", "lead", "lead_unit", "members", "composition", "industries", "when", "applies_to", "cooperating", "service",
              "per", "from_units", "duty", "status", "places", "count", "size", "unit", "fields", "teams", "covers"),
    "roles": ("duty", "per", "scope", "mode", "units", "levels", "lead", "members", "free", "from_unit", "pattern"),
    "cadences": ("every", "by", "to"),
    "deadlines": ("days", "unit", "from", "condition", "confidence", "source"),
    "targets": ("value", "op", "unit", "per", "period", "year", "investment", "note", "scope", "first_phase"),
    "lights": ("actions", "values", "rule", "thresholds", "yellow", "note"),
    "assessment": ("items", "dims", "steps", "weights", "pass_mark", "lead", "with", "subject"),
    "veto": ("items", "open_list", "when"),
    "decision_levels": ("level", "levels", "rule", "trigger", "structure"),
    "services": ("where", "functions", "scope", "detail", "covers", "items", "forms", "free", "to", "once", "rule", "departments", "links", "status"),
    "lists": ("content", "contains", "covers", "by", "purpose", "condition", "criteria", "detail", "rule", "per", "stages", "when", "count", "unit", "action"),
    "platforms": ("functions", "open_to", "purpose", "kind", "status", "launch"),
    "material_reduction": ("value", "unit", "op"),
    "rules": ("node", "applies_to", "fields", "items", "values", "lead", "criteria", "covers", "deadline", "threshold", "when", "targets",
              "steps", "stages", "links", "days", "said_note"),
}


@dataclass(frozen=True)
class Stage:
    """A stage as this place draws it; `covers` are the national stages that fall into it."""

    id: str
    name: Mapping[str, str]
    order: int
    covers: tuple[str, ...]
    lead: str = ""
    section: str = ""

    def title(self, lang: str) -> str:
        """The name in `lang`, else in Chinese."""
        return self.name.get(lang) or self.name["zh-Hans"]


@dataclass(frozen=True)
class Gate:
    """A legal hold point: what is "before" it must be finished before the items it holds may go on."""

    id: str
    name: Mapping[str, str]
    holds: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Span:
    """A total as districts publish it: which items count, in which unit, from and to which point.

    `since`: counting starts when that item is finished; `until`: it ends when that item is finished.
    Only the government's days count, along the longest chain of the items named.
    """

    id: str
    name: Mapping[str, str]
    unit: str
    items: tuple[str, ...]
    since: str
    until: str
    note: str
    default: bool


@dataclass(frozen=True)
class Total:
    """A total that the plan publishes for a kind of project: at most so many days for a span."""

    id: str
    name: Mapping[str, str]
    span: str
    at_most: int
    unit: str
    when: Condition
    said: str
    section: str
    where: Mark


@dataclass(frozen=True)
class PaperWords:
    """A paper in English; whether it is one item's own form; and the name under which it is the same sheet elsewhere."""

    en: str
    form: bool
    same_as: str


@dataclass(frozen=True)
class Route:
    """Who decides an item here: the first route whose condition holds on the day."""

    to: str
    items: tuple[str, ...]
    stages: tuple[str, ...]
    when: Condition
    first: date
    last: date
    powers: str
    said: str
    section: str


@dataclass(frozen=True)
class Setting:
    """A fact that the place itself decides for every project, such as how drawings are reviewed."""

    attribute: str
    value: Any
    said: str
    section: str
    default: bool


@dataclass(frozen=True)
class Record:
    """One thing a plan says about organisation, with the section it stands in and its own words."""

    kind: str
    id: str
    name: str
    section: str
    said: str
    data: Mapping[str, Any]
    where: Mark


@dataclass(frozen=True, eq=False)
class Mechanism:
    """A place's mechanism as it stands on `day`."""

    slug: str
    name: Mapping[str, str]
    place: Mapping[str, str]
    document: Mapping[str, Any]
    parent: str
    day: date
    table: AttributeTable
    calendar: Calendar
    items: Mapping[str, Item]
    levers: Mapping[str, Lever]
    bundles: Mapping[str, Bundle]
    stages: tuple[Stage, ...]
    base_stages: tuple[str, ...]
    gates: Mapping[str, Gate]
    spans: Mapping[str, Span]
    settings: tuple[Setting, ...]
    routes: tuple[Route, ...]
    records: tuple[Record, ...]
    ambiguous_day: str
    ambiguous_day_default: bool
    paper_words: Mapping[str, PaperWords]
    totals: tuple[Total, ...]
    raw: Map

    def title(self, lang: str) -> str:
        """The name in `lang`, else in Chinese."""
        return self.name.get(lang) or self.name["zh-Hans"]

    @cached_property
    def stage_of(self) -> Mapping[str, Stage]:
        """The stage, as drawn here, of each national stage."""
        return {base: stage for stage in self.stages for base in stage.covers}

    def read_facts(self, stated: Mapping[str, Any]) -> Facts:
        """A project's facts, checked, with what the place itself decides and what follows from both.

        Raises Refused with every fault found.
        """
        source = stated.copy() if isinstance(stated, Map) else Map(Mark(self.slug))
        if not isinstance(stated, Map):
            for key, value in stated.items():
                source.put(key, value, source.where, source.where)
        short = [name for word in ("yes", "no") if isinstance(names := source.get(word), list) for name in names]
        for setting in self.settings:
            if setting.attribute not in source and setting.attribute not in short:
                source.put(setting.attribute, setting.value, source.where, source.where)
        return read_facts(source, self.table)

    def decided_by(self, item: Item, facts: Facts, day: date) -> tuple[str, Route | None, bool]:
        """The unit that decides an item for a project on a day, the route that says so, and whether that is certain.

        Without a route it is the national catalog's authority.
        """
        certain = True
        for route in self.routes:
            if item.id not in route.items and item.stage not in route.stages:
                continue
            if not route.first <= day <= route.last:
                continue
            answer = evaluate(route.when.node, facts)
            if answer:
                return route.to, route, certain
            if answer is None:
                certain = False
        return item.authority, None, certain

    def of_kind(self, kind: str) -> tuple[Record, ...]:
        """What the plan says of one kind, in its own order."""
        return tuple(record for record in self.records if record.kind == kind)

    def is_own(self, where: Mark | None) -> bool:
        """Whether a value stands in this place's own folder rather than in what it inherits."""
        return where is not None and where.file.startswith(f"{self.slug}/")


