"""What is told when the enterprise of a project becomes another one."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop as _

from luodi.engine.source import Said
from luodi.ledger.actions import Act
from luodi.notices.kinds import declare
from luodi.projects.models import Enterprise, Project
from luodi.projects.telling.around import seats
from luodi.projects.telling.send import Word, send
from luodi.projects.telling.words import by, cut

MERGED: Final = declare("project.firm", _("企业合并"), "enterprises merged", personal=True)


def merged(act: Act, project: Project, kept: Enterprise, gone: str) -> None:
    """Whoever answers for a project hears that its enterprise stands under another name. Statements: those of `seats` and `notify`."""
    title = Said(f"“{cut(gone, 60)}”并入“{cut(kept.name, 60)}”：{project.name}", f'"{cut(gone, 60)}" is now "{cut(kept.name, 60)}": {project.name}')
    said = by(act, "合并", "merged")
    send(act, project, Word(MERGED, f"firm.{kept.pk}", title, said, personal=True), [seat for seat in seats(act, project) if seat.owns])
