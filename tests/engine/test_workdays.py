"""The national working-day calendar: its days, its answers, its edges, and what it refuses to read."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import chinese_calendar
import holidays
import numpy as np
import pytest

import luodi
from luodi.engine.source import Map, Refused, read_text
from luodi.engine.workdays import BLOCK, Calendar, CalendarEnds, Roll, changed

NATIONAL = Path(luodi.__file__).parent / "mechanisms" / "national" / "calendar.yaml"
# The 2006 notice (国办发明电〔2005〕35号) has this Saturday worked; chinesecalendar leaves it out.
LEFT_OUT = date(2005, 12, 31)


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return Calendar.read(NATIONAL)


def each_day(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(k) for k in range((last - first).days + 1))


def test_the_calendar_runs_from_2004_to_2035_and_is_published_until_2026(calendar: Calendar) -> None:
    assert calendar.first == date(2004, 1, 1)
    assert calendar.published_until == date(2026, 12, 31)
    assert calendar.last == date(2035, 12, 31)


def test_every_published_day_agrees_with_chinesecalendar_but_one(calendar: Calendar) -> None:
    unlike = [day for day in each_day(calendar.first, calendar.published_until)
              if calendar.is_workday(day) != chinese_calendar.is_workday(day)]
    assert unlike == [LEFT_OUT]


def test_every_published_day_agrees_with_holidays(calendar: Calendar) -> None:
    china = holidays.country_holidays("CN", years=range(2004, 2028))
    unlike = [day for day in each_day(calendar.first, calendar.published_until)
              if calendar.is_workday(day) != china.is_working_day(day)]
    assert unlike == []


def test_a_provisional_year_has_weekends_and_the_statutory_days_off(calendar: Calendar) -> None:
    statutory = holidays.country_holidays("CN", years=range(2027, 2036), observed=False)
    for day in each_day(date(2027, 1, 1), calendar.last):
        assert calendar.is_workday(day) == (day.weekday() < 5 and day not in statutory), day
        assert (calendar.explain(day).kind == "holiday") == (day in statutory), day


def test_the_year_2026_has_248_working_days(calendar: Calendar) -> None:
    assert calendar.count(date(2025, 12, 31), date(2026, 12, 31)) == 248


@pytest.mark.mechanism("BH-06a")
def test_make_up_days_work_and_the_holidays_they_pay_for_do_not(calendar: Calendar) -> None:
    assert all(map(calendar.is_workday, (date(2026, 9, 20), date(2026, 10, 10))))
    assert not any(map(calendar.is_workday, each_day(date(2026, 9, 25), date(2026, 9, 27))))
    assert not any(map(calendar.is_workday, each_day(date(2026, 10, 1), date(2026, 10, 7))))
    assert calendar.add(date(2026, 9, 21), 10) == date(2026, 10, 12)
    assert calendar.add(date(2026, 9, 18), 1) == date(2026, 9, 20)
    assert calendar.count(date(2026, 9, 30), date(2026, 10, 10)) == 3


def test_the_last_saturday_of_2018_works_for_new_year_2019(calendar: Calendar) -> None:
    kind = calendar.explain(date(2018, 12, 29))
    assert (kind.works, kind.kind, kind.name, kind.notice) == (True, "makeup", "元旦", "国办发明电〔2018〕15号")


def test_each_kind_of_day_is_explained_with_its_name_and_notice(calendar: Calendar) -> None:
    said = [calendar.explain(date(2026, 9, day)) for day in (18, 19, 20, 26)]
    assert [(d.kind, d.name) for d in said] == [
        ("workday", ""), ("weekend", ""), ("makeup", "国庆节"), ("holiday", "中秋节")]
    assert [d.notice for d in said] == [None, None, "国办发明电〔2025〕7号", "国办发明电〔2025〕7号"]
    assert not any(d.provisional for d in said)


def test_an_amended_holiday_names_the_amending_notice(calendar: Calendar) -> None:
    assert calendar.explain(date(2020, 2, 1)).notice == "国办发明电〔2020〕1号"
    assert calendar.explain(date(2020, 1, 19)).notice == "国办发明电〔2019〕16号"


def test_list_gives_both_ends(calendar: Calendar) -> None:
    days = list(calendar.list(date(2026, 9, 19), date(2026, 9, 21)))
    assert [(d.day.day, d.works) for d in days] == [(19, False), (20, True), (21, True)]


def test_adding_nothing_gives_the_day_even_when_it_rests(calendar: Calendar) -> None:
    assert calendar.add(date(2026, 10, 3), 0) == date(2026, 10, 3)


def test_the_start_never_counts_whether_or_not_it_works(calendar: Calendar) -> None:
    assert calendar.add(date(2026, 11, 20), 1) == date(2026, 11, 23)
    assert calendar.add(date(2026, 11, 21), 1) == date(2026, 11, 23)
    assert calendar.add(date(2026, 11, 23), -1) == date(2026, 11, 20)
    assert calendar.add(date(2026, 11, 22), -1) == date(2026, 11, 20)


def test_nth_counts_the_day_itself_when_it_works(calendar: Calendar) -> None:
    assert calendar.nth(date(2026, 11, 20), 1) == date(2026, 11, 20)
    assert calendar.nth(date(2026, 11, 21), 1) == date(2026, 11, 23)


def test_nth_counts_from_one(calendar: Calendar) -> None:
    with pytest.raises(Refused, match="从 1 数起"):
        calendar.nth(date(2026, 11, 20), 0)


@pytest.mark.parametrize(("roll", "then"), [
    ("next", date(2026, 10, 8)), ("previous", date(2026, 9, 30)), ("none", date(2026, 10, 4))])
def test_a_calendar_day_limit_that_ends_on_a_rest_day_rolls(calendar: Calendar, roll: Roll, then: date) -> None:
    assert calendar.add_days(date(2026, 9, 4), 30, roll) == then
    assert calendar.roll(date(2026, 10, 4), roll) == then


def test_a_calendar_day_limit_that_ends_on_a_make_up_saturday_stays(calendar: Calendar) -> None:
    assert calendar.add_days(date(2026, 9, 10), 30, "next") == date(2026, 10, 10)


def test_the_law_rolls_calendar_days_to_the_next_working_day(calendar: Calendar) -> None:
    assert calendar.rules.roll == "next"
    assert (calendar.rules.start_source, calendar.rules.roll_source) == ("民法典第二百零一条", "民法典第二百零三条")


def test_an_unknown_roll_is_refused_with_the_three_known(calendar: Calendar) -> None:
    with pytest.raises(Refused, match="next, previous, none"):
        calendar.roll(date(2026, 10, 4), "later")  # type: ignore[arg-type]


def test_answers_after_the_last_notice_are_provisional(calendar: Calendar) -> None:
    assert not calendar.is_provisional(date(2026, 12, 31))
    assert calendar.is_provisional(date(2026, 1, 1), calendar.add(date(2026, 12, 30), 2))
    assert calendar.explain(date(2027, 1, 1)).provisional


def test_a_strict_calendar_answers_to_the_last_published_day(calendar: Calendar) -> None:
    strict = calendar.strictly()
    assert strict.add(date(2026, 12, 30), 1) == date(2026, 12, 31)
    assert strict.add_many(np.array(["2026-12-30"], "M8[D]"), 1)[0] == np.datetime64("2026-12-31")
    assert strict.strictly() is strict


def test_a_strict_calendar_refuses_every_answer_beyond_the_last_published_day(calendar: Calendar) -> None:
    strict, day, new = calendar.strictly(), date(2026, 12, 31), date(2027, 1, 4)
    days = np.array([day], "M8[D]")
    for ask in (lambda: strict.add(day, 1), lambda: strict.add(new, -3), lambda: strict.count(day, new),
                lambda: strict.is_workday(new), lambda: strict.nth(day, 2), lambda: strict.roll(new, "next"),
                lambda: strict.add_days(day, 1, "next"), lambda: strict.explain(new), lambda: strict.add_many(days, 1),
                lambda: strict.add_many(days, [1]), lambda: strict.count_many(days, days + 4),
                lambda: strict.is_workday_many(days + 4)):
        with pytest.raises(CalendarEnds, match="2026-12-31"):
            ask()


def test_a_day_outside_the_calendar_is_refused_with_the_range(calendar: Calendar) -> None:
    early, late = date(2003, 12, 31), date(2036, 1, 1)
    days = np.array([early, late], "M8[D]")
    for ask in (lambda: calendar.add(early, 5), lambda: calendar.add(early, 0), lambda: calendar.add(late, -5),
                lambda: calendar.add(calendar.first, -1), lambda: calendar.add(calendar.last, 1),
                lambda: calendar.count(early, calendar.last), lambda: calendar.count(calendar.first, late),
                lambda: calendar.is_workday(early), lambda: calendar.is_workday(late), lambda: calendar.nth(late, 1),
                lambda: calendar.nth(calendar.last, 2), lambda: calendar.roll(calendar.first, "previous"),
                lambda: calendar.add_days(calendar.last, 1, "none"), lambda: calendar.explain(early),
                lambda: calendar.list(early, late), lambda: calendar.add_many(days[:1], 5),
                lambda: calendar.add_many(days[1:], 0), lambda: calendar.add_many(days[1:], [-5]),
                lambda: calendar.add_many(days[:1], -5), lambda: calendar.add_many(days[1:], -5),
                lambda: calendar.add_many(days[:1], [0]), lambda: calendar.count_many(days[:1], days[1:]),
                lambda: calendar.is_workday_many(days[1:])):
        with pytest.raises(Refused, match="2004-01-01 至 2035-12-31"):
            ask()


def test_enormous_numbers_are_refused_not_wrapped(calendar: Calendar) -> None:
    days = np.array(["2026-01-05"], "M8[D]")
    for n in (10**6, -10**6, 2**63 - 1, -2**63):
        with pytest.raises(Refused):
            calendar.add(date(2026, 1, 5), n)
        with pytest.raises(Refused):
            calendar.add_many(days, n)
        with pytest.raises(Refused):
            calendar.add_many(days, np.array([n]))


def test_a_missing_date_in_bulk_is_refused(calendar: Calendar) -> None:
    with pytest.raises(Refused, match="NaT"):
        calendar.add_many(np.array(["2026-01-05", "NaT"], "M8[D]"), 3)


def test_what_is_not_a_date_or_a_whole_number_is_a_type_error(calendar: Calendar) -> None:
    for ask in (lambda: calendar.add("2026-01-05", 1),  # type: ignore[arg-type]
                lambda: calendar.add(date(2026, 1, 5), 1.5),  # type: ignore[arg-type]
                lambda: calendar.is_workday("2026-01-05"),  # type: ignore[arg-type]
                lambda: calendar.add_many(np.array([20_000]), 1),
                lambda: calendar.add_many(np.array(["2026-01-05"], "M8[D]"), [1.5])):
        with pytest.raises(TypeError):
            ask()


def test_a_moment_counts_as_its_day(calendar: Calendar) -> None:
    assert type(calendar.add(datetime(2026, 9, 18, 17, 30), 0)) is date
    with pytest.raises(Refused, match="2036-01-06"):
        calendar.add(datetime(2036, 1, 6, 17, 30), 1)


def test_bulk_keeps_the_shape_and_broadcasts(calendar: Calendar) -> None:
    days = np.array([["2026-09-18"], ["2026-09-30"]], "M8[D]")
    assert calendar.add_many(days, np.array([-1, 0, 1])).astype(str).tolist() == [
        ["2026-09-17", "2026-09-18", "2026-09-20"], ["2026-09-29", "2026-09-30", "2026-10-08"]]
    assert calendar.add_many(days, 1).shape == (2, 1)
    assert calendar.add_many([], 1).size == 0


def test_bulk_agrees_with_single_over_more_days_than_one_block(calendar: Calendar) -> None:
    days = np.array(calendar.dates[400:-400] * 2, "M8[D]")
    assert days.size > BLOCK
    for n in (-20, 20):
        single = [calendar.add(day, n) for day in days.tolist()]
        assert calendar.add_many(days, n).tolist() == single
        assert calendar.add_many(days, np.full(days.size, n)).tolist() == single


def test_the_tables_tell_what_the_planner_reads(calendar: Calendar) -> None:
    k = date(2026, 9, 20).toordinal() - calendar.base
    assert (calendar.dates[k], calendar.isos[k]) == (date(2026, 9, 20), "2026-09-20")
    assert calendar.upto[k] - calendar.upto[k - 1] == 1
    assert calendar.offsets[calendar.upto[k]] == k
    assert calendar.offsets[:2] == [-1, 1]


def test_loading_the_module_does_not_load_numpy() -> None:
    code = "import sys, luodi.engine.workdays; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_calendar_cannot_be_changed(calendar: Calendar) -> None:
    with pytest.raises(AttributeError):
        calendar.first = date(2000, 1, 1)  # type: ignore[misc]


LABOUR_2019 = """
year: 2019
notices: [{number: A}]
off_periods:
  - {name: 春节, from: 2019-02-04, to: 2019-02-10}
  - {name: 劳动节, from: 2019-05-01, to: %s}
