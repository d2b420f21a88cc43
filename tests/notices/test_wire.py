"""Posting to addresses that people typed in: never into the own network, whatever the name says."""

from __future__ import annotations

import logging
import socket
import ssl
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from luodi.engine.source import Refused
from luodi.notices.letters import Undelivered
from luodi.notices.wire import _public, checked, post
from tests.notices.receivers import Hook, certificate, hook_running

INSIDE = ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::",
          "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "ff02::1"]


def resolving(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Whatever is looked up has these addresses; what was looked up."""
    asked: list[str] = []

    def look(host: str, port: int, *rest: Any, **named: Any) -> list[Any]:
        if host in (*addresses, "127.0.0.1"):
            found: list[Any] = real(host, port, *rest, **named)
            return found
        asked.append(host)
        return [(socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]
    real: Any = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", look)
    return asked


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_into_the_own_network_is_not_followed(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    resolving(monkeypatch, address)
    with pytest.raises(Undelivered, match="在内网里"):
        post("https://robot.example/send?key=very-secret", b"", {})


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822", "::ffff:93.184.216.34"])
def test_an_address_of_the_public_network_is_used(address: str) -> None:
    assert _public(address)


def test_one_foot_in_the_own_network_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, "93.184.216.34", "10.0.0.1")
    with pytest.raises(Undelivered, match="在内网里"):
        post("https://robot.example/", b"", {})


@pytest.mark.parametrize("url", ["https://127.0.0.1/", "https://[::1]/", "https://2130706433/", "https://0x7f.1/", "https://localhost/", "https://127.1/"])
def test_the_own_machine_is_not_reached_by_any_way_to_write_it(url: str) -> None:
    with pytest.raises(Undelivered):
        post(url, b"", {})


@pytest.mark.parametrize("url", ["http://robot.example/", "ftp://robot.example/", "file:///etc/passwd", "https://", "https://user:pw@robot.example/",
                                 "robot.example", "https://robot.example:99999/", "https://robot.example/a b", "https://机器人.example/", "https://a\\@b/",
                                 "https://[::1", "",
                                 "https://robot.example/" + "x" * 1000, "https://robot.example/\n", "https://robot.example:0/"])
def test_what_is_no_address_of_a_robot_is_refused(url: str) -> None:
    with pytest.raises(Refused, match="地址"):
        checked(url)


def test_a_name_is_looked_up_once_and_the_certificate_is_that_of_the_name(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> None:
    shown, key = certificate(tmp_path, "robot.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(shown, key)
    settings.WEBHOOK_HOSTS, settings.WEBHOOK_CA = ("robot.example", "other.example"), str(shown)
    asked = resolving(monkeypatch, "127.0.0.1")
    with hook_running(context) as hook:
        url = hook.address.replace("127.0.0.1", "robot.example")
        assert post(url, b"{}", {}).code == 200
        assert hook.heard[0].headers["host"].startswith("robot.example:")
        assert asked == ["robot.example"]
        with pytest.raises(Undelivered, match="证书不可信"):
            post(url.replace("robot.example", "other.example"), b"{}", {})
        settings.WEBHOOK_CA = ""
        with pytest.raises(Undelivered, match="证书不可信"):
            post(url, b"{}", {})
        assert len(hook.heard) == 1


def test_neither_proxies_nor_passwords_of_the_machine_are_used(hook: Hook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login a password very-secret")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    assert post(hook.address, b"{}", {}).code == 200
    assert "authorization" not in hook.heard[0].headers


def test_the_address_does_not_come_into_the_log(hook: Hook, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        post(f"{hook.address}?key=very-secret", b"{}", {})
        hook.cuts = True
        with pytest.raises(Undelivered):
            post(f"{hook.address}?key=very-secret", b"{}", {})
    assert "very-secret" not in caplog.text
