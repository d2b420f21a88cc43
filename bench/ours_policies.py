"""Ours: 200 policies as conditions, over columns of all enterprises and for one enterprise at a time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.folder import condition
from bench.inputs import read
from bench.policies import SINGLES, tell_ids
from bench.reference import digest
from bench.timing import Job
from luodi.engine.conditions import AttributeTable, Columns, Test, Traces, parse
from luodi.engine.source import Fault, gathered, read_file

Single = tuple[list[str], list[tuple[tuple[Test, bool, bool | None], ...]]]


class Ours:
    """The policies parsed against the declared attributes, and the enterprises."""

    def __init__(self, data: Path) -> None:
        def built(faults: list[Fault]) -> AttributeTable:
            return AttributeTable.build(read_file(data / "mechanisms" / "enterprise.yaml"), faults)
        self.table = gathered(built)
        self.names = [row["id"] for row in read(data / "policies.jsonl")]
        self.nodes = [parse(condition(row["all"]), self.table).node for row in read(data / "policies.jsonl")]
        self.subjects = read(data / "enterprises.jsonl")
        self.ids = np.array([subject["id"] for subject in self.subjects])
        self.columns = Columns(self.table, self.subjects)
        self.traces = Traces(self.nodes, self.table)

    def select(self, columns: Columns) -> list[NDArray[Any]]:
        """The ids of the enterprises that each policy finds."""
        return [self.ids[found] for found in columns.select(self.nodes)]

    def singles(self) -> list[Single]:
        """For one enterprise after another: what it gets, and of every other policy the tests that it misses."""
        names, out = self.names, []
        for subject in self.subjects[:SINGLES]:
            traces = self.traces(subject)
            out.append(([name for name, found in zip(names, traces, strict=True) if found.answer],
                        [found.reasons() for found in traces if not found.answer]))
        return out


def jobs(data: Path) -> Mapping[str, Job]:
    """What can be run."""
    ours = Ours(data)
    pairs = len(ours.nodes) * len(ours.subjects)
    return {"select": Job(lambda: ours.select(ours.columns), pairs, tell_ids),
            "select_rows": Job(lambda: ours.select(Columns(ours.table, ours.subjects)), pairs, tell_ids),
            "single": Job(ours.singles, SINGLES, lambda found: digest(
                [[hits, [[test.attribute for test, _, _ in reasons] for reasons in misses]] for hits, misses in found]))}
