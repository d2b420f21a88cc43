"""The workbench in a real browser: readable by all, never wider than the window; the palette from the keyboard; the first tour."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DeskAt
from tests.conftest import Desk

Check = Callable[[Page], None]
PAGES = {
    "desk of a promoter": ("promoter", "/desk"), "desk of a reviewer": ("reviewer", "/desk?step=4"), "desk of a supervisor": ("supervisor", "/desk"),
    "desk of nobody": ("nobody", "/desk"), "fire": ("leader", "/desk/fire"), "search": ("promoter", "/search?q=云岭"),
    "search, nothing": ("promoter", "/search?q=没有这个"), "search, too short": ("promoter", "/search?q=云"), "lookup": ("", "/p"),
    "lookup, mistyped": ("", "/p?code=LD-990101-26-00001-A"), "progress": ("", "/p/{project_signed}"),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_readable_by_all_and_never_wider_than_its_window(desk: Desk, desk_at: DeskAt, axe: Check, stays_in_width: Check, name: str) -> None:
    who, path = PAGES[name]
    page = desk_at(who, path.format(**desk.ids))
    expect(page.locator("h1")).to_have_count(1)
    for width, height in ((1440, 900), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        stays_in_width(page)
        axe(page)


@pytest.mark.parametrize("name", ["desk of a promoter", "fire", "progress"])
def test_a_page_is_readable_in_the_dark(desk: Desk, desk_at: DeskAt, axe: Check, name: str) -> None:
    who, path = PAGES[name]
    axe(desk_at(who, path.format(**desk.ids), 390, dark=True))


def test_the_palette_finds_and_opens_with_the_keyboard_alone(desk_at: DeskAt, axe: Check) -> None:
    page = desk_at("promoter", "/desk")
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="搜索")
    expect(palette.get_by_label("搜项目、企业、事项")).to_be_focused()
    page.keyboard.type("施工许可")
    expect(palette.locator("a[data-here]")).to_contain_text("施工许可")
    axe(page)
    page.keyboard.press("ArrowDown")
    expect(palette.locator("li a").nth(1)).to_have_attribute("data-here", "")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/items/"))


def test_escape_closes_the_palette(desk_at: DeskAt) -> None:
    page = desk_at("promoter", "/desk", 390)
    page.locator(".find").click()
    expect(page.get_by_role("dialog", name="搜索")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="搜索")).to_be_hidden()


def test_the_search_works_without_scripts(desk_at: DeskAt) -> None:
    page = desk_at("promoter", "/desk", scripts=False)
    page.locator(".find").click()
    page.get_by_label("找什么").fill("启明")
    page.get_by_role("button", name="搜索").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("“启明”找到")
    expect(page.locator("main a", has_text="启明数据中心").first).to_be_visible()


def test_the_tour_is_walked_through_without_scripts_and_does_not_come_back(desk_at: DeskAt) -> None:
    page = desk_at("park", "/desk", scripts=False)
    for number in (1, 2, 3):
        expect(page.locator(".tour")).to_contain_text(f"第 {number} 步，共 4 步")
        page.get_by_role("link", name="下一步").click()
    page.get_by_role("button", name="知道了，开始用").click()
    expect(page.locator(".tour")).to_have_count(0)


def test_a_leader_goes_from_what_burns_to_its_time_limit(desk_at: DeskAt) -> None:
    page = desk_at("leader", "/desk")
    page.get_by_role("link", name="看哪里着火").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("着火")
    page.locator(".fires a.btn").first.click()
    expect(page.get_by_role("heading", name="谁会被告知")).to_be_visible()


def test_somebody_types_a_code_on_the_first_page(desk: Desk, desk_at: DeskAt) -> None:
    page = desk_at("", "/")
    page.get_by_label("项目码").fill(str(desk.ids["project_signed"]).lower())
    page.get_by_role("button", name="查进展").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("走到“签约”")
