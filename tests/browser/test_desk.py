"""The rooms behind the door, in a real browser: readable by all, never wider than the window, and the ways through them from end to end."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DeskAt
from tests.conftest import TOTP, Desk
from tests.seed import PASSWORD, faulty_table

Check = Callable[[Page], None]
PAGES = {
    "sign-in": ("", "/people/sign-in"), "own account": ("reviewer", "/people/me"), "password": ("reviewer", "/people/password"),
    "second factor, to set up": ("reviewer", "/people/second-factor"), "second factor": ("admin", "/people/second-factor"),
    "sessions": ("reviewer", "/people/sessions"), "absences": ("reviewer2", "/people/me/absences"), "rights": ("reviewer", "/people/rights"),
    "units": ("admin", "/people/units"), "unit": ("admin", "/people/units/{unit_project}"), "unit, only to read": ("reviewer", "/people/units/{unit_project}"),
    "person": ("admin", "/people/persons/{person_reviewer2}"), "person, only to read": ("reviewer", "/people/persons/{person_chief}"),
    "person with a long name": ("admin", "/people/persons/{person_park}"), "new unit": ("admin", "/people/units/add"),
    "new person": ("admin", "/people/units/{unit_project}/people/add"), "change a person": ("admin", "/people/persons/{person_reviewer2}/change"),
    "give a post": ("admin", "/people/persons/{person_reviewer2}/posts/add"), "close an account": ("admin", "/people/persons/{person_reviewer2}/close"),
    "import": ("admin", "/imports/people"), "import, checked": ("admin", "/imports/people/{upload}"),
    "import, saved half": ("admin", "/imports/people/{upload_half}"),
    "import, done": ("admin", "/imports/people/{upload_done}"),
    "ledger": ("auditor", "/ledger"), "ledger, refused": ("auditor", "/ledger?outcome=refused&thing=unit"),
    "ledger entry": ("auditor", "/ledger/{region_district}/20?check=1"), "verify": ("auditor", "/ledger/verify"), "dead letters": ("admin", "/ledger/dead"),
    "inbox": ("land", "/notices"), "inbox, all": ("reviewer", "/notices?tab=all"), "inbox, to confirm": ("reviewer", "/notices?tab=answer"),
    "inbox, empty": ("nobody", "/notices"), "preferences": ("reviewer", "/notices/preferences"), "robots": ("admin", "/notices/endpoints"),
    "clocks": ("reviewer", "/clocks/"), "clocks, all": ("supervisor", "/clocks/?tab=all"), "clocks, none": ("nobody", "/clocks/"),
    "clock, overdue": ("reviewer", "/clocks/{rung5}"), "clock, excuse to decide": ("supervisor2", "/clocks/{asked}"),
    "clock, excuse approved": ("land", "/clocks/{approved}"), "clock, excuse refused": ("green", "/clocks/{refused}"),
    "clock, long": ("park", "/clocks/{long}"), "clock, broken": ("power", "/clocks/{broken}"), "clock, paused": ("reviewer", "/clocks/{paused}"),
    "clock, two limits": ("reviewer", "/clocks/{both}"), "clock, confidential": ("land", "/clocks/{secret}"), "clock, done": ("reviewer", "/clocks/{done}"),
    "jobs": ("admin", "/work/"), "job": ("admin", "/work/{job_failed}"), "job, running": ("admin", "/work/{job_running}"), "rounds": ("admin", "/work/rounds"),
    "state": ("admin", "/operations"), "refused": ("reviewer", "/ledger"), "not there": ("reviewer", "/people/persons/999999"),
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


@pytest.mark.parametrize("name", ["clock, excuse to decide", "ledger, refused", "inbox, all", "import, checked", "rights", "rounds"])
def test_a_page_is_readable_in_the_dark(desk: Desk, desk_at: DeskAt, axe: Check, name: str) -> None:
    who, path = PAGES[name]
    axe(desk_at(who, path.format(**desk.ids), 390, dark=True))


@pytest.mark.parametrize("lang", ["en", "ja", "ko"])
@pytest.mark.parametrize("name", ["clocks", "clock, overdue", "ledger", "units", "preferences"])
def test_a_page_fits_a_phone_in_the_other_languages(desk: Desk, desk_at: DeskAt, stays_in_width: Check, name: str, lang: str) -> None:
    who, path = PAGES[name]
    stays_in_width(desk_at(who, path.format(**desk.ids), 390, lang))


def test_the_keyboard_skips_the_menu_and_escape_closes_what_is_open(desk_at: DeskAt) -> None:
    page = desk_at("reviewer", "/clocks/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    name = page.locator("details.who summary")
    name.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="我的账号")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="我的账号")).to_be_hidden()
    expect(name).to_be_focused()


def test_on_a_phone_the_room_that_one_is_in_is_in_view(desk_at: DeskAt) -> None:
    page = desk_at("admin", "/operations", 390)
    expect(page.get_by_role("navigation", name="主菜单").locator("[aria-current]")).to_be_in_viewport(ratio=1)


def test_what_belongs_to_oneself_is_in_no_room(desk_at: DeskAt) -> None:
    expect(desk_at("reviewer", "/people/me").locator(".nav [aria-current]")).to_have_count(0)
    expect(desk_at("reviewer", "/people/units").locator(".nav [aria-current]")).to_have_text("单位和人员")


def test_pages_work_without_scripts(desk: Desk, desk_at: DeskAt) -> None:
    page = desk_at("navigator", "/clocks/?tab=all", scripts=False)
    page.locator("details.who summary").click()
    expect(page.get_by_role("link", name="我的账号")).to_be_visible()
    ledger = desk_at("auditor", "/ledger", scripts=False)
    ledger.get_by_label("结果").select_option("refused")
    ledger.get_by_role("button", name="筛选").click()
    expect(ledger.locator("tbody tr").first).to_contain_text("被拒绝")


def test_an_administrator_signs_in_for_the_first_time_and_adds_a_unit_and_a_person(desk: Desk, desk_at: DeskAt) -> None:
    from luodi.people.signing.codes import code_at
    page = desk_at("", "/people/sign-in?next=/people/units")
    page.get_by_label("登录名").fill("first")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("改密码")
    page.get_by_label("现在的密码").fill(PASSWORD)
    page.get_by_label("新密码", exact=True).fill("a mountain of clouds 9")
    page.get_by_label("再填一次新密码").fill("a mountain of clouds 9")
    page.get_by_role("button", name="改密码").click()
    page.goto(f"{desk.address}/people/units")
    expect(page.get_by_role("heading", level=1)).to_have_text("设置第二步验证")
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label("6 位数字").fill(code_at(secret, datetime.now(UTC)))
    page.get_by_role("button", name="开启第二步验证").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("link", name="我已经保存好了").click()
    page.goto(f"{desk.address}/people/units/add")
    page.get_by_label("名称").fill("数据资源中心")
    page.get_by_role("button", name=re.compile("新增")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("数据资源中心")
    page.get_by_role("link", name="新增人员").click()
    page.get_by_label("姓名").fill("审批员辛")
    page.get_by_label("登录名").fill("shenpi.xin")
    page.get_by_role("button", name="新增").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("审批员辛 的一次性密码")


def test_somebody_with_an_authenticator_signs_in_in_two_steps(desk_at: DeskAt, axe: Check) -> None:
    from luodi.people.signing.codes import code_at
    page = desk_at("", "/people/sign-in", 390)
    page.get_by_label("登录名").fill("plain")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("第二步验证")
    axe(page)
    page.get_by_label("验证码").fill(code_at(TOTP, datetime.now(UTC)))
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("第二步验证")


def test_an_administrator_imports_a_table_with_faults(desk_at: DeskAt, tmp_path: Path) -> None:
    table = tmp_path / "11月.xlsx"
    table.write_bytes(faulty_table())
    page = desk_at("admin2", "/imports/people")
    page.get_by_label("填好的表").set_input_files(table)
    page.get_by_role("button", name="上传并检查").click()
    expect(page.get_by_text("邮箱“不是邮箱”不对")).to_be_visible()
    with page.expect_download() as marked:
        page.get_by_role("link", name="下载标了问题的表").click()
    assert marked.value.suggested_filename == "luodi-people-marked.xlsx"
    page.get_by_role("button", name=re.compile("保存这 . 行")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("正在保存")
    expect(page.locator("#import")).to_contain_text("排队中")


def test_a_reviewer_answers_a_chase_and_a_supervisor_decides_the_excuse(desk: Desk, desk_at: DeskAt) -> None:
    page = desk_at("reviewer", "/notices?tab=all")
    page.locator("a[href$='/open']", has_text="督办").first.click()
    page.goto(f"{desk.address}/clocks/{desk.ids['rung2']}")
    page.get_by_role("button", name="收到，在办").click()
    expect(page.get_by_text("暂不催办")).to_be_visible()
    page.get_by_text("申请正当理由").click()
    page.get_by_label("理由", exact=True).fill("等省厅的测绘成果。")
    page.get_by_label("请求有效到").fill("2026-11-30")
    page.get_by_role("button", name="送督查员").click()
    expect(page.locator(".excuse")).to_contain_text("待批")
    watch = desk_at("supervisor", "/notices")
    watch.get_by_role("link", name=re.compile("正当理由待批")).first.click()
    assert watch.url.endswith(f"/clocks/{desk.ids['rung2']}")
    watch.get_by_role("button", name="批准理由").click()
    expect(watch.locator(".excuse")).to_contain_text("已批准")
    told = desk_at("reviewer", "/notices")
    expect(told.get_by_text("正当理由批准了").first).to_be_visible()


def test_an_auditor_finds_the_refused_attempt_and_verifies_the_chain(desk_at: DeskAt) -> None:
    page = desk_at("auditor", "/ledger")
    page.get_by_label("结果").select_option("refused")
    page.get_by_role("row", name=re.compile("批准正当理由")).get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("被拒绝")
    expect(page.get_by_text("想自己批")).to_be_visible()
    page.get_by_role("link", name="核验这一条").click()
    expect(page.get_by_text("这一条没有被改过")).to_be_visible()
    page.get_by_role("link", name="台账").first.click()
    page.get_by_role("link", name="核验", exact=True).click()
    page.get_by_role("button", name="开始核验").click()
    expect(page.locator(".alert.good")).to_contain_text("完整")


def test_a_platform_administrator_resends_what_did_not_arrive(desk_at: DeskAt) -> None:
    page = desk_at("admin2", "/ledger/dead")
    boxes = page.get_by_role("checkbox")
    before = boxes.count()
    boxes.first.check()
    page.get_by_role("button", name="重发选中的").click()
    expect(boxes).to_have_count(before - 1)


def test_who_may_not_is_told_why(desk: Desk, desk_at: DeskAt) -> None:
    page = desk_at("reviewer", "/ledger")
    expect(page.locator("main")).to_contain_text("这件事由审计员、督查员（本区域及以下）办理")
    unit = desk_at("reviewer", f"/people/units/{desk.ids['unit_project']}")
    expect(unit.get_by_role("button", name="修改单位")).to_be_disabled()
    unit.get_by_text("为什么我不能办").last.click()
    expect(unit.get_by_text("不能管理区域和单位")).to_be_visible()
