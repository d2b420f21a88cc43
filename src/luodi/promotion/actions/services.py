"""Projects enter the list of linked services by rule, or because somebody says why."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from luodi.engine.source import refuse
from luodi.ledger.actions import Act, action
from luodi.people.rules import rulebook
from luodi.projects.actions.shared import kept, line, locked, of
from luodi.projects.models import Project
from luodi.promotion.models import ServiceEntry
from luodi.promotion.queries.services import judged, latest, turn
from luodi.promotion.rules import promotion_of
from luodi.promotion.verbs import services as verbs
from luodi.rights.kernel import MACHINE
from luodi.rights.permissions import Right

BATCH: Final = 500
LATE: Final = timedelta(minutes=5)
"""How long after its beginning an action may be kept: what changed so long before the last time is looked at again."""


@action(verb=verbs.ENTER, needs=Right.PROJECT_CHANGE, subject=of)
def put_in(act: Act, project: Project, reason: str, today: date) -> ServiceEntry:
    """Put a project into the list, for a reason. Raises Refused without one, and for one that is there."""
    project, why = locked(project), line(reason, "理由", "reason", 500)
    if _open(project):
        refuse(None, "项目已经在清单里了", "the project is in the list already")
    entry = _entered(project, "", why, today, act.person.account_id)
    kept(act, project)
    act.note(entry=entry.pk, rule="")
    act.change({"listed": None, "why": None}, {"listed": "在清单里", "why": why})
    return entry


@action(verb=verbs.LEAVE, needs=Right.PROJECT_CHANGE, subject=of)
def take_out(act: Act, project: Project, reason: str, today: date) -> ServiceEntry:
    """Take a project out of the list, for a reason; no rule puts it back. Raises Refused without one, and for one that is not there."""
    project, why = locked(project), line(reason, "理由", "reason", 500)
    entry = _open(project)
    if entry is None:
        refuse(None, "项目不在清单里", "the project is not in the list")
    _left(entry, why, today)
    kept(act, project)
    act.note(entry=entry.pk, rule=entry.rule)
    act.change({"listed": "在清单里", "why": None}, {"listed": "不在清单里", "why": why})
    return entry


@action(verb=verbs.FOLLOW, needs=Right.PROJECT_CHANGE, subject=of)
def follow_rules(act: Act, project: Project, today: date) -> ServiceEntry | None:
    """Have the list say of a project what its rules say. Whoever was put in or taken out by somebody stays as they are."""
    project, book = locked(project), rulebook()
    rules = promotion_of(book, project.region_id)
    last = latest([project.pk]).get(project.pk)
    now = last if last and last.last is None else None
    changes, rule = turn(judged(project, rules, book, today), now, last)
    names = {one.id: one.title("zh-Hans") for one in rules.entries}
    before, entry = now.rule if now else "", now
    if changes:
        if now:
            _left(now, "", today)
        entry = _entered(project, rule, "", today, None) if rule else None
        kept(act, project)
    act.note(entry=entry.pk if entry else now.pk if now else 0, rule=rule if changes else before)
    act.change({"listed": names.get(before, before) or "不在清单里"}, {"listed": names.get(entry.rule, entry.rule) if entry else "不在清单里"})
    return entry


def follow(since: datetime | None, today: date) -> int:
    """Have the list follow all projects that changed since an instant, or all; how many entered or left.

    May be cut off anywhere and made again. Statements: one for each batch, one more for its entries, and those of an action for each that enters or leaves.
    """
    book, count, after = rulebook(), 0, 0
    while True:
        rows = Project.objects.select_related("region", "unit").filter(pk__gt=after).order_by("pk")
        found = list((rows.filter(changed_at__gte=since - LATE) if since else rows)[:BATCH])
        if not found:
            return count
        there = latest([one.pk for one in found])
        for one in found:
            last = there.get(one.pk)
            now = last if last and last.last is None else None
            if turn(judged(one, promotion_of(book, one.region_id), book, today), now, last)[0]:
                follow_rules(MACHINE, one, today)
                count += 1
        after = found[-1].pk


def _open(project: Project) -> ServiceEntry | None:
    return ServiceEntry.objects.filter(project=project, last__isnull=True).first()


def _entered(project: Project, rule: str, reason: str, today: date, by: int | None) -> ServiceEntry:
    return ServiceEntry.objects.create(region=project.region, project=project, rule=rule, reason=reason, first=today, by_id=by)


def _left(entry: ServiceEntry, why: str, today: date) -> None:
    entry.last, entry.why_out = today, why
    entry.save(update_fields=["last", "why_out"])
