"""Theirs: the careful engineer's script. zen-engine decides the rules, networkx orders the items, chinesecalendar gives the days.

Careful: all rules in one graph node (one call a project, the quickest of zen's forms here), and the working days taken from
chinesecalendar once as a list (its `find_workday` walks day by day and takes some 200 times as long a plan).
"""

from __future__ import annotations

import json
import sys
from bisect import bisect_left
from collections.abc import Container, Mapping, Sequence
from datetime import date
from pathlib import Path

import chinese_calendar
import networkx
import zen

from bench.inputs import Row, read
from bench.reference import Dates, digest, told
from bench.timing import Job


def expression(tests: Sequence[Row]) -> str:
    """Tests that must all hold, in zen's language."""
    return " and ".join(f"{test['attr']} {({'in': 'in', 'eq': '==', 'ge': '>=', 'lt': '<'})[test['op']]} {_literal(test['value'])}" for test in tests) or "true"


def _literal(value: object) -> str:
    return json.dumps(value).replace('"', "'")


def decision(rules: Mapping[str, str]) -> zen.ZenDecision:
    """One expression node with a yes or no for each rule."""
    node = {"id": "rules", "name": "rules", "type": "expressionNode",
            "content": {"expressions": [{"id": name, "key": name, "value": text} for name, text in rules.items()]}}
    ends = [{"id": end, "name": end, "type": f"{end}Node"} for end in ("input", "output")]
    links = [{"id": f"{a}-{b}", "type": "edge", "sourceId": a, "targetId": b} for a, b in (("input", "rules"), ("rules", "output"))]
    return zen.ZenEngine().create_decision(zen.ZenDecisionContent(json.dumps({"nodes": [ends[0], node, ends[1]], "edges": links})))


class Script:
    """The script with what it prepares once."""

    def __init__(self, data: Path) -> None:
        self.items, self.projects = read(data / "catalog.jsonl"), read(data / "projects.jsonl")
        self.rules = decision({item["id"]: " or ".join(f"({expression(clause['all'])})" for clause in item["rule"]["any"]) for item in self.items})
        self.days: list[date] = chinese_calendar.get_workdays(date(2023, 1, 1), date(2026, 12, 31))

    def plan(self, project: Row) -> tuple[list[Dates], str, str]:
        """A plan's dates, its finish, and the finish with the relaxations."""
        answers = self.rules.evaluate(project["attributes"])["result"]
        chosen = [item for item in self.items if answers[item["id"]] is True]
        base, days = bisect_left(self.days, date.fromisoformat(project["start"])), self.days
        offsets, span = schedule(chosen, ())
        relaxed = schedule(chosen, frozenset(project["relax"]))[1]
        rows = [(name, days[base + start].isoformat(), days[base + end - 1].isoformat(), days[base + late].isoformat(), days[base + last - 1].isoformat(),
                 start == late) for name, (start, end, late, last) in offsets.items()]
        return rows, days[base + span - 1].isoformat(), days[base + relaxed - 1].isoformat()


def schedule(chosen: Sequence[Row], relaxed: Container[str]) -> tuple[dict[str, tuple[int, int, int, int]], int]:
    """Both passes over a networkx graph, in working days, and the span."""
    graph = networkx.DiGraph()
    here = {item["id"] for item in chosen}
    for item in chosen:
        change = item["relax"] if item["id"] in relaxed else {}
        dropped = change.get("drop")
        graph.add_node(item["id"], days=change.get("limit_wd", item["limit_wd"]))
        graph.add_edges_from((before, item["id"]) for before in item["depends_on"] if before in here and before != dropped)
    order, days = list(networkx.topological_sort(graph)), graph.nodes
    end: dict[str, int] = {}
    for name in order:
        end[name] = max((end[before] for before in graph.predecessors(name)), default=0) + days[name]["days"]
    span = max(end.values(), default=0)
    begin: dict[str, int] = {}
    for name in reversed(order):
        begin[name] = min((begin[after] for after in graph.successors(name)), default=span) - days[name]["days"]
    return {name: (end[name] - days[name]["days"], end[name], begin[name], begin[name] + days[name]["days"]) for name in order}, span


def jobs(data: Path) -> Mapping[str, Job]:
    """What can be run."""
    script = Script(data)

    def tell(plans: list[tuple[list[Dates], str, str]]) -> str:
        return digest([told(project["id"], *plan) for project, plan in zip(script.projects, plans, strict=True)])
    return {"script": Job(lambda: [script.plan(project) for project in script.projects], len(script.projects), tell)}


if __name__ == "__main__":
    alone = Script(Path(sys.argv[1]))
    for line in alone.plan(alone.projects[0])[0]:
        print(*line)
