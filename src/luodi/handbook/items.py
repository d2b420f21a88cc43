"""The items of a handbook: their order and numbers, the list of them, and one card for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from luodi.engine.catalog import Limit
from luodi.engine.conditions import sentence
from luodi.engine.conditions.grammar import Const
from luodi.engine.mechanism import Mechanism, Stage
from luodi.engine.plan import Plan, PlannedItem
from luodi.engine.plan.papers import PaperNeed, paper_needs
from luodi.engine.plan.words import BASIS, CONFIDENCE, FORMS, KIND, MARKS, UNITS, marks, reason
from luodi.handbook.model import Card, Cell, Column, Law, Table
from luodi.handbook.speech import Speech


@dataclass(frozen=True)
class Part:
    """Items that stand together: a stage as the place draws it, or one national stage within it where that holds many."""

    stage: Stage
    name: str
    items: tuple[PlannedItem, ...]


@dataclass(frozen=True, eq=False)
class View:
    """A plan seen in one language, with its items numbered in the order of the handbook."""

    plan: Plan
    say: Speech

    @property
    def mechanism(self) -> Mechanism:
        """The mechanism of the plan."""
        return self.plan.mechanism

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Every item to be done, once, in parts: by stage, within it by national stage, within that by start."""
        found = []
        for stage in self.mechanism.stages:
            here = [p for p in self.plan.scheduled if p.stage == stage.id]
            for base in stage.covers:
                items = tuple(p for p in here if p.item.stage == base)
                if items:
                    found.append(Part(stage, self.base_stage(base) if len(stage.covers) > 1 else "", items))
        return tuple(found)

    def base_stage(self, base: str) -> str:
        """The name of a national stage."""
        return self.say.of(self.mechanism.raw["mechanism"]["stages"][base]["name"])

    def stage_name(self, name: str) -> str:
        """The name of a stage, of this place or national; empty for none."""
        own = next((s.title(self.say.lang) for s in self.mechanism.stages if s.id == name), "")
        return own or (self.base_stage(name) if name in self.mechanism.base_stages else name)

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each item."""
        return {p.id: n for n, p in enumerate((p for part in self.parts for p in part.items), 1)}

    @cached_property
    def needs(self) -> tuple[PaperNeed, ...]:
        """Every paper of the project."""
        return paper_needs(self.plan)

    def title(self, item: str) -> str:
        """The name of an item."""
        return self.plan.items[item].item.title(self.say.lang)

    def named(self, item: str) -> str:
        """The name of an item with its number, where it has one."""
        n = self.numbers.get(item)
        return self.title(item) + (self.say.aside(self.say(f"第{n}项", f"No. {n}")) if n else "")

    def paper(self, need: PaperNeed) -> str:
        """The name of a paper."""
        return need.name if self.say.lang == "zh-Hans" else need.en or need.name

    def paper_name(self, name: str) -> str:
        """The name of a paper as the catalog writes it."""
        known = self.mechanism.paper_words.get(name)
        return name if self.say.lang == "zh-Hans" or not known else known.en or name

    def same(self, name: str, need: PaperNeed) -> bool:
        """Whether a paper of an item goes by the name of a need."""
        known = self.mechanism.paper_words.get(name)
        return need.name in (name, known.same_as if known else name)

    def who(self, p: PlannedItem) -> str:
        """Who decides or does an item; marked where the facts do not settle it."""
        if p.item.actor == "enterprise":
            return self.say("企业自行办理", "the enterprise itself")
        unsure = "" if p.authority_certain else self.say("（待定：还缺决定由谁办的情况）", " (not settled: it depends on facts not known yet)")
        return p.authority + unsure

    def basis(self, p: PlannedItem) -> str:
        """On what the days of an item rest, with its source, in words."""
        say, limit = self.say, p.limit
        if p.item.actor in ("enterprise", "market"):
            return say("企业、市场自定", "up to the enterprise and the market")
        if p.days_unknown:
            return say("未公布天数，按即办推算", "no days published; planned as taking none")
        if p.apportioned:
            return say("按公布的总时限分摊", "apportioned from the published total")
        if p.relaxed_by:
            names = say.join(self.mechanism.levers[x].title(say.lang) for x in p.relaxed_by)
            return say(f"提速办法：{names}", f"relaxation: {names}")
        return self.limit_basis(limit) if limit else ""

    def limit_basis(self, limit: Limit) -> str:
        """On what a limit rests, with its source."""
        return self.say.said(BASIS[limit.basis]) + self.say.aside(limit.source or limit.section)

    def marks(self, p: PlannedItem) -> tuple[str, ...]:
        """What a reader must know about the days of an item, in words."""
        return tuple(self.say.said(MARKS[m]) for m in marks(p, self.mechanism))

    def own(self, p: PlannedItem) -> bool:
        """Whether the days of an item are the enterprise's or the market's."""
        return p.item.actor in ("enterprise", "market")


def items_table(view: View) -> Table:
    """The list of items: the clearest page of the handbook, and the first sheet of the workbook."""
    say = view.say
    columns = (
        Column("number", say("序号", "No."), "number", 0.75), Column("stage", say("阶段", "Stage"), share=0), Column("item", say("事项", "Item"), share=3.3),
        Column("who", say("主办单位", "Decided by"), share=2.3),
        Column("start", say("受理", "Accepted"), "date", 1.8), Column("finish", say("办结", "Decided"), "date", 1.8),
        Column("days", say("天数", "Days"), "number", 0.75), Column("unit", say("单位", "Unit"), share=1.05),
        Column("basis", say("天数口径", "Basis of the days"), share=0), Column("own", say("自备材料（工作日）", "Own preparation (working days)"), "number", 0),
        Column("own_from", say("备料最迟开始", "Prepare from"), "date", 0), Column("slack", say("余量（工作日）", "Slack (wd)"), "number", 0.95),
        Column("notes", say("说明", "Notes"), share=2), Column("waits", say("卡住开始的事项", "Waits for"), share=0),
        Column("results", say("办成得到", "Results"), share=0),
    )
    rows = tuple(_row(view, part, p) for part in view.parts for p in part.items)
    return Table("items", say("事项清单", "Items"), columns, rows, "stage",
                 say("余量：可以晚几个工作日而不耽误全程；0 的就在关键路径上。受理当日不计入时限。",
                     "Slack: working days by which an item may slip without delaying the whole. The day of acceptance does not count."))


def part_name(view: View, part: Part) -> str:
    """The name of a part: its stage, and the national stage within it."""
    title = part.stage.title(view.say.lang)
    return f"{title} · {part.name}" if part.name else title


def _row(view: View, part: Part, p: PlannedItem) -> tuple[Cell, ...]:
    say = view.say
    notes = [say("关键", "critical")] if p.critical and not p.host else []
    if p.host:
        n = view.numbers[p.host]
        notes.append(say(f"并入第{n}项办理", f"in No. {n}"))
    if p.formal_from:
        notes.append(say(f"模拟审批，{p.formal_from} 转正", f"simulated, formal from {p.formal_from}"))
    notes += view.marks(p) if not p.host else []
    waits = say.join(view.named(w.item) for w in p.waits if w.binding)
    first = (view.numbers[p.id], part_name(view, part), p.item.title(say.lang), view.who(p), p.start, p.finish)
    results = say.join(p.item.results)
    if p.host:
        return (*first, None, "", "", None, None, None, say.join(notes), "", results)
    return (*first, None if p.days_unknown else p.days, "" if p.days_unknown else UNITS[p.unit][say.lang] if p.days else say("即办", "same day"),
        view.basis(p), p.own_days or None, p.own_from, p.slack,
            say.join(notes), waits, results)


def card(view: View, p: PlannedItem) -> Card:
    """One item in full."""
    say = view.say
    laws = tuple(Law(str(law), law.excerpt, say.said(CONFIDENCE[law.confidence])) for law in p.item.law)
    seen = () if p.host else view.marks(p)
    return Card(p.id, view.numbers[p.id], p.item.title(say.lang), view.who(p), _when(view, p), p.critical and not p.host, seen,
                tuple(pair for pair in _pairs(view, p) if pair[1]), _papers(view, p), laws)


def _when(view: View, p: PlannedItem) -> str:
    say = view.say
    if p.host:
        return say(f"并入“{view.named(p.host)}”一并办理：一张表单、一个时限", f"handled within {view.named(p.host)}: one form, one limit")
    if not p.start or not p.finish:
        return ""
    days = say("天数未公布", "days not published") if p.days_unknown else say.days(p.days, p.unit)
    if view.own(p):
        return say(f"{say.day(p.start)}开始，{say.day(p.finish)}完成，{days}", f"From {say.day(p.start)} to {say.day(p.finish)}, {days}")
    return say(f"{say.day(p.start)}受理，{say.day(p.finish)}办结，{days}", f"Accepted {say.day(p.start)}, decided {say.day(p.finish)}, {days}")


def _pairs(view: View, p: PlannedItem) -> Sequence[tuple[str, str]]:
    say, item, table = view.say, p.item, view.mechanism.table
    always = isinstance(item.applies.node, Const)
    statutory = next((x for x in item.limits if x.basis == "statutory" and x is not p.limit), None)
    deadline, out = item.applicant_deadline, []
    why, condition = reason(p.because, view.mechanism, say.lang), sentence(item.applies.node, table, say.lang)
    out.append((say("为什么要办", "Why it applies"), say("每个项目都要办", "every project needs it") if always else why))
    if not always and condition != why:
        out.append((say("适用条件", "Condition"), condition))
    if not p.host:
        out.append((say("天数口径", "Basis of the days"), view.basis(p)))
    if statutory and not view.own(p):
        out.append((say("法定期限", "Statutory limit"), say.days(statutory.days, statutory.unit) + say.aside(statutory.source or statutory.section)))
    if item.extension:
        out.append((say("可以延长", "May be extended by"), say.days(item.extension.days, item.extension.unit) + say.aside(item.extension.source)))
    if item.pauses:
        out.append((say("不计入时限", "Not counted"), say.join(item.pauses.values())))
    if deadline:
        days = say.days(deadline.days, deadline.unit)
        out.append((say("申请人须在", "Apply within"), f"{deadline.counted_from}{say('后', ' + ')}{days}{say.aside(deadline.source)}"))
    if p.own_days and p.own_from:
        days = say.days(p.own_days, p.own_unit)
        first = say.day(p.own_from)
        out.append((say("企业先备料", "Own preparation"), say(f"约 {days}，最迟 {first}开始", f"about {days}, from {first} at the latest")))
    if not p.host and p.slack is not None and p.latest_finish:
        out.append((say("余量", "Slack"), _slack(view, p)))
    if p.formal_from:
        out.append((say("模拟审批", "Simulated approval"), say(f"先出模拟意见，{say.day(p.formal_from)} 起转为正式决定",
            f"a simulated opinion first, formal from {say.day(p.formal_from)}")))
    out.append((say("要等", "Waits for"), "" if p.host else say.stop.join(_wait(view, w.item, w.kinds, w.papers) for w in p.waits)))
    out.append((say("办成得到", "Result"), say.join(item.results)))
    if p.route:
        powers = p.route.powers or p.route.said
        out.append((say("谁办的依据", "Why this unit"), f"{powers}{say.aside(p.route.section)}"))
    out.append((say("注意", "Note"), item.note))
    return out


def _slack(view: View, p: PlannedItem) -> str:
    say, last = view.say, view.say.day(p.latest_finish) if p.latest_finish else ""
    if not p.slack:
        return say("没有：再晚一天，全程就要晚", "none: a day later here is a day later at the end")
    return say(f"{p.slack} 个工作日（最迟 {last} 办结）", f"{say.days(p.slack, 'working')} (decided by {last} at the latest)")


def _wait(view: View, item: str, kinds: Sequence[str], papers: Sequence[str]) -> str:
    say = view.say
    why = say.join(say.said(KIND[k]) for k in kinds)
    return f"{view.named(item)}{say('：', ': ')}{why}{say.aside(say.join(view.paper_name(x) for x in papers))}"


def _papers(view: View, p: PlannedItem) -> Table | None:
    say = view.say
    mine = [n for n in view.needs if p.id in n.asked_by]
    if not mine:
        return None
    columns = (Column("tick", "", "tick", 0.3), Column("paper", say("材料", "Paper"), share=3), Column("from", say("谁提供", "From"), share=2.6),
               Column("form", say("形式", "Form"), share=0.9), Column("late", say("可否后补", "May follow later"), share=1))
    return Table(f"papers-{p.id}", say("材料", "Papers"), columns, tuple(
        ("", view.paper(n), source_of(view, n, p.id), say.said(FORMS[n.form]), late(view, n, p.id)) for n in mine))


def source_of(view: View, need: PaperNeed, item: str = "") -> str:
    """Who brings a paper: another item's result, an earlier hand-in, the item's own form, or the enterprise."""
    say = view.say
    if need.made_by:
        return say(f"“{view.named(need.made_by)}”的结果，不用再交", f"result of {view.named(need.made_by)}; not to be handed in")
    if item and need.asked_by[0] != item:
        return say(f"办“{view.named(need.asked_by[0])}”时已交，不用再交", f"handed in with {view.named(need.asked_by[0])}; not again")
    if need.own_form:
        return say("企业填写本事项表单", "the enterprise fills in this item's form")
    return say("企业提供", "the enterprise")


def late(view: View, need: PaperNeed, item: str = "") -> str:
    """Whether a paper may follow after the application (容缺), or even after the decision."""
    say = view.say
    if need.late_days:
        days = say.days(need.late_days, need.late_unit)
        return say(f"办结后 {days} 内补", f"within {days} of the decision")
    tolerable = need.tolerable if not item else any(x.tolerable for x in view.plan.items[item].item.papers
                                                        if view.same(x.name, need) or need.made_by in x.made_by)
    return say("可以", "yes") if tolerable else say("不可以", "no")
