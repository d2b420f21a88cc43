"""Telling the events of a case in order, and refusing an order that cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import NoReturn

from luodi.engine.source import Said, near, refuse
from luodi.engine.timelimit.counting import DAY, Limit
from luodi.engine.timelimit.events import (
    Accepted,
    Corrected,
    CorrectionsAsked,
    Decided,
    Event,
    Extended,
    NotAccepted,
    Paused,
    Received,
    Resumed,
    Withdrawn,
)
from luodi.engine.timelimit.rules import ClockRules
from luodi.engine.timelimit.story import Reading, Stop, Story, Which, read_limit
from luodi.engine.workdays import Calendar

OUTCOMES = ("approved", "approved_with_gaps", "rejected")
_BEFORE_ACCEPTANCE = ("received", "waiting_papers")
_ENDED = ("decided", "refused", "withdrawn")


@dataclass(frozen=True)
class Telling:
    """What the events are read against."""

    calendar: Calendar
    rules: ClockRules
    statutory: Limit | None
    promised: Limit | None

    def whole(self, events: Sequence[Event], today: date) -> Story:
        """The story of all events up to and on `today`. Raises Refused naming the first event that cannot be."""
        for number, (before, event) in enumerate(pairwise(events), 2):
            if event.day < before.day:
                _Told(number, event).no(
                    f"早于前一件事“{before.name.zh}”（{before.day}）；请按先后排列或更正日期",
                    f'comes before the event ahead of it, "{before.name.en}" ({before.day}); put them in order of days')
        first = events[0] if events else None
        if not isinstance(first, Received):
            if first is None:
                refuse(None, "时限没有任何事件，应从“收到材料”开始",
                       'the clock has no events; it begins with "papers received"')
            _Told(1, first).no("还没有“收到材料”；第一件事应是收到材料",
                               'there is no "papers received" yet; that must be the first event')
        if first.day > today:
            refuse(None, f"{first.day} 才收到材料，看不了 {today} 的时限；请选 {first.day} 或以后的日子",
                   f"the papers came on {first.day}; the clock cannot be read on {today}, choose a later day")
        story = Story("received", first.day, first.day)
        for number, event in enumerate(events[1:], 2):
            if event.day <= today:
                story = self._next(self.silence(story, event.day), event, _Told(number, event))
        return self.silence(story, today)

    def ask_until(self, story: Story) -> date | None:
        """The last day to ask for corrections or to decline; None when that is settled."""
        if story.state != "received" or story.papers_on is None:
            return None
        return self.calendar.add(story.papers_on, self.rules.ask_within)

    def silence(self, story: Story, day: date) -> Story:
        """`story` on `day`: an authority silent for too long accepted on the day of receipt (Licensing Law art. 32)."""
        until = self.ask_until(story)
        if until is None or day <= until:
            return story
        on = story.papers_on
        note = Said(f"到 {until} 没有告知补正也没有受理，自收到材料的 {on} 起即为受理",
                    f"by {until} neither corrections were asked nor the application accepted; "
                    f"it counts as accepted on {on}, when the papers were received")
        return replace(story, state="reviewing", accepted_on=on, accepted_by="silence", notes=(*story.notes, note))

    def _next(self, story: Story, event: Event, told: _Told) -> Story:
        if story.state in _ENDED:
            told.no(f"这件事已于 {story.ended_on} 结束，之后不能再记；要改请更正原来的记录",
                    f"the case ended on {story.ended_on}; nothing can follow, correct the earlier record instead")
        match event:
            case Received():
                told.no("材料已经收到过，一件只收一次；补来的材料记“补正到件”",
                        'the papers were received already; record later papers as "corrections received"')
            case CorrectionsAsked():
                return self._ask(story, event, told)
            case Corrected():
                return self._correct(story, event, told)
            case Accepted():
                return self._accept(story, event, told)
            case NotAccepted():
                return self._decline(story, event, told)
            case Paused():
                return self._pause(story, event, told)
            case Resumed():
                return self._resume(story, event, told)
            case Extended():
                return self._extend(story, event, told)
            case Decided():
                return self._decide(story, event, told)
            case Withdrawn():
                pass
        return replace(_running(story, event.day), state="withdrawn", ended_on=event.day)

    def _ask(self, story: Story, event: CorrectionsAsked, told: _Told) -> Story:
        if story.asked:
            told.no(f"{story.asked.day} 已告知过补正，全部内容只能一次告知（行政许可法第三十二条）",
                    f"corrections were asked on {story.asked.day}; "
                    "everything must be asked at once (Licensing Law art. 32)")
        if not event.papers:
            told.no("没有写要补正哪些材料；请一次列全", "it names no papers; list all of them at once")
        if story.state == "received":
            return replace(story, state="waiting_papers", papers_on=None, asked=event)
        if story.accepted_by != "silence" or story.acted:
            told.no(f"已于 {story.accepted_on} 受理，不能再要求补正；需要整改的请记“暂停计时”",
                    f"the application was accepted on {story.accepted_on}; "
                    'record a "pause" if something must be put right')
        note = Said(f"{event.day} 才告知补正，已逾期；仍自 {story.accepted_on} 起视为受理，时限照计",
                    f"corrections were asked only on {event.day}, too late; the application still counts as accepted "
                    f"on {story.accepted_on} and the clock runs on")
        return replace(story, asked=event, notes=(*story.notes, note))

    def _correct(self, story: Story, event: Corrected, told: _Told) -> Story:
        if story.asked is None:
            told.no("没有告知过补正；请先记“告知补正”", 'no corrections were asked; record "corrections asked" first')
        if story.corrected:
            told.no(f"{story.corrected} 已补正到件，补正只有一次",
                    f"the corrections came on {story.corrected}; there is one round")
        if story.state == "waiting_papers":
            return replace(story, state="received", papers_on=event.day, corrected=event.day)
        return replace(story, corrected=event.day)

    def _accept(self, story: Story, event: Accepted, told: _Told) -> Story:
        if story.state in _BEFORE_ACCEPTANCE:
            return replace(story, state="reviewing", accepted_on=event.day, accepted_by="act", acted=True)
        if story.accepted_by != "silence" or story.acted:
            told.no(f"已于 {story.accepted_on} 受理，一件只受理一次",
                    f"the application was accepted on {story.accepted_on}; that happens once")
        note = Said(f"{event.day} 的受理晚于法定期限，仍自 {story.accepted_on} 起视为受理",
                    f"the acceptance of {event.day} came too late; {story.accepted_on} remains the day of acceptance")
        return replace(story, acted=True, notes=(*story.notes, note))

    def _decline(self, story: Story, event: NotAccepted, told: _Told) -> Story:
        if story.state not in _BEFORE_ACCEPTANCE:
            told.no(f"已于 {story.accepted_on} 受理（含逾期视为受理），不能再不予受理；请作出决定",
                    f"the application counts as accepted since {story.accepted_on}; make a decision instead")
        if not event.reason.strip():
            told.no("没有写理由；请写明不予受理的理由", "it gives no reason; say why the application is not accepted")
        return replace(story, state="refused", ended_on=event.day)

    def _pause(self, story: Story, event: Paused, told: _Told) -> Story:
        if story.state == "paused":
            stop = story.stops[-1]
            told.no(f"自 {stop.first} 起已在暂停（{stop.rule.label.to('zh-Hans')}）；请先记“恢复计时”",
                    f'the clock is paused since {stop.first} ({stop.rule.label.to("en")}); record a "resumption" first')
        _must_be_accepted(story, told)
        rule = self.rules.pauses.get(event.reason)
        if rule is None:
            hint = near(event.reason, self.rules.pauses)
            told.no(f"没有“{event.reason}”这种暂停事由{hint.zh or '，可用：' + '、'.join(self.rules.pauses)}",
                    f'there is no reason "{event.reason}"{hint.en or "; known are " + ", ".join(self.rules.pauses)}')
        notes = story.notes
        if rule.excludes != "none" and not rule.stops(rule.excludes, event.paper):
            limit = "法定时限" if rule.excludes == "statutory" else "承诺时限"
            notes = (*notes, Said(f"{event.day} 起的{rule.label.to('zh-Hans')}没有书面告知申请人，{limit}照计",
                                  f"the {rule.label.to('en')} from {event.day} was not told to the applicant in "
                                  f"writing; the {rule.excludes} limit runs on"))
        return replace(story, state="paused", notes=notes,
                       stops=(*story.stops, Stop(event.day, None, rule, event.paper.strip())))

    def _resume(self, story: Story, event: Resumed, told: _Told) -> Story:
        if story.state != "paused":
            told.no("现在没有暂停；请先记“暂停计时”", 'the clock is not paused; record a "pause" first')
        return _running(story, event.day)

    def _extend(self, story: Story, event: Extended, told: _Told) -> Story:
        _must_be_accepted(story, told)
        if story.extension:
            told.no(f"{story.extension.day} 已延长过，只能延长一次",
                    f"the limit was extended on {story.extension.day}; once is all")
        limit = self.statutory or self.promised
        if limit is None:
            told.no("没有时限可延长", "there is no limit to extend")
        row = self.rules.procedure(limit.procedure)
        if not 0 < event.days <= row.extension:
            most, source = row.extension, row.source
            told.no(f"延长 {event.days} 天不行，{row.label.to('zh-Hans')}最多延长 {most} 天（{source}）",
                    f"{event.days} days cannot be added; {row.label.to('en')} allows up to {most} ({source})")
        if not event.approved_by.strip():
            told.no(f"没有写批准人；须经{row.approver.to('zh-Hans')}批准",
                    f"it names nobody who approved it; it needs {row.approver.to('en')}")
        due = {which: reading.due_on for which, reading in self.readings(story).items()}
        last = due["statutory" if self.statutory else "promised"]
        if last and event.day > last:
            told.no(f"期限 {last} 已过，不能再延长；延长须在届满前批准",
                    f"the limit ended on {last}; an extension must be approved before that")
        moved: list[Which] = []
        notes = list(story.notes)
        for which, day in due.items():
            if which == "statutory" and not event.told:
                notes.append(Said("延长的理由没有告知申请人，法定时限不因此延长",
                                  "the applicant was not told why the limit was extended; the statutory limit stays"))
            elif day and event.day > day:
                notes.append(Said(f"承诺时限 {day} 已过，延长不改变它",
                                  f"the promised limit ended on {day}; the extension does not move it"))
            else:
                moved.append(which)
        return replace(story, extension=event, moved=tuple(moved), notes=tuple(notes))

    def _decide(self, story: Story, event: Decided, told: _Told) -> Story:
        if event.outcome not in OUTCOMES:
            told.no(f"结果“{event.outcome}”应是 {'、'.join(OUTCOMES)} 之一",
                    f'outcome "{event.outcome}" is not one of {", ".join(OUTCOMES)}')
        if story.state == "waiting_papers":
            told.no("还在等补正材料；请先记“补正到件”或“受理”",
                    'papers are awaited; record "corrections received" or "acceptance" first')
        if story.state == "received":
            story = replace(story, accepted_on=event.day, accepted_by="decision", acted=True)
        return replace(_running(story, event.day), state="decided", ended_on=event.day)

    def readings(self, story: Story) -> dict[Which, Reading]:
        """The limits that have begun."""
        limits: tuple[tuple[Which, Limit | None], ...] = (("promised", self.promised), ("statutory", self.statutory))
        read = {which: read_limit(self.calendar, self.rules, story, which, limit) for which, limit in limits}
        return {which: reading for which, reading in read.items() if reading}


@dataclass(frozen=True)
class _Told:
    """The event being told, for messages."""

    number: int
    event: Event

    def no(self, zh: str, en: str) -> NoReturn:
        """Refuse this event."""
        name, day = self.event.name, self.event.day
        refuse(None, f"第 {self.number} 件事“{name.zh}”（{day}）：{zh}",
               f'event {self.number} "{name.en}" ({day}): {en}')


def _must_be_accepted(story: Story, told: _Told) -> None:
    if story.state in _BEFORE_ACCEPTANCE:
        told.no("还没有受理；请先记“受理”", 'the application is not accepted yet; record "acceptance" first')


def _running(story: Story, day: date) -> Story:
    """`story` with its open pause, if any, ended before `day`."""
    if story.state != "paused":
        return story
    return replace(story, state="reviewing", stops=(*story.stops[:-1], replace(story.stops[-1], last=day - DAY)))
