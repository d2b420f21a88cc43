"""Many at the door of one account at once: five tries are five, and a code opens once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests import runners

FIVE = {"wrong": [], "yes": 0, "counted": 5, "locked": True, "left over": 0, "locks": 1, "signed in": 0, "breaks": 0}
pytestmark = pytest.mark.database


def ran(what: str, folder: Path) -> Any:
    """What `runner` found."""
    return runners.ran("tests.people.runner", what, folder=folder, LUODI_DATABASE_POOL="32")


@pytest.mark.parametrize("what", ["passwords", "guesses"])
def test_twenty_four_guesses_at_once_are_five_tries_and_one_lock(tmp_path: Path, what: str) -> None:
    assert ran(what, tmp_path) == {**FIVE, "right one": False}


def test_guesses_of_passwords_and_of_codes_are_counted_together(tmp_path: Path) -> None:
    assert ran("mixed", tmp_path) == FIVE


def test_the_same_code_used_by_many_at_once_signs_in_once(tmp_path: Path) -> None:
    found = ran("one-code", tmp_path)
    assert (found["wrong"], found["yes"], found["signed in"], found["breaks"]) == ([], 1, 1, 0)


def test_the_same_recovery_code_used_by_many_at_once_signs_in_once(tmp_path: Path) -> None:
    found = ran("one-recovery", tmp_path)
    assert (found["wrong"], found["yes"], found["signed in"], found["left"]) == ([], 1, 1, 9)
