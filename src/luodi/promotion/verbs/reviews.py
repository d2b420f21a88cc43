"""What is noted of joint pre-reviews. The words of an opinion stand in the payload: the timeline of a project, which others read, shows what changed only."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from luodi.ledger import verbs as ledger
from luodi.ledger.verbs import declare


@dataclass(frozen=True)
class Asked:
    """Who was asked, by departments as the place's data has them, and who was not, with the reasons."""

    review: int = ledger.said(_("预审编号"), "review number")
    departments: tuple[str, ...] = ledger.said(_("部门"), "departments")
    left: tuple[str, ...] = ledger.said(_("没有问的部门"), "departments that were not asked")


@dataclass(frozen=True)
class Given:
    """What a department said."""

    opinion: int = ledger.said(_("意见编号"), "opinion number")
    unit: int = ledger.said(_("单位"), "unit")
    answer: str = ledger.said(_("意见"), "opinion")
    text: str = ledger.said(_("内容"), "text")
    basis: str = ledger.said(_("依据"), "basis")
    lifting: str = ledger.said(_("解除条件"), "condition that lifts it")


@dataclass(frozen=True)
class About:
    """Which opinion, and what was said about it."""

    opinion: int = ledger.said(_("意见编号"), "opinion number")
    unit: int = ledger.said(_("单位"), "unit")
    text: str = ledger.said(_("内容"), "text")


@dataclass(frozen=True)
class Named:
    """Who is to answer."""

    opinion: int = ledger.said(_("意见编号"), "opinion number")
    unit: int = ledger.said(_("单位"), "unit")
    account: int | None = ledger.said(_("账号"), "account")


@dataclass(frozen=True)
class Closed:
    """Which review, and the joint opinion."""

    review: int = ledger.said(_("预审编号"), "review number")
    text: str = ledger.said(_("联合意见"), "joint opinion")


@dataclass(frozen=True)
class Silent:
    """Whose silence was taken as support."""

    opinions: tuple[int, ...] = ledger.said(_("意见编号"), "opinion number")


_DEPARTMENT = {"department": (_("部门"), "department"), "departments": (_("部门"), "departments")}
ASK = declare("promotion.review.ask", "请部门联合预审", "asked for a joint pre-review", Asked, _DEPARTMENT)
OPINION = declare("promotion.review.opinion", "提预审意见", "gave an opinion", Given, _DEPARTMENT)
SUPPLY = declare("promotion.review.supply", "补充预审要的材料", "added what a department missed", About, _DEPARTMENT)
LIFT = declare("promotion.review.lift", "解除一票否决", "lifted a veto", About, _DEPARTMENT)
NAME = declare("promotion.review.name", "指定提意见的人", "said who gives an opinion", Named, _DEPARTMENT)
SILENCE = declare("promotion.review.silence", "逾期没有意见，按规则算同意", "took silence as support", Silent, _DEPARTMENT)
CLOSE = declare("promotion.review.close", "形成联合意见", "closed a joint pre-review", Closed)
