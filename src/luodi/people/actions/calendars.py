"""Holidays that were published after this version of the product."""

from __future__ import annotations

from datetime import datetime

from luodi.engine.source import read_text, refuse
from luodi.ledger.actions import Act, Subject, action
from luodi.people import verbs
from luodi.people.actions.shared import COUNTRY
from luodi.people.models import HolidayNotice
from luodi.people.rules import mark_of, rulebook
from luodi.rights.permissions import Right


@action(verb=verbs.CALENDAR_NOTICE, needs=Right.CALENDAR_NOTICE, subject=lambda source, now: Subject(COUNTRY, "calendar", None))
def take_notice(act: Act, source: str, now: datetime) -> HolidayNotice:
    """Take in a year of holidays: one entry of `years` of calendar.yaml. The next sweep derives every running clock anew.

    Raises Refused with every fault and its line.
    """
    found = read_text(source, "notice.yaml")
    calendar = rulebook().national.calendar.with_notice(found)
    year = found.get("year")
    if not isinstance(year, int):
        refuse(found.where, "缺“year”", 'lacks "year"')
    notice, _ = HolidayNotice.objects.update_or_create(year=year, defaults={"text": source, "mark": mark_of(calendar), "added_at": now})
    act.note(year=year)
    return notice
