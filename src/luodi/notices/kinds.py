"""The closed vocabulary of what people are told. Each app declares its kinds once; preferences show them by group."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_noop as _

from luodi.engine.source import Said
from luodi.rights.kernel import Person

GROUPS: Final[dict[str, Said]] = {
    "project": Said(_("项目的变化"), "changes of projects"),
    "clock": Said(_("时限和亮灯"), "time limits and lights"),
    "case": Said(_("办件"), "cases"),
    "people": Said(_("账号和岗位"), "accounts and posts"),
    "system": Said(_("系统运行"), "how the system runs"),
    "other": Said(_("其他消息"), "other notices"),
}
"""What preferences are set for, in their order."""


@dataclass(frozen=True)
class Kind:
    """Something that people are told. `personal`: never to the robot of a unit's group."""

    name: str
    said: Said
    group: str
    urgent: bool = False
    answer: bool = False
    digest: bool = False
    personal: bool = False


KINDS: Final[dict[str, Kind]] = {}
ANSWERS: Final[dict[str, Callable[[Person, Any, date], bool]]] = {}
"""What “收到” means for a kind beyond having been read: (person, notice, today) does it and says whether it was done; set by the app that knows."""
_NAME: Final = re.compile(r"[a-z][a-z_]*(\.[a-z][a-z_]*)+\Z")


def declare(name: str, zh: str, en: str, *, group: str = "", urgent: bool = False, answer: bool = False, digest: bool = False, personal: bool = False) -> Kind:
    """Add a kind; what it says of itself holds for all its notices. Its group is the part before the first dot, or `other` when there is none of that name.

    Raises ValueError for a name that is malformed, taken or without words, and for a group that does not exist.
    """
    if not _NAME.match(name) or len(name) > 80:
        raise ValueError(f"a kind is written group.what: {name!r}")
    if name in KINDS:
        raise ValueError(f"the kind {name!r} is declared already")
    if not zh or not en:
        raise ValueError(f"the kind {name!r} lacks words")
    if group and group not in GROUPS:
        raise ValueError(f"the kind {name!r} belongs to no group: {group!r}")
    first = name.split(".")[0]
    KINDS[name] = Kind(name, Said(zh, en), group or (first if first in GROUPS else "other"), urgent, answer, digest, personal)
    return KINDS[name]


def by_group() -> list[tuple[str, Said, list[Kind]]]:
    """The groups that have kinds, with them."""
    return [(key, said, found) for key, said in GROUPS.items() if (found := [kind for kind in KINDS.values() if kind.group == key])]
