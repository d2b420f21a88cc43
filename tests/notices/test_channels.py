"""Every channel against a real receiver: what it sends, and what it makes of the answers."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django import Settings

from luodi.engine.source import Said
from luodi.notices import wire
from luodi.notices.channels import ROBOTS, dingtalk, generic, mail, wecom
from luodi.notices.letters import Letter, Part, Receiver, Undelivered, letter
from luodi.notices.models import Channel
from tests.notices.acts import MONDAY
from tests.notices.receivers import Hook, Mailbox

SECRET = "SEC0123456789abcdef"
Send = Callable[[Letter, Receiver], None]


def one(**more: Any) -> Letter:
    part = Part(Said("变黄灯", "turned yellow"), Said("还剩 3 个工作日\n请尽快办理", "3 working days left"), "https://luodi.example/notices/1/open")
    return letter("2.mail.7.clock.5", [part], MONDAY, **more)


def to(hook: Hook) -> Receiver:
    return Receiver(f"{hook.address}?access_token=very-secret", SECRET)


@pytest.fixture(params=list(Channel))
def robot(request: pytest.FixtureRequest) -> Send:
    return ROBOTS[request.param]


def test_wecom_hears_markdown(hook: Hook) -> None:
    wecom.send(one(), to(hook))
    said = json.loads(hook.heard[0].body)
    assert said == {"msgtype": "markdown", "markdown": {"content": "[变黄灯](https://luodi.example/notices/1/open)\n> 还剩 3 个工作日\n> 请尽快办理"}}
    assert hook.heard[0].path == "/hook?access_token=very-secret"


def test_dingtalk_hears_markdown_with_a_signature_of_now(hook: Hook) -> None:
    dingtalk.send(one(), to(hook))
    asked = parse_qs(urlsplit(hook.heard[0].path).query)
    (timestamp,) = asked["timestamp"]
    signature = base64.b64encode(hmac.new(SECRET.encode(), f"{timestamp}\n{SECRET}".encode(), hashlib.sha256).digest()).decode()
    assert asked == {"access_token": ["very-secret"], "timestamp": [timestamp], "sign": [signature]}
    assert abs(int(timestamp) / 1000 - time.time()) < 3600
    said = json.loads(hook.heard[0].body)
    assert (said["msgtype"], said["markdown"]["title"]) == ("markdown", "变黄灯")


def test_the_generic_one_hears_json_with_a_signature_and_a_key(hook: Hook) -> None:
    generic.send(one(), to(hook))
    heard = hook.heard[0]
    signature = hmac.new(SECRET.encode(), heard.headers["x-luodi-timestamp"].encode() + b"." + heard.body, hashlib.sha256).hexdigest()
    assert heard.headers["x-luodi-signature"] == f"sha256={signature}"
    assert heard.headers["idempotency-key"] == "2.mail.7.clock.5"
    assert json.loads(heard.body)["notices"][0]["title"] == {"zh": "变黄灯", "en": "turned yellow"}


def test_a_title_cannot_make_a_link_or_call_somebody(hook: Hook) -> None:
    wecom.send(letter("k", [Part(Said("<@all> [点我](http://evil.example) **大**\n# 题", ""), Said("", ""))], MONDAY), to(hook))
    content = json.loads(hook.heard[0].body)["markdown"]["content"]
    assert not set(content.strip("*")) & set("<>[]*#@")


@pytest.mark.parametrize("most", [4096, 300])
def test_what_does_not_fit_is_counted_and_no_character_is_halved(most: int) -> None:
    from luodi.notices.channels.robots import markdown
    parts = [Part(Said(f"第 {n} 件" + "长" * 60, ""), Said("", "")) for n in range(50)]
    text = markdown(letter("k", parts, MONDAY), most)
    shown = text.count("第 ")
    assert len(text.encode()) <= most
    assert f"另有 {50 - shown} 条" in text
    assert len(markdown(letter("k", [Part(Said("x", ""), Said("长" * 4000, ""))], MONDAY), most).encode()) <= most


@pytest.mark.parametrize(("change", "says"), [
    ({"code": 500, "answer": b"broken"}, "HTTP 500: broken"), ({"code": 404, "answer": b""}, "HTTP 404"), ({"cuts": True}, "连不上 127.0.0.1"),
    ({"code": 302, "headers": {"Location": "http://127.0.0.1:1/"}}, "没有跟去"), ({"code": 500, "answer": b"x" * 100_000}, "HTTP 500: xxx"),
    ({"code": 500, "headers": {"Content-Encoding": "gzip"}, "answer": b"no gzip"}, "127.0.0.1")])
def test_what_goes_wrong_is_said_without_the_address(hook: Hook, robot: Send, change: dict[str, Any], says: str) -> None:
    for name, value in change.items():
        setattr(hook, name, value)
    with pytest.raises(Undelivered) as problem:
        robot(one(), to(hook))
    assert says in str(problem.value)
    assert "very-secret" not in str(problem.value)
    assert SECRET not in str(problem.value)
    assert len(str(problem.value)) < 500
    assert len(hook.heard) == 1


def test_who_does_not_answer_is_not_waited_for_longer_than_the_limit(hook: Hook, robot: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "TIMEOUT", 0.2)
    hook.hangs = True
    with pytest.raises(Undelivered, match="没有回答"):
        robot(one(), to(hook))


def test_429_asks_to_be_left_alone(hook: Hook, robot: Send) -> None:
    hook.code = 429
    with pytest.raises(Undelivered) as problem:
        robot(one(), to(hook))
    assert problem.value.pause


@pytest.mark.parametrize(("send", "answer", "pauses"), [
    (wecom.send, b'{"errcode": 93000, "errmsg": "invalid webhook url"}', False), (wecom.send, b'{"errcode": 45009}', True),
    (dingtalk.send, b'{"errcode": 310000, "errmsg": "sign not match"}', False), (dingtalk.send, b'{"errcode": 130101, "errmsg": "too fast"}', True),
    (wecom.send, b"<html>a portal of the hotel</html>", False), (wecom.send, b"[]", False), (dingtalk.send, b'{"errcode": "x"}', False)])
def test_200_alone_does_not_mean_that_a_vendor_took_it(hook: Hook, send: Send, answer: bytes, pauses: bool) -> None:
    hook.answer = answer
    with pytest.raises(Undelivered) as problem:
        send(one(), to(hook))
    assert bool(problem.value.pause) is pauses


def test_a_mail_has_both_languages_text_and_html_and_an_id_of_its_key(mailbox: Mailbox) -> None:
    mail.send(one(), Receiver("li@district.example"))
    mail.send(one(), Receiver("li@district.example"))
    (_, first), (_, second) = mailbox.got
    assert first["Subject"] == "【落地】变黄灯"
    assert first["Message-ID"] == second["Message-ID"] == mail.message_id("2.mail.7.clock.5")
    assert first["Message-ID"].endswith("@district.example>")
    assert [part.get_content_type() for part in first.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert "3 working days left" in first.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_markup_in_a_notice_stays_text_in_a_mail(mailbox: Mailbox) -> None:
    mail.send(letter("k", [Part(Said("<script>x</script>", "a & b"), Said("<b>", ""))], MONDAY), Receiver("li@district.example"))
    html = mailbox.got[0][1].get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_a_mail_server_that_refuses_is_quoted_and_one_that_is_gone_is_named(mailbox: Mailbox, settings: Settings) -> None:
    mailbox.refuses = "554 no thanks"
    with pytest.raises(Undelivered, match="554 no thanks"):
        mail.send(one(), Receiver("li@district.example"))
    settings.EMAIL_PORT, settings.EMAIL_HOST_PASSWORD = 1, "very-secret"
    with pytest.raises(Undelivered, match="ConnectionRefusedError") as problem:
        mail.send(one(), Receiver("li@district.example"))
    assert "very-secret" not in str(problem.value)


def test_without_a_mail_server_there_is_no_mail(settings: Settings) -> None:
    settings.EMAIL_HOST = ""
    assert not mail.possible()
    with pytest.raises(Undelivered, match="LUODI_SMTP_HOST"):
        mail.send(one(), Receiver("li@district.example"))
