"""What is told when advice is asked for, and when it is given."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop as _

from luodi.engine.source import Said
from luodi.ledger.actions import Act
from luodi.notices.kinds import declare
from luodi.projects.telling.around import seats
from luodi.projects.telling.send import Word, send
from luodi.projects.telling.words import LONGEST, by, cut, joined
from luodi.promotion.models import Consultation

ADVICE: Final = declare("project.advice", _("请教和答复"), "advice asked for and given")
AT: Final = "/promotion/advice"


def asked(act: Act, row: Consultation) -> None:
    """Whoever is asked and has an account hears of it. Statements: those of `seats` and `notify`."""
    if who := row.member or (row.adviser.account if row.adviser else None):
        text, project = cut(" ".join(row.question.split()), LONGEST), row.project
        title = Said(f"请您出主意：{project.name}", f"your advice is asked for: {project.name}")
        said = joined(by(act, "请教", "asked"), Said(text, text))
        send(act, project, Word(ADVICE, f"advice.{row.pk}", title, said, at=AT, personal=True),
             [seat for seat in seats(act, project, more=[who]) if seat.account.pk == who.pk])


def answered(act: Act, row: Consultation) -> None:
    """Whoever answers for the project, and whoever asked, hears what was said."""
    text, project = cut(" ".join(row.advice.split()), LONGEST), row.project
    name = row.member.name if row.member else row.adviser.name if row.adviser else ""
    title = Said(f"{name}答复了：{project.name}", f"{name} answered: {project.name}")
    around = seats(act, project, more=[row.by])
    send(act, project, Word(ADVICE, f"advice.{row.pk}.answered", title, Said(text, text), at=AT),
         [seat for seat in around if seat.owns or seat.account.pk == row.by_id])
