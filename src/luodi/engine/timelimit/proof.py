"""The working of a clock, line by line, for a person who doubts the due day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import NamedTuple

from luodi.engine.source import Said
from luodi.engine.timelimit.counting import DAY
from luodi.engine.timelimit.rules import ClockRules
from luodi.engine.timelimit.story import Reading, Stop, Story
from luodi.engine.workdays import Calendar, DayKind

_WEEKDAYS = (Said("周一", "Mon"), Said("周二", "Tue"), Said("周三", "Wed"), Said("周四", "Thu"), Said("周五", "Fri"),
             Said("周六", "Sat"), Said("周日", "Sun"))


def why_accepted(story: Story, rules: ClockRules) -> Said:
    """Why the application counts as accepted on the day it does, or why it does not yet."""
    match story.accepted_by:
        case "act":
            return Said("行政机关受理", "accepted by the authority")
        case "silence":
            days, source = rules.ask_within, rules.acceptance_source
            return Said(f"收到材料后 {days} 个工作日内没有告知补正，自收到之日起即为受理（{source}）",
                        f"no corrections were asked within {days} working days; "
                        f"silence is acceptance on the day of receipt ({source})")
        case "decision":
            return Said("当场作出决定", "decided on the spot")
    match story.state:
        case "waiting_papers":
            return Said("等待申请人补正", "waiting for the applicant's corrections")
        case "refused":
            return Said("不予受理", "not accepted")
        case "withdrawn":
            return Said("受理前撤回", "withdrawn before acceptance")
    return Said("尚未受理", "not accepted yet")


def proof_of(calendar: Calendar, rules: ClockRules, story: Story, reading: Reading | None, ask_until: date | None,
             lang: str) -> list[str]:
    """See `Clock.proof`."""
    said = [*_beginning(story, rules, ask_until)]
    if reading is None:
        said.append(Said("没有在计的时限", "no limit is running"))
    else:
        said += [*_terms(story, reading), *_days(calendar, story, reading)]
    return [line.to(lang) for line in said]


def _on(day: date) -> Said:
    name = _WEEKDAYS[day.weekday()]
    return Said(f"{day}（{name.zh}）", f"{day} ({name.en})")


def _span(first: date, last: date) -> Said:
    if first == last:
        return _on(first)
    return Said(f"{_on(first).zh}至{_on(last).zh}", f"{_on(first).en} to {_on(last).en}")


def _beginning(story: Story, rules: ClockRules, ask_until: date | None) -> Iterator[Said]:
    received = _on(story.received)
    yield Said(f"{received.zh}收到材料", f"{received.en} papers received")
    if story.asked:
        asked, papers = _on(story.asked.day), story.asked.papers
        yield Said(f"{asked.zh}告知补正：{'、'.join(papers)}", f"{asked.en} corrections asked: {', '.join(papers)}")
    if story.corrected:
        corrected = _on(story.corrected)
        yield Said(f"{corrected.zh}补正到件", f"{corrected.en} corrections received")
    why = why_accepted(story, rules)
    if story.accepted_on:
        accepted = _on(story.accepted_on)
        yield Said(f"{accepted.zh}受理：{why.zh}", f"{accepted.en} acceptance: {why.en}")
    elif ask_until:
        until = _on(ask_until)
        yield Said(f"{why.zh}，最迟{until.zh}告知补正，逾期视为受理",
                   f"{why.en}; corrections can be asked until {until.en}, then silence is acceptance")
    else:
        yield why


def _unit(reading: Reading) -> Said:
    return Said("个工作日", "working day") if reading.limit.unit == "working" else Said("日", "day")


def _amount(n: int, reading: Reading) -> Said:
    unit = _unit(reading)
    return Said(f"{n}{unit.zh}", f"{n} {unit.en}{'' if n == 1 else 's'}")


def _terms(story: Story, reading: Reading) -> Iterator[Said]:
    name = Said("承诺时限", "promised limit") if reading.which == "promised" else Said("法定时限", "statutory limit")
    doubt = reading.which == "statutory" and reading.limit.confidence != "verified"
    days, start = _amount(reading.limit.days, reading), _on(reading.start)
    source = Said(f"（{reading.limit.source}）", f" ({reading.limit.source})") if reading.limit.source else Said("", "")
    doubted = Said("，依据未核，不作超期认定", "; unverified, so never held overdue") if doubt else Said("", "")
    yield Said(f"{name.zh}{days.zh}{source.zh}{doubted.zh}；{start.zh}当日不计，次日起算",
               f"{name.en} {days.en}{source.en}{doubted.en}; {start.en} itself is not counted")
    if story.extension:
        on, more, by = _on(story.extension.day), _amount(story.extension.days, reading), story.extension.approved_by
        if reading.which in story.moved:
            yield Said(f"{on.zh}经{by}批准延长{more.zh}，共{_amount(reading.days, reading).zh}",
                       f"{on.en} extended by {more.en}, approved by {by}: {_amount(reading.days, reading).en} in all")
        else:
            yield Said(f"{on.zh}经{by}批准的延长不改变{name.zh}",
                       f"{on.en} the extension approved by {by} does not move the {name.en}")
    for stop in story.stops:
        if not stop.rule.stops(reading.which, stop.paper):
            first, label, ignored = _on(stop.first), stop.rule.label, _ignored(stop, reading)
            yield Said(f"{first.zh}起的{label.to('zh-Hans')}{ignored.zh}，照计",
                       f"{label.to('en')} from {first.en}, {ignored.en}: days go on counting")


def _ignored(stop: Stop, reading: Reading) -> Said:
    if stop.rule.excludes == reading.which:
        return Said("没有书面告知", "not told in writing")
    if stop.rule.excludes == "none":
        return Said("按规则不停时", "which by the rules stops nothing")
    return Said("不在法定不计时的事由之内", "not among the reasons in law")


def _days(calendar: Calendar, story: Story, reading: Reading) -> Iterator[Said]:
    """The days after the start up to the due day, or to the open pause; those that do not count stand in groups."""
    stops = [stop for stop in story.stops if stop.rule.stops(reading.which, stop.paper)]
    still = stops[-1] if reading.due_on is None else None
    number = 0
    for why, days in groupby(_classified(calendar, stops, reading, still), key=lambda row: row.why):
        rows = list(days)
        if why:
            span = _span(rows[0].kind.day, rows[-1].kind.day)
            yield Said(f"{span.zh} {why.zh}，不计", f"{span.en} {why.en}: not counted")
            continue
        for row in rows:
            number = row.number
            yield _counts(row, reading)
    if still:
        first, reason = _on(max(still.first, reading.start)), _reason(still)
        used, rest = _amount(min(number, reading.days), reading), _amount(max(reading.days - number, 0), reading)
        yield Said(f"{first.zh}起 {reason.zh}，尚未恢复；已计{used.zh}，还有{rest.zh}",
                   f"from {first.en} {reason.en}, not resumed yet; {used.en} counted, {rest.en} left")


class _Row(NamedTuple):
    kind: DayKind
    why: Said | None
    """Why the day does not count."""
    number: int
    """How many days counted up to and with this one."""


def _classified(calendar: Calendar, stops: list[Stop], reading: Reading, still: Stop | None) -> Iterator[_Row]:
    day = reading.start if reading.days == 0 else reading.start + DAY
    end = still.first - DAY if still else reading.due_on
    number = 0
    while end and day <= end:
        kind = calendar.explain(day)
        stop = next((s for s in stops if s.first <= day and (s.last is None or day <= s.last)), None)
        needs_work = reading.limit.unit == "working" or number >= reading.days
        why = _reason(stop) if stop else None
        if why is None and needs_work and not kind.works and day != reading.due_on:
            holiday = Said(f"{kind.name}放假", f"holiday {kind.name}")
            why = holiday if kind.kind == "holiday" else Said("周末", "weekend")
        number += why is None
        yield _Row(kind, why, number)
        day += DAY


def _counts(row: _Row, reading: Reading) -> Said:
    on, unit, made_up = _on(row.kind.day), _unit(reading), Said("", "")
    if row.kind.kind == "makeup":
        made_up = Said(f"，{row.kind.name}调休上班", f", make-up working day {row.kind.name}".rstrip())
    if row.number <= reading.days:
        return Said(f"第{row.number}{unit.zh} {on.zh}{made_up.zh}", f"{unit.en} {row.number}: {on.en}{made_up.en}")
    if row.kind.day == reading.start:
        return Said(f"当日办结 {on.zh}{made_up.zh}", f"due the same day: {on.en}{made_up.en}")
    return Said(f"末日顺延至 {on.zh}{made_up.zh}", f"the last day rolls on to {on.en}{made_up.en}")


def _reason(stop: Stop) -> Said:
    label, paper = stop.rule.label, stop.paper
    return Said(f"{label.to('zh-Hans')}暂停计时{f'（{paper}）' if paper else ''}",
                f"paused for {label.to('en')}{f' ({paper})' if paper else ''}")
