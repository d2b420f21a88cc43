"""The library in a real browser: readable by all, never wider than the window; the picture of the places can be walked and fits every window."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DeskAt

Check = Callable[[Page], None]


@pytest.mark.parametrize("path", ["/projects/?sort=due", "/projects/?sort=due&money_from=1", "/projects/board?sort=due", "/projects/regions?sort=due",
                                  "/projects/funnel?sort=due"])
def test_a_view_is_readable_by_all_and_never_wider_than_its_window(desk_at: DeskAt, axe: Check, stays_in_width: Check, path: str) -> None:
    page = desk_at("leader", path)
    expect(page.locator("h1")).to_have_count(1)
    for width, height in ((1440, 900), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        stays_in_width(page)
        axe(page)


def test_the_picture_of_the_places_is_readable_in_the_dark(desk_at: DeskAt, axe: Check) -> None:
    axe(desk_at("leader", "/projects/regions?sort=due", 390, dark=True))


@pytest.mark.parametrize(("width", "shown"), [(1440, "wide"), (900, "middle"), (390, "narrow")])
def test_one_picture_is_drawn_for_each_window_and_leads_on(desk_at: DeskAt, width: int, shown: str) -> None:
    page = desk_at("leader", "/projects/regions?sort=due")
    page.set_viewport_size({"width": width, "height": 900})
    pictures = page.locator("svg.blocks:visible")
    expect(pictures).to_have_count(1)
    expect(pictures).to_have_class(f"blocks {shown}")
    pictures.locator("a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/projects/**region=**")
