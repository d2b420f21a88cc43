"""The pages of the library, the workbench and the leads on much data: server time through Django's test client, in this process.

`python -m bench.pages` makes 100,000 projects with 4,000,000 clocks on PostgreSQL and 10,000 on SQLite, asks for every page as a leader, a promoter and a
navigator with different parameters, prints a table and writes docs/bench-pages.md. A page that does not exist is skipped with a line that says so.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from tests import databases

from bench.timing import ROOT, environment, machine

SIZES: Final = {"postgresql": 100_000, "sqlite": 10_000}
KEPT: Final = ("max_connections=20", "shared_buffers=1GB", "max_wal_size=4GB")
TIMES, WARM = 60, 3
MUST: Final = 150.0
"""Milliseconds of server time that 95 of 100 may take."""
WHO: Final = {"city": {"login": "bulkcity"}, "leader": {"posts__role": "leader", "unit__region__kind": "district"},
              "promoter": {"posts__role": "promoter"}, "navigator": {"posts__role": "navigator"}}
"""A leader of the city sees all projects, one of a district a tenth, the others what they and their units have a part in."""
STAGES: Final = ("lead", "negotiation", "signed", "approval", "construction", "completion", "production")
BATCHES: Final = ("reserve", "negotiating", "signed", "started", "producing")
OUT: Final = ROOT / "docs" / "bench-pages.md"
Query = Callable[[int], dict[str, str]]


@dataclass(frozen=True)
class Line:
    """A page as somebody: milliseconds at the median and at 95 of 100, and the most statements."""

    page: str
    role: str
    median: float
    high: float
    statements: int


PAGES: Final[tuple[tuple[str, str, Query], ...]] = (
    ("list", "projects_list", lambda n: {}),
    ("list, by stage", "projects_list", lambda n: {"stage": STAGES[n % 7]}),
    ("list, by light", "projects_list", lambda n: {"light": ("red", "yellow", "green", "paused")[n % 4]}),
    ("list, by status", "projects_list", lambda n: {"status": ("active", "stalled", "paused", "ended")[n % 4]}),
    ("list, by category", "projects_list", lambda n: {"category": ("industrial", "municipal_linear", "non_construction")[n % 3]}),
    ("list, by money", "projects_list", lambda n: {"sort": "money", "money_from": str(1000 * (n % 20))}),
    ("list, by due day", "projects_list", lambda n: {"sort": "due"}),
    ("list, searched", "projects_list", lambda n: {"q": ("云帆", "冷链", "速冻", "启明装备", "xlj")[n % 5]}),
    ("board", "projects_board", lambda n: {}),
    ("list, by condition", "projects_list", lambda n: {"when": f"total_investment_wan >= {1000 * (n % 20)} and construction_nature == 'new'"}),
    ("list, several", "projects_list", lambda n: {"stage": STAGES[n % 7], "light": ("red", "yellow")[n % 2], "sort": ("changed", "stage")[n % 2]}),
    ("list, entered", "projects_list", lambda n: {"entered": BATCHES[n % 5]}),
    ("list, of mine", "projects_list", lambda n: {"mine": ("owner", "part", "unit")[n % 3]}),
    ("funnel", "projects_funnel", lambda n: {"by": ("region", "unit", "category")[n % 3]}),
    ("workbench", "workbench_desk", lambda n: {}),
    ("on fire", "workbench_fire", lambda n: {}),
    ("search", "workbench_search", lambda n: {"q": ("云帆", "冷链", "速冻食品", "LD-9902", "zncc")[n % 5]}),
    ("project", "projects_project", lambda n: {}),
    ("leads, mine", "promotion_leads", lambda n: {"show": "mine"}),
    ("leads, all", "promotion_leads", lambda n: {"show": "unit"}),
    ("leads, soon over", "promotion_leads", lambda n: {"show": "soon"}),
    ("leads, pool", "promotion_leads", lambda n: {"show": "pool"}),
    ("lead", "promotion_lead", lambda n: {}),
    ("lead, on its way", "promotion_project", lambda n: {}),
    ("enterprises", "promotion_firms", lambda n: {}),
    ("enterprises, searched", "promotion_firms", lambda n: {"q": ("云帆", "冷链", "海川装备", "启明", "yfwl")[n % 5]}),
    ("linked services", "promotion_services", lambda n: {}),
)
"""What it is called, the name of its address, and what is asked the nth time."""
OF_PROJECT: Final = frozenset({"projects_project", "promotion_lead", "promotion_project"})
"""The addresses that are about one project."""


def asked(today: date) -> Iterator[Line]:
    """Every page as every role. Within Django."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import NoReverseMatch, reverse

    from luodi.people.models import Account
    from luodi.people.queries import person_of
    from luodi.projects.queries import visible
    for role, wanted in WHO.items():
        account = Account.objects.filter(login__startswith="bulk", **wanted).order_by("pk")[0]
        client = Client()
        client.force_login(account)
        codes = list(visible(person_of(account, today)).values_list("code", flat=True)[:TIMES])
        for name, url, query in PAGES:
            try:
                paths = [reverse(url, args=[code]) if url in OF_PROJECT else reverse(url) for code in codes or [""]]
            except NoReverseMatch:
                print(f"bench: {name}: no address {url} yet, skipped", file=sys.stderr)
                continue
            each, code = [], 200
            for number in range(TIMES + WARM):
                start = time.perf_counter()
                code = client.get(paths[number % len(paths)], query(number)).status_code
                each.append((time.perf_counter() - start) * 1000)
                if code != 200:
                    break
            if code != 200:
                print(f"bench: {name} as {role}: answered {code}, skipped", file=sys.stderr)
                continue
            with CaptureQueriesContext(connection) as told:
                client.get(paths[0], query(0))
            each = sorted(each[WARM:])
            yield Line(name, role, statistics.median(each), each[int(len(each) * 0.95)], len(told))


