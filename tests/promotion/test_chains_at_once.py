"""Several at the same instant: a span has one meeting, a target one lead, and no two ties close a circle together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests import runners

pytestmark = pytest.mark.database


def ran(what: str, folder: Path) -> Any:
    """What `chain_runner` found."""
    return runners.ran("tests.promotion.chain_runner", what, folder=folder, LUODI_DATABASE_POOL="16")


@pytest.mark.mechanism("FL-02")
def test_a_meeting_that_several_workers_find_due_is_raised_once(tmp_path: Path) -> None:
    assert ran("meetings", tmp_path) == {"wrong": [], "meetings": 2, "clocks": 2}


def test_a_target_that_several_court_becomes_one_lead(tmp_path: Path) -> None:
    assert ran("targets", tmp_path) == {"wrong": [], "done": 1, "project": True}


def test_ties_that_would_close_a_circle_together_leave_one_out(tmp_path: Path) -> None:
    assert ran("circles", tmp_path) == {"wrong": [], "ties": 5}
