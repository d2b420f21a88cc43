"""Random worlds for property tests: attribute tables, conditions as text, partial facts; and a slow, obvious evaluator."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import product
from random import Random
from typing import Any, TypeVar

from hypothesis import strategies as st

from luodi.engine.conditions import Attribute, AttributeTable, Condition, Facts, parse

T = TypeVar("T")
LANGS = ("zh-Hans", "en", "ja", "ko")
NUMBERS: tuple[int | float, ...] = (-7, 0, 0.1, 0.5, 1, 2.5, 10, 10.0, 99, 100, 1000, 2**31 - 1, 2**31, 1e9 + 0.5, 10**15)
VALUES = ("grant", "lease", "it's", 'so "called"', "back\\slash", "{brace}", "租赁", "True")


def words(key: str) -> dict[str, str]:
    """Words for a key in the four languages, none a part of another's."""
    return {lang: f"〈{key}·{lang}〉" for lang in LANGS}


def attribute(key: str, kind: str, values: Sequence[str] = (), low: float = -math.inf, high: float = math.inf) -> Attribute:
    """An attribute with words in the four languages."""
    unit = "wan_yuan" if kind == "number" else ""
    return Attribute(key, kind, words(key), {v: words(v) for v in values}, unit, words(unit) if unit else {}, low, high)


KINDS = {"foreign": "yesno", "key_project": "yesno", "mode": "choice", "sector": "choice", "hazards": "choices", "invest": "number",
         "area": "number"}
RANGES = ((-math.inf, math.inf), (0, math.inf), (0, 100), (1, 1), (0.5, 10))


def table_of(number: int) -> AttributeTable:
    """One of a few hundred tables of attributes of all four types, with different values and ranges."""
    chance = Random(number)
    return AttributeTable({key: attribute(
        key, kind, chance.sample(VALUES, chance.randint(1, 4)) if kind in ("choice", "choices") else (),
        *(chance.choice(RANGES) if kind == "number" else ())) for key, kind in KINDS.items()})


class Picks:
    """Takes choices one after another out of one number, so that a test costs hypothesis one draw."""

    def __init__(self, number: int) -> None:
        self.number = number

    def of(self, some: Sequence[T]) -> T:
        """One of some."""
        self.number, index = divmod(self.number, len(some))
        return some[index]


def question_text(number: int, table: AttributeTable, keys: Sequence[str] = ()) -> str:
    """One test in any way it may be written."""
    pick = Picks(number)
    a = table[pick.of(keys or [*table])]
    sign, same, within = pick.of(["<", "<=", ">", ">=", "==", "!="]), pick.of(["==", "!="]), pick.of(["in", "not in"])
    if a.type == "yesno":
        return pick.of([a.key, f"not {a.key}", *(f"{a.key} {same} {value}" for value in ("true", "false", "True", "False"))])
    if a.type == "number":
        one, other, second = pick.of(NUMBERS), pick.of(NUMBERS), pick.of(["<", "<=", ">", ">=", "==", "!="])
        return pick.of([f"{a.key} {sign} {one!r}", f"{one!r} {sign} {a.key}", f"{one!r} {sign} {a.key} {second} {other!r}"])
    one_of, other_of, third_of = (repr(pick.of([*a.values])) for _ in range(3))
    if a.type == "choices":
        return f"{one_of} {within} {a.key}"
    return pick.of([f"{a.key} {same} {one_of}", f"{one_of} {same} {a.key}", f"{a.key} {within} {{{one_of}}}",
                    f"{a.key} {within} {{{one_of}, {other_of}, {third_of}}}", f"{a.key} {within} [{one_of}, {other_of}]"])


def condition_text(tree: Any, table: AttributeTable) -> str:
    """A condition nested with and, or, not and brackets; without brackets Python's precedence counts."""
    if isinstance(tree, int):
        return question_text(tree, table)
    word, parts = tree
    if word == "name":
        return str(parts) if parts in table.definitions or parts != "special" else "true"
    found = [condition_text(part, table) for part in parts]
    if word == "not":
        return f"not ({found[0]})"
    negated, bare = word.startswith("not "), word.removeprefix("not ")
    joined = f" {bare.strip('()')} ".join(f"({part})" if bare.endswith("not") else part for part in found)
    whole = f"({joined})" if bare.startswith("(") else joined
    return f"not {whole}" if negated else whole


