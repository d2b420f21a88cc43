"""Assessors who hand in at the same instant: one result, and nobody counts twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests import runners

pytestmark = pytest.mark.database


def ran(what: str, folder: Path) -> Any:
    """What the process found."""
    return runners.ran("tests.promotion.assessing_at_once", what, folder=folder)


def test_when_all_hand_in_at_once_there_is_one_result(tmp_path: Path) -> None:
    found = ran("together", tmp_path)
    assert (found["wrong"], found["state"], found["entries"], found["concluded"], found["open"], found["breaks"]) == ([], "scored", 3, 1, 0, 0)


def test_whoever_hands_in_four_times_at_once_has_handed_in_once(tmp_path: Path) -> None:
    found = ran("twice", tmp_path)
    assert (len(found["wrong"]), found["state"], found["entries"], found["open"], found["breaks"]) == (3, "open", 1, 2, 0)
    assert all("不能改" in one for one in found["wrong"])
