"""Who is told what of a clock, and that nobody is told twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luodi.clocks import actions, telling
from luodi.clocks.models import Progress
from luodi.clocks.sweep import sweep
from luodi.clocks.telling import tell
from luodi.engine.timelimit import Decided
from luodi.notices.models import Notice
from luodi.people import actions as people
from luodi.people.models import Account, UnitKind
from luodi.rights.kernel import MACHINE, Role
from tests.clocks.ground import DAY, FIRST, started
from tests.people.country import Country

Make = Callable[..., Account]
DUE, OVERDUE = FIRST + 7 * DAY, FIRST + 8 * DAY


def told() -> list[tuple[str, str]]:
    """Who was told what, in order."""
    return [(one.account.login, one.title.zh) for one in Notice.objects.select_related("account").order_by("id")]


def swept(day: date) -> list[tuple[str, str]]:
    """What a sweep and telling on a day add."""
    before = len(told())
    sweep(day)
    tell(day)
    return sorted(told()[before:])


@pytest.fixture
def crew(country: Country, somebody: Make) -> Country:
    """An assignee, heads, a supervisor, a leader, and people who have nothing to do with it."""
    somebody("wang", country.office)
    somebody("head", country.bureau, Role.LEADER)
    somebody("chief", country.bureau, Role.CHIEF)
    somebody("watch", country.bureau_2, Role.SUPERVISOR)
    somebody("mayor", people.add_unit(MACHINE, country.district, "区政府", UnitKind.LEADERSHIP), Role.LEADER)
    somebody("other", country.bureau_2, Role.LEADER)
    somebody("stranger", country.far, Role.SUPERVISOR)
    return country


def wang() -> Account:
    """The assignee."""
    return Account.objects.get(login="wang")


@pytest.mark.mechanism("BH-06a")
def test_the_ladder_climbs_from_the_assignee_to_the_leader_and_tells_each_once(crew: Country) -> None:
    started(crew.office, assignee=wang())
    days = {n: swept(FIRST + n * DAY) for n in range(16)}
    assert {n: new for n, new in days.items() if new} == {
        4: [("wang", "到期预警：施工许可")], 7: [("wang", "今日到期：施工许可")],
        8: [("head", "超期警示：施工许可"), ("wang", "超期警示：施工许可")],
        10: [("head", "催办：施工许可"), ("wang", "催办：施工许可")],
        11: [("head", "督办：施工许可"), ("watch", "督办：施工许可")],
        15: [("mayor", "报领导：施工许可"), ("watch", "报领导：施工许可")]}


@pytest.mark.mechanism("BH-06a")
def test_after_a_week_of_silence_each_gets_the_one_message_that_is_right_now(crew: Country) -> None:
    started(crew.office, assignee=wang())
    assert swept(FIRST + 14 * DAY) == [("head", "督办：施工许可"), ("wang", "督办：施工许可"), ("watch", "督办：施工许可")]
    assert Notice.objects.first().body.zh == "2026-11-09 已到期，超期 5 个工作日。投资项目科。"  # type: ignore[union-attr]


def test_telling_that_was_cut_off_tells_the_rest_and_nobody_twice(crew: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(3):
        started(crew.office, assignee=wang(), name=f"第{n}件")
    sweep(FIRST + 4 * DAY)
    real, calls = telling._news, []

    def dies(*args: object) -> object:
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*args)  # type: ignore[arg-type]
    monkeypatch.setattr(telling, "_news", dies)
    with pytest.raises(KeyboardInterrupt):
        tell(FIRST + 4 * DAY, most=1)
    monkeypatch.setattr(telling, "_news", real)
    tell(FIRST + 4 * DAY, most=1)
    tell(FIRST + 4 * DAY)
    assert sorted(told()) == [("wang", f"到期预警：第{n}件") for n in range(3)]


def test_turns_told_again_make_no_second_notice(crew: Country) -> None:
    started(crew.office, assignee=wang())
    swept(FIRST + 4 * DAY)
    Progress.objects.update(told=0)
    assert tell(FIRST + 4 * DAY) == 0
    assert len(told()) == 1


def test_what_was_decided_before_anybody_was_told_is_not_told(crew: Country) -> None:
    clock = started(crew.office, assignee=wang())
    sweep(OVERDUE)
    actions.note_event(MACHINE, clock, Decided(OVERDUE, "approved"), OVERDUE)
    assert tell(OVERDUE) == 0


def test_of_several_turns_of_a_clock_only_the_last_is_told(crew: Country) -> None:
    started(crew.office, assignee=wang())
    sweep(FIRST + 4 * DAY)
    sweep(OVERDUE)
    tell(OVERDUE)
    assert sorted(told()) == [("head", "超期警示：施工许可"), ("wang", "超期警示：施工许可")]


def test_a_deputy_is_told_beside_the_one_who_is_away(crew: Country, somebody: Make) -> None:
    people.set_absence(MACHINE, wang(), somebody("zhao", crew.office), FIRST, FIRST + 30 * DAY)
    started(crew.office, assignee=wang())
    assert [who for who, _ in swept(FIRST + 4 * DAY)] == ["wang", "zhao"]


def test_what_nobody_has_goes_to_the_head_of_the_unit_or_above(crew: Country) -> None:
    started(crew.office)
    assert swept(FIRST + 4 * DAY) == [("head", "到期预警：施工许可")]


def test_without_a_head_a_supervisor_is_told(country: Country, somebody: Make) -> None:
    somebody("watch", country.bureau_2, Role.SUPERVISOR)
    started(country.office)
    assert swept(FIRST + 4 * DAY) == [("watch", "到期预警：施工许可")]


def test_the_name_of_a_confidential_matter_is_told_to_its_assignee_only(crew: Country) -> None:
    started(crew.office, assignee=wang(), name="大项目", confidential=True)
    assert swept(OVERDUE) == [("head", "超期警示：一件保密事项"), ("wang", "超期警示：大项目")]


def test_telling_needs_the_same_statements_for_two_turns_and_for_forty(crew: Country) -> None:
    def statements(count: int, day: date) -> int:
        for n in range(count):
            started(crew.office, assignee=wang(), name=f"{day} {n}", on=day)
        sweep(day + 4 * DAY)
        with CaptureQueriesContext(connection) as seen:
            tell(day + 4 * DAY)
        return len(seen)
    statements(1, FIRST)
    assert statements(2, FIRST + 7 * DAY) == statements(40, FIRST + 14 * DAY)
