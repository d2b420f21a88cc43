"""Many at once, and processes that die: the chain stays whole and nothing is half done.

LUODI_KILLS=200 pytest -n0 tests/ledger/test_at_once.py -k random_instants kills two hundred processes instead of forty; LUODI_SEED chooses other instants.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests import runners


def ran(what: str, folder: Path) -> Any:
    """What `runner` found."""
    return runners.ran("tests.ledger.runner", what, folder=folder)


def test_four_writers_keep_the_chain_whole(tmp_path: Path) -> None:
    assert ran("writers", tmp_path) == {"wrong": [], "breaks": 0, "rows": 60, "entries": 60, "outbox": 60, "keys": 0}


def test_a_key_used_by_four_at_once_is_done_once_and_all_get_its_answer(tmp_path: Path) -> None:
    answers = sorted([*range(10)] * 4)
    assert ran("same-key", tmp_path) == {"wrong": [], "answers": answers, "breaks": 0, "rows": 10, "entries": 10, "outbox": 10, "keys": 10}


def test_four_deliverers_never_send_a_message_twice_in_one_attempt(tmp_path: Path) -> None:
    found = ran("deliverers", tmp_path)
    assert found["wrong"] == []
    assert (found["twice"], found["sent"], found["different"], found["left"]) == (0, 120, 120, 0)
    assert found["seen"] > 120  # some were sent again, in attempts of their own


def test_the_migrations_go_backwards_and_forwards(tmp_path: Path) -> None:
    found = ran("back", tmp_path)
    assert found["gone"]
    assert "never changed or removed" in found["says"]


def test_a_process_killed_anywhere_leaves_a_whole_chain_and_nothing_half_done(tmp_path: Path) -> None:
    found = ran("killed", tmp_path)
    assert found["breaks"] == 0
    for one in found["found"]:
        assert (one["killed"], one["breaks"]) == (True, 0), one
        if str(one["point"]).endswith("ms"):
            assert len(set(one["kept"])) == 1, one
        else:
            assert one["kept"] == [one["point"] == "after commit"] * 3, one


def test_thirty_two_threads_on_one_matter_lose_no_update_and_get_no_error(tmp_path: Path) -> None:
    assert ran("one-matter", tmp_path) == {"wrong": [], "value": 160, "breaks": 0, "entries": 160, "outbox": 160}


def test_those_who_move_things_between_two_regions_both_ways_never_wait_for_one_another(tmp_path: Path) -> None:
    assert ran("crossing", tmp_path) == {"wrong": [], "breaks": 0, "ends": [128, 128], "rows": 128, "outbox": 128}


def test_processes_killed_at_random_instants_leave_nothing_half_done_and_no_message_lost(tmp_path: Path) -> None:
    found = ran("kills", tmp_path)
    assert (found["found"], found["breaks"]) == ([], 0)
    assert (found["left"], found["lost"], found["unknown"], found["twice"]) == (0, 0, 0, 0)
    assert found["actions"] > found["kills"]  # it was killed at work


def test_a_chain_written_before_entries_had_an_algorithm_is_still_whole(tmp_path: Path) -> None:
    assert ran("old", tmp_path) == {"breaks": [], "end": 3}
