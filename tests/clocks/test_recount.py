"""A holiday notice that comes after clocks were started."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from luodi.clocks import recount as room
from luodi.clocks.models import Clock, Standing
from luodi.clocks.recount import recount
from luodi.clocks.sweep import sweep
from luodi.clocks.telling import tell
from luodi.engine.source import Refused
from luodi.notices.models import Notice
from luodi.people.actions import take_notice
from luodi.people.models import Account
from luodi.people.rules import rulebook
from luodi.rights.kernel import MACHINE, Denied, Person
from tests.clocks.ground import DAY, FIRST, started
from tests.people.country import HOLIDAYS, Country

NOW = datetime(2026, 12, 1, 1, tzinfo=UTC)
START = date(2026, 12, 30)


def test_a_notice_moves_due_days_and_tells_the_old_and_the_new_one(country: Country, somebody: Callable[..., Account]) -> None:
    account = somebody("wang", country.office)
    clock = started(country.office, days=5, on=START, assignee=account)
    done = started(country.office, days=1, on=FIRST, assignee=account)
    before = clock.standing.due_on
    recount(START)
    take_notice(MACHINE, HOLIDAYS, NOW)
    assert recount(START) == 1
    clock = Clock.objects.select_related("standing").get(pk=clock.pk)
    assert (before, clock.standing.due_on) == (date(2027, 1, 7), date(2027, 1, 9))
    assert Standing.objects.get(pk=done.pk).due_on == FIRST + DAY
    sweep(START)
    tell(START)
    notice = Notice.objects.filter(subject_id=clock.pk).get()
    assert notice.body.zh == "放假安排公布后重新推算：原来 2027-01-07，现在 2027-01-09。"
    assert (recount(START), tell(START)) == (0, 0)


@pytest.mark.parametrize("most", [1, 2, 100])
def test_batches_of_any_size_derive_all(country: Country, most: int) -> None:
    for _ in range(4):
        started(country.office, on=START)
    recount(START)
    take_notice(MACHINE, HOLIDAYS, NOW)
    assert recount(START, most) == 4
    assert set(Clock.objects.values_list("calendar", flat=True)) == {rulebook().mark(country.district.pk)}


def test_a_recount_that_was_cut_off_goes_on(country: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(4):
        started(country.office, on=START)
    recount(START)
    take_notice(MACHINE, HOLIDAYS, NOW)
    real, calls = room._derived, []

    def dies(*args: object) -> object:
        calls.append(args)
        if len(calls) == 4:  # the city has no clocks; two of the district are done
            raise KeyboardInterrupt
        return real(*args)  # type: ignore[arg-type]
    monkeypatch.setattr(room, "_derived", dies)
    with pytest.raises(KeyboardInterrupt):
        recount(START, 1)
    assert recount(START, 1) == 2


def test_a_clock_that_cannot_be_read_stops_no_other(country: Country) -> None:
    bad, good = started(country.office, on=START), started(country.office, on=START)
    Standing.objects.filter(pk=bad.pk).update(ladder="gone")
    recount(START)
    take_notice(MACHINE, HOLIDAYS, NOW)
    assert recount(START) == 1
    assert Standing.objects.get(pk=bad.pk).broken
    assert Standing.objects.get(pk=good.pk).due_on == date(2027, 1, 9)


@pytest.mark.parametrize(("source", "says"), [
    ("year: 2027\nstatus: published\n", "notices"), ("year: 1990\nstatus: provisional\n", "1990"), ("[", "notice.yaml"), ("- a", "notice.yaml"),
    ("", "notice.yaml")])
def test_a_notice_that_cannot_be_read_is_refused_and_nothing_is_kept(country: Country, source: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        take_notice(MACHINE, source, NOW)
    assert recount(START) == 0


def test_not_everybody_may_take_in_a_notice(country: Country) -> None:
    with pytest.raises(Denied):
        take_notice(Person(7, "王"), HOLIDAYS, NOW)
