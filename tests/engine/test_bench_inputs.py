"""What `make bench` measures: the same inputs everywhere, and our answers are the reference's before anyone times them."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path

import pytest
from bench.folder import attributes, condition, lay
from bench.inputs import ENTERPRISE, Row, catalog, enterprises, policies, projects, questions
from bench.reference import answer, found, holds, plan, told, working_days

from luodi.engine.conditions import AttributeTable, Columns, Traces, compile_one, parse, trace
from luodi.engine.mechanism import Mechanism, load
from luodi.engine.plan import Batch, Planner
from luodi.engine.source import Fault, gathered, read_file
from luodi.engine.workdays import Calendar

DIGESTS = {"catalog": "c97bd3acb98a75a8", "projects": "a7b04ce8f59382b7", "policies": "99f7d4fc43854241", "enterprises": "ec1e7003280ad804",
           "questions": "59bf683c47b8db0a"}
SHOWN = Path(__file__).parents[2] / "src" / "luodi" / "mechanisms" / "national" / "calendar.yaml"


@cache
def items() -> list[Row]:
    return catalog()


def rows(name: str) -> list[Row]:
    match name:
        case "catalog":
            return items()
        case "projects":
            return list(projects(items(), 20))
        case "policies":
            return policies()
        case "enterprises":
            return list(enterprises(200))
    return list(questions())


@pytest.mark.parametrize("name", DIGESTS)
def test_the_generator_gives_the_same_rows_on_every_machine(name: str) -> None:
    text = "".join(json.dumps(row, separators=(",", ":")) + "\n" for row in rows(name))
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == DIGESTS[name]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("bench")
    lay(root, items())
    return root


@pytest.fixture(scope="module")
def mechanism(folder: Path) -> Mechanism:
    return load("bench", date(2024, 1, 1), root=folder)


def test_the_calendar_of_the_bench_has_the_days_of_the_reference_and_of_the_shipped_one(mechanism: Mechanism) -> None:
    shipped, ours = Calendar.read(SHOWN), mechanism.calendar
    assert [day for day in ours.dates if ours.is_workday(day)] == working_days()
    assert all(shipped.is_workday(day) == ours.is_workday(day) for day in ours.dates)


def test_questions_about_days_are_answered_as_the_reference_does(mechanism: Mechanism) -> None:
    days, calendar = working_days(), mechanism.calendar
    for row in islice(questions(), 500):
        day = date.fromisoformat(row["date"])
        match row["op"]:
            case "count":
                ours: object = calendar.count(day, date.fromisoformat(row["to"]))
            case "is":
                ours = calendar.is_workday(day)
            case _:
                ours = calendar.add(day, row["n"] if row["op"] == "add" else -row["n"]).isoformat()
        assert ours == answer(row, days), row


def test_twenty_plans_one_by_one_and_at_once_are_the_plans_of_the_reference(mechanism: Mechanism) -> None:
    planner, calendar, asked = Planner(mechanism), mechanism.calendar, rows("projects")
    want = [plan(project, items(), working_days()) for project in asked]
    facts = [planner.read_facts(project["attributes"]) for project in asked]
    # A map starts on the day of acceptance, which is not counted; the reference on the first day of handling.
    starts = [calendar.add(calendar.roll(date.fromisoformat(project["start"]), "next"), -1) for project in asked]
    alone = []
    for project, known, start in zip(asked, facts, starts, strict=True):
        ours = planner.plan(known, start)
        alone.append(told(project["id"], ours.rows(), str(ours.finish), str(planner.finish(known, start, project["relax"]))))
    batch = Batch(planner, facts, starts)
    dates, relaxed = batch.dates(), batch.finishes([project["relax"] for project in asked])
    together = [told(project["id"], batch.rows(dates, j), calendar.isos[dates.finish[j]], calendar.isos[relaxed[j]]) for j, project in enumerate(asked)]
    assert alone == want
    assert together == want


def table(folder: Path) -> AttributeTable:
    def built(faults: list[Fault]) -> AttributeTable:
        return AttributeTable.build(read_file(folder / "enterprise.yaml"), faults)
    return gathered(built)


def test_fifty_policies_over_two_hundred_enterprises_are_answered_as_the_reference_does(folder: Path) -> None:
    subjects, asked = rows("enterprises"), policies()[:50]
    known = table(folder)
    nodes = [parse(condition(policy["all"]), known).node for policy in asked]
    want = [found(policy, subjects) for policy in asked]
    assert [[subjects[k]["id"] for k in some] for some in Columns(known, subjects).select(nodes)] == want
    assert [[subject["id"] for subject in subjects if compile_one(node)(subject)] for node in nodes] == want
    explained = Traces(nodes, known)
    for subject in subjects:
        for policy, node, one in zip(asked, nodes, explained(subject), strict=True):
            missed = [test["attr"] for test in policy["all"] if not holds(test, subject)]
            assert one.answer is not bool(missed)
            assert one == trace(node, subject)
            assert not missed or [test.attribute for test, _, _ in one.reasons()] == missed


def test_a_condition_of_more_tests_than_fit_a_field_is_explained_all_the_same(folder: Path) -> None:
    known = table(folder)
    nodes = [parse(" or ".join(f"staff == {n}" for n in range(1, count + 1)), known).node for count in (32, 33, 40)]
    explained = Traces(nodes, known)
    for facts in ({}, {"staff": 32}, {"staff": 33}, {"staff": 41}):
        assert explained(facts) == [trace(node, facts) for node in nodes]


def test_the_attributes_of_the_bench_are_all_declared(folder: Path) -> None:
    declared = attributes(ENTERPRISE)["attributes"]
    assert set(table(folder)) == set(declared) == set(rows("enterprises")[0]) - {"id"}
