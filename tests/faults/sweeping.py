"""Sweepers in processes of their own, on a database with real files or a real server: several at once, killed, and among people who act. Prints JSON."""

from __future__ import annotations

import json
import mmap
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import django
from django.conf import settings

django.setup()
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

from django.core.management import call_command  # noqa: E402

from luodi.clocks import actions  # noqa: E402
from luodi.clocks.derive import STANDING, derive  # noqa: E402
from luodi.clocks.models import Clock, Event, Progress, Standing, Turn  # noqa: E402
from luodi.clocks.sweep import Swept, sweep  # noqa: E402
from luodi.clocks.telling import tell  # noqa: E402
from luodi.engine.source import Refused  # noqa: E402
from luodi.engine.timelimit import Accepted, Extended, Limit, Paused, Received, Resumed  # noqa: E402
from luodi.ledger.chain import end, verify  # noqa: E402
from luodi.ledger.models import Entry, Head  # noqa: E402
from luodi.notices.models import Notice  # noqa: E402
from luodi.people import actions as people  # noqa: E402
from luodi.people.models import Account, RegionKind, Unit, UnitKind  # noqa: E402
from luodi.people.queries import person_of  # noqa: E402
from luodi.people.rules import rulebook  # noqa: E402
from luodi.rights.kernel import MACHINE, Role  # noqa: E402
from luodi.site.databases import close_all  # noqa: E402
from tests.clocks.ground import FIRST, rows  # noqa: E402
from tests.people.country import TODAY, founded, person  # noqa: E402
from tests.runners import at_once, dies_at  # noqa: E402

DAY = timedelta(days=1)
DAYS = 24
LONGEST = 900
"""Seconds after which a process that hangs ends."""
KILLS = int(os.environ.get("LUODI_KILLS", "5"))
EVERY = 1 if KILLS > 50 else 5
"""Of how many statements a sweeper dies before one."""
CLOCKS = int(os.environ.get("LUODI_CLOCKS", "200"))
chance = random.Random(int(os.environ.get("LUODI_SEED", "4")))


def forked(work: Callable[[], object]) -> int:
    """A new process."""
    close_all()
    child = os.fork()
    if not child:
        signal.alarm(LONGEST)
        try:
            work()
            os._exit(0)
        except BaseException as problem:  # told to the test by its code
            print(repr(problem), file=sys.stderr, flush=True)  # noqa: T201
        finally:
            os._exit(1)
    return child


def clocks_in(unit: Unit, count: int, assignee: Account | None = None) -> list[Clock]:
    """Clocks that come due on many days, some of which wait until silence becomes acceptance."""
    made = rows(unit, [([Received(FIRST), *([Accepted(FIRST)] if n % 7 else [])], Limit(2 + n % 18), Limit(30)) for n in range(count)], FIRST)
    Clock.objects.filter(pk__in=[one.pk for one in made]).update(assignee=assignee)
    return made


def rungs(region: int) -> Counter[tuple[int, int]]:
    """How often each rung of each matter was taken."""
    return Counter((turn.clock.subject_id, rung) for turn in Turn.objects.filter(region_id=region).select_related("clock")
                   for rung in range(turn.rung_before + 1, turn.rung + 1))


def standings(region: int) -> list[Any]:
    """Where all clocks stand, by matter."""
    return list(Standing.objects.filter(region_id=region).order_by("clock__subject_id").values_list("clock__subject_id", *STANDING))


def books(region: int, since: Head | None = None) -> dict[str, Any]:
    """What the ledger says was turned and told against what there is; and what is left to do."""
    said = Counter[str]()
    for verb, payload in Entry.objects.filter(region_id=region, verb__in=("clock.sweep", "clock.tell")).values_list("verb", "payload"):
        said["turned" if verb == "clock.sweep" else "told"] += payload["turned" if verb == "clock.sweep" else "turns"]
        said["notices"] += payload.get("notices", 0)
    progress = Progress.objects.get(pk=region)
    turns = Turn.objects.filter(region_id=region).count()
    climbed = Counter((clock, rung) for clock, before, after in Turn.objects.filter(region_id=region).values_list("clock_id", "rung_before", "rung")
                      for rung in range(before + 1, after + 1))
    return {"turned": said["turned"] - turns, "told": said["told"] - turns, "notices": said["notices"] - Notice.objects.filter(region_id=region).count(),
            "behind": progress.newest - progress.told, "breaks": len(verify(region, since=since)), "twice": sum(count > 1 for count in climbed.values())}


