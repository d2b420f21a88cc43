"""What the houses below say of themselves: their checks, their figures, and the daily message as a round."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from luodi.clocks import queries as clocks
from luodi.engine.source import Said
from luodi.frame.middleware import day_of
from luodi.ledger.actions import Act, Subject, action
from luodi.notices import queries as notices
from luodi.notices.actions import New, notify
from luodi.notices.kinds import declare
from luodi.operations import verbs
from luodi.operations.checks import Check, Finding, Level, broken, ok, register, warn
from luodi.operations.digest import Told, tell_administrators
from luodi.operations.metrics import register as figure
from luodi.rights.kernel import MACHINE
from luodi.rights.permissions import Right
from luodi.work import queries as work
from luodi.work.rounds import Round
from luodi.work.rounds import register as make_round

BROKEN = declare("system.broken", "系统里什么坏了", "what is broken in the system")


def register_all() -> None:
    """Add them."""
    register(Check("work", _work))
    register(Check("clocks", _clocks))
    register(Check("robots", _robots))
    figure("luodi_clocks_due", "clocks whose light or ladder is due and was not moved yet", lambda now: float(clocks.overdue_count(day_of(now))))
    figure("luodi_clocks_broken", "clocks that cannot be read", lambda now: float(clocks.broken_count()))
    make_round(Round("operations.daily", timedelta(days=1), _daily, Said(_("每日告诉管理员什么坏了"), "tell administrators once a day what is broken")))


def _work(now: datetime) -> list[Finding]:
    found = [Finding(Level.BROKEN, said, "work_rounds") for said, _ in work.stuck(now)]
    return found or ok("后台进程在运行，没有卡住的任务", "a worker runs, and no job is stuck")


def _clocks(now: datetime) -> list[Finding]:
    out: list[Finding] = []
    if count := clocks.broken_count():
        first = clocks.broken_ones(3)
        zh, en = ("；".join(f"{row.clock_id} {said}" for row, said in ((row, row.why_broken.to(lang)) for row in first)) for lang in ("zh-Hans", "en"))
        out += broken(f"{count} 个时限算不出来：{zh}", f"{count} clocks cannot be read: {en}", "clocks_list")
    if late := clocks.overdue_count(day_of(now - timedelta(hours=2))):
        out += broken(f"{late} 个时限早该变灯或催办而没有动，请看后台进程",
                      f"{late} clocks should have turned or climbed and have not; look at the worker", "work_rounds")
    return out or ok("时限都算得出来，也都扫过", "all clocks can be read and have been swept")


def _robots(now: datetime) -> list[Finding]:
    out = [one for name, error in notices.failing_endpoints()
           for one in warn(f"机器人“{name}”发不出去：{error.zh}", f"the robot '{name}' fails: {error.en}", "notices_endpoints")]
    return out or ok("机器人最近都发得出去", "all robots could be told lately")


def _daily(now: datetime) -> str:
    told = tell_administrators(now, day_of(now), lambda one: _told(MACHINE, one))
    return f"{told} 个区域 · {told} regions" if told else ""


@action(verb=verbs.TELL, needs=Right.NOTICES_SEND, subject=lambda told: Subject(told.region_id, "system", None))
def _told(act: Act, told: Told) -> int:
    """Tell the administrators of a region. Whoever was told today is not told again."""
    new = notify(act, [New(account, BROKEN.name, told.key, told.title, told.body, reverse(told.url), "system") for account in told.accounts])
    act.note(notices=new)
    return new
