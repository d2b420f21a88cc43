"""Every item of the national catalog against cases that a trade expert can read: `tests/rules/*.yaml`.

The cases are the expectation; the catalog must meet them in every back end of the condition language. The tests at the
end judge the cases themselves: each condition has them for yes, no and unknown, and no part of it can be broken unseen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from luodi.engine.conditions import (
    And,
    AttributeTable,
    Columns,
    Const,
    Facts,
    Node,
    Not,
    Or,
    compile_one,
    evaluate,
    read_facts,
    satisfiable,
    sentence,
    trace,
)
from luodi.engine.conditions import (
    Test as Question,
)
from luodi.engine.conditions.grammar import tests as questions
from luodi.engine.mechanism import Mechanism, load
from luodi.engine.source import Fault, Fields, Map, Mark, Refused, Said, gathered, near, read_file, read_text

RULES = Path(__file__).parents[1] / "rules"
ON = date(2026, 11, 23)
EXPECT: Mapping[str, bool | None] = {"yes": True, "no": False, "unknown": None}
JUST = 0.01
"""How near to a threshold, as a share of it, a case just below or above must lie."""


@cache
def mechanism(on: date) -> Mechanism:
    """The national catalog as it stands on a day."""
    return load("national", on)


@dataclass(frozen=True)
class Case:
    """What an item's condition must answer for one set of facts."""

    item: str
    name: str
    stated: Map
    expect: str
    on: date
    raw: bool
    where: Mark
    variant: str = ""

    @property
    def id(self) -> str:
        """Item, answer and place; ASCII, since pytest escapes the rest. The Chinese name is in the message."""
        place = f"{Path(self.where.file).stem}:{self.where.line}"
        return "-".join(filter(None, (self.item, self.expect, place, self.variant)))

    @property
    def node(self) -> Node:
        """The item's condition on the case's day."""
        return mechanism(self.on).items[self.item].applies.node

    def facts(self) -> Facts:
        """The facts, completed and checked; a raw case is not completed and may contradict itself."""
        table = mechanism(self.on).table
        return read_facts(self.stated, AttributeTable(table) if self.raw else table)

    def said(self) -> str:
        """The case for a person whose condition fails it."""
        condition = sentence(self.node, mechanism(self.on).table)
        return f"{self.where} {self.item} “{self.name}”{self.variant}，应答 {self.expect}；条件：{condition}"


def read_cases(source: Map, table: AttributeTable, faults: list[Fault]) -> Iterator[tuple[str, Case | str]]:
    """The cases of a file by item; a text stands for all cases of the item that it names."""
    for item, entries in source.items():
        for entry in entries:
            fields = Fields(entry, faults, Said(f"“{item}”的用例", f'a case of "{item}"'))
            if other := fields.text("as"):
                fields.done()
                yield item, other
                continue
            name, expect = fields.text("case", required=True), fields.choice("expect", EXPECT, required=True)
            stated, each = fields.map("facts", required=True), fields.map("each") or Map(entry.where)
            case = Case(item, name, stated or Map(entry.where), expect, fields.day("on") or ON, fields.flag("raw"), entry.where)
            fields.done()
            for values in product(*each.values()):
                yield item, _with(case, dict(zip(each, values, strict=True)), table)


def _with(case: Case, values: Mapping[str, Any], table: AttributeTable) -> Case:
    stated = case.stated.copy()
    for key, value in values.items():
        several = key in table and table[key].type == "choices" and isinstance(value, str)
        stated.put(key, [value] if several else value, case.where, case.where)
    return replace(case, stated=stated, variant=",".join(map(str, values.values())))


def _load() -> tuple[dict[str, list[Case]], dict[str, str]]:
    """All cases by item, those that one item takes over from another included, and the file of each item."""
    read: dict[str, list[Case | str]] = {}
    file_of: dict[str, str] = {}
    faults: list[Fault] = []
    for path in sorted(RULES.glob("*.yaml")):
        for item, case in read_cases(read_file(path, path.name), mechanism(ON).table, faults):
            read.setdefault(item, []).append(case)
            file_of[item] = path.name
            if isinstance(case, str) and case not in mechanism(ON).items:
                hint = near(case, mechanism(ON).items)
                faults.append(Fault(Mark(path.name), Said(f"“{item}”照用的“{case}”没有这个事项{hint.zh}",
                                                          f'"{item}" takes the cases of "{case}", which is no item{hint.en}')))
    if faults:
        raise Refused(faults)
    own = {item: [case for case in cases if isinstance(case, Case)] for item, cases in read.items()}
    taken = {item: [replace(case, item=item) for other in cases if isinstance(other, str) for case in own.get(other, [])]
             for item, cases in read.items()}
    return {item: own[item] + taken[item] for item in read}, file_of


CASES, FILE_OF = _load()
ALL = [case for cases in CASES.values() for case in cases if case.item in mechanism(ON).items]
ITEMS = sorted(mechanism(ON).items)


