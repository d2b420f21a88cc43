"""The page of one item: what it says, for every item of every place."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import cast

import pytest
from django.test import Client, RequestFactory
from django.utils.translation import override

from luodi.engine.plan.words import CONFIDENCE
from luodi.frame.middleware import Request
from luodi.maps.places import slugs
from luodi.portal.queries.items import page, standing
from luodi.portal.views import items as views

TODAY = date(2026, 11, 23)


def plain(text: str) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", text)))


def page_of(client: Client, item: str, place: str = "jimo-2021", lang: str = "") -> str:
    answer = client.get(f"{lang}/items/{place}/{item}")
    assert answer.status_code == 200
    return answer.content.decode()


def part(text: str, name: str) -> str:
    """The words of a section."""
    return plain(text[text.index(f'id="{name}"'):].split("</section>")[0])


def shown(slug: str, item: str, lang: str = "zh-Hans") -> str:
    """A page as the view makes it, without the test client, which would copy every context."""
    request = cast(Request, RequestFactory().get(f"/items/{slug}/{item}"))
    request.today, request.lang = TODAY, lang
    with override(lang.lower()):
        answer = views.item(request, slug, item)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("slug", slugs())
def test_every_item_of_every_place_has_its_page(slug: str) -> None:
    for item in standing(slug, TODAY).mechanism.items.values():
        assert f"<h1>{item.title('zh-Hans')}</h1>" in unescape(shown(slug, item.id))


@pytest.mark.parametrize("lang", ["en", "ja", "ko"])
def test_every_item_has_its_page_in_every_language(lang: str) -> None:
    for item in standing("west-coast-2021", TODAY).mechanism.items.values():
        assert item.title(lang) in unescape(shown("west-coast-2021", item.id, lang))


def test_the_head_answers_who_decides_in_how_many_days(client: Client) -> None:
    head = plain(page_of(client, "joint_acceptance").split('class="item-jump"')[0])
    assert "由住建局牵头决定，承诺 12 个工作日办结。" in head


def test_the_enterprises_own_item_is_not_called_an_approval(client: Client) -> None:
    assert "由建设单位完成，不是行政审批；天数自己定。" in plain(page_of(client, "construction_drawings"))


def test_the_condition_stands_in_words_and_point_by_point_with_limits_and_law(client: Client) -> None:
    words = part(page_of(client, "construction_permit"), "if")
    assert "工程投资额超过 30 万元，且（项目类型为" in words
    assert "以下都要符合" in words
    assert "以下符合一条就行" in words
    assert "公布的界线：300 平方米以下：可以不领施工许可证（省级可调整）" in words
    assert "建筑工程施工许可管理办法 未核" in words


def test_limits_stand_side_by_side_with_source_confidence_and_start(client: Client) -> None:
    words = part(page_of(client, "construction_permit"), "days")
    assert "承诺 本地方案没有写这一项的承诺时限。" in words
    assert "法定 7个自然日 从收到申请起算，当天不计" in words
    assert "建筑法 第八条: 自收到申请之日起七日内 已核条文" in words
    assert "条文只写“日”，这里按自然日数。" in words
    assert "外地公布 地图按这个排 3个工作日 从受理起算" in words


def test_a_promise_shorter_than_the_law_says_by_how_much() -> None:
    seen = []
    with override("zh-hans"):
        for here in (standing(slug, TODAY) for slug in slugs()):
            seen += [day.compared for key in here.mechanism.items for day in page(here, key, TODAY, "zh-Hans").days if day.basis == "promised" and day.number]
    assert seen
    assert all(words == "" or words.startswith("比法定少 ") for words in seen)


def test_cases_of_a_limit_are_all_told_even_those_told_in_words_only(client: Client) -> None:
    words = part(page_of(client, "discharge_permit"), "days")
    assert "法定 地图按这个排 20–45个自然日" in words
    assert "排污许可管理类别为“简化管理”20 个自然日" in words
    assert "需现场核查45 个自然日" in words


def test_extension_floor_own_deadline_and_preparation_are_told(client: Client) -> None:
    assert "可以延长最多再加 10 个工作日，只能一次 · 本机关负责人批准" in part(page_of(client, "waste_disposal"), "days")
    assert "最短不得少于20 个自然日 · 招标文件开始发出 → 提交投标文件截止招标投标法 第二十四条 已核条文" in part(page_of(client, "bidding"), "days")
    assert "申请人自己的期限领取营业执照 · 之后 30 个自然日内办" in part(page_of(client, "ent_tax"), "days")
    assert "企业备料约 3 个工作日" in part(page_of(client, "construction_permit"), "days")


def test_pauses_say_which_limit_they_stop_and_by_what_law(client: Client) -> None:
    words = part(page_of(client, "discharge_permit"), "days")
    assert "听证法定和承诺的时限都不计 · 须书面告知申请人 · 行政许可法 第四十五条、第四十七条 已核条文" in words
    assert "现场核查只是承诺的时限不计" in words


def test_papers_say_who_brings_them_in_what_form_when_and_whether_they_may_follow(client: Client) -> None:
    text = page_of(client, "construction_permit")
    words = part(text, "papers")
    assert "施工许可申请表 企业填本事项的表 电子都要" in words
    assert "建设工程规划许可证 不用另交 来自 建设工程规划许可证核发 或 乡村建设规划许可证 电子新建改建扩建" in words
    assert "用地批准手续 可容缺后补" in words
    assert "办成得到建筑工程施工许可证" in words
    assert 'href="/items/jimo-2021/planning_permit"' in text


def test_what_it_waits_for_and_what_waits_for_it_are_linked_with_the_reason(client: Client) -> None:
    words = part(page_of(client, "construction_permit"), "order")
    assert "施工图设计(建设单位组织)法定先后" in words
    assert "工程施工法定先后 · 法定关口" in words
    assert "房屋所有权首次登记要它的结果：房屋已竣工的材料(竣工验收备案表/联合验收意见书) · 通常先后" in part(page_of(client, "joint_acceptance"), "order")


def test_an_item_that_waits_for_nothing_says_so(client: Client) -> None:
    assert "不等任何事项，随时可以办。" in part(page_of(client, "ent_name"), "order")


def test_joint_handling_names_members_host_and_what_falls_away(client: Client) -> None:
    words = part(page_of(client, "joint_acceptance"), "order")
    assert "里面包含（项目要办的才算）：规划条件核实" in words
    assert "一并办理时，“工程竣工验收(建设单位组织)”不必等“规划条件核实(土地核验合并)”先办完。" in words
    assert "要办联合事项时并入：工程建设项目联合验收" in part(page_of(client, "fire_acceptance"), "order")
    assert "可以并入（本地推行合并时）：建筑工程施工许可证核发" in part(page_of(client, "quality_supervision"), "order")


def test_law_stands_with_its_excerpt_how_sure_we_are_and_its_text(client: Client) -> None:
    words = part(page_of(client, "construction_permit"), "law")
    assert "《建筑法》第七条 已核条文申请领取施工许可证条文版本 2026-08-28" in words
    assert all(said.zh for said in CONFIDENCE.values())


def test_who_handles_it_names_units_when_and_by_what_power(client: Client) -> None:
    words = part(page_of(client, "construction_permit", "qingdao-west-coast-2026"), "who")
    assert "区行政审批服务局仅当：“赋权功能区或园区”为“否”施工许可服务专班牵头 · 附件2" in words
    assert "住建局/行政审批局其他情况，按国家目录" in words
    assert "施工许可服务专班牵头：区行政审批服务局" in words


def test_levers_of_the_place_say_what_they_do_and_what_they_ask(client: Client) -> None:
    words = part(page_of(client, "construction_permit"), "levers")
    assert "施工许可告知承诺（当日办结）可以选用 见于文件 变为即办办结后 15 个工作日内补交：中标通知书/发包合同" in words
    assert "质监安监并入施工许可（三合一）本地都这样办" in words
    assert "施工图容缺1个月" in words
    assert "办结后 1 个月内补交" in words
    assert "别处有、本地没有写的" in words


def test_the_bundle_lists_the_other_items(client: Client) -> None:
    text = page_of(client, "ent_setup")
    assert "企业开办一件事" in text
    assert "同办的还有 7 项" in text


def test_what_the_place_leaves_open_is_said_with_what_is_used_until_then(client: Client) -> None:
    words = part(page_of(client, "construction_permit"), "open")
    assert "“建筑工程施工许可证核发”承诺几日办结、单位、从何时起算、哪些时间不计暂按：外地公布值 3 个工作日" in words
    assert 'id="open"' not in page_of(client, "construction_permit", "national")


def test_versions_stand_newest_first_with_what_changed(client: Client) -> None:
    text = page_of(client, "discharge_permit")
    words = part(text, "versions")
    assert words.index("2026年8月15日") < words.index("2021年3月1日")
    assert "现行" in words
    assert "原为：《环境保护法》第四十五条" in words
    assert "改为：《生态环境法典》" in words
    assert 'id="versions"' not in page_of(client, "construction_permit")


def test_a_version_to_come_is_announced_at_the_top_and_not_yet_used(client: Client, settings: object) -> None:
    settings.TODAY = "2026-08-01"  # type: ignore[attr-defined]
    text = page_of(client, "discharge_permit", "national")
    assert "2026年8月15日起有变化，" in plain(text)
    assert "将施行" in part(text, "versions")
    assert "《环境保护法》第四十五条" in part(text, "law")


def test_a_plan_not_yet_in_force_is_shown_with_a_warning(client: Client, settings: object) -> None:
    settings.TODAY = "2024-06-01"  # type: ignore[attr-defined]
    assert "这个机制从 2024-11-01 起施行" in page_of(client, "construction_permit", "fuling-2024")
    assert "这个机制从 2024-11-01 起施行" in client.get("/items", {"place": "fuling-2024"}).content.decode()


def test_what_is_known_in_chinese_only_is_marked_on_an_english_page(client: Client) -> None:
    text = page_of(client, "construction_permit", lang="/en")
    assert '<span lang="zh-Hans">住建局/行政审批局</span>' in text
    assert '<h1>Construction permit</h1>' in text
    assert '<h1><span lang="zh-Hans">建筑工程施工许可证核发</span></h1>' in page_of(client, "construction_permit", lang="/ja")


@pytest.mark.parametrize(("item", "near"), [
    ("construction-permit", "construction_permit"), ("sgxk", "construction_permit"), ("constructoin_permit", "construction_permit"), ("eia", "eia_form")])
def test_an_unknown_item_is_not_found_and_the_nearest_are_named(client: Client, item: str, near: str) -> None:
    answer = client.get(f"/items/jimo-2021/{item}")
    assert answer.status_code == 404
    assert f'href="/items/jimo-2021/{near}"' in answer.content.decode()


def test_an_unknown_place_of_a_known_item_leads_to_the_item_in_the_nearest_places(client: Client) -> None:
    answer = client.get("/items/jimo/construction_permit")
    assert answer.status_code == 404
    assert 'href="/items/jimo-2021/construction_permit"' in answer.content.decode()


def test_every_link_to_another_item_leads_somewhere(client: Client) -> None:
    items = standing("jimo-2021", TODAY).mechanism.items
    for key in ("construction_permit", "joint_acceptance", "land_grant", "planning_permit"):
        assert set(re.findall(r'href="/items/jimo-2021/(\w+)"', page_of(client, key))) <= set(items)
