"""Processes that are killed, in a process of its own on a database with real files or a real server. Prints JSON.

The parent stays warm and single: what serves and what works are forked from it, as `luodi serve` would start them, so that a restart costs little.
"""

from __future__ import annotations

import ctypes
import json
import os
import random
import signal
import socket
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import django
from django.conf import settings

django.setup()
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
settings.ROOT_URLCONF = "tests.faults.served"

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import Exists, OuterRef, Q  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from luodi.clocks.models import Clock, Excuse, Turn  # noqa: E402
from luodi.frame.paths import ids  # noqa: E402
from luodi.ledger import outbox  # noqa: E402
from luodi.ledger.chain import end, verify  # noqa: E402
from luodi.ledger.models import Entry, Head, Outbox  # noqa: E402
from luodi.notices import channels  # noqa: E402
from luodi.notices.actions import add_endpoint  # noqa: E402
from luodi.notices.channels.mail import message_id  # noqa: E402
from luodi.notices.models import Channel, Notice  # noqa: E402
from luodi.people.models import Absence, Account, Post  # noqa: E402
from luodi.people.queries import person_of  # noqa: E402
from luodi.rights.kernel import MACHINE, Role  # noqa: E402
from luodi.site.databases import close_all  # noqa: E402
from luodi.site.wsgi import application  # noqa: E402
from luodi.work import actions as work  # noqa: E402
from luodi.work import jobs, leases, rounds, worker  # noqa: E402
from luodi.work.models import Job  # noqa: E402
from tests.clocks.ground import FIRST, rows  # noqa: E402
from tests.faults import clients, served  # noqa: E402
from tests.faults.clients import Somebody  # noqa: E402
from tests.faults.served import UNITS  # noqa: E402
from tests.notices.acts import mailed, new, tell  # noqa: E402
from tests.people.country import TODAY, Country, founded, person  # noqa: E402
from tests.runners import sql  # noqa: E402

KILLS, SEED = int(os.environ.get("LUODI_KILLS", "15")), int(os.environ.get("LUODI_SEED", "4"))
FOLDER = os.environ["LUODI_DATA"]
CLOCKS = 60
chance = random.Random(SEED)


def forked(work: Callable[[], object]) -> int:
    """A new process, in a group of its own."""
    close_all()
    child = os.fork()
    if not child:
        try:
            os.setpgid(0, 0)
            work()
        finally:
            os._exit(1)
    with suppress(OSError):
        os.setpgid(child, child)
    return child


def killed(group: int) -> None:
    """Kill a group of processes where they stand, and wait until all of them are gone."""
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-group, 0)


