"""Checks of the whole installation: each says in a line what is well, what will not last, and what is broken.

A house adds its own where its app is ready: `register(Check("jobs", stuck))`, with `stuck(now) -> list[Finding]`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.db import DatabaseError

from luodi.engine.source import Refused, Said

_log: Final = logging.getLogger(__name__)


class Level(StrEnum):
    """How bad something is."""

    OK = "ok"
    WARN = "warn"
    BROKEN = "broken"


@dataclass(frozen=True)
class Finding:
    """What a check found. `url`: the name of the address where something can be done about it; "" for none."""

    level: Level
    said: Said
    url: str = ""
    check: str = ""


Run = Callable[[datetime], list[Finding]]


@dataclass(frozen=True)
class Check:
    """A check. `run` gets the present instant and says something in any case.

    `slow`: only for the command and the daily message, not for a page. `daily`: worth telling about every day; what an operator has chosen is not.
    `asks`: it asks the database, and is left out when the check called `database` found that it does not answer.
    """

    name: str
    run: Run
    slow: bool = False
    daily: bool = True
    asks: bool = True


CHECKS: Final[dict[str, Check]] = {}


def register(check: Check) -> None:
    """Add a check. Raises ValueError for a name that is taken."""
    if check.name in CHECKS:
        raise ValueError(f"the check {check.name!r} is registered already")
    CHECKS[check.name] = check


def findings(now: datetime, slow: bool = True, only_daily: bool = False) -> Iterator[Finding]:
    """What all checks find, in the order in which they were added. A check that fails is a finding itself; the others go on."""
    down = False
    for check in list(CHECKS.values()):
        if (check.slow and not slow) or (only_daily and not check.daily) or (check.asks and down):
            continue
        try:
            found = check.run(now)
        except Refused as refused:
            found = [Finding(Level.BROKEN, fault.said) for fault in refused.faults[:20]]
        except DatabaseError as problem:
            _log.warning("check %s: %s", check.name, problem)
            down = down or check.name == "database"
            found = [Finding(Level.BROKEN, Said(f"检查“{check.name}”没有做成：数据库连不上，或者表还没有建好",
                                                f"the check {check.name} could not be made: the database does not answer, or lacks tables"))]
        except Exception as problem:
            _log.exception("check %s", check.name)
            kind = type(problem).__name__
            found = [Finding(Level.BROKEN, Said(f"检查“{check.name}”没有做成（{kind}），原因见日志", f"the check {check.name} failed ({kind}); see the log"))]
        yield from (Finding(one.level, one.said, one.url, check.name) for one in found)


def ok(zh: str, en: str) -> list[Finding]:
    """Nothing to do."""
    return [Finding(Level.OK, Said(zh, en))]


def warn(zh: str, en: str, url: str = "") -> list[Finding]:
    """Something that will not last."""
    return [Finding(Level.WARN, Said(zh, en), url)]


def broken(zh: str, en: str, url: str = "") -> list[Finding]:
    """Something that does not work."""
    return [Finding(Level.BROKEN, Said(zh, en), url)]
