"""Many promoters at the same instant: exactly one has the lead."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests import runners

pytestmark = pytest.mark.database


def ran(what: str, folder: Path) -> Any:
    """What `runner` found."""
    return runners.ran("tests.promotion.runner", what, folder=folder, LUODI_DATABASE_POOL="16")


@pytest.mark.mechanism("FL-04")
@pytest.mark.parametrize("what", ["first", "towns", "secret"])
def test_of_eight_who_register_a_firm_at_once_one_has_it_and_the_others_are_told_whom_to_ask(tmp_path: Path, what: str) -> None:
    found = ran(what, tmp_path)
    assert (found["wrong"], found["won"], found["lost"], found["told"]) == ([], 1, 7, [what == "secret"])
    assert (found["projects"], found["leads"], found["owners"], found["breaks"]) == (1, 1, 1, 0)
    assert found["claims"] in (1, 2)


def test_of_eight_who_take_a_lead_from_the_pool_one_gets_it(tmp_path: Path) -> None:
    found = ran("pool", tmp_path)
    assert (found["wrong"], found["won"], found["lost"], found["owners"], found["breaks"]) == ([], 1, 7, 1, 0)
