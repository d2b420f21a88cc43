"""Many at the same instant: one has the lead of a packaged project, nobody is invited twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests import runners

pytestmark = pytest.mark.database


def ran(what: str, folder: Path) -> Any:
    """What `packaged_at_once` found."""
    return runners.ran("tests.promotion.packaged_at_once", what, folder=folder, LUODI_DATABASE_POOL="16")


@pytest.mark.mechanism("FL-01")
@pytest.mark.parametrize("what", ["lead", "town"])
def test_of_eight_who_make_a_packaged_project_a_lead_at_once_one_has_it_and_nothing_of_the_others_is_kept(tmp_path: Path, what: str) -> None:
    found = ran(what, tmp_path)
    assert found == {"wrong": [], "won": 1, "lost": 7, "told": True, "projects": 1, "leads": 1, "linked": True, "breaks": 0}


def test_of_eight_who_invite_the_same_firms_at_once_nobody_invites_twice(tmp_path: Path) -> None:
    assert ran("invite", tmp_path) == {"wrong": [], "made": 10, "rows": 10, "names": 10}
