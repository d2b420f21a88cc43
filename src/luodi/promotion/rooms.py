"""The rooms of promotion as its first page shows them."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop as _

ROOMS: Final[tuple[tuple[str, tuple[tuple[str, str], ...]], ...]] = (
    (_("企业和线索"), (
        ("promotion_leads", _("谁首接、保护到哪天、公开池里有什么")),
        ("promotion_firms", _("企业和投资方：背景、标签、集团关系、名下项目")),
        ("promotion_rulings", _("两家都说是自己的，由领导或督查裁定")),
        ("promotion_services", _("符合规则的项目自动进清单，理由写在每一行")),
    )),
    (_("找项目"), (
        ("promotion_chains", _("哪些环节有、弱、缺，缺的找谁")),
        ("promotion_packaged", _("策划好等投资方的项目，年度目标完成多少")),
        ("promotion_events", _("请了谁、来了谁、带来什么线索")),
        ("promotion_experts", _("按专长找人问诊，陪同洽谈")),
    )),
    (_("说到做到"), (
        ("promotion_asked", _("推送、预审、会办：别人在等的，先到期的在前")),
        ("promotion_instructions", _("谁在办、到哪天、办成什么样")),
        ("promotion_promises", _("协议里双方答应的事，一件一个时限")),
    )),
    (_("看全局"), (
        ("projects_funnel", _("每一批多少个，走到下一批多少，停留多久")),
        ("promotion_league", _("按当地的计分规则，一年里谁做了多少")),
        ("promotion_duties", _("环保、规划、应急……各由本地哪个单位管")),
    )),
)
"""Groups with their rooms: the name of an address, and what is found there. Their words are those of the menu (`rights.desk.ROOMS`)."""
