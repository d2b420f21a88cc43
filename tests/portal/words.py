"""Reading pages in tests."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

HOSTILE = ("<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "#eval(\"1\")$x$*a*_b_`c`@d", "{{7*7}}{% load x %}", "=HYPERLINK(\"http://x\")",
           "\u202eevil\u202c", "a\x00b\x07c", "𠮷野家🏭", "]" * 40, "'; DROP TABLE x; --", "厂" * 2000)
"""Names that a page, a document or a drawing must show as plain words or leave out."""


def text_of(response: Any) -> str:
    """The words of a page, without marks, its white space folded."""
    words = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", words)).split())
