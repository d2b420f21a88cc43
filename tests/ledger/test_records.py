"""Reads of what is confidential: noted once for each person, thing and ten minutes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from luodi.ledger import records
from luodi.ledger.models import Entry
from luodi.ledger.records import exported, read_confidential
from luodi.rights.kernel import Denied, Matter, Person
from tests.ledger.acts import WHO

pytestmark = pytest.mark.usefixtures("ledger")
SECRET = Matter(confidential=True, parts=frozenset({("owner", 1), ("team", 2), ("contact", 3)}))


def look(at: datetime, monkeypatch: pytest.MonkeyPatch, person: Person = WHO, id: int = 5, what: str = "全文") -> None:
    monkeypatch.setattr(records, "timezone", SimpleNamespace(now=lambda: at))
    read_confidential(person, 1, "counter", id, SECRET, what)


def test_a_look_is_noted_again_after_ten_minutes_and_not_because_the_clock_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    turn = datetime.fromtimestamp((now.timestamp() // 600 + 1) * 600, UTC)
    look(now, monkeypatch)
    look(turn - timedelta(seconds=1), monkeypatch)
    look(min(turn + timedelta(seconds=1), now + timedelta(minutes=9, seconds=59)), monkeypatch)
    assert Entry.objects.count() == 1
    look(now + timedelta(minutes=11), monkeypatch)
    assert Entry.objects.count() == 2


def test_another_person_thing_or_part_is_another_look(monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    for person, id, what in ((WHO, 5, "全文"), (Person(9, "赵"), 5, "全文"), (WHO, 6, "全文"), (WHO, 5, "附件"), (WHO, 5, "全文")):
        look(now, monkeypatch, person, id, what)
    assert list(Entry.objects.order_by("number").values_list("person_id", "subject_id", "payload__what")) == [
        (7, 5, "全文"), (9, 5, "全文"), (7, 6, "全文"), (7, 5, "附件")]
    assert set(Entry.objects.values_list("confidential", flat=True)) == {True}


def test_an_export_says_what_as_which_file_and_how_many_rows_each_time() -> None:
    for _ in range(2):
        exported(WHO, 1, "counter", 5, Matter(), what="办件", form="csv", rows=3)
    assert [entry.payload for entry in Entry.objects.all()] == [{"what": "办件", "form": "csv", "rows": 3}] * 2
    with pytest.raises(Denied):
        exported(Person(13, "钱"), 1, "counter", 5, Matter(), what="办件", form="csv", rows=3)
