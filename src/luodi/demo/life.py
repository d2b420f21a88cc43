"""The months before today, lived through day by day: what people do, what clocks do by themselves at night."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Max
from django.utils import timezone

from luodi.clocks.sweep import sweep
from luodi.clocks.telling import tell
from luodi.demo.actions import begin_demo
from luodi.demo.firsts import keep
from luodi.demo.seeking import seek
from luodi.demo.story import SHARES, STAGES, Calls, Story
from luodi.demo.town import Town, found
from luodi.ledger.actions import By, together
from luodi.ledger.standing import standing_at
from luodi.notices.actions import mark_all_read
from luodi.notices.models import Notice
from luodi.people import actions as people
from luodi.people.rules import rulebook
from luodi.projects.lights import follow, later
from luodi.promotion.actions.leads import let_go
from luodi.promotion.actions.services import follow as follow_services
from luodi.promotion.nodes import begin_due
from luodi.rights.kernel import MACHINE, Denied, Role

PROJECTS: Final = 120
DAYS: Final = 230
SEED: Final = 20261
HERE: Final = ZoneInfo("Asia/Shanghai")
Say = Callable[[date, date], None]


def make(today: date, projects: int = PROJECTS, days: int = DAYS, seed: int = SEED, say: Say = lambda day, last: None) -> Town:
    """An invented district as it stands on a day after so many days of life. The same day and numbers give the same district.

    `say` is told each day that is over, and the last one. Raises Refused where anything has happened already.
    """
    begin_demo(MACHINE, today, projects, seed)
    first = today - timedelta(days=days)
    with standing_at(_at(first - timedelta(days=7), 0)):
        town = found(first - timedelta(days=7))
    calendar = rulebook().of(town.region.pk).calendar
    calls = Calls(calendar, first, today)
    keep(town, calls)
    seek(town, calls)
    stages = [stage for stage, share in zip(STAGES, SHARES, strict=True) for _ in range(share)]
    Random(seed).shuffle(stages)
    for number in range(projects):
        Story(town, calls, number, stages[number % len(stages)], seed)
    _away(town, calls)
    day = first
    with later():
        while day <= today:
            _live(town, calls, day)
            say(day, today)
            day += timedelta(days=1)
    follow()
    _read(town, today)
    return town


def _live(town: Town, calls: Calls, day: date) -> None:
    """A day: first what turned over night, then what people do."""
    night = _at(day, -500)
    with standing_at(min(night, timezone.now()) if day == calls.today else night):
        sweep(day)
        tell(day)
        with together(town.region.pk):
            let_go(day)
            begin_due(day, night - timedelta(days=1))
            follow_services(night - timedelta(days=1), day)
    deeds = calls.days.get(day, [])
    if deeds:
        step = 500 / len(deeds)
        with together(town.region.pk):
            for place, deed in enumerate(deeds):
                with standing_at(_at(day, place * step)):
                    deed(day)


def _away(town: Town, calls: Calls) -> None:
    """Who is away and who stands in; and an attempt that was refused."""
    def absences(day: date) -> None:
        for who, deputy, begins, lasts in (("guide2", "guide3", -60, 8), ("review3", "review4", -30, 4), ("invest4", "invest5", -1, 6),
                                           ("chief2", "review4", -100, 10)):
            start = calls.today + timedelta(days=begins)
            if start >= day:
                people.set_absence(town.person(who, day), town.people[who], town.people[deputy], start, start + timedelta(days=lasts))

    def refused(day: date) -> None:
        with suppress(Denied):
            people.give_post(By(town.person("review1", day)), town.people["review1"], town.units["filing"], Role.CHIEF, day)
    calls.on(calls.first + timedelta(days=2), absences)
    calls.on(calls.today - timedelta(days=4), refused)


def _read(town: Town, today: date) -> None:
    """Everybody has read what is older than three days."""
    old = _at(today - timedelta(days=3), 0)
    for account, upto in Notice.objects.filter(created_at__lt=old).order_by().values_list("account_id").annotate(upto=Max("pk")):
        mark_all_read(account, upto, old)


def _at(day: date, minutes: float) -> datetime:
    """An instant so many minutes after a quarter to nine."""
    return datetime.combine(day, time(8, 45), HERE) + timedelta(minutes=minutes)
