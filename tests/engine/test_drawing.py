"""The one drawing of the approval map: true to the plan and the calendar."""

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest

from luodi.engine.drawing import draw
from luodi.engine.drawing.text import clean
from luodi.engine.drawing.words import _WORDS, Words
from luodi.engine.source import Refused
from tests.engine.pictures import CHEMICAL, FACTORY, HOSPITAL, PLANT, START, SVG, Picture, days, picture, plan_of, planner

# What is on the map, and where

@pytest.mark.parametrize("example", [FACTORY, HOSPITAL, PLANT, CHEMICAL])
def test_every_item_to_be_done_has_one_bar_with_its_dates_or_stands_in_the_words_of_its_host(example: str) -> None:
    plan, seen = plan_of(example), picture(example)
    assert len(seen.of("bar")) == len(seen.bars) == sum(1 for p in plan.scheduled if not p.host)
    for p in plan.scheduled:
        if p.host:
            title = seen.bars[p.host].find(f"{SVG}title")
            assert title is not None
            assert clean(p.item.title("zh-Hans")) in (title.text or "")
        else:
            assert (seen.bars[p.id].get("data-start"), seen.bars[p.id].get("data-finish")) == (str(p.start), str(p.finish))


@pytest.mark.parametrize("example", [FACTORY, HOSPITAL, PLANT, CHEMICAL])
def test_a_later_day_lies_further_right_and_the_same_day_at_the_same_place(example: str) -> None:
    seen = picture(example)
    ends: dict[str, set[float]] = {}
    for item, bar in seen.bars.items():
        for day, x in zip((bar.attrib["data-start"], bar.attrib["data-finish"]), seen.time(item), strict=True):
            if seen.time(item)[1] - seen.time(item)[0] > 3.2:  # a hair's breadth of a bar is drawn a little wider, to be seen
                ends.setdefault(day, set()).add(x)
    order = [ends[day] for day in sorted(ends)]
    assert all(max(xs) - min(xs) < 0.25 for xs in order)
    assert all(max(a) < min(b) for a, b in pairwise(order))


@pytest.mark.parametrize("example", [FACTORY, PLANT, CHEMICAL])
def test_a_bar_begins_and_ends_where_the_ticks_of_its_weeks_say(example: str) -> None:
    seen = picture(example)
    weeks = {a: (x, (y - x) / 7) for (a, x), (b, y) in pairwise(seen.ticks) if (b - a).days == 7}
    checked = 0
    for item, bar in seen.bars.items():
        for key, x in zip(("data-start", "data-finish"), seen.time(item), strict=True):
            day = date.fromisoformat(bar.attrib[key])
            tick = weeks.get(day - timedelta(day.weekday()))
            if tick and seen.time(item)[1] - seen.time(item)[0] != 3:
                assert x == pytest.approx(tick[0] + (day.weekday() + 0.5) * tick[1], abs=0.3), (item, key)
                checked += 1
    assert checked > len(seen.bars)


def test_every_rest_day_on_the_axis_is_shaded_and_no_working_day_is() -> None:
    plan, seen = plan_of(PLANT, date(2026, 9, 14)), picture(PLANT, start=date(2026, 9, 14))
    shaded = {day for e in seen.of("rest") for day in days(*(date.fromisoformat(e.attrib[k]) for k in ("data-from", "data-to")))}
    calendar = plan.mechanism.calendar
    assert shaded
    assert not any(calendar.is_workday(day) for day in shaded)
    assert {day for day in days(plan.start, plan.finish) if not calendar.is_workday(day)} <= shaded
    holiday = {e.attrib["data-from"] for e in seen.of("rest") if "holiday" in e.attrib["class"]}
    assert "2026-10-01" in holiday


def test_make_up_working_days_carry_their_mark() -> None:
    for lang, mark in (("zh-Hans", "班"), ("en", "W")):
        seen = picture(PLANT, lang, start=date(2026, 9, 14))
        assert [e.text for e in seen.of("makeup")] == [mark, mark]  # Sunday 20 September and Saturday 10 October 2026
    ticks = dict(seen.ticks)
    day = (ticks[date(2026, 10, 12)] - ticks[date(2026, 10, 5)]) / 7
    assert float(seen.of("makeup")[1].attrib["x"]) == pytest.approx(ticks[date(2026, 10, 5)] + 5.5 * day, abs=0.2)


