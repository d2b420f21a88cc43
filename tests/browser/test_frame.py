"""The frame of every page, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PageAt

Check = Callable[[Page], None]


def test_the_first_tab_offers_to_skip_to_the_text(page_at: PageAt) -> None:
    page = page_at("/styleguide")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    expect(page.get_by_role("link", name="跳到正文")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_another_language_shows_the_same_page_with_the_same_answers(page_at: PageAt) -> None:
    page = page_at("/styleguide?a=1")
    page.locator("details.languages summary").click()
    page.get_by_role("link", name="English").click()
    assert page.url.endswith("/en/styleguide?a=1")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("details.languages summary").click()
    page.get_by_role("link", name="简体中文").click()
    assert page.url.endswith("/styleguide?a=1")
    assert "/en/" not in page.url


def test_the_list_of_languages_closes_on_a_click_beside_it(page_at: PageAt) -> None:
    page = page_at("/styleguide")
    page.locator("details.languages summary").click()
    expect(page.get_by_role("link", name="日本語")).to_be_visible()
    page.locator("h1").click()
    expect(page.get_by_role("link", name="日本語")).to_be_hidden()


@pytest.mark.parametrize("width", [390, 1440])
def test_the_menu_reaches_every_part_of_the_site(page_at: PageAt, width: int) -> None:
    page = page_at("/styleguide", width)
    menu = page.get_by_role("navigation", name="主菜单")
    assert menu.get_by_role("link").all_inner_texts() == ["审批指引", "事项目录", "指引手册", "帮助"]
    for link in menu.get_by_role("link").all():
        expect(link).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("dark", [False, True])
def test_the_page_follows_the_system_in_light_and_dark(page_at: PageAt, dark: bool) -> None:
    page = page_at("/styleguide", dark=dark)
    red, green, blue = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert (red + green + blue < 150) is dark


@pytest.mark.parametrize("path", ["/styleguide", "/nowhere", "/guide/%00"])
@pytest.mark.parametrize(("width", "dark"), [(390, False), (390, True), (1440, False), (1440, True)])
def test_the_frame_is_readable_by_all_and_never_wider_than_its_window(
        page_at: PageAt, axe: Check, stays_in_width: Check, path: str, width: int, dark: bool) -> None:
    page = page_at(path, width, dark=dark)
    axe(page)
    stays_in_width(page)


@pytest.mark.parametrize("lang", ["en", "ja", "ko"])
def test_the_frame_is_readable_in_the_other_languages(page_at: PageAt, axe: Check, stays_in_width: Check, lang: str) -> None:
    page = page_at("/styleguide", 390, lang)
    axe(page)
    stays_in_width(page)


def test_the_page_is_whole_without_scripts(page_at: PageAt) -> None:
    page = page_at("/styleguide", scripts=False)
    page.locator("details.languages summary").click()
    expect(page.get_by_role("link", name="English")).to_be_visible()
    expect(page.get_by_role("navigation", name="主菜单")).to_be_visible()


def test_a_dialog_opens_in_the_middle_and_leaves_with_escape(page_at: PageAt, axe: Check) -> None:
    page = page_at("/styleguide", 390)
    page.get_by_role("button", name="清空重来").last.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    box = dialog.bounding_box()
    assert box
    assert abs(box["y"] * 2 + box["height"] - 844) < 4
    axe(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_copying_a_link_says_that_it_is_done(page_at: PageAt) -> None:
    page = page_at("/styleguide")
    page.get_by_role("button", name="复制本页链接").click()
    expect(page.get_by_role("status").get_by_text("链接已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
