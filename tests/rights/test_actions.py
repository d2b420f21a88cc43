"""The walk over every action: whoever does whatever to whatever, wherever it is, does it or is refused as the table says."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

import luodi
from luodi.ledger.actions import ACTIONS, By
from luodi.ledger.models import Entry
from luodi.rights.kernel import MACHINE, Denied
from luodi.rights.permissions import may
from tests.rights.deeds import Example
from tests.rights.examples import ACTIONS as EXAMPLES
from tests.rights.sample import Sample
from tests.rights.test_addresses import taken_back, written
from tests.rights.world import PARTS, SECRETS, Actor, World

LEDGER = ("ledger_entry", "ledger_head")
"""What a refused attempt writes: itself, and the end of the chain that it is now."""
AT_ONCE, MANY = 30, 60
"""Actions of a house that are walked in one test: the longest test is not to be what all others wait for."""
PRODUCT = Actor("machine", MACHINE)


def loaded() -> set[str]:
    """All actions of the product: every module of every house is imported."""
    for module in pkgutil.walk_packages(luodi.__path__, "luodi."):
        if not module.name.endswith(("wsgi", "__main__")):
            import_module(module.name)
    return {name for name in ACTIONS if name.startswith("luodi.")}


def run(name: str) -> Any:
    """An action by its name."""
    module, _, action = name.rpartition(".")
    return getattr(import_module(module), action)


def walk(world: World, name: str, example: Example) -> list[str]:
    """What of a sample is not as the table says."""
    wrong, done, sample = [], 0, Sample(name)
    for place in example.places:
        for actor in (*world.actors.values(), PRODUCT):
            # To make what a deed is done to takes longer than the deed: of far places one actor in a few is asked before anything is made.
            if place not in (example.places[0], *PARTS) and not sample.lot(actor.name, place):
                continue
            with taken_back():
                deed = example.deed(world, actor, place)
                verdict = may(actor.person, deed.right, deed.matter)
                if not sample.takes((verdict.allowed, verdict.hidden, verdict.why, verdict.on_behalf_of, place in SECRETS), actor.name, place):
                    continue
                said = f"{name} · {actor.name} · {place}"
                before = Entry.objects.count()
                with written() as found:
                    try:
                        run(name)(By(actor.person, "试一试"), *deed.args, **deed.named)
                        became = "done"
                    except Denied as denied:
                        became = "denied"
                        if (denied.verdict.hidden, denied.verdict.why) != (verdict.hidden, verdict.why):
                            wrong.append(f"{said}: denied, but in other words than the table's")
                    except Exception as problem:
                        became = type(problem).__name__
                new = list(Entry.objects.order_by("-at", "-number")[:max(0, Entry.objects.count() - before)])
                if verdict.allowed:
                    done += became == "done"
                    if became != "done":
                        wrong.append(f"{said}: {became}, but may")
                    if became == "done" and not any(_fits(entry, name, actor, "done", verdict.on_behalf_of) for entry in new):
                        wrong.append(f"{said}: done without an entry that says who, and on whose behalf")
                    continue
                if became != "denied":
                    wrong.append(f"{said}: {became}, but may not")
                if [_fits(entry, name, actor, "refused", None) for entry in new] != [True]:
                    wrong.append(f"{said}: not exactly one entry of the refusal, but {len(new)}")
                if more := [sql[:90] for sql in found if not any(f'"{table}"' in sql for table in LEDGER)]:
                    wrong.append(f"{said}: refused, and yet something was written: {more[0]}")
    if not done:
        wrong.append(f"{name}: the example is done by nobody")
    return wrong


def _fits(entry: Entry, name: str, actor: Actor, outcome: str, on_behalf_of: int | None) -> bool:
    return (entry.verb, entry.person_id, entry.outcome, entry.on_behalf_of_id) == (ACTIONS[name][0], actor.person.account_id, outcome, on_behalf_of)


def test_every_action_has_an_example() -> None:
    there = loaded()
    assert not there - EXAMPLES.keys(), "an action without an example: add it to tests/rights/deeds.py or tests/rights/promotion"
    assert not EXAMPLES.keys() - there, "an example of an action that is no longer there"


def some() -> Iterator[Any]:
    """All actions, house by house, in the order of the examples; of a house with many a few at a time."""
    houses: dict[str, list[str]] = {}
    for name in EXAMPLES:
        houses.setdefault(name.split(".")[1], []).append(name)
    for house, those in houses.items():
        size = AT_ONCE if len(those) > MANY else MANY
        for place in range(0, len(those), size):
            yield pytest.param(tuple(those[place:place + size]), id=f"{house}-{place}")


@pytest.mark.walk
@pytest.mark.parametrize("some", list(some()))
def test_every_action_is_done_or_refused_as_the_table_says(some: tuple[str, ...], world: World) -> None:
    wrong = [one for name in some for one in walk(world, name, EXAMPLES[name])]
    assert not wrong, f"{len(wrong)} attempts did not end as the table says:\n" + "\n".join(wrong)


@pytest.mark.parametrize("name", ["luodi.clocks.actions.approve_excuse", "luodi.clocks.actions.ask_excuse"])
def test_what_a_deputy_does_stands_in_the_ledger_with_whom_they_stand_in_for(name: str, world: World) -> None:
    deputy = world.actors["deputy"]
    place = "own" if name.endswith("approve_excuse") else "part_far"
    deed = EXAMPLES[name].deed(world, deputy, place)
    run(name)(deputy.person, *deed.args)
    entry = Entry.objects.filter(verb=ACTIONS[name][0]).latest("number")
    assert (entry.person_id, entry.on_behalf_of_id) == (deputy.person.account_id, world.boss.pk)

