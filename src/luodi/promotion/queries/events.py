"""Promotion events, whom to invite, who was invited, and what came of it. Of firms everybody sees those that they may see."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.urls import reverse

from luodi.engine.conditions import AttributeTable
from luodi.engine.mechanism import Promotion
from luodi.engine.source import Said
from luodi.frame.paths import within
from luodi.ledger.values import canonical
from luodi.people.models import Unit
from luodi.people.queries import unit_matter
from luodi.projects.models import Enterprise, Project, Status
from luodi.projects.queries import visible
from luodi.promotion.models import Chain, Event, Invitation, Link, LinkFirm
from luodi.promotion.names import plain
from luodi.promotion.queries.firms import seen
from luodi.promotion.queries.packaged import CATEGORY
from luodi.promotion.queries.targets import Counted
from luodi.promotion.steps import Asks, Step
from luodi.rights.kernel import Person
from luodi.rights.permissions import Right, may, reach

PAGE: Final = 30
GUESTS: Final = 100
"""Invitations on a page."""
MOST: Final = 500
"""Candidates that a choice may bring at once."""


@dataclass(frozen=True)
class Wanted:
    """What a list is to show. `state`: ahead, held, dropped, or empty for all that were not called off."""

    year: int | None = None
    unit: int | None = None
    state: str = ""


@dataclass(frozen=True)
class Choice:
    """Whom to invite: firms with one of some tags, on a chain's links in some places of the stream, of a category; whoever fits one of these."""

    tags: tuple[str, ...] = ()
    chain: Chain | None = None
    places: tuple[str, ...] = ()
    category: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was chosen."""
        return not (self.tags or self.chain or self.category)


@dataclass(frozen=True)
class Candidate:
    """Somebody who could be invited. `key`: as a form has it; `why`: by which choice; `enterprise`: None where only the name is known."""

    key: str
    name: str
    why: str
    enterprise: Enterprise | None = None


@dataclass(frozen=True)
class Found:
    """Whom a choice brings: `new` ones, how many are invited already, and whether there are more than one go takes."""

    new: tuple[Candidate, ...] = ()
    there: int = 0
    more: bool = False


@dataclass(frozen=True)
class Tally:
    """How many of those that somebody sees were invited, said yes or no, came; and what came of it."""

    invited: int
    yes: int
    no: int
    came: int
    leads: int


def near(person: Person) -> QuerySet[Event]:
    """The events that somebody may look at; a part of the statement that it stands in."""
    return Event.objects.filter(within("region__path", reach(person, Right.PROMOTION_READ).regions))


def page(person: Person, wanted: Wanted, after: tuple[date, int] | None = None) -> tuple[list[Event], str]:
    """A page of them, the latest first, and where the next one begins, as an address has it. One statement."""
    rows = near(person).select_related("region", "unit")
    if wanted.year is not None:
        rows = rows.filter(on__range=(date(wanted.year, 1, 1), date(wanted.year, 12, 31)))
    if wanted.unit is not None:
        rows = rows.filter(unit=wanted.unit)
    if wanted.state == "dropped":
        rows = rows.exclude(dropped="")
    else:
        rows = rows.filter(dropped="") if not wanted.state else rows.filter(dropped="", held=wanted.state == "held")
    if after is not None:
        rows = rows.filter(Q(on__lt=after[0]) | Q(on=after[0], pk__lt=after[1]))
    found = list(rows.order_by("-on", "-pk")[:PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return found[:PAGE], f"{last.on.isoformat()}.{last.pk}" if last else ""


def after_of(typed: str) -> tuple[date, int] | None:
    """Where a page begins, as an address has it; None for what is none."""
    on, _dot, key = typed.partition(".")
    try:
        return date.fromisoformat(on), int(key)
    except ValueError:
        return None


def counted(person: Person, year: int) -> list[Counted]:
    """What counts for a year: events of its days that were held, and those that are still to come. One statement."""
    rows = near(person).filter(on__range=(date(year, 1, 1), date(year, 12, 31)), dropped="")
    return [Counted(region, unit, done=held) for region, unit, held in rows.values_list("region__path", "unit__path", "held")]


def units(person: Person) -> list[Unit]:
    """The units that have events there. One statement."""
    return list(Unit.objects.filter(pk__in=near(person).values("unit")).order_by("path")[:MOST])


def by_id(key: int) -> Event | None:
    """An event with region and unit. One statement."""
    return Event.objects.select_related("region", "unit__region", "by").filter(pk=key).first()


def mark(event: Event) -> str:
    """What it holds, to notice that somebody else has changed it. No statement."""
    return hashlib.sha256(canonical([event.name, event.on.isoformat(), event.place, event.text]).encode()).hexdigest()[:16]


def guests(person: Person, event: Event) -> QuerySet[Invitation]:
    """The invitations that somebody sees: of firms that they may see, and, where they keep the event, of names that were typed.

    Part of the statement that it stands in, besides one for those who see projects through units.
    """
    shown = Q(enterprise__in=seen(person).values("pk"))
    if may(person, Right.PROMOTION_KEEP, unit_matter(event.unit)).allowed:
        shown |= Q(enterprise__isnull=True)
    return Invitation.objects.filter(shown, event=event)


def guest_page(person: Person, event: Event, words: str = "", after: int | None = None) -> tuple[list[Invitation], int | None]:
    """A page of invitations with what came of them, in the order in which they were made. One statement, or two."""
    rows = guests(person, event).select_related("enterprise", "project")
    if words:
        rows = rows.filter(name__icontains=words)
    if after is not None:
        rows = rows.filter(pk__gt=after)
    found = list(rows.order_by("pk")[:GUESTS + 1])
    return found[:GUESTS], found[GUESTS - 1].pk if len(found) > GUESTS else None


def guest_by_id(person: Person, event: Event, key: int) -> Invitation | None:
    """An invitation that somebody sees. One statement, or two."""
    return guests(person, event).select_related("enterprise", "project", "event__region", "event__unit__region").filter(pk=key).first()


def tally(person: Person, event: Event) -> Tally:
    """What somebody sees of an event in figures. Two statements, two more for those who see projects through units."""
    rows = guests(person, event)
    found = rows.aggregate(n=Count("pk"), yes=Count("pk", filter=Q(answer=Invitation.Answer.YES)), no=Count("pk", filter=Q(answer=Invitation.Answer.NO)),
                           came=Count("pk", filter=Q(came=True)))
    leads = rows.filter(project__in=visible(person).values("pk")).values("project").distinct().count()
    return Tally(found["n"], found["yes"], found["no"], found["came"], leads)


def projects_seen(person: Person, rows: Sequence[Invitation]) -> set[int]:
    """Which of the projects that came of some invitations somebody may see. One statement, or two; none without projects."""
    keys = [row.project_id for row in rows if row.project_id]
    return set(visible(person).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()


def known(keys: Sequence[int]) -> tuple[int, ...]:
    """Those of some invitations of which the ledger may speak: of typed names, and of firms that are known from more than confidential projects.
    One statement.
    """
    plainly = Q(enterprise__isnull=True) | Q(enterprise__profile__isnull=False) | Q(
        enterprise__in=Project.objects.filter(confidential=False, enterprise__isnull=False).values("enterprise"))
    return tuple(Invitation.objects.filter(plainly, pk__in=keys).order_by("pk").values_list("pk", flat=True))


def chains(person: Person) -> list[Chain]:
    """The chains that somebody may look at. One statement."""
    return list(Chain.objects.filter(within("region__path", reach(person, Right.PROMOTION_READ).regions)).order_by("name", "pk")[:MOST])


def called(person: Person, event: Event, names: Sequence[str]) -> dict[str, Enterprise]:
    """The enterprises of an event's region that somebody sees, by their whole names, as far as a name belongs to one alone. One statement, or two."""
    held: dict[str, list[Enterprise]] = {}
    for one in seen(person).filter(region=event.region_id, name__in=names).order_by("pk"):
        held.setdefault(one.name, []).append(one)
    return {name: found[0] for name, found in held.items() if len(found) == 1}


