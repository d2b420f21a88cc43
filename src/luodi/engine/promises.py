"""The headline promises of a plan, answered: each is computed from the place's data for a stated project, never typed in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from luodi.engine.mechanism import Mechanism
from luodi.engine.plan import Plan, Planner, ProjectFile, read_project
from luodi.engine.plan.papers import due_later, paper_count, paper_needs
from luodi.engine.source import Fault, Fields, Map, Mark, Refused, Said, near, refuse
from luodi.engine.timelimit import ClockRules, Limit, due_day

STATES = ("holds", "apportioned", "clock", "open", "broken")
MEASURES = ("total", "span", "item", "conversion", "papers_saved", "merged", "together", "late", "duty", "open")


@dataclass(frozen=True)
class Budget:
    """One item's days in an apportioned total, with the days it would otherwise have and where those come from."""

    item: str
    days: int
    unit: str
    before: int
    basis: str


@dataclass(frozen=True)
class Answer:
    """What the engine makes of one promise.

    `state`: holds (from the items' own days) · apportioned (once the published total is spread over named budgets) ·
    clock (a duty whose published limit the clock itself runs on) · open (the plan does not say enough) · broken.
    """

    id: str
    name: Mapping[str, str]
    said: str
    section: str
    project: str
    state: str
    promised: Said
    computed: Said
    why: Said
    budgets: tuple[Budget, ...] = ()
    missing: Mapping[str, str] = field(default_factory=dict)


def example(name: str) -> ProjectFile:
    """One of the example projects that ship with the product. Raises Refused for an unknown name."""
    folder = Path(str(files("luodi") / "examples"))
    path = folder / f"{name}.yaml"
    if not path.is_file():
        known = examples()
        hint = near(name, known)
        refuse(None, f"没有示例“{name}”{hint.zh}，可用：{'、'.join(known)}", f'there is no example "{name}"{hint.en}; known: {", ".join(known)}')
    return read_project(path, f"examples/{path.name}")


def examples() -> list[str]:
    """The names of the example projects."""
    return sorted(path.stem for path in Path(str(files("luodi") / "examples")).glob("*.yaml"))


@dataclass(frozen=True)
class _Case:
    """One promise with everything needed to answer it."""

    key: str
    fields: Fields
    measure: Map
    mechanism: Mechanism
    planner: Planner
    file: ProjectFile
    start: date

    def plan(self, totals: bool = True, own_days: Mapping[str, int] | None = None) -> Plan:
        inner = Fields(self.measure, self.fields.faults, Said(f"“{self.key}”", f'"{self.key}"'))
        facts = self.planner.read_facts(self.file.facts)
        return self.planner.plan(facts, self.start, inner.texts("levers"), {**self.file.own_days, **(own_days or {})}, totals)

    def bound(self, key: str = "at_most") -> tuple[int, str]:
        source = self.fields.map(key, required=True) or Map(self.fields.source.where)
        inner = Fields(source, self.fields.faults, Said(f"“{self.key}”的 {key}", f'{key} of "{self.key}"'))
        out = inner.whole("days", required=True) or 0, inner.choice("unit", ("working", "calendar", "month"), "working")
        inner.done()
        return out


Result = tuple[str, Said, Said, Said, tuple[Budget, ...]]
_UNITS = {"working": Said("个工作日", "working days"), "calendar": Said("个自然日", "calendar days"), "month": Said("个月", "months")}


def days(n: int, unit: str) -> Said:
    """A number of days in words."""
    return Said(f"{n} {_UNITS[unit].zh}", f"{n} {_UNITS[unit].en}")


