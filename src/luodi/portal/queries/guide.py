"""What the guide shows of one project: its map, the next question, its papers, what would be faster, what is still open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from luodi.engine.conditions import Attribute, Facts, sentence
from luodi.engine.drawing import draw
from luodi.engine.levers import Backward, Case, Saving, backward_from, each, saving, start_of_works, usable
from luodi.engine.mechanism import Mechanism, Stage
from luodi.engine.plan import Plan, PlannedItem, Planner
from luodi.engine.plan.papers import PaperCount, PaperNeed, paper_count, paper_needs
from luodi.engine.plan.questions import together
from luodi.engine.plan.words import FORMS, UNITS, marks, reason
from luodi.engine.source import Refused
from luodi.portal.forms import Answers
from luodi.portal.queries.places import planner

MAP_WIDTH = 1272


@dataclass(frozen=True)
class Option:
    """One possible answer. `value` as it stands in the address."""

    value: str
    name: str
    chosen: bool


@dataclass(frozen=True)
class Question:
    """One attribute to ask about, with what was answered or typed before."""

    attribute: Attribute
    options: Sequence[Option]
    lang: str
    value: str = ""
    unsure: bool = False
    error: str = ""

    @property
    def key(self) -> str:
        """The attribute's key."""
        return self.attribute.key

    @property
    def words(self) -> str:
        """The question."""
        return self.attribute.ask.get(self.lang) or self.attribute.ask.get("zh-Hans") or self.attribute.name(self.lang)

    @property
    def label(self) -> str:
        """The attribute's name."""
        return self.attribute.name(self.lang)

    @property
    def why(self) -> str:
        """Why it is asked, with the law."""
        return self.attribute.why.get(self.lang) or self.attribute.why.get("zh-Hans", "")

    @property
    def unit(self) -> str:
        """The unit of a figure."""
        return self.attribute.unit_label.get(self.lang) or self.attribute.unit_label.get("zh-Hans", "")


@dataclass(frozen=True)
class Answer:
    """One thing that was said."""

    key: str
    label: str
    value: str
    unsure: bool = False


@dataclass(frozen=True)
class Line:
    """One item of the map in words."""

    item: PlannedItem
    because: str
    marks: tuple[str, ...]
    waits: tuple[str, ...]
    name: str
    host: str


@dataclass(frozen=True)
class Lane:
    """One stage with its items. `government_days`: working days on its longest chain."""

    stage: Stage
    title: str
    lines: tuple[Line, ...]
    government_days: int


@dataclass(frozen=True)
class Need:
    """One paper in words: who makes it, its form, where it is used, by when it may follow."""

    title: str
    made_by: str
    maker: str
    form: str
    used: tuple[str, ...]
    tolerable: bool
    late: str


