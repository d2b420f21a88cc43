"""The board, the regions and the funnel: their numbers are those of the list."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from luodi.ledger.actions import By
from luodi.people.models import Account
from luodi.people.rules import rulebook
from luodi.projects import actions
from luodi.projects.library import funnel
from luodi.projects.library.courses import Courses
from luodi.projects.models import Move, Project
from luodi.projects.queries import visible
from luodi.rights.kernel import MACHINE, Role
from tests.people.country import TODAY, Country
from tests.projects.ladder import project
from tests.projects.test_library_list import names, page

Make = Callable[..., Account]
Sign = Callable[[Account], Client]
STAGES = ("lead", "lead", "negotiation", "signed", "approval", "construction", "production")


@pytest.fixture
def owner(country: Country, somebody: Make) -> Account:
    """A promoter of the bureau."""
    return somebody("promoter", country.bureau, Role.PROMOTER)


@pytest.fixture
def leader(country: Country, somebody: Make) -> Account:
    """Sees the whole district."""
    return somebody("leader", country.bureau_2, Role.LEADER)


@pytest.fixture
def many(country: Country, owner: Account) -> list[Project]:
    """Projects in many stages, of two units."""
    return [project((country.bureau, country.office)[place % 2], owner, stage, number=place, name=f"项目{place}") for place, stage in enumerate(STAGES, 1)]


def text(client: Client, path: str) -> str:
    """A page."""
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def linked(client: Client, page_text: str, words: str) -> list[int]:
    """The numbers of a page before which some words stand, each with how many rows its link lists."""
    out = []
    for link, number in re.findall(rf'<a href="([^"]+)">{words}', page_text):
        out.append((int(number), len(names(text(client, link.replace("&amp;", "&"))))))
    assert out
    assert all(said == listed for said, listed in out)
    return [said for said, _ in out]


def test_the_board_has_a_lane_for_each_stage_with_those_in_it(many: list[Project], leader: Account, signed_in: Sign) -> None:
    board = text(signed_in(leader), "/projects/board")
    lanes = re.findall(r'<h2><a href="[^"]+">([^ ]+) <span class="num">(\d+)</span>', board)
    assert lanes == [("线索", "2"), ("洽谈", "1"), ("签约", "1"), ("审批报建", "1"), ("开工建设", "1"), ("竣工验收", "0"), ("投产", "1")]
    assert all(f">{one.name}</a>" in board for one in many)


def test_a_full_lane_shows_those_due_first_and_leads_to_the_others(country: Country, owner: Account, leader: Account, signed_in: Sign) -> None:
    made = project(country.bureau, owner)
    Project.objects.bulk_create([Project(
        region=made.region, unit=made.unit, code=f"c{place}", name=f"批量{place:02}", stage="lead", stage_since=TODAY, due_on=TODAY - timedelta(days=place),
        created_at=made.created_at, changed_at=made.changed_at) for place in range(20)])
    board = text(signed_in(leader), "/projects/board")
    assert re.findall(r">(批量\d\d)</a>", board) == [f"批量{place:02}" for place in range(19, 7, -1)]
    assert "看全部 21 个" in board


def test_regions_are_listed_with_their_numbers(country: Country, many: list[Project], owner: Account, leader: Account, signed_in: Sign) -> None:
    project(country.far, owner, number=99)
    listed = text(signed_in(leader), "/projects/regions")
    assert "即墨区" in listed
    assert "崂山区" not in listed
    assert "地图要等地块有了坐标" in listed


@pytest.mark.mechanism("FL-15")
@pytest.mark.mechanism("LX-3b")
def test_every_number_of_the_funnel_leads_to_the_projects_that_it_counts(many: list[Project], leader: Account, signed_in: Sign) -> None:
    client = signed_in(leader)
    shown = text(client, "/projects/funnel")
    assert linked(client, shown, r"现在 (\d+) 个") == [2, 1, 2, 1, 1]
    assert linked(client, shown, r"进过 (\d+) 个") == [7, 5, 4, 2, 1]
    assert linked(client, shown, r"走到下一批 (\d+) 个") == [5, 4, 2, 1]
    assert "数据截至 11月" in shown


def test_the_funnel_says_where_the_fewest_go_on(many: list[Project], leader: Account, signed_in: Sign) -> None:
    assert "从“储备”到“在谈”走得最少：100 个里有 71 个" in text(signed_in(leader), "/projects/funnel")


def test_a_project_that_went_back_and_on_again_is_counted_once(country: Country, owner: Account) -> None:
    made = project(country.bureau, owner, "signed")
    made = actions.move_back(By(MACHINE, "协议要改"), made, TODAY, TODAY)
    actions.move_on(MACHINE, made, "signed", TODAY, TODAY)
    bars, _regions = funnel.bars(funnel.heaps(Project.objects.all(), "region"), Courses(rulebook()))
    assert [(bar.now, bar.entered, bar.passed) for bar in bars] == [(0, 1, 1), (0, 1, 1), (1, 1, 0), (0, 0, 0), (0, 0, None)]


def test_how_long_a_stage_takes_is_counted_in_working_days(country: Country, owner: Account) -> None:
    made = project(country.bureau, owner)
    Move.objects.all().delete()
    monday = date(2026, 11, 2)
    Move.objects.bulk_create([Move(region=made.region, project=made, stage="lead", on=monday, left_on=monday + timedelta(days=days), at=made.created_at)
                              for days in (1, 2, 3, 7, 14)])
    stay = funnel.stays(Project.objects.all(), [made.region_id], Courses(rulebook()), rulebook())[0]
    assert (stay.count, stay.median, stay.most) == (5, 3, 5)


def test_a_few_stays_say_nothing(many: list[Project], leader: Account, signed_in: Sign) -> None:
    assert re.search(r"审批报建</a></td><td [^>]+>—</td><td [^>]+>—</td><td [^>]+>2</td>", text(signed_in(leader), "/projects/funnel"))


@pytest.mark.parametrize("by", ["region", "unit", "category"])
def test_the_funnel_is_told_apart_by_place_and_category(many: list[Project], leader: Account, signed_in: Sign, by: str) -> None:
    client = signed_in(leader)
    shown = text(client, f"/projects/funnel?by={by}")
    lines = re.findall(r'<td class="main"><a href="([^"]+by[^"]*|[^"]+(?:region|unit|category)=[^"]+)">([^<]+)</a></td>(.*?)</tr>', shown)
    assert {"region": ["即墨区"], "unit": ["投资项目科", "行政审批局"], "category": ["工业厂房"]}[by] == [name for _, name, _ in lines]
    for _link, _name, cells in lines:
        for to, number in re.findall(r'<a href="([^"]+)">(\d+)</a>', cells):
            listed = len(names(text(client, to.replace("&amp;", "&"))))
            # A unit's line counts what it has itself; its list shows what is below it too.
            assert listed == int(number) if by != "unit" or "科" in _name else listed >= int(number)


@pytest.mark.parametrize(("path", "statements"), [("board", 11), ("regions", 13), ("funnel", 12)])
def test_a_page_costs_the_same_whatever_is_in_it(country: Country, many: list[Project], owner: Account, leader: Account, signed_in: Sign, path: str,
                                                 statements: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client = signed_in(leader)
    text(client, f"/projects/{path}")
    with django_assert_num_queries(statements):
        text(client, f"/projects/{path}")
    for place in range(20, 26):
        project(country.office, owner, "signed", number=place)
    with django_assert_num_queries(statements):
        text(client, f"/projects/{path}")


@pytest.mark.parametrize("path", ["board", "regions", "funnel"])
def test_nothing_to_show_says_what_to_do(owner: Account, signed_in: Sign, path: str) -> None:
    assert "您还看不到项目" in text(signed_in(owner), f"/projects/{path}")
    assert "没有符合条件的项目" in text(signed_in(owner), f"/projects/{path}?stage=lead")
    assert "没有符合条件的项目" in page(signed_in(owner), "stage=lead")


def test_numbers_are_those_of_what_one_sees(many: list[Project], owner: Account, leader: Account) -> None:
    from luodi.people.queries import person_of
    for one in (owner, leader):
        rows = visible(person_of(one, TODAY))
        assert sum(bar.now for bar in funnel.bars(funnel.heaps(rows, "region"), Courses(rulebook()))[0]) == rows.count()
