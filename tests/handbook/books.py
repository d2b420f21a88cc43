"""Handbooks for tests: one call makes the handbook of an example, once."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any

from luodi.engine.mechanism import load
from luodi.engine.plan import Plan, Planner
from luodi.engine.promises import example
from luodi.handbook import Handbook, pdf
from luodi.handbook.contents import handbook

START, MADE_ON = date(2026, 11, 23), date(2026, 11, 20)
PLACE = "qingdao-west-coast-2026"
HOSTILE = ('#eval("1")', "$x$ and *a* _b_ `c`", "<script>alert(1)</script>", "]]}){[#", "=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "{{ 7*7 }} {% x %}",
           "项目\x00\x07\x1b[2J名", "\u202e倒\u200f写\u2066", "A" * 2000, "厂" * 2000, "\\n\\u0000 \\\" ' \"", "&lt;&#x41;", "\ud800孤", "名\r\nDTSTART:1;x,y")
RARE = ("工厂😀", "𠮷野家", "\ue000私用", "पहला")


@cache
def planner(region: str = PLACE) -> Planner:
    """The planner of a place on the first day."""
    return Planner(load(region, START))


@cache
def plan(name: str, region: str = PLACE, *levers: str) -> Plan:
    """The plan of an example."""
    file, here = example(name), planner(region)
    return here.plan(here.read_facts(file.facts), START, levers, file.own_days)


@cache
def book(name: str = "factory-100mu", region: str = PLACE, lang: str = "zh-Hans") -> Handbook:
    """The handbook of an example."""
    file = example(name)
    return handbook(plan(name, region), file.title(lang), lang, MADE_ON, about=file.about.get(lang, ""))


@cache
def printed(name: str = "factory-100mu", region: str = PLACE, lang: str = "zh-Hans") -> bytes:
    """The PDF of an example."""
    return pdf.write(book(name, region, lang))


@cache
def called(title: str, lang: str = "zh-Hans") -> Handbook:
    """The handbook of a small project by that name, which is also what is told about it."""
    return handbook(plan("leased-plant"), title, lang, MADE_ON, about=title)


def words(value: Any) -> str:
    """Everything that a handbook says, one text."""
    if is_dataclass(value):
        return "\n".join(words(getattr(value, field.name)) for field in fields(value))
    if isinstance(value, tuple | list):
        return "\n".join(words(part) for part in value)
    return value if isinstance(value, str) else ""
