"""What is on fire: which projects, why, who answers, who was told; and nothing of what is confidential."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from luodi.clocks.actions import ask_excuse
from luodi.clocks.models import Clock
from luodi.clocks.sweep import sweep
from luodi.people.models import Account
from luodi.people.queries import person_of
from luodi.projects import actions
from luodi.projects.lights import follow
from luodi.projects.models import Project
from luodi.rights.kernel import MACHINE, Role
from luodi.work.models import Turn
from tests.clocks.ground import started
from tests.people.country import TODAY, Country, without_token
from tests.projects.ladder import project

Somebody = Callable[..., Account]
SignedIn = Callable[[Account], Client]
BEFORE = date(2026, 11, 16)
SWEPT = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)


@pytest.fixture
def owner(country: Country, somebody: Somebody) -> Account:
    """A promoter of the bureau."""
    return somebody("promoter", country.bureau, Role.PROMOTER)


@pytest.fixture
def leader(country: Country, somebody: Somebody) -> Account:
    """A leader of the district."""
    return somebody("head", country.bureau_2, Role.LEADER)


@pytest.fixture
def fire_of(signed_in: SignedIn) -> Callable[[Account], str]:
    """The page as somebody sees it."""
    return lambda account: signed_in(account).get("/desk/fire").content.decode()


def burn() -> None:
    """Have the clocks turn, and the lights follow."""
    sweep(TODAY)
    follow()
    Turn.objects.update_or_create(name="projects.lights", defaults={"next_at": SWEPT, "last_at": SWEPT})


def test_a_burning_project_says_why_who_answers_and_who_was_told(country: Country, owner: Account, leader: Account, fire_of: Callable[[Account], str]) -> None:
    project(country.bureau, owner, today=BEFORE)
    burn()
    page = fire_of(leader)
    assert "1 个项目着火" in page
    assert "11月23日 08:30" in page
    assert "最多的是“行政审批局”，1 件" in page
    row = page.split("<tbody>")[1].split("</tbody>")[0]
    assert "超期 4 个工作日" in row
    assert "首次联系企业" in row
    assert "promoter员" in row
    assert "从 <time" in row
    assert "还没有催过" not in row
    assert f"/clocks/{Clock.objects.get().pk}" in row


def test_it_stands_with_the_unit_that_answers_and_the_wall_with_the_one_that_leads(country: Country, owner: Account, leader: Account, somebody: Somebody,
                                                                                  fire_of: Callable[[Account], str]) -> None:
    made = project(country.bureau, owner)
    actions.add_task(MACHINE, made, "出具用地意见", country.bureau_2, somebody("other", country.bureau_2), 1, BEFORE)
    burn()
    page = fire_of(leader)
    assert '<section class="card burning" aria-label="自然资源局">' in page
    assert '<span class="name">行政审批局</span>' in page


def test_an_excuse_that_waits_is_decided_by_those_who_may(country: Country, owner: Account, leader: Account, somebody: Somebody,
                                                          fire_of: Callable[[Account], str]) -> None:
    project(country.bureau, owner, today=BEFORE)
    burn()
    ask_excuse(person_of(owner, TODAY), Clock.objects.select_related("unit", "region", "standing").get(), "企业出差", date(2026, 12, 1), TODAY)
    assert "去批理由" in fire_of(somebody("watch", country.bureau_2, Role.SUPERVISOR))
    assert "理由待批" in fire_of(leader)


def test_what_is_of_no_project_burns_too(country: Country, leader: Account, fire_of: Callable[[Account], str]) -> None:
    started(country.bureau, 3, name="没有项目的办件")
    started(country.bureau, 3, name="密件", confidential=True)
    burn()
    page = fire_of(leader)
    assert "另有 1 件办件超期" in page
    assert "没有项目的办件" in page
    assert "密件" not in page


def test_more_of_it_than_is_shown_is_said_to_be_more(country: Country, leader: Account, fire_of: Callable[[Account], str],
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("luodi.workbench.queries.fire.ALONE", 2)
    for _ in range(3):
        started(country.bureau, 3)
    burn()
    page = fire_of(leader)
    assert "另有超过 2 件办件超期" in page
    assert page.count("<tr><td") == 2


def test_where_nothing_burns_the_page_says_so(leader: Account, fire_of: Callable[[Account], str]) -> None:
    assert "现在没有着火的" in fire_of(leader)


def test_it_is_for_those_who_look_after_the_region(country: Country, owner: Account, somebody: Somebody, signed_in: SignedIn) -> None:
    project(country.bureau, owner, today=BEFORE)
    burn()
    assert signed_in(owner).get("/desk/fire").status_code == 403
    assert "现在没有着火的" in signed_in(somebody("far", country.far, Role.LEADER)).get("/desk/fire").content.decode()


def test_a_confidential_project_burns_unseen(country: Country, owner: Account, leader: Account, fire_of: Callable[[Account], str]) -> None:
    project(country.bureau, owner, today=BEFORE)
    burn()
    before = without_token(fire_of(leader))
    project(country.bureau, owner, today=BEFORE, confidential=True, name="隐山工程", number=2)
    burn()
    assert Project.objects.filter(light="red").count() == 2
    assert without_token(fire_of(leader)) == before


@pytest.mark.parametrize("many", [1, 5])
def test_it_costs_the_same_however_much_burns(country: Country, owner: Account, leader: Account, signed_in: SignedIn, many: int,
                                              django_assert_num_queries: Any) -> None:
    for number in range(many):
        project(country.bureau, owner, today=BEFORE, number=number + 1)
        started(country.bureau_2, 3)
    burn()
    client = signed_in(leader)
    client.get("/desk/fire")
    # Who asks 4, the menu 1, the rules 2; regions 1, projects 1, clocks 2, excuses 1, the wall 2, as of when 1.
    with django_assert_num_queries(4 + 1 + 2 + 8):
        client.get("/desk/fire")
