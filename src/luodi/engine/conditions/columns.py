"""Conditions over columns: many conditions for many subjects at once, with NumPy.

Every distinct test is asked once and kept as a bitmap; a condition is then a few operations on bitmaps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from luodi.engine.conditions.attributes import AttributeTable
from luodi.engine.conditions.grammar import And, Const, Node, Not, Or, Test

Bits = NDArray[np.uint8]
Mask = NDArray[np.bool_]
_UNKNOWN = 255


class Columns:
    """The facts of many subjects, an array an attribute; what is not known stays not known."""

    def __init__(self, table: AttributeTable, rows: Sequence[Mapping[str, Any]], keys: Iterable[str] | None = None) -> None:
        """`rows`: checked facts of each subject. `keys`: the attributes to keep (all by default)."""
        self.table, self.count = table, len(rows)
        self._codes: dict[str, dict[Any, int]] = {}
        self._values: dict[str, NDArray[Any]] = {}
        self._known: dict[str, Mask | None] = {}
        for key in table if keys is None else keys:
            try:
                self._column(key, list(map(itemgetter(key), rows)))
            except KeyError:  # not known of every subject
                self._column(key, [row.get(key) for row in rows])

    def _column(self, key: str, values: list[Any]) -> None:
        attribute = self.table[key]
        if attribute.type in ("yesno", "choice"):
            words = (False, True) if attribute.type == "yesno" else attribute.values
            codes = self._codes[key] = {value: number for number, value in enumerate(words)}
            known = self._bytes(key, map({**codes, None: _UNKNOWN}.__getitem__, values)) != _UNKNOWN
        elif attribute.type == "choices":
            for word in attribute.values:
                self._bytes(f"{key}:{word}", (_UNKNOWN if v is None else word in v for v in values))
            known = np.array([v is not None for v in values], dtype=np.bool_)
        else:
            numbers = np.array(values)
            known = np.ones(self.count, dtype=np.bool_)
            if numbers.dtype.kind == "O":
                known = np.array([v is not None for v in values])
                numbers = np.array([0 if v is None else v for v in values])
            if numbers.dtype.kind == "i" and (not self.count or np.abs(numbers).max() < 2**31):
                numbers = numbers.astype(np.int32)
            self._values[key] = numbers
        self._known[key] = None if known.all() else known

    def _bytes(self, key: str, codes: Iterable[int]) -> Bits:
        column = self._values[key] = np.frombuffer(bytes(codes), dtype=np.uint8)
        return column

    @property
    def complete(self) -> bool:
        """Whether every fact of every subject is known."""
        return all(known is None for known in self._known.values())

    def select(self, nodes: Sequence[Node]) -> list[NDArray[np.intp]]:
        """For each condition the positions of the subjects for which it certainly holds, ascending."""
        cache: dict[tuple[Test, bool], Bits] = {}
        return [np.flatnonzero(self._mask(self._bits(node, True, cache))) for node in nodes]

    def certain(self, nodes: Sequence[Node]) -> list[Mask]:
        """For each condition, for which subjects it certainly holds."""
        cache: dict[tuple[Test, bool], Bits] = {}
        return [self._mask(self._bits(node, True, cache)) for node in nodes]

    def possible(self, nodes: Sequence[Node]) -> list[Mask]:
        """For each condition, for which subjects it may still hold."""
        cache: dict[tuple[Test, bool], Bits] = {}
        return [self._mask(self._bits(node, False, cache)) for node in nodes]

    def _mask(self, bits: Bits) -> Mask:
        return np.unpackbits(bits, count=self.count).view(np.bool_)

    def _bits(self, node: Node, certain: bool, cache: dict[tuple[Test, bool], Bits]) -> Bits:
        match node:
            case Const(value):
                return np.full((self.count + 7) // 8, 255 if value else 0, dtype=np.uint8)
            case Test():
                found = cache.get((node, certain))
                if found is None:
                    found = cache[node, certain] = np.packbits(self._test(node, certain))
                return found
            case Not(part):
                return ~self._bits(part, not certain, cache)
            case And(parts) | Or(parts):
                merge = np.bitwise_and if isinstance(node, And) else np.bitwise_or
                out = merge(self._bits(parts[0], certain, cache), self._bits(parts[1], certain, cache)) if len(parts) > 1 else \
                    self._bits(parts[0], certain, cache)
                for part in parts[2:]:
                    merge(out, self._bits(part, certain, cache), out=out)
                return out

    def _test(self, test: Test, certain: bool) -> Mask:
        key = test.attribute
        if test.op in ("is", "has"):
            column = self._values[key if test.op == "is" else f"{key}:{test.value}"]
            flags: Mask = column == 1 if certain else column != 0
            return flags
        column, known = self._values[key], self._known[key]
        if test.op == "in":
            codes = self._codes[key]
            wanted = [codes[value] for value in sorted(test.value)]
            mask: Mask = column == wanted[0]
            for code in wanted[1:]:
                mask |= column == code
            return mask if certain or known is None else mask | (column == _UNKNOWN)
        value = test.value
        if isinstance(value, float) and value.is_integer():
            value = int(value)  # keeps an integer column from being widened for the comparison
        compare = {"lt": np.less, "le": np.less_equal, "gt": np.greater, "ge": np.greater_equal, "eq": np.equal}[test.op]
        mask = compare(column, value).view(np.bool_)
        if known is None:
            return mask
        return mask & known if certain else mask | ~known
