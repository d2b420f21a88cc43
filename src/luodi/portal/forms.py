"""What a visitor has said, read from the address and written back into one.

Nothing is stored: the address holds every answer, so that going back, sending it on and working without JavaScript need
nothing more. `yes`, `no` and `unsure` list keys with dots between; other answers stand under their own key; `asked` names the
questions that were just answered (a box not ticked then means no, a field left empty means not answered).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext

from luodi.engine.conditions import Attribute, AttributeTable
from luodi.engine.conditions.attributes import checked
from luodi.engine.mechanism import Mechanism
from luodi.engine.source import Refused
from luodi.maps import asked as maps
from luodi.maps.asked import Asked, clean, listed

MAX_NAME = 60
_NUMBER = re.compile(r"[-+]?\d{1,15}(\.\d{1,6})?\Z")
_SCALED = re.compile(r"([-+]?\d{1,12}(?:\.\d{1,6})?)(万亿|亿|千万|百万|万|千)元?\Z")
_SCALE = {"万亿": 1e12, "亿": 1e8, "千万": 1e7, "百万": 1e6, "万": 1e4, "千": 1e3}
_UNIT_SCALE = {"wan_yuan": 1e4}


@dataclass(frozen=True)
class Answers(Asked):
    """The answers of one visitor about one project in one place.

    `stated`: checked values by attribute. `unsure`: attributes answered with “不清楚”. `asked`: the questions just answered.
    """

    place: str
    start: date
    name: str = ""
    stated: Mapping[str, Any] = field(default_factory=dict)
    unsure: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()

    def without(self, keys: Iterable[str]) -> Answers:
        """The same without some answers."""
        dropped = set(keys)
        return replace(self, stated={k: v for k, v in self.stated.items() if k not in dropped}, unsure=tuple(k for k in self.unsure if k not in dropped))

    def pairs(self, **changes: Any) -> list[tuple[str, str]]:
        """The answers as pairs for an address or for hidden fields; `changes` add or (with None) leave out names."""
        out: dict[str, str] = {}
        if self.name:
            out["name"] = self.name
        out["start"] = self.start.isoformat()
        yes = [k for k, v in self.stated.items() if v is True]
        no = [k for k, v in self.stated.items() if v is False]
        for key, value in self.stated.items():
            if not isinstance(value, bool):
                out[key] = ".".join(sorted(value)) or "-" if isinstance(value, frozenset) else value if isinstance(value, str) else f"{value:.15g}"
        out |= {key: ".".join(found) for key, found in (("yes", yes), ("no", no), ("unsure", self.unsure)) if found}
        out |= dict(super().pairs())
        out |= {key: str(value) for key, value in changes.items() if value is not None}
        return [(key, value) for key, value in out.items() if key not in changes or changes[key] is not None]


def read(query: QueryDict, mechanism: Mechanism, today: date, lang: str = "zh-Hans") -> Answers:
    """Read an address. What cannot be used is kept as typed, with a message in `lang`; nothing else is lost."""
    table = mechanism.table
    stated: dict[str, Any] = {}
    unsure: list[str] = []
    typed: dict[str, str] = {}
    errors: dict[str, str] = {}
    asked = tuple(k for k in listed(query.get("asked", "")) if k in table)
    ticked = {word: [k for k in listed(query.get(word, "")) if k in table] for word in ("yes", "no", "unsure")}
    for word, value in (("yes", True), ("no", False)):
        stated |= {key: value for key in ticked[word] if table[key].type == "yesno"}
    unsure += ticked["unsure"]
    for key in table:
        if key in query:
            unsure = [k for k in unsure if k != key]
            stated.pop(key, None)
            _one(table[key], query.getlist(key), lang, stated, unsure, typed, errors)
        elif key in asked and key not in stated and key not in unsure and table[key].type == "choices":
            stated[key] = frozenset()
    start = maps.day(query.get("start", ""), today, "start", typed, errors) or today
    more = maps.read(query, mechanism)
    return Answers(mechanism.slug, start, clean(query.get("name", ""))[:MAX_NAME], _in_order(stated, table),
                   tuple(dict.fromkeys(k for k in unsure if k not in stated)), asked, levers=more.levers, works=more.works, by=more.by,
                   milestone=more.milestone, typed={**typed, **more.typed}, errors={**errors, **more.errors})


def _in_order(stated: Mapping[str, Any], table: AttributeTable) -> dict[str, Any]:
    return {key: stated[key] for key in table if key in stated}


def _one(attribute: Attribute, given: list[str], lang: str, stated: dict[str, Any], unsure: list[str], typed: dict[str, str], errors: dict[str, str]) -> None:
    """Read the answer to one attribute into where it belongs."""
    key, words = attribute.key, [text.strip() for text in given if text.strip()]
    if not words:
        return
    if "unsure" in words:
        unsure.append(key)
        return
    try:
        if attribute.type == "yesno":
            value: Any = {"yes": True, "no": False}.get(words[0], words[0])
        elif attribute.type == "choices":
            value = [part for word in words for part in listed(word) if part != "-"]
        elif attribute.type == "number":
            value = _number(attribute, words[0], lang)
        else:
            value = words[0]
        stated[key] = checked(attribute, value, None)
    except Refused:
        typed[key] = clean(given[0][:200])
        errors[key] = _why_not(attribute, typed[key], lang)
    except ValueError as problem:
        typed[key], errors[key] = clean(given[0][:200]), str(problem)


def _number(attribute: Attribute, text: str, lang: str) -> float | int:
    """A figure as people type it: full-width digits and thousands separators. Raises ValueError with what would be right."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace("，", "").replace(" ", "")
    if _NUMBER.match(plain):
        value = float(plain)
        return int(value) if value.is_integer() else value
    unit = _unit(attribute, lang)
    if (found := _SCALED.match(plain)) and attribute.unit in _UNIT_SCALE:
        right = float(found[1]) * _SCALE[found[2]] / _UNIT_SCALE[attribute.unit]
        said = {"typed": clean(text[:40]), "unit": unit, "right": f"{right:.15g}"}
        raise ValueError(gettext("填的是“%(typed)s”，这里的单位是%(unit)s，请填 %(right)s") % said)
    raise ValueError(gettext("填的是“%(typed)s”，这里要填数字，单位是%(unit)s") % {"typed": clean(text[:40]), "unit": unit})


def _unit(attribute: Attribute, lang: str) -> str:
    return attribute.unit_label.get(lang) or attribute.unit_label.get("zh-Hans", attribute.unit)


def _why_not(attribute: Attribute, text: str, lang: str) -> str:
    if attribute.type == "number":
        return gettext("填的是“%(typed)s”，应在 %(low)s 到 %(high)s 之间，单位是%(unit)s，请核对单位") % {
            "typed": text[:40], "low": f"{attribute.minimum:,.15g}", "high": f"{attribute.maximum:,.15g}", "unit": _unit(attribute, lang)}
    return gettext("没有“%(typed)s”这个选项，请从下面选一个") % {"typed": text[:40]}