@pytest.mark.mechanism("JM-2c")
@pytest.mark.parametrize("case", ALL, ids=lambda case: case.id)
def test_the_condition_answers_as_the_case_expects_in_every_back_end(case: Case) -> None:
    node, facts, expect = case.node, case.facts(), EXPECT[case.expect]
    columns = Columns(mechanism(case.on).table, [facts], {test.attribute for test in questions(node)})
    assert {
        "evaluate": evaluate(node, facts),
        "compiled": compile_one(node)(facts),
        "trace": trace(node, facts).answer,
        "columns": (bool(columns.certain([node])[0][0]), bool(columns.possible([node])[0][0])),
    } == {
        "evaluate": expect, "compiled": expect, "trace": expect, "columns": (expect is True, expect is not False),
    }, case.said()


def test_all_cases_in_one_table_of_columns_get_the_same_answers() -> None:
    cases = [case for case in ALL if case.on == ON]
    columns = Columns(mechanism(ON).table, [case.facts() for case in cases])
    nodes = {item: mechanism(ON).items[item].applies.node for item in ITEMS}
    certain = dict(zip(nodes, columns.certain(list(nodes.values())), strict=True))
    possible = dict(zip(nodes, columns.possible(list(nodes.values())), strict=True))
    wrong = [case.said() for row, case in enumerate(cases)
             if (certain[case.item][row], possible[case.item][row]) != (case.expect == "yes", case.expect != "no")]
    assert not wrong


def test_a_decided_answer_names_the_facts_that_decide_it() -> None:
    """Each line of the list says why: a decided condition that asks anything has a reason, and every reason is a stated fact."""
    for case in ALL:
        if case.expect != "unknown" and not isinstance(case.node, Const):
            facts = case.facts()
            reasons = trace(case.node, facts).reasons()
            assert reasons, case.said()
            assert all(test.attribute in facts for test, _, _ in reasons), case.said()


# What follows judges the cases.


def current(item: str) -> list[Case]:
    """The cases of an item for its condition as it stands on `ON`."""
    node = mechanism(ON).items[item].applies.node
    return [case for case in CASES.get(item, []) if case.node == node]


def test_no_case_names_an_item_that_does_not_exist() -> None:
    assert sorted(set(CASES) - set(ITEMS)) == []


def test_the_cases_of_an_item_stand_in_the_file_of_its_stage() -> None:
    origins = {item: Path(mechanism(ON).items[item].origin).name for item in ITEMS}
    assert {item: FILE_OF.get(item) for item in ITEMS} == origins


def test_no_item_has_two_cases_of_the_same_name() -> None:
    for item, cases in CASES.items():
        keys = [(case.name, case.variant) for case in cases]
        assert len(keys) == len(set(keys)), item


@pytest.mark.parametrize("item", ITEMS)
def test_every_item_has_a_case_for_yes_no_and_unknown(item: str) -> None:
    node, table = mechanism(ON).items[item].applies.node, mechanism(ON).table
    can = {"yes": satisfiable(node, table), "no": satisfiable(Not(node), table), "unknown": list(questions(node)) or None}
    assert {case.expect for case in current(item)} == {answer for answer, how in can.items() if how is not None}


@pytest.mark.parametrize("item", ITEMS)
def test_every_number_compared_has_a_case_at_it_and_just_on_both_sides(item: str) -> None:
    stated = [case.facts() for case in current(item)]
    for test in questions(mechanism(ON).items[item].applies.node):
        if test.op in ("lt", "le", "gt", "ge", "eq"):
            gaps = [facts[test.attribute] - test.value for facts in stated if test.attribute in facts]
            assert {(gap > 0) - (gap < 0) for gap in gaps if abs(gap) <= JUST * abs(test.value)} == {-1, 0, 1}, (item, test)


@pytest.mark.parametrize("item", ITEMS)
def test_every_choice_named_in_a_condition_is_covered(item: str) -> None:
    decided = [case.facts() for case in current(item) if case.expect != "unknown"]
    for test in questions(mechanism(ON).items[item].applies.node):
        if test.op == "in":
            seen = {facts[test.attribute] for facts in decided if test.attribute in facts}
            outside = set(mechanism(ON).table[test.attribute].values) - test.value
            assert test.value <= seen, (item, test)
            assert not outside or outside & seen, (item, test)
        elif test.op == "has":
            seen = {test.value in facts[test.attribute] for facts in decided if test.attribute in facts}
            assert seen == {True, False}, (item, test)


