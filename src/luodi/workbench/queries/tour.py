"""The first tour: four short steps about what somebody may do, until they put it away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from luodi.rights.kernel import Person
from luodi.rights.permissions import Right, may
from luodi.workbench.models import Seen

TOUR: Final = "tour"


@dataclass(frozen=True)
class Step:
    """One step, from 1; the last one says what follows."""

    number: int
    of: int
    title: str
    text: str

    @property
    def onward(self) -> int:
        """The next step; 0 after the last one."""
        return self.number + 1 if self.number < self.of else 0


def put_away(account_id: int, what: str = TOUR) -> bool:
    """Whether an account does not want to be shown something. One statement."""
    return Seen.objects.filter(account_id=account_id, what=what).exists()


def step(person: Person, wanted: int) -> Step:
    """The step that was asked for, else the first."""
    told = list(_told(person))
    number = wanted if 1 <= wanted <= len(told) else 1
    return Step(number, len(told), *told[number - 1])


def _told(person: Person) -> list[tuple[str, str]]:
    """What is told to somebody, from the rights that they have: the first of each four that concerns them."""
    def can(right: Right) -> bool:
        return may(person, right).allowed
    work = (_("先看“我要办”"), _("最急的排在最前面。每一行写着是什么事、谁的、哪天到期，右边只有一个按钮，点它就能往下办。"))
    if can(Right.FIRE_READ):
        work = (_("先看哪里着火"), _("“着火的”一页写明哪些项目超期、卡在谁那里、什么时候告诉过谁，可以直接点进去催。"))
    if can(Right.PROJECT_ADD):
        projects = (_("一分钟登记一个项目"), _("写上名称、企业和负责人就有项目码；其余的以后再补，缺什么项目页会告诉您。"))
    elif can(Right.LIBRARY_READ):
        projects = (_("一个项目一条线"), _("项目页从第一次接触记到投产之后：走到哪一步、还差什么、在等谁，都在一页上。"))
    else:
        projects = (_("能做什么，看快捷入口"), _("快捷入口里只有您能进的页面；进不去的会写明为什么、该找谁。"))
    if can(Right.LIBRARY_READ):
        find = (_("找东西按 Ctrl K"), _("项目名、项目码、企业、拼音首字母、审批事项都能搜；手机上点右上角的“搜索”。"))
    else:
        find = (_("到期的事在“时限”里"), _("灯由系统每天按工作日历算：绿是正常，黄是快到期，红是超期，不用人改。"))
    return [work, projects, find, (_("催办会发到“消息”里"), _("要回应的点“收到”，点过的时间记入台账；离岗前到“我的账号”里登记代理人。"))]
