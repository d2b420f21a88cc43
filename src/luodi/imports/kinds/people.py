"""Units and people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_noop as _

from luodi.engine.source import Said
from luodi.frame.sheets import Row
from luodi.imports.kinds.shape import LEFT, Judging, Kind, Sent
from luodi.ledger.actions import By
from luodi.people import actions
from luodi.people.imports.judge import judging
from luodi.people.imports.shape import TOLD, arranged, sheets
from luodi.rights.kernel import Person
from luodi.rights.permissions import Right


def _judging(sent: Sent, person: Person, today: date) -> Judging:
    return judging(sent.region, sent.unit, person, today)


def _save(by: By, sent: Sent, part: int, rows: Sequence[Row]) -> dict[str, int]:
    return actions.import_part(by, sent.region, sent.unit, sent.file, part, rows)


PEOPLE = Kind(
    "people", Said(_("导入单位和人员"), "Import units and people"), Right.PEOPLE_MANAGE, lambda person: sheets(), TOLD, arranged, _judging, _save,
    {"units": Said(_("新增的单位"), "units added"), "accounts": Said(_("新增的人员"), "people added"), "posts": Said(_("新增的岗位"), "posts given"),
     "changed": Said(_("有改动"), "changed"), LEFT: Said(_("有问题没有保存"), "faulty, not saved")},
    ("people_units", Said(_("单位和人员"), "Units and people")),
    Said(_("新增的人还没有密码：到人员页面发一次性密码，或用统一身份登录。"),
         "New people have no password yet: give them a one-time password on their page, or let them use single sign-on."))
