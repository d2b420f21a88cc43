"""The handbook's own words: two languages side by side, days and lists as each language writes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from luodi.engine.drawing.words import Words
from luodi.engine.source import Said

_DAYS = {"working": Said("个工作日", "working days"), "calendar": Said("个自然日", "calendar days"), "month": Said("个月", "months")}
_DAY = {"working": "working day", "calendar": "calendar day", "month": "month"}


class Speech:
    """Says things in one language; every language but Chinese falls back to English."""

    def __init__(self, lang: str) -> None:
        self.lang = "zh-Hans" if lang.startswith("zh") else "en"
        self.comma = "、" if self.lang == "zh-Hans" else ", "
        self.stop = "；" if self.lang == "zh-Hans" else "; "
        self._words = Words(self.lang)

    def __call__(self, zh: str, en: str) -> str:
        """One of the two."""
        return zh if self.lang == "zh-Hans" else en

    def said(self, said: Said) -> str:
        """Words shared with other outputs."""
        return said.to(self.lang)

    def of(self, labels: Any) -> str:
        """Words of the data: a mapping by language, else plain text as it stands."""
        if isinstance(labels, dict):
            return str(labels.get(self.lang) or labels.get("zh-Hans", ""))
        return str(labels or "")

    def join(self, parts: Iterable[str]) -> str:
        """A list of names, empty ones left out."""
        return self.comma.join(part for part in parts if part)

    def aside(self, text: str) -> str:
        """A remark in the brackets of the language; nothing for no remark."""
        return "" if not text else f"（{text}）" if self.lang == "zh-Hans" else f" ({text})"

    def quoted(self, text: str) -> str:
        """A name in the quotes of the language."""
        return f"“{text}”"

    def day(self, day: date) -> str:
        """A day in words."""
        return self._words.day(day)

    def holiday(self, name: str) -> str:
        """A public holiday, in Chinese as its notice names it."""
        return name if self.lang == "zh-Hans" else self._words.holiday(name)

    def days(self, n: int, unit: str) -> str:
        """A number of working days, calendar days or months; none at all is settled at once."""
        if not n:
            return self("即办", "at once")
        if self.lang == "en" and n == 1:
            return f"1 {_DAY[unit]}"
        return f"{n} {_DAYS[unit].to(self.lang)}"
