"""The conditions of the engine as filters of the database: which rows a condition certainly holds for, and which it may hold for.

SQL's own logic has the three values of the engine's, so a condition becomes one expression of the same shape, and what is not known is NULL: a key that
is missing, a null in JSON, an empty column, an empty text, and a value of another type than the condition asks for.

    certain, possible = as_q(condition.node, in_json("facts"))
    Project.objects.filter(certain, region=region)

What it cannot express:

* What follows from other facts. Store the facts as `AttributeTable.derived` completes them.
* Facts inside another object of the JSON, and facts over several rows (a relation to many): one row has one answer.
* JSON numbers of more than 15 significant digits and numbers beyond MAX_NUMBER: SQLite reads them with a double's last digit in doubt.
* An index does not serve it. Narrow the rows first by what is indexed: region, state, a day.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import chain
from typing import Any, NamedTuple

from django.db import NotSupportedError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Expression, F, Q
from django.db.models.sql.compiler import SQLCompiler

from luodi.engine.conditions import And, Const, Facts, Node, Not, Or, Test
from luodi.engine.conditions.grammar import tests

KEY = re.compile(r"[a-z][a-z0-9_]*\Z")
GROUP = 16
_SIGNS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "="}
Sql = tuple[str, tuple[Any, ...]]


class Place(NamedTuple):
    """Where a fact stands: in a column of its own (the path may lead over relations to one), or under a key of a JSON column.

    A column of its own is a BooleanField, a number field, a CharField for a choice, a JSONField with a list for several choices.
    """

    column: str
    key: str = ""


class Answers(NamedTuple):
    """The two filters of a condition; each other row is in the complement, so they may be negated and excluded."""

    certain: Q
    possible: Q


def in_json(column: str, **own: str) -> Callable[[str], Place]:
    """Every fact under its key in a JSON column, but those in `own` in the columns named there."""
    return lambda attribute: Place(own[attribute]) if attribute in own else Place(column, attribute)


def as_json(facts: Facts) -> dict[str, Any]:
    """Facts as they are stored in a JSON column: several choices as a list in a fixed order."""
    return {key: sorted(value) if isinstance(value, frozenset) else value for key, value in facts.items()}


def as_q(node: Node, column: Callable[[str], Place]) -> Answers:
    """The filters of a condition. `column`: where the fact of an attribute stands.

    Raises ValueError for an attribute whose name cannot be a key.
    """
    places = {test.attribute: column(test.attribute) for test in tests(node)}
    for place in places.values():
        if place.key and not KEY.match(place.key):
            raise ValueError(f"“{place.key}”不能作为键 · {place.key!r} cannot be a key")
    return Answers(Q(Holds(node, places, "IS TRUE")), Q(Holds(node, places, "IS NOT FALSE")))


class Holds(Expression):
    """A condition in SQL: `… IS TRUE`, or `… IS NOT FALSE`; never NULL itself."""

    def __init__(self, node: Node, places: Mapping[str, Place], ending: str) -> None:
        super().__init__(output_field=BooleanField())
        self.node, self.places, self.ending = node, places, ending
        self.columns: dict[str, Any] = {name: F(name) for name in dict.fromkeys(place.column for place in places.values())}

    def get_source_expressions(self) -> list[Any]:
        """The columns; Django finds their tables."""
        return [*self.columns.values()]

    def set_source_expressions(self, exprs: Any) -> None:
        """The columns as found."""
        self.columns = dict(zip(self.columns, exprs, strict=True))

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Any:
        """Only the two databases below are known."""
        raise NotSupportedError(connection.vendor)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        """With the functions of JSON1."""
        return self._whole(compiler, _sqlite)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        """With the operators of jsonb."""
        return self._whole(compiler, _postgresql)

    def _whole(self, compiler: SQLCompiler, ask: Callable[[Test, str, str], Sql]) -> Any:
        columns = {name: compiler.compile(column) for name, column in self.columns.items()}

        def asked(test: Test) -> Sql:
            place = self.places[test.attribute]
            column, params = columns[place.column]
            text, more = ask(test, column, place.key)
            return text, (*(tuple(params) * text.count(column) if params else ()), *more)
        _, (text, params) = _tree(self.node, asked)
        return f"({text} {self.ending})", params


def _tree(node: Node, asked: Callable[[Test], Sql], negated: bool = False) -> tuple[int, Sql]:
    """The SQL of a condition and the depth of its brackets; the negations stand at the tests."""
    while isinstance(node, Not):
        node, negated = node.part, not negated
    match node:
        case Const(value):
            return 0, ("TRUE" if value != negated else "FALSE", ())
        case Test():
            text, params = asked(node)
            return 1, (f"(NOT {text})" if negated else text, params)
    both = isinstance(node, And) != negated
    parts = [_tree(part, asked, sign) for part, sign in _flat(node, negated, both)]
    word, empty, settled = ("AND", "TRUE", "FALSE") if both else ("OR", "FALSE", "TRUE")
    if any(text == settled for _, (text, _) in parts):
        return 0, (settled, ())
    open_ones = [part for part in parts if part[1][0] != empty]
    return _joined(word, open_ones) if open_ones else (0, (empty, ()))


def _flat(node: Node, negated: bool, both: bool) -> Iterator[tuple[Node, bool]]:
    while isinstance(node, Not):
        node, negated = node.part, not negated
    if isinstance(node, And | Or) and (isinstance(node, And) != negated) == both:
        for part in node.parts:
            yield from _flat(part, negated, both)
    else:
        yield node, negated


def _joined(word: str, parts: list[tuple[int, Sql]]) -> tuple[int, Sql]:
    """Parts between brackets. SQLite reads with a stack of 100 places, of which a bracket at the start takes one and a later one three, and takes
    expressions 1000 high: so the deepest part stands first, and many parts are joined by groups."""
    parts = sorted(parts, key=lambda part: -part[0])
    while len(parts) > GROUP:
        parts = [_joined(word, parts[start:start + GROUP]) for start in range(0, len(parts), GROUP)]
    if len(parts) == 1:
        return parts[0]
    texts, params = zip(*(part for _, part in parts), strict=True)
    return parts[0][0] + 1, (f"({f' {word} '.join(texts)})", tuple(chain.from_iterable(params)))


def _sqlite(test: Test, column: str, key: str) -> Sql:
    path = f"'$.{key}'" if key else "'$'"
    kind, value = f"JSON_TYPE({column}, {path})", f"JSON_EXTRACT({column}, {path})"
    match test.op:
        case "is":
            return f"CASE {kind} WHEN 'true' THEN 1 WHEN 'false' THEN 0 END" if key else column, ()
        case "in":
            return _within(f"CASE {kind} WHEN 'text' THEN {value} END" if key else column, test.value)
        case "has":
            return f"CASE {kind} WHEN 'array' THEN EXISTS (SELECT 1 FROM JSON_EACH({column}, {path}) WHERE value = %s) END", (test.value,)
    return f"(CASE WHEN {kind} IN ('integer', 'real') THEN {value} END {_SIGNS[test.op]} %s)" if key else f"({column} {_SIGNS[test.op]} %s)", (test.value,)


def _postgresql(test: Test, column: str, key: str) -> Sql:
    inner, text = (f"({column} -> '{key}')", f"({column} ->> '{key}')") if key else (column, column)

    def typed(kind: str, value: str) -> str:
        # A cast of another type would fail, and only CASE keeps PostgreSQL from asking in any order it likes.
        return f"CASE jsonb_typeof({inner}) WHEN '{kind}' THEN {value} END"
    match test.op:
        case "is":
            return typed("boolean", f"{text}::boolean") if key else column, ()
        case "in":
            return _within(typed("string", text) if key else column, test.value)
        case "has":
            return typed("array", f"{inner} ? %s"), (test.value,)
    # A decimal, as numbers of jsonb are: nothing is rounded.
    return f"({typed('number', f'{text}::numeric') if key else column} {_SIGNS[test.op]} %s)", (Decimal(repr(test.value)),)


def _within(value: str, some: frozenset[str]) -> Sql:
    return f"(NULLIF({value}, '') IN ({', '.join(['%s'] * len(some))}))", tuple(sorted(some))
