"""Random worlds for property tests: attribute tables, conditions as text, partial facts; and a slow, obvious evaluator."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

from hypothesis import strategies as st

from luodi.engine.conditions import Attribute, AttributeTable, Condition, Facts, parse

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


@st.composite
def tables(draw: st.DrawFn) -> AttributeTable:
    """Attributes of all four types."""
    some = st.lists(st.sampled_from(VALUES), min_size=1, max_size=4, unique=True)
    ranges = st.sampled_from([(-math.inf, math.inf), (0, math.inf), (0, 100), (1, 1), (0.5, 10)])
    return AttributeTable({a.key: a for a in (
        attribute("foreign", "yesno"), attribute("key_project", "yesno"),
        attribute("mode", "choice", draw(some)), attribute("sector", "choice", draw(some)),
        attribute("hazards", "choices", draw(some)),
        attribute("invest", "number", (), *draw(ranges)), attribute("area", "number", (), *draw(ranges)))})


def questions_as_text(table: AttributeTable) -> st.SearchStrategy[str]:
    """One test in any way it may be written."""
    def of(a: Attribute) -> st.SearchStrategy[str]:
        value = st.sampled_from(sorted(a.values)).map(repr) if a.values else st.nothing()
        number = st.sampled_from(NUMBERS).map(repr)
        sign, same = st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), st.sampled_from(["==", "!="])
        if a.type == "yesno":
            return st.one_of(st.just(a.key), st.just(f"not {a.key}"),
                             st.tuples(st.just(a.key), same, st.sampled_from(["true", "false", "True", "False"])).map(" ".join))
        if a.type == "number":
            return st.one_of(
                st.tuples(st.just(a.key), sign, number).map(" ".join), st.tuples(number, sign, st.just(a.key)).map(" ".join),
                st.tuples(number, sign, st.just(a.key), sign, number).map(" ".join))
        if a.type == "choices":
            return st.tuples(value, st.sampled_from(["in", "not in"]), st.just(a.key)).map(" ".join)
        several = st.lists(value, min_size=1, max_size=3).map(lambda found: "{" + ", ".join(found) + "}")
        return st.one_of(st.tuples(st.just(a.key), same, value).map(" ".join), st.tuples(value, same, st.just(a.key)).map(" ".join),
                         st.tuples(st.just(a.key), st.sampled_from(["in", "not in"]), several).map(" ".join))
    return st.sampled_from(sorted(table)).flatmap(lambda key: of(table[key]))


def conditions_as_text(table: AttributeTable, leaves: int = 7) -> st.SearchStrategy[str]:
    """Conditions nested with and, or, not and brackets; without brackets Python's precedence counts."""
    leaf = st.one_of(questions_as_text(table), questions_as_text(table), st.sampled_from(["true", "false", *table.definitions]))

    def deeper(part: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        parts = st.lists(part, min_size=2, max_size=3)
        return st.one_of(part.map("not ({})".format), parts.map(" and ".join), parts.map(" or ".join),
                         parts.map(lambda p: f"({' or '.join(p)})"), parts.map(lambda p: f"({' and '.join(p)})"))
    return st.recursive(leaf, deeper, max_leaves=leaves)


def values_of(a: Attribute) -> st.SearchStrategy[Any]:
    """Values of an attribute that a person may state."""
    if a.type == "yesno":
        return st.booleans()
    if a.type == "choice":
        return st.sampled_from(sorted(a.values))
    if a.type == "choices":
        return st.frozensets(st.sampled_from(sorted(a.values)))
    return st.sampled_from(sorted({min(max(n + step, a.minimum), a.maximum) for n in NUMBERS[:-1] for step in (-1, 0, 0.25, 1)}))


def facts_of(table: AttributeTable) -> st.SearchStrategy[Facts]:
    """Partial facts: any attributes known, the others not."""
    return st.fixed_dictionaries({}, optional={key: values_of(table[key]) for key in table})


def complete_facts_of(table: AttributeTable) -> st.SearchStrategy[Facts]:
    """Facts with every attribute known."""
    return st.fixed_dictionaries({key: values_of(table[key]) for key in table})


@dataclass(frozen=True)
class World:
    """A table with a definition, conditions over it, and the partial facts of some subjects."""

    table: AttributeTable
    conditions: tuple[Condition, ...]
    rows: tuple[Facts, ...]

    @cached_property
    def first(self) -> Condition:
        """The first condition."""
        return self.conditions[0]

    @property
    def facts(self) -> Facts:
        """The facts of the first subject."""
        return self.rows[0]


@st.composite
def worlds(draw: st.DrawFn, most: int = 1, rows: int = 1, leaves: int = 7) -> World:
    """Random worlds with up to `most` conditions and up to `rows` subjects."""
    table = draw(tables())
    table.definitions["special"] = parse(draw(conditions_as_text(table, 3)), table)
    texts = draw(st.lists(conditions_as_text(table, leaves), min_size=1, max_size=most))
    subjects = draw(st.lists(facts_of(table), min_size=1, max_size=rows))
    return World(table, tuple(parse(text, table) for text in texts), tuple(subjects))


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
    answer: bool = {
        "Lt": lambda: left < right, "LtE": lambda: left <= right, "Gt": lambda: left > right, "GtE": lambda: left >= right,
        "Eq": lambda: left == right, "NotEq": lambda: left != right, "In": lambda: left in right, "NotIn": lambda: left not in right,
    }[type(op).__name__]()
    return answer


def constants_near(text: str, table: AttributeTable) -> dict[str, set[float]]:
    """For every number attribute every constant in the text and its definitions, with its neighbours and what lies between."""
    texts = [text, *(definition.text for definition in table.definitions.values())]
    found = sorted({float(node.value) for some in texts for node in ast.walk(ast.parse(some))
                    if isinstance(node, ast.Constant) and type(node.value) in (int, float)})
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
