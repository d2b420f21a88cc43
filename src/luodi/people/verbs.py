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


@dataclass(frozen=True)
class Imported:
    """A part of a table that was read in: the file, its part, and how many units, accounts and posts came of it."""

    file: str
    part: int
    units: int
    accounts: int
    posts: int
    changed: int


REGION_ADD = declare("region.add", "新增区域", "added a region")
UNIT_ADD = declare("unit.add", "新增单位", "added a unit")
UNIT_CHANGE = declare("unit.change", "修改单位", "changed a unit")
UNIT_MOVE = declare("unit.move", "调整单位上级", "moved a unit")
UNIT_CLOSE = declare("unit.close", "撤销单位", "closed a unit")
PERSON_ADD = declare("person.add", "新增人员", "added a person")
ACCOUNT_ADD = declare("account.add", "新增账号", "added an account")
ACCOUNT_PASSWORD = declare("account.password", "改密码", "changed a password")
ACCOUNT_CHANGE = declare("account.change", "修改账号", "changed an account")
ACCOUNT_LEAVE = declare("account.leave", "调出单位", "left a unit")
ACCOUNT_MOVE = declare("account.move", "调入单位", "joined a unit")
ACCOUNT_CLOSE = declare("account.close", "停用账号", "closed an account")
ACCOUNT_REOPEN = declare("account.reopen", "启用账号", "reopened an account")
ACCOUNT_ONE_TIME = declare("account.one_time_password", "发一次性密码", "gave a one-time password")
POST_GIVE = declare("post.give", "安排岗位", "gave a post", Posted)
POST_CHANGE = declare("post.change", "调整岗位任期", "changed how long a post lasts", Posted)
POST_END = declare("post.end", "结束岗位", "ended a post", Posted)
ABSENCE_SET = declare("absence.set", "登记不在岗和代理", "noted an absence and its deputy", Away)
ABSENCE_CANCEL = declare("absence.cancel", "取消不在岗", "cancelled an absence", Away)
PEOPLE_FIRST = declare("people.first", "建第一个区域和管理员", "made the first region and its administrator")
PEOPLE_IMPORT = declare("people.import", "导入单位和人员", "imported units and people", Imported)
