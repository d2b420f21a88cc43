"""What a place can ask of a project: approval items, their papers, limits and order, and what may relax them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from luodi.engine.conditions import Condition
from luodi.engine.source import Mark

KINDS = ("licence", "filing", "confirmation", "service", "assessment", "review", "intermediary", "activity")
ACTORS = ("government", "enterprise", "market", "utility")
UNITS = ("working", "calendar", "month")
FORMS = ("electronic", "original", "copy", "original_or_electronic")
MODES = ("parallel", "commitment", "instant", "regional", "tolerance", "joint_assessment", "joint_acceptance",
         "simulated", "joint_drawing_review", "joint_survey", "unattended")
EFFECTS = ("limit", "drop", "late", "skip", "merge", "simulate")
CONFIDENCE = ("verified", "document", "general", "assumed")


@dataclass(frozen=True)
class Limit:
    """A number of days with its unit, its start and where it comes from.

    `basis`: promised (this place's plan) · reference (another place's published value) · statutory · minimum (a floor,
    not a limit) · assumed (for planning only). `written` is set where the law writes 日 without saying which days.
    """

    days: int
    unit: str
    basis: str
    counted_from: str = "accepted"
    source: str = ""
    confidence: str = "general"
    written: str = ""
    said: str = ""
    section: str = ""
    note: str = ""
    when: Condition | None = None
    apportioned: bool = False
    where: Mark | None = None


@dataclass(frozen=True)
class Paper:
    """A paper an item asks for. `made_by`: items whose result is this paper; any one that applies will do."""

    name: str
    form: str
    made_by: tuple[str, ...] = ()
    when: Condition | None = None
    said: str = ""
    tolerable: bool = False


@dataclass(frozen=True)
class After:
    """A predecessor: its result or its decision must be there first. `kind`: law or usual (customary order)."""

    item: str
    kind: str
    when: Condition | None = None


@dataclass(frozen=True)
class Law:
    """A legal basis with an excerpt and how sure we are of it."""

    law: str
    article: str = ""
    excerpt: str = ""
    confidence: str = "general"
    support: str = "unverified"
    text_as_of: str = ""
    note: str = ""

    def __str__(self) -> str:
        return f"《{self.law}》{self.article}"


@dataclass(frozen=True)
class Item:
    """One approval item (审批事项) as it stands in a place on a day."""

    id: str
    name: Mapping[str, str]
    stage: str
    kind: str
    actor: str
    authority: str
    applies: Condition
    said: str
    after: tuple[After, ...]
    before: str
    limits: tuple[Limit, ...]
    extension: Limit | None
    minimum: Limit | None
    applicant_deadline: Limit | None
    own_days: Limit | None
    prepare_after: tuple[str, ...]
    pauses: Mapping[str, str]
    papers: tuple[Paper, ...]
    results: tuple[str, ...]
    modes: tuple[str, ...]
    members: tuple[str, ...]
    relaxes: Mapping[str, str]
    merge_into: tuple[str, ...]
    law: tuple[Law, ...]
    confidence: Mapping[str, str]
    sources: tuple[str, ...]
    note: str
    origin: str
    where: Mark

    def title(self, lang: str) -> str:
        """The name in `lang`, else in Chinese."""
        return self.name.get(lang) or self.name["zh-Hans"]

    def limit(self, basis: str) -> Limit | None:
        """The first unconditional limit of that basis, if there is one."""
        return next((x for x in self.limits if x.basis == basis and x.when is None), None)


@dataclass(frozen=True)
class Effect:
    """One change a lever makes; `kind` is one of EFFECTS, the rest as that kind needs."""

    kind: str
    items: tuple[str, ...]
    other: str = ""
    days: int = 0
    unit: str = "working"
    papers: tuple[str, ...] = ()
    where: Mark | None = None


@dataclass(frozen=True)
class Lever:
    """A relaxation (tolerance, commitment, simulated approval, regional assessment, merging …) and what it brings with it.

    `offered`: the place's plan has it. `standing`: in force for every project it fits, without being asked for.
    """

    id: str
    name: Mapping[str, str]
    kind: str
    when: Condition
    offered: bool
    standing: bool
    effects: tuple[Effect, ...]
    brings: Mapping[str, str]
    said: str
    section: str
    source: str
    confidence: str
    where: Mark

    def title(self, lang: str) -> str:
        """The name in `lang`, else in Chinese."""
        return self.name.get(lang) or self.name["zh-Hans"]


@dataclass(frozen=True)
class Bundle:
    """一件事: items handed in on one form with one set of papers."""

    id: str
    name: Mapping[str, str]
    items: tuple[str, ...]
    lead: str
    when: Condition
    said: str
    section: str
