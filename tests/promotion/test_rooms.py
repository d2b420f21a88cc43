"""The rooms of promotion are reached from the menu by whoever may enter them, and from one another."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from luodi.people.models import Account
from luodi.rights.desk import ROOMS
from luodi.rights.kernel import Role
from tests.promotion.district import District

pytestmark = pytest.mark.django_db
Sign = Callable[[Account], Client]
HERE = [url for url, _words in ROOMS if url.startswith("promotion_")]
NOT_OF_PROMOTERS = ("promotion_rulings", "promotion_duties")


def entries(page: str, of: str) -> list[tuple[str, bool]]:
    """What a menu leads to, and what of it is where one is."""
    menu = re.search(rf'<nav class="{of}".*?</nav>', page, re.DOTALL)
    return [(path, "aria-current" in more) for path, more in re.findall(r'<a href="([^"]*)"([^>]*)>', menu[0])] if menu else []


@pytest.mark.parametrize("url", ["promotion_hub", "promotion_leads", "promotion_chains", "promotion_firms", "promotion_experts", "promotion_services"])
def test_each_room_is_reached_from_every_other_and_says_where_one_is(url: str, district: District, signed_in: Sign) -> None:
    page = signed_in(district.promoter).get(reverse(url)).content.decode()
    assert entries(page, "beside") == [(reverse(one), one == url) for one in HERE if one not in NOT_OF_PROMOTERS]
    assert [path for path, here in entries(page, "nav") if here] == ["/promotion"], "one entry of the menu for the house"


def test_a_page_within_a_room_is_there_and_a_page_of_a_project_is_not(district: District, signed_in: Sign) -> None:
    client, made = signed_in(district.promoter), district.project()
    assert [path for path, here in entries(client.get("/promotion/firms/add").content.decode(), "beside") if here] == ["/promotion/firms"]
    page = client.get(f"/projects/{made.code}/promotion/lead").content.decode()
    assert entries(page, "beside") == []


def test_who_may_enter_none_is_shown_none(district: District, signed_in: Sign, somebody: Callable[..., Account]) -> None:
    page = signed_in(somebody("firm", district.country.far, Role.AUDITOR)).get("/ledger/", follow=True).content.decode()
    assert not [path for path, _here in entries(page, "nav") if path.startswith("/promotion/")]
    assert entries(page, "beside") == []
