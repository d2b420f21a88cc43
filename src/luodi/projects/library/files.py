"""Projects as CSV and Excel, with a mark of who took them out. Text is always text: a cell that begins like a formula is not one."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import TextIOWrapper
from typing import IO, Final

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.ledger.export import FORMS, fit, inert
from luodi.projects.library.columns import Column, Value, said

__all__ = ["FORMS", "Water", "write"]
_WIDTHS: Final = {"name": 32, "unit": 24, "enterprise": 28, "code": 22, "national": 26, "light": 18}


@dataclass(frozen=True)
class Water:
    """Who has a file made, when, in which request."""

    who: str
    at: datetime
    request_id: str

    @property
    def words(self) -> str:
        """In one line."""
        return _("导出人 %(who)s，%(at)s，请求编号 %(request)s。仅限工作使用，不得外传。") % {
            "who": self.who, "at": f"{timezone.localtime(self.at):%Y-%m-%d %H:%M:%S}", "request": self.request_id or "—"}


def write(file: IO[bytes], form: str, columns: Sequence[Column], lines: Iterable[Sequence[Value]], water: Water) -> None:
    """Write a file. `form`: csv or xlsx. The first and the last line say who took it out."""
    (_csv if form == "csv" else _xlsx)(file, columns, lines, water)


def _csv(file: IO[bytes], columns: Sequence[Column], lines: Iterable[Sequence[Value]], water: Water) -> None:
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="", errors="replace")
    writer = csv.writer(text)
    writer.writerow([inert(fit(water.words))])
    writer.writerow([str(column.words) for column in columns])
    for line in lines:
        writer.writerow([inert(fit(said(value))) for value in line])
    writer.writerow([inert(fit(water.words))])
    text.flush()
    text.detach()


def _xlsx(file: IO[bytes], columns: Sequence[Column], lines: Iterable[Sequence[Value]], water: Water) -> None:
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False})
    made = timezone.localtime(water.at).replace(tzinfo=None)
    book.set_properties({"title": _("项目"), "author": fit(water.who), "comments": fit(water.words), "created": made})
    sheet = book.add_worksheet("projects")
    bold, grey = book.add_format({"bold": True, "bottom": 1}), book.add_format({"font_color": "#7A8594", "italic": True})
    day, figures = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "#,##0.##"})
    # What Excel prints at the head and foot of a page reads & as a sign of its own, and takes 255 characters.
    printed = fit(water.words).replace("&", "&&")[:240]
    sheet.set_header(f"&L{printed}")
    sheet.set_footer(f"&L{printed}")
    sheet.set_landscape()
    sheet.repeat_rows(1)
    sheet.freeze_panes(2, 1)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, _WIDTHS.get(column.key, 14))
    sheet.write_string(0, 0, fit(water.words), grey)
    for place, column in enumerate(columns):
        sheet.write_string(1, place, str(column.words), bold)
    row = 1
    for row, line in enumerate(lines, 2):
        for place, value in enumerate(line):
            if isinstance(value, Decimal):
                sheet.write_number(row, place, float(value), figures)
            elif isinstance(value, date):
                sheet.write_datetime(row, place, datetime(value.year, value.month, value.day), day)
            else:
                sheet.write_string(row, place, fit(value or ""))
    sheet.write_string(row + 1, 0, fit(water.words), grey)
    book.close()
