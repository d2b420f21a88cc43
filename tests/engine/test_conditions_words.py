"""Conditions as sentences: in four languages, complete, unmistakable."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.engine.conditions import AttributeTable, Not, parse, sentence
from luodi.engine.conditions import Test as Question
from luodi.engine.conditions.words import say_test
from luodi.engine.mechanism import Mechanism, load
from luodi.engine.source import gathered, read_text

from .worlds import KINDS, LANGS, World, every_value, naive, question_text, table_of, worlds

TABLE = gathered(lambda faults: AttributeTable.build(read_text("""
units:
  mu: {zh-Hans: 亩, en: mu, ja: ムー, ko: 무}
attributes:
  land:
    type: choice
    label: {zh-Hans: 用地方式, en: Land, ja: 土地, ko: 용지}
    values:
      grant: {zh-Hans: 出让, en: grant, ja: 払下げ, ko: 출양}
      lease: {zh-Hans: 租赁, en: lease, ja: 賃借, ko: 임차}
      own: {zh-Hans: 自有, en: own land, ja: 自社, ko: 자체}
  foreign:
    type: yesno
    label: {zh-Hans: 外商投资, en: Foreign investment, ja: 外資, ko: 외국인 투자}
  area:
    type: number
    unit: mu
    label: {zh-Hans: 面积, en: Area, ja: 面積, ko: 면적}
  works:
    type: choices
    label: {zh-Hans: 危害, en: Hazards, ja: 危害, ko: 위해}
    values: {noise: {zh-Hans: 噪声, en: noise, ja: 騒音, ko: 소음}}
