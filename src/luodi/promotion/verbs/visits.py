"""What is noted of visits, reports to leaders and what leaders said to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_noop as _

from luodi.ledger import verbs as ledger
from luodi.ledger.verbs import declare, thing


@dataclass(frozen=True)
class Visited:
    """A visit, and its photographs among the files of the project."""

    on: date
    visit: int = ledger.said(_("拜访编号"), "visit number")
    papers: tuple[int, ...] = ledger.said(_("文件编号"), "file numbers")


@dataclass(frozen=True)
class Reported:
    """A report to leaders."""

    report: int = ledger.said(_("专报编号"), "report's own number")


@dataclass(frozen=True)
class Sent:
    """A report that went to leaders: its number in the year, and to whom."""

    report: int = ledger.said(_("专报编号"), "report's own number")
    year: int = ledger.said(_("年份"), "year")
    number: int = ledger.said(_("第几期"), "issue")
    leaders: tuple[int, ...] = ledger.said(_("领导的账号编号"), "leaders' account numbers")


@dataclass(frozen=True)
class Instructed:
    """What a leader wants done: which instruction, whose it is."""

    unit: int
    instruction: int = ledger.said(_("批示编号"), "instruction number")
    account: int | None = ledger.said(_("账号"), "account")


thing("visit", "拜访", "visit")
thing("report", "招商专报", "report to leaders")
thing("instruction", "领导批示", "leader's instruction")
_FIELDS = {"on": ("拜访日期", "day of the visit"), "place": ("地点", "place"), "who": ("去的人", "who went"), "met": ("见了谁", "whom they met"),
           "headings": ("各部分", "sections"), "issue": ("期号", "issue"), "to": ("送到", "to"), "result": ("结果", "result")}
VISIT = declare("visit.add", "记拜访", "wrote down a visit", Visited, _FIELDS)
DRAFT = declare("report.draft", "起草招商专报", "drafted a report to leaders", Reported, _FIELDS)
CHANGE = declare("report.change", "修改招商专报", "changed a report to leaders", Reported, _FIELDS)
SEND = declare("report.send", "发出招商专报", "sent a report to leaders", Sent, _FIELDS)
INSTRUCT = declare("instruction.give", "作批示", "gave an instruction", Instructed,
                   {"text": ("批示内容", "instruction"), "to": ("交给", "given to")})
FOLLOW_UP = declare("instruction.done", "办结批示", "followed an instruction up", Instructed, _FIELDS)
