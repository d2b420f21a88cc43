"""The facts of a project as a form: what matters first, what was typed, what it would change."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from luodi.engine.conditions import Attribute, AttributeTable
from luodi.engine.conditions.attributes import checked
from luodi.engine.mechanism import Mechanism
from luodi.engine.plan import Planner
from luodi.engine.source import Refused
from luodi.frame.words import shown
from luodi.projects.models import Project
from luodi.projects.rules import derived, kept, value_words
from luodi.projects.thread import Ahead

FIRST: Final = 5
"""Questions that are put before all others."""
_NUMBER: Final = re.compile(r"[-+]?\d{1,15}(\.\d{1,6})?\Z")
_SCALED: Final = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)(万亿|亿|千万|百万|万|千)元?\Z")
_SCALE: Final = {"万亿": 10**12, "亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "千": 10**3}


@dataclass(frozen=True)
class Choice:
    """One possible answer."""

    value: str
    name: str
    chosen: bool


@dataclass(frozen=True)
class Asked:
    """A fact in a form. `follows`: what it is taken for while nobody states it; `counts`: whether it can still change the map."""

    attribute: Attribute
    name: str
    ask: str
    why: str
    unit: str
    value: str
    choices: tuple[Choice, ...]
    follows: str
    counts: bool
    error: str = ""


@dataclass(frozen=True)
class Typed:
    """What was typed of a group: facts that differ from what was shown, as they are kept; faults by attribute; all answers as they came."""

    changed: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)


@lru_cache(maxsize=16)
def _planner(mechanism: Mechanism) -> Planner:
    return Planner(mechanism)


def deciding(project: Project, mechanism: Mechanism, today: date, ahead: Ahead) -> list[str]:
    """The facts that are not known and matter, the most telling first: what the next stage asks for, then what decides most of the map."""
    wanted = [lack.key for lack in ahead.lacks if lack.kind == "fact"]
    try:
        plan = _planner(mechanism).plan(derived(project.facts, mechanism), today)
    except Refused:
        return wanted
    return list(dict.fromkeys([*wanted, *(key for key, _weight in plan.questions())]))


def asked(project: Project, mechanism: Mechanism, keys: Sequence[str], counts: Sequence[str], typed: Typed, lang: str) -> list[Asked]:
    """Facts as a form asks for them: those that matter first, then the others, in the order of the data."""
    try:
        known: Mapping[str, Any] = derived(project.facts, mechanism)
    except Refused:
        known = {}
    found = [_asked(mechanism.table, key, project.facts, known, key in counts or key in project.facts, typed, lang) for key in keys]
    return sorted(found, key=lambda one: not one.counts)


def _asked(table: AttributeTable, key: str, facts: Mapping[str, Any], known: Mapping[str, Any], counts: bool, typed: Typed, lang: str) -> Asked:
    attribute = table[key]
    given = list(typed.answers.get(key, _answers(facts.get(key))))
    options = {"yes": _("是"), "no": _("否")} if attribute.type == "yesno" else {
        value: words.get(lang) or words["zh-Hans"] for value, words in attribute.values.items()}
    follows = value_words(table, key, known[key], lang) if key not in facts and key in known else ""
    return Asked(attribute, attribute.name(lang), attribute.ask.get(lang) or attribute.ask.get("zh-Hans", ""),
                 attribute.why.get(lang) or attribute.why.get("zh-Hans", ""), attribute.unit_label.get(lang) or attribute.unit_label.get("zh-Hans", ""),
                 given[0] if given else "", tuple(Choice(value, name, value in given) for value, name in options.items()), follows, counts,
                 typed.errors.get(key, ""))


def _answers(value: Any) -> list[str]:
    """A kept fact as its field has it."""
    if value is None:
        return []
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def read(post: QueryDict, table: AttributeTable, keys: Sequence[str], seen: Mapping[str, Any], lang: str) -> Typed:
    """What was typed; only what differs from what was shown is looked at. An empty field takes a fact back."""
    changed: dict[str, Any] = {}
    errors: dict[str, str] = {}
    answers = {key: [text.strip()[:200] for text in post.getlist(key) if text.strip()] for key in keys}
    for key in keys:
        if answers[key] == _answers(seen.get(key)):
            continue
        try:
            changed[key] = _value(table, key, answers[key], lang)
        except Refused as refused:
            errors[key] = _why_not(table[key], answers[key][0], refused, lang)
        except ValueError as problem:
            errors[key] = str(problem)
    return Typed({key: value for key, value in changed.items() if value != seen.get(key)}, errors, answers)


def _value(table: AttributeTable, key: str, given: Sequence[str], lang: str) -> Any:
    """An answer as it is kept. Raises Refused or ValueError."""
    attribute = table[key]
    if not given:
        return None
    value: Any = given[0]
    if attribute.type == "yesno":
        value = {"yes": True, "no": False}.get(value, value)
    elif attribute.type == "choices":
        value = list(given)
    elif attribute.type == "number":
        value = _number(attribute, value, lang)
    return kept(key, checked(attribute, value, None), table)


def _number(attribute: Attribute, text: str, lang: str) -> float | int:
    """A figure as people type it. Raises ValueError with what would be right."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    if _NUMBER.match(plain):
        value = float(plain)
        return int(value) if value.is_integer() else value
    said = {"typed": shown(text), "unit": attribute.unit_label.get(lang) or attribute.unit_label.get("zh-Hans", attribute.unit)}
    if (found := _SCALED.match(plain)) and attribute.unit == "wan_yuan":
        right = f"{float(found[1]) * _SCALE[found[2]] / 10**4:.15g}"
        raise ValueError(_("填的是“%(typed)s”，这里的单位是%(unit)s，请填 %(right)s") % {**said, "right": right})
    raise ValueError(_("填的是“%(typed)s”，这里要填数字，单位是%(unit)s") % said)


def _why_not(attribute: Attribute, typed: str, refused: Refused, lang: str) -> str:
    if attribute.type == "number":
        unit = attribute.unit_label.get(lang) or attribute.unit_label.get("zh-Hans", attribute.unit)
        return _("填的是“%(typed)s”，应在 %(low)s 到 %(high)s 之间，单位是%(unit)s，请核对单位") % {
            "typed": shown(typed), "low": f"{attribute.minimum:,.15g}", "high": f"{attribute.maximum:,.15g}", "unit": unit}
    return refused.faults[0].to(lang)
