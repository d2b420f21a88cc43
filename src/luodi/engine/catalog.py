"""What a place can ask of a project: approval items, their papers, limits and order, and what may relax them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from luodi.engine.conditions import ALWAYS, AttributeTable, Condition, parse
from luodi.engine.source import Fault, Fields, Map, Mark, Refused, Said, Seq, near

KINDS = ("licence", "filing", "confirmation", "service", "assessment", "review", "intermediary", "activity")
ACTORS = ("government", "enterprise", "market", "utility")
UNITS = ("working", "calendar", "month")
FORMS = ("electronic", "original", "copy", "original_or_electronic")
MODES = ("parallel", "commitment", "instant", "regional", "tolerance", "joint_assessment", "joint_acceptance",
         "simulated", "joint_drawing_review", "joint_survey", "unattended")
EFFECTS = ("limit", "drop", "late", "skip", "merge", "simulate")
CONFIDENCE = ("verified", "document", "general", "assumed")


@dataclass(frozen=True)
class Limit:
    """A number of days with its unit, its start and where it comes from.

    `basis`: promised (this place's plan) · reference (another place's published value) · statutory · minimum (a floor,
    not a limit) · assumed (for planning only). `written` is set where the law writes 日 without saying which days.
    """

    days: int
    unit: str
    basis: str
    counted_from: str = "accepted"
    source: str = ""
    confidence: str = "general"
    written: str = ""
    said: str = ""
    section: str = ""
    note: str = ""
    when: Condition | None = None
    apportioned: bool = False
    where: Mark | None = None


@dataclass(frozen=True)
class Paper:
    """A paper an item asks for. `made_by`: items whose result is this paper; any one that applies will do."""

    name: str
    form: str
    made_by: tuple[str, ...] = ()
    when: Condition | None = None
    said: str = ""
    tolerable: bool = False


@dataclass(frozen=True)
class After:
    """A predecessor: its result or its decision must be there first. `kind`: law or usual (customary order)."""

    item: str
    kind: str
    when: Condition | None = None


@dataclass(frozen=True)
class Law:
    """A legal basis with an excerpt and how sure we are of it."""

    law: str
    article: str = ""
    excerpt: str = ""
    confidence: str = "general"
    support: str = "unverified"
    text_as_of: str = ""
    note: str = ""

    def __str__(self) -> str:
        return f"《{self.law}》{self.article}"


@dataclass(frozen=True)
class Item:
    """One approval item (审批事项) as it stands in a place on a day."""

    id: str
    name: Mapping[str, str]
    stage: str
    kind: str
    actor: str
    authority: str
    applies: Condition
    said: str
    after: tuple[After, ...]
    before: str
    limits: tuple[Limit, ...]
    extension: Limit | None
    minimum: Limit | None
    applicant_deadline: Limit | None
    own_days: Limit | None
    prepare_after: tuple[str, ...]
    pauses: Mapping[str, str]
    papers: tuple[Paper, ...]
    results: tuple[str, ...]
    modes: tuple[str, ...]
    members: tuple[str, ...]
    relaxes: Mapping[str, str]
    merge_into: tuple[str, ...]
    law: tuple[Law, ...]
    confidence: Mapping[str, str]
    sources: tuple[str, ...]
    note: str
    origin: str
    where: Mark

    def title(self, lang: str) -> str:
        """The name in `lang`, else in Chinese."""
        return self.name.get(lang) or self.name["zh-Hans"]

    def limit(self, basis: str) -> Limit | None:
        """The first unconditional limit of that basis, if there is one."""
        return next((x for x in self.limits if x.basis == basis and x.when is None), None)


@dataclass(frozen=True)
class Effect:
    """One change a lever makes; `kind` is one of EFFECTS, the rest as that kind needs."""

    kind: str
    items: tuple[str, ...]
    other: str = ""
    days: int = 0
    unit: str = "working"
    papers: tuple[str, ...] = ()
    where: Mark | None = None


@dataclass(frozen=True)
class Lever:
    """A relaxation (tolerance, commitment, simulated approval, regional assessment, merging …) and what it brings with it.

    `offered`: the place's plan has it. `standing`: in force for every project it fits, without being asked for.
    """

    id: str
    name: Mapping[str, str]
    kind: str
    when: Condition
    offered: bool
    standing: bool
    effects: tuple[Effect, ...]
    brings: Mapping[str, str]
    said: str
    section: str
    source: str
    confidence: str
    where: Mark

    def title(self, lang: str) -> str:
        """The name in `lang`, else in Chinese."""
        return self.name.get(lang) or self.name["zh-Hans"]


@dataclass(frozen=True)
class Bundle:
    """一件事: items handed in on one form with one set of papers."""

    id: str
    name: Mapping[str, str]
    items: tuple[str, ...]
    lead: str
    when: Condition
    said: str
    section: str


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
    fields.done(["until", "by", "origin"])
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
    fields.done(["versions", "said_by"])
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
        for case in _maps_in(inner, f"{basis}_variants"):
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


def _maps_in(fields: Fields, key: str) -> list[Map]:
    """The mappings in the list under `key`; anything else in it is a fault."""
    listed = fields.seq(key)
    out = []
    for index, entry in enumerate(listed or []):
        if isinstance(entry, Map):
            out.append(entry)
        elif listed is not None:
            fields.faults.append(Fault(listed.at(index), Said(f"“{key}”里每一项应是“键: 值”", f'each entry of "{key}" must be a mapping')))
    return out


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
    for entry in _maps_in(fields, "law"):
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
        effects=tuple(_effect(reading, entry, what) for entry in _maps_in(fields, "effects")),
        brings=fields.labels("brings", required=False), said=fields.text("said"), section=fields.text("section"),
        source=fields.text("source"), confidence=fields.choice("confidence", CONFIDENCE, "document"), where=source.where)
    if lever.standing and not lever.offered:
        fields.fault("standing", "没有提供（offered）的工具不能常设（standing）", "a lever that is not offered cannot be standing")
    fields.done(["note"])
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


def version_on(source: Map, key: str, day: date, faults: list[Fault]) -> Map:
    """An entry as it stands on `day`: the base with the version in force put over it.

    Overlapping versions and versions without a start are faults.
    """
    if source.get("versions") is None:
        return source
    spans: list[tuple[date, date, Map, Mark]] = []
    for entry in _maps_in(Fields(source, faults, Said(f"“{key}”", f'"{key}"')), "versions"):
        fields = Fields(entry, faults, Said(f"“{key}”的版本", f'a version of "{key}"'))
        first, last = fields.day("from") or date.min, fields.day("until") or date.max
        change = fields.map("set", required=True)
        fields.done(["said", "source", "note"])
        if last < first:
            faults.append(Fault(entry.where, Said("版本的止期早于起期", "the version ends before it starts")))
        elif change is not None:
            spans.append((first, last, change, entry.where))
    spans.sort(key=lambda span: span[0])
    for (_, last, _, _), (first, _, _, where) in pairwise(spans):
        if first <= last:
            faults.append(Fault(where, Said(f"“{key}”的两个版本在 {first} 重叠，前一个到 {last}",
                                            f'two versions of "{key}" overlap on {first}; the earlier one runs to {last}')))
    for first, last, change, _ in spans:
        if first <= day <= last:
            return merged(source, change, faults)
    return source


def merged(base: Map, patch: Map, faults: list[Fault]) -> Map:
    """`patch` over `base`: mappings are merged key by key, everything else is replaced; `delete: [keys]` removes, explicitly.

    An empty value in place of an inherited one is a fault: nothing is removed by the way.
    """
    out = base.copy()
    for key, value in patch.items():
        if key == "delete":
            for name in value if isinstance(value, list) else [value]:
                if isinstance(name, str) and name in out:
                    del out[name]
                else:
                    hint = near(str(name), base)
                    faults.append(Fault(patch.at("delete"), Said(f"要删除的“{name}”不存在{hint.zh}", f'"{name}", to be deleted, does not exist{hint.en}')))
            continue
        mine = base.get(key)
        if value is None and mine is not None:
            faults.append(Fault(patch.at(key), Said(f"“{key}”留空不会删除继承来的值，要删除请写 delete: [{key}]",
                                                    f'an empty "{key}" does not remove what is inherited; write delete: [{key}]')))
        if isinstance(mine, Map) and isinstance(value, Map):
            value = merged(mine, value, faults)
        out.put(key, value, patch.keys_at[key], patch.at(key))
    out.where = patch.where if not base else base.where
    return out
