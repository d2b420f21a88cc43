"""Rounds: made when due, by one, again after a crash, whatever the clock does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from luodi.work import rounds
from luodi.work.models import Turn
from luodi.work.rounds import Round, register, run_due

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
pytestmark = pytest.mark.django_db


def made(name: str = "a", every: timedelta = MINUTE, fail: bool = False, said: str = "did") -> list[datetime]:
    """Register a round; the instants at which it was made."""
    times: list[datetime] = []

    def run(now: datetime) -> str:
        times.append(now)
        if fail:
            raise LookupError("broken\x00")
        return said
    register(Round(name, every, run))
    return times


def test_a_round_is_made_at_once_and_then_every_so_often() -> None:
    times = made()
    for seconds in (0, 30, 59, 60, 61, 119, 125, 179, 180):
        run_due(NOW + timedelta(seconds=seconds))
    assert [(at - NOW).total_seconds() for at in times] == [0, 60, 125, 180]


def test_after_a_stop_of_a_week_it_is_made_once() -> None:
    times = made()
    run_due(NOW)
    for _ in range(3):
        run_due(NOW + 7 * DAY)
    assert times == [NOW, NOW + 7 * DAY]


def test_one_that_fails_does_not_keep_the_others_from_theirs() -> None:
    made("a", fail=True)
    times = made("b")
    assert run_due(NOW) == [("a", "LookupError: broken"), ("b", "did")]
    assert times == [NOW]
    turn = Turn.objects.get(name="a")
    assert (turn.failures, turn.last_error, turn.claim) == (1, "LookupError: broken", "")


def test_a_daily_round_that_fails_is_tried_again_soon_and_later_and_later() -> None:
    made(every=DAY, fail=True)
    pauses, now = [], NOW
    for _ in range(12):
        run_due(now)
        pauses.append(Turn.objects.get().next_at - now)
        now += pauses[-1]
    assert pauses[:3] == [timedelta(seconds=30), MINUTE, 2 * MINUTE]
    assert pauses[-1] == timedelta(hours=6)


def test_a_round_that_works_again_forgets_its_failures() -> None:
    made(fail=True)
    run_due(NOW)
    rounds.ROUNDS.clear()
    made(said="")
    run_due(NOW + MINUTE)
    turn = Turn.objects.get()
    assert (turn.failures, turn.last_error) == (0, "")


def test_a_round_that_somebody_has_is_left_to_them_until_the_lease_runs_out() -> None:
    times = made()
    Turn.objects.create(name="a", next_at=NOW, claim="x", lease_until=NOW + timedelta(seconds=60))
    run_due(NOW)
    run_due(NOW + timedelta(seconds=59))
    assert times == []
    run_due(NOW + timedelta(seconds=60))
    assert times == [NOW + timedelta(seconds=60)]


def test_of_two_who_look_at_the_same_time_one_makes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    times = made()
    run_due(NOW)
    seen = Turn.objects.get()
    run_due(NOW + MINUTE)
    assert rounds._claimed(seen, rounds.ROUNDS["a"], NOW + MINUTE) is None
    assert len(times) == 2


def test_a_worker_that_lost_its_lease_writes_nothing_down() -> None:
    def run(now: datetime) -> str:
        Turn.objects.update(claim="another")
        return "did"
    register(Round("a", MINUTE, run))
    run_due(NOW)
    turn = Turn.objects.get()
    assert (turn.claim, turn.last_said, turn.next_at) == ("another", "", NOW)


@pytest.mark.parametrize("every", [timedelta(seconds=2), DAY])
def test_a_clock_that_jumps_back_neither_stops_a_round_nor_doubles_it(every: timedelta) -> None:
    times = made(every=every)
    run_due(NOW)
    back = NOW - HOUR
    run_due(back)
    assert times == [NOW]
    run_due(back + every - timedelta(seconds=1))
    assert times == [NOW]
    run_due(back + every)
    assert times == [NOW, back + every]


def test_the_lease_of_a_dead_worker_ends_in_time_although_the_clock_jumped_back() -> None:
    times = made()
    Turn.objects.create(name="a", next_at=NOW - 2 * HOUR, claim="x", lease_until=NOW + timedelta(seconds=60))
    for minutes in range(5):
        run_due(NOW - HOUR + minutes * MINUTE)
    assert times[0] == NOW - HOUR + MINUTE


def test_only_one_can_be_asked_for() -> None:
    first, second = made("a"), made("b")
    run_due(NOW, only="b")
    assert (first, second) == ([], [NOW])
    assert run_due(NOW, only="unknown") == []


def test_a_round_keeps_what_it_last_had_to_say() -> None:
    made()
    run_due(NOW)
    rounds.ROUNDS.clear()
    made(said="")
    run_due(NOW + MINUTE)
    assert Turn.objects.get().last_said == "did"


def test_a_name_is_taken_once() -> None:
    made()
    with pytest.raises(ValueError, match="registered already"):
        made()


def test_nothing_due_costs_one_statement_and_each_round_two(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for name in "abc":
        made(name)
    run_due(NOW)
    with django_assert_num_queries(1):
        run_due(NOW)
    with django_assert_num_queries(1 + 2 * 3):
        run_due(NOW + MINUTE)
