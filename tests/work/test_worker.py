"""Real workers: killed in the middle, told to stop, two at once, without their database. LUODI_KILLS: how often to kill (10)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from tests import runners


def ran(what: str, folder: Path) -> Any:
    """What `runner` found."""
    return runners.ran("tests.work.runner", what, folder=folder)


def test_a_job_whose_worker_is_killed_again_and_again_is_done_in_the_end_and_each_unit_kept_once(tmp_path: Path) -> None:
    found = ran("killed", tmp_path)
    kills = int(os.environ.get("LUODI_KILLS", "10"))
    assert found["interrupted"] == "running"
    assert (found["state"], found["done"], found["units"], found["exit"]) == ("done", 40 * kills, 40 * kills, [0])
    assert found["again"] <= kills  # at most the one unit that was under way


def test_two_workers_do_fifty_jobs_once_each_and_never_the_same_round_at_once(tmp_path: Path) -> None:
    assert ran("two", tmp_path) == {"exit": [0, 0], "jobs": [1] * 50, "met": 0, "workers": 2}


def test_work_that_lasts_longer_than_a_lease_stays_with_its_worker(tmp_path: Path) -> None:
    assert ran("slow", tmp_path) == {"exit": [0, 0], "done": 1, "met": 0}


def test_a_worker_that_is_told_to_stop_gives_its_job_back_and_signs_off(tmp_path: Path) -> None:
    assert ran("term", tmp_path) == {"exit": [0, 0], "given_back": ["waiting", "", True, 0], "done": 0, "left": 0}


def test_a_worker_without_its_database_waits_and_goes_on(tmp_path: Path) -> None:
    assert ran("gone", tmp_path) == {"pids": True, "exit": [0]}


def test_the_migrations_go_backwards_and_forwards(tmp_path: Path) -> None:
    assert ran("back", tmp_path) == {"there": False, "turns": 0}
