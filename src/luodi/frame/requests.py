"""A number for every request, and one line about it when it is over: nothing of what people typed, nobody's name."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from secrets import token_hex
from typing import Any, Final

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.functional import empty

from luodi.frame.middleware import Handler

HEADER: Final = "X-Request-ID"
SECRETS: Final = frozenset({"token", "key", "code"})
"""Parts of addresses that are not written down, by the name that the address gives them."""
_SANE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}\Z")
_log: Final = logging.getLogger("luodi.request")
_here: ContextVar[str] = ContextVar("luodi_request_id", default="")


@dataclass(frozen=True)
class Seen:
    """A request that is over. `route`: the name of its address; `seconds`: how long it took; `statements`: what it asked the database."""

    id: str
    method: str
    path: str
    route: str
    status: int
    seconds: float
    account: int | None
    region: int | None
    statements: int


WATCHERS: Final[list[Callable[[Seen], None]]] = []
"""Who wants to know of every request; added by the app that counts them (`AppConfig.ready`)."""


def request_id(request: HttpRequest) -> str:
    """The number of a request, as it stands in the answer, the log and the ledger; "" for one that came in no other way than by code."""
    found: str = getattr(request, "request_id", "")
    return found


def current_id() -> str:
    """The number of the request that this thread works for; "" outside one."""
    return _here.get()


class _Counter:
    """Counts the statements of a request."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.count += 1
        return execute(sql, params, many, context)


def observed(get_response: Handler) -> Handler:
    """Number the request, count its statements, and tell the log and the watchers when it is over."""
    def handle(request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        number = given if _SANE.match(given) else token_hex(8)
        request.request_id = number  # type: ignore[attr-defined]
        token, counter, begun = _here.set(number), _Counter(), time.perf_counter()
        try:
            with connection.execute_wrapper(counter):
                response = get_response(request)
            response.headers[HEADER] = number
            _tell(_seen(request, response.status_code, time.perf_counter() - begun, counter.count))
            return response
        finally:
            _here.reset(token)
    return handle


def _seen(request: HttpRequest, status: int, seconds: float, statements: int) -> Seen:
    match = request.resolver_match
    path = request.path
    for name, value in match.kwargs.items() if match else ():
        if name in SECRETS:
            path = path.replace(str(value), "…")
    account, region = _who(request)
    return Seen(request_id(request), request.method or "", path[:200], (match.url_name or "") if match else "", status, seconds, account, region, statements)


def _who(request: HttpRequest) -> tuple[int | None, int | None]:
    """The account, where the request has asked for it itself: a line in the log is no reason to look into a session."""
    person: Any = getattr(request, "person", None)
    if person is None or getattr(person, "_wrapped", None) is empty:
        return None, None
    return person.account_id, next((post.region_id for post in person.posts if post.for_account is None), None)


def _tell(seen: Seen) -> None:
    _log.log(logging.ERROR if seen.status >= 500 else logging.INFO, "%s %s %s", seen.method, seen.path, seen.status, extra={
        "method": seen.method, "path": seen.path, "status": seen.status, "ms": round(seen.seconds * 1000, 1), "account": seen.account,
        "region": seen.region, "statements": seen.statements})
    for watch in WATCHERS:
        watch(seen)
