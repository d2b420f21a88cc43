"""Entries as CSV and Excel. Text is always text: a cell that begins like a formula is not one."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from tempfile import TemporaryFile
from typing import IO, Any, Final

import xlsxwriter
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.ledger import queries, words
from luodi.ledger.models import Entry
from luodi.ledger.values import canonical

MOST: Final = 50_000
"""Rows of one file."""
LONGEST: Final = 2000
"""Characters of one cell; what is longer is cut and says so. An entry's page shows all of it."""
FORMS: Final = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_FORMULA: Final = re.compile(r"[=+\-@\t\r]")
_UNFIT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass
class Made:
    """A file that was made. `rows`: how many entries it holds; `cut`: whether there are more; `confidential`: whether any is."""

    content: bytes = b""
    rows: int = 0
    cut: bool = False
    confidential: bool = False


def made(rows: QuerySet[Entry], form: str) -> Made:
    """The file. `form`: csv or xlsx. Two statements for every thousand entries."""
    out = Made()
    with TemporaryFile() as file:
        _WRITE[form](file, _lines(rows, out))
        file.seek(0)
        out.content = file.read()
    return out


def heads() -> list[str]:
    """The columns."""
    return [_("编号"), _("时间"), _("谁"), _("代谁"), _("做了什么"), _("动作代码"), _("关于"), _("关于的编号"), _("结果"), _("理由"), _("内容"),
            _("改之前"), _("改之后"), _("涉密"), _("请求编号"), _("算法"), _("前一条的校验值"), _("校验值")]


def _lines(rows: QuerySet[Entry], out: Made) -> Iterator[list[str]]:
    yield heads()
    for page in queries.pages(rows, MOST + 1):
        names = queries.names(words.things_in(page))
        for entry in page:
            if out.rows == MOST:
                out.cut = True
                yield [_("只导出了最近的 %(n)s 条，还有更早的没有导出；请缩小日期范围再导出。") % {"n": f"{MOST:,}"}]
                return
            out.rows, out.confidential = out.rows + 1, out.confidential or entry.confidential
            yield _cells(words.line(entry, names))


def _cells(line: words.Line) -> list[str]:
    entry = line.entry
    return [str(entry.number), timezone.localtime(entry.at).isoformat(sep=" ", timespec="seconds"), line.who, line.instead_of, line.did, entry.verb,
            words.thing_said(entry.subject_type), "" if entry.subject_id is None else str(entry.subject_id), _("被拒绝") if line.refused else _("已完成"),
            entry.reason, *(_json(held) for held in (entry.payload, entry.before, entry.after)), _("涉密") if entry.confidential else "", entry.request_id,
            entry.algorithm, entry.previous, entry.hash]


def _json(held: Any) -> str:
    return "" if held is None or held == {} else canonical(held)


def fit(cell: str) -> str:
    """A cell without what files cannot hold, and not too long."""
    cell = _UNFIT.sub("", cell)
    return cell if len(cell) <= LONGEST else f"{cell[:LONGEST]}…"


def inert(cell: str) -> str:
    """A cell that no spreadsheet calculates: what begins like a formula gets an apostrophe before it."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _csv(file: IO[bytes], lines: Iterable[list[str]]) -> None:
    """With a mark that tells Excel it is UTF-8; what a spreadsheet would calculate begins with an apostrophe."""
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="", errors="replace")
    writer = csv.writer(text)
    for line in lines:
        writer.writerow([inert(fit(cell)) for cell in line])
    text.flush()
    text.detach()


def _xlsx(file: IO[bytes], lines: Iterable[list[str]]) -> None:
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False})
    sheet = book.add_worksheet("ledger")
    bold = book.add_format({"bold": True, "bottom": 1})
    sheet.freeze_panes(1, 0)
    for column, width in enumerate((8, 20, 12, 12, 18, 18, 10, 10, 8, 30, 40, 30, 30, 6, 14, 8, 20, 20)):
        sheet.set_column(column, column, width)
    for row, line in enumerate(lines):
        for column, cell in enumerate(line):
            sheet.write_string(row, column, fit(cell), bold if row == 0 else None)
    book.close()


_WRITE: Final[dict[str, Callable[[IO[bytes], Iterable[list[str]]], None]]] = {"csv": _csv, "xlsx": _xlsx}
