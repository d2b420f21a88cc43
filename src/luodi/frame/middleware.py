"""What every request gets: today and the reader's language; what every answer gets: headers that keep strangers' code out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

Handler = Callable[[HttpRequest], HttpResponse]
LANGS = {"zh-hans": "zh-Hans", "en": "en", "ja": "ja", "ko": "ko"}
"""From the web's language codes to the engine's."""
POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'", "connect-src 'self'",
    "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'", "manifest-src 'self'"))


class Request(HttpRequest):
    """A request as views see it. `today` is the local date; `lang` the engine's name of the language."""

    today: date
    lang: str


def here_and_now(get_response: Handler) -> Handler:
    """Put the local day and the language on the request."""
    def handle(request: HttpRequest) -> HttpResponse:
        request.today = local_today()  # type: ignore[attr-defined]
        request.lang = LANGS.get(get_language() or "", "zh-Hans")  # type: ignore[attr-defined]
        response = get_response(request)
        # What somebody typed is shown to them again; HTML knows no NUL.
        if response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming and b"\x00" in response.content:
            response.content = response.content.replace(b"\x00", b"")
        return response
    return handle


def local_today() -> date:
    """Today in China, or the day that settings take for today."""
    return day_of(datetime.now(UTC))


def day_of(now: datetime) -> date:
    """The day in China at an instant, or the day that settings take for today."""
    return date.fromisoformat(settings.TODAY) if settings.TODAY else now.astimezone(ZoneInfo("Asia/Shanghai")).date()


def security_headers(get_response: Handler) -> Handler:
    """Only our own scripts, styles and pictures; no frame, no camera, no place."""
    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
        response.headers.setdefault("X-Frame-Options", "DENY")
        return response
    return handle
