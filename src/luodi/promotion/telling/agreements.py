"""What is told of agreements: to those who are asked that they are, to whoever answers for the project what was said."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop as _

from luodi.engine.source import Said
from luodi.ledger.actions import Act
from luodi.notices.kinds import declare
from luodi.people.models import Account, Unit
from luodi.projects.models import Project
from luodi.projects.telling.around import heads_of, seats
from luodi.projects.telling.send import Word, send
from luodi.projects.telling.words import LONGEST, by, cut, joined
from luodi.promotion.models import Promise

AGREEMENT: Final = declare("project.agreement", _("投资协议送审、决策、签订"), "agreements checked, decided on, signed")
PLACE: Final = "/promotion/agreement"
"""Where the agreement is seen, behind the project's own address."""


def asked(act: Act, project: Project, unit: Unit, account: Account | None, what: Said, at: str) -> None:
    """Somebody, or the heads of a unit, learn what they are asked for. `at`: where they answer, behind the agreement's own address."""
    around = seats(act, project, [unit], [account] if account else [])
    heads = {seat.account.pk for seat in heads_of(around, unit)} if account is None else set()
    word = Word(AGREEMENT, f"agreement.asked{at}.{unit.pk}", Said(f"请{what.zh}：{project.name}", f"please {what.en}: {project.name}"),
                by(act, "送来", "asked"), at=f"{PLACE}{at}")
    send(act, project, word, [seat for seat in around if seat.account.pk in heads or (account and account.pk in seat.accounts)])


def answered(act: Act, project: Project, what: Said, text: str) -> None:
    """Whoever answers for the project learns what was said."""
    said = cut(" ".join(text.split()), LONGEST)
    title = Said(f"{what.zh}：{project.name}", f"{what.en}: {project.name}")
    word = Word(AGREEMENT, "agreement.answered", title, joined(by(act, "答复", "said"), Said(said, said)), at=PLACE)
    send(act, project, word, [seat for seat in seats(act, project) if seat.owns])


def closed(act: Act, project: Project, promise: Promise) -> None:
    """Whoever answers for the project learns whether a promise was kept."""
    zh, en = ("履行了", "kept") if promise.state == Promise.State.KEPT else ("没有履行", "broken")
    name = cut(promise.name, 60)
    word = Word(AGREEMENT, f"promise.{promise.pk}", Said(f"承诺“{name}”{zh}：{project.name}", f'the promise "{name}" was {en}: {project.name}'),
                joined(by(act, "登记", "noted"), Said(promise.result, promise.result)), at=f"{PLACE}#promises")
    send(act, project, word, [seat for seat in seats(act, project) if seat.owns])
