"""Entries in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from luodi.engine.source import Said
from luodi.frame.templatetags.luodi import lang_here, said_moment, words
from luodi.ledger.models import Entry, Outcome
from luodi.ledger.values import canonical
from luodi.ledger.verbs import THINGS, VERBS, Verb
from luodi.rights.permissions import RIGHTS, ROLES

Names = Mapping[tuple[str, int], str]
"""What things are called, by type and id."""
_HOLDS: Final[Mapping[str, str]] = dict.fromkeys(("account", "account_id", "deputy", "deputy_id", "person", "person_id"), "account") | {
    "unit": "unit", "unit_id": "unit", "region": "region", "region_id": "region"}
"""Fields that hold the id of a thing, and of which type."""
EMPTY: Final = "—"
"""How a field says that it has no value."""
_NAMED: Final = frozenset(_HOLDS.values())
_CODES: Final = {"right": {right.value: words for right, words in RIGHTS.items()}, "role": {role.value: words for role, words in ROLES.items()}}


@dataclass(frozen=True)
class Line:
    """An entry as a list shows it."""

    entry: Entry
    who: str
    instead_of: str
    did: str
    about: str
    refused: bool


@dataclass(frozen=True)
class Change:
    """A field before and after."""

    label: str
    before: str
    after: str
    changed: bool

    @property
    def said(self) -> str:
        """In one line: from what to what; of something new what it is, and nothing of what is empty still."""
        if self.before == EMPTY:
            return f"{self.label}：{self.after}" if self.after != EMPTY else ""
        return f"{self.label}：{self.before} → {self.after}"


def in_words(said: Said) -> str:
    """Words that Python holds in Chinese and English; other languages have the catalogue's."""
    return words(said)


def thing_said(name: str) -> str:
    """A group of verbs or a type of subjects; its verbs where nobody gave it words."""
    if name in THINGS:
        return in_words(THINGS[name])
    verbs = [in_words(verb.said) for verb in VERBS.values() if verb.group == name]
    return _("、").join(verbs[:3]) or name


def verb_said(name: str) -> str:
    """A verb; its name where no part of this installation declares it."""
    return in_words(VERBS[name].said) if name in VERBS else name


def things_in(entries: Iterable[Entry], inside: bool = False) -> set[tuple[str, int]]:
    """The accounts, units and regions that entries speak of, by type and id; `inside`: those in their payload, before and after too."""
    out: set[tuple[str, int]] = set()
    for entry in entries:
        out |= {("account", one) for one in (entry.person_id, entry.on_behalf_of_id) if one is not None}
        if entry.subject_id is not None and entry.subject_type in _NAMED:
            out.add((entry.subject_type, entry.subject_id))
        for held in (entry.payload, entry.before, entry.after) if inside else ():
            for name, value in (held if isinstance(held, dict) else {}).items():
                if (kind := _kind(entry, name)) and _is_id(value):
                    out.add((kind, value))
    return out


def line(entry: Entry, names: Names) -> Line:
    """An entry in words."""
    refused = entry.outcome == Outcome.REFUSED
    instead_of = _name(entry.on_behalf_of_id, names) if entry.on_behalf_of_id else ""
    return Line(entry, who(entry, names), instead_of, verb_said(entry.verb), about(entry, names), refused)


def who(entry: Entry, names: Names) -> str:
    """Who did it."""
    if entry.person_id is None:
        return _("没有登录的人") if entry.outcome == Outcome.REFUSED else _("系统")
    return _name(entry.person_id, names)


def about(entry: Entry, names: Names) -> str:
    """What it was about."""
    kind = thing_said(entry.subject_type)
    if entry.subject_id is None:
        return kind
    return f"{kind} {names.get((entry.subject_type, entry.subject_id), entry.subject_id)}"


def noted(entry: Entry, names: Names) -> list[tuple[str, str]]:
    """What an entry notes: labels and values, what was left empty passed over."""
    held = entry.payload if isinstance(entry.payload, dict) else {"payload": entry.payload}
    if entry.outcome == Outcome.REFUSED:
        held = {name: value for name, value in held.items() if name != ("why_zh" if lang_here() != "zh-Hans" else "why_en")}
    return [(_label(entry, name), value_said(value, name, names, _kind(entry, name))) for name, value in held.items() if value is not None]


def changes(entry: Entry, names: Names) -> list[Change]:
    """Before and after, field by field."""
    before, after = ({"": held} if held is not None and not isinstance(held, dict) else held or {} for held in (entry.before, entry.after))
    return [Change(_label(entry, name), value_said(before.get(name), name, names, _kind(entry, name)),
                   value_said(after.get(name), name, names, _kind(entry, name)), before.get(name) != after.get(name)) for name in {**before, **after}]


def value_said(value: Any, name: str, names: Names, kind: str = "") -> str:
    """A value for people. `kind`: the type of the thing whose id it is."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if kind and _is_id(value):
        return _name(value, names) if kind == "account" else names.get((kind, value), str(value))
    if isinstance(value, str):
        return in_words(_CODES[name][value]) if value in _CODES.get(name, {}) else _instant(value)
    if isinstance(value, list) and all(isinstance(one, (str, int)) for one in value):
        return _("、").join(value_said(one, name, names) for one in value) or EMPTY
    return canonical(value) if isinstance(value, (dict, list)) else str(value)


def _kind(entry: Entry, name: str) -> str:
    """The type of the thing whose id a field holds, "" for none."""
    return _HOLDS.get(name, entry.subject_type if name == "parent_id" and entry.subject_type in _NAMED else "")


def _is_id(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _label(entry: Entry, name: str) -> str:
    return in_words(VERBS.get(entry.verb, _UNKNOWN).label(name))


def _name(account: int, names: Names) -> str:
    return names.get(("account", account)) or _("账号 %(id)s") % {"id": account}


def _instant(text: str) -> str:
    """An instant of the ledger in local time; other text as it is."""
    if len(text) == 32 and text.endswith("+00:00"):
        try:
            return said_moment(datetime.fromisoformat(text), lang_here(), seconds=True)
        except ValueError:
            return text
    return text


_UNKNOWN: Final = Verb("unknown.verb", Said("", ""))
