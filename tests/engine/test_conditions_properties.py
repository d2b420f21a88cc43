"""The condition language against Kleene's tables: every back end, every question, every reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from luodi.engine.conditions import (
    And,
    AttributeTable,
    Columns,
    Const,
    Facts,
    Node,
    Not,
    Traces,
    compile_one,
    evaluate,
    informative,
    missing,
    parse,
    residual,
    satisfiable,
    trace,
)
from luodi.engine.conditions.emit import build, emit
from luodi.engine.conditions.evaluate import points
from luodi.engine.conditions.grammar import tests as questions

from .worlds import (
    KINDS,
    ONE_TEST,
    World,
    attribute,
    completions,
    every_value,
    naive,
    question_text,
    table_of,
    value_of,
    worlds,
)

MOST_COMPLETIONS = 3000


def few(world: World) -> bool:
    """Whether filling in the facts in every way stays small."""
    count = 1
    for key in world.first.attributes:
        if key not in world.facts:
            count *= len(every_value(key, world.first.text, world.table))
    return count <= MOST_COMPLETIONS


@given(worlds(most=3, rows=8))
@settings(max_examples=250, deadline=None)
def test_every_back_end_answers_as_kleenes_tables_over_the_text(world: World) -> None:
    nodes = [condition.node for condition in world.conditions]
    columns, traces = Columns(world.table, world.rows), Traces(nodes, world.table)
    certain, possible, select = columns.certain(nodes), columns.possible(nodes), columns.select(nodes)
    for k, condition in enumerate(world.conditions):
        compiled = compile_one(condition.node)
        for row, facts in enumerate(world.rows):
            expect = naive(condition.text, world.table, facts)
            left = residual(condition.node, facts)
            assert {
                "evaluate": evaluate(condition.node, facts), "compiled": compiled(facts),
                "trace": trace(condition.node, facts).answer, "traces": traces(facts)[k].answer,
                "residual": left.value if isinstance(left, Const) else None,
                "columns": {(True, True): True, (False, False): False, (False, True): None}[bool(certain[k][row]), bool(possible[k][row])],
                "selected": row in select[k],
            } == {
                "evaluate": expect, "compiled": expect, "trace": expect, "traces": expect, "residual": expect, "columns": expect,
                "selected": expect is True,
            }, (condition.text, facts)


@given(worlds())
@settings(max_examples=100, deadline=None)
def test_the_expression_for_known_facts_answers_the_same_when_all_facts_are_known(world: World) -> None:
    variables = ", ".join(f"a_{key}" for key in world.table)
    known = build(f"def check({variables}):\n    return {emit(world.first.node, 'known')}\n", "check")
    for facts in world.full:
        assert known(**{f"a_{key}": value for key, value in facts.items()}) is naive(world.first.text, world.table, facts)


@given(worlds(rows=20))
@settings(max_examples=60, deadline=None)
def test_columns_of_complete_facts_know_that_they_are_complete(world: World) -> None:
    columns, node = Columns(world.table, world.full), world.first.node
    assert columns.complete
    assert list(columns.certain([node])[0]) == list(columns.possible([node])[0]) == [
        naive(world.first.text, world.table, facts) for facts in world.full]


def test_columns_with_one_fact_missing_do_not_claim_to_be_complete() -> None:
    table = AttributeTable({"foreign": attribute("foreign", "yesno")})
    assert not Columns(table, [{"foreign": True}, {}]).complete


def test_columns_of_nobody_select_nobody() -> None:
    table = AttributeTable({key: attribute(key, kind, ("a",)) for key, kind in (("mode", "choice"), ("hazards", "choices"), ("area", "number"))})
    columns = Columns(table, [])
    for text in ('mode == "a"', '"a" in hazards', "area > 1", "true"):
        node = parse(text, table).node
        assert [len(found) for found in (columns.select([node])[0], columns.certain([node])[0], columns.possible([node])[0])] == [0, 0, 0]


@given(worlds())
@settings(max_examples=150, deadline=None)
def test_a_known_answer_never_changes_when_facts_are_added(world: World) -> None:
    before = evaluate(world.first.node, world.facts)
    assert before is None or evaluate(world.first.node, world.more) is before


@given(worlds())
@settings(max_examples=150, deadline=None)
def test_putting_facts_in_by_and_by_gives_the_same_as_all_at_once(world: World) -> None:
    node, left = world.first.node, residual(world.first.node, world.facts)
    assert evaluate(left, world.rows[-1]) is naive(world.first.text, world.table, world.more)
    assert residual(left, world.rows[-1]) == residual(node, world.more)


@given(worlds())
@settings(max_examples=100, deadline=None)
def test_what_is_left_of_a_condition_asks_nothing_that_is_known(world: World) -> None:
    left = residual(world.first.node, world.facts)
    assert not {test.attribute for test in questions(left)} & world.facts.keys()
    assert isinstance(left, Const) or not any(isinstance(part, Const) for part in walk(left))


def walk(node: Node) -> list[Node]:
    """A condition and all its parts."""
    inner = [node.part] if isinstance(node, Not) else list(getattr(node, "parts", ()))
    return [node, *(deeper for part in inner for deeper in walk(part))]


@given(worlds())
@settings(max_examples=200, deadline=None)
def test_nothing_is_missing_exactly_when_the_answer_is_known(world: World) -> None:
    asked = missing(world.first.node, world.facts, world.table)
    assert (not asked) == (naive(world.first.text, world.table, world.facts) is not None)
    assert set(asked) <= set(world.first.attributes) - world.facts.keys()
    assert len(asked) == len(set(asked))


@given(worlds())
@settings(max_examples=120, deadline=None)
def test_an_attribute_that_is_not_missing_never_changes_the_answer(world: World) -> None:
    asked = missing(world.first.node, world.facts, world.table)
    before = naive(world.first.text, world.table, world.facts)
    for key in set(world.table) - set(asked) - world.facts.keys():
        for value in every_value(key, world.first.text, world.table):
            assert naive(world.first.text, world.table, {**world.facts, key: value}) is before


@given(worlds())
@settings(max_examples=100, deadline=None)
def test_an_attribute_that_is_not_missing_never_decides_together_with_others(world: World) -> None:
    asked = missing(world.first.node, world.facts, world.table)
    without = {key: value for key, value in world.more.items() if key in asked or key in world.facts}
    assert naive(world.first.text, world.table, world.more) is naive(world.first.text, world.table, without)


def decides(text: str, table: AttributeTable, facts: Facts, key: str, values: list[Any]) -> float:
    """The share of the values that decide the answer."""
    return sum(naive(text, table, {**facts, key: value}) is not None for value in values) / len(values)


@given(worlds(most=4))
@settings(max_examples=150, deadline=None)
def test_the_first_question_is_expected_to_decide_and_narrow_most(world: World) -> None:
    """A question is worth the answers it is expected to decide, and a tenth of the share of open tests that it answers."""
    worth: dict[str, float] = {}
    narrowing: dict[str, float] = {}
    for condition in world.conditions:
        asked = list(questions(residual(condition.node, world.facts)))
        for test in asked:
            narrowing[test.attribute] = narrowing.get(test.attribute, 0) + 0.1 / len(asked)
        for key in {test.attribute for test in asked}:
            worth[key] = worth.get(key, 0) + decides(condition.text, world.table, world.facts, key, points(world.table, key, asked))
    found = informative([condition.node for condition in world.conditions], world.facts, world.table)
    assert dict(found) == pytest.approx({key: worth[key] + narrowing[key] for key in worth})
    assert [round(score, 6) for _, score in found] == sorted((round(score, 6) for _, score in found), reverse=True)


@given(worlds())
@settings(max_examples=120, deadline=None)
def test_no_question_would_decide_more_than_a_tenth_oftener_than_the_first(world: World) -> None:
    asked = missing(world.first.node, world.facts, world.table)
    open_ones = list(questions(residual(world.first.node, world.facts)))
    share = [decides(world.first.text, world.table, world.facts, key, points(world.table, key, open_ones)) for key in asked]
    assert not share or share[0] >= max(share) - 0.1


def test_questions_of_equal_worth_come_in_declared_order() -> None:
    table = AttributeTable({key: attribute(key, "yesno") for key in ("second", "first", "third")})
    assert missing(parse("third and first and second", table).node, {}, table) == ("second", "first", "third")


def test_a_question_that_decides_many_conditions_comes_before_one_that_decides_one() -> None:
    table = AttributeTable({key: attribute(key, "yesno") for key in ("a", "b", "common")})
    nodes = [parse(text, table).node for text in ("a and common", "b and common")]
    assert [key for key, _ in informative(nodes, {}, table)] == ["common", "a", "b"]


@given(worlds())
@settings(max_examples=150, deadline=None)
def test_a_condition_is_satisfiable_exactly_when_some_complete_facts_satisfy_it(world: World) -> None:
    assume(few(world))
    text, table, facts = world.first.text, world.table, world.facts
    for node, wanted in ((world.first.node, True), (Not(world.first.node), False)):
        found = satisfiable(node, table, facts)
        really = any(naive(text, table, full) is wanted for full in completions(world.first.attributes, text, table, facts))
        assert (found is not None) == really, text
        if found is not None:
            assert naive(text, table, found) is wanted
            assert found.items() >= facts.items()


@given(st.integers(0, 300), st.sampled_from(sorted(KINDS)), st.lists(ONE_TEST, min_size=1, max_size=3), st.integers(0, 1000))
@settings(max_examples=200, deadline=None)
def test_the_points_of_an_attribute_give_every_pattern_of_answers_and_stay_in_its_range(
        number: int, key: str, asked: list[int], other: int) -> None:
    table = table_of(number)
    nodes = [parse(question_text(n, table, [key]), table).node for n in asked]
    tried = points(table, key, [test for node in nodes for test in questions(node)])

    def pattern(some: Any) -> list[bool | None]:
        return [evaluate(test, {key: some}) for node in nodes for test in questions(node)]
    assert pattern(value_of(table[key], other)) in [pattern(point) for point in tried]
    if table[key].type == "number":
        assert all(table[key].minimum <= point <= table[key].maximum for point in tried)


def test_a_threshold_outside_the_range_of_its_attribute_can_never_be_reached() -> None:
    table = AttributeTable({"area": attribute("area", "number", (), 0, 100)})
    assert satisfiable(parse("area >= 200", table).node, table) is None
    assert satisfiable(parse("area < 200", table).node, table) is not None


def test_a_threshold_just_above_the_least_value_can_be_missed() -> None:
    table = AttributeTable({"area": attribute("area", "number", (), 0, 100)})
    assert satisfiable(parse("area < 0.5", table).node, table) == {"area": 0}


@given(worlds())
@settings(max_examples=250, deadline=None)
def test_the_facts_named_as_reasons_carry_a_known_answer_alone(world: World) -> None:
    expect = naive(world.first.text, world.table, world.facts)
    reasons = trace(world.first.node, world.facts).reasons()
    assume(expect is not None)
    kept = {test.attribute: world.facts[test.attribute] for test, _, _ in reasons}
    assert naive(world.first.text, world.table, kept) is expect


@given(worlds())
@settings(max_examples=150, deadline=None)
def test_every_reason_says_what_its_test_answers_and_whether_it_stands_negated(world: World) -> None:
    """A test that carries the answer stands for it: seen through its negations it answers as the whole does."""
    whole = trace(world.first.node, world.facts)
    for test, negated, answer in whole.reasons():
        assert answer is evaluate(test, world.facts)
        assert (None if answer is None else answer != negated) is whole.answer
        assert (test.attribute in world.facts) == (whole.answer is not None)


@given(worlds(most=3, rows=5))
@settings(max_examples=60, deadline=None)
def test_many_traces_at_once_equal_each_trace_inside(world: World) -> None:
    nodes = [condition.node for condition in world.conditions]
    traces = Traces(nodes, world.table)
    for facts in world.rows:
        assert traces(facts) == [trace(node, facts) for node in nodes]


@given(worlds())
@settings(max_examples=100, deadline=None)
def test_what_holds_possibly_is_what_does_not_hold_certainly_when_negated(world: World) -> None:
    columns, node = Columns(world.table, world.rows), world.first.node
    assert (columns.possible([node])[0] == ~columns.certain([Not(node)])[0]).all()


@pytest.mark.parametrize("value", [10.0, -2.0, 2**31 - 1, 2**31, -2**31, 2**53, 10**15, -10**15, 0.1 + 0.2, 1e-9])
@pytest.mark.parametrize("sign", ["<", "<=", ">", ">=", "=="])
def test_numbers_compare_exactly_in_every_back_end(value: float, sign: str) -> None:
    constant = value if abs(value) <= 10**15 else 10**15
    table = AttributeTable({"area": attribute("area", "number")})
    node = parse(f"area {sign} {constant!r}", table).node
    check: dict[str, Callable[[float], bool]] = {
        "<": lambda v: v < constant, "<=": lambda v: v <= constant, ">": lambda v: v > constant, ">=": lambda v: v >= constant,
        "==": lambda v: v == constant}
    stated = [constant, constant - 1, constant + 1, 0, 1, -1, 0.5][: 3 if isinstance(constant, int) else 7]
    expect = [check[sign](v) for v in stated]
    columns = Columns(table, [{"area": v} for v in stated])
    assert list(columns.certain([node])[0]) == expect
    assert [compile_one(node)({"area": v}) for v in stated] == expect
    assert [evaluate(And((node, Const(True))), {"area": v}) for v in stated] == expect
