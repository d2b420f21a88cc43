"""The tree of regions on its page: who sees what of it, what is added and changed; units that are opened again."""

from __future__ import annotations

import html
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from django.test import Client

from luodi.engine.mechanism import load_clock, names
from luodi.engine.source import Refused
from luodi.ledger.models import Entry
from luodi.people import actions, rules
from luodi.people.manage.forms import RegionForm
from luodi.people.manage.mechanisms import mechanisms
from luodi.people.models import Account, Region, RegionKind, Unit, UnitKind
from luodi.people.rules import rulebook
from luodi.rights.kernel import MACHINE, Role
from tests.people.country import Country

Make = Callable[..., Account]
Sign = Callable[[Account], Client]


@pytest.fixture
def boss(country: Country, somebody: Make, signed_in: Sign) -> Client:
    """The district's platform administrator, signed in."""
    return signed_in(somebody("boss", country.bureau, Role.PLATFORM_ADMIN))


def text(answer: Any) -> str:
    """What the page says."""
    assert answer.status_code == 200, answer.status_code
    return html.unescape(answer.content.decode())


def town(country: Country) -> Region:
    """A town of the district, which works by the district's mechanism."""
    return actions.add_region(MACHINE, "龙泉街道", RegionKind.TOWN, country.district)


def test_the_page_shows_the_regions_one_manages_with_the_mechanism_in_force_and_where_it_comes_from(country: Country, boss: Client) -> None:
    town(country)
    page = text(boss.get("/people/regions"))
    for words in ("即墨区", "龙泉街道", "即墨区服务项目落地做法 2021", 'href="/places/jimo-2021"', "沿用即墨区", 'class="r">3<'):
        assert words in page, words
    assert "崂山区" not in page


def test_where_nothing_was_chosen_the_national_baseline_is_in_force(country: Country, somebody: Make, signed_in: Sign) -> None:
    office = actions.add_unit(MACHINE, country.city, "市局", UnitKind.DEPARTMENT)
    page = text(signed_in(somebody("city", office, Role.PLATFORM_ADMIN)).get("/people/regions"))
    assert 'href="/places/national"' in page
    assert "没有另选" in page


def test_a_region_is_added_below_one_that_one_manages_and_nowhere_else(country: Country, boss: Client) -> None:
    typed = {"name": "龙泉街道", "kind": "town", "slug": ""}
    assert boss.post("/people/regions/add", typed | {"parent": country.elsewhere.pk}).status_code == 422
    assert boss.post("/people/regions/add", typed | {"parent": country.district.pk}).status_code == 302
    assert Region.objects.get(name="龙泉街道").parent == country.district
    assert "龙泉街道" in text(boss.get("/people/units/add"))
    again = boss.post("/people/regions/add", typed | {"parent": country.district.pk})
    assert (again.status_code, "已经有区域" in again.content.decode()) == (422, True)


@pytest.mark.parametrize("typed", [
    {"kind": "city"}, {"kind": "nation"}, {"slug": "atlantis"}, {"name": ""}, {"name": "\u202e"}, {"name": "长" * 61}, {"parent": ""}, {"parent": "x"}])
def test_a_region_that_cannot_be_is_refused_and_what_was_typed_stays(country: Country, boss: Client, typed: dict[str, str]) -> None:
    there = Region.objects.count()
    answer = boss.post("/people/regions/add", {"parent": country.district.pk, "name": "某地", "kind": "town", "slug": ""} | typed)
    assert answer.status_code == 422
    assert typed.get("name", "某地") in answer.content.decode()
    assert Region.objects.count() == there


