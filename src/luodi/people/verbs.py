"""What can be done to people and units, and what the ledger notes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

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


@dataclass(frozen=True)
class SignedIn:
    """How somebody signed in (`password` or `oidc`), with which second step ("", `code` or `recovery`), from where."""

    how: str
    second: str
    address: str
    device: str


@dataclass(frozen=True)
class LockedOut:
    """From where the last failure came, and until when nobody may sign in."""

    address: str
    until: datetime


@dataclass(frozen=True)
class Left:
    """How many recovery codes are left."""

    left: int


@dataclass(frozen=True)
class Ended:
    """How many sessions were ended."""

    count: int


@dataclass(frozen=True)
class Linked:
    """Which account at which provider."""

    issuer: str
    subject: str


@dataclass(frozen=True)
class Noticed:
    """A year of holidays that was taken in."""

    year: int


REGION_ADD = declare("region.add", "新增区域", "added a region")
REGION_CHANGE = declare("region.change", "修改区域", "changed a region")
UNIT_ADD = declare("unit.add", "新增单位", "added a unit")
UNIT_CHANGE = declare("unit.change", "修改单位", "changed a unit")
UNIT_MOVE = declare("unit.move", "调整单位上级", "moved a unit")
UNIT_CLOSE = declare("unit.close", "撤销单位", "closed a unit")
UNIT_REOPEN = declare("unit.reopen", "恢复单位", "opened a unit again")
PERSON_ADD = declare("person.add", "新增人员", "added a person")
ACCOUNT_ADD = declare("account.add", "新增账号", "added an account")
ACCOUNT_PASSWORD = declare("account.password", "改密码", "changed a password")
ACCOUNT_CHANGE = declare("account.change", "修改账号", "changed an account")
ACCOUNT_LEAVE = declare("account.leave", "调出单位", "left a unit")
ACCOUNT_MOVE = declare("account.move", "调入单位", "joined a unit")
ACCOUNT_CLOSE = declare("account.close", "停用账号", "closed an account")
ACCOUNT_REOPEN = declare("account.reopen", "启用账号", "reopened an account")
ACCOUNT_ONE_TIME = declare("account.one_time_password", "发一次性密码", "gave a one-time password")
ACCOUNT_SIGN_IN = declare("account.sign_in", "登录", "signed in", SignedIn)
ACCOUNT_SIGN_OUT = declare("account.sign_out", "退出", "signed out")
ACCOUNT_LOCKED = declare("account.locked", "连错锁定", "locked after failed sign-ins", LockedOut)
FACTOR_ADD = declare("factor.add", "开启第二步验证", "turned on the second factor")
FACTOR_REMOVE = declare("factor.remove", "关闭第二步验证", "turned off the second factor")
FACTOR_RESET = declare("factor.reset", "替人关闭第二步验证", "turned off somebody's second factor")
FACTOR_RECOVERY_USED = declare("factor.recovery_used", "用掉一个备用码", "used up a recovery code", Left)
FACTOR_RECOVERY_NEW = declare("factor.recovery_new", "换一套备用码", "made new recovery codes", Left)
SESSION_END = declare("session.end", "退出别处的登录", "ended other sessions", Ended)
IDENTITY_LINK = declare("identity.link", "关联统一身份", "linked an identity", Linked)
IDENTITY_UNLINK = declare("identity.unlink", "解除统一身份", "unlinked an identity", Linked)
POST_GIVE = declare("post.give", "安排岗位", "gave a post", Posted)
POST_CHANGE = declare("post.change", "调整岗位任期", "changed how long a post lasts", Posted)
POST_END = declare("post.end", "结束岗位", "ended a post", Posted)
ABSENCE_SET = declare("absence.set", "登记不在岗和代理", "noted an absence and its deputy", Away)
ABSENCE_CANCEL = declare("absence.cancel", "取消不在岗", "cancelled an absence", Away)
PEOPLE_FIRST = declare("people.first", "建第一个区域和管理员", "made the first region and its administrator")
PEOPLE_IMPORT = declare("people.import", "导入单位和人员", "imported units and people", Imported)
CALENDAR_NOTICE = declare("calendar.notice", "录入放假通知", "took in a holiday notice", Noticed)
