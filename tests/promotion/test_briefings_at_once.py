"""Several at the same instant: each report has a number of its own, each node one clock, each briefing one answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests import runners

pytestmark = pytest.mark.database


def ran(what: str, folder: Path) -> Any:
    """What `briefing_runner` found."""
    return runners.ran("tests.promotion.briefing_runner", what, folder=folder, LUODI_DATABASE_POOL="16")


def test_reports_that_are_sent_at_once_have_numbers_without_gap_or_repetition(tmp_path: Path) -> None:
    assert ran("numbers", tmp_path) == {"wrong": [], "numbers": [1, 2, 3, 4, 5, 6]}


def test_a_node_that_several_workers_find_has_one_clock(tmp_path: Path) -> None:
    assert ran("nodes", tmp_path) == {"wrong": [], "clocks": 1}


def test_a_briefing_is_acknowledged_once(tmp_path: Path) -> None:
    assert ran("answers", tmp_path) == {"wrong": [], "done": 1}
