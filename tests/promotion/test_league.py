"""The league of units: by the rule of the place, with what was agreed when a lead was handed on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from luodi.ledger.actions import By
from luodi.people.models import Account, Unit
from luodi.people.rules import rulebook
from luodi.projects.actions import set_confidential
from luodi.projects.models import Project
from luodi.promotion.models import Lead, Transfer
from luodi.promotion.queries.league import Place, league_of, shares
from luodi.promotion.rules import promotion_of
from luodi.rights.kernel import MACHINE
from tests.people.country import TODAY
from tests.promotion.district import District

Sign = Callable[[Account], Client]
Count = Callable[..., object]


def spoken(made: Project, by: Account, on: date = TODAY) -> Lead:
    """Somebody spoke first."""
    return Lead.objects.create(project=made, region_id=made.region_id, first_by=by, first_unit=by.unit, first_on=on, way="visit", held_until=on)


def league(district: District, year: int = TODAY.year) -> list[Place]:
    return league_of(district.region, promotion_of(rulebook(), district.region.pk).league, year)


def of(district: District, unit: Unit, year: int = TODAY.year) -> Place:
    return next(place for place in league(district, year) if place.unit == unit)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 100)), max_size=8), st.integers(0, 4))
def test_shares_of_a_lead_are_always_one_whole(transfers: list[tuple[int, int, int]], first: int) -> None:
    held = shares(first, transfers)
    assert sum(held.values()) == 1
    assert all(part > 0 for part in held.values())


def test_who_gives_a_lead_on_keeps_what_was_agreed() -> None:
    assert shares(1, [(1, 2, 30), (2, 3, 50)]) == {1: Decimal("0.3"), 2: Decimal("0.35"), 3: Decimal("0.35")}
    assert shares(1, [(1, 2, 0)]) == {2: 1}
    assert shares(1, [(7, 8, 40)]) == {7: Decimal("0.4"), 8: Decimal("0.6")}, "it came to 7 without a transfer"


@pytest.mark.django_db
def test_a_unit_earns_points_for_first_contacts_and_for_stages_that_were_entered(district: District) -> None:
    made = district.project("negotiation")
    spoken(made, district.promoter)
    found = of(district, district.units["promotion"])
    assert [(cell.measure.id, int(cell.amount), int(cell.points)) for cell in found.cells] == [
        ("leads", 1, 1), ("negotiating", 1, 3), ("signed", 0, 0), ("signed_money", 0, 0)]
    assert (found.rank, int(found.points)) == (1, 4)
    others = [place for place in league(district) if place.unit != found.unit]
    assert {place.unit.pk for place in others} >= {district.rival.unit_id, district.units["park"].pk}, "those with nothing stand in it as well"
    assert {(place.rank, place.points) for place in others} == {(2, Decimal(0))}
    assert of(district, found.unit, TODAY.year - 1).points == 0, "another year is another league"


@pytest.mark.django_db
def test_points_of_a_lead_that_was_handed_on_are_shared_as_agreed(district: District) -> None:
    made = district.project("negotiation")
    spoken(made, district.promoter)
    Transfer.objects.create(project=made, giver=district.units["promotion"], taker=district.rival.unit, share=25, reason="产业更合适", state="taken",
                            by=district.promoter, asked_on=TODAY, answered_on=TODAY, answered_by=district.rival)
    by = {place.unit: {cell.measure.id: cell.points for cell in place.cells} for place in league(district)}
    assert by[district.units["promotion"]]["negotiating"] == Decimal("0.75")
    assert by[district.rival.unit]["negotiating"] == Decimal("2.25")
    assert by[district.units["promotion"]]["leads"] == 1, "who spoke first, spoke first"


@pytest.mark.django_db
def test_a_confidential_project_counts_for_nobody(district: District) -> None:
    made = district.project("negotiation")
    spoken(made, district.promoter)
    set_confidential(By(MACHINE, "谈判中"), made, True)
    assert of(district, district.units["promotion"]).points == 0


@pytest.mark.django_db
def test_who_has_as_many_points_has_the_same_rank(district: District) -> None:
    for number, by in enumerate((district.promoter, district.rival), 1):
        spoken(district.project(number=number, name=f"项目{number}"), by)
    assert [(place.rank, int(place.points)) for place in league(district)[:3]] == [(1, 1), (1, 1), (3, 0)]


@pytest.mark.django_db
def test_the_page_says_who_leads_and_by_which_rule_and_asks_the_same_of_the_database_however_many(
        district: District, signed_in: Sign, django_assert_num_queries: Count) -> None:
    client = signed_in(district.leader)
    client.get("/promotion/league")

    def asked() -> str:
        with django_assert_num_queries(13):  # type: ignore[attr-defined]
            return client.get("/promotion/league").content.decode()
    asked()
    for number in range(1, 4):
        spoken(district.project("negotiation", number=number, name=f"项目{number}"), district.promoter)
    shown = asked()
    assert f"现在领先的是{district.units['promotion'].name}，12 分" in shown
    assert "每亿元 1 分" in shown
    assert client.get("/promotion/league?year=1066").status_code == 200
    assert client.get("/promotion/league?region=999999").status_code == 404
