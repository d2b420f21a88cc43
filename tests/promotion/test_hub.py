"""The first page of promotion."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from luodi.people.models import Account
from luodi.promotion.rooms import ROOMS
from luodi.rights import desk
from tests.promotion.district import District

pytestmark = pytest.mark.django_db
Sign = Callable[[Account], Client]


def test_every_room_on_the_first_page_opens_to_whom_it_is_shown(district: District, signed_in: Sign) -> None:
    seen: set[str] = set()
    for who in (district.promoter, district.leader, district.people["planning"], district.supervisor):
        client = signed_in(who)
        shown = client.get("/promotion").content.decode()
        for _title, rooms in ROOMS:
            for url, what in rooms:
                if f'href="{reverse(url)}"><b>{dict(desk.ROOMS)[url]}</b><span>{what}' in shown:
                    seen.add(url)
                    assert client.get(reverse(url)).status_code == 200, f"{who}: {url}"
    assert seen >= {"promotion_leads", "promotion_asked", "promotion_league", "projects_funnel", "promotion_rulings"}


def test_the_menu_has_one_entry_and_search_finds_the_rooms_in_it(district: District, signed_in: Sign) -> None:
    client = signed_in(district.promoter)
    shown = client.get("/promotion").content.decode()
    menu, rooms = (shown.split(f'<nav class="{one}"')[1].split("</nav>")[0] for one in ("nav", "beside"))
    assert menu.count("/promotion") == 1
    assert rooms.count("/promotion") > 8
    assert "单位排行" in client.get("/search?q=单位排行").content.decode()
