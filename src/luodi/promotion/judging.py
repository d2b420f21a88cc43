"""How a project is judged: the scheme as it was when the assessment began, what the facts say of it, and what comes of what everybody said. No statement."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any, Final

from luodi.engine.conditions import ALWAYS, AttributeTable, Condition, Facts, evaluate
from luodi.engine.conditions.evaluate import missing
from luodi.engine.mechanism import Promotion
from luodi.engine.mechanism.promotion import Dimension, Scheme
from luodi.engine.mechanism.promotion.model import Band

HUNDREDTH: Final = Decimal("0.01")
WHOLE: Final = Decimal(100)


@dataclass(frozen=True)
class Line:
    """A dimension as it stands in an assessment. `value`: the fact that it reads, as it was known when the assessment began; `points`: what that
    earns, None for what people judge.
    """

    dimension: Dimension
    value: Any
    points: Decimal | None


@dataclass(frozen=True)
class Rules:
    """What an assessment goes by: its scheme, and the facts that it reads, both as they were when it began."""

    scheme: Scheme
    facts: Mapping[str, Any]

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """What has points, in the order of the data."""
        return tuple(self._line(one) for one in self.scheme.dimensions if not one.veto)

    @cached_property
    def vetoes(self) -> tuple[Dimension, ...]:
        """The questions whose no ends the matter."""
        return tuple(one for one in self.scheme.dimensions if one.veto)

    @cached_property
    def by_hand(self) -> tuple[Dimension, ...]:
        """What people judge: because it is for them, or because the fact was not known."""
        return tuple(line.dimension for line in self.lines if line.points is None)

    @property
    def unknown(self) -> tuple[Dimension, ...]:
        """What would follow from a fact that was not known."""
        return tuple(one for one in self.by_hand if one.kind != "manual")

    def _line(self, one: Dimension) -> Line:
        value = self.facts.get(one.attribute) if one.attribute else None
        points = one.of(value)
        return Line(one, value, None if points is None else rounded(points))

    def total(self, points: Mapping[str, Decimal]) -> Decimal:
        """The weighted points of one assessor, exact. `points`: of all that people judge."""
        return sum((line.dimension.weight * (points[line.dimension.id] if line.points is None else line.points) for line in self.lines), Decimal(0)) / WHOLE


@dataclass(frozen=True)
class Spread:
    """What several said of the same: the mean rounded to hundredths, the lowest and the highest."""

    mean: Decimal
    lowest: Decimal
    highest: Decimal


@dataclass(frozen=True)
class Judged:
    """What one assessor handed in. `points`: of all that people judge; `vetoes`: what ends the matter."""

    points: Mapping[str, Decimal]
    vetoes: Collection[str] = ()


def judged(points: Mapping[str, str], vetoes: Collection[str]) -> Judged:
    """What was handed in, from what was kept of it."""
    return Judged({key: Decimal(value) for key, value in points.items()}, frozenset(vetoes))


@dataclass(frozen=True)
class Result:
    """What came of it. `all`: the points, with the lowest and the highest assessor; `by`: the same of each dimension; `vetoed`: what ends the matter."""

    all: Spread
    by: Mapping[str, Spread]
    vetoed: tuple[str, ...]


def rounded(value: Decimal) -> Decimal:
    """To hundredths, halves up."""
    return value.quantize(HUNDREDTH, ROUND_HALF_UP)


def spread(values: Sequence[Decimal]) -> Spread:
    """Of at least one value. Only what is shown is rounded, and each once."""
    return Spread(rounded(sum(values, Decimal(0)) / len(values)), rounded(min(values)), rounded(max(values)))


def result(rules: Rules, judged: Sequence[Judged]) -> Result:
    """What came of what at least one assessor handed in: every assessor counts the same."""
    def of(line: Line, one: Judged) -> Decimal:
        return one.points[line.dimension.id] if line.points is None else line.points
    return Result(spread([rules.total(one.points) for one in judged]),
                  {line.dimension.id: spread([of(line, one) for one in judged]) for line in rules.lines},
                  tuple(one.id for one in rules.vetoes if any(one.id in some.vetoes for some in judged)))


def fitting(rules: Promotion, facts: Facts, table: AttributeTable) -> tuple[list[Scheme], list[str]]:
    """The schemes of a place for a project, and the facts on which it depends whether there are more."""
    schemes: list[Scheme] = []
    open_ones: list[str] = []
    for one in rules.schemes.values():
        holds = evaluate(one.when.node, facts)
        if holds:
            schemes.append(one)
        elif holds is None:
            open_ones += missing(one.when.node, facts, table)
    return schemes, list(dict.fromkeys(open_ones))


def begun(scheme: Scheme, facts: Facts) -> Rules:
    """What an assessment goes by that begins now."""
    return Rules(scheme, {one.attribute: _kept(facts[one.attribute]) for one in scheme.dimensions if one.attribute in facts})


def packed(rules: Rules) -> dict[str, Any]:
    """As it is kept: figures as text, so that both databases give them back exactly."""
    scheme = rules.scheme
    return {"id": scheme.id, "name": dict(scheme.name), "source": scheme.source, "confidence": scheme.confidence, "days": scheme.days,
            "decide_days": scheme.decide_days, "take_days": scheme.take_days, "assessors": scheme.assessors, "passing": _figure(scheme.passing),
            "dimensions": [_packed(one) for one in scheme.dimensions], "facts": dict(rules.facts)}


def unpacked(held: Mapping[str, Any]) -> Rules:
    """What was kept."""
    scheme = Scheme(held["id"], held["name"], held["source"], held["confidence"], Condition("true", ALWAYS), held["days"], held["decide_days"],
                    held["take_days"], held["assessors"], Decimal(held["passing"]), tuple(_unpacked(one) for one in held["dimensions"]))
    return Rules(scheme, held["facts"])


def _packed(one: Dimension) -> dict[str, Any]:
    return {"id": one.id, "name": dict(one.name), "source": one.source, "confidence": one.confidence, "kind": one.kind, "weight": _figure(one.weight),
            "veto": one.veto, "attribute": one.attribute, "bands": [[_figure(band.at_least), _figure(band.points)] for band in one.bands],
            "span": [_figure(end) for end in one.span] if one.span else None,
            "points": {choice: _figure(points) for choice, points in (one.points or {}).items()}, "ask": one.ask}


def _unpacked(held: Mapping[str, Any]) -> Dimension:
    low_high = tuple(Decimal(end) for end in held["span"]) if held["span"] else None
    return Dimension(held["id"], held["name"], held["source"], held["confidence"], held["kind"], Decimal(held["weight"]), held["veto"], held["attribute"],
                     tuple(Band(Decimal(at_least), Decimal(points)) for at_least, points in held["bands"]),
                     (low_high[0], low_high[1]) if low_high else None, {choice: Decimal(points) for choice, points in held["points"].items()}, held["ask"])


def _kept(value: Any) -> Any:
    if isinstance(value, bool | str):
        return value
    return sorted(map(str, value)) if isinstance(value, frozenset | set | list | tuple) else _figure(Decimal(str(value)))


def _figure(value: Decimal) -> str:
    return format(value.normalize(), "f")
