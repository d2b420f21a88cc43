"""The plan against slow, obvious oracles, on random small worlds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from luodi.engine.conditions import evaluate
from luodi.engine.levers import Case, backward_from
from luodi.engine.mechanism import Mechanism
from luodi.engine.plan import Plan, Planner
from luodi.engine.promises import example, examples
from tests.engine import builders
from tests.engine.builders import world

DAY = timedelta(1)
Known = Mapping[str, bool]
quick = settings(max_examples=80, deadline=None)


def both(x: bool | None, y: bool | None) -> bool | None:
    """Kleene's and."""
    return False if x is False or y is False else None if x is None or y is None else True


CONDITIONS: Mapping[str, Callable[[Known], bool | None]] = {
    "true": lambda known: True,
    "a": lambda known: known.get("a"),
    "not b": lambda known: None if "b" not in known else not known["b"],
    "a and c": lambda known: both(known.get("a"), known.get("c")),
}


@dataclass(frozen=True)
class Link:
    """`after` waits for the first of `before`; indices of items."""

    kind: str
    before: tuple[int, ...]
    after: int
    when: str = "true"


@dataclass(frozen=True)
class World:
    """A random world in plain words, from which both the mechanism and the oracle are made."""

    applies: tuple[str, ...]
    limits: tuple[tuple[int, str], ...]
    variants: Mapping[int, tuple[int, str]]
    own: Mapping[int, tuple[int, str]]
    links: tuple[Link, ...]
    gate: tuple[tuple[int, ...], tuple[int, ...]]
    drops: frozenset[tuple[int, int]]
    shorter: Mapping[int, tuple[int, str]]
    order: tuple[int, ...]
    known: Known
    start: date
    levers: tuple[str, ...] = ()
    extra: Mapping[int, int] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many items there are."""
        return len(self.applies)

    def mechanism(self) -> Mechanism:
        """The world as data."""
        held, before = self.gate
        items = {f"i{k}": self._item(k) for k in self.order}
        effects: list[dict[str, Any]] = [{"drop": f"i{k}", "after": f"i{d}"} for k, d in sorted(self.drops)]
        levers = {"drops": builders.lever(*effects),
                  "shorter": builders.lever(*({"limit": f"i{k}", "days": n, "unit": unit} for k, (n, unit) in self.shorter.items()))}
        for k in before:
            items[f"i{k}"]["before"] = "gate"
        return world(items, levers=levers, gates={"gate": {"name": "关口", "holds": [f"i{k}" for k in held]}})

    def _item(self, k: int) -> dict[str, Any]:
        n, unit = self.limits[k]
        made = builders.item(n + self.extra.get(k, 0), unit, applies=self.applies[k], after={}, usually_after=[], papers={}, prepare_after=[])
        if k in self.variants:
            days, other = self.variants[k]
            made["limit"]["statutory_variants"] = [{"days": days, "unit": other, "when": "c"}]
        if k in self.own:
            made["own_days"] = {"days": self.own[k][0], "unit": self.own[k][1]}
        for number, link in enumerate(x for x in self.links if x.after == k):
            names, when = [f"i{d}" for d in link.before], {} if link.when == "true" else {"when": link.when}
            match link.kind:
                case "law":
                    made["after"][names[0]] = when
                case "usual":
                    made["usually_after"] += names
                case "prepare":
                    made["prepare_after"] += names
                case _:
                    made["papers"][f"材料{number}"] = builders.paper(*names, **when)
        return made

    def plan(self) -> Plan:
        """What the engine makes of it."""
        planner = Planner(self.mechanism())
        return planner.plan(planner.read_facts(self.known), self.start, self.levers)

    def all_links(self) -> Iterator[Link]:
        """The links as written, and those of the gate."""
        yield from self.links
        held, before = self.gate
        yield from (Link("gate", (d,), k) for k in held for d in before if d != k)

    def waits(self, k: int, on: Mapping[int, bool]) -> list[list[int]]:
        """For each link that holds: the items of which the first to be done will do."""
        out = []
        for link in self.all_links():
            dropped = "drops" in self.levers and any((k, d) in self.drops for d in link.before)
            if link.after == k and link.kind != "prepare" and not dropped and CONDITIONS[link.when](self.known) is not False:
                makers = [d for d in link.before if on[d]]
                out += [makers] if makers else []
        return out

    def prepares(self, k: int, on: Mapping[int, bool]) -> list[int]:
        """What the preparation of `k` waits for."""
        return [d for link in self.links if link.after == k and link.kind == "prepare" for d in link.before if on[d]]

    def limit(self, k: int) -> tuple[int, str]:
        """The days of an item and their unit."""
        n, unit = self.variants[k] if k in self.variants and self.known.get("c") else (self.limits[k][0] + self.extra.get(k, 0), self.limits[k][1])
        if "shorter" in self.levers and k in self.shorter:
            days, other = self.shorter[k]
            if other != unit or days < n:
                return days, other
        return n, unit


@dataclass
class Walked:
    """Dates found by going through the calendar one day at a time."""

    starts: dict[int, date]
    ends: dict[int, date]
    on: dict[int, bool]


def period(works: Callable[[date], bool], day: date, n: int, unit: str) -> date:
    """The last day of a period, by counting on the fingers."""
    if n == 0:
        return day
    left = n
    while left > 0 or not works(day):
        day += DAY
        left -= works(day) if unit == "working" else 1
    return day


def walk(world: World, works: Callable[[date], bool]) -> Walked:
    """Every day, every item: may it start today?"""
    day = world.start
    while not works(day):
        day += DAY
    first = day
    on = {k: CONDITIONS[when](world.known) is True for k, when in enumerate(world.applies)}
    starts: dict[int, date] = {}
    ends: dict[int, date] = {}

    def finished(k: int) -> bool:
        return k in ends and ends[k] <= day

    def prepared(k: int) -> bool:
        before = world.prepares(k, on)
        if k not in world.own or world.own[k][0] == 0:
            return True
        return all(map(finished, before)) and period(works, max([first, *(ends[d] for d in before)]), *world.own[k]) <= day

    while len(ends) < sum(on.values()):
        changed = True
        while changed:
            changed = False
            for k in range(world.size):
                if on[k] and k not in starts and prepared(k) and all(any(map(finished, makers)) for makers in world.waits(k, on)):
                    starts[k], ends[k], changed = day, period(works, day, *world.limit(k)), True
        day += DAY
    return Walked(starts, ends, on)


def by_chains(world: World, works: Callable[[date], bool], walked: Walked) -> tuple[date, set[int]]:
    """The longest of all chains of items, and the items on chains that leave no day between."""
    first = world.start
    while not works(first):
        first += DAY
    arcs: dict[int, list[tuple[int, bool]]] = {k: [] for k in walked.starts}
    for k in walked.starts:
        for makers in world.waits(k, walked.on):
            arcs[min(makers, key=lambda d: walked.ends[d])].append((k, False))
        if k in world.own and world.own[k][0]:
            for d in world.prepares(k, walked.on):
                arcs[d].append((k, True))
    latest, critical = first, set()
    finish = max(walked.ends.values(), default=first)
    chains = [([k], begin, begin == walked.starts[k]) for k in walked.starts
              for begin in {first, *([period(works, first, *world.own[k])] if k in world.own else [])}]
    while chains:
        path, begin, tight = chains.pop()
        end = period(works, begin, *world.limit(path[-1]))
        latest = max(latest, end)
        if tight and end == finish:
            critical |= set(path)
        for k, by_preparation in arcs[path[-1]]:
            then = period(works, end, *world.own[k]) if by_preparation else end
            # Preparation leaves no day between only if it began on this very day, whatever a rest day later evens out.
            began = end == max(walked.ends[d] for d in world.prepares(k, walked.on)) if by_preparation else True
            chains.append(([*path, k], then, tight and began and then == walked.starts[k]))
    return latest, critical


def tied(world: World, walked: Walked) -> bool:
    """Whether two makers of one paper are ready on the same day, so that either may be said to carry what follows."""
    ready = [[walked.ends[d] for d in makers] for k in walked.starts for makers in world.waits(k, walked.on)]
    return any(days.count(min(days)) > 1 for days in ready)


@st.composite
def worlds(draw: st.DrawFn, working_only: bool = False, choices: bool = True, most: int = 6) -> World:
    """A random world; `choices`: papers that several items can make."""
    size = draw(st.integers(2, most))
    units = st.just("working") if working_only else st.sampled_from(["working", "calendar"])
    limit = st.tuples(st.integers(0, 9), units)
    indices = st.integers(0, size - 1)
    when = st.sampled_from(["true", "true", "a", "not b", "a and c"])
    links: list[Link] = []
    for k in range(1, size):
        earlier = st.integers(0, k - 1)
        for before in draw(st.sets(earlier, max_size=3)):
            kind = draw(st.sampled_from(["law", "usual", "paper", "prepare"]))
            links.append(Link(kind, (before,), k, draw(when) if kind in ("law", "paper") else "true"))
        if choices and k > 1 and draw(st.booleans()):
            links.append(Link("paper", tuple(draw(st.lists(earlier, min_size=2, max_size=3, unique=True))), k, draw(when)))
    split = draw(st.integers(1, size - 1))
    gate = (tuple(sorted(draw(st.sets(st.integers(split, size - 1), max_size=2)))), tuple(sorted(draw(st.sets(st.integers(0, split - 1), max_size=2)))))
    pairs = sorted({(x.after, d) for x in links if x.kind != "prepare" for d in x.before})
    return World(
        applies=tuple(draw(st.sampled_from(["true", "true", "true", "a", "not b", "a and c"])) for _ in range(size)),
        limits=tuple(draw(limit) for _ in range(size)),
        variants=draw(st.dictionaries(indices, limit, max_size=2)), own=draw(st.dictionaries(indices, limit, max_size=2)),
        links=tuple(links), gate=gate, drops=frozenset(draw(st.sets(st.sampled_from(pairs), max_size=2))) if pairs else frozenset(),
        shorter=draw(st.dictionaries(indices, limit, max_size=2)), order=tuple(draw(st.permutations(range(size)))),
        known=draw(st.dictionaries(st.sampled_from("abc"), st.booleans())), start=draw(st.dates(date(2026, 1, 10), date(2026, 11, 30))),
        levers=tuple(draw(st.sets(st.sampled_from(["drops", "shorter"])))))


def dates(plan: Plan) -> tuple[dict[int, date], dict[int, date]]:
    """Starts and ends by item number."""
    found = [p for p in plan.items.values() if p.start and p.finish]
    return {int(p.id[1:]): p.start for p in found if p.start}, {int(p.id[1:]): p.finish for p in found if p.finish}


@quick
@given(worlds())
def test_forward_dates_are_those_of_walking_day_by_day(some: World) -> None:
    plan = some.plan()
    walked = walk(some, plan.mechanism.calendar.is_workday)
    assert dates(plan) == (walked.starts, walked.ends)


@quick
@given(worlds())
def test_finish_and_critical_items_are_those_of_every_chain_tried(some: World) -> None:
    plan = some.plan()
    works = plan.mechanism.calendar.is_workday
    walked = walk(some, works)
    finish, critical = by_chains(some, works, walked)
    assert plan.finish == finish
    assume(not tied(some, walked))
    assert {int(p.id[1:]) for p in plan.scheduled if p.critical} == critical


@quick
@given(worlds(working_only=True), st.data())
def test_an_item_late_by_its_slack_does_not_move_the_finish(some: World, data: st.DataObject) -> None:
    plan = some.plan()
    assume(plan.scheduled)
    late = data.draw(st.sampled_from(plan.scheduled))
    k = int(late.id[1:])
    assume(k not in some.variants and k not in some.shorter)
    assert replace(some, extra={k: late.slack or 0}).plan().finish == plan.finish


@quick
@given(worlds(working_only=True, choices=False), st.data())
def test_an_item_late_by_a_day_more_than_its_slack_moves_the_finish_by_a_day(some: World, data: st.DataObject) -> None:
    plan = some.plan()
    assume(plan.scheduled)
    late = data.draw(st.sampled_from(plan.scheduled))
    k = int(late.id[1:])
    assume(k not in some.variants and k not in some.shorter)
    later = replace(some, extra={k: (late.slack or 0) + 1}).plan()
    assert plan.mechanism.calendar.count(plan.finish, later.finish) == 1


@quick
@given(worlds())
def test_no_latest_date_lies_before_the_earliest_and_every_one_is_a_working_day(some: World) -> None:
    plan = some.plan()
    works = plan.mechanism.calendar.is_workday
    for p in plan.scheduled:
        start, finish, latest_start, latest_finish = map(builders.there, (p.start, p.finish, p.latest_start, p.latest_finish))
        assert start <= latest_start
        assert finish <= latest_finish <= plan.finish
        assert all(map(works, (start, finish, latest_start, latest_finish)))


@quick
@given(worlds(), st.data())
def test_a_day_more_never_makes_anything_earlier(some: World, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, some.size - 1))
    assume(k not in some.shorter)
    before, later = dates(some.plan()), dates(replace(some, extra={k: 1}).plan())
    assert all(later[0][i] >= before[0][i] and later[1][i] >= before[1][i] for i in before[0])


@quick
@given(worlds(), st.data())
def test_one_more_reason_to_wait_never_makes_anything_earlier(some: World, data: st.DataObject) -> None:
    k = data.draw(st.integers(1, some.size - 1))
    d = data.draw(st.integers(0, k - 1))
    kind = data.draw(st.sampled_from(["law", "usual", "paper"]))
    assume((k, d) not in some.drops and not any(x.kind == kind == "law" and x.after == k and x.before == (d,) for x in some.links))
    before, later = dates(some.plan()), dates(replace(some, links=(*some.links, Link(kind, (d,), k))).plan())
    assert all(later[0][i] >= before[0][i] and later[1][i] >= before[1][i] for i in before[0])


@quick
@given(worlds())
def test_the_cheap_question_gives_the_finish_of_the_whole_plan(some: World) -> None:
    planner = Planner(some.mechanism())
    facts = planner.read_facts(some.known)
    assert planner.finish(facts, some.start, some.levers) == planner.plan(facts, some.start, some.levers).finish


@quick
@given(worlds(), st.integers(0, 60))
def test_a_backward_schedule_is_the_last_that_keeps_its_target(some: World, after: int) -> None:
    planner = Planner(some.mechanism())
    case = Case(planner, planner.read_facts(some.known), some.start)
    target = some.start + after * DAY
    found = backward_from(case, target, "finish", some.levers)
    calendar = planner.mechanism.calendar
    if found.begin_by is None:
        assert case.plan(some.levers).finish > target
        return
    there = case.plan(some.levers, found.begin_by)
    assert there.finish <= target < case.plan(some.levers, calendar.add(found.begin_by, 1)).finish
    for p in there.scheduled:
        latest_start, latest_finish = found.items[p.id]
        assert builders.there(p.start) <= latest_start
        assert builders.there(p.finish) <= latest_finish <= target
        assert calendar.is_workday(latest_start)
        assert calendar.is_workday(latest_finish)
        assert period(calendar.is_workday, latest_start, *some.limit(int(p.id[1:]))) <= latest_finish


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_knowing_more_never_turns_the_answer_of_a_national_item(data: st.DataObject) -> None:
    mechanism = builders.shipped()
    everything = mechanism.read_facts(example(data.draw(st.sampled_from(examples()))).facts)
    keys = sorted(everything)
    more = data.draw(st.sets(st.sampled_from(keys), min_size=20))
    less = data.draw(st.sets(st.sampled_from(sorted(more)), max_size=len(more) - 1))
    much = mechanism.table.derived({key: everything[key] for key in more})
    little = mechanism.table.derived({key: everything[key] for key in less})
    assume(all(much.get(key) == value for key, value in little.items()))
    for item in mechanism.items.values():
        answer = evaluate(item.applies.node, little)
        assert answer is None or evaluate(item.applies.node, much) is answer
