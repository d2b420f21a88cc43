"""Words in a picture: made safe, measured, shortened, and the elements that carry them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_GAPS = re.compile(r"\s+")
_HALF_EM = 0.56
_WIDTHS = dict.fromkeys("iljtfrI.,:;'|!()[]/ ", 0.38) | dict.fromkeys("mwMW@%", 0.95)
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


def clean(words: object) -> str:
    """One line of words that XML can carry: control, formatting (also right-to-left overrides) and unassigned characters are gone."""
    kept = (" " if c.isspace() else c for c in str(words) if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Cn"))
    return _GAPS.sub(" ", "".join(kept)).strip()


def safe(words: object) -> str:
    """`clean` words, escaped for the text and the attributes of XML; lines stay apart."""
    return "\n".join(clean(line).translate(_ESCAPES) for line in str(words).split("\n"))


def measure(words: str, size: float) -> float:
    """How wide words are at most, in pixels, in the fonts named by the picture: a Chinese character one em, a Latin letter about half."""
    return size * sum(_em(c) for c in words)


def _em(c: str) -> float:
    known = _WIDTHS.get(c)
    if known:
        return known
    if unicodedata.east_asian_width(c) in "WFA":
        return 1.0
    if unicodedata.combining(c):
        return 0.0
    return 0.7 if c.isupper() else _HALF_EM


def shorten(words: str, size: float, room: float) -> str:
    """The words if they fit into `room` pixels, else their beginning with "…"; nothing where not even that fits."""
    if measure(words, size) <= room:
        return words
    left = room - measure("…", size)
    kept = 0
    while kept < len(words) and (left := left - size * _em(words[kept])) >= 0:
        kept += 1
    return words[:kept].rstrip(" ,，、·（(") + "…" if kept else ""


def wrap(words: str, size: float, room: float, lines: int) -> list[str]:
    """The words on at most so many lines of `room` pixels; the last one is shortened. Latin words stay whole where they fit."""
    out = [""]
    for part in re.findall(r"[^\W\u2e80-\U0003ffff]+[^\s\w]*\s*|\s+|.", words):
        if measure((out[-1] + part).rstrip(), size) > room and out[-1] and len(out) < lines:
            out.append("")
        out[-1] += part if out[-1] else part.lstrip()
    return [shorten(line.rstrip(), size, room) for line in out]


def element(name: str, inside: Sequence[str] | str = "", **attributes: object) -> str:
    """An SVG element. `inside` is markup; attributes are escaped; `class_` is class, `font_size` font-size; None and "" leave out."""
    said = "".join(f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"' for key, value in attributes.items() if value not in (None, ""))
    markup = inside if isinstance(inside, str) else "".join(inside)
    return f"<{name}{said}>{markup}</{name}>" if markup else f"<{name}{said}/>"


def _value(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return safe(value)


def label(words: str, x: float, y: float, size: float, **attributes: object) -> str:
    """A line of text at its left foot, or as `text_anchor` says."""
    return element("text", safe(words), x=x, y=y, font_size=size, **attributes)
