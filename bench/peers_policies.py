"""Theirs: Polars, OpenFisca-Core (a system of one entity) and zen-engine, on the same 200 policies."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import and_, eq, ge, lt, or_
from pathlib import Path
from typing import Any

import numpy as np
import polars
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import DateUnit
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from bench.inputs import ENTERPRISE, Row, read
from bench.peers_plan import decision, expression
from bench.policies import SINGLES, tell_ids
from bench.reference import digest
from bench.timing import Job

MONTH = "2026-01"
COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {"eq": eq, "ge": ge, "lt": lt}


def filters(policies: Sequence[Row]) -> list[Any]:
    """Each policy as a Polars expression."""
    def one(test: Row) -> Any:
        column = polars.col(test["attr"])
        return column.is_in(test["value"]) if test["op"] == "in" else COMPARE[test["op"]](column, test["value"])
    return [reduce(and_, map(one, policy["all"])) for policy in policies]


class Fisca:
    """An attribute is an input variable, a policy a formula."""

    def __init__(self, policies: Sequence[Row], count: int) -> None:
        self.entity = build_entity("enterprise", "enterprises", "Enterprise", is_person=True)
        self.enums = {key: Enum(key, {value: value for value in values}) for key, values in ENTERPRISE.choices.items()}
        self.system, self.count = TaxBenefitSystem([self.entity]), count
        for key, words in self.enums.items():
            self.variable(key, value_type=Enum, possible_values=words, default_value=next(iter(words)), definition_period=DateUnit.ETERNITY)
        for key in ENTERPRISE.numbers:
            self.variable(key, value_type=int, definition_period=DateUnit.ETERNITY)
        for key in ENTERPRISE.flags:
            self.variable(key, value_type=bool, definition_period=DateUnit.ETERNITY)
        for policy in policies:
            self.variable(policy["id"], value_type=bool, definition_period=DateUnit.MONTH, formula=self.formula(policy["all"]))
        self.names = [policy["id"] for policy in policies]
        self.ids = np.arange(1, count + 1)
        self.simulation: Any = None

    def variable(self, name: str, **what: Any) -> None:
        """Declare one variable."""
        self.system.add_variable(type(name, (Variable,), {"entity": self.entity, "label": name, **what}))

    def formula(self, tests: Sequence[Row]) -> Callable[[Any, Any], Any]:
        """Tests that must all hold."""
        def formula(enterprise: Any, period: Any) -> Any:
            def one(test: Row) -> Any:
                column = enterprise(test["attr"], period)
                if test["op"] != "in":
                    return COMPARE[test["op"]](column, test["value"])
                return reduce(or_, (column == self.enums[test["attr"]][value] for value in test["value"]))
            return reduce(and_, map(one, tests))
        return formula

    def fill(self, columns: Mapping[str, Any]) -> None:
        """A simulation with its inputs set."""
        self.simulation = SimulationBuilder().build_default_simulation(self.system, self.count)
        for key, values in columns.items():
            self.simulation.set_input(key, "ETERNITY", values)

    def calculate(self) -> list[Any]:
        """The ids that each policy finds."""
        return [self.ids[self.simulation.calculate(name, MONTH)] for name in self.names]


def arrays(rows: Sequence[Row]) -> dict[str, Any]:
    """Every attribute as a NumPy array."""
    return {key: np.array([row[key] for row in rows]) for key in (*ENTERPRISE.choices, *ENTERPRISE.numbers, *ENTERPRISE.flags)}


def jobs(data: Path) -> Mapping[str, Job]:
    """What can be run."""
    policies, rows = read(data / "policies.jsonl"), read(data / "enterprises.jsonl")
    pairs = len(policies) * len(rows)
    frame = polars.read_ndjson(data / "enterprises.jsonl").lazy()
    queries = [frame.filter(one).select("id") for one in filters(policies)]
    fisca, columns = Fisca(policies, len(rows)), arrays(rows)
    names = [policy["id"] for policy in policies]
    rules = decision({policy["id"]: expression(policy["all"]) for policy in policies})

    def with_inputs() -> list[Any]:
        fisca.fill(columns)
        return fisca.calculate()

    def from_rows() -> list[Any]:
        fisca.fill(arrays(rows))
        return fisca.calculate()

    def singles() -> list[list[str]]:
        found = [rules.evaluate(row)["result"] for row in rows[:SINGLES]]
        return [[name for name in names if answers[name] is True] for answers in found]
    return {"polars": Job(lambda: polars.collect_all(queries), pairs, lambda found: tell_ids([one["id"].to_numpy() for one in found])),
            "openfisca": Job(fisca.calculate, pairs, tell_ids, before=lambda: fisca.fill(columns)),
            "openfisca_inputs": Job(with_inputs, pairs, tell_ids), "openfisca_rows": Job(from_rows, pairs, tell_ids),
            "zen": Job(singles, SINGLES, digest)}