def serve(port: int) -> None:
    """What `luodi serve` runs."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels
    Granian("luodi.site.wsgi:application", address="127.0.0.1", port=port, interface=Interfaces.WSGI, workers=1, blocking_threads=4, backpressure=64,
            log_level=LogLevels.critical).serve()


def answers(port: int) -> None:
    """Wait until somebody listens."""
    last = time.monotonic() + 60
    while time.monotonic() < last:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.005)
    raise TimeoutError("nobody listens")


def session(account: Account) -> str:
    """The key of a session."""
    client = Client()
    client.force_login(account)
    return client.cookies["sessionid"].value


def peopled(country: Country, hook: str) -> list[Somebody]:
    """Who does what. Those who acknowledge have no mail: what was read is not sent."""
    bureau, other = country.bureau, country.bureau_2
    p0, away, asker, teller = (person(f"p{n}", bureau, Role.CLERK) for n in range(4))
    adder, chooser = person("adder", bureau, Role.UNIT_ADMIN), person("chooser", other, Role.CLERK)
    supervisor = mailed(person("du", other, Role.SUPERVISOR))
    mailed(p0)
    mailed(asker)
    add_endpoint(MACHINE, bureau, Channel.GENERIC, "某", hook, "12345678")
    for n in range(40):
        tell(new(chooser, f"to-hear.{n}", answer=True))
    from luodi.engine.timelimit import Accepted, Limit, Received
    made = rows(bureau, [([Received(FIRST), Accepted(FIRST)], Limit(3 + n % 12), None) for n in range(CLOCKS)], FIRST)
    Clock.objects.filter(pk__in=[one.pk for one in made]).update(assignee=asker)
    clocks = tuple(one.pk for one in made)
    heard = tuple(Notice.objects.filter(account=chooser).order_by("pk").values_list("pk", flat=True))
    return [Somebody("p3", session(teller), "tells"), Somebody("p0", session(p0), "counts"), Somebody("p1", session(away), "is away"),
            Somebody("adder", session(adder), "adds", (bureau.pk,)), Somebody("chooser", session(chooser), "chooses", heard),
            Somebody("p2", session(asker), "excuses", clocks), Somebody("du", session(supervisor), "decides", clocks)]


class Books:
    """What the ledger says against what is there, looked at in one instant; the chain only where it is new."""

    def __init__(self, region: int) -> None:
        self.region, self.since = region, Head(region_id=region)
        self.heard: set[int] = set()
        self.answered: set[tuple[int, int]] = set()
        self.base = self._rows()
        self.entries: Counter[str] = Counter()
        self.said: set[str] = set()
        self._read()
        self.base = {name: count - self.entries[name] for name, count in self.base.items()}

    def _rows(self) -> dict[str, int]:
        states = Counter(Excuse.objects.values_list("state", flat=True))
        return {"absence": Absence.objects.count(), "account.add": Account.objects.count(), "post.give": Post.objects.count(),
                "clock.excuse.ask": sum(states.values()), "clock.excuse.approve": states["approved"], "clock.excuse.refuse": states["refused"],
                "heard": self._heard(), "test.ask": Job.objects.count()}

    def _heard(self) -> int:
        """Notices that were acknowledged, but those that wait no longer because their reader answered the chase."""
        rows = Notice.objects.filter(acknowledged_at__isnull=False).values_list("pk", "account_id", "subject_id")
        return sum(key in self.heard or (account, clock) not in self.answered for key, account, clock in rows)

    def _read(self) -> None:
        """Take in the entries that are new."""
        for entry in Entry.objects.filter(region_id=self.region, number__gt=self.since.number).order_by("number"):
            name, told = entry.verb, ""
            if name in ("absence.set", "absence.cancel"):
                self.entries["absence"] += 1 if name == "absence.set" else -1
                told = f"away {entry.payload['first']}" if name == "absence.set" else ""
            elif name == "notice.acknowledge" and entry.after:
                name, told = "heard", f"heard {entry.subject_id}"
                self.heard.add(entry.subject_id or 0)
            elif name == "clock.answer":
                self.answered.add((entry.person_id or 0, entry.subject_id or 0))
            elif name == "notice.prefer":
                told = f"hour {entry.after['digest_hour']}" if entry.after else ""
            self.entries[name] += 1
            self.said.add(told)
        self.since = end(self.region)

    def wrong(self, noted: list[str]) -> list[str]:
        """What does not fit, now. `noted`: what people have been told was done."""
        with transaction.atomic():
            if connection.vendor == "postgresql":
                sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            found = [str(one) for one in verify(self.region, since=self.since)]
            self._read()
            now = self._rows()
            found += [f"{name}: {count} rows, {self.base[name] + self.entries[name]} by the ledger" for name, count in now.items()
                      if count != self.base[name] + self.entries[name]]
            lone = Outbox.objects.exclude(Exists(Entry.objects.filter(region_id=OuterRef("region_id"), number=OuterRef("number")))).count()
            found += [f"{lone} messages of no entry"] if lone else []
            mails = Account.objects.exclude(email="").count()
            half = sql("SELECT \"key\", count(*) FROM notices_notice WHERE \"key\" LIKE 'told.%%' GROUP BY \"key\" HAVING count(*) <> %s", mails)
            found += [f"half told: {half}"] if half else []
            rungs = sql("SELECT clock_id, rung FROM clocks_turn GROUP BY clock_id, rung HAVING count(*) > 1")
            found += [f"climbed twice: {rungs}"] if rungs else []
            found += self._missing(noted)
        return found

    def _missing(self, noted: list[str]) -> list[str]:
        """What somebody was told had been done, and is not there."""
        logins = set(Account.objects.values_list("login", flat=True))
        told = set(Notice.objects.filter(key__startswith="told.").values_list("key", flat=True))
        held, open_ = set(Job.objects.values_list("pk", flat=True)), set(Excuse.objects.filter(state="asked").values_list("pk", flat=True))
        asked = set(Excuse.objects.values_list("clock_id", flat=True))
        there: dict[str, Callable[[str, str], bool]] = {
            "job": lambda line, last: int(last) in held, "told": lambda line, last: f"told.{last}" in told, "person": lambda line, last: last in logins,
            "away": lambda line, last: f"away {last}" in self.said, "hour": lambda line, last: f"hour {last}" in self.said,
            "heard": lambda line, last: line in self.said, "excuse": lambda line, last: int(last) in asked,
            "decided": lambda line, last: int(last) not in open_, "back": lambda line, last: True, "wrong": lambda line, last: False}
        return [line[:300] for line in noted if not there[line.split()[0]](line, line.split()[-1])]


def read(name: str) -> list[str]:
    """The whole lines of a file that others write to."""
    path = Path(FOLDER, name)
    return path.read_text().rpartition("\n")[0].splitlines() if path.exists() else []


def quick() -> None:
    """What waits for minutes waits for less; everything else as it is."""
    for module in (leases, jobs, rounds, worker):
        module.LEASE = timedelta(seconds=1)  # type: ignore[attr-defined]
    outbox.LEASE = timedelta(seconds=3)  # type: ignore[misc]
    outbox.FIRST_PAUSE = timedelta(seconds=0.5)  # type: ignore[misc]
    worker.IDLE = 0.05  # type: ignore[misc]
    channels.PER_MINUTE[Channel.GENERIC] = 30_000
    for name in ("outbox", "clocks.sweep", "notices.digest"):
        rounds.ROUNDS[name] = replace(rounds.ROUNDS[name], every=timedelta(seconds=0.2))


def too_long(*_: object) -> None:
    """Something hangs: end, and take everybody along."""
    raise TimeoutError("the kills did not come to an end")


def kills() -> dict[str, Any]:
    """Web and worker are killed again and again while people act; what was found after each, and at the end."""
    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(240 + 8 * KILLS)
    prctl: Any = ctypes.CDLL(None).prctl
    prctl(36, 1)  # orphans become ours: so we know when they are gone
    sql("CREATE TABLE test_unit (job bigint, unit int, PRIMARY KEY (job, unit))")
    receiver = forked(lambda: clients.receiving(FOLDER))
    while not Path(FOLDER, "ports").exists():
        time.sleep(0.02)
    hook, mail_port = Path(FOLDER, "ports").read_text().split()
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.WEBHOOK_HOSTS = "127.0.0.1", int(mail_port), ("127.0.0.1",)
    country = founded()
    people = peopled(country, hook)
    quick()
    books = Books(country.district.pk)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    groups: dict[str, int] = {}
    start = {"web": lambda: forked(lambda: serve(port)), "worker": lambda: forked(lambda: worker.work(2))}
    found: list[Any] = []
    taken: Counter[str] = Counter()
    people_at_work = 0
    restart = 0.0
    began = time.monotonic()
    try:
        people_at_work = forked(lambda: clients.at_work(port, people, f"{FOLDER}/noted", SEED))
        for number in range(KILLS):
            before = time.monotonic()
            for name in start:
                if name not in groups:
                    groups[name] = start[name]()
            answers(port)
            restart += time.monotonic() - before
            time.sleep(chance.random() * 0.9)
            victims = chance.choice((("web", "worker"), ("web", "worker"), ("web",), ("worker",)))
            taken["+".join(victims)] += 1
            for name in victims:
                killed(groups.pop(name))
            if wrong := books.wrong(read("noted")):
                found.append([number, victims, wrong])
                if len(found) > 5:
                    break
        killed(people_at_work)
        people_at_work = 0
        for name in start:
            if name not in groups:
                groups[name] = start[name]()
        settled = calm()
    finally:
        for group in [*groups.values(), *([people_at_work] if people_at_work else [])]:
            killed(group)
    tail = books.wrong(read("noted"))
    delivered = everything(country)
    time.sleep(0.2)
    killed(receiver)
    return {"kills": sum(taken.values()), "of": taken, "found": found, "tail": tail, **settled, **delivered, **received(),
            "answers": Counter(line.split()[0] for line in read("noted")), "entries": end(country.district.pk).number, "turns": Turn.objects.count(),
            "breaks": len(verify(country.district.pk)), "seconds": round(time.monotonic() - began), "restart_ms": round(restart / KILLS * 1000)}


def calm() -> dict[str, Any]:
    """Wait until all jobs are over and the clocks were swept once; those that were cut off at one place too often are tried again, as a person would."""
    again = 0
    last = time.monotonic() + 120
    while time.monotonic() < last and (Job.objects.exclude(state="done").exists() or not Turn.objects.exists()):
        for job in Job.objects.filter(state="failed"):
            again += 1
            work.retry(person_of(Account.objects.get(login="p0"), TODAY), job)
        time.sleep(0.1)
    counted = dict(sql("SELECT job, count(*) FROM test_unit GROUP BY job"))
    return {"jobs": len(counted), "jobs_not_whole": [job for job in Job.objects.values_list("pk", flat=True) if counted.get(job) != UNITS],
            "jobs_left": Job.objects.exclude(state="done").count(), "jobs_tried_again": again}


def everything(country: Country) -> dict[str, Any]:
    """Send what is left, with the clock far enough ahead for every lease, pause and quiet hour; the dead are resent as an administrator would."""
    admin = person_of(person("pa", country.bureau, Role.PLATFORM_ADMIN), TODAY)
    resent = 0
    for step in range(1, 60):
        outbox.deliver(timezone.now() + timedelta(hours=7 * step), limit=100_000)
        if dead := list(Outbox.objects.filter(state="dead").values_list("key", flat=True)):
            resent += outbox.resend(admin, country.district.pk, ids(country.district.path), dead)
        if not Outbox.objects.exclude(state="sent").exists():
            break
    return {"outbox": Outbox.objects.count(), "outbox_left": Outbox.objects.exclude(state="sent").count(), "resent": resent}


def received() -> dict[str, Any]:
    """What has come to the receivers, against what should have."""
    out: dict[str, Any] = {"lost": 0, "unknown": 0, "came_again": 0}
    open_ = set(Notice.objects.filter(Q(read_at__isnull=True) | Q(answer=True, acknowledged_at__isnull=True)).values_list("pk", flat=True))
    for name, topic, shown in (("robot", "notices.robot", lambda key: key), ("mail", "notices.mail", message_id)):
        came = read(name)
        asked = {shown(f"{region}.{key}"): payload for region, key, payload in Outbox.objects.filter(topic=topic).values_list("region_id", "key", "payload")}
        # What was read or answered before its turn came is rightly not sent any more.
        due = {key for key, payload in asked.items() if open_.intersection(payload.get("notices", ()))}
        out["lost"] += len(due - set(came))
        out["unknown"] += len(set(came) - asked.keys())
        out["came_again"] += len(came) - len(set(came))
        out[name] = len(set(came))
    # Nobody is told twice under another key either: a notice is in one message to each receiver.
    told = Counter((payload.get("account"), payload.get("endpoint"), notice) for payload in Outbox.objects.values_list("payload", flat=True)
                   for notice in payload.get("notices", ()))
    out["twice"] = sum(count > 1 for count in told.values())
    return out


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    assert callable(application)
    assert served.urlpatterns
    assert date(2026, 11, 23) == TODAY
    print(json.dumps(kills()))  # noqa: T201
