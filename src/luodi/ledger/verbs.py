"""The closed vocabulary of the ledger: what can be done, what is noted about it, and its words.

Each app declares its verbs once, in its own `verbs.py`; an action with a verb that nobody declared does not load. What an entry holds is shown in
words: a payload's fields say theirs (`said`), those of before and after are given to `declare`, those that many verbs have stand in FIELDS.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_noop as _

from luodi.engine.source import Said


def said(zh: str, en: str) -> Any:
    """A field of a payload with its words."""
    return field(metadata={"said": Said(zh, en)})


@dataclass(frozen=True)
class Nothing:
    """A payload for verbs whose subject, before and after say everything."""


@dataclass(frozen=True)
class Refusal:
    """What every refused attempt notes: the right that was missing, and what the person was told."""

    right: str = said(_("需要的权限"), "right needed")
    why_zh: str = said(_("告知的原因"), "reason given")
    why_en: str = said(_("告知的原因（英文）"), "reason given (English)")


@dataclass(frozen=True)
class Read:
    """A look at something confidential."""

    what: str = said(_("看了什么"), "what was read")


@dataclass(frozen=True)
class Export:
    """Data that left the system: what, as which kind of file, how many rows."""

    what: str = said(_("导出了什么"), "what was exported")
    form: str = said(_("文件格式"), "format")
    rows: int = said(_("行数"), "rows")


@dataclass(frozen=True)
class Resent:
    """Messages that were dead and are to be tried again."""

    keys: tuple[str, ...] = said(_("消息编号"), "messages")


@dataclass(frozen=True)
class Verb:
    """Something that can be done. `payload`: the dataclass that every done entry of this verb holds; `fields`: words for what is in before and after."""

    name: str
    said: Said
    payload: type = Nothing
    fields: Mapping[str, Said] = field(default_factory=dict)

    @property
    def group(self) -> str:
        """What it is done to: the part before the first dot."""
        return self.name.split(".")[0]

    def label(self, name: str) -> Said:
        """The words of a field; its name where nobody gave any."""
        for shape in (self.payload, Refusal):
            for part in fields(shape):
                if part.name == name and "said" in part.metadata:
                    found: Said = part.metadata["said"]
                    return found
        return self.fields.get(name) or FIELDS.get(name) or Said(name, name)


VERBS: Final[dict[str, Verb]] = {}
_NAME: Final = re.compile(r"[a-z][a-z_]*(\.[a-z][a-z_]*)+\Z")

THINGS: Final[dict[str, Said]] = {
    "region": Said(_("区域"), "region"), "unit": Said(_("单位"), "unit"), "account": Said(_("账号"), "account"), "post": Said(_("岗位"), "post"),
    "absence": Said(_("不在岗"), "absence"), "outbox": Said(_("消息发送"), "messages sent"), "record": Said(_("查看和导出"), "reads and exports"),
    "ledger": Said(_("台账"), "ledger"),
}
"""What things are done to: groups of verbs and types of subjects, with their words."""

FIELDS: Final[dict[str, Said]] = {
    "name": Said(_("名称"), "name"), "kind": Said(_("类别"), "kind"), "parent_id": Said(_("上级"), "above it"),
    "path": Said(_("层级"), "place in the tree"), "slug": Said(_("机制目录"), "mechanism"),
    "login": Said(_("登录名"), "login name"), "email": Said(_("邮箱"), "e-mail"), "unit": Said(_("单位"), "unit"), "unit_id": Said(_("单位"), "unit"),
    "region": Said(_("区域"), "region"), "region_id": Said(_("区域"), "region"), "account": Said(_("账号"), "account"),
    "account_id": Said(_("账号"), "account"),
    "deputy": Said(_("代理人"), "deputy"), "deputy_id": Said(_("代理人"), "deputy"), "role": Said(_("岗位"), "post"), "first": Said(_("起始日"), "first day"),
    "last": Said(_("截止日"), "last day"), "state": Said(_("当前状态"), "state"), "is_active": Said(_("可以登录"), "may sign in"),
}
"""Words of fields that many verbs have."""


def thing(name: str, zh: str, en: str) -> None:
    """Give a group of verbs or a type of subjects its words. Raises ValueError when it has other ones."""
    if THINGS.setdefault(name, Said(zh, en)) != Said(zh, en):
        raise ValueError(f"{name!r} has other words already")


def declare(name: str, zh: str, en: str, payload: type = Nothing, fields: Mapping[str, tuple[str, str]] | None = None) -> Verb:
    """Add a verb; `fields`: words (Chinese, English) for what is in before and after.

    Raises ValueError for a name that is malformed, taken, or without words, TypeError for a payload that is no dataclass.
    """
    if not _NAME.match(name) or len(name) > 80:
        raise ValueError(f"a verb is written subject.verb: {name!r}")
    if name in VERBS:
        raise ValueError(f"the verb {name!r} is declared already")
    if not zh or not en:
        raise ValueError(f"the verb {name!r} lacks words")
    if not is_dataclass(payload):
        raise TypeError(f"the payload of {name!r} must be a dataclass")
    VERBS[name] = Verb(name, Said(zh, en), payload, {key: Said(*words) for key, words in (fields or {}).items()})
    return VERBS[name]


@dataclass(frozen=True)
class Demonstration:
    """A demonstration that was begun: of which day, how many projects, drawn with which number."""

    today: date
    projects: int = said(_("项目数"), "projects")
    seed: int = said(_("随机数种子"), "seed")


thing("demo", "演示", "demonstration")
BEGIN_DEMO: Final = declare("demo.begin", _("开始演示"), "began a demonstration", Demonstration,
                            {"today": (_("演示的今天"), "its today")})
declare("record.read", _("查看保密内容"), "read something confidential", Read)
declare("record.export", _("导出数据"), "exported data", Export)
declare("outbox.resend", _("重新发送"), "sent again", Resent)