@pytest.mark.parametrize("lang", ["zh-Hans", "en"])
def test_critical_items_and_only_they_are_marked_with_class_underline_and_word(lang: str) -> None:
    plan, seen = plan_of(FACTORY), picture(FACTORY, lang)
    for item, bar in seen.bars.items():
        marks = ("critical" in bar.attrib["class"].split(), any(e.get("class") == "underline" for e in bar),
                 any(Words(lang)("critical") in t.words for t in seen.texts if t.owner == item and t.kind == "label"))
        assert marks == (plan.items[item].critical,) * 3


def test_the_time_of_authorities_is_solid_and_the_enterprises_hatched_before_it() -> None:
    plan, seen = plan_of(FACTORY), picture(FACTORY)
    for item, bar in seen.bars.items():
        enterprise = plan.items[item].item.actor in ("enterprise", "market")
        assert (bar.attrib["class"].split()[1] == "own") is enterprise
        for e in bar:
            if e.get("class") == "time":
                assert e.attrib["fill"].startswith("url(#luodi-own") is enterprise
        own = [e for e in bar if e.get("class") == "own"]
        assert bool(own) is (plan.items[item].own_from is not None and plan.items[item].own_from != plan.items[item].start)
        if own:
            assert float(own[0].attrib["x"]) + float(own[0].attrib["width"]) == pytest.approx(seen.time(item)[0], abs=0.2)


def test_an_item_that_takes_no_time_is_a_diamond() -> None:
    plan, seen = plan_of(PLANT), picture(PLANT)
    assert {item for item, bar in seen.bars.items() if "instant" in bar.attrib["class"].split()} == {
        p.id for p in plan.scheduled if p.start == p.finish and not p.host} != set()


def test_items_handled_within_another_stand_in_its_second_line() -> None:
    plan, seen = plan_of(FACTORY), picture(FACTORY)
    hosts = {p.host for p in plan.scheduled if p.host}
    assert hosts
    assert {t.owner for t in seen.texts if t.kind == "merged" and t.words.startswith("含：")} == hosts


def test_a_simulated_item_is_dotted_until_its_formal_part() -> None:
    plan = plan_of(FACTORY, levers=("simulated_approval",))
    formal = {p.id for p in plan.scheduled if p.formal_from}
    assert formal
    seen = Picture(draw(plan))
    for item in formal:
        dotted = next(e for e in seen.bars[item] if e.get("class") == "simulated")
        left, right = seen.time(item)
        assert float(dotted.attrib["x"]) == left
        assert left < left + float(dotted.attrib["width"]) < right
    assert not picture(FACTORY).of("simulated")


def test_the_lanes_are_the_places_stages_in_its_order_and_bars_stand_in_their_own() -> None:
    plan, seen = plan_of(FACTORY, place="fuling-2024"), picture(FACTORY, place="fuling-2024")
    lanes = seen.of("lane")
    assert [e.attrib["data-stage"] for e in seen.of("stage")] == [s.id for s in plan.mechanism.stages]
    for t in (t for t in seen.texts if t.kind == "label"):
        lane = lanes[[s.id for s in plan.mechanism.stages].index(plan.items[t.owner].stage)]
        assert float(lane.attrib["y"]) < t.y < float(lane.attrib["y"]) + float(lane.attrib["height"])
    assert seen.svg.count("本阶段没有要办的审批事项") == sum(1 for s in plan.mechanism.stages if not any(p.stage == s.id for p in plan.scheduled))


def test_gates_are_flagged_on_their_day_but_not_one_that_would_open_before_an_earlier_gate() -> None:
    plan, seen = plan_of(FACTORY), picture(FACTORY)
    flags = {e.attrib["data-gate"]: e.attrib["data-date"] for e in seen.of("milestone")}
    assert flags["construction_start"] == str(plan.milestones["construction_start"])
    works = plan.milestones["construction_start"]
    assert f"开工 {works.year}年{works.month}月{works.day}日" in [t.words for t in seen.texts]
    for example in (FACTORY, PLANT, "warehouse", "low-risk-workshop"):
        drawn = [e.attrib["data-date"] for e in picture(example).of("milestone")]
        assert drawn == sorted(drawn)


