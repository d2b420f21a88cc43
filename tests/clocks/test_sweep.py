"""The sweep against the engine: every light right on every day, every rung once, whatever was missed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luodi.clocks import actions
from luodi.clocks.derive import read, unpacked
from luodi.clocks.models import Clock, Event, Standing, Turn
from luodi.clocks.sweep import Swept, due_regions, sweep
from luodi.engine import timelimit
from luodi.engine.timelimit import Accepted, Decided, Limit, Paused, Received, Resumed
from luodi.ledger.actions import together
from luodi.ledger.chain import verify
from luodi.ledger.models import Entry
from luodi.people import actions as people
from luodi.people.models import RegionKind, UnitKind
from luodi.people.rules import rulebook
from luodi.rights.kernel import MACHINE, Denied, Person
from tests.clocks.ground import DAY, FIRST, rows, started
from tests.people.country import Country

SEPTEMBER = date(2026, 9, 14)
"""Before the make-up Sunday, Mid-Autumn and the National Day."""


@st.composite
def tellings(draw: st.DrawFn) -> tuple[list[timelimit.Event], Limit | None, Limit | None]:
    """What happened, or is planned to happen, to a case; and its limits."""
    start = SEPTEMBER
    events: list[timelimit.Event] = [Received(start)]
    if draw(st.booleans()):
        events.append(Accepted(start + draw(st.integers(0, 3)) * DAY))
        if draw(st.booleans()):
            pause = events[-1].day + draw(st.integers(1, 6)) * DAY
            events.append(Paused(pause, "publicity"))
            if draw(st.booleans()):
                events.append(Resumed(pause + draw(st.integers(1, 9)) * DAY))
                if draw(st.booleans()):
                    events.append(Decided(events[-1].day + draw(st.integers(0, 9)) * DAY, "approved"))
    promised = draw(st.none() | st.builds(Limit, st.integers(1, 12), st.sampled_from(["working", "calendar"])))
    statutory = draw(st.none() | st.builds(Limit, st.integers(3, 20)))
    return events, promised, statutory


def light_of(clock: Clock, day: date) -> str:
    """What the engine reads from the events on a day."""
    told = [unpacked(*row) for row in Event.objects.filter(clock=clock).order_by("place").values_list("kind", "day", "data")]
    return read(rulebook().of(clock.region_id), clock, told, day).light


@pytest.mark.mechanism("BH-06a")
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(tellings(), min_size=3, max_size=12), st.lists(st.integers(0, 60), min_size=1, max_size=4, unique=True).map(sorted))
def test_after_a_sweep_every_light_is_what_the_events_say_on_that_day_whatever_days_were_missed(country: Country, told: Any, looks: list[int]) -> None:
    Clock.objects.all().delete()
    rows(country.bureau, told, SEPTEMBER)
    for look in looks:
        day = SEPTEMBER + look * DAY
        sweep(day)
        for row in Standing.objects.select_related("clock"):
            assert row.light == light_of(row.clock, day)
            assert row.next_on is None or row.next_on > day
            assert not row.broken
    assert sweep(day) == Swept()


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(tellings().filter(lambda told: len(told[0]) < 3), min_size=3, max_size=12), st.sets(st.integers(0, 34)))
def test_rungs_that_were_missed_are_taken_together_and_each_once(country: Country, told: Any, looks: set[int]) -> None:
    def swept(days: list[int]) -> dict[int, list[int]]:
        Clock.objects.all().delete()
        rows(country.bureau, told, SEPTEMBER)
        for look in days:
            sweep(SEPTEMBER + look * DAY)
        out: dict[int, list[int]] = {}
        for turn in Turn.objects.select_related("clock").order_by("id"):
            out.setdefault(turn.clock.subject_id, []).extend(range(turn.rung_before + 1, turn.rung + 1))
        return out
    assert swept([*range(36)]) == swept([*sorted(looks), 35])


def test_a_light_is_turned_once_and_the_turn_is_a_row(country: Country) -> None:
    clock = started(country.bureau)
    assert (sweep(FIRST + 3 * DAY), sweep(FIRST + 4 * DAY), sweep(FIRST + 4 * DAY)) == (Swept(), Swept(1), Swept())
    turn = Turn.objects.get()
    assert (turn.clock_id, turn.day, turn.before, turn.light, turn.rung_before, turn.rung) == (
        clock.pk, FIRST + 4 * DAY, "green", "yellow", 0, 1)


def test_a_week_without_a_sweep_makes_one_turn_from_green_to_red(country: Country) -> None:
    started(country.bureau, days=2)
    assert sweep(FIRST + 9 * DAY) == Swept(1)
    turn = Turn.objects.get()
    assert (turn.before, turn.light, turn.rung) == ("green", "red", 5)


def test_a_day_that_comes_again_changes_nothing(country: Country) -> None:
    started(country.bureau)
    sweep(FIRST + 7 * DAY)
    before = list(Standing.objects.values()), Turn.objects.count()
    assert sweep(FIRST + 6 * DAY) == Swept()
    assert (list(Standing.objects.values()), Turn.objects.count()) == before


def test_a_clock_that_cannot_be_read_stops_no_other_and_is_tried_again_the_next_day(country: Country) -> None:
    good, bad = started(country.bureau).standing, started(country.bureau).standing
    Standing.objects.filter(pk=bad.pk).update(ladder="gone")
    assert sweep(FIRST + 4 * DAY) == Swept(turned=1, broken=1)
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.light, bad.light, bad.next_on) == ("yellow", "green", FIRST + 5 * DAY)
    assert "没有“gone”这个阶梯" in bad.broken
    Standing.objects.filter(pk=bad.pk).update(ladder="standard")
    assert sweep(FIRST + 5 * DAY).broken == 0
    bad.refresh_from_db()
    assert (bad.light, bad.broken) == ("yellow", "")


def test_a_clock_with_impossible_events_stops_no_other(country: Country) -> None:
    bad, good = rows(country.bureau, [([Received(FIRST)], Limit(3), None), ([Received(FIRST)], Limit(9), None)], FIRST)
    Event.objects.create(clock=bad, place=1, kind="resumed", day=FIRST + DAY, data={})
    assert sweep(FIRST + 8 * DAY).broken == 1
    assert Standing.objects.get(pk=bad.pk).broken
    assert Standing.objects.get(pk=good.pk).light == "green"
    good.refresh_from_db()
    assert good.state == "reviewing"


def test_silence_becomes_acceptance_inside(country: Country) -> None:
    clock, = rows(country.bureau, [([Received(FIRST)], Limit(10), None)], FIRST)
    assert (clock.standing.light, clock.standing.due_on) == ("waiting", None)
    sweep(FIRST + 8 * DAY)
    clock = Clock.objects.get()
    assert (clock.state, clock.standing.due_on) == ("reviewing", date(2026, 11, 16))


def test_an_extension_takes_the_rungs_that_lie_ahead_again(country: Country) -> None:
    clock = started(country.bureau)
    sweep(FIRST + 4 * DAY)
    clock = actions.note_event(MACHINE, clock, timelimit.Extended(FIRST + 4 * DAY, 5, "区长", True), FIRST + 4 * DAY)
    assert (clock.standing.light, clock.standing.rung) == ("green", 0)
    sweep(FIRST + 30 * DAY)
    assert Standing.objects.get().light == "red"


def test_a_decision_ends_the_clock_and_nothing_turns_any_more(country: Country) -> None:
    clock = actions.note_event(MACHINE, started(country.bureau), Decided(FIRST + DAY, "approved"), FIRST + DAY)
    assert (clock.standing.light, clock.standing.next_on) == ("done_in_time", None)
    assert sweep(FIRST + 90 * DAY) == Swept()


def test_every_sweep_that_changed_something_is_an_entry_and_an_empty_one_is_none(country: Country) -> None:
    started(country.bureau)
    before = Entry.objects.count()
    sweep(FIRST + 4 * DAY)
    sweep(FIRST + 4 * DAY)
    entry = Entry.objects.order_by("number").filter(region_id=country.district.pk).last()
    assert Entry.objects.count() == before + 1
    assert entry is not None
    assert (entry.verb, entry.payload["turned"], entry.region_id) == ("clock.sweep", 1, country.district.pk)
    assert verify(country.district.pk) == []


def test_regions_are_swept_one_by_one_and_only_where_something_is_due(country: Country) -> None:
    started(country.bureau)
    started(country.far, days=20)
    assert due_regions(FIRST + 4 * DAY) == [country.district.pk]
    sweep(FIRST + 60 * DAY)
    assert {turn.region_id for turn in Turn.objects.all()} == {country.district.pk, country.elsewhere.pk}


def test_nobody_but_the_product_itself_sweeps(country: Country) -> None:
    from luodi.clocks import sweep as room
    with pytest.raises(Denied):
        room._sweep_region(Person(7, "王"), country.district.pk, FIRST, rulebook(), 10)


def many(country: Country, count: int) -> None:
    """Clocks that stand in a few different ways."""
    rows(country.bureau, [([Received(FIRST), Accepted(FIRST)], Limit(3 + n % 4), Limit(10)) for n in range(count)], FIRST)


def statements(work: Callable[[], object]) -> int:
    """How many statements some work needs."""
    with CaptureQueriesContext(connection) as seen:
        work()
    return len(seen)


def test_a_sweep_needs_the_same_statements_for_three_clocks_and_for_three_hundred(country: Country) -> None:
    many(country, 4)
    few = statements(lambda: sweep(FIRST + 14 * DAY))
    many(country, 300)
    assert statements(lambda: sweep(FIRST + 14 * DAY)) == few


def test_a_sweep_that_finds_nothing_needs_three_statements(country: Country) -> None:
    many(country, 20)
    assert statements(lambda: sweep(FIRST)) == 3


@pytest.mark.parametrize("most", [1, 2, 1000])
def test_batches_of_any_size_do_the_same(country: Country, most: int) -> None:
    many(country, 20)
    sweep(FIRST + 14 * DAY, most)
    assert Turn.objects.count() == 20
    assert not Standing.objects.filter(next_on__lte=FIRST + 14 * DAY).exists()


@pytest.mark.parametrize("days", [1, 400, 3000])
def test_after_a_long_sleep_one_sweep_catches_up(country: Country, days: int) -> None:
    many(country, 4)
    sweep(FIRST + timedelta(days=days))
    assert Turn.objects.count() in (0, 4)
    assert sweep(FIRST + timedelta(days=days)) == Swept()


def three(country: Country) -> list[int]:
    """Three regions in which something is due, lowest first."""
    third = people.add_region(MACHINE, "外区", RegionKind.DISTRICT)
    for unit in (country.bureau, country.far, people.add_unit(MACHINE, third, "外区审批局", UnitKind.APPROVAL)):
        started(unit, days=2)
    return sorted((country.district.pk, country.elsewhere.pk, third.pk))


def fails_in(region: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A region whose turns cannot be kept, after all of them have been written."""
    from luodi.clocks import sweep as room
    real = room._apply

    def fails(region_id: int, *rest: Any) -> int:
        done = real(region_id, *rest)
        if region_id == region:
            raise RuntimeError("the disk is full")
        return done
    monkeypatch.setattr(room, "_apply", fails)


