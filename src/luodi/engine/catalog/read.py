"""Reading items, levers and bundles from their merged entries; faults carry file and line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from luodi.engine.catalog.model import (
    ACTORS,
    CONFIDENCE,
    EFFECTS,
    FORMS,
    KINDS,
    MODES,
    UNITS,
    After,
    Bundle,
    Effect,
    Item,
    Law,
    Lever,
    Limit,
    Paper,
)
from luodi.engine.conditions import ALWAYS, AttributeTable, Condition, parse
from luodi.engine.source import Fault, Fields, Map, Mark, Refused, Said, Seq, near


@dataclass(frozen=True)
class Ref:
    """A name that must be declared elsewhere in the mechanism, who says it and where. `kind`: item, stage, gate or span."""

    kind: str
    name: str
    by: Said
    where: Mark


@dataclass
class Reading:
    """What reading entries needs at hand: the attributes, where to put faults, and the names still to be looked up."""

    table: AttributeTable
    faults: list[Fault] = field(default_factory=list)
    refs: list[Ref] = field(default_factory=list)

    def condition(self, fields: Fields, key: str, required: bool = False) -> Condition | None:
        """The condition under `key`; faults carry its file, line and column."""
        text = fields.any(key)
        if text is None:
            if required:
                fields.fault(None, f"{fields.what.zh}缺条件“{key}”", f'{fields.what.en} lacks the condition "{key}"')
            return None
        where = fields.source.at(key)
        if isinstance(text, bool):
            return Condition(str(text).lower(), ALWAYS if text else parse("false", self.table).node, where)
        if not isinstance(text, str):
            fields.fault(key, f"“{key}”应是一个条件", f'"{key}" must be a condition')
            return None
        try:
            return parse(text, self.table, where)
        except Refused as problem:
            self.faults.extend(problem.faults)
            return None

    def refer(self, kind: str, source: Map, key: str, by: Said) -> None:
        """Note the names under `key` (one text, a list, or the keys of a mapping), each with its own place."""
        value = source.get(key)
        if isinstance(value, Map):
            found: list[tuple[Any, Mark]] = [(name, value.keys_at[name]) for name in value]
        elif isinstance(value, Seq):
            found = [(name, value.at(index)) for index, name in enumerate(value)]
        else:
            found = [(value, source.at(key))]
        self.refs += [Ref(kind, name, by, where) for name, where in found if name and isinstance(name, str)]


def read_limit(reading: Reading, source: Map, basis: str, what: Said) -> Limit:
    """One limit with its unit and source."""
    fields = Fields(source, reading.faults, what)
    limit = Limit(
        days=fields.whole("days", required=True) or 0,
        unit=fields.choice("unit", UNITS if basis == "deadline" else UNITS[:2], "working", required=True),
        basis=basis,
        counted_from=fields.text("from", "accepted"),
        source=fields.text("source"),
        confidence=fields.choice("confidence", CONFIDENCE, "document"),
        written=fields.text("written"),
        said=fields.text("said"),
        section=fields.text("section"),
        note=fields.text("note"),
        when=reading.condition(fields, "when"),
        where=source.where,
    )
    fields.done(["until", "by"])
    return limit


def read_item(reading: Reading, key: str, source: Map) -> Item:
    """One item from its merged entry. Faults go to `reading.faults`."""
    what = Said(f"事项“{key}”", f'item "{key}"')
    fields = Fields(source, reading.faults, what)
    limit = source.get("limit")
    item = Item(
        id=key,
        name=fields.labels("name"),
        stage=fields.text("stage", required=True),
        kind=fields.choice("kind", KINDS, "licence", required=True),
        actor=fields.choice("actor", ACTORS, "government"),
        authority=fields.text("authority"),
        applies=reading.condition(fields, "applies", required=True) or Condition("true", ALWAYS),
        said=fields.text("said"),
        after=_after(reading, fields, key),
        before=fields.text("before"),
        limits=_limits(reading, fields, what),
        extension=_one(reading, limit.get("extension") if isinstance(limit, Map) else None, "extension", what),
        minimum=_one(reading, fields.map("minimum"), "minimum", what),
        applicant_deadline=_one(reading, fields.map("applicant_deadline"), "deadline", what),
        own_days=_one(reading, fields.map("own_days"), "own", what),
        prepare_after=fields.texts("prepare_after"),
        pauses={k: v for k, v in (fields.map("pauses") or {}).items() if isinstance(v, str)},
        papers=_papers(reading, fields),
        results=fields.texts("results"),
        modes=fields.texts("modes"),
        members=fields.texts("members"),
        relaxes={k: str(v.get("after", "")) for k, v in fields.maps("relaxes")},
        merge_into=fields.texts("merge_into"),
        law=_laws(reading, fields),
        confidence={k: str(v) for k, v in (fields.map("confidence") or {}).items()},
        sources=fields.texts("sources"),
        note=fields.text("note"),
        origin=source.where.file,
        where=source.where,
    )
    reading.refer("stage", source, "stage", what)
    reading.refer("gate", source, "before", what)
    for listed in ("members", "merge_into", "prepare_after", "relaxes"):
        reading.refer("item", source, listed, Said(f"{what.zh}的 {listed}", f"{listed} of {what.en}"))
    for _, entry in fields.maps("relaxes"):
        reading.refer("item", entry, "after", Said(f"{what.zh}的 relaxes", f"relaxes of {what.en}"))
    for mode in item.modes:
        if mode not in MODES:
            hint = near(mode, MODES)
            fields.fault("modes", f"没有办理方式“{mode}”{hint.zh}", f'there is no way of handling "{mode}"{hint.en}')
    fields.done(["versions"])
    return item


def _one(reading: Reading, source: Any, basis: str, what: Said) -> Limit | None:
    return read_limit(reading, source, basis, what) if isinstance(source, Map) else None


def _limits(reading: Reading, fields: Fields, what: Said) -> tuple[Limit, ...]:
    source = fields.map("limit")
    if source is None:
        return ()
    inner = Fields(source, reading.faults, Said(f"{what.zh}的时限", f"the limit of {what.en}"))
    found: list[Limit] = []
    for basis in ("promised", "reference", "statutory", "assumed"):
        base = inner.map(basis)
        for case in inner.entries(f"{basis}_variants"):
            # A case only in words cannot be chosen by the engine; it is shown with the item and never scheduled.
            if "when" in case:
                shared = {k: v for k, v in (base or {}).items() if k in ("from", "source", "confidence", "written", "section")}
                merged = case.copy()
                for k, v in shared.items():
                    if base is not None and k not in merged:
                        merged.put(k, v, base.keys_at[k], base.at(k))
                found.append(read_limit(reading, merged, basis, what))
        if base is not None:
            found.append(read_limit(reading, base, basis, what))
    inner.map("extension")
    inner.done()
    return tuple(found)


def _after(reading: Reading, fields: Fields, key: str) -> tuple[After, ...]:
    found: list[After] = []
    for item, entry in fields.maps("after"):
        inner = Fields(entry, reading.faults, Said(f"先后“{item}”", f'the order after "{item}"'))
        found.append(After(item, "law", reading.condition(inner, "when")))
        inner.done(["source", "said", "section", "note"])
    usual = fields.any("usually_after")
    if isinstance(usual, Seq):
        found += [After(str(item), "usual") for item in usual]
    elif usual is not None:
        fields.fault("usually_after", "“usually_after”应是事项的列表", '"usually_after" must be a list of items')
    for part in ("after", "usually_after"):
        reading.refer("item", fields.source, part, Said(f"“{key}”的先后", f'the order of "{key}"'))
        stands = fields.source.get(part)
        if isinstance(stands, Map | Seq) and key in stands:
            where = stands.keys_at[key] if isinstance(stands, Map) else stands.at(stands.index(key))
            fields.faults.append(Fault(where, Said(f"“{key}”不能等待自己", f'"{key}" cannot wait for itself')))
    return tuple(found)


def _papers(reading: Reading, fields: Fields) -> tuple[Paper, ...]:
    found = []
    for name, entry in fields.maps("papers"):
        inner = Fields(entry, reading.faults, Said(f"材料“{name}”", f'paper "{name}"'))
        found.append(Paper(
            name, inner.choice("form", FORMS, "electronic"), inner.texts("from"), reading.condition(inner, "when"),
            inner.text("said"), inner.flag("tolerable")))
        reading.refer("item", entry, "from", Said(f"材料“{name}”", f'paper "{name}"'))
        inner.done(["note", "section", "source"])
    return tuple(found)


def _laws(reading: Reading, fields: Fields) -> tuple[Law, ...]:
    found = []
    for entry in fields.entries("law"):
        inner = Fields(entry, reading.faults, Said("法律依据", "a legal basis"))
        found.append(Law(inner.text("law", required=True), inner.text("article"), inner.text("excerpt"),
                         inner.choice("confidence", CONFIDENCE, "general"), inner.text("support", "unverified"),
                         inner.text("text_as_of"), inner.text("note")))
        inner.done()
    return tuple(found)


def read_lever(reading: Reading, key: str, source: Map) -> Lever:
    """One lever from its merged entry."""
    what = Said(f"政策工具“{key}”", f'lever "{key}"')
    fields = Fields(source, reading.faults, what)
    lever = Lever(
        id=key, name=fields.labels("name"), kind=fields.text("kind", required=True),
        when=reading.condition(fields, "when") or Condition("true", ALWAYS),
        offered=fields.flag("offered"), standing=fields.flag("standing"),
        effects=tuple(_effect(reading, entry, what) for entry in fields.entries("effects")),
        brings=fields.labels("brings", required=False), said=fields.text("said"), section=fields.text("section"),
        source=fields.text("source"), confidence=fields.choice("confidence", CONFIDENCE, "document"), where=source.where)
    if lever.standing and not lever.offered:
        fields.fault("standing", "没有提供（offered）的工具不能常设（standing）", "a lever that is not offered cannot be standing")
    fields.done(["note", "versions"])
    return lever


def _effect(reading: Reading, source: Map, what: Said) -> Effect:
    fields = Fields(source, reading.faults, Said(f"{what.zh}的作用", f"an effect of {what.en}"))
    kind = next((k for k in EFFECTS if k in source), "")
    if not kind:
        fields.fault(None, f"作用应写明 {'、'.join(EFFECTS)} 之一", f"an effect must say one of {', '.join(EFFECTS)}")
        return Effect("drop", ())
    other = {"drop": "after", "merge": "into", "simulate": "until"}.get(kind)
    units = UNITS if kind == "late" else UNITS[:2]
    effect = Effect(kind, fields.texts(kind), fields.text(other, required=True) if other else "",
                    fields.whole("days", required=kind in ("limit", "late", "simulate")) or 0,
                    fields.choice("unit", units, "working"), fields.texts("papers"), source.where)
    for key in filter(None, (kind, other)):
        reading.refer("item", source, key, what)
    fields.done()
    return effect


def read_bundle(reading: Reading, key: str, source: Map) -> Bundle:
    """One bundle from its merged entry."""
    fields = Fields(source, reading.faults, Said(f"一件事“{key}”", f'bundle "{key}"'))
    bundle = Bundle(key, fields.labels("name"), fields.texts("items"), fields.text("lead"),
                    reading.condition(fields, "when") or Condition("true", ALWAYS), fields.text("said"), fields.text("section"))
    reading.refer("item", source, "items", fields.what)
    fields.done(["source", "confidence", "note"])
    return bundle
