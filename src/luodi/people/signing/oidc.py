"""Signing in at a provider of identities: OpenID Connect, the code flow with PKCE. No database.

Who somebody is, is taken from the ID token alone: signed by the provider, meant for us, of this very flow, not expired.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from django.conf import settings
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

TIMEOUT: Final = 5
"""Seconds that one answer of the provider is waited for."""
LEEWAY: Final = 60
"""Seconds by which the provider's clock may differ."""
SIGNATURES: Final = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
"""With keys of the provider's own: never `none`, never one that we could have made ourselves."""
_NEAR: Final = ("127.0.0.1", "localhost", "::1")


class Unreachable(Exception):
    """The provider does not answer, or not with what the standard says."""


class Untrusted(Exception):
    """The provider's answer does not prove who somebody is."""


@dataclass(frozen=True)
class Provider:
    """What settings say of it."""

    issuer: str
    client_id: str
    client_secret: str
    name: str


@dataclass(frozen=True)
class Flight:
    """What must come back unchanged from the provider, or be proved to it."""

    state: str
    nonce: str
    verifier: str


def provider() -> Provider | None:
    """The provider, when one is set."""
    held = settings.OIDC
    return Provider(held["issuer"].rstrip("/"), held["client_id"], held["client_secret"], held["name"]) if held["issuer"] and held["client_id"] else None


def begin(there: Provider, back: str) -> tuple[str, Flight]:
    """The address to send somebody to, and what to keep until they are back. `back`: our own address. Raises Unreachable."""
    flight = Flight(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(64))
    where = _place(_discovered(there), "authorization_endpoint")
    with _client(there, back) as client:
        address, _ = client.create_authorization_url(where, state=flight.state, nonce=flight.nonce, code_verifier=flight.verifier)
    return str(address), flight


def subject(there: Provider, flight: Flight, back: str, code: str, now: datetime) -> str:
    """Who came back with `code`, by the provider's own name for them. Raises Unreachable, Untrusted."""
    about = _discovered(there)
    # Basic is what the standard takes for granted.
    basic = "client_secret_basic" in about.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    try:
        with _client(there, back, "client_secret_basic" if basic else "client_secret_post") as client:
            answer = client.fetch_token(_place(about, "token_endpoint"), code=code, code_verifier=flight.verifier, timeout=TIMEOUT, allow_redirects=False)
    except (requests.RequestException, ValueError, TypeError) as problem:
        raise Unreachable(type(problem).__name__) from problem
    except AuthlibBaseError as problem:
        raise Untrusted(problem.error) from problem
    return _proved(there, str(about["issuer"]), flight, _fetched(_place(about, "jwks_uri")), answer.get("id_token"), now)


def _proved(there: Provider, issuer: str, flight: Flight, keys: Any, token: Any, now: datetime) -> str:
    """`issuer`: as the provider itself writes it, with or without a slash at the end."""
    if not isinstance(token, str):
        raise Untrusted("no ID token")
    at = int(now.timestamp())
    rules = jwt.JWTClaimsRegistry(
        now=at, leeway=LEEWAY, iss={"essential": True, "value": issuer}, aud={"essential": True, "value": there.client_id},
        nonce={"essential": True, "value": flight.nonce}, exp={"essential": True}, iat={"essential": True}, sub={"essential": True})
    try:
        claims = jwt.decode(token, KeySet.import_key_set(keys), algorithms=SIGNATURES).claims
        rules.validate(claims)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as problem:
        raise Untrusted(f"{type(problem).__name__}: {problem}"[:200]) from problem
    many = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", there.client_id if not many else None) != there.client_id:
        raise Untrusted("azp")
    who = claims["sub"]
    if not isinstance(who, str) or not 0 < len(who) <= 255 or not who.isprintable():
        raise Untrusted("sub")
    return who


def _discovered(there: Provider) -> dict[str, Any]:
    about = _fetched(_safe(f"{there.issuer}/.well-known/openid-configuration"))
    if str(about.get("issuer", "")).rstrip("/") != there.issuer:
        raise Unreachable("issuer")
    return about


def _fetched(address: str) -> dict[str, Any]:
    try:
        answer = requests.get(address, timeout=TIMEOUT, allow_redirects=False)
        held = answer.json() if answer.status_code == 200 else None
    except (requests.RequestException, ValueError) as problem:
        raise Unreachable(type(problem).__name__) from problem
    if not isinstance(held, dict):
        raise Unreachable(f"HTTP {answer.status_code}")
    return held


def _place(about: dict[str, Any], name: str) -> str:
    return _safe(str(about.get(name, "")))


def _safe(address: str) -> str:
    """The address, when it is encrypted or on this machine."""
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _NEAR):
        raise Unreachable("https")
    return address


def _client(there: Provider, back: str, method: str = "client_secret_basic") -> OAuth2Session:
    return OAuth2Session(
        there.client_id, there.client_secret, scope="openid", redirect_uri=back, code_challenge_method="S256", token_endpoint_auth_method=method)
