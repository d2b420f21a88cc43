"""What leaves the process sealed comes back for its purpose, in its time, with a key that is still known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pytest_django import Settings

from luodi.frame.sealing import opened, seal

NOW, STEP = datetime(2026, 11, 23, 10, 0, tzinfo=UTC), timedelta(seconds=30)


def test_a_secret_is_sealed_for_its_purpose_and_its_time() -> None:
    sealed = seal("one", {"a": 1}, NOW)
    assert opened("one", sealed, NOW + timedelta(days=900)) == {"a": 1}
    assert opened("two", sealed, NOW) is None
    assert opened("one", sealed, NOW + STEP, STEP) == {"a": 1}
    assert opened("one", sealed, NOW + 2 * STEP, STEP) is None
    assert [opened("one", wrong, NOW) for wrong in ("", "字", sealed[:-2], "x" * 50)] == [None] * 4


def test_an_old_key_reads_for_as_long_as_settings_allow_it(settings: Settings) -> None:
    sealed, old = seal("one", "it", NOW), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [old]
    assert opened("one", sealed, NOW) == "it"
    settings.SECRET_KEY_FALLBACKS = []
    assert opened("one", sealed, NOW) is None
