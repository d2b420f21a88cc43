"""Web and worker are killed at random instants while people act: nothing is half done, lost, or told twice.

LUODI_KILLS=200 kills two hundred times, LUODI_SEED chooses other instants.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.runners import ran

KILLS = int(os.environ.get("LUODI_KILLS", "15"))
pytestmark = pytest.mark.database


def test_whenever_web_and_worker_are_killed_nothing_is_half_done_lost_or_done_twice(tmp_path: Path) -> None:
    found = ran("tests.faults.killing", folder=tmp_path)
    assert (found["found"], found["tail"], found["breaks"]) == ([], [], 0), found
    assert (found["jobs_not_whole"], found["jobs_left"], found["outbox_left"]) == ([], 0, 0), found
    assert (found["lost"], found["unknown"], found["twice"]) == (0, 0, 0), found
    assert found["kills"] >= KILLS
    assert min(found["mail"], found["robot"], found["turns"], found["entries"]) > 0
    assert "wrong" not in found["answers"], found
    print(found)  # noqa: T201