def test_a_region_gets_another_name_and_mechanism_and_the_ledger_says_both(country: Country, boss: Client) -> None:
    path, seen = f"/people/regions/{country.district.pk}", RegionForm.shows({"name": "即墨区", "slug": "jimo-2021", "division": ""})
    assert "即墨区服务项目落地做法 2021" in text(boss.get(path))
    assert boss.post(path, {"name": "即墨新区", "slug": "fuling-2024", "division": "990102", "seen": seen}).status_code == 302
    entry = Entry.objects.get(verb="region.change")
    assert (entry.before, entry.after) == ({"name": "即墨区", "slug": "jimo-2021", "division": ""},
                                           {"name": "即墨新区", "slug": "fuling-2024", "division": "990102"})
    late = boss.post(path, {"name": "即墨", "slug": "", "seen": seen})
    assert (late.status_code, "刚才被别人改过" in late.content.decode()) == (422, True)


def test_the_clocks_of_a_region_are_counted_by_its_new_mechanism_and_those_below_too(country: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    usual, calendar = load_clock("national")
    source = deepcopy(usual)
    source["acceptance"]["ask_within"] = 6
    monkeypatch.setattr(rules, "load_clock", lambda slug: (source, calendar) if slug == "fuling-2024" else (usual, calendar))
    rules._rules.cache_clear()
    below = town(country)
    before = rulebook()
    actions.change_region(MACHINE, country.district, "即墨区", "fuling-2024", {})
    after = rulebook()
    for region in (country.district, below):
        assert after.slugs[region.pk] == "fuling-2024"
        assert after.mark(region.pk) != before.mark(region.pk)
    assert after.mark(country.elsewhere.pk) == before.mark(country.elsewhere.pk)
    rules._rules.cache_clear()


def test_every_mechanism_that_is_shipped_can_be_chosen_by_its_name() -> None:
    assert [one.slug for one in mechanisms().values()] == names()
    assert all(one.name and one.document for one in mechanisms().values())


def test_a_mechanism_that_is_not_there_is_refused_with_a_near_one(country: Country) -> None:
    with pytest.raises(Refused, match="jimo-2021"):
        actions.change_region(MACHINE, country.district, "即墨区", "jimo-2020", {})


@pytest.mark.parametrize("many", [0, 60])
def test_the_page_costs_the_same_however_many_regions_there_are(country: Country, boss: Client, many: int, django_assert_num_queries: Any) -> None:
    Region.objects.bulk_create([
        Region(pk=9000 + n, name=f"镇{n}", kind="town", parent=country.district, path=f"{country.district.path}{9000 + n}/") for n in range(many)])
    with django_assert_num_queries(8):
        boss.get("/people/regions")


def test_a_closed_unit_is_found_and_opened_again(country: Country, boss: Client) -> None:
    actions.close_unit(MACHINE, country.office)
    home = f"/people/units/{country.office.pk}"
    assert f'href="{home}"' in text(boss.get("/people/units"))
    assert f'href="{home}/reopen"' in text(boss.get(home))
    assert "点“新增人员”" not in text(boss.get(home))
    assert boss.post(f"{home}/reopen").status_code == 302
    country.office.refresh_from_db()
    assert country.office.closed is None
    assert Entry.objects.get(verb="unit.reopen").after == {"closed": None}
    again = boss.post(f"{home}/reopen")
    assert (again.status_code, "没有撤销" in again.content.decode()) == (422, True)


def test_a_unit_below_a_closed_one_stays_closed_until_that_is_open(country: Country, boss: Client) -> None:
    for unit in (country.office, country.bureau_2):
        actions.close_unit(MACHINE, unit)
    Unit.objects.filter(pk=country.bureau.pk).update(closed="2026-11-01")
    answer = boss.post(f"/people/units/{country.office.pk}/reopen")
    assert answer.status_code == 422
    assert "请先恢复“行政审批局”" in html.unescape(answer.content.decode())
    assert boss.post(f"/people/units/{country.bureau_2.pk}/reopen").status_code == 302


def test_who_may_not_open_it_again_sees_why(country: Country, somebody: Make, signed_in: Sign) -> None:
    actions.close_unit(MACHINE, country.bureau_2)
    admin = signed_in(somebody("audit", country.bureau, Role.AUDITOR))
    page = text(admin.get(f"/people/units/{country.bureau_2.pk}"))
    assert "disabled>恢复" in page
    assert "这件事由平台管理员" in page
