"""Tables of projects that somebody sends in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from luodi.frame.sheets import Row, Sheet, read
from luodi.imports.keep import store
from luodi.imports.kinds import Sent
from luodi.imports.models import Upload
from luodi.ledger.actions import By
from luodi.people.models import Account, Unit
from luodi.people.queries import person_of
from luodi.projects import actions
from luodi.projects.intake.judge import Judged, judging
from luodi.projects.intake.kind import PROJECTS
from luodi.projects.intake.shape import SHEET, arranged, sheet
from luodi.projects.rules import lifecycle
from luodi.rights.kernel import Person
from tests.frame.sheets import excel
from tests.people.country import TODAY
from tests.projects.ladder import uscc

UNIT = "行政审批局/投资项目科"
FORM: Sheet = sheet(lifecycle("national"), [UNIT])
KEYS = [column.key for column in FORM.columns]
HEADER = [column.title for column in FORM.columns]


def row(number: int = 1, **cells: Any) -> list[Any]:
    """A project in the order of the columns; every number gives another one."""
    held = {"name": f"海川装备{number}号基地", "enterprise": f"某某装备{number}有限公司", "uscc": uscc(number), "stage": "签约",
            "since": "2026-03-05", "unit": UNIT, "total_investment_wan": "52000", "land_area_mu": "100", "floor_area_m2": "66000",
            "investor_type": "社会（企业）投资", "project_category": "工业厂房", "construction_nature": "新建", "land_mode": "招拍挂出让"} | cells
    return [held.get(key, "") for key in KEYS]


def table(*rows: Sequence[Any]) -> bytes:
    """An Excel file with rows of projects."""
    return excel([HEADER, *rows], SHEET)


def rows_of(data: bytes, file: str = "a.xlsx") -> list[list[Row]]:
    """A table that was read, in its parts."""
    return [part for part in arranged(read(data, file, [FORM])) if part]


def judged(unit: Unit, by: Person, *rows: Sequence[Any]) -> list[Judged]:
    """What would come of rows that are sent for a unit, part by part."""
    look = judging(unit.region, unit, by, TODAY)
    return [one for part in rows_of(table(*rows)) for one in look(part)]


def said(one: Judged) -> list[str]:
    """What is wrong with a row, with its cells."""
    return [wrong.to("zh-Hans") for wrong in one.row.wrong]


def saved(unit: Unit, by: Person | By, *rows: Sequence[Any]) -> dict[str, int]:
    """Rows that were saved for a unit, and what came of them."""
    out: dict[str, int] = {}
    for number, part in enumerate(rows_of(table(*rows))):
        for name, count in actions.import_part(by, unit.region, unit, "a.xlsx", number, part).items():
            out[name] = out.get(name, 0) + count
    return out


def uploaded(account: Account, data: bytes, unit: Unit | None = None, file: str = "a.xlsx") -> Upload:
    """A table that waits to be confirmed, for a unit."""
    person, unit = person_of(account, TODAY), unit or account.unit
    book = read(data, file, PROJECTS.sheets(person))
    return store(account, PROJECTS, Sent(unit.region, unit, file), book, person, TODAY, timezone.now())
