"""Shared links end and cannot be forged; the handbook is the same on the page and in every file."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pypdfium2
import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from luodi.portal.queries import shared
from luodi.portal.queries.kinds import answers_of, kinds
from tests.portal.words import HOSTILE, text_of

TODAY = date(2026, 11, 23)
QUERY = answers_of("warehouse", "jimo-2021", TODAY).query(name="临港仓储一号")


@pytest.fixture(autouse=True)
def _counters(settings: Settings) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


def link(client: Client, days: int = 30) -> str:
    """The shared address of a project, without its host."""
    words = client.get(f"/guide/jimo-2021/share?{QUERY}&days={days}").content.decode()
    found = re.search(r'value="http://testserver(/g/[^"]+)"', words)
    assert found
    return found[1]


def test_a_shared_link_shows_the_map_without_an_account(client: Client) -> None:
    words = text_of(client.get(link(client)))
    assert "临港仓储一号" in words
    assert "别人 2026年11月23日 分享给您的地图" in words


def test_a_shared_link_ends_on_its_day_and_says_so(client: Client, settings: Settings) -> None:
    path = link(client, days=7)
    settings.TODAY = "2026-11-30"
    assert client.get(path).status_code == 200
    settings.TODAY = "2026-12-01"
    gone = client.get(path)
    assert gone.status_code == 410
    assert "这个链接已经过期" in text_of(gone)


@pytest.mark.parametrize("change", [
    lambda t: t[:-1] + ("A" if t[-1] != "A" else "B"), lambda t: t[:20], lambda t: "x" * 5000, lambda t: t.upper(), lambda t: "%00" + t])
def test_a_forged_link_is_a_clear_page(client: Client, change: Any) -> None:
    path = link(client)
    forged = client.get("/g/" + change(path.removeprefix("/g/")))
    assert forged.status_code == 404
    assert "这个链接不对" in text_of(forged)


def test_a_link_signed_for_something_else_is_not_taken() -> None:
    from django.core import signing
    assert shared.read(signing.dumps({"p": "jimo-2021"}, salt="other"), TODAY).state == "forged"
    assert shared.read(signing.dumps({"p": "jimo-2021"}, salt=shared.SALT), TODAY).state == "forged"


def test_the_code_on_the_share_page_carries_its_link(client: Client) -> None:
    words = client.get(f"/guide/jimo-2021/share?{QUERY}").content.decode()
    assert 'class="qr"' in words
    assert " style=" not in words


@pytest.mark.mechanism("WC-03", "FL-08b", "PD-3b", "FL-14")
@pytest.mark.parametrize("kind", [name for name, _ in kinds()])
def test_the_handbook_of_every_kind_stands_on_a_page_without_an_account(client: Client, kind: str) -> None:
    found = client.get(f"/guide/fuling-2024/handbook?kind={kind}")
    words = text_of(found)
    plan = found.context["guide"].plan
    for planned in plan.scheduled:
        assert planned.item.title("zh-Hans") in words
    assert found.context["book"].version in words


@pytest.mark.parametrize(("kind", "begins"), [("pdf", b"%PDF-"), ("docx", b"PK"), ("xlsx", b"PK"), ("ics", b"BEGIN:VCALENDAR")])
def test_a_handbook_comes_in_four_kinds_of_file_with_its_name(client: Client, kind: str, begins: bytes) -> None:
    found = client.get(f"/guide/jimo-2021/handbook.{kind}?{QUERY}")
    assert found.status_code == 200
    assert found.content.startswith(begins)
    assert "filename*=UTF-8''" in found.headers["Content-Disposition"]
    assert "%E4%B8%B4%E6%B8%AF" in found.headers["Content-Disposition"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_in_a_file_is_only_a_name(client: Client, name: str) -> None:
    query = answers_of("leased-plant", "jimo-2021", TODAY).query(name=name)
    for kind in ("pdf", "docx", "xlsx", "ics"):
        found = client.get(f"/guide/jimo-2021/handbook.{kind}?{query}")
        assert found.status_code == 200, kind
        assert "\n" not in found.headers["Content-Disposition"]
    assert len(pypdfium2.PdfDocument(io.BytesIO(client.get(f"/guide/jimo-2021/handbook.pdf?{query}").content))) > 5


def test_files_are_made_only_so_many_times_a_minute_for_one_address(client: Client, settings: Settings) -> None:
    settings.EXPORTS_PER_MINUTE = 2
    codes = [client.get(f"/guide/jimo-2021/handbook.ics?{QUERY}", REMOTE_ADDR="10.0.0.9") for _ in range(3)]
    assert [c.status_code for c in codes] == [200, 200, 429]
    assert codes[2].headers["Retry-After"] == "60"
    assert "请求太多了" in text_of(codes[2])
    assert client.get(f"/guide/jimo-2021/handbook.ics?{QUERY}", REMOTE_ADDR="10.0.0.10").status_code == 200


def test_choosing_on_the_shelf_opens_that_handbook(client: Client) -> None:
    found = client.get(f"/handbooks?{urlencode({'place': 'fuzhou-2025', 'kind': 'road'})}", follow=True)
    assert found.redirect_chain[0][0] == "/guide/fuzhou-2025/handbook?kind=road"
    assert found.status_code == 200
