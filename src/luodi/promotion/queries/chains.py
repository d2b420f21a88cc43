"""Chains as somebody may see them: links, ties, firms on links, meetings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Final

from django.db.models import Count, Q

from luodi.clocks.shown import Mark, mark
from luodi.engine.mechanism.promotion import Cadence
from luodi.frame.paths import ids, path_of, within
from luodi.people.models import Account, Region
from luodi.people.rules import Rulebook
from luodi.projects.models import Project
from luodi.projects.queries import visible
from luodi.projects.rules import lifecycle_of
from luodi.promotion.cadence import later, turn_of
from luodi.promotion.models import Adviser, Chain, ChainMeeting, Link, LinkFirm, LinkTie
from luodi.promotion.queries.firms import seen
from luodi.promotion.rules import promotion_of
from luodi.rights.kernel import Person
from luodi.rights.permissions import Right, reach

MOST: Final = 200
"""Chains that a list shows, firms on a chain, meetings on a page: more than anybody keeps."""
PLACES: Final = tuple(str(place) for place in Link.Place)


@dataclass(frozen=True)
class Meeting:
    """A meeting as a page shows it. `name`: in the reader's language; `mark`: until when it is to be held, None once it was noted."""

    row: ChainMeeting
    name: str
    mark: Mark | None


@dataclass
class Row:
    """A chain as a list shows it. `strengths`: how many links of each; `next`: the open meeting that is due first; `targets`: enterprises that are wanted;
    `leads`: of those, how many became a lead that the reader sees.
    """

    chain: Chain
    strengths: Counter[str] = field(default_factory=Counter)
    next: Meeting | None = None
    targets: int = 0
    leads: int = 0

    @property
    def links(self) -> int:
        """How many there are."""
        return self.strengths.total()


@dataclass(frozen=True)
class OnLink:
    """A firm on a link. `firm`: the enterprise, where the reader may see it; `project`, `stage`: what came of it, where they may see that."""

    row: LinkFirm
    firm: int | None
    project: Project | None
    stage: str


@dataclass
class Shown:
    """A link with what stands around it. `gives`, `takes`: the ties with the name at the other end."""

    link: Link
    gives: list[tuple[LinkTie, str]] = field(default_factory=list)
    takes: list[tuple[LinkTie, str]] = field(default_factory=list)
    there: list[OnLink] = field(default_factory=list)
    targets: list[OnLink] = field(default_factory=list)


def chains(person: Person, lang: str, book: Rulebook, today: date) -> list[Row]:
    """The chains of the regions that somebody may look into, by region and name. Five statements, one more for those who see projects through units."""
    rows = Chain.objects.filter(within("region__path", reach(person, Right.PROMOTION_READ).regions)).select_related("region", "unit", "leader", "adviser")
    found = {one.pk: Row(one) for one in rows.order_by("region__path", "name", "pk")[:MOST]}
    for chain, strength, count in Link.objects.filter(chain__in=list(found)).values_list("chain", "strength").annotate(n=Count("pk")).order_by():
        found[chain].strengths[strength] = count
    targets = LinkFirm.objects.filter(link__chain__in=list(found), kind=LinkFirm.Kind.TARGET).values_list("link__chain").order_by()
    for chain, count in targets.annotate(n=Count("pk")):
        found[chain].targets = count
    for chain, count in targets.filter(project__in=visible(person, Right.PROJECT_INSIDE).values("pk")).annotate(n=Count("pk")):
        found[chain].leads = count
    waiting = ChainMeeting.objects.filter(chain__in=list(found), by__isnull=True).select_related("clock__standing")
    for meeting in sorted(waiting, key=_due):
        row = found[meeting.chain_id]
        row.next = row.next or shown(meeting, promotion_of(book, row.chain.region_id).cadences, lang, book, row.chain.region_id, today)
    return list(found.values())


def chain_by_id(key: int) -> Chain | None:
    """A chain with its region, unit, leader and adviser. One statement."""
    return Chain.objects.select_related("region", "unit__region", "leader__unit", "adviser").filter(pk=key).first()


def link_of(chain: Chain, key: int) -> Link | None:
    """A link of a chain. One statement."""
    found = Link.objects.filter(chain=chain, pk=key).first()
    if found:
        found.chain = chain
    return found


def links_of(chain: Chain) -> list[Link]:
    """The links of a chain, down the stream. One statement."""
    rows = list(Link.objects.filter(chain=chain).order_by("pk"))
    for one in rows:
        one.chain = chain
    return sorted(rows, key=lambda one: PLACES.index(one.place))


def tie_of(chain: Chain, key: int) -> LinkTie | None:
    """What one link of a chain delivers to another. One statement."""
    found = LinkTie.objects.select_related("giver", "taker").filter(giver__chain=chain, pk=key).first()
    if found:
        found.giver.chain = chain
    return found


def firm_of(chain: Chain, key: int) -> LinkFirm | None:
    """A firm on a link of a chain. One statement."""
    found = LinkFirm.objects.select_related("link", "enterprise").filter(link__chain=chain, pk=key).first()
    if found:
        found.link.chain = chain
    return found


def meeting_of(chain: Chain, key: int) -> ChainMeeting | None:
    """A meeting of a chain. One statement."""
    found = ChainMeeting.objects.select_related("clock__standing").filter(chain=chain, pk=key).first()
    if found:
        found.chain = chain
    return found


