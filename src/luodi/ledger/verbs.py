"""The closed vocabulary of the ledger: what can be done, what is noted about it, and its words.

Each app declares its verbs once, in its own `verbs.py`; an action with a verb that nobody declared does not load.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, is_dataclass
from typing import Final

from luodi.engine.source import Said


@dataclass(frozen=True)
class Nothing:
    """A payload for verbs whose subject, before and after say everything."""


@dataclass(frozen=True)
class Refusal:
    """What every refused attempt notes: the right that was missing, and what the person was told."""

    right: str
    why_zh: str
    why_en: str


@dataclass(frozen=True)
class Read:
    """A look at something confidential."""

    what: str


@dataclass(frozen=True)
class Export:
    """Data that left the system: what, as which kind of file, how many rows."""

    what: str
    form: str
    rows: int


@dataclass(frozen=True)
class Resent:
    """Messages that were dead and are to be tried again."""

    keys: tuple[str, ...]


@dataclass(frozen=True)
class Verb:
    """Something that can be done. `payload`: the dataclass that every done entry of this verb holds."""

    name: str
    said: Said
    payload: type = Nothing


VERBS: Final[dict[str, Verb]] = {}
_NAME: Final = re.compile(r"[a-z][a-z_]*(\.[a-z][a-z_]*)+\Z")


def declare(name: str, zh: str, en: str, payload: type = Nothing) -> Verb:
    """Add a verb. Raises ValueError for a name that is malformed, taken, or without words, TypeError for a payload that is no dataclass."""
    if not _NAME.match(name) or len(name) > 80:
        raise ValueError(f"a verb is written subject.verb: {name!r}")
    if name in VERBS:
        raise ValueError(f"the verb {name!r} is declared already")
    if not zh or not en:
        raise ValueError(f"the verb {name!r} lacks words")
    if not is_dataclass(payload):
        raise TypeError(f"the payload of {name!r} must be a dataclass")
    VERBS[name] = Verb(name, Said(zh, en), payload)
    return VERBS[name]


declare("record.read", "查看保密内容", "read something confidential", Read)
declare("record.export", "导出数据", "exported data", Export)
declare("outbox.resend", "重新发送", "sent again", Resent)
