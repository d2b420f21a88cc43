"""`luodi plan` from a cold start to its table: seconds and peak memory of a new process. Run by itself, so that it stays small."""

from __future__ import annotations

import importlib.util
import json
import statistics
import sys

from bench.timing import ROOT, child

PROJECT = "src/luodi/examples/factory-100mu.yaml"
COMMAND = ("-m", "luodi.cli", "plan", PROJECT, "--region", "qingdao-west-coast-2026", "--start", "2026-11-23")
TIMES = 7


def cold() -> dict[str, float] | None:
    """Median seconds, and the largest memory in MiB; None while there is no command line."""
    if importlib.util.find_spec("luodi.cli") is None or not (ROOT / PROJECT).exists():
        return None
    runs = [child([sys.executable, *COMMAND]) for _ in range(TIMES + 1)][1:]  # the first one may still write bytecode
    if any(code for code, _, _ in runs):
        child([sys.executable, *COMMAND], quiet=False)
        raise SystemExit("bench: luodi plan failed; what it said stands above")
    return {"seconds": statistics.median(wall for _, wall, _ in runs), "mebibytes": max(memory for *_, memory in runs)}


if __name__ == "__main__":
    print(json.dumps(cold()))
