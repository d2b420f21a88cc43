"""The one thing that a demonstration does by itself: it says that it is one."""

from __future__ import annotations

from datetime import date

from luodi.demo.roles import DIVISION
from luodi.engine.source import refuse
from luodi.ledger.actions import Act, Subject, action
from luodi.ledger.models import Entry
from luodi.ledger.standing import COUNTRY
from luodi.ledger.verbs import BEGIN_DEMO
from luodi.people.models import Account
from luodi.projects.actions.numbers import numbered
from luodi.rights.permissions import Right


@action(verb=BEGIN_DEMO, needs=Right.UNITS_MANAGE, subject=lambda *rest, **named: Subject(COUNTRY, "demo", None))
def begin_demo(act: Act, today: date, projects: int, seed: int) -> None:
    """Make this database a demonstration for good. Raises Refused where anything has happened or anybody has an account."""
    if Entry.objects.exists() or Account.objects.exists():
        refuse(None, "这个数据库里已经有内容，不能变成演示；换一个空的（LUODI_DATA 或 LUODI_DATABASE）",
               "there is something in this database; it cannot become a demonstration. Name an empty one (LUODI_DATA or LUODI_DATABASE)")
    numbered(DIVISION, [today.year - 1, today.year], seed)
    act.note(today=today, projects=projects, seed=seed)
