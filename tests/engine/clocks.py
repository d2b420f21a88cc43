"""The clock of a case in few words, for its tests."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import luodi
from luodi.engine.source import Refused, read_text
from luodi.engine.timelimit import (
    Accepted,
    Clock,
    ClockRules,
    Event,
    Limit,
    Received,
    read_clock,
)
from luodi.engine.workdays import Calendar

NATIONAL = Path(luodi.__file__).parent / "mechanisms" / "national"
CALENDAR = Calendar.read(NATIONAL / "calendar.yaml")
RULES = ClockRules.read(NATIONAL / "clock.yaml")
TEN = Limit(10)
TWENTY = Limit(20)
HEARING = "听证通知书〔2026〕1号"


def on(text: str) -> date:
    """`09-21` is 21 September 2026."""
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def accepted(day: str) -> list[Event]:
    return [Received(on(day)), Accepted(on(day))]


def clock(events: list[Event], today: str, statutory: Limit | None = None, promised: Limit | None = TEN) -> Clock:
    return read_clock(CALENDAR, RULES, events, statutory, promised, on(today))


def rolling(roll: str) -> Calendar:
    """2026 without holidays, with another rule for a last day that falls on a day off."""
    return Calendar.build(read_text(f"rules: {{start_day: {{counts: false}}, last_day: {{roll: {roll}}}}}\n"
                                    "years: [{year: 2026, notices: [{number: N}]}]", "calendar.yaml"))


def refused(events: list[Event], today: str = "12-31", statutory: Limit | None = TWENTY) -> str:
    with pytest.raises(Refused) as caught:
        clock(events, today, statutory)
    (fault,) = caught.value.faults
    assert fault.said.en.startswith("event ") or "clock" in fault.said.en
    return fault.to("zh-Hans")
