"""The catalog of items: found, narrowed, counted, and safe whatever is typed."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from luodi.maps.places import places, slugs

HTMX = {"HX-Request": "true"}


def text_of(client: Client, **asked: str) -> str:
    answer = client.get("/items", {"place": "jimo-2021", **asked})
    assert answer.status_code == 200
    return answer.content.decode()


def main_of(answer: Any) -> str:
    """The page without its frame, whose links repeat the address."""
    return str(answer.content.decode().split("<main")[-1].split("</main>")[0])


def listed(text: str) -> list[str]:
    """The ids in the list, in order."""
    return re.findall(r'class="what"><a href="(?:/en|/ja|/ko)?/items/[\w-]+/(\w+)"', text)


def option(text: str, value: str) -> str:
    """The words of a choice of a filter."""
    found = re.search(rf'<option value="{re.escape(value)}"[^>]*>(.*?)</option>', text)
    assert found, value
    return unescape(found[1])


def test_without_a_place_the_first_one_is_shown(client: Client) -> None:
    answer = client.get("/items")
    assert answer.status_code == 200
    assert answer.context["place"].slug == places()[0].slug


@pytest.mark.parametrize("slug", slugs())
def test_every_place_lists_all_its_items_under_its_own_stages(client: Client, slug: str) -> None:
    answer = client.get("/items", {"place": slug})
    mechanism = answer.context["place"]
    assert sorted(listed(answer.content.decode())) == sorted(mechanism.items)
    order = [stage.id for stage in mechanism.stages]
    shown = [base.split(".")[0] for base, _, _ in answer.context["catalog"].groups]
    assert sorted(shown, key=order.index) == shown


def test_a_row_says_who_decides_in_how_many_days_on_what_basis_and_for_whom(client: Client) -> None:
    text = text_of(client, q="joint_acceptance")
    row = text[text.index('class="what"'):text.index("</tbody>")]
    assert "工程建设项目联合验收" in row
    assert "住建局牵头" in row
    assert "12 个工作日" in row
    assert 'class="badge basis promised">承诺' in row
    assert "领取施工许可的房建市政工程" in row


def test_cases_of_a_limit_are_shown_from_the_shortest_to_the_longest(client: Client) -> None:
    assert "20–45 个自然日" in text_of(client, q="discharge_permit")


def test_what_was_typed_is_searched_and_counted_and_stays_in_the_field(client: Client) -> None:
    text = text_of(client, q="sgxk")
    assert listed(text)[0] == "construction_permit"
    assert f"“sgxk”找到 {len(listed(text))} 项" in text
    assert 'name="q" value="sgxk"' in text


def test_an_item_found_by_its_result_says_so(client: Client) -> None:
    assert "办成得到的证件里有“营业执照”" in text_of(client, q="营业执照")


def test_each_choice_counts_what_it_would_leave(client: Client) -> None:
    text = text_of(client, q="验收", kind="licence", stage="acceptance")
    for value in re.findall(r'<select id="id-stage".*?</select>', text, re.S)[0].split('value="')[2:]:
        stage = value.split('"')[0]
        count = int(re.search(r"\((\d+)\)$", option(text, stage))[1])  # type: ignore[index]
        assert len(listed(text_of(client, q="验收", kind="licence", stage=stage))) == count


def test_filters_narrow_together_and_each_can_be_taken_back(client: Client) -> None:
    narrow = text_of(client, stage="construction", unit="housing", kind="licence")
    assert set(listed(narrow)) == {"fire_review", "construction_permit"}
    assert "/items?place=jimo-2021&amp;unit=housing&amp;kind=licence" in narrow
    assert set(listed(narrow)) < set(listed(text_of(client, unit="housing", kind="licence")))


def test_a_stage_that_holds_many_national_stages_offers_those_too(client: Client) -> None:
    whole = client.get("/items", {"place": "qingdao-west-coast-2026", "stage": "middle"})
    part = client.get("/items", {"place": "qingdao-west-coast-2026", "stage": "middle.construction"})
    assert 0 < len(listed(part.content.decode())) < len(listed(whole.content.decode()))
    assert "中端服务 · 施工许可" in part.content.decode()


def test_a_department_is_found_by_the_unit_that_decides_in_this_place(client: Client) -> None:
    there = client.get("/items", {"place": "qingdao-west-coast-2026", "unit": "approval"}).content.decode()
    assert "joint_acceptance" in listed(there)
    assert "joint_acceptance" not in listed(text_of(client, unit="approval"))


@pytest.mark.parametrize("facet", ["stage", "unit", "kind"])
@pytest.mark.parametrize("value", ["nonsense", "middle.construction", "<b>", "𠮷" * 500])
def test_an_unknown_filter_is_said_beside_it_and_left_out(client: Client, facet: str, value: str) -> None:
    text = text_of(client, q="消防", **{facet: value})
    assert listed(text) == listed(text_of(client, q="消防"))
    field = re.search(rf'<select id="id-{facet}"[^>]*aria-invalid="true".*?<p class="error" id="error-{facet}">(.*?)</p>', text, re.S)
    assert field
    assert f"这里没有“{value[:40]}”" in unescape(field[1])
    assert "<b>" not in field[1]


def test_nothing_found_offers_what_comes_close_and_a_way_on(client: Client) -> None:
    text = text_of(client, q="permit for water")
    assert listed(text) == []
    assert "没有找到“permit for water”" in text
    assert "/items/jimo-2021/water_soil" in text
    assert "/guide/jimo-2021" in text


def test_filters_that_leave_nothing_say_how_much_there_is_without_them(client: Client) -> None:
    text = text_of(client, q="消防", unit="tax")
    assert "筛得太细了" in text
    assert "去掉筛选，有 5 项" in text


HOSTILE = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "𠮷", "x" * 10_000, "\x00\x01\x1b[31m", "{{ settings.SECRET_KEY }}", "%(n)s %s",
           "'; --", "\u202e", "&lt;b&gt;", "🏗️", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")]


@pytest.mark.parametrize("typed", HOSTILE)
@pytest.mark.parametrize("lang", ["", "/en"])
def test_whatever_is_typed_is_shown_as_text_and_breaks_nothing(client: Client, typed: str, lang: str) -> None:
    for headers in ({}, HTMX):
        answer = client.get(f"{lang}/items", {"place": "jimo-2021", "q": typed}, headers=headers)
        text = main_of(answer)
        assert answer.status_code == 200
        assert "<script>alert" not in text
        assert "<img" not in text
        assert "\x00" not in text
        assert "x" * 101 not in text


def test_what_is_too_long_is_cut_and_that_is_said(client: Client) -> None:
    assert "只按前 100 个字查找" in text_of(client, q="施工" * 5000)
    assert "只按前 100 个字查找" not in text_of(client, q="施工许可")


def test_htmx_gets_the_results_with_the_count_to_announce_and_an_address_to_keep(client: Client) -> None:
    answer = client.get("/items", {"place": "jimo-2021", "q": "消防", "stage": "", "unit": "", "kind": ""},
                        headers={**HTMX, "HX-Current-URL": "http://testserver/items?place=jimo-2021"})
    text = answer.content.decode()
    assert "<html" not in text
    assert listed(text) == listed(text_of(client, q="消防"))
    assert re.search(r'hx-swap-oob="innerHTML:#items-count">\s*“消防”找到 5 项', text)
    assert 'hx-swap-oob="innerHTML:#items-facets"' in text
    assert answer.headers["HX-Push-Url"] == "/items?place=jimo-2021&q=%E6%B6%88%E9%98%B2"


def test_another_place_is_another_page(client: Client) -> None:
    answer = client.get("/items", {"place": "fuling-2024"}, headers={**HTMX, "HX-Current-URL": "http://testserver/items?place=jimo-2021"})
    assert answer.headers["HX-Redirect"] == "/items?place=fuling-2024"


def test_the_count_stands_in_a_status_that_is_announced(client: Client) -> None:
    assert re.search(r'id="items-count"[^>]*role="status"', text_of(client))


@pytest.mark.parametrize(("place", "near"), [("jimo", "jimo-2021"), ("即墨", "jimo-2021"), ("fuling", "fuling-2024")])
def test_an_unknown_place_is_not_found_and_the_nearest_are_named(client: Client, place: str, near: str) -> None:
    answer = client.get("/items", {"place": place})
    assert answer.status_code == 404
    assert f"/items?place={near}" in answer.content.decode()


def test_an_unknown_place_is_shown_as_text(client: Client) -> None:
    answer = client.get("/items", {"place": "<script>" * 1000})
    assert answer.status_code == 404
    assert "<script>&" not in answer.content.decode()
    assert len(main_of(answer)) < 2_000


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post("/items").status_code == 405
    assert client.post("/items/jimo-2021/construction_permit").status_code == 405


def test_chinese_on_an_english_page_is_marked_as_chinese(client: Client) -> None:
    text = client.get("/en/items", {"place": "jimo-2021"}).content.decode()
    body = text[text.index('<table class="table cards items">'):text.index("</table>")]
    without = re.sub(r'<span lang="zh-Hans">[^<]*</span>', "", re.sub(r"<caption.*?</caption>", "", body))
    rows = "".join(words for pair in re.findall(r'class="who"[^>]*>(.*?)</td>|<span class="clamp">(.*?)</span></td>', without, re.S) for words in pair)
    assert not re.search(r"[\u4e00-\u9fff]", rows)
    assert 'lang="zh-Hans">住建局' in body
    assert "Construction permit" in body


def test_the_catalog_asks_the_database_nothing(client: Client, django_assert_num_queries: Any, db: None) -> None:
    with django_assert_num_queries(0):
        client.get("/items", {"place": "jimo-2021", "q": "消防"})
        client.get("/items/jimo-2021/construction_permit")
