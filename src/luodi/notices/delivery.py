"""Sending what the outbox hands over: what a notice has become since is asked anew, so that nobody is told what they no longer want or have read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import F, Q
from django.urls import reverse

from luodi.engine.source import Refused, Said
from luodi.frame.sealing import opened
from luodi.ledger.outbox import Later, Message, on
from luodi.notices.channels import MAIL, PER_MINUTE, ROBOT, ROBOTS, mail
from luodi.notices.kinds import KINDS
from luodi.notices.letters import Letter, Part, Receiver, Undelivered, letter
from luodi.notices.models import Channel, Choice, Endpoint, Notice
from luodi.notices.queries import Wish, endpoint_by_id, receivers, wishes
from luodi.notices.timing import next_allowed
from luodi.people.models import Account
from luodi.people.rules import rulebook

PATIENCE: Final = timedelta(days=1)
"""For so long a robot that is told too much may ask us to wait; afterwards it is a failure like any other."""
TEST: Final = Part(Said("测试消息：落地可以给这里发消息了", "Test: Luodi can send notices here"),
                   Said("收到这条就说明设置对了。", "If you read this, it is set up right."))


@on(MAIL)
def send_mail(message: Message) -> None:
    """Send a mail of the outbox. Nothing is sent to a closed account. Raises Later in quiet hours, Undelivered."""
    now = message.at
    account = receivers([message.payload["account"]]).get(message.payload["account"])
    if account is None or not account.email:
        return
    wish = wishes([account.pk]).get(account.pk, Wish())
    notices = _wanted(_notices(message, account), wish, "mail")
    if notices:
        _not_in_quiet_hours(message, wish, account, now)
        mail.send(_letter(message, notices, now), Receiver(account.email))


@on(ROBOT)
def send_robot(message: Message) -> None:
    """Tell a robot of the outbox's message. Raises Later in quiet hours and when the robot has been told enough for now, Undelivered."""
    now, robot = message.at, endpoint_by_id(message.payload["endpoint"])
    if robot is None or not robot.active:
        return
    notices = _notices(message, robot.account)
    wish = Wish()
    if robot.account_id is not None:
        account = receivers([robot.account_id]).get(robot.account_id)
        if account is None:
            return
        wish = wishes([account.pk]).get(account.pk, Wish())
        notices = _wanted(notices, wish, "robot")
    if not notices and not message.payload.get("test"):
        return
    _not_in_quiet_hours(message, wish, robot, now)
    _take_turn(robot, now)
    try:
        _tell(robot, _letter(message, notices, now, own=robot.account_id is not None))
    except Undelivered as problem:
        until = now + problem.pause if problem.pause else None
        _note(robot, now, problem.said, until)
        if until and now - datetime.fromisoformat(message.payload["at"]) < PATIENCE:
            raise Later(until, str(problem)) from None
        raise
    _note(robot, now, Said("", ""), None)


def _notices(message: Message, account: Account | None) -> list[Notice]:
    rows = Notice.objects.filter(pk__in=message.payload["notices"]).order_by("id")
    return list(rows.filter(account=account) if account else rows)


def _wanted(notices: Sequence[Notice], wish: Wish, channel: str) -> list[Notice]:
    """Those that the account still wants and has not seen elsewhere; one that waits to be acknowledged is sent even if it was read."""
    return [one for one in notices if (one.read_at is None or one.waits)
            and wish.of(KINDS[one.kind].group if one.kind in KINDS else "other", channel) is not Choice.OFF]


def _not_in_quiet_hours(message: Message, wish: Wish, owner: Account | Endpoint, now: datetime) -> None:
    """A message whose time has passed while it was tried again, or while nothing ran, does not wake anybody either."""
    if message.payload["urgent"]:
        return
    rules = rulebook().or_national(owner.unit.region_id)
    until = next_allowed(now, wish.quiet or rules.clock.quiet, rules.calendar)
    if until > now:
        raise Later(until)


def _take_turn(robot: Endpoint, now: datetime) -> None:
    """Count a message of the running minute by compare-and-swap. Raises Later when the robot has been told enough for now."""
    if robot.resume_at and robot.resume_at > now:
        raise Later(robot.resume_at, robot.last_error_zh)
    minute = now.replace(second=0, microsecond=0)
    row = Endpoint.objects.filter(pk=robot.pk)
    if not (row.filter(minute=minute, used__lt=PER_MINUTE[Channel(robot.channel)]).update(used=F("used") + 1)
            or row.filter(Q(minute__isnull=True) | ~Q(minute=minute)).update(minute=minute, used=1)):
        raise Later(minute + timedelta(minutes=1))


def _tell(robot: Endpoint, sent: Letter) -> None:
    held = opened(ROBOT, robot.sealed, sent.at)
    if held is None:
        raise Undelivered(f"“{robot.name}”的地址解不开：系统密钥换过了，请重新添加",
                          f"the address of '{robot.name}' cannot be read: the secret key was changed; add it anew")
    try:
        ROBOTS[Channel(robot.channel)](sent, Receiver(*held))
    except Refused as refused:
        said = refused.faults[0].said
        raise Undelivered(said.zh, said.en) from None


def _note(robot: Endpoint, now: datetime, error: Said, resume_at: datetime | None) -> None:
    Endpoint.objects.filter(pk=robot.pk, region_id=robot.region_id).update(
        last_at=now, last_error_zh=error.zh[:300], last_error_en=error.en[:300], resume_at=resume_at)


def _letter(message: Message, notices: Sequence[Notice], now: datetime, own: bool = True) -> Letter:
    parts = [TEST] if message.payload.get("test") else [Part(one.title, one.body, _link(one, own)) for one in notices]
    return letter(f"{message.region_id}.{message.key}", parts, now, message.payload.get("more", 0))


def _link(notice: Notice, own: bool) -> str:
    """The way into the product, when the operator has said where that is: for its own reader over the notice, for a group straight to the matter."""
    path = reverse("notices_open", args=[notice.pk]) if own else notice.url
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL and path else ""
