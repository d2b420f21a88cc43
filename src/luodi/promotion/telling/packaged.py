"""What is told when a packaged project becomes a lead."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop as _

from luodi.engine.source import Said
from luodi.ledger.actions import Act
from luodi.notices.actions import New, notify
from luodi.notices.kinds import declare
from luodi.projects.models import Project
from luodi.projects.telling.words import cut, headline
from luodi.promotion.models import Packaged

LEAD: Final = declare("project.packaged", _("包装项目转为线索"), "packaged projects that become leads", personal=True)


def became(act: Act, row: Packaged, project: Project) -> None:
    """Whoever packaged it hears which unit has the lead, and nothing else of it: they may not see the project. Statements: those of `notify`."""
    if row.by_id == act.person.account_id:
        return
    title = Said(f"有投资方了：包装项目“{cut(row.name, 80)}”转为线索", f'there is an investor: "{cut(row.name, 80)}" became a lead')
    said = Said(f"由“{project.unit.name}”登记为线索，首接归他们。", f'"{project.unit.name}" registered the lead and has it.')
    notify(act, [New(row.by_id, LEAD.name, f"packaged.{row.pk}.lead.{project.pk}", headline(title), said, f"/promotion/packaged/{row.pk}", personal=True)])
