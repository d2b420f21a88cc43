"""What must hold of a mechanism before anyone relies on it. Every fault names file and line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from luodi.engine.catalog import Reading
from luodi.engine.conditions import And, Const, Node, satisfiable
from luodi.engine.mechanism.graph import Edge, edges
from luodi.engine.mechanism.model import Mechanism
from luodi.engine.source import Fault, Mark, Said, near


def validate(mechanism: Mechanism, faults: list[Fault]) -> None:
    """Put every fault of a mechanism into `faults`."""
    _names(mechanism, faults)
    if not faults:
        _empty_conditions(mechanism, faults)
        _cycles(mechanism, faults)


def _names(mechanism: Mechanism, faults: list[Fault]) -> None:
    items, reading = mechanism.items, Reading(mechanism.table, faults)
    for item in items.values():
        where = item.where
        reading.known([x.item for x in item.after], items, where, f"“{item.id}”的先后", f'the order of "{item.id}"')
        reading.known([x for p in item.papers for x in p.made_by], items, where, f"“{item.id}”的材料", f'a paper of "{item.id}"')
        reading.known([*item.members, *item.merge_into, *item.prepare_after, *item.relaxes, *item.relaxes.values()], items, where,
                      f"“{item.id}”", f'"{item.id}"')
        if any(x.item == item.id for x in item.after):
            faults.append(Fault(where, Said(f"“{item.id}”不能等待自己", f'"{item.id}" cannot wait for itself')))
        _one_of(item.stage, mechanism.base_stages, where, "阶段", "stage", faults)
        if item.before:
            _one_of(item.before, mechanism.gates, where, "关口", "gate", faults)
    for lever in mechanism.levers.values():
        for effect in lever.effects:
            reading.known([*effect.items, *([effect.other] if effect.other else [])], items, lever.where, f"“{lever.id}”", f'"{lever.id}"')
            asked = {p.name for i in effect.items if i in items for p in items[i].papers}
            faults += [
                Fault(lever.where, Said(f"“{lever.id}”写的材料“{paper}”不在该事项里", f'"{lever.id}" names a paper its items do not ask for: "{paper}"'))
                for paper in effect.papers if paper not in asked]
    raw = mechanism.raw.get("mechanism")
    place = raw.where if raw is not None else Mark(mechanism.slug)
    for bundle in mechanism.bundles.values():
        reading.known(bundle.items, items, place, f"一件事“{bundle.id}”", f'bundle "{bundle.id}"')
    for span in mechanism.spans.values():
        reading.known([*span.items, *filter(None, (span.since, span.until))], items, place, f"总时限“{span.id}”", f'span "{span.id}"')
    for total in mechanism.totals:
        _one_of(total.span, mechanism.spans, total.where, "总时限口径", "span", faults)
    for gate in mechanism.gates.values():
        reading.known([*gate.holds, *gate.after], items, place, f"关口“{gate.id}”", f'gate "{gate.id}"')
    for route in mechanism.routes:
        reading.known(route.items, items, place, f"路由“{route.to}”", f'route "{route.to}"')
        for stage in route.stages:
            _one_of(stage, mechanism.base_stages, place, "阶段", "stage", faults)


def _one_of(word: str, known: Iterable[str], where: Mark, zh: str, en: str, faults: list[Fault]) -> None:
    words = list(known)
    if word not in words:
        hint = near(word, words)
        faults.append(Fault(where, Said(
            f"没有{zh}“{word}”{hint.zh or '，可用：' + '、'.join(words)}",
            f'there is no {en} "{word}"{hint.en or "; known: " + ", ".join(words)}')))


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
