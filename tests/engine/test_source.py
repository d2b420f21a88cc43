"""Reading files that people write: hostile, broken and misspelt input costs a message with its place, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.engine.source import (
    MAX_BYTES,
    MAX_DEPTH,
    Fault,
    Fields,
    Map,
    Mark,
    Refused,
    Said,
    Seq,
    gathered,
    near,
    read_file,
    read_text,
)

NESTED = "a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)


def refusal(work: Callable[[], object]) -> Fault:
    """The one fault for which something is refused; its words are there in both languages."""
    with pytest.raises(Refused) as caught:
        work()
    assert len(caught.value.faults) == 1
    fault = caught.value.faults[0]
    assert fault.said.zh != fault.said.en
    assert any("一" <= letter <= "鿿" for letter in fault.said.zh)
    assert not any("一" <= letter <= "鿿" for letter in fault.said.en)
    return fault


@pytest.mark.parametrize(("text", "place", "said"), [
    ("a: 1\nb:\n  c: 2\n  c: 3\n", (4, 3), 'key "c" stands here twice'),
    ("a: 1\n'a': 2\n", (2, 2), 'key "a" stands here twice'),
    ("a: !!python/object:os.system x\n", (1, 4), "YAML tag"),
    ("a: !!python/object/apply:os.system ['x']\n", (1, 4), "YAML tag"),
    ("a: !!str 1\n", (1, 4), "YAML tag"),
    ("a:\n  - !foo x\n", (2, 5), 'YAML tag "!foo"'),
    ("a: ! x\n", (1, 4), 'YAML tag "!"'),
    ("!foo a: x\n", (1, 1), "YAML tag"),
    ("a: &x [1]\nb: *x\n", (1, 4), "anchors and aliases"),
    ("a: 1\nb: *x\n", (2, 4), "anchors and aliases"),
    ("a: &x {b: *x}\n", (1, 4), "anchors and aliases"),
    ("a: 1\n<<: {b: 1}\n<<: {b: 1}\n", (3, 1), 'key "<<" stands here twice'),
    ("a: 1\n---\nb: 2\n", (2, 1), "one document"),
    ("- a\n- b\n", (1, 1), "must be a mapping"),
    ("just words\n", (1, 1), "must be a mapping"),
    ("", (1, 1), "must be a mapping"),
    ("# only a comment\n", (1, 1), "must be a mapping"),
    ("a: 1\n2026: x\n", (2, 1), "a key must be text"),
    ("true: x\n", (1, 1), "a key must be text"),
    ("~: x\n", (1, 1), "a key must be text"),
    ("[a, b]: x\n", (1, 1), "a key must be text"),
    ("? {a: b}\n: x\n", (1, 3), "a key must be text"),
    ("a: 12345678901234567890\n", (1, 4), "number is too long"),
    ("a: [1, " + "9" * 10_000 + "]\n", (1, 8), "number is too long"),
    ("a: 0." + "3" * 10_000 + "\n", (1, 4), "number is too long"),
    ("a:\n\t- b\n", (2, 1), "not valid YAML"),
    ("a: b: c\n", (1, 5), "not valid YAML"),
    ("a: 'b\n", (2, 1), "not valid YAML"),
    ("a: [1, 2\n", (2, 1), "not valid YAML"),
    ("a: 1\n b: 2\n", (2, 3), "not valid YAML"),
    ("a: \x00b\n", (1, 4), "U+0000"),
    ("a: 1\n中: 文\x07字\n", (2, 5), "U+0007"),
    ("a: \ud800\n", (1, 4), "U+D800"),
    ("a: \ufffe\n", (1, 4), "U+FFFE"),
])
def test_what_is_not_plain_yaml_is_refused_with_its_place(text: str, place: tuple[int, int], said: str) -> None:
    fault = refusal(lambda: read_text(text, "x.yaml"))
    assert fault.where is not None
    assert (fault.where.file, fault.where.line, fault.where.column) == ("x.yaml", *place)
    assert said in fault.said.en
    assert fault.to("en").startswith(f"x.yaml:{place[0]}:{place[1]}: ")


def test_a_billion_laughs_are_refused_at_the_first() -> None:
    laughs = "a: &a [lol, lol]\n" + "".join(f"{b}: &{b} [*{a}, *{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    assert refusal(lambda: read_text(laughs, "x.yaml")).where == Mark("x.yaml", 1, 4)


def test_the_deepest_nesting_allowed_is_read() -> None:
    assert read_text(NESTED, "x.yaml").keys() == {"a"}


@pytest.mark.parametrize("text", [
    NESTED.replace("[]", "[[]]"), "a: " + "[" * 100_000, "a: " + "{a: " * 100_000, "- " * 100_000, "a:\n  " + "- " * 100_000])
def test_deeper_nesting_is_refused_where_it_begins_however_deep(text: str) -> None:
    assert f"deeper than {MAX_DEPTH} levels" in refusal(lambda: read_text(text, "x.yaml")).said.en


def test_ten_megabytes_of_noise_are_refused_unread(tmp_path: Path) -> None:
    noise = Random(7).randbytes(10_000_000)
    path = tmp_path / "x.yaml"
    path.write_bytes(noise)
    assert "10,000,000 bytes" in refusal(lambda: read_file(path)).said.en
    assert "characters" in refusal(lambda: read_text(noise.decode("latin-1"), "x.yaml")).said.en


def test_a_file_just_within_the_limit_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"a: " + b"x" * (MAX_BYTES - 3))
    assert len(read_file(path)["a"]) == MAX_BYTES - 3


@pytest.mark.parametrize(("raw", "place"), [
    ("a: 1\n中文: ".encode() + "测".encode("gb18030"), (2, 5)), (b"\xff\xfea\x00:\x00", (1, 1)), (b"\xef\xbb\xbfa: 1\nb: \xff", (2, 4)),
    (b"a: \xed\xa0\x80", (1, 4))])
def test_text_that_is_not_utf_8_is_refused_at_its_first_strange_letter(tmp_path: Path, raw: bytes, place: tuple[int, int]) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(raw)
    fault = refusal(lambda: read_file(path, "x.yaml"))
    assert fault.where == Mark("x.yaml", *place)
    assert "UTF-8" in fault.said.en


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: b\n")
    assert read_file(path) == {"a": "b"}


def test_a_file_that_is_not_there_is_refused_by_its_name(tmp_path: Path) -> None:
    assert "cannot read this file" in refusal(lambda: read_file(tmp_path / "none.yaml", "none.yaml")).to("en")
    assert "none.yaml" in refusal(lambda: read_file(tmp_path, "none.yaml")).to("en")


def read_or_refused(read: Callable[[], Map]) -> None:
    """What is read is a mapping, or refused with its file and place, and nothing else happens."""
    try:
        read()
    except Refused as problem:
        faults = problem.faults
    else:
        return
    for fault in faults:
        assert fault.where is not None
        assert fault.where.file == "x.yaml"
        assert fault.where.line >= 1 <= fault.where.column
        assert fault.said.zh
        assert fault.said.en


@given(st.text(st.characters(codec=None)))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    read_or_refused(partial(read_text, text, "x.yaml"))


@given(st.lists(st.sampled_from([*"{}[],:?-&*!|>'\"%@`#~ \n\t", "a", "b: ", "- ", "\n  ", "\n    ", "---\n", "...", "<<: ", "1", "true", "!!", "é"]),
                max_size=40).map("".join))
@settings(max_examples=300, deadline=None)
def test_any_heap_of_yaml_signs_is_read_or_refused(text: str) -> None:
    for tried in (text, f"a: {text}"):
        read_or_refused(partial(read_text, tried, "x.yaml"))


@given(st.binary(max_size=60), st.sampled_from([b"", b"a: ", b"\xef\xbb\xbf", b"\xff\xfe"]))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, raw: bytes, before: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "noise.yaml"
    path.write_bytes(before + raw)
    read_or_refused(partial(read_file, path, "x.yaml"))


PLACED = """\
plain: words here
quoted: "words"
single: 'words'
escaped: "wo\\trds"
block: |
  words
