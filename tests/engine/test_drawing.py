"""The one drawing of the approval map: true to the plan and the calendar, legible, safe, the same every time."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import luodi
from luodi.engine.drawing import draw
from luodi.engine.drawing.axis import KEPT, QUIET, Axis, make_axis
from luodi.engine.drawing.calendar import Flag, placed
from luodi.engine.drawing.text import clean, measure, safe, shorten, wrap
from luodi.engine.drawing.words import _WORDS, Words
from luodi.engine.mechanism import Mechanism, load
from luodi.engine.plan import Plan, Planner, read_project
from luodi.engine.source import LANGUAGES, Refused

EXAMPLES = Path(luodi.__file__).parent / "examples"
START = date(2026, 11, 23)
FACTORY, HOSPITAL, PLANT, CHEMICAL = "factory-100mu", "government-hospital", "leased-plant", "chemical-plant"
SVG = "{http://www.w3.org/2000/svg}"


@cache
def planner(place: str = "national") -> Planner:
    return Planner(load(place, START))


@cache
def plan_of(example: str, start: date = START, levers: tuple[str, ...] = (), place: str = "national") -> Plan:
    project = read_project(EXAMPLES / f"{example}.yaml")
    return planner(place).plan(planner(place).read_facts(project.facts), start, levers, project.own_days)


@dataclass
class Text:
    """A line of text with its box, measured by a plain rule of thumb: a Chinese character one em, any other 0.5."""

    words: str
    kind: str
    owner: str
    x: float
    y: float
    width: float
    size: float

    def overlaps(self, left: float, top: float, right: float, foot: float) -> bool:
        return self.x < right and left < self.x + self.width and self.y - 0.75 * self.size < foot and top < self.y + 0.1 * self.size


class Picture:
    """A drawing read back."""

    def __init__(self, svg: str) -> None:
        self.svg = svg
        self.root = ElementTree.fromstring(svg)
        self.width, self.height = (float(n) for n in self.root.attrib["viewBox"].split()[2:])

    def of(self, kind: str) -> list[ElementTree.Element]:
        return [e for e in self.root.iter() if kind in e.get("class", "").split()]

    @property
    def bars(self) -> Mapping[str, ElementTree.Element]:
        return {e.attrib["data-item"]: e for e in self.of("bar")}

    def time(self, item: str) -> tuple[float, float]:
        """The ends of an item's bar; of one that takes no time, the middle of its mark."""
        for e in self.bars[item]:
            if "instant" in e.get("class", "").split():
                x = float(re.findall(r"[-\d.]+", e.attrib["d"])[0])
                return x, x
            if e.get("class") == "time":
                return float(e.attrib["x"]), float(e.attrib["x"]) + float(e.attrib["width"])
        raise AssertionError(item)

    @property
    def ticks(self) -> list[tuple[date, float]]:
        return [(date.fromisoformat(e.attrib["data-date"]), float(e.attrib["x1"])) for e in self.of("tick")]

    @property
    def texts(self) -> list[Text]:
        return list(self._texts(self.root, 0.0, 0.0, ""))

    def _texts(self, e: ElementTree.Element, dx: float, dy: float, owner: str) -> Iterator[Text]:
        moved = re.match(r"translate\(([-\d.]+) ([-\d.]+)\)", e.get("transform", ""))
        if moved:
            dx, dy = dx + float(moved[1]), dy + float(moved[2])
        owner = e.get("data-item", owner)
        if e.tag == f"{SVG}text":
            size = float(e.attrib["font-size"])
            inner = [(e.text or "", size)] + [part for t in e for part in ((t.text or "", float(t.get("font-size", size))), (t.tail or "", size))]
            width = sum(s * sum(1.0 if ord(c) > 0x2E7F else 0.5 for c in words) for words, s in inner)
            x = float(e.attrib["x"]) + dx - {"end": width, "middle": width / 2}.get(e.get("text-anchor", ""), 0.0)
            yield Text("".join(words for words, _ in inner), e.get("class", ""), owner, x, float(e.attrib["y"]) + dy, width, size)
        for inside in e:
            yield from self._texts(inside, dx, dy, owner)


@cache
def picture(example: str, lang: str = "zh-Hans", width: int = 1440, today: date | None = None, start: date = START, place: str = "national") -> Picture:
    return Picture(draw(plan_of(example, start, place=place), lang, today, width=width))


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(k) for k in range((last - first).days + 1)]


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


