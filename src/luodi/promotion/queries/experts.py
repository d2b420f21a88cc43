"""Advisers, groups, who knows what, and the advice that projects were given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.urls import reverse

from luodi.engine.source import Said
from luodi.frame.paths import ids, path_of
from luodi.people.models import Account, Region, Unit
from luodi.projects import thread
from luodi.projects.models import Project
from luodi.projects.queries import visible
from luodi.promotion.models import Adviser, Consultation, Group, Member
from luodi.promotion.steps import Asks, Step
from luodi.rights.kernel import Person
from luodi.rights.permissions import Right, reach

MOST: Final = 500
PAGE: Final = 30


@dataclass(frozen=True)
class Candidate:
    """Somebody who could be asked. `key`: as a form has it; `why`: reasons, the strongest first."""

    key: str
    name: str
    where: str
    why: tuple[Said, ...]
    adviser: Adviser | None = None
    member: Account | None = None


def advisers(person: Person, skill: str = "") -> list[Adviser]:
    """The advisers of the regions that somebody may look into, by region and name. Two statements."""
    rows = Adviser.objects.select_related("region", "account__unit").filter(region__in=_regions(person))
    found = rows.order_by("region__path", "-active", "name", "pk")[:MOST]
    return [one for one in found if not skill or skill in one.skills]


def groups(person: Person) -> list[tuple[Group, list[Member]]]:
    """The groups there, with their members. Three statements."""
    found = list(Group.objects.select_related("unit__region").filter(region__in=_regions(person)).order_by("unit__path")[:MOST])
    held: dict[int, list[Member]] = {}
    for one in Member.objects.filter(group__in=[group.pk for group in found]).select_related("account__unit").order_by("skill", "account__name", "pk"):
        held.setdefault(one.group_id, []).append(one)
    return [(group, held.get(group.pk, [])) for group in found]


def members_of(unit: Unit) -> list[Member]:
    """The members of a unit's group, by skill. One statement."""
    return list(Member.objects.filter(group__unit=unit).select_related("account__unit", "group").order_by("skill", "account__name", "pk"))


def adviser_by_id(key: int) -> Adviser | None:
    """An adviser with region and account. One statement."""
    return Adviser.objects.select_related("region", "account__unit").filter(pk=key).first()


def member_by_id(unit: Unit, key: int) -> Member | None:
    """A member of a unit's group. One statement."""
    return Member.objects.select_related("group__unit__region", "account").filter(group__unit=unit, pk=key).first()


def lendable(region: Region) -> list[Account]:
    """Those of approval and other departments of a region who can be members. One statement."""
    rows = Account.objects.filter(unit__region=region, unit__kind__in=("approval", "department"), is_active=True)
    return list(rows.select_related("unit").order_by("unit__path", "name")[:MOST])


def account_in(region: Region, typed: str) -> list[Account]:
    """The accounts of a region that somebody typed. One statement."""
    return thread.account_called(Project(region=region), typed)


def advice_of(project: Project) -> list[Consultation]:
    """What was asked for a project, the newest first. One statement."""
    rows = Consultation.objects.filter(project=project).select_related("adviser__account__unit", "member__unit", "by", "clock__standing")
    return list(rows.order_by("-pk")[:MOST])


def consultation_of(project: Project, key: int) -> Consultation | None:
    """One of them, with all that an answer asks for. One statement."""
    found = Consultation.objects.select_related("adviser__account__unit__region", "member__unit__region", "by__unit__region", "clock")
    row = found.filter(project=project, pk=key).first()
    if row:
        row.project = project
    return row


def consultation_by_code(code: str, key: int) -> Consultation | None:
    """A question by the code of its project, with all that an answer asks for. One statement."""
    found = Consultation.objects.select_related("adviser__account__unit__region", "member__unit__region", "by__unit__region", "clock", "project__region",
                                                "project__unit", "project__enterprise")
    return found.filter(project__code=code, pk=key).first()


