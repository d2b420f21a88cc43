"""A house above brings a kind of table of its own: pages, parts and the job are there."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luodi.engine.source import Said
from luodi.frame.sheets import Book, Column, Judged, Row, Sheet
from luodi.imports.kinds import KINDS, Judging, Kind, Sent
from luodi.imports.models import Upload
from luodi.ledger.actions import By
from luodi.people.models import Account
from luodi.rights.kernel import Person, Role
from luodi.rights.permissions import Right
from tests.frame.sheets import excel
from tests.imports.tables import worked
from tests.people.country import Country

Make = Callable[..., Account]
Sign = Callable[[Account], Client]
saved: list[tuple[int, list[str], str]] = []


def sheets(person: Person) -> list[Sheet]:
    """A drop-down with whoever asks in it."""
    return [Sheet("桥", (Column("name", "桥名", "全名", required=True, example="某桥"),
                        Column("asked", "谁填的", "从下拉中选", "choice", choices={f"第{person.account_id}号": "me"})))]


def arranged(book: Book) -> list[list[Row]]:
    """As they came."""
    return [book.rows["桥"]]


def judging(sent: Sent, person: Person, today: date) -> Judging:
    """Everything that is not wrong already is new."""
    return lambda rows: [Judged(Row.again(row.kept()), "faulty" if row.wrong else "new", name=row.raw["name"]) for row in rows]


def save(by: By, sent: Sent, part: int, rows: Sequence[Row]) -> dict[str, int]:
    """What a house would do in one action."""
    saved.append((part, [row.raw["name"] for row in rows], by.key))
    return {"built": sum(not row.wrong for row in rows), "left": sum(bool(row.wrong) for row in rows)}


@pytest.fixture
def boss(country: Country, somebody: Make, signed_in: Sign, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Somebody who may import bridges, at most five, two at a time."""
    saved.clear()
    bridges = Kind("bridges", Said("导入桥", "Import bridges"), Right.UNITS_MANAGE, sheets, ("怎样填",), arranged, judging, save,
                   {"built": Said("新桥", "bridges built"), "left": Said("没有保存", "left")}, ("people_units", Said("桥", "Bridges")), part=2, most=5)
    monkeypatch.setitem(KINDS, "bridges", bridges)
    return signed_in(somebody("boss", country.bureau, Role.PLATFORM_ADMIN))


def sent(boss: Client, country: Country, many: int) -> str:
    """Where bridges lead that were sent in, the first of them without a name."""
    data = excel([["桥名", "谁填的"], ["", f"第{Account.objects.get().pk}号"], *[[f"桥{n}", ""] for n in range(many - 1)]], "桥")
    answer = boss.post("/imports/bridges", {"where": f"region-{country.district.pk}", "file": SimpleUploadedFile("桥.xlsx", data)})
    return answer.headers.get("Location", "") or answer.content.decode()


def test_a_table_of_another_kind_goes_the_whole_way(boss: Client, country: Country) -> None:
    path = sent(boss, country, 5)
    assert "桥!A2：“桥名”没有填" in boss.get(path).content.decode()
    boss.post(path)
    worked()
    key = Upload.objects.get().pk
    assert saved == [(0, ["", "桥0"], f"import.{key}.0"), (1, ["桥1", "桥2"], f"import.{key}.1"), (2, ["桥3"], f"import.{key}.2")]
    assert "新桥" in boss.get(path).content.decode()
    assert boss.get(path.replace("bridges", "people")).status_code == 404


def test_more_rows_than_a_kind_takes_are_refused_and_the_page_says_how_many_it_takes(boss: Client, country: Country) -> None:
    said = sent(boss, country, 6)
    assert "有 6 行，一次最多 5 行" in said
    assert "最多 10 MB、5 行" in said
    assert not Upload.objects.exists()


def test_the_template_has_the_drop_downs_of_whoever_asks(boss: Client) -> None:
    with zipfile.ZipFile(BytesIO(boss.get("/imports/bridges/template").content)) as parts:
        assert f"第{Account.objects.get().pk}号" in parts.read("xl/sharedStrings.xml").decode()
