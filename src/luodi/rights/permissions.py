"""Who may do what where: one table, one question. Pure: nothing here asks the database.

A row grants a right to a role (or to anyone, or to anyone signed in) in a place, perhaps only to those with a part in the matter.
No role grants anything beyond its region. A confidential matter opens only to those with a part in it, and to rows that say so.
What may not be known to exist is hidden: a confidential matter, and whatever belongs to another region.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_noop as _

from luodi.engine.source import Said
from luodi.rights.kernel import NOTHING, Matter, Person, PostHeld, Role, Verdict


class Right(StrEnum):
    """What can be allowed."""

    PORTAL_READ = "portal_read"
    STYLEGUIDE_READ = "styleguide_read"
    SIGN_IN = "sign_in"
    OWN_ACCOUNT = "own_account"
    RIGHTS_READ = "rights_read"
    PEOPLE_READ = "people_read"
    PEOPLE_MANAGE = "people_manage"
    UNITS_MANAGE = "units_manage"
    ABSENCE_SET = "absence_set"
    RESERVED_MANAGE = "reserved_manage"
    LEDGER_READ = "ledger_read"
    LEDGER_VERIFY = "ledger_verify"
    ACCESS_NOTED = "access_noted"
    CLOCK_READ = "clock_read"
    CLOCK_EXCUSE = "clock_excuse"
    CLOCK_ANSWER = "clock_answer"
    CLOCK_RUN = "clock_run"
    CLOCK_SWEEP = "clock_sweep"
    CALENDAR_NOTICE = "calendar_notice"
    NOTICES_OWN = "notices_own"
    NOTICES_ENDPOINTS = "notices_endpoints"
    NOTICES_SEND = "notices_send"
    OUTBOX_RESEND = "outbox_resend"
    WORK_READ = "work_read"
    WORK_HANDLE = "work_handle"
    ROUNDS_RUN = "rounds_run"
    IMPORTS_OWN = "imports_own"
    OPERATIONS_READ = "operations_read"
    METRICS_READ = "metrics_read"
    BACKUP_KEEP = "backup_keep"
    PROJECT_READ = "project_read"
    PROJECT_INSIDE = "project_inside"
    PROJECT_ADD = "project_add"
    PROJECT_CHANGE = "project_change"
    PROJECT_STAFF = "project_staff"
    PROJECT_WRITE = "project_write"
    PROJECT_EXPORT = "project_export"
    LIBRARY_READ = "library_read"
    PROMOTION_READ = "promotion_read"
    PROMOTION_KEEP = "promotion_keep"
    ASKED_ANSWER = "asked_answer"
    SCORE_GIVE = "score_give"
    LEADER_DECIDE = "leader_decide"
    DISPUTE_RULE = "dispute_rule"
    FIRM_MERGE = "firm_merge"
    FILTER_OWN = "filter_own"
    DESK_READ = "desk_read"
    FIRE_READ = "fire_read"


class Anyone(StrEnum):
    """Whom a row means that names no role."""

    ANYONE = "anyone"
    SIGNED_IN = "signed_in"
    MACHINE = "machine"


class Place(StrEnum):
    """How far a row reaches from the post that it is granted through."""

    EVERYWHERE = "everywhere"
    REGION = "region"
    UNIT = "unit"
    BESIDE = "beside"
    """The own unit, where it has the lead or another part in the matter."""


@dataclass(frozen=True)
class Row:
    """One line of the table. `parts`: one of these parts in the matter is needed too. `confidential`: opens confidential matters as well.

    `own`: through the own post or part only, not for somebody whose deputy one is.
    """

    who: Role | Anyone
    place: Place = Place.EVERYWHERE
    parts: frozenset[str] = frozenset()
    confidential: bool = False
    own: bool = False


def _all(roles: Iterable[Role], place: Place, confidential: bool = False) -> tuple[Row, ...]:
    return tuple(Row(role, place, confidential=confidential) for role in roles)


_SELF = frozenset({"self"})
_EVERYONE = (Row(Anyone.ANYONE),)
_SIGNED_IN = (Row(Anyone.SIGNED_IN),)
_MACHINE = (Row(Anyone.MACHINE, confidential=True),)
_OVERSEERS = (Role.LEADER, Role.SUPERVISOR, Role.AUDITOR)
_DOERS = (Role.PROMOTER, Role.NAVIGATOR, Role.CLERK, Role.REVIEWER, Role.CHIEF, Role.TEAM_LEAD, Role.TOWN_OFFICER, Role.REGULATOR)
_PROMOTERS = (Role.PROMOTER, Role.NAVIGATOR, Role.TEAM_LEAD, Role.TOWN_OFFICER)
_WITH_PROJECT = (Row(Anyone.SIGNED_IN, parts=frozenset({"owner", "team", "leader"}), confidential=True),)
_WITH_PART = (Row(Anyone.SIGNED_IN, parts=frozenset({"owner", "team", "assignee", "contact"})),)

TABLE: dict[Right, tuple[Row, ...]] = {
    Right.PORTAL_READ: _EVERYONE,
    Right.STYLEGUIDE_READ: _EVERYONE,
    Right.SIGN_IN: _EVERYONE,
    Right.OWN_ACCOUNT: (Row(Anyone.SIGNED_IN, parts=_SELF), *_MACHINE),
    Right.RIGHTS_READ: _SIGNED_IN,
    Right.NOTICES_OWN: (Row(Anyone.SIGNED_IN, parts=frozenset({"self"})),),
    Right.NOTICES_ENDPOINTS: (Row(Role.UNIT_ADMIN, Place.UNIT), Row(Role.PLATFORM_ADMIN, Place.REGION), *_MACHINE),
    Right.NOTICES_SEND: _MACHINE,
    Right.PEOPLE_READ: (*_all((*_DOERS, Role.UNIT_ADMIN), Place.UNIT), *_all((*_OVERSEERS, Role.PLATFORM_ADMIN), Place.REGION)),
    Right.PEOPLE_MANAGE: (Row(Role.UNIT_ADMIN, Place.UNIT), Row(Role.PLATFORM_ADMIN, Place.REGION), *_MACHINE),
    Right.UNITS_MANAGE: (Row(Role.PLATFORM_ADMIN, Place.REGION), *_MACHINE),
    # Nobody makes their own deputyship longer.
    Right.ABSENCE_SET: (Row(Anyone.SIGNED_IN, parts=_SELF, own=True), Row(Role.UNIT_ADMIN, Place.UNIT, own=True),
                        Row(Role.PLATFORM_ADMIN, Place.REGION, own=True), *_MACHINE),
    Right.RESERVED_MANAGE: (Row(Role.PLATFORM_ADMIN, Place.REGION, own=True), *_MACHINE),
    Right.LEDGER_READ: (Row(Role.AUDITOR, Place.REGION, confidential=True), Row(Role.SUPERVISOR, Place.REGION)),
    Right.LEDGER_VERIFY: (Row(Role.AUDITOR, Place.REGION, confidential=True), Row(Role.PLATFORM_ADMIN, Place.REGION, confidential=True)),
    # Whether somebody may see a thing is asked before; that they saw it is written down whoever they are.
    Right.ACCESS_NOTED: (Row(Anyone.SIGNED_IN, confidential=True), *_MACHINE),
    Right.CLOCK_READ: (*_all(_DOERS, Place.UNIT), *_all(_OVERSEERS, Place.REGION), *_WITH_PART),
    Right.CLOCK_EXCUSE: (Row(Role.SUPERVISOR, Place.REGION),),
    # Who heads a unit is chased, too.
    Right.CLOCK_ANSWER: (*_all((*_DOERS, Role.LEADER), Place.UNIT), *_WITH_PART),
    Right.CLOCK_RUN: (*_all(_DOERS, Place.UNIT), *_MACHINE),
    Right.CLOCK_SWEEP: _MACHINE,
    Right.CALENDAR_NOTICE: (Row(Role.PLATFORM_ADMIN), *_MACHINE),
    Right.OUTBOX_RESEND: (Row(Role.PLATFORM_ADMIN, Place.REGION),),
    Right.WORK_READ: (Row(Anyone.SIGNED_IN, parts=frozenset({"owner"})), Row(Role.PLATFORM_ADMIN, Place.REGION)),
    Right.WORK_HANDLE: (Row(Anyone.SIGNED_IN, parts=frozenset({"owner"})), Row(Role.PLATFORM_ADMIN, Place.REGION)),
    Right.ROUNDS_RUN: (Row(Role.PLATFORM_ADMIN, Place.REGION),),
    # What a table is about is asked for as well, by the kind of table.
    Right.IMPORTS_OWN: (Row(Anyone.SIGNED_IN, parts=_SELF),),
    Right.OPERATIONS_READ: (Row(Role.PLATFORM_ADMIN, Place.REGION),),
    Right.METRICS_READ: _EVERYONE,
    Right.BACKUP_KEEP: _MACHINE,
    Right.PROJECT_READ: (*_all((*_DOERS, Role.UNIT_ADMIN), Place.BESIDE), *_all(_OVERSEERS, Place.REGION), *_WITH_PROJECT,
                         Row(Anyone.SIGNED_IN, parts=frozenset({"contact"}), confidential=True), *_MACHINE),
    # What officials keep among themselves: the enterprise's contact reads the project, not this.
    Right.PROJECT_INSIDE: (*_all((*_DOERS, Role.UNIT_ADMIN), Place.BESIDE), *_all(_OVERSEERS, Place.REGION), *_WITH_PROJECT, *_MACHINE),
    Right.PROJECT_ADD: (*_all(_PROMOTERS, Place.UNIT), *_MACHINE),
    Right.PROJECT_CHANGE: (*_all(_PROMOTERS, Place.UNIT), *_WITH_PROJECT, *_MACHINE),
    Right.PROJECT_STAFF: (*_all((Role.TEAM_LEAD, Role.CHIEF, Role.UNIT_ADMIN), Place.UNIT), Row(Role.LEADER, Place.REGION),
                          Row(Anyone.SIGNED_IN, parts=frozenset({"owner", "leader"})), *_MACHINE),
    Right.PROJECT_WRITE: (*_all(_DOERS, Place.BESIDE), Row(Role.LEADER, Place.REGION), *_WITH_PROJECT,
                          Row(Anyone.SIGNED_IN, parts=frozenset({"contact"})), *_MACHINE),
    Right.PROJECT_EXPORT: (*_all((Role.PROMOTER, Role.TEAM_LEAD, Role.TOWN_OFFICER, Role.UNIT_ADMIN), Place.BESIDE), *_all(_OVERSEERS, Place.REGION)),
    Right.LIBRARY_READ: (*_all((*_DOERS, Role.UNIT_ADMIN), Place.BESIDE), *_all(_OVERSEERS, Place.REGION), Row(Role.ENTERPRISE)),
    # Chains, packaged projects, events and advisers are shared by a district; of leads everybody sees their own only, by the rights to projects.
    Right.PROMOTION_READ: (*_all((*_DOERS, Role.UNIT_ADMIN, *_OVERSEERS), Place.REGION), *_MACHINE),
    Right.PROMOTION_KEEP: (*_all((*_PROMOTERS, Role.UNIT_ADMIN), Place.UNIT), *_MACHINE),
    # The matter is what a unit was asked; whoever was asked by name has the part `assignee`.
    Right.ASKED_ANSWER: (*_all((*_DOERS, Role.LEADER), Place.UNIT), Row(Anyone.SIGNED_IN, parts=frozenset({"assignee"}), confidential=True), *_MACHINE),
    # Whoever judges was named, and judges alone: neither their unit nor a deputy sees it.
    Right.SCORE_GIVE: (Row(Anyone.SIGNED_IN, parts=frozenset({"assignee"}), confidential=True, own=True), *_MACHINE),
    Right.LEADER_DECIDE: (Row(Role.LEADER, Place.REGION), Row(Anyone.SIGNED_IN, parts=frozenset({"leader"}), confidential=True), *_MACHINE),
    Right.DISPUTE_RULE: (*_all((Role.LEADER, Role.SUPERVISOR), Place.REGION), *_MACHINE),
    Right.FIRM_MERGE: (*_all((Role.UNIT_ADMIN, Role.PLATFORM_ADMIN), Place.REGION), *_MACHINE),
    Right.FILTER_OWN: (Row(Anyone.SIGNED_IN, parts=_SELF),),
    Right.DESK_READ: _SIGNED_IN,
    Right.FIRE_READ: _all(_OVERSEERS, Place.REGION),
}
"""The table. What is not in it is allowed to nobody."""

RESERVED: frozenset[Role] = frozenset({Role.PLATFORM_ADMIN, Role.AUDITOR, Role.LEADER, Role.SUPERVISOR})
"""Roles that are given, and people in them managed, by RESERVED_MANAGE only; all others by PEOPLE_MANAGE."""

RIGHTS: dict[Right, Said] = {
    Right.PORTAL_READ: Said(_("查看公开的指引、目录和手册"), "read the public guides, catalogue and handbooks"),
    Right.STYLEGUIDE_READ: Said(_("查看界面样式"), "see the style guide"),
    Right.SIGN_IN: Said(_("登录和退出"), "sign in and out"),
    Right.OWN_ACCOUNT: Said(_("管理自己的账号"), "look after the own account"),
    Right.RIGHTS_READ: Said(_("查看权限表"), "read the table of rights"),
    Right.PEOPLE_READ: Said(_("查看单位和人员"), "see units and their people"),
    Right.PEOPLE_MANAGE: Said(_("管理人员和岗位"), "manage people and posts"),
    Right.UNITS_MANAGE: Said(_("管理区域和单位"), "manage regions and units"),
    Right.ABSENCE_SET: Said(_("登记不在岗和代理"), "note an absence and its deputy"),
    Right.RESERVED_MANAGE: Said(_("安排领导、督查员、审计员、平台管理员，管理他们的账号"),
                                "appoint leaders, supervisors, auditors and platform administrators, and manage their accounts"),
    Right.LEDGER_READ: Said(_("查阅台账"), "read the ledger"),
    Right.LEDGER_VERIFY: Said(_("核验台账"), "verify the ledger"),
    Right.ACCESS_NOTED: Said(_("查看保密内容、导出数据时留下记录"), "have reads of confidential things and exports written down"),
    Right.CLOCK_READ: Said(_("查看时限和计算过程"), "see time limits and how they are counted"),
    Right.CLOCK_EXCUSE: Said(_("批准正当理由"), "approve an excuse"),
    Right.CLOCK_ANSWER: Said(_("回应催办、申请正当理由"), "answer a chase, ask for an excuse"),
    Right.CLOCK_RUN: Said(_("开始计时、记时限事件、指定经办人"), "start a clock, note its events, assign it"),
    Right.CLOCK_SWEEP: Said(_("亮灯和催办"), "turn lights and chase"),
    Right.CALENDAR_NOTICE: Said(_("录入放假通知"), "take in a holiday notice"),
    Right.NOTICES_OWN: Said(_("查看自己的消息"), "read the own notices"),
    Right.NOTICES_ENDPOINTS: Said(_("管理接收消息的机器人"), "manage the robots that receive notices"),
    Right.NOTICES_SEND: Said(_("发出消息"), "send notices"),
    Right.OUTBOX_RESEND: Said(_("重发没有送达的消息"), "resend messages that did not arrive"),
    Right.WORK_READ: Said(_("查看后台任务"), "see background jobs"),
    Right.WORK_HANDLE: Said(_("停止和重试后台任务"), "cancel and retry background jobs"),
    Right.ROUNDS_RUN: Said(_("查看和立即执行例行工作"), "see routine work and have it done at once"),
    Right.IMPORTS_OWN: Said(_("用表格导入自己管的内容"), "import tables of what one manages"),
    Right.OPERATIONS_READ: Said(_("查看系统状态"), "see the state of the system"),
    Right.METRICS_READ: Said(_("读取监控指标（要有令牌）"), "read the figures for monitoring (with the token)"),
    Right.BACKUP_KEEP: Said(_("备份和恢复（服务器上的命令）"), "back up and restore (commands on the server)"),
    Right.PROJECT_READ: Said(_("查看项目"), "see a project"),
    Right.PROJECT_INSIDE: Said(_("查看项目的内部情况"), "see what officials keep about a project"),
    Right.PROJECT_ADD: Said(_("登记项目"), "register a project"),
    Right.PROJECT_CHANGE: Said(_("修改项目、推进阶段"), "change a project, move it on"),
    Right.PROJECT_STAFF: Said(_("安排项目里的人和单位"), "say who is in a project"),
    Right.PROJECT_WRITE: Said(_("写记录、传文件"), "write notes, add files"),
    Right.PROJECT_EXPORT: Said(_("导出项目"), "export projects"),
    Right.PROMOTION_READ: Said(_("查看招商的产业链、包装项目、活动和顾问"), "see chains, packaged projects, events and advisers"),
    Right.PROMOTION_KEEP: Said(_("登记和修改产业链、包装项目、活动和企业资料"), "keep chains, packaged projects, events and profiles of enterprises"),
    Right.ASKED_ANSWER: Said(_("答复别人问本单位的事"), "answer what the own unit was asked"),
    Right.SCORE_GIVE: Said(_("评估打分"), "judge in an assessment"),
    Right.LEADER_DECIDE: Said(_("作领导决定、批示"), "decide as a leader, give instructions"),
    Right.DISPUTE_RULE: Said(_("裁定线索争议"), "rule on disputed leads"),
    Right.FIRM_MERGE: Said(_("合并重复的企业"), "merge enterprises that stand twice"),
    Right.LIBRARY_READ: Said(_("打开项目库"), "open the project library"),
    Right.FILTER_OWN: Said(_("保存自己的筛选"), "keep own filters"),
    Right.DESK_READ: Said(_("打开工作台"), "open the workbench"),
    Right.FIRE_READ: Said(_("查看着火的项目"), "see what is on fire"),
}
ROLES: dict[Role | Anyone, Said] = {
    Anyone.ANYONE: Said(_("所有人，不用登录"), "everybody, without signing in"),
    Anyone.SIGNED_IN: Said(_("登录的人"), "anybody signed in"),
    Anyone.MACHINE: Said(_("系统自己"), "the product itself"),
    Role.PROMOTER: Said(_("招商员"), "promoter"),
    Role.NAVIGATOR: Said(_("帮办专员"), "navigator"),
    Role.CLERK: Said(_("专窗人员"), "counter clerk"),
    Role.REVIEWER: Said(_("审批员"), "reviewer"),
    Role.CHIEF: Said(_("首席审批员"), "chief approver"),
    Role.TEAM_LEAD: Said(_("专班牵头人"), "team lead"),
    Role.SUPERVISOR: Said(_("督查员"), "supervisor"),
    Role.LEADER: Said(_("领导"), "leader"),
    Role.TOWN_OFFICER: Said(_("镇街园区人员"), "town or park officer"),
    Role.REGULATOR: Said(_("监管员"), "regulator"),
    Role.UNIT_ADMIN: Said(_("单位管理员"), "unit administrator"),
    Role.PLATFORM_ADMIN: Said(_("平台管理员"), "platform administrator"),
    Role.AUDITOR: Said(_("审计员"), "auditor"),
    Role.ENTERPRISE: Said(_("企业联系人"), "enterprise contact"),
}
PLACES: dict[Place, Said] = {
    Place.EVERYWHERE: Said(_("不限地方"), "everywhere"),
    Place.REGION: Said(_("本区域及以下"), "own region and below"),
    Place.UNIT: Said(_("本单位及以下"), "own unit and below"),
    Place.BESIDE: Said(_("本单位参与的项目"), "where the own unit takes part"),
}
PARTS: dict[str, Said] = {
    "owner": Said(_("负责人"), "owner"), "team": Said(_("专班成员"), "team member"), "assignee": Said(_("经办人"), "assignee"),
    "contact": Said(_("联系人"), "contact"), "leader": Said(_("包联领导"), "leader in charge"), "self": Said(_("本人"), "the person concerned"),
}
_IN_THE_MATTER = Said("在这件事里", "in the matter")
GROUPS: tuple[tuple[Right, ...], ...] = (
    (Right.PORTAL_READ, Right.STYLEGUIDE_READ, Right.SIGN_IN), (Right.OWN_ACCOUNT, Right.RIGHTS_READ, Right.NOTICES_OWN), (Right.ACCESS_NOTED,),
    (Right.PEOPLE_READ, Right.PEOPLE_MANAGE, Right.UNITS_MANAGE, Right.ABSENCE_SET, Right.RESERVED_MANAGE), (Right.LEDGER_READ, Right.LEDGER_VERIFY),
    (Right.CLOCK_READ, Right.CLOCK_ANSWER, Right.CLOCK_RUN, Right.CLOCK_EXCUSE, Right.CLOCK_SWEEP, Right.CALENDAR_NOTICE),
    (Right.NOTICES_ENDPOINTS, Right.NOTICES_SEND, Right.OUTBOX_RESEND),
    (Right.WORK_READ, Right.WORK_HANDLE, Right.ROUNDS_RUN, Right.IMPORTS_OWN),
    (Right.OPERATIONS_READ, Right.METRICS_READ, Right.BACKUP_KEEP),
    (Right.PROJECT_READ, Right.PROJECT_INSIDE, Right.PROJECT_ADD, Right.PROJECT_CHANGE, Right.PROJECT_STAFF, Right.PROJECT_WRITE, Right.PROJECT_EXPORT,
     Right.LIBRARY_READ),
    (Right.PROMOTION_READ, Right.PROMOTION_KEEP, Right.ASKED_ANSWER, Right.SCORE_GIVE, Right.LEADER_DECIDE, Right.DISPUTE_RULE, Right.FIRM_MERGE),
    (Right.DESK_READ, Right.FIRE_READ, Right.FILTER_OWN),
)
"""Rights about the same thing: who may not do the one is told which other they may."""

def may(person: Person, right: Right, matter: Matter | None = None) -> Verdict:
    """Whether `person` may do something, to a matter or (without one) at all somewhere; if not, why not, and whether to hide it.

    Own posts are asked before those of absent people; `on_behalf_of` names the absent person whose post it took.
    """
    allowed, instead_of = _granted(person, TABLE.get(right, ()), matter)
    if allowed:
        return Verdict(True, on_behalf_of=instead_of)
    hidden = matter is not None and _hidden(person, matter)
    return Verdict(False, hidden, NOTHING if hidden else _why_not(person, right, matter))


def to_give(role: Role) -> Right:
    """The right to give a role, to take it, and to manage whoever has it."""
    return Right.RESERVED_MANAGE if role in RESERVED else Right.PEOPLE_MANAGE


def grants(person: Person, row: Row) -> bool:
    """Whether a row of the table speaks of a person, parts in single matters left aside."""
    return any(_fits(row, person, post, None) for post in _ways(person))


@dataclass(frozen=True)
class Reach:
    """How far a right of somebody reaches without a part in the matter: paths of regions and of units, the own one last, () for everywhere.

    `accounts`: whose parts count. `beside`: units that see what they have the lead or another part in.
    """

    regions: frozenset[tuple[int, ...]]
    units: frozenset[tuple[int, ...]]
    accounts: frozenset[int]
    beside: frozenset[tuple[int, ...]] = frozenset()


def reach(person: Person, right: Right) -> Reach:
    """How far `right` reaches, for lists: what lies in it and is not confidential is allowed, and what one of `accounts` has a part in."""
    regions: set[tuple[int, ...]] = set()
    units: set[tuple[int, ...]] = set()
    beside: set[tuple[int, ...]] = set()
    for post in _ways(person):
        for row in TABLE.get(right, ()):
            if row.parts or not _fits(row, person, post, None):
                continue
            if row.place is Place.EVERYWHERE:
                regions.add(())
            elif post and row.place is Place.REGION and post.region_path:
                regions.add(post.region_path)
            elif post and row.place is Place.UNIT and post.unit_path:
                units.add(post.unit_path)
            elif post and row.place is Place.BESIDE and post.unit_path:
                beside.add(post.unit_path)
    accounts = {person.account_id, *(post.for_account for post in person.posts)} - {None}
    return Reach(frozenset(regions), frozenset(units), frozenset(account for account in accounts if account is not None), frozenset(beside))


def public(right: Right) -> bool:
    """Whether a right needs nobody to be signed in."""
    return any(row.who is Anyone.ANYONE and not row.parts for row in TABLE.get(right, ()))


def _granted(person: Person, rows: Sequence[Row], matter: Matter | None) -> tuple[bool, int | None]:
    for post in _ways(person):
        if any(_fits(row, person, post, matter) for row in rows):
            return True, post.for_account if post else None
    return False, None


def _ways(person: Person) -> Iterator[PostHeld | None]:
    """As oneself without a post, by own posts, by those of others."""
    yield None
    yield from sorted(person.posts, key=lambda post: post.for_account is not None)


def _fits(row: Row, person: Person, post: PostHeld | None, matter: Matter | None) -> bool:
    if post is None:
        if not (row.who is Anyone.ANYONE or (row.who is Anyone.SIGNED_IN and person.known) or (row.who is Anyone.MACHINE and person.machine)):
            return False
    # Whoever signs in has the parts of an absent person too, as far as a post is lent to them.
    elif row.who is not post.role and not (row.who is Anyone.SIGNED_IN and post.for_account is not None):
        return False
    if row.own and post is not None and post.for_account is not None:
        return False
    if matter is None:
        return True
    parts = _parts(person, post, matter)
    if row.parts and not row.parts & parts:
        return False
    if matter.confidential and not (parts or row.confidential):
        return False
    return _reaches(row.place, post, matter)


def _parts(person: Person, post: PostHeld | None, matter: Matter) -> frozenset[str]:
    """The parts of the one whose post it is: never the post of one with the part of another. Nobody is somebody else: `self` is not lent."""
    lent = post is not None and post.for_account is not None
    account = post.for_account if post and lent else person.account_id
    return frozenset() if account is None else matter.part_of([account]) - (_SELF if lent else frozenset())


def _reaches(place: Place, post: PostHeld | None, matter: Matter) -> bool:
    if place is Place.EVERYWHERE:
        return True
    if post is None:
        return False
    if place is Place.REGION:
        return post.region_id in matter.region_path
    return post.unit_id in matter.unit_path or (place is Place.BESIDE and _beside(post, matter))


def _beside(post: PostHeld, matter: Matter) -> bool:
    return any(post.unit_id in path for path in matter.beside)


def _hidden(person: Person, matter: Matter) -> bool:
    """Whether even that it is there may not be known: it is confidential and none of theirs, or in no region of theirs."""
    accounts = {person.account_id, *(post.for_account for post in person.posts)} - {None}
    if matter.part_of(account for account in accounts if account is not None):
        return False
    return matter.confidential or not any(_related(post.region_path, matter.region_path) or _beside(post, matter) for post in person.posts)


def _related(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether one region lies in the other."""
    shared = min(len(one), len(other))
    return shared > 0 and one[:shared] == other[:shared]