def talks_of(person: Person, unit: Unit, members: Collection[int], after: int | None = None) -> tuple[list[Consultation], int | None]:
    """What the members of a unit's group did for projects of the unit that somebody sees from inside, the newest first. One statement, one more for those
    who see projects through units. And the key after which the next page begins.
    """
    rows = Consultation.objects.filter(member__in=members, project__in=visible(person, Right.PROJECT_INSIDE), project__unit__path__startswith=unit.path)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.select_related("project", "member__unit").order_by("-pk")[:PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def matches(project: Project, skill: str) -> list[Candidate]:
    """Who could be asked for a skill, the fittest first: members of the own group before others, then who has least in hand, then who knows the trade.

    What they have in hand counts without what is confidential. Four statements.
    """
    path = ids(project.region.path)
    people = {one.account_id: one for one in Member.objects.filter(skill=skill, group__region=project.region, account__is_active=True,
                                                                  account__unit__region=project.region)
              .select_related("account__unit", "group__unit").order_by("pk")}
    own = set(Member.objects.filter(skill=skill, group__unit__in=ids(project.unit.path)).values_list("account_id", flat=True))
    outside = [one for one in Adviser.objects.filter(region__in=path, active=True).select_related("account__unit").order_by("name") if skill in one.skills]
    load, knows = _records(project, people, outside)
    found: list[tuple[tuple[bool, int, int, str], Candidate]] = []
    for account, one in people.items():
        near, key = account in own, f"member-{account}"
        first = Said("本单位招商工作服务组的成员", "member of the own group") if near else Said(
            f"“{one.group.unit.name}”服务组的成员", f'member of the group of "{one.group.unit.name}"')
        found.append(((not near, load[key], -knows[key], one.account.name),
                      Candidate(key, one.account.name, one.account.unit.name, (first, *_why(load[key], knows[key])), member=one.account)))
    for one_out in outside:
        key = f"adviser-{one_out.pk}"
        found.append(((True, load[key], -knows[key], one_out.name),
                      Candidate(key, one_out.name, one_out.from_where, (Said("外聘顾问", "adviser"), *_why(load[key], knows[key])), adviser=one_out)))
    return [one for _order, one in sorted(found, key=lambda pair: (pair[0], pair[1].key))]


def _records(project: Project, people: Mapping[int, Member], outside: Iterable[Adviser]) -> tuple[Counter[str], Counter[str]]:
    """How much each has in hand, and how often each has advised on projects of the kind of this one. One statement."""
    load: Counter[str] = Counter()
    knows: Counter[str] = Counter()
    rows = Consultation.objects.filter(Q(member__in=list(people)) | Q(adviser__in=[one.pk for one in outside]), project__confidential=False)
    for adviser, member, held, category in rows.values_list("adviser_id", "member_id", "held_on", "project__category"):
        key = f"adviser-{adviser}" if adviser else f"member-{member}"
        if held is None:
            load[key] += 1
        elif category and category == project.category:
            knows[key] += 1
    return load, knows


def _why(load: int, knows: int) -> tuple[Said, ...]:
    busy = Said(f"手上还有 {load} 件没答复", f"{load} still to be answered") if load else Said("手上没有未答复的", "nothing in hand")
    return (busy, Said(f"给同类项目出过 {knows} 次主意", f"advised on {knows} such projects")) if knows else (busy,)


def _regions(person: Person) -> list[int]:
    """The regions that somebody may look into, and those above, whose advisers serve them too. One statement, or none."""
    far = reach(person, Right.PROMOTION_READ).regions
    if not far:
        return []
    below = Q()
    for place in far:
        below |= Q(path__startswith=path_of(place))
    return list(Region.objects.filter(below | Q(pk__in={key for place in far for key in place})).values_list("pk", flat=True))


def step(asks: Asks) -> Step:
    """How many were asked for advice and how many said something. One statement."""
    rows = list(Consultation.objects.filter(project=asks.project).values_list("held_on", flat=True))
    title, url = Said("顾问和服务组", "advisers and the group"), reverse("promotion_advice", args=[asks.project.code])
    if not rows:
        return Step(title, "", Said("需要时按专长找人出主意", "whoever knows can be asked when needed"), url)
    given = sum(one is not None for one in rows)
    said = Said(f"问了 {len(rows)} 次，{given} 次有了意见", f"asked {len(rows)} times, answered {given} times")
    return Step(title, "done" if given == len(rows) else "now", said, url)
