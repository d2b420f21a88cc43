"""Two ways to hash in one chain; what entries did not say before; no way back to the weaker one unseen."""

from __future__ import annotations

import hashlib
from datetime import UTC

import pytest
from django.core.checks import run_checks
from django.db import connection
from pytest_django.fixtures import Settings

from luodi.ledger.chain import HASHED, Kind, digest, verify
from luodi.ledger.models import Entry, Head
from luodi.ledger.values import canonical
from tests.ledger.acts import WHO, count, tamper, unguarded

pytestmark = pytest.mark.usefixtures("ledger")


@pytest.fixture
def mixed(ledger: None, settings: Settings) -> None:
    """SHA-256, then SM3, then SHA-256 again."""
    for number, name in enumerate(("sha256", "sm3", "sm3", "sha256"), 1):
        settings.LUODI_LEDGER_HASH = name
        count(WHO, 1, by=number)


def test_an_entry_without_anything_new_hashes_as_it_did_before_there_was_anything_new() -> None:
    count(WHO, 1)
    entry = Entry.objects.get()
    held = {name: getattr(entry, name) for name in HASHED} | {"at": entry.at.astimezone(UTC).isoformat(timespec="microseconds")}
    assert set(held) == {"region_id", "number", "at", "person_id", "on_behalf_of_id", "verb", "subject_type", "subject_id", "payload", "before", "after",
                         "reason", "request_id", "outcome", "previous"}
    assert entry.hash == hashlib.sha256(canonical(held).encode()).hexdigest()


@pytest.mark.usefixtures("mixed")
def test_changing_the_setting_keeps_one_chain() -> None:
    assert list(Entry.objects.order_by("number").values_list("algorithm", flat=True)) == ["sha256", "sm3", "sm3", "sha256"]
    assert verify(1) == []


@pytest.mark.usefixtures("mixed")
def test_what_sm3_says_of_an_entry_is_what_the_standard_says_of_abc() -> None:
    from luodi.ledger.chain import _sm3
    assert _sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


@pytest.mark.usefixtures("mixed")
@pytest.mark.parametrize("name", ["sha256", "md5", "", "SM3"])
def test_an_entry_said_to_be_hashed_otherwise_is_found(name: str) -> None:
    with unguarded():
        tamper("UPDATE ledger_entry SET algorithm = %s WHERE number = 2", name)
        assert [(one.number, one.kind) for one in verify(1)] == [(2, Kind.CHANGED)]


@pytest.mark.usefixtures("mixed")
@pytest.mark.parametrize("number", [2, 3])
def test_an_entry_hashed_anew_in_the_weaker_way_breaks_the_link_behind_it(number: int) -> None:
    entry = Entry.objects.get(number=number)
    entry.algorithm = "sha256"
    with unguarded():
        tamper("UPDATE ledger_entry SET algorithm = 'sha256', hash = %s WHERE number = %s", digest(entry), number)
        assert [(one.number, one.kind) for one in verify(1)] == [(number + 1, Kind.UNLINKED)]


@pytest.mark.usefixtures("mixed")
def test_the_last_entry_hashed_anew_in_the_weaker_way_does_not_fit_the_end(settings: Settings) -> None:
    settings.LUODI_LEDGER_HASH = "sm3"
    count(WHO, 1)
    entry = Entry.objects.get(number=5)
    entry.algorithm = "sha256"
    with unguarded():
        tamper("UPDATE ledger_entry SET algorithm = 'sha256', hash = %s WHERE number = 5", digest(entry))
        assert [(one.number, one.kind) for one in verify(1)] == [(5, Kind.END)]


def test_a_setting_that_names_no_way_is_refused_at_the_start(settings: Settings) -> None:
    settings.LUODI_LEDGER_HASH = "md5"
    assert [one.id for one in run_checks() if one.id == "ledger.E002"]
    with pytest.raises(ValueError, match="md5"):
        count(WHO, 1)
    assert not Head.objects.filter(number__gt=0)


def test_the_table_has_its_triggers_after_all_migrations() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'" if connection.vendor == "sqlite" else "SELECT tgname FROM pg_trigger")
        found = {name for name, in cursor.fetchall()}
    assert {"ledger_entry_stays", "ledger_entry_remains"} <= found
