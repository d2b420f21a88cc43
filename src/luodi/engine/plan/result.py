"""The approval map of one project: every item with its answer, its dates and its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from luodi.engine.catalog import Item, Lever, Limit
from luodi.engine.conditions import Facts, Trace, informative
from luodi.engine.mechanism import Mechanism, Route, Span, Total
from luodi.engine.plan.apportion import apportioned, span_days
from luodi.engine.plan.compiled import Change, Compiled, Flags, relax
from luodi.engine.plan.network import Timing, backward, binding, forward
from luodi.engine.plan.questions import easiest_first

if TYPE_CHECKING:
    from luodi.engine.plan.planner import Planner


@dataclass(frozen=True)
class Wait:
    """One reason why an item cannot start earlier. `binding`: it is what sets the start."""

    item: str
    kinds: tuple[str, ...]
    papers: tuple[str, ...]
    binding: bool


@dataclass(frozen=True)
class PlannedItem:
    """One item of a map. Dates are None for items that do not apply or are not known yet.

    `start`: accepted on (the day itself is not counted). `finish`: decided on. `slack`: working days.
    `own_from`: when the enterprise begins to prepare the papers, as late as its start allows.
    `host`: the item in whose form and limit this one is handled. `formal_from`: start of the formal decision after a simulated one.
    """

    item: Item
    status: str
    because: Trace
    stage: str
    authority: str
    authority_certain: bool
    route: Route | None
    start: date | None = None
    finish: date | None = None
    latest_start: date | None = None
    latest_finish: date | None = None
    slack: int | None = None
    critical: bool = False
    days: int = 0
    unit: str = "working"
    limit: Limit | None = None
    own_days: int = 0
    own_unit: str = "working"
    own_from: date | None = None
    waits: tuple[Wait, ...] = ()
    host: str = ""
    formal_from: date | None = None
    relaxed_by: tuple[str, ...] = ()
    apportioned: bool = False

    @property
    def id(self) -> str:
        """The item's id."""
        return self.item.id

    @property
    def days_unknown(self) -> bool:
        """Whether nobody has published how long this takes; it is then scheduled as taking no time."""
        return self.status == "applies" and self.limit is None and not self.host and not self.relaxed_by


