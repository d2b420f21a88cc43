"""Nonsense in every field of every form of the account: an answer in words, and nothing changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from luodi.frame.sealing import FACTOR, seal
from luodi.people.models import Account, Factor, Identity, RecoveryCode
from luodi.people.signing import codes
from tests.people.country import PASSWORD, person

FORMS = {
    "/people/sign-in": ("login", "password", "next"), "/people/sign-in/code": ("code",), "/people/password": ("old", "new", "again"),
    "/people/second-factor": ("password", "code", "do"), "/people/sessions": ("one",), "/people/identity": ("password",),
}
TOP = 200_000
values = st.one_of(
    st.text(st.characters(), max_size=40),
    st.sampled_from(["\x00", "\ud800", "a\ud800\udc00b", "\u202e", "\x1b[31m", "=1+1", "x" * TOP, "字" * TOP, "١٢٣٤٥٦", "-1", "null"]),
    st.lists(st.text(max_size=5), max_size=4))
FIELDS = sorted({field for fields in FORMS.values() for field in fields})


def standing(account: Account) -> Any:
    """What no nonsense may change."""
    fresh = Account.objects.get(pk=account.pk)
    rows = (list(model._default_manager.values_list()) for model in (Factor, RecoveryCode, Identity))
    return (fresh.password, fresh.login, fresh.is_active, *rows)


def raw(data: dict[str, Any]) -> bytes:
    """A body that names half characters as no browser would."""
    parts = []
    for name, value in data.items():
        for one in value if isinstance(value, list) else [value]:
            parts += [f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n".encode(), str(one).encode(errors="surrogatepass"), b"\r\n"]
    return b"".join([*parts, f"--{BOUNDARY}--\r\n".encode()])


@pytest.fixture
def li(db: None) -> Account:
    """Somebody with a second factor."""
    account = person("li")
    Factor.objects.create(account=account, secret=seal(FACTOR, codes.new_secret(), timezone.now()), counter=0, since=timezone.now())
    return account


@pytest.mark.parametrize("path", FORMS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.dictionaries(st.sampled_from(FIELDS), values, max_size=4))
@example(data={})
@example(data=dict.fromkeys(FIELDS, "\ud800"))
@example(data=dict.fromkeys(FIELDS, "\x00"))
@example(data=dict.fromkeys(FIELDS, "x" * TOP))
@example(data={name: ["a", "b"] for name in FIELDS})
def test_nonsense_changes_nothing_and_breaks_nothing(path: str, data: dict[str, Any], li: Account, settings: Any) -> None:
    settings.OIDC = {"issuer": "http://127.0.0.1:9", "client_id": "luodi", "client_secret": "x", "name": ""}
    Account.objects.update(failed_sign_ins=0, locked_until=None)
    before = standing(li)
    client = Client()
    client.force_login(li)
    half = {"account": li.pk, "hash": li.get_session_auth_hash(), "how": "password", "onward": "/people/me"}
    client.cookies["luodi_half"] = seal("half", half, timezone.now())
    answer = client.generic("POST", path, raw(data), content_type=MULTIPART_CONTENT)
    assert answer.status_code in (302, 400, 403, 422)
    assert standing(li) == before


@pytest.mark.parametrize("path", FORMS)
def test_a_million_characters_are_refused_in_words(path: str, li: Account) -> None:
    client = Client()
    client.force_login(li)
    answer = client.post(path, dict.fromkeys(FORMS[path], "x" * 1_000_001))
    assert answer.status_code in (302, 400, 404, 422, 413)
    assert "<main" in answer.content.decode() or answer.status_code == 302


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("body", [b"", b"{\"login\": 1}", b"\xff\xfe", b"%", encode_multipart("other", {"a": "b"})])
def test_a_body_of_another_kind_is_an_empty_form(path: str, body: bytes, li: Account) -> None:
    client = Client()
    client.force_login(li)
    before = standing(li)
    assert client.generic("POST", path, body, content_type=MULTIPART_CONTENT).status_code < 500
    assert client.generic("POST", path, body, content_type="application/json").status_code < 500
    assert standing(li) == before


@pytest.mark.parametrize("path", ["/people/sign-in?next={}", "/people/sign-in/oidc/back?state={0}&code={0}", "/people/sign-in/oidc?next={0}&link={0}"])
@pytest.mark.parametrize("value", ["%00", "%ED%A0%80", "x" * 6000, "[]", "//evil.example", "%0d%0aSet-Cookie:a=b"])
def test_nonsense_in_an_address_breaks_nothing(path: str, value: str, db: None, settings: Any) -> None:
    settings.OIDC = {"issuer": "http://127.0.0.1:9", "client_id": "luodi", "client_secret": "x", "name": ""}
    assert Client().get(path.format(value)).status_code in (200, 302, 400, 403, 503)


def test_the_right_password_among_nonsense_still_signs_in(db: None, client: Client) -> None:
    person("wang")
    assert client.post("/people/sign-in", {"login": ["x", "wang"], "password": ["y", PASSWORD]}).status_code == 302
