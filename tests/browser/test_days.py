"""One day's work of five roles in a real browser, on the demonstration: they click what is on the screen, and somebody else sees what came of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DeskAt
from tests.conftest import Desk
from tests.projects.ladder import uscc

Check = Callable[[Page], None]
FAR = 150
"""So many Tabs, at most, lead to anything on a page."""


def enter(page: Page, name: str) -> None:
    """Choose a role on the sign-in page of a demonstration."""
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("今天")


def said(page: Page) -> Locator:
    """What the page says was done."""
    return page.get_by_role("status").first


def paper(folder: Path, name: str, text: str) -> Path:
    """A file on somebody's disk."""
    out = folder / name
    out.write_text(text)
    return out


def choose(page: Page, label: str, ending: str) -> None:
    """Choose from a list what ends so."""
    field = page.get_by_label(label, exact=True)
    field.select_option(label=field.locator("option", has_text=re.compile(f"{ending}$")).first.text_content() or "")


def reach(page: Page, wanted: Locator) -> Locator:
    """Walk to something with the Tab key alone."""
    expect(wanted).to_be_visible()
    for _ in range(FAR):
        if wanted.evaluate("element => element === document.activeElement"):
            return wanted
        page.keyboard.press("Tab")
    pytest.fail(f"{page.url}: no Tab leads to {wanted}", pytrace=False)


def press(page: Page, wanted: Locator) -> None:
    """Walk to a link or a button, and press it."""
    reach(page, wanted)
    page.keyboard.press("Enter")


