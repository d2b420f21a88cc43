"""The kind of table as the house of imports knows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_noop as _

from luodi.engine.source import Said
from luodi.frame.sheets import Row
from luodi.imports.kinds import Judging, Kind, Sent
from luodi.imports.kinds.shape import LEFT
from luodi.ledger.actions import By
from luodi.projects import actions
from luodi.projects.intake.judge import judging
from luodi.projects.intake.shape import TOLD, YES_NO_WORDS, arranged, choice, sheets
from luodi.rights.kernel import Person
from luodi.rights.permissions import Right


def _judging(sent: Sent, person: Person, today: date) -> Judging:
    return judging(sent.region, sent.unit, person, today)


def _save(by: By, sent: Sent, part: int, rows: Sequence[Row]) -> dict[str, int]:
    return actions.import_part(by, sent.region, sent.unit, sent.file, part, rows)


PROJECTS = Kind(
    "projects", Said(_("导入项目"), "Import projects"), Right.PROJECT_ADD, sheets, TOLD, arranged, _judging, _save,
    {"added": Said(_("新增的项目"), "projects added"), "changed": Said(_("有改动"), "changed"), LEFT: Said(_("有问题没有保存"), "faulty, not saved")},
    ("projects_list", Said(_("项目库"), "Project library")),
    Said(_("存量项目直接进入所填的阶段，没有自动开始待办；要补的文件和情况到项目页补。"),
         "Projects that came in stand at the stage that was written, without tasks; add missing files and facts on their pages."),
    part=100, most=10_000, secret=lambda row: choice(row.raw.get("confidential", ""), YES_NO_WORDS) == "yes")