def answers(mechanism: Mechanism, start: date, planner: Planner | None = None) -> list[Answer]:
    """Every promise of a mechanism, answered for its reference project starting on a day."""
    faults: list[Fault] = []
    source = mechanism.raw.get("promises") or Map(Mark(f"{mechanism.slug}/promises.yaml"))
    out = []
    planner = planner or Planner(mechanism)
    for key, entry in source.items():
        if not isinstance(entry, Map):
            faults.append(Fault(source.at(key), Said(f"承诺“{key}”应是“键: 值”", f'promise "{key}" must be a mapping')))
            continue
        fields = Fields(entry, faults, Said(f"承诺“{key}”", f'promise "{key}"'))
        measure = fields.map("measure", required=True)
        kind = next((m for m in MEASURES if measure is not None and m in measure), "")
        if measure is None or not kind:
            fields.fault("measure", f"measure 应写明 {'、'.join(MEASURES)} 之一", f"measure must say one of {', '.join(MEASURES)}")
            continue
        Fields(measure, faults, Said(f"承诺“{key}”的 measure", f'measure of promise "{key}"')).done([kind, "levers", "count"])
        name = fields.text("project", required=True)
        try:
            case = _Case(key, fields, measure, mechanism, planner, example(name), start)
            _check_names(case, kind)
            state, promised, computed, why, budgets = _ANSWER[kind](case)
        except Refused as problem:
            faults += [Fault(fault.where or measure.where, fault.said) for fault in problem.faults]
            continue
        out.append(Answer(key, fields.labels("name"), fields.text("said"), fields.text("section"), name, state, promised, computed, why, budgets,
                          fields.labels("missing", required=False)))
        fields.done(["note", "at_least", "from", "to", "allowed", "at_most"])
    if faults:
        raise Refused(faults)
    return out


def check(mechanism: Mechanism) -> None:
    """What loading does not look at: the clock's rules, and that every promise can be answered. Raises Refused."""
    if "clock" in mechanism.raw:
        ClockRules.build(mechanism.raw["clock"])
    answers(mechanism, mechanism.day)


def _check_names(case: _Case, kind: str) -> None:
    """What a measure names must exist. Raises Refused at its place."""
    mechanism, value = case.mechanism, case.measure[kind]
    known: dict[str, tuple[Collection[str], Said]] = {
        "total": ([t.id for t in mechanism.totals], Said("总时限", "total")), "span": (mechanism.spans, Said("总时限口径", "span")),
        "duty": ([r.id for r in mechanism.of_kind("deadlines")], Said("organisation 里的 deadlines", "deadline in organisation"))}
    known |= {measure: (mechanism.items, Said("事项", "item")) for measure in ("item", "conversion", "merged", "together", "late")}
    if kind not in known:
        return
    words, noun = known[kind]
    for one in value if isinstance(value, list) else [value]:
        if str(one) not in words:
            hint = near(str(one), words)
            refuse(case.measure.at(kind), f"没有{noun.zh}“{one}”{hint.zh}", f'there is no {noun.en} "{one}"{hint.en}')


def _total(case: _Case) -> Result:
    limit, unit = case.bound()
    total = next(t for t in case.mechanism.totals if t.id == case.measure["total"])
    free, kept = case.plan(totals=False), case.plan()
    span = case.mechanism.spans[total.span]
    own, now = free.span_in(span, unit), kept.span_in(span, unit)
    promised = Said(f"不超过 {days(limit, unit).zh}", f"at most {days(limit, unit).en}")
    if kept.total is None or kept.total.id != total.id:
        found = kept.total.id if kept.total else "—"
        return "broken", promised, days(own, unit), Said(f"这个示例不属于这一类项目（适用的是 {found}）",
                                                         f"the reference project is not of this kind ({found} applies)"), ()
    if own <= limit:
        return "holds", promised, days(own, unit), Said("按各事项现有天数即成立，没有分摊", "holds from the items' own days, nothing apportioned"), ()
    budgets = _budgets(free, kept)
    if now <= limit and budgets:
        return "apportioned", Said(promised.zh, promised.en), Said(
            f"{days(now, unit).zh}（分摊前 {own}）", f"{days(now, unit).en} ({own} before apportioning)"), Said(
            "方案只公布总数；按统一规则分摊到主流程各事项后成立，下列天数是分摊出来的",
            "the plan publishes only the total; it holds once spread over the main items by the stated rule; the days listed are apportioned"), budgets
    why = Said("各事项压到最少1天仍超过总数，或超出的天数来自本地自己公布的时限",
               "even at one day each the items exceed the total, or the place's own published limits do")
    return "broken", promised, days(own, unit), why, ()


