"""The first contacts of the invented district: leads that are kept warm, forgotten, disputed, handed on; and what promotion keeps for all projects."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from luodi.demo import talk
from luodi.engine.source import Refused
from luodi.people.models import Unit
from luodi.people.rules import rulebook
from luodi.projects.models import Enterprise, Project
from luodi.promotion.actions import experts, firms, leads, services
from luodi.promotion.models import Lead, ServiceEntry
from luodi.promotion.rules import promotion_of

if TYPE_CHECKING:
    from luodi.demo.story import Calls, Story
    from luodi.demo.town import Town

ENDS: Final = {1: 100, 4: 84, 5: 112}
"""Leads of today that began long ago, by their turn among eight: how many calendar days."""
POOL, DISPUTED, GIVEN, RENEWED, TAKEN_UP, QUIET, ALSO_GIVEN = 1, 2, 3, 4, 5, 6, 7
"""What becomes of leads, by their turn among eight: left to the pool, disputed, offered to another unit, renewed, taken from the pool, not asked after."""
RIVALS: Final = ("invest4", "invest1")


class Firsts:
    """The first contact of one project and what comes of it; `turn` among the leads of today, -1 for a project that went on."""

    def __init__(self, story: Story, turn: int) -> None:
        self.story, self.turn, self.town = story, turn % 8 if turn >= 0 else -1, story.town

    def register(self, today: date) -> Project | None:
        """Register a lead. None for a firm that somebody has: that one comes into the library as the next phase of its project."""
        story = self.story
        rules = promotion_of(rulebook(), self.town.region.pk)
        new = leads.NewLead(self._home(), story.name, story.enterprise, story.random.choice(sorted(rules.ways)), story.uscc,
                            (story.random.choice(talk.MET), ""), story.first_facts, story.confidential, True)
        with suppress(leads.Alike):
            return leads.add_lead(story.act(story.owner, today), new, self.town.people[story.owner], today)
        return None

    def first(self, today: date) -> None:
        """Register the first contact of a project that came into the library in another way."""
        with suppress(Refused):
            leads.register_first(self.story.act(self.story.owner, today), self.story.project, "received", (self.story.random.choice(talk.MET), ""), today)

    def lay(self, begun: date, until: date) -> None:
        """Write down when somebody talks to the firm, and what else becomes of the lead."""
        story, calendar, day = self.story, self.story.calls.calendar, begun
        quiet = {POOL: 8, QUIET: 1, TAKEN_UP: 8}.get(self.turn, 400)
        last = min(until, calendar.add(begun, quiet))
        while (day := calendar.add(day, story.random.randint(3, 9))) < last:
            story.on(day, self.talked)
        today = story.calls.today
        if self.turn == DISPUTED:
            story.on(calendar.add(today, -3), self.disputed)
        if self.turn in (GIVEN, ALSO_GIVEN):
            story.on(calendar.add(today, -1), self.given)
        if self.turn == RENEWED:
            story.on(calendar.add(today, -2), self.renewed)
        if self.turn == TAKEN_UP:
            story.on(begun + timedelta(days=97), self.taken_up)

    def talked(self, today: date) -> None:
        """A talk with the firm."""
        story = self.story
        if Lead.objects.filter(project=story.project).exists():
            way = story.random.choice(("call", "visit", "received", "online"))
            leads.add_contact(story.act(story.owner, today), story.project, self.town.people[story.owner], today, way, story.random.choice(talk.MET),
                              story.random.choice(talk.CONTACTS), story.calls.calendar.add(today, story.random.randint(3, 8)), today)

    def disputed(self, today: date) -> None:
        """Another unit says that the lead is its own; both bring evidence."""
        rival, story = self._rival(), self.story
        unit = self._unit(rival)
        if self._state() != Lead.State.HELD or story.confidential or unit.pk == story.project.unit_id:
            return
        made = leads.dispute(story.act(rival, today), story.project, unit, self.town.people[rival], story.enterprise, talk.CLAIM, today)
        leads.bring(story.act(story.owner, today), made, made.holder, self.town.people[story.owner], talk.ANSWERED)

    def given(self, today: date) -> None:
        """Its own unit asks a park to take it over."""
        story = self.story
        park = next(unit for login in ("park1", "park3") if (unit := self._unit(login)).pk != story.project.unit_id)
        if self._state() == Lead.State.HELD and not story.confidential:
            leads.ask_transfer(story.act(story.owner, today), story.project, self.town.people[story.owner], park, None, 30, talk.MOVED, today)

    def renewed(self, today: date) -> None:
        """It is protected for longer."""
        with suppress(Refused):
            leads.renew(self.story.act(self.story.owner, today), self.story.project)

    def taken_up(self, today: date) -> None:
        """Somebody else takes it from the pool."""
        rival, story = self._rival(), self.story
        if self._state() == Lead.State.OPEN:
            story.project = leads.take(story.act(rival, today), story.project, self._unit(rival), self.town.people[rival], today)
            story.owner = rival

    def _state(self) -> str:
        return Lead.objects.filter(project=self.story.project).values_list("state", flat=True).first() or ""

    def _rival(self) -> str:
        return next(one for one in RIVALS if self.town.homes[one] != self.town.homes[self.story.owner])

    def _home(self) -> Unit:
        return self._unit(self.story.owner)

    def _unit(self, login: str) -> Unit:
        return Unit.objects.select_related("region").get(pk=self.town.unit_of(login).pk)


def keep(town: Town, calls: Calls) -> None:
    """What promotion keeps besides projects: advisers, a service group, what is known of firms, and who is put into the list of services."""
    def advisers(day: date) -> None:
        for name, where, skills, login in talk.ADVISERS:
            about = experts.About(name, where, skills, town.people[login] if login else None)
            experts.keep_adviser(town.person("invest1", day), town.units["invest1"], None, about)
        for login, skill in talk.GROUP:
            experts.join(town.person("unitadmin2", day), town.units["invest"], town.people[login], skill)

    def profiles(day: date) -> None:
        group = None
        for place, firm in enumerate(Enterprise.objects.filter(region=town.region, projects__confidential=False).distinct().order_by("pk")[:24]):
            about = firms.About(talk.PROFILES[place % len(talk.PROFILES)], talk.BACKGROUND[place % 3], group if place % 6 == 5 else None,
                                (firm.name.removeprefix("云岭").removesuffix("有限公司"),))
            kept = firms.add_firm(town.person("invest1", day), town.units["invest1"], firm.name, firm.uscc, about)
            group = kept.enterprise if place % 6 == 0 else group

    def served(day: date) -> None:
        there = ServiceEntry.objects.filter(last__isnull=True).values("project")
        rows = Project.objects.exclude(pk__in=there).filter(region=town.region, status="active", confidential=False).select_related("region", "unit")
        for project in rows.order_by("pk")[:2]:
            owner = project.parts.select_related("account").get(kind="owner", last__isnull=True).account
            assert owner
            services.put_in(town.person(owner.login, day), project, talk.QUIET, day)

    calls.on(calls.first, advisers)
    calls.on(calls.today - timedelta(days=20), profiles)
    calls.on(calls.today - timedelta(days=8), served)