""", "attributes.yaml"), faults))


@pytest.mark.parametrize(("text", "said"), [
    ("foreign", ("“外商投资”为“是”", '"Foreign investment" is yes', "「外資」が「はい」", "‘외국인 투자’: 예")),
    ("not foreign", ("“外商投资”为“否”", '"Foreign investment" is no', "「外資」が「いいえ」", "‘외국인 투자’: 아니요")),
    ('land == "grant"', ("用地方式为“出让”", 'Land is "grant"', "土地が「払下げ」", "용지: ‘출양’")),
    ('land != "grant"', ("用地方式不是“出让”", 'Land is not "grant"', "土地が「払下げ」でない", "용지: ‘출양’ 아님")),
    ('land in {"own", "grant"}', ("用地方式为“出让”或“自有”", 'Land is "grant" or "own land"', "土地が「払下げ」または「自社」", "용지: ‘출양’ 또는 ‘자체’")),
    ('land not in {"own", "grant"}', ("用地方式不是“出让”，也不是“自有”", 'Land is not "grant" or "own land"', "土地が「払下げ」でも「自社」でない",
                                      "용지: ‘출양’ 또는 ‘자체’ 아님")),
    ('"noise" in works', ("危害包括“噪声”", 'Hazards includes "noise"', "危害に「騒音」を含む", "위해에 ‘소음’ 포함")),
    ('"noise" not in works', ("危害不包括“噪声”", 'Hazards does not include "noise"', "危害に「騒音」を含まない", "위해에 ‘소음’ 미포함")),
    ("area < 1234.5", ("面积低于 1,234.5 亩", "Area is below 1,234.5 mu", "面積が 1,234.5 ムー 未満", "면적: 1,234.5 무 미만")),
    ("not area < 1234.5", ("面积不低于 1,234.5 亩", "Area is at least 1,234.5 mu", "面積が 1,234.5 ムー 以上", "면적: 1,234.5 무 이상")),
    ("area <= 10", ("面积不超过 10 亩", "Area is at most 10 mu", "面積が 10 ムー 以下", "면적: 10 무 이하")),
    ("area > 10", ("面积超过 10 亩", "Area is above 10 mu", "面積が 10 ムー 超", "면적: 10 무 초과")),
    ("area >= 10", ("面积不低于 10 亩", "Area is at least 10 mu", "面積が 10 ムー 以上", "면적: 10 무 이상")),
    ("area == 10", ("面积等于 10 亩", "Area equals 10 mu", "面積が 10 ムー に等しい", "면적: 10 무와 같음")),
    ("area != 10", ("面积不等于 10 亩", "Area does not equal 10 mu", "面積が 10 ムー に等しくない", "면적: 10 무와 다름")),
    ("true", ("总是成立", "always", "常に", "항상")), ("not true", ("从不成立", "never", "該当なし", "해당 없음")),
    ("foreign and area > 10", ("“外商投资”为“是”，且面积超过 10 亩", '"Foreign investment" is yes, and Area is above 10 mu',
                               "「外資」が「はい」、かつ面積が 10 ムー 超", "‘외국인 투자’: 예, 그리고 면적: 10 무 초과")),
    ("not (foreign and area > 10)", ("“外商投资”为“否”，或面积不超过 10 亩", '"Foreign investment" is no, or Area is at most 10 mu',
                                     "「外資」が「いいえ」、または面積が 10 ムー 以下", "‘외국인 투자’: 아니요, 또는 면적: 10 무 이하")),
    ("foreign and (area > 10 or foreign)", ("“外商投资”为“是”，且（面积超过 10 亩，或“外商投资”为“是”）",
                                            '"Foreign investment" is yes, and (Area is above 10 mu, or "Foreign investment" is yes)',
                                            "「外資」が「はい」、かつ（面積が 10 ムー 超、または「外資」が「はい」）",
                                            "‘외국인 투자’: 예, 그리고 (면적: 10 무 초과, 또는 ‘외국인 투자’: 예)")),
])
def test_a_condition_is_said_in_four_languages(text: str, said: tuple[str, str, str, str]) -> None:
    node = parse(text, TABLE).node
    assert tuple(sentence(node, TABLE, lang) for lang in LANGS) == said


@given(worlds())
@settings(max_examples=100, deadline=None)
def test_a_sentence_names_every_attribute_of_its_condition_in_its_language_only(world: World) -> None:
    for lang in LANGS:
        said = sentence(world.first.node, world.table, lang)
        assert said.strip()
        assert all(world.table[key].name(lang) in said for key in world.first.attributes)
        assert not any(f"·{other}〉" in said for other in LANGS if other != lang)


@given(worlds())
@settings(max_examples=100, deadline=None)
def test_a_negation_is_heard_and_a_double_one_is_not(world: World) -> None:
    node = world.first.node
    for lang in LANGS:
        assert sentence(Not(node), world.table, lang) != sentence(node, world.table, lang)
        assert sentence(Not(Not(node)), world.table, lang) == sentence(node, world.table, lang)


@given(st.integers(0, 300), st.sampled_from(sorted(KINDS)), st.integers(0, 10**8), st.integers(0, 10**8))
@settings(max_examples=300, deadline=None)
def test_two_tests_that_sound_the_same_in_a_language_answer_the_same(number: int, key: str, one: int, other: int) -> None:
    table = table_of(number)
    texts = question_text(one, table, [key]), question_text(other, table, [key])
    nodes = [parse(text, table).node for text in texts]
    values = [{key: value} for value in every_value(key, " or ".join(f"({text})" for text in texts), table)]
    answers = [[naive(text, table, facts) for facts in values] for text in texts]
    for lang in LANGS:
        same = sentence(nodes[0], table, lang) == sentence(nodes[1], table, lang)
        assert not same or answers[0] == answers[1], texts


@pytest.mark.parametrize("lang", LANGS)
def test_numbers_that_differ_are_said_differently(lang: str) -> None:
    numbers = [0.001, 0.1, 1, 12345678901, 12345678902, 12345678901.5, 10**15 - 1, -1]
    said = {say_test(Question("area", "ge", number), TABLE, lang) for number in numbers}
    assert len(said) == len(numbers)
    assert "e+" not in "".join(said)
    assert all(TABLE["area"].unit_label[lang] in words for words in said)


def test_a_chinese_word_stands_in_where_a_language_has_none() -> None:
    table = gathered(lambda faults: AttributeTable.build(read_text("attributes: {foreign: {type: yesno, label: 外商投资}}", "a.yaml"), faults))
    assert sentence(parse("foreign", table).node, table, "ko") == "‘外商投资’: 예"


def test_a_fact_is_said_with_its_unit_or_in_words() -> None:
    area, land, works = TABLE["area"], TABLE["land"], TABLE["works"]
    assert [area.value_name(45000, "en"), land.value_name("own", "ko"), works.value_name(frozenset({"noise"}), "ja"),
            works.value_name(frozenset(), "zh-Hans"), TABLE["foreign"].value_name(False, "zh-Hans")] == ["45,000 mu", "자체", "騒音", "—", "否"]


# The national table of attributes.


@cache
def national() -> Mechanism:
    """The national catalog."""
    return load("national", date(2026, 11, 23))


@pytest.mark.parametrize("lang", LANGS)
def test_every_label_question_value_and_unit_of_the_national_table_is_there(lang: str) -> None:
    for key, a in national().table.items():
        assert a.label.get(lang), key
        assert a.ask.get(lang), key
        assert all(names.get(lang) for names in a.values.values()), key
        assert a.type != "number" or a.unit_label.get(lang), key


@pytest.mark.parametrize("lang", LANGS)
def test_no_two_attributes_and_no_two_values_of_one_have_the_same_name(lang: str) -> None:
    labels = [a.name(lang) for a in national().table.values()]
    assert len(labels) == len(set(labels))
    for key, a in national().table.items():
        assert len({a.value_name(value, lang) for value in a.values}) == len(a.values), key


HAN, KANA, HANGUL = re.compile("[一-鿿]"), re.compile("[぀-ヿ]"), re.compile("[가-힯]")


def test_every_word_of_the_national_table_is_in_its_own_script() -> None:
    for key, a in national().table.items():
        for said in (a.label, a.ask, a.unit_label, *a.values.values()):
            if said:
                assert not re.search("[A-Za-z]{2}", said["zh-Hans"]), key
                assert not any(script.search(said["zh-Hans"]) for script in (KANA, HANGUL)), key
                assert not any(script.search(said["en"]) for script in (HAN, KANA, HANGUL)), key
                assert not HANGUL.search(said["ja"]), key
                assert not KANA.search(said["ko"]), key


def test_the_condition_of_every_national_item_is_a_sentence_in_four_languages() -> None:
    table = national().table
    for item in national().items.values():
        said = {lang: sentence(item.applies.node, table, lang) for lang in LANGS}
        assert len(set(said.values())) == len(LANGS), item.id
        assert not re.search("[A-Za-z]{2}", said["zh-Hans"]), said["zh-Hans"]
        for lang in LANGS:
            assert all(table[key].name(lang) in said[lang] for key in item.applies.attributes), item.id
