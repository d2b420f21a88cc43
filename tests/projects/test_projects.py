"""A project is registered, known, moved on; who may, and what is told when it cannot be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from luodi.clocks.models import Clock
from luodi.engine.identifiers import check_own_code
from luodi.engine.source import Refused
from luodi.ledger.actions import By
from luodi.ledger.models import Entry
from luodi.people.models import Account
from luodi.people.queries import person_of
from luodi.projects import actions
from luodi.projects.actions.numbers import LAST, scattered
from luodi.projects.models import Fact, Move, Project, Status, Task
from luodi.projects.queries import visible
from luodi.rights.kernel import MACHINE, Denied, Role
from luodi.rights.permissions import Right
from tests.people.country import TODAY, Country
from tests.projects.ladder import FACTORY, project

Somebody = Callable[..., Account]


@pytest.fixture
def owner(country: Country, somebody: Somebody) -> Account:
    """A promoter of the bureau."""
    return somebody("promoter", country.bureau, Role.PROMOTER)


def zh(refused: Refused) -> str:
    """What was refused, in Chinese."""
    return "；".join(fault.said.zh for fault in refused.faults)


@pytest.mark.mechanism("XH-3d")
def test_a_project_gets_a_code_with_a_check_character(country: Country, owner: Account) -> None:
    made, other = project(country.bureau, owner), project(country.bureau, owner, number=2)
    assert check_own_code(made.code).year == 2026
    assert check_own_code(other.code).serial != check_own_code(made.code).serial


def test_serial_numbers_are_scattered_and_each_is_given_once() -> None:
    key = 4711
    assert sorted(scattered(place, key) for place in range(1, LAST + 1)) == list(range(1, LAST + 1))
    assert [scattered(place, None) for place in (1, 2, LAST + 1)] == [1, 2, LAST + 1]
    assert [scattered(place, key) for place in (1, 2, 3)] != [scattered(place, key + 1) for place in (1, 2, 3)]


def test_the_first_stage_begins_its_task_with_a_clock_on_the_thread(country: Country, owner: Account) -> None:
    made = project(country.bureau, owner)
    task = Task.objects.get(project=made)
    assert (task.key, task.account_id) == ("first_contact", owner.pk)
    clock = Clock.objects.get(thread_id=made.pk)
    assert clock.assignee_id == owner.pk
    made.refresh_from_db()
    assert (made.light, made.due_on) == (clock.standing.light, clock.standing.due_on)


def test_a_finished_task_stops_its_clock_and_clears_the_light(country: Country, owner: Account) -> None:
    made = project(country.bureau, owner)
    actions.finish_task(person_of(owner, TODAY), Task.objects.get(project=made), "已电话联系，约周三见面", TODAY)
    made.refresh_from_db()
    assert (made.light, made.due_on) == ("", None)


def test_a_gate_names_everything_that_is_missing(country: Country, owner: Account) -> None:
    made = actions.add_project(MACHINE, actions.New(country.bureau, "某新材料项目"), TODAY)
    with pytest.raises(Refused) as told:
        actions.move_on(MACHINE, made, "negotiation", TODAY, TODAY)
    assert zh(told.value) == "确定项目负责人；填写投资主体；填写项目类型；填写总投资"


@pytest.mark.parametrize("stage", ["lead", "negotiation", "signed", "approval", "construction", "completion", "production"])
def test_the_ladder_reaches_every_stage(country: Country, owner: Account, stage: str) -> None:
    assert project(country.bureau, owner, stage).stage == stage


def test_a_stage_cannot_be_left_out(country: Country, owner: Account) -> None:
    made = project(country.bureau, owner)
    with pytest.raises(Refused, match="跳过"):
        actions.move_on(MACHINE, made, "signed", TODAY, TODAY)


def test_a_move_closes_the_stage_before(country: Country, owner: Account) -> None:
    made = project(country.bureau, owner, "signed")
    assert list(Move.objects.filter(project=made).order_by("pk").values_list("stage", "left_on")) == [
        ("lead", TODAY), ("negotiation", TODAY), ("signed", None)]


def test_going_back_asks_for_a_reason(country: Country, owner: Account) -> None:
    made = project(country.bureau, owner, "negotiation")
    with pytest.raises(Refused, match="原因"):
        actions.move_back(MACHINE, made, TODAY, TODAY)
    assert actions.move_back(By(MACHINE, "企业改了投资方向"), made, TODAY, TODAY).stage == "lead"


def test_a_paused_project_does_not_move_on(country: Country, owner: Account) -> None:
    made = project(country.bureau, owner)
    actions.set_status(By(MACHINE, "企业资金未到位"), made, Status.PAUSED)
    with pytest.raises(Refused, match="暂停"):
        actions.move_on(MACHINE, made, "negotiation", TODAY, TODAY)


def test_facts_that_cannot_be_true_together_are_refused_and_nothing_is_kept(country: Country, owner: Account) -> None:
    made = project(country.bureau, owner)
    with pytest.raises(Refused):
        actions.state_facts(MACHINE, made, {"land_mode": "allocation", "total_investment_wan": "-5"}, {}, TODAY)
    made.refresh_from_db()
    assert made.facts["land_mode"] == FACTORY["land_mode"]


def test_a_fact_keeps_its_history(country: Country, owner: Account) -> None:
    made = project(country.bureau, owner)
    actions.state_facts(person_of(owner, TODAY), made, {"total_investment_wan": "60000.5"}, {"total_investment_wan": "52000"}, TODAY)
    rows = Fact.objects.filter(project=made, attribute="total_investment_wan").order_by("pk").values_list("value", "by_id")
    assert list(rows) == [("52000", None), ("60000.5", owner.pk)]
    assert str(Project.objects.get(pk=made.pk).investment_wan) == "60000.50"


def test_a_fact_that_somebody_changed_meanwhile_is_not_overwritten(country: Country, owner: Account) -> None:
    made = project(country.bureau, owner)
    with pytest.raises(Refused, match="刚才被别人改过"):
        actions.state_facts(MACHINE, made, {"total_investment_wan": "1"}, {"total_investment_wan": "3"}, TODAY)


def test_a_national_code_belongs_to_one_project(country: Country, owner: Account) -> None:
    project(country.bureau, owner, national_code="2603-990101-04-01-000077")
    with pytest.raises(Refused, match="另一个项目"):
        project(country.bureau, owner, number=2, national_code="2603-990101-04-01-000077")


def test_a_national_code_of_a_confidential_project_tells_a_stranger_nothing(country: Country, owner: Account, somebody: Somebody) -> None:
    project(country.bureau, owner, national_code="2603-990101-04-01-000077", confidential=True)
    stranger = somebody("stranger", country.bureau_2, Role.PROMOTER)
    made = project(country.bureau_2, stranger, by=person_of(stranger, TODAY), national_code="2603-990101-04-01-000077")
    assert made.national_code == "2603-990101-04-01-000077"


def test_own_colleague_other_unit_and_other_district_see_what_is_theirs(country: Country, owner: Account, somebody: Somebody) -> None:
    made = project(country.bureau, owner)
    secret = project(country.bureau, owner, number=2, name="涉密项目", confidential=True)
    people = {"owner": owner, "colleague": somebody("colleague", country.bureau, Role.PROMOTER), "other": somebody("other", country.bureau_2),
              "far": somebody("far", country.far, Role.PROMOTER), "leader": somebody("leader", country.bureau_2, Role.LEADER)}
    seen = {name: set(visible(person_of(one, TODAY)).values_list("pk", flat=True)) for name, one in people.items()}
    assert seen == {"owner": {made.pk, secret.pk}, "colleague": {made.pk}, "other": set(), "far": set(), "leader": {made.pk}}


def test_a_cooperating_unit_sees_the_project_and_does_not_change_it(country: Country, owner: Account, somebody: Somebody) -> None:
    made, other = project(country.bureau, owner), somebody("other", country.bureau_2, Role.PROMOTER)
    actions.give_part(person_of(owner, TODAY), made, "unit", country.bureau_2, TODAY)
    assert visible(person_of(other, TODAY)).filter(pk=made.pk).exists()
    with pytest.raises(Denied) as denied:
        actions.state_facts(person_of(other, TODAY), made, {"total_investment_wan": "1"}, {}, TODAY)
    assert not denied.value.verdict.hidden


def test_the_contact_of_the_enterprise_sees_the_project_and_not_what_is_inside(country: Country, owner: Account, somebody: Somebody) -> None:
    made, contact = project(country.bureau, owner), somebody("contact", country.bureau_2, Role.ENTERPRISE)
    actions.give_part(MACHINE, made, "contact", contact, TODAY)
    person = person_of(contact, TODAY)
    assert visible(person).filter(pk=made.pk).exists()
    assert not visible(person, Right.PROJECT_INSIDE).filter(pk=made.pk).exists()


def test_every_change_is_an_entry_about_the_project(country: Country, owner: Account) -> None:
    made = project(country.bureau, owner, "negotiation")
    verbs = list(Entry.objects.filter(subject_type="project", subject_id=made.pk).order_by("number").values_list("verb", flat=True))
    assert verbs == ["project.add", "project.move"]


def test_a_part_is_not_given_twice_nor_beyond_its_number(country: Country, owner: Account, somebody: Somebody) -> None:
    made = project(country.bureau, owner)
    with pytest.raises(Refused, match="已经是项目负责人"):
        actions.give_part(MACHINE, made, "owner", owner, TODAY)
    with pytest.raises(Refused, match="最多 1 个"):
        actions.give_part(MACHINE, made, "owner", somebody("second", country.bureau), TODAY)


def test_an_entry_into_a_stage_is_not_dated_before_the_last_one_or_after_today(country: Country, owner: Account) -> None:
    made = project(country.bureau, owner)
    for day in (date(2026, 11, 22), date(2026, 11, 24)):
        with pytest.raises(Refused):
            actions.move_on(MACHINE, made, "negotiation", day, TODAY)


def test_the_way_in_the_row_of_a_project_is_that_of_its_moves(country: Country, owner: Account) -> None:
    made = project(country.bureau, owner, "signed")
    made = actions.move_back(By(MACHINE, "协议要改"), made, TODAY, TODAY)
    actions.move_on(MACHINE, made, "signed", TODAY, TODAY)
    made.refresh_from_db()
    assert made.way.split() == list(made.moves.order_by("pk").values_list("stage", flat=True)) == ["lead", "negotiation", "signed", "negotiation", "signed"]
