"""What is noted of promotion events."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from luodi.ledger import verbs as ledger
from luodi.ledger.verbs import declare, thing


@dataclass(frozen=True)
class Invited:
    """Invitations, without those of firms that are known from confidential projects alone: not even their number is to be read."""

    invitations: tuple[int, ...] = ledger.said(_("邀请编号"), "invitations")


@dataclass(frozen=True)
class Came:
    """A project that came of an event."""

    invitation: int = ledger.said(_("邀请编号"), "invitation")
    project: int = ledger.said(_("项目编号"), "project number")


thing("event", "推介活动", "promotion event")
_FIELDS = {"on": ("日期", "day"), "place": ("地点", "place"), "text": ("内容", "what it is about"), "held": ("已举办", "held"),
           "dropped": ("取消原因", "why it was called off")}
ADD = declare("promotion.event.add", "登记推介活动", "registered a promotion event", fields=_FIELDS)
CHANGE = declare("promotion.event.change", "修改推介活动", "changed a promotion event", fields=_FIELDS)
HOLD = declare("promotion.event.hold", "记为已举办", "noted an event as held", fields=_FIELDS)
DROP = declare("promotion.event.drop", "取消推介活动", "called an event off", fields=_FIELDS)
INVITE = declare("promotion.event.invite", "邀请企业", "invited firms", Invited)
WITHDRAW = declare("promotion.event.withdraw", "撤回邀请", "withdrew an invitation", Invited)
ANSWERS = declare("promotion.event.answers", "记答复和到会", "noted answers and attendance", Invited)
LEAD = declare("promotion.event.lead", "活动带来线索", "made a lead of an invitation", Came)
JOIN = declare("promotion.event.join", "活动关联项目", "linked a project to an invitation", Came)
