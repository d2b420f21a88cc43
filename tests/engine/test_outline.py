"""A condition laid out as points says the same as the condition."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from luodi.engine.conditions import AttributeTable, Const, Facts, evaluate, parse
from luodi.engine.conditions.grammar import And, Node, Not, Or
from luodi.engine.conditions.outline import Outline, Point, Points, outline
from luodi.engine.mechanism import load


@pytest.fixture(scope="module")
def table() -> AttributeTable:
    return load("national", date(2026, 11, 23)).table


def test_lists_of_one_kind_inside_each_other_become_one_list(table: AttributeTable) -> None:
    found = outline(parse("is_construction and (new_building and (energy_tce > 5 and fire_special))", table).node)
    assert isinstance(found, Points)
    assert found.every
    assert all(isinstance(part, Point) for part in found.parts)
    assert len(found.parts) >= 4


def test_a_negation_moves_to_the_tests_and_turns_all_into_any(table: AttributeTable) -> None:
    found = outline(parse("not (is_construction and energy_tce > 5)", table).node)
    assert isinstance(found, Points)
    assert not found.every
    assert [part.negated for part in found.parts if isinstance(part, Point)] == [True, True]


def test_one_test_alone_is_a_point_and_a_constant_stays_one(table: AttributeTable) -> None:
    assert isinstance(outline(parse("is_construction", table).node), Point)
    assert outline(Not(Const(True))) == Const(False)


def node_of(part: Outline) -> Node:
    """The condition that an outline stands for."""
    if isinstance(part, Const):
        return part
    if isinstance(part, Point):
        return Not(part.test) if part.negated else part.test
    parts = tuple(node_of(x) for x in part.parts)
    return And(parts) if part.every else Or(parts)


FACTS: list[dict[str, Any]] = [
    {}, {"is_construction": True}, {"is_construction": False}, {"is_construction": True, "construction_cost_wan": 500, "floor_area_m2": 100},
    {"is_construction": True, "construction_cost_wan": 500, "floor_area_m2": 400, "project_category": "industrial"},
    {"land_mode": "allocation", "approval_mode": "approval", "is_construction": True}, {"land_mode": "own_land", "energy_tce": 1000},
    {"energy_tce": 999, "coal_t": 999}, {"in_planning_area": False, "project_category": "decoration", "is_construction": True},
]


@pytest.mark.parametrize("stated", FACTS)
def test_every_condition_of_the_catalog_answers_the_same_as_its_outline(table: AttributeTable, stated: Facts) -> None:
    for item in load("national", date(2026, 11, 23)).items.values():
        assert evaluate(node_of(outline(item.applies.node)), stated) == evaluate(item.applies.node, stated), item.id
