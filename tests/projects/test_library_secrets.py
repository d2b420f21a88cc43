"""What the library tells of a confidential project to those without a part in it: nothing. Whole answers are compared, with it and without it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from luodi.people.models import Account
from luodi.people.queries import person_of
from luodi.projects import actions
from luodi.projects.actions.shared import matter_of, parts_of
from luodi.projects.models import Project
from luodi.projects.queries import visible
from luodi.rights.kernel import MACHINE, Role
from luodi.rights.permissions import Right, may
from tests.people.country import TODAY, Country, without_token
from tests.projects.ladder import project
from tests.projects.test_library_doing import rows
from tests.projects.test_library_list import names, page

Make = Callable[..., Account]
Sign = Callable[[Account], Client]
SECRET = "隐山工程"
PAGES = tuple(f"/projects/{path}" for path in (
    "?sort=due", "?sort=changed", "?sort=money", "?sort=stage", "?q=隐山", "?q=ysgc", "?stage=signed", "?batch=signed", "?entered=negotiating",
    "?passed=reserve", "?light=yellow", "?mine=unit", "?mine=part", "?money_from=900000", "?land_from=900", "?category=industrial", "?status=active",
    "?since=2026-11-23", "?when=total_investment_wan > 900000", "board", "board?stage=signed", "regions", "regions?money_from=900000", "funnel",
    "funnel?by=unit", "funnel?by=category", "bulk?what=owner&all=1", "bulk?what=task&all=1&q=隐山"))
CURIOUS = (Role.PROMOTER, Role.LEADER, Role.SUPERVISOR, Role.AUDITOR, Role.UNIT_ADMIN)


@pytest.fixture
def owner(country: Country, somebody: Make) -> Account:
    """A promoter of the bureau."""
    return somebody("promoter", country.bureau, Role.PROMOTER)


@pytest.fixture
def open_ones(country: Country, owner: Account) -> list[Project]:
    """What everybody of the unit sees."""
    return [project(country.bureau, owner, stage, number=place, name=f"公开{place}") for place, stage in enumerate(("lead", "negotiation", "signed"), 1)]


def hidden(country: Country, owner: Account) -> Project:
    """A confidential one that every condition above would find, first of all in every order; its own unit's, with a task of the unit."""
    return project(country.bureau, owner, "signed", number=50, name=SECRET, confidential=True, facts={"total_investment_wan": "999999", "land_area_mu": "999"})


def heard(client: Client) -> dict[str, str]:
    """All that one hears on the pages of the library, and takes away."""
    out = {path: re.sub(r"\d\d:\d\d", "", without_token(client.get(path).content.decode())) for path in PAGES}
    answer: Any = client.post("/projects/export", {"form": "csv", "query": ""})
    return out | {"export": str([line[:2] for line in rows(answer)[1:-1]]) if answer.status_code == 200 else answer.content.decode()}


@pytest.mark.parametrize("role", CURIOUS)
def test_whoever_has_no_part_hears_the_same_whether_or_not_it_is_there(
        country: Country, owner: Account, open_ones: list[Project], somebody: Make, signed_in: Sign, role: Role) -> None:
    client = signed_in(somebody("curious", country.bureau, role))
    before = heard(client)
    made = hidden(country, owner)
    after = heard(client)
    assert [path for path in before if before[path] != after[path]] == []
    answer = client.post("/projects/bulk?what=status", {"status": "paused", "reason": "试试", "pick": [made.pk]}).content.decode()
    nothing = client.post("/projects/bulk?what=status", {"status": "paused", "reason": "试试", "pick": [10**9]}).content.decode()
    assert without_token(answer) == without_token(nothing)
    assert Project.objects.get(pk=made.pk).status == "active"


def test_its_owner_sees_it_everywhere(country: Country, owner: Account, open_ones: list[Project], signed_in: Sign) -> None:
    before, client = heard(signed_in(owner)), signed_in(owner)
    hidden(country, owner)
    after = heard(client)
    assert [path for path in before if before[path] == after[path]] == []
    assert names(page(client, "q=隐山")) == [SECRET]
    assert SECRET in after["export"]


