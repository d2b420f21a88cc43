"""What is noted of briefings."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from luodi.ledger import verbs as ledger
from luodi.ledger.verbs import declare, thing


@dataclass(frozen=True)
class Reached:
    """A node that was reached, and the clock until it is told."""

    node: str
    clock: int = ledger.said(_("时限编号"), "clock number")


@dataclass(frozen=True)
class Briefed:
    """What was told at a node, and to which units."""

    node: str
    briefing: int = ledger.said(_("推送编号"), "briefing number")
    units: tuple[int, ...] = ledger.said(_("单位编号"), "unit numbers")


@dataclass(frozen=True)
class Skipped:
    """A node that was passed without telling. Why stands in the entry's reason."""

    node: str
    briefing: int = ledger.said(_("推送编号"), "briefing number")


@dataclass(frozen=True)
class Acknowledged:
    """A briefing that a unit has."""

    unit: int
    delivery: int = ledger.said(_("送达编号"), "delivery number")


thing("briefing", "信息推送", "briefing")
_FIELDS = {"name": ("推送节点", "node"), "to": ("送到", "to"), "answer": ("答复", "answer")}
DUE = declare("briefing.due", "到了推送节点", "had a node of briefing reached", Reached, _FIELDS)
FREE = declare("briefing.free", "不用推送了", "had a briefing no longer needed", Reached, _FIELDS)
SEND = declare("briefing.send", "推送信息", "briefed the approval side", Briefed, _FIELDS)
SKIP = declare("briefing.skip", "跳过推送", "left a briefing out", Skipped, _FIELDS)
ACKNOWLEDGE = declare("briefing.acknowledge", "确认收到推送", "acknowledged a briefing", Acknowledged, _FIELDS)
