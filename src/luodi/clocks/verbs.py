"""What can be done to clocks, and what the ledger notes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from luodi.ledger.verbs import declare, thing


@dataclass(frozen=True)
class Happened:
    """An event of a clock: kind, day, and the rest of it."""

    kind: str
    day: date
    data: dict[str, Any]


@dataclass(frozen=True)
class Assigned:
    """Who has it now."""

    account: int | None


@dataclass(frozen=True)
class Held:
    """Until which day nobody is chased."""

    until: date


@dataclass(frozen=True)
class Excused:
    """An excuse: which, until when."""

    excuse: int
    until: date


@dataclass(frozen=True)
class Swept:
    """A sweep of a region: the day, how many clocks turned or climbed, how many could not be read."""

    day: date
    turned: int
    broken: int


@dataclass(frozen=True)
class Told:
    """How many turns were told, and to how many people something new."""

    turns: int
    notices: int


@dataclass(frozen=True)
class Recounted:
    """Clocks derived anew with another calendar, and how many got another due day."""

    calendar: str
    clocks: int
    moved: int


thing("clock", "时限", "time limit")
_STANDS = {"statutory_due_on": ("法定到期日", "statutory due day"), "ended_on": ("结束日", "ended on"), "light": ("灯", "light"),
           "due_on": ("到期日", "due day"),
           "rung": ("催到第几步", "rung of the ladder"), "hold_until": ("暂不催到", "nobody is chased until"), "next_on": ("下次自动处理", "next looked at"),
           "assignee_id": ("经办人", "assignee")}
OPEN = declare("clock.open", "开始计时", "started a clock", Happened, _STANDS)
EVENT = declare("clock.event", "记时限事件", "noted an event of a clock", Happened, _STANDS)
ASSIGN = declare("clock.assign", "指定经办人", "assigned a clock", Assigned, _STANDS)
ANSWER = declare("clock.answer", "回应催办", "answered a chase", Held, _STANDS)
EXCUSE_ASK = declare("clock.excuse.ask", "申请正当理由", "asked for an excuse", Excused)
EXCUSE_APPROVE = declare("clock.excuse.approve", "批准正当理由", "approved an excuse", Excused, _STANDS)
EXCUSE_REFUSE = declare("clock.excuse.refuse", "不批准正当理由", "refused an excuse", Excused)
SWEEP = declare("clock.sweep", "亮灯和催办", "turned lights and climbed ladders", Swept)
TELL = declare("clock.tell", "送达亮灯消息", "told those concerned", Told)
RECOUNT = declare("clock.recount", "按新日历重算时限", "derived clocks anew", Recounted)
