"""Three-valued evaluation (Kleene), its trace, and what must still be asked."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

from luodi.engine.conditions.grammar import ALWAYS, NEVER, And, Const, Node, Not, Or, Test, tests

if TYPE_CHECKING:
    from luodi.engine.conditions.attributes import AttributeTable, Facts


def answer(test: Test, value: Any) -> bool:
    """Whether a test holds for a known value."""
    match test.op:
        case "is":
            return bool(value)
        case "in":
            return value in test.value
        case "has":
            return test.value in value
        case "lt":
            return bool(value < test.value)
        case "le":
            return bool(value <= test.value)
        case "gt":
            return bool(value > test.value)
        case "ge":
            return bool(value >= test.value)
    return bool(value == test.value)


def evaluate(node: Node, facts: Facts) -> bool | None:
    """True, False, or None while the facts known do not decide it."""
    match node:
        case Const(value):
            return value
        case Test(attribute):
            known: Any = facts.get(attribute)
            return None if known is None else answer(node, known)
        case Not(part):
            inner = evaluate(part, facts)
            return None if inner is None else not inner
        case And(parts):
            out: bool | None = True
            for part in parts:
                inner = evaluate(part, facts)
                if inner is False:
                    return False
                if inner is None:
                    out = None
            return out
        case Or(parts):
            either: bool | None = False
            for part in parts:
                inner = evaluate(part, facts)
                if inner is True:
                    return True
                if inner is None:
                    either = None
            return either


def residual(node: Node, facts: Facts) -> Node:
    """What is left of a condition once the known facts are put in; a Const when they decide it."""
    match node:
        case Const():
            return node
        case Test(attribute):
            value = facts.get(attribute)
            return node if value is None else Const(answer(node, value))
        case Not(part):
            inner = residual(part, facts)
            return Const(not inner.value) if isinstance(inner, Const) else Not(inner)
        case And(parts) | Or(parts):
            stop = NEVER if isinstance(node, And) else ALWAYS
            left = []
            for part in parts:
                inner = residual(part, facts)
                if inner == stop:
                    return stop
                if not isinstance(inner, Const):
                    left.append(inner)
            if not left:
                return Const(not stop.value)
            return left[0] if len(left) == 1 else type(node)(tuple(left))


@dataclass(frozen=True, slots=True)
class Trace:
    """A condition's answer with the answers of its parts: the reasons."""

    node: Node
    answer: bool | None
    parts: tuple[Trace, ...] = ()
    _carrying: tuple[tuple[Test, bool, bool | None], ...] | None = field(default=None, init=False, repr=False, compare=False)

    def reasons(self) -> tuple[tuple[Test, bool, bool | None], ...]:
        """The tests that carry the answer, each with whether it stands negated and what it answered.

        A true "and" is carried by all parts, a false one by its false parts; "or" the other way round;
        an undecided one by its undecided parts.
        """
        if self._carrying is None:
            object.__setattr__(self, "_carrying", tuple(self._reasons(False)))
        return self._carrying or ()

    def _reasons(self, negated: bool) -> Iterable[tuple[Test, bool, bool | None]]:
        if isinstance(self.node, Test):
            yield self.node, negated, self.answer
        elif isinstance(self.node, Not):
            yield from self.parts[0]._reasons(not negated)
        else:
            for part in self.parts:
                if part.answer is self.answer:
                    yield from part._reasons(negated)


def trace(node: Node, facts: Facts) -> Trace:
    """Evaluate every part, so that the answer can be explained."""
    def asked(test: Test) -> bool | None:
        known: Any = facts.get(test.attribute)
        return None if known is None else answer(test, known)
    return traced(node, asked)


def traced(node: Node, asked: Callable[[Test], bool | None]) -> Trace:
    """The trace of a condition whose tests are answered by `asked`."""
    match node:
        case Test():
            return Trace(node, asked(node))
        case Const(value):
            return Trace(node, value)
        case Not(part):
            inner = traced(part, asked)
            return Trace(node, None if inner.answer is None else not inner.answer, (inner,))
        case And(parts) | Or(parts):
            found = tuple([traced(part, asked) for part in parts])
            answers, stop = [part.answer for part in found], isinstance(node, Or)
            return Trace(node, stop if stop in answers else None if None in answers else not stop, found)


def points(table: AttributeTable, key: str, asked: Iterable[Test]) -> list[Any]:
    """Values of an attribute, within its range, that between them give every pattern of answers to the tests asked about it.

    For `choices` with more than five values asked about, a sample: none, each one, all.
    """
    attribute = table[key]
    mine = [test for test in asked if test.attribute == key]
    if attribute.type == "yesno":
        return [True, False]
    if attribute.type == "choice":
        return list(attribute.values)
    if attribute.type == "choices":
        words = sorted({test.value for test in mine})
        sizes: Iterable[int] = range(len(words) + 1) if len(words) <= 5 else (0, 1, len(words))
        return [frozenset(some) for size in sizes for some in combinations(words, size)]
    edges = sorted({float(test.value) for test in mine})
    between = [(a + b) / 2 for a, b in pairwise(edges)]
    outside = [edges[0] - 1, edges[-1] + 1] if edges else [1.0]
    return sorted({min(max(v, attribute.minimum), attribute.maximum) for v in (*edges, *between, *outside)})


def satisfiable(node: Node, table: AttributeTable, facts: Facts | None = None) -> Mapping[str, Any] | None:
    """Facts under which a condition holds, or None when there are none. Backtracking over `points`."""
    known = dict(facts or {})
    left = residual(node, known)
    if isinstance(left, Const):
        return known if left.value else None
    asked = list(tests(left))
    key = asked[0].attribute
    for value in points(table, key, tests(node)):
        found = satisfiable(left, table, {**known, key: value})
        if found is not None:
            return found
    return None


def missing(node: Node, facts: Facts, table: AttributeTable) -> tuple[str, ...]:
    """The attributes that can still change the answer, best question first; none once it is decided."""
    return tuple(key for key, _ in informative([node], facts, table))


def informative(nodes: Sequence[Node], facts: Facts, table: AttributeTable) -> list[tuple[str, float]]:
    """Every attribute that can still change one of the answers, with the number of answers it is expected to decide.

    The expectation takes the values of `points` as equally likely; an attribute that only narrows a condition down
    counts for the share of its tests that it answers. Sorted best first, then in declared order.
    """
    open_ones = [left for left in (residual(node, facts) for node in nodes) if not isinstance(left, Const)]
    score: dict[str, float] = {}
    for left in open_ones:
        asked = list(tests(left))
        for key in dict.fromkeys(test.attribute for test in asked):
            values = points(table, key, asked)
            decided = sum(isinstance(residual(left, {key: value}), Const) for value in values)
            narrowed = sum(test.attribute == key for test in asked) / len(asked)
            score[key] = score.get(key, 0.0) + (decided / len(values) if values else 0) + 0.1 * narrowed
    order = {key: position for position, key in enumerate(table)}
    return sorted(score.items(), key=lambda pair: (-round(pair[1], 9), order.get(pair[0], math.inf)))
