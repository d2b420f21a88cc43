"""The pages: server time of each by itself, bytes of a first visit, a handbook of many pages, and fifty requests a second with wrk.

`python -m bench.web` serves the product as `luodi serve` does, on two processes, measures, prints and writes docs/bench-web.md.
"""

from __future__ import annotations

import argparse
import gzip
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2

from bench.timing import ROOT, environment, machine

TIMES = 30
KIND = "kind=factory-100mu"
SEARCH, ITEM = "/items?place=jimo-2021&q=sgxk", "/items/jimo-2021/construction_permit"


@dataclass(frozen=True)
class Row:
    """One page: what it is, where, and how many milliseconds of server time it may take."""

    name: str
    path: str
    most: float


def facts(base: str) -> str:
    """The address of a project with all its facts: where the guide sends a visitor who takes a kind of project."""
    with urllib.request.urlopen(f"{base}/guide/qingdao-west-coast-2026?{KIND}") as answer:
        found: str = answer.geturl()
    return found.removeprefix(base)


@contextmanager
def served(workers: int) -> Iterator[str]:
    """The product, served until the block ends; its address."""
    with TemporaryDirectory() as data, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        command = [sys.executable, "-m", "luodi.cli", "serve", "--port", str(port), "--workers", str(workers)]
        env = {**environment(), "LUODI_DATA": data, "LUODI_TODAY": "2026-11-23", "LUODI_EXPORTS_PER_MINUTE": "1000"}
        with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            base = f"http://127.0.0.1:{port}"
            while True:
                try:
                    urllib.request.urlopen(f"{base}/healthz")
                    break
                except OSError:
                    if process.poll() is not None:
                        raise SystemExit("bench: `luodi serve` ended") from None
                    time.sleep(0.1)
            yield base
            process.terminate()


def timed(base: str, path: str, times: int = TIMES) -> tuple[float, float, int]:
    """Median and 95th percentile in milliseconds as a client on the same machine sees it, and the bytes (compressed)."""
    each, size = [], 0
    for _ in range(times + 4):
        request = urllib.request.Request(base + path, headers={"Accept-Encoding": "gzip"})
        start = time.perf_counter()
        with urllib.request.urlopen(request) as answer:
            size = len(answer.read())
        each.append((time.perf_counter() - start) * 1000)
    each = sorted(each[4:])
    return statistics.median(each), each[int(len(each) * 0.95)], size


def first_visit(base: str) -> int:
    """Bytes of the home page with everything it loads, compressed."""
    with urllib.request.urlopen(base + "/") as answer:
        page = answer.read().decode()
    total = len(gzip.compress(page.encode()))
    for path in set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page)):
        with urllib.request.urlopen(urllib.request.Request(base + path, headers={"Accept-Encoding": "gzip"})) as answer:
            total += len(answer.read())
    return total


def load(base: str, paths: list[str], seconds: int) -> str:
    """What wrk says of all pages in turn, asked for by eight connections as fast as they are answered."""
    with TemporaryDirectory() as folder:
        script = Path(folder) / "paths.lua"
        listed = ", ".join(f'"{path}"' for path in paths)
        script.write_text(f"local p = {{{listed}}}\nlocal n = 0\nrequest = function() n = n + 1 return wrk.format('GET', p[n % #p + 1], "
                          "{['Accept-Encoding'] = 'gzip'}) end\n")
        found = subprocess.run(["wrk", "-t1", "-c8", f"-d{seconds}s", "--latency", "-s", str(script), base], check=True, stdout=subprocess.PIPE, text=True)
    return found.stdout


def main() -> int:
    """Measure, print, write; 1 when a budget is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.web", description="speed of the pages, written to docs/bench-web.md")
    parser.add_argument("--date", type=date.fromisoformat, default=date.today())
    parser.add_argument("--seconds", type=int, default=15, help="of load with wrk")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "bench-web.md")
    wanted = parser.parse_args()
    lines, missed = [], []
    with served(1) as base:
        project = facts(base)
        views = ("list", "papers", "faster", "backward&by=2027-12-31", "open")
        rows = [Row("home", "/", 50), Row("an item page", ITEM, 50), Row("the catalog, searched", SEARCH, 50),
                Row("an answer, and the map drawn anew", "", 100), Row("the whole guide, map view", project, 100),
                *(Row(f"the guide, view “{view}”", project.replace("view=map", f"view={view}"), 100) for view in views)]
        for row in rows:
            # An answer given for the first time: every request another start, so that no drawing is kept.
            if row.path:
                median, high, size = timed(base, row.path)
            else:
                days = (f"2027-{month:02}-{day:02}" for month in (3, 4) for day in range(1, 29))
                one = [_once(base, project, day) for day in days]
                median, high, size = statistics.median(one), sorted(one)[int(len(one) * 0.95)], 0
            shown = f"{size / 1024:.0f} KB" if size else ""
            lines.append(f"| {row.name} | {median:.0f} ms | {high:.0f} ms | {shown} | ≤ {row.most:.0f} ms | {'yes' if median <= row.most else 'no'} |")
            missed += [row.name] if median > row.most else []
        bytes_first = first_visit(base)
        start = time.perf_counter()
        with urllib.request.urlopen(f"{base}/guide/fuling-2024/handbook.pdf?kind=chemical-plant") as answer:
            pdf = answer.read()
        seconds = time.perf_counter() - start
    pages = len(pypdfium2.PdfDocument(pdf))
    missed += ["first visit"] if bytes_first > 350 * 1024 else []
    missed += ["handbook"] if seconds > 3 else []
    told = "wrk is not installed; the load was not measured."
    if shutil.which("wrk"):
        with served(2) as base:
            project = facts(base)
            load(base, ["/", project], 3)
            said = load(base, ["/", SEARCH, ITEM, project, project.replace("view=map", "view=list"), "/help"], wanted.seconds)
        rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
        wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
        late = re.search(r"99%\s+(\S+)", said)
        assert rate
        told = (f"{float(rate[1]):.0f} requests a second for {wanted.seconds} s (asked: 50), {wrong[1] if wrong else 0} errors, "
                f"99 of 100 within {late[1] if late else '?'}, two processes, eight connections, six pages in turn.")
        missed += ["load"] if float(rate[1]) < 50 or wrong else []
    page = [
        "# 网页的速度 · Speed of the pages", "", f"Written by `make bench` on {wanted.date}; do not edit. Machine: {machine()}.", "",
        "| page | median | 95 of 100 | compressed | must | met |", "|---|---|---|---|---|---|", *lines, "",
        f"- First visit (home with styles and scripts, compressed): {bytes_first / 1024:.0f} KB (must: ≤ 350 KB).",
        f"- Handbook of {pages} pages as PDF, from the request to the last byte: {seconds:.2f} s (must: ≤ 3 s).", f"- Load: {told}", "",
        "Times are those of a client on the same machine, one request after another, one process; the first four of each page are not counted.",
        "“An answer, and the map drawn anew” asks for another start day each time, so that nothing drawn before can serve again."]
    print("\n".join(page))
    wanted.out.write_text("\n".join(page) + "\n", encoding="utf-8")
    for name in missed:
        print(f"bench: must missed: {name}", file=sys.stderr)
    return 1 if missed else 0


def _once(base: str, project: str, day: str) -> float:
    path = project.replace("start=2026-11-23", f"start={day}")
    request = urllib.request.Request(base + path, headers={"HX-Request": "true", "Accept-Encoding": "gzip"})
    start = time.perf_counter()
    with urllib.request.urlopen(request) as answer:
        answer.read()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    sys.exit(main())
