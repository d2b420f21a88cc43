"""`python -m bench`: ours and the peers' side by side, every answer checked against the reference; writes docs/bench.md."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from bench import inputs, peers
from bench.report import Figure, page, table
from bench.rows import COLD, GROUPS, Group
from bench.timing import ROOT, Run, Worker, environment, machine

DATA = Path(__file__).with_name(".data")


def measured(group: Group, python: Path | None, expected: dict[str, str], faults: list[str]) -> list[Figure]:
    """All rows of a group: one round to warm up, then rounds in which both sides run in turn, each first every other time."""
    module = "policies" if group.name == "single" else group.name
    workers = [Worker(Path(sys.executable), f"bench.ours_{module}", DATA)]
    workers += [Worker(python, f"bench.peers_{module}", DATA)] if python else []
    runs: dict[str, list[Run]] = {}
    for number in range(group.rounds + 1):
        for worker in workers[::-1 if number % 2 else 1]:
            for job in (job for job in worker.jobs if job in group.answers):
                run = worker.run(job)
                if run.answer != expected[group.answers[job]]:
                    faults.append(f"{job} does not give the answers of the reference")
                if number:
                    runs.setdefault(job, []).append(run)
    for worker in workers:
        worker.close()
    return [Figure(row, group.unit, runs[row.ours], runs.get(row.theirs, [])) for row in group.rows]


def said(module: str, *arguments: str) -> dict[str, Any] | None:
    """What a module of ours, run by itself, says in JSON."""
    found = subprocess.run([sys.executable, "-m", module, *arguments], cwd=ROOT, env=environment(), check=True, stdout=subprocess.PIPE, text=True)
    answer: dict[str, Any] | None = json.loads(found.stdout)
    return answer


def main() -> int:
    """Measure, print, write; 1 when an answer is wrong or a must is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="speed and size beside the peers', written to docs/bench.md")
    parser.add_argument("--date", type=date.fromisoformat, default=date.today(), help="the day to put on the page (today)")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "bench.md", help="the page to write")
    wanted = parser.parse_args()
    began = time.perf_counter()
    print("bench: inputs and the reference's answers (half a minute) …", file=sys.stderr)
    inputs.write(DATA)
    expected = said("bench.expected", str(DATA)) or {}
    python = peers.interpreter()
    cold = said("bench.cold", str(DATA), *([str(python)] if python else [])) or {}
    faults: list[str] = []
    figures: list[Figure] = []
    for group in GROUPS:
        print(f"bench: {group.name} …", file=sys.stderr)
        figures += measured(group, python, expected, faults)
    lines = table(figures, cold)
    print("\n".join(lines))
    wanted.out.parent.mkdir(exist_ok=True)
    wanted.out.write_text(page(wanted.date, machine(), peers.versions(), lines, figures, time.perf_counter() - began), encoding="utf-8")
    faults = sorted(set(faults))
    missed = [figure.row.work for figure in figures if figure.met == "no"]
    missed += [work for key, (work, _, most) in COLD.items() if cold["ours"] and cold["ours"][key] > most]
    for line in faults + [f"must missed: {work}" for work in missed]:
        print(f"bench: {line}", file=sys.stderr)
    return 1 if faults or missed else 0


if __name__ == "__main__":
    sys.exit(main())
