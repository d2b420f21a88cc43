"""Many conditions explained for one subject at a time: what `trace` gives, without asking the same thing twice.

A trace depends only on the answers of its condition's tests. So every fact is turned, by one look-up, into the answers of
all tests about it, two bits a test (answered, true) in the field of each condition; the fields of all facts together say
which trace each condition has, and a trace once made is kept.
"""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from operator import getitem
from typing import TYPE_CHECKING, Any

from luodi.engine.conditions.evaluate import Trace, answer, trace, traced
from luodi.engine.conditions.grammar import Node, Test, tests

if TYPE_CHECKING:
    from luodi.engine.conditions.attributes import Attribute, AttributeTable, Facts

MOST_TESTS, MOST_KEPT = 32, 4096
Bits = Callable[[Any], int]


class Traces:
    """The traces of many conditions, in one call for each subject: `traces(facts)[k] == trace(nodes[k], facts)`.

    A condition of more than 32 different tests is traced by itself.
    """

    def __init__(self, nodes: Sequence[Node], table: AttributeTable) -> None:
        asked = [tuple(dict.fromkeys(tests(node))) for node in nodes]
        width = max((2 * len(some) for some in asked if len(some) <= MOST_TESTS), default=0)
        size = next(n for n in (1, 2, 4, 8) if 8 * n >= width)
        self._long = {k: nodes[k] for k, some in enumerate(asked) if len(some) > MOST_TESTS}
        self._kept = [_Kept(node, some) for node, some in zip(nodes, asked, strict=True)]
        self._bytes = size * len(nodes)
        self._fields = struct.Struct(f"<{len(nodes)}{'BHxIxxxQ'[size - 1]}").unpack
        places: dict[str, dict[Test, int]] = {}
        for k, some in enumerate(asked):
            for n, test in enumerate(some if k not in self._long else ()):
                mine = places.setdefault(test.attribute, {})
                mine[test] = mine.get(test, 0) | 1 << 8 * size * k + 2 * n
        self._bits = [(key, _bits_of(table[key], mine)) for key, mine in places.items()]

    def __call__(self, facts: Facts) -> list[Trace]:
        """The trace of every condition, in their order."""
        get, whole = facts.get, 0
        for key, bits in self._bits:
            value = get(key)
            if value is not None:
                whole |= bits(value)
        found = list(map(getitem, self._kept, self._fields(whole.to_bytes(self._bytes, "little"))))
        for k, node in self._long.items():
            found[k] = trace(node, facts)
        return found


class _Kept(dict[int, Trace]):
    """The traces of one condition by the field of its tests' answers."""

    def __init__(self, node: Node, asked: tuple[Test, ...]) -> None:
        self.node, self.places = node, {test: 2 * n for n, test in enumerate(asked)}

    def __missing__(self, field: int) -> Trace:
        if len(self) >= MOST_KEPT:
            self.clear()
        self[field] = found = traced(self.node, lambda test: (None, False, None, True)[field >> self.places[test] & 3])
        return found


def _bits_of(attribute: Attribute, places: Mapping[Test, int]) -> Bits:
    """From a value of an attribute to the bits of all tests about it."""
    def asked(value: Any) -> int:
        return sum(place * (3 if answer(test, value) else 1) for test, place in places.items())
    if attribute.type == "yesno":
        return {value: asked(value) for value in (False, True)}.__getitem__
    if attribute.type == "choice":
        return {value: asked(value) for value in attribute.values}.__getitem__
    if attribute.type == "choices":
        return asked
    edges = sorted({test.value for test in places})
    between = [edges[0] - 1, *((a + b) / 2 for a, b in pairwise(edges)), edges[-1] + 1]
    at, off, count = [asked(edge) for edge in edges], [asked(value) for value in between], len(edges)

    def number(value: Any) -> int:
        n = bisect_left(edges, value)
        return at[n] if n < count and edges[n] == value else off[n]
    return number
