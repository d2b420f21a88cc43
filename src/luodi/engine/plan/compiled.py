"""From a mechanism to a network with its conditions compiled; one for each set of mergers and simulated procedures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import Any

from luodi.engine.catalog import Effect, Item, Lever, Limit
from luodi.engine.conditions import ALWAYS, And, Facts, Node
from luodi.engine.conditions.emit import build, emit
from luodi.engine.conditions.grammar import tests
from luodi.engine.mechanism import Mechanism
from luodi.engine.mechanism.graph import Edge, edges
from luodi.engine.plan.network import CALENDAR, UNIT, WORKING, Network, picker

BASES = {
    "promised": ("promised", "reference", "statutory", "assumed"),
    "statutory": ("statutory", "reference", "promised", "assumed"),
}
Flags = Sequence[bool]


class Conditions:
    """Many conditions answered in one call; the same condition is asked once."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._index: dict[Node, int] = {}
        self._known: Callable[[Facts], Flags] | None = None
        self._certain: Callable[[Facts], Flags] | None = None
        self._possible: Callable[[Facts], Flags] | None = None

    def add(self, node: Node) -> int:
        """The number of a condition."""
        if node not in self._index:
            self._index[node] = len(self.nodes)
            self.nodes.append(node)
        return self._index[node]

    def compile(self) -> None:
        """Make the three functions. Call once, when all conditions are in."""
        keys = sorted({test.attribute for node in self.nodes for test in tests(node)})
        strict = "".join(f"    a_{key} = facts[{key!r}]\n" for key in keys)
        lenient = "    get = facts.get\n" + "".join(f"    a_{key} = get({key!r})\n" for key in keys)

        def made(mode: Any, loads: str) -> Callable[[Facts], Flags]:
            return build(f"def flags(facts):\n{loads}    return ({''.join(emit(node, mode) + ', ' for node in self.nodes)})\n", "flags")

        self._known, self._certain, self._possible = made("known", strict), made("certain", lenient), made("possible", lenient)

    def answer(self, facts: Facts) -> tuple[Flags, Flags]:
        """For each condition whether it certainly holds, and whether it may hold."""
        assert self._known
        assert self._certain
        assert self._possible
        try:
            flags = self._known(facts)
        except KeyError:
            return self._certain(facts), self._possible(facts)
        return flags, flags


@dataclass(frozen=True)
class Change:
    """What the effects of one lever do, in node numbers."""

    lever: Lever
    limits: Mapping[int, tuple[int, int]]
    drops: Mapping[int, frozenset[int]]
    skips: frozenset[int]
    merges: tuple[tuple[int, int], ...]
    simulates: tuple[tuple[tuple[int, ...], int, int, int], ...]
    late: tuple[Effect, ...]

    @cached_property
    def shorter(self) -> tuple[tuple[int, int, int], ...]:
        """Its limits as (node, days, unit)."""
        return tuple((k, n, unit) for k, (n, unit) in self.limits.items())

    @cached_property
    def dropped(self) -> tuple[tuple[int, frozenset[int]], ...]:
        """Its drops as (node, nodes no longer waited for)."""
        return tuple(self.drops.items())

    @cached_property
    def reshapes(self) -> bool:
        """Whether it changes which items there are, or who handles them, and not only days and waits."""
        return bool(self.skips or self.merges or self.simulates)


def relax(changes: Iterable[Change], days: list[int], units: list[int], drops: dict[int, frozenset[int]]) -> None:
    """Put the shorter limits and the dropped waits of some levers in force."""
    for change in changes:
        for k, n, unit in change.shorter:
            if n < days[k] or unit != units[k]:
                days[k], units[k] = n, unit
        for k, more in change.dropped:
            drops[k] = drops[k] | more if k in drops else more


