"""The generated catalog as a mechanism's folder, such as a district would write; and its policies' attributes as a table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

from bench.inputs import ENTERPRISE, PROJECT, Domain, Row, days_of_years

WORDS = {"in": "in", "eq": "==", "ge": ">=", "lt": "<"}


def condition(tests: Sequence[Row]) -> str:
    """Tests that must all hold, as the text of a condition."""
    return " and ".join(f"{test['attr']} {WORDS[test['op']]} {_constant(test['value'])}" for test in tests) or "true"


def _constant(value: object) -> str:
    return "{" + ", ".join(json.dumps(one) for one in value) + "}" if isinstance(value, list) else json.dumps(value)


def rule(item: Row) -> str:
    """The rule of an item: any of its clauses."""
    return " or ".join(f"({condition(clause['all'])})" for clause in item["rule"]["any"])


def attributes(domain: Domain) -> Mapping[str, Mapping[str, Row]]:
    """An `attributes.yaml`."""
    out: dict[str, Row] = {key: {"type": "choice", "label": key, "values": {value: {"zh-Hans": value} for value in values}}
                           for key, values in domain.choices.items()}
    out |= {key: {"type": "number", "label": key, "unit": "one"} for key in domain.numbers}
    return {"units": {"one": {"zh-Hans": "个", "en": "units"}}, "attributes": out | {key: {"type": "yesno", "label": key} for key in domain.flags}}


def item(row: Row) -> Row:
    """An entry of `items.yaml`: what it waits for, and its days as the place's promise."""
    return {"name": row["id"], "stage": f"s{row['stage']}", "kind": "licence", "applies": rule(row), "after": {before: {} for before in row["depends_on"]},
            "limit": {"promised": {"days": row["limit_wd"], "unit": "working"}}}


def lever(row: Row) -> Row:
    """An entry of `levers.yaml`: the relaxation of one item, under the item's own name."""
    change = row["relax"]
    promise = {"limit": row["id"], "days": change.get("limit_wd"), "unit": "working"}
    tolerate = {"drop": row["id"], "after": change.get("drop")}
    return {"name": row["id"], "kind": "commitment", "offered": True, "effects": [promise if change["kind"] == "promise" else tolerate]}


def calendar() -> Iterable[Row]:
    """The `years` of a `calendar.yaml` that has exactly the days of the reference."""
    for year, kinds in days_of_years().items():
        runs = groupby(enumerate(kinds["off"]), lambda pair: pair[1] - timedelta(days=pair[0]))
        periods = [[day for _, day in run] for _, run in runs]
        yield {"year": year, "status": "published", "notices": [{"number": f"{year}"}],
               "off_periods": [{"name": "off", "from": str(days[0]), "to": str(days[-1])} for days in periods],
               "makeup_workdays": [{"day": str(day), "for": "off"} for day in kinds["makeup"]]}


def lay(root: Path, items: Sequence[Row]) -> None:
    """Write the mechanism `bench` under `root`."""
    folder = root / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    stages = {f"s{n}": {"name": f"{n}"} for n in sorted({row["stage"] for row in items})}
    files: dict[str, Mapping[str, object]] = {
        "mechanism": {"name": "bench", "place": "bench", "document": {"title": "bench"}, "effective": {"from": str(date(2016, 1, 1))}, "stages": stages},
        "attributes": attributes(PROJECT),
        "items": {row["id"]: item(row) for row in items},
        "levers": {row["id"]: lever(row) for row in items if row["relax"]},
        "calendar": {"years": list(calendar())},
    }
    for name, content in files.items():
        _yaml(folder / f"{name}.yaml", content)
    _yaml(root / "enterprise.yaml", attributes(ENTERPRISE))


def _yaml(path: Path, content: Mapping[str, object]) -> None:
    """JSON is YAML; one entry a line."""
    path.write_text("".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in content.items()), encoding="utf-8")
