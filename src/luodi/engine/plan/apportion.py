"""Totals as districts publish them, and how a published total is apportioned over items whose own days are not published.

Rule: every item of the span keeps the same share of its reference days, rounded down but at least one day, the share being
the largest with which the longest chain stays within the total; days left over are then given back one by one in catalog
order while the chain still fits. Items for which the place itself publishes days are never touched.

A total in calendar days counts days; on the map a share of it that ends on a rest day is decided on the next working day
(Civil Code art. 203), as nobody decides on a holiday.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from luodi.engine.mechanism import Span
from luodi.engine.plan.network import CALENDAR, CALENDAR_NO_ROLL, WORKING, forward

if TYPE_CHECKING:
    from luodi.engine.plan.result import Plan


def _members(plan: Plan, span: Span) -> dict[int, int]:
    """The scheduled nodes that count in a span, each with the item whose days they are."""
    base, net = plan.planner.base, plan.compiled.net
    named = {net.host[base.index[i]] for i in span.items}
    # Of a simulated item only the conversion into the formal decision counts.
    out = {k: k for k in plan.timing.chosen if k in named and k < len(base.ids) and base.items[k].actor == "government" and k not in net.formal}
    if any(k in net.formal for k in named):
        out |= {node: trigger for node, (trigger, _, _) in net.conversions.items()}
    return out


def span_days(plan: Plan, span: Span, budgets: Mapping[int, tuple[int, int]] | None = None) -> int:
    """The government's days on the longest chain of a span's items, in the span's unit, on this project's calendar.

    Between two items of the span nothing else takes time: supply of land, tenders, the enterprise's own work and side
    items are outside a published total.
    """
    net, timing = plan.compiled.net, plan.timing
    counted = _members(plan, span)
    days, units = [0] * net.count, list(timing.units)
    for k in counted:
        days[k] = timing.days[k]
        if budgets and k in budgets:
            days[k], units[k] = budgets[k]
        if span.unit == "calendar" and units[k] == CALENDAR:
            units[k] = CALENDAR_NO_ROLL
    _, ends = forward(net, replace(timing, days=days, units=units, own={}))
    base = plan.planner.base

    def end_of(item: str) -> int:
        node = net.host[base.index[item]]
        return ends[net.formal.get(node, node)]

    until = end_of(span.until) if span.until and timing.on[net.host[base.index[span.until]]] else max((ends[k] for k in counted), default=timing.start)
    since = end_of(span.since) if span.since else timing.start
    if span.unit == "calendar":
        return until - since
    upto = plan.mechanism.calendar.upto
    return upto[until] - upto[since]


def apportioned(plan: Plan, span: Span, at_most: int, unit: str) -> dict[int, tuple[int, int]]:
    """Budgets (days, unit) by node that bring a span within a total; empty when it holds as it is or cannot be brought there."""
    span = replace(span, unit=unit)
    if span_days(plan, span) <= at_most:
        return {}
    timing, mechanism = plan.timing, plan.mechanism
    relaxed = {k for change in plan.active for k in change.limits}
    free: dict[int, int] = {}
    for k, item in _members(plan, span).items():
        limit = next((x for c, x in plan._limits(item) if c < 0 or plan.certain[c]), None)
        own = limit is not None and limit.basis == "promised" and mechanism.is_own(limit.where)
        if timing.days[k] and not own and k not in relaxed and k == item:
            free[k] = timing.days[k]
    counted_in = WORKING if unit == "working" else CALENDAR
    if unit == "calendar":  # five working days are at least seven calendar days: no budget outlasts the item's own limit
        free = {k: n + n // 5 * 2 if timing.units[k] == WORKING else n for k, n in free.items()}

    def fits(budget: Mapping[int, int]) -> bool:
        return span_days(plan, span, {k: (n, counted_in) for k, n in budget.items()}) <= at_most

    def shared(share: Fraction) -> dict[int, int]:
        return {k: max(1, int(n * share)) for k, n in free.items()}

    if not free or not fits(dict.fromkeys(free, 1)):
        return {}
    shares = sorted({Fraction(i, n) for n in free.values() for i in range(1, n + 1)})
    low, high = 0, len(shares) - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(shared(shares[middle])) else (low, middle - 1)
    best = shared(shares[low]) if fits(shared(shares[low])) else dict.fromkeys(free, 1)
    for k in sorted(free):
        while best[k] < free[k] and fits({**best, k: best[k] + 1}):
            best[k] += 1
    return {k: (n, counted_in) for k, n in best.items()}
