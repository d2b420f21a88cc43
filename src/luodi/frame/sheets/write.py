"""Writing tables: the template to fill in, and a file as it was sent with what is wrong marked. Every cell is text: nothing in it is ever computed."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

from luodi.frame.sheets.guard import MAX_ROWS
from luodi.frame.sheets.shape import EXAMPLE, PROBLEM, Row, Sheet, letters

_HEAD = {"bold": True, "bg_color": "#E8EFF9", "font_color": "#12386B", "border": 1, "border_color": "#B9C6D8", "valign": "vcenter", "text_wrap": True}
_OPTIONS = "选项"


def template(sheets: Sequence[Sheet], told: Sequence[str]) -> bytes:
    """An empty table with drop-downs, notes on its titles, an example, and a sheet that says how to fill it in."""
    out, book = _book()
    head, must = book.add_format(_HEAD), book.add_format(_HEAD | {"font_color": "#A32A1E"})
    text, wrap = book.add_format({"num_format": "@"}), book.add_format({"text_wrap": True})
    grey = book.add_format({"num_format": "@", "font_color": "#7A8594", "italic": True})
    options: list[Sequence[str]] = []
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        page.freeze_panes(1, 0)
        page.set_row(0, 26)
        for place, column in enumerate(sheet.columns):
            page.set_column(place, place, column.width, text)
            page.write_string(0, place, column.title + ("*" if column.required else ""), must if column.required else head)
            page.write_comment(0, place, column.hint, {"x_scale": 2})
            page.write_string(1, place, f"{EXAMPLE}：{column.example}" if place == 0 else column.example, grey)
            if column.choices:
                options.append(list(column.choices))
                where = letters(len(options) - 1)
                page.data_validation(1, place, MAX_ROWS, place, {
                    "validate": "list", "source": f"={_OPTIONS}!${where}$1:${where}${len(column.choices)}",
                    "error_title": column.title, "error_message": "请从下拉中选"})
    page = book.add_worksheet("说明")
    page.set_column(0, 0, 100, wrap)
    for number, line in enumerate(told):
        page.write_string(number, 0, line, wrap)
    if options:
        page = book.add_worksheet(_OPTIONS)
        page.hide()
        for place, words in enumerate(options):
            for number, word in enumerate(words):
                page.write_string(number, place, word)
    book.close()
    return out.getvalue()


def marked(sheets: Sequence[Sheet], rows: Mapping[str, Sequence[Row]], lang: str = "zh-Hans") -> bytes:
    """The rows as they were sent: wrong cells red with the reason as a note, all reasons in a last column. It can be mended and sent again."""
    out, book = _book()
    head, text = book.add_format(_HEAD), book.add_format({"num_format": "@"})
    red = book.add_format({"num_format": "@", "bg_color": "#F8D7D3", "font_color": "#8C1D13", "border": 1, "border_color": "#C0392B"})
    why = book.add_format({"font_color": "#8C1D13", "text_wrap": True})
    for sheet in sheets:
        held = rows.get(sheet.name, ())
        if not held:
            continue
        page = book.add_worksheet(sheet.name)
        page.freeze_panes(1, 0)
        last = len(sheet.columns)
        for place, column in enumerate(sheet.columns):
            page.set_column(place, place, column.width)
            page.write_string(0, place, column.title, head)
        page.set_column(last, last, 60)
        page.write_string(0, last, PROBLEM, head)
        for number, row in enumerate(held, 1):
            wrong = {one.key: one for one in reversed(row.wrong)}
            for place, column in enumerate(sheet.columns):
                page.write_string(number, place, row.raw.get(column.key, ""), red if column.key in wrong else text)
                if column.key in wrong:
                    page.write_comment(number, place, _said(wrong[column.key], lang)[:1000], {"x_scale": 2})
            if row.wrong:
                page.write_string(number, last, "；".join(_said(one, lang) for one in row.wrong)[:5000], why)
    book.close()
    return out.getvalue()


def _said(one: Any, lang: str) -> str:
    said: str = one.to(lang)
    return said


def _book() -> tuple[io.BytesIO, Any]:
    out = io.BytesIO()
    return out, xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
