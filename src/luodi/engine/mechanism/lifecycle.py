"""A project from its first lead to aftercare as a place draws it: stages and what each asks for, who is in a project, what begins with a stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from luodi.engine.catalog import Reading
from luodi.engine.conditions import ALWAYS, AttributeTable, Condition, Facts, evaluate
from luodi.engine.source import Fields, Map, Mark, Said, gathered, near

NEEDS: Final = ("fact", "part", "code", "paper", "check")
CODES: Final = ("uscc", "national")
CONFIDENCES: Final = ("verified", "document", "general")
Words = Mapping[str, str]


@dataclass(frozen=True)
class Named:
    """Something with a key and words."""

    id: str
    name: Words

    def title(self, lang: str) -> str:
        """The name in `lang`, else in Chinese."""
        return self.name.get(lang) or self.name["zh-Hans"]


@dataclass(frozen=True)
class ProjectStage(Named):
    """How far a project is. `batch`: where the funnel counts it. `public`: whether everybody may look its progress up by its code."""

    batch: str
    public: bool = False


@dataclass(frozen=True)
class Part(Named):
    """Somebody, or a unit, in a project. `of`: account or unit; `most`: how many at most, 0 for any number; `part`: what the table of rights calls it."""

    of: str
    most: int
    part: str


@dataclass(frozen=True)
class Need:
    """One thing that must be there before a project enters a stage. `kind`: fact, part, code, paper or check (what another house says of it); `key`: which."""

    id: str
    kind: str
    key: str
    when: Condition
    said: str
    source: str
    confidence: str


@dataclass(frozen=True)
class StageTask(Named):
    """What begins by itself with a stage: given to the first of `to` that the project has, due after `days` working days."""

    stage: str
    to: tuple[str, ...]
    days: int
    ladder: str
    source: str
    confidence: str


@dataclass(frozen=True)
class Have:
    """What a project has, as gates look at it: derived facts, filled parts, codes and kinds of papers that are there, checks that hold."""

    facts: Facts
    parts: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    papers: frozenset[str] = frozenset()
    checks: frozenset[str] = frozenset()

    def holds(self, need: Need) -> bool:
        """Whether a need is met; one that does not concern this project is. A need that may concern it, nobody knows yet, is not met."""
        if evaluate(need.when.node, self.facts) is False:
            return True
        held = {"fact": self.facts, "part": self.parts, "code": self.codes, "paper": self.papers, "check": self.checks}[need.kind]
        return need.key in held


@dataclass(frozen=True, eq=False)
class Lifecycle:
    """A place's stages in their order, with all that hangs on them."""

    stages: tuple[ProjectStage, ...]
    batches: tuple[Named, ...]
    parts: Mapping[str, Part]
    gates: Mapping[str, tuple[Need, ...]]
    papers: Mapping[str, Named]
    tasks: tuple[StageTask, ...]
    table: AttributeTable
    checks: Mapping[str, Named]

    @cached_property
    def order(self) -> Mapping[str, int]:
        """The place of each stage, from 0."""
        return {stage.id: place for place, stage in enumerate(self.stages)}

    def stage(self, key: str) -> ProjectStage:
        """A stage by its key. Raises KeyError."""
        return self.stages[self.order[key]]

    def after(self, key: str) -> ProjectStage | None:
        """The stage after another one; None after the last."""
        place = self.order[key] + 1
        return self.stages[place] if place < len(self.stages) else None

    def asked(self, stage: str) -> frozenset[str]:
        """The checks that the gate of a stage asks for."""
        return frozenset(need.key for need in self.gates.get(stage, ()) if need.kind == "check")

    def missing(self, stage: str, have: Have) -> tuple[Need, ...]:
        """What a project still lacks to enter a stage, in the order of the data; what earlier stages ask for comes first.

        Checks are asked for at their own gate alone. Who passed it did what was asked then, and nothing that becomes known later takes that back; who came
        in behind it, from a table of projects that were signed long ago, is not told to have them judged once more.
        """
        upto = self.stages[:self.order[stage] + 1]
        return tuple(need for one in upto for need in self.gates.get(one.id, ()) if not have.holds(need) and (need.kind != "check" or one.id == stage))


def read_lifecycle(source: Map, table: AttributeTable) -> Lifecycle:
    """What a place's projects.yaml says, with what it inherits. Raises Refused with every fault and its line."""
    return gathered(lambda faults: _read(source, Reading(table, faults)))


