"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language


def frame(request: HttpRequest) -> dict[str, Any]:
    """The languages with this page's address in each, the day, and which part of the site this is."""
    match = request.resolver_match
    return {
        "languages": [{"code": code, "name": name, "url": translate_url(request.get_full_path(), code), "here": code == get_language()}
                      for code, name in settings.LANGUAGES],
        "today": getattr(request, "today", None), "lang": getattr(request, "lang", "zh-Hans"),
        "room": (match.url_name or "").split("_")[0] if match else "",
    }
