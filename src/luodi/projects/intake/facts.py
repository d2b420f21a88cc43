"""One fact of a row, as a project keeps it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from luodi.engine.conditions import Attribute
from luodi.engine.source import Refused, near, refuse
from luodi.frame.sheets import Row
from luodi.projects.intake.amounts import FAR, Measure, amount, doubt
from luodi.projects.intake.shape import MEASURES, MONEY_KEY, YES_NO_WORDS, choice


def fact(row: Row, key: str, attribute: Attribute, values: Mapping[str, str], before: Any = None) -> Any:
    """What a cell states, or None for nothing; what is wrong with it is noted.

    `values`: every way to write one; `before`: what the project has, to find an amount in another unit.
    """
    text = row.value.get(key, "")
    if not text or any(wrong.key == key for wrong in row.wrong):
        return None
    try:
        return _fact(text, key, attribute, values, before)
    except Refused as refused:
        for said in (fault.said for fault in refused.faults):
            row.fault(key, said.zh, said.en)
        return None


def stated(attribute: Attribute, kept: Any) -> Any:
    """A kept fact as the attribute names its values."""
    if kept is None or attribute.type not in ("number", "choices"):
        return kept
    return float(kept) if attribute.type == "number" else frozenset(kept)


def _fact(text: str, key: str, attribute: Attribute, values: Mapping[str, str], before: Any) -> Any:
    if attribute.type == "number":
        return _number(text, key, attribute, before)
    if attribute.type == "yesno":
        found = choice(text, YES_NO_WORDS)
        if found is None:
            refuse(None, f"“{text[:40]}”不能用，请填是或否", f"'{text[:40]}': write yes (是) or no (否)")
        return found == "yes"
    if attribute.type == "choices":
        return sorted({_value(word, values, attribute) for word in re.split(r"[、,，;；]", text) if word.strip()})
    return _value(text, values, attribute)


def _value(text: str, values: Mapping[str, str], attribute: Attribute) -> str:
    found = choice(text, values)
    if found is None:
        words = [words["zh-Hans"] for words in attribute.values.values()]
        hint = near(text[:40], words)
        refuse(None, f"“{text[:40]}”不能用{hint.zh or '，可以填：' + '、'.join(words)}", f"'{text[:40]}' cannot be used{hint.en or '; choose from the list'}")
    return found


def _number(text: str, key: str, attribute: Attribute, before: Any) -> str:
    unit = attribute.unit_label.get("zh-Hans", attribute.unit)
    said = amount(text, MEASURES.get(key) or Measure(unit, attribute.unit_label.get("en", unit), {unit: Decimal(1)}))
    if not attribute.minimum <= said.value <= attribute.maximum:
        refuse(None, f"{text[:40]} 不在 {attribute.minimum:,.15g} 到 {attribute.maximum:,.15g} {unit}之间，请核对单位",
               f"{text[:40]} is not between {attribute.minimum:,.15g} and {attribute.maximum:,.15g}; check the unit")
    if key == MONEY_KEY and not said.sure and before and Decimal(before):
        times = said.value / Decimal(before)
        doubtful = doubt(said.value, Decimal(before)) if times > FAR or times * FAR < 1 else None
        if doubtful:
            refuse(None, f"“{text[:40]}”{doubtful.zh}", f"'{text[:40]}': {doubtful.en}")
    return said.text
