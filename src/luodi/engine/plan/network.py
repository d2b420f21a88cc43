"""The items of a mechanism as a network of numbers, and the two passes over it.

A node is an item, or the formal decision that follows a simulated one. Times are day offsets of the calendar, so that
working days, calendar days and rest days meet in one scale. An item starts when everything before it is finished; the
day it starts is not counted (Civil Code art. 201), so a limit of n working days ends on the n-th working day after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from operator import itemgetter

from luodi.engine.mechanism.graph import Edge
from luodi.engine.source import refuse
from luodi.engine.workdays import Calendar

WORKING, CALENDAR, CALENDAR_NO_ROLL = 0, 1, 2
UNIT = {"working": WORKING, "calendar": CALENDAR}


@dataclass
class Network:
    """Nodes by number, with what each waits for. Built once for a mechanism and a set of mergers.

    `host`: the node in which an item is handled. `formal`: the node of the formal decision of a simulated item.
    `conversions`: nodes for the days from a trigger to the formal decisions: the trigger's node, days, unit.
    `special`: nodes that wait for more than `before`. `ordered` puts one flag a node into `order`.
    """

    calendar: Calendar
    count: int
    edges: list[list[Edge]] = field(default_factory=list)
    before: list[list[int]] = field(default_factory=list)
    conditional: list[list[tuple[int, int]]] = field(default_factory=list)
    any_of: list[list[tuple[tuple[int, ...], int]]] = field(default_factory=list)
    prepare: list[list[int]] = field(default_factory=list)
    host: list[int] = field(default_factory=list)
    formal: dict[int, int] = field(default_factory=dict)
    conversions: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    special: frozenset[int] = frozenset()
    order: list[int] | None = None
    ordered: Callable[[Sequence[bool]], Sequence[bool]] = tuple

    def finish(self, start: int, days: int, unit: int) -> int:
        """The offset of the last day of a period that starts on `start` (not counted)."""
        if not days:
            return start
        calendar = self.calendar
        try:
            if unit == WORKING:
                return calendar.offsets[calendar.upto[start] + days]
            end = start + days
            if unit == CALENDAR and calendar.rules.roll == "next":
                end = calendar.offsets[calendar.upto[end - 1] + 1]
            calendar.dates[end]
        except IndexError:
            beyond(calendar)
        return end

    def start_for(self, end: int, days: int, unit: int) -> int:
        """The latest working day on which a period of `days` may start to be finished on `end`."""
        calendar = self.calendar
        position = calendar.upto[end] - days if unit == WORKING else calendar.upto[max(end - days, 0)]
        return calendar.offsets[max(position, 1)]

    def sorted(self, chosen: Sequence[int], on: Sequence[bool], flags: Sequence[bool]) -> list[int]:
        """The chosen nodes with nothing before what it waits for."""
        if self.order is not None:
            wanted = set(chosen)
            return [k for k in self.order if k in wanted]
        graph = {k: [d for d in self.waits(k, on, flags) if on[d]] for k in chosen}
        try:
            return list(TopologicalSorter(graph).static_order())
        except CycleError as problem:  # the mechanism was checked when loaded; a lever can still close a circle
            refuse(None, f"事项互相等待成了环：{problem.args[1]}", f"items wait for each other in a circle: {problem.args[1]}")

    def item_of(self) -> dict[int, int]:
        """The item behind every added node: the simulated one, or the trigger of a conversion."""
        return {f: k for k, f in self.formal.items()} | {c: trigger for c, (trigger, _, _) in self.conversions.items()}

    def waits(self, k: int, on: Sequence[bool], flags: Sequence[bool]) -> Iterable[int]:
        """Every node that `k` may wait for in this project."""
        yield from self.before[k]
        yield from (d for d, c in self.conditional[k] if flags[c])
        for group, c in self.any_of[k]:
            if c < 0 or flags[c]:
                yield from (d for d in group if on[d])
        yield from self.prepare[k]


@dataclass
class Timing:
    """What the two passes need of one project: which nodes, their days, what is dropped, and the enterprise's own days."""

    start: int
    chosen: list[int]
    on: list[bool]
    flags: Sequence[bool]
    days: list[int]
    units: list[int]
    own: Mapping[int, tuple[int, int]]
    drops: Mapping[int, frozenset[int]]

    def odd(self, net: Network) -> Set[int]:
        """The nodes that need more than a look at `before`."""
        return net.special.union(self.own, self.drops) if self.own or self.drops else net.special


def picker(places: Sequence[int]) -> Callable[[Sequence[bool]], Sequence[bool]]:
    """Takes the flags at some places, quickly."""
    return itemgetter(*places) if len(places) > 1 else lambda flags: tuple(flags[place] for place in places)


