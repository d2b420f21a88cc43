"""People in a browser: from the first page to a handbook; with and without scripts; on a desk and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from luodi.portal.queries.kinds import kinds
from tests.browser.conftest import PageAt

Check = Callable[[Page], None]
KINDS = [name for name, _ in kinds()]
SOCIAL = "investor_type=social"
FACTORY = "/guide/jimo-2021?kind=factory-100mu"
PAGES = ["/", "/guide", "/places/fuling-2024", "/items?place=jimo-2021&q=sgxk", "/items/fuling-2024/eia_report", "/help", "/help/map",
         "/guide/fuling-2024/compare?kind=x&investor_type=social&project_category=industrial&land_mode=grant_auction&other=jimo-2021",
         "/guide/fuling-2024", *(f"{FACTORY}&view={view}" for view in ("map", "list", "papers", "faster", "backward")),
         f"/guide/jimo-2021/share?{SOCIAL}", f"/guide/jimo-2021/compare?{SOCIAL}&other=fuling-2024", "/handbooks",
         "/guide/jimo-2021/handbook?kind=leased-plant"]


def answer_until_done(page: Page, most: int = 40) -> int:
    """Click through the questions as somebody in a hurry would: the first answer, or no; the number of pages it took."""
    for step in range(most):
        form = page.locator(".question form")
        if not form.count():
            return step
        for group in form.locator("fieldset").all():
            radios = group.locator("input[type=radio]")
            if radios.count() and not group.locator("input[type=radio]:checked").count():
                radios.first.check(force=True)
        figure = form.locator("input[inputmode=decimal]")
        if figure.count():
            figure.fill("0")
        before = page.url
        form.get_by_role("button").first.click()
        page.wait_for_function("before => location.href !== before", arg=before)
    return most


@pytest.mark.mechanism("FZ-03a", "WC-03")
def test_a_newcomer_gets_from_home_to_a_printable_handbook(page_at: PageAt, axe: Check) -> None:
    page = page_at("/")
    page.get_by_role("link", name="开始：我的项目要办什么").click()
    page.get_by_role("link", name="青岛市即墨区", exact=True).click()
    assert answer_until_done(page) < 40
    expect(page.locator("h1")).to_contain_text("全部办完")
    page.get_by_role("link", name="指引手册").last.click()
    expect(page.locator("h1")).to_be_visible()
    axe(page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="PDF").click()
    assert waiting.value.suggested_filename.endswith(".pdf")


def test_the_guide_works_without_scripts(page_at: PageAt) -> None:
    page = page_at("/guide/jimo-2021", scripts=False)
    assert 3 < answer_until_done(page) < 40
    page.get_by_role("link", name=re.compile("还能更快")).first.click()
    expect(page.get_by_role("heading", name="还能更快")).to_have_count(1)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_project_can_be_walked_through_all_its_views(page_at: PageAt, stays_in_width: Check, kind: str) -> None:
    for width in (1440, 390):
        page = page_at(f"/guide/fuling-2024?kind={kind}", width=width)
        for tab in ("清单", "材料", "还能更快", "倒排工期", "还没定的", "地图"):
            page.locator(".tabs").get_by_role("link", name=re.compile(tab)).click()
            expect(page.locator(".tabs [aria-current]")).to_contain_text(tab)
            stays_in_width(page)


@pytest.mark.parametrize(("path", "width", "dark", "lang"), [
    (path, width, dark, lang) for number, path in enumerate(PAGES)
    for width, dark, lang in (((1440, False, ""), (390, True, "en")) if number % 2 else ((390, True, ""), (1440, False, "en")))])
def test_every_page_of_the_guide_can_be_used_by_everybody(
        page_at: PageAt, axe: Check, stays_in_width: Check, path: str, width: int, dark: bool, lang: str) -> None:
    page = page_at(path, width=width, dark=dark, lang=lang)
    axe(page)
    stays_in_width(page)


def test_a_lever_switched_on_moves_the_date_at_once(page_at: PageAt) -> None:
    page = page_at(f"{FACTORY}&view=faster")
    page.goto(page.url.replace("view=map", "view=faster"))
    before = page.locator("h1").inner_text()
    page.locator(".lever input").first.check(force=True)
    expect(page.locator("h1")).not_to_have_text(before)
    page.reload()
    expect(page.locator(".lever input").first).to_be_checked()


def test_an_answer_can_be_changed_and_back_goes_back(page_at: PageAt) -> None:
    page = page_at("/guide/jimo-2021?investor_type=social&project_category=industrial&view=map")
    page.get_by_role("button", name=re.compile("投资主体")).click()
    page.locator(".question").get_by_text("政府投资", exact=True).click()
    page.get_by_role("button", name="改好了").click()
    expect(page.locator(".chips")).to_contain_text("政府投资")
    page.go_back()
    page.go_back()
    expect(page.locator(".chips")).to_contain_text("社会（企业）投资")


def test_a_wrong_figure_is_said_beside_its_field(page_at: PageAt) -> None:
    page = page_at("/guide/jimo-2021?investor_type=social&edit=total_investment_wan")
    page.locator("#answer").fill("3亿")
    page.get_by_role("button", name="改好了").click()
    expect(page.locator("#wrong")).to_contain_text("请填 30000")
    expect(page.locator("#answer")).to_have_value("3亿")


def test_the_link_to_share_can_be_copied(page_at: PageAt) -> None:
    page = page_at("/guide/jimo-2021/share?investor_type=social")
    page.get_by_role("button", name="复制链接").click()
    expect(page.locator(".toast")).to_contain_text("已复制")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#address").input_value()


def test_the_keyboard_walks_along_the_critical_path_and_opens_an_item(page_at: PageAt, axe: Check) -> None:
    page = page_at(FACTORY)
    critical = page.locator(".map .bar.critical")
    assert critical.count() > 5
    critical.first.focus()
    name = critical.nth(1).get_attribute("data-item")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.item") == name
    page.evaluate("scrollTo(0, 0)")  # what lies under the header that stays is not looked at
    axe(page)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/items/jimo-2021/{name}")


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("path", ["/", FACTORY, "/items?place=jimo-2021"])
def test_nothing_moves_while_a_page_loads(page_at: PageAt, path: str, width: int) -> None:
    page = page_at(path, width=width)
    page.wait_for_load_state("networkidle")
    moved = page.evaluate("""() => new Promise(done => {
        let sum = 0;
        new PerformanceObserver(list => { for (const entry of list.getEntries()) sum += entry.value; }).observe({type: "layout-shift", buffered: true});
        setTimeout(() => done(sum), 200);
    })""")
    assert moved < 0.02
