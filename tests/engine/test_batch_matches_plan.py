"""Many projects at once give exactly the dates that each gives by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luodi.engine.conditions import Attribute, Facts
from luodi.engine.mechanism import load
from luodi.engine.plan import Batch, Planner
from luodi.engine.promises import example
from luodi.engine.source import Refused

DAY = date(2026, 11, 23)
LEVERS = tuple(load("national", DAY).levers)
SHAPING = ("simulated_approval", "merge_supervision", "drawings_later")


@cache
def planner() -> Planner:
    return Planner(load("national", DAY))


def values(attribute: Attribute) -> st.SearchStrategy[Any]:
    match attribute.type:
        case "yesno":
            return st.booleans()
        case "choice":
            return st.sampled_from(list(attribute.values))
        case "choices":
            return st.frozensets(st.sampled_from(list(attribute.values)), max_size=3)
    low, high = max(attribute.minimum, 0), min(attribute.maximum, 200_000)
    return st.integers(int(low), int(high))


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    """Facts that need not make sense together, some of them or (often) all but a few known."""
    table = planner().mechanism.table
    known = draw(st.sets(st.sampled_from(list(table)))) if draw(st.booleans()) else set(table) - draw(st.sets(st.sampled_from(list(table)), max_size=6))
    return table.derived({key: draw(values(table[key])) for key in table if key in known})


PROJECT = st.tuples(facts(), st.integers(0, 900).map(lambda n: date(2025, 1, 1) + timedelta(days=n)),
                    st.one_of(st.lists(st.sampled_from(SHAPING), unique=True), st.lists(st.sampled_from(LEVERS), unique=True, max_size=8)))


def planned(projects: Sequence[tuple[Facts, date, list[str]]]) -> tuple[list[Any], list[Any]]:
    batch = Batch(planner(), [known for known, _, _ in projects], [start for _, start, _ in projects])
    levers = [names for _, _, names in projects]
    dates = batch.dates(levers)
    calendar = planner().mechanism.calendar
    together = [(batch.rows(dates, j), calendar.dates[dates.finish[j]], calendar.dates[end]) for j, end in enumerate(batch.finishes(levers))]
    alone = []
    for known, start, names in projects:
        plan = planner().plan(known, start, names)
        order = {name: k for k, name in enumerate(plan.mechanism.items)}
        alone.append((sorted(plan.rows(), key=lambda row: order[row[0]]), plan.finish, planner().finish(known, start, names)))
    return together, alone


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(PROJECT, min_size=1, max_size=4))
def test_a_batch_gives_every_project_the_dates_of_its_own_plan(projects: list[tuple[Facts, date, list[str]]]) -> None:
    together, alone = planned(projects)
    assert together == alone


def test_a_batch_asked_for_an_unknown_lever_says_which_one_is_meant() -> None:
    batch = Batch(planner(), [{}], [DAY])
    with pytest.raises(Refused, match="simulated_approval"):
        batch.finishes([["simulated_aproval"]])


def test_projects_under_a_published_total_are_apportioned_in_a_batch_too() -> None:
    fuling = Planner(load("fuling-2024", DAY))
    facts = [fuling.read_facts(example(name).facts) for name in ("government-hospital", "factory-100mu", "low-risk-workshop", "road")]
    batch, levers = Batch(fuling, facts, [DAY] * len(facts)), [["parallel_permits"], [], [], ["planning_on_commitment"]]
    dates, finishes = batch.dates(levers), batch.finishes(levers)
    plans = [fuling.plan(known, DAY, names) for known, names in zip(facts, levers, strict=True)]
    assert [bool(plan.apportioned) for plan in plans] == [False, True, True, False]
    assert [plan.end for plan in plans] == list(dates.finish) == list(finishes)
    for j, plan in enumerate(plans):
        assert sorted(batch.rows(dates, j)) == sorted(plan.rows())


def test_what_if_on_a_map_is_the_finish_of_the_map_with_the_levers() -> None:
    known = planner().read_facts(example("factory-100mu").facts)
    plan = planner().plan(known, DAY, own_days={"construction_works": 200})
    for levers in ([], ["drawings_later"], ["simulated_approval", "merge_supervision"]):
        assert plan.finish_with(levers) == planner().plan(known, DAY, levers, {"construction_works": 200}).finish


def test_the_reasons_of_a_map_are_those_of_its_items() -> None:
    plan = planner().plan(planner().read_facts(example("food-plant").facts), DAY)
    assert list(plan.reasons) == [item.because for item in plan.items.values()]
    assert {trace.answer for trace in plan.reasons} == {True, False, None}


def test_what_if_on_a_map_keeps_the_levers_the_map_was_made_with() -> None:
    known = planner().read_facts(example("factory-100mu").facts)
    plan = planner().plan(known, DAY, ["drawings_later"])
    assert plan.finish_with(["simulated_approval"]) == planner().plan(known, DAY, ["drawings_later", "simulated_approval"]).finish
