"""What somebody asks of a map beyond the facts of the project, read from the address: levers, days of works, a day to keep."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext

from luodi.engine.mechanism import Mechanism

WORKS = "construction_works"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Levers to use, calendar days of construction, the day to schedule back from and what is to be reached by then.

    `typed` and `errors`: what could not be used, as it was typed, and why.
    """

    levers: tuple[str, ...] = ()
    works: int | None = None
    by: date | None = None
    milestone: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def own_days(self) -> dict[str, int] | None:
        """The enterprise's own days as the planner takes them."""
        return None if self.works is None else {WORKS: self.works}

    def pairs(self, **changes: Any) -> list[tuple[str, str]]:
        """All of it as pairs for an address or for hidden fields; `changes` add or (with None) leave out names."""
        out = {"with": ".".join(self.levers)} if self.levers else {}
        if self.works is not None:
            out["works"] = str(self.works)
        if self.by:
            out["by"] = self.by.isoformat()
        if self.milestone:
            out["milestone"] = self.milestone
        out |= {key: str(value) for key, value in changes.items() if value is not None}
        return [(key, value) for key, value in out.items() if key not in changes or changes[key] is not None]

    def query(self, **changes: Any) -> str:
        """The same as the query of an address."""
        return urlencode(self.pairs(**changes))


def read(query: QueryDict, mechanism: Mechanism) -> Asked:
    """Read an address. What cannot be used is kept as typed, with a message."""
    typed: dict[str, str] = {}
    errors: dict[str, str] = {}
    by = day(query.get("by", ""), None, "by", typed, errors)
    works = works_of(query.get("works", ""), typed, errors)
    return Asked(levers=levers_of(query, mechanism), works=works, by=by, milestone=milestone_of(query, mechanism), typed=typed, errors=errors)


def clean(text: str) -> str:
    """Somebody's words without control characters and marks that turn the reading direction."""
    kept = "".join(c if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn") else " " for c in text)
    return " ".join(kept.split())


def listed(text: str) -> list[str]:
    """The keys in a list with dots between."""
    return [part for part in text.split(".") if part][:200]


def day(text: str, default: date | None, name: str, typed: dict[str, str], errors: dict[str, str]) -> date | None:
    """A day as people type it; otherwise the default, with a message under `name`."""
    if not text.strip():
        return default
    try:
        return date.fromisoformat(unicodedata.normalize("NFKC", text).strip().replace("/", "-"))
    except ValueError:
        typed[name] = text = clean(text[:40])
        errors[name] = gettext("填的是“%(typed)s”，日期请写成 2026-11-23 这样") % {"typed": text[:40]}
        return default


def works_of(text: str, typed: dict[str, str], errors: dict[str, str]) -> int | None:
    """Calendar days of construction; otherwise none, with a message."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    if plain.isdecimal() and len(plain) < 6 and 0 <= int(plain) <= 3650:
        return int(plain)
    typed["works"] = text = clean(text[:40])
    errors["works"] = gettext("填的是“%(typed)s”，施工天数应是 0 到 3650 的整数") % {"typed": text[:40]}
    return None


def levers_of(query: QueryDict, mechanism: Mechanism) -> tuple[str, ...]:
    """The levers asked for that the place offers."""
    found = [name for text in query.getlist("with") for name in listed(text)]
    return tuple(dict.fromkeys(name for name in found if name in mechanism.levers and mechanism.levers[name].offered))


def milestone_of(query: QueryDict, mechanism: Mechanism) -> str:
    """The milestone asked for, or none."""
    wanted = query.get("milestone", "")
    return wanted if wanted in (*mechanism.gates, "finish") else ""
