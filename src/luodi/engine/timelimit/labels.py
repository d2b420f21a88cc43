"""Labels, and how sure a rule is, as the clock's data files write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from luodi.engine.timelimit.counting import Confidence

CONFIDENCES: dict[str, Confidence] = {"verified": "verified", "document": "document", "general": "general"}


@dataclass(frozen=True)
class Words:
    """A label in the languages given; others fall back to English, then to Chinese."""

    by_language: Mapping[str, str]

    def to(self, lang: str) -> str:
        """The label in `lang`."""
        words = self.by_language
        return words.get(lang) or words.get("zh-Hans" if lang.startswith("zh") else "en") or words.get("zh-Hans", "")
