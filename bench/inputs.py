"""The work put to every side: a catalog, projects, policies, enterprises and questions about days, all from one seed.

The same seed gives the same rows on every machine. Standard library only: the peers' interpreter imports this too.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

Row = dict[str, Any]
SEED = 20260615
ITEMS, PROJECTS, POLICIES, ENTERPRISES, QUESTIONS = 120, 1_000, 200, 100_000, 10_000
LIMITS = (1, 2, 3, 3, 5, 5, 7, 10, 10, 15, 20)
STEPS = (1, 3, 5, 7, 10, 15, 20, 30, 45, 60, 90)
DAYS = Path(__file__).with_name("days.json")


@dataclass(frozen=True)
class Domain:
    """What may be asked about one kind of subject; numbers lie log-uniformly between two bounds."""

    choices: Mapping[str, Sequence[str]]
    numbers: Mapping[str, tuple[int, int]]
    flags: Sequence[str]
    flag_share: float

    def subject(self, rng: Random) -> Row:
        """One subject with all its attributes."""
        row: Row = {key: rng.choice(values) for key, values in self.choices.items()}
        row |= {key: round(math.exp(rng.uniform(math.log(low), math.log(high)))) for key, (low, high) in self.numbers.items()}
        return row | {key: rng.random() < self.flag_share for key in self.flags}

    def test(self, rng: Random) -> Row:
        """One question about one attribute: in, ge, lt or eq."""
        match rng.choice("eennf"):
            case "e":
                key = rng.choice(sorted(self.choices))
                values = self.choices[key]
                size = rng.randint(max(1, len(values) // 3), max(1, len(values) * 2 // 3))
                return {"attr": key, "op": "in", "value": sorted(rng.sample(values, size))}
            case "n":
                key = rng.choice(sorted(self.numbers))
                share = rng.uniform(0.4, 0.8)
                above = rng.random() < 0.75
                bound = rounded(*self.numbers[key], share if above else 1 - share)
                return {"attr": key, "op": "ge" if above else "lt", "value": bound}
        key = rng.choice(self.flags)
        return {"attr": key, "op": "eq", "value": rng.random() < 0.5}

    def tests(self, rng: Random, count: int) -> list[Row]:
        """Questions about so many different attributes."""
        found: dict[str, Row] = {}
        while len(found) < count:
            one = self.test(rng)
            found.setdefault(one["attr"], one)
        return list(found.values())


PROJECT = Domain(
    {"project_type": ("industrial", "logistics", "commercial", "public", "residential", "energy", "medical", "education"),
     "land_source": ("new_state", "existing_state", "collective", "leased_plant"),
     "land_mode": ("auction", "agreement", "allocation", "lease"), "env_category": ("book", "form", "register"),
     "funding": ("government", "soe", "private", "foreign"), "approval_mode": ("approve", "verify", "record"),
     "zone": ("park", "ftz", "town", "coast", "ecology"), "fire_class": ("A", "B", "C", "D", "E"), "phase": ("new", "expand", "retrofit")},
    {"invest_wan": (500, 500_000), "land_mu": (5, 800), "floor_m2": (1_000, 300_000), "height_m": (6, 150), "energy_tce": (50, 20_000),
     "power_wan_kwh": (10, 9_000), "water_m3_day": (5, 5_000), "jobs": (10, 5_000)},
    ("underground", "hazard_chem", "discharge_water", "boiler", "foreign_invest", "region_assessed", "near_river", "near_airport", "near_rail",
     "relic_area", "demolition", "food", "medical_device"), 0.35)

ENTERPRISE = Domain(
    {"industry": tuple(f"I{n:02d}" for n in range(20)), "scale": ("micro", "small", "medium", "large"), "zone": tuple(f"Z{n}" for n in range(10)),
     "credit": ("A", "B", "C", "D"), "ownership": ("soe", "private", "foreign", "mixed")},
    {"capital_wan": (10, 100_000), "revenue_wan": (10, 2_000_000), "rd_wan": (1, 50_000), "staff": (1, 20_000), "tax_wan": (1, 50_000),
     "patents": (1, 500), "export_wan": (1, 200_000), "invest_wan": (10, 300_000), "age_years": (1, 40)},
    ("high_tech", "specialised", "listed", "new_plant", "green_plant", "rd_centre"), 0.3)


def rounded(low: int, high: int, share: float) -> int:
    """A bound of two or three leading digits that about `share` of the values reach."""
    exact = math.exp(math.log(high) - share * (math.log(high) - math.log(low)))
    digits = max(0, int(math.log10(max(exact, 1))) - 1)
    unit: int = 10**digits
    return max(low, round(exact / unit) * unit)


def catalog(count: int = ITEMS, seed: int = SEED) -> list[Row]:
    """Items in an order in which each waits only for earlier ones; 15 % apply always, 40 % have a relaxation."""
    rng, out = Random(seed), []
    for n in range(count):
        clauses: list[Row] = [{"all": []}]
        if rng.random() >= 0.15:
            clauses = [{"all": PROJECT.tests(rng, rng.choice((1, 2, 2, 3)))} for _ in range(rng.choice((1, 1, 2, 2, 3)))]
        earlier = sorted(rng.sample(range(max(0, n - 20), n), min(n, rng.choice((1, 1, 2, 2, 3))))) if n else []
        item: Row = {"id": f"M{n:03d}", "stage": n * 5 // count + 1, "rule": {"any": clauses}, "limit_wd": rng.choice(LIMITS),
                     "depends_on": [f"M{k:03d}" for k in earlier], "relax": None}
        if n and rng.random() < 0.4:
            promise = rng.random() < 0.5
            item["relax"] = {"kind": "promise", "limit_wd": 1} if promise else {"kind": "tolerate", "drop": rng.choice(item["depends_on"])}
        out.append(item)
    return out


def projects(items: Sequence[Row], count: int = PROJECTS, seed: int = SEED) -> Iterator[Row]:
    """Projects that start in 2024, each with its attributes and the relaxations of its what-if."""
    rng = Random(seed + 1)
    offered = [item["id"] for item in items if item["relax"]]
    for n in range(count):
        attributes = PROJECT.subject(rng)
        start = date(2024, 1, 2) + timedelta(days=rng.randrange(365))
        yield {"id": f"P{n:05d}", "start": start.isoformat(), "attributes": attributes, "relax": [one for one in offered if rng.random() < 0.5]}


def policies(count: int = POLICIES, seed: int = SEED) -> list[Row]:
    """Policies of five conditions, all of which must hold."""
    rng = Random(seed + 3)
    return [{"id": f"Y{n:03d}", "all": ENTERPRISE.tests(rng, 5)} for n in range(count)]


def enterprises(count: int = ENTERPRISES, seed: int = SEED) -> Iterator[Row]:
    """Enterprises with twenty attributes."""
    rng = Random(seed + 4)
    return ({"id": n + 1, **ENTERPRISE.subject(rng)} for n in range(count))


def questions(count: int = QUESTIONS, seed: int = SEED) -> Iterator[Row]:
    """Questions about days in 2020 to 2024: the n-th working day after or before, how many in between, is it one."""
    rng = Random(seed + 5)
    for n in range(count):
        kind = ("add", "add", "sub", "count", "is")[n % 5]
        day = date(2020, 1, 1) + timedelta(days=rng.randrange(365 * 5))
        row: Row = {"op": kind, "date": day.isoformat()}
        if kind in ("add", "sub"):
            row["n"] = rng.choice(STEPS)
        elif kind == "count":
            row["to"] = (day + timedelta(days=rng.randrange(200))).isoformat()
        yield row


def days_of_years() -> dict[int, dict[str, list[date]]]:
    """Per year the weekdays that are `off` and the weekend days that are `makeup` days (国务院办公厅's yearly notices, 2016 to 2026)."""
    raw = json.loads(DAYS.read_text(encoding="utf-8"))
    return {int(year): {kind: [date.fromisoformat(f"{year}-{day}") for day in listed] for kind, listed in kinds.items()} for year, kinds in raw.items()}


def read(path: Path, limit: int | None = None) -> list[Row]:
    """The rows of a file that `write` made, or the first `limit` of them."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in islice(lines, limit)]


def write(folder: Path) -> None:
    """Put everything into a folder, a JSON object a line."""
    folder.mkdir(parents=True, exist_ok=True)
    items = catalog()
    files: dict[str, Iterable[Row]] = {"catalog": items, "projects": projects(items), "policies": policies(), "enterprises": enterprises(),
                                       "questions": questions()}
    for name, rows in files.items():
        with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(row, separators=(",", ":")) + "\n" for row in rows)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
