"""What a person types finds the item that is meant."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.engine.mechanism import Mechanism, load
from luodi.portal.queries.search import Index, heard, index_of, names_near, normal, sounds, words_of

MECHANISM: Mechanism = load("national", date(2026, 11, 23))
INDEX: Index = index_of(MECHANISM)


def found(typed: str) -> list[str]:
    return [hit.item for hit in INDEX.search(typed)]


@pytest.mark.parametrize("typed", ["施工许可", "sgxk", "SGXK", "ｓｇｘｋ", "shgxk", "shigongxuke", "shi gong xu ke", "shīgōng xǔkě", "construction permit",
                                   "construction_permit", "怎么办施工许可证", "开工证"])
def test_every_way_of_saying_construction_permit_finds_it_first(typed: str) -> None:
    assert found(typed)[0] == "construction_permit"


@pytest.mark.parametrize(("typed", "item"), [
    ("环评", "eia_form"), ("能评", "energy_review"), ("水保", "water_soil"), ("稳评", "social_risk_eval"), ("工规证", "planning_permit"),
    ("审图", "drawing_review"), ("营业执照", "ent_setup"), ("房产证", "property_first"), ("立项", "proj_filing"), ("排污许可管理条例", "discharge_permit"),
    ("fire permits", "fire_review"), ("消防", "fire_acceptance"), ("bdc", "land_title"), ("lvd", "green_tree"), ("qushui", "water_intake_apply"),
])
def test_abbreviations_results_laws_and_pinyin_find_their_items(typed: str, item: str) -> None:
    assert item in (found(typed) or INDEX.near(typed))[:3]


def test_words_of_one_and_of_two_characters_are_found_wherever_they_stand_in_a_name() -> None:
    for word in ("证", "桩", "验收", "备案"):
        assert {key for key, item in MECHANISM.items.items() if word in item.title("zh-Hans")} <= set(found(word))


def test_a_name_typed_in_full_is_found_first() -> None:
    for key, item in MECHANISM.items.items():
        assert found(item.title("zh-Hans"))[0] == key


def test_an_id_is_found_first() -> None:
    assert all(found(key)[0] == key for key in MECHANISM.items)


def test_the_first_letters_of_a_name_find_it() -> None:
    for key, item in MECHANISM.items.items():
        letters = "".join(readings[0][0] for readings in sounds(item.title("zh-Hans").split("(")[0]))
        assert key in found(letters), letters


def test_a_character_is_read_in_every_way_it_can_be() -> None:
    readings = sounds("重要")
    assert {"zhong", "chong"} <= set(readings[0])
    assert heard("zhongyao", readings) == heard("chongyao", readings) == heard("zy", readings) == heard("cy", readings) == 0


def test_pinyin_may_be_mixed_and_left_unfinished_but_not_wrong() -> None:
    name = sounds("施工许可")
    assert [heard(word, name) for word in ("shigxk", "shigongx", "gongxuk", "xk", "sgxkk", "gsxk", "s", "k")] == [0, 0, 1, 2, None, None, 0, None]


def test_every_word_must_be_found_and_more_words_find_less() -> None:
    assert set(found("消防 验收")) == set(found("消防")) & set(found("验收"))


def test_what_is_not_found_is_answered_with_what_comes_close() -> None:
    assert found("permit for water") == []
    assert INDEX.near("permit for water")[0].startswith("water")
    assert found("constructoin") == []
    assert any(key.startswith("construction") for key in INDEX.near("constructoin"))
    assert INDEX.near("桥梁养护") == []


@pytest.mark.parametrize("typed", [
    "", "   ", "!?", "<script>alert(1)</script>", "\x00\x1b", "𠮷", "𠮷野家" * 3000, "x" * 10_000, "%s{}{{", "'; DROP TABLE", "\u202e施工", "🏗",
])
def test_nothing_that_can_be_typed_breaks_the_search(typed: str) -> None:
    assert len(found(typed)) <= len(MECHANISM.items)
    assert len(INDEX.near(typed)) <= 3


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120))
def test_any_text_can_be_searched_and_ranks_from_best_to_worst(typed: str) -> None:
    hits = INDEX.search(typed)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.item for hit in hits}) == len(hits)
    INDEX.near(typed)


@given(st.text(max_size=60))
def test_text_once_made_plain_stays_as_it_is(text: str) -> None:
    assert normal(normal(text)) == normal(text)
    assert len(words_of(text)) <= 12


def test_a_place_is_found_by_a_name_nearly_right() -> None:
    names = {"jimo-2021": "青岛市即墨区", "jiaozhou-2021": "青岛市胶州市", "fuling-2024": "重庆市涪陵区"}
    assert names_near("jimo", names)[0] == "jimo-2021"
    assert names_near("涪陵", names)[0] == "fuling-2024"
    assert names_near("zzzz", names) == []
