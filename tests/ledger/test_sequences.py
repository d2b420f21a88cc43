"""Whatever is done in whatever order, one in another, refused or failing: the ledger says what an obvious oracle says."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from luodi.engine.source import Refused
from luodi.ledger.actions import Act, Subject, action
from luodi.ledger.chain import verify
from luodi.ledger.models import Entry, Outbox
from luodi.rights.kernel import Denied, Person
from tests.ledger.acts import WHO, rows, table, write

FAILURES = (LookupError, Denied, Refused, RuntimeError)


@dataclass(frozen=True)
class Step:
    """An action that does others. `also`: it is about region 2 too; `ends`: how; `gets_over`: whether the failures of others are its own."""

    ends: str
    also: bool
    gets_over: bool
    inner: tuple[Step, ...] = ()


@dataclass
class Told:
    """What an oracle says was done, and refused, in region 1; in region 2; and whether it failed."""

    done: list[str]
    mirrored: list[str]
    refused: list[str]
    failed: bool


def steps() -> st.SearchStrategy[Step]:
    ends = st.sampled_from(["well", "well", "well", "fails", "may not", "says nonsense"])

    def around(inner: st.SearchStrategy[Step]) -> st.SearchStrategy[Step]:
        return st.builds(Step, ends, st.booleans(), st.booleans(), st.lists(inner, max_size=3).map(tuple))
    return st.recursive(st.builds(Step, ends, st.booleans(), st.booleans()), around, max_leaves=8)


def expected(step: Step, name: str, opened: bool) -> Told:
    """What becomes of a step; `opened`: whether the outermost one is about region 2."""
    if step.ends == "may not":
        return Told([], [], [name], True)
    if step.also and not opened:
        return Told([], [], [], True)
    told = Told([], [], [], False)
    for place, inner in enumerate(step.inner):
        one = expected(inner, f"{name}.{place}", opened)
        told.refused += one.refused
        if one.failed and not step.gets_over:
            return Told([], [], told.refused, True)
        told.done += one.done
        told.mirrored += one.mirrored
    if step.ends != "well":
        return Told([], [], told.refused, True)
    return Told([*told.done, name], [*told.mirrored, *([name] if step.also else [])], told.refused, False)


@action(verb="test.count", needs="count", subject=lambda step, name: Subject(1, name, None, also=(2,) if step.also else ()))
def do(act: Act, step: Step, name: str) -> None:
    """A step."""
    write(1, 1)
    for place, inner in enumerate(step.inner):
        try:
            do(Person(13, "钱") if inner.ends == "may not" else WHO, inner, f"{name}.{place}")
        except FAILURES:
            if not step.gets_over:
                raise
    act.note(by="nonsense" if step.ends == "says nonsense" else 1)
    act.tell("did", {"name": name})
    if step.ends == "fails":
        raise LookupError


class AnySequence(TestCase):
    """Each example begins with nothing."""

    @settings(max_examples=60)
    @given(st.lists(steps(), max_size=4))
    def test_the_chain_equals_the_oracle(self, sequence: list[Step]) -> None:
        table()
        done, first, second = [], [], []
        for place, step in enumerate(sequence):
            told = expected(step, f"s{place}", step.also)
            done += told.done
            first += [*((name, "done") for name in told.done), *((name, "refused") for name in told.refused)]
            second += [(name, "done") for name in told.mirrored]
            with suppress(*FAILURES):
                do(Person(13, "钱") if step.ends == "may not" else WHO, step, f"s{place}")
        for region, chain in ((1, first), (2, second)):
            assert list(Entry.objects.filter(region_id=region).order_by("number").values_list("subject_type", "outcome")) == chain
            assert verify(region) == []
        assert [payload["name"] for payload in Outbox.objects.order_by("number").values_list("payload", flat=True)] == done
        assert rows() == len(done)
