"""Several sweepers at once, sweepers that are killed, and sweepers among people who act: every turn once, every notice once, nothing lost.

LUODI_CLOCKS=3000 gives them more to do, LUODI_KILLS=200 kills oftener at random instants, LUODI_SECONDS=30 lets people act for longer.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.runners import ran

FINE = {"turned": 0, "told": 0, "notices": 0, "behind": 0, "breaks": 0, "twice": 0}
pytestmark = pytest.mark.database


@pytest.mark.parametrize("sweepers", ["two", "four"])
def test_sweepers_at_once_turn_and_tell_what_one_alone_would(tmp_path: Path, sweepers: str) -> None:
    found = ran("tests.faults.sweeping", sweepers, folder=tmp_path)
    assert not any(found["exits"]), found
    assert (found["books"], found["left"], found["told"]) == (FINE, 0, True)
    assert (found["same_rungs"], found["same_standings"]) == (True, True)


def test_whenever_a_sweeper_is_killed_the_next_one_ends_its_day(tmp_path: Path) -> None:
    found = ran("tests.faults.sweeping", "killed", folder=tmp_path)
    assert found["found"] == []
    assert found["deaths"] > 10


def test_of_a_transaction_that_regions_share_a_killed_sweeper_leaves_all_or_nothing_and_the_next_one_makes_up(tmp_path: Path) -> None:
    found = ran("tests.faults.sweeping", "shared", folder=tmp_path)
    assert found["found"] == []
    assert found["deaths"] > 20


def test_people_who_act_on_clocks_while_they_are_swept_lose_nothing_and_wait_for_nobody_in_vain(tmp_path: Path) -> None:
    threads = "16" if os.environ.get("LUODI_DATABASE") else "4"
    found = ran("tests.faults.sweeping", "acting", threads, folder=tmp_path, LUODI_DATABASE_POOL="20")
    assert (found["exits"], found["acted"]["wrong"]) == ([0, 0, 0], [])
    assert (found["differ"], found["again"], found["events"], found["noted"]) == ([], False, 0, 0), found
    assert {name: found[name] for name in ("breaks", "turned", "told", "behind")} == {"breaks": 0, "turned": 0, "told": 0, "behind": 0}
    assert min(found["turns"], found["acted"]["done"]) > 0
