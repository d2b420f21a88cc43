"""What can be done to people and units, and what the ledger notes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luodi.ledger.verbs import declare


@dataclass(frozen=True)
class Posted:
    """A post that was given: who, where, as what, from when to when."""

    account: int
    unit: int
    role: str
    first: date
    last: date | None


@dataclass(frozen=True)
class Away:
    """An absence: who is away, who stands in, from when to when."""

    account: int
    deputy: int
    first: date
    last: date


REGION_ADD = declare("region.add", "新增区域", "added a region")
UNIT_ADD = declare("unit.add", "新增单位", "added a unit")
ACCOUNT_ADD = declare("account.add", "新增账号", "added an account")
ACCOUNT_PASSWORD = declare("account.password", "改密码", "changed a password")
POST_GIVE = declare("post.give", "安排岗位", "gave a post", Posted)
ABSENCE_SET = declare("absence.set", "登记不在岗和代理", "noted an absence and its deputy", Away)
