"""The daily sweep beside two of plain SQL, on both databases: find the clocks whose light turns today, store the light, write a reminder each.

`python -m bench.sweep` makes the databases, measures, checks every answer against the reference, prints and writes docs/bench-sweep.md.
Both sides run in turn in one process on one database; PostgreSQL keeps its fsync. Ours also appends to the ledger of each of ten regions.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests import databases

from bench.timing import ROOT, environment, machine

SIZES = (10_000, 100_000, 1_000_000)
KEPT = ("max_connections=20", "shared_buffers=1GB", "max_wal_size=4GB")
MUST, AIM, STILL = 1.0, 2.0, 0.005
"""At a million clocks on PostgreSQL, against one scan-and-update; and the seconds of a sweep in which nothing turns."""
OUT = ROOT / "docs" / "bench-sweep.md"


def measured(kind: str, size: int) -> dict[str, Any]:
    """What the sides take on one database, in a process of its own."""
    with TemporaryDirectory() as data:
        env = {**environment(), "LUODI_DATA": data, "LUODI_TODAY": "", "DJANGO_SETTINGS_MODULE": "luodi.site.settings", "LUODI_DATABASE": ""}
        if kind == "postgresql":
            env["LUODI_DATABASE"] = databases.started(KEPT)
        try:
            done = subprocess.run([sys.executable, "-m", "bench.sides_sweep", str(size)], cwd=ROOT, env=env, stdout=subprocess.PIPE, check=True)
        finally:
            databases.stop()
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def row(kind: str, size: int, found: dict[str, Any]) -> list[str]:
    """One line of the table."""
    ours, scan, planned, still = (statistics.median(found[name]) for name in ("ours", "scan", "planned", "still"))
    rounds = [theirs / mine for mine, theirs in zip(found["ours"], found["scan"], strict=True)]
    return [kind, f"{size:,}", f"{found['turned']:,}", seconds(ours), seconds(scan), f"{scan / ours:.1f}×", f"{min(rounds):.1f} to {max(rounds):.1f}",
            seconds(planned), f"{planned / ours:.1f}×", seconds(still)]


def seconds(value: float) -> str:
    """Seconds or milliseconds."""
    return f"{value:.3g} s" if value >= 1 else f"{value * 1000:.3g} ms"


def main() -> int:
    """Measure, print, write; 1 when an answer is wrong or a must is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.sweep", description="the sweep of clocks beside plain SQL, written to docs/bench-sweep.md")
    parser.add_argument("--sizes", type=lambda text: [int(part) for part in text.split(",")], default=list(SIZES))
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--date", type=date.fromisoformat, default=date.today())
    wanted = parser.parse_args()
    rows, faults, missed = [], [], []
    for kind in ("sqlite", "postgresql"):
        for size in wanted.sizes:
            print(f"bench: sweep of {size:,} clocks on {kind} …", file=sys.stderr)
            found = measured(kind, size)
            rows.append(row(kind, size, found))
            faults += [f"{kind} {size:,}: {name} does not give the turns of the reference" for name in found["wrong"]]
            if kind == "postgresql" and size == max(SIZES):
                ratio, still = statistics.median(found["scan"]) / statistics.median(found["ours"]), statistics.median(found["still"])
                missed += [f"{ratio:.2f}× of the scan, must {MUST:g}×"] * (ratio < MUST)
                missed += [f"nothing turns: {still * 1000:.1f} ms, must 5 ms"] * (still > STILL)
    head = ["database", "open clocks", "turn", "ours", "scan and update", "scan : ours", "rounds", "planned dates", "planned : ours", "nothing turns"]
    widths = [max(len(line[column]) for line in (head, *rows)) for column in range(len(head))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in (head, *rows)]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    print("\n".join(lines))
    wanted.out.write_text("\n".join([
        "# 亮灯扫描 · The sweep of clocks", "", f"Written by `make bench` on {wanted.date}; do not edit.", "", f"Machine: {machine()}.", "", *lines, "",
        "- Scan and update: one SQL statement that joins every open clock with a table of numbered working days, stores the lights that differ, and queues a",
        "  reminder each. Must at a million clocks on PostgreSQL: not slower than it (1×); aim: 2×; a sweep in which nothing turns: 5 ms.",
        "- Planned dates: the days on which lights turn stand in indexed columns, two statements and nothing else: near the least that a database can do.",
        "- Ours: `luodi.clocks.sweep.sweep`, whole: the engine's decision for all that stand alike, the compare-and-swap, a row for each turn, and an entry",
        "  in the hash chain of each of ten regions. On SQLite they share a transaction, and all sides have 64 MB of cache; on PostgreSQL two at a time, as",
        "  the worker does it; the scan may use parallel workers too.",
        "- Medians of rounds in which the sides take turns on the same rows; all turns are compared with a plain reference each time.", ""]), encoding="utf-8")
    for line in faults + [f"must missed: {line}" for line in missed]:
        print(f"bench: {line}", file=sys.stderr)
    return 1 if faults or missed else 0


if __name__ == "__main__":
    os.environ.pop("LUODI_DATABASE", None)
    sys.exit(main())
