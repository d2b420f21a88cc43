"""What is noted of agreements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_noop as _

from luodi.ledger import verbs as ledger
from luodi.ledger.verbs import declare


@dataclass(frozen=True)
class Drafted:
    """A version of an agreement."""

    agreement: int = ledger.said(_("协议编号"), "agreement number")
    number: int = ledger.said(_("版本"), "version")


@dataclass(frozen=True)
class Checked(Drafted):
    """Clauses of a version that somebody is to look at, or has looked at."""

    clauses: tuple[str, ...] = ledger.said(_("条款"), "clauses")


@dataclass(frozen=True)
class Levelled(Drafted):
    """Who is to decide about a version, or has decided."""

    level: str = ledger.said(_("决策层级"), "decision level")


@dataclass(frozen=True)
class Signed:
    """The signature: when, of which version, which file, how many promises were written down."""

    on: date
    agreement: int = ledger.said(_("协议编号"), "agreement number")
    number: int = ledger.said(_("版本"), "version")
    paper: int = ledger.said(_("文件编号"), "file number")
    promises: int = ledger.said(_("承诺事项"), "promises")


@dataclass(frozen=True)
class Promised:
    """A promise."""

    promise: int = ledger.said(_("承诺编号"), "promise number")
    side: str = ledger.said(_("谁的承诺"), "whose promise")


_FIELDS = {"template": (_("协议模板"), "template"), "version": (_("版本"), "version"), "clauses": (_("改动的条款"), "clauses changed"),
           "unit": (_("单位"), "unit"), "result": (_("结果"), "result"), "words": (_("意见"), "words"), "basis": (_("依据"), "basis"),
           "level": (_("决策层级"), "decision level"), "meeting_on": (_("会议日期"), "meeting day"), "agenda": (_("议题"), "agenda item"),
           "name": (_("承诺事项"), "promise"), "promises": (_("承诺事项"), "promises"), "signed_on": (_("签订日"), "signed on"),
           "on": (_("签订日"), "signed on")}
AGREEMENT_BEGIN = declare("promotion.agreement.begin", _("起草投资协议"), "drafted an agreement", Drafted, _FIELDS)
AGREEMENT_DRAFT = declare("promotion.agreement.draft", _("改投资协议"), "made a new version of the agreement", Drafted, _FIELDS)
AGREEMENT_DROP = declare("promotion.agreement.drop", _("作废投资协议草案"), "dropped the draft agreement", Drafted, _FIELDS)
CLAUSES_ASK = declare("promotion.agreement.clauses.ask", _("送审改动的条款"), "had changed clauses checked", Checked, _FIELDS)
CLAUSES_SAY = declare("promotion.agreement.clauses.say", _("审改动的条款"), "checked changed clauses", Checked, _FIELDS)
FAIR_ASK = declare("promotion.agreement.fair.ask", _("送公平竞争审查"), "sent the agreement for the fair-competition review", Drafted, _FIELDS)
FAIR_SAY = declare("promotion.agreement.fair.say", _("作公平竞争审查"), "reviewed the agreement for fair competition", Drafted, _FIELDS)
DECISION_PUT = declare("promotion.agreement.decision.put", _("提交决策"), "put the agreement to a decision", Levelled, _FIELDS)
DECISION_SAY = declare("promotion.agreement.decision.say", _("答复决策结果"), "said what was decided about the agreement", Levelled, _FIELDS)
SIGN = declare("promotion.agreement.sign", _("签订投资协议"), "signed the agreement", Signed, _FIELDS)
PROMISE_DONE = declare("promotion.promise.done", _("了结承诺事项"), "closed a promise", Promised, _FIELDS)
