"""Ours: the working-day calendar, one question at a time and a million at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from bench.folder import lay
from bench.inputs import read
from bench.reference import digest
from bench.timing import Job
from bench.workdays import Questions, arrays, told
from luodi.engine.workdays import Calendar

AGAIN = 50


def jobs(data: Path) -> Mapping[str, Job]:
    """What can be run."""
    lay(data / "mechanisms", read(data / "catalog.jsonl"))
    calendar = Calendar.read(data / "mechanisms" / "bench" / "calendar.yaml")
    asked = Questions(data)
    adds, counts = asked.adds * AGAIN, asked.counts * AGAIN  # a few hundred questions are over too soon to be timed
    add, count = calendar.add, calendar.count
    many, since, until = arrays(data)
    days, steps = many
    return {"add": Job(lambda: [add(day, n) for day, n in adds], len(adds), lambda found: digest([str(day) for day in found[:len(asked.adds)]])),
            "count": Job(lambda: [count(a, b) for a, b in counts], len(counts), lambda found: digest(found[:len(asked.counts)])),
            "add_many": Job(lambda: calendar.add_many(days, steps), len(days), told),
            "count_many": Job(lambda: calendar.count_many(since, until), len(since), lambda found: told(np.asarray(found)))}
