"""What every answer of the product carries, and what it says when something is wrong."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection
from django.test import Client, RequestFactory, override_settings

from luodi.frame.middleware import POLICY, local_today
from luodi.site import views

LANGS = {"": ("zh-hans", "没有这一页"), "/en": ("en", "There is no such page"), "/ja": ("ja", "このページはありません"),
         "/ko": ("ko", "페이지를 찾을 수 없습니다")}


@pytest.mark.parametrize("path", ["/styleguide", "/en/styleguide", "/nowhere"])
def test_every_page_lets_in_only_our_own_scripts_and_no_frame_around_it(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"] == POLICY
    assert "unsafe" not in POLICY
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_pages_carry_no_inline_script_and_no_inline_style(client: Client) -> None:
    text = client.get("/styleguide").content.decode()
    assert "<style" not in text
    assert " style=" not in text
    assert " onclick=" not in text
    assert all("src=" in tag.split(">")[0] for tag in text.split("<script")[1:])


@pytest.mark.django_db
def test_health_says_ok_and_the_version_and_is_never_cached(client: Client) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert "no-store" in answer.headers["Cache-Control"]


def test_health_says_so_when_the_database_is_gone(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise DatabaseError
    monkeypatch.setattr(connection, "cursor", gone)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (503, "no database")


def test_health_is_only_read(client: Client) -> None:
    assert client.post("/healthz").status_code == 405


@pytest.mark.parametrize(("prefix", "code", "said"), [(prefix, *rest) for prefix, rest in LANGS.items()])
def test_a_missing_page_says_so_in_the_readers_language_and_leads_on(client: Client, prefix: str, code: str, said: str) -> None:
    answer = client.get(f"{prefix}/nowhere")
    assert answer.status_code == 404
    text = answer.content.decode()
    assert said in text
    assert f'<html lang="{code}"' in text
    assert f'href="{prefix}/guide"' in text


@pytest.mark.parametrize("code", [400, 403, 500])
@pytest.mark.parametrize("lang", ["zh-hans", "en", "ja", "ko"])
def test_every_error_has_a_page_in_every_language(lang: str, code: int) -> None:
    from django.utils import translation
    page = {400: views.bad_request, 403: views.forbidden, 500: views.broken}[code]
    request = RequestFactory().get("/")
    with translation.override(lang):
        answer = page(request)
    assert answer.status_code == code
    text = answer.content.decode()
    assert f'<html lang="{lang}"' in text
    assert str(code) in text
    assert (ERRORS[code] in text) is (lang == "zh-hans")


ERRORS = {400: "这个请求看不懂", 403: "这一页不能看", 500: "出错了，是我们的问题"}


def test_a_host_that_is_not_ours_gets_the_page_for_bad_requests(client: Client) -> None:
    answer = client.get("/styleguide", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "这个请求看不懂" in answer.content.decode()


def test_a_path_with_markup_in_it_is_not_repeated_as_markup(client: Client) -> None:
    text = client.get('/nowhere/"><script>alert(1)</script>').content.decode()
    assert "<script>alert" not in text


def test_today_is_the_day_that_the_settings_take_for_today(client: Client) -> None:
    assert local_today().isoformat() == "2026-11-23"
    assert "2026年11月23日" in client.get("/styleguide").content.decode()


def test_the_language_of_the_browser_does_not_change_an_address_without_a_prefix(client: Client) -> None:
    assert '<html lang="zh-hans"' in client.get("/styleguide", headers={"accept-language": "en"}).content.decode()


def test_every_page_names_itself_in_all_languages(client: Client) -> None:
    text = client.get("/ja/styleguide?a=1").content.decode()
    for code, url in {"zh-hans": "/styleguide?a=1", "en": "/en/styleguide?a=1", "ja": "/ja/styleguide?a=1", "ko": "/ko/styleguide?a=1"}.items():
        assert f'<link rel="alternate" hreflang="{code}" href="{url}">' in text


@override_settings(TODAY="")
def test_without_a_set_day_today_is_the_day_in_china(monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import datetime, tzinfo

    from luodi.frame import middleware

    class Late(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Late:
            return cls.fromisoformat("2026-11-22T17:30:00+00:00").astimezone(tz)
    monkeypatch.setattr(middleware, "datetime", Late)
    assert middleware.local_today().isoformat() == "2026-11-23"
