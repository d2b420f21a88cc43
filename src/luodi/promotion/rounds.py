"""What promotion does by itself, from time to time: the worker's rounds."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_noop as _

from luodi.engine.source import Said
from luodi.frame.middleware import day_of
from luodi.promotion.actions.leads import let_go
from luodi.promotion.actions.services import follow
from luodi.promotion.meetings import raise_due
from luodi.promotion.nodes import LOOKED_BACK, begin_due
from luodi.promotion.silence import take
from luodi.work.models import Turn
from luodi.work.rounds import Round

SERVICES = "promotion.services"


def leads(now: datetime) -> str:
    """First contacts whose protection is over come into the open pool."""
    count = let_go(day_of(now))
    return f"{count} 条线索的首接保护到期或结束 · {count} leads" if count else ""


def nodes(now: datetime) -> str:
    """Projects that came to a node of briefing since the last time."""
    return _nodes(begin_due(day_of(now), now - LOOKED_BACK))


def all_nodes(now: datetime) -> str:
    """All projects once: rules change with the place's data."""
    return _nodes(begin_due(day_of(now)))


def silence(now: datetime) -> str:
    """Opinions that nobody gave in time, where the place takes silence for support."""
    count = take(day_of(now))
    return f"{count} 条意见按规则算同意 · {count} opinions taken as support" if count else ""


def services(now: datetime) -> str:
    """Those that changed since the last time; once a day all: rules change with the place's data."""
    last = Turn.objects.filter(name=SERVICES).values_list("last_at", flat=True).first()
    today = day_of(now)
    count = follow(last if last and day_of(last) == today else None, today)
    return f"{count} 个项目进出联动服务清单 · {count} projects" if count else ""


def chains(now: datetime) -> str:
    """Meetings of chains whose span has begun."""
    count = raise_due(day_of(now))
    return f"{count} 次产业链例会到期 · {count} meetings of chains" if count else ""


def _nodes(count: int) -> str:
    return f"{count} 个推送节点开始计时 · {count} nodes" if count else ""


ALL = (
    Round("promotion.chains", timedelta(hours=1), chains, Said(_("产业链例会到期的开始计时"), "begin the clocks of meetings of chains that are due")),
    Round("promotion.leads", timedelta(days=1), leads, Said(_("到期的首接保护进公开池"), "let leads go whose protection is over")),
    Round("promotion.nodes", timedelta(minutes=1), nodes, Said(_("到了推送节点的项目开始计时"), "begin the clocks of nodes that were reached")),
    Round("promotion.nodes.all", timedelta(days=1), all_nodes, Said(_("每天全部查一遍到了推送节点的项目"), "look at all projects for nodes that were reached")),
    Round("promotion.silence", timedelta(hours=1), silence, Said(_("逾期没有提的预审意见，按当地规则算同意"),
                                                               "take overdue opinions as support where the place says so")),
    Round(SERVICES, timedelta(minutes=1), services, Said(_("联动服务清单跟着项目情况变"), "have the list of linked services follow the facts")),
)
