"""Papers asked once: what must be brought, what other items' results already satisfy, what is handed in a single time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from luodi.engine.catalog import Bundle
from luodi.engine.conditions import evaluate
from luodi.engine.plan.result import Plan, PlannedItem
from luodi.engine.workdays import Calendar


@dataclass(frozen=True)
class PaperNeed:
    """One paper of a project. `asked_by`: the items that ask for it, in order. `made_by`: the item whose result it is, if any.

    `late_days`: it may be handed in that long after the decision (a relaxation in force); `late_unit` its unit.
    """

    name: str
    en: str
    form: str
    own_form: bool
    asked_by: tuple[str, ...]
    made_by: str
    tolerable: bool
    late_days: int = 0
    late_unit: str = ""


@dataclass(frozen=True)
class PaperCount:
    """How often papers are asked for, and how often they have to be brought.

    asked: times papers would be handed in if each item asked for itself · results: times another item's result serves
    instead · repeated: times a paper already handed in serves again · bring: papers to bring.
    """

    asked: int
    results: int
    repeated: int
    bring: int

    @property
    def saved(self) -> int:
        """Times a paper need not be handed in."""
        return self.asked - self.bring

    @property
    def share(self) -> float:
        """The saved part of what would be asked, in percent."""
        return 100 * self.saved / self.asked if self.asked else 0.0


def paper_needs(plan: Plan, items: Iterable[str] | None = None) -> tuple[PaperNeed, ...]:
    """Every paper of the map (or of some of its items), each once, in the order in which it is first needed."""
    wanted = None if items is None else set(items)
    words = plan.mechanism.paper_words
    late = {(i, name): effect for change in plan.active for effect in change.late for i in effect.items for name in effect.papers}
    found: dict[tuple[str, str], PaperNeed] = {}
    for planned in plan.scheduled:
        if wanted is not None and planned.id not in wanted:
            continue
        for paper in planned.item.papers:
            if paper.when is not None and evaluate(paper.when.node, plan.facts) is False:
                continue
            makers = [x for x in paper.made_by if plan.items[x].status == "applies"]
            if paper.made_by and not makers and paper.when is None and paper.said:
                continue  # "only where …": its maker does not apply, so it is not asked for
            known = words.get(paper.name)
            name = known.same_as if known else paper.name
            own_form = bool(known and known.form)
            maker = _first(plan, makers)
            # A result is one sheet whatever each item calls it; a form belongs to its item; everything else goes by its name.
            key = ("result", maker) if maker else (planned.id if own_form else "", name)
            effect = late.get((planned.id, paper.name))
            need = found.get(key) or PaperNeed(name, known.en if known else "", paper.form, own_form, (), maker, True)
            found[key] = replace(
                need, asked_by=(*need.asked_by, planned.id), tolerable=need.tolerable and paper.tolerable,
                late_days=effect.days if effect else need.late_days, late_unit=effect.unit if effect else need.late_unit)
    return tuple(found.values())


def _first(plan: Plan, makers: list[str]) -> str:
    return min(makers, key=lambda x: plan.items[x].finish or plan.finish, default="")


def paper_count(needs: Iterable[PaperNeed]) -> PaperCount:
    """The totals of a list of papers."""
    asked = results = repeated = bring = 0
    for need in needs:
        times = len(need.asked_by)
        asked += times
        if need.made_by:
            results += times
        else:
            bring += 1
            repeated += times - 1
    return PaperCount(asked, results, repeated, bring)


@dataclass(frozen=True)
class LateMiss:
    """A paper that may follow a decision for a while, but comes later than that on this map. `due`: the last day; `there`: when it is made."""

    name: str
    item: PlannedItem
    maker: PlannedItem
    due: date
    there: date


def due_later(day: date, n: int, unit: str, calendar: Calendar) -> date:
    """The last day of a period of working days, calendar days or months after a day; the end of a shorter month stands for its missing days."""
    if unit == "working":
        return calendar.add(day, n)
    if unit == "calendar":
        return calendar.add_days(day, n, calendar.rules.roll)
    month = day.month - 1 + n
    first = date(day.year + month // 12, month % 12 + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return calendar.roll(first.replace(day=min(day.day, last.day)), calendar.rules.roll)


def late_misses(plan: Plan) -> tuple[LateMiss, ...]:
    """What a relaxation lets follow later and the map does not bring in time: the relaxation then lapses unless that work is quickened."""
    found = []
    for need in paper_needs(plan):
        maker = plan.items.get(need.made_by)
        if not need.late_days or maker is None or maker.finish is None:
            continue
        for asked in need.asked_by:
            item = plan.items[asked]
            due = due_later(item.finish, need.late_days, need.late_unit, plan.mechanism.calendar) if item.finish else None
            if due and maker.finish > due:
                found.append(LateMiss(need.name, item, maker, due, maker.finish))
    return tuple(found)


@dataclass(frozen=True)
class BundleHere:
    """A bundle (一件事) of this project: its items that apply, and what is asked for once in it."""

    bundle: Bundle
    items: tuple[PlannedItem, ...]
    count: PaperCount


def bundles(plan: Plan) -> tuple[BundleHere, ...]:
    """The bundles with at least two items of this project: one form, each paper once, one lead."""
    out = []
    for bundle in plan.mechanism.bundles.values():
        here = tuple(plan.items[i] for i in bundle.items if plan.items[i].status == "applies")
        if len(here) > 1 and evaluate(bundle.when.node, plan.facts) is not False:
            out.append(BundleHere(bundle, here, paper_count(paper_needs(plan, [p.id for p in here]))))
    return tuple(out)
