"""What people do to clocks: who may, what holds, what is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from luodi.clocks import actions
from luodi.clocks.models import Clock, Event, Excuse, Standing
from luodi.clocks.sweep import sweep
from luodi.clocks.telling import tell
from luodi.engine.source import Refused
from luodi.engine.timelimit import Decided, Limit, Paused, Received, Resumed
from luodi.ledger.models import Entry
from luodi.notices.models import Notice
from luodi.people.models import Account
from luodi.people.queries import person_of
from luodi.rights.kernel import MACHINE, Denied, Person, Role
from tests.clocks.ground import DAY, FIRST, started
from tests.people.country import Country

Make = Callable[..., Account]
LATE = FIRST + 8 * DAY


@pytest.fixture
def wang(country: Country, somebody: Make) -> Person:
    """The assignee, as a person."""
    return person_of(somebody("wang", country.office), FIRST)


@pytest.fixture
def watch(country: Country, somebody: Make) -> Person:
    """A supervisor of the district."""
    return person_of(somebody("watch", country.bureau_2, Role.SUPERVISOR), FIRST)


@pytest.fixture
def late(country: Country, wang: Person) -> Clock:
    """A clock of the assignee's that is overdue, and they were told."""
    clock = started(country.office, assignee=Account.objects.get(login="wang"))
    sweep(LATE)
    tell(LATE)
    return Clock.objects.select_related("region", "unit", "standing").get(pk=clock.pk)


def rungs(day: int) -> int:
    """The rung after a sweep on a day."""
    sweep(FIRST + day * DAY)
    return Standing.objects.get().rung


def test_a_pause_holds_the_days_and_a_resumption_gives_them_back(country: Country) -> None:
    clock = started(country.office)
    clock = actions.note_event(MACHINE, clock, Paused(FIRST + DAY, "publicity"), FIRST + DAY)
    assert (clock.standing.light, clock.standing.due_on, clock.standing.next_on) == ("paused", None, None)
    clock = actions.note_event(MACHINE, clock, Resumed(FIRST + 4 * DAY), FIRST + 4 * DAY)
    assert (clock.standing.light, clock.standing.due_on) == ("green", FIRST + 10 * DAY)
    assert Event.objects.filter(clock=clock).count() == 4


def test_an_event_that_cannot_be_is_refused_and_nothing_is_kept(country: Country) -> None:
    clock = started(country.office)
    before = Standing.objects.values().get(), Entry.objects.count()
    with pytest.raises(Refused):
        actions.note_event(MACHINE, clock, Resumed(FIRST + DAY), FIRST + DAY)
    assert (Standing.objects.values().get(), Entry.objects.count()) == before


def test_an_answer_holds_the_ladder_for_two_working_days_and_then_it_climbs_on(late: Clock, wang: Person) -> None:
    assert Standing.objects.get().rung == 3
    actions.answer(wang, late, LATE)
    assert [rungs(day) for day in (9, 10, 11)] == [3, 3, 5]


def test_the_light_stays_red_while_the_ladder_is_held(late: Clock, wang: Person) -> None:
    actions.answer(wang, late, LATE)
    sweep(LATE + DAY)
    assert Standing.objects.get().light == "red"


def test_what_needs_no_answer_takes_none_and_neither_does_what_was_answered(country: Country, wang: Person, late: Clock) -> None:
    actions.answer(wang, late, LATE)
    with pytest.raises(Refused, match="已经回应过"):
        actions.answer(wang, late, LATE)
    with pytest.raises(Refused, match="没有要回应的催办"):
        actions.answer(wang, started(country.office, assignee=late.assignee), FIRST)


def test_an_approved_excuse_holds_until_its_last_day_and_expires_inside(late: Clock, wang: Person, watch: Person) -> None:
    excuse = actions.ask_excuse(wang, late, "等上级系统恢复", FIRST + 14 * DAY, LATE)
    actions.approve_excuse(watch, excuse, "同意", LATE)
    assert [rungs(day) for day in (10, 14, 15)] == [3, 3, 6]
    excuse.refresh_from_db()
    assert (excuse.state, excuse.decided_by_id) == ("approved", watch.account_id)


def test_a_refused_excuse_holds_nothing_and_says_why(late: Clock, wang: Person, watch: Person) -> None:
    excuse = actions.ask_excuse(wang, late, "忙", FIRST + 14 * DAY, LATE)
    with pytest.raises(Refused, match="写明为什么"):
        actions.refuse_excuse(watch, excuse, " ")
    actions.refuse_excuse(watch, excuse, "人手可以调")
    assert rungs(10) == 4


