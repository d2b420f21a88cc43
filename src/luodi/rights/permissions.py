"""Who may do what where: one table, one question. Pure: nothing here asks the database.

A row grants a right to a role (or to anyone, or to anyone signed in) in a place, perhaps only to those with a part in the matter.
No role grants anything beyond its region. A confidential matter opens only to those with a part in it, and to rows that say so.
What may not be known to exist is hidden: a confidential matter, and whatever belongs to another region.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    LEDGER_READ = "ledger_read"
    LEDGER_VERIFY = "ledger_verify"
    CLOCK_READ = "clock_read"
    CLOCK_EXCUSE = "clock_excuse"
    NOTICES_OWN = "notices_own"
    OUTBOX_RESEND = "outbox_resend"


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


@dataclass(frozen=True)
class Row:
    """One line of the table. `parts`: one of these parts in the matter is needed too. `confidential`: opens confidential matters as well."""

    who: Role | Anyone
    place: Place = Place.EVERYWHERE
    parts: frozenset[str] = frozenset()
    confidential: bool = False


def _all(roles: Iterable[Role], place: Place, confidential: bool = False) -> tuple[Row, ...]:
    return tuple(Row(role, place, confidential=confidential) for role in roles)


_SELF = frozenset({"self"})
_EVERYONE = (Row(Anyone.ANYONE),)
_SIGNED_IN = (Row(Anyone.SIGNED_IN),)
_MACHINE = (Row(Anyone.MACHINE, confidential=True),)
_OVERSEERS = (Role.LEADER, Role.SUPERVISOR, Role.AUDITOR)
_DOERS = (Role.PROMOTER, Role.NAVIGATOR, Role.CLERK, Role.REVIEWER, Role.CHIEF, Role.TEAM_LEAD, Role.TOWN_OFFICER, Role.REGULATOR)
_WITH_PART = (Row(Anyone.SIGNED_IN, parts=frozenset({"owner", "team", "assignee", "contact"})),)

TABLE: dict[Right, tuple[Row, ...]] = {
    Right.PORTAL_READ: _EVERYONE,
    Right.STYLEGUIDE_READ: _EVERYONE,
    Right.SIGN_IN: _EVERYONE,
    Right.OWN_ACCOUNT: (Row(Anyone.SIGNED_IN, parts=_SELF), *_MACHINE),
    Right.RIGHTS_READ: _SIGNED_IN,
    Right.NOTICES_OWN: _SIGNED_IN,
    Right.PEOPLE_READ: (*_all((*_DOERS, Role.UNIT_ADMIN), Place.UNIT), *_all((*_OVERSEERS, Role.PLATFORM_ADMIN), Place.REGION)),
    Right.PEOPLE_MANAGE: (Row(Role.UNIT_ADMIN, Place.UNIT), Row(Role.PLATFORM_ADMIN, Place.REGION), *_MACHINE),
    Right.UNITS_MANAGE: (Row(Role.PLATFORM_ADMIN, Place.REGION), *_MACHINE),
    Right.ABSENCE_SET: (Row(Anyone.SIGNED_IN, parts=_SELF), Row(Role.UNIT_ADMIN, Place.UNIT), Row(Role.PLATFORM_ADMIN, Place.REGION), *_MACHINE),
    Right.LEDGER_READ: (Row(Role.AUDITOR, Place.REGION, confidential=True), Row(Role.SUPERVISOR, Place.REGION)),
    Right.LEDGER_VERIFY: (Row(Role.AUDITOR, Place.REGION, confidential=True), Row(Role.PLATFORM_ADMIN, Place.REGION, confidential=True)),
    Right.CLOCK_READ: (*_all(_DOERS, Place.UNIT), *_all(_OVERSEERS, Place.REGION), *_WITH_PART),
    Right.CLOCK_EXCUSE: (Row(Role.SUPERVISOR, Place.REGION),),
    Right.OUTBOX_RESEND: (Row(Role.PLATFORM_ADMIN, Place.REGION),),
}
"""The table. What is not in it is allowed to nobody."""

RIGHTS: dict[Right, Said] = {
    Right.PORTAL_READ: Said(_("查看公开的指引、目录和手册"), "read the public guides, catalogue and handbooks"),
    Right.STYLEGUIDE_READ: Said(_("查看界面样式"), "see the style guide"),
    Right.SIGN_IN: Said(_("登录和退出"), "sign in and out"),
    Right.OWN_ACCOUNT: Said(_("管理自己的账号"), "look after the own account"),
    Right.RIGHTS_READ: Said(_("查看权限表"), "read the table of rights"),
    Right.PEOPLE_READ: Said(_("查看单位和人员"), "see units and their people"),
    Right.PEOPLE_MANAGE: Said(_("管理人员和岗位"), "manage people and posts"),
    Right.UNITS_MANAGE: Said(_("管理单位"), "manage units"),
    Right.ABSENCE_SET: Said(_("登记不在岗和代理"), "note an absence and its deputy"),
    Right.LEDGER_READ: Said(_("查阅台账"), "read the ledger"),
    Right.LEDGER_VERIFY: Said(_("核验台账"), "verify the ledger"),
    Right.CLOCK_READ: Said(_("查看时限和计算过程"), "see time limits and how they are counted"),
    Right.CLOCK_EXCUSE: Said(_("批准正当理由"), "approve an excuse"),
    Right.NOTICES_OWN: Said(_("查看自己的消息"), "read the own notices"),
    Right.OUTBOX_RESEND: Said(_("重发没有送达的消息"), "resend messages that did not arrive"),
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
}
PARTS: dict[str, Said] = {
    "owner": Said(_("负责人"), "owner"), "team": Said(_("专班成员"), "team member"), "assignee": Said(_("经办人"), "assignee"),
    "contact": Said(_("联系人"), "contact"), "self": Said(_("本人"), "the person concerned"),
}
_IN_THE_MATTER = Said("在这件事里", "in the matter")
GROUPS: tuple[tuple[Right, ...], ...] = (
    (Right.PORTAL_READ, Right.STYLEGUIDE_READ, Right.SIGN_IN), (Right.OWN_ACCOUNT, Right.RIGHTS_READ, Right.NOTICES_OWN),
    (Right.PEOPLE_READ, Right.PEOPLE_MANAGE, Right.UNITS_MANAGE, Right.ABSENCE_SET), (Right.LEDGER_READ, Right.LEDGER_VERIFY),
    (Right.CLOCK_READ, Right.CLOCK_EXCUSE),
    (Right.OUTBOX_RESEND,),
)
"""Rights about the same thing: who may not do the one is told which other they may."""

URLS: dict[str, Right] = dict.fromkeys((
    "health", "home", "guide_places", "guide", "guide_compare", "guide_share", "guide_shared", "handbook", "handbook_file", "handbooks", "place", "items",
    "item", "help", "help_page"), Right.PORTAL_READ) | {
    "styleguide": Right.STYLEGUIDE_READ,
    "people_sign_in": Right.SIGN_IN, "people_sign_out": Right.SIGN_IN, "people_code": Right.SIGN_IN,
    "people_oidc": Right.SIGN_IN, "people_oidc_back": Right.SIGN_IN,
    "people_own": Right.OWN_ACCOUNT, "people_password": Right.OWN_ACCOUNT, "people_second_factor": Right.OWN_ACCOUNT, "people_sessions": Right.OWN_ACCOUNT,
    "people_identity": Right.OWN_ACCOUNT,
    "people_rights": Right.RIGHTS_READ,
    "people_units": Right.PEOPLE_READ, "people_unit": Right.PEOPLE_READ,
}
"""The right that each address asks for, by its name. An address that is missing here fails a test."""


def may(person: Person, right: Right, matter: Matter | None = None) -> Verdict:
    """Whether `person` may do something, to a matter or (without one) at all somewhere; if not, why not, and whether to hide it.

    Own posts are asked before those of absent people; `on_behalf_of` names the absent person whose post it took.
    """
    allowed, instead_of = _granted(person, right, matter)
    if allowed:
        return Verdict(True, on_behalf_of=instead_of)
    hidden = matter is not None and _hidden(person, matter)
    return Verdict(False, hidden, NOTHING if hidden else _why_not(person, right, matter))


def grants(person: Person, row: Row) -> bool:
    """Whether a row of the table speaks of a person, parts in single matters left aside."""
    return any(_fits(row, person, post, None) for post in _ways(person))


def public(right: Right) -> bool:
    """Whether a right needs nobody to be signed in."""
    return any(row.who is Anyone.ANYONE and not row.parts for row in TABLE.get(right, ()))


def _granted(person: Person, right: Right, matter: Matter | None) -> tuple[bool, int | None]:
    rows = TABLE.get(right, ())
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
    return post.region_id in matter.region_path if place is Place.REGION else post.unit_id in matter.unit_path


def _hidden(person: Person, matter: Matter) -> bool:
    """Whether even that it is there may not be known: it is confidential and none of theirs, or in no region of theirs."""
    accounts = {person.account_id, *(post.for_account for post in person.posts)} - {None}
    if matter.part_of(account for account in accounts if account is not None):
        return False
    return matter.confidential or not any(_related(post.region_path, matter.region_path) for post in person.posts)


def _related(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether one region lies in the other."""
    shared = min(len(one), len(other))
    return shared > 0 and one[:shared] == other[:shared]


