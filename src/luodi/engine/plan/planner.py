"""Facts + mechanism + start day -> the approval map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import compress
from typing import Any

from luodi.engine.conditions import Facts, Traces
from luodi.engine.mechanism import Mechanism
from luodi.engine.plan.compiled import Base, Change, Compiled, Flags, compile_network, make_base, relax
from luodi.engine.plan.network import Timing, forward
from luodi.engine.plan.result import Plan
from luodi.engine.source import near, refuse

Key = tuple[tuple[tuple[int, int], ...], tuple[tuple[tuple[int, ...], int, int, int], ...]]
PLAINEST: Key = ((), ())


class Planner:
    """Plans projects under one mechanism. Make one and keep it: it compiles the mechanism once.

    `basis`: "promised" takes the place's promise, else another place's published value, else the statutory limit, else the
    planning assumption; "statutory" takes the statutory limit first.
    """

    def __init__(self, mechanism: Mechanism, basis: str = "promised") -> None:
        self.mechanism = mechanism
        self.base: Base = make_base(mechanism, basis)
        self._networks: dict[Key, Compiled] = {}
        self.plainest = self.compiled(PLAINEST)
        self.reshaping = frozenset(name for name, change in self.base.changes.items() if change.reshapes)
        self._standing_ids = frozenset(x.id for x in mechanism.levers.values() if x.offered and x.standing)
        self.standing = tuple((x.id, self.base.changes[x.id]) for x in mechanism.levers.values() if x.offered and x.standing)

    @cached_property
    def reasons(self) -> Traces:
        """Why each item applies or does not, in catalog order."""
        return Traces([item.applies.node for item in self.base.items], self.mechanism.table)

    @cached_property
    def counted(self) -> list[str]:
        """By day offset, the first day that counts after it: the next working day, as an ISO date."""
        calendar = self.mechanism.calendar
        isos, offsets = calendar.isos, calendar.offsets
        return [isos[offsets[position + 1]] for position in calendar.upto if position + 1 < len(offsets)]

    def read_facts(self, stated: Mapping[str, Any]) -> Facts:
        """See `Mechanism.read_facts`."""
        return self.mechanism.read_facts(stated)

    def plan(self, facts: Facts, start: date, levers: Iterable[str] = (), own_days: Mapping[str, int] | None = None,
             totals: bool = True) -> Plan:
        """The approval map of a project that starts on a day.

        `facts`: as `read_facts` gives them. `levers`: ids to use beyond those that stand for every project.
        `own_days`: days of the enterprise's own work by item, in the unit of the catalog.
        `totals`: keep the totals that the place publishes, apportioning them where its items' own days exceed them.
        Raises Refused for an unknown lever or item and for dates outside the calendar.
        """
        compiled, certain, possible, active, timing = self._timing(facts, start, levers, own_days)
        plan = Plan(self, compiled, facts, certain, possible, active, timing, own_days)
        if totals and self.mechanism.totals:
            if any(change.lever.id not in self._standing_ids for change in active):
                # A lever comes on top of the published total: what it saves must not be given back to the other items.
                plan = plan.as_usual(self.plan(facts, start, (), own_days))
            plan = plan.within_totals()
        return plan

    def finish(self, facts: Facts, start: date, levers: Iterable[str] = (), own_days: Mapping[str, int] | None = None) -> date:
        """Only the day on which everything is finished; for a what-if on a map already made see `Plan.finish_with`."""
        if self.mechanism.totals:
            return self.plan(facts, start, levers, own_days).finish
        compiled, _, _, _, timing = self._timing(facts, start, levers, own_days)
        ends = forward(compiled.net, timing)[1]
        return self.mechanism.calendar.dates[max(ends)]

    def _timing(self, facts: Facts, start: date, levers: Iterable[str], own_days: Mapping[str, int] | None,
                ) -> tuple[Compiled, Flags, Flags, tuple[Change, ...], Timing]:
        base = self.base
        compiled = self.plainest
        certain, possible = compiled.conditions.answer(facts)
        active = self._active(certain, possible, compiled, levers)
        key = self.structure(certain, compiled, active)
        if key != PLAINEST:
            compiled = self.compiled(key)
            certain, possible = compiled.conditions.answer(facts)
        on = list(compiled.applying(certain))
        net = compiled.net
        days, units = list(base.days), list(base.units)
        drops: dict[int, frozenset[int]] = {}
        if compiled.variants:
            self._vary(compiled, certain, days, units)
        for change in active:
            if change.skips:
                for k in change.skips:
                    on[k] = False
        relax(active, days, units, drops)
        if net.formal:
            self._formal(compiled, on, days, units)
        scheduled = on if key == PLAINEST else [here and net.host[k] == k for k, here in enumerate(on)]
        order = net.order
        if order is not None:
            chosen = list(compress(order, net.ordered(scheduled)))
        else:
            chosen = net.sorted([k for k in range(net.count) if scheduled[k]], scheduled, possible)
        own = base.own if not own_days else self._own(days, own_days)
        return compiled, certain, possible, active, Timing(self.offset(start), chosen, scheduled, possible, days, units, own, drops)

    def changes(self, levers: Iterable[str], possible: Flags, flag: Mapping[str, int]) -> list[Change]:
        """What some levers do, those ruled out by the facts left out. Raises Refused for one that is not known."""
        found = []
        for name in levers:
            change = self.base.changes.get(name)
            if change is None:
                hint = near(name, self.base.changes)
                refuse(None, f"没有名为“{name}”的提速办法{hint.zh}", f'there is no lever "{name}"{hint.en}')
            if possible[flag[name]]:
                found.append(change)
        return found

    def offset(self, start: date) -> int:
        """The day offset on which a project asked to start on a day really starts: the first working day on or after it."""
        calendar = self.mechanism.calendar
        if not calendar.first < start <= calendar.last:
            refuse(None, f"开始日期 {start} 不在日历（{calendar.first} 至 {calendar.last}）之内",
                   f"the start {start} is outside the calendar ({calendar.first} to {calendar.last})")
        offset = start.toordinal() - calendar.base
        position = calendar.upto[offset - 1] + 1
        return calendar.offsets[position] if position < len(calendar.offsets) else offset

    def _active(self, certain: Flags, possible: Flags, compiled: Compiled, levers: Iterable[str]) -> tuple[Change, ...]:
        flag = compiled.levers
        active = {name: change for name, change in self.standing if certain[flag[name]]}
        active |= {change.lever.id: change for change in self.changes(levers, possible, flag)}
        return tuple(active.values())

    def structure(self, certain: Flags, compiled: Compiled, active: Sequence[Change]) -> Key:
        """Which items are handled in which, and which are simulated: what decides the shape of the network."""
        applies = compiled.applies
        merges = {member: k for k, members in self.base.joint.items() if certain[applies[k]] for member in members}
        simulates: list[tuple[tuple[int, ...], int, int, int]] = []
        for change in active:
            for member, into in change.merges:
                if certain[applies[into]]:
                    merges.setdefault(member, into)
        for change in active:
            for group, until, days, unit in change.simulates:
                taken = {k for earlier, *_ in simulates for k in earlier}
                left = tuple(k for k in group if k not in merges and k not in taken)
                if left and certain[applies[until]]:
                    simulates.append((left, until, days, unit))
        return tuple(sorted(merges.items())), tuple(simulates)

    def compiled(self, key: Key) -> Compiled:
        """The network of a shape; made once."""
        if key not in self._networks:
            if len(self._networks) > 256:  # keeps a long-lived planner small; a network is made again in milliseconds
                self._networks = {}
            self._networks[key] = compile_network(self.base, *key)
        return self._networks[key]

    def _vary(self, compiled: Compiled, certain: Flags, days: list[int], units: list[int]) -> None:
        for k, cases in compiled.variants.items():
            for flag, limit in cases:
                if flag < 0 or certain[flag]:
                    days[k], units[k] = limit.days, self.base.unit_of(limit)
                    break

    def _formal(self, compiled: Compiled, on: list[bool], days: list[int], units: list[int]) -> None:
        net = compiled.net
        simulated = net.item_of()
        first = len(on)
        for node in range(first, net.count):
            _, n, unit = net.conversions.get(node, (0, 0, 0))
            days.append(n)
            units.append(unit)
            # A conversion takes time only where something was simulated; its formal decisions stand right before it.
            on.append(any(on[first:]) if node in net.conversions else on[simulated[node]])
            first = node + 1 if node in net.conversions else first

    def _own(self, days: list[int], own_days: Mapping[str, int]) -> Mapping[int, tuple[int, int]]:
        own = dict(self.base.own)
        for name, n in own_days.items():
            k = self.base.index.get(name)
            if k is None:
                hint = near(name, self.base.index)
                refuse(None, f"own_days 里没有事项“{name}”{hint.zh}", f'own_days names no item "{name}"{hint.en}')
            if isinstance(n, bool) or not isinstance(n, int) or not 0 <= n <= 3650:
                refuse(None, f"own_days 里“{name}”的天数应是 0 到 3650 的整数", f'the days of "{name}" in own_days must be a whole number from 0 to 3650')
            if self.base.items[k].actor in ("enterprise", "market"):
                days[k] = n
            else:
                own[k] = (n, own.get(k, (0, 0))[1])
        return own
