"""Reading .xlsx and .csv into rows whose every cell knows its address. What cannot be a table is refused whole; what is wrong in a cell is noted there."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import python_calamine

from luodi.engine.source import Said, near, refuse
from luodi.frame.sheets import guard
from luodi.frame.sheets.guard import MAX_BYTES, MAX_ROWS
from luodi.frame.sheets.shape import EXAMPLE, PROBLEM, Book, Column, Row, Sheet, letters, plainly

MAX_CELL = 2_000
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:[ T]00:00(?::00)?)?\Z")
_ERRORS = frozenset(("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#GETTING_DATA"))
_SIGNS = (",", ";", "\t", "，", "；", "|")


class _Grid(NamedTuple):
    """Values of a sheet, from its first row and column on; merged areas as (row, column) pairs, both ends in."""

    name: str
    values: list[list[Any]]
    merged: list[tuple[tuple[int, int], tuple[int, int]]]


def read(data: bytes, file: str, sheets: Sequence[Sheet]) -> Book:
    """The rows of a file, by sheet. Raises Refused where it is no table of this kind: what it is instead, and what would be right."""
    if len(data) > MAX_BYTES:
        refuse(None, f"文件有 {len(data) / 1e6:.1f} MB，最多 {MAX_BYTES // 1_000_000} MB；请分成几个文件",
               f"the file has {len(data) / 1e6:.1f} MB, {MAX_BYTES // 1_000_000} MB at most; split it")
    if not data.strip(b"\x00 \r\n\t"):
        refuse(None, "文件是空的；请下载模板填写", "the file is empty; download the template and fill it in")
    book = Book()
    kind = file.lower().rsplit(".", 1)[-1] if "." in file else ""
    if kind == "xlsx" or data.startswith(b"PK\x03\x04"):
        grids = _excel(data, sheets, book)
    elif kind == "csv":
        grids = [_csv(data, sheets, book)]
    else:
        guard.not_excel(data) if kind in ("xls", "et", "xlsm", "xlsb") else None
        refuse(None, f"不认识这种文件（.{kind[:10]}）；请用 .xlsx 或 .csv", f"this kind of file (.{kind[:10]}) is not read; use .xlsx or .csv")
    for grid in grids:
        sheet = next(one for one in sheets if one.name == grid.name)
        book.rows[sheet.name] = _rows(sheet, grid, book)
    if not any(book.rows.values()):
        refuse(None, "表里只有表头，没有要导入的行；请从第 2 行填起", "there is nothing below the header; fill in rows from the second on")
    return book


def _excel(data: bytes, sheets: Sequence[Sheet], book: Book) -> list[_Grid]:
    guard.not_excel(data)
    archive = guard.unpacked(data)
    # The library's faults in Rust are no Exception in Python.
    try:
        workbook = python_calamine.CalamineWorkbook.from_object(io.BytesIO(data))
        there = {one.name: one.visible == python_calamine.SheetVisibleEnum.Visible for one in workbook.sheets_metadata}
    except BaseException as problem:
        _mine(problem)
    wanted = [sheet.name for sheet in sheets]
    if hidden := [name for name, visible in there.items() if not visible]:
        listed = "、".join(hidden[:5])
        book.notes.append(Said(f"隐藏的工作表没有读：{listed}", f"hidden sheets were not read: {listed}"))
    found = [name for name in wanted if there.get(name)]
    if not found:
        names, right = "、".join(name for name, visible in there.items() if visible)[:200], "、".join(wanted)
        refuse(None, f"没有工作表“{right}”，只有“{names}”；请把工作表改名为“{'”或“'.join(wanted)}”",
               f"there is no sheet '{right}', only '{names}'; rename the sheet to {' or '.join(wanted)}")
    out = []
    for name in found:
        seen = guard.scan(archive, name)
        try:
            sheet = workbook.get_sheet_by_name(name)
            values = sheet.to_python(skip_empty_area=False, nrows=MAX_ROWS + 11)
            merged = list(sheet.merged_cell_ranges or [])
        except BaseException as problem:
            _mine(problem)
        if seen.formulas:
            first = [f"{name}!{letters(column)}{row + 1}" for row, column in seen.formulas[:3]]
            book.notes.append(Said(f"{'、'.join(first)}{'等' if len(seen.formulas) > 3 else ''} {len(seen.formulas)} 处是公式，用的是算好的值",
                                   f"{len(seen.formulas)} cells are formulas ({', '.join(first)}); their values were taken"))
        if seen.hidden:
            rows = "、".join(str(row + 1) for row in seen.hidden[:5])
            book.notes.append(Said(f"“{name}”第 {rows} 行{'等' if len(seen.hidden) > 5 else ''}是隐藏的，也读了",
                                   f"hidden rows of '{name}' were read too: {rows}"))
        if seen.columns:
            shown = "、".join(letters(column) for column in seen.columns[:5])
            book.notes.append(Said(f"“{name}”{shown} 列{'等' if len(seen.columns) > 5 else ''}是隐藏的，也读了",
                                   f"hidden columns of '{name}' were read too: {shown}"))
        out.append(_Grid(name, values, merged))
    return out


def _mine(problem: BaseException) -> None:
    """Raises Refused for a fault of the file; what ends the process goes on."""
    if isinstance(problem, (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError)):
        raise problem
    if isinstance(problem, python_calamine.PasswordError):
        refuse(None, "文件有密码，读不了；请去掉密码再上传", "the file is protected by a password; remove it and upload the file again")
    refuse(None, "文件已损坏，打不开；请重新另存为 .xlsx 再上传", "the file is damaged; save it as .xlsx again and upload that")


def _csv(data: bytes, sheets: Sequence[Sheet], book: Book) -> _Grid:
    text = _decoded(data, book)
    header = next((line for line in text.splitlines() if line.strip()), "")
    titles = {plainly(column.title) for sheet in sheets for column in sheet.columns}
    sign = max(_SIGNS, key=lambda one: sum(plainly(cell.strip('"')) in titles for cell in header.split(one)))
    values: list[list[Any]] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=sign):
            values.append(list(record))
            if len(values) > MAX_ROWS + 10:
                _too_many(len(values))
            if len(record) > guard.MAX_COLUMNS:
                refuse(None, f"第 {len(values)} 行有 {len(record)} 列，最多 {guard.MAX_COLUMNS} 列；看看引号是不是没有成对",
                       f"row {len(values)} has {len(record)} columns, {guard.MAX_COLUMNS} at most; is a quotation mark missing?")
    except csv.Error:
        refuse(None, f"第 {len(values) + 1} 行读不了，可能引号没有成对，或一格太长；请用 Excel 或 WPS 另存为 .csv",
               f"row {len(values) + 1} cannot be read: a quotation mark is missing, or a cell is too long; save the table as .csv again")
    found = [plainly(str(cell)) for cell in next((line for line in values if any(str(cell).strip() for cell in line)), [])]
    sheet = max(sheets, key=lambda one: sum(plainly(column.title) in found for column in one.columns))
    return _Grid(sheet.name, values, [])


def _decoded(data: bytes, book: Book) -> str:
    for mark, code in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            try:
                return data.decode(code)
            except UnicodeDecodeError:
                break
    for code in ("utf-8", "gb18030"):
        try:
            text = data.decode(code)
        except UnicodeDecodeError:
            continue
        if code != "utf-8":
            book.notes.append(Said("按 GB18030 编码读的", "read as GB18030"))
        return text
    return refuse(None, "文字编码认不出来；请另存为“CSV UTF-8（逗号分隔）”再上传",
                  "the encoding of the text is not known; save it as 'CSV UTF-8' and upload that")


def _rows(sheet: Sheet, grid: _Grid, book: Book) -> list[Row]:
    """The rows below the header."""
    start, places = _header(sheet, grid, book)
    if len(grid.values) - start - 1 > MAX_ROWS:
        _too_many(len(grid.values) - start - 1)
    shown = {column.key: letters(places[column.key]) for column in sheet.columns if column.key in places}
    merged = [(first, last) for first, last in grid.merged if last[0] > start]
    out = []
    for number, line in enumerate(grid.values[start + 1:], start + 1):
        cells = {column.key: line[places[column.key]] if places[column.key] < len(line) else "" for column in sheet.columns if column.key in places}
        inside = [area for area in merged if area[0][0] <= number <= area[1][0]]
        # The rows of a merged area after its first look empty, but somebody meant something by them.
        if not inside and all(value is None or (isinstance(value, str) and not value.strip()) for value in cells.values()):
            continue
        first = next((str(value).strip() for value in line if value not in (None, "")), "")
        if first.lstrip("（(【[").startswith(EXAMPLE):
            continue
        row = Row(sheet.name, number + 1, {}, {}, shown)
        for column in sheet.columns:
            if column.key in places:
                _take(row, column, cells[column.key])
        for (top, left), (bottom, right) in inside:
            area = f"{letters(left)}{top + 1}:{letters(right)}{bottom + 1}"
            row.fault("", f"{area} 是合并单元格，只有左上角一格有值；请取消合并，每行都填",
                      f"{area} is merged, only its first cell has a value; unmerge it and fill in every row")
        untitled = range(max(places.values()) + 1, len(line))
        extra = [letters(place) for place in untitled if grid.values[start][place:place + 1] in ([], [""]) and line[place] not in (None, "")]
        if extra:
            row.fault("", f"{extra[0]} 列没有表头却有内容；看看是不是多了一个分隔符，删去或移到对的列",
                      f"column {extra[0]} has something but no title; delete it or move it")
        out.append(row)
    return out


def _header(sheet: Sheet, grid: _Grid, book: Book) -> tuple[int, dict[str, int]]:
    """Where the header is, and where each column."""
    keys = {plainly(column.title): column.key for column in sheet.columns}
    best, score = -1, 0
    for number, line in enumerate(grid.values[:10]):
        known = sum(isinstance(cell, str) and plainly(cell) in keys for cell in line)
        if known > score:
            best, score = number, known
    required = [column.title for column in sheet.columns if column.required]
    if best < 0:
        refuse(None, f"“{sheet.name}”没有表头；第一行应是：{'、'.join(column.title for column in sheet.columns)}",
               f"'{sheet.name}' has no header; its first row should be: {', '.join(column.title for column in sheet.columns)}")
    places: dict[str, int] = {}
    unknown = []
    for place, cell in enumerate(grid.values[best]):
        title = plainly(str(cell)) if cell is not None else ""
        if not title or title == PROBLEM:
            continue
        if title not in keys:
            unknown.append(str(cell)[:20])
        elif keys[title] in places:
            refuse(None, f"“{sheet.name}”有两列都叫“{cell}”（{letters(places[keys[title]])} 和 {letters(place)}）；请删去一列",
                   f"'{sheet.name}' has two columns '{cell}' ({letters(places[keys[title]])} and {letters(place)}); delete one")
        else:
            places[keys[title]] = place
    if missing := [title for title in required if keys[plainly(title)] not in places]:
        hint = near(missing[0], unknown)
        refuse(None, f"“{sheet.name}”缺少列“{'”“'.join(missing)}”{hint.zh or '；请按模板的表头填'}",
               f"'{sheet.name}' lacks the columns {', '.join(missing)}{hint.en}")
    if unknown:
        listed = "、".join(_clean(one) for one in unknown[:5])
        book.notes.append(Said(f"“{sheet.name}”里这些列不认识，没有读：{listed}", f"unknown columns of '{sheet.name}' were not read: {listed}"))
    return best, places


def _take(row: Row, column: Column, value: Any) -> None:
    """Put one cell into its row, or say what is wrong with it."""
    text, wrong = _text(value)
    row.raw[column.key] = text
    row.value[column.key] = ""
    if wrong:
        row.fault(column.key, wrong.zh, wrong.en)
    elif not text:
        if column.required:
            row.fault(column.key, f"“{column.title}”没有填；{column.hint}", f"'{column.title}' is empty and must be filled in")
    elif column.kind == "day":
        _day(row, column, value, text)
    elif column.kind == "choice":
        _choice(row, column, text)
    else:
        row.value[column.key] = unicodedata.normalize("NFKC", text).replace(" ", "") if column.kind == "code" else text


def _text(value: Any) -> tuple[str, Said | None]:
    """A cell as it is shown."""
    match value:
        case None:
            return "", None
        case bool():
            return "TRUE" if value else "FALSE", None
        case int() | float():
            return _number(value)
        case datetime():
            return (value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ", "minutes")), None
        case date():
            return value.isoformat(), None
        case str():
            pass
        case _:
            return str(value), None
    found = _UNFIT.search(value)
    text = _clean(value)
    if found:
        return text[:MAX_CELL], Said(f"有看不见的字符 U+{ord(found[0]):04X}，请删掉重打这一格",
                                     f"holds the character U+{ord(found[0]):04X}; delete it and type the cell again")
    if len(text) > MAX_CELL:
        return text[:200] + "…", Said(f"这一格有 {len(text):,} 个字，最多 {MAX_CELL:,} 个", f"this cell has {len(text):,} characters, {MAX_CELL:,} at most")
    if text in _ERRORS:
        return text, Said(f"公式出错（{text}），请改成值", f"the formula failed ({text}); write the value")
    return text, None


def _number(value: float) -> tuple[str, Said | None]:
    if value != value or value in (float("inf"), float("-inf")):
        return str(value), Said("不是数", "is no number")
    if abs(value) >= 1e15:
        return f"{value:.0f}", Said("数字太长，Excel 已经丢了末几位；请把这一格设为文本再填一遍",
                                    "the number is so long that Excel has lost its last digits; format the cell as text and type it again")
    return (str(int(value)) if value == int(value) else f"{value:.15g}"), None


def _clean(text: str) -> str:
    return " ".join(_UNFIT.sub("\ufffd", text).split())


def _day(row: Row, column: Column, value: Any, text: str) -> None:
    if isinstance(value, str) and len(text) == 5 and text.isascii() and text.isdigit():
        value = int(text)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if 20_000 <= value <= 80_000:
            meant = date(1899, 12, 30) + timedelta(days=int(value))
            row.fault(column.key, f"填的是数字 {text}，应是日期；若是 {meant}，请写成 {meant}",
                      f"is the number {text}, not a date; write {meant} if that is meant")
            return
        text = str(int(value))
        if len(text) == 8:
            text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    plain = unicodedata.normalize("NFKC", text).replace(" 00:00", "").strip()
    plain = f"{plain[:4]}-{plain[4:6]}-{plain[6:]}" if len(plain) == 8 and plain.isdigit() else plain.replace(" ", "")
    found = _DAY.match(plain)
    try:
        said = date(int(found[1]), int(found[2]), int(found[3])) if found else date.min
    except ValueError:
        said = date.min
    if not 1900 <= said.year <= 2200:
        row.fault(column.key, f"“{text[:40]}”不是日期，请写成 2026-11-23", f"'{text[:40]}' is no date; write it as 2026-11-23")
    else:
        row.value[column.key] = said.isoformat()


def _choice(row: Row, column: Column, text: str) -> None:
    plain = {plainly(word): key for word, key in column.choices.items()}
    key = plain.get(plainly(text))
    if key is not None:
        row.value[column.key] = key
        return
    meant = {plainly(word): key for word, key in column.aliases.items()}.get(plainly(text))
    word = next((word for word, key in column.choices.items() if key == meant), "")
    hint = Said(f"，请写“{word}”", f"; write '{word}'") if word else near(text[:40], column.choices)
    row.fault(column.key, f"“{text[:40]}”不能用{hint.zh or '，可以填：' + '、'.join(column.choices)}",
              f"'{text[:40]}' cannot be used{hint.en or '; choose one of: ' + ', '.join(column.choices)}")


def _too_many(count: int) -> None:
    refuse(None, f"有 {count:,} 行，一次最多 {MAX_ROWS:,} 行；请分成几个文件", f"there are {count:,} rows, {MAX_ROWS:,} at most; split the file")


def all_wrong(rows: Iterable[Row]) -> list[Row]:
    """The rows with something wrong."""
    return [row for row in rows if row.wrong]
