"""Word files of promotion: the same words as on the page, to be signed and filed."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse
from django.utils.http import content_disposition_header

MEDIA: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def word_file(name: str, content: bytes) -> HttpResponse:
    """A Word file to be kept under a name without ending."""
    return HttpResponse(content, content_type=MEDIA, headers={"Content-Disposition": content_disposition_header(True, f"{name}.docx") or ""})
