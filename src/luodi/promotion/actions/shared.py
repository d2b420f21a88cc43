"""What the actions of promotion share: somebody is asked for something by a day, and answers."""

from __future__ import annotations

from datetime import date

from luodi.clocks.actions import New as NewClock
from luodi.clocks.actions import note_event, open_clock
from luodi.clocks.models import Clock
from luodi.engine.source import refuse
from luodi.engine.timelimit import Accepted, Decided, Limit, Received, Withdrawn
from luodi.frame.paths import ids
from luodi.ledger.actions import Act, Subject
from luodi.people.models import Account, Unit
from luodi.people.rules import rulebook
from luodi.projects.actions.parts import put
from luodi.projects.actions.shared import inside
from luodi.projects.models import Part, Project
from luodi.projects.rules import lifecycle_of
from luodi.rights.kernel import Matter


def asked_matter(project: Project, unit: Unit, account: Account | None) -> Matter:
    """What a unit, or somebody in it, was asked about a project, as rights see it. Units and regions must have been read."""
    held = frozenset({("assignee", account.pk)}) if account else frozenset()
    return Matter(ids(unit.region.path), ids(unit.path), held, project.confidential)


def asked_of(project: Project, unit: Unit, account: Account | None) -> Subject:
    """The subject of an answer: it stands on the project's thread, and whoever was asked may give it. No statement."""
    return Subject(project.region_id, "project", project.pk, asked_matter(project, unit, account))


def begin(act: Act, project: Project, unit: Unit, account: Account | None, kind: tuple[str, int], name: str, days: int, url: str, today: date,
          since: date | None = None, calendar: bool = False) -> Clock:
    """Have a unit, or somebody in it, see to something within working days from today. Within an action on the project. `since`: from another day on, one
    that has come; `calendar`: within calendar days.

    Raises Refused for a unit of another region, and where nobody is named for a confidential project: a whole unit would learn of it.
    """
    if unit.region_id != project.region_id:
        refuse(None, f"“{unit.name}”不在项目所在的区域，请选本区域的单位", f'"{unit.name}" is not in the region of the project; choose a unit there')
    if project.confidential and account is None:
        refuse(None, f"这个项目保密，请指定“{unit.name}”的一个人来办", f'this project is confidential; name somebody in "{unit.name}"')
    room = 197 - len(name)
    title = project.name if len(project.name) <= room else f"{project.name[:room - 1]}…"
    return open_clock(inside(act), NewClock(
        unit, kind, f"{title} · {name}", [Received(since or today), Accepted(since or today)], Limit(days, "calendar" if calendar else "working"),
        assignee=account, url=url,
        confidential=project.confidential, thread=project.pk), today)


def end(act: Act, clock: Clock | None, today: date) -> None:
    """What was asked for is there."""
    if clock:
        note_event(inside(act), clock, Decided(today, "approved"), today)


def give_up(act: Act, clock: Clock | None, today: date) -> None:
    """What was asked for is not wanted any more."""
    if clock:
        note_event(inside(act), clock, Withdrawn(today), today)


def let_in(project: Project, unit: Unit, account: Account | None, today: date) -> None:
    """Whoever is asked sees the project: the unit as one that takes part, of a confidential one the person alone. Up to three statements."""
    course = lifecycle_of(rulebook(), project.region_id)
    there = Part.objects.filter(project=project, last__isnull=True)
    if project.confidential:
        if account and not there.filter(account=account).exists():
            put(project, course.parts["member"], account, today)
    elif unit.pk != project.unit_id and not there.filter(unit=unit).exists():
        put(project, course.parts["unit"], unit, today)


def of_unit(account: Account | None, unit: Unit) -> None:
    """Whoever is named for a unit is of it, or below it. Raises Refused. The account's unit must have been read."""
    if account and unit.pk not in ids(account.unit.path):
        refuse(None, f"{account.name}不是“{unit.name}”的人，请选那里的人", f'{account.name} is not of "{unit.name}"; choose somebody there')