def candidates(person: Person, event: Event, choice: Choice, rules: Promotion, table: AttributeTable) -> Found:
    """Whom a choice brings of the firms that somebody may see in the region of the event, by name, each once, with all reasons.

    Firms of confidential projects come by their tags alone: the reason is read by others. One statement for each sort of choice and one for those who are
    invited, another each for those who see projects through units.
    """
    held: dict[str, tuple[str, Enterprise | None, list[str]]] = {}
    for sort in (_tagged, _on_chain, _of_category):
        for key, name, enterprise, why in sort(person, event, choice, rules, table):
            held.setdefault(key, (name, enterprise, []))[2].append(why)
    there = list(guests(person, event).values_list("enterprise", "name"))
    keys, names = {key for key, _name in there if key}, {plain(name) for _key, name in there}
    firms = {plain(name) for name, enterprise, _why in held.values() if enterprise}
    new, again = [], 0
    for key, (name, enterprise, reasons) in held.items():
        if plain(name) in names or (enterprise and enterprise.pk in keys):
            again += 1
        elif enterprise or plain(name) not in firms:
            new.append(Candidate(key, name, "；".join(dict.fromkeys(reasons))[:200], enterprise))
    new.sort(key=lambda one: (one.name, one.key))
    return Found(tuple(new[:MOST]), again, len(new) > MOST)


