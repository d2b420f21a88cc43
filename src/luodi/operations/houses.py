"""What the houses below say of themselves: their checks, their figures, and the daily message as a round."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from luodi.clocks import queries as clocks
from luodi.engine.source import Said
from luodi.frame.middleware import day_of
from luodi.imports import keep
from luodi.ledger.actions import Act, Subject, action
from luodi.notices import queries as notices
from luodi.notices.actions import New, notify
from luodi.notices.kinds import declare
from luodi.operations import verbs
from luodi.operations.checks import Check, Finding, Level, broken, ok, register, warn
from luodi.operations.digest import Told, tell_administrators
from luodi.operations.metrics import register as figure
from luodi.people.signing import queries as signing
from luodi.people.signing import sessions
from luodi.rights.kernel import MACHINE
from luodi.rights.permissions import Right
from luodi.work import queries as work
from luodi.work.rounds import Round
from luodi.work.rounds import register as make_round

NAMED = 10
"""How many are named of those that are broken."""
BROKEN = declare("system.broken", "系统里什么坏了", "what is broken in the system")


def register_all() -> None:
    """Add them."""
    register(Check("work", _work))
    register(Check("clocks", _clocks))
    register(Check("robots", _robots))
    register(Check("sealed", _sealed, slow=True))
    figure("luodi_workers", "workers that live", lambda now: float(work.live_workers(now).count()))
    figure("luodi_jobs_waiting", "jobs that are due and wait for a worker", lambda now: float(work.waiting(now)))
    figure("luodi_clocks_due", "clocks whose light or ladder is due and was not moved yet", lambda now: float(clocks.overdue_count(day_of(now))))
    figure("luodi_clocks_broken", "clocks that cannot be read", lambda now: float(clocks.broken_count()))
    make_round(Round("operations.daily", timedelta(days=1), _daily, Said(_("每日告诉管理员什么坏了"), "tell administrators once a day what is broken")))
    make_round(Round("people.tidy", timedelta(hours=1), _tidied, Said(_("清理过期的登录和没有确认的导入"), "remove ended sessions and unconfirmed imports")))


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


def _sealed(now: datetime) -> list[Finding]:
    """What was encrypted with another secret key: after a restore without the key that belongs to it."""
    out: list[Finding] = []
    if logins := signing.unreadable_factors(now):
        out += broken(f"{len(logins)} 个账号的第二步验证解不开，系统密钥换过了：{_some(logins, '、')}。找回原来的密钥；找不回，"
                      "对每个账号运行 luodi people factor 登录名，本人再设一次",
                      f"the second factors of {len(logins)} accounts cannot be read, the secret key was changed: {_some(logins, ', ')}. Bring the former "
                      "key back; if it is lost, run luodi people factor LOGIN for each, and have them set up anew")
    if robots := notices.unreadable_endpoints(now):
        out += broken(f"{len(robots)} 个机器人的地址解不开，系统密钥换过了：{_some(robots, '、')}。找回原来的密钥；找不回，请重新添加",
                      f"the addresses of {len(robots)} robots cannot be read, the secret key was changed: {_some(robots, ', ')}. Bring the former key back; "
                      "if it is lost, add them anew", "notices_endpoints")
    return out or ok("加密保存的内容都解得开", "what is kept encrypted can be read")


def _some(names: list[str], comma: str) -> str:
    return comma.join(names[:NAMED]) + ("…" if len(names) > NAMED else "")


def _tidied(now: datetime) -> str:
    ended, expired = sessions.swept(now), keep.swept(now)
    return f"{ended} 个登录，{expired} 个导入 · {ended} sessions, {expired} imports" if ended or expired else ""


def _daily(now: datetime) -> str:
    told = tell_administrators(now, day_of(now), lambda one: _told(MACHINE, one))
    return f"{told} 个区域 · {told} regions" if told else ""


@action(verb=verbs.TELL, needs=Right.NOTICES_SEND, subject=lambda told: Subject(told.region_id, "system", None))
def _told(act: Act, told: Told) -> int:
    """Tell the administrators of a region. Whoever was told today is not told again."""
    new = notify(act, [New(account, BROKEN.name, told.key, told.title, told.body, reverse(told.url), "system") for account in told.accounts])
    act.note(notices=new)
    return new
