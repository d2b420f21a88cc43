"""A thousand broken tables: each fault is named with its cell, and the other rows are judged right."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from luodi.people import actions as people
from luodi.people.models import Account
from luodi.people.queries import person_of
from luodi.projects.intake.judge import judging
from luodi.rights.kernel import MACHINE, Person, Role
from tests.people.country import TODAY, Country
from tests.projects.broken import broken, faults
from tests.projects.tables import rows_of

Make = Callable[..., Account]
TABLES = list(broken())


@pytest.fixture
def zhao(country: Country, somebody: Make) -> Person:
    """Who sends them in; there is somebody else, whose account is closed."""
    people.close_account(MACHINE, somebody("gone", country.office, Role.PROMOTER))
    return person_of(somebody("zhao", country.office, Role.PROMOTER), TODAY)


def test_there_are_a_thousand_of_them() -> None:
    assert len({table.data for table in TABLES}) >= 1000
    assert len(set(faults())) > 250


@pytest.mark.walk
def test_each_fault_of_a_thousand_broken_tables_is_named_with_its_cell_and_the_good_rows_are_new(country: Country, zhao: Person) -> None:
    missed: list[str] = []
    for table in TABLES:
        look = judging(country.district, country.office, zhao, TODAY)
        found = [one for part in rows_of(table.data, table.file) for one in look(part)]
        wrong = [one for one in found if one.kind == "faulty"]
        words = [held.to("zh-Hans") for one in wrong for held in one.row.wrong]
        english = [held.to("en-us") for one in wrong for held in one.row.wrong]
        right = len(wrong) == 1 and sum(one.kind == "new" for one in found) == table.good
        if not (right and any(table.at in held and table.words in held for held in words) and all(": " in held for held in english)):
            missed.append(f"{table.name}: {len(wrong)} faulty, {words}")
    assert not missed, f"{len(missed)} of {len(TABLES)}:\n" + "\n".join(missed[:60])
