"""What is sent, whatever the channel: a headline, its parts, and a key by which a receiver knows that it has had it before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from luodi.engine.source import Said

SHOWN: Final = 30
"""Parts of a digest that are written out; of the others it says how many there are."""


@dataclass(frozen=True)
class Part:
    """One notice in a letter. `url`: whole, or empty."""

    title: Said
    body: Said
    url: str = ""


@dataclass(frozen=True)
class Letter:
    """What is sent. `more`: how many parts are left out."""

    key: str
    title: Said
    parts: tuple[Part, ...]
    at: datetime
    more: int = 0


@dataclass(frozen=True)
class Receiver:
    """Where it goes: a mail address, or the address of a robot with its secret."""

    address: str
    secret: str = ""


class Undelivered(Exception):
    """It did not arrive. The text is for people; no secret is in it. `pause`: the receiver wants to be left alone for so long."""

    def __init__(self, zh: str, en: str, pause: timedelta | None = None) -> None:
        super().__init__(f"{zh} · {en}")
        self.said = Said(zh, en)
        self.pause = pause


def letter(key: str, parts: Sequence[Part], at: datetime, more: int = 0) -> Letter:
    """One part speaks for itself; several become a list."""
    total = len(parts) + more
    title = parts[0].title if total == 1 else Said(f"{total} 条消息", f"{total} notices")
    return Letter(key, title, tuple(parts[:SHOWN]), at, max(total - SHOWN, 0))


def cut(text: str, most: int) -> str:
    """A text of at most so many bytes of UTF-8, no character halved."""
    data = text.encode(errors="replace")
    return text if len(data) <= most else data[:most - 3].decode(errors="ignore") + "…"
