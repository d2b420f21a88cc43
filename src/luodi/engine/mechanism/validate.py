"""What must hold of a mechanism before anyone relies on it. Every fault names file and line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from luodi.engine.catalog import Ref
from luodi.engine.conditions import And, Const, Node, satisfiable
from luodi.engine.mechanism.graph import Edge, edges
from luodi.engine.mechanism.model import Mechanism
from luodi.engine.source import Fault, Said, near


def validate(mechanism: Mechanism, refs: Iterable[Ref], faults: list[Fault]) -> None:
    """Put every fault of a mechanism into `faults`; `refs` are the names its entries mention."""
    _names(mechanism, refs, faults)
    _lever_papers(mechanism, faults)
    if not faults:
        _empty_conditions(mechanism, faults)
        _cycles(mechanism, faults)


_NOUNS = {"item": Said("事项", "item"), "stage": Said("阶段", "stage"), "gate": Said("关口", "gate"), "span": Said("总时限口径", "span")}


def _names(mechanism: Mechanism, refs: Iterable[Ref], faults: list[Fault]) -> None:
    known: Mapping[str, Collection[str]] = {
        "item": mechanism.items, "stage": mechanism.base_stages, "gate": mechanism.gates, "span": mechanism.spans}
    for ref in refs:
        if ref.name not in known[ref.kind]:
            noun, hint = _NOUNS[ref.kind], near(ref.name, known[ref.kind])
            faults.append(Fault(ref.where, Said(f"{ref.by.zh}指向不存在的{noun.zh}“{ref.name}”{hint.zh}",
                                                f'{ref.by.en} names a {noun.en} that does not exist: "{ref.name}"{hint.en}')))


def _lever_papers(mechanism: Mechanism, faults: list[Fault]) -> None:
    for lever in mechanism.levers.values():
        for effect in lever.effects:
            asked = {p.name for i in effect.items if i in mechanism.items for p in mechanism.items[i].papers}
            for paper in effect.papers:
                if paper not in asked:
                    hint = near(paper, asked)
                    faults.append(Fault(effect.where, Said(f"“{lever.id}”写的材料“{paper}”不在该事项里{hint.zh}",
                                                           f'"{lever.id}" names a paper its items do not ask for: "{paper}"{hint.en}')))


def _empty_conditions(mechanism: Mechanism, faults: list[Fault]) -> None:
    faults += [
        Fault(item.applies.where, Said(
            f"“{item.id}”的条件永远不会成立，该事项等于不存在；不需要请用 delete 删除",
            f'the condition of "{item.id}" can never hold; to remove the item use delete'))
        for item in mechanism.items.values() if satisfiable(item.applies.node, mechanism.table) is None]


def _cycles(mechanism: Mechanism, faults: list[Fault]) -> None:
    """A circle is a fault only when all its conditions can hold together.

    An edge with several producers needs only one of them, so it closes a circle only when it has no other.
    """
    every = [edge for edge in edges(mechanism.items, mechanism.gates) if len(edge.before) == 1]
    joint = {member: item for item in mechanism.items.values() for member in item.members}

    def relaxed(edge: Edge) -> bool:
        return any(host.relaxes.get(edge.after) == edge.before[0] for host in joint.values())

    for circle in _circles([edge for edge in every if not relaxed(edge)]):
        parts: list[Node] = [edge.when.node for edge in circle if edge.when]
        parts += [mechanism.items[edge.after].applies.node for edge in circle]
        if satisfiable(And((*parts, Const(True))), mechanism.table) is not None:
            way = " → ".join([*(edge.before[0] for edge in circle), circle[-1].after])
            faults.append(Fault(mechanism.items[circle[0].after].where, Said(f"事项互相等待成了环：{way}", f"items wait for each other in a circle: {way}")))
            return


def _circles(every: list[Edge], limit: int = 200) -> Iterator[list[Edge]]:
    out: dict[str, list[Edge]] = {}
    for edge in every:
        out.setdefault(edge.before[0], []).append(edge)
    found = 0
    for group in _knots(out):
        for start in sorted(group):
            stack: list[tuple[str, list[Edge]]] = [(start, [])]
            while stack:
                node, path = stack.pop()
                for edge in out.get(node, []):
                    if edge.after == start:
                        yield [*path, edge]
                        found += 1
                        if found >= limit:
                            return
                    elif edge.after in group and edge.after > start and all(edge.after != step.after for step in path):
                        stack.append((edge.after, [*path, edge]))


def _knots(out: dict[str, list[Edge]]) -> list[set[str]]:
    """Strongly connected groups of more than one item (Tarjan, without recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    on: set[str] = set()
    stack: list[str] = []
    groups: list[set[str]] = []
    for root in list(out):
        if root in index:
            continue
        work: list[tuple[str, Iterator[Edge]]] = [(root, iter(out.get(root, [])))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on.add(root)
        while work:
            node, rest = work[-1]
            step = next(rest, None)
            if step is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    group: set[str] = set()
                    while True:
                        member = stack.pop()
                        on.discard(member)
                        group.add(member)
                        if member == node:
                            break
                    if len(group) > 1:
                        groups.append(group)
                continue
            to = step.after
            if to not in index:
                index[to] = low[to] = len(index)
                stack.append(to)
                on.add(to)
                work.append((to, iter(out.get(to, []))))
            elif to in on:
                low[node] = min(low[node], index[to])
    return groups