@dataclass(frozen=True)
class Base:
    """What every network of a mechanism shares: numbers of items, their days, their levers."""

    mechanism: Mechanism
    basis: str
    ids: tuple[str, ...]
    index: Mapping[str, int]
    items: tuple[Item, ...]
    limits: tuple[tuple[Limit, ...], ...]
    days: tuple[int, ...]
    units: tuple[int, ...]
    own: Mapping[int, tuple[int, int]]
    joint: Mapping[int, tuple[int, ...]]
    changes: Mapping[str, Change]

    def unit_of(self, limit: Limit) -> int:
        """The unit a limit is counted in here; 日 as the place counts it."""
        if limit.written and self.mechanism.ambiguous_day == "working":
            return WORKING
        return UNIT.get(limit.unit, CALENDAR)


def make_base(mechanism: Mechanism, basis: str) -> Base:
    """Number the items and read their days in the order of `basis`."""
    ids = tuple(mechanism.items)
    index = {key: k for k, key in enumerate(ids)}
    items = tuple(mechanism.items.values())
    limits = tuple(_candidates(item, BASES[basis]) for item in items)
    own = {k: (item.own_days.days, UNIT.get(item.own_days.unit, CALENDAR)) for k, item in enumerate(items) if item.own_days and item.own_days.days}
    joint = {k: tuple(index[m] for m in item.members) for k, item in enumerate(items) if item.members}
    base = Base(mechanism, basis, ids, index, items, limits, (), (), own, joint, {})
    settled = [next((x for x in found if x.when is None), None) for found in limits]
    days = tuple(x.days if x else 0 for x in settled)
    units = tuple(base.unit_of(x) if x else WORKING for x in settled)
    changes = {lever.id: _change(lever, index) for lever in mechanism.levers.values()}
    return Base(mechanism, basis, ids, index, items, limits, days, units, own, joint, changes)


def _candidates(item: Item, order: tuple[str, ...]) -> tuple[Limit, ...]:
    """The limits to try, first that fits wins; an unconditional one ends the list."""
    out: list[Limit] = []
    for basis in order:
        for limit in item.limits:
            if limit.basis == basis:
                out.append(limit)
                if limit.when is None:
                    return tuple(out)
    return tuple(out)


def _change(lever: Lever, index: Mapping[str, int]) -> Change:
    limits: dict[int, tuple[int, int]] = {}
    drops: dict[int, frozenset[int]] = {}
    skips: set[int] = set()
    merges: list[tuple[int, int]] = []
    simulates: list[tuple[tuple[int, ...], int, int, int]] = []
    for effect in lever.effects:
        numbers = tuple(index[i] for i in effect.items)
        match effect.kind:
            case "limit":
                limits |= {k: (effect.days, UNIT.get(effect.unit, CALENDAR)) for k in numbers}
            case "drop":
                for k in numbers:
                    drops[k] = drops.get(k, frozenset()) | {index[effect.other]}
            case "skip":
                skips |= set(numbers)
            case "merge":
                merges += [(k, index[effect.other]) for k in numbers]
            case "simulate":
                simulates.append((numbers, index[effect.other], effect.days, UNIT.get(effect.unit, CALENDAR)))
    return Change(lever, limits, drops, frozenset(skips), tuple(merges), tuple(simulates), tuple(e for e in lever.effects if e.kind == "late"))


@dataclass(frozen=True)
class Compiled:
    """A network with its conditions, for one set of mergers and simulated procedures."""

    net: Network
    conditions: Conditions
    applies: tuple[int, ...]
    variants: Mapping[int, tuple[tuple[int, Limit], ...]]
    simulated: tuple[tuple[tuple[int, ...], int, int, int], ...]
    levers: Mapping[str, int]
    totals: tuple[int, ...]
    applying: Callable[[Flags], Flags]
    """From the answers of all conditions to one for each item."""