@dataclass(frozen=True)
class Guide:
    """One project in one place, with whatever its answers allow to say."""

    answers: Answers
    planner: Planner
    facts: Facts
    plan: Plan
    lang: str
    today: date

    @property
    def mechanism(self) -> Mechanism:
        """The place's mechanism in force on the day of the start."""
        return self.planner.mechanism

    @cached_property
    def open_keys(self) -> tuple[str, ...]:
        """The attributes that can still change the map and were not called unknown, best question first."""
        return tuple(key for key, _ in self.plan.questions() if key not in self.answers.unsure)

    @cached_property
    def lanes(self) -> tuple[Lane, ...]:
        """The map as a list, by stage."""
        out = []
        for stage in self.mechanism.stages:
            here = tuple(self.line(p) for p in self.plan.scheduled if p.stage == stage.id)
            if here:
                out.append(Lane(stage, stage.title(self.lang), here, self.plan.stage_days(stage.id)))
        return tuple(out)

    @property
    def lines(self) -> list[Line]:
        """All items to be done."""
        return [line for lane in self.lanes for line in lane.lines]

    def line(self, p: PlannedItem) -> Line:
        """An item in words."""
        items = self.mechanism.items
        waits = tuple(items[w.item].title(self.lang) for w in p.waits if w.binding)
        host = items[p.host].title(self.lang) if p.host else ""
        return Line(p, reason(p.because, self.mechanism, self.lang), marks(p, self.mechanism), waits, p.item.title(self.lang), host)

    @cached_property
    def unknown(self) -> tuple[Line, ...]:
        """The items not decided yet, with what they depend on."""
        return tuple(self.line(p) for p in self.plan.unknown)

    @cached_property
    def needs(self) -> tuple[PaperNeed, ...]:
        """Every paper once."""
        return paper_needs(self.plan)

    @cached_property
    def papers_in_words(self) -> tuple[Need, ...]:
        """Every paper once, in words: those to bring first."""
        items, english = self.mechanism.items, self.lang == "en"
        found = []
        for need in self.needs:
            late = f"{need.late_days} {UNITS[need.late_unit].get(self.lang) or UNITS[need.late_unit]['en' if english else 'zh-Hans']}" if need.late_days else ""
            form = FORMS[need.form].to(self.lang) if need.form in FORMS else need.form
            found.append(Need((need.en if english else "") or need.name, need.made_by, items[need.made_by].title(self.lang) if need.made_by else "", form,
                              tuple(items[i].title(self.lang) for i in need.asked_by), need.tolerable and not need.made_by, late))
        return tuple(sorted(found, key=lambda need: bool(need.made_by)))

    @property
    def gates(self) -> list[tuple[str, date]]:
        """The milestones by name, in order of time."""
        gates = self.mechanism.gates
        return sorted(((gates[k].name.get(self.lang) or gates[k].name["zh-Hans"], day) for k, day in self.plan.milestones.items()), key=lambda pair: pair[1])

    @property
    def working_days(self) -> int:
        """Working days from the start to the finish."""
        return self.mechanism.calendar.count(self.plan.start, self.plan.finish)

    @cached_property
    def papers(self) -> PaperCount:
        """How many papers."""
        return paper_count(self.needs)

    @property
    def start_of_works(self) -> date | None:
        """The first day of works."""
        return start_of_works(self.plan)

    @property
    def decided(self) -> int:
        """How many items of the catalog are settled, one way or the other."""
        return len(self.mechanism.items) - len(self.plan.unknown)

    @cached_property
    def critical(self) -> tuple[Line, ...]:
        """The chain that carries the finish."""
        return tuple(self.line(self.plan.items[i]) for i in self.plan.critical_path)

    @cached_property
    def spans(self) -> list[dict[str, Any]]:
        """The totals as districts publish them: name, days, unit, and the published figure where there is one."""
        out = []
        for span in self.mechanism.spans.values():
            if any(self.plan.items[i].status == "applies" for i in span.items):
                kept = self.plan.total if self.plan.total and self.plan.total.span == span.id else None
                unit = kept.unit if kept else span.unit
                out.append({"id": span.id, "name": span.name.get(self.lang) or span.name["zh-Hans"], "days": self.plan.span_in(span, unit), "unit": unit,
                            "promise": kept.at_most if kept else None, "apportioned": bool(kept and self.plan.apportioned)})
        return out

    @property
    def case(self) -> Case:
        """The project to ask what-if questions about, with the levers in use."""
        return Case(self.planner, self.facts, self.plan.start, self.answers.own_days, self.answers.levers)

    @cached_property
    def said(self) -> tuple[Answer, ...]:
        """Everything answered, for showing and changing."""
        table = self.mechanism.table
        known = [Answer(key, table[key].name(self.lang), table[key].value_name(value, self.lang)) for key, value in self.answers.stated.items()]
        return (*known, *(Answer(key, table[key].name(self.lang), "", True) for key in self.answers.unsure))

    def svg(self, stage: str = "") -> str:
        """The one drawing, whole or of one stage."""
        only = None
        if stage:
            only = tuple(p.id for p in self.plan.scheduled if p.stage == stage)
        return drawing(self, only)

    def questions(self, edit: str = "") -> tuple[Question, ...]:
        """What to ask next: one question, or the yes/no questions of one group together; `edit` asks one again."""
        table = self.mechanism.table
        if self.answers.errors and self.answers.asked:
            keys = [k for k in self.answers.asked if k in table]
        elif edit in table:
            keys = [edit]
        else:
            keys = together(table, self.open_keys)
        return tuple(self._question(table[key]) for key in keys)

    def _question(self, attribute: Attribute) -> Question:
        key, answers = attribute.key, self.answers
        value = answers.stated.get(key)
        options = []
        if attribute.type == "yesno":
            options = [Option(word, attribute.value_name(meant, self.lang), value is meant) for word, meant in (("yes", True), ("no", False))]
        elif attribute.values:
            options = [Option(v, attribute.value_name(v, self.lang), v in value if isinstance(value, frozenset) else v == value) for v in attribute.values]
        shown = answers.typed.get(key, f"{value:.15g}" if isinstance(value, int | float) and not isinstance(value, bool) else "")
        return Question(attribute, options, self.lang, shown, key in answers.unsure, answers.errors.get(key, ""))

    def backward(self) -> Backward | None:
        """The backward schedule for the day asked for. Raises Refused for a day outside the calendar."""
        if not self.answers.by:
            return None
        return backward_from(self.case, self.answers.by, self.milestone)

    @property
    def milestone(self) -> str:
        """The milestone that the backward schedule aims at."""
        wanted = self.answers.milestone
        if wanted in self.plan.milestones or wanted == "finish":
            return wanted
        return "construction_start" if "construction_start" in self.plan.milestones else "finish"


