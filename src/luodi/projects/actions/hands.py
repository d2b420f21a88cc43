"""What is done from the list: a project goes to another owner; a long list is exported in the background."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final
from uuid import uuid4

from luodi.engine.source import Said, refuse
from luodi.ledger.actions import Act, Subject, action
from luodi.people.models import Account
from luodi.people.rules import rulebook
from luodi.projects import telling, verbs
from luodi.projects.actions.parts import put
from luodi.projects.actions.shared import kept, locked, of
from luodi.projects.actions.tasks import forgotten, left
from luodi.projects.models import Part, Project
from luodi.projects.rules import lifecycle_of
from luodi.rights.kernel import Matter, PostHeld
from luodi.rights.permissions import Right
from luodi.work.jobs import enqueue
from luodi.work.models import Job

EXPORT_JOB: Final = "projects.export"
OWNER: Final = "owner"


@action(verb=verbs.HAND, needs=Right.PROJECT_STAFF, subject=of)
def hand_project(act: Act, project: Project, account: Account, today: date) -> Project:
    """Make somebody the owner in place of whoever is; their open tasks go along, but for those of other parts that they keep.

    Raises Refused for who owns it already, and for an account that is closed.
    """
    project = locked(project)
    owners = list(Part.objects.filter(project=project, kind=OWNER, last__isnull=True).select_related("account__unit"))
    if any(part.account_id == account.pk for part in owners):
        refuse(None, f"负责人已经是{account.name}", f"{account.name} is the owner already")
    for part in owners:
        part.last = max(part.first, today - timedelta(days=1))
    Part.objects.bulk_update(owners, ["last"])
    # Not by the actions for one part: whoever hands over what they own may not staff it any more once they have let it go.
    book = rulebook()
    course = lifecycle_of(book, project.region_id)
    put(project, course.parts[OWNER], account, today)
    tasks: list[int] = []
    for before in (part.account_id for part in owners if part.account_id):
        still = Part.objects.filter(project=project, account=before, last__isnull=True).values_list("kind", flat=True)
        tasks += left(project, before, account, list(still))
        if project.confidential:
            forgotten(project, [before])
    kept(act, project)
    act.note(account=account.pk, before=tuple(part.account_id for part in owners if part.account_id), tasks=tuple(tasks))
    telling.handed(act, project, course.parts[OWNER], account, [part.account for part in owners if part.account], course, book, today)
    return project


def _place(post: PostHeld) -> Subject:
    return Subject(post.region_id, "project", None, Matter(post.region_path, post.unit_path))


@action(verb=verbs.EXPORT, needs=Right.PROJECT_EXPORT, subject=lambda post, *rest: _place(post))
def ask_export(act: Act, post: PostHeld, query: str, columns: Sequence[str], form: str, lang: str) -> Job:
    """Have a list made into a file in the background. `post`: the one through which the person may export."""
    params = {"query": query, "columns": list(columns), "form": form, "lang": lang, "file": uuid4().hex, "request": act.by.request_id}
    return enqueue(act, EXPORT_JOB, params, Said("导出项目", "export of projects"))
