"""The conditions as filters of the database in use, against the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from django.db import connection, models
from django.db.models.functions import Coalesce
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luodi.engine.conditions import ALWAYS, NEVER, And, AttributeTable, Node, Not, Or, evaluate, parse
from luodi.engine.conditions import Test as Asked
from luodi.frame.filters import Place, as_json, as_q, in_json

from ..engine.worlds import KINDS, World, attribute, worlds

OWN = {key: f"own_{key}" for key in KINDS}
PLACES: dict[str, Callable[[str], Place]] = {
    "json": in_json("facts"), "columns": in_json("facts", **OWN), "both": in_json("facts", invest="own_invest", hazards="own_hazards"),
    "over a relation": in_json("parent__facts", mode="parent__own_mode")}
UNUSUAL = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
pytestmark = pytest.mark.django_db


class Row(models.Model):
    """A project of these tests alone; its facts stand in JSON and once more in columns."""

    facts = models.JSONField(null=True)
    own_foreign = models.BooleanField(null=True)
    own_key_project = models.BooleanField(null=True)
    own_mode = models.CharField(max_length=40, null=True)
    own_sector = models.CharField(max_length=40, blank=True)
    own_hazards = models.JSONField(null=True)
    own_invest = models.FloatField(null=True)
    own_area = models.DecimalField(max_digits=25, decimal_places=4, null=True)
    parent = models.ForeignKey("self", models.CASCADE, null=True)
    objects: ClassVar[models.Manager[Row]] = models.Manager()

    class Meta:
        app_label = "tests_of_filters"


@pytest.fixture(scope="module", autouse=True)
def _table(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Row)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Row)


def stored(facts: dict[str, Any], number: int) -> Row:
    """A row of facts; what is not known is left out, or null, in one way or another."""
    plain = as_json(facts)
    gaps = {key: None for key in KINDS if key not in facts and number % 2}
    own = {OWN[key]: value for key, value in plain.items() if key != "area"}
    row = Row(facts={**gaps, **plain} if plain or number % 3 else None, **own)
    if "area" in plain:
        row.own_area = Decimal(repr(plain["area"]))
    return row


def answers(node: Node, where: Callable[[str], Place]) -> dict[int, bool | None]:
    """What the database says for each row."""
    certain, possible = as_q(node, where)
    yes, maybe = (set(Row.objects.filter(q).values_list("pk", flat=True)) for q in (certain, possible))
    assert yes <= maybe
    return {pk: True if pk in yes else None if pk in maybe else False for pk in Row.objects.values_list("pk", flat=True)}


@given(worlds(most=2, rows=8), st.integers(0, 5))
@settings(UNUSUAL, max_examples=120)
def test_the_database_answers_as_the_engine_wherever_the_facts_stand(world: World, shape: int) -> None:
    Row.objects.all().delete()
    parents = Row.objects.bulk_create(stored(dict(facts), shape + n) for n, facts in enumerate(world.rows))
    for condition in world.conditions:
        expect = {row.pk: evaluate(condition.node, facts) for row, facts in zip(parents, world.rows, strict=True)}
        for name in ("json", "columns", "both"):
            assert answers(condition.node, PLACES[name]) == expect, (name, condition.text)


@given(worlds(rows=4))
@settings(UNUSUAL, max_examples=40)
def test_facts_over_a_relation_answer_as_the_engine_and_without_the_relation_nothing_is_known(world: World) -> None:
    Row.objects.all().delete()
    parents = Row.objects.bulk_create(stored(dict(facts), 1) for facts in world.rows)
    children = Row.objects.bulk_create([*(Row(parent=parent) for parent in parents), Row()])
    found = answers(world.first.node, PLACES["over a relation"])
    assert [found[child.pk] for child in children] == [evaluate(world.first.node, facts) for facts in (*world.rows, {})]


@given(worlds(rows=6))
@settings(UNUSUAL, max_examples=40)
def test_what_is_excluded_is_all_that_is_not_found(world: World) -> None:
    Row.objects.all().delete()
    Row.objects.bulk_create(stored(dict(facts), n) for n, facts in enumerate(world.rows))
    for q in as_q(world.first.node, PLACES["json"]):
        assert Row.objects.filter(q).count() + Row.objects.exclude(q).count() == Row.objects.count()
        assert set(Row.objects.filter(~q)) == set(Row.objects.exclude(q))


VALUES: tuple[Any, ...] = (None, {}, "", "x", 7, True, [7], [["grant"]])
TABLE = AttributeTable({"foreign": attribute("foreign", "yesno"), "mode": attribute("mode", "choice", ["grant", "lease", "true"]),
                        "hazards": attribute("hazards", "choices", ["grant", "5"]), "invest": attribute("invest", "number")})


@pytest.mark.parametrize("facts", [None, {}, [], "text", 5, *({key: value} for key in ("foreign", "mode", "hazards", "invest")
                                                              for value in VALUES)])
@pytest.mark.parametrize(("key", "text"), [("foreign", "foreign"), ("mode", 'mode == "grant"'), ("hazards", '"5" in hazards'), ("invest", "invest < 5")])
def test_a_value_of_another_type_is_not_known_and_breaks_nothing(facts: Any, key: str, text: str) -> None:
    row = Row.objects.create(facts=facts)
    right: type = {"foreign": bool, "mode": str, "hazards": list, "invest": int}[key]
    value: Any = facts.get(key) if isinstance(facts, dict) else None
    known = type(value) is right and value != ""
    expect = value if known and key == "foreign" else False if known else None
    assert answers(parse(text, TABLE).node, PLACES["json"]) == {row.pk: expect}


@pytest.mark.parametrize("value", [0, -2.0, 0.1, 2.5, 2**31, 10**15, -10**15, 999_999_999.25, 1e-9])
@pytest.mark.parametrize(("sign", "holds"), [("<", (False, True, False)), ("<=", (True, True, False)), (">", (False, False, True)),
                                             (">=", (True, False, True)), ("==", (True, False, False)), ("!=", (False, True, True))])
def test_numbers_compare_exactly(value: float, sign: str, holds: tuple[bool, ...]) -> None:
    step = 1 if isinstance(value, int) else abs(value) / 8
    rows = [Row.objects.create(facts={"invest": stated}, own_invest=stated) for stated in (value, value - step, value + step)]
    node = parse(f"invest {sign} {value!r}", TABLE).node
    for place in (PLACES["json"], PLACES["columns"]):
        assert answers(node, place) == dict(zip((row.pk for row in rows), holds, strict=True))


def test_words_with_quotes_and_signs_of_sql_are_only_words() -> None:
    words = ["it's", 'so "called"', "100%", "%s", "back\\slash", "租赁", "?", "{0}"]
    rows = [Row.objects.create(facts={"mode": word, "hazards": [word]}, own_mode=word, own_hazards=[word]) for word in words]
    for row, word in zip(rows, words, strict=True):
        for asked in (Asked("mode", "in", frozenset({word})), Asked("hazards", "has", word)):
            for place in (PLACES["json"], PLACES["columns"]):
                assert [pk for pk, holds in answers(asked, place).items() if holds] == [row.pk]


def chained(wide: int, deep: int, last: bool) -> Node:
    """Groups of one kind in groups of the other, the inner one first or last."""
    node: Node = Asked("invest", "eq", 0)
    for level in range(deep):
        tests = tuple(Asked("invest", "ge" if level % 2 else "eq", level * wide + n) for n in range(wide))
        node = (And, Or)[level % 2]((*tests, node) if last else (node, *tests))
    return node


def forked(deep: int, number: int = 1) -> Node:
    """Two of one kind, each with two of the other, and so on."""
    if not deep:
        return Asked("invest", "gt", number)
    return Not((And, Or)[deep % 2]((forked(deep - 1, number * 2), forked(deep - 1, number * 2 + 1))))


@pytest.mark.parametrize("node", [
    *(group(tuple(Asked("invest", "eq", number) for number in range(1000))) for group in (Or, And)),
    *(chained(wide, 30, last) for wide in (1, 2, 33) for last in (True, False)), forked(9)],
    ids=["or", "and", "thin last", "thin first", "two last", "two first", "wide last", "wide first", "forked"])
def test_the_longest_and_the_deepest_conditions_are_taken(node: Node) -> None:
    for value in (0, 5, 500, 999):
        Row.objects.create(facts={"invest": value, "area": value})
    for sign in (node, Not(node)):
        found = answers(sign, PLACES["json"])
        assert found == {row.pk: evaluate(sign, row.facts or {}) for row in Row.objects.all()}


def test_always_and_never_ask_for_no_column() -> None:
    row = Row.objects.create()
    assert [answers(node, PLACES["json"]) for node in (ALWAYS, NEVER, And(()), Or(()))] == [{row.pk: held} for held in (True, False, True, False)]


def test_filters_join_with_other_filters_and_stand_in_counts_and_columns() -> None:
    rows = [Row.objects.create(facts={"foreign": foreign}, own_sector=sector) for foreign in (True, False) for sector in ("a", "b")]
    certain, _ = as_q(Asked("foreign", "is", True), PLACES["json"])
    assert [*Row.objects.filter(certain | models.Q(own_sector="b"), pk__gt=0).order_by("pk")] == [rows[0], rows[1], rows[3]]
    assert Row.objects.aggregate(n=models.Count("pk", filter=certain))["n"] == 2
    assert [*Row.objects.annotate(held=certain).order_by("pk").values_list("held", flat=True)] == [True, True, False, False]


def test_a_column_may_be_worked_out() -> None:
    row = Row.objects.create(facts={"foreign": False})
    Row.objects.create()
    certain, _ = as_q(Not(Asked("foreign", "is", True)), in_json("worked"))
    worked = Coalesce("facts", models.Value({"foreign": True}, models.JSONField()))
    assert [*Row.objects.annotate(worked=worked).filter(certain)] == [row]


def test_a_name_that_cannot_be_a_key_is_refused() -> None:
    with pytest.raises(ValueError, match="x'; --"):
        as_q(Asked("x'; --", "is", True), in_json("facts"))
