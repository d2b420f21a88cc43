"""A handbook as a file to be sent: which kinds there are, how it is named, and how many somebody may ask for in a minute."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from luodi.frame.limits import too_many
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
    if not too_many(request, "exports", settings.EXPORTS_PER_MINUTE):
        return None
    refused = render(request, "error.html", {"code": 429}, status=429)
    refused.headers["Retry-After"] = "60"
    return refused
