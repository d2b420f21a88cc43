"""What is told of a table of projects that was read in: one notice for each person, however many of theirs are in it."""

from __future__ import annotations

from collections.abc import Sequence

from luodi.engine.source import Said
from luodi.frame.middleware import day_of
from luodi.ledger.actions import Act
from luodi.notices.actions import New, notify
from luodi.people.models import Account
from luodi.people.queries import with_deputies
from luodi.projects.actions.shared import matter_of
from luodi.projects.models import Part, Project
from luodi.projects.telling.around import seat
from luodi.projects.telling.kinds import MANY
from luodi.projects.telling.send import LIBRARY, NAMED, stamp
from luodi.projects.telling.words import by, cut, joined


def imported(act: Act, file: str, projects: Sequence[Project]) -> None:
    """A part of a table was saved. Whoever works on projects in it is told once for the whole table, with the first part that has one of theirs.

    Regions and units must have been read with the projects. Statements: one; two more and those of `notify` when anybody else has a part in them.
    """
    parts: dict[int, list[Part]] = {}
    people: dict[int, Account] = {}
    held = Part.objects.filter(project__in=[project.pk for project in projects], last__isnull=True).select_related("account__unit", "unit").order_by("id")
    for part in held if projects else ():
        parts.setdefault(part.project_id, []).append(part)
        if part.account:
            people[part.account.pk] = part.account
    me = act.person.account_id
    if not people.keys() - {me}:
        return
    # The parts of one table are saved with keys that differ in their last number only.
    key = f"project.import.{act.by.key.rpartition('.')[0][-100:] or stamp(act)}"
    matters = [(project, matter_of(project, parts[project.pk])) for project in projects if project.pk in parts]
    news = []
    for account, person in with_deputies(people.values(), day_of(act.at)).items():
        there = [(project, one) for project, matter in matters if account.pk != me and (one := seat(account, person, matter)).works]
        if there:
            news.append(_new(act, account, key, file, [project for project, _ in there], all(one.group for _, one in there)))
    notify(act, news)


def _new(act: Act, account: Account, key: str, file: str, projects: Sequence[Project], group: bool) -> New:
    count, names = len(projects), "、".join(cut(project.name, 40) for project in projects[:NAMED])
    zh, en = f"导入“{cut(file, 60)}”：有{account.name}的 {count} 个项目", f'import of "{cut(file, 60)}": {count} projects of {account.name}'
    if count > NAMED:
        names += "…"
    said = joined(by(act, "导入", "imported"), Said(f"{names}。同一张表后面再有的，不另外告诉，都在项目库里。",
                                                  f"{names}. Others in the same table are not told one by one: see the library."))
    return New(account.pk, MANY.name, f"{key}.{account.pk}", Said(zh, en), said, LIBRARY, "project", None, personal=not group)
