"""Reads of clocks and of those who are told of them, each with a known number of statements."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db.models import Count, Exists, F, OuterRef, Q

from luodi.clocks.models import Clock, Excuse, Standing, Turn
from luodi.engine.source import Said
from luodi.engine.timelimit.ladder import To
from luodi.frame.paths import ids, within
from luodi.frame.words import number
from luodi.people.models import Absence, Post, Region, UnitKind
from luodi.rights.kernel import Person, Role
from luodi.rights.permissions import Right, reach

HIDDEN = Said("一件保密事项", "a confidential matter")
HEADS = (Role.LEADER, Role.CHIEF)
"""Who heads a unit, the first that there is."""


def secret_entries() -> Q:
    """Entries of the ledger about clocks that are confidential now. No statement of its own."""
    return Q(Exists(Clock.objects.filter(pk=OuterRef("subject_id"), confidential=True)), subject_type="clock")


PAGE = 40
LIGHTS = ("red", "yellow", "green", "paused", "waiting")
"""The lights of running clocks, the worst first."""


@dataclass(frozen=True)
class Place:
    """Where a page of the list goes on: after this due day (none: among those without one) and this clock."""

    due_on: date | None
    clock: int

    def __str__(self) -> str:
        return f"{self.due_on or ''}.{self.clock}"

    @classmethod
    def read(cls, text: str) -> Place | None:
        """A place as an address has it; None for what is none."""
        day, _, key = text.partition(".")
        clock = number(key)
        try:
            return cls(date.fromisoformat(day) if day else None, clock) if clock is not None else None
        except ValueError:
            return None


def running(person: Person, mine: bool, light: str, after: Place | None) -> tuple[list[Standing], Place | None]:
    """A page of the running clocks that somebody may see, the first due first, and where the next one begins. One statement.

    `mine`: only those that they, or whom they stand in for, have in hand. Clocks without a due day come last.
    """
    far = reach(person, Right.CLOCK_READ)
    own = Q(clock__assignee__in=far.accounts)
    near = within("clock__region__path", far.regions) | within("clock__unit__path", far.units)
    seen = own if mine else own | near & Q(clock__confidential=False)
    rows = Standing.objects.filter(seen, clock__ended_on__isnull=True)
    if light:
        rows = rows.filter(light=light)
    if after and after.due_on:
        rows = rows.filter(Q(due_on__gt=after.due_on) | Q(due_on=after.due_on, pk__gt=after.clock) | Q(due_on__isnull=True))
    elif after:
        rows = rows.filter(due_on__isnull=True, pk__gt=after.clock)
    found = list(rows.select_related("clock__unit__region", "clock__assignee").order_by(F("due_on").asc(nulls_last=True), "pk")[:PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return found[:PAGE], Place(last.due_on, last.pk) if last else None


def own_lights(person: Person) -> dict[str, int]:
    """How many running clocks somebody, or whom they stand in for, has in hand, by light. One statement."""
    rows = Standing.objects.filter(clock__assignee__in=reach(person, Right.CLOCK_READ).accounts, clock__ended_on__isnull=True)
    return dict(rows.values_list("light").annotate(n=Count("pk")).order_by())


def clock_by_id(clock: int) -> Clock | None:
    """A clock with its standing, its place and its assignee. One statement."""
    return Clock.objects.select_related("standing", "unit", "region", "assignee").filter(pk=clock).first()


def turns_of(clock: Clock) -> list[Turn]:
    """The last turns of a clock, the newest first. One statement."""
    return list(Turn.objects.filter(clock=clock).order_by("-pk")[:60])


def excuses_of(clock: Clock) -> list[Excuse]:
    """The excuses of a clock, the newest first, with those who asked and decided. One statement."""
    return list(Excuse.objects.filter(clock=clock).select_related("asked_by", "decided_by").order_by("-pk")[:20])


def excuse_by_id(excuse: int) -> Excuse | None:
    """An excuse with its clock and the place of that. One statement."""
    return Excuse.objects.select_related("clock__unit", "clock__region").filter(pk=excuse).first()


Concerned = Mapping[To, tuple[int, ...]]
"""The accounts of each step among those in a project."""
CONCERNED: Final[list[Callable[[Collection[int]], Mapping[int, Concerned]]]] = []
"""Who in some projects is told of their confidential clocks; set by the house that has projects (`AppConfig.ready`)."""


@dataclass(frozen=True)
class Circle:
    """Those who may be told in a region on a day: heads by unit, supervisors and leaders by region, deputies by whom they stand in for.

    `threads`: those with a part in confidential projects, by project and step; of such a one nobody else learns that it is there.
    """

    heads: Mapping[int, tuple[int, ...]]
    supervisors: Mapping[int, tuple[int, ...]]
    leaders: Mapping[int, tuple[int, ...]]
    deputies: Mapping[int, tuple[int, ...]]
    threads: Mapping[int, Concerned] = field(default_factory=dict)

    def found(self, clock: Clock, to: To) -> tuple[int, ...]:
        """The accounts of a step for a clock. Where there is nobody, the next above: a chase is never lost for want of a post."""
        if clock.confidential and clock.thread_id is not None:
            own = (clock.assignee_id,) if to == "assignee" and clock.assignee_id else ()
            return self._with_deputies(own or self.threads.get(clock.thread_id, {}).get(to, ()))
        if to == "assignee":
            found: tuple[int, ...] = (clock.assignee_id,) if clock.assignee_id else ()
            return self._with_deputies(found) or self.found(clock, "unit_head")
        if to == "unit_head":
            return self._nearest(self.heads, ids(clock.unit.path)) or self.found(clock, "supervisor")
        if to == "supervisor":
            return self._nearest(self.supervisors, ids(clock.region.path)) or self.found(clock, "leader")
        return self._nearest(self.leaders, ids(clock.region.path))

    def told(self, clock: Clock, account: int) -> tuple[Said, str]:
        """What one of them is told that is due, and where it leads: of a confidential matter only its assignee and those in the project learn the name."""
        if not clock.confidential or account == clock.assignee_id:
            return Said(clock.name, clock.name), f"/clocks/{clock.pk}"
        if clock.thread_id is not None:
            return Said(clock.name, clock.name), clock.url
        return HIDDEN, f"/clocks/{clock.pk}"

    def _nearest(self, by: Mapping[int, tuple[int, ...]], path: Iterable[int]) -> tuple[int, ...]:
        """Those of the own unit or region, else of the nearest one above."""
        return self._with_deputies(next((by[key] for key in reversed(tuple(path)) if key in by), ()))

    def _with_deputies(self, accounts: tuple[int, ...]) -> tuple[int, ...]:
        """Those who are away are told too: they see it when they are back."""
        return tuple(dict.fromkeys((*accounts, *(deputy for account in accounts for deputy in self.deputies.get(account, ())))))


def circle(clocks: Iterable[Clock], on: date) -> Circle:
    """Who may be told of some clocks of one region on a day. Two statements, and those of `CONCERNED` where there are confidential ones of projects; units
    and regions must have been read with the clocks.
    """
    clocks = list(clocks)
    secret = {clock.thread_id for clock in clocks if clock.confidential and clock.thread_id is not None}
    units = {key for clock in clocks for key in ids(clock.unit.path)}
    regions = {key for clock in clocks for key in ids(clock.region.path)}
    posts = (Post.objects.filter(Q(last__isnull=True) | Q(last__gte=on), first__lte=on, account__is_active=True)
             .filter(Q(unit__in=units, role__in=HEADS) | Q(unit__region__in=regions, role__in=(Role.SUPERVISOR, Role.LEADER)))
             .order_by("id").values_list("account_id", "unit_id", "unit__region_id", "role", "unit__kind"))
    heads: dict[Role, dict[int, tuple[int, ...]]] = {role: {} for role in HEADS}
    supervisors: dict[int, tuple[int, ...]] = {}
    leaders: dict[int, tuple[int, ...]] = {}
    for account, unit, region, role, kind in posts:
        if role in HEADS and unit in units:
            heads[Role(role)][unit] = (*heads[Role(role)].get(unit, ()), account)
        if role == Role.SUPERVISOR:
            supervisors[region] = (*supervisors.get(region, ()), account)
        if role == Role.LEADER and kind == UnitKind.LEADERSHIP:
            leaders[region] = (*leaders.get(region, ()), account)
    deputies: dict[int, tuple[int, ...]] = {}
    for account, deputy in Absence.objects.filter(first__lte=on, last__gte=on, deputy__is_active=True).filter(
            Q(account__unit__region__in=regions)).order_by("id").values_list("account_id", "deputy_id"):
        deputies[account] = (*deputies.get(account, ()), deputy)
    threads = {key: held for concerned in CONCERNED for key, held in concerned(secret).items()} if secret else {}
    return Circle(heads[Role.CHIEF] | heads[Role.LEADER], supervisors, leaders, deputies, threads)


def overdue_count(today: date) -> int:
    """Clocks that should have moved by a day and have not. One statement, through the index of each region."""
    return Standing.objects.filter(region_id__in=Region.objects.values("pk"), next_on__lte=today).count()


def broken_count() -> int:
    """Clocks that cannot be read. One statement."""
    return Standing.objects.exclude(broken="").count()


def broken_ones(most: int) -> list[Standing]:
    """Some of them. One statement."""
    return list(Standing.objects.exclude(broken="").order_by("region_id")[:most])


def in_hand(person: Person, most: int) -> list[Standing]:
    """The running clocks that somebody, or whom they stand in for, has in hand, the first due first. One statement, through the index of assignees."""
    rows = Standing.objects.filter(clock__assignee__in=reach(person, Right.CLOCK_READ).accounts, clock__ended_on__isnull=True)
    return list(rows.select_related("clock__unit", "clock__assignee").order_by(F("due_on").asc(nulls_last=True), "pk")[:most])


def ended(clocks: Iterable[int]) -> set[int]:
    """Which of some clocks are over. One statement, or none."""
    wanted = list(clocks)
    return set(Clock.objects.filter(pk__in=wanted, ended_on__isnull=False).values_list("pk", flat=True)) if wanted else set()


def of_nobody(person: Person, most: int) -> list[Standing]:
    """Running clocks that nobody has in hand, of the units whose clocks somebody runs or that are asked about a project and for which somebody answers.

    One statement, through the index of such clocks, or none.
    """
    run, answer = reach(person, Right.CLOCK_RUN).units, reach(person, Right.ASKED_ANSWER).units
    if not run | answer:
        return []
    asked = within("clock__unit__path", answer - run) & Q(clock__thread_id__isnull=False) & ~Q(clock__subject_type="task")
    rows = Standing.objects.filter(within("clock__unit__path", run) | asked, clock__assignee__isnull=True,
                                   clock__ended_on__isnull=True, clock__confidential=False)
    return list(rows.select_related("clock__unit").order_by(F("due_on").asc(nulls_last=True), "pk")[:most])


def to_decide(person: Person, most: int) -> list[Excuse]:
    """Excuses that wait for somebody's decision, the oldest first. One statement, through the index of those that wait, or none."""
    regions = reach(person, Right.CLOCK_EXCUSE).regions
    if not regions:
        return []
    rows = Excuse.objects.filter(within("clock__region__path", regions), state=Excuse.State.ASKED, clock__ended_on__isnull=True, clock__confidential=False)
    return list(rows.select_related("clock__unit", "clock__standing", "asked_by").order_by("pk")[:most])


