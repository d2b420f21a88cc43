"""What one invented project lives through: drawn beforehand, from its end back to its beginning, then played day by day through the real actions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any, Final

from luodi.clocks import actions as clocks
from luodi.clocks.models import Clock, Excuse
from luodi.demo import words
from luodi.demo.courting import STANDS, Courting
from luodi.demo.files import blob
from luodi.demo.firsts import ENDS, Firsts
from luodi.demo.roles import GUIDES, LEADERS, OWNERS, PEOPLE
from luodi.demo.town import Town
from luodi.engine.identifiers import uscc_with_check
from luodi.engine.promises import example
from luodi.engine.source import Refused
from luodi.engine.timelimit import Accepted, Decided, Extended, Limit, Paused, Received
from luodi.engine.workdays import Calendar
from luodi.ledger.actions import By
from luodi.projects import actions
from luodi.projects.models import Project, Sight, Status, Task
from luodi.rights.kernel import Role

STAGES: Final = ("lead", "negotiation", "signed", "approval", "construction", "completion", "production")
SHARES: Final = (16, 24, 18, 24, 20, 9, 9)
"""How many of 120 stand in each stage."""
DWELL: Final = ((4, 15), (12, 45), (8, 30), (40, 100), (90, 200), (20, 45), (10, 60))
"""For how many days a project is in a stage."""
GATE: Final = {"signed": "agreement", "construction": "construction_permit", "completion": "completion_report", "production": "acceptance"}
FIRST: Final = ("investor_type", "project_category", "total_investment_wan", "construction_nature")
"""What is known of a project from the first day."""
SCALED: Final = ("total_investment_wan", "construction_cost_wan", "construction_contract_wan", "goods_contract_wan", "service_contract_wan", "land_area_mu",
                 "floor_area_m2", "earthwork_m3")
DOERS: Final = {unit: tuple(login for login, _, home, role in PEOPLE if home == unit and role is not Role.UNIT_ADMIN) for unit, *_ in words.ITEMS}
Deed = Callable[[date], object]


@dataclass
class Calls:
    """What is to be done on which day, in the order in which it was written down."""

    calendar: Calendar
    first: date
    today: date
    days: dict[date, list[Deed]] = field(default_factory=dict)
    ends: Counter[str] = field(default_factory=Counter)
    """How many stories end in each stage so far."""

    def on(self, day: date, deed: Deed) -> None:
        """Have something done on a day, or on the next working day. What is yet to come stays undone; what was before the beginning is done then."""
        day = working(self.calendar, max(day, self.first))
        if day < self.today:
            self.days.setdefault(day, []).append(deed)


def working(calendar: Calendar, day: date) -> date:
    """A day, or the next one that works."""
    return calendar.add(day - timedelta(days=1), 1)


class Story:
    """One project."""

    def __init__(self, town: Town, calls: Calls, number: int, stage: str, seed: int) -> None:
        self.town, self.calls, self.number, self.end = town, calls, number, stage
        self.random = Random(seed * 1000 + number)
        self.kind = sorted(words.BRANCHES)[number % len(words.BRANCHES)]
        self.facts = self._facts()
        branch, what = self.random.choice(words.BRANCHES[self.kind])
        trade = words.FIRST[number * 7 % len(words.FIRST)]
        self.name, self.enterprise = f"{trade}{what}", f"云岭{trade}{branch}有限公司"
        self.name += f"（{number // 30 + 1}期）" if number >= 30 else ""
        self.uscc = uscc_with_check(f"91990101MA{trade_number(trade, branch):06}")
        self.owner, self.guide = self.random.choice(OWNERS), self.random.choice(GUIDES)
        self.confidential = number % 40 == 17
        self.turn = calls.ends[stage]
        calls.ends[stage] += 1
        self.firsts = Firsts(self, self.turn if stage == "lead" else -1)
        self.length = self.random.randint(22, 32)
        self.still = False
        """Whether nothing is done any more: it was paused, or is over."""
        self.project: Project
        self.tasks: dict[str, Task] = {}
        self.running: dict[str, Clock] = {}
        self._write()

    def _facts(self) -> Mapping[str, Any]:
        """Those of the example, bigger or smaller."""
        by = self.random.choice((0.4, 0.6, 0.8, 1, 1.2, 1.5, 2))
        told = dict(example(self.kind).facts)
        said = {key: answer for answer, name in ((True, "yes"), (False, "no")) for key in told.pop(name, ())}
        return {key: max(1, round(value * by)) if key in SCALED and value else value for key, value in told.items()} | said

    @property
    def first_facts(self) -> Mapping[str, Any]:
        """What is known of it from the first day."""
        return {key: value for key, value in self.facts.items() if key in FIRST}

    def _write(self) -> None:
        """From the stage of today back to the first day."""
        calls, place = self.calls, STAGES.index(self.end)
        days: dict[int, date] = {}
        day = calls.today - timedelta(days=self._lately(place))
        while place >= 0:
            days[place] = working(calls.calendar, max(day, calls.first)) if place == 1 == STAGES.index(self.end) else self._meeting(max(day, calls.first))
            if day <= calls.first:
                break
            place -= 1
            day -= timedelta(days=self.random.randint(*DWELL[place])) if place >= 0 else timedelta()
        first = min(days)
        since = min(day, days[first])
        self.begun, self.entered = days[first], days[max(days)]
        self.calls.on(self.begun, lambda today: self._register(today, STAGES[first], since))
        for step in sorted(days):
            self._stay(step, days[step], days.get(step + 1, calls.today), first)
        self._fate()

    def _lately(self, place: int) -> int:
        """For how many calendar days it has been in its stage of today. Where it stands in its talks follows from how many there are before it."""
        if self.end == "negotiation":
            begun = self.calls.calendar.add(self.calls.today, -max(2, round(STANDS[self.turn % len(STANDS)] * self.length)))
            return (self.calls.today - begun).days
        lately = self.random.randint(2, DWELL[place][1])
        return ENDS.get(self.turn % 8, lately) if self.end == "lead" else lately

    def on(self, day: date, deed: Deed) -> None:
        """Have something done on a day, or as soon as the project is there; not while nothing is done any more."""
        self._on(day, lambda today: None if self.still else deed(today))

    def _on(self, day: date, deed: Deed) -> None:
        """Have something done on a day, or as soon as the project is there."""
        self.calls.on(max(day, self.begun), deed)

    def _meeting(self, day: date) -> date:
        """Stages are moved on at the weekly meetings: on Mondays and Thursdays, or on the working day after; never after yesterday."""
        calls = self.calls
        while day.weekday() not in (0, 3):
            day -= timedelta(days=1)
        return min(working(calls.calendar, max(day, calls.first)), calls.calendar.add(calls.today, -1))

    def _stay(self, step: int, day: date, until: date, first: int) -> None:
        """What happens while the project is in a stage."""
        stage, random, calls = STAGES[step], self.random, self.calls
        if step > first and stage != "signed":
            self._prepare(stage, day)
            self._on(day, partial(self._move, stage=stage))
        self._court(stage, day, until, step > first)
        last = step == STAGES.index(self.end)
        length = max(2, (until - day).days)
        if not (last and random.random() < 0.25 and length < 12):
            own = calls.calendar.add(day, random.choice((1, 1, 2, 3, 5)))
            self._on(own, lambda today: self._finish_stage(today, stage))
        for _ in range(random.randint(1, 2)):
            note = random.choice(words.NOTES[stage])
            self._on(day + timedelta(days=random.randint(0, length)), partial(self._note, text=note))
        for title in random.sample(words.TASKS[stage], random.randint(0, 2)):
            begun, takes = day + timedelta(days=random.randint(1, length)), random.choice((3, 5, 8))
            done = calls.calendar.add(working(calls.calendar, max(begun, self.begun)), takes + random.choice((-2, -1, -1, 0, 1, 3)))
            if done >= min(until, calls.today - timedelta(days=1)):
                continue
            self._on(begun, partial(self._task, title=title, days=takes))
            self._on(done, partial(self._finish, title=title))
        if stage == "approval":
            self._approvals(day, until)
            if last:
                self._at_hand()

    def _court(self, stage: str, day: date, until: date, moved: bool) -> None:
        """What promotion does while the project is in a stage; `moved`: whether it came there from another one. It is signed with its agreement."""
        calendar = self.calls.calendar
        if stage == "lead":
            self.firsts.lay(day, until)
        elif stage == "negotiation":
            ends = self.end != "negotiation"
            if not moved and self.number % 2:
                self.on(calendar.add(day, 2), self.firsts.first)
            self.firsts.lay(day, until)
            self.courting = Courting(self, day, calendar.count(day, until) if ends else self.length, until if ends else None)
            self.courting.lay()
        elif stage == "signed" and moved:
            self._on(day, self.courting.sign)
            self.courting.after(day)
        elif stage == "signed":
            self.courting = Courting(self, day, 1)
            self.courting.late(day)

    def _prepare(self, stage: str, day: date) -> None:
        """What the gate of a stage asks for."""
        if stage == "negotiation":
            self._on(day, lambda today: self.state(today, "land_mode", "land_area_mu", "floor_area_m2"))
        if stage == "approval":
            self._on(day, self._staff)
        if stage == "construction":
            self._on(day - timedelta(days=5), self._code)
        if kind := GATE.get(stage):
            self._on(day, lambda today: self._file(today, kind, Sight.OFFICIALS))

    def _fate(self) -> None:
        """What makes its light today: a task that is late, due, or has time left."""
        random, calls = self.random, self.calls
        chance = random.random()
        if self.number % 29 == 3:
            self._on(max(self.entered, calls.today - timedelta(days=random.randint(3, 9))), self._pause)
        elif chance < 0.78:
            takes = random.choice((3, 5, 8, 10))
            left = random.choice((-6, -4, -3, -2, -1)) if chance < 0.16 else random.choice((0, 1)) if chance < 0.34 else random.randint(2, 9)
            begun = calls.calendar.add(calls.today, min(left - takes, -1))
            title = random.choice(words.TASKS[self.end])
            self._on(begun, lambda today: self._task(today, title, max(1, takes if left - takes <= -1 else left + 1), fresh=True))
            if left <= -3 and random.random() < 0.6:
                excused, number = calls.calendar.add(calls.today, -1), self.number
                self._on(excused, lambda today: self._answer(today, title) if number % 2 else self._excuse(today, title))

    # What is done, by those who would do it.

    def act(self, login: str, today: date, reason: str = "") -> By:
        """Somebody of the district, as they act on a day."""
        return By(self.town.person(login, today), reason)

    def _register(self, today: date, stage: str, since: date) -> None:
        place = STAGES.index(stage)
        known = self.facts if place >= 2 else self.first_facts
        lead = self.firsts.register(today) if stage == "lead" else None
        self.project = lead or actions.add_project(self.act(self.owner, today), actions.New(
            self.town.unit_of(self.owner), self.name, self.town.people[self.owner], self.enterprise, self.uscc, self._national() if place >= 4 else "",
            known, stage, since, self.confidential), today)
        for gate in STAGES[:place + 1]:
            if gate in GATE:
                self._file(today, GATE[gate], Sight.OFFICIALS)
        if place >= 3:
            self._staff(today)
        if self.number % 7 == 0:
            actions.give_part(self.act(self.owner, today), self.project, "leader", self.town.people[self.random.choice(LEADERS)], today)
        if self.number % 5 == 1:
            actions.give_part(self.act(self.owner, today), self.project, "unit", self.town.units[self.random.choice(("land", "green", "power"))], today)

    def _staff(self, today: date) -> None:
        actions.give_part(self.act(self.owner, today), self.project, "navigator", self.town.people[self.guide], today)
        if self.number % 6 == 2:
            actions.give_part(self.act(self.owner, today), self.project, "contact", self.town.people["firm1" if self.number % 12 == 2 else "firm2"], today)

    def _national(self) -> str:
        return f"{self.calls.first:%y%m}-990101-04-01-{100000 + self.number:06}"

    def _code(self, today: date) -> None:
        if not Project.objects.filter(pk=self.project.pk, national_code="").exists():
            return
        actions.change_project(self.act(self.guide, today), self.project, {}, name=self.name, enterprise=self.enterprise, uscc=self.uscc,
                               national_code=self._national(), target_on=today + timedelta(days=self.random.randint(20, 90)))

    def state(self, today: date, *keys: str) -> None:
        """Say what is known by then."""
        actions.state_facts(self.act(self.owner, today), self.project, {key: self.facts[key] for key in keys if key in self.facts}, {}, today)

    def _move(self, today: date, stage: str) -> None:
        self.project = actions.move_on(self.act(self.owner, today), self.project, stage, today, today)

    def _note(self, today: date, text: str) -> None:
        who = self.owner if self.random.random() < 0.7 or not self._guided() else self.guide
        sight = self.random.choice((Sight.UNIT, Sight.OFFICIALS, Sight.OFFICIALS, Sight.ENTERPRISE))
        actions.add_note(self.act(who, today), self.project, text, sight, self.town.unit_of(who), self.town.people[who])

    def _guided(self) -> bool:
        return STAGES.index(self.project.stage) >= 3

    def _file(self, today: date, kind: str, sight: Sight) -> None:
        name = words.PAPERS[kind]
        actions.add_file(self.act(self.owner, today), self.project, blob(f"{self.name} {name}", today), name, kind, sight, self.town.unit_of(self.owner))

    def paper(self, today: date, kind: str) -> None:
        """A file that others see."""
        self._file(today, kind, Sight.OFFICIALS)

    def _task(self, today: date, title: str, days: int, fresh: bool = False) -> None:
        if fresh and title in self.tasks:
            title = f"{title}（再次）"
        who = self.guide if self._guided() and self.random.random() < 0.5 else self.owner
        self.tasks[title] = actions.add_task(self.act(self.owner, today), self.project, title, self.project.unit, self.town.people[who], days, today)

    def _finish(self, today: date, title: str) -> None:
        if title in self.tasks:
            self._finish_task(today, self.tasks[title])

    def _finish_stage(self, today: date, stage: str) -> None:
        task = Task.objects.filter(project=self.project, done_on=None).exclude(key="").select_related("project", "account").order_by("pk").first()
        if task and self.project.stage == stage:
            self._finish_task(today, task)

    def _finish_task(self, today: date, task: Task) -> None:
        who = task.account.login if task.account else self.owner
        actions.finish_task(self.act(who, today), task, self.random.choice(words.RESULTS), today)

    def _pause(self, today: date) -> None:
        status, self.still = self.random.choice((Status.PAUSED, Status.STALLED, Status.ENDED)), True
        actions.set_status(self.act(self.owner, today, "企业调整投资计划，资金安排待总部决定。"), self.project, status)

    def _late(self, title: str) -> Clock | None:
        task = self.tasks.get(f"{title}（再次）") or self.tasks.get(title)
        return Clock.objects.select_related("region", "unit", "assignee", "standing").get(pk=task.clock_id) if task and task.clock_id else None

    def _answer(self, today: date, title: str) -> None:
        clock = self._late(title)
        if clock and clock.assignee:
            try:
                clocks.answer(self.act(clock.assignee.login, today), clock, today)
            except Refused:
                return

    def _excuse(self, today: date, title: str) -> None:
        clock = self._late(title)
        if clock is None or clock.assignee is None or clock.ended_on:
            return
        until = self.calls.calendar.add(self.calls.today, 3)
        clocks.ask_excuse(self.act(clock.assignee.login, today), clock, self.random.choice(words.REASONS), until, today)
        excuse = Excuse.objects.select_related("clock__region", "clock__unit").get(clock=clock, state=Excuse.State.ASKED)
        if self.confidential:
            return
        if self.number % 3 == 0:
            clocks.approve_excuse(self.act("watch", today), excuse, "情况属实，按新的日期办结。", today)
        elif self.number % 3 == 1:
            clocks.refuse_excuse(self.act("watch2", today), excuse, "件多不是正当理由，请调配人手。")

    def _approvals(self, day: date, until: date) -> None:
        """The items that are counted while it is in approval; each begins when some days have passed."""
        random, calls, on = self.random, self.calls, day
        for place in range(random.randint(2, 5)):
            unit, item, promised, statutory = words.ITEMS[(self.number + place * 5) % len(words.ITEMS)]
            on = working(calls.calendar, max(on, self.begun) + timedelta(days=random.randint(2, 14)))
            if on >= min(until, calls.today):
                break
            who, key = random.choice(DOERS[unit]), f"{item}{place}"
            took = max(1, promised + random.choice((-3, -2, -1, -1, 0, 0, 2)))
            self._on(on, partial(self._accept, unit=unit, item=item, promised=promised, statutory=statutory, who=who, key=key))
            if place == 2:
                pause = calls.calendar.add(on, 1)
                self._on(pause, lambda today, k=key, w=who: self._event(w, today, k, Paused(today, "expert_review", "云审函〔2026〕18号")))  # type: ignore[misc]
                took = 60 if random.random() < 0.4 else took + 8
            if place == 1 and promised > 5:
                grown = calls.calendar.add(on, 3)
                self._on(grown, lambda today, k=key, w=who: self._event(w, today, k, Extended(today, 5, "分管领导一号", True)))  # type: ignore[misc]
            self._on(calls.calendar.add(on, took), lambda today, k=key, w=who: self._event(w, today, k, Decided(today, "approved")))  # type: ignore[misc]

    def _at_hand(self) -> None:
        """What the first of a unit has in hand today: begun lately, late or with some days left. They are those whom visitors play."""
        calls = self.calls
        unit, item, promised, statutory = words.ITEMS[(self.number + 1) % len(words.ITEMS)]
        left = (-1, 0, 1, 2, 3, 5)[self.number // 2 % 6]
        on, who = calls.calendar.add(calls.today, min(left - promised, -1)), DOERS[unit][0]
        self._on(on, lambda today: self._accept(today, unit, item, promised, statutory, who, "at hand"))

    def _accept(self, today: date, unit: str, item: str, promised: int, statutory: int, who: str, key: str) -> None:
        self.running[key] = clocks.open_clock(self.act(who, today), clocks.New(
            self.town.units[unit], ("case", self.number * 100 + len(self.running)), f"{self.name} · {item}",
            [Received(today), Accepted(today)], Limit(promised), Limit(statutory), self.town.people[who], f"/projects/{self.project.code}",
            self.confidential, thread=self.project.pk), today)

    def _event(self, who: str, today: date, key: str, event: Any) -> None:
        clock = Clock.objects.select_related("region", "unit").get(pk=self.running[key].pk)
        try:
            clocks.note_event(self.act(who, today), clock, event, today)
        except Refused:  # it was decided before, or does not wait
            return


def trade_number(trade: str, branch: str) -> int:
    """A number for an enterprise of that name."""
    names = [branch for branches in words.BRANCHES.values() for branch, _ in branches]
    return 100000 + words.FIRST.index(trade) * 100 + names.index(branch)
