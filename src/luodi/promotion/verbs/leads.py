"""What is noted of leads."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from luodi.ledger import verbs as ledger
from luodi.ledger.verbs import declare


@dataclass(frozen=True)
class Lapsed:
    """How many leads of a region came to lie in the pool, and how many were over, in one go."""

    opened: int = ledger.said(_("进公开池"), "put into the pool")
    ended: int = ledger.said(_("首接保护结束"), "protection over")


_LEAD = {
    "way": ("接触方式", "way of contact"), "state": ("首接状态", "state of the lead"), "held_until": ("保护到", "protected until"),
    "renewals": ("续期次数", "renewals"), "unit": ("负责单位", "unit"), "owner": ("负责人", "owner"),
    "on": ("接触日", "day of the contact"),
    "whom": ("见了谁", "met"), "next_on": ("下次联系", "next contact"), "taker": ("接收单位", "receiving unit"),
    "share": ("移交方保留比例（%）", "share kept (%)"),
    "answer": ("答复", "answer"), "claimant": ("提出争议的单位", "claimant"), "named": ("提出争议时写的企业", "firm as named"),
    "verdict": ("裁定归", "ruled for"),
    "ruling": ("裁定理由", "ruling"), "first_unit": ("首接单位", "first contact by"), "text": ("内容", "words"),
}
ADD = declare("project.lead.add", "登记线索（首接）", "registered a lead", fields=_LEAD)
FIRST = declare("project.lead.first", "登记首接", "registered the first contact", fields=_LEAD)
CONTACT = declare("project.lead.contact", "记接触", "noted a contact", fields=_LEAD)
RENEW = declare("project.lead.renew", "续首接保护", "renewed the protection", fields=_LEAD)
LAPSE = declare("project.lead.lapse", "清理到期的首接保护", "let expired protections go", Lapsed)
LAPSED = declare("project.lead.lapsed", "首接保护到期或结束", "the protection ended", fields=_LEAD)
TAKE = declare("project.lead.take", "从公开池领取", "took from the pool", fields=_LEAD)
ASK = declare("project.lead.transfer", "请别的单位接收", "asked another unit to take over", fields=_LEAD)
TAKEN = declare("project.lead.taken", "接收移交", "took over", fields=_LEAD)
REFUSED = declare("project.lead.refused", "不接收移交", "did not take over", fields=_LEAD)
WITHDRAWN = declare("project.lead.withdrawn", "撤回移交", "withdrew the transfer", fields=_LEAD)
DISPUTE = declare("project.lead.dispute", "提出首接争议", "disputed the lead", fields=_LEAD)
EVIDENCE = declare("project.lead.evidence", "补充争议证据", "added evidence", fields=_LEAD)
RULE = declare("project.lead.rule", "裁定首接争议", "ruled on the dispute", fields=_LEAD)
