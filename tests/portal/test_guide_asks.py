"""The guide asks one question at a time, keeps every answer, and refuses what cannot be, beside the field."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client
from django.utils.translation import gettext, override

from luodi.maps.places import slugs
from luodi.portal.queries.guide import guide
from luodi.portal.queries.kinds import answers_of, kinds
from tests.portal.words import HOSTILE, text_of

GUIDE = "/guide/jimo-2021"
TODAY = date(2026, 11, 23)


def asked(page: str) -> list[str]:
    """The attributes of the question on a page."""
    found = re.search(r'name="asked" value="([^"]*)"', page)
    return found[1].split(".") if found else []


def hidden(page: str) -> dict[str, str]:
    """The fields that the form of the question carries along."""
    form = page[page.index('class="card question"'):]
    form = form[:form.index("</form>")]
    return {unescape(name): unescape(value) for name, value in re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', form)}


def answered(client: Client, page: str, answers: dict[str, Any]) -> Any:
    """The page after one question: what the form would send, with the answers of a project."""
    sent: dict[str, Any] = hidden(page)
    for key in asked(page):
        value = answers.get(key)
        if isinstance(value, bool):
            sent[key] = "yes" if value else "no"
        elif isinstance(value, frozenset):
            sent[key] = sorted(value)
        elif value is None:
            sent[key] = "unsure"
        else:
            sent[key] = str(value)
    return client.get(f"{GUIDE}?{urlencode(sent, doseq=True)}", follow=True)


@pytest.mark.mechanism("FZ-03a")
@pytest.mark.parametrize("kind", [name for name, _ in kinds()])
def test_answering_only_what_is_asked_gives_the_map_of_the_whole_facts(client: Client, kind: str) -> None:
    answers = answers_of(kind, "jimo-2021", TODAY)
    known = guide(answers, "zh-Hans", TODAY)
    page, steps = client.get(GUIDE), 0
    while asked(page.content.decode()):
        page, steps = answered(client, page.content.decode(), dict(known.facts)), steps + 1
        assert page.status_code == 200
        assert steps < 40
    whole = known.plan
    walked = page.context["plan"]
    assert [p.id for p in walked.scheduled] == [p.id for p in whole.scheduled]
    assert {p.id for p in walked.unknown} == {p.id for p in whole.unknown}


def test_an_answer_is_in_the_address_and_can_be_changed(client: Client) -> None:
    page = client.get(f"{GUIDE}?investor_type=social&project_category=industrial&asked=investor_type", follow=True)
    query = parse_qs(urlsplit(page.redirect_chain[-1][0]).query)
    assert query["investor_type"] == ["social"]
    assert "asked" not in query
    again = client.get(f"{GUIDE}?investor_type=social&project_category=industrial&edit=investor_type").content.decode()
    assert asked(again) == ["investor_type"]
    assert re.search(r'value="social" checked', again)


def test_not_known_is_an_answer_and_is_not_asked_again(client: Client) -> None:
    first = asked(client.get(GUIDE).content.decode())
    page = client.get(f"{GUIDE}?unsure={'.'.join(first)}").content.decode()
    assert asked(page)
    assert not set(asked(page)) & set(first)


def test_a_list_left_empty_means_none_of_them(client: Client) -> None:
    page = client.get(f"{GUIDE}?investor_type=social&project_category=industrial&asked=operating_activities", follow=True)
    assert page.context["answers"].stated["operating_activities"] == frozenset()


@pytest.mark.parametrize(("typed", "said"), [
    ("3亿", "填的是“3亿”，这里的单位是万元，请填 30000"), ("2500万元", "请填 2500"), ("abc", "这里要填数字，单位是万元"), ("-5", "应在 0 到"),
    ("1e999", "这里要填数字"), ("9" * 40, "这里要填数字"), ("٣", "")])
def test_a_figure_that_cannot_be_is_refused_beside_its_field_and_nothing_is_lost(client: Client, typed: str, said: str) -> None:
    page = client.get(f"{GUIDE}?{urlencode({'investor_type': 'social', 'total_investment_wan': typed, 'asked': 'total_investment_wan'})}", follow=True)
    assert page.status_code == 200
    if said:
        words = page.content.decode()
        assert said in unescape(words)
        assert f'value="{typed}"' in words
        assert 'aria-invalid="true"' in words
        assert page.context["answers"].stated["investor_type"] == "social"


def test_full_width_figures_and_separators_are_read(client: Client) -> None:
    page = client.get(f"{GUIDE}?{urlencode({'total_investment_wan': '３０，０００'})}")
    assert page.context["answers"].stated["total_investment_wan"] == 30000


def test_answers_that_cannot_be_true_together_are_refused_with_the_reason(client: Client) -> None:
    said = {"investor_type": "social", "project_category": "warehouse", "land_mode": "allocation", "asked": "land_mode"}
    page = client.get(f"{GUIDE}?{urlencode(said)}", follow=True)
    words = text_of(page)
    assert page.status_code == 200
    assert "划拨" in words
    assert asked(page.content.decode()) == ["land_mode"]
    assert page.context["answers"].stated["project_category"] == "warehouse"
    assert "land_mode" not in page.context["answers"].stated


@pytest.mark.parametrize(("query", "said"), [
    ("start=2026-13-45", "日期请写成 2026-11-23 这样"), ("start=1999-01-01", "1999-01-01"), ("start=9999-12-31", "9999-12-31"),
    ("works=many", "0 到 3650 的整数"), ("works=99999999", "0 到 3650 的整数"), ("view=backward&by=soon", "日期请写成"),
    ("view=backward&by=3000-01-01&investor_type=social&project_category=industrial", "不在日历")])
def test_days_that_cannot_be_are_said_and_the_map_stays(client: Client, query: str, said: str) -> None:
    page = client.get(f"{GUIDE}?{query}")
    assert page.status_code == 200
    assert said in text_of(page) or said in unescape(page.content.decode())


def test_a_plan_not_yet_in_force_is_said_with_its_day(client: Client) -> None:
    page = client.get("/guide/qingdao-west-coast-2026?start=2026-03-02")
    assert page.status_code == 200
    assert "2026-03-31 起施行" in text_of(page)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stands_as_plain_words(client: Client, name: str) -> None:
    page = client.get(f"{GUIDE}?{urlencode({'name': name, 'investor_type': name, 'total_investment_wan': name})}")
    words = page.content.decode()
    assert page.status_code == 200
    assert "<script>alert" not in words
    assert "onerror=alert" not in unescape(words) or "<img" not in words
    assert "49" not in re.findall(r"<h1[^>]*>(.*?)</h1>", words, re.S)[0]
    assert "\x00" not in words
    assert "\u202e" not in words


@pytest.mark.parametrize("path", [
    "/guide/nowhere", "/guide/..", "/guide/national%00", "/guide/jimo-2021/handbook.exe", "/guide/nowhere/compare", "/guide/nowhere/share"])
def test_a_place_that_is_not_there_is_a_clear_page(client: Client, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 404
    assert "没有这一页" in text_of(page)


@pytest.mark.parametrize(("prefix", "code"), [("", "zh-hans"), ("/en", "en"), ("/ja", "ja"), ("/ko", "ko")])
def test_every_place_has_its_guide_in_every_language(client: Client, prefix: str, code: str) -> None:
    with override(code):
        words = {gettext(word) for word in ("从头到尾", "倒排工期", "分享")}
    assert code == "zh-hans" or not words & {"从头到尾", "倒排工期", "分享"}
    for slug in slugs():
        page = client.get(f"{prefix}/guide/{slug}?kind=leased-plant", follow=True)
        assert page.status_code == 200, slug
        assert f'<html lang="{code}"' in page.content.decode()
        assert all(word in text_of(page) for word in words), slug
