"""A clock as a page shows it: what is left in words, the rungs with their days, and what happened in one line of time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luodi.clocks.derive import ladder_of, seen
from luodi.clocks.models import Clock, Standing, Turn
from luodi.engine import timelimit
from luodi.engine.source import Refused
from luodi.engine.timelimit import Ladder
from luodi.people.rules import Rules

KINDS = {"green": "green", "yellow": "yellow", "red": "red", "done_in_time": "green", "done_late": "red"}
"""Which mark a light has; all others look paused."""
RUNNING = frozenset({"green", "yellow", "red", "paused", "waiting"})
AHEAD = 3
"""Rungs that are shown before they come."""


def lights() -> dict[str, str]:
    """The lights in words."""
    return {"green": _("正常"), "yellow": _("快到期"), "red": _("超期"), "paused": _("暂停计时"), "waiting": _("等受理"),
            "done_in_time": _("按时办结"), "done_late": _("超期办结"), "ended": _("已终止")}


def people() -> dict[str, str]:
    """Whom a step tells, in words."""
    return {"assignee": _("经办人"), "unit_head": _("单位负责人"), "supervisor": _("督查员"), "leader": _("领导")}


@dataclass(frozen=True)
class Mark:
    """A light: its shape and its words."""

    kind: str
    words: str


def mark(row: Standing, rules: Rules, today: date) -> Mark:
    """The light of a clock, with the working days that are left or have passed where it has any."""
    kind = KINDS.get(row.light, "paused")
    if row.due_on is None or row.light not in ("green", "yellow", "red"):
        return Mark(kind, lights().get(row.light, row.light))
    left = rules.calendar.count(today, row.due_on)
    if row.due_on >= today:
        return Mark(kind, ngettext("还剩 %(n)s 个工作日", "还剩 %(n)s 个工作日", left) % {"n": left} if left else _("今天到期"))
    late = -left
    return Mark(kind, ngettext("超期 %(n)s 个工作日", "超期 %(n)s 个工作日", late) % {"n": late} if late else _("已过到期日"))


def sentence(held: Mapping[str, int]) -> str:
    """What one has in hand, the worst first, in one sentence."""
    red, yellow, all_ = held.get("red", 0), held.get("yellow", 0), sum(held.values())
    if not all_:
        return _("手上没有在走的时限")
    said = [ngettext("%(n)s 件超期", "%(n)s 件超期", red) % {"n": red}] if red else []
    said += [ngettext("%(n)s 件快到期", "%(n)s 件快到期", yellow) % {"n": yellow}] if yellow else []
    return _("，").join(said) or ngettext("%(n)s 件都正常", "%(n)s 件都正常", all_) % {"n": all_}


@dataclass(frozen=True)
class Rung:
    """A step of the ladder with its day and whom it tells. `taken`: it is behind; `held`: it waits because of an answer or an excuse."""

    name: str
    day: date
    to: str
    taken: bool
    held: bool


def rungs(row: Standing, rules: Rules, lang: str) -> list[Rung]:
    """The rungs taken and, while it runs, the next ones. Empty for a clock whose ladder cannot be read."""
    try:
        ladder = ladder_of(rules, row.ladder)
    except Refused:
        return []
    over = row.light not in RUNNING
    return [rung for rung in _rungs(row, ladder, rules, lang) if rung.taken or not over]


def _rungs(row: Standing, ladder: Ladder, rules: Rules, lang: str) -> Iterator[Rung]:
    ahead = 0
    for rung in count(1):
        day = ladder.day(rules.calendar, seen(row).days, rung)
        ahead += rung > row.rung
        if day is None or ahead > max(AHEAD, len(ladder.steps) - row.rung):
            return
        step = ladder.step(rung)
        yield Rung(step.label.to(lang), day, _("、").join(people()[to] for to in step.to), rung <= row.rung,
                   rung > row.rung and row.hold_until is not None and day <= row.hold_until)


def answerable(clock: Clock, rules: Rules) -> bool:
    """Whether a chase waits for an answer."""
    row = clock.standing
    try:
        ladder = ladder_of(rules, row.ladder)
    except Refused:
        return False
    return clock.ended_on is None and row.rung > 0 and ladder.step(row.rung).answer


@dataclass(frozen=True)
class Happening:
    """What happened on a day: events of the clock, and what turned by itself."""

    day: date
    words: tuple[str, ...]
    lights: tuple[Mark, ...] = ()


def history(events: Sequence[timelimit.Event], turns: Sequence[Turn], rules: Rules, row: Standing, lang: str) -> list[Happening]:
    """Events and turns, day by day, the newest day first; what happened on one day stands together."""
    told: list[tuple[date, str]] = [(event.day, event.name.to(lang)) for event in events]
    marks: dict[date, tuple[Mark, ...]] = {}
    words = lights()
    for turn in reversed(turns):
        if turn.due_on != turn.due_before:
            told.append((turn.day, _("放假安排变了，到期日从 %(before)s 改为 %(after)s")
                         % {"before": turn.due_before or _("未定"), "after": turn.due_on or _("未定")}))
        if turn.before != turn.light:
            marks[turn.day] = (*marks.get(turn.day, ()), Mark(KINDS.get(turn.light, "paused"), words.get(turn.light, turn.light)))
        if turn.rung > turn.rung_before:
            told.append((turn.day, _step(turn.rung, rules, row, lang)))
    days = sorted({day for day, _said in told} | set(marks), reverse=True)
    return [Happening(day, tuple(said for on, said in told if on == day), marks.get(day, ())) for day in days]


def _step(rung: int, rules: Rules, row: Standing, lang: str) -> str:
    try:
        return ladder_of(rules, row.ladder).step(rung).label.to(lang)
    except Refused:
        return _("催办")
