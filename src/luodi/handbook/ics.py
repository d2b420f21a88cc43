"""Handbook -> iCalendar: its days to remember as all-day events, the same ids each time it is made."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from icalendar import Calendar
from icalendar import Event as Entry

from luodi.engine.drawing.text import clean
from luodi.handbook.model import Handbook
from luodi.handbook.speech import Speech

ZONE = "Asia/Shanghai"


def write(handbook: Handbook) -> bytes:
    """The milestones, the last days to hand in, and the finish, as .ics (RFC 5545).

    All-day events carry a date and no zone: they are the calendar days of China wherever they are read.
    """
    say = Speech(handbook.lang)
    calendar = Calendar()
    calendar.add("prodid", "-//Luodi//Handbook//ZH" if handbook.lang == "zh-Hans" else "-//Luodi//Handbook//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", clean(handbook.title))
    calendar.add("x-wr-timezone", ZONE)
    stamp = datetime.combine(handbook.made_on, time(), UTC)
    for event in handbook.events:
        entry = Entry()
        entry.add("uid", f"{handbook.key}-{event.id}@luodi")
        entry.add("dtstamp", stamp)
        entry.add("dtstart", event.day)
        entry.add("dtend", event.day + timedelta(1))
        doubt = say.aside(say("暂定", "provisional")) if event.provisional else ""
        entry.add("summary", clean(f"{event.title}{doubt}"))
        notes = [event.note, say("放假安排尚未公布，日期暂定。", "Holidays not yet published; the day is provisional.") if event.provisional else "",
                 f"{handbook.title} · {handbook.place} · {say('版本', 'version')} {handbook.version}"]
        entry.add("description", "\n".join(clean(note) for note in notes if note))
        entry.add("status", "TENTATIVE" if event.provisional else "CONFIRMED")
        entry.add("transp", "TRANSPARENT")
        calendar.add_component(entry)
    made: bytes = calendar.to_ical()
    return made