def turned() -> list[int]:
    """The regions in which something turned."""
    return list(Turn.objects.order_by("region_id").values_list("region_id", flat=True))


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("hands", [1, pytest.param(2, marks=pytest.mark.skipif(connection.vendor == "sqlite", reason="one file, one hand"))])
@pytest.mark.usefixtures("lasting_db")
def test_a_region_that_fails_keeps_no_other_from_its_turn(country: Country, monkeypatch: pytest.MonkeyPatch, place: int, hands: int) -> None:
    regions = three(country)
    with monkeypatch.context() as broken:
        fails_in(regions[place], broken)
        with pytest.raises(RuntimeError, match="disk"):
            sweep(FIRST + 4 * DAY, hands=hands)
    assert turned() == [region for region in regions if region != regions[place]]
    assert [verify(region) for region in regions] == [[], [], []]
    assert sweep(FIRST + 4 * DAY).turned == 1
    assert turned() == regions


@pytest.mark.usefixtures("lasting_db")
def test_when_what_regions_share_fails_each_has_its_turn_alone(country: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    from luodi.clocks import sweep as room
    regions = three(country)

    @contextmanager
    def lost(*named: int) -> Iterator[None]:
        with together(*named):
            yield
            raise RuntimeError("the COMMIT failed")
    monkeypatch.setattr(room, "together", lost)
    assert sweep(FIRST + 4 * DAY).turned == 3
    assert turned() == regions


@pytest.mark.parametrize(("most", "commits"), [(1000, 1), (2, 2), (1, 4)])
@pytest.mark.usefixtures("lasting_db")
def test_regions_share_one_commit_until_there_is_no_more_room(country: Country, monkeypatch: pytest.MonkeyPatch, most: int, commits: int) -> None:
    from luodi.clocks import sweep as room
    regions, shared = three(country), list[tuple[int, ...]]()

    def counted(*named: int) -> AbstractContextManager[None]:
        shared.append(named)
        return together(*named)
    monkeypatch.setattr(room, "together", counted)
    sweep(FIRST + 4 * DAY, most)
    assert (turned(), len(shared)) == (regions, commits)


def test_a_sweep_leaves_the_connection_as_it_was(country: Country) -> None:
    started(country.bureau, days=2)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            before = cursor.execute("PRAGMA cache_size").fetchone()
            sweep(FIRST + 4 * DAY)
            assert cursor.execute("PRAGMA cache_size").fetchone() == before
