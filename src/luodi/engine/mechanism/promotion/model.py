"""How a place courts investment: what promotion.yaml says, read and checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from luodi.engine.conditions import AttributeTable, Condition, Facts, evaluate
from luodi.engine.mechanism.lifecycle import Named

FIELDS: Final = ("project.name", "project.code", "enterprise.name", "enterprise.uscc", "unit.name", "region.name")
"""What a form or a clause can name beside the attributes of a project."""
SIDES: Final = ("ours", "theirs")
"""Whose promise it is: that of the government, that of the investor."""


@dataclass(frozen=True)
class Sourced(Named):
    """Something with words that a document says. `source`: where; `confidence`: verified, document or general."""

    source: str
    confidence: str


@dataclass(frozen=True)
class LeadRules:
    """How a first contact is protected. `protect_days`, `renew_days`: calendar days; `renewals`: how often; the others working days:
    `quiet_days` without a contact before somebody is chased, `answer_days` to answer a transfer, `dispute_days` to rule on a dispute.
    `judge`: the duty whose unit is reminded to rule; anybody with the right may.
    """

    protect_days: int
    renew_days: int
    renewals: int
    quiet_days: int
    answer_days: int
    dispute_days: int
    judge: str
    source: str
    confidence: str


@dataclass(frozen=True)
class Band:
    """From a figure on, so many points."""

    at_least: Decimal
    points: Decimal


@dataclass(frozen=True)
class Dimension(Sourced):
    """What a project is judged by. `kind`: banded, linear, categorical or manual; `weight`: its share in the result; `veto`: a question with yes or no whose no
    ends the matter, without weight; `attribute`: the fact that the first three read; `bands`: from the lowest; `span`: where a linear one has 0 and 100 points;
    `points`: of each choice, from 0 to 100.
    """

    kind: str
    weight: Decimal
    veto: bool = False
    attribute: str = ""
    bands: tuple[Band, ...] = ()
    span: tuple[Decimal, Decimal] | None = None
    points: Mapping[str, Decimal] = None  # type: ignore[assignment]
    ask: str = ""

    def of(self, value: Any) -> Decimal | None:
        """The points, from 0 to 100, that a fact earns; None while it is not known, and for a manual one."""
        if value is None or self.kind == "manual":
            return None
        if self.kind == "categorical":
            chosen = value if isinstance(value, frozenset | set | list | tuple) else [value]
            return max((self.points.get(str(one), Decimal(0)) for one in chosen), default=Decimal(0))
        figure = Decimal(str(value))
        if self.kind == "banded":
            return max((band for band in self.bands if band.at_least <= figure), key=lambda band: band.at_least, default=Band(figure, Decimal(0))).points
        low, high = self.span or (Decimal(0), Decimal(1))
        return min(Decimal(100), max(Decimal(0), (figure - low) * 100 / (high - low)))


@dataclass(frozen=True)
class Scheme(Sourced):
    """How projects are assessed. `days`: working days for the whole; `decide_days`, `take_days`: for the leader's decision, and for whoever takes the
    project over; `assessors`: how many at least; `passing`: points from 0 to 100.
    """

    when: Condition
    days: int
    decide_days: int
    take_days: int
    assessors: int
    passing: Decimal
    dimensions: tuple[Dimension, ...]


@dataclass(frozen=True)
class Asked:
    """A line of a form: a fact of the project, one of FIELDS, or (`text`) words that are typed for it."""

    id: str
    name: Mapping[str, str]
    fact: str = ""
    field: str = ""
    text: int = 0
    """How many characters may be typed; 0 for what is read from the project."""

    def title(self, lang: str) -> str:
        """The name in `lang`, else in Chinese."""
        return self.name.get(lang) or self.name["zh-Hans"]


@dataclass(frozen=True)
class Node(Sourced):
    """A moment at which the approval side is told. `stage` or `paper`: with which it is reached; `holds`: the stage that is not entered before it was done;
    `days`: working days to tell, `ack_days`: to acknowledge; `to`: duties of the units that are told.
    """

    when: Condition
    stage: str
    paper: str
    holds: str
    days: int
    ack_days: int
    to: tuple[str, ...]
    asks: tuple[Asked, ...]


@dataclass(frozen=True)
class Department(Sourced):
    """Whose opinion a joint pre-review asks for. `duty`: which unit; `days`: working days; `veto`: whether an opinion against ends the matter;
    `asks`: what is to be looked at.
    """

    when: Condition
    duty: str
    days: int
    veto: bool
    asks: str


@dataclass(frozen=True)
class ReviewRules:
    """The joint pre-review. `silence`: what an opinion that is overdue counts as: open (it is waited for) or support. `pause`: for which reason of the
    place's time limits the clock stands still while something is missing; empty for none, it goes on.
    """

    departments: tuple[Department, ...]
    silence: str
    pause: str
    source: str
    confidence: str


@dataclass(frozen=True)
class Level(Sourced):
    """Who decides on an agreement; later ones are higher."""

    when: Condition
    duty: str


@dataclass(frozen=True)
class Entry(Sourced):
    """A rule by which projects enter the list of linked services."""

    when: Condition


@dataclass(frozen=True)
class Pledge:
    """A promise that a clause makes. `side`: ours or theirs; `duty`: whose unit sees to ours; `days`: calendar days after the signing."""

    side: str
    name: str
    days: int
    duty: str = ""


@dataclass(frozen=True)
class Clause(Sourced):
    """A clause as the library has it. `text`: with {names} of FIELDS and attributes; `need`: whether no agreement goes without it."""

    text: str
    need: bool
    pledges: tuple[Pledge, ...]


@dataclass(frozen=True)
class Template(Sourced):
    """An agreement in its clauses."""

    when: Condition
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Vetting:
    """Who looks an agreement through for something. `duty`: of the unit that does; empty for the one that drafts it; `days`: working days."""

    duty: str
    days: int
    source: str
    confidence: str


@dataclass(frozen=True)
class Target(Sourced):
    """What is to be reached in a year. `of`: packaged or event; `kind`: of units that have it, empty for the whole region; `over_wan`: investment
    from there on.
    """

    of: str
    kind: str
    least: int
    over_wan: Decimal


@dataclass(frozen=True)
class Cadence(Sourced):
    """A meeting that comes by itself. `months`: from one to the next; `ahead`: working days in which it is to be held once it is due."""

    months: int
    ahead: int


@dataclass(frozen=True)
class Measure(Sourced):
    """What a unit earns points for in a year. `counts`: leads (first contacts), entered (projects that came to `stage` for the first time) or invested (the
    planned investment of these, in 亿元); `points`: for each; `most`: points at most, 0 for no end.
    """

    counts: str
    stage: str
    points: Decimal
    most: Decimal


@dataclass(frozen=True)
class League:
    """By what units are ranked. `kinds`: of units that stand in it even with nothing."""

    kinds: tuple[str, ...]
    measures: tuple[Measure, ...]


@dataclass(frozen=True)
class ReportRules:
    """The report to leaders. `days`: working days; `ask_days`: to follow up an instruction."""

    days: int
    ask_days: int
    source: str
    confidence: str


@dataclass(frozen=True, eq=False)
class Promotion:
    """What a place says of promotion."""

    duties: Mapping[str, Sourced]
    ways: Mapping[str, Named]
    """How an enterprise was first met, and how one talks with it."""
    tags: Mapping[str, Named]
    skills: Mapping[str, Named]
    leads: LeadRules
    schemes: Mapping[str, Scheme]
    nodes: Mapping[str, Node]
    review: ReviewRules
    levels: tuple[Level, ...]
    entries: tuple[Entry, ...]
    report: ReportRules
    clauses: Vetting
    """Who looks at clauses that are not as the library has them."""
    fair: Vetting
    """Who reviews an agreement for fair competition."""
    templates: Mapping[str, Template]
    targets: tuple[Target, ...]
    cadences: Mapping[str, Cadence]
    league: League
    table: AttributeTable

    @cached_property
    def order(self) -> Mapping[str, int]:
        """How high each level of decision is, from 0."""
        return {level.id: place for place, level in enumerate(self.levels)}

    def concerned(self, facts: Facts) -> Iterator[tuple[Department, bool | None]]:
        """The departments whose opinion a project needs; None where a fact that is not known yet may make it so."""
        for one in self.review.departments:
            if (holds := evaluate(one.when.node, facts)) is not False:
                yield one, holds

    def level(self, facts: Facts) -> tuple[Level | None, bool]:
        """The highest level that must decide on a project, and whether that is certain: with more known it might be a higher one."""
        held = [(one, evaluate(one.when.node, facts)) for one in self.levels]
        found = next((one for one, holds in reversed(held) if holds), None)
        return found, not any(holds is None and (found is None or self.order[one.id] > self.order[found.id]) for one, holds in held)
