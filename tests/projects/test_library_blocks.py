"""The picture of the places: nothing is left out, nothing overlaps, and what is large has more projects."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from luodi.people import actions as people
from luodi.people.models import Account, RegionKind, UnitKind
from luodi.projects.library.blocks import SIZES, Branch, Spot, bar, branches, divided, picture, with_below
from luodi.rights.kernel import MACHINE, Role
from tests.people.country import Country
from tests.projects.ladder import project

Make = Callable[..., Account]
Sign = Callable[[Account], Client]
TREE = {key: Spot(key, f"地方{key}", above, len(above)) for key, above in (
    (1, (1,)), (2, (1, 2)), (3, (1, 3)), (4, (1, 2, 4)), (5, (1, 2, 5)), (6, (1, 2, 5, 6)))}


def told(held: dict[int, int]) -> list[tuple[int, int, bool, bool]]:
    """Place, number, whether it is the place that the others lie in, whether nothing lies below."""
    return [(one.spot.pk, one.all, one.own, one.leaf) for one in branches({key: Counter(green=n) for key, n in held.items()}, TREE)]


def test_places_part_where_they_first_differ() -> None:
    assert told({4: 2, 6: 3, 3: 4}) == [(2, 5, False, False), (3, 4, False, True)]
    assert told({4: 2, 6: 3}) == [(5, 3, False, False), (4, 2, False, True)]


def test_what_lies_in_the_place_itself_stands_beside_its_parts() -> None:
    assert told({2: 7, 4: 1}) == [(2, 7, True, True), (4, 1, False, True)]
    assert told({6: 3}) == [(6, 3, False, True)]
    assert told({}) == []


def test_a_place_counts_what_lies_below() -> None:
    assert {key: lights.total() for key, lights in with_below({6: Counter(red=2), 4: Counter(green=1)}, TREE).items()} == {1: 3, 2: 3, 5: 2, 6: 2, 4: 1}


def test_the_worst_stands_first_in_a_bar() -> None:
    assert bar(Counter({"": 1, "waiting": 2, "green": 5, "red": 4})) == [("red", 4, 0), ("green", 5, 4), ("paused", 3, 9)]


@given(st.lists(st.integers(1, 100_000), min_size=1, max_size=60))
def test_the_space_is_divided_in_proportion_and_used_up(sizes: list[int]) -> None:
    boxes = divided(sizes, (0, 0, 1200, 360))
    areas = [width * height for _x, _y, width, height in boxes]
    assert areas == pytest.approx([1200 * 360 * size / sum(sizes) for size in sizes])
    assert all(x >= -1e-6 and y >= -1e-6 and x + width <= 1200.001 and y + height <= 360.001 for x, y, width, height in boxes)


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500), st.integers(1, 500)), min_size=1, max_size=40), st.sampled_from(sorted(SIZES)))
def test_blocks_and_their_parts_do_not_overlap(lights: list[tuple[int, int, int]], size: str) -> None:
    width, height = SIZES[size]
    found = [Branch(Spot(key, "云岭经济开发区管委会", (key,), 1), Counter(red=red, yellow=yellow, green=green), False, True)
             for key, (red, yellow, green) in enumerate(lights)]
    blocks = picture(sorted(found, key=lambda one: -one.all), width, height)
    for one in blocks:
        assert min(one.x, one.y) >= 0
        assert one.x + one.width <= width + 1
        assert one.y + one.height <= height + 1
        assert sum(part.count for part in one.parts) == one.branch.all
    large = [one for one in blocks if one.reached]
    for one in large:
        assert not any(other is not one and other.x < one.x + one.width and one.x < other.x + other.width
                       and other.y < one.y + one.height and one.y < other.y + other.height for other in large)


def test_regions_lead_deeper_and_a_region_that_stands_alone_shows_its_units(country: Country, somebody: Make, signed_in: Sign) -> None:
    town = people.add_region(MACHINE, "云溪镇", RegionKind.TOWN, country.district)
    there = people.add_unit(MACHINE, town, "云溪镇政府", UnitKind.TOWN)
    owner, leader = somebody("promoter", country.bureau, Role.PROMOTER), somebody("leader", country.bureau_2, Role.LEADER)
    for number, unit in enumerate((country.bureau, country.office, there), 1):
        project(unit, owner, number=number)
    client = signed_in(leader)
    shown = client.get("/projects/regions").content.decode()
    assert f'<a href="/projects/regions?region={town.pk}" aria-label="云溪镇：1 个项目">' in shown
    assert "最多的是“即墨区”，2 个。" in shown
    deeper = client.get(f"/projects/regions?region={town.pk}").content.decode()
    assert "都在一个区域，按牵头单位分" in deeper
    assert f'<a href="/projects/?region={town.pk}&amp;unit={there.pk}" aria-label="云溪镇政府：1 个项目">' in deeper


def test_the_table_has_the_numbers_that_its_links_list(country: Country, somebody: Make, signed_in: Sign) -> None:
    owner, leader = somebody("promoter", country.bureau, Role.PROMOTER), somebody("leader", country.bureau_2, Role.LEADER)
    for number, unit in enumerate((country.bureau, country.office, country.office), 1):
        project(unit, owner, number=number)
    client = signed_in(leader)
    shown = client.get("/projects/regions").content.decode()
    rows = re.findall(r'<td class="main depth-\d"><a href="([^"]+)">([^<]+)</a></td><td class="r" data-label="项目数">(\d+)</td>', shown)
    assert [(name, int(n)) for _, name, n in rows] == [("行政审批局", 3), ("投资项目科", 2)]
    for link, _name, n in rows:
        assert client.get(link.replace("&amp;", "&")).content.decode().count('<td class="lit">') == int(n)
