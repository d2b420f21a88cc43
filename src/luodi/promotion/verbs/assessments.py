"""What is noted of assessments. Nothing of what an assessor said: nobody else learns it before all have handed theirs in."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from luodi.ledger import verbs as ledger
from luodi.ledger.verbs import declare, thing


@dataclass(frozen=True)
class Begun:
    """By which scheme, by whom."""

    assessment: int = ledger.said(_("评估编号"), "assessment number")
    scheme: str = ledger.said(_("评估方案"), "scheme")
    accounts: tuple[int, ...] = ledger.said(_("评审人账号"), "assessors")


@dataclass(frozen=True)
class Assessed:
    """Which one."""

    assessment: int = ledger.said(_("评估编号"), "assessment number")


@dataclass(frozen=True)
class HandedIn:
    """How many of how many have."""

    assessment: int = ledger.said(_("评估编号"), "assessment number")
    handed: int = ledger.said(_("已交"), "handed in")
    all: int = ledger.said(_("评审人数"), "assessors")


@dataclass(frozen=True)
class Proposed:
    """Which unit, to which leader."""

    assessment: int = ledger.said(_("评估编号"), "assessment number")
    unit: int = ledger.said(_("推荐承接"), "recommended to receive it")
    account: int = ledger.said(_("请谁决定"), "who is to decide")


@dataclass(frozen=True)
class Taken:
    """From which unit to which."""

    handover: int = ledger.said(_("移交编号"), "hand-over number")
    giver: int = ledger.said(_("移交单位"), "handed over by")
    unit: int = ledger.said(_("承接单位"), "taken by")


thing("assessment", "评估", "assessment")
_RESULT = {"result": ("评估得分", "result"), "lowest": ("最低分", "lowest"), "highest": ("最高分", "highest"), "vetoed": ("一票否决", "veto")}
BEGIN = declare("assessment.begin", "开始评估", "began an assessment", Begun, {"scheme": ("评估方案", "scheme"), "assessors": ("评审人", "assessors")})
DRAFT = declare("assessment.draft", "存评估草稿", "kept a draft of an assessment", Assessed)
HAND_IN = declare("assessment.hand_in", "交评估打分", "handed in an assessment", HandedIn, _RESULT)
PROPOSE = declare("assessment.propose", "推荐承接单位", "recommended who is to receive the project", Proposed,
                  {"unit_id": ("推荐承接", "recommended to receive it"), "advice": ("推荐意见", "advice"), "account_id": ("请谁决定", "who is to decide")})
DECIDE = declare("assessment.decide", "决定由谁承接", "decided who receives the project", Assessed,
                 {"unit_id": ("承接单位", "to be taken by"), "agreed": ("同意承接", "agreed"), "decision": ("决定意见", "decision")})
TAKE = declare("assessment.take", "接收项目", "took a project over", Taken, {"unit_id": ("牵头单位", "lead unit"), "answer": ("答复", "answer")})
WITHDRAW = declare("assessment.withdraw", "撤回评估", "withdrew an assessment", Assessed)
