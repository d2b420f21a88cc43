"""Texts from people and programs, made fit for where they go."""

from __future__ import annotations

import unicodedata

_BREAKS = ("Cc", "Cf", "Cs", "Zl", "Zp")
_UNSEEN = ("Cc", "Cf", "Cs", "Co")


def line(text: str) -> str:
    """A text on one line, without control characters: fit for a headline."""
    return " ".join("".join(" " if unicodedata.category(c) in _BREAKS else c for c in text).split())


def unseen(text: str) -> bool:
    """Whether a text holds marks that nobody sees."""
    return any(unicodedata.category(c) in _UNSEEN for c in text)


def shown(text: str) -> str:
    """What somebody wrote, as a message can show it."""
    return "".join(c if c.isprintable() else "?" for c in text[:40])


def storable(said: object, most: int = 500) -> str:
    """Words as both databases take them, whatever they hold: for errors of programs and for what is only looked up."""
    return str(said).replace("\x00", "").encode(errors="replace").decode()[:most]


def number(text: str) -> int | None:
    """A key as an address has it; None for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
