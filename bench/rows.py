"""What is compared with what, and what we ask of ourselves. Must: the floor; aim: what we are here for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One comparison. `ours`, `theirs`: jobs of the group's workers. `why`: said when the aim is missed."""

    work: str
    ours: str
    peer: str
    theirs: str
    must: float | None = None
    aim: float | None = None
    why: str = ""


@dataclass(frozen=True)
class Group:
    """Rows measured by the same two workers. `unit`: what a figure is for; `answers`: which answer of the reference a job must give."""

    name: str
    unit: str
    rounds: int
    answers: dict[str, str]
    rows: tuple[Row, ...]


SCRIPT = "careful script: zen-engine + networkx + chinesecalendar"
GROUPS = (
    Group("plan", "plan", 7, dict.fromkeys(("plan", "plan_bare", "plan_checked", "plan_items", "batch", "script"), "plan"), (
        Row("one plan of 120 items, with reasons, and one what-if", "plan", SCRIPT, "script", 8, 15,
            "written out by hand in plain Python for just this work, with none of what the engine also knows (calendar days, conditional and "
            "alternative order, the enterprise's own days, simulated and merged items) and without reasons, it took 71 µs where the script took "
            "1.13 ms (16×); ours settles days, units and order for each project, and traces why each item applies or not"),
        Row("… without the reasons, which the script has not either", "plan_bare", SCRIPT, "script"),
        Row("… from what a person states, checked", "plan_checked", SCRIPT, "script"),
        Row("… with everything about all 120 items worked out", "plan_items", SCRIPT, "script"),
        Row("1,000 plans and what-ifs at once", "batch", SCRIPT, "script", 20, 100,
            "a third of the time is reading 30,000 facts and 24,000 relaxations out of Python's dictionaries and lists, the rest mostly the fixed "
            "cost of some 2,500 NumPy calls"),
    )),
    Group("workdays", "question", 7, {"add": "add", "count": "count", "chinesecalendar_add": "add", "chinesecalendar_count": "count", "holidays_add": "add",
                                      "holidays_count": "count", "add_many": "add_many", "busday_offset": "add_many", "count_many": "count_many",
                                      "busday_count": "count_many"}, (
        Row("the n-th working day after a day", "add", "chinesecalendar", "chinesecalendar_add", 1000),
        Row("the n-th working day after a day", "add", "holidays", "holidays_add", 100, 250),
        Row("working days between two days", "count", "chinesecalendar", "chinesecalendar_count", 1000),
        Row("working days between two days", "count", "holidays", "holidays_count", 100, 250),
        Row("the n-th working day after, a million at once", "add_many", "NumPy busday_offset, seven-day mask", "busday_offset", 10, 30,
            "whole arrays of places and answers go through memory several times; blocks that stay in the processor's cache would take a third"),
        Row("working days between, a million at once", "count_many", "NumPy busday_count, seven-day mask", "busday_count"),
    )),
    Group("policies", "pair", 9, dict.fromkeys(("select", "select_rows", "polars", "openfisca", "openfisca_inputs", "openfisca_rows"), "ids"), (
        Row("200 policies × 100,000 enterprises, ids out", "select", "Polars, a filter a policy, two threads", "polars", 5),
        Row("200 policies × 100,000 enterprises, ids out", "select", "OpenFisca-Core calculate", "openfisca", 0.8),
        Row("200 policies × 100,000 enterprises, ids out", "select", "OpenFisca-Core, inputs set and calculate", "openfisca_inputs", None, 2,
            "both sides read the same columns at NumPy's speed; setting OpenFisca's inputs only makes codes of five columns"),
        Row("… both from rows of Python values", "select_rows", "OpenFisca-Core, arrays made, inputs set and calculate", "openfisca_rows"),
    )),
    Group("single", "enterprise", 9, {"single": "single", "zen": "hits"}, (
        Row("one enterprise × 200 policies, with what each miss misses", "single", "zen-engine (answers only)", "zen", 5, 10,
            "half of the time is the caller's own: 200 answers looked at, some 195 tuples of reasons handed over"),
    )),
)
COLD = {"seconds": ("luodi plan from a cold start to its table", "s", 1.0), "mebibytes": ("… its peak memory", "MiB", 150.0)}
"""What a new process may take, with its unit and the most we allow."""
