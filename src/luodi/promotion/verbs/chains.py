"""What is noted of chains."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from luodi.ledger import verbs as ledger
from luodi.ledger.verbs import declare, thing


@dataclass(frozen=True)
class OfLink:
    """Which link of a chain."""

    link: int = ledger.said(_("环节编号"), "link number")


@dataclass(frozen=True)
class Raised:
    """The meetings that fell due in one go."""

    meetings: tuple[int, ...] = ledger.said(_("会议编号"), "meetings")


@dataclass(frozen=True)
class Met:
    """Which meeting."""

    meeting: int = ledger.said(_("会议编号"), "meeting")


thing("chain", "产业链", "industrial chain")
_CHAIN = {"leader": ("链长", "leader"), "adviser": ("顾问", "adviser"), "team": ("专班", "team"), "since": ("设立日", "set up on")}
_LINK = {"link": ("环节", "link"), "place": ("上中下游", "place in the stream"), "strength": ("强弱", "strength"), "note": ("说明", "note")}
_TIE = {"giver": ("供给方", "delivers"), "taker": ("接受方", "takes")}
_FIRM = {"link": ("环节", "link"), "firm": ("企业", "enterprise"), "kind": ("已有还是目标", "there or wanted"), "why": ("理由", "reason")}
_MET = {"meeting": ("会议", "meeting"), "held_on": ("开会日期", "held on"), "text": ("纪要", "minutes")}
ADD = declare("chain.add", "设立产业链", "set up a chain", fields=_CHAIN)
CHANGE = declare("chain.change", "修改产业链", "changed a chain", fields=_CHAIN)
LINK = declare("chain.link.add", "加环节", "added a link", OfLink, _LINK)
LINK_CHANGE = declare("chain.link.change", "修改环节", "changed a link", OfLink, _LINK)
LINK_REMOVE = declare("chain.link.remove", "去掉环节", "removed a link", OfLink, _LINK)
TIE = declare("chain.tie", "连上两个环节", "tied two links", fields=_TIE)
UNTIE = declare("chain.untie", "断开两个环节", "untied two links", fields=_TIE)
PUT = declare("chain.firm.put", "把企业放到环节上", "put an enterprise on a link", OfLink, _FIRM)
TAKE_OFF = declare("chain.firm.off", "把企业从环节上拿下", "took an enterprise off a link", OfLink, _FIRM)
RAISE = declare("chain.meetings", "例会到期", "meetings fell due", Raised)
MET = declare("chain.met", "记例会", "noted a meeting", Met, _MET)
SKIPPED = declare("chain.skipped", "记例会没有开", "noted that a meeting was not held", Met, _MET)
COURT = declare("project.lead.chain", "产业链的目标企业转成线索", "made a lead of a target enterprise of a chain", fields={
    "chain": ("产业链", "chain"), "link": ("环节", "link")})
