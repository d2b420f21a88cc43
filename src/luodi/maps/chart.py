"""A map as it is shown: in words, in numbers, drawn. One for whoever looks at a project, made of a plan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from luodi.engine.conditions import Facts
from luodi.engine.drawing import draw
from luodi.engine.levers import Backward, Case, Saving, backward_from, each, saving, start_of_works, usable
from luodi.engine.mechanism import Mechanism, Stage
from luodi.engine.plan import Plan, PlannedItem, Planner
from luodi.engine.plan.papers import PaperCount, PaperNeed, paper_count, paper_needs
from luodi.engine.plan.words import FORMS, UNITS, marks, reason
from luodi.maps.asked import Asked

MAP_WIDTH = 1272


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
class Map:
    """The map of one project in one place, with whatever its facts allow to say, and what was asked of it."""

    asked: Asked
    planner: Planner
    facts: Facts
    plan: Plan
    lang: str
    today: date

    @property
    def mechanism(self) -> Mechanism:
        """The place's mechanism that the map follows."""
        return self.planner.mechanism

    @cached_property
    def open_keys(self) -> tuple[str, ...]:
        """The facts that can still change the map, the one that settles most first."""
        return tuple(key for key, _ in self.plan.questions())

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

    @cached_property
    def worst(self) -> date:
        """The finish if every item not decided yet applied."""
        return self.plan.finish_if_all_apply()

    @property
    def case(self) -> Case:
        """The project to ask what-if questions about, with the levers in use."""
        return Case(self.planner, self.facts, self.plan.start, self.asked.own_days, self.asked.levers)

    def svg(self, stage: str = "", width: int = MAP_WIDTH) -> str:
        """The one drawing, whole or of one stage."""
        only = tuple(p.id for p in self.plan.scheduled if p.stage == stage) if stage else None
        own = tuple(sorted((self.asked.own_days or {}).items()))
        facts = tuple(sorted(self.facts.items(), key=lambda pair: pair[0]))
        key = (self.mechanism, facts, self.plan.start, own, self.asked.levers, self.lang, self.today)
        return _drawing(_Drawn(self, key), only, width)

    def backward(self) -> Backward | None:
        """The backward schedule for the day asked for. Raises Refused for a day outside the calendar."""
        if not self.asked.by:
            return None
        return backward_from(self.case, self.asked.by, self.milestone)

    @property
    def milestone(self) -> str:
        """The milestone that the backward schedule aims at."""
        wanted = self.asked.milestone
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


def savings(chart: Map) -> Savings:
    """The levers of a project with their days and papers."""
    case, using = chart.case, chart.asked.levers
    standing = tuple(lever for lever in chart.plan.levers if lever.id not in using)
    used = []
    for name in using:
        before = replace(case, using=tuple(x for x in using if x != name)).plan()
        used.append(saving(before, chart.plan, [chart.mechanism.levers[name]]))
    left = usable(chart.plan)
    both = saving(chart.plan, case.plan([lever.id for lever in left]), left) if len(left) > 1 else None
    return Savings(tuple(each(case)), tuple(used), standing, both)


class _Drawn:
    """A map that is told from others by its key alone, so that a map asked for again is not drawn again."""

    def __init__(self, chart: Map, key: tuple[Any, ...]) -> None:
        self.chart, self.key = chart, key

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Drawn) and self.key == other.key


@lru_cache(maxsize=128)
def _drawing(drawn: _Drawn, only: tuple[str, ...] | None, width: int) -> str:
    chart = drawn.chart
    return draw(chart.plan, chart.lang, chart.today, only, width)
