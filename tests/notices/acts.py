"""An action that tells people something, and what the outbox does with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from luodi.engine.source import Said
from luodi.ledger.actions import Act, Subject, action
from luodi.ledger.outbox import Delivered, deliver
from luodi.ledger.verbs import declare
from luodi.notices import kinds
from luodi.notices.actions import New, notify
from luodi.people.models import Account
from luodi.rights.kernel import MACHINE

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""Ten in the morning in China, a working day."""
declare("test.tell", "告诉", "told")
kinds.declare("clock.test", "测试时限", "a test of time limits")
kinds.declare("people.test", "测试账号", "a test of accounts", personal=True)


@action(verb="test.tell", needs="notices_send", subject=lambda region, news, **named: Subject(region, "test", None))
def _tell(act: Act, region: int, news: Sequence[New], fail: bool = False, at: datetime | None = None) -> int:
    act.at = at or act.at
    told = notify(act, news)
    if fail:
        raise LookupError("the body fails")
    return told


def tell(*news: New, at: datetime = MONDAY, fail: bool = False, region: int | None = None) -> int:
    """Tell, in an action of its own."""
    region = region or Account.objects.values_list("unit__region_id", flat=True).order_by("id")[0]
    return _tell(MACHINE, region, news, fail=fail, at=at)


def new(account: Account, key: str = "clock.5.yellow", **more: Any) -> New:
    """Something to tell."""
    said = {"title": Said("某项目的“规划许可”变黄灯", "Planning permit turned yellow"), "body": Said("还剩 3 个工作日", "3 working days left"),
            "url": "/people/me"}
    return New(account.pk, **{"kind": "clock.test", "key": key, **said, **more})


def sent(now: datetime = MONDAY + timedelta(minutes=1)) -> Delivered:
    """What the outbox delivers at an instant."""
    return deliver(now)


def mailed(account: Account) -> Account:
    """The same account with a mail address."""
    account.email = f"{account.login}@district.example"
    account.save(update_fields=["email"])
    return account
