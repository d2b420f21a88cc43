"""Telling those concerned what turned: one notice for each person and turn, however often this runs and wherever it is cut off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.db.models import F

from luodi.clocks import kinds, verbs
from luodi.clocks.derive import ladder_of
from luodi.clocks.models import Clock, Progress, Turn
from luodi.clocks.queries import Circle, circle
from luodi.engine.source import Refused, Said
from luodi.engine.timelimit import Step
from luodi.ledger.actions import Act, Subject, action
from luodi.notices.actions import New, notify
from luodi.people.rules import Rulebook, Rules, rulebook
from luodi.rights.kernel import MACHINE
from luodi.rights.permissions import Right

MOST: Final = 300
"""Turns that one transaction tells at most."""


def tell(today: date, most: int = MOST) -> int:
    """Tell all turns that nobody knows of yet; how many notices were new. Statements: three, and a constant number for each region and batch."""
    told, book = 0, rulebook()
    for region_id in Progress.objects.filter(newest__gt=F("told")).order_by("region_id").values_list("region_id", flat=True):
        more = True
        while more:
            new, more = _tell_region(MACHINE, region_id, today, book, most)
            told += new
    return told


@action(verb=verbs.TELL, needs=Right.CLOCK_SWEEP, subject=lambda region_id, *rest: Subject(region_id, "clock", None))
def _tell_region(act: Act, region_id: int, today: date, book: Rulebook, most: int) -> tuple[int, bool]:
    """One batch, and whether there may be more."""
    progress = Progress.objects.select_for_update().get(pk=region_id)
    waiting = Turn.objects.filter(region_id=region_id, pk__gt=progress.told, pk__lte=progress.newest).order_by("pk")
    # What is confidential is told along with the rest and counted nowhere: neither the numbers nor the length of a batch may tell of it.
    open_ones = list(waiting.filter(clock__confidential=False).values_list("pk", flat=True)[:most])
    upto = waiting.filter(pk__lte=open_ones[-1]) if len(open_ones) == most else waiting
    turns = list(upto.select_related("clock__unit", "clock__region", "clock__standing")[:most * 2])
    more = len(open_ones) == most or len(turns) == most * 2
    # Of several turns of one clock only the last one is still true.
    last = {turn.clock_id: turn for turn in turns}
    there = [turn for turn in last.values() if turn.clock.ended_on is None]
    around = circle([turn.clock for turn in there], today) if there else None
    news = [(turn.clock.confidential, [*_news(turn, book.of(region_id), around, today)]) for turn in there] if around else []
    new, hidden = (notify(act, [one for secret, some in news if secret is which for one in some]) for which in (False, True))
    progress.told = turns[-1].pk if more else progress.newest
    progress.save(update_fields=["told"])
    count = sum(not turn.clock.confidential for turn in turns)
    act.confidential = not count
    act.note(turns=count, notices=new)
    return new + hidden, more


def _news(turn: Turn, rules: Rules, around: Circle, today: date) -> Iterator[New]:
    """What is to be said about a turn, and to whom. A ladder that can no longer be read says nothing; the sweep notes that it is broken."""
    clock = turn.clock
    try:
        ladder = ladder_of(rules, clock.standing.ladder)
    except Refused:
        return
    if turn.rung > turn.rung_before:
        steps = [ladder.step(rung) for rung in range(turn.rung_before + 1, turn.rung + 1)]
        # One message: the highest step, to all who should have known by now.
        accounts = dict.fromkeys(account for step in steps for to in step.to for account in around.found(clock, to))
        doers = {account for to in ("assignee", "unit_head") for account in around.found(clock, to)}
        for account in accounts:
            yield _new(turn, account, around, steps[-1], rules, today, steps[-1].answer and account in doers)
    elif turn.due_on != turn.due_before and turn.due_on:
        for account in dict.fromkeys((*around.found(clock, "assignee"), *around.found(clock, "unit_head"))):
            name, url = around.told(clock, account)
            yield New(account, kinds.MOVED.name, f"clock.{clock.pk}.{turn.pk}", Said(f"到期日改了：{name.zh}", f"another due day: {name.en}"),
                      Said(f"放假安排公布后重新推算：原来 {turn.due_before or '未定'}，现在 {turn.due_on}。",
                           f"derived anew after a holiday notice: {turn.due_before or 'none'} before, {turn.due_on} now."),
                      url, "clock", clock.pk, digest=True, personal=clock.confidential)


def _new(turn: Turn, account: int, around: Circle, step: Step, rules: Rules, today: date, answer: bool) -> New:
    clock = turn.clock
    name, url = around.told(clock, account)
    return New(account, kinds.RED.name if turn.light == "red" else kinds.YELLOW.name, f"clock.{clock.pk}.{turn.pk}",
               Said(f"{step.label.to('zh-Hans')}：{name.zh}", f"{step.label.to('en')}: {name.en}"), _state(clock, rules, today),
               url, "clock", clock.pk, urgent=step.urgent, answer=answer, digest=step.digest, personal=clock.confidential)


def _state(clock: Clock, rules: Rules, today: date) -> Said:
    """How many working days are left, or have passed."""
    due = clock.standing.due_on
    if due is None:
        return Said(f"{clock.unit.name}。", f"{clock.unit.name}.")
    left = rules.calendar.count(today, due)
    if left > 0:
        return Said(f"{due} 到期，还剩 {left} 个工作日。{clock.unit.name}。", f"due on {due}, {left} working day{'s' * (left > 1)} left. {clock.unit.name}.")
    if due >= today:
        return Said(f"今天（{due}）到期。{clock.unit.name}。", f"due today ({due}). {clock.unit.name}.")
    late = rules.calendar.count(due, today)
    if not late:
        return Said(f"{due} 已到期，下一个工作日起算超期。{clock.unit.name}。", f"was due on {due}; overdue from the next working day. {clock.unit.name}.")
    return Said(f"{due} 已到期，超期 {late} 个工作日。{clock.unit.name}。",
                f"was due on {due}, {late} working day{'s' * (late != 1)} overdue. {clock.unit.name}.")