def whole(person: Person, chain: Chain, lang: str, book: Rulebook) -> list[Shown]:
    """The links of a chain with ties and firms, down the stream. Five statements, two more for those who see projects through units."""
    found = {one.pk: Shown(one) for one in links_of(chain)}
    for tie in LinkTie.objects.filter(giver__chain=chain).order_by("pk"):
        found[tie.giver_id].gives.append((tie, found[tie.taker_id].link.name))
        found[tie.taker_id].takes.append((tie, found[tie.giver_id].link.name))
    rows = list(LinkFirm.objects.filter(link__chain=chain).order_by("name", "pk")[:MOST])
    firms = set(seen(person).filter(pk__in={one.enterprise_id for one in rows if one.enterprise_id}).values_list("pk", flat=True))
    projects = visible(person, Right.PROJECT_INSIDE).select_related("unit").in_bulk({one.project_id for one in rows if one.project_id})
    stages = {stage.id: stage.title(lang) for stage in lifecycle_of(book, chain.region_id).stages}
    for one in rows:
        project = projects.get(one.project_id) if one.project_id else None
        row = OnLink(one, one.enterprise_id if one.enterprise_id in firms else None, project, stages.get(project.stage, project.stage) if project else "")
        (found[one.link_id].there if one.kind == LinkFirm.Kind.THERE else found[one.link_id].targets).append(row)
    return list(found.values())


def meetings_of(chain: Chain, lang: str, book: Rulebook, today: date) -> tuple[list[Meeting], list[Meeting]]:
    """The meetings of a chain: those that wait, the first due first, and those that were noted, the last first. One statement."""
    rules = promotion_of(book, chain.region_id).cadences
    rows = list(ChainMeeting.objects.filter(chain=chain).select_related("clock__standing", "by").order_by("-turn", "-pk")[:MOST])
    waiting = [shown(one, rules, lang, book, chain.region_id, today) for one in sorted((one for one in rows if one.by_id is None), key=_due)]
    held = sorted((one for one in rows if one.by_id), key=lambda one: (one.held_on or one.turn, one.pk), reverse=True)
    return waiting, [shown(one, rules, lang, book, chain.region_id, today) for one in held]


def shown(row: ChainMeeting, rules: Mapping[str, Cadence], lang: str, book: Rulebook, region: int, today: date) -> Meeting:
    """A meeting in words; its clock must have been read with it. No statement."""
    name = rules[row.cadence].title(lang) if row.cadence in rules else row.cadence
    open_one = row.clock if row.clock and row.by_id is None and row.clock.ended_on is None else None
    return Meeting(row, name, mark(open_one.standing, book.of(region), today) if open_one else None)


def cadences(chain: Chain, book: Rulebook) -> Mapping[str, Cadence]:
    """The meetings that the place of a chain has. No statement."""
    return promotion_of(book, chain.region_id).cadences


def to_come(chain: Chain, book: Rulebook, lang: str, today: date, there: Iterable[Meeting]) -> list[tuple[str, date]]:
    """When the next meetings will be due, the first first; `there`: those that were. No statement."""
    known = {(one.row.cadence, one.row.turn) for one in there}
    return sorted(((one.title(lang), _next(key, chain.since, one.months, today, known)) for key, one in cadences(chain, book).items()), key=itemgetter(1))


def _next(key: str, since: date, months: int, today: date, known: Collection[tuple[str, date]]) -> date:
    """The first day of the span in which a day lies, while its meeting has not been raised, else of the one after it."""
    turn = turn_of(since, months, today)
    behind = (turn.year - since.year) * 12 + turn.month - since.month
    return later(since, behind + months) if (key, turn) in known else turn


def advisers_for(region: Region) -> list[Adviser]:
    """Those who can advise a chain of a region: its own, and those of the regions above. One statement."""
    return list(Adviser.objects.filter(region__in=ids(region.path), active=True).order_by("name", "pk")[:MOST])


def people_of(region: Region) -> list[Account]:
    """Those of a region and below who can lead a chain or work on it. One statement."""
    rows = Account.objects.filter(within("unit__region__path", [ids(region.path)]), is_active=True)
    return list(rows.select_related("unit__region").order_by("unit__path", "name")[:500])


def accounts_called(region: Region, names: Collection[str]) -> dict[str, list[Account]]:
    """Who in a region and below is called by each of some names or login names. One statement."""
    wanted: dict[str, list[Account]] = {}
    asked = Q(pk__in=())
    for name in names:
        wanted[name] = []
        asked |= Q(name=name) | Q(login__iexact=name)
    rows = Account.objects.filter(asked, unit__region__path__startswith=path_of(ids(region.path)), is_active=True).select_related("unit__region").order_by("pk")
    for one in rows:
        for name in dict.fromkeys((one.name, *(name for name in wanted if name.lower() == one.login.lower()))):
            if name in wanted:
                wanted[name].append(one)
    return wanted


def _due(meeting: ChainMeeting) -> tuple[date, int]:
    due = meeting.clock.standing.due_on if meeting.clock else None
    return due or meeting.turn, meeting.pk


def strengths(links: Sequence[Shown]) -> Counter[str]:
    """How many links of each strength."""
    return Counter(one.link.strength for one in links)
