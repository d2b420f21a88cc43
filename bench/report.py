"""The figures as a table and as a page."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bench.rows import COLD, Row
from bench.timing import Run


@dataclass(frozen=True)
class Figure:
    """One row with the runs of both sides."""

    row: Row
    unit: str
    ours: Sequence[Run]
    theirs: Sequence[Run]

    @property
    def ratio(self) -> float | None:
        """How many times as long theirs takes: median wall time by median wall time."""
        return _median(self.theirs) / _median(self.ours) if self.theirs else None

    @property
    def cpu_ratio(self) -> float:
        """The same by processor time, all threads of a side together; other programs' load moves it less."""
        return statistics.median(run.cpu for run in self.theirs) / statistics.median(run.cpu for run in self.ours)

    @property
    def spread(self) -> tuple[float, float]:
        """The least and greatest ratio of one round."""
        each = [theirs.wall / ours.wall for ours, theirs in zip(self.ours, self.theirs, strict=True)]
        return min(each), max(each)

    @property
    def met(self) -> str:
        """aim, must (only), yes (where no aim is set), no, or nothing where nothing is asked or the peer is not there."""
        ratio, must, aim = self.ratio, self.row.must, self.row.aim
        if ratio is None or (must is None and aim is None):
            return ""
        if must is not None and ratio < must:
            return "no"
        return "yes" if aim is None else "aim" if ratio >= aim else "must" if must is not None else "not the aim"


def _median(runs: Sequence[Run]) -> float:
    return statistics.median(run.wall for run in runs)


def time_of(seconds: float) -> str:
    """Seconds in a unit that reads well."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def times(ratio: float | None) -> str:
    """A ratio."""
    return "" if ratio is None else f"{ratio:,.0f}×" if ratio >= 20 else f"{ratio:.1f}×"


def table(figures: Sequence[Figure], cold: Mapping[str, Mapping[str, float] | None]) -> list[str]:
    """The lines of a Markdown table that also reads well in a terminal."""
    rows = [("work", "for each", "ours", "peer", "theirs", "ratio", "rounds", "by cpu", "must", "aim", "met")]
    for figure in figures:
        row, ratio = figure.row, figure.ratio
        low, high = figure.spread if ratio is not None else (0.0, 0.0)
        rows.append((row.work, figure.unit, time_of(_median(figure.ours)), row.peer, time_of(_median(figure.theirs)) if figure.theirs else "not installed",
                     times(ratio), f"{times(low)} to {times(high)}" if ratio is not None else "", "" if ratio is None else times(figure.cpu_ratio),
                     "" if row.must is None else f"{row.must:g}×", "" if row.aim is None else f"{row.aim:g}×", figure.met))
    ours, theirs = cold["ours"], cold["theirs"]
    for key, (work, unit, most) in COLD.items():
        rows.append((work, "start", f"{ours[key]:.3g} {unit}" if ours else "skipped: no luodi.cli yet", "careful script, to its first plan",
                     f"{theirs[key]:.3g} {unit}" if theirs else "not installed", times(theirs[key] / ours[key]) if ours and theirs else "", "", "",
                     f"≤ {most:g} {unit}", "", "" if not ours else "yes" if ours[key] <= most else "no"))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows]
    return [lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]]


def page(day: date, machine: str, versions: str, lines: Sequence[str], figures: Sequence[Figure], seconds: float) -> str:
    """docs/bench.md."""
    missed = [figure for figure in figures if figure.row.aim and figure.ratio is not None and figure.ratio < figure.row.aim]
    nothing = "Nowhere in this run." if any(figure.theirs for figure in figures) else "Not known: the peers were not installed."
    short = [f"- {figure.row.work} (against {figure.row.peer}: {times(figure.ratio)} of {figure.row.aim:g}×): {figure.row.why or 'not looked into'}."
             for figure in missed]
    return "\n".join([
        "# 并排测速 · Speed beside the peers'", "",
        f"Written by `make bench` on {day} in {seconds:.0f} s; do not edit.", "",
        f"Machine: {machine}.  ", f"Peers: {versions}.", "",
        *lines, "",
        "## How to read it", "",
        "- Medians of wall time for one unit; the ratio is theirs by ours, with the least and greatest of single rounds, and by processor time (all threads",
        "  together), which other programs disturb less. Both sides run in interpreters of their own and take turns within the same seconds.",
        "- Every answer of every run is compared with `bench/reference.py`, which is slow, plain and uses the standard library only.",
        "  A wrong one fails the run.",
        "- A cold start of ours reads a district's whole mechanism (145 items with their law, papers and promises) and prints the map; the script's reads the",
        "  120 generated items and prints dates. Its ratio is only for orientation.",
        "- Each mechanism is compiled once, as zen's rules and the script's list of days are; that is not timed.",
        "- The script checks no facts and gives no reasons. The first row adds why each item applies or does not; the second does",
        "  just what the script does; the next add the checks of what a person states, and everything else about every item (worked out when somebody looks).",
        "- 1,000 at once: dates of all items, the finish and the what-if as arrays, from the facts as Python values.",
        "- The n-th working day is asked from working days only: from a rest day chinesecalendar counts one day more than the others and the law.",
        "- NumPy's usual Monday-to-Friday mask cannot hold make-up days; its seven-day mask with every rest day as a holiday can, and is what is timed.",
        "- Policies: every distinct test is asked once of a whole column and kept as a bitmap. “Inputs set” starts from NumPy arrays; both “from rows” start",
        "  from the same Python values. Polars uses all cores, the others one.",
        "- One enterprise: ours also hands over the tests that each miss misses; zen-engine only answers yes or no. Traces seen before are kept, and the",
        "  first round, in which most are new and an enterprise takes three to four times as long, is not counted.", "",
        "## Where an aim is missed", "", *(short or [nothing]), ""])