folded: >-
  words
  and more
flow: {a: 1, b: [x, "y"]}
long: words
  on two lines
中文键: 值
"quoted key": v
list:
  - one
  - {k: v}
"""


@pytest.mark.parametrize(("path", "place", "inline"), [
    ("plain", (1, 8), True), ("quoted", (2, 10), True), ("single", (3, 10), True), ("escaped", (4, 11), False), ("block", (5, 8), False),
    ("folded", (7, 9), False), ("flow", (10, 7), True), ("flow.a", (10, 11), True), ("flow.b", (10, 17), True), ("flow.b.0", (10, 18), True),
    ("flow.b.1", (10, 22), True), ("long", (11, 7), False), ("中文键", (13, 6), True), ("quoted key", (14, 15), True), ("list", (16, 3), True),
    ("list.0", (16, 5), True), ("list.1", (17, 5), True), ("list.1.k", (17, 9), True)])
def test_every_value_knows_its_place(path: str, place: tuple[int, int], inline: bool) -> None:
    here: Any = read_text(PLACED, "x.yaml")
    where = here.where
    for step in path.split("."):
        key: Any = int(step) if isinstance(here, Seq) else step
        where, here = here.at(key), here[key]
    assert where == Mark("x.yaml", *place, inline=inline)


def test_a_key_knows_its_place_and_a_key_that_is_absent_has_that_of_its_mapping() -> None:
    inner = read_text("a:\n  b: 1\n  'c': 2\n", "x.yaml")["a"]
    assert [inner.keys_at["b"], inner.keys_at["c"], inner.at("d")] == [Mark("x.yaml", 2, 3), Mark("x.yaml", 3, 4), Mark("x.yaml", 2, 3)]


def test_a_copy_keeps_the_places_and_leaves_the_first_alone() -> None:
    first = read_text("a: 1\n", "x.yaml")
    copy = first.copy()
    copy.put("b", 2, Mark("y.yaml"), Mark("y.yaml"))
    assert first == {"a": 1}
    assert copy.at("a") == Mark("x.yaml", 1, 4)


@pytest.mark.parametrize(("text", "value"), [
    ("yes", "yes"), ("no", "no"), ("on", "on"), ("off", "off"), ("Yes", "Yes"), ("y", "y"), ("True", "True"), ("NO", "NO"), ("true", True),
    ("false", False), ("null", None), ("~", None), ("", None), ("'true'", "true"), ("'1'", "1"), ("1", 1), ("-1", -1), ("+1", 1), ("0", 0),
    ("007", "007"), ("1.5", 1.5), ("-0.5", -0.5), ("1e3", "1e3"), ("0x10", "0x10"), ("1_000", "1_000"), (".5", ".5"), (".inf", ".inf"),
    (".nan", ".nan"), ("12:30", "12:30"), ("2026-09-01", "2026-09-01"), ("3亿", "3亿"), ("１２", "１２"), ("|\n  1\n", "1\n"), ("=", "=")])
def test_a_value_is_what_a_person_reads(text: str, value: Any) -> None:
    found = read_text(f"a: {text}", "x.yaml")["a"]
    assert (found, type(found)) == (value, type(value))


def fields(text: str, take: Callable[[Fields], object]) -> object:
    """What `take` takes from a text; refused where it finds faults."""
    def work(faults: list[Fault]) -> object:
        some = Fields(read_text(text, "x.yaml"), faults, Said("这一项", "the entry"))
        out = take(some)
        some.done(["other"])
        return out
    return gathered(work)


@pytest.mark.parametrize(("text", "take", "value"), [
    ("a: x", lambda f: f.text("a"), "x"), ("other: x", lambda f: f.text("a"), ""), ("other: x", lambda f: f.text("a", "y"), "y"),
    ("a: 1.5", lambda f: f.number("a"), 1.5), ("other: x", lambda f: f.number("a"), None), ("a: 0", lambda f: f.whole("a"), 0),
    ("a: true", lambda f: f.flag("a"), True), ("other: x", lambda f: f.flag("a", True), True), ("a: false", lambda f: f.flag("a", True), False),
    ("a: {b: c}", lambda f: f.map("a"), {"b": "c"}), ("a: {b: {}}", lambda f: f.maps("a"), [("b", {})]), ("other: x", lambda f: f.maps("a"), []),
    ("a: x", lambda f: f.texts("a"), ("x",)), ("a: [x, y]", lambda f: f.texts("a"), ("x", "y")), ("other: x", lambda f: f.texts("a"), ()),
    ("a: [x, 1]", lambda f: f.seq("a"), ["x", 1]), ("a: [{b: c}]", lambda f: f.entries("a"), [{"b": "c"}]), ("other: x", lambda f: f.entries("a"), []),
    ("a: x", lambda f: f.choice("a", ["x", "y"]), "x"), ("a: 2026-09-01", lambda f: f.day("a"), date(2026, 9, 1)),
    ("other: x", lambda f: f.day("a"), None), ("a: [1]", lambda f: f.any("a"), [1]), ("a: 名", lambda f: f.labels("a"), {"zh-Hans": "名"}),
    ("a: {zh-Hans: 名, en: name}", lambda f: f.labels("a"), {"zh-Hans": "名", "en": "name"})])
def test_a_field_is_taken_as_its_type(text: str, take: Callable[[Fields], object], value: object) -> None:
    assert fields(text, take) == value


@pytest.mark.parametrize(("text", "take", "column", "said"), [
    ("a: 1", lambda f: f.text("a"), 4, '"a" must be text, not 1'),
    ("a: true", lambda f: f.number("a"), 4, '"a" must be a number, not True'),
    ("a: x", lambda f: f.number("a"), 4, "\"a\" must be a number, not 'x'"),
    ("a: 1.5", lambda f: f.whole("a"), 4, '"a" must be a whole number'),
    ("a: -1", lambda f: f.whole("a"), 4, '"a" cannot be below 0'),
    ("a: yes", lambda f: f.flag("a"), 4, "\"a\" must be true or false, not 'yes'"),
    ("a: 1", lambda f: f.flag("a"), 4, '"a" must be true or false'),
    ("a: [x]", lambda f: f.map("a"), 4, '"a" must be a mapping, not […]'),
    ("a: {b: 1}", lambda f: f.maps("a"), 8, '"b" must be a mapping'),
    ("a: [x, 1]", lambda f: f.texts("a"), 8, '"a" must hold texts only'),
    ("a: {}", lambda f: f.seq("a"), 4, '"a" must be a list, not {…}'),
    ("a: [{}, x]", lambda f: f.entries("a"), 9, "each entry of \"a\" must be a mapping, not 'x'"),
    ("a: grnat", lambda f: f.choice("a", ["grant", "lease"]), 4, 'not one of grant, lease; did you mean "grant"?'),
    ("a: zzz", lambda f: f.choice("a", ["grant", "lease"]), 4, '"a" is "zzz", not one of grant, lease'),
    ("a: 2026-02-30", lambda f: f.day("a"), 4, '"2026-02-30" is not a date; write it as 2026-09-01'),
    ("a: 2026-W36-2", lambda f: f.day("a"), 4, "is not a date"),
    ("a: '20260901'", lambda f: f.day("a"), 5, "is not a date"),
    ("a: 20260901", lambda f: f.day("a"), 4, '"a" must be text'),
    ("a: {zh-Hans: 名, fr: nom}", lambda f: f.labels("a"), 21, '"fr" is not one of zh-Hans, en, ja, ko'),
    ("a: {en: name}", lambda f: f.labels("a", required=False), 4, '"a" lacks Chinese'),
    ("other: x", lambda f: f.text("a", required=True), 1, 'the entry lacks "a", which must be text'),
    ("a: ~", lambda f: f.text("a", required=True), 1, 'the entry lacks "a"'),
    ("nmae: x", lambda f: f.text("name"), 1, 'the entry has no "nmae"; did you mean "name"?'),
    ("zzzz: x", lambda f: f.text("name"), 1, 'the entry has no "zzzz"; it knows name, other'),
])
def test_a_field_that_is_wrong_is_refused_at_its_place(text: str, take: Callable[[Fields], object], column: int, said: str) -> None:
    fault = refusal(lambda: fields(text, take))
    assert fault.where == Mark("x.yaml", 1, column)
    assert said in fault.said.en


def test_a_text_cannot_be_longer_in_a_message_than_a_line() -> None:
    assert len(refusal(lambda: fields("a: " + "x" * 1000, lambda f: f.number("a"))).said.en) < 100


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(Refused) as caught:
        fields("a: 1\nb: x\nc: 2\n", lambda f: (f.text("a"), f.number("b")))
    assert [fault.where and fault.where.line for fault in caught.value.faults] == [1, 2, 3]
    assert str(caught.value).count("\n") == 2


def test_a_message_is_chinese_first_and_english_for_the_others() -> None:
    fault = Fault(Mark("x.yaml", 2, 3), Said("错", "wrong"))
    assert [fault.to(), fault.to("zh-Hans"), fault.to("ja"), Fault(None, fault.said).to("ko")] == [
        "x.yaml:2:3: 错", "x.yaml:2:3: 错", "x.yaml:2:3: wrong", "wrong"]


def test_a_hint_names_the_nearest_word_or_nothing() -> None:
    assert near("energy_tse", ["energy_tce", "coal_t"]) == Said("，是不是“energy_tce”？", '; did you mean "energy_tce"?')
    assert near("zzz", ["energy_tce"]) == Said("", "")
