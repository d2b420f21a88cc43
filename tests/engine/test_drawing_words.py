"""The drawing of the approval map is legible, safe, and the same every time."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import combinations, pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.engine.drawing import draw
from luodi.engine.drawing.text import clean, measure, safe, shorten, wrap
from luodi.engine.mechanism import Mechanism, load
from luodi.engine.plan import Plan, Planner, read_project
from luodi.engine.source import LANGUAGES
from tests.engine.pictures import CHEMICAL, EXAMPLES, FACTORY, HOSPITAL, PLANT, START, SVG, Picture, picture, plan_of, planner

# Legible

@pytest.mark.parametrize(("lang", "width"), [("zh-Hans", 1440), ("en", 1440), ("zh-Hans", 800), ("en", 640), ("ja", 1000), ("ko", 1000)])
@pytest.mark.parametrize("example", [FACTORY, HOSPITAL, PLANT, CHEMICAL])
def test_no_words_meet_other_words_or_leave_the_picture(example: str, lang: str, width: int) -> None:
    seen = picture(example, lang, width, today=date(2026, 12, 9))
    texts = seen.texts
    for t in texts:
        assert t.x >= 0, t
        assert t.x + t.width <= seen.width, t
        assert t.size <= t.y <= seen.height, t
    for a, b in combinations(texts, 2):
        assert not a.overlaps(b.x, b.y - 0.75 * b.size, b.x + b.width, b.y + 0.1 * b.size), (a, b)


@pytest.mark.parametrize(("place", "width"), [("national", 1440), ("qingdao-west-coast-2026", 1440), ("fuling-2024", 700)])
@pytest.mark.parametrize("example", [FACTORY, HOSPITAL, CHEMICAL])
def test_no_words_lie_over_the_bar_of_another_item_and_no_bar_over_another(example: str, place: str, width: int) -> None:
    seen = picture(example, width=width, place=place)
    boxes = []
    for item, bar in seen.bars.items():
        for e in bar:
            if e.tag == f"{SVG}rect" and e.get("class") in ("time", "own"):
                x, y, w, h = (float(e.attrib[k]) for k in ("x", "y", "width", "height"))
                assert x >= 0
                assert x + w <= seen.width
                boxes.append((item, x, y, x + w, y + h))
    for t in (t for t in seen.texts if t.owner):
        for item, *box in boxes:
            assert t.owner == item or not t.overlaps(*box), (t, item)
    for (a, ax, ay, ar, af), (b, bx, by, br, bf) in combinations(boxes, 2):
        assert a == b or ar <= bx + 0.1 or br <= ax + 0.1 or af <= by or bf <= ay, (a, b)


@pytest.mark.parametrize("example", [FACTORY, HOSPITAL, PLANT, CHEMICAL])
def test_on_a_wide_picture_every_name_stands_in_full(example: str) -> None:
    assert not [t.words for t in picture(example).texts if t.kind == "label" and "…" in t.words]


def test_more_items_make_lower_rows_that_are_shared() -> None:
    def rows(seen: Picture) -> list[float]:
        return sorted({t.y for t in seen.texts if t.kind == "label"})

    few, many = rows(picture(PLANT)), rows(picture(CHEMICAL, place="qingdao-west-coast-2026"))
    assert len(few) == len(picture(PLANT).bars)
    assert len(many) < len(picture(CHEMICAL, place="qingdao-west-coast-2026").bars)
    assert min(b - a for a, b in pairwise(many)) < min(b - a for a, b in pairwise(few))


def test_a_name_too_long_is_shortened_and_stands_in_full_in_the_title() -> None:
    name = "一个名称很长很长的事项" * 30
    seen = Picture(draw(renamed(name), width=700))
    texts = [t.words for t in seen.texts if t.kind == "label"]
    assert all("…" in words for words in texts)
    assert all(t.x >= 0 and t.x + t.width <= 700 for t in seen.texts)
    assert all((e.findtext(f"{SVG}title") or "").startswith(name) for e in seen.bars.values())


@given(st.text(max_size=40), st.floats(0, 400), st.floats(6, 20))
def test_shortened_words_fit_and_words_that_fit_are_left_alone(words: str, room: float, size: float) -> None:
    short = shorten(words, size, room)
    assert measure(short, size) <= room + 1e-6 or not short
    assert (short == words) == (measure(words, size) <= room) or words == ""


def test_a_stage_title_is_wrapped_at_words_in_english_and_anywhere_in_chinese() -> None:
    assert wrap("Initiation and land use", 13, 100, 3) == ["Initiation and", "land use"]
    assert wrap("立项用地规划许可", 13, 70, 3) == ["立项用地规", "划许可"]
    assert wrap("一二三四五六七八九", 10, 30, 2)[-1].endswith("…")


# Safe, alone, the same every time

def renamed(name: str) -> Plan:
    """The leased plant under a mechanism in which everything is called `name`."""
    labels = dict.fromkeys(LANGUAGES, name)

    def again(mapping: Mapping[str, Any]) -> dict[str, Any]:
        return {key: replace(value, name=labels) for key, value in mapping.items()}

    here = planner().mechanism
    changed: Mechanism = replace(here, name=labels, place=labels, items={k: replace(v, name=labels, authority=name) for k, v in here.items.items()},
                                 gates=again(here.gates), stages=tuple(replace(s, name=labels) for s in here.stages))
    other = Planner(changed)
    return other.plan(other.read_facts(read_project(EXAMPLES / f"{PLANT}.yaml").facts), START)


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "\"'><svg onload=x>", "a & b &amp; ]]> <!-- {n} {place}", "行\x00\x07\x1b\n二\u202e\ufffe\ud800",
                                  "", " "])
def test_hostile_names_stay_words(name: str) -> None:
    seen = Picture(draw(renamed(name), "en", today=START))
    assert {e.tag.removeprefix(SVG) for e in seen.root.iter()} <= {
        "svg", "title", "desc", "defs", "pattern", "g", "rect", "path", "line", "circle", "text", "tspan"}
    assert not [key for e in seen.root.iter() for key in e.attrib if key.startswith("on") or key.endswith("href")]
    if clean(name):
        assert any(clean(name) in (e.findtext(f"{SVG}title") or "") for e in seen.of("bar"))
    assert "\x00" not in seen.svg
    assert "\u202e" not in seen.svg


@given(st.text())
def test_any_words_become_well_formed_xml(words: str) -> None:
    read = ElementTree.fromstring(f'<a b="{safe(words)}">{safe(words)}</a>')
    assert (read.text or "") == safe(words).replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&#39;", "'").replace("&amp;", "&")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_picture_stands_alone_and_says_itself_in_words(lang: str) -> None:
    seen = picture(FACTORY, lang)
    assert seen.root.attrib["role"] == "img"
    assert seen.root.attrib["aria-label"] == seen.root.findtext(f"{SVG}title") == seen.texts[0].words
    assert clean(plan_of(FACTORY).items["construction_permit"].item.title(lang)) in (seen.root.findtext(f"{SVG}desc") or "")
    assert seen.svg.count("http") == 1  # the namespace
    patterns = {e.attrib["id"] for e in seen.root.iter(f"{SVG}pattern")}
    assert set(re.findall(r"url\(#([^)]+)\)", seen.svg)) <= patterns


def test_the_title_says_place_first_and_last_day() -> None:
    plan = plan_of(PLANT)
    assert picture(PLANT).texts[0].words == f"全国审批地图：2026年11月23日开始，{plan.finish.year}年{plan.finish.month}月{plan.finish.day}日全部办完"
    assert picture(PLANT, "en").texts[0].words.startswith("Approval map, China: from 23 Nov 2026 to ")


def test_the_same_plan_is_drawn_the_same() -> None:
    project = read_project(EXAMPLES / f"{HOSPITAL}.yaml")
    again = Planner(load("national", START))
    other = again.plan(again.read_facts(project.facts), START, (), project.own_days)
    assert draw(other, "en", START) == draw(plan_of(HOSPITAL), "en", START)


def test_the_legend_names_what_is_on_the_map_and_nothing_else() -> None:
    def legend(seen: Picture) -> set[str]:
        return {"".join(e.itertext()) for e in seen.of("legend")}

    assert "略去的时段" in "".join(legend(picture(FACTORY)))
    assert not {"≈略去的时段", "模拟审批", "班调休上班日"} & legend(picture(PLANT))
    assert "班调休上班日" in legend(picture(PLANT, start=date(2026, 9, 14)))