def step(asks: Asks) -> Step | None:
    """Which event a project came of. One statement."""
    row = Invitation.objects.filter(project=asks.project).select_related("event").order_by("pk").first()
    if row is None:
        return None
    said = Said(f"来自“{row.event.name}”（{row.event.on}）", f'came of "{row.event.name}" ({row.event.on})')
    return Step(Said("推介活动", "promotion event"), "done", said, reverse("promotion_event", args=[row.event_id]))


Fit = tuple[str, str, Enterprise | None, str]
"""A key, a name, the enterprise if it is known, and why it fits."""


def _tagged(person: Person, event: Event, choice: Choice, rules: Promotion, table: AttributeTable) -> list[Fit]:
    tags = [tag for tag in choice.tags if tag in rules.tags]
    if not tags:
        return []
    asked = Q()
    for tag in tags:
        asked |= Q(_tags__contains=f'"{tag}"')
    rows = seen(person).filter(region__path__startswith=event.region.path).annotate(_tags=Cast("profile__tags", TextField())).filter(asked)
    return [(f"e{one.pk}", one.name, one, "标签：" + "、".join(rules.tags[tag].title("zh-Hans") for tag in tags if tag in one.profile.tags))
            for one in rows.select_related("profile").order_by("name", "pk")[:MOST + 1]]


def _on_chain(person: Person, event: Event, choice: Choice, rules: Promotion, table: AttributeTable) -> list[Fit]:
    if choice.chain is None:
        return []
    rows = LinkFirm.objects.filter(link__chain=choice.chain)
    if choice.places:
        rows = rows.filter(link__place__in=choice.places)
    found = list(rows.select_related("link").order_by("link", "name")[:MOST + 1])
    keys = {one.enterprise_id for one in found if one.enterprise_id}
    firms = seen(person).in_bulk(keys) if keys else {}
    out = []
    for one in found:
        # The names on a chain are read by everybody who reads the chain; which enterprise it is, by those who may see that.
        firm = firms.get(one.enterprise_id or 0)
        why = f"产业链“{choice.chain.name}”{Link.Place(one.link.place).label}“{one.link.name}”的{LinkFirm.Kind(one.kind).label}"
        out.append((f"e{firm.pk}" if firm else f"l{one.pk}", firm.name if firm else one.name, firm, why))
    return out


def _of_category(person: Person, event: Event, choice: Choice, rules: Promotion, table: AttributeTable) -> list[Fit]:
    if not choice.category or CATEGORY not in table or choice.category not in table[CATEGORY].values:
        return []
    rows = visible(person, Right.PROJECT_INSIDE).filter(category=choice.category, confidential=False, enterprise__isnull=False,
                                                        region__path__startswith=event.region.path).exclude(status=Status.ENDED)
    named = table[CATEGORY].values[choice.category]["zh-Hans"]
    firms = Enterprise.objects.filter(pk__in=rows.values("enterprise")).order_by("name", "pk")[:MOST + 1]
    return [(f"e{one.pk}", one.name, one, f"在谈项目类别：{named}") for one in firms]
