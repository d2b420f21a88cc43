"""The grammar of conditions: what may be written, what it means, and how everything else is refused without being run."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.engine.conditions import And, AttributeTable, Condition, Const, Node, Not, Or, compile_one, evaluate, parse
from luodi.engine.conditions import Test as Question
from luodi.engine.conditions.grammar import MAX_LENGTH, MAX_NESTING, MAX_NUMBER, MAX_TESTS
from luodi.engine.conditions.grammar import tests as questions
from luodi.engine.source import Fault, Mark, Refused, read_text

from .worlds import attribute

HERE = Mark("items.yaml", 7, 12)
FOREIGN, KEY = Question("foreign", "is", True), Question("key_project", "is", True)


def table_with(**definitions: str) -> AttributeTable:
    """Attributes of the four types, with definitions in their order."""
    table = AttributeTable({a.key: a for a in (
        attribute("foreign", "yesno"), attribute("key_project", "yesno"), attribute("mode", "choice", ("grant", "lease", "own", "it's")),
        attribute("hazards", "choices", ("noise", "dust")), attribute("energy_tce", "number", (), 0, 10**6))})
    for key, text in definitions.items():
        table.definitions[key] = parse(text, table)
    return table


TABLE = table_with()


def refusal(text: str, table: AttributeTable = TABLE, where: Mark | None = HERE) -> Fault:
    """The one fault for which a condition is refused; in two languages and with its place."""
    with pytest.raises(Refused) as caught:
        parse(text, table, where)
    assert len(caught.value.faults) == 1
    fault = caught.value.faults[0]
    assert fault.said.zh != fault.said.en
    assert "条件“" in fault.said.zh
    assert 'condition "' in fault.said.en
    assert fault.where is None or fault.where[:2] == HERE[:2]
    return fault


def mode(*values: str) -> Question:
    """The test whether the mode is one of some values."""
    return Question("mode", "in", frozenset(values))


def energy(op: str, value: float) -> Question:
    """A test of the energy."""
    return Question("energy_tce", op, value)


@pytest.mark.parametrize(("text", "node"), [
    ("true", Const(True)), ("false", Const(False)), ("True", Const(True)), ("False", Const(False)),
    ("foreign", FOREIGN), ("not foreign", Not(FOREIGN)), ("foreign == true", FOREIGN), ("foreign == false", Not(FOREIGN)),
    ("foreign != true", Not(FOREIGN)), ("foreign != false", FOREIGN), ("true == foreign", FOREIGN), ("False != foreign", FOREIGN),
    ('mode == "grant"', mode("grant")), ('mode != "grant"', Not(mode("grant"))), ("'lease' == mode", mode("lease")),
    ('mode in {"grant", "own"}', mode("grant", "own")), ('mode in ("grant", "own")', mode("grant", "own")), ('mode in ["grant"]', mode("grant")),
    ('mode not in {"grant"}', Not(mode("grant"))), ('mode in {"own", "own"}', mode("own")), ('mode == "it\'s"', mode("it's")),
    ('"noise" in hazards', Question("hazards", "has", "noise")), ('"dust" not in hazards', Not(Question("hazards", "has", "dust"))),
    ("energy_tce < 5", energy("lt", 5)), ("energy_tce <= 5", energy("le", 5)), ("energy_tce > 5", energy("gt", 5)),
    ("energy_tce >= 5.5", energy("ge", 5.5)), ("energy_tce == 5", energy("eq", 5)), ("energy_tce != 5", Not(energy("eq", 5))),
    ("energy_tce > -5", energy("gt", -5)), ("5 < energy_tce", energy("gt", 5)), ("5 <= energy_tce", energy("ge", 5)),
    ("5 > energy_tce", energy("lt", 5)), ("5 >= energy_tce", energy("le", 5)), ("5 == energy_tce", energy("eq", 5)),
    ("5 != energy_tce", Not(energy("eq", 5))), (f"energy_tce <= {MAX_NUMBER}", energy("le", MAX_NUMBER)),
    ("1 <= energy_tce < 5", And((energy("ge", 1), energy("lt", 5)))), ("9 > energy_tce != 5", And((energy("lt", 9), Not(energy("eq", 5))))),
    ("1 < energy_tce < 5 < energy_tce", And((energy("gt", 1), energy("lt", 5), energy("gt", 5)))),
    ('"grant" == mode != "own"', And((mode("grant"), Not(mode("own"))))),
    ("foreign and key_project", And((FOREIGN, KEY))), ("foreign or key_project", Or((FOREIGN, KEY))),
    ("foreign or key_project and foreign", Or((FOREIGN, And((KEY, FOREIGN))))), ("not foreign or key_project", Or((Not(FOREIGN), KEY))),
    ("(foreign or key_project) and foreign", And((Or((FOREIGN, KEY)), FOREIGN))), ("not (foreign and key_project)", Not(And((FOREIGN, KEY)))),
    ("not not foreign", Not(Not(FOREIGN))), ("  foreign\n", FOREIGN), ("(foreign\n and key_project)", And((FOREIGN, KEY))),
])
def test_a_condition_means_what_it_says(text: str, node: Node) -> None:
    assert parse(text, TABLE) == Condition(text, node)


def test_a_condition_knows_its_attributes_in_reading_order_each_once() -> None:
    assert parse("energy_tce > 5 and not (foreign or energy_tce < 9)", TABLE).attributes == ("energy_tce", "foreign")


@pytest.mark.parametrize(("text", "at", "said"), [
    ("foriegn", 0, 'there is no attribute "foriegn"; did you mean "foreign"?'),
    ("foreign and key_projet", 12, 'there is no attribute "key_projet"; did you mean "key_project"?'),
    ("energy_tse > 5", 0, 'did you mean "energy_tce"?'), ("5 < energy_tse", 4, 'did you mean "energy_tce"?'),
    ('"dust" in hazzards', 10, 'did you mean "hazards"?'), ("zzzz", 0, 'there is no attribute "zzzz"'),
    ("spceial and foreign", 0, 'did you mean "special"?'),
    ('mode == "grnat"', 8, '"mode" has no value "grnat"; did you mean "grant"?'), ('mode == "zzz"', 8, "it knows grant, lease, own, it's"),
    ('mode in {"own", "laese"}', 16, 'did you mean "lease"?'), ('"nosie" in hazards', 0, 'did you mean "noise"?'), ("mode == 5", 8, 'no value "5"'),
    ('foreign == "yes"', 11, "compare it with true or false"), ("foreign == 1", 11, "compare it with true or false"), ("foreign > true", 0, "has no order"),
    ("mode", 0, "compare it with a value"), ("hazards", 0, "compare it with a value"), ("not energy_tce", 4, "compare it with a value"),
    ('mode > "grant"', 0, '"mode" has no order; use ==, != or in'), ('hazards == "dust"', 0, 'write "value" in hazards'),
    ('hazards in {"dust"}', 0, "is not a choice"), ("energy_tce in {5}", 0, "is not a choice"), ('"grant" in mode', 11, "does not hold several values"),
    ("energy_tce > '5'", 13, "is a number (wan_yuan); compare it with a number"), ("energy_tce == true", 14, "compare it with a number"),
    ("energy_tce > foreign", 13, "a value must stand here"), ("energy_tce > 5j", 13, "a value must stand here"),
    ("energy_tce > None", 13, "a value must stand here"), ('mode == b"own"', 8, "a value must stand here"),
    ('mode in "own"', 8, 'must stand {"value", …}'), ("mode in {}", 8, 'must stand {"value", …}'), ("mode in ()", 8, 'must stand {"value", …}'),
    ('mode in {"own", *mode}', 16, "a value must stand here"), ('mode is "own"', 0, "only == != < <= > >= and in"),
    ("5 < 6", 0, "one side of a comparison must be an attribute"), ('"own" in {"own"}', 0, "one side of a comparison must be an attribute"),
    ("ｆoreign and key_project", 0, '"ｆoreign" holds look-alike letters; write foreign'),
    ("special == true", 0, '"special" is a defined condition and cannot be compared'), ("true == special", 8, "cannot be compared"),
    ("energy_tce > 1e999", 13, "may not exceed 1,000,000,000,000,000"), ("energy_tce > -1e16", 13, "may not exceed"),
    (f"{MAX_NUMBER + 1} > energy_tce", 0, "may not exceed"), ("energy_tce < " + "9" * 1000, 13, "may not exceed"),
    ("foreign and", 11, "cannot be read"), ("foreign or (key_project", 11, "cannot be read"), ("foreign key_project", 8, "cannot be read"),
    ("foreign == 'true", 11, "cannot be read"), ("5", 0, "only and, or, not"), ("'own'", 0, "only and, or, not"), ("foreign and 5", 12, "only and, or, not"),
    ("   foreign and zzzz", 15, 'no attribute "zzzz"'), ("  foreign and", 13, "cannot be read"), ("'租赁' == mode and zzzz", 17, 'no attribute "zzzz"'),
])
def test_what_does_not_fit_the_declared_attributes_is_refused_at_its_column(text: str, at: int, said: str) -> None:
    table = AttributeTable({**TABLE, "mode": attribute("mode", "choice", ("租赁",))}) if "租赁" in text else table_with(special="foreign and key_project")
    fault = refusal(text, table)
    assert said in fault.said.en
    assert fault.where == HERE._replace(column=HERE.column + at)


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_an_empty_condition_is_refused(text: str) -> None:
    assert "empty; write true if it always holds" in refusal(text).said.en


@pytest.mark.parametrize(("written", "place"), [
    ('when: "foreign and zzzz"', (1, 20)), ("when: foreign and zzzz", (1, 19)), ("when: 'foreign and zzzz'", (1, 20)),
    ("  when:   foreign and zzzz", (1, 23)), ("when: >-\n  foreign and\n  zzzz", (1, 7)), ("when: |\n  foreign and zzzz\n", (1, 7)),
    ("when: foreign and\n  zzzz", (1, 7)), ('when: "mode == \\"own\\" and zzzz"', (1, 8)), ("when: 'mode == ''it''s'' and zzzz'", (1, 8))])
def test_a_fault_in_a_file_has_its_own_column_or_that_of_the_text_where_letters_cannot_be_counted(written: str, place: tuple[int, int]) -> None:
    source = read_text(written, "items.yaml")
    with pytest.raises(Refused) as caught:
        parse(source["when"], TABLE, source.at("when"))
    where = caught.value.faults[0].where
    assert where is not None
    assert (where.line, where.column) == place


def test_a_condition_without_a_place_is_refused_without_one() -> None:
    assert refusal("zzzz", where=None).where is None


HOSTILE = [
    '__import__("os")', '__import__("os").system("touch {flag}")', 'open("{flag}", "w")', "9**9**9", "9**9**9 > energy_tce", "lambda: 1",
    "(lambda: foreign)()", "foreign.real", "foreign.__class__.__mro__", "foreign()", "foreign[0]", "f'{foreign}'", "f\"{__import__('os')}\" in hazards",
    "(x := foreign)", "[x for x in hazards]", "any(x for x in hazards)", "{x: 1 for x in hazards}", "foreign if key_project else foreign",
    "foreign and __builtins__", "globals", "exec", "None", "...", "b'x'", "1j", "await foreign", "yield foreign", "*hazards", "foreign, key_project",
    "foreign; import os", "foreign\nimport os", "import os", "foreign = true", "del foreign", "print(foreign)", "-foreign", "~foreign", "+5 > energy_tce",
    "energy_tce + 1 > 2", "energy_tce > 1 + 1", "energy_tce > 1 if foreign else 2", 'mode == "own" "grant" * 9', 'mode == f"own"', "mode == str(5)",
    "energy_tce > float('inf')", "foreign is true", "foreign is not None", "foreign <> true", "foreign && key_project", "!foreign", "foreign ? 1 : 2",
    "foreign\0", "\0", "foreign and \ud800", "foreign\\", "\\", "'''", '"', "`id`", "$(id)", "{{foreign}}", "{%foreign%}", "<foreign>", "' or 1=1 --",
    "ｆｏｒｅｉｇｎ", "fοreign", "ｍｏｄｅ == 'own'", "energy_tce ＞ 5", "energy_tce > ５", "foreign　and key_project；", "“foreign”", "mode == “own”",
    "foreign аnd key_project", "ｔｒｕｅ", "foreign\u202e", "foreign\u200b", "not ﬀoreign",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_condition_is_refused_with_its_place_and_nothing_is_run(tmp_path: Path, text: str) -> None:
    flag = tmp_path / "flag"
    fault = refusal(text.replace("{flag}", str(flag)))
    assert fault.where is not None
    assert HERE.column <= fault.where.column <= HERE.column + len(text) + len(str(flag))
    assert fault.to("zh-Hans").encode()
    assert not flag.exists()


@pytest.mark.parametrize(("text", "said"), [
    ("(" * 3000 + "foreign" + ")" * 900, "cannot be read"), ("(" * 1500 + "foreign" + ")" * 1500, "cannot be read"),
    ("not " * 900 + "foreign", "nested deeper"), ("not " * (MAX_NESTING + 1) + "foreign", "nested deeper"), ("-" * 3900 + "5", "nested too deeply"),
    ("[" * 90 + "]" * 90, "only and, or, not"), ("foreign" + ".real" * 700, "only and, or, not"), ("foreign" + "()" * 1900, "only and, or, not"),
    ("x" * 1_000_000, f"longer than {MAX_LENGTH} characters"), ("foreign and " * 100_000 + "foreign", "longer than"), ("\0" * 1_000_000, "longer than"),
    ("9" * 3000 + "**" + "9" * 900, "only and, or, not")])
def test_a_huge_condition_is_refused(text: str, said: str) -> None:
    fault = refusal(text)
    assert said in fault.said.en
    assert len(fault.said.en) < 300


def test_the_deepest_nesting_and_the_longest_text_allowed_are_read_and_compiled() -> None:
    deep = "not " * MAX_NESTING + "foreign"
    assert compile_one(parse(deep, TABLE).node)({"foreign": True}) is True
    brackets = "(foreign and " * (MAX_NESTING // 2) + "key_project" + " or foreign)" * (MAX_NESTING // 2)
    assert compile_one(parse(brackets, TABLE).node)({"foreign": True}) is True
    long = " or ".join(["foreign"] * 363)
    assert compile_one(parse(long + " " * (MAX_LENGTH - len(long)), TABLE).node)({"foreign": True}) is True


WORDS = ["foreign", "mode", "hazards", "energy_tce", "key_project", "special", "and", "or", "not", "in", "not in", "is", "==", "!=", "<", "<=", ">",
         ">=", "(", ")", "{", "}", "[", "]", ",", '"own"', "'dust'", "5", "-5", "1.5", "1e999", "true", "false", "None", "if", "else", "lambda",
         ":", ":=", "*", "**", ".", "=", "x", "f''", "\n", "\\", "#", "@", ";", "1_0", "0x1", "os", "__import__", "租赁", "５"]


def parsed_or_refused(text: str, table: AttributeTable) -> None:
    """A text is a checked condition that can be evaluated, or refused at its place, and nothing else happens."""
    try:
        condition = parse(text, table, HERE)
    except Refused as problem:
        faults = problem.faults
    else:
        assert set(condition.attributes) <= set(table)
        facts = {"foreign": True, "mode": "own", "hazards": frozenset({"dust"}), "energy_tce": 5}
        assert compile_one(condition.node)(facts) is evaluate(condition.node, facts)
        return
    assert [fault.where[:2] if fault.where else None for fault in faults] == [HERE[:2]]


@given(st.text(st.characters(codec=None)))
@settings(max_examples=150, deadline=None)
def test_any_text_is_a_condition_or_refused(text: str) -> None:
    parsed_or_refused(text, TABLE)


@pytest.mark.filterwarnings("ignore::SyntaxWarning", "ignore::DeprecationWarning")
@given(st.lists(st.sampled_from(WORDS), max_size=12), st.sampled_from([" ", ""]))
@settings(max_examples=400, deadline=None)
def test_any_heap_of_words_is_a_condition_or_refused(words: list[str], between: str) -> None:
    parsed_or_refused(between.join(words), table_with(special="foreign or energy_tce > 5"))


def test_a_definition_stands_for_its_condition() -> None:
    table = table_with(large="energy_tce >= 1000", special="foreign or large")
    assert parse("special and not large", table).node == And((Or((FOREIGN, energy("ge", 1000))), Not(energy("ge", 1000))))
    assert parse("special", table).attributes == ("foreign", "energy_tce")


def test_a_definition_may_only_use_what_stands_before_it() -> None:
    with pytest.raises(Refused, match="special"):
        table_with(large="special", special="foreign")


def test_definitions_cannot_double_a_condition_without_end() -> None:
    table = table_with(d0="foreign and key_project")
    while len(list(questions(table.definitions[last := [*table.definitions][-1]].node))) * 2 <= MAX_TESTS:
        table.definitions[f"{last}x"] = parse(f"{last} or {last}", table)
    assert f"more than {MAX_TESTS} tests" in refusal(f"{last} or {last}", table).said.en


def test_definitions_cannot_nest_a_condition_without_end() -> None:
    table = table_with(d0="foreign")
    for n in range(MAX_NESTING):
        table.definitions[f"d{n + 1}"] = parse(f"not d{n}", table)
    assert f"or {MAX_NESTING} levels" in refusal(f"not d{MAX_NESTING}", table).said.en
