"""A handbook as a file to be sent: which kinds there are, how it is named, and how many somebody may ask for in a minute."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from luodi.handbook import excel, ics, pdf, word
from luodi.handbook.model import Handbook


@dataclass(frozen=True)
class Format:
    """One way to write a handbook."""

    media: str
    write: Callable[[Handbook], bytes]


FORMATS = {
    "pdf": Format("application/pdf", pdf.write),
    "docx": Format("application/vnd.openxmlformats-officedocument.wordprocessingml.document", word.write),
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", excel.write),
    "ics": Format("text/calendar; charset=utf-8", ics.write),
}


def answer(book: Handbook, kind: str) -> HttpResponse:
    """A handbook to be kept, in a format of `FORMATS`."""
    response = HttpResponse(FORMATS[kind].write(book), content_type=FORMATS[kind].media)
    response.headers["Content-Disposition"] = f"attachment; filename=\"luodi.{kind}\"; filename*=UTF-8''{quote(f'{book.name}-{book.title}.{kind}', safe='')}"
    return response


def refusal(request: HttpRequest) -> HttpResponse | None:
    """What somebody is told who has had too many documents made in this minute; None for everybody else."""
    if not _too_many(request):
        return None
    refused = render(request, "error.html", {"code": 429}, status=429)
    refused.headers["Retry-After"] = "60"
    return refused


def _too_many(request: HttpRequest) -> bool:
    sender = request.META.get("REMOTE_ADDR", "")
    if settings.HTTPS:  # behind a proxy: the last address is the one that the proxy itself saw
        sender = request.META.get("HTTP_X_FORWARDED_FOR", sender).rsplit(",", 1)[-1].strip()
    key = f"exports.{sender}"[:200]
    cache.add(key, 0, 60)
    try:
        return cache.incr(key) > settings.EXPORTS_PER_MINUTE
    except ValueError:  # it ran out between the two calls
        return False
