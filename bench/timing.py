"""Measuring: wall and processor seconds of one run, the machine by name, and the workers in which both sides run.

Each side runs in its own interpreter and is asked for one run at a time over a pipe (a JSON object a line), so that ours and
theirs alternate within the same seconds. Only the work is timed; each run's answer is told afterwards. Standard library only.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Job:
    """Work that is timed, of so many `units`; `tell` makes a digest of its result; `before` each run is not timed."""

    work: Callable[[], Any]
    units: int
    tell: Callable[[Any], str]
    before: Callable[[], Any] = lambda: None


@dataclass(frozen=True)
class Run:
    """One run: wall and processor seconds for each unit, and the digest of the answers."""

    wall: float
    cpu: float
    answer: str


def serve(name: str, data: Path) -> None:
    """Answer requests for the jobs of a module until the pipe closes."""
    pipe = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a package prints must not reach the pipe
    jobs: Mapping[str, Job] = importlib.import_module(name).jobs(data)
    gc.collect()
    gc.freeze()  # the inputs are no garbage; walking over them again and again is no part of the work
    print(json.dumps(dict.fromkeys(jobs)), file=pipe, flush=True)
    for line in sys.stdin:
        job = jobs[line.strip()]
        job.before()
        wall, cpu = time.perf_counter(), time.process_time()
        result = job.work()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(json.dumps({"wall": wall / job.units, "cpu": cpu / job.units, "answer": job.tell(result)}), file=pipe, flush=True)
        del result


class Worker:
    """A module of jobs in an interpreter of its own."""

    def __init__(self, python: Path, module: str, data: Path) -> None:
        self.module = module
        self._process = subprocess.Popen([str(python), "-m", "bench.timing", module, str(data)], cwd=ROOT, env=environment(), text=True,
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.jobs = list(self._line())

    def run(self, job: str) -> Run:
        """Run one job once."""
        assert self._process.stdin
        self._process.stdin.write(job + "\n")
        self._process.stdin.flush()
        return Run(**self._line())

    def close(self) -> None:
        """End the interpreter."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(timeout=60)

    def _line(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.module} ended with {self._process.wait(timeout=60)}; what it said stands above")
        found: dict[str, Any] = json.loads(line)
        return found


def environment() -> dict[str, str]:
    """This environment with our own sources to be imported."""
    return {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": "0"}


def child(command: Sequence[str], quiet: bool = True) -> tuple[int, float, float]:
    """Exit code, wall seconds and peak memory (MiB) of a command. Call it from a small process: a child starts with its parent's peak."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL if quiet else None, stderr=subprocess.DEVNULL if quiet else None)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    scale = 2**20 if sys.platform == "darwin" else 2**10
    return process.returncode, time.perf_counter() - start, usage.ru_maxrss / scale


def machine() -> str:
    """The processor, its cores, the system and this Python."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        model = next((line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")), model)
    return f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.release().split('-')[0]}, Python {platform.python_version()}"


if __name__ == "__main__":
    serve(sys.argv[1], Path(sys.argv[2]))
