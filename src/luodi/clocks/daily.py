"""What clocks do by themselves: derived anew when the calendar changed, swept, and told."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import connection

from luodi.clocks.recount import recount
from luodi.clocks.sweep import Swept, sweep
from luodi.clocks.telling import tell
from luodi.frame.middleware import day_of

HANDS: Final = 2
"""Regions that are swept at a time where the database has a process for each connection."""


def make(now: datetime) -> str:
    """All of it, once, as of the local day; one line of what was done. May be cut off anywhere and made again."""
    today = day_of(now)
    moved, done, told = recount(today), sweep(today, hands=HANDS if connection.vendor == "postgresql" else 1), tell(today)
    if not moved and done == Swept() and not told:
        return ""
    return (f"重算改期 {moved}，变灯和催办 {done.turned}，重读 {done.reread}，算不出 {done.broken}，消息 {told} · "
            f"{moved} moved, {done.turned} turned, {done.reread} read again, {done.broken} broken, {told} notices")