@dataclass(frozen=True)
class Savings:
    """What would be faster: each lever that could be used, those in use with what giving them up would cost, and all together."""

    offered: tuple[Saving, ...]
    used: tuple[Saving, ...]
    standing: tuple[Any, ...]
    together: Saving | None


def savings(guide: Guide) -> Savings:
    """The levers of a project with their days and papers."""
    case, using = guide.case, guide.answers.levers
    standing = tuple(lever for lever in guide.plan.levers if lever.id not in using)
    used = []
    for name in using:
        before = replace(case, using=tuple(x for x in using if x != name)).plan()
        used.append(saving(before, guide.plan, [guide.mechanism.levers[name]]))
    left = usable(guide.plan)
    both = saving(guide.plan, case.plan([lever.id for lever in left]), left) if len(left) > 1 else None
    return Savings(tuple(each(case)), tuple(used), standing, both)


def guide(answers: Answers, lang: str, today: date) -> Guide:
    """A project's guide. Answers that cannot be true together are set aside, with a message beside the question that was asked last.

    Raises Refused when the place's mechanism is not in force on the start, or the dates leave the calendar.
    """
    made = planner(answers.place, answers.start)
    try:
        facts = made.read_facts(answers.stated)
    except Refused as refused:
        said = refused.faults[0].said.to(lang)
        last = [k for k in answers.asked if k in answers.stated] or list(answers.stated)[-1:]
        answers = replace(answers.without(last), errors={**answers.errors, **dict.fromkeys(last[:1], said)}, asked=answers.asked or tuple(last))
        try:
            facts = made.read_facts(answers.stated)
        except Refused:  # what else was said does not fit together either: begin anew, with the message
            answers = replace(answers, stated={})
            facts = made.read_facts({})
    plan = made.plan(facts, answers.start, answers.levers, answers.own_days)
    return Guide(answers, made, facts, plan, lang, today)


def drawing(guide: Guide, only: tuple[str, ...] | None = None, width: int = MAP_WIDTH) -> str:
    """The drawing of a guide's map."""
    answers = guide.answers
    key = tuple(answers.pairs(by=None, milestone=None, name=None))
    return _drawing(_Drawn(guide, (answers.place, key, guide.lang, guide.today, only, width)), only, width)


class _Drawn:
    """A guide that is told from others by its key alone, so that a map asked for again is not drawn again."""

    def __init__(self, guide: Guide, key: tuple[Any, ...]) -> None:
        self.guide, self.key = guide, key

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Drawn) and self.key == other.key


@lru_cache(maxsize=128)
def _drawing(drawn: _Drawn, only: tuple[str, ...] | None, width: int) -> str:
    guide = drawn.guide
    return draw(guide.plan, guide.lang, guide.today, only, width)


def condition(guide: Guide, planned: PlannedItem) -> str:
    """An item's condition in words."""
    return sentence(planned.item.applies.node, guide.mechanism.table, guide.lang)
