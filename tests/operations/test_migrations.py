"""Every migration goes forwards and back, with rows in the tables; and none is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from tests.operations.test_backup import other, run

__all__ = ["other"]


def test_every_migration_goes_back_and_forwards_again_with_rows_in_and_the_tables_come_out_the_same(other: dict[str, str], tmp_path: Path) -> None:
    found = run(tmp_path, "walk", env=other)
    assert found["wrong"] == []
    assert found["ours"] >= 4


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
