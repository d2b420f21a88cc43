"""Actions for the tests: they write to a table of their own, note it, and have it sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from luodi.engine.source import Said
from luodi.ledger import guard
from luodi.ledger.actions import Act, Subject, action
from luodi.ledger.verbs import VERBS, declare
from luodi.rights.kernel import Denied, Matter, Person, Verdict

WHO = Person(7, "王")
NO = Verdict(False, why=Said("这件事由别的单位办理", "another unit does this"))


@dataclass(frozen=True)
class Counted:
    """What a count notes."""

    by: int
    word: str | None = None


declare("test.count", "计数", "counted", Counted)
declare("test.pair", "计两次", "counted twice")
declare("test.move", "移交", "moved")


def permit(person: Person, right: str, matter: Matter) -> Verdict:
    """Account 13 may nothing, nobody may what is forbidden, account 8 stands in for account 99."""
    if right == "forbidden" or person.account_id == 13:
        return NO
    return Verdict(True, on_behalf_of=99 if person.account_id == 8 else None)


def table(make: bool = True) -> None:
    """The table that the bodies write to."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS test_counted")
        cursor.execute("DROP TABLE IF EXISTS test_matter")
        if make:
            cursor.execute("CREATE TABLE test_counted (region_id bigint, number bigint)")
            cursor.execute("CREATE TABLE test_matter (value bigint)")
            cursor.execute("INSERT INTO test_matter (value) VALUES (0)")


def rows() -> int:
    """How many times a body's work was kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM test_counted")
        return int(cursor.fetchone()[0])


def value() -> int:
    """The one matter that many count up."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM test_matter")
        return int(cursor.fetchone()[0])


def write(region: int, by: int) -> None:
    """The work of a body."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO test_counted (region_id, number) VALUES (%s, %s)", [region, int(by)])


def _subject(region: int, *args: Any, **kwargs: Any) -> Subject:
    return Subject(region, "counter", 5)


@action(verb="test.count", needs="count", subject=_subject)
def count(act: Act, region: int, by: Any = 1, fail: bool = False, told: int = 1) -> Any:
    """Count, and tell of it."""
    write(region, by if isinstance(by, int) else 0)
    act.note(by=by)
    act.change({"n": 0}, {"n": by})
    for _ in range(told):
        act.tell("counted", {"by": by})
    if fail:
        raise LookupError("the body fails")
    return {"by": by}


@action(verb="test.count", needs="forbidden", subject=_subject)
def forbidden(act: Act, region: int) -> None:
    """Nobody may."""
    write(region, 1)


@action(verb="test.pair", needs="count", subject=_subject)
def several(act: Act, region: int, many: int) -> None:
    """One action about many things, each with an entry of its own; every third one confidential."""
    for number in range(many):
        act.each(VERBS["test.count"], number, {"by": number}, None, {"n": number}, number % 3 == 2)


@action(verb="test.pair", needs="count", subject=_subject)
def pair(act: Act, region: int, second: str) -> str:
    """One action that calls others, and gets over it when the second one fails."""
    count(act.by, region, 1)
    try:
        if second == "forbidden":
            forbidden(act.by, region)
        else:
            count(act.by, region + (second == "elsewhere"), 2, fail=second == "fails")
    except (LookupError, Denied):
        return "one"
    if second == "stops":
        raise LookupError("the outer one fails")
    return "two"


@contextmanager
def unguarded() -> Iterator[None]:
    """What somebody can do who owns the database: the triggers are gone, until the end of a transaction that is taken back."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            for statement in guard.LIFT[connection.vendor]:
                cursor.execute(statement)
        yield
        transaction.set_rollback(True, using="default")


def wipe() -> None:
    """Empty the entries for good, for tests with real transactions: what cleans up after them would meet the triggers."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in (*guard.LIFT[connection.vendor], "DELETE FROM ledger_entry", *guard.PUT[connection.vendor]):
            cursor.execute(statement)


def tamper(sql: str, *values: Any) -> None:
    """One statement by another hand."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@action(verb="test.move", needs="count", subject=lambda region, *also, fail=False: Subject(region, "counter", 5, also=also))
def move(act: Act, region: int, *also: int, fail: bool = False) -> None:
    """Something that is about several regions."""
    write(region, 1)
    act.change({"region": region}, {"region": also[0] if also else region})
    act.tell("moved", {"from": region})
    if fail:
        raise LookupError("the body fails")


@action(verb="test.pair", needs="count", subject=lambda region, other: Subject(region, "counter", 5, also=(other,)))
def pair_of(act: Act, region: int, other: int) -> None:
    """One action about two regions that calls one in each."""
    count(act.by, other)
    count(act.by, region)


@action(verb="test.count", needs="count", subject=_subject)
def increase(act: Act, region: int) -> None:
    """Read the matter, then write it: whoever comes between is lost."""
    was = value()
    tamper("UPDATE test_matter SET value = %s", was + 1)
    act.note(by=was + 1)
    act.change({"n": was}, {"n": was + 1})
    act.tell("counted", {"by": was + 1})