def _why_not(person: Person, right: Right, matter: Matter | None) -> Said:
    who = _who(TABLE.get(right, ()))
    group = next((group for group in GROUPS if right in group), ())
    # Without a matter: what one may do to oneself only is not what one was about to do to somebody else.
    can = [RIGHTS[other] for other in group if other is not right
           and _granted(person, [row for row in TABLE.get(other, ()) if matter or row.parts != _SELF], matter)[0]]
    what = RIGHTS[right]
    zh = f"这件事由{who.zh}办理；您{'可以' + '、'.join(said.zh for said in can) + '，' if can else ''}不能{what.zh}。"
    en = f"This is for: {who.en}. " + (f"You may {', '.join(said.en for said in can)}; you may not {what.en}." if can else f"You may not {what.en}.")
    return Said(zh, en)


def _who(rows: Iterable[Row]) -> Said:
    """Those whom a right belongs to, by place: “督查员、审计员（本区域及以下）”."""
    by_place: dict[Said, list[Said]] = {}
    for row in rows:
        if row.who is Anyone.MACHINE:  # nobody can ask it
            continue
        if row.parts:
            by_place.setdefault(_IN_THE_MATTER, []).extend(PARTS[key] for key in PARTS if key in row.parts)
        else:
            by_place.setdefault(PLACES[row.place], []).append(ROLES[row.who])
    zh = [f"{'、'.join(said.zh for said in them)}（{place.zh}）" for place, them in by_place.items()]
    en = [f"{', '.join(said.en for said in them)} ({place.en})" for place, them in by_place.items()]
    return Said("，".join(zh), "; ".join(en))