def value_of(a: Attribute, number: int) -> Any:
    """A value of an attribute that a person may state."""
    pick = Picks(number)
    if a.type == "yesno":
        return pick.of([True, False])
    if a.type == "choice":
        return pick.of([*a.values])
    if a.type == "choices":
        return frozenset(value for value in a.values if pick.of([True, False]))
    return min(max(pick.of(NUMBERS[:-1]) + pick.of([0, 0, 1, -1, 0.25]), a.minimum), a.maximum)


def facts_of(attributes: Mapping[str, Attribute], extra: Mapping[str, Sequence[Any]]) -> st.SearchStrategy[Facts]:
    """Partial facts: any attributes known, the others not; `extra`: the values to try of some of them."""
    return st.fixed_dictionaries({}, optional={
        key: st.sampled_from(extra[key]) if key in extra else st.integers(0, 1000).map(partial(value_of, a)) for key, a in attributes.items()})


@dataclass(frozen=True)
class World:
    """A table with a definition, conditions over it, and the partial facts of some subjects."""

    table: AttributeTable
    conditions: tuple[Condition, ...]
    draws: tuple[tuple[int, ...], ...]

    @property
    def first(self) -> Condition:
        """The first condition."""
        return self.conditions[0]

    @cached_property
    def rows(self) -> list[Facts]:
        """The facts of the subjects, a third of them not known."""
        return [{key: value_of(a, n // 3) for (key, a), n in zip(self.table.items(), row, strict=True) if n % 3} for row in self.draws]

    @cached_property
    def full(self) -> list[Facts]:
        """The facts of the subjects with all of them known."""
        return [{key: value_of(a, n // 3) for (key, a), n in zip(self.table.items(), row, strict=True)} for row in self.draws]

    @property
    def facts(self) -> Facts:
        """The facts of the first subject."""
        return self.rows[0]

    @property
    def more(self) -> Facts:
        """The facts of the first subject with those of the last one added."""
        return {**self.rows[-1], **self.facts}

    def __repr__(self) -> str:
        special = self.table.definitions["special"].text
        values = {key: [*a.values] or (a.minimum, a.maximum) for key, a in self.table.items() if a.type != "yesno"}
        return f"World({values}, special={special!r}, {[c.text for c in self.conditions]}, {self.rows})"


ONE_TEST = st.integers(0, 10**8)
NAMES = st.sampled_from([("name", "special"), ("name", "true"), ("name", "false"), ("name", "special")])


def _group(*parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    words = st.sampled_from(["and", "or", "(and)", "(or)", "not (and)", "not (or)", "and not", "or not"])
    return st.tuples(words, st.lists(st.one_of(*parts), min_size=2, max_size=3))


_PAIR = _group(ONE_TEST, ONE_TEST, ONE_TEST, NAMES)
_TWO = _group(ONE_TEST, _PAIR, st.tuples(st.just("not"), st.tuples(_PAIR)))
TREES = st.one_of(_PAIR, _TWO, _TWO, _group(_PAIR, _TWO))
ROW = st.tuples(*[st.integers(0, 1000)] * len(KINDS))


def made(table: int, special: Any, trees: Sequence[Any], rows: Sequence[tuple[int, ...]]) -> World:
    """A world from its draws."""
    attributes = table_of(table)
    attributes.definitions["special"] = parse(condition_text(special, attributes), attributes)
    return World(attributes, tuple(parse(condition_text(tree, attributes), attributes) for tree in trees), tuple(rows))


def worlds(most: int = 1, rows: int = 2) -> st.SearchStrategy[World]:
    """Random worlds with up to `most` conditions and up to `rows` subjects."""
    return st.builds(made, st.integers(0, 300), ONE_TEST, st.lists(TREES, min_size=1, max_size=most),
                     st.lists(ROW, min_size=1, max_size=rows))


Kleene = bool | None


def negation(a: Kleene) -> Kleene:
    """Kleene's table of not."""
    return {True: False, False: True, None: None}[a]


def conjunction(a: Kleene, b: Kleene) -> Kleene:
    """Kleene's table of and."""
    return {(True, True): True, (True, None): None, (None, True): None, (None, None): None}.get((a, b), False)


def disjunction(a: Kleene, b: Kleene) -> Kleene:
    """Kleene's table of or."""
    return {(False, False): False, (False, None): None, (None, False): None, (None, None): None}.get((a, b), True)


def naive(text: str, table: AttributeTable, facts: Facts) -> Kleene:
    """The answer straight from the text, by Python's own reading of it and Kleene's tables."""
    return _naive(ast.parse(text, mode="eval").body, table, facts)


def _naive(tree: ast.expr, table: AttributeTable, facts: Facts) -> Kleene:
    if isinstance(tree, ast.BoolOp):
        join = conjunction if isinstance(tree.op, ast.And) else disjunction
        out = _naive(tree.values[0], table, facts)
        for value in tree.values[1:]:
            out = join(out, _naive(value, table, facts))
        return out
    if isinstance(tree, ast.UnaryOp):
        return negation(_naive(tree.operand, table, facts))
    if isinstance(tree, ast.Compare):
        sides = [_value(side, facts) for side in (tree.left, *tree.comparators)]
        answer: Kleene = True
        for left, op, right in zip(sides, tree.ops, sides[1:], strict=False):
            answer = conjunction(answer, _compare(left, op, right))
        return answer
    if isinstance(tree, ast.Name) and tree.id in table.definitions:
        return naive(table.definitions[tree.id].text, table, facts)
    found: Kleene = _value(tree, facts)
    return found


def _value(tree: ast.expr, facts: Facts) -> Any:
    if isinstance(tree, ast.Name):
        return {"true": True, "false": False}.get(tree.id, facts.get(tree.id))
    return ast.literal_eval(tree)


def _compare(left: Any, op: ast.cmpop, right: Any) -> Kleene:
    if left is None or right is None:
        return None
    sign: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
        ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge, ast.Eq: operator.eq, ast.NotEq: operator.ne,
        ast.In: lambda one, some: one in some, ast.NotIn: lambda one, some: one not in some}
    return sign[type(op)](left, right)


def constants_near(text: str, table: AttributeTable) -> dict[str, set[float]]:
    """For every number attribute every constant in the text and its definitions, with its neighbours and what lies between."""
    texts = [text, *(definition.text for definition in table.definitions.values())]
    constants = {node.value for some in texts for node in ast.walk(ast.parse(some)) if isinstance(node, ast.Constant)}
    numbers = {float(value) for value in constants if isinstance(value, int | float)}
    found = sorted({*numbers, *(-value for value in numbers)})
    steps = {*found, *(value + step for value in found for step in (-1, 1)), *((a + b) / 2 for a in found for b in found)}
    return {key: {min(max(v, a.minimum), a.maximum) for v in steps or {1.0}} for key, a in table.items() if a.type == "number"}


def every_value(key: str, text: str, table: AttributeTable) -> list[Any]:
    """Enough values of an attribute to bring about every answer of the text that its real values can."""
    a = table[key]
    if a.type == "yesno":
        return [False, True]
    if a.type == "choice":
        return list(a.values)
    if a.type == "choices":
        names = list(a.values)
        return [frozenset(v for v, taken in zip(names, some, strict=True) if taken) for some in product((False, True), repeat=len(names))]
    return sorted(constants_near(text, table)[key])


def completions(keys: Sequence[str], text: str, table: AttributeTable, facts: Mapping[str, Any]) -> Iterator[Facts]:
    """The facts with the attributes not known filled in in every way."""
    free = [key for key in keys if key not in facts]
    for chosen in product(*(every_value(key, text, table) for key in free)):
        yield {**facts, **dict(zip(free, chosen, strict=True))}