def _why_not(person: Person, right: Right, matter: Matter | None) -> Said:
    who = _who(TABLE.get(right, ()))
    group = next((group for group in GROUPS if right in group), ())
    can = [RIGHTS[other] for other in group if other is not right and _granted(person, other, matter)[0]]
    what = RIGHTS[right]
    zh = f"这件事由{who.zh}办理；您{'可以' + '、'.join(said.zh for said in can) + '，' if can else ''}不能{what.zh}。"
    en = f"This is for: {who.en}. " + (f"You may {', '.join(said.en for said in can)}; you may not {what.en}." if can else f"You may not {what.en}.")
    return Said(zh, en)


def _who(rows: Iterable[Row]) -> Said:
    """Those whom a right belongs to, by place: “督查员、审计员（本区域及以下）”."""
    by_place: dict[Said, list[Said]] = {}
    for row in rows:
        if row.parts:
            by_place.setdefault(_IN_THE_MATTER, []).extend(PARTS[key] for key in PARTS if key in row.parts)
        else:
            by_place.setdefault(PLACES[row.place], []).append(ROLES[row.who])
    zh = [f"{'、'.join(said.zh for said in them)}（{place.zh}）" for place, them in by_place.items()]
    en = [f"{', '.join(said.en for said in them)} ({place.en})" for place, them in by_place.items()]
    return Said("，".join(zh), "; ".join(en))