def test_a_promoter_takes_a_project_from_its_first_day_to_its_talks_and_sees_what_signing_asks_for(district_at: DeskAt, tmp_path: Path) -> None:
    page = district_at("", "/people/sign-in")
    enter(page, "招商一号")
    page.get_by_role("navigation", name="快捷入口").get_by_role("link", name="登记项目").click()
    page.get_by_label("项目名称").fill("远帆海洋装备基地")
    page.get_by_label("企业名称").fill("云岭远帆装备有限公司")
    page.get_by_label("统一社会信用代码").fill("91990101MA77")
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_role("alert")).to_contain_text("统一社会信用代码")
    expect(page.get_by_label("项目名称")).to_have_value("远帆海洋装备基地")
    page.get_by_label("统一社会信用代码").fill(uscc(777))
    page.get_by_role("button", name="登记").click()
    expect(said(page)).to_contain_text("登记好了")
    code = page.locator(".codes .code").inner_text()

    expect(page.locator(".lacks-lead")).to_have_text("进入“洽谈”还差 3 项：")
    page.get_by_role("link", name="推进到“洽谈”").click()
    expect(page.get_by_role("heading", name="还差这些，补齐就能推进")).to_be_visible()
    expect(page.get_by_role("button", name="推进")).to_be_disabled()
    page.get_by_role("link", name="返回").click()
    page.locator("#map").get_by_role("link", name="填项目情况").click()
    page.get_by_label("总投资").fill("5.2亿")
    page.get_by_label("投资主体").select_option("social")
    page.get_by_label("项目类型").select_option("industrial")
    page.get_by_role("button", name="看看会改变什么").click()
    expect(page.get_by_role("alert")).to_contain_text("请填 52000")
    expect(page.get_by_label("投资主体")).to_have_value("social")
    page.get_by_label("总投资").fill("52000")
    page.get_by_role("button", name="看看会改变什么").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("改 3 项，还没有保存")
    expect(page.get_by_role("row", name=re.compile("总投资"))).to_contain_text("52,000 万元")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".lacks-lead")).to_have_text("什么都不缺，可以进入“洽谈”。")
    page.get_by_role("link", name="推进到“洽谈”").click()
    page.get_by_role("button", name="推进").click()
    expect(said(page)).to_contain_text("已进入“洽谈”")

    page.locator(".lacks").get_by_role("link", name=re.compile("用地方式")).click()
    page.get_by_label("用地方式").select_option("grant_auction")
    page.get_by_role("button", name="看看会改变什么").click()
    expect(page.locator("section.card", has=page.get_by_role("heading", name="审批地图"))).to_contain_text(re.compile("办|份|天"))
    page.get_by_role("button", name="保存").click()
    page.locator(".lacks").get_by_role("link", name=re.compile("投资协议$")).click()
    page.get_by_label("文件", exact=True).set_input_files(paper(tmp_path, "远帆投资协议.txt", "甲方和乙方。"))
    page.get_by_role("button", name="上传").click()
    expect(said(page)).to_contain_text("文件收好了")
    page.get_by_text("安排人和单位").click()
    page.get_by_role("link", name="帮办专员", exact=True).click()
    page.get_by_label("谁").fill("帮办一号")
    page.get_by_role("button", name="安排").click()
    page.get_by_text("安排人和单位").click()
    page.locator(".chips").get_by_role("link", name="牵头单位").click()
    choose(page, "单位", "招商发展中心")
    page.get_by_role("button", name="安排").click()
    expect(page.locator("#people")).to_contain_text("帮办一号")
    page.get_by_role("link", name="推进到“签约”").click()
    expect(page.get_by_role("button", name="推进")).to_be_disabled()
    for words in ("联合预审意见收齐", "协议审过、公平竞争审查通过", "按层级决策同意"):
        expect(page.locator("main")).to_contain_text(words)
    page.locator("main").get_by_role("link", name=re.compile("联合预审意见收齐")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("联合预审")

    guide = district_at("guide1", f"/projects/{code}")
    expect(guide.locator("#done")).to_contain_text("招商一号")
    guide.locator("#papers").get_by_role("link", name="远帆投资协议.txt").click()
    expect(guide.locator("body")).to_contain_text("甲方和乙方")


def test_a_navigator_works_from_a_phone(district: Desk, district_at: DeskAt, stays_in_width: Check) -> None:
    page = district_at("guide1", "/desk", 390)
    first = page.locator("ol.jobs").first.locator("li", has_text="星港冷链物流中心 · 补齐立项材料")
    stays_in_width(page)
    first.get_by_role("button", name="收到，在办").click()
    expect(said(page)).to_contain_text("不再往上催")
    expect(page.locator("li.job", has_text="补齐立项材料").get_by_role("link", name="去办")).to_be_visible()

    page.locator(".find").click()
    page.get_by_label("搜项目、企业、事项").fill("星港冷链")
    page.locator("#palette").get_by_role("link", name=re.compile("星港冷链物流中心")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("星港冷链物流中心")
    stays_in_width(page)
    for text, sight in (("请周五前把冷库图纸发来，我们一次看完。", "各单位和企业"), ("企业嫌电费贵，可能去邻区。", "本单位")):
        page.get_by_role("link", name="写记录").click()
        page.get_by_label("内容").fill(text)
        page.get_by_role("radio", name=sight, exact=True).check()
        stays_in_width(page)
        page.get_by_role("button", name="写好了").click()
        expect(page.locator("#notes")).to_contain_text(text)
    page.get_by_role("link", name="加待办").click()
    page.get_by_label("要办的事").fill("核对冷库的备案类别")
    choose(page, "单位", "投资项目科")
    page.get_by_label("经办人").fill("审批一号")
    page.get_by_label("几个工作日内办完").fill("3")
    stays_in_width(page)
    page.get_by_role("button", name="加上").click()
    expect(page.locator("#tasks")).to_contain_text("核对冷库的备案类别")
    page.locator("#map").get_by_role("link", name=re.compile("手册")).click()
    page.get_by_role("navigation", name="结果").get_by_role("link", name=re.compile("清单")).click()
    expect(page.get_by_role("row", name=re.compile("^国有建设用地使用权出让"))).to_be_visible()
    stays_in_width(page)

    firm = district_at("firm2", f"/projects/{district.ids['guided']}")
    expect(firm.locator("#notes")).to_contain_text("请周五前把冷库图纸发来")
    expect(firm.get_by_text("企业嫌电费贵")).to_have_count(0)
    reviewer = district_at("review1", "/desk")
    expect(reviewer.locator("li.job", has_text="核对冷库的备案类别")).to_contain_text("投资项目科")


def test_a_reviewer_works_without_a_mouse(district: Desk, district_at: DeskAt, tmp_path: Path) -> None:
    page = district_at("review1", "/desk")
    page.on("filechooser", lambda chooser: None)  # asked for beforehand: Enter would be quicker than the first question for it
    press(page, page.get_by_role("link", name=re.compile("去办.*出具备案意见")))
    expect(page.get_by_role("heading", level=1)).to_contain_text("临岳精密轴承厂")
    press(page, page.locator("#tasks li", has_text="出具备案意见").get_by_role("link", name="办完"))
    reach(page, page.get_by_label("办得怎么样"))
    page.keyboard.type("已备案，代码当天发给企业。")
    press(page, page.get_by_role("button", name="办完了"))
    expect(said(page)).to_contain_text("计时已停")
    first = page.locator("#papers li", has_text="备案意见第一稿")
    for text, link in (("第一稿", page.get_by_role("link", name="传文件")), ("第二稿", first.get_by_role("link", name="传新版"))):
        press(page, link)
        reach(page, page.get_by_label("文件", exact=True))
        with page.expect_file_chooser() as chooser:
            page.keyboard.press("Enter")
        chooser.value.set_files(paper(tmp_path, f"备案意见{text}.txt", text))
        press(page, page.get_by_role("button", name="上传"))
        expect(said(page)).to_contain_text("文件收好了")
    expect(page.locator("#papers")).to_contain_text("以前的 1 版")
    press(page, page.get_by_role("navigation", name="主菜单").get_by_role("link", name="工作台"))
    press(page, page.get_by_role("link", name=re.compile("临岳精密轴承厂 · 核对能耗数据")).first)
    press(page, page.locator("summary", has_text="申请正当理由"))
    reach(page, page.get_by_label("理由", exact=True))
    page.keyboard.type("能耗限额表要等省里换发。")
    reach(page, page.get_by_label("请求有效到")).fill("2026-11-30")  # which part is typed first follows the browser's own language
    press(page, page.get_by_role("button", name="送督查员"))
    expect(said(page)).to_contain_text("已送督查员")

    owner = district_at("invest2", f"/projects/{district.ids['reviewed']}")
    owner.get_by_role("link", name="看全部，按类别、人、日子找").click()
    for words in ("已备案，代码当天发给企业。", "备案意见第二稿.txt", "申请正当理由核对能耗数据", "审批一号"):
        expect(owner.locator(".timeline")).to_contain_text(words)
    watch = district_at("watch", "/desk")
    watch.get_by_role("link", name=re.compile("去批.*核对能耗数据")).click()
    expect(watch.locator(".excuse")).to_contain_text("能耗限额表要等省里换发。")
    watch.get_by_role("button", name="批准理由").click()
    expect(watch.locator(".excuse")).to_contain_text("已批准")


def test_a_leader_goes_from_what_burns_to_what_is_to_be_done_and_shares_a_filter(district: Desk, district_at: DeskAt) -> None:
    page = district_at("leader", "/desk")
    page.get_by_role("link", name="看哪里着火").first.click()
    row = page.get_by_role("row", name=re.compile("望川新能源电池厂"))
    for words in ("出具用地意见", "审批三号", "理由待批"):
        expect(row).to_contain_text(words)
    row.get_by_role("link", name=re.compile("理由待批")).click()
    expect(page.locator(".excuse")).to_contain_text("勘测定界成果要等省厅坐标转换")
    expect(page.get_by_role("button", name="批准理由")).to_have_count(0)
    page.locator(".excuse").get_by_text("为什么我不能办").click()
    expect(page.locator(".excuse")).to_contain_text("督查员")
    page.get_by_role("link", name="看办件").click()
    page.get_by_role("link", name="写记录").click()
    page.get_by_label("内容").fill("请自然资源局本周三前给出书面意见，卡在省厅的我来协调。")
    page.get_by_role("button", name="写好了").click()

    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="项目库").click()
    page.get_by_role("list", name="按灯筛选").get_by_role("link", name=re.compile("超期")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("符合条件的有")
    expect(page.get_by_role("row", name=re.compile("望川新能源电池厂"))).to_be_visible()
    page.get_by_text("保存这些条件").click()
    page.get_by_label("名称", exact=True).fill("我盯的红灯")
    page.get_by_label("本单位的同事也能用（名称和条件同事看得见）").first.check()
    page.get_by_role("button", name="保存筛选").click()
    expect(page.get_by_role("list", name="保存的筛选")).to_contain_text("我盯的红灯")
    for tab, words in (("看板", "审批报建"), ("漏斗", "五个一批"), ("列表", "望川新能源电池厂")):
        page.get_by_role("navigation", name="怎么看").get_by_role("link", name=tab).click()
        expect(page.locator("main")).to_contain_text(words)
    page.get_by_text("导出这个列表").click()
    with page.expect_download() as file:
        page.get_by_role("button", name="导出 Excel").click()
    assert file.value.suggested_filename == "projects-2026-11-23.xlsx"

    other = district_at("leader2", "/projects/?sort=due")
    other.get_by_role("link", name=re.compile("我盯的红灯.*分管领导一号")).click()
    expect(other.get_by_role("row", name=re.compile("望川新能源电池厂"))).to_be_visible()
    told = district_at("review3", f"/projects/{district.ids['burning']}")
    expect(told.locator("#notes")).to_contain_text("卡在省厅的我来协调")
    auditor = district_at("auditor", "/ledger")
    expect(auditor.get_by_role("row", name=re.compile("分管领导一号.*导出|导出.*分管领导一号")).first).to_be_visible()


def test_an_enterprise_sees_its_own_project_and_only_what_is_for_it(district: Desk, district_at: DeskAt, stays_in_width: Check, tmp_path: Path) -> None:
    page = district_at("", "/desk", 390)
    enter(page, "企业联系人一号")
    stays_in_width(page)
    expect(page.get_by_text("去催")).to_have_count(0)
    page.get_by_role("link", name=re.compile("去办.*盖好章的承诺书寄回")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("百合乳品加工厂")
    expect(page.locator("#tasks").get_by_text("盖好章的承诺书寄回")).to_be_in_viewport()
    expect(page.locator("#notes")).to_contain_text("请周三带营业执照")
    for words in ("企业资金紧张", "卡在哪里", "现在由谁负责", "项目情况", "推进到"):
        expect(page.get_by_text(words)).to_have_count(0)
    stays_in_width(page)
    page.get_by_role("link", name="传文件").click()
    expect(page.get_by_role("radio")).to_have_count(1)
    page.get_by_label("文件", exact=True).set_input_files(paper(tmp_path, "承诺书.txt", "我们承诺。"))
    stays_in_width(page)
    page.get_by_role("button", name="上传").click()
    expect(page.locator("#papers")).to_contain_text("承诺书.txt")
    page.locator("#tasks").get_by_role("link", name="办完").click()
    page.get_by_label("办得怎么样").fill("已寄出，顺丰。")
    page.get_by_role("button", name="办完了").click()
    code = page.locator(".codes .code").inner_text()
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="项目库").click()
    expect(page.get_by_role("link", name="百合乳品加工厂")).to_be_visible()
    for words in ("星港冷链物流中心", "总投资"):
        expect(page.get_by_text(words)).to_have_count(0)
    page.goto(f"{district.address}/search?q=星港冷链")
    expect(page.locator("main")).to_contain_text("没有找到")
    page.goto(f"{district.address}/projects/{district.ids['guided']}")
    expect(page.get_by_text("星港冷链")).to_have_count(0)

    public = district_at("", "/p", 390)
    public.get_by_label("项目码").fill(code.lower().replace("-", ""))
    public.get_by_role("button", name="查进展").click()
    expect(public.get_by_role("heading", level=1)).to_have_text("百合乳品加工厂：走到“签约”")
    for words in ("营业执照", "某某装备", "招商二号", "承诺书"):
        expect(public.get_by_text(words)).to_have_count(0)
    owner = district_at("invest2", f"/projects/{code}")
    expect(owner.locator("#papers")).to_contain_text("企业联系人一号")
    expect(owner.locator("#done")).to_contain_text("已寄出，顺丰。")
