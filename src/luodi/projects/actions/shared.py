"""What the actions on projects share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from luodi.engine.source import refuse
from luodi.frame.paths import ids
from luodi.frame.words import unseen
from luodi.ledger.actions import Act, By, Subject, snapshot
from luodi.ledger.values import text
from luodi.projects.models import Part, Project
from luodi.rights.kernel import MACHINE, Matter

SEEN = ("name", "national_code", "enterprise_name", "enterprise_code", "target_on", "stage", "status", "confidential")


def matter_of(project: Project, parts: Iterable[Part]) -> Matter:
    """A project as rights see it: its region and unit must have been read with it, and units with the parts."""
    parts = list(parts)
    held = frozenset((part.right, part.account_id) for part in parts if part.account_id and part.right)
    beside = frozenset(ids(part.unit.path) for part in parts if part.unit)
    return Matter(ids(project.region.path), ids(project.unit.path), held, project.confidential, beside)


def parts_of(project: Project) -> list[Part]:
    """Who is in a project now, with units and accounts. One statement."""
    return list(Part.objects.filter(project=project, last__isnull=True).select_related("unit", "account__unit").order_by("id"))


def of(project: Project, *_rest: Any, **_named: Any) -> Subject:
    """The subject of an action on a project. One statement."""
    return Subject(project.region_id, "project", project.pk, matter_of(project, parts_of(project)))


def locked(project: Project) -> Project:
    """The project as it is now, with nobody else changing it. One statement."""
    return Project.objects.select_for_update(of=("self",)).select_related("region", "unit", "enterprise").get(pk=project.pk)


def kept(act: Act, project: Project, *fields: str) -> None:
    """Keep fields of a project, and when it was changed. One statement."""
    project.changed_at = act.at
    project.save(update_fields=[*fields, "changed_at"])
    act.confidential = project.confidential


def head(project: Project) -> dict[str, Any]:
    """What an entry says of a project before and after; its enterprise must have been read. An enterprise's own number would tell when it first came."""
    return snapshot(project, *SEEN)


def inside(act: Act) -> By:
    """Who does what follows from an action, such as starting a clock: the product. Whoever may do the one need not have the right to the other."""
    return By(MACHINE, act.by.reason, act.by.request_id)


def line(value: str, zh: str, en: str, most: int, least: int = 1) -> str:
    """One line of text that people can see. Raises Refused."""
    plain = " ".join(text(value, f"{zh} {en}", 100_000).split())
    if len(plain) > most or unseen(plain):
        refuse(None, f"{zh}：最多 {most} 个字，不能有看不见的字符；这里有 {len(plain)} 个字",
               f"{en}: at most {most} characters that can be seen; there are {len(plain)}")
    if len(plain) < least:
        refuse(None, f"{zh}：没有写", f"{en}: nothing was written")
    return plain


def not_later(day: date, today: date, zh: str, en: str) -> date:
    """A day that has come. Raises Refused."""
    if day > today:
        refuse(None, f"{zh} {day} 还没有到，请写今天（{today}）或以前的日子", f"{en}: {day} is yet to come; write today ({today}) or a day before")
    return day
