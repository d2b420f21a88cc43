"""The only writers of notices, preferences and robots. Reading a notice is no action: it changes nothing for anybody else."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Final
from uuid import UUID, uuid4

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.http import url_has_allowed_host_and_scheme

from luodi.engine.source import Said, refuse
from luodi.engine.timelimit import Quiet
from luodi.frame.paths import ids
from luodi.frame.sealing import seal
from luodi.frame.words import line
from luodi.ledger.actions import Act, Subject, action, snapshot
from luodi.ledger.values import text
from luodi.notices import verbs
from luodi.notices.channels import MAIL, ROBOT, SIGNED, mail
from luodi.notices.kinds import GROUPS, KINDS, Kind
from luodi.notices.models import Channel, Choice, Endpoint, Notice, Preference, Waiting
from luodi.notices.queries import Wish, listening, of_account, receivers, unread, wishes
from luodi.notices.timing import next_allowed, next_digest
from luodi.notices.wire import checked
from luodi.people.models import Account, Unit
from luodi.people.queries import unit_matter
from luodi.people.rules import rulebook
from luodi.rights.kernel import MACHINE, Matter
from luodi.rights.permissions import Right

__all__ = ["New", "acknowledge", "add_endpoint", "mark_all_read", "mark_read", "notify", "prefer", "send_digests", "switch_endpoint", "test_endpoint", "unread"]
TOGETHER: Final = 200
"""Notices that one message carries at most."""


@dataclass(frozen=True)
class New:
    """One thing to tell one account. `key`: what it is; the same account is told the same key once. `url`: a path of ours.

    `urgent`: goes out in quiet hours too. `answer`: waits to be acknowledged. `digest`: by mail and robots only together with others, once a day.
    `personal`: never to the robot of a unit's group. What the kind says of itself holds in any case.
    """

    account_id: int
    kind: str
    key: str
    title: Said
    body: Said
    url: str = ""
    subject_type: str = ""
    subject_id: int | None = None
    urgent: bool = False
    answer: bool = False
    digest: bool = False
    personal: bool = False


def notify(act: Act, news: Sequence[New]) -> int:
    """Tell accounts, inside an action; how many notices were new. Closed accounts are told nothing.

    Statements, whatever the number of news: accounts, INSERT, what was new; then, when something was, preferences, robots, the two of a rulebook, one INSERT
    of what waits for a digest. Raises ValueError for a kind that is not declared and a path that is not ours, Refused for texts that are too long.
    """
    asked = {(new.account_id, new.key): new for new in sorted(map(_checked, news), key=lambda new: (new.account_id, new.key))}
    if not asked:
        return 0
    accounts = receivers(account for account, _ in asked)
    told = [new for new in asked.values() if new.account_id in accounts]
    batch = uuid4()
    # Always in the same order, so that two actions that tell the same people wait for one another and never both.
    Notice.objects.bulk_create([_notice(new, accounts[new.account_id], batch, act.at) for new in told], ignore_conflicts=True)
    regions = {accounts[new.account_id].unit.region_id for new in told}
    made = list(Notice.objects.filter(region_id__in=regions, account_id__in={new.account_id for new in told}, key__in={new.key for new in told}, batch=batch)
                .order_by("account_id", "key"))
    if made:
        _route(act, [(one, asked[one.account_id, one.key], accounts[one.account_id]) for one in made])
    return len(made)


def _checked(new: New) -> New:
    if new.kind not in KINDS:
        raise ValueError(f"the kind {new.kind!r} is not declared")
    if new.url and not (new.url.startswith("/") and url_has_allowed_host_and_scheme(new.url, None) and new.url.isprintable()):
        raise ValueError(f"{new.key}: a notice leads to a path of ours, not to {new.url!r}")
    for value, name, longest in ((new.key, "key", 150), (new.url, "url", 500), (new.subject_type, "subject_type", 80), (new.title.zh, "title", 200),
                                 (new.title.en, "title", 200), (new.body.zh, "body", 4000), (new.body.en, "body", 4000)):
        text(value, f"{new.key} {name}", longest)
    if not new.key or not new.title.zh:
        raise ValueError(f"{new.kind}: a notice has a key and a title")
    return new


def _notice(new: New, account: Account, batch: UUID, at: datetime) -> Notice:
    kind = KINDS[new.kind]
    return Notice(region_id=account.unit.region_id, account_id=account.pk, kind=new.kind, key=new.key, title_zh=line(new.title.zh),
                  title_en=line(new.title.en or new.title.zh), body_zh=new.body.zh, body_en=new.body.en, url=new.url, subject_type=new.subject_type,
                  subject_id=new.subject_id, urgent=new.urgent or kind.urgent, answer=new.answer or kind.answer, batch=batch, created_at=at)


@dataclass(frozen=True)
class _Way:
    """One receiver of one notice: the account's mail (no robot), or a robot; and how it is wanted there."""

    robot: Endpoint | None
    wish: Wish
    choice: Choice


