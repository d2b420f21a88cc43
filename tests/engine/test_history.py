"""An entry through time: its versions, and the base between and after them."""

from __future__ import annotations

from datetime import date, timedelta

from luodi.engine.catalog.versions import history, version_on
from luodi.engine.mechanism import load
from luodi.engine.source import Map, read_text

TWO = """
thing:
  days: 9
  versions:
    - {from: 2022-01-01, until: 2022-12-31, set: {days: 5}, said: the second}
    - {from: 2020-01-01, until: 2020-12-31, set: {days: 3}, said: the first}
"""


def entry(text: str = TWO) -> Map:
    found = read_text(text, "test.yaml")["thing"]
    assert isinstance(found, Map)
    return found


def test_versions_come_oldest_first_with_the_base_between_and_after_them() -> None:
    found = history(entry(), "thing")
    assert [(p.first, p.last, p.entry["days"], p.said) for p in found] == [
        (date(2020, 1, 1), date(2020, 12, 31), 3, "the first"), (date(2021, 1, 1), date(2021, 12, 31), 9, ""),
        (date(2022, 1, 1), date(2022, 12, 31), 5, "the second"), (date(2023, 1, 1), date.max, 9, "")]


def test_versions_that_meet_leave_no_gap_and_an_open_one_has_nothing_after_it() -> None:
    found = history(entry("""
thing:
  days: 9
  versions:
    - {from: 2020-01-01, until: 2020-12-31, set: {days: 3}}
    - {from: 2021-01-01, set: {days: 4}}
"""), "thing")
    assert [(p.entry["days"], p.last) for p in found] == [(3, date(2020, 12, 31)), (4, date.max)]


def test_an_entry_without_versions_has_no_history() -> None:
    assert history(entry("thing: {days: 9}"), "thing") == ()


def test_every_period_of_the_catalog_is_what_stands_on_its_first_and_its_last_day() -> None:
    raw = load("national", date(2026, 11, 23)).raw["items"]
    seen = 0
    for key, source in raw.items():
        before = None
        for period in history(source, key):
            seen += 1
            assert before is None or period.first == before + timedelta(days=1)
            before = period.last
            for day in (period.first, period.last):
                assert version_on(source, key, day, []) == period.entry
    assert seen > 10