def _budgets(free: Plan, kept: Plan) -> tuple[Budget, ...]:
    base = kept.planner.base
    out = []
    for k, n in sorted(kept.apportioned.items()):
        before = free.items[base.ids[k]]
        out.append(Budget(base.ids[k], n, "working" if kept.timing.units[k] == 0 else "calendar", before.days, before.limit.basis if before.limit else ""))
    return tuple(out)


def _compare(found: int, limit: int, unit: str, why: Said) -> Result:
    state = "holds" if found <= limit else "broken"
    return state, Said(f"不超过 {days(limit, unit).zh}", f"at most {days(limit, unit).en}"), days(found, unit), why, ()


def _span(case: _Case) -> Result:
    limit, unit = case.bound()
    plan, name = case.plan(), str(case.measure["span"])
    span = case.mechanism.spans[name]
    names = [plan.items[i].item.title("zh-Hans") for i in span.items if plan.items[i].status == "applies"]
    names_en = [plan.items[i].item.title("en") for i in span.items if plan.items[i].status == "applies"]
    return _compare(plan.span_in(span, unit), limit, unit, Said(f"由 {'、'.join(names)} 的天数算出", f"computed from the days of {', '.join(names_en)}"))


def _item(case: _Case) -> Result:
    limit, unit = case.bound()
    plan = case.plan()
    planned = plan.items[str(case.measure["item"])]
    if planned.status != "applies":
        return "broken", days(limit, unit), Said("不适用", "does not apply"), Said("示例项目不办这一项", "the reference project does not need the item"), ()
    by = "、".join(planned.relaxed_by) or (planned.limit.section if planned.limit else "")
    found = planned.days
    if planned.unit != unit and planned.start and planned.finish:  # promised in the other kind of days: as they fall in this project
        found = plan.mechanism.calendar.count(planned.start, planned.finish) if unit == "working" else (planned.finish - planned.start).days
    return _compare(found, limit, unit, Said(f"事项天数，依据：{by or '国家基准'}", f"the item's days; from: {by or 'the national baseline'}"))


def _conversion(case: _Case) -> Result:
    limit, unit = case.bound()
    items = [str(i) for i in case.measure["conversion"]]
    # The land contract is set later than every simulated opinion, so that only the conversion is left to do after it.
    plan = case.plan(totals=False, own_days={"land_grant": 730})
    signed = plan.items["land_grant"].finish
    found = [plan.items[i].finish for i in items if plan.items[i].formal_from is not None]
    if signed is None or len(found) < len(items):
        return "broken", days(limit, unit), Said("—", "—"), Said("有事项不能模拟办理", "not every item can be simulated"), ()
    calendar = case.mechanism.calendar
    longest = max(calendar.count(signed, day) if unit == "working" else (day - signed).days for day in found if day)
    return _compare(longest, limit, unit, Said(
        f"设签约晚于全部模拟意见：签约 {signed}，最后一项转正 {max(d for d in found if d)}",
        f"with the contract later than every simulated opinion: signed {signed}, last formal decision {max(d for d in found if d)}"))


def _papers(case: _Case) -> Result:
    inner = Fields(case.fields.map("at_least") or Map(case.fields.source.where), case.fields.faults, Said("at_least", "at_least"))
    share = inner.number("share", required=True) or 0
    count = paper_count(paper_needs(case.plan()))
    return ("holds" if count.share >= share else "broken", Said(f"减少 {share:g}% 以上", f"at least {share:g}% fewer"), Said(
        f"{count.share:.1f}%（{count.asked} 次减为 {count.bring} 份）", f"{count.share:.1f}% ({count.asked} hand-ins become {count.bring} papers)"), Said(
        f"方案没有写基数；这里以逐项单独提交为基数：{count.results} 次由前面的结果代替，{count.repeated} 次不再重复提交",
        f"the plan names no base; here it is each item asking for itself: {count.results} served by results, {count.repeated} not handed in again"), ())


