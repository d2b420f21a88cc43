"""The league of units: what each earned in a year, by the rule of the place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum
from django.db.models.functions import Coalesce

from luodi.engine.mechanism.promotion.model import League, Measure
from luodi.people.models import Region, Unit
from luodi.projects.models import Move
from luodi.promotion.models import Lead, Transfer

WAN_IN_YI: Final = 10_000
Shares = Mapping[int, Decimal]


@dataclass(frozen=True)
class Cell:
    """What a unit has of a measure, and the points for it."""

    measure: Measure
    amount: Decimal
    points: Decimal

    @property
    def capped(self) -> bool:
        """Whether it would have had more."""
        return bool(self.measure.most) and self.amount * self.measure.points > self.measure.most


@dataclass(frozen=True)
class Place:
    """A unit in the league. `rank`: the same for those with the same points, from 1; `width`: of the most points, of a hundred."""

    rank: int
    unit: Unit
    points: Decimal
    width: str
    cells: tuple[Cell, ...]


def shares(first: int, transfers: Iterable[tuple[int, int, int]]) -> dict[int, Decimal]:
    """Who has how much of a lead that `first` had from the beginning: of 1, by unit. `transfers`: giver, taker and the percentage that the giver kept, in the
    order in which they were taken. A giver that had nothing, since it took the lead over in another way, had all.
    """
    held = {first: Decimal(1)}
    for giver, taker, kept in transfers:
        if giver not in held:
            held = {giver: Decimal(1)}
        whole = held.pop(giver)
        for unit, part in ((giver, whole * kept / 100), (taker, whole * (100 - kept) / 100)):
            if part:
                held[unit] = held.get(unit, Decimal(0)) + part
    return held


def ranked(league: League, amounts: Mapping[tuple[str, int], Decimal], units: Sequence[Unit]) -> list[Place]:
    """The units by points, then by name. `amounts`: by measure and unit. No statement."""
    rows = []
    for unit in units:
        cells = []
        for measure in league.measures:
            amount = amounts.get((measure.id, unit.pk), Decimal(0))
            points = amount * measure.points
            cells.append(Cell(measure, amount, min(points, measure.most) if measure.most else points))
        rows.append((sum((cell.points for cell in cells), Decimal(0)), unit, tuple(cells)))
    rows.sort(key=lambda row: (-row[0], row[1].name, row[1].pk))
    most = max([Decimal(1), *(points for points, _unit, _cells in rows)])
    ranks: dict[Decimal, int] = {}
    for number, (points, _unit, _cells) in enumerate(rows, 1):
        ranks.setdefault(points, number)
    return [Place(ranks[points], unit, points, f"{100 * points / most:.1f}", cells) for points, unit, cells in rows]


def league_of(region: Region, league: League, year: int) -> list[Place]:
    """The league of a region's units in a year. Confidential projects count for nobody: a figure would tell of them. Four statements, one more for every
    measure of first contacts.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    amounts: dict[tuple[str, int], Decimal] = {}
    given: dict[int, list[tuple[int, int, int]]] = {}
    rows = Transfer.objects.filter(project__region=region, state=Transfer.State.TAKEN).order_by("answered_on", "pk")
    for handed, giver, taker, kept in rows.values_list("project_id", "giver_id", "taker_id", "share"):
        given.setdefault(handed, []).append((giver, taker, kept))

    def add(measure: Measure, amount: Decimal, held: Shares) -> None:
        for unit, part in held.items():
            amounts[measure.id, unit] = amounts.get((measure.id, unit), Decimal(0)) + amount * part

    for measure in (one for one in league.measures if one.counts == "leads"):
        for unit, n in _leads(region, first, last):
            add(measure, Decimal(n), {unit: Decimal(1)})
    for stage, project, unit, n, money in _entered(region, league, first, last):
        held = shares(unit, given.get(project, ())) if project else {unit: Decimal(1)}
        for measure in (one for one in league.measures if one.stage == stage):
            add(measure, Decimal(n) if measure.counts == "entered" else Decimal(money or 0) / WAN_IN_YI, held)
    named = {unit for _measure, unit in amounts}
    units = [one for one in Unit.objects.filter(region=region).order_by("pk") if one.pk in named or (one.kind in league.kinds and not one.closed)]
    return ranked(league, amounts, units)


def _leads(region: Region, first: date, last: date) -> Iterable[tuple[int, int]]:
    found = Lead.objects.filter(region=region, first_on__range=(first, last), project__confidential=False)
    return found.order_by().values_list("first_unit").annotate(n=Count("pk"))


def _entered(region: Region, league: League, first: date, last: date) -> Iterable[tuple[str, int | None, int, int, Decimal | None]]:
    """Stage, project, unit, how many projects, their investment: by unit those that were never handed on (no project named), and each that was."""
    stages = {one.stage for one in league.measures if one.stage}
    before = Move.objects.filter(project=OuterRef("project"), stage=OuterRef("stage"), pk__lt=OuterRef("pk"))
    handed = Transfer.objects.filter(project=OuterRef("project"), state=Transfer.State.TAKEN)
    moves: QuerySet[Move] = Move.objects.filter(~Exists(before), region=region, stage__in=stages, on__range=(first, last), project__confidential=False)
    owner = Coalesce("project__lead__first_unit", "project__unit")
    alike = moves.filter(~Exists(handed)).order_by().values("stage", owner=owner).annotate(n=Count("pk"), money=Sum("project__investment_wan"))
    for row in alike:
        yield row["stage"], None, row["owner"], row["n"], row["money"]
    found = moves.filter(Exists(handed)).annotate(owner=owner)
    for stage, project, unit, money in found.values_list("stage", "project_id", "owner", "project__investment_wan"):
        yield stage, project, unit, 1, money
