"""The facts that a person states about a project: checked with their place, completed with what follows, never contradicted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.engine.conditions import AttributeTable, Facts, evaluate, parse, read_facts
from luodi.engine.conditions.attributes import MAX_FAULTS, Derivation, checked
from luodi.engine.conditions.grammar import tests as questions
from luodi.engine.mechanism import load
from luodi.engine.source import Fault, Mark, Refused, gathered, read_text

from .worlds import TREES, World, condition_text, facts_of, naive, value_of, worlds


@cache
def national() -> AttributeTable:
    """The attributes of the national catalog."""
    return load("national", date(2026, 11, 23)).table


def stated(text: str, table: AttributeTable | None = None) -> Facts:
    """The facts in a text, against the national table."""
    return read_facts(read_text(text, "project.yaml"), table or national())


def refusals(text: str, table: AttributeTable | None = None) -> list[Fault]:
    """The faults for which facts are refused."""
    with pytest.raises(Refused) as caught:
        stated(text, table)
    return caught.value.faults


@pytest.mark.parametrize(("text", "place", "en", "zh"), [
    ("energy_tse: 5", (1, 1), 'no attribute "energy_tse"; did you mean "energy_tce"?', "是不是“energy_tce”"),
    ("xyz: 5", (1, 1), 'no attribute "xyz"', "没有名为“xyz”的属性"),
    ("new_building: true", (1, 1), 'no attribute "new_building"', "没有名为“new_building”的属性"),
    ("foreign_invested: yes", (1, 19), "'yes' given; write true or false", "应是 true 或 false"),
    ("foreign_invested: 1", (1, 19), "write true or false", "（外商投资）：填的是“1”"),
    ("\nenergy_tce: '800'", (2, 14), "write a number in tonnes of coal equivalent", "这里要填数字，单位吨标准煤"),
    ("energy_tce: 800 吨", (1, 13), "write a number in tonnes of coal equivalent", "填的是“800 吨”"),
    ("energy_tce: true", (1, 13), "write a number", "这里要填数字"),
    ("total_investment_wan: 300000000", (1, 23), "300,000,000 is not between 0 and 100,000,000; check the unit (wan yuan (CNY 10,000))",
     "300,000,000 不在 0 到 100,000,000 之间，单位是万元，请核对单位"),
    ("land_area_mu: 666000", (1, 15), "is not between 0 and 100,000; check the unit (mu)", "单位是亩"),
    ("floor_area_m2: -1", (1, 16), "-1 is not between 0 and", "单位是平方米"),
    ("land_mode: alocation", (1, 12), 'no value "alocation"; did you mean "allocation"?', "是不是“allocation”"),
    ("land_mode: [allocation]", (1, 12), "no value", "没有值"),
    ("approval_mode: xyz", (1, 16), "it knows approval, verification, filing", "可用：approval、verification、filing"),
    ("utilities: water", (1, 12), 'a list is needed here, like ["value", …]', "这里要填列表"),
    ("utilities: [water, gass]", (1, 12), 'no value "gass"; did you mean "gas"?', "是不是“gas”"),
    ("utilities: [1]", (1, 12), 'no value "1"', "没有值“1”"),
    ("yes: [key_projet]", (1, 7), '"key_projet" in "yes" is not a yes/no attribute; did you mean "key_project"?', "是不是“key_project”"),
    ("no: [key_project, energy_tce]", (1, 19), '"energy_tce" in "no" is not a yes/no attribute', "不是是非属性"),
    ("no: [1]", (1, 6), '"1" in "no" is not a yes/no attribute', "“1”不是是非属性"),
    ("yes: key_projet", (1, 6), 'is not a yes/no attribute; did you mean "key_project"?', "是不是“key_project”"),
    ("yes: [key_project]\nno: [foreign_invested, key_project]", (2, 24), '"key_project" is stated twice', "“key_project”填了两次"),
    ("yes: [key_project, key_project]", (1, 20), '"key_project" is stated twice', "填了两次"),
    ("key_project: true\nyes: [key_project]", (2, 7), '"key_project" is stated twice', "填了两次"),
    ("yes: [key_project]\nkey_project: true", (2, 14), '"key_project" is stated twice', "填了两次"),
])
def test_a_wrong_fact_is_refused_at_its_place_with_what_would_be_right(text: str, place: tuple[int, int], en: str, zh: str) -> None:
    (fault,) = refusals(text)
    assert fault.where == Mark("project.yaml", *place)
    assert en in fault.said.en
    assert zh in fault.said.zh


def test_every_wrong_fact_is_told_at_once() -> None:
    assert [fault.where and fault.where.line for fault in refusals("energy_tse: 5\nland_mode: x\nyes: [a]\nkey_project: 5\n")] == [1, 2, 3, 4]


def test_a_file_of_nothing_but_faults_is_given_up_soon() -> None:
    assert len(refusals("".join(f"attribute_{n}: 5\n" for n in range(20_000)))) == MAX_FAULTS
    assert len(refusals("yes: [" + ", ".join(f"attribute_{n}" for n in range(20_000)) + "]")) == MAX_FAULTS


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 10**400, -10**400, 10**15 + 1, 1e300])
def test_a_number_that_cannot_be_compared_exactly_is_refused(value: float) -> None:
    table = gathered(lambda faults: AttributeTable.build(read_text(
        "units: {mu: {zh-Hans: 亩}}\nattributes: {area: {type: number, unit: mu, label: 面积}}", "a.yaml"), faults))
    with pytest.raises(Refused):
        read_facts({"area": value}, table)
    assert read_facts({"area": 10**15}, table) == {"area": 10**15}


@pytest.mark.parametrize(("text", "facts"), [
    ("key_project: true", {"key_project": True}), ("energy_tce: 800.5", {"energy_tce": 800.5}), ("energy_tce: 0", {"energy_tce": 0}),
    ("land_mode: collective", {"land_mode": "collective"}), ("utilities: [gas, water, gas]", {"utilities": frozenset({"gas", "water"})}),
    ("utilities: []", {"utilities": frozenset()}),
    ("yes: [key_project]\nno: [temporary_land, radiation]", {"key_project": True, "temporary_land": False, "radiation": False}),
    ("yes: key_project", {"key_project": True}), ("key_project: ~\nland_mode:\nyes:\nno: []", {})])
def test_stated_facts_are_kept_and_empty_ones_stay_unknown(text: str, facts: Facts) -> None:
    assert stated(text) == facts


def test_a_value_is_checked_without_a_file_too() -> None:
    assert checked(national()["utilities"], ("gas",), None) == frozenset({"gas"})
    with pytest.raises(Refused) as caught:
        read_facts({"energy_tse": 5, "yes": ["key_projet"]}, national())
    assert [fault.where for fault in caught.value.faults] == [None, None]


# Combinations that cannot be.


def test_land_cannot_be_allocated_to_a_private_warehouse() -> None:
    (fault,) = refusals("investor_type: social\nproject_category: warehouse\nland_mode: allocation\n")
    assert fault.where == Mark("project.yaml", 3, 12)
    for part in ("不能以划拨方式取得土地", "改为招拍挂出让", "土地管理法 第五十四条"):
        assert part in fault.said.zh
    for part in ("such land cannot be allocated", "Choose a grant"):
        assert part in fault.said.en


@pytest.mark.parametrize("text", [
    "investor_type: government\nproject_category: warehouse\nland_mode: allocation\n",
    "investor_type: social\nproject_category: public_building\nland_mode: allocation\n",
    "project_category: warehouse\nland_mode: allocation\n", "investor_type: social\nproject_category: warehouse\nland_mode: own_land\n"])
def test_land_may_be_allocated_to_others_and_while_it_is_not_known_who_they_are(text: str) -> None:
    assert stated(text).items() >= read_text(text, "project.yaml").items()


def test_a_contradiction_stated_in_a_list_is_refused_at_its_place_in_the_list() -> None:
    (fault,) = refusals("no: [key_project, is_construction]\nconstruction_cost_wan: 5\n")
    assert fault.where == Mark("project.yaml", 1, 19)
    assert "建筑法" in fault.said.zh


def test_a_contradiction_with_what_follows_from_the_facts_is_refused() -> None:
    (fault,) = refusals("project_category: non_construction\nconstruction_cost_wan: 5\n")
    assert fault.where == Mark("project.yaml", 2, 24)


def test_every_contradiction_of_the_national_catalog_names_law_and_remedy_in_two_languages() -> None:
    for rule in national().impossible:
        assert rule.source, rule.key
        for lang in ("zh-Hans", "en"):
            assert rule.said.get(lang), rule.key
            assert rule.remedy.get(lang), rule.key


# What follows from the facts.


@pytest.mark.parametrize(("text", "key", "value"), [
    ("investor_type: government", "approval_mode", "approval"),
    ("investor_type: social\nyes: [in_verification_catalog]", "approval_mode", "verification"),
    ("investor_type: social\nno: [in_verification_catalog]", "approval_mode", "filing"),
    ("investor_type: social", "approval_mode", None),
    ("yes: [in_verification_catalog]", "approval_mode", None),
    ("no: [in_verification_catalog]", "approval_mode", None),
    ("project_category: non_construction", "is_construction", False), ("project_category: warehouse", "is_construction", True),
    ("key_project: true", "is_construction", None),
    ("occupies_forest: true", "occupies_farmland", True), ("occupies_forest: false", "occupies_farmland", None),
    ("land_mode: leased_plant", "occupies_forest", False), ("land_mode: leased_plant", "occupies_farmland", False),
    ("land_mode: own_land", "occupies_farmland", None),
    ("investor_type: government\nproject_category: warehouse\nconstruction_contract_wan: 400", "bidding_required", True),
    ("yes: [state_fund_controlled, is_construction]\ngoods_contract_wan: 200", "bidding_required", True),
    ("investor_type: government\nconstruction_contract_wan: 399\ngoods_contract_wan: 199\nservice_contract_wan: 99", "bidding_required", False),
    ("construction_contract_wan: 399\ngoods_contract_wan: 199\nservice_contract_wan: 99", "bidding_required", False),
    ("investor_type: social\nproject_category: warehouse\nno: [state_fund_controlled, international_funds]", "bidding_required", False),
    ("investor_type: social\nproject_category: municipal_linear\nno: [state_fund_controlled, international_funds]", "bidding_required", None),
    ("investor_type: social\nproject_category: warehouse\nno: [state_fund_controlled]", "bidding_required", None),
    ("investor_type: government\nproject_category: warehouse\nconstruction_contract_wan: 399", "bidding_required", None),
    ("no: [foreign_invested]", "negative_list_item", "none"), ("no: [foreign_invested]", "fdi_security_field", False),
])
def test_what_follows_from_the_facts_is_added_and_nothing_else(text: str, key: str, value: Any) -> None:
    assert stated(text).get(key) == value


@pytest.mark.parametrize(("text", "key", "value"), [
    ("investor_type: social\nproject_category: warehouse\nno: [state_fund_controlled, international_funds]\nyes: [bidding_required]",
     "bidding_required", True),
    ("project_category: residential\nno: [civil_building]", "civil_building", False),
    ("land_mode: allocation\nno: [standard_land]", "standard_land", False)])
def test_what_is_stated_is_never_overruled_by_what_would_follow(text: str, key: str, value: Any) -> None:
    assert stated(text)[key] is value


def ruled(*rules: tuple[str, str, bool]) -> AttributeTable:
    """A table of yes/no attributes with some rules: attribute, when, value."""
    keys = [*dict.fromkeys(rule[0] for rule in rules), "start", "other"]
    table = gathered(lambda faults: AttributeTable.build(read_text(
        "attributes:\n" + "".join(f"  {key}: {{type: yesno, label: {key}}}\n" for key in keys), "a.yaml"), faults))
    table.derivations = tuple(Derivation(key, parse(when, table), value) for key, when, value in rules)
    return table


def test_an_open_earlier_case_does_not_let_a_later_one_decide() -> None:
    table = ruled(("a", "start", True), ("a", "other", False))
    assert table.derived({"other": True}) == {"other": True}
    assert table.derived({"other": True, "start": False})["a"] is False
    assert table.derived({"other": True, "start": True})["a"] is True


def test_a_chain_of_rules_is_followed_to_its_end_in_whatever_order_it_is_written() -> None:
    links = [("b0", "start", True), *((f"b{n + 1}", f"b{n}", True) for n in range(20))]
    for some in (links, links[::-1]):
        assert len(ruled(*some).derived({"start": True})) == 22
        assert ruled(*some).derived({"start": False}) == {"start": False}


def test_rules_that_need_each_other_decide_nothing() -> None:
    assert ruled(("a", "b", True), ("b", "a", True)).derived({"start": True}) == {"start": True}


def followed(rules: list[tuple[str, str, Any]], table: AttributeTable, facts: Facts) -> Facts:
    """What follows, slowly: any attribute not known takes the first case that holds when all before it do not, until nothing changes."""
    out = dict(facts)
    for key in table:
        for rule_key, when, value in rules if key not in out else ():
            answer = naive(when, table, out) if rule_key == key else False
            if answer:
                return followed(rules, table, {**out, key: value})
            if answer is None:
                break
    return out


@given(worlds(), st.lists(st.tuples(st.integers(0, 6), TREES, st.integers(0, 300)), max_size=6))
@settings(max_examples=150, deadline=None)
def test_what_follows_equals_following_the_rules_by_hand_and_more_facts_change_none_of_it(world: World, drawn: list[tuple[int, Any, int]]) -> None:
    keys = [*world.table]
    rules = [(keys[k], condition_text(tree, world.table), value_of(world.table[keys[k]], value)) for k, tree, value in drawn]
    world.table.derivations = tuple(Derivation(key, parse(when, world.table), value) for key, when, value in rules)
    before = world.table.derived(world.facts)
    assert before == followed(rules, world.table, world.facts)
    assert world.table.derived(before) == before
    asked = {key for key, _, _ in rules}
    more = {**{key: value for key, value in world.more.items() if key not in asked}, **world.facts}
    assert world.table.derived(more).items() >= before.items()


def linked_facts() -> st.SearchStrategy[Facts]:
    """Partial facts about the national attributes that hang together through rules, numbers around their thresholds."""
    table = national()
    asked = [test for rule in table.derivations for test in questions(rule.when.node)]
    numbers = {key: [value + step for value in sorted({test.value for test in asked if test.attribute == key}) for step in (-1, 0, 1)]
               for key in table if table[key].type == "number"}
    keys = sorted({*(rule.attribute for rule in table.derivations), *(test.attribute for test in asked)})
    return facts_of({key: table[key] for key in keys}, extra=numbers)


def accepted(facts: Mapping[str, Any]) -> Facts | None:
    """The facts completed, or None where they cannot be."""
    try:
        return read_facts(facts, national())
    except Refused:
        return None


@given(linked_facts(), linked_facts())
@settings(max_examples=200, deadline=None)
def test_facts_added_to_a_possible_project_change_nothing_that_followed_before(some: Facts, others: Facts) -> None:
    more = {**others, **some}
    before, after = accepted(some), accepted(more)
    if before is not None and after is not None:
        assert {key: after[key] for key in before if key not in more} == {key: before[key] for key in before if key not in more}


@given(linked_facts())
@settings(max_examples=100, deadline=None)
def test_facts_are_refused_exactly_when_they_meet_a_rule_of_what_cannot_be(some: Facts) -> None:
    full = national().derived(some)
    meets = any(naive(rule.never.text, national(), full) for rule in national().impossible)
    assert (accepted(some) is None) == meets
    assert meets or accepted(some) == full


# The table itself.


@pytest.mark.parametrize(("text", "place", "said"), [
    ("attributes: {a: {type: yseno, label: 甲}}", (1, 24), 'did you mean "yesno"?'),
    ("attributes: {a: {label: 甲}}", (1, 17), 'attribute "a" lacks "type"'),
    ("attributes: {a: {type: yesno}}", (1, 17), 'attribute "a" lacks "label"'),
    ("attributes: {a: {type: yesno, label: {en: A}}}", (1, 38), '"label" lacks Chinese'),
    ("attributes: {a: {type: yesno, lable: 甲, label: 甲}}", (1, 31), 'has no "lable"; did you mean "label"?'),
    ("attributes: {A b: {type: yesno, label: 甲}}", (1, 14), "must be lower-case letters"),
    ("attributes: {a: 5}", (1, 17), '"a" must be a mapping'),
    ("attributes: [a]", (1, 13), '"attributes" must be a mapping'),
    ("attributes: {a: {type: choice, label: 甲}}", (1, 17), "must list its values"),
    ("attributes: {a: {type: number, label: 甲}}", (1, 17), "is not declared in units"),
    ("attributes: {a: {type: number, unit: mu, label: 甲}}", (1, 38), 'the unit "mu" of "a" is not declared'),
    ("attributes: {a: {type: yesno, label: 甲, derive: [x]}}", (1, 50), 'each entry of "derive" must be a mapping'),
    ("attributes: {a: {type: yesno, label: 甲, thresholds: [x]}}", (1, 54), 'each entry of "thresholds" must be a mapping'),
    ("attributes: {a: {type: yesno, label: 甲, derive: [{when: b, value: true}]}}", (1, 57), 'no attribute "b"'),
    ("attributes: {a: {type: yesno, label: 甲, derive: [{when: a, value: 5}]}}", (1, 67), "write true or false"),
    ("attributes: {a: {type: yesno, label: 甲}}\ndefinitions: {d: {means: 'a and b'}}", (2, 33), 'no attribute "b"'),
    ("attributes: {a: {type: yesno, label: 甲}}\ndefinitions: {a: {means: 'true'}}", (2, 18), '"a" is an attribute already'),
    ("attributes: {a: {type: yesno, label: 甲}}\nimpossible: {x: {never: b, said: 甲, remedy: 乙}}", (2, 25), 'no attribute "b"'),
    ("attributes: {a: {type: yesno, label: 甲}}\nimpossible: {x: {never: a, said: {en: A}, remedy: 乙}}", (2, 34), '"said" lacks Chinese'),
    ("attributes: {able: {type: yesno, label: 甲}}\ngroups: [{id: g, label: 组, attributes: [abel]}]", (2, 40), 'did you mean "able"?'),
    ("attributes: {a: {type: yesno, label: 甲}}\ngroups: [x]", (2, 10), 'each entry of "groups" must be a mapping'),
    ("attribute: {}", (1, 1), 'has no "attribute"; did you mean "attributes"?'),
])
def test_a_wrong_table_of_attributes_is_refused_at_its_place(text: str, place: tuple[int, int], said: str) -> None:
    with pytest.raises(Refused) as caught:
        gathered(lambda faults: AttributeTable.build(read_text(text, "attributes.yaml"), faults))
    (fault,) = caught.value.faults
    assert said in fault.said.en
    assert fault.where is not None
    assert (fault.where.file, fault.where.line, fault.where.column) == ("attributes.yaml", *place)


def test_what_is_not_known_yet_meets_no_rule_of_what_cannot_be() -> None:
    for rule in national().impossible:
        assert evaluate(rule.never.node, {}) is None, rule.key