FINE = {"turned": 0, "told": 0, "notices": 0, "behind": 0, "breaks": 0, "twice": 0}


def many(sweepers: int) -> dict[str, Any]:
    """Several sweepers walk through the same days at paces of their own; beside them a region that one sweeper alone walked through."""
    country = founded()
    boss = person("boss", country.bureau, Role.CHIEF)
    there = person("there", country.far, Role.CHIEF)
    clocks_in(country.bureau, CLOCKS, boss)
    close_all()

    def walk(number: int) -> None:
        pace = random.Random(number)
        for day in range(DAYS):
            sweep(FIRST + day * DAY, most=CLOCKS // 20)
            tell(FIRST + day * DAY, most=CLOCKS // 30)
            time.sleep(pace.random() * 0.02)
    children = [forked(lambda number=number: walk(number)) for number in range(sweepers)]  # type: ignore[misc]
    exits = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    clocks_in(country.far, CLOCKS, there)
    for day in range(DAYS):
        sweep(FIRST + day * DAY)
    here, alone = country.district.pk, country.elsewhere.pk
    tell(FIRST + DAYS * DAY)
    return {"exits": exits, "turns": Turn.objects.filter(region_id=here).count(), "same_rungs": rungs(here) == rungs(alone),
            "same_standings": standings(here) == standings(alone), "left": sweep(FIRST + (DAYS - 1) * DAY).turned, "books": books(here),
            "told": Notice.objects.filter(account=boss).exists()}


def killed() -> dict[str, Any]:
    """A sweeper dies before each of its statements, around each COMMIT, and at random instants, on a day of its own;
    the next one ends the day."""
    country = founded()
    here, boss = country.district.pk, person("boss", country.bureau, Role.CHIEF)
    day, found, points, deaths = FIRST, [], 0, 0
    point: Any = 1
    left = [f"{where} commit {number}" for where in ("before", "after") for number in (1, 2, 3)] + [
        f"after {chance.random() * 60:.0f} ms" for _ in range(KILLS)]
    while point is not None:
        made = rows(country.bureau, [([Received(day), *([Accepted(day)] if n % 3 else [])], Limit(1), Limit(9)) for n in range(6)], day)
        Clock.objects.filter(pk__in=[one.pk for one in made]).update(assignee=boss)
        since, day = end(here), day + 14 * DAY
        child = forked(lambda point=point, day=day: die(point, day))  # type: ignore[misc]
        if isinstance(point, str) and point.endswith("ms"):
            time.sleep(int(point.split()[1]) / 1000)
            os.kill(child, signal.SIGKILL)
        died = os.WIFSIGNALED(os.waitpid(child, 0)[1])
        deaths += died
        points += 1
        sweep(day)
        tell(day)
        held, due = books(here, since), Standing.objects.filter(next_on__lte=day).count()
        told = Notice.objects.filter(account=boss, subject_id__in=[one.pk for one in made]).values("subject_id").distinct().count()
        if held != FINE or due or told != len(made):
            found.append([point, held, due, told])
        if isinstance(point, int) and died:
            point += EVERY
        else:
            point = left.pop(0) if left else None
    return {"found": found, "points": points, "deaths": deaths, "turns": Turn.objects.count()}


def shared() -> dict[str, Any]:
    """A sweeper dies before every statement and around the COMMIT of a transaction that three regions share; what was kept of each, before and after
    the next sweep."""
    country = founded()
    third = people.add_region(MACHINE, "外区", RegionKind.DISTRICT)
    units = [country.bureau, country.far, people.add_unit(MACHINE, third, "外区审批局", UnitKind.APPROVAL)]
    regions = [unit.region_id for unit in units]
    point: Any = 1
    found, deaths, day, left = [], 0, FIRST, ["before commit 1", "after commit 1"]

    def kept() -> list[int]:
        return [Turn.objects.filter(clock__in=those).count() for those in made]
    while point is not None:
        made = [rows(unit, [([Received(day), Accepted(day)], Limit(1), Limit(9)) for _ in range(4)], day) for unit in units]
        day += 14 * DAY
        child = forked(lambda point=point, day=day: die(point, day, told=False))  # type: ignore[misc]
        died = os.WIFSIGNALED(os.waitpid(child, 0)[1])
        deaths += died
        at_once = kept()
        sweep(day)
        # The last statement comes after the COMMIT, on SQLite.
        right = {"before commit 1": [[0, 0, 0]], "after commit 1": [[4, 4, 4]]}.get(str(point), [[0, 0, 0], [4, 4, 4]])
        if at_once not in right or kept() != [4, 4, 4] or any(verify(region) for region in regions):
            found.append([point, at_once, kept()])
        if isinstance(point, int) and died:
            point += 1
        else:
            point = left.pop(0) if left else None
    return {"found": found, "deaths": deaths}


def die(point: int | str, day: date, told: bool = True) -> None:
    """The process to be killed."""
    with dies_at(point):
        sweep(day)
        if told:
            tell(day)


def acting(threads: int) -> dict[str, Any]:
    """People note events on the clocks, answer and ask while two sweepers walk through the days with them."""
    country = founded()
    boss = person("boss", country.bureau, Role.CHIEF)
    made = [one.pk for one in clocks_in(country.bureau, 60, boss)]
    here, by = country.district.pk, person_of(boss, TODAY)
    today = mmap.mmap(-1, 8)  # shared with the children

    def now() -> date:
        return FIRST + today[0] * DAY

    def walks() -> None:
        while today[1] == 0:
            sweep(now(), most=20)
            tell(now(), most=10)
            time.sleep(0.005)

    def acts() -> None:
        done = Counter[str]()

        def one(number: int) -> None:
            mine = random.Random(number)
            while today[1] == 0:
                day, key = now(), mine.choice(made[:12] if mine.random() < 0.7 else made)
                clock = Clock.objects.select_related("region", "unit", "standing").get(pk=key)
                event: Any = mine.choice([Paused(day, "publicity"), Resumed(day), Resumed(day), Extended(day, 2, "区长", True), Accepted(day)])
                try:
                    what = mine.random()
                    if what < 0.6:
                        actions.note_event(by, clock, event, day)
                    elif what < 0.85:
                        actions.answer(by, clock, day)
                    else:
                        actions.ask_excuse(by, clock, "等", day + 2 * DAY, day)
                except Refused:
                    done["refused"] += 1
                else:
                    done["done"] += 1
        wrong = at_once(one, threads)
        with open(os.path.join(os.environ["LUODI_DATA"], "acted"), "w", encoding="utf-8") as file:
            json.dump({"wrong": wrong, **done}, file)
    children = [forked(walks), forked(walks), forked(acts)]
    for day in range(DAYS):
        time.sleep(float(os.environ.get("LUODI_SECONDS", "3")) / DAYS)
        today[0] = day
    today[1] = 1
    exits = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    with open(os.path.join(os.environ["LUODI_DATA"], "acted"), encoding="utf-8") as file:
        acted = json.load(file)
    sweep(now())
    tell(now())
    held = books(here)
    entries = Counter(Entry.objects.filter(region_id=here).values_list("verb", flat=True))
    return {"exits": exits, "acted": acted, "differ": differing(now()), "again": sweep(now()) != Swept(), "breaks": held["breaks"],
            "turned": held["turned"],
            "told": held["told"], "behind": held["behind"], "turns": Turn.objects.count(),
            "events": Event.objects.count() - entries["clock.event"] - events_at_first(60),
            "noted": sum(entries[verb] for verb in ("clock.event", "clock.answer", "clock.excuse.ask")) - acted["done"]}


def events_at_first(count: int) -> int:
    """The events with which so many clocks began."""
    return sum(1 + bool(n % 7) for n in range(count))


def differing(day: date) -> list[Any]:
    """Clocks that do not stand where their events put them."""
    rules, out = rulebook(), []
    for row in Standing.objects.select_related("clock"):
        before = [getattr(row, name) for name in STANDING]
        derive(rules.of(row.region_id), row.clock, row, actions.events_of(row.clock), day)
        after = [getattr(row, name) for name in STANDING]
        if before != after:
            out.append([row.pk, *([name, str(old), str(new)] for name, old, new in zip(STANDING, before, after, strict=True) if old != new)])
    return out


if __name__ == "__main__":
    signal.alarm(LONGEST)
    call_command("migrate", verbosity=0)
    asked: dict[str, Callable[[], dict[str, Any]]] = {"two": partial(many, 2), "four": partial(many, 4), "killed": killed, "shared": shared,
                                                     "acting": lambda: acting(int(sys.argv[-1]))}
    print(json.dumps(asked[sys.argv[1]](), default=str))  # noqa: T201
