"""The State Council's yearly notices as data: read, and checked for what cannot be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from luodi.engine.source import Fault, Fields, Map, Mark, Said

Roll = Literal["next", "previous", "none"]

ROLLS: tuple[Roll, ...] = ("next", "previous", "none")
EARLIEST, LATEST = 1949, 2199


@dataclass(frozen=True, slots=True)
class Rules:
    """How periods in calendar days are counted (Civil Code art. 201, 203): each rule, its words and its source."""

    roll: Roll = "next"
    roll_said: str = ""
    roll_source: str = ""
    start_said: str = ""
    start_source: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A holiday period or a make-up day, with the notice that says so."""

    first: date
    last: date
    kind: Literal["holiday", "makeup"]
    name: str
    notice: str | None
    where: Mark


@dataclass(frozen=True, slots=True)
class Year:
    """One year of the calendar: published, or provisional until its notice comes."""

    year: int
    published: bool
    spans: tuple[Span, ...]
    where: Mark


def read_years(source: Map, faults: list[Fault]) -> tuple[Rules, tuple[Year, ...]]:
    """Every year of a calendar file with its counting rules; faults carry their line."""
    top = Fields(source, faults, Said("工作日历", "the working-day calendar"))
    for key in ("about", "confidence", "checked"):
        top.text(key)
    top.day("checked_on")
    rules = _rules(top.map("rules"), faults)
    years = [year for entry in top.entries("years") if (year := year_of(entry, faults))]
    top.done()
    if not years and not faults:
        top.fault(None, "缺“years”，至少要有一年的放假安排", 'lacks "years": give the arrangement of at least one year')
    return rules, chained(years, faults)


def _rules(source: Map | None, faults: list[Fault]) -> Rules:
    if source is None:
        return Rules()
    both = Fields(source, faults, Said("计算规则", "the rules"))
    empty = Map(source.where)
    last = Fields(both.map("last_day", required=True) or empty, faults, Said("末日规则", "the last-day rule"))
    start = Fields(both.map("start_day", required=True) or empty, faults, Said("起算规则", "the start-day rule"))
    if start.flag("counts"):
        start.fault("counts", "应是 false：开始的当日不计入", "must be false: the day of the start does not count")
    roll = {str(r): r for r in ROLLS}[last.choice("roll", ROLLS, "next")]
    out = Rules(roll, last.text("said"), last.text("source"), start.text("said"), start.text("source"))
    for fields in (both, last, start):
        fields.done()
    return out


def year_of(source: Map, faults: list[Fault]) -> Year | None:
    """One entry of `years`; None where not even the year can be read."""
    entry = Fields(source, faults, Said("年度安排", "the year"))
    number = entry.whole("year", required=True)
    published = entry.choice("status", ("published", "provisional"), "published") == "published"
    notices = [_notice(n, faults) for n in entry.entries("notices")]
    known = [n for n in notices if n]
    if published and not notices:
        entry.fault(None, "缺“notices”，写明依据的通知（文号未核实时写 number: null）",
                    'lacks "notices": name the notice relied on (number: null while unverified)')
    off = entry.entries("off_periods")
    made_up = entry.entries("makeup_workdays")
    entry.done()
    if number is None:
        return None
    if not EARLIEST <= number <= LATEST:
        entry.fault("year", f"年份应在 {EARLIEST} 至 {LATEST} 之间", f"the year must lie from {EARLIEST} to {LATEST}")
        return None
    spans = [s for s in [*(_period(o, number, known, faults) for o in off),
                         *(_makeup(m, number, known, faults) for m in made_up)] if s]
    _apart(spans, faults)
    return Year(number, published, tuple(spans), source.where)


def _notice(source: Map, faults: list[Fault]) -> str:
    notice = Fields(source, faults, Said("通知", "the notice"))
    number = notice.text("number")
    notice.day("issued")
    notice.text("about")
    notice.choice("confidence", ("verified", "document", "general"))
    notice.done()
    return number


def _period(source: Map, year: int, notices: list[str], faults: list[Fault]) -> Span | None:
    period = Fields(source, faults, Said("放假期", "the holiday period"))
    name = period.text("name", required=True)
    first, last = (_day_of(period, key, year) for key in ("from", "to"))
    notice = _notice_of(period, notices)
    period.done()
    if not first or not last:
        return None
    if last < first:
        period.fault("to", f"放假止日 {last} 早于起日 {first}，请改正其一",
                     f"the period ends on {last}, before it starts on {first}; mend one of them")
        return None
    return Span(first, last, "holiday", name, notice, source.where)


def _makeup(source: Map, year: int, notices: list[str], faults: list[Fault]) -> Span | None:
    makeup = Fields(source, faults, Said("补班日", "the make-up day"))
    day, name, notice = _day_of(makeup, "day", year), makeup.text("for"), _notice_of(makeup, notices)
    makeup.done()
    if day and day.weekday() < 5:
        makeup.fault("day", f"补班日 {day} 在周一至周五；补班日应是周六或周日，请核对通知",
                     f"make-up day {day} lies in Monday to Friday; it must be a Saturday or Sunday, check the notice")
    return Span(day, day, "makeup", name, notice, source.where) if day else None


def _day_of(fields: Fields, key: str, year: int) -> date | None:
    day = fields.day(key, required=True)
    if day and day.year != year:
        fields.fault(key, f"{day} 不在 {year} 年；请写到 {day.year} 年的安排里，跨年的假期按年分成两段",
                     f"{day} is not in {year}; write it under {day.year}, and split a period at the turn of the year")
        return None
    return day


def _notice_of(fields: Fields, notices: list[str]) -> str | None:
    return fields.choice("notice", notices) or (notices[0] if notices else None)


def _apart(spans: Iterable[Span], faults: list[Fault]) -> None:
    """Fault every period or make-up day that shares a day with an earlier one."""
    until: Span | None = None
    for part in sorted(spans, key=lambda s: (s.first, s.last)):
        if until and part.first <= until.last:
            later = max(part, until, key=lambda s: s.where.line)
            other = until if later is part else part
            line = other.where.line
            faults.append(Fault(later.where, Said(
                f"{later.first} 至 {later.last} 与第 {line} 行的 {other.first} 至 {other.last} 重叠；一天只能写一次",
                f"{later.first} to {later.last} overlaps {other.first} to {other.last} on line {line}; "
                "a day may stand once only")))
        if until is None or part.last > until.last:
            until = part


def chained(years: list[Year], faults: list[Fault]) -> tuple[Year, ...]:
    """The years in order; a missing or doubled one is a fault, as is a published year after a provisional one."""
    done = tuple(sorted(years, key=lambda y: y.year))
    for before, year in pairwise(done):
        was, now = before.year, year.year
        if now == was:
            line = before.where.line
            faults.append(Fault(year.where, Said(f"{now} 年写了两次（另见第 {line} 行），请合并为一处",
                                                 f"{now} stands twice (see line {line}); merge the two")))
        elif now > was + 1:
            faults.append(Fault(year.where, Said(f"{was} 年与 {now} 年之间缺 {was + 1} 年，请补上",
                                                 f"{was + 1} is missing between {was} and {now}; add it")))
        if year.published and not before.published:
            faults.append(Fault(year.where, Said(f"{now} 年已公布，而 {was} 年还是暂定；请先录入 {was} 年的通知",
                                                 f"{now} is published but {was} provisional; enter {was} first")))
    return done
