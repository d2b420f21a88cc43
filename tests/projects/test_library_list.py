"""The list of the library: what it says, what it leaves out, how it goes on, what it costs."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from luodi.clocks.models import Standing
from luodi.clocks.sweep import sweep
from luodi.people.models import Account
from luodi.projects import actions
from luodi.projects.models import Project, SavedFilter
from luodi.rights.kernel import MACHINE, Role
from tests.people.country import TODAY, Country
from tests.projects.ladder import project

Make = Callable[..., Account]
Sign = Callable[[Account], Client]


@pytest.fixture
def owner(country: Country, somebody: Make) -> Account:
    """A promoter of the bureau."""
    return somebody("promoter", country.bureau, Role.PROMOTER)


@pytest.fixture
def some(country: Country, owner: Account) -> list[Project]:
    """A lead, a negotiation, a signed one."""
    return [project(country.bureau, owner, stage, number=place, name=name, facts={"total_investment_wan": money}) for place, (stage, name, money) in enumerate((
        ("lead", "海川装备一期", "500"), ("negotiation", "绿谷新材料", "5000"), ("signed", "云岭冷链物流", "80000")), 1)]


def page(client: Client, query: str = "sort=due", status: int = 200) -> str:
    """The list."""
    answer = client.get(f"/projects/?{query}")
    assert answer.status_code == status
    return answer.content.decode()


def names(text: str) -> list[str]:
    """The projects of a page, in their order."""
    return re.findall(r'<td class="main"><a href="/projects/[^"]+">([^<]+)</a>', text)


def test_the_list_opens_with_its_answer_in_words(some: list[Project], owner: Account, signed_in: Sign) -> None:
    assert "<h1>您能看到 3 个项目，没有超期的</h1>" in page(signed_in(owner))


def test_the_answer_counts_those_that_are_late(some: list[Project], owner: Account, signed_in: Sign) -> None:
    late = Standing.objects.filter(clock__thread_id=some[0].pk)
    late.update(light="red")
    Project.objects.filter(pk=some[0].pk).update(light="red", due_on=TODAY - timedelta(days=3))
    text = page(signed_in(owner))
    assert "<h1>您能看到 3 个项目，1 个超期，先看它们</h1>" in text
    assert names(text)[0] == "海川装备一期"
    assert "超期 1 个工作日" in text


@pytest.mark.parametrize(("query", "expected"), [
    ("stage=lead", {"海川装备一期"}), ("stage=lead&stage=signed", {"海川装备一期", "云岭冷链物流"}), ("batch=negotiating", {"绿谷新材料"}),
    ("entered=negotiating", {"绿谷新材料", "云岭冷链物流"}), ("passed=reserve", {"绿谷新材料", "云岭冷链物流"}), ("passed=signed", set()),
    ("money_from=5,000", {"绿谷新材料", "云岭冷链物流"}), ("money_from=5000&money_to=6000", {"绿谷新材料"}), ("land_to=99", set()),
    ("q=冷链", {"云岭冷链物流"}),
    ("q=lgxcl", {"绿谷新材料"}), ("status=paused", set()), ("light=red", set()),
    ("category=industrial", {"海川装备一期", "绿谷新材料", "云岭冷链物流"}), ("since=2099-01-01", set()),
    ("since=2026-11-23", {"海川装备一期", "绿谷新材料", "云岭冷链物流"}),
    ("mine=owner", {"海川装备一期", "绿谷新材料", "云岭冷链物流"}),
    ("when=total_investment_wan >= 5000 and project_category == 'industrial'", {"绿谷新材料", "云岭冷链物流"}),
    ("when=land_mode == 'allocation'", set()), ("unit=999999", set()), ("region=999999", set())])
def test_a_condition_leaves_out_what_does_not_fit(some: list[Project], owner: Account, signed_in: Sign, query: str, expected: set[str]) -> None:
    assert set(names(page(signed_in(owner), query.replace("+", "%2B")))) == expected


def test_a_unit_and_a_region_mean_what_is_below_them_too(country: Country, owner: Account, some: list[Project], signed_in: Sign) -> None:
    below = project(country.office, owner, number=9, name="科里的项目")
    assert "科里的项目" in names(page(signed_in(owner), f"unit={country.bureau.pk}"))
    assert names(page(signed_in(owner), f"unit={country.office.pk}")) == [below.name]
    assert len(names(page(signed_in(owner), f"region={country.city.pk}"))) == 4


@pytest.mark.parametrize(("query", "says"), [
    ("money_from=很多", "请填数字"), ("money_from=9&money_to=1", "上限小于下限"), ("stage=nowhere", "没有列出项目"),
    ("since=昨天", "2026-11-23 这样的日期"), ("q=冷", "至少要写两个字"),
    ("when=nothing_of_that_name", "nothing_of_that_name"), ("when=floor_area_m2 > 5", "数字只能用总投资、用地面积"), ("q=" + "很" * 61, "最多 60 个字"),
    ("unit=abc", "没有列出项目"), ("when=((((", "没有列出项目")])
def test_what_is_wrong_with_a_condition_is_said_and_what_was_typed_is_kept(
        some: list[Project], owner: Account, signed_in: Sign, query: str, says: str) -> None:
    text = page(signed_in(owner), query, 422)
    assert says in text
    assert not names(text)


@pytest.mark.parametrize("after", ["x", "~", "2026-13-01~5", "~~", "2026-11-23~", "1~99999999999999999999", "NaN~1", "\x00~1", "1e999~2"])
@pytest.mark.parametrize("sort", ["due", "changed", "money", "stage"])
def test_a_place_that_is_none_shows_the_beginning(some: list[Project], owner: Account, signed_in: Sign, sort: str, after: str) -> None:
    assert signed_in(owner).get("/projects/", {"sort": sort, "after": after}).status_code == 200


@pytest.mark.parametrize("sort", ["due", "changed", "money", "stage"])
def test_page_after_page_shows_every_project_once_in_order(country: Country, owner: Account, signed_in: Sign, monkeypatch: Any, sort: str) -> None:
    made = project(country.bureau, owner)
    Project.objects.bulk_create([Project(
        region=made.region, unit=made.unit, code=f"c{place}", name=f"项目{place:02}", stage=("lead", "signed", "production")[place % 3], stage_since=TODAY,
        due_on=TODAY + timedelta(days=place % 4) if place % 5 else None, investment_wan=place % 6 or None, created_at=made.created_at,
        changed_at=made.changed_at - timedelta(minutes=place % 7)) for place in range(23)])
    whole = names(page(signed_in(owner), f"sort={sort}"))
    monkeypatch.setattr("luodi.projects.library.queries.PAGE", 5)
    client, query, seen = signed_in(owner), f"sort={sort}", []
    while query:
        text = page(client, query)
        seen += names(text)
        onward = re.search(r'rel="next" href="\?([^"]+)"', text)
        query = onward[1].replace("&amp;", "&") if onward else ""
    assert len(whole) == 24
    assert seen == whole


def test_the_list_costs_the_same_whatever_is_in_it(country: Country, owner: Account, some: list[Project], signed_in: Sign,
                                                    django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client = signed_in(owner)
    page(client)
    with django_assert_num_queries(14):
        page(client)
    for place in range(10, 22):
        project(country.bureau, owner, number=place)
    with django_assert_num_queries(14):
        page(client)


def test_columns_are_chosen_and_kept(some: list[Project], owner: Account, signed_in: Sign) -> None:
    client = signed_in(owner)
    answer = client.post("/projects/columns", {"column": ["money", "land", "nothing"], "dense": "1", "query": "stage=signed"})
    assert answer["Location"] == "/projects/?stage=signed"
    text = page(client)
    assert re.findall(r'<th scope="col" class="r">([^<]+)</th>', text) == ["总投资（万元）", "用地（亩）"]
    assert "table cards library dense" in text
    assert "80,000" in text


def test_a_filter_is_kept_under_a_name_and_the_list_opens_with_the_chosen_one(some: list[Project], owner: Account, signed_in: Sign) -> None:
    client = signed_in(owner)
    client.post("/projects/filters", {"name": "大项目", "query": "money_from=5000", "first": "1"})
    assert client.get("/projects/")["Location"] == "/projects/?money_from=5000"
    text = page(client, "money_from=5000")
    assert '<a class="chip" href="?money_from=5000" aria-current="true">大项目' in text


def test_a_shared_filter_is_seen_by_the_unit_and_changed_by_its_owner_only(
        country: Country, some: list[Project], owner: Account, somebody: Make, signed_in: Sign) -> None:
    signed_in(owner).post("/projects/filters", {"name": "大项目", "query": "money_from=5000", "shared": "1"})
    signed_in(owner).post("/projects/filters", {"name": "自己看的", "query": "stage=lead"})
    colleague, other = somebody("colleague", country.bureau, Role.PROMOTER), somebody("other", country.bureau_2, Role.PROMOTER)
    kept = SavedFilter.objects.get(name="大项目")
    client = signed_in(colleague)
    text = page(client)
    assert "大项目" in text
    assert "自己看的" not in text
    assert client.post(f"/projects/filters/{kept.pk}", {"name": "我的了"}).status_code == 403
    assert client.post(f"/projects/filters/{kept.pk}", {"drop": "1"}).status_code == 403
    assert "大项目" not in page(signed_in(other))
    signed_in(owner).post(f"/projects/filters/{kept.pk}", {"name": "改了名"})
    kept.refresh_from_db()
    assert (kept.name, kept.unit_id) == ("改了名", None)
    signed_in(owner).post(f"/projects/filters/{kept.pk}", {"drop": "1"})
    assert not SavedFilter.objects.filter(pk=kept.pk).exists()


@pytest.mark.parametrize("name", ["", "大项目", "x" * 41, "\u202e"])
def test_a_name_that_is_taken_or_none_keeps_nothing(some: list[Project], owner: Account, signed_in: Sign, name: str) -> None:
    client = signed_in(owner)
    client.post("/projects/filters", {"name": "大项目", "query": "stage=lead"})
    answer = client.post("/projects/filters", {"name": name, "query": "stage=signed"}, follow=True)
    assert 'class="alert error"' in answer.content.decode()
    assert SavedFilter.objects.count() == 1


def test_those_of_a_cooperating_unit_and_the_contact_see_theirs(country: Country, some: list[Project], owner: Account, somebody: Make, signed_in: Sign) -> None:
    contact = somebody("contact", country.bureau_2, Role.ENTERPRISE)
    actions.give_part(MACHINE, some[1], "contact", contact, TODAY)
    text = page(signed_in(contact))
    assert names(text) == ["绿谷新材料"]
    assert "对选中的项目一起办" not in text
    actions.give_part(MACHINE, some[0], "unit", country.bureau_2, TODAY)
    other = somebody("other", country.bureau_2, Role.PROMOTER)
    assert names(page(signed_in(other))) == ["海川装备一期"]
    assert names(page(signed_in(other), "mine=unit")) == ["海川装备一期"]


def test_lights_turn_on_the_list_with_the_sweep(country: Country, some: list[Project], owner: Account, signed_in: Sign, settings: Any) -> None:
    from luodi.projects.lights import follow
    later = TODAY + timedelta(days=30)
    settings.TODAY = later.isoformat()
    sweep(later)
    follow()
    assert "3 个超期，先看它们" in page(signed_in(owner))
