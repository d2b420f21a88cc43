"""Days along the picture: a calendar axis that leaves out, visibly, the long stretches in which nothing starts or ends."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

QUIET = 45
"""Calendar days without a start or an end after which a stretch is left out …"""
KEPT = 7
"""… but for so many days after the last event and before the next one."""
WIDEST_DAY = 24.0


@dataclass(frozen=True)
class Stretch:
    """`days` calendar days from `first`, drawn from `x` over `width` pixels. `broken`: squeezed, not to the scale of the others."""

    first: date
    days: int
    x: float
    width: float
    broken: bool

    @property
    def last(self) -> date:
        """The last day of the stretch."""
        return self.first + timedelta(self.days - 1)

    @property
    def right(self) -> float:
        """Where the stretch ends."""
        return self.x + self.width


@dataclass(frozen=True)
class Axis:
    """The days drawn, left to right: stretches without a gap between them. `per_day`: pixels of a day where the axis is not broken."""

    stretches: Sequence[Stretch]
    per_day: float

    @property
    def first(self) -> date:
        """The first day drawn."""
        return self.stretches[0].first

    @property
    def last(self) -> date:
        """The last day drawn."""
        return self.stretches[-1].last

    @property
    def left(self) -> float:
        """Where the first day begins."""
        return self.stretches[0].x

    @property
    def right(self) -> float:
        """Where the last day ends."""
        return self.stretches[-1].right

    @property
    def breaks(self) -> list[Stretch]:
        """The stretches left out."""
        return [s for s in self.stretches if s.broken]

    def x(self, day: date, part: float = 0.0) -> float:
        """Where a day begins (`part` 0), or any part of it; days not drawn lie at the nearer end."""
        if day < self.first:
            return self.left
        if day > self.last:
            return self.right
        s = self.stretch(day)
        return s.x + ((day - s.first).days + part) * s.width / s.days

    def stretch(self, day: date) -> Stretch:
        """The stretch that a day drawn lies in."""
        return self.stretches[bisect_right([s.first for s in self.stretches], day) - 1]

    def at(self, day: date) -> float:
        """The middle of a day: where something that happens on it is drawn."""
        return self.x(day, 0.5)

    def draws(self, day: date) -> bool:
        """Whether a day lies on the axis."""
        return self.first <= day <= self.last

    def days(self) -> Iterable[date]:
        """Every day drawn to scale, in order."""
        return (s.first + timedelta(k) for s in self.stretches if not s.broken for k in range(s.days))


def make_axis(events: Iterable[date], limit: date, left: float, right: float) -> Axis:
    """The axis of some events between two places of the picture.

    It reaches from the first event to the last. A stretch of more than `QUIET` days without an event is broken where that
    saves room. A short map does not fill the width with broad days: the calendar runs on instead, at most to `limit`.
    """
    days = sorted(set(events))
    first, last = days[0], days[-1]
    gap = max(68.0, min(112.0, (right - left) * 0.085))
    cuts = [(a + timedelta(KEPT + 1), (b - a).days - 2 * KEPT - 1) for a, b in pairwise(days) if (b - a).days > QUIET]
    total = (last - first).days + 1
    while True:
        per_day = (right - left - gap * len(cuts)) / (total - sum(n for _, n in cuts))
        shortest = min(cuts, key=lambda cut: cut[1], default=None)
        if shortest is None or shortest[1] * per_day > gap * 1.3:
            break
        cuts.remove(shortest)
    if per_day > WIDEST_DAY:
        room = int((right - left - gap * len(cuts)) / WIDEST_DAY) - total + sum(n for _, n in cuts)
        last = max(last, min(limit, last + timedelta(room)))
        total = (last - first).days + 1
        per_day = min(WIDEST_DAY, (right - left - gap * len(cuts)) / (total - sum(n for _, n in cuts)))
    stretches, day, x = [], first, left
    for cut, n in [*cuts, (last + timedelta(1), 0)]:
        for start, count, broken in ((day, (cut - day).days, False), (cut, n, True)):
            if count:
                width = gap if broken else count * per_day
                stretches.append(Stretch(start, count, x, width, broken))
                x += width
        day = cut + timedelta(n)
    return Axis(stretches, per_day)
