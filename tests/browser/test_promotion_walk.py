"""A lead becomes a signed agreement in a real browser: eleven people of nine units each do their part, see what is theirs and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DeskAt
from tests.conftest import Desk
from tests.projects.ladder import uscc

Check = Callable[[Page], None]
NAME: Final = "远洋风电轴承基地"
FIRM: Final = "云岭远洋轴承有限公司"
BACKGROUND: Final = "做了二十年轴承，这次是搬迁扩能。"
STORY: Final = (
    "登记线索（首接）", "开始评估", "交评估打分", "推荐承接单位", "决定由谁承接", "接收项目", "推送信息", "确认收到推送", "请部门联合预审", "提预审意见",
    "形成联合意见", "起草投资协议", "作公平竞争审查", "提交决策", "答复决策结果", "解除一票否决", "签订投资协议")
"""What the timeline tells, the oldest first."""


PEOPLE: Final = ("招商一号", "评审一号", "审批八号", "分管领导一号", "园区一号", "首席审批一号", "审批五号", "应急一号", "公平竞争审查一号")


def label(page: Page, words: str) -> Locator:
    """The field with a label that begins so."""
    return page.get_by_label(re.compile(f"^{re.escape(words)}"))


@dataclass
class Walk:
    """One project and those who work on it, each with a window of their own."""

    district: Desk
    open_page: DeskAt
    axe: Check
    stays_in_width: Check
    code: str = ""
    windows: dict[str, Page] = field(default_factory=dict)

    def at(self, who: str, path: str, width: int = 1440) -> Page:
        """Somebody opens an address; of the project, where it begins with nothing."""
        here = path if path.startswith("/") else f"/projects/{self.code}/{path}"
        if who not in self.windows:
            self.windows[who] = self.open_page(who, here, width)
        else:
            self.windows[who].set_viewport_size({"width": width, "height": 844 if width < 600 else 900})
            self.windows[who].goto(f"{self.district.address}{here}")
        return self.windows[who]

    def from_desk(self, who: str, words: str) -> Page:
        """Somebody finds on their desk what they were asked by name, and goes there."""
        page = self.at(who, "/desk")
        page.locator("li.job", has_text=re.compile(f"{NAME}.*{words}")).get_by_role("link", name=re.compile("去办")).first.click()
        return page

    def asked(self, who: str) -> Page:
        """Somebody finds in the list of what their unit was asked the first thing about it, and goes there."""
        page = self.at(who, "/promotion/asked")
        page.get_by_role("link", name=re.compile(f"去答复.*{NAME}")).first.click()
        return page

    def press(self, page: Page, button: str) -> None:
        """Send a form; the page that follows says that it was done."""
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.get_by_role("status").first).to_be_visible()

    def hidden_from(self, *people: str) -> None:
        """Somebody has nothing to do with it: neither its address nor a search tells them of it."""
        for who in people:
            expect(self.at(who, "").get_by_text(NAME)).to_have_count(0)
            expect(self.at(who, f"/search?q={NAME}").locator("main").get_by_role("link", name=re.compile(NAME))).to_have_count(0)

    def looks_well(self, page: Page) -> None:
        """Readable by all, and never wider than its window."""
        self.stays_in_width(page)
        self.axe(page)


@pytest.fixture
def walk(district: Desk, district_at: DeskAt, axe: Check, stays_in_width: Check) -> Walk:
    """On the demonstration."""
    return Walk(district, district_at, axe, stays_in_width)


def register(walk: Walk) -> None:
    """A promoter on the road registers the lead on a phone."""
    page = walk.at("invest1", "/promotion/leads/add", 390)
    label(page, "企业名称").fill(FIRM)
    label(page, "统一社会信用代码").fill(uscc(778))
    label(page, "想投什么").fill(NAME)
    label(page, "怎么接触上的").select_option("visit")
    page.locator("details.more-fields > summary").click()
    label(page, "投资主体").select_option("social")
    label(page, "项目类型").select_option("industrial")
    label(page, "总投资").fill("52000")
    walk.looks_well(page)
    walk.press(page, "查重并登记")
    expect(page.get_by_role("status").first).to_contain_text("首接归您")
    found = re.search(r"/projects/([^/]+)", page.url)
    assert found
    walk.code = found[1]
    page.set_viewport_size({"width": 1440, "height": 900})
    walk.hidden_from("invest4", "park1", "review5", "firm1")


def state(walk: Walk) -> None:
    """What the agreement and the departments need to know."""
    page = walk.at("invest1", "facts/land")
    label(page, "用地方式").select_option("grant_auction")
    page.get_by_role("button", name="看看会改变什么").click()
    walk.press(page, "保存")
    page = walk.at("invest1", "facts/scale")
    label(page, "用地面积").fill("100")
    page.get_by_role("button", name="看看会改变什么").click()
    walk.press(page, "保存")


def assess(walk: Walk) -> None:
    """Two judge it, each on their own; a leader decides who receives it; the park says that it has it."""
    page = walk.at("invest1", "promotion/assessment/begin")
    label(page, "评审人 1").fill("评审一号")
    label(page, "评审人 2").fill("审批八号")
    walk.press(page, "开始，请他们打分")
    for number, who in enumerate(("judge1", "review8")):
        page = walk.from_desk(who, "打分")
        page.get_by_text("是，可以").click()
        for points in page.locator("input[name^=p_]").all():
            points.fill(str(78 + 6 * number))
        for reason in page.locator("textarea[name^=r_]").all():
            reason.fill("看过方案，有把握。")
        if not number:
            walk.looks_well(page)
        walk.press(page, "交")
        expect(page.get_by_text("得分和分歧")).to_have_count(number)
    page = walk.at("invest1", "promotion/assessment/propose")
    label(page, "推荐由谁承接").select_option(label="云岭经济开发区管委会")
    label(page, "推荐意见").fill("可行，放在开发区。")
    leaders = label(page, "请谁决定")
    leaders.select_option(label=leaders.locator("option", has_text="分管领导一号").inner_text())
    walk.press(page, "报领导决定")
    page = walk.from_desk("leader", "定由谁承接")
    page.get_by_text("同意由它承接").click()
    label(page, "决定意见").fill("同意，抓紧对接。")
    walk.press(page, "决定")
    page = walk.at("park1", "promotion/assessment/take", 390)
    label(page, "答复").fill("已接收，园区一号跟进。")
    walk.looks_well(page)
    walk.press(page, "接收")


def brief(walk: Walk) -> None:
    """In negotiation the approval side is told, and says so."""
    page = walk.at("invest1", "move")
    walk.press(page, "推进")
    walk.hidden_from("chief")
    page = walk.at("invest1", "promotion/briefings/talks/send")
    for line, said in (("投资方背景", BACKGROUND), ("初步选址", "开发区东片"), ("预计产值", "年产值 8 亿元"), ("用房需求", "单层厂房")):
        label(page, line).fill(said)
    walk.press(page, "推送")
    page = walk.at("chief", "promotion/briefings")
    page.get_by_role("link", name=re.compile("看内容")).first.click()
    page.locator("main").get_by_role("link", name=re.compile("确认收到")).first.click()
    expect(page.locator("main")).to_contain_text(BACKGROUND)
    walk.press(page, "确认收到")


def review(walk: Walk) -> None:
    """All departments are asked at once; the environment vetoes it. What one says the others do not see before it is closed."""
    walk.hidden_from("safety1")
    page = walk.at("invest1", "promotion/review/ask")
    expect(page.locator("section.review-ask", has_text="能耗")).to_contain_text("可能要问")
    walk.looks_well(page)
    walk.press(page, "发出去")
    page = walk.asked("review5")
    page.get_by_label("不同意", exact=True).check()
    label(page, "依据").fill("生态环境分区管控方案第三条")
    label(page, "解除条件").fill("取得总量指标")
    walk.looks_well(page)
    walk.press(page, "提交意见")
    for who in ("safety1", "review8", "review8", "review3", "review3", "review6", "chief"):
        page = walk.asked(who)
        expect(page.get_by_text("取得总量指标")).to_have_count(0)
        page.get_by_label("同意", exact=True).check()
        walk.press(page, "提交意见")
    page = walk.at("invest1", "promotion/review/close")
    expect(page.get_by_role("alert")).to_contain_text("一票否决没有解除")
    walk.looks_well(page)
    walk.press(page, "形成联合意见")
    expect(walk.at("safety1", "promotion/review").locator("main")).to_contain_text("取得总量指标")


def agree(walk: Walk) -> None:
    """The agreement is drafted, reviewed for fair competition, decided on at the level that the rule says."""
    page = walk.at("invest1", "promotion/agreement/begin")
    walk.press(page, "起草")
    walk.looks_well(page)
    expect(page.locator("main")).to_contain_text("区政府常务会")
    page = walk.at("invest1", "promotion/agreement/fair/ask")
    label(page, "起草单位初审意见").fill("没有违反规定的优惠。")
    walk.press(page, "送审")
    page = walk.at("market1", "promotion/agreement/fair")
    page.get_by_label("通过", exact=True).check()
    label(page, "依据").fill("公平竞争审查条例第十条")
    walk.press(page, "答复")
    page = walk.at("invest1", "promotion/agreement/decision/put")
    label(page, "会议日期").fill("2026-11-23")
    label(page, "请谁办").fill("分管领导一号")
    walk.press(page, "提交")
    page = walk.from_desk("leader", "区政府常务会决策")
    page.get_by_label("同意", exact=True).check()
    label(page, "会议意见").fill("会议同意签约。")
    walk.press(page, "答复")


def lift(walk: Walk) -> None:
    """While the veto stands nothing is signed; who gave it lifts it, and nobody else."""
    page = walk.at("invest1", "promotion/agreement/sign")
    expect(page.get_by_role("button", name="签订")).to_be_disabled()
    expect(page.locator("main .lacks")).to_contain_text("没有未解除的一票否决")
    walk.looks_well(page)
    page = walk.at("safety1", "promotion/review")
    expect(page.get_by_role("link", name=re.compile("解除否决"))).to_have_count(0)
    page = walk.at("review5", "promotion/review")
    page.get_by_role("link", name=re.compile("解除否决")).click()
    label(page, "条件怎样满足的").fill("总量指标已经批复。")
    walk.press(page, "解除")


def sign(walk: Walk, folder: Path) -> None:
    """It is signed, with what both sides promised."""
    paper = folder / "远洋投资协议.txt"
    paper.write_text("甲方和乙方。")
    page = walk.at("invest1", "promotion/agreement/sign")
    label(page, "签好的协议").set_input_files(paper)
    expect(page.get_by_role("group", name="指定帮办专员并交付审批地图")).to_be_visible()
    walk.looks_well(page)
    walk.press(page, "签订")
    expect(page.locator("#promises")).to_contain_text("指定帮办专员并交付审批地图")


@pytest.mark.walk
@pytest.mark.mechanism("FL-07")
def test_a_lead_goes_the_whole_way_and_each_sees_what_is_theirs(walk: Walk, tmp_path: Path) -> None:
    register(walk)
    state(walk)
    assess(walk)
    brief(walk)
    review(walk)
    agree(walk)
    lift(walk)
    sign(walk, tmp_path)
    walk.hidden_from("review9", "firm1", "invest4")
    page = walk.at("invest1", "done")
    walk.looks_well(page)
    told, people = page.locator(".timeline b").all_inner_texts(), page.locator(".timeline").inner_text()
    while (older := page.get_by_role("link", name="更早的")).count():
        older.click()
        page.wait_for_load_state()
        told += page.locator(".timeline b").all_inner_texts()
        people += page.locator(".timeline").inner_text()
    rest = iter(told[::-1])
    assert all(one in rest for one in STORY), told[::-1]
    assert [one for one in PEOPLE if one not in people] == []
