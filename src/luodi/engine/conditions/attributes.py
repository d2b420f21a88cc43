"""The declared attributes of a project, and the facts that a person states about one."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from luodi.engine.conditions.evaluate import evaluate
from luodi.engine.conditions.grammar import MAX_NUMBER, Condition, parse
from luodi.engine.source import Fault, Fields, Map, Mark, Refused, Said, Seq, near

TYPES = ("choice", "yesno", "number", "choices")
CONFIDENCE = ("verified", "document", "general", "assumed")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}\Z")

MAX_FAULTS = 200
"""A file of facts with more faults than this is no file of facts; the rest of it is not looked at."""

Facts = Mapping[str, Any]
"""What is known of a project: attribute -> bool, str, number or frozenset. What is not known is not in it."""


@dataclass(frozen=True)
class Attribute:
    """One thing that may be asked about a project: its type, unit, words, and where its meaning comes from."""

    key: str
    type: str
    label: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    unit: str = ""
    unit_label: Mapping[str, str] = field(default_factory=dict)
    minimum: float = -math.inf
    maximum: float = math.inf
    ask: Mapping[str, str] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)
    thresholds: tuple[Mapping[str, Any], ...] = ()
    source: str = ""
    confidence: str = "general"
    note: str = ""
    where: Mark | None = None

    def name(self, lang: str) -> str:
        """The label in `lang`, else in Chinese."""
        return self.label.get(lang) or self.label["zh-Hans"]

    def value_name(self, value: Any, lang: str) -> str:
        """A value in words; numbers with their unit."""
        if isinstance(value, bool):
            return {"zh-Hans": "是" if value else "否", "ja": "はい" if value else "いいえ",
                    "ko": "예" if value else "아니요"}.get(lang, "yes" if value else "no")
        if isinstance(value, frozenset):
            return ("、" if lang in ("zh-Hans", "ja") else ", ").join(self.value_name(v, lang) for v in sorted(value)) or "—"
        if isinstance(value, str):
            words = self.values.get(value, {})
            return words.get(lang) or words.get("zh-Hans") or value
        unit = self.unit_label.get(lang) or self.unit_label.get("zh-Hans", "")
        return f"{value:,.15g} {unit}".strip()


@dataclass(frozen=True)
class Derivation:
    """A value that follows from other facts while it is not stated itself."""

    attribute: str
    when: Condition
    value: Any


@dataclass(frozen=True)
class Impossible:
    """A combination of facts that cannot be: what is wrong, and what would be right."""

    key: str
    never: Condition
    said: Mapping[str, str]
    remedy: Mapping[str, str]
    source: str


class AttributeTable(Mapping[str, Attribute]):
    """All declared attributes by key, with what hangs between them.

    `definitions` are named conditions, written once and usable as words in other conditions; `derivations` are values
    that follow from other facts; `impossible` are combinations that cannot be.
    """

    def __init__(self, attributes: Mapping[str, Attribute]) -> None:
        self._attributes = MappingProxyType(dict(attributes))
        self.definitions: dict[str, Condition] = {}
        self.derivations: tuple[Derivation, ...] = ()
        self.impossible: tuple[Impossible, ...] = ()
        self.groups: tuple[tuple[str, Mapping[str, str], tuple[str, ...]], ...] = ()

    def __getitem__(self, key: str) -> Attribute:
        return self._attributes[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._attributes)

    def __len__(self) -> int:
        return len(self._attributes)

    @classmethod
    def build(cls, source: Map, faults: list[Fault]) -> AttributeTable:
        """Read an `attributes.yaml`; faults carry file and line."""
        top = Fields(source, faults, Said("属性表", "the attribute table"))
        units = {name: dict(words) for name, words in top.maps("units")}
        attributes: dict[str, Attribute] = {}
        derive: list[tuple[Attribute, list[Map]]] = []
        for key, entry in top.maps("attributes"):
            fields = Fields(entry, faults, Said(f"属性“{key}”", f'attribute "{key}"'))
            if not _KEY.match(key):
                faults.append(Fault(source["attributes"].keys_at[key], Said(
                    f"属性名“{key}”应是小写英文字母、数字和下划线", f'attribute name "{key}" must be lower-case letters, digits and underscores')))
                continue
            attributes[key] = attribute = _attribute(key, entry, fields, units)
            if cases := fields.entries("derive"):
                derive.append((attribute, cases))
            fields.done()
        table = cls(attributes)
        for key, entry in top.maps("definitions"):
            _define(table, key, entry, faults)
        table.derivations = tuple(_derivations(table, derive, faults))
        table.impossible = tuple(_impossible(table, top, faults))
        table.groups = tuple(_groups(table, top, faults))
        top.done()
        return table

    def derived(self, facts: Facts) -> Facts:
        """The facts with everything that follows from them added; what is stated always wins."""
        out = dict(facts)
        before = -1
        while before < len(out):  # a derived value may feed another
            before = len(out)
            settled: set[str] = set()
            for rule in self.derivations:
                if rule.attribute in out or rule.attribute in settled:
                    continue
                answer = evaluate(rule.when.node, out)
                if answer:
                    out[rule.attribute] = rule.value
                elif answer is None:
                    settled.add(rule.attribute)  # an earlier case is still open, so a later one must not decide
        return out


def _attribute(key: str, entry: Map, fields: Fields, units: Mapping[str, Mapping[str, str]]) -> Attribute:
    kind = fields.choice("type", TYPES, "yesno", required=True)
    values: dict[str, Mapping[str, str]] = {}
    for value, words in fields.maps("values"):
        values[value] = {k: v for k, v in words.items() if isinstance(v, str)}
    if kind in ("choice", "choices") and not values:
        fields.fault(None, f"“{key}”是选项，须列出 values", f'"{key}" is a choice and must list its values')
    unit = fields.text("unit")
    if kind == "number" and unit not in units:
        fields.fault("unit", f"“{key}”的单位“{unit}”没有在 units 中声明", f'the unit "{unit}" of "{key}" is not declared in units')
    low, high = fields.number("minimum"), fields.number("maximum")
    return Attribute(
        key, kind, fields.labels("label") or {"zh-Hans": key}, values, unit, units.get(unit, {}),
        -math.inf if low is None else low, math.inf if high is None else high,
        fields.labels("ask", required=False), fields.labels("why", required=False),
        tuple(fields.entries("thresholds")), fields.text("source"),
        fields.choice("confidence", CONFIDENCE, "general"), fields.text("note"), entry.where)


def _define(table: AttributeTable, key: str, entry: Map, faults: list[Fault]) -> None:
    fields = Fields(entry, faults, Said(f"定义“{key}”", f'definition "{key}"'))
    text = fields.text("means", required=True)
    fields.done(["said", "source"])
    if key in table:
        fields.fault(None, f"“{key}”已是属性名", f'"{key}" is an attribute already')
        return
    try:
        table.definitions[key] = parse(text, table, entry.at("means"))
    except Refused as problem:
        faults.extend(problem.faults)


def _derivations(table: AttributeTable, derive: list[tuple[Attribute, list[Map]]], faults: list[Fault]) -> Iterator[Derivation]:
    for attribute, cases in derive:
        for case in cases:
            fields = Fields(case, faults, Said(f"“{attribute.key}”的推定", f'a derivation of "{attribute.key}"'))
            text, value = fields.text("when", required=True), fields.any("value")
            fields.done()
            try:
                yield Derivation(attribute.key, parse(text, table, case.at("when")), checked(attribute, value, case.at("value")))
            except Refused as problem:
                faults.extend(problem.faults)


def _impossible(table: AttributeTable, top: Fields, faults: list[Fault]) -> Iterator[Impossible]:
    for key, entry in top.maps("impossible"):
        fields = Fields(entry, faults, Said(f"“{key}”", f'"{key}"'))
        text = fields.text("never", required=True)
        said, remedy, source = fields.labels("said"), fields.labels("remedy"), fields.text("source")
        fields.done(["note", "confidence"])
        try:
            yield Impossible(key, parse(text, table, entry.at("never")), said, remedy, source)
        except Refused as problem:
            faults.extend(problem.faults)


def _groups(table: AttributeTable, top: Fields, faults: list[Fault]) -> Iterator[tuple[str, Mapping[str, str], tuple[str, ...]]]:
    for group in top.entries("groups"):
        fields = Fields(group, faults, Said("属性分组", "a group of attributes"))
        keys = fields.texts("attributes")
        for key in keys:
            if key not in table:
                hint = near(key, table)
                fields.fault("attributes", f"没有名为“{key}”的属性{hint.zh}", f'there is no attribute "{key}"{hint.en}')
        yield fields.text("id", required=True), fields.labels("label"), keys
        fields.done()


def checked(attribute: Attribute, value: Any, where: Mark | None) -> Any:
    """The value as the engine keeps it. Raises Refused when it is not of the attribute's type or range."""
    key, label = attribute.key, attribute.name("zh-Hans")

    def fail(zh: str, en: str) -> Refused:
        return Refused(Fault(where, Said(f"“{key}”（{label}）：{zh}", f'"{key}": {en}')))

    if attribute.type == "yesno":
        if not isinstance(value, bool):
            raise fail(f"填的是“{value}”，应是 true 或 false", f"{value!r} given; write true or false")
        return value
    if attribute.type == "number":
        unit = attribute.unit_label.get("zh-Hans", attribute.unit)
        if isinstance(value, bool) or not isinstance(value, int | float) or not -MAX_NUMBER <= value <= MAX_NUMBER:
            raise fail(f"填的是“{value}”，这里要填数字，单位{unit}", f"{value!r} given; write a number in {attribute.unit_label.get('en', attribute.unit)}")
        low, high = attribute.minimum, attribute.maximum
        if not low <= value <= high:
            raise fail(f"{value:,.15g} 不在 {low:,.15g} 到 {high:,.15g} 之间，单位是{unit}，请核对单位",
                       f"{value:,.15g} is not between {low:,.15g} and {high:,.15g}; check the unit "
                       f"({attribute.unit_label.get('en', attribute.unit)})")
        return value
    known = attribute.values
    if attribute.type == "choices":
        if isinstance(value, str) or not isinstance(value, list | tuple | frozenset | set):
            raise fail('这里要填列表，如 ["值", …]', 'a list is needed here, like ["value", …]')
        for part in value:
            if not isinstance(part, str) or part not in known:
                hint = near(str(part), known)
                raise fail(f"没有值“{part}”{hint.zh or '，可用：' + '、'.join(known)}", f'no value "{part}"{hint.en or "; it knows " + ", ".join(known)}')
        return frozenset(value)
    if not isinstance(value, str) or value not in known:
        hint = near(str(value), known)
        raise fail(f"没有值“{value}”{hint.zh or '，可用：' + '、'.join(known)}", f'no value "{value}"{hint.en or "; it knows " + ", ".join(known)}')
    return value


