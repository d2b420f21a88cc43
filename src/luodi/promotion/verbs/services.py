"""What is noted of the list of linked services."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from luodi.ledger import verbs as ledger
from luodi.ledger.verbs import declare


@dataclass(frozen=True)
class Listed:
    """An entry in the list: which, and by which rule; "" for one that somebody made."""

    entry: int = ledger.said(_("清单编号"), "number in the list")
    rule: str = ledger.said(_("入单规则"), "rule of entry")


_WORDS = {"listed": ("联动服务清单", "list of linked services"), "why": ("理由", "reason")}
ENTER = declare("promotion.service.enter", "列入联动服务清单", "put into the list of linked services", Listed, _WORDS)
LEAVE = declare("promotion.service.leave", "移出联动服务清单", "taken out of the list of linked services", Listed, _WORDS)
FOLLOW = declare("promotion.service.follow", "按规则更新联动服务清单", "brought the list of linked services up to its rules", Listed, _WORDS)
