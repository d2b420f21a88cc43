"""Whoever changes, removes, inserts or reorders entries is found out, whatever they change."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from luodi.cli import main
from luodi.ledger import chain
from luodi.ledger.chain import Kind, digest, verify
from luodi.ledger.models import Algorithm, Entry, Head
from luodi.ledger.values import canonical
from luodi.rights.kernel import Denied, Person
from tests.ledger.acts import WHO, count, forbidden, table, tamper, unguarded

LENGTH = 7
COLUMNS = [field.attname for field in Entry._meta.concrete_fields]
KNOWN = set(Algorithm)
OTHER: dict[str, st.SearchStrategy[Any]] = {
    "region_id": st.integers(2, 5), "number": st.integers(-3, 20), "at": st.sampled_from(["2026-11-22 01:00:00", "2031-01-01 00:00:00.000001"]),
    "person_id": st.none() | st.integers(0, 9), "on_behalf_of_id": st.none() | st.integers(0, 9), "verb": st.sampled_from(["test.pair", "test.count", ""]),
    "subject_type": st.sampled_from(["counter", "case"]), "subject_id": st.none() | st.integers(0, 9),
    "payload": st.sampled_from(["{}", "[]", '{"by":1,"word":null}', '{"by":1.0,"word":null}', '{"by":true,"word":null}']),
    "before": st.sampled_from([None, "{}", '{"n":0}']), "after": st.sampled_from([None, "{}", '{"n":1}']), "reason": st.sampled_from(["", "别的理由"]),
    "request_id": st.sampled_from(["", "r"]), "outcome": st.sampled_from(["done", "refused"]), "previous": st.sampled_from(["", "0" * 64]),
    "hash": st.sampled_from(["", "0" * 64]), "algorithm": st.sampled_from(["sha256", "sm3", "md5", ""]), "confidential": st.booleans(),
    "others": st.sampled_from([None, "[]", '[{"region":2,"number":1,"hash":""}]'])}


def whole_chain() -> None:
    """Seven entries of region 1, one of them refused, and an end."""
    table()
    for number in range(1, LENGTH):
        count(WHO, 1, by=number % 3)
    with pytest.raises(Denied):
        forbidden(Person(8, "李"), 1)


def stored() -> list[str]:
    """All that the chain consists of, as it reads: 1, 1.0 and true are three things, spaces in JSON are none."""
    entries = Entry.objects.filter(region_id=1).order_by("number").values_list(*COLUMNS)
    return [*map(repr, entries), *map(repr, Head.objects.order_by("region_id").values_list())]


def named(column: str) -> str:
    return f'"{column}"'


def change(column: str, number: int, value: Any) -> None:
    tamper(f"UPDATE ledger_entry SET {named(column)} = %s WHERE region_id = 1 AND number = %s", value, number)


def swap(one: int, other: int) -> None:
    for was, now in ((one, 1000), (other, one), (1000, other)):
        tamper("UPDATE ledger_entry SET number = %s WHERE region_id = 1 AND number = %s", now, was)


def insert(number: int, like: int) -> None:
    """A copy of an entry at a place of its own; those behind it make room."""
    tamper("UPDATE ledger_entry SET number = number + 1000 WHERE region_id = 1 AND number >= %s", number)
    kept = ", ".join(map(named, COLUMNS))
    tamper(f"INSERT INTO ledger_entry ({kept}) SELECT {kept.replace(named('number'), str(number))} FROM ledger_entry "
           "WHERE region_id = 1 AND number IN (%s, %s) ORDER BY number LIMIT 1", like, like + 1000)
    tamper("UPDATE ledger_entry SET number = number - 999 WHERE region_id = 1 AND number >= 1000")


def renumber(number: int) -> None:
    """Remove an entry and close the gap."""
    tamper("DELETE FROM ledger_entry WHERE region_id = 1 AND number = %s", number)
    for later in range(number + 1, LENGTH + 1):
        tamper("UPDATE ledger_entry SET number = number - 1 WHERE region_id = 1 AND number = %s", later)


def reseal(first: int, last: int) -> None:
    """What a careful forger does: hash some of the entries anew, each upon the one before; none by an algorithm that there is not."""
    for number in range(first, last + 1):
        if (entry := Entry.objects.filter(region_id=1, number=number).first()) is None or entry.algorithm not in KNOWN:
            continue
        before = Entry.objects.filter(region_id=1, number=number - 1).first()
        entry.previous = before.hash if before else ""
        tamper("UPDATE ledger_entry SET previous = %s, hash = %s WHERE region_id = 1 AND number = %s", entry.previous, digest(entry), number)


class AnyMutation(TestCase):
    """Each example begins with a whole chain and ends by taking the mutation back."""

    @given(st.data())
    def test_any_mutation_of_a_chain_is_found(self, data: st.DataObject) -> None:
        whole_chain()
        number = st.integers(1, LENGTH)
        with unguarded():
            was = stored()
            for _ in range(data.draw(st.integers(1, 3))):
                match data.draw(st.sampled_from(["change", "remove", "renumber", "insert", "swap", "empty", "end", "no end"])):
                    case "change":
                        column = data.draw(st.sampled_from(sorted(OTHER)))
                        value, at = data.draw(OTHER[column]), data.draw(number)
                        if column not in {"number", "region_id"} or not Entry.objects.filter(
                                region_id=value if column == "region_id" else 1, number=value if column == "number" else at).exists():
                            change(column, at, value)
                    case "remove":
                        tamper("DELETE FROM ledger_entry WHERE region_id = 1 AND number = %s", data.draw(number))
                    case "renumber":
                        renumber(data.draw(number))
                    case "insert":
                        insert(data.draw(number), data.draw(number))
                    case "swap":
                        swap(data.draw(number), data.draw(number))
                    case "empty":
                        tamper("DELETE FROM ledger_entry WHERE region_id = 1")
                    case "end":
                        tamper("UPDATE ledger_head SET number = %s", data.draw(number))
                    case "no end":
                        tamper("DELETE FROM ledger_head")
            if data.draw(st.booleans()):
                reseal(data.draw(number), LENGTH + 3)
            now = stored()
            found = verify(1)
            gone = not now
            assert bool(found) == (now != was) or gone, (was, now)
            assert not gone or {1} != {one.region_id for one in found}


@pytest.fixture
def chained(ledger: None) -> None:
    whole_chain()


@pytest.mark.usefixtures("chained")
class TestOneBreak:
    def test_a_whole_chain_has_none(self) -> None:
        assert verify(1) == []

    def test_a_changed_entry_is_named(self) -> None:
        with unguarded():
            change("reason", 3, "别的理由")
            assert [(one.number, one.kind) for one in verify(1)] == [(3, Kind.CHANGED)]

    @pytest.mark.parametrize(("column", "value"), [
        ("region_id", 2), ("number", 90), ("at", "2031-01-01 00:00:00.000001"), ("person_id", 9), ("on_behalf_of_id", 9), ("verb", "test.pair"),
        ("subject_type", "case"), ("subject_id", 9), ("payload", '{"by": 9, "word": null}'), ("before", '{"n": 9}'), ("after", None), ("reason", "别"),
        ("request_id", "r"), ("outcome", "refused"), ("previous", "0" * 64), ("hash", "0" * 64),
        ("algorithm", "sm3"), ("confidential", True), ("others", "[]")])
    def test_no_column_can_be_changed_unseen(self, column: str, value: Any) -> None:
        with unguarded():
            change(column, 3, value)
            assert verify(1)

    def test_every_column_is_tried(self) -> None:
        assert set(OTHER) == set(COLUMNS) - {"pk"}

    def test_a_changed_entry_with_a_hash_of_its_own_breaks_the_link_behind_it(self) -> None:
        with unguarded():
            change("reason", 3, "别的理由")
            reseal(3, 3)
            assert [(one.number, one.kind) for one in verify(1)] == [(4, Kind.UNLINKED)]

    def test_a_chain_hashed_anew_from_a_changed_entry_does_not_fit_its_end(self) -> None:
        with unguarded():
            change("reason", 3, "别的理由")
            reseal(3, LENGTH)
            assert [(one.number, one.kind) for one in verify(1)] == [(LENGTH, Kind.END)]

    def test_a_chain_and_end_written_anew_are_found_by_a_hash_noted_before(self) -> None:
        noted = {LENGTH: Head.objects.get().hash}
        with unguarded():
            change("reason", 3, "别的理由")
            reseal(3, LENGTH)
            tamper("UPDATE ledger_head SET hash = (SELECT hash FROM ledger_entry WHERE region_id = 1 AND number = %s)", LENGTH)
            assert verify(1) == []
            assert [(one.number, one.kind) for one in verify(1, noted)] == [(LENGTH, Kind.KNOWN)]
            tamper("DELETE FROM ledger_entry")
            tamper("DELETE FROM ledger_head")
            assert [one.kind for one in verify(1, noted)] == [Kind.KNOWN]

    @pytest.mark.parametrize(("number", "kind"), [(1, Kind.MISSING), (3, Kind.MISSING), (LENGTH, Kind.END)])
    def test_a_removed_entry_is_named(self, number: int, kind: Kind) -> None:
        with unguarded():
            tamper("DELETE FROM ledger_entry WHERE number = %s", number)
            assert [(one.number, one.kind) for one in verify(1)] == [(min(number + 1, LENGTH) if kind is Kind.MISSING else LENGTH - 1, kind)]

    def test_the_pages_of_a_walk_hang_together(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(chain, "PAGE", 2)
        assert verify(1) == []
        with unguarded():
            change("reason", 3, "别的理由")
            assert len(verify(1)) == 1

    def test_the_command_says_where_and_ends_with_1(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["ledger", "verify", "--lang", "en"]) == 0
        end = Head.objects.get().hash
        assert capsys.readouterr().out == f"region 1: {LENGTH} entries, whole. End 1:{LENGTH}:{end}\n"
        assert main(["ledger", "verify", "--known", f"1:{LENGTH}:{end}"]) == 0
        assert main(["ledger", "verify", "--known", f"1:{LENGTH}:{'0' * 64}"]) == 1
        assert main(["ledger", "verify", "--known", "1:end"]) == 2
        capsys.readouterr()
        with unguarded():
            change("reason", 3, "别的理由")
            assert main(["ledger", "verify"]) == 1
            assert capsys.readouterr().out.startswith("区域 1 第 3 条：内容与校验值不符")


def test_the_canonical_form_does_not_depend_on_the_order_of_names() -> None:
    assert canonical({"b": 1, "a": "字"}) == canonical({"a": "字", "b": 1}) == '{"a":"字","b":1}'
