"""Excel and CSV files made for tests, good ones and broken ones."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import xlsxwriter

from luodi.frame.sheets.shape import Column, Sheet

SHEET = Sheet("人员", (
    Column("login", "登录名", "字母和数字", "code", required=True, example="zhangsan"),
    Column("name", "姓名", "全名", required=True, example="张三"),
    Column("role", "岗位", "从下拉中选", "choice", required=True, choices={"专窗人员": "clerk", "审批员": "reviewer"},
           aliases={"clerk": "clerk"}, example="审批员"),
    Column("first", "起始日", "2026-11-23", "day"),
))
HEADER = ["登录名", "姓名", "岗位", "起始日"]
GOOD = ["li", "李雷", "审批员", "2026-11-23"]


def excel(rows: Sequence[Sequence[Any]], name: str = "人员", also: Callable[[Any, Any], Any] | None = None) -> bytes:
    """A workbook with one sheet; `also` does what else there is to do to workbook and sheet."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page, day = book.add_worksheet(name), book.add_format({"num_format": "yyyy-mm-dd"})
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            page.write(number, place, value, day if isinstance(value, date) else None)
    if also:
        also(book, page)
    book.close()
    return out.getvalue()


def repacked(data: bytes, change: Mapping[str, bytes | None], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A workbook with parts replaced, added, or (None) left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", packed) as new:
        for name in old.namelist():
            if name not in change:
                new.writestr(name, old.read(name))
        for name, held in change.items():
            if held is not None:
                new.writestr(name, held)
    return out.getvalue()


def csv(rows: Sequence[Sequence[str]], sign: str = ",", code: str = "utf-8") -> bytes:
    """A CSV file without any quoting."""
    return "\r\n".join(sign.join(row) for row in rows).encode(code)
