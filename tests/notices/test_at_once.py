"""Many at once, and processes that die: nobody is told twice, nothing is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests import runners


def ran(what: str, folder: Path) -> Any:
    """What `runner` found."""
    return runners.ran("tests.notices.runner", what, folder=folder)


def test_four_that_tell_the_same_news_in_two_regions_tell_each_once_and_do_not_block_one_another(tmp_path: Path) -> None:
    assert ran("same-news", tmp_path) == {"wrong": [], "told": 30, "rows": 30, "breaks": 0}


def test_four_workers_send_one_digest(tmp_path: Path) -> None:
    assert ran("digests", tmp_path) == {"wrong": [], "sent": 25, "mails": 25, "left": 0, "entries": 5}


def test_four_workers_deliver_each_message_once_and_keep_to_what_a_robot_takes(tmp_path: Path) -> None:
    found = ran("deliverers", tmp_path)
    assert (found["wrong"], found["seen"], found["different"], found["robot"], found["left"]) == ([], 40, 40, 20, 0)


def test_who_dies_while_telling_or_sending_leaves_nothing_half_told(tmp_path: Path) -> None:
    found = ran("killed", tmp_path)
    assert "wrong" not in found, found
    assert found["killed"] >= 9
    assert (found["left"], found["sent"], found["breaks"]) == (0, 13, 0)
    assert found["later"] == 13 - 4