def read_facts(source: Mapping[str, Any], table: AttributeTable) -> Facts:
    """The facts a person states, checked and completed with what follows from them.

    `yes: [...]` and `no: [...]` state many yes/no attributes at once. Raises Refused with every fault found:
    unknown names, wrong types or units, values out of range, combinations that cannot be.
    """
    faults: list[Fault] = []
    stated: dict[str, Any] = {}
    places: dict[str, Mark | None] = {}
    at = source.at if isinstance(source, Map) else lambda _key: None
    for key, value in source.items():
        if len(faults) >= MAX_FAULTS:
            break
        if key in ("yes", "no"):
            _short_list(key, value, table, stated, places, faults, at(key))
            continue
        attribute = table.get(key)
        if attribute is None:
            hint = near(key, table)
            where = source.keys_at[key] if isinstance(source, Map) else None
            faults.append(Fault(where, Said(f"没有名为“{key}”的属性{hint.zh}", f'there is no attribute "{key}"{hint.en}')))
            continue
        if value is None:
            continue
        try:
            if key in stated:
                raise Refused(Fault(at(key), Said(f"“{key}”填了两次", f'"{key}" is stated twice')))
            stated[key], places[key] = checked(attribute, value, at(key)), at(key)
        except Refused as problem:
            faults.extend(problem.faults)
    if faults:
        raise Refused(faults)
    facts = table.derived(stated)
    for rule in table.impossible:
        if evaluate(rule.never.node, facts):
            where = next((places[key] for key in rule.never.attributes if key in places), None)
            faults.append(Fault(where, Said(
                "".join(filter(None, (rule.said["zh-Hans"], "；", rule.remedy.get("zh-Hans"), f"（{rule.source}）" if rule.source else ""))),
                " ".join(filter(None, (rule.said.get("en", rule.key), rule.remedy.get("en"), f"({rule.source})" if rule.source else ""))))))
    if faults:
        raise Refused(faults)
    return facts


def _short_list(word: str, value: Any, table: AttributeTable, stated: dict[str, Any], places: dict[str, Mark | None],
                faults: list[Fault], where: Mark | None) -> None:
    for index, key in enumerate(value if isinstance(value, list) else [] if value is None else [value]):
        if len(faults) >= MAX_FAULTS:
            break
        place = value.at(index) if isinstance(value, Seq) else where
        attribute = table.get(key) if isinstance(key, str) else None
        if attribute is None or attribute.type != "yesno":
            hint = near(str(key), [k for k in table if table[k].type == "yesno"])
            faults.append(Fault(place, Said(f"“{word}”里的“{key}”不是是非属性{hint.zh}", f'"{key}" in "{word}" is not a yes/no attribute{hint.en}')))
        elif key in stated:
            faults.append(Fault(place, Said(f"“{key}”填了两次", f'"{key}" is stated twice')))
        else:
            stated[key], places[key] = word == "yes", place