makeup_workdays: [%s]
"""
SPRING_2020 = """
year: 2020
notices: [{number: A}]
off_periods: [{name: 春节, from: 2020-01-24, to: %s}]
makeup_workdays: [{day: 2020-01-19, for: 春节}%s]
"""


def entry(text: str) -> Map:
    return read_text(text, "notice.yaml")


def test_the_notice_that_changed_labour_day_2019_moves_due_days(calendar: Calendar) -> None:
    before = calendar.with_notice(entry(LABOUR_2019 % ("2019-05-01", "")))
    after = before.with_notice(entry(LABOUR_2019 % ("2019-05-04", "{day: 2019-04-28}, {day: 2019-05-05}")))
    assert changed(before, after) == [date(2019, 4, 28), date(2019, 5, 2), date(2019, 5, 3), date(2019, 5, 5)]
    assert before.add(date(2019, 4, 30), 2) == date(2019, 5, 3)
    assert after.add(date(2019, 4, 30), 2) == date(2019, 5, 6)


def test_the_notice_that_prolonged_spring_festival_2020_moves_due_days(calendar: Calendar) -> None:
    before = calendar.with_notice(entry(SPRING_2020 % ("2020-01-30", ", {day: 2020-02-01, for: 春节}")))
    after = before.with_notice(entry(SPRING_2020 % ("2020-02-02", "")))
    assert changed(before, after) == [date(2020, 1, 31), date(2020, 2, 1)]
    assert before.add(date(2020, 1, 23), 1) == date(2020, 1, 31)
    assert after.add(date(2020, 1, 23), 1) == date(2020, 2, 3)


def test_a_notice_for_the_next_year_makes_its_answers_firm(calendar: Calendar) -> None:
    notice = entry("year: 2027\nnotices: [{number: B}]\noff_periods: [{name: 元旦, from: 2027-01-01, to: 2027-01-03}]")
    firm = calendar.strictly().with_notice(notice)
    assert firm.published_until == date(2027, 12, 31)
    assert firm.add(date(2026, 12, 31), 1) == date(2027, 1, 4)
    assert calendar.published_until == date(2026, 12, 31)


def test_a_notice_may_not_leave_a_year_out(calendar: Calendar) -> None:
    with pytest.raises(Refused, match="缺 2036 年"):
        calendar.with_notice(entry("{year: 2037, status: provisional}"))


def test_a_notice_may_not_pass_over_a_provisional_year(calendar: Calendar) -> None:
    with pytest.raises(Refused, match=r"notice\.yaml:1:.*2027 年还是暂定"):
        calendar.with_notice(entry("{year: 2028, notices: [{number: B}]}"))


HEAD = "years:\n  - year: 2026\n    notices: [{number: A}]\n"
YEAR = "  - {year: %d, notices: [{number: A}]}\n"
OFF = "    off_periods:\n      - {name: 国庆节, from: 2026-10-01, to: 2026-10-07}\n"
FAULTS = {
    "overlapping periods": (HEAD + OFF + "      - {name: 中秋节, from: 2026-10-07, to: 2026-10-08}\n", 6, "overlaps"),
    "a period inside a longer one": (
        HEAD + OFF + "      - {name: a, from: 2026-10-02, to: 2026-10-02}\n"
        "      - {name: b, from: 2026-10-04, to: 2026-10-04}\n", 7, "line 5"),
    "a make-up day from Monday to Friday": (HEAD + "    makeup_workdays:\n      - {day: 2026-10-12}\n", 5, "Saturday"),
    "a make-up day inside a holiday": (
        HEAD + OFF + "    makeup_workdays:\n      - {day: 2026-10-03}\n", 7, "overlaps"),
    "a make-up day twice": (
        HEAD + "    makeup_workdays:\n      - {day: 2026-10-10}\n      - {day: 2026-10-10}\n", 6, "overlaps"),
    "a make-up day of the previous December": (
        HEAD + "    makeup_workdays:\n      - {day: 2025-12-27}\n", 5, "write it under 2025"),
    "a period of another year": (
        HEAD + "    off_periods:\n      - {name: 元旦, from: 2026-12-31, to: 2027-01-01}\n", 5, "not in 2026"),
    "a period that ends before it starts": (
        HEAD + "    off_periods:\n      - {name: 元旦, from: 2026-01-03, to: 2026-01-01}\n", 5, "before it starts"),
    "a date that is none": (HEAD + "    makeup_workdays:\n      - {day: 2026-02-30}\n", 5, "not a date"),
    "a year twice": ("years:\n" + YEAR % 2026 + YEAR % 2026, 3, "stands twice"),
    "a missing year": ("years:\n" + YEAR % 2024 + YEAR % 2026, 3, "2025 is missing"),
    "a published year after a provisional one": (
        "years:\n  - {year: 2025, status: provisional}\n" + YEAR % 2026, 3, "2025 provisional"),
    "a year out of bounds": ("years:\n" + YEAR % 10_000, 2, "from 1949 to 2199"),
    "a year without a number": ("years:\n  - {notices: [{number: A}]}\n", 2, '"year"'),
    "no years": ("years: []\n", 1, "at least one year"),
    "a published year without a notice": ("years:\n  - {year: 2026}\n", 2, "notices"),
    "an entry that is no mapping": (HEAD + "    makeup_workdays:\n      - 2026-10-10\n", 5, "mapping"),
    "a notice nobody listed": (
        HEAD + "    makeup_workdays:\n      - {day: 2026-10-10, notice: B}\n", 5, "not one of A"),
    "an unknown status": (
        "years:\n  - {year: 2026, status: publishd, notices: [{}]}\n", 2, 'did you mean "published"'),
    "an unknown key at the top": (HEAD + "yaers: []\n", 4, "years"),
    "an unknown key in a year": (HEAD + "    off_period: []\n", 4, "off_periods"),
    "an unknown key in a period": (HEAD + OFF.replace("{", "{nane: x, "), 5, 'no "nane"'),
    "an unknown key in a make-up day": (
        HEAD + "    makeup_workdays:\n      - {day: 2026-10-10, fro: 国庆节}\n", 5, 'no "fro"'),
    "an unknown key in a notice": ("years:\n  - {year: 2026, notices: [{nr: A}]}\n", 2, 'no "nr"'),
    "an unknown roll": (
        HEAD + "rules:\n  start_day: {counts: false}\n  last_day: {roll: forward}\n", 6, "next, previous, none"),
    "a start day that counts": (HEAD + "rules:\n  last_day: {roll: next}\n  start_day: {counts: true}\n", 6, "false"),
    "an unknown rule": (
        HEAD + "rules:\n  last_day: {roll: next}\n  start_day: {counts: false}\n  first_day: {}\n", 7, "first_day"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_the_data_is_refused_with_its_line_and_remedy(fault: str) -> None:
    text, line, words = FAULTS[fault]
    with pytest.raises(Refused) as refused:
        Calendar.build(read_text(text, "calendar.yaml"))
    said = [f.to("en") for f in refused.value.faults]
    assert any(s.startswith(f"calendar.yaml:{line}:") and words in s for s in said), said


def test_all_faults_are_told_at_once() -> None:
    text = HEAD + "    makeup_workdays:\n      - {day: 2026-10-12}\n      - {day: 2025-10-11}\n"
    with pytest.raises(Refused) as refused:
        Calendar.build(read_text(text, "calendar.yaml"))
    assert [f.where.line for f in refused.value.faults if f.where] == [5, 6]
