"""The calendar file: reads back, folds its lines, keeps its ids."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from luodi.engine.promises import example
from luodi.handbook import ics
from luodi.handbook.contents import handbook
from tests.handbook.books import HOSTILE, MADE_ON, START, book, called, planner


def events(made: bytes) -> list[Any]:
    """The events of a file, read again."""
    return list(Calendar.from_ical(made).walk("VEVENT"))


def test_every_day_to_remember_is_an_event_of_one_whole_day() -> None:
    read = events(ics.write(book()))
    assert [(e.decoded("dtstart"), e.decoded("dtend")) for e in read] == [(x.day, x.day + timedelta(1)) for x in book().events]
    assert all(type(e.decoded("dtstart")) is date for e in read)


def test_ids_are_each_once_and_stay_when_the_plan_moves() -> None:
    first = {str(e["uid"]) for e in events(ics.write(book("leased-plant")))}
    here = planner()
    later = here.plan(here.read_facts(example("leased-plant").facts), START + timedelta(30))
    moved = handbook(later, book("leased-plant").title, "zh-Hans", MADE_ON + timedelta(3))
    assert {str(e["uid"]) for e in events(ics.write(moved))} == first
    assert len(first) == len(book("leased-plant").events)


def test_what_leans_on_holidays_not_yet_published_is_tentative() -> None:
    for entry, event in zip(events(ics.write(book())), book().events, strict=True):
        assert entry["status"] == ("TENTATIVE" if event.provisional else "CONFIRMED")
        assert ("暂定" in entry["summary"]) == event.provisional


def test_no_line_is_longer_than_75_bytes_and_lines_end_as_the_standard_says() -> None:
    made = ics.write(book())
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))
    assert b"\n" not in made.replace(b"\r\n", b"")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_adds_no_line_of_its_own(name: str) -> None:
    made = called(name)
    read = events(ics.write(made))
    assert len(read) == len(made.events)
    assert {e.decoded("dtstart") for e in read} == {x.day for x in made.events}
    assert all(made.title in str(e["description"]) for e in read)


def test_a_calendar_without_events_is_still_a_calendar() -> None:
    assert events(ics.write(replace(book("leased-plant"), events=()))) == []