def on_threads(threads: Collection[int], regions: Collection[int], most: int, light: str = "") -> list[Standing]:
    """The running clocks of some projects of some regions, the first due first; `light`: only those. One statement, through the index of threads, or none.

    Who may see a project sees these, too: ask for none that the reader may not see.
    """
    if not threads:
        return []
    rows = Standing.objects.filter(clock__region__in=regions, clock__thread_id__in=threads, clock__ended_on__isnull=True)
    rows = rows.filter(light=light) if light else rows
    return list(rows.select_related("clock__unit", "clock__assignee").order_by(F("due_on").asc(nulls_last=True), "pk")[:most])


def alone(regions: Collection[int], light: str, most: int) -> list[Standing]:
    """Running clocks of some regions that are of no project and show a light, the first due first. One statement, through the index of such clocks."""
    rows = Standing.objects.filter(clock__region__in=regions, clock__thread_id__isnull=True, clock__ended_on__isnull=True, clock__confidential=False,
                                   light=light)
    return list(rows.select_related("clock__unit", "clock__assignee").order_by(F("due_on").asc(nulls_last=True), "pk")[:most])


def last_excuses(clocks: Collection[int]) -> dict[int, Excuse]:
    """The newest excuse of each of some clocks. One statement."""
    return {excuse.clock_id: excuse for excuse in Excuse.objects.filter(clock__in=clocks).order_by("pk")}