def _read(source: Map, reading: Reading) -> Lifecycle:
    top = Fields(source, reading.faults, Said("项目的全过程", "the course of a project"))
    batches = tuple(Named(key, _words(key, entry, reading)) for key, entry in top.maps("batches"))
    stages = tuple(_stage(key, entry, reading, {one.id for one in batches}) for key, entry in top.maps("stages"))
    parts = {key: _part(key, entry, reading) for key, entry in top.maps("parts")}
    papers = {key: Named(key, _words(key, entry, reading)) for key, entry in top.maps("papers")}
    checks = {key: Named(key, _words(key, entry, reading)) for key, entry in top.maps("checks")}
    keys = [stage.id for stage in stages]
    if not stages:
        top.fault(None, "至少要有一个阶段（stages）", "there must be at least one stage (stages)")
    known = {"fact": tuple(reading.table), "part": tuple(parts), "code": CODES, "paper": tuple(papers), "check": tuple(checks)}
    gates: dict[str, tuple[Need, ...]] = {}
    for key, entry in top.maps("gates"):
        _known(Fields(source["gates"], reading.faults, top.what), key, key, keys, "阶段", "stage")
        fields = Fields(entry, reading.faults, Said(f"进入“{key}”的条件", f'the gate of "{key}"'))
        gates[key] = tuple(_need(name, need, reading, known) for name, need in fields.maps_all())
    tasks = tuple(_task(key, entry, reading, keys, tuple(parts)) for key, entry in top.maps("tasks"))
    top.done()
    return Lifecycle(stages, batches, parts, gates, papers, tasks, reading.table, checks)


def _known(fields: Fields, at: str, key: str, known: tuple[str, ...] | list[str], zh: str, en: str) -> None:
    if key and key not in known:
        hint = near(key, known)
        fields.fault(at, f"没有{zh}“{key}”{hint.zh}", f'there is no {en} "{key}"{hint.en}')


def _words(key: str, entry: Map, reading: Reading) -> Words:
    fields = Fields(entry, reading.faults, Said(f"“{key}”", f'"{key}"'))
    name = fields.labels("name")
    fields.done(["note"])
    return name or {"zh-Hans": key}


def _stage(key: str, entry: Map, reading: Reading, batches: set[str]) -> ProjectStage:
    fields = Fields(entry, reading.faults, Said(f"阶段“{key}”", f'stage "{key}"'))
    stage = ProjectStage(key, fields.labels("name") or {"zh-Hans": key}, fields.choice("batch", batches, required=True),
                         fields.flag("public"))
    fields.done(["note", "said", "source", "section", "confidence"])
    return stage


def _part(key: str, entry: Map, reading: Reading) -> Part:
    fields = Fields(entry, reading.faults, Said(f"“{key}”", f'part "{key}"'))
    part = Part(key, fields.labels("name") or {"zh-Hans": key}, fields.choice("of", ("account", "unit"), "account", required=True),
                fields.whole("most") or 0, fields.text("part"))
    fields.done(["note", "said", "source", "section", "confidence"])
    return part


def _need(key: str, entry: Map, reading: Reading, known: Mapping[str, tuple[str, ...]]) -> Need:
    fields = Fields(entry, reading.faults, Said(f"条件“{key}”", f'need "{key}"'))
    needs = fields.map("needs", required=True) or Map(Mark("projects.yaml"))
    kinds = [kind for kind in needs if kind in NEEDS]
    if len(needs) != 1 or not kinds:
        fields.fault("needs", f"“needs”应写 {'、'.join(NEEDS)} 中的一项", f'"needs" names one of {", ".join(NEEDS)}')
    kind = kinds[0] if kinds else "fact"
    inner = Fields(needs, reading.faults, fields.what)
    wanted = inner.text(kind)
    _known(inner, kind, wanted, known[kind], {"fact": "项目情况", "part": "人或单位", "code": "代码", "paper": "文件类别", "check": "核对项"}[kind], kind)
    need = Need(key, kind, wanted, reading.condition(fields, "when") or Condition("true", ALWAYS), fields.text("said"), fields.text("source"),
                fields.choice("confidence", CONFIDENCES, "general"))
    fields.done(["note", "section"])
    return need


def _task(key: str, entry: Map, reading: Reading, stages: list[str], parts: tuple[str, ...]) -> StageTask:
    fields = Fields(entry, reading.faults, Said(f"待办“{key}”", f'task "{key}"'))
    to, days = fields.texts("to"), fields.whole("days", required=True) or 1
    for one in to:
        _known(fields, "to", one, parts, "人或单位", "part")
    task = StageTask(key, fields.labels("name") or {"zh-Hans": key}, fields.choice("on", stages, required=True), to, days,
                     fields.text("ladder", "standard"), fields.text("source"), fields.choice("confidence", CONFIDENCES, "general"))
    fields.done(["note", "said", "section"])
    return task
