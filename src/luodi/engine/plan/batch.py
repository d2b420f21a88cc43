"""Many projects at once: the same maps as `Planner.plan`, an array of projects for each item."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from luodi.engine.conditions import Columns, Facts
from luodi.engine.conditions.grammar import tests
from luodi.engine.plan.compiled import Change, Compiled
from luodi.engine.plan.network import WORKING, beyond
from luodi.engine.plan.planner import Key, Planner
from luodi.engine.plan.result import Plan
from luodi.engine.source import near, refuse

Ints = NDArray[np.int32]
Mask = NDArray[np.bool_]
_FAR = np.int32(2**30)


@dataclass(frozen=True)
class Dates:
    """Dates of many maps. All arrays but `finish` are (items, projects), in the order of `ids`; day offsets of the calendar.

    `on`: the item is scheduled. `starts`, `ends`: accepted, decided. `latest_*`: the latest such days. `critical` as in a map.
    """

    ids: tuple[str, ...]
    on: Mask
    starts: Ints
    ends: Ints
    latest_starts: Ints
    latest_ends: Ints
    critical: Mask
    finish: Ints


@dataclass(frozen=True)
class _Group:
    """The projects of one shape."""

    members: NDArray[np.intp]
    compiled: Compiled
    certain: list[Mask]
    possible: list[Mask]
    start: Ints


class Batch:
    """Projects planned together under one mechanism.

    Projects of a kind for which the place publishes a total are planned one by one, since totals are apportioned so; all
    others together.
    """

    def __init__(self, planner: Planner, projects: Sequence[Facts], starts: Sequence[date]) -> None:
        """`projects`: facts as `Planner.read_facts` gives them; `starts`: the day each begins."""
        self.planner, self.count = planner, len(projects)
        self.starts = np.array([planner.offset(day) for day in starts], dtype=np.int32)
        nodes = [total.when.node for total in planner.mechanism.totals]
        alone = np.any(Columns(planner.mechanism.table, projects).certain(nodes), axis=0) if nodes else np.zeros(self.count, dtype=np.bool_)
        self._alone = [(j, projects[j], starts[j]) for j in np.flatnonzero(alone).tolist()]
        self._together = np.flatnonzero(~alone)
        self.projects = [projects[j] for j in self._together.tolist()] if self._alone else projects
        calendar = planner.mechanism.calendar
        self._upto, self._offsets = np.array(calendar.upto, dtype=np.int32), np.array(calendar.offsets, dtype=np.int32)
        self._tables: dict[int, Ints] = {}

    def working(self, days: int) -> Ints:
        """By day offset the last day of so many working days from it; below zero the day from which so many end on it."""
        if days not in self._tables:
            if days > 0:  # what lies beyond the calendar is left off, so that asking for it is an IndexError
                self._tables[days] = self._offsets[self._upto[:np.searchsorted(self._upto, len(self._offsets) - days)] + days]
            else:
                self._tables[days] = self._offsets[np.maximum(self._upto + days, 1)]
        return self._tables[days]

    @cached_property
    def _columns(self) -> Columns:
        keys = {test.attribute for node in self.planner.plainest.conditions.nodes for test in tests(node)}
        return Columns(self.planner.mechanism.table, self.projects, [key for key in self.planner.mechanism.table if key in keys])

    @cached_property
    def _flags(self) -> tuple[list[Mask], list[Mask]]:
        nodes = self.planner.plainest.conditions.nodes
        certain = self._columns.certain(nodes)
        return certain, certain if self._columns.complete else self._columns.possible(nodes)

    def dates(self, levers: Sequence[Iterable[str]] | None = None) -> Dates:
        """Both passes for every project, with the levers of each."""
        n, m = len(self.planner.base.ids), self.count
        whole = [np.zeros((n, m), dtype=np.int32) for _ in range(4)]
        on, critical, finish = np.zeros((n, m), dtype=np.bool_), np.zeros((n, m), dtype=np.bool_), self.starts.copy()
        for group, work in self._work(levers):
            work.forward()
            work.backward()
            formal = group.compiled.net.formal
            last = [formal.get(k, k) for k in range(n)]
            mine = slice(None) if len(group.members) == m else self._together[group.members]
            on[:, mine] = work.on[:n]
            critical[:, mine] = np.array(work.critical[:n]) | [work.critical[k] for k in last] if formal else work.critical
            for array, values in zip(whole, (work.starts[:n], [work.ends[k] for k in last], work.latest_starts[:n],
                                             [work.latest_ends[k] for k in last]), strict=True):
                array[:, mine] = values
            finish[mine] = work.finish
        for j, plan in self._plans(levers):
            formal = plan.compiled.net.formal
            for k in plan.timing.chosen:
                if k < n:
                    end = formal.get(k, k)
                    on[k, j], critical[k, j] = True, plan.critical[k] or plan.critical[end]
                    for array, value in zip(whole, (plan.starts[k], plan.ends[end], plan.latest_starts[k], plan.latest_ends[end]), strict=True):
                        array[k, j] = value
            finish[j] = plan.end
        starts, ends, latest_starts, latest_ends = whole
        return Dates(self.planner.base.ids, on, starts, ends, latest_starts, latest_ends, critical, finish)

    def finishes(self, levers: Sequence[Iterable[str]] | None = None) -> Ints:
        """Only the day offsets on which everything is finished."""
        finish = self.starts.copy()
        for group, work in self._work(levers):
            work.forward()
            finish[self._together[group.members]] = work.finish
        for j, plan in self._plans(levers):
            finish[j] = plan.end
        return finish

    def rows(self, dates: Dates, project: int) -> list[tuple[str, str, str, str, str, bool]]:
        """The rows of one project, as `Plan.rows` gives them but in catalog order."""
        calendar = self.planner.mechanism.calendar
        isos, upto, offsets = calendar.isos, calendar.upto, calendar.offsets
        out = []
        for k in np.flatnonzero(dates.on[:, project]).tolist():
            start, end = int(dates.starts[k, project]), int(dates.ends[k, project])
            latest, last = int(dates.latest_starts[k, project]), int(dates.latest_ends[k, project])
            out.append((dates.ids[k], isos[offsets[upto[start] + 1]], isos[end], isos[offsets[upto[latest] + 1]], isos[last], bool(dates.critical[k, project])))
        return out

    def _plans(self, levers: Sequence[Iterable[str]] | None) -> Iterator[tuple[int, Plan]]:
        for j, facts, start in self._alone:
            yield j, self.planner.plan(facts, start, levers[j] if levers else ())

    def _work(self, levers: Sequence[Iterable[str]] | None) -> Iterable[tuple[_Group, _Passes]]:
        planner = self.planner
        if not self.projects:
            return
        certain, possible = self._flags
        mine = [levers[j] for j in self._together.tolist()] if levers and self._alone else levers
        chosen = self._chosen(mine, possible)
        for key, members in self._shapes(chosen).items():
            compiled = planner.compiled(key)
            mine_certain = mine_possible = [mask[members] for mask in certain] if len(members) < len(self.projects) else certain
            if possible is not certain:
                mine_possible = [mask[members] for mask in possible]
            if compiled is not planner.plainest:
                # A shape with mergers asks a few conditions more than the plainest one.
                part = Columns(planner.mechanism.table, [self.projects[j] for j in members.tolist()])
                mine_certain, mine_possible = part.certain(compiled.conditions.nodes), part.possible(compiled.conditions.nodes)
            group = _Group(members, compiled, mine_certain, mine_possible, self.starts[self._together[members]])
            active = [(change, mask[members]) for change, mask in chosen]
            yield group, _Passes(self, group, [(change, mask) for change, mask in active if mask.any()])

    def _chosen(self, levers: Sequence[Iterable[str]] | None, possible: list[Mask]) -> list[tuple[Change, Mask]]:
        planner, flag, m = self.planner, self.planner.plainest.levers, len(self.projects)
        certain = self._flags[0]
        asked: dict[str, list[int]] = {}
        for j, names in enumerate(levers or ()):
            for name in names:
                try:
                    asked[name].append(j)
                except KeyError:
                    asked[name] = [j]
        masks: dict[str, Mask] = {name: certain[flag[name]].copy() for name, _ in planner.standing}
        for name, places in asked.items():
            if name not in flag:
                hint = near(name, flag)
                refuse(None, f"没有名为“{name}”的提速办法{hint.zh}", f'there is no lever "{name}"{hint.en}')
            masks.setdefault(name, np.zeros(m, dtype=np.bool_))[places] = True
        for name, mask in masks.items():
            mask &= possible[flag[name]]
        return [(planner.base.changes[name], mask) for name, mask in masks.items() if mask.any()]

    def _shapes(self, chosen: list[tuple[Change, Mask]]) -> dict[Key, NDArray[np.intp]]:
        planner, certain = self.planner, self._flags[0]
        compiled = planner.plainest
        shaping = [(change, mask) for change, mask in chosen if change.merges or change.simulates]
        deciding = [certain[compiled.applies[k]] for k in planner.base.joint]
        deciding += [mask for _, mask in shaping]
        deciding += [certain[compiled.applies[k]] for change, _ in shaping for k in
                     [*(into for _, into in change.merges), *(until for _, until, _, _ in change.simulates)]]
        if not deciding:
            return {((), ()): np.arange(len(self.projects))}
        patterns, which = np.unique(np.array(deciding), axis=1, return_inverse=True)
        which = which.reshape(-1)
        out: dict[Key, list[NDArray[np.intp]]] = {}
        for number in range(patterns.shape[1]):
            members = np.flatnonzero(which == number)
            first = int(members[0])
            key = planner.structure([bool(mask[first]) for mask in certain], compiled, [change for change, mask in shaping if mask[first]])
            out.setdefault(key, []).append(members)
        return {key: np.sort(np.concatenate(parts)) for key, parts in out.items()}


class _Passes:
    """The two passes over one shape, an array of projects for each node."""

    def __init__(self, batch: Batch, group: _Group, active: list[tuple[Change, Mask]]) -> None:
        self.batch, self.group, self.active = batch, group, active
        planner, compiled = batch.planner, group.compiled
        self.net = net = compiled.net
        base, size = planner.base, len(group.members)
        self.on: list[Mask] = [group.certain[c] if net.host[k] == k else np.zeros(size, dtype=np.bool_) for k, c in enumerate(compiled.applies)]
        simulated = net.item_of()
        for change, mask in active:
            for k in change.skips:
                self.on[k] = self.on[k] & ~mask
        first = len(base.ids)
        for node in range(first, net.count):
            self.on.append(np.logical_or.reduce(self.on[first:]) if node in net.conversions else self.on[simulated[node]])
            first = node + 1 if node in net.conversions else first
        order = net.order if net.order is not None else None
        if order is None:
            refuse(None, "这个机制的先后要逐个项目排，请用 Planner.plan", "the order under this mechanism is sorted project by project; use Planner.plan")
        self.order: list[int] = [k for k in order if self.on[k].any()]
        self.days: list[Any] = [*base.days, *(net.conversions.get(node, (0, 0, 0))[1] for node in range(len(base.ids), net.count))]
        self.units: list[Any] = [*base.units, *(net.conversions.get(node, (0, 0, 0))[2] for node in range(len(base.ids), net.count))]
        self._limits()
        self.drops: dict[tuple[int, int], Mask] = {}
        for change, mask in active:
            for k, dropped in change.drops.items():
                for d in dropped:
                    self.drops[k, d] = self.drops[k, d] | mask if (k, d) in self.drops else mask

    def _limits(self) -> None:
        size = len(self.group.members)
        for k, cases in self.group.compiled.variants.items():
            days, units, settled = np.full(size, self.days[k]), np.full(size, self.units[k]), np.zeros(size, dtype=np.bool_)
            for flag, limit in cases:
                here = ~settled if flag < 0 else self.group.certain[flag] & ~settled
                days[here], units[here] = limit.days, self.batch.planner.base.unit_of(limit)
                settled |= here
            self.days[k], self.units[k] = days, units
        for change, mask in self.active:
            for k, (n, unit) in change.limits.items():
                here = mask & ((self.units[k] != unit) | (np.asarray(self.days[k]) > n))
                self.days[k], self.units[k] = np.where(here, n, self.days[k]), np.where(here, unit, self.units[k])

    def _end(self, start: Ints, days: Any, unit: Any) -> Ints:
        """Finishes of periods; `days` and `unit` one number or one a project."""
        batch = self.batch
        if isinstance(unit, np.ndarray):
            return np.where(unit == WORKING, self._end(start, days, WORKING), self._end(start, days, 1))
        if isinstance(days, int) and not days:
            return start
        try:
            if unit == WORKING:
                end = batch.working(days)[start] if isinstance(days, int) else batch._offsets[batch._upto[start] + days]
            else:
                end = start + days
                if batch.planner.mechanism.calendar.rules.roll == "next":
                    end = batch._offsets[batch._upto[end - 1] + 1]
        except IndexError:
            beyond(batch.planner.mechanism.calendar)
        return end if isinstance(days, int) else np.where(days == 0, start, end)

    def _begin(self, end: Ints, days: Any, unit: Any) -> Ints:
        """Latest working days on which periods may start to be finished by `end`."""
        batch = self.batch
        if isinstance(unit, np.ndarray):
            return np.where(unit == WORKING, self._begin(end, days, WORKING), self._begin(end, days, 1))
        if isinstance(days, int) and not days:
            return end
        if isinstance(days, int) and unit == WORKING:
            return batch.working(-days)[end]
        position = batch._upto[end] - days if unit == WORKING else batch._upto[np.maximum(end - days, 0)]
        begin: Ints = batch._offsets[np.maximum(position, 1)]
        return begin if isinstance(days, int) else np.where(days == 0, end, begin)

    def _waits(self, k: int) -> Iterable[tuple[int, Mask | None]]:
        """What `k` waits for alone, with the projects in which it does (None: all)."""
        for d in self.net.before[k]:
            dropped = self.drops.get((k, d))
            yield d, None if dropped is None else ~dropped
        for d, c in self.net.conditional[k]:
            dropped = self.drops.get((k, d))
            yield d, self.group.possible[c] if dropped is None else self.group.possible[c] & ~dropped

    def _choices(self, k: int) -> Iterable[tuple[tuple[int, ...], Mask, Ints]]:
        """The groups of which one will do: the projects in which they count, and when the first of them is ready."""
        for nodes, c in self.net.any_of[k]:
            ready = np.minimum.reduce([np.where(self.on[d], self.ends[d], _FAR) for d in nodes])
            counts = ready < _FAR if c < 0 else (ready < _FAR) & self.group.possible[c]
            for d in nodes:
                if (k, d) in self.drops:
                    counts = counts & ~self.drops[k, d]
            yield nodes, counts, ready

    def forward(self) -> None:
        """Earliest starts and ends, and the finish of each project."""
        t0 = self.group.start
        self.starts: list[Ints] = [t0] * self.net.count
        self.ends: list[Ints] = [t0] * self.net.count
        own = self.batch.planner.base.own
        finish = t0
        for k in self.order:
            t = t0
            for d, mask in self._waits(k):
                t = np.maximum(t, self.ends[d] if mask is None else np.where(mask, self.ends[d], t0))
            for _, counts, ready in self._choices(k):
                t = np.maximum(t, np.where(counts, ready, t0))
            if k in own:
                t = np.maximum(t, self._end(self._prepare(k), *own[k]))
            self.starts[k] = t
            self.ends[k] = np.where(self.on[k], self._end(t, self.days[k], self.units[k]), t0)
            finish = np.maximum(finish, self.ends[k])
        self.finish: Ints = finish

    def _prepare(self, k: int) -> Ints:
        since = self.group.start
        for d in self.net.prepare[k]:
            since = np.maximum(since, self.ends[d])
        return since

    def backward(self) -> None:
        """Latest starts and ends, and which items carry the finish."""
        count, own = self.net.count, self.batch.planner.base.own
        self.latest_ends: list[Ints] = [self.finish] * count
        self.latest_starts: list[Ints] = [self.finish] * count
        self.critical: list[Mask] = [on & (end == self.finish) for on, end in zip(self.on, self.ends, strict=True)]
        for k in reversed(self.order):
            here = self.on[k]
            begin = self._begin(self.latest_ends[k], self.days[k], self.units[k])
            self.latest_starts[k] = begin
            carries, t = self.critical[k], self.starts[k]
            for d, mask in self._waits(k):
                self._hold(d, begin, here if mask is None else here & mask, carries, t)
            for nodes, counts, ready in self._choices(k):
                left = counts & here
                for d in nodes:
                    mine = left & self.on[d] & (self.ends[d] == ready)
                    self._hold(d, begin, mine, carries, t)
                    left = left & ~mine
            if k in own:
                since = self._prepare(k)
                latest, binds = self._begin(begin, *own[k]), carries & (self._end(since, *own[k]) == t)
                for d in self.net.prepare[k]:
                    self._hold(d, latest, here, binds, since)

    def _hold(self, d: int, begin: Ints, mask: Mask, carries: Mask, t: Ints) -> None:
        latest = self.latest_ends[d]
        self.latest_ends[d] = np.where(mask & (latest > begin), begin, latest)
        self.critical[d] = self.critical[d] | (carries & mask & (self.ends[d] == t) & self.on[d])
