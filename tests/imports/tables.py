"""Tables that somebody sends in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from luodi.frame.sheets import read
from luodi.imports.keep import store
from luodi.imports.kinds import Sent
from luodi.imports.kinds.people import PEOPLE
from luodi.imports.models import Upload
from luodi.people.imports.shape import PEOPLE as SHEET
from luodi.people.models import Account, Unit
from luodi.people.queries import person_of
from luodi.work.jobs import run_next
from luodi.work.models import Job
from tests.frame.sheets import excel
from tests.people.country import TODAY

HEADER = ["登录名", "姓名", "邮箱", "单位全路径", "岗位", "起始日", "最后一天"]
OFFICE = "行政审批局/投资项目科"


def people(many: int, first: int = 0) -> list[list[Any]]:
    """Rows of people who are new."""
    return [[f"p{n}", f"人{n}", "", OFFICE, "审批员", "", ""] for n in range(first, first + many)]


def table(rows: Sequence[Sequence[Any]]) -> bytes:
    """An Excel file with rows of people."""
    return excel([HEADER, *rows], SHEET)


def uploaded(account: Account, data: bytes, file: str = "a.xlsx", unit: Unit | None = None) -> Upload:
    """A table that waits to be confirmed, for the whole region of an account."""
    person = person_of(account, TODAY)
    return store(account, PEOPLE, Sent(account.unit.region, unit, file), read(data, file, PEOPLE.sheets(person)), person, TODAY, timezone.now())


def worked() -> Job:
    """The newest job, once a worker has done what there is."""
    while run_next(timezone.now()):
        pass
    return Job.objects.latest("pk")
