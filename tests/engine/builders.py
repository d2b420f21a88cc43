"""Small mechanisms for tests: one call writes a legal tiny world into a folder, another loads it.

A tiny world stands alone: its own calendar (2026 as published, 2027 provisional), its own attributes, a handful of items.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from luodi.engine.mechanism import Mechanism, load
from luodi.engine.plan import Plan, Planner
from luodi.engine.promises import example
from luodi.engine.source import Refused

ON = date(2026, 6, 1)
MONDAY = date(2026, 6, 1)
"""An ordinary Monday; the next rest days that are not a weekend are 19 to 21 June."""

CALENDAR = """\
rules: {start_day: {counts: false}, last_day: {roll: next}}
years:
  - year: 2026
    status: published
    notices: [{number: 国办发明电〔2025〕7号}]
    off_periods:
      - {name: 元旦, from: 2026-01-01, to: 2026-01-03}
      - {name: 春节, from: 2026-02-15, to: 2026-02-23}
      - {name: 清明节, from: 2026-04-04, to: 2026-04-06}
      - {name: 劳动节, from: 2026-05-01, to: 2026-05-05}
      - {name: 端午节, from: 2026-06-19, to: 2026-06-21}
      - {name: 中秋节, from: 2026-09-25, to: 2026-09-27}
      - {name: 国庆节, from: 2026-10-01, to: 2026-10-07}
    makeup_workdays:
      - {day: 2026-01-04}
      - {day: 2026-02-14}
      - {day: 2026-02-28}
      - {day: 2026-05-09}
      - {day: 2026-09-20}
      - {day: 2026-10-10}
  - year: 2027
    status: provisional
    off_periods:
      - {name: 元旦, from: 2027-01-01, to: 2027-01-01}
"""

ATTRIBUTES: Mapping[str, Any] = {
    "units": {"m2": {"zh-Hans": "平方米", "en": "m2"}},
    "attributes": {
        "a": {"type": "yesno", "label": "甲"}, "b": {"type": "yesno", "label": "乙"}, "c": {"type": "yesno", "label": "丙"},
        "land": {"type": "choice", "label": "供地", "values": {"granted": {"zh-Hans": "出让"}, "allocated": {"zh-Hans": "划拨"}}},
        "area_m2": {"type": "number", "label": "面积", "unit": "m2"},
    },
}


def item(days: int | None = None, unit: str = "working", basis: str = "statutory", **more: Any) -> dict[str, Any]:
    """An item that always applies; `days` is its unconditional limit, none where it is left out."""
    made: dict[str, Any] = {"name": "事项", "stage": "only", "kind": "licence", "applies": True}
    if days is not None:
        made["limit"] = {basis: {"days": days, "unit": unit}}
    return made | more


def after(*items: str, when: str = "") -> dict[str, Any]:
    """The value of `after`: these items by law, under a condition if there is one."""
    return {name: {"when": when} if when else {} for name in items}


def paper(*makers: str, **more: Any) -> dict[str, Any]:
    """A paper made by any of these items."""
    return {"form": "electronic", "from": list(makers), **more}


def lever(*effects: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A lever that the place offers."""
    return {"name": "办法", "kind": "tolerance", "offered": True, "effects": list(effects)} | more


def write(root: Path, slug: str, files: Mapping[str, str | Mapping[str, Any]]) -> Path:
    """Write a folder; a mapping becomes YAML (JSON is YAML)."""
    for name, content in files.items():
        path = root / slug / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    return root


def write_world(root: Path, items: Mapping[str, Any], slug: str = "tiny", inherits: str = "", **sections: Any) -> Path:
    """Write a legal tiny world. `sections`: further files (levers, bundles, routes, papers, organisation, promises, clock,
    attributes, calendar); everything else goes into mechanism.yaml."""
    files: dict[str, Any] = {"items.yaml": dict(items)}
    if not inherits:
        files |= {"calendar.yaml": CALENDAR, "attributes.yaml": dict(ATTRIBUTES)}
    for section in ("levers", "bundles", "routes", "papers", "organisation", "promises", "clock", "attributes", "calendar"):
        if section in sections:
            files[f"{section}.yaml"] = sections.pop(section)
    top = {"name": "小地方", "place": "小地方"} | ({"inherits": inherits} if inherits else {"stages": {"only": {"name": "唯一阶段"}}})
    return write(root, slug, {"mechanism.yaml": top | sections, **files})


def world(items: Mapping[str, Any], on: date = ON, **sections: Any) -> Mechanism:
    """A tiny world, written, loaded and forgotten."""
    with TemporaryDirectory() as folder:
        return load("tiny", on, root=write_world(Path(folder), items, **sections))


def region(root: Path, on: date = ON, **sections: Any) -> Mechanism:
    """A new region that inherits from the national baseline by data alone."""
    return load("fifteenth", on, root=write_world(root, sections.pop("items", {}), "fifteenth", "national", **sections))


def plan(mechanism: Mechanism, start: date = MONDAY, levers: Iterable[str] = (), **facts: Any) -> Plan:
    """The map of a project in a tiny world."""
    planner = Planner(mechanism)
    return planner.plan(planner.read_facts(facts), start, levers)


def days(mechanism: Mechanism, start: date = MONDAY, levers: Iterable[str] = (), **facts: Any) -> dict[str, tuple[str, str]]:
    """Start and finish of every scheduled item, as month-day."""
    found = plan(mechanism, start, levers, **facts)
    return {p.id: (f"{p.start:%m-%d}", f"{p.finish:%m-%d}") for p in found.items.values() if p.start and p.finish}


def there(day: date | None) -> date:
    """A date that must be there."""
    assert day is not None
    return day


def refused(mechanism_in: Path, slug: str = "tiny", on: date = ON, parents: Path | None = None) -> list[str]:
    """The faults of a folder, as a person reads them in English; none where it loads."""
    try:
        load(slug, on, root=mechanism_in, parents=parents)
    except Refused as problem:
        return [fault.to("en") for fault in problem.faults]
    return []


@cache
def shipped(slug: str = "national", on: date = date(2026, 11, 23)) -> Mechanism:
    """A mechanism that comes with the product, loaded once."""
    return load(slug, on)


@cache
def planner(slug: str = "national", basis: str = "promised") -> Planner:
    """Its planner, made once."""
    return Planner(shipped(slug), basis)


def planned(name: str, slug: str = "national", start: date = date(2026, 11, 23), levers: Iterable[str] = (), **changed: Any) -> Plan:
    """An example project under a shipped mechanism, some facts changed."""
    file, made = example(name), planner(slug)
    stated = file.facts.copy()
    for key, value in changed.items():
        for short in ("yes", "no"):
            if key in stated.get(short, ()):
                stated.put(short, [word for word in stated[short] if word != key], stated.where, stated.where)
        stated.put(key, value, stated.where, stated.where)
    return made.plan(made.read_facts(stated), start, levers, {k: n for k, n in file.own_days.items() if k in made.base.index})
