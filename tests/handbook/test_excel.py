"""The workbook: opens again, holds real dates and numbers, and no text becomes a formula."""

from __future__ import annotations

from datetime import date
from functools import cache
from io import BytesIO
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from luodi.handbook import excel
from tests.handbook.books import HOSTILE, RARE, book, called

HEAD = 3
"""Rows above the head of a list."""


@cache
def made() -> bytes:
    """The workbook of an example."""
    return excel.write(book())


def rows(sheet: str, of: bytes | None = None) -> list[list[object]]:
    """What stands on a sheet."""
    return [list(row) for row in CalamineWorkbook.from_filelike(BytesIO(of or made())).get_sheet_by_name(sheet).to_python(skip_empty_area=False)]


def part(name: str, of: bytes | None = None) -> str:
    """A part of the package."""
    with ZipFile(BytesIO(of or made())) as package:
        return package.read(name).decode()


def test_there_are_four_sheets() -> None:
    assert CalamineWorkbook.from_filelike(BytesIO(made())).sheet_names == ["清单", "材料", "节点", "说明"]


@pytest.mark.mechanism("WC-03", "FL-14")
@pytest.mark.parametrize(("sheet", "name"), [("清单", "items"), ("材料", "papers"), ("节点", "milestones")])
def test_a_list_holds_every_row_with_real_dates_and_numbers(sheet: str, name: str) -> None:
    table, found = book().table(name), rows(sheet)
    assert found[HEAD][:len(table.columns)] == [column.title for column in table.columns]
    read = [[None if cell == "" else cell for cell in row[:len(table.columns)]] for row in found[HEAD + 1:]]
    assert read == [[None if cell in (None, "") else float(cell) if isinstance(cell, int) else cell for cell in row] for row in table.rows]
    assert any(isinstance(cell, date | float) for row in read for cell in row)


def test_heads_say_the_unit_of_their_numbers() -> None:
    table = book().table("items")
    assert "工作日" in table.columns[table.column("slack")].title
    assert "工作日" in table.columns[table.column("own")].title
    days, unit = table.column("days"), table.column("unit")
    assert {row[unit] for row in table.rows if row[days]} == {"工作日", "自然日"}


def test_lists_are_filtered_frozen_and_set_up_for_print() -> None:
    for number in (1, 2, 3):
        sheet = part(f"xl/worksheets/sheet{number}.xml")
        assert 'state="frozen"' in sheet
        assert "<autoFilter" in sheet
        assert 'orientation="landscape"' in sheet
        assert 'fitToHeight="0"' in sheet
    assert part("xl/workbook.xml").count("_xlnm.Print_Titles") == 3


def test_papers_are_ticked_from_a_list_of_one_mark() -> None:
    assert f'<formula1>"{excel.TICK}"</formula1>' in part("xl/worksheets/sheet2.xml")


@pytest.mark.parametrize("name", [*HOSTILE, *RARE])
def test_no_name_becomes_a_formula_or_a_link(name: str) -> None:
    handbook = called(name)
    made = excel.write(handbook)
    assert any(handbook.title in str(cell) for row in rows("清单", made) for cell in row)
    with ZipFile(BytesIO(made)) as package:
        sheets = [package.read(part).decode() for part in package.namelist() if part.startswith("xl/worksheets/")]
    assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)
