"""What-if: what each relaxation and the best combinations save, and whether a date can be kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from luodi.engine.catalog import Lever
from luodi.engine.conditions import Facts
from luodi.engine.plan import Plan, Planner
from luodi.engine.plan.network import Timing, backward, binding
from luodi.engine.plan.papers import paper_count, paper_needs
from luodi.engine.source import refuse

MAX_TOGETHER = 10


@dataclass(frozen=True)
class Saving:
    """What a set of levers saves against the map as it stands.

    Working days: `to_start` until the works may start, `to_finish` until everything is finished. `papers`: papers not to be
    brought, or not yet. `certain`: whether every lever is known to fit the project.
    """

    levers: tuple[Lever, ...]
    to_start: int
    to_finish: int
    papers: int
    late_papers: int
    start_of_works: date | None
    finish: date
    certain: bool

    @property
    def better(self) -> tuple[int, int, int, int]:
        """Sort key: sooner start, sooner finish, fewer papers, fewer levers."""
        return (self.to_start, self.to_finish, self.papers, -len(self.levers))


@dataclass(frozen=True)
class Case:
    """A project to ask what-if questions about."""

    planner: Planner
    facts: Facts
    start: date
    own_days: Mapping[str, int] | None = None
    using: tuple[str, ...] = ()

    def plan(self, levers: Iterable[str] = (), start: date | None = None) -> Plan:
        """The map with some levers beside those in use, or from another day."""
        return self.planner.plan(self.facts, start or self.start, [*self.using, *levers], self.own_days)


def usable(plan: Plan, hypothetical: bool = False) -> list[Lever]:
    """The levers a project could still use: offered by the place (or any, if hypothetical), not in force, not ruled out by the facts."""
    active = {lever.id for lever in plan.levers}
    flags = plan.compiled.levers
    return [lever for lever in plan.mechanism.levers.values()
            if (lever.offered or hypothetical) and lever.id not in active and plan.possible[flags[lever.id]]]


def start_of_works(plan: Plan) -> date | None:
    """The day on which the works may start, or None for a project without works."""
    gate, net, index = plan.mechanism.gates.get("construction_start"), plan.compiled.net, plan.planner.base.index
    if gate is None or not gate.holds:
        return plan.milestones.get("construction_start")
    skipped = {k for change in plan.active for k in change.skips}
    held = [index[i] for i in gate.holds]
    starts = [plan.starts[net.host[k]] for k in held if plan.certain[plan.compiled.applies[k]] and k not in skipped]
    return plan.mechanism.calendar.dates[max(starts)] if starts else None


def saving(base: Plan, after: Plan, levers: Sequence[Lever]) -> Saving:
    """Compare two maps of the same project."""
    count = base.mechanism.calendar.count
    first, second = start_of_works(base), start_of_works(after)
    papers = paper_count(paper_needs(base)).bring - paper_count(paper_needs(after)).bring
    flags = base.compiled.levers
    return Saving(
        tuple(levers), count(second, first) if first and second else 0, count(after.finish, base.finish), papers,
        sum(bool(need.late_days) for need in paper_needs(after)) - sum(bool(need.late_days) for need in paper_needs(base)),
        second, after.finish, all(base.certain[flags[lever.id]] for lever in levers))


def each(case: Case, hypothetical: bool = False) -> list[Saving]:
    """Every usable lever by itself, the best first."""
    base = case.plan()
    found = [saving(base, case.plan([lever.id]), [lever]) for lever in usable(base, hypothetical)]
    return sorted(found, key=lambda s: s.better, reverse=True)


def best(case: Case, most: int = 3, hypothetical: bool = False) -> list[Saving]:
    """The best combinations of one up to `most` levers: for each size the one that brings the works, then the finish, forward most.

    Up to ten levers that bear on the project every combination is tried; beyond that the ten that save most by themselves.
    """
    base = case.plan()
    bearing = _bearing(case, base, hypothetical)
    out: list[Saving] = []
    for size in range(1, min(most, len(bearing)) + 1):
        tried = (saving(base, case.plan([lever.id for lever in some]), some) for some in combinations(bearing, size))
        top = max(tried, key=lambda s: s.better)
        if top.better[:3] > (out[-1].better[:3] if out else (0, 0, 0)):
            out.append(top)
    return out


def _bearing(case: Case, base: Plan, hypothetical: bool) -> list[Lever]:
    """The levers worth combining. Two may save together what neither saves alone (two critical paths), so what a lever touches counts."""
    return [s.levers[0] for s in each(case, hypothetical) if s.papers > 0 or _bears_on(base, s.levers[0])][:MAX_TOGETHER]


def _bears_on(plan: Plan, lever: Lever) -> bool:
    """Whether a lever touches anything that this map does."""
    change, on = plan.planner.base.changes[lever.id], [plan.certain[flag] for flag in plan.compiled.applies]
    return (any(on[k] and (unit != plan.timing.units[k] or n < plan.timing.days[k]) for k, (n, unit) in change.limits.items())
            or any(on[k] and any(on[d] for d in dropped) for k, dropped in change.drops.items())
            or any(on[k] for k in change.skips) or any(on[k] and on[into] for k, into in change.merges)
            or any(on[until] and any(on[k] for k in group) for group, until, _, _ in change.simulates))


@dataclass(frozen=True)
class ByDate:
    """Whether the works can start by a day. `with_levers`: the fewest levers that make it so, when they are needed."""

    target: date
    start_of_works: date | None
    possible: bool
    with_levers: Saving | None
    short_by: int


def can_start_by(case: Case, target: date, hypothetical: bool = False) -> ByDate:
    """Can the works start by `target`? `short_by`: working days missing even with every useful lever."""
    base = case.plan()
    day = start_of_works(base)
    if day is None or day <= target:
        return ByDate(target, day, True, None, 0)
    bearing = _bearing(case, base, hypothetical)
    soonest = start_of_works(case.plan([lever.id for lever in usable(base, hypothetical)])) or day
    for size in range(1, len(bearing) + 1):
        plans = [(some, case.plan([lever.id for lever in some])) for some in combinations(bearing, size)]
        reached = [(some, plan, there) for some, plan in plans if (there := start_of_works(plan))]
        good = [saving(base, plan, some) for some, plan, there in reached if there <= target]
        if good:
            return ByDate(target, day, True, max(good, key=lambda s: s.better), 0)
        soonest = min([soonest, *(there for _, _, there in reached)])
    return ByDate(target, day, False, None, base.mechanism.calendar.count(target, soonest))


@dataclass(frozen=True)
class Backward:
    """A backward schedule (倒排工期): the last day to begin, and by when each item must be accepted and decided.

    `begin_by` is None when even beginning on the first day asked for would be too late; `items` then still shows the days that
    would have been needed.
    """

    target: date
    milestone: str
    begin_by: date | None
    items: Mapping[str, tuple[date, date]]


def backward_from(case: Case, target: date, milestone: str = "construction_start", levers: Iterable[str] = ()) -> Backward:
    """Schedule backwards from a day: a gate of the mechanism, or "finish" for everything.

    Only the items that the milestone waits for are in it. Beginning on `begin_by` keeps the target; one working day later does not.
    """
    chosen = list(levers)
    calendar = case.planner.mechanism.calendar
    if not calendar.first < target <= calendar.last:
        refuse(None, f"目标日期 {target} 不在日历（{calendar.first} 至 {calendar.last}）之内",
               f"the target {target} is outside the calendar ({calendar.first} to {calendar.last})")
    plan = case.plan(chosen)
    if milestone != "finish" and milestone not in plan.milestones:
        refuse(None, f"这个项目没有“{milestone}”这个节点，可用：{'、'.join([*plan.milestones, 'finish'])}",
               f'this project has no milestone "{milestone}"; known: {", ".join([*plan.milestones, "finish"])}')

    def reached(begin: date) -> date:
        there = case.plan(chosen, begin)
        return there.finish if milestone == "finish" else there.milestones[milestone]

    low, high = calendar.upto[case.start.toordinal() - calendar.base], calendar.upto[target.toordinal() - calendar.base]
    if low and not calendar.is_workday(case.start):
        low += 1
    begin: date | None = None
    while low <= high:  # a later start never brings an earlier end, so the last good day is found by halving
        middle = (low + high) // 2
        day = calendar.dates[calendar.offsets[middle]]
        if reached(day) <= target:
            begin, low = day, middle + 1
        else:
            high = middle - 1
    final = case.plan(chosen, begin or case.start)
    return Backward(target, milestone, begin, _latest(final, target, milestone))


def _latest(plan: Plan, target: date, milestone: str) -> Mapping[str, tuple[date, date]]:
    net, base, timing = plan.compiled.net, plan.planner.base, plan.timing
    calendar = plan.mechanism.calendar
    wanted = _leading_to(plan, milestone)
    # Nothing is decided on a rest day: a target on one is reached by the working day before it.
    end = calendar.offsets[calendar.upto[target.toordinal() - calendar.base]]
    part = Timing(timing.start, [k for k in timing.chosen if k in wanted], timing.on, timing.flags, timing.days, timing.units, timing.own, timing.drops)
    starts, ends, _ = backward(net, part, plan.starts, plan.ends, end, max((plan.ends[k] for k in part.chosen), default=part.start))
    out = {}
    for k in part.chosen:
        if k < len(base.ids):
            last = net.formal.get(k, k)
            out[base.ids[k]] = (calendar.dates[starts[k]], calendar.dates[ends[last if last in wanted else k]])
    return out


def _leading_to(plan: Plan, milestone: str) -> set[int]:
    """The nodes a milestone waits for, itself left out."""
    net, base, timing = plan.compiled.net, plan.planner.base, plan.timing
    if milestone == "finish":
        return set(timing.chosen)
    gate = plan.mechanism.gates[milestone]
    held = [net.host[base.index[i]] for i in gate.holds if plan.items[i].status == "applies"]
    before = [net.host[base.index[p.id]] for p in plan.scheduled if p.item.before == milestone]
    before = [net.formal.get(k, k) for k in before]

    def waits(k: int) -> list[int]:
        return [*binding(net, timing, k, plan.ends), *(d for d in net.prepare[k] if k in timing.own and timing.on[d])]

    open_ones = [d for k in held for d in waits(k)] if held else list(before)
    seen: set[int] = set()
    while open_ones:
        k = open_ones.pop()
        if k not in seen:
            seen.add(k)
            open_ones += waits(k)
    return seen