def compile_network(base: Base, merges: tuple[tuple[int, int], ...], simulates: tuple[tuple[tuple[int, ...], int, int, int], ...]) -> Compiled:
    """Number the edges, send those of merged items to their host, and let simulated items run before what they wait for."""
    mechanism, n = base.mechanism, len(base.ids)
    conditions = Conditions()
    applies = tuple(conditions.add(item.applies.node) for item in base.items)
    variants = {k: tuple((conditions.add(x.when.node) if x.when else -1, x) for x in found)
                for k, found in enumerate(base.limits) if any(x.when for x in found)}
    levers = {lever.id: conditions.add(lever.when.node) for lever in mechanism.levers.values()}
    totals = tuple(conditions.add(total.when.node) for total in mechanism.totals)
    host = list(range(n))
    for member, into in merges:
        host[member] = into
    host = [host[host[k]] for k in range(n)]
    # A simulated item gets a second node, its formal decision; each trigger gets one node for the days of conversion.
    formal: dict[int, int] = {}
    conversions: list[tuple[int, int, int]] = []
    count = n
    for group, until, days, unit in simulates:
        for k in group:
            formal[host[k]] = count
            count += 1
        conversions.append((host[until], days, unit))
        count += 1
    net = Network(mechanism.calendar, count, [[] for _ in range(count)], [[] for _ in range(count)], [[] for _ in range(count)],
                  [[] for _ in range(count)], [[] for _ in range(count)], host + list(range(n, count)), formal)
    net.conversions = {max(formal[host[k]] for k in group) + 1: conversion for (group, *_), conversion in zip(simulates, conversions, strict=True)}
    for edge in edges(mechanism.items, mechanism.gates):
        _place(net, base, edge, conditions, applies, simulates)
    for (group, *_), (node, (until, _, _)) in zip(simulates, net.conversions.items(), strict=True):
        net.before[node] = [until]
        for k in group:
            net.before[formal[host[k]]] = [host[k], node]
    net.before = [list(dict.fromkeys(found)) for found in net.before]
    certain = {k for k in range(n) if conditions.nodes[applies[k]] == ALWAYS}
    for k in range(count):
        sure = set(net.before[k])
        net.conditional[k] = [(d, c) for d, c in dict.fromkeys(net.conditional[k]) if d not in sure]
        # A choice adds nothing where one of it is waited for anyway, but only if that one is there in every project.
        net.any_of[k] = [(group, c) for group, c in dict.fromkeys(net.any_of[k]) if not sure.intersection(group) & certain]
    net.special = frozenset(k for k in range(count) if net.conditional[k] or net.any_of[k])
    always = [True] * len(conditions.nodes)
    try:
        net.order = list(TopologicalSorter({k: list(net.waits(k, [True] * count, always)) for k in range(count)}).static_order())
        net.ordered = picker(net.order)
    except CycleError:
        net.order = None  # granted and allocated land run in opposite directions: sorted anew for each project
    conditions.compile()
    return Compiled(net, conditions, applies, variants, simulates, levers, totals, picker(applies))


def _place(net: Network, base: Base, edge: Edge, conditions: Conditions, applies: tuple[int, ...],
           simulates: tuple[tuple[tuple[int, ...], int, int, int], ...]) -> None:
    index, host = base.index, net.host
    after = host[index[edge.after]]
    befores = tuple(index[b] for b in edge.before)
    if any(base.items[h].relaxes.get(edge.after) == edge.before[0] for h in base.joint if host[befores[0]] == h):
        return
    for group, until, _, _ in simulates:
        inside = {host[k] for k in group}
        if after in inside and until in befores:
            return
        if after not in inside:
            befores = tuple(net.formal[host[b]] if host[b] in inside else b for b in befores)
    nodes = tuple(dict.fromkeys(host[b] for b in befores))
    if after in nodes:
        return
    net.edges[after].append(edge)
    parts: list[Node] = [edge.when.node] if edge.when else []
    # An edge of a merged item holds only while that item itself is asked for.
    parts += [base.items[k].applies.node for k in (index[edge.after], *(b for b in befores if b < len(base.ids)))
              if k < len(base.ids) and host[k] != k and len(befores) == 1]
    when = conditions.add(parts[0] if len(parts) == 1 else And(tuple(parts))) if parts else -1
    if edge.kind == "prepare":
        net.prepare[after] += nodes
    elif len(nodes) > 1:
        net.any_of[after].append((nodes, when))
    elif when >= 0:
        net.conditional[after].append((nodes[0], when))
    else:
        net.before[after].append(nodes[0])
