"""What is noted of enterprises."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from luodi.ledger import verbs as ledger
from luodi.ledger.verbs import declare


@dataclass(frozen=True)
class Merged:
    """Two enterprises that are one: the one that stays, the one that went. How many projects went over is not said: some may be confidential."""

    kept: str = ledger.said(_("保留的企业"), "the one that stays")
    gone: str = ledger.said(_("并入的企业"), "the one that went")


_PROFILE = {"uscc": ("统一社会信用代码", "unified social credit code"), "tags": ("标签", "tags"), "background": ("背景", "background"),
            "group_id": ("所属集团", "group"), "short": ("简称", "short names"), "former": ("曾用名", "former names")}
ADD = declare("promotion.firm.add", "登记企业资料", "registered an enterprise", fields=_PROFILE)
CHANGE = declare("promotion.firm.change", "修改企业资料", "changed the profile of an enterprise", fields=_PROFILE)
MERGE = declare("promotion.firm.merge", "合并企业", "merged two enterprises", Merged)