def broken(node: Node, table: AttributeTable) -> Iterator[tuple[str, list[Node]]]:
    """Every way of breaking one part of a condition: what is broken, and the conditions that come of it.

    At least one of the conditions listed together must be noticed.
    """
    match node:
        case Question(attribute, "in", values):
            for value in sorted(values) if len(values) > 1 else ():
                yield f"{attribute}: {value} dropped", [replace(node, value=values - {value})]
            if outside := sorted(set(table[attribute].values) - values):
                yield f"{attribute}: another value let in", [replace(node, value=values | {value}) for value in outside]
        case Question(attribute, "is" | "has"):
            yield f"{attribute} turned round", [Not(node)]
        case Question(attribute, op, value):
            yield f"{attribute} {op} {value}: edge moved", [
                replace(node, op={"lt": "le", "le": "lt", "gt": "ge", "ge": "gt", "eq": "ge"}[op])]
            yield f"{attribute} {op} {value}: 1 % less", [replace(node, value=value * (1 - JUST))]
            yield f"{attribute} {op} {value}: 1 % more", [replace(node, value=value * (1 + JUST))]
        case Not(part):
            yield "not dropped", [part]
            for what, variants in broken(part, table):
                yield what, [Not(variant) for variant in variants]
        case And(parts) | Or(parts):
            kind = type(node)
            yield "and/or exchanged", [(Or if kind is And else And)(parts)]
            for index, part in enumerate(parts):
                rest = parts[:index] + parts[index + 1:]
                yield f"part {index + 1} dropped", [kind(rest)]
                for what, variants in broken(part, table):
                    yield what, [kind((*parts[:index], variant, *parts[index + 1:])) for variant in variants]


def lawful_difference(one: Node, other: Node, table: AttributeTable) -> bool:
    """Whether a project that can exist would get another answer from the other condition."""
    asked = {test.attribute for test in questions(one)}
    cannot = [Not(rule.never.node) for rule in table.impossible if asked.issuperset(rule.never.attributes)]
    differs = Or((And((one, Not(other))), And((other, Not(one)))))
    return satisfiable(And((*cannot, differs)), table) is not None


@pytest.mark.parametrize("item", ITEMS)
def test_no_part_of_a_condition_can_be_broken_without_a_case_noticing(item: str) -> None:
    node, table = mechanism(ON).items[item].applies.node, mechanism(ON).table
    cases = [(case.facts(), EXPECT[case.expect]) for case in current(item)]
    unseen = [what for what, variants in broken(node, table)
              if not any(evaluate(variant, facts) is not expect for variant in variants for facts, expect in cases)
              and any(lawful_difference(node, variant, table) for variant in variants)]
    assert not unseen


@pytest.mark.parametrize("attribute", ["operating_activities", "utilities"])
def test_every_activity_and_connection_leads_to_an_item(attribute: str) -> None:
    """What a project may declare and no item asks about would be a question without use, and perhaps a missing licence."""
    named = {test.value for item in ITEMS for test in questions(mechanism(ON).items[item].applies.node)
             if test.attribute == attribute and test.op == "has"}
    assert set(mechanism(ON).table[attribute].values) - named == set()


def test_a_project_without_works_is_asked_nothing_about_works() -> None:
    """Knowing only that there are no works settles every item of the stages of building, but for what government money brings."""
    facts = mechanism(ON).read_facts(read_text("project_category: non_construction", "facts.yaml"))
    stages = ("planning", "construction")
    unsettled = {item for item in ITEMS if mechanism(ON).items[item].stage in stages
                 and evaluate(mechanism(ON).items[item].applies.node, facts) is not False}
    assert unsettled == {"gov_design"}


def edges(item: Mapping[str, Any]) -> set[date]:
    """The days on which an item's condition changes, each with the day before."""
    days: set[date] = set()
    for version in item.get("versions") or []:
        if "applies" in version["set"]:
            starts = [date.fromisoformat(version["from"])] if version.get("from") else []
            starts += [date.fromisoformat(version["until"]) + timedelta(days=1)] if version.get("until") else []
            days |= {day - timedelta(days=back) for day in starts for back in (0, 1)}
    return days


def test_a_dated_condition_changes_on_its_first_day_and_after_its_last() -> None:
    item = read_text("versions: [{from: '2024-07-01', until: '2025-08-31', set: {applies: 'true'}}]", "item.yaml")
    assert edges(item) == {date(2024, 6, 30), date(2024, 7, 1), date(2025, 8, 31), date(2025, 9, 1)}


def test_every_dated_condition_has_cases_on_both_sides_of_each_of_its_days() -> None:
    for item, entry in mechanism(ON).raw["items"].items():
        assert edges(entry) <= {case.on for case in CASES.get(item, [])}, item


def test_a_case_that_is_misspelt_is_refused_with_its_line() -> None:
    source = read_text("construction_permit:\n  - {case: 面积, fact: {}, facts: {}, expect: maybe}\n", "rules.yaml")
    with pytest.raises(Refused) as caught:
        gathered(lambda faults: list(read_cases(source, mechanism(ON).table, faults)))
    assert [fault.where and fault.where.line for fault in caught.value.faults] == [2, 2]
