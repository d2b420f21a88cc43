"""The mechanisms that a region may work by, as somebody chooses among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from luodi.engine.mechanism import names, shipped
from luodi.engine.source import Refused, read_file


@dataclass(frozen=True)
class Known:
    """A mechanism by its folder. `document`: the title of what it was read from, with its number where it has one."""

    slug: str
    name: Mapping[str, str]
    document: str

    def title(self, lang: str) -> str:
        """The name in a language, else in Chinese."""
        return self.name.get(lang) or self.name.get("zh-Hans") or self.slug


@cache
def mechanisms() -> Mapping[str, Known]:
    """All that come with the product, by slug, the national baseline first. Read once in a process; one that cannot be read goes by its folder's name."""
    return {slug: _known(slug) for slug in names()}


def _known(slug: str) -> Known:
    try:
        own = read_file(shipped() / slug / "mechanism.yaml", f"{slug}/mechanism.yaml")
    except Refused:
        return Known(slug, {}, "")
    said, document = own.get("name"), own.get("document")
    held = document if isinstance(document, dict) else {}
    return Known(slug, said if isinstance(said, dict) else {}, " ".join(str(held[key]) for key in ("title", "number") if held.get(key)))