def beyond(calendar: Calendar) -> None:
    """Refuse a result past the last day of the calendar."""
    refuse(None, f"结果超出日历（到 {calendar.last} 为止），请核对开始日期和工期",
           f"the result lies beyond the calendar, which ends on {calendar.last}; check the start and the duration of the works")


def forward(net: Network, timing: Timing) -> tuple[list[int], list[int]]:
    """Earliest starts and finishes of all nodes. Nodes left out stay at the start and hold nothing back."""
    t0, days, units, own, drops = timing.start, timing.days, timing.units, timing.own, timing.drops
    before, upto, offsets, special, odd = net.before, net.calendar.upto, net.calendar.offsets, net.special, timing.odd(net)
    starts, ends = [t0] * net.count, [t0] * net.count
    try:
        for k in timing.chosen:
            t = t0
            if k not in odd:
                for d in before[k]:
                    if ends[d] > t:
                        t = ends[d]
            elif k not in special and k not in own:
                dropped = drops[k]
                for d in before[k]:
                    end = ends[d]
                    if end > t and d not in dropped:
                        t = end
            else:
                t = _ready(net, timing, k, ends)
                if k in own:
                    prepared = net.finish(_prepare_from(net, timing, k, ends), *own[k])
                    if prepared > t:
                        t = prepared
            starts[k] = t
            n = days[k]
            if not n:
                ends[k] = t
            elif not units[k]:  # working days
                ends[k] = offsets[upto[t] + n]
            else:
                ends[k] = net.finish(t, n, units[k])
    except IndexError:
        beyond(net.calendar)
    return starts, ends


def _ready(net: Network, timing: Timing, k: int, ends: list[int]) -> int:
    t, dropped, flags, on = timing.start, timing.drops.get(k, frozenset()), timing.flags, timing.on
    for d in net.before[k]:
        if ends[d] > t and d not in dropped:
            t = ends[d]
    for d, c in net.conditional[k]:
        if flags[c] and ends[d] > t and d not in dropped:
            t = ends[d]
    for group, c in net.any_of[k]:
        if c < 0 or flags[c]:
            found = [ends[d] for d in group if on[d]]
            if found and min(found) > t and not dropped.intersection(group):
                t = min(found)
    return t


def _prepare_from(net: Network, timing: Timing, k: int, ends: list[int]) -> int:
    t = timing.start
    for d in net.prepare[k]:
        if ends[d] > t:
            t = ends[d]
    return t


def backward(net: Network, timing: Timing, starts: list[int], ends: list[int], target: int,
             last: int) -> tuple[list[int], list[int], list[bool]]:
    """Latest starts and finishes for a target, and which nodes carry the end of the forward pass, `last`.

    A node is critical when it finishes last, or when a critical one could start only because it finished.
    """
    days, units, own = timing.days, timing.units, timing.own
    before, upto, offsets, odd = net.before, net.calendar.upto, net.calendar.offsets, timing.odd(net)
    latest_start, latest_end, critical = [target] * net.count, [target] * net.count, [False] * net.count
    in_time = target >= last
    for k in reversed(timing.chosen):
        begin, t = latest_end[k], starts[k]
        if n := days[k]:
            working = not units[k] and upto[begin] > n
            begin = offsets[upto[begin] - n] if working else net.start_for(begin, n, units[k])
            if begin < t and in_time:  # budgets in plain calendar days may begin on a rest day, which rounding to working days misses
                begin = t
        latest_start[k] = begin
        if ends[k] == last:
            critical[k] = True
        carries = critical[k]
        if k not in odd:
            for d in before[k]:
                if latest_end[d] > begin:
                    latest_end[d] = begin
            if carries:
                for d in before[k]:
                    if ends[d] == t:
                        critical[d] = True
            continue
        for d in binding(net, timing, k, ends):
            if latest_end[d] > begin:
                latest_end[d] = begin
            if carries and ends[d] == t:
                critical[d] = True
        if k in own:
            since = _prepare_from(net, timing, k, ends)
            prepared = net.finish(since, *own[k]) == t
            latest = net.start_for(begin, *own[k])
            for d in net.prepare[k]:
                if latest_end[d] > latest:
                    latest_end[d] = latest
                if carries and prepared and ends[d] == since:
                    critical[d] = True
    return latest_start, latest_end, critical


def binding(net: Network, timing: Timing, k: int, ends: list[int]) -> Iterable[int]:
    """The nodes that `k` really waits for in this project; of several that would do, the first to be ready."""
    dropped, flags, on = timing.drops.get(k, frozenset()), timing.flags, timing.on
    yield from (d for d in net.before[k] if on[d] and d not in dropped)
    yield from (d for d, c in net.conditional[k] if flags[c] and on[d] and d not in dropped)
    for group, c in net.any_of[k]:
        if (c < 0 or flags[c]) and not dropped.intersection(group):
            found = [d for d in group if on[d]]
            if found:
                yield min(found, key=lambda d: ends[d])
