"""The few words in which rights are told: who acts, in what role and place, on what, and what the answer is. No Django."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from luodi.engine.source import Said

NOTHING = Said("", "")


class Role(StrEnum):
    """What somebody is in a unit."""

    PROMOTER = "promoter"
    NAVIGATOR = "navigator"
    CLERK = "clerk"
    REVIEWER = "reviewer"
    CHIEF = "chief"
    TEAM_LEAD = "team_lead"
    SUPERVISOR = "supervisor"
    LEADER = "leader"
    TOWN_OFFICER = "town_officer"
    REGULATOR = "regulator"
    UNIT_ADMIN = "unit_admin"
    PLATFORM_ADMIN = "platform_admin"
    AUDITOR = "auditor"
    ENTERPRISE = "enterprise"


@dataclass(frozen=True)
class PostHeld:
    """One post held today. `unit_path` and `region_path`: ids from the root down, the own one last. `for_account`: the person stood in for."""

    role: Role
    unit_id: int
    region_id: int
    unit_path: tuple[int, ...] = ()
    region_path: tuple[int, ...] = ()
    for_account: int | None = None


@dataclass(frozen=True)
class Person:
    """Who acts: an account with the posts it holds today, its own and those it stands in for. Anonymous has id None and no posts."""

    account_id: int | None
    name: str
    posts: tuple[PostHeld, ...] = ()
    first: str = ""
    """The name of the only page that is open to them until they have done what it asks; "" for none."""
    machine: bool = False
    """Whether it is the product itself that acts: the sweep, a worker, a command of the operator."""

    @property
    def known(self) -> bool:
        """Whether somebody is signed in."""
        return self.account_id is not None


@dataclass(frozen=True)
class Matter:
    """What is acted on, as far as rights need it: where it belongs, who has a part in it, whether it is confidential."""

    region_path: tuple[int, ...] = ()
    unit_path: tuple[int, ...] = ()
    parts: frozenset[tuple[str, int]] = field(default_factory=frozenset)
    """Pairs (part, account id): owner, team, assignee, contact …"""
    confidential: bool = False
    beside: frozenset[tuple[int, ...]] = frozenset()
    """Paths of other units that have a part in it."""

    def part_of(self, account_ids: Iterable[int]) -> frozenset[str]:
        """The parts that some accounts have in it."""
        wanted = set(account_ids)
        return frozenset(part for part, account in self.parts if account in wanted)


@dataclass(frozen=True)
class Verdict:
    """Whether something is allowed. `hidden`: even that it exists may not be known (404, not 403). `why`: for the person, in words."""

    allowed: bool
    hidden: bool = False
    why: Said = NOTHING
    on_behalf_of: int | None = None


ANONYMOUS = Person(None, "")
MACHINE = Person(None, "系统", machine=True)


class Denied(PermissionError):
    """Somebody may not. `verdict` says why, and whether even the matter's existence is hidden: the door makes 404 of it then, else 403."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.why.zh)
        self.verdict = verdict
