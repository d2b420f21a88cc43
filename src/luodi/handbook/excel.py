"""Handbook -> Excel: the items, the papers to tick, the days to remember, and what they rest on. Text is always written as text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from luodi.engine.drawing.text import clean
from luodi.handbook.model import Cell, Column, Handbook, Table
from luodi.handbook.speech import Speech

WIDTHS = {"text": 26.0, "number": 9.0, "date": 12.5, "tick": 7.0, "blank": 24.0}
WIDER = {"item": 34.0, "paper": 40.0, "source": 44.0, "basis": 40.0, "waits": 44.0, "results": 30.0, "notes": 24.0, "what": 44.0, "note": 52.0, "items": 22.0,
         "unit": 10.0, "form": 14.0, "late": 16.0, "sure": 12.0, "stage": 26.0, "who": 26.0}
LONGEST = 32_000
"""Characters that a cell holds; Excel refuses more than 32,767."""
TICK = "✓"


def write(handbook: Handbook) -> bytes:
    """The handbook's lists as .xlsx: items, papers, milestones, notes."""
    say = Speech(handbook.lang)
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False})
    book.set_properties({"title": _safe(f"{handbook.name} · {handbook.title}")[:250], "subject": _safe(handbook.place), "comments": handbook.version,
                         "created": datetime(handbook.made_on.year, handbook.made_on.month, handbook.made_on.day)})
    formats = _formats(book)
    for name, table in ((say("清单", "Items"), handbook.table("items")), (say("材料", "Papers"), handbook.table("papers")),
        (say("节点", "Milestones"), handbook.table("milestones"))):
        _sheet(book, formats, name, table, handbook, say)
    _notes(book, formats, handbook, say)
    book.close()
    return out.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    plain = {"font_name": "微软雅黑", "font_size": 10, "valign": "top", "text_wrap": True, "bottom": 1, "bottom_color": "#C9D2DC"}
    return {
        "text": book.add_format(plain), "blank": book.add_format(plain), "number": book.add_format({**plain, "num_format": "0", "align": "center"}),
        "date": book.add_format({**plain, "num_format": "yyyy-mm-dd", "align": "left"}), "tick": book.add_format({**plain, "align": "center",
            "fg_color": "#FFFDF0"}),
        "head": book.add_format({**plain, "bold": True, "fg_color": "#E3EBF5", "valign": "vcenter", "bottom": 2, "bottom_color": "#1D4F91"}),
        "title": book.add_format({"font_name": "微软雅黑", "font_size": 14, "bold": True, "font_color": "#17212E"}),
        "quiet": book.add_format({"font_name": "微软雅黑", "font_size": 9, "font_color": "#5F6B79"}),
        "label": book.add_format({**plain, "font_color": "#5F6B79"}), "part": book.add_format({"font_name": "微软雅黑", "font_size": 11, "bold": True,
            "font_color": "#1D4F91"}),
    }


def _sheet(book: Any, formats: dict[str, Any], name: str, table: Table, handbook: Handbook, say: Speech) -> None:
    """A list with a head that stays, filters, real dates and numbers, and a page set-up for printing."""
    sheet = book.add_worksheet(name)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, _safe(f"{handbook.title} · {table.caption}"), formats["title"])
    sheet.write_string(1, 0, _safe(handbook.answer), formats["quiet"])
    top = 3
    for k, column in enumerate(table.columns):
        sheet.set_column(k, k, WIDER.get(column.key, WIDTHS[column.kind]) if column.kind == "text" else WIDTHS[column.kind])
        sheet.write_string(top, k, _safe(column.title), formats["head"])
    for n, row in enumerate(table.rows, top + 1):
        for k, (column, value) in enumerate(zip(table.columns, row, strict=True)):
            _cell(sheet, n, k, column, value, formats)
    last = top + len(table.rows)
    sheet.set_row(top, 32)
    sheet.freeze_panes(top + 1, 0)
    sheet.autofilter(top, 0, max(last, top), len(table.columns) - 1)
    for k, column in enumerate(table.columns):
        if column.kind == "tick" and table.rows:
            sheet.data_validation(top + 1, k, last, k, {
                "validate": "list", "source": [TICK], "error_title": say("只能打勾", "Tick only"),
                    "error_message": say(f"备好填 {TICK}，没备好留空。", f"{TICK} when ready, else empty.")})
    _printing(sheet, handbook, say, wide=len(table.columns) > 10)
    sheet.repeat_rows(top)


def _cell(sheet: Any, row: int, k: int, column: Column, value: Cell, formats: dict[str, Any]) -> None:
    style = formats[column.kind]
    if value is None or value == "":
        sheet.write_blank(row, k, None, style)
    elif isinstance(value, date):
        sheet.write_datetime(row, k, datetime(value.year, value.month, value.day), style)
    elif isinstance(value, int):
        sheet.write_number(row, k, value, style)
    else:
        sheet.write_string(row, k, _safe(value), style)


def _printing(sheet: Any, handbook: Handbook, say: Speech, wide: bool = False) -> None:
    sheet.set_landscape()
    sheet.set_paper(8 if wide else 9)  # A3 for the many columns of the list, A4 for the rest
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.4, 0.4, 0.6, 0.6)
    sheet.set_footer(f"&L&8 {handbook.version}&R&8 {say('第 &P 页，共 &N 页', 'Page &P of &N')}")


def _notes(book: Any, formats: dict[str, Any], handbook: Handbook, say: Speech) -> None:
    """What the lists rest on and what their words mean."""
    sheet = book.add_worksheet(say("说明", "Notes"))
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 96)
    sheet.write_string(0, 0, _safe(f"{handbook.name} · {handbook.title}"), formats["title"])
    row = _rows(sheet, 2, handbook.cover, formats)
    row = _rows(sheet, row + 1, [(f.label, f"{f.value} {f.unit} {say.aside(f.note) if f.note else ''}".strip()) for f in handbook.figures], formats)
    for name in ("marks", "basis", "confidence"):
        table = handbook.table(name)
        sheet.write_string(row + 1, 0, _safe(table.caption), formats["part"])
        row = _rows(sheet, row + 2, [(str(r[0]), str(r[1])) for r in table.rows], formats)
    _printing(sheet, handbook, say)


def _rows(sheet: Any, row: int, pairs: Sequence[tuple[str, str]], formats: dict[str, Any]) -> int:
    for name, said in pairs:
        sheet.write_string(row, 0, _safe(name), formats["label"])
        sheet.write_string(row, 1, _safe(said), formats["text"])
        row += 1
    return row


def _safe(words: str) -> str:
    """Words that a cell can hold: nothing that XML cannot carry, not longer than Excel takes."""
    return clean(words)[:LONGEST]