def test_an_export_with_a_confidential_project_is_a_confidential_entry(country: Country, owner: Account, open_ones: list[Project], signed_in: Sign) -> None:
    from luodi.ledger.models import Entry
    hidden(country, owner)
    signed_in(owner).post("/projects/export", {"form": "csv", "query": ""})
    assert Entry.objects.get(verb="record.export").confidential


def test_it_is_gone_from_the_file_of_somebody_whose_part_has_ended(
        country: Country, owner: Account, open_ones: list[Project], somebody: Make, signed_in: Sign) -> None:
    heir, made = somebody("heir", country.bureau, Role.PROMOTER), hidden(country, owner)
    actions.hand_project(MACHINE, made, heir, TODAY)
    assert SECRET not in heard(signed_in(owner))["export"]
    assert SECRET in heard(signed_in(heir))["export"]


def test_a_list_for_a_right_that_comes_with_a_post_alone_holds_what_the_table_allows(
        country: Country, owner: Account, open_ones: list[Project], somebody: Make) -> None:
    made, away = hidden(country, owner), somebody("away", country.bureau_2, Role.CLERK)
    actions.give_part(MACHINE, made, "member", away, TODAY)
    for one in (owner, away, somebody("colleague", country.bureau, Role.PROMOTER), somebody("leader", country.bureau_2, Role.LEADER)):
        person = person_of(one, TODAY)
        listed = set(visible(person, Right.PROJECT_EXPORT))
        assert listed == {each for each in (made, *open_ones) if may(person, Right.PROJECT_EXPORT, matter_of(each, parts_of(each))).allowed}


def test_a_private_filter_says_nothing_to_those_who_read_the_ledger(
        country: Country, owner: Account, open_ones: list[Project], somebody: Make, signed_in: Sign) -> None:
    signed_in(owner).post("/projects/filters", {"name": SECRET, "query": f"q={SECRET}"})
    told = signed_in(somebody("watch", country.bureau_2, Role.SUPERVISOR)).get(f"/ledger?region={country.district.pk}").content.decode()
    assert "保存筛选" in told
    assert SECRET not in told


FACTS = ("category=industrial", "money_from=1", "money_to=999999", "land_from=1", "when=total_investment_wan > 1", "sort=money")


def test_a_contact_learns_nothing_of_what_officials_stated(country: Country, owner: Account, somebody: Make, signed_in: Sign) -> None:
    made, contact = project(country.bureau, owner, "signed", facts={"total_investment_wan": "61234"}), somebody("contact", country.bureau_2, Role.ENTERPRISE)
    actions.give_part(MACHINE, made, "contact", contact, TODAY)
    client = signed_in(contact)
    client.post("/projects/columns", {"column": ["stage", "money", "land", "category"]})
    told = page(client)
    assert names(told) == [made.name]
    told += client.get("/projects/funnel?by=category").content.decode()
    assert not any(words in told for words in ("61,234", "工业厂房", "总投资", "条件表达式"))
    assert [names(page(client, query)) for query in FACTS] == [[]] * len(FACTS)
    assert [names(page(signed_in(owner), query)) for query in FACTS] == [[made.name]] * len(FACTS)


def test_contacts_of_several_enterprises_in_one_unit_share_no_filters(country: Country, owner: Account, somebody: Make, signed_in: Sign) -> None:
    one, other = somebody("one", country.bureau_2, Role.ENTERPRISE), somebody("other", country.bureau_2, Role.ENTERPRISE)
    for number, contact in enumerate((one, other), 1):
        actions.give_part(MACHINE, project(country.bureau, owner, number=number, name=f"工厂{number}"), "contact", contact, TODAY)
    assert "本单位的同事也能用" not in page(signed_in(one))
    signed_in(one).post("/projects/filters", {"name": "我们的二期", "query": "stage=lead", "shared": "1"})
    assert "我们的二期" in page(signed_in(one))
    assert "我们的二期" not in page(signed_in(other))
    assert "我们的二期" not in page(signed_in(somebody("official", country.bureau_2, Role.PROMOTER)))