def inside(size: int) -> None:
    """In a process of its own: make the rows, ask, print JSON."""
    import django
    from django.core.management import call_command
    django.setup()
    from django.conf import settings
    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from luodi.demo.bulk import fill
    from luodi.frame.middleware import local_today
    today, start = local_today(), time.perf_counter()
    fill(size, today, lambda done, last: print(f"\r{done:,} / {last:,} ", end="", file=sys.stderr))
    made = time.perf_counter() - start
    sys.stdout.write(json.dumps({"made": made, "lines": [asdict(line) for line in asked(today)]}))


def measured(kind: str, size: int) -> dict[str, Any]:
    """What one database gives."""
    with TemporaryDirectory() as data:
        env = {**environment(), "LUODI_DATA": data, "LUODI_TODAY": "2026-11-23", "DJANGO_SETTINGS_MODULE": "luodi.site.settings", "LUODI_DATABASE": ""}
        if kind == "postgresql":
            env["LUODI_DATABASE"] = databases.started(KEPT)
        try:
            done = subprocess.run([sys.executable, "-m", "bench.pages", "--inside", str(size)], cwd=ROOT, env=env, stdout=subprocess.PIPE, check=True)
        finally:
            databases.stop()
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> int:
    """Measure, print, write; 1 when a page misses its must."""
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description="server time of the pages on much data, written to docs/bench-pages.md")
    parser.add_argument("--postgresql", type=int, default=SIZES["postgresql"], metavar="N", help="projects; 0: not at all")
    parser.add_argument("--sqlite", type=int, default=SIZES["sqlite"], metavar="N", help="projects; 0: not at all")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--date", type=date.fromisoformat, default=date.today())
    parser.add_argument("--inside", type=int, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.inside is not None:
        inside(wanted.inside)
        return 0
    lines, missed = [], []
    for kind, size in (("sqlite", wanted.sqlite), ("postgresql", wanted.postgresql)):
        if not size:
            continue
        found = measured(kind, size)
        lines += ["", f"## {kind}: {size:,} projects, {size * 40:,} clocks", "", f"Made in {found['made']:.0f} s.", "",
                  "| page | as | median | 95 of 100 | statements | met |", "|---|---|---|---|---|---|"]
        for line in (Line(**one) for one in found["lines"]):
            lines.append(f"| {line.page} | {line.role} | {line.median:.0f} ms | {line.high:.0f} ms | {line.statements} | "
                         f"{'yes' if line.high <= MUST else 'no'} |")
            missed += [f"{kind}: {line.page} as {line.role} {line.high:.0f} ms"] if line.high > MUST else []
    page = ["# 大数据量下的页面 · Pages on much data", "", f"Written by `make bench` on {wanted.date}; do not edit. Machine: {machine()}.", "",
            f"Server time through Django's test client, in one process: {TIMES} requests each with different parameters after {WARM} that are not counted. "
            f"Must: 95 of 100 within {MUST:.0f} ms.", *lines, ""]
    print("\n".join(page))
    wanted.out.write_text("\n".join(page), encoding="utf-8")
    for name in missed:
        print(f"bench: must missed: {name}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    if "--inside" not in sys.argv:
        os.environ.pop("LUODI_DATABASE", None)
    sys.exit(main())
