"""Reading a mechanism's folder: inherit, patch by id, take the versions in force, check, build."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from luodi.engine.catalog import Reading, merged, read_bundle, read_item, read_lever, version_on
from luodi.engine.conditions import ALWAYS, AttributeTable, Condition
from luodi.engine.conditions.attributes import checked
from luodi.engine.mechanism.lifecycle import Lifecycle, read_lifecycle
from luodi.engine.mechanism.model import RECORDS, Gate, Mechanism, PaperWords, Record, Route, Setting, Span, Stage, Total
from luodi.engine.mechanism.promotion import Promotion, read_promotion
from luodi.engine.mechanism.validate import validate
from luodi.engine.source import Fault, Fields, Map, Mark, Refused, Said, Seq, gathered, near, read_file, refuse
from luodi.engine.workdays import Calendar

SECTIONS = ("mechanism", "attributes", "items", "levers", "bundles", "routes", "organisation", "promises", "clock", "papers", "projects",
            "promotion")


def shipped() -> Path:
    """The folder with the mechanisms that come with the product."""
    return Path(str(files("luodi") / "mechanisms"))


def names(root: Path | None = None) -> list[str]:
    """The mechanisms in a folder, `national` first."""
    root = root or shipped()
    found = sorted(path.parent.name for path in root.glob("*/mechanism.yaml"))
    return sorted(found, key=lambda name: (name != "national", name))


def load(slug: str, on: date, root: Path | None = None, parents: Path | None = None) -> Mechanism:
    """The mechanism `slug` as it stands on a day.

    `root` holds its folder; what it inherits is looked for there first, then in `parents` (the shipped ones by default).
    Raises Refused with every fault found, each with file, line and column.
    """
    folder, raw, calendar = _merged(slug, root, parents)
    own = _file(folder / "mechanism.yaml", f"{slug}/mechanism.yaml")
    return _build(slug, on, raw, own, calendar)


def load_clock(slug: str, root: Path | None = None) -> tuple[Map, Calendar]:
    """What a place says about clocks (clock.yaml, with what it inherits) and its calendar; both hold on any day. Raises Refused."""
    _, raw, calendar = _merged(slug, root, None)
    return raw["clock"], calendar


def load_lifecycle(slug: str, root: Path | None = None) -> Lifecycle:
    """The stages of a project in a place (projects.yaml, with what it inherits); they hold on any day. Raises Refused."""
    _, raw, _ = _merged(slug, root, None)
    table = gathered(lambda faults: AttributeTable.build(_part(raw, "attributes"), faults))
    return read_lifecycle(_part(raw, "projects"), table)


def load_promotion(slug: str, root: Path | None = None) -> Promotion:
    """How a place courts investment (promotion.yaml, with what it inherits); it holds on any day. Raises Refused."""
    _, raw, _ = _merged(slug, root, None)
    table = gathered(lambda faults: AttributeTable.build(_part(raw, "attributes"), faults))
    return read_promotion(_part(raw, "promotion"), table, read_lifecycle(_part(raw, "projects"), table))


def _merged(slug: str, root: Path | None, parents: Path | None) -> tuple[Path, Map, Calendar]:
    """The folder of a place, all that its files and those that it inherits say, and its calendar."""
    root = root or shipped()
    chain = _chain(slug, [root, parents or shipped()])
    faults: list[Fault] = []
    raw = Map(Mark(f"{slug}/mechanism.yaml"))
    calendar: Calendar | None = None
    for name, folder in reversed(chain):
        raw = merged(raw, _read_folder(name, folder), faults)
        if (folder / "calendar.yaml").exists():
            calendar = Calendar.build(_file(folder / "calendar.yaml", f"{name}/calendar.yaml"))
    if calendar is None:
        refuse(Mark(f"{chain[-1][0]}/calendar.yaml"), "没有工作日历", "there is no working-day calendar")
    if faults:
        raise Refused(faults)
    return chain[0][1], raw, calendar


def _chain(slug: str, roots: list[Path]) -> list[tuple[str, Path]]:
    chain: list[tuple[str, Path]] = []
    name: str = slug
    named_at: Mark | None = None
    while name:
        folder = next((root / name for root in roots if (root / name / "mechanism.yaml").exists()), None)
        if folder is None:
            known = sorted({n for root in roots for n in names(root)})
            hint = near(name, known)
            refuse(named_at, f"没有名为“{name}”的机制{hint.zh or '，可用：' + '、'.join(known)}",
                   f'there is no mechanism "{name}"{hint.en or "; known: " + ", ".join(known)}')
        if name in [seen for seen, _ in chain]:
            refuse(named_at, "机制的继承成了环", "the mechanisms inherit from each other in a circle")
        chain.append((name, folder))
        top = _file(folder / "mechanism.yaml", f"{name}/mechanism.yaml")
        inherits = top.get("inherits")
        if inherits is not None and not isinstance(inherits, str):
            refuse(top.at("inherits"), "inherits 应是另一个机制的名字", "inherits must be the name of another mechanism")
        name, named_at = inherits or "", top.at("inherits")
    return chain


def _read_folder(name: str, folder: Path) -> Map:
    out = Map(Mark(f"{name}/mechanism.yaml"))
    faults: list[Fault] = []
    known = {f"{section}.yaml" for section in SECTIONS} | {"calendar.yaml", "README.md", "items"}
    strange = [path for path in folder.iterdir() if path.name not in known] + [path for path in folder.glob("items/*") if path.suffix != ".yaml"]
    for path in sorted(strange):
        hint = near(path.name, known)
        faults.append(Fault(Mark(f"{name}/{path.relative_to(folder)}"), Said(
            f"机制的文件夹里不认识这个文件{hint.zh}", f"a mechanism's folder does not know this file{hint.en}")))
    for section in SECTIONS:
        found = Map(Mark(f"{name}/{section}.yaml"))
        paths = sorted((folder / "items").glob("*.yaml")) if section == "items" and (folder / "items").is_dir() else []
        paths += [folder / f"{section}.yaml"] if (folder / f"{section}.yaml").exists() else []
        for path in paths:
            shown = f"{name}/{path.relative_to(folder)}"
            part = _file(path, shown)
            for key, value in part.items():
                if key in found:
                    faults.append(Fault(part.keys_at[key], Said(f"“{key}”在 {found.keys_at[key]} 已写过", f'"{key}" stands at {found.keys_at[key]} already')))
                found.put(key, value, part.keys_at[key], part.at(key))
        if paths:
            out.put(section, found, found.where, found.where)
    if faults:
        raise Refused(faults)
    return out


def _file(path: Path, shown: str) -> Map:
    """A file as it stands now; read again only when it has changed. What is read is never altered: see `merged`."""
    found = path.stat()
    return _file_of(path, shown, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=256)
def _file_of(path: Path, shown: str, _changed: int, _size: int) -> Map:
    return read_file(path, shown)


def _part(raw: Map, section: str) -> Map:
    found = raw.get(section)
    return found if isinstance(found, Map) else Map(Mark(f"{section}.yaml"))


def _build(slug: str, on: date, raw: Map, own: Map, calendar: Calendar) -> Mechanism:
    faults: list[Fault] = []
    table = AttributeTable.build(_part(raw, "attributes"), faults)
    if faults:
        raise Refused(faults)
    reading = Reading(table, faults)
    top = Fields(_part(raw, "mechanism"), faults, Said("机制", "the mechanism"))
    name, place, document = top.labels("name"), top.labels("place"), dict(top.map("document") or {})
    effective = top.map("effective")
    if effective is not None:
        _check_effective(effective, on, faults)
    stages, base = _stages(top, own, faults)
    gates = {key: _gate(reading, key, entry) for key, entry in top.maps("gates")}
    spans = {key: _span(reading, key, entry, slug) for key, entry in top.maps("spans")}
    settings = tuple(_setting(key, entry, slug, table, faults) for key, entry in top.maps("settings")
                     if key in table or _no_attribute(key, entry, table, faults))
    counting = top.map("counting") or Map(Mark(f"{slug}/mechanism.yaml"))
    inner = Fields(counting, faults, Said("计时规则", "the counting rules"))
    ambiguous = inner.choice("ambiguous_day", ("working", "calendar"), "calendar")
    inner.done(["source", "said", "section", "note"])
    top_totals = top.maps("totals")
    top.done(["inherits", "own_stages", "stages", "note"])
    rank = {stage: position for position, stage in enumerate(base)}
    read = {key: read_item(reading, key, version_on(entry, key, on, faults)) for key, entry in _entries(raw, "items", faults)}
    items = dict(sorted(read.items(), key=lambda pair: rank.get(pair[1].stage, len(rank))))
    levers = {key: read_lever(reading, key, version_on(entry, key, on, faults)) for key, entry in _entries(raw, "levers", faults)}
    bundles = {key: read_bundle(reading, key, entry) for key, entry in _entries(raw, "bundles", faults)}
    mechanism = Mechanism(
        slug, name, place, document, str(own.get("inherits") or ""), on, table, calendar, items, levers, bundles, stages, base, gates,
        spans, settings, _routes(reading, raw, faults), tuple(_records(raw, faults)), ambiguous,
        not counting.at("ambiguous_day").file.startswith(f"{slug}/"),
        _paper_words(raw, faults), tuple(_totals(reading, top_totals, faults)), raw)
    validate(mechanism, reading.refs, faults)
    if faults:
        raise Refused(faults)
    return mechanism


def _entries(raw: Map, section: str, faults: list[Fault]) -> list[tuple[str, Map]]:
    out = []
    part = _part(raw, section)
    for key, entry in part.items():
        if isinstance(entry, Map):
            out.append((key, entry))
        else:
            faults.append(Fault(part.at(key), Said(f"“{key}”应是“键: 值”", f'"{key}" must be a mapping')))
    return out


def _check_effective(source: Map, on: date, faults: list[Fault]) -> None:
    fields = Fields(source, faults, Said("机制的效力", "the mechanism's validity"))
    first, last = fields.day("from"), fields.day("until")
    fields.done(["said", "note", "confidence"])
    if first and last and last < first:
        faults.append(Fault(source.where, Said("机制的止期早于起期", "the mechanism ends before it starts")))
    elif first and on < first:
        faults.append(Fault(source.at("from"), Said(f"这个机制从 {first} 起施行，{on} 还没有；请改开始日期或用别的机制",
                                                    f"this mechanism is in force from {first}, not yet on {on}; change the start or the mechanism")))
    elif last and on > last:
        faults.append(Fault(source.at("until"), Said(f"这个机制到 {last} 为止，{on} 已失效；请用后来的机制",
                                                     f"this mechanism ended on {last}, before {on}; use the one that followed")))


def _stages(top: Fields, own: Map, faults: list[Fault]) -> tuple[tuple[Stage, ...], tuple[str, ...]]:
    base = dict(top.maps("stages"))
    drawn = own.get("own_stages")
    if drawn is not None and not isinstance(drawn, Map):
        faults.append(Fault(own.at("own_stages"), Said("“own_stages”应是“键: 值”", '"own_stages" must be a mapping')))
    source = list(drawn.items()) if isinstance(drawn, Map) else list(base.items())
    out: list[Stage] = []
    for order, (key, entry) in enumerate(source):
        if not isinstance(entry, Map):
            faults.append(Fault(drawn.at(key) if isinstance(drawn, Map) else own.where, Said(f"阶段“{key}”应是“键: 值”", f'stage "{key}" must be a mapping')))
            continue
        fields = Fields(entry, faults, Said(f"阶段“{key}”", f'stage "{key}"'))
        covers = fields.texts("covers") if isinstance(drawn, Map) else (key,)
        for one in covers:
            if one not in base:
                hint = near(one, base)
                fields.fault("covers", f"没有阶段“{one}”{hint.zh}", f'there is no stage "{one}"{hint.en}')
            twice = next((stage.id for stage in out if one in stage.covers), None)
            if twice is not None:
                fields.fault("covers", f"“{one}”已归入“{twice}”，只能归入一个阶段", f'"{one}" is covered by "{twice}" already; it belongs to one stage')
        out.append(Stage(key, fields.labels("name"), order, covers, fields.text("lead"), fields.text("section")))
        fields.done(["said", "note", "code", "confidence"])
    missing = [key for key in base if not any(key in stage.covers for stage in out)]
    if missing:
        where = own.at("own_stages") if isinstance(drawn, Map) else own.where
        faults.append(Fault(where, Said(f"没有哪个阶段包含 {'、'.join(missing)}", f"no stage covers {', '.join(missing)}")))
    return tuple(out), tuple(base)


def _gate(reading: Reading, key: str, entry: Map) -> Gate:
    fields = Fields(entry, reading.faults, Said(f"关口“{key}”", f'gate "{key}"'))
    gate = Gate(key, fields.labels("name"), fields.texts("holds"), fields.texts("after"))
    for listed in ("holds", "after"):
        reading.refer("item", entry, listed, fields.what)
    fields.done(["event", "source"])
    return gate


def _span(reading: Reading, key: str, entry: Map, slug: str) -> Span:
    fields = Fields(entry, reading.faults, Said(f"总时限“{key}”", f'span "{key}"'))
    span = Span(key, fields.labels("name"), fields.choice("unit", ("working", "calendar"), "working"), fields.texts("items"),
                fields.text("since"), fields.text("until"), fields.text("note"), not entry.at("items").file.startswith(f"{slug}/"))
    for listed in ("items", "since", "until"):
        reading.refer("item", entry, listed, fields.what)
    fields.done(["said", "section", "source", "confidence"])
    return span


def _totals(reading: Reading, entries: list[tuple[str, Map]], faults: list[Fault]) -> Iterator[Total]:
    for key, entry in entries:
        fields = Fields(entry, faults, Said(f"公布的总时限“{key}”", f'published total "{key}"'))
        yield Total(key, fields.labels("name"), fields.text("span", required=True), fields.whole("at_most", required=True) or 0,
                    fields.choice("unit", ("working", "calendar"), "working"),
                    reading.condition(fields, "when") or Condition("true", ALWAYS), fields.text("said"), fields.text("section"), entry.where)
        reading.refer("span", entry, "span", fields.what)
        fields.done(["note"])


def _paper_words(raw: Map, faults: list[Fault]) -> dict[str, PaperWords]:
    out = {}
    for name, entry in _entries(raw, "papers", faults):
        fields = Fields(entry, faults, Said(f"材料“{name}”", f'paper "{name}"'))
        out[name] = PaperWords(fields.text("en"), fields.flag("form"), fields.text("same_as") or name)
        fields.done()
    part = _part(raw, "papers")
    for name, words in out.items():
        where = part[name].at("same_as")
        if words.same_as not in out:
            hint = near(words.same_as, out)
            faults.append(Fault(where, Said(f"“{name}”的 same_as 指向不存在的材料“{words.same_as}”{hint.zh}",
                                            f'same_as of "{name}" names a paper that does not exist: "{words.same_as}"{hint.en}')))
        elif words.same_as != name and out[words.same_as].same_as != words.same_as:
            real = out[words.same_as].same_as
            faults.append(Fault(where, Said(f"“{words.same_as}”自己也写了 same_as，这里请直接写“{real}”",
                                            f'"{words.same_as}" has a same_as itself; write "{real}" here')))
    return out


def _no_attribute(key: str, entry: Map, table: AttributeTable, faults: list[Fault]) -> bool:
    hint = near(key, table)
    faults.append(Fault(entry.where, Said(f"settings 里的“{key}”不是属性{hint.zh}", f'"{key}" in settings is not an attribute{hint.en}')))
    return False


def _setting(key: str, entry: Map, slug: str, table: AttributeTable, faults: list[Fault]) -> Setting:
    fields = Fields(entry, faults, Said(f"区域参数“{key}”", f'setting "{key}"'))
    value: Any = fields.any("value")
    try:
        value = checked(table[key], value, entry.at("value"))
    except Refused as problem:
        faults.extend(problem.faults)
    setting = Setting(key, value, fields.text("said"), fields.text("section"), not entry.at("value").file.startswith(f"{slug}/"))
    fields.done(["source", "confidence", "note"])
    return setting


def _routes(reading: Reading, raw: Map, faults: list[Fault]) -> tuple[Route, ...]:
    out = []
    for key, entry in _entries(raw, "routes", faults):
        fields = Fields(entry, faults, Said(f"权限路由“{key}”", f'route "{key}"'))
        out.append(Route(
            fields.text("to", required=True), fields.texts("items"), fields.texts("stages"),
            reading.condition(fields, "when") or Condition("true", ALWAYS), fields.day("from") or date.min, fields.day("until") or date.max,
            fields.text("powers"), fields.text("said"), fields.text("section")))
        reading.refer("item", entry, "items", fields.what)
        reading.refer("stage", entry, "stages", fields.what)
        if out[-1].last < out[-1].first:
            faults.append(Fault(entry.where, Said(f"权限路由“{key}”的止期早于起期", f'route "{key}" ends before it starts')))
        fields.done(["note", "confidence"])
    # Later entries are the more special ones: a place writes its exceptions after what it inherits.
    return tuple(reversed(out))


def _records(raw: Map, faults: list[Fault]) -> list[Record]:
    out = []
    part = _part(raw, "organisation")
    for kind, entries in part.items():
        if kind not in RECORDS:
            hint = near(kind, RECORDS)
            faults.append(Fault(part.keys_at[kind], Said(f"organisation 没有“{kind}”这一类{hint.zh}", f'organisation has no kind "{kind}"{hint.en}')))
            continue
        if not isinstance(entries, Map):
            faults.append(Fault(part.at(kind), Said(f"“{kind}”应是“键: 值”", f'"{kind}" must be a mapping')))
            continue
        for key, entry in entries.items():
            if not isinstance(entry, Map):
                faults.append(Fault(entries.at(key), Said(f"“{key}”应是“键: 值”", f'"{key}" must be a mapping')))
                continue
            fields = Fields(entry, faults, Said(f"“{key}”", f'"{key}"'))
            data = {k: list(v) if isinstance(v, Seq) else v for k in RECORDS[kind] if (v := fields.any(k)) is not None}
            out.append(Record(kind, key, fields.text("name", required=True), fields.text("section", required=True),
                              fields.text("said"), data, entry.where))
            fields.done(["note", "softener"])
    return out