def test_supervisors_learn_of_an_excuse_and_the_asker_of_the_answer(late: Clock, wang: Person, watch: Person) -> None:
    before = Notice.objects.count()
    excuse = actions.ask_excuse(wang, late, "等上级系统恢复", FIRST + 14 * DAY, LATE)
    actions.approve_excuse(watch, excuse, "", LATE)
    assert [(one.account_id, one.title.zh) for one in Notice.objects.order_by("id")[before:]] == [
        (watch.account_id, "正当理由待批：施工许可"), (wang.account_id, "正当理由批准了：施工许可")]


def test_nobody_decides_their_own_excuse(country: Country, late: Clock, somebody: Make) -> None:
    both = person_of(somebody("both", country.office, Role.SUPERVISOR), FIRST)
    actions.assign(MACHINE, late, Account.objects.get(login="both"))
    excuse = actions.ask_excuse(both, Clock.objects.select_related("unit", "region").get(pk=late.pk), "忙", FIRST + 14 * DAY, LATE)
    with pytest.raises(Refused, match="不能批自己的理由"):
        actions.approve_excuse(both, excuse, "", LATE)


def test_an_excuse_is_decided_once(late: Clock, wang: Person, watch: Person) -> None:
    excuse = actions.ask_excuse(wang, late, "忙", FIRST + 14 * DAY, LATE)
    actions.refuse_excuse(watch, excuse, "不够")
    with pytest.raises(Refused, match="已经有结果"):
        actions.approve_excuse(watch, Excuse.objects.get(), "", LATE)


@pytest.mark.parametrize(("reason", "days", "says"), [
    ("", 14, "没有写理由"), ("x" * 501, 14, "500"), ("忙\x00", 14, "U\\+0000"), ("忙", 8, "应在明天到"), ("忙", 400, "应在明天到")])
def test_an_excuse_without_reason_or_with_an_odd_day_is_refused(late: Clock, wang: Person, reason: str, days: int, says: str) -> None:
    with pytest.raises(Refused, match=says):
        actions.ask_excuse(wang, late, reason, FIRST + days * DAY, LATE)


def test_one_excuse_at_a_time(late: Clock, wang: Person) -> None:
    actions.ask_excuse(wang, late, "忙", FIRST + 14 * DAY, LATE)
    with pytest.raises(Refused, match="等结果"):
        actions.ask_excuse(wang, late, "很忙", FIRST + 14 * DAY, LATE)


def test_a_clock_that_is_done_needs_no_excuse_and_no_answer(late: Clock, wang: Person) -> None:
    actions.note_event(MACHINE, late, Decided(LATE, "approved"), LATE)
    with pytest.raises(Refused, match="已经办结"):
        actions.ask_excuse(wang, late, "忙", FIRST + 14 * DAY, LATE)
    with pytest.raises(Refused, match="没有要回应的催办"):
        actions.answer(wang, late, LATE)


def test_outsiders_can_do_nothing_to_a_clock(country: Country, late: Clock, somebody: Make) -> None:
    for name, unit, role in (("far", country.far, Role.REVIEWER), ("clerk", country.bureau_2, Role.CLERK), ("far2", country.far, Role.SUPERVISOR)):
        person = person_of(somebody(name, unit, role), FIRST)
        for attempt in (lambda who=person: actions.answer(who, late, LATE), lambda who=person: actions.ask_excuse(who, late, "忙", LATE + 5 * DAY, LATE),
                        lambda who=person: actions.note_event(who, late, Decided(LATE, "approved"), LATE)):
            with pytest.raises(Denied):
                attempt()
    assert Entry.objects.filter(outcome="refused").count() == 9


def test_a_clock_without_a_beginning_or_with_an_unknown_ladder_is_refused(country: Country) -> None:
    with pytest.raises(Refused, match="没有起点"):
        actions.open_clock(MACHINE, actions.New(country.office, ("case", 1), "x", [], Limit(5)), FIRST)
    with pytest.raises(Refused, match="没有“up”这个阶梯"):
        actions.open_clock(MACHINE, actions.New(country.office, ("case", 1), "x", [Received(FIRST)], Limit(5), ladder="up"), FIRST)
    assert not Clock.objects.exists()
