"""What can happen to a case. A clock is a list of these and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, TypeAlias

from luodi.engine.source import Said


@dataclass(frozen=True)
class Received:
    """The authority received the application."""

    name: ClassVar[Said] = Said("收到材料", "papers received")
    day: date


@dataclass(frozen=True)
class CorrectionsAsked:
    """The authority asked, in one go, for everything that is missing."""

    name: ClassVar[Said] = Said("告知补正", "corrections asked")
    day: date
    papers: tuple[str, ...]


@dataclass(frozen=True)
class Corrected:
    """The applicant handed in all that was asked."""

    name: ClassVar[Said] = Said("补正到件", "corrections received")
    day: date


@dataclass(frozen=True)
class Accepted:
    """The authority accepted the application."""

    name: ClassVar[Said] = Said("受理", "acceptance")
    day: date


@dataclass(frozen=True)
class NotAccepted:
    """The authority declined to accept the application."""

    name: ClassVar[Said] = Said("不予受理", "refusal to accept")
    day: date
    reason: str


@dataclass(frozen=True)
class Paused:
    """`day` is the first day that does not count; `paper` is the written notice to the applicant, "" for none."""

    name: ClassVar[Said] = Said("暂停计时", "pause")
    day: date
    reason: str
    paper: str = ""


@dataclass(frozen=True)
class Resumed:
    """`day` is the first day that counts again."""

    name: ClassVar[Said] = Said("恢复计时", "resumption")
    day: date


@dataclass(frozen=True)
class Extended:
    """The limit grew by `days` of its own unit; `told` says whether the applicant was told why."""

    name: ClassVar[Said] = Said("延长期限", "extension")
    day: date
    days: int
    approved_by: str
    told: bool


@dataclass(frozen=True)
class Decided:
    """The authority decided; a decision ends an open pause."""

    name: ClassVar[Said] = Said("办结", "decision")
    day: date
    outcome: Literal["approved", "approved_with_gaps", "rejected"]


@dataclass(frozen=True)
class Withdrawn:
    """The applicant withdrew."""

    name: ClassVar[Said] = Said("撤回", "withdrawal")
    day: date


Event: TypeAlias = (Received | CorrectionsAsked | Corrected | Accepted | NotAccepted | Paused | Resumed | Extended
                    | Decided | Withdrawn)
