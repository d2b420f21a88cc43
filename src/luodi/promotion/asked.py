"""What units are asked for in promotion: each kind of it stands on the list, so that one room shows all that waits for an answer of one's unit."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop as _

from luodi.engine.source import Said

ASKED: Final[dict[str, Said]] = {
    "handover": Said(_("接收项目"), "projects to be taken over"),
    "transfer": Said(_("答复线索移交"), "transfers of leads to be answered"),
    "delivery": Said(_("确认收到推送"), "briefings to be acknowledged"),
    "opinion": Said(_("提联合预审意见"), "opinions in joint pre-reviews"),
    "consultation": Said(_("答复请教"), "advice that is asked for"),
    "clause_check": Said(_("审改动的条款"), "changed clauses to be checked"),
    "fair_review": Said(_("公平竞争审查"), "fair-competition reviews"),
    "decision": Said(_("填会议结果"), "results of meetings"),
    "instruction": Said(_("办理领导批示"), "instructions of leaders"),
}
"""By what the clock belongs to that runs until it is answered, on the way of a project. Whoever is asked answers with Right.ASKED_ANSWER at the clock's
address; promises are not among them, they have a ledger of their own.
"""