def _route(act: Act, made: Sequence[tuple[Notice, New, Account]]) -> None:
    """Have new notices sent, now or when they may be, or have them wait for a digest."""
    accounts = {account.pk: account for _, _, account in made}
    said, robots = wishes(accounts), _by_unit(listening(accounts.values()))
    book = rulebook()
    waiting: list[Waiting] = []
    bundles: dict[tuple[int, bool, datetime], list[Notice]] = {}
    heard: set[tuple[int, str]] = set()
    for notice, new, account in made:
        rules = book.or_national(account.unit.region_id)
        for way in _ways(new, account, said.get(account.pk, Wish()), robots.get(account.unit_id, ())):
            # A group hears once what several of its people are told.
            if way.choice is Choice.OFF or (way.robot and (way.robot.pk, notice.key) in heard):
                continue
            if way.robot:
                heard.add((way.robot.pk, notice.key))
            quiet = way.wish.quiet or rules.clock.quiet
            if way.choice is Choice.DIGEST:
                due = next_digest(act.at, way.wish.digest_hour, quiet, rules.calendar)
                waiting.append(Waiting(region_id=notice.region_id, notice=notice, account=None if way.robot else account, endpoint=way.robot, due_at=due))
                continue
            at = act.at if notice.urgent else next_allowed(act.at, quiet, rules.calendar)
            if way.robot:
                bundles.setdefault((way.robot.pk, notice.urgent, at), []).append(notice)
            else:
                _send(act, MAIL, f"mail.{account.pk}", {"account": account.pk}, [notice], at, notice.urgent)
    for (robot_id, urgent, at), notices in bundles.items():
        for start in range(0, len(notices), TOGETHER):
            _send(act, ROBOT, f"robot.{robot_id}", {"endpoint": robot_id}, notices[start:start + TOGETHER], at, urgent)
    if waiting:
        Waiting.objects.bulk_create(waiting)


def _by_unit(robots: Iterable[Endpoint]) -> dict[int, list[Endpoint]]:
    out: dict[int, list[Endpoint]] = {}
    for robot in robots:
        out.setdefault(robot.unit_id, []).append(robot)
    return out


def _ways(new: New, account: Account, wish: Wish, robots: Iterable[Endpoint]) -> Iterator[_Way]:
    kind = KINDS[new.kind]
    if mail.possible() and account.email:
        yield _Way(None, wish, _choice(wish, kind, new, "mail"))
    for robot in robots:
        if robot.account_id == account.pk:
            yield _Way(robot, wish, _choice(wish, kind, new, "robot"))
        elif robot.account_id is None and not (new.personal or kind.personal):
            yield _Way(robot, Wish(), _choice(Wish(), kind, new, "robot"))


def _choice(wish: Wish, kind: Kind, new: New, channel: str) -> Choice:
    """Off is off, however urgent; what is urgent waits for no digest."""
    said = wish.of(kind.group, channel)
    if said is Choice.OFF:
        return said
    if new.urgent or kind.urgent:
        return Choice.ON
    return Choice.DIGEST if new.digest or kind.digest else said


def _send(act: Act, topic: str, receiver: str, to: Mapping[str, int], notices: Sequence[Notice], at: datetime, urgent: bool) -> None:
    keys = [one.key for one in notices]
    key = keys[0] if len(keys) == 1 else hashlib.sha256("\n".join(keys).encode()).hexdigest()
    act.tell(topic, {**to, "notices": [one.pk for one in notices], "urgent": urgent, "at": act.at}, f"{receiver}.{key}", at)


def mark_read(account_id: int, notice: int, now: datetime) -> None:
    """Note that an account has read a notice of its own. One statement."""
    of_account(account_id).filter(pk=notice, read_at__isnull=True).update(read_at=now)


def mark_all_read(account_id: int, upto: int, now: datetime) -> int:
    """Note that an account has read everything up to a notice: what came after the page was made stays unread. How many there were. One statement."""
    return of_account(account_id).filter(pk__lte=upto, read_at__isnull=True).update(read_at=now)


