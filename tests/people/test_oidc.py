"""Signing in at a provider of identities: a real one on this machine, and one of our own that lies."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from django.test import Client
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey
from pytest_django import Settings

from luodi.ledger.models import Entry
from luodi.people.models import Account, Identity
from luodi.people.signing import codes
from luodi.people.signing.actions import LOCKED, add_factor
from luodi.rights.kernel import Person
from tests.people.country import PASSWORD, Country

Make = Callable[..., Account]
GO, PAGE, ME, DESK = "/people/sign-in/oidc", "/people/identity", "/people/me", "/desk"
OURS = {"client_id": "luodi", "client_secret": "a secret between us", "name": "市统一身份平台"}


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a provider in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log: Path = tmp_path_factory.mktemp("provider") / "log"
    address = f"http://127.0.0.1:{port}"
    with log.open("w") as out, subprocess.Popen([sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true"],
                                                stdout=out, stderr=out) as process:
        try:
            while not _answers(address):
                if process.poll() is not None:
                    pytest.fail(log.read_text())
                time.sleep(0.05)
            yield address
        finally:
            process.terminate()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/jwks", timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


@pytest.fixture
def at(settings: Settings) -> Callable[[str], None]:
    """Settings that name a provider."""
    def use(issuer: str) -> None:
        settings.OIDC = {"issuer": issuer, **OURS}
    return use


def away(client: Client, path: str = GO) -> str:
    """Go to the provider; where one was sent."""
    answer = client.get(path)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def agreed(address: str, subject: str) -> str:
    """Say yes at the provider as somebody; our own path to which one is sent back."""
    answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=20)
    assert answer.status_code == 302, answer.text
    parts = urlsplit(answer.headers["Location"])
    assert parts.path == f"{GO}/back"
    return f"{parts.path}?{parts.query}"


def linked(account: Account, issuer: str, subject: str = "u-1") -> None:
    """Link without the pages."""
    Identity.objects.create(account=account, issuer=issuer, subject=subject, since=timezone.now())


def signed_in(client: Client) -> bool:
    """Whether somebody is."""
    return client.get(ME).status_code == 200


def test_linking_with_the_password_and_signing_in_with_a_real_provider(country: Country, somebody: Make, client: Client, real: str, at: Any) -> None:
    at(real)
    account = somebody("li", country.office)
    client.force_login(account)
    assert client.post(PAGE, {"password": "wrong"}).status_code == 422
    assert "去市统一身份平台" in client.post(PAGE, {"password": PASSWORD}).content.decode()
    assert client.get(agreed(away(client, f"{GO}?link=1"), "u-1")).headers["Location"] == ME
    assert "已关联" in client.get(ME).content.decode()

    stranger = Client()
    assert "用市统一身份平台登录" in stranger.get("/people/sign-in").content.decode()
    answer = stranger.get(agreed(away(stranger, f"{GO}?next=/people/rights"), "u-1"))
    assert answer.headers["Location"] == "/people/rights"
    assert signed_in(stranger)
    assert [entry.payload["how"] for entry in Entry.objects.filter(verb="account.sign_in")] == ["oidc"]
    assert Entry.objects.get(verb="identity.link").payload == {"issuer": real, "subject": "u-1"}
    client.post(PAGE, {"password": PASSWORD})
    assert not Identity.objects.exists()
    assert Entry.objects.filter(verb="identity.unlink").exists()


def test_the_way_there_asks_for_a_code_with_pkce_state_and_nonce(db: None, client: Client, real: str, at: Any) -> None:
    at(real)
    asked = {name: found[0] for name, found in parse_qs(urlsplit(away(client)).query).items()}
    assert (asked["response_type"], asked["code_challenge_method"], asked["scope"], asked["client_id"]) == ("code", "S256", "openid", "luodi")
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    assert asked["redirect_uri"] == "http://testserver/people/sign-in/oidc/back"
    assert away(client, f"/en{GO}").count("testserver%2Fpeople") == 1


def test_whoever_is_not_linked_gets_a_page_that_says_so_even_with_the_same_e_mail(somebody: Make, client: Client, real: str, at: Any) -> None:
    at(real)
    Account.objects.filter(pk=somebody("li").pk).update(email="li@example.org")
    answer = client.get(agreed(away(client), "li@example.org"))
    assert answer.status_code == 403
    assert "还没有关联" in answer.content.decode()
    assert not signed_in(client)


@pytest.mark.parametrize("state", [{"is_active": False}, {"locked_until": datetime(2126, 1, 1, tzinfo=UTC)}, {"failed_sign_ins": 5}])
def test_a_closed_or_locked_account_does_not_get_in(somebody: Make, client: Client, real: str, at: Any, state: dict[str, Any]) -> None:
    at(real)
    account = somebody("li")
    linked(account, real)
    Account.objects.filter(pk=account.pk).update(**state)
    answer = client.get(agreed(away(client), "u-1"))
    assert answer.status_code == 403
    assert "停用" in answer.content.decode()
    assert not signed_in(client)


def test_a_second_factor_is_asked_for_after_the_provider_too(somebody: Make, client: Client, real: str, at: Any) -> None:
    at(real)
    account = somebody("li")
    linked(account, real)
    secret, now = codes.new_secret(), timezone.now()
    add_factor(Person(account.pk, account.name), account, secret, codes.code_at(secret, now), now)
    assert client.get(agreed(away(client), "u-1")).headers["Location"] == "/people/sign-in/code"
    assert not signed_in(client)


def test_a_locked_account_with_a_second_factor_is_not_even_asked_for_its_code(somebody: Make, client: Client, real: str, at: Any) -> None:
    at(real)
    account, secret, now = somebody("li"), codes.new_secret(), timezone.now()
    linked(account, real)
    add_factor(Person(account.pk, account.name), account, secret, codes.code_at(secret, now), now)
    Account.objects.update(locked_until=now + LOCKED)
    assert client.get(agreed(away(client), "u-1")).status_code == 403


def test_saying_no_at_the_provider_is_said_in_words(db: None, client: Client, real: str, at: Any) -> None:
    at(real)
    said = requests.post(away(client), data={"action": "deny"}, allow_redirects=False, timeout=20)
    state = parse_qs(urlsplit(said.headers["Location"]).query).get("state", [""])[0]
    answer = client.get(f"{GO}/back?error=access_denied&state={state}")
    assert answer.status_code == 403
    assert "没有登录成功" in answer.content.decode()


@pytest.mark.parametrize("asked", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_after_signing_in_one_never_goes_away_from_here(somebody: Make, client: Client, real: str, at: Any, asked: str) -> None:
    at(real)
    linked(somebody("li"), real)
    back = agreed(away(client, f"{GO}?{urlencode({'next': asked})}"), "u-1")
    assert client.get(back).headers["Location"] == DESK


def test_an_answer_for_another_browser_or_used_twice_is_worth_nothing(somebody: Make, client: Client, real: str, at: Any) -> None:
    at(real)
    linked(somebody("li"), real)
    back = agreed(away(client), "u-1")
    other = Client()
    assert other.get(back).status_code == 403
    away(other)
    assert other.get(back).status_code == 403
    assert not signed_in(other)
    assert client.get(back).status_code == 302
    assert client.get(back).status_code == 403


def test_linking_without_the_password_leads_back_to_the_page(somebody: Make, client: Client, real: str, at: Any) -> None:
    at(real)
    assert client.get(f"{GO}?link=1").headers["Location"] == PAGE
    client.force_login(somebody("li"))
    assert client.get(f"{GO}?link=1").headers["Location"] == PAGE


def test_an_identity_is_linked_to_one_account_only(somebody: Make, client: Client, real: str, at: Any) -> None:
    at(real)
    linked(somebody("wang"), real)
    client.force_login(somebody("li"))
    client.post(PAGE, {"password": PASSWORD})
    answer = client.get(agreed(away(client, f"{GO}?link=1"), "u-1"))
    assert answer.status_code == 422
    assert "另一个账号" in answer.content.decode()


def test_without_settings_there_is_no_button_and_no_page(somebody: Make, client: Client, at: Any) -> None:
    at("")
    assert "oidc" not in client.get("/people/sign-in").content.decode()
    client.force_login(somebody("li"))
    assert [client.get(path).status_code for path in (GO, f"{GO}/back", PAGE, ME)] == [404, 404, 404, 200]


@pytest.mark.parametrize("issuer", ["http://127.0.0.1:9", "http://provider.invalid", "https://127.0.0.1:9", "nonsense"])
def test_a_provider_that_is_down_or_not_encrypted_is_said_in_words(db: None, client: Client, at: Any, issuer: str) -> None:
    at(issuer)
    answer = client.get(GO)
    assert answer.status_code == 503
    assert "现在连不上市统一身份平台" in answer.content.decode()


KEY, OTHER, CURVE = RSAKey.generate_key(2048, {"kid": "a"}), RSAKey.generate_key(2048, {"kid": "a"}), ECKey.generate_key("P-256", {"kid": "e"})


class Liar:
    """A provider whose answers a test decides: `change` of the claims, `key` and `alg` of the signature, `answers` by path."""

    def __init__(self) -> None:
        self.nonce = ""
        self.key: RSAKey | ECKey | OctKey = KEY
        self.alg = "RS256"
        self.change: dict[str, Any] = {}
        self.answers: dict[str, tuple[int, bytes]] = {}
        self.seen: dict[str, list[str]] = {}
        liar = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._say(liar.get(self.path))

            def do_POST(self) -> None:
                liar.seen = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self._say(liar.get(self.path))

            def _say(self, said: tuple[int, bytes]) -> None:
                self.send_response(said[0])
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(said[1])

            def log_message(self, format: str, *args: Any) -> None:
                """Nothing."""
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"

    def get(self, path: str) -> tuple[int, bytes]:
        """What is answered."""
        if path in self.answers:
            return self.answers[path]
        made: dict[str, Any] = {
            "/.well-known/openid-configuration": {
                "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/go", "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys"},
            "/keys": KeySet([KEY, CURVE]).as_dict(private=False), "/token": {"access_token": "x", "token_type": "Bearer", "id_token": self.token()}}
        return 200, json.dumps(made[path]).encode()

    def token(self) -> str:
        """The ID token."""
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": "luodi", "sub": "u-1", "iat": now, "exp": now + 300, "nonce": self.nonce, **self.change}
        return jwt.encode({"alg": self.alg, "kid": self.key.kid or "a"}, {k: v for k, v in claims.items() if v is not None}, self.key, [self.alg])


@pytest.fixture
def liar() -> Iterator[Liar]:
    """One of our own."""
    made = Liar()
    thread = threading.Thread(target=made.server.serve_forever)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


def came_back(client: Client, liar: Liar) -> Any:
    """Go there and come back with a code."""
    asked = parse_qs(urlsplit(away(client)).query)
    liar.nonce = asked["nonce"][0]
    return client.get(f"{GO}/back?{urlencode({'state': asked['state'][0], 'code': 'c-1'})}")


def test_a_token_that_is_right_in_all_signs_in_and_the_verifier_was_sent(somebody: Make, client: Client, liar: Liar, at: Any) -> None:
    at(liar.issuer)
    linked(somebody("li"), liar.issuer)
    assert came_back(client, liar).headers["Location"] == DESK
    assert len(liar.seen["code_verifier"][0]) >= 43
    other = Client()
    liar.key, liar.alg, liar.change = CURVE, "ES256", {"aud": ["luodi", "another"], "azp": "luodi"}
    assert came_back(other, liar).headers["Location"] == DESK


LONG_AGO = int(time.time()) - 3600


@pytest.mark.parametrize("change", [
    {"nonce": "another"}, {"nonce": None}, {"aud": "another"}, {"aud": ["another"]}, {"aud": None}, {"aud": ["luodi", "another"]},
    {"aud": ["luodi", "another"], "azp": "another"}, {"azp": "another"}, {"iss": "https://evil.example"}, {"iss": None}, {"exp": LONG_AGO}, {"exp": None},
    {"exp": "soon"}, {"iat": None}, {"iat": LONG_AGO + 100_000}, {"sub": None}, {"sub": ""}, {"sub": 7}, {"sub": "x" * 256}, {"sub": "a\x00b"}])
def test_a_token_with_one_thing_wrong_signs_nobody_in(somebody: Make, client: Client, liar: Liar, at: Any, change: dict[str, Any]) -> None:
    at(liar.issuer)
    linked(somebody("li"), liar.issuer)
    liar.change = change
    answer = came_back(client, liar)
    assert answer.status_code == 403
    assert "通不过检查" in answer.content.decode()
    assert not signed_in(client)


@pytest.mark.parametrize(("key", "alg"), [(OTHER, "RS256"), (OctKey.import_key("a secret between us and nobody else at all", {"kid": "a"}), "HS256")])
def test_a_token_signed_by_another_hand_signs_nobody_in(somebody: Make, client: Client, liar: Liar, at: Any, key: Any, alg: str) -> None:
    at(liar.issuer)
    linked(somebody("li"), liar.issuer)
    liar.key, liar.alg = key, alg
    assert came_back(client, liar).status_code == 403
    assert not signed_in(client)


@pytest.mark.parametrize(("path", "said", "status"), [
    ("/keys", (500, b""), 503), ("/keys", (200, b"<html>"), 503), ("/keys", (200, b"[]"), 503), ("/keys", (200, b"{}"), 403),
    ("/keys", (200, b'{"keys": [{"kty": "x"}]}'), 403), ("/token", (500, b"broken"), 503), ("/token", (200, b"not json"), 503), ("/token", (200, b"[]"), 503),
    ("/token", (400, b'{"error": "invalid_grant"}'), 403), ("/token", (200, b'{"access_token": "x", "token_type": "Bearer"}'), 403),
    ("/token", (200, b'{"access_token": "x", "token_type": "Bearer", "id_token": "a.b.c"}'), 403), ("/token", (200, b'{"id_token": 7}'), 403),
    ("/token", (302, b""), 503)], ids=str)
def test_a_provider_that_answers_nonsense_signs_nobody_in(
        somebody: Make, client: Client, liar: Liar, at: Any, path: str, said: tuple[int, bytes], status: int) -> None:
    at(liar.issuer)
    linked(somebody("li"), liar.issuer)
    liar.answers[path] = said
    assert came_back(client, liar).status_code == status
    assert not signed_in(client)


@pytest.mark.parametrize("about", [b"{}", b'{"issuer": "https://evil.example"}', b"[]", b"\xff", b'{"issuer": 5}'])
def test_a_provider_that_says_it_is_another_is_not_gone_to(db: None, client: Client, liar: Liar, at: Any, about: bytes) -> None:
    at(liar.issuer)
    liar.answers["/.well-known/openid-configuration"] = 200, about
    assert client.get(GO).status_code == 503


def test_a_provider_with_another_name_but_all_addresses_is_not_gone_to(db: None, client: Client, liar: Liar, at: Any) -> None:
    at(liar.issuer)
    about = json.loads(liar.get("/.well-known/openid-configuration")[1])
    liar.answers["/.well-known/openid-configuration"] = 200, json.dumps({**about, "issuer": "https://evil.example"}).encode()
    assert client.get(GO).status_code == 503
