"""The digests of the reference's answers to everything that is measured, by the name of the answer. Takes half a minute."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bench.inputs import read
from bench.policies import SINGLES, tell_lists
from bench.reference import digest, found, holds, plan, working_days
from bench.workdays import expected as expected_days


def expected(data: Path) -> dict[str, str]:
    """`plan`, `ids` (of every policy), `hits` and `single` (with what is missed) of the first enterprises, and those of days."""
    calendar, items = working_days(), read(data / "catalog.jsonl")
    policies, subjects = read(data / "policies.jsonl"), read(data / "enterprises.jsonl")
    missed = [[[test["attr"] for test in policy["all"] if not holds(test, subject)] for policy in policies] for subject in subjects[:SINGLES]]
    hits = [[policy["id"] for policy, tests in zip(policies, row, strict=True) if not tests] for row in missed]
    return {"plan": digest([plan(project, items, calendar) for project in read(data / "projects.jsonl")]),
            "ids": tell_lists([found(policy, subjects) for policy in policies]), "hits": digest(hits),
            "single": digest([[got, [tests for tests in row if tests]] for got, row in zip(hits, missed, strict=True)]), **expected_days(data)}


if __name__ == "__main__":
    print(json.dumps(expected(Path(sys.argv[1]))))