def test_today_is_a_dashed_line_where_the_map_reaches_it() -> None:
    [line] = picture(FACTORY, today=date(2026, 12, 9)).of("today")
    assert any("stroke-dasharray" in e.attrib for e in line)
    assert "今天 2026年12月9日" in picture(FACTORY, today=date(2026, 12, 9)).svg
    assert not picture(FACTORY, today=date(2031, 1, 1)).of("today")
    assert not picture(FACTORY).of("today")


def test_today_some_days_before_the_start_is_still_on_the_map() -> None:
    assert picture(FACTORY, today=START - timedelta(10)).of("today")
    assert not picture(FACTORY, today=START - timedelta(40)).of("today")


def test_a_quiet_line_joins_each_step_of_the_critical_path() -> None:
    plan, seen = plan_of(FACTORY), picture(FACTORY)
    lines = [[float(n) for n in re.findall(r"(?<=M)[\d.]+", e.attrib["d"])] for e in seen.of("dependency")]
    for before, _ in pairwise(plan.critical_path):
        assert any(x == pytest.approx(seen.time(before)[1], abs=0.2) for xs in lines for x in xs), before


def test_the_part_of_the_calendar_not_yet_published_is_marked_in_pattern_and_words() -> None:
    words = "年放假安排未公布，暂按法定节日推算"
    assert f"2027{words}" in picture(PLANT).svg
    assert f"2027年起{words[1:]}" in picture(FACTORY).svg
    assert "Holidays from 2027 not yet published" in picture(FACTORY, "en").svg
    [part] = picture(PLANT).of("provisional")
    january = next(x for day, x in picture(PLANT).ticks if day == date(2027, 1, 4))
    assert float(part.attrib["x"]) < january < float(part.attrib["x"]) + float(part.attrib["width"])
    assert not picture(PLANT, start=date(2026, 9, 14)).of("provisional")
    assert words not in picture(PLANT, start=date(2026, 9, 14)).svg


# Less than everything

def test_only_the_items_asked_for_are_drawn_with_what_is_handled_within_them() -> None:
    plan = plan_of(FACTORY)
    guest = next(p for p in plan.scheduled if p.host)
    seen = Picture(draw(plan, only=["construction_permit", guest.id, "land_allocation"]))
    assert set(seen.bars) == {"construction_permit", guest.host}
    assert len(seen.of("stage")) == 2
    assert "本图只画其中" in seen.svg


def test_a_plan_without_items_is_drawn_as_a_sentence_that_says_so() -> None:
    unsettled = planner().plan(planner().read_facts({}), START)
    assert not unsettled.scheduled
    assert "定不下要办哪些事项" in Picture(draw(unsettled)).texts[0].words
    assert "do not yet settle" in Picture(draw(unsettled, "en")).texts[0].words
    assert "所选事项都不用办" in Picture(draw(plan_of(PLANT), only=[])).texts[0].words


def test_items_not_settled_yet_are_named_below_the_map() -> None:
    facts = planner().read_facts({"investor_type": "social", "in_verification_catalog": False, "foreign_invested": False})
    plan = planner().plan(facts, START)
    assert plan.unknown
    seen = Picture(draw(plan))
    assert seen.of("open")[0].text is not None
    assert clean(plan.unknown[0].item.title("zh-Hans")) in (seen.of("open")[0].text or "")


def test_an_item_that_is_not_in_the_mechanism_and_a_width_out_of_reason_are_refused() -> None:
    with pytest.raises(Refused, match="construction_permit"):
        draw(plan_of(PLANT), only=["construction_permitt"])
    for width in (0, 639, 100_000):
        with pytest.raises(Refused, match=str(width)):
            draw(plan_of(PLANT), width=width)


def test_every_word_of_the_picture_is_there_in_every_language_with_the_same_blanks() -> None:
    for key, said in _WORDS.items():
        blanks = [{b for b in re.findall(r"\{(\w+)", words) if b != "m"} for words in said]
        assert all(words.strip() for words in said), key
        assert all(b == blanks[0] for b in blanks) or key == "month", key
    assert Words("zh-Hant").lang == "zh-Hans"
    assert Words("fr").lang == "en"
