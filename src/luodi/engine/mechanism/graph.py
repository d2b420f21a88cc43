"""The order of items, derived from the flow of papers, the law and the gates: who waits for whom, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from luodi.engine.catalog import Item
from luodi.engine.conditions import Condition
from luodi.engine.mechanism.model import Gate


@dataclass(frozen=True)
class Edge:
    """`after` waits for one of `before` (nearly always just one; several when any of their results will do).

    `kind`: law · paper · gate · usual · prepare (only the enterprise's own preparation waits).
    """

    before: tuple[str, ...]
    after: str
    kind: str
    when: Condition | None = None
    paper: str = ""


def edges(items: Mapping[str, Item], gates: Mapping[str, Gate]) -> list[Edge]:
    """Every reason why an item waits, in catalog order. An edge to an item that does not apply falls away."""
    out: list[Edge] = []
    for item in items.values():
        out += [Edge((link.item,), item.id, link.kind, link.when) for link in item.after]
        out += [Edge(made, item.id, "paper", paper.when, paper.name) for paper in item.papers
                if (made := tuple(x for x in paper.made_by if x != item.id))]
        out += [Edge((before,), item.id, "prepare") for before in item.prepare_after]
        gate = gates.get(item.before)
        out += [Edge((item.id,), held, "gate") for held in (gate.holds if gate else ()) if held != item.id]
    for gate in gates.values():
        out += [Edge((before,), held, "gate") for before in gate.after for held in gate.holds if before != held]
    return out