def _own(notice: Notice) -> Subject:
    # In no region: to others a notice does not exist.
    return Subject(notice.region_id, "notice", notice.pk, Matter(parts=frozenset({("self", notice.account_id)})))


def _self(account: Account, *rest: object, **named: object) -> Subject:
    return Subject(account.unit.region_id, "account", account.pk, Matter(parts=frozenset({("self", account.pk)})))


@action(verb=verbs.ACKNOWLEDGE, needs=Right.NOTICES_OWN, subject=_own)
def acknowledge(act: Act, notice: Notice) -> Notice:
    """Say that a notice was received. A second time changes nothing. Raises Refused for one that does not ask for it."""
    if not notice.answer:
        refuse(None, f"“{notice.title_zh}”不用确认", f"'{notice.title_en}' need not be acknowledged")
    row = Notice.objects.select_for_update().get(pk=notice.pk, region_id=notice.region_id)
    if row.acknowledged_at is None:
        row.acknowledged_at, row.read_at = act.at, row.read_at or act.at
        row.save(update_fields=["acknowledged_at", "read_at"])
        # Not its key, which names the thing that it told of: those who read this need not know that.
        act.change({"acknowledged_at": None}, snapshot(row, "acknowledged_at"))
    return row


def settle(act: Act, subject_type: str, subject_id: int) -> None:
    """What was answered elsewhere waits no longer for the same answer of the same person. Inside an action; one statement."""
    waiting = Notice.objects.filter(account_id=act.person.account_id or 0, answer=True, acknowledged_at__isnull=True)
    waiting.filter(subject_type=subject_type, subject_id=subject_id).update(acknowledged_at=act.at, read_at=Coalesce("read_at", act.at))


def withdraw(things: Mapping[str, Collection[int]], but_for: Collection[int], among: Collection[int] | None = None, naming: str = "") -> None:
    """Take back what was told of some things, by type, from all accounts but some; `among`: from these alone. Inside an action; a few statements.

    `naming`: a part of the keys of what was told of other things and names one of these. What became confidential is then nowhere with those who may not
    know of it. A mail that has left cannot be taken back.
    """
    told = reduce(or_, (Q(subject_type=kind, subject_id__in=keys) for kind, keys in things.items()), Q(pk__in=()))
    if naming:
        told |= Q(key__contains=naming)
    found = Notice.objects.filter(told).exclude(account_id__in=but_for)
    (found.filter(account_id__in=among) if among is not None else found).delete()


@action(verb=verbs.PREFER, needs=Right.NOTICES_OWN, subject=_self)
def prefer(act: Act, account: Account, choices: Mapping[str, str], quiet: Quiet | None, digest_hour: int) -> None:
    """Say how one's notices are to arrive. `choices`: by `group.channel`; `quiet`: None for the region's hours. Raises Refused for what there is not."""
    for name, value in choices.items():
        group, _, channel = name.partition(".")
        if group not in GROUPS or channel not in ("mail", "robot") or value not in Choice.values:
            refuse(None, f"接收方式里没有“{name}={value}”这一项", f"there is no such way to receive notices: '{name}={value}'")
    if not 0 <= digest_hour <= 23:
        refuse(None, "钟点应是 0 到 23", "hours go from 0 to 23")
    fields = ("choices", "quiet_from", "quiet_to", "quiet_days_off", "digest_hour")
    old = Preference.objects.select_for_update().filter(pk=account.pk).first()
    new = Preference(account_id=account.pk, choices=dict(choices), digest_hour=digest_hour)
    if quiet is not None:
        new.quiet_from, new.quiet_to, new.quiet_days_off = quiet.start, quiet.end, quiet.days_off
    new.save(force_insert=old is None)
    act.change(snapshot(old, *fields) if old else None, snapshot(new, *fields))


class _NothingDue(Exception):
    """Somebody else was quicker: no entry, nothing changed."""


def send_digests(now: datetime) -> int:
    """Put the digests together that are due, one message for each receiver, however long nobody looked; how many messages.

    Statements: one to find the regions, then a constant number for each region.
    """
    regions = Waiting.objects.filter(due_at__lte=now).order_by("region_id").values_list("region_id", "region__path").distinct()
    sent = 0
    for region_id, path in list(regions):
        try:
            sent += _digest(MACHINE, region_id, path, now)
        except _NothingDue:
            continue
    return sent


