"""A process of its own, on a database with real files or a real server: threads that tell and deliver at once, workers that are killed. Prints JSON."""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import datetime, timedelta
from functools import partial
from threading import Lock
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402

from luodi.ledger.chain import verify  # noqa: E402
from luodi.ledger.models import Entry, Outbox  # noqa: E402
from luodi.ledger.outbox import LEASE, Message, deliver  # noqa: E402
from luodi.notices import channels  # noqa: E402
from luodi.notices.actions import New, add_endpoint, send_digests  # noqa: E402
from luodi.notices.channels import mail  # noqa: E402
from luodi.notices.models import Channel, Notice, Waiting  # noqa: E402
from luodi.people.models import Account  # noqa: E402
from luodi.rights.kernel import MACHINE  # noqa: E402
from luodi.site.databases import close_all  # noqa: E402
from tests.notices.acts import MONDAY, mailed, new, tell  # noqa: E402
from tests.people.country import Country, founded, person  # noqa: E402
from tests.runners import at_once, dies_at  # noqa: E402


def same_news(country: Country) -> dict[str, Any]:
    """Four threads, in two regions, tell the same people the same things, each in another order."""
    people = [person(f"p{n}", country.bureau if n % 2 else country.far) for n in range(6)]

    def work(number: int) -> None:
        for n in range(5):
            news: list[New] = [new(account, f"k{n}") for account in people]
            counts.append(tell(*(news if number % 2 else reversed(news)), region=(country.district if number < 2 else country.elsewhere).pk))
    counts: list[int] = []
    wrong = at_once(work)
    return {"wrong": wrong, "told": sum(counts), "rows": Notice.objects.count(), "breaks": len(verify(country.district.pk))}


def digests(country: Country) -> dict[str, Any]:
    """Four workers put the same digests together, ten times over."""
    people = [mailed(person(f"p{n}", country.bureau)) for n in range(5)]
    wrong: list[str] = []
    sent: list[int] = []
    for day in range(5):
        tell(*(new(account, f"k{day}.{n}", digest=True) for account in people for n in range(3)), at=MONDAY)
        wrong += at_once(lambda number: sent.append(send_digests(MONDAY + timedelta(days=1))))
    return {"wrong": wrong, "sent": sum(sent), "mails": Outbox.objects.count(), "left": Waiting.objects.count(),
            "entries": Entry.objects.filter(verb="notice.digest").count()}


def deliverers(country: Country) -> dict[str, Any]:
    """Four workers deliver what waits for twenty people and one robot; the robot takes twenty a minute."""
    robot = add_endpoint(MACHINE, country.bureau, Channel.GENERIC, "某", "https://robot.example/", "12345678")
    people = [mailed(person(f"p{n}", country.bureau)) for n in range(20)]
    for n, account in enumerate(people):
        tell(new(account, f"k{n}", urgent=True))
    seen: list[str] = []
    lock = Lock()

    def note(letter: Any, receiver: Any) -> None:
        with lock:
            seen.append(f"{receiver.address} {letter.key}")
    channels.ROBOTS[Channel.GENERIC] = note
    channels.PER_MINUTE[Channel.GENERIC] = 15
    mail.send = note
    wrong: list[str] = []
    for minute in range(1, 4):
        now = MONDAY + timedelta(minutes=minute)
        wrong += at_once(partial(_deliver, now))
    return {"wrong": wrong, "seen": len(seen), "different": len(set(seen)), "robot": sum("robot.example" in one for one in seen),
            "left": Outbox.objects.exclude(state="sent").count(), "robots": robot.pk}


def _deliver(now: datetime, number: int) -> None:
    deliver(now)


def killed(country: Country) -> dict[str, Any]:
    """Processes that die before each statement of telling; afterwards it is told again. Then one that dies in the middle of sending."""
    account = mailed(person("pp", country.bureau))
    found = []
    for point in range(1, 14):
        close_all()
        child = os.fork()
        if not child:
            die(point, account)
        found.append(os.WIFSIGNALED(os.waitpid(child, 0)[1]))
        rows, mails = (table.objects.filter(key__endswith=f"k{point}").count() for table in (Notice, Outbox))
        tell(new(account, f"k{point}"))
        after = [table.objects.filter(key__endswith=f"k{point}").count() for table in (Notice, Outbox)]
        if (rows, mails) not in ((0, 0), (1, 1)) or after != [1, 1]:
            return {"wrong": [point, rows, mails, after]}
    close_all()
    child = os.fork()
    now = MONDAY + timedelta(minutes=1)
    if not child:
        deliver(now, partial(_die_at, 5))
        os._exit(0)
    os.waitpid(child, 0)
    seen: list[str] = []
    deliver(now + LEASE, lambda message: seen.append(message.key))
    return {"killed": sum(found), "left": Outbox.objects.exclude(state="sent").count(), "sent": Outbox.objects.filter(state="sent").count(),
            "later": len(set(seen)), "breaks": len(verify(country.district.pk))}


_told: list[str] = []


def _die_at(count: int, message: Message) -> None:
    _told.append(message.key)
    if len(_told) == count:
        os.kill(os.getpid(), signal.SIGKILL)


def die(point: int, account: Account) -> None:
    """The process to be killed."""
    try:
        with dies_at(point):
            tell(new(account, f"k{point}"))
    finally:
        os._exit(0)


if __name__ == "__main__":
    settings.EMAIL_HOST = "127.0.0.1"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("migrate", verbosity=0)
    print(json.dumps({"same-news": same_news, "digests": digests, "deliverers": deliverers, "killed": killed}[sys.argv[1]](founded())))  # noqa: T201