def _merged(case: _Case) -> Result:
    plan = case.plan()
    into = str(case.measure["merged"])
    inside = [p for p in plan.scheduled if p.host == into and p.item.merge_into]
    before, after = 1 + len(inside), 1
    want_before, want_after = case.fields.whole("from"), case.fields.whole("to")
    good = before == want_before and after == want_after and plan.items[into].status == "applies"
    names, names_en = "、".join(p.item.title("zh-Hans") for p in inside), ", ".join(p.item.title("en") for p in inside)
    return ("holds" if good else "broken", Said(f"{want_before} 项合为 {want_after} 项", f"{want_before} become {want_after}"),
            Said(f"{before} 项合为 {after} 项", f"{before} become {after}"),
            Said(f"{names} 并入 {plan.items[into].item.title('zh-Hans')}", f"{names_en} handled with {plan.items[into].item.title('en')}"), ())


def _together(case: _Case) -> Result:
    plan = case.plan()
    items = [plan.items[str(i)] for i in case.measure["together"] if plan.items[str(i)].status == "applies"]
    ends = {p.finish for p in items}
    state = "holds" if len(ends) == 1 and len(items) > 1 else "broken"
    return state, Said("同步办结", "decided together"), Said(
        "、".join(sorted(str(e) for e in ends)), ", ".join(sorted(str(e) for e in ends))), Said(
        "、".join(p.item.title("zh-Hans") for p in items) + " 的办结日", "decision days of " + ", ".join(p.item.title("en") for p in items)), ()


def _late(case: _Case) -> Result:
    limit, unit = case.bound("allowed")
    plan, item = case.plan(), str(case.measure["late"])
    found = [n for n in paper_needs(plan) if n.late_days and item in n.asked_by]
    decided = plan.items[item].finish
    if not found or decided is None:
        return "broken", days(limit, unit), Said("—", "—"), Said("没有可以后补的材料", "no paper may follow later"), ()
    need = found[0]
    until = due_later(decided, need.late_days, need.late_unit, case.mechanism.calendar)
    good = (need.late_days, need.late_unit) == (limit, unit)
    return "holds" if good else "broken", Said(f"可后补 {days(limit, unit).zh}",
        f"may follow {days(limit, unit).en} later"), days(need.late_days, need.late_unit), Said(
        f"{decided} 发证，“{need.name}”最迟 {until} 补齐", f"permit on {decided}; the paper is due by {until}"), ()


def _duty(case: _Case) -> Result:
    limit, unit = case.bound()
    record = next(r for r in case.mechanism.of_kind("deadlines") if r.id == case.measure["duty"])
    n, mine = record.data.get("days"), record.data.get("unit", "working")
    if not isinstance(n, int):
        refuse(record.where, f"“{record.name}”没有写天数（days）", f'"{record.name}" says no days')
    due = due_day(case.mechanism.calendar, case.start, Limit(n, "working" if mine == "working" else "calendar"), ())
    state = "clock" if (n, mine) == (limit, unit) else "broken"
    why = Said(f"不是审批事项，由时限计：{case.start} 收到，{due} 到期（{record.section}）",
               f"not an approval item; the clock runs on it: received {case.start}, due {due}")
    return state, Said(f"不超过 {days(limit, unit).zh}", f"at most {days(limit, unit).en}"), days(n, mine), why, ()


def _open(case: _Case) -> Result:
    count = case.measure.get("count")
    known = Said("—", "—")
    if isinstance(count, Map):
        stages = [str(s) for s in count.get("stages") or []]
        items = [i for i in case.mechanism.items.values() if i.stage in stages]
        known = Said(f"目录中这些阶段共 {len(items)} 项", f"{len(items)} items in those stages of the catalog")
    return "open", Said("见原文", "see the plan"), known, Said("方案没有写全，算不出来", "the plan does not say enough to compute it"), ()


_ANSWER: Mapping[str, Callable[[_Case], Result]] = {
    "total": _total, "span": _span, "item": _item, "conversion": _conversion, "papers_saved": _papers, "merged": _merged,
    "together": _together, "late": _late, "duty": _duty, "open": _open,
}


def as_dict(answer: Answer) -> dict[str, Any]:
    """An answer for JSON."""
    return {
        "id": answer.id, "name": dict(answer.name), "said": answer.said, "section": answer.section, "project": answer.project,
        "state": answer.state, "promised": answer.promised._asdict(), "computed": answer.computed._asdict(), "why": answer.why._asdict(),
        "budgets": [vars(b) for b in answer.budgets], "missing": dict(answer.missing),
    }