@action(verb=verbs.DIGEST, needs=Right.NOTICES_SEND, subject=lambda region_id, path, now: Subject(region_id, "digest", None, Matter(region_path=ids(path))))
def _digest(act: Act, region_id: int, path: str, now: datetime) -> int:
    """The digests of a region. Whoever takes the rows away sends them: the end of the chain is held, so that a second worker finds none."""
    waiting = Waiting.objects.filter(region_id=region_id)
    due = list(waiting.filter(due_at__lte=now).values_list("account_id", "endpoint_id").distinct())
    # All that waits for the same receiver, be it due only later: after a long stop there is one digest, not a second one within the hour.
    accounts, endpoints = {one for one, _ in due if one is not None}, {one for _, one in due if one is not None}
    rows = list(waiting.filter(Q(account_id__in=accounts) | Q(endpoint_id__in=endpoints)).select_related("notice").order_by("id"))
    if not rows or Waiting.objects.filter(pk__in=[row.pk for row in rows]).delete()[0] != len(rows):
        raise _NothingDue
    bundles: dict[tuple[int | None, int | None], dict[str, Notice]] = {}
    for row in rows:
        bundles.setdefault((row.account_id, row.endpoint_id), {}).setdefault(row.notice.key, row.notice)
    for (account_id, endpoint_id), found in bundles.items():
        newest = list(found.values())[-TOGETHER:]
        to = {"account": account_id} if account_id is not None else {"endpoint": endpoint_id}
        act.tell(MAIL if account_id is not None else ROBOT, {
            **to, "notices": [one.pk for one in newest], "more": len(found) - len(newest), "urgent": False, "at": act.at},
            f"digest.{account_id or 0}.{endpoint_id or 0}.{newest[-1].pk}")
    act.note(messages=len(bundles), notices=sum(map(len, bundles.values())))
    return len(bundles)


def _of_unit(unit: Unit, key: int | None) -> Subject:
    return Subject(unit.region_id, "endpoint", key, unit_matter(unit))


@action(verb=verbs.ENDPOINT_ADD, needs=Right.NOTICES_ENDPOINTS, subject=lambda unit, *rest, **named: _of_unit(unit, None))
def add_endpoint(act: Act, unit: Unit, channel: Channel, name: str, url: str, secret: str = "", account: Account | None = None) -> Endpoint:
    """Add a robot for a unit, or for one account that the unit looks after. Raises Refused for an address that may not be, and for a missing secret."""
    if account is not None and account.unit_id != unit.pk:
        refuse(None, f"“{account.name}”不归“{unit.name}”管，请选它的单位", f"'{account.name}' does not belong to '{unit.name}'; choose their unit")
    if channel in SIGNED and len(secret) < 8:
        refuse(None, "密钥：至少 8 个字符；钉钉的在机器人的“加签”里，SEC 开头",
               "secret: at least 8 characters; DingTalk shows it under 加签, beginning with SEC")
    text(secret, "密钥 secret", 200)
    shown = line(name)
    if not shown or len(shown) > 60:
        refuse(None, "名称：写 1 到 60 个字", "name: 1 to 60 characters")
    host = checked(url.strip()).hostname or ""
    made = Endpoint.objects.create(region_id=unit.region_id, unit=unit, account=account, channel=channel, name=shown, host=host,
                                   sealed=seal(ROBOT, [url.strip(), secret], act.at))
    act.about(made.pk)
    act.note(unit=unit.pk, account=account.pk if account else None, channel=Channel(channel).value, host=host)
    return made


@action(verb=verbs.ENDPOINT_SWITCH, needs=Right.NOTICES_ENDPOINTS, subject=lambda endpoint, active: _of_unit(endpoint.unit, endpoint.pk))
def switch_endpoint(act: Act, endpoint: Endpoint, active: bool) -> None:
    """Switch a robot on or off. What waits for one that is off is dropped when its turn comes."""
    act.change({"active": endpoint.active}, {"active": active})
    Endpoint.objects.filter(pk=endpoint.pk, region_id=endpoint.region_id).update(active=active, last_error_zh="", last_error_en="", resume_at=None)


@action(verb=verbs.ENDPOINT_TEST, needs=Right.NOTICES_ENDPOINTS, subject=lambda endpoint: _of_unit(endpoint.unit, endpoint.pk))
def test_endpoint(act: Act, endpoint: Endpoint) -> None:
    """Have a test message sent, at once. What became of it stands with the robot."""
    act.tell(ROBOT, {"endpoint": endpoint.pk, "notices": [], "test": True, "urgent": True, "at": act.at}, f"test.{endpoint.pk}.{uuid4().hex}")