class Plan:
    """An approval map. Made by `Planner.plan`; everything past the two passes is worked out when it is asked for."""

    def __init__(self, planner: Planner, compiled: Compiled, facts: Facts, certain: Flags, possible: Flags,
                 active: tuple[Change, ...], timing: Timing, own_days: Mapping[str, int] | None = None, fixed: Mapping[int, int] | None = None,
                 total: Total | None = None) -> None:
        self.planner, self.compiled, self.facts = planner, compiled, facts
        self.certain, self.possible, self.active, self.timing = certain, possible, active, timing
        self.apportioned: Mapping[int, int] = fixed or {}
        self.total, self.own_days = total, own_days
        self.starts, self.ends = forward(compiled.net, timing)
        self.end = max(self.ends)  # nodes left out stay at the start
        self.latest_starts, self.latest_ends, self.critical = backward(compiled.net, timing, self.starts, self.ends, self.end, self.end)

    @property
    def mechanism(self) -> Mechanism:
        """The mechanism under which the map was made."""
        return self.planner.mechanism

    @property
    def start(self) -> date:
        """The first working day on or after the day asked for."""
        return self._date(self.timing.start)

    @property
    def finish(self) -> date:
        """The day on which the last item is finished."""
        return self._date(self.end)

    @property
    def provisional(self) -> bool:
        """Whether any date leans on a year whose holiday notice is not yet published."""
        return self.mechanism.calendar.is_provisional(self.finish)

    @property
    def levers(self) -> tuple[Lever, ...]:
        """The relaxations in force on this map."""
        return tuple(change.lever for change in self.active)

    def _date(self, offset: int) -> date:
        return self.mechanism.calendar.dates[offset]

    def rows(self) -> list[tuple[str, str, str, str, str, bool]]:
        """Per scheduled item, in order: id, first and last day of handling, the latest such days, critical. ISO dates.

        The first day of handling is the first one counted: the working day after the item is accepted.
        """
        isos, counted, ids = self.mechanism.calendar.isos, self.planner.counted, self.planner.base.ids
        starts, ends, latest, lasts, critical = self.starts, self.ends, self.latest_starts, self.latest_ends, self.critical
        formal, n = self.compiled.net.formal, len(ids)
        if self.compiled.net.count > n:
            return [(ids[k], counted[starts[k]], isos[ends[formal.get(k, k)]], counted[latest[k]], isos[lasts[formal.get(k, k)]],
                     critical[k] or critical[formal.get(k, k)]) for k in self.timing.chosen if k < n]
        return [(ids[k], counted[starts[k]], isos[ends[k]], counted[latest[k]], isos[lasts[k]], critical[k]) for k in self.timing.chosen]

    @cached_property
    def reasons(self) -> Sequence[Trace]:
        """Why each item of the mechanism applies, does not, or is not decided, in catalog order."""
        return self.planner.reasons(self.facts)

    @cached_property
    def items(self) -> Mapping[str, PlannedItem]:
        """Every item of the mechanism with its answer, in catalog order."""
        return {item.id: self._planned(k, item, self.reasons[k]) for k, item in enumerate(self.planner.base.items)}

    @cached_property
    def scheduled(self) -> tuple[PlannedItem, ...]:
        """The items to be done, by start, then finish, then catalog order; merged ones stand with their host's dates."""
        found = [p for p in self.items.values() if p.status == "applies"]
        return tuple(sorted(found, key=lambda p: (p.start or date.max, p.finish or date.max)))

    @cached_property
    def unknown(self) -> tuple[PlannedItem, ...]:
        """The items of which the facts do not yet say whether they apply."""
        return tuple(p for p in self.items.values() if p.status == "unknown")

    def _planned(self, k: int, item: Item, because: Trace) -> PlannedItem:
        mechanism, compiled, timing = self.mechanism, self.compiled, self.timing
        flag = compiled.applies[k]
        skipped = tuple(c.lever.id for c in self.active if k in c.skips)
        status = "relaxed" if skipped and self.certain[flag] else "applies" if self.certain[flag] else "unknown" if self.possible[flag] else "does_not"
        net = compiled.net
        node = net.host[k]
        # Who decides is settled on the day of acceptance: a power delegated later does not move an item accepted before.
        accepted = self._date(self.starts[node]) if status == "applies" else self.start
        authority, route, certain = mechanism.decided_by(item, self.facts, accepted)
        stage = mechanism.stage_of[item.stage].id
        if status != "applies":
            return PlannedItem(item, status, because, stage, authority, certain, route, relaxed_by=skipped)
        formal = net.formal.get(node)
        last = formal if formal is not None else node
        calendar = mechanism.calendar
        own = timing.own.get(node)
        own_from = None
        if own and item.actor not in ("enterprise", "market"):
            own_from = self._date(net.start_for(self.starts[node], *own))
        limit = next((x for c, x in self._limits(node) if c < 0 or self.certain[c]), None)
        relaxed = tuple(c.lever.id for c in self.active if node in c.limits or node in c.drops or any(m == k for m, _ in c.merges) or any(
            node in group for group, *_ in c.simulates))
        return PlannedItem(
            item, status, because, stage, authority, certain, route, start=accepted, finish=self._date(self.ends[last]),
            latest_start=self._date(self.latest_starts[node]), latest_finish=self._date(self.latest_ends[last]),
            slack=calendar.upto[self.latest_ends[last]] - calendar.upto[self.ends[last]],
            critical=self.critical[last] or self.critical[node], days=timing.days[node], unit="working" if timing.units[node] == 0 else "calendar",
            limit=None if node != k else limit, own_days=own[0] if own_from and own else 0,
            own_unit="working" if not own or own[1] == 0 else "calendar", own_from=own_from,
            waits=self._waits(node), host=self.planner.base.ids[node] if node != k else "",
            formal_from=self._formal_from(node), relaxed_by=relaxed, apportioned=node in self.apportioned)

    def _formal_from(self, node: int) -> date | None:
        """When the conversion of a simulated opinion into a decision began; None where it was formal from the start."""
        net = self.compiled.net
        formal = net.formal.get(node)
        if formal is None:
            return None
        conversion = next(d for d in net.before[formal] if d != node)
        return self._date(self.starts[conversion]) if self.ends[node] < self.ends[conversion] else None

    def _limits(self, k: int) -> Sequence[tuple[int, Limit]]:
        if k in self.compiled.variants:
            return self.compiled.variants[k]
        return tuple((-1, x) for x in self.planner.base.limits[k])

    def _waits(self, node: int) -> tuple[Wait, ...]:
        net, timing, base = self.compiled.net, self.timing, self.planner.base
        real = set(binding(net, timing, node, self.ends))
        back = net.item_of() if net.count > len(base.ids) else {}
        found: dict[int, tuple[list[str], list[str]]] = {}
        for edge in net.edges[node]:
            for name in edge.before:
                d = net.host[base.index[name]]
                for reached in (d, net.formal.get(d, d)):
                    if reached in real or (edge.kind == "prepare" and timing.on[d]):
                        kinds, papers = found.setdefault(d, ([], []))
                        if edge.kind not in kinds:
                            kinds.append(edge.kind)
                        if edge.paper and edge.paper not in papers:
                            papers.append(edge.paper)
        return tuple(Wait(base.ids[back.get(d, d)], tuple(kinds), tuple(papers), self.ends[net.formal.get(d, d)] == self.starts[node])
                     for d, (kinds, papers) in found.items())

    @cached_property
    def critical_path(self) -> tuple[str, ...]:
        """One chain of items that carries the finish, in order."""
        net, timing = self.compiled.net, self.timing
        base = self.planner.base
        back = net.item_of()
        chain: list[int] = []
        ends = [k for k in timing.chosen if self.critical[k] and self.ends[k] == self.end]
        node = ends[-1] if ends else None
        while node is not None:
            chain.append(back.get(node, node))
            t = self.starts[node]
            found = [d for d in binding(net, timing, node, self.ends) if self.ends[d] == t and self.critical[d]]
            if not found and node in timing.own:
                found = [d for d in net.prepare[node] if timing.on[d] and self.critical[d]]
            node = max(found, key=lambda d: self.ends[d]) if found else None
        return tuple(dict.fromkeys(base.ids[k] for k in reversed(chain)))

    @cached_property
    def milestones(self) -> Mapping[str, date]:
        """The day on which each gate opens: everything before it is finished. Gates that hold nothing here are left out."""
        out = {}
        for gate in self.mechanism.gates.values():
            held = [self.items[i].start for i in gate.holds if self.items[i].status == "applies"]
            before = [p.finish for p in self.items.values() if p.status == "applies" and (p.item.before == gate.id or p.id in gate.after)]
            # A gate that would hold something holds nothing in a project without it: no works, no start of works.
            days = [d for d in (held if gate.holds else before) if d]
            if days:
                out[gate.id] = max(days)
        return out

    def finish_if_all_apply(self) -> date:
        """The finish if every item not known yet applied."""
        if not self.unknown:
            return self.finish
        net, timing = self.compiled.net, self.timing
        base = self.planner.base
        on = list(timing.on)
        for planned in self.unknown:
            k = base.index[planned.id]
            on[k] = net.host[k] == k
        chosen = net.sorted([k for k, here in enumerate(on) if here], on, self.possible)
        return self._date(max(forward(net, replace(timing, on=on, chosen=chosen))[1]))

    def finish_with(self, levers: Iterable[str]) -> date:
        """The finish with some more levers; only that, and cheaply."""
        planner, compiled, timing = self.planner, self.compiled, self.timing
        asked = tuple(levers)
        if self.own_days or planner.mechanism.totals or not planner.reshaping.isdisjoint(asked):
            return planner.finish(self.facts, self.start, (*(change.lever.id for change in self.active), *asked), self.own_days)
        changes = planner.changes(asked, self.possible, compiled.levers)
        days, units, drops = list(timing.days), list(timing.units), dict(timing.drops)
        relax(changes, days, units, drops)
        shorter = Timing(timing.start, timing.chosen, timing.on, timing.flags, days, units, timing.own, drops)
        return self._date(max(forward(compiled.net, shorter)[1]))

    def questions(self) -> list[tuple[str, float]]:
        """The attributes that can still change the map, best question first, each with the answers it is expected to settle for its effort."""
        open_nodes = [p.item.applies.node for p in self.unknown]
        open_nodes += [self.compiled.conditions.nodes[c] for k in self.timing.chosen for _, c in self.compiled.net.conditional[k]
                       if self.possible[c] and not self.certain[c]]
        flags = self.compiled.levers
        open_nodes += [change.lever.when.node for name, change in self.planner.standing
                       if self.possible[flags[name]] and not self.certain[flags[name]] and self._bears(change)]
        wanted = {p.item.id for p in self.scheduled} | {p.item.stage for p in self.scheduled}
        open_nodes += [route.when.node for route in self.mechanism.routes if wanted.intersection(route.items, route.stages)]
        return easiest_first(informative(list(dict.fromkeys(open_nodes)), self.facts, self.mechanism.table), self.facts, self.mechanism.table)

    def _bears(self, change: Change) -> bool:
        """Whether a lever touches an item of this map."""
        handled = {member for member, _ in change.merges} | {k for group, *_ in change.simulates for k in group}
        touched = {*change.limits, *change.drops, *change.skips, *handled}
        return any(self.timing.on[k] for k in touched)

    def span(self, span: Span) -> int:
        """The government's days of a published span on this map, in the span's own unit."""
        return span_days(self, span)

    def span_in(self, span: Span, unit: str) -> int:
        """The same, counted in another unit: working or calendar days."""
        return span_days(self, replace(span, unit=unit))

    def stage_days(self, stage: str) -> int:
        """The government's working days on the longest chain of one drawn stage's items."""
        items = tuple(p.id for p in self.scheduled if p.stage == stage)
        return span_days(self, Span(stage, {}, "working", items, "", "", "", True))

    def as_usual(self, usual: Plan) -> Plan:
        """This map with the budgets that a published total gives the project without its extra levers, where no lever sets the days."""
        relaxed = {k for change in self.active for k in change.limits}
        budgets = {k: n for k, n in usual.apportioned.items() if k not in relaxed}
        if not budgets:
            return self
        days, units = list(self.timing.days), list(self.timing.units)
        for k, n in budgets.items():
            days[k], units[k] = n, usual.timing.units[k]
        timing = replace(self.timing, days=days, units=units)
        return Plan(self.planner, self.compiled, self.facts, self.certain, self.possible, self.active, timing, self.own_days, budgets)

    def within_totals(self) -> Plan:
        """This map with the first published total that fits the project kept: where the items' own days exceed it, they are
        apportioned (see `apportion`) and marked so."""
        for flag, total in zip(self.compiled.totals, self.mechanism.totals, strict=True):
            if self.certain[flag]:
                budgets = apportioned(self, self.mechanism.spans[total.span], total.at_most, total.unit)
                if not budgets:
                    return Plan(self.planner, self.compiled, self.facts, self.certain, self.possible, self.active, self.timing, self.own_days,
                                self.apportioned, total)
                days, units = list(self.timing.days), list(self.timing.units)
                for k, (n, unit) in budgets.items():
                    days[k], units[k] = n, unit
                timing = replace(self.timing, days=days, units=units)
                changed = {k: n for k, (n, unit) in budgets.items() if (n, unit) != (self.timing.days[k], self.timing.units[k])}
                return Plan(self.planner, self.compiled, self.facts, self.certain, self.possible, self.active, timing, self.own_days,
                            {**self.apportioned, **changed}, total)
        return self
