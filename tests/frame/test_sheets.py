"""Tables that people send in: the good ones are read, the broken ones are refused or marked in words that say what would be right."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
import python_calamine
from hypothesis import example, given, settings
from hypothesis import strategies as st

from luodi.engine.source import Refused
from luodi.frame.sheets import Book, Row, marked, read, template
from luodi.frame.sheets.guard import MAX_ROWS
from tests.frame.sheets import GOOD, HEADER, SHEET, csv, excel, repacked

FINE = excel([HEADER, GOOD])
XML = "xl/worksheets/sheet1.xml"


def sheet_xml(cells: str, head: str = "") -> bytes:
    """The fine workbook with another sheet inside."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    text = f'<?xml version="1.0"?>{head}<worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'
    return repacked(FINE, {XML: text.encode()})


def lying(data: bytes) -> bytes:
    """An archive whose parts are larger than it says."""
    out = bytearray(data)
    place = out.find(b"PK\x01\x02")
    struct.pack_into("<I", out, place + 24, 10)
    return bytes(out)


def locked(data: bytes) -> bytes:
    """An archive that says its first part is encrypted."""
    out = bytearray(data)
    out[out.find(b"PK\x01\x02") + 8] |= 1
    return bytes(out)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("a.xlsx", lambda: b"", "文件是空的"),
    "blanks": ("a.csv", lambda: b" \r\n\r\n ", "文件是空的"),
    "zeros": ("a.xlsx", lambda: b"\x00" * 500, "文件是空的"),
    "too large": ("a.csv", lambda: b"a" * 10_000_001, "最多 10 MB"),
    "not a zip": ("a.xlsx", lambda: b"hello there", "不是 .xlsx 文件"),
    "a picture": ("a.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + b"x" * 90, "不是 .xlsx 文件"),
    "html": ("a.xlsx", lambda: b"<html><table></table></html>", "不是 .xlsx 文件"),
    "half of a zip": ("a.xlsx", lambda: FINE[:len(FINE) // 2], "文件已损坏"),
    "only the mark of a zip": ("a.xlsx", lambda: b"PK\x03\x04", "文件已损坏"),
    "a zip of something else": ("a.xlsx", lambda: repacked(FINE, {"xl/workbook.xml": None}), "不是 Excel 表格"),
    "old excel": ("a.xls", lambda: OLE, "旧格式"),
    "old excel by another name": ("a.xlsx", lambda: OLE, "旧格式"),
    "protected": ("a.xlsx", lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
    "an encrypted zip": ("a.xlsx", lambda: locked(FINE), "密码"),
    "a bomb": ("a.xlsx", lambda: repacked(FINE, {XML: b"0" * 210_000_000}), "解压后太大"),
    "a small bomb": ("a.xlsx", lambda: repacked(FINE, {"xl/x.bin": b"0" * 9_000_000}), "解压后太大"),
    "a lying zip": ("a.xlsx", lambda: lying(FINE), "解压后太大"),
    "ten thousand parts": ("a.xlsx", lambda: repacked(FINE, {f"x{n}": b"" for n in range(2100)}), "解压后太大"),
    "packed oddly": ("a.xlsx", lambda: repacked(FINE, {}, zipfile.ZIP_BZIP2), "文件已损坏"),
    "another sheet": ("a.xlsx", lambda: excel([HEADER, GOOD], "Sheet1"), "只有“Sheet1”；请把工作表改名为“人员”"),
    "the sheet is hidden": ("a.xlsx", lambda: excel([HEADER, GOOD], also=lambda book, page: (book.add_worksheet("封面").activate(), page.hide())),
                            "没有工作表“人员”"),
    "only the header": ("a.xlsx", lambda: excel([HEADER]), "只有表头"),
    "only the header in csv": ("a.csv", lambda: csv([HEADER]), "只有表头"),
    "no header": ("a.xlsx", lambda: excel([GOOD]), "没有表头；第一行应是：登录名"),
    "an empty sheet": ("a.xlsx", lambda: excel([]), "没有表头"),
    "only the example": ("a.xlsx", lambda: template([SHEET], []), "只有表头"),
    "a column is missing": ("a.xlsx", lambda: excel([["登录名", "岗位"], ["li", "审批员"]]), "缺少列“姓名”"),
    "a column has another name": ("a.xlsx", lambda: excel([["登录名", "姓名名", "岗位"], ["li", "李", "审批员"]]), "是不是“姓名名”"),
    "a column twice": ("a.xlsx", lambda: excel([[*HEADER, "姓名"], GOOD]), "两列都叫“姓名”（B 和 E）"),
    "too many rows": ("a.csv", lambda: csv([HEADER, *[GOOD] * (MAX_ROWS + 1)]), "一次最多 20,000 行"),
    "a cell at the end of the world": ("a.xlsx", lambda: sheet_xml('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "一次最多 20,000 行"),
    "a cell far to the right": ("a.xlsx", lambda: sheet_xml('<row r="1"><c r="XFD1"><v>1</v></c></row>'), "最多 200 列"),
    "entities in entities": ("a.xlsx", lambda: sheet_xml("&b;", '<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;">]>'), "DTD"),
    "torn xml": ("a.xlsx", lambda: repacked(FINE, {XML: b"<worksheet><sheetData><row"}), "文件已损坏"),
    "no sheet inside": ("a.xlsx", lambda: repacked(FINE, {XML: None}), "找不到"),
    "no relations": ("a.xlsx", lambda: repacked(FINE, {"xl/_rels/workbook.xml.rels": None}), ""),
    "torn workbook": ("a.xlsx", lambda: repacked(FINE, {"xl/workbook.xml": b"<"}), "文件已损坏"),
    "torn words": ("a.xlsx", lambda: repacked(FINE, {"xl/sharedStrings.xml": b"<sst><si>"}), ""),
    "wrong encoding": ("a.csv", lambda: b"\xff\xff\x80\x81" * 20, "编码认不出来"),
    "utf-16 torn": ("a.csv", lambda: b"\xff\xfe" + "登录名".encode("utf-16-le") + b"\x00", ""),
    "another language's encoding": ("a.csv", lambda: "ログイン名,氏名\r\n太郎,山田".encode("shift-jis"), ""),
    "a pdf": ("a.pdf", lambda: b"%PDF-1.7", "不认识这种文件（.pdf）"),
    "no ending": ("people", lambda: csv([HEADER, GOOD]), "不认识这种文件"),
    "an open document": ("a.ods", lambda: b"mimetype", "不认识这种文件（.ods）"),
    "a quotation mark is missing": ("a.csv", lambda: csv([HEADER, ['"' + "x" * 140_000]]), "引号"),
    "a row of a thousand cells": ("a.csv", lambda: csv([HEADER, ["x"] * 1000]), "最多 200 列"),
    "something else entirely": ("a.csv", lambda: b"MZ\x90\x00\x03" * 40, ""),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_such_table_is_refused_in_words_that_say_what_would_be_right(kind: str) -> None:
    name, made, words = REFUSED[kind]
    with pytest.raises(Refused) as refused:
        read(made(), name, [SHEET])
    assert words in str(refused.value)
    assert refused.value.faults[0].said.en


def one(rows: list[list[Any]], kind: str = "xlsx", **how: Any) -> Row:
    """The only row of a file."""
    data = excel([HEADER, *rows], **how) if kind == "xlsx" else csv([HEADER, *rows], **how)
    (row,) = read(data, f"a.{kind}", [SHEET]).rows["人员"]
    return row


MARKED: dict[str, tuple[list[Any], str]] = {
    "nothing where something must be": (["li", "", "审批员"], "人员!B2：“姓名”没有填"),
    "an unknown role": (["li", "李", "国王"], "人员!C2：“国王”不能用，可以填：专窗人员、审批员"),
    "a role misspelt": (["li", "李", "审核员"], "是不是“审批员”"),
    "a role in English": (["li", "李", "clerk"], "请写“专窗人员”"),
    "a role in English capitals": (["li", "李", "CLERK"], "请写“专窗人员”"),
    "a day that is a number": (["li", "李", "审批员", 46349.0], "若是 2026-11-23，请写成 2026-11-23"),
    "a day of another order": (["li", "李", "审批员", "23/11/2026"], "不是日期"),
    "a day that does not exist": (["li", "李", "审批员", "2026-02-30"], "“2026-02-30”不是日期"),
    "a day with two digits": (["li", "李", "审批员", "26.11.23"], "不是日期"),
    "a day in the far past": (["li", "李", "审批员", "0001-01-01"], "不是日期"),
    "words for a day": (["li", "李", "审批员", "明天"], "人员!D2：“明天”不是日期"),
    "a huge number for a day": (["li", "李", "审批员", 1e14], "不是日期"),
    "true for a day": (["li", "李", "审批员", True], "不是日期"),
    "a huge cell": (["li", "李" * 2001, "审批员"], "这一格有 2,001 个字"),
    "a number that lost its end": ([123456789012345678, "李", "审批员"], "已经丢了末几位"),
    "a formula that failed": (["li", "#REF!", "审批员"], "公式出错（#REF!）"),
    "true for a role": (["li", "李", True], "“TRUE”不能用"),
    "a number for a role": (["li", "李", 3.5], "“3.5”不能用"),
    "a cell to the right of the table": ([*GOOD, "", "外面"], "F 列没有表头却有内容"),
    "only blanks": (["li", " \u3000 ", "审批员"], "人员!B2：“姓名”没有填"),
}


@pytest.mark.parametrize("kind", MARKED)
def test_what_is_wrong_in_a_cell_is_noted_with_its_address_and_what_would_be_right(kind: str) -> None:
    cells, words = MARKED[kind]
    assert words in "\n".join(wrong.to("zh-Hans") for wrong in one([cells]).wrong)


@pytest.mark.parametrize("sign", ["\x00", "\x01", "\x1b", "\x7f", "\ufffe", "\x08"])
def test_characters_that_nobody_sees_are_named(sign: str) -> None:
    row = one([["li", f"李{sign}雷", "审批员", ""]], "csv")
    assert f"U+{ord(sign):04X}" in row.wrong[0].to("zh-Hans")
    assert sign not in row.raw["name"]


READ_WELL: dict[str, tuple[list[Any], str, str]] = {
    "a whole number that Excel made a fraction": ([13800138000.0, "李", "审批员"], "login", "13800138000"),
    "letters and digits of full width": (["ｌｉ０１", "李", "审批员"], "login", "li01"),
    "a role with blanks around it": (["li", "李", " 审批员　"], "role", "reviewer"),
    "a day": (["li", "李", "审批员", date(2026, 11, 23)], "first", "2026-11-23"),
    "a day with a time": (["li", "李", "审批员", datetime(2026, 11, 23)], "first", "2026-11-23"),
    "a day as text": (["li", "李", "审批员", "2026年1月5日"], "first", "2026-01-05"),
    "a day with slashes": (["li", "李", "审批员", "2026/1/5"], "first", "2026-01-05"),
    "a day with dots": (["li", "李", "审批员", "2026.1.5"], "first", "2026-01-05"),
    "a day of eight digits": (["li", "李", "审批员", 20260105], "first", "2026-01-05"),
    "a day of full width": (["li", "李", "审批员", "２０２６－０１－０５"], "first", "2026-01-05"),
    "a name with a line break": (["li", "李\n雷", "审批员"], "name", "李 雷"),
    "a rare character": (["li", "𠮷𡈽", "审批员"], "name", "𠮷𡈽"),
}


@pytest.mark.parametrize("kind", READ_WELL)
def test_what_is_meant_is_read(kind: str) -> None:
    cells, key, meant = READ_WELL[kind]
    row = one([cells])
    assert not row.wrong
    assert row.value[key] == meant


@pytest.mark.parametrize("sign", [",", ";", "\t", "，"])
@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_the_encodings_and_with_the_signs_that_are_in_use(code: str, sign: str) -> None:
    row = one([GOOD], "csv", sign=sign, code=code)
    assert (row.value["name"], row.value["role"], row.wrong) == ("李雷", "reviewer", [])


def test_merged_cells_are_wrong_in_every_row_of_them() -> None:
    data = excel([HEADER, GOOD, ["wang", "", "审批员"], ["zhao", "赵", "审批员"]], also=lambda book, page: page.merge_range("B2:B3", "李雷"))
    rows = read(data, "a.xlsx", [SHEET]).rows["人员"]
    assert ["B2:B3 是合并单元格" in "".join(wrong.zh for wrong in row.wrong) for row in rows] == [True, True, False]


def noted(data: bytes) -> str:
    """What the reader is told of how a file was read."""
    return "\n".join(said.zh for said in read(data, "a.xlsx", [SHEET]).notes)


def test_hidden_sheets_hidden_rows_formulas_and_unknown_columns_are_noted() -> None:
    assert "隐藏的工作表没有读：草稿" in noted(excel([HEADER, GOOD], also=lambda book, page: book.add_worksheet("草稿").hide()))
    assert "第 2 行是隐藏的" in noted(excel([HEADER, GOOD], also=lambda book, page: page.set_row(1, None, None, {"hidden": True})))
    assert "人员!B2 1 处是公式" in noted(excel([HEADER, GOOD], also=lambda book, page: page.write_formula("B2", '="李"&"雷"', None, "李雷")))
    assert "没有读：备注" in noted(excel([[*HEADER, "备注"], [*GOOD, "x"]]))


def test_a_title_may_stand_above_the_header_and_columns_in_any_order() -> None:
    data = excel([["全区人员表"], [], ["岗位", "姓名", "登录名"], ["审批员", "李雷", "li"]])
    (row,) = read(data, "a.xlsx", [SHEET]).rows["人员"]
    assert (row.value["login"], row.at("login"), row.at("role")) == ("li", "人员!C4", "人员!A4")


def test_a_workbook_without_addresses_is_read() -> None:
    def line(held: list[str]) -> str:
        return "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in held) + "</row>"
    cells = line(HEADER) + line(GOOD)
    assert one_of(sheet_xml(cells)).value["name"] == "李雷"


def one_of(data: bytes) -> Row:
    """The only row of a workbook."""
    (row,) = read(data, "a.xlsx", [SHEET]).rows["人员"]
    return row


def test_rows_are_kept_as_plain_json_and_come_back() -> None:
    row = one([["li", "", "审批员"]])
    assert Row.again(row.kept()) == row


def cells_of(data: bytes) -> list[list[Any]]:
    """What Excel would show."""
    return python_calamine.CalamineWorkbook.from_object(io.BytesIO(data)).get_sheet_by_name("人员").to_python()


def test_a_marked_file_shows_what_was_sent_says_why_and_can_be_mended_and_sent_again() -> None:
    rows = read(excel([HEADER, ["li", "", "审批员"], GOOD]), "a.xlsx", [SHEET]).rows
    data = marked([SHEET], rows)
    table = cells_of(data)
    assert table[0][-1] == "问题"
    assert "人员!B2：“姓名”没有填" in table[1][-1]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert "人员!B2" in archive.read("xl/comments1.xml").decode()
    again = read(data, "a.xlsx", [SHEET])
    assert [bool(row.wrong) for row in again.rows["人员"]] == [True, False]
    assert not again.notes


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1", "http://example.com"])
def test_nothing_that_was_sent_is_ever_computed(text: str) -> None:
    with zipfile.ZipFile(io.BytesIO(marked([SHEET], {"人员": [one([["li", text, "国王"]])]}))) as archive:
        assert b"<f>" not in archive.read(XML)
        assert b"hyperlink" not in archive.read(XML)


def test_the_template_has_drop_downs_notes_an_example_and_a_page_of_words() -> None:
    with zipfile.ZipFile(io.BytesIO(template([SHEET], ["怎样填"]))) as archive:
        xml = archive.read(XML).decode()
        assert "dataValidation" in xml
        assert "选项!$A$1:$A$2" in xml
        assert "从下拉中选" in archive.read("xl/comments1.xml").decode()
        assert "怎样填" in archive.read("xl/sharedStrings.xml").decode()


def told_or_read(data: bytes, name: str) -> Book | None:
    """A book, or nothing when it was refused in words: whatever else happens is a fault of ours."""
    try:
        return read(data, name, [SHEET])
    except Refused:
        return None


@settings(max_examples=200)
@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.xlsx", "a.xls", "a"]))
@example(b"PK\x05\x06" + b"\x00" * 18, "a.xlsx")
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    told_or_read(data, name)


@settings(max_examples=200)
@given(st.data())
def test_a_file_with_any_bytes_changed_is_read_or_refused(data: st.DataObject) -> None:
    broken = bytearray(FINE)
    for place in data.draw(st.lists(st.integers(0, len(FINE) - 1), min_size=1, max_size=6)):
        broken[place] = data.draw(st.integers(0, 255))
    told_or_read(bytes(broken), "a.xlsx")


@settings(max_examples=150)
@given(st.lists(st.lists(st.one_of(st.text(max_size=20), st.floats(allow_nan=False, allow_infinity=False), st.booleans(),
                                   st.dates(date(1901, 1, 1), date(2100, 1, 1))), max_size=6), max_size=5))
def test_any_cells_are_read_or_noted(rows: list[list[Any]]) -> None:
    odd = ("{=", "=", "http", "ftp", "mailto", "internal", "external", "file")
    fit = [["x" if isinstance(cell, str) and cell.startswith(odd) else cell for cell in row] for row in rows]
    book = told_or_read(excel([HEADER, *fit]), "a.xlsx")
    for row in book.rows["人员"] if book else ():
        assert row.wrong or (row.value["login"] and row.value["name"] and row.value["role"])
        assert Row.again(row.kept()) == row


@settings(max_examples=150)
@given(st.lists(st.lists(st.text(max_size=12), min_size=4, max_size=5), max_size=5))
def test_any_text_of_csv_is_read_or_noted_and_can_be_marked(rows: list[list[str]]) -> None:
    book = told_or_read("\r\n".join(",".join(row) for row in [HEADER, *rows]).encode("utf-8", "surrogatepass"), "a.csv")
    if book:
        assert marked([SHEET], book.rows)
