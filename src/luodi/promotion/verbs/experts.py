"""What is noted of advisers, groups, and the advice that was asked for a project."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from luodi.ledger import verbs as ledger
from luodi.ledger.verbs import declare, thing


@dataclass(frozen=True)
class Joined:
    """Somebody in a group, for a skill."""

    account: int = ledger.said(_("账号"), "account")
    skill: str = ledger.said(_("专长"), "skill")


@dataclass(frozen=True)
class Advised:
    """Advice that was asked for: which, and for what skill."""

    consultation: int = ledger.said(_("咨询编号"), "consultation number")
    skill: str = ledger.said(_("专长"), "skill")


thing("adviser", "顾问", "adviser")
thing("group", "招商工作服务组", "promotion service group")
_ADVISER = {"from_where": ("来自", "from"), "skills": ("专长", "skills"), "active": ("可以请教", "can be asked")}
_ADVICE = {"asked": ("请教谁", "asked"), "question": ("问题", "question"), "advice": ("意见", "advice"), "together": ("一起参加的", "together with"),
           "held_on": ("日期", "day")}
ADVISER = declare("promotion.adviser.keep", "登记顾问", "registered an adviser", fields=_ADVISER)
JOIN = declare("promotion.group.join", "加入招商工作服务组", "joined a promotion service group", Joined)
LEAVE = declare("promotion.group.leave", "离开招商工作服务组", "left a promotion service group", Joined)
ASK = declare("promotion.advice.ask", "请教顾问", "asked for advice", Advised, _ADVICE)
ANSWER = declare("promotion.advice.answer", "答复咨询", "gave advice", Advised, _ADVICE)
NOTE = declare("promotion.advice.note", "记下顾问的意见", "noted advice", Advised, _ADVICE)
TALK = declare("promotion.advice.talk", "记下联合洽谈", "noted a joint negotiation", Advised, _ADVICE)
DROP = declare("promotion.advice.drop", "撤回咨询", "withdrew a request for advice", Advised, _ADVICE)
