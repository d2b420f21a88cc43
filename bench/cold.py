"""`luodi plan` from a cold start to its table, and the script to its first plan: seconds and peak memory of a new process.

Run by itself, so that it stays small.
"""

from __future__ import annotations

import importlib.util
import json
import statistics
import sys
from collections.abc import Sequence

from bench.timing import ROOT, child

PROJECT = "src/luodi/examples/factory-100mu.yaml"
COMMAND = ("-m", "luodi.cli", "plan", PROJECT, "--region", "qingdao-west-coast-2026", "--start", "2026-11-23")
TIMES = 7


def cold(command: Sequence[str]) -> dict[str, float]:
    """Median seconds of a command, and its largest memory in MiB."""
    runs = [child(command) for _ in range(TIMES + 1)][1:]  # the first one may still write bytecode
    if any(code for code, _, _ in runs):
        child(command, quiet=False)
        raise SystemExit(f"bench: {' '.join(command)} failed; what it said stands above")
    return {"seconds": statistics.median(wall for _, wall, _ in runs), "mebibytes": max(memory for *_, memory in runs)}


if __name__ == "__main__":
    data, *peer = sys.argv[1:]
    there = importlib.util.find_spec("luodi.cli") is not None and (ROOT / PROJECT).exists()
    print(json.dumps({"ours": cold([sys.executable, *COMMAND]) if there else None,
                      "theirs": cold([peer[0], "-m", "bench.peers_plan", data]) if peer else None}))
