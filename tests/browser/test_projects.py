"""The pages of projects and of the library in a real browser: readable by all in light and dark, never wider than the window, of use without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DeskAt
from tests.conftest import Desk

Check = Callable[[Page], None]
HOME: Final = "/projects/{whole}"
PAGES: Final = {
    "project": ("invest1", HOME), "project, nothing known": ("invest1", "/projects/{fresh}"),
    "project, ready": ("invest1", "/projects/{ready}"), "project, paused": ("invest1", "/projects/{paused}"),
    "project, confidential": ("invest1", "/projects/{hidden}"), "project, only to read": ("auditor", HOME), "project, as a leader": ("leader", HOME),
    "project, as a contact": ("firm2", HOME), "project, not theirs": ("firm1", HOME),
    "timeline": ("invest1", f"{HOME}/done"), "timeline, of a kind": ("invest1", f"{HOME}/done?kind=files&who=招商一号"),
    "timeline, nothing found": ("invest1", f"{HOME}/done?kind=notes&who=没有这个人"), "timeline, as a contact": ("firm2", f"{HOME}/done"),
    "facts": ("invest1", f"{HOME}/facts"), "facts, nothing known": ("invest1", "/projects/{fresh}/facts"),
    "facts, first": ("invest1", "/projects/{fresh}/facts/first"), "facts, a group": ("invest1", f"{HOME}/facts/project"),
    "fact": ("invest1", f"{HOME}/fact/total_investment_wan"), "fact, never stated": ("invest1", f"{HOME}/fact/state_fund_controlled"),
    "fact, refused": ("firm2", f"{HOME}/fact/total_investment_wan"),
    "map": ("invest1", f"{HOME}/map"), "map, list": ("invest1", f"{HOME}/map?view=list"), "map, papers": ("invest1", f"{HOME}/map?view=papers"),
    "map, faster": ("invest1", f"{HOME}/map?view=faster"), "map, backward": ("invest1", f"{HOME}/map?view=backward"),
    "map, open": ("invest1", f"{HOME}/map?view=open"), "map, nothing known": ("invest1", "/projects/{fresh}/map"),
    "map, as a contact": ("firm2", f"{HOME}/map"),
    "register": ("invest1", "/projects/add"), "change": ("invest1", f"{HOME}/change"), "move": ("invest1", f"{HOME}/move"),
    "move, ready": ("invest1", "/projects/{ready}/move"), "move, paused": ("invest1", "/projects/{paused}/move"), "back": ("invest1", f"{HOME}/back"),
    "back, first stage": ("invest1", "/projects/{fresh}/back"), "status": ("invest1", f"{HOME}/status"), "hide": ("invest1", f"{HOME}/hide"),
    "open again": ("invest1", "/projects/{hidden}/hide"), "person": ("invest1", f"{HOME}/parts/navigator"), "unit": ("invest1", f"{HOME}/parts/lead_unit"),
    "end": ("invest1", f"{HOME}/parts/{{part}}/end"), "task": ("invest1", f"{HOME}/tasks/add"), "done": ("invest1", f"{HOME}/tasks/{{done}}/done"),
    "hand": ("invest1", f"{HOME}/tasks/{{done}}/hand"), "note": ("invest1", f"{HOME}/notes/add"), "note, as a contact": ("firm2", f"{HOME}/notes/add"),
    "file": ("invest1", f"{HOME}/files/add"), "file, as a contact": ("firm2", f"{HOME}/files/add"), "version": ("invest1", f"{HOME}/files/{{paper}}/add"),
    "relate": ("invest1", f"{HOME}/relate"), "unrelate": ("invest1", f"{HOME}/unrelate/{{fresh}}"),
    "list": ("invest1", "/projects/?sort=due"), "list, of a leader": ("leader", "/projects/?light=red"), "list, as a contact": ("firm2", "/projects/?sort=due"),
    "list, nothing fits": ("invest1", "/projects/?q=没有这个项目"), "list, faulty": ("invest1", "/projects/?money_from=三亿&when=nonsense"),
    "list, refused": ("admin", "/projects/"), "board": ("leader", "/projects/board"), "regions": ("leader", "/projects/regions"),
    "funnel": ("leader", "/projects/funnel"), "funnel, by unit": ("leader", "/projects/funnel?by=unit"),
    "bulk, hand over": ("invest1", "/projects/bulk?what=owner&all=1"), "bulk, task": ("invest1", "/projects/bulk?what=task&all=1"),
    "bulk, status": ("invest1", "/projects/bulk?what=status&all=1"), "bulk, nothing picked": ("invest1", "/projects/bulk?what=owner"),
    "import": ("invest1", "/imports/projects"), "import, checked": ("invest1", "/imports/projects/{upload}"),
    "desk of a contact": ("firm1", "/desk"), "progress": ("", "/p/{whole}"), "progress, confidential": ("", "/p/{hidden}"),
}
REFUSED: Final[dict[str, tuple[str, dict[str, str], str]]] = {
    "register": ("/projects/add", {"项目名称": ""}, "登记"),
    "register, code": ("/projects/add", {"项目名称": "某某厂", "统一社会信用代码": "9137"}, "登记"),
    "change": (f"{HOME}/change", {"投资项目统一代码": "2603-99"}, "保存"), "move": ("/projects/{ready}/move", {"从哪天起": ""}, "推进"),
    "move, day to come": ("/projects/{ready}/move", {"从哪天起": "2027-01-04"}, "推进"), "back": (f"{HOME}/back", {"理由": ""}, "退回"),
    "status": (f"{HOME}/status", {"理由": ""}, "保存"), "hide": (f"{HOME}/hide", {"理由": ""}, "改为保密"),
    "person": (f"{HOME}/parts/member", {"谁": "没有这个人"}, "安排"), "task": (f"{HOME}/tasks/add", {"要办的事": "看现场", "几个工作日内办完": "0"}, "加上"),
    "done": (f"{HOME}/tasks/{{done}}/done", {"办得怎么样": ""}, "办完了"), "note": (f"{HOME}/notes/add", {"内容": ""}, "写好了"),
    "file": (f"{HOME}/files/add", {}, "上传"), "version": (f"{HOME}/files/{{paper}}/add", {}, "上传"),
    "relate": (f"{HOME}/relate", {"项目码": "LD-1", "什么关系": "二期"}, "关联"), "facts": (f"{HOME}/facts/scale", {"总投资": "5.2亿"}, "看看会改变什么"),
}
"""The page of a form, what is typed into it, and its button."""


def fits(page: Page, axe: Check, stays_in_width: Check) -> None:
    """Readable on a wide window in light and on a phone in the dark."""
    expect(page.locator("h1")).to_have_count(1)
    page.set_viewport_size({"width": 1440, "height": 900})
    stays_in_width(page)
    axe(page)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 844})
    stays_in_width(page)
    axe(page)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_readable_by_all_and_never_wider_than_its_window(district: Desk, district_at: DeskAt, axe: Check, stays_in_width: Check, name: str) -> None:
    who, path = PAGES[name]
    fits(district_at(who, path.format(**district.ids)), axe, stays_in_width)


@pytest.mark.parametrize("name", REFUSED)
def test_a_form_says_at_its_field_what_is_wrong_and_is_readable_then(
        district: Desk, district_at: DeskAt, axe: Check, stays_in_width: Check, name: str) -> None:
    path, typed, button = REFUSED[name]
    page = district_at("invest1", path.format(**district.ids))
    for label, text in typed.items():
        page.get_by_label(label, exact=True).or_(page.get_by_label(re.compile(f"^{label} "))).fill(text)
    page.locator("main form[method=post]").evaluate("form => { form.noValidate = true }")
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        page.get_by_role("button", name=button, exact=True).click()
    assert sent.value.status == 422
    page.wait_for_load_state()
    expect(page.locator(".error, [role=alert]").first).to_be_visible()
    for label, text in typed.items():
        expect(page.get_by_label(label, exact=True).or_(page.get_by_label(re.compile(f"^{label} ")))).to_have_value(text)
    fits(page, axe, stays_in_width)


def test_what_facts_would_change_is_readable_before_it_is_saved(district: Desk, district_at: DeskAt, axe: Check, stays_in_width: Check) -> None:
    page = district_at("invest1", HOME.format(**district.ids) + "/facts/project")
    page.get_by_label("投资主体").select_option("government")
    page.get_by_role("button", name="看看会改变什么").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("改 1 项，还没有保存")
    fits(page, axe, stays_in_width)
    page.get_by_role("button", name="再改改").click()
    expect(page.get_by_label("投资主体")).to_have_value("government")


def test_what_came_of_a_bulk_is_readable(district_at: DeskAt, axe: Check, stays_in_width: Check) -> None:
    page = district_at("invest1", "/projects/?sort=due")
    page.get_by_role("checkbox", name=re.compile("选“海棠食品”")).check()
    page.get_by_role("button", name="加一项待办").click()
    page.get_by_role("button", name=re.compile("办这 1 个")).click()
    expect(page.get_by_role("alert")).to_contain_text("写明待办")
    page.get_by_label("要办什么").fill("约企业来看地")
    page.get_by_label("哪个单位办").select_option(index=1)
    page.get_by_role("button", name=re.compile("办这 1 个")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("加一项待办：1 个里办成 1 个")
    fits(page, axe, stays_in_width)


@pytest.mark.parametrize("lang", ["en", "ja", "ko"])
def test_the_main_pages_fit_a_phone_in_the_other_languages(district: Desk, district_at: DeskAt, stays_in_width: Check, lang: str) -> None:
    page = district_at("invest1", "/desk", 390, lang)
    stays_in_width(page)
    for path in (HOME, f"{HOME}/facts/project", f"{HOME}/map", f"{HOME}/done", f"{HOME}/move", f"{HOME}/files/add", "/projects/?sort=due", "/projects/board",
                 "/projects/funnel", "/projects/bulk?what=task&all=1", "/imports/projects/{upload}"):
        page.goto(f"{district.address}/{lang}{path.format(**district.ids)}")
        stays_in_width(page)


def test_a_project_opens_and_a_note_is_written_without_scripts(district: Desk, district_at: DeskAt) -> None:
    page = district_at("invest1", "/projects/{fresh}".format(**district.ids), scripts=False)
    page.get_by_text("安排人和单位").click()
    expect(page.get_by_role("link", name="帮办专员", exact=True)).to_be_visible()
    page.get_by_role("link", name="写记录").click()
    page.get_by_label("内容").fill("没有脚本也能写。")
    page.get_by_role("button", name="写好了").click()
    expect(page.locator("#notes")).to_contain_text("没有脚本也能写。")


def test_facts_are_previewed_and_saved_without_scripts(district: Desk, district_at: DeskAt) -> None:
    page = district_at("invest1", "/projects/{paused}/facts/scale".format(**district.ids), scripts=False)
    page.get_by_label("总投资").fill("61000")
    page.get_by_role("button", name="看看会改变什么").click()
    page.get_by_role("button", name="保存").click()
    page.locator("summary", has_text="规模").click()
    expect(page.locator("#facts")).to_contain_text("61,000 万元")


def test_the_library_is_narrowed_without_scripts(district_at: DeskAt) -> None:
    page = district_at("leader", "/projects/", scripts=False)
    page.get_by_role("combobox", name="阶段").select_option(label="线索")
    page.get_by_text("更多条件").click()
    page.get_by_label("总投资从（万元）").fill("50,000")
    page.get_by_role("button", name="筛选", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("符合条件的有")
    expect(page.get_by_role("row", name=re.compile("玉兰光学"))).to_be_visible()
    expect(page.get_by_text("望川新能源电池厂")).to_have_count(0)


def test_a_table_of_projects_is_checked_cell_by_cell_before_anything_is_saved(district: Desk, district_at: DeskAt) -> None:
    page = district_at("invest1", f"/imports/projects/{district.ids['upload']}")
    expect(page.get_by_text("项目!C4：统一社会信用代码应有 18 位")).to_be_visible()
    with page.expect_download() as marked:
        page.get_by_role("link", name="下载标了问题的表").click()
    assert marked.value.suggested_filename.endswith(".xlsx")
    page.get_by_role("button", name="保存这 2 行").click()
    expect(page.locator("#import")).to_contain_text("排队中")