# The broken axis

def test_the_year_of_the_works_is_left_out_and_the_axis_says_how_much() -> None:
    plan, seen = plan_of(FACTORY), picture(FACTORY)
    [gap] = seen.of("break-words")
    words = [e.text or "" for e in gap.iter(f"{SVG}text")]
    first, last = date.fromisoformat(gap.attrib["data-from"]), date.fromisoformat(gap.attrib["data-to"])
    assert words == [f"≈ {(last - first).days + 1}天", "工程施工"]
    quiet = set(days(first - timedelta(KEPT), last + timedelta(KEPT)))
    assert not [p.id for p in plan.scheduled if {p.own_from, p.start, p.formal_from, p.finish} & quiet]
    works = plan.items["construction_works"]
    assert works.start is not None
    assert works.finish is not None
    left, right = seen.time("construction_works")
    per_day = next((y - x) / 7 for (a, x), (b, y) in pairwise(seen.ticks) if (b - a).days == 7)
    assert right - left < 0.5 * (works.finish - works.start).days * per_day
    assert any(e.get("class") == "cut" for e in seen.bars["construction_works"])


def test_a_short_map_is_not_broken_and_its_days_not_stretched_without_end() -> None:
    seen = picture(PLANT)
    assert not seen.of("break-words")
    assert all(y - x <= 7 * 24.5 for (_, x), (_, y) in pairwise(seen.ticks))


@st.composite
def axes(draw_: st.DrawFn) -> tuple[list[date], Axis]:
    steps = draw_(st.lists(st.integers(0, 400), min_size=1, max_size=12))
    events = [date(2026, 1, 1)]
    for step in steps:
        events.append(events[-1] + timedelta(step))
    return events, make_axis(events, date(2040, 12, 31), 120.0, draw_(st.sampled_from([620.0, 1420.0, 4000.0])))


@settings(max_examples=150, deadline=None)
@given(axes())
def test_the_axis_runs_on_without_gaps_and_leaves_out_only_quiet_stretches(case: tuple[list[date], Axis]) -> None:
    events, axis = case
    for a, b in pairwise(axis.stretches):
        assert a.last + timedelta(1) == b.first
        assert a.right == pytest.approx(b.x)
    assert axis.first == events[0]
    assert axis.last >= events[-1]
    assert axis.draws(events[-1])
    for gap in axis.breaks:
        before, after = max(d for d in events if d < gap.first), min(d for d in events if d > gap.last)
        assert (after - before).days > QUIET
        assert (gap.first - before).days == (after - gap.last).days == KEPT + 1
        assert gap.width < gap.days * axis.per_day
    for one, two in pairwise(sorted(set(events))):
        assert axis.at(one) < axis.at(two)
        if not any(one < gap.first < two for gap in axis.breaks):
            assert axis.at(two) - axis.at(one) == pytest.approx((two - one).days * axis.per_day)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 24)), max_size=8))
def test_flags_keep_their_words_apart_and_on_the_picture(given_flags: list[tuple[int, int]]) -> None:
    axis = make_axis([START, START + timedelta(200)], date(2040, 12, 31), 120.0, 1420.0)
    flags = [Flag(str(k), START, "字" * n, axis.at(START + timedelta(day))) for k, (day, n) in enumerate(given_flags)]
    foot = placed(flags, axis, 100.0)
    for a in flags:
        left, right, top, end = a.words_box
        assert left >= axis.left
        assert right <= axis.right
        assert 100.0 <= top < end <= foot
        assert not [b for b in flags if a is not b and a.row == b.row and b.words_box[0] < right and left < b.words_box[1]]


def test_flags_close_together_step_down_so_that_no_pole_runs_through_words() -> None:
    axis = make_axis([START, START + timedelta(200)], date(2040, 12, 31), 120.0, 1420.0)
    for days_on in ((2, 4, 6), (190, 194, 198), (2, 100, 198)):
        flags = [Flag(str(k), START, "竣工验收 2026年11月23日", axis.at(START + timedelta(k))) for k in days_on]
        placed(flags, axis, 0.0)
        assert not [(a, b) for a in flags for b in flags if b.row < a.row and a.words_box[0] < b.x < a.words_box[1]]


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
