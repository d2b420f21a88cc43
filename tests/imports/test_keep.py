"""A table waits for its sender, in parts, as it was read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from luodi.engine.source import Refused
from luodi.frame.sheets import read
from luodi.imports import keep
from luodi.imports.keep import KEPT, LASTS, ROWS_LAST, find, rows_of, swept
from luodi.imports.kinds import register
from luodi.imports.kinds.people import PEOPLE
from luodi.imports.models import Part, Upload
from luodi.people.models import Account
from luodi.rights.kernel import ANONYMOUS, Role
from tests.imports.tables import people, table, uploaded
from tests.people.country import Country

Make = Callable[..., Account]


@pytest.fixture
def boss(country: Country, somebody: Make) -> Account:
    """A platform administrator."""
    return somebody("boss", country.bureau, Role.PLATFORM_ADMIN)


def test_rows_come_back_as_they_were_read(boss: Account) -> None:
    data = table([["Ｐ9", "人", "x", "没有", "国王", "2026/12/1", ""], *people(2)])
    held = read(data, "a.xlsx", PEOPLE.sheets(ANONYMOUS)).rows["人员"]
    uploaded(boss, data)
    assert [row.kept() for row in rows_of(Part.objects.get())] == [row.kept() for row in held]


def test_what_was_sent_is_there_for_its_sender_until_it_expires(boss: Account, somebody: Make) -> None:
    upload, now = uploaded(boss, table(people(1))), timezone.now()
    assert find(PEOPLE, upload.pk, boss, now) == upload
    assert find(PEOPLE, upload.pk, somebody("other"), now) is None
    assert find(PEOPLE, upload.pk, boss, now + 2 * LASTS) is None
    assert swept(now) == 0
    assert (swept(now + 2 * LASTS), Upload.objects.exists(), Part.objects.exists()) == (1, False, False)


def test_rows_of_a_confirmed_table_go_first_and_the_table_later(boss: Account) -> None:
    upload, now = uploaded(boss, table(people(1))), timezone.now()
    Upload.objects.update(confirmed=now, expires=now + KEPT)
    assert (swept(now + ROWS_LAST - timedelta(hours=1)), Part.objects.count()) == (0, 1)
    assert (swept(now + ROWS_LAST + timedelta(hours=1)), Part.objects.count(), Upload.objects.get()) == (0, 0, upload)


@pytest.mark.parametrize("many", [2, 400, 1000])
def test_keeping_a_table_costs_one_statement_a_part_besides_what_any_costs(boss: Account, many: int, django_assert_num_queries: Any) -> None:
    """Nobody of them has an account, so posts are not looked up. Besides: who sent it (2), the units, the table and its parts with two savepoints."""
    data = table(people(many))
    parts = -(-many // 200)
    with django_assert_num_queries(parts + 7):
        uploaded(boss, data)
    assert Part.objects.count() == parts


def test_a_unit_in_an_earlier_part_is_known_in_a_later_one(boss: Account) -> None:
    assert uploaded(boss, table(people(450))).count == {"new": 450, "changed": 0, "same": 0, "faulty": 0}


def test_too_many_rows_and_too_much_text_are_refused(boss: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keep, "MOST_TEXT", 5000)
    with pytest.raises(Refused, match="字太多"):
        uploaded(boss, table([[f"p{n}", "字" * 1000, "", "", "", "", ""] for n in range(9)]))
    assert not Upload.objects.exists()


def test_a_kind_is_registered_once_and_has_a_plain_name() -> None:
    with pytest.raises(ValueError, match="registered already"):
        register(PEOPLE)
    with pytest.raises(ValueError, match="small letters"):
        register(PEOPLE.__class__(**{**vars(PEOPLE), "name": "A/b"}))
