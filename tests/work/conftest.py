"""The country of the people's tests, and a bench of rounds and jobs that are gone after each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.people.conftest import country, quick_hashes, signed_in, somebody

__all__ = ["country", "quick_hashes", "signed_in", "somebody"]


@pytest.fixture(autouse=True)
def _bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Rounds of this test only; jobs that it adds are taken off again."""
    from luodi.work import jobs, rounds
    held_rounds, held_jobs = dict(rounds.ROUNDS), dict(jobs.JOBS)
    rounds.ROUNDS.clear()
    yield
    rounds.ROUNDS.clear()
    rounds.ROUNDS.update(held_rounds)
    jobs.JOBS.clear()
    jobs.JOBS.update(held_jobs)
