"""What stands in a handbook: every item once with its papers, nothing of a person, the same in all languages."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from luodi.engine.levers import Case, each
from luodi.engine.mechanism import load, names
from luodi.engine.plan import Planner
from luodi.engine.plan.papers import paper_needs
from luodi.engine.promises import example, examples
from luodi.engine.source import read_text
from luodi.handbook.contents import data_version, handbook
from luodi.handbook.model import Table
from tests.handbook.books import HOSTILE, MADE_ON, PLACE, START, book, called, plan, planner, words

TOLD_TWICE = ("chemical-plant", "factory-100mu", "food-plant")
EVERYWHERE = [(name, PLACE) for name in examples()] + [("leased-plant", region) for region in names() if region != PLACE]

NOTICE = """
year: 2027
status: published
notices: [{number: 假设的通知}]
off_periods: [{name: 元旦, from: 2027-01-01, to: 2027-01-03}]
"""


@pytest.mark.mechanism("WC-03", "FL-08b", "PD-3b", "FL-14")
@pytest.mark.parametrize(("name", "region"), EVERYWHERE)
def test_every_item_to_be_done_stands_in_the_handbook_once(name: str, region: str) -> None:
    scheduled = plan(name, region).scheduled
    cards = book(name, region).cards
    assert Counter(card.id for card in cards) == Counter(p.id for p in scheduled)
    assert [card.number for card in cards] == list(range(1, len(scheduled) + 1))
    assert len(book(name, region).table("items").rows) == len(scheduled)


@pytest.mark.mechanism("WC-03", "FL-14")
@pytest.mark.parametrize("name", examples())
def test_each_item_shows_the_papers_it_asks_for(name: str) -> None:
    needs = paper_needs(plan(name))
    for card in book(name).cards:
        asked = [need.name for need in needs if card.id in need.asked_by]
        shown = [row[1] for row in card.papers.rows] if card.papers else []
        assert shown == asked


@pytest.mark.mechanism("FL-14")
@pytest.mark.parametrize("name", examples())
def test_the_checklist_has_each_paper_once_and_says_where_it_is_used(name: str) -> None:
    table, needs = book(name).table("papers"), paper_needs(plan(name))
    assert len(table.rows) == len(needs)
    number = {card.id: str(card.number) for card in book(name).cards}
    used = {(row[table.column("paper")], row[table.column("items")]) for row in table.rows}
    assert used == {(need.name, "、".join(number[i] for i in need.asked_by)) for need in needs}


@pytest.mark.mechanism("WC-03", "FL-08b", "PD-3b")
def test_a_handbook_has_flow_chart_papers_conditions_and_contacts() -> None:
    # 附件: 流程图、材料清单、条件标准、联系方式
    made = book()
    assert made.name == "招商引资项目审批服务指引手册"
    assert made.drawings[0].svg.startswith("<svg")
    assert made.table("papers").rows
    assert all(dict(card.pairs).get("为什么要办") for card in made.cards)
    units = {row[0] for row in made.table("units").rows}
    assert {p.authority for p in plan("factory-100mu").scheduled if not p.host and p.item.actor != "enterprise"} == units


@pytest.mark.parametrize("region", names())
def test_a_handbook_names_units_and_roles_and_never_a_person(region: str) -> None:
    said = words(book("leased-plant", region))
    assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", said), "a mobile number"
    assert not re.search(r"(?<!\d)0\d{2,3}-\d{7,8}", said), "a telephone number"
    assert not re.search(r"联系人[:：]|[\w.]+@[\w.]+\.\w+", said)
    units = book("leased-plant", region).table("units")
    assert all(row[units.column("contact")] == "" for row in units.rows)


def test_dates_of_a_card_and_of_the_list_are_those_of_the_plan() -> None:
    items, table = plan("factory-100mu").items, book().table("items")
    by_number = {row[0]: row for row in table.rows}
    for card in book().cards:
        row = by_number[card.number]
        assert row[table.column("start")] == items[card.id].start
        assert row[table.column("finish")] == items[card.id].finish


def test_an_item_handled_in_another_points_to_it_and_has_no_days_of_its_own() -> None:
    table = book().table("items")
    hosted = [card for card in book().cards if plan("factory-100mu").items[card.id].host]
    assert hosted
    for card in hosted:
        row = table.rows[card.number - 1]
        host = next(c for c in book().cards if c.id == plan("factory-100mu").items[card.id].host)
        assert row[table.column("days")] is None
        assert f"第{host.number}项" in str(row[table.column("notes")])
        assert host.title in card.when


def test_a_paper_that_is_another_items_result_is_not_asked_of_the_enterprise() -> None:
    card = next(c for c in book().cards if c.id == "construction_permit")
    assert card.papers
    source = {row[1]: str(row[2]) for row in card.papers.rows}
    assert "建设工程规划许可证核发" in source["建设工程规划许可证"]
    assert "不用再交" in source["建设工程规划许可证"]
    assert source["建设资金落实承诺书"].startswith("企业")


def test_what_is_open_stands_with_the_question_that_settles_it() -> None:
    table = book("food-plant").table("open")
    assert len(table.rows) == len(plan("food-plant").unknown) > 0
    questions = {row[1] for row in book("food-plant").table("questions").rows}
    asked = {question for row in table.rows for question in str(row[2]).split("、") if question.endswith(("？", "?"))}
    assert asked
    assert questions & asked


def test_a_settled_project_has_no_questions() -> None:
    with pytest.raises(StopIteration):
        book("factory-100mu").table("open")


def test_levers_show_what_the_engine_says_they_save() -> None:
    place, file = planner(), example("factory-100mu")
    saved = each(Case(place, place.read_facts(file.facts), START, file.own_days))
    rows = book().table("levers").rows
    assert [(row[1], row[2], row[3]) for row in rows] == [(s.to_start, s.to_finish, s.papers) for s in saved]
    assert all(row[5] for row in rows), "what each brings with it"


def test_a_lever_in_force_is_told_with_its_conditions_and_not_offered_again() -> None:
    with_it = plan("factory-100mu", PLACE, "permit_on_commitment")
    made = handbook(with_it, "x", "zh-Hans", MADE_ON)
    title = with_it.mechanism.levers["permit_on_commitment"].title("zh-Hans")
    assert title in [row[0] for row in made.table("in_force").rows]
    assert title not in [row[0] for row in made.table("levers").rows]


def test_days_after_the_last_published_notice_are_marked_provisional() -> None:
    calendar = planner().mechanism.calendar
    for event in book().events:
        assert event.provisional == (event.day > calendar.published_until)
    assert any(event.provisional for event in book().events)


def test_the_calendar_names_every_holiday_between_start_and_finish() -> None:
    calendar, made = planner().mechanism.calendar, plan("factory-100mu")
    off = {k.day for k in calendar.list(made.start, made.finish) if k.kind == "holiday"}
    runs = [(_day(row[1]), _day(row[2])) for row in book().table("rests").rows if row[4] == "放假"]
    told = {date.fromordinal(n) for first, last in runs for n in range(first.toordinal(), last.toordinal() + 1)}
    assert told == off


def _day(value: object) -> date:
    assert isinstance(value, date)
    return value


def test_events_are_the_gates_the_finish_and_the_last_days_to_hand_in() -> None:
    made, days = plan("factory-100mu"), {event.id: event.day for event in book().events}
    assert {k.removeprefix("gate-"): v for k, v in days.items() if k.startswith("gate-")} == dict(made.milestones)
    assert days["finish"] == made.finish
    last = {k.removeprefix("hand-in-"): v for k, v in days.items() if k.startswith("hand-in-")}
    assert last
    assert all(made.items[i].critical and made.items[i].latest_start == day for i, day in last.items())


@pytest.mark.parametrize("name", TOLD_TWICE)
def test_english_and_chinese_tell_the_same_items_days_and_papers(name: str) -> None:
    zh, en = book(name), book(name, lang="en")
    assert [(c.id, c.number, c.critical, len(c.laws), len(c.papers.rows) if c.papers else 0) for c in zh.cards] == [
        (c.id, c.number, c.critical, len(c.laws), len(c.papers.rows) if c.papers else 0) for c in en.cards]
    assert [section.id for section in zh.sections] == [section.id for section in en.sections]
    dates = [[cell for row in made.table("items").rows for cell in row if isinstance(cell, date | int)] for made in (zh, en)]
    assert dates[0] == dates[1]


def test_english_chapters_and_columns_have_no_chinese_in_their_heads() -> None:
    made = book(lang="en", region="national")
    heads = [section.title for section in made.sections]
    tables = [block for section in made.sections for block in section.blocks if isinstance(block, Table)]
    heads += [head for table in tables for head in (table.caption, *(column.title for column in table.columns))]
    heads += [label for card in made.cards for label, _ in card.pairs] + [figure.label for figure in made.figures]
    assert not [head for head in heads if re.search(r"[\u4e00-\u9fff]", head)]


@pytest.mark.parametrize("lang", ["zh-Hans", "en"])
def test_each_table_row_has_a_cell_for_every_column(lang: str) -> None:
    for name in TOLD_TWICE:
        made = book(name, lang=lang)
        tables = [block for section in made.sections for block in section.blocks if isinstance(block, Table)]
        tables += [card.papers for card in made.cards if card.papers]
        for table in tables:
            assert {len(row) for row in table.rows} <= {len(table.columns)}, table.id
            assert sum(len(rows) for _, rows in table.grouped()) == len(table.rows)


def test_the_version_changes_with_the_data_and_with_nothing_else() -> None:
    first, again = load(PLACE, START), load(PLACE, START)
    other = load("jimo-2021", START)
    assert data_version(first) == data_version(again) != data_version(other)
    longer = first.calendar.with_notice(read_text(NOTICE, "notice"))
    assert data_version(replace(first, calendar=longer)) != data_version(first)


def test_a_part_has_its_own_drawing_only_where_the_whole_is_too_much_for_one_look() -> None:
    assert len(book("leased-plant").drawings) == 1
    parts = book("factory-100mu").drawings[1:]
    assert parts
    drawn = [item for drawing in parts for item in re.findall(r'data-item="(\w+)"', drawing.svg)]
    assert len(drawn) == len(set(drawn))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_long_or_hostile_name_is_kept_as_text_and_kept_short(name: str) -> None:
    made = called(name)
    assert 0 < len(made.title) <= 80
    assert not re.search(r"[\x00-\x1f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", made.title + made.about + made.answer)


def test_a_name_of_nothing_printable_is_called_a_new_project() -> None:
    assert called("\x00\u202e").title == "新项目"
    assert called(" ", "en").title == "New project"


def test_a_project_with_nothing_to_do_still_has_a_handbook() -> None:
    place = Planner(load("national", START))
    empty = place.plan(place.read_facts({}), START)
    made = handbook(empty, "空", "zh-Hans", MADE_ON)
    assert "没有要办的事项" in made.answer or made.cards
    assert made.table("questions").rows


def test_an_example_speaks_of_a_kind_of_project() -> None:
    kind = handbook(plan("leased-plant"), "租赁厂房", "zh-Hans", MADE_ON, of_kind=True)
    assert dict(kind.cover)["适用"] == "这一类项目"
    assert dict(book("leased-plant").cover)["适用"] == "本项目"
