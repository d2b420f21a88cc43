"""Ours: the generated catalog loaded as a mechanism, planned one by one and all at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bench.folder import lay
from bench.inputs import Row, read
from bench.reference import Dates, digest, told
from bench.timing import Job
from luodi.engine.conditions import Facts
from luodi.engine.mechanism import load
from luodi.engine.plan import Batch, Planner
from luodi.engine.plan import Dates as Many

Told = tuple[Iterable[Dates], str, str]


class Ours:
    """The projects with their facts read.

    A map counts from the day on which an application is accepted, which itself does not count; the reference counts from the
    first day of handling. So each project starts on the working day before the reference's.
    """

    def __init__(self, data: Path) -> None:
        items = read(data / "catalog.jsonl")
        lay(data / "mechanisms", items)
        self.mechanism = load("bench", date(2024, 1, 1), root=data / "mechanisms")
        self.planner = Planner(self.mechanism)
        self.projects: list[Row] = read(data / "projects.jsonl")
        calendar = self.mechanism.calendar
        self.starts = [calendar.add(calendar.roll(date.fromisoformat(project["start"]), "next"), -1) for project in self.projects]
        self.facts: list[Facts] = [self.planner.read_facts(project["attributes"]) for project in self.projects]
        self.levers: list[list[str]] = [project["relax"] for project in self.projects]

    def checked(self) -> list[Told]:
        """Every project from what a person states."""
        return [self.one(self.planner.read_facts(project["attributes"]), start, project["relax"])
                for project, start in zip(self.projects, self.starts, strict=True)]

    def plans(self) -> list[Told]:
        """Every project from its facts, with why each item applies or does not."""
        out: list[Told] = []
        for facts, start, levers in zip(self.facts, self.starts, self.levers, strict=True):
            plan = self.planner.plan(facts, start)
            assert len(plan.reasons) == len(self.mechanism.items)
            out.append((plan.rows(), plan.finish.isoformat(), plan.finish_with(levers).isoformat()))
        return out

    def bare(self) -> list[Told]:
        """Every project from its facts, dates only."""
        return [self.one(facts, start, levers) for facts, start, levers in zip(self.facts, self.starts, self.levers, strict=True)]

    def one(self, facts: Facts, start: date, levers: list[str]) -> Told:
        """A plan's dates, its finish, and the finish with the relaxations."""
        plan = self.planner.plan(facts, start)
        return plan.rows(), plan.finish.isoformat(), plan.finish_with(levers).isoformat()

    def details(self) -> list[Told]:
        """As `plans`, with everything about all 120 items worked out: reasons, waits, limits, who decides."""
        out: list[Told] = []
        for facts, start, levers in zip(self.facts, self.starts, self.levers, strict=True):
            plan = self.planner.plan(facts, start)
            assert len(plan.items) == len(self.mechanism.items)
            out.append((plan.rows(), plan.finish.isoformat(), plan.finish_with(levers).isoformat()))
        return out

    def batch(self) -> tuple[Batch, Many, Any]:
        """All projects at once; day offsets of the calendar."""
        batch = Batch(self.planner, self.facts, self.starts)
        return batch, batch.dates(), batch.finishes(self.levers)

    def tell(self, plans: Iterable[Told]) -> str:
        """The digest of plans."""
        return digest([told(project["id"], *plan) for project, plan in zip(self.projects, plans, strict=True)])

    def tell_batch(self, result: tuple[Batch, Many, Any]) -> str:
        """The digest of a batch."""
        batch, dates, relaxed = result
        isos = self.mechanism.calendar.isos
        return self.tell((batch.rows(dates, k), isos[dates.finish[k]], isos[relaxed[k]]) for k in range(len(self.projects)))


def jobs(data: Path) -> Mapping[str, Job]:
    """What can be run."""
    ours = Ours(data)
    count = len(ours.projects)
    return {"plan": Job(ours.plans, count, ours.tell), "plan_bare": Job(ours.bare, count, ours.tell),
            "plan_checked": Job(ours.checked, count, ours.tell), "plan_items": Job(ours.details, count, ours.tell),
            "batch": Job(ours.batch, count, ours.tell_batch)}
