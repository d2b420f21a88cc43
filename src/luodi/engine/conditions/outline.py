"""A condition as a list of points to tick: what must all hold, and where one of several is enough."""

from __future__ import annotations

from dataclasses import dataclass

from luodi.engine.conditions.grammar import And, Const, Node, Not, Or, Test


@dataclass(frozen=True, slots=True)
class Point:
    """One test; `negated` where its opposite is asked for."""

    test: Test
    negated: bool


@dataclass(frozen=True, slots=True)
class Points:
    """Several parts of which `every` one must hold, or else just one."""

    every: bool
    parts: tuple[Outline, ...]


Outline = Const | Point | Points


def outline(node: Node) -> Outline:
    """The same condition with negations moved to the tests and nested lists of one kind made one."""
    return _outline(node, False)


def _outline(node: Node, negated: bool) -> Outline:
    match node:
        case Const(value):
            return Const(value != negated)
        case Test():
            return Point(node, negated)
        case Not(part):
            return _outline(part, not negated)
        case And(parts) | Or(parts):
            every = isinstance(node, And) != negated
            flat: list[Outline] = []
            for part in parts:
                found = _outline(part, negated)
                flat += found.parts if isinstance(found, Points) and found.every == every else (found,)
            return flat[0] if len(flat) == 1 else Points(every, tuple(flat))
