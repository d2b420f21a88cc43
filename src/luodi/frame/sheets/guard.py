"""Before an Excel file is read: it is small when unpacked, it is what it says, and no cell stands where it would cost gigabytes."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NoReturn
from xml.parsers import expat

from luodi.engine.source import Refused, refuse

MAX_BYTES = 10_000_000
MAX_UNPACKED = 200_000_000
MAX_RATIO = 200
"""How many times larger a part may be when unpacked; small parts aside."""
SMALL = 1_000_000
MAX_PARTS = 2_000
MAX_ROWS = 20_000
MAX_COLUMNS = 200
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")
_BROKEN = (zipfile.BadZipFile, zlib.error, ValueError, IndexError, KeyError, OverflowError, NotImplementedError, EOFError, RuntimeError)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass
class Seen:
    """What a sheet holds besides its values: rows and columns from 0."""

    hidden: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    """Hidden columns."""
    formulas: list[tuple[int, int]] = field(default_factory=list)


def not_excel(data: bytes) -> None:
    """Raises Refused, with what it is, for what cannot be an .xlsx file."""
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            refuse(None, "文件有打开密码，读不了；请去掉密码再上传", "the file is protected by a password; remove it and upload the file again")
        refuse(None, "这是旧格式的 Excel 文件（.xls）；请另存为 .xlsx 再上传", "this is an old Excel file (.xls); save it as .xlsx and upload that")
    if not data.startswith(b"PK"):
        refuse(None, "这不是 .xlsx 文件，只是名字像；请用 Excel 或 WPS 另存为 .xlsx 或 .csv",
               "this is no .xlsx file, whatever its name; save it as .xlsx or .csv")


def unpacked(data: bytes) -> zipfile.ZipFile:
    """The archive, once every part of it has been unpacked to nowhere and counted. What the archive says of itself is not believed."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
        if len(parts) > MAX_PARTS:
            _bomb()
        room = MAX_UNPACKED
        for part in parts:
            if part.flag_bits & 1:
                refuse(None, "文件有密码，读不了；请去掉密码再上传", "the file is protected by a password; remove it and upload the file again")
            size = _size(data, part, room)
            if size != part.file_size or (size > SMALL and size > MAX_RATIO * max(part.compress_size, 1)):
                _bomb()
            room -= size
        if "xl/workbook.xml" not in archive.namelist():
            refuse(None, "压缩包里不是 Excel 表格；请用 Excel 或 WPS 另存为 .xlsx 或 .csv",
                   "this archive holds no Excel workbook; save your table as .xlsx or .csv")
    except _BROKEN as problem:
        _damaged(problem)
    return archive


def scan(archive: zipfile.ZipFile, sheet: str) -> Seen:
    """Look through a sheet's own XML. Raises Refused for cells too far down or right, and for XML that is none."""
    part = _part(archive, sheet)
    seen, at = Seen(), [-1, -1]

    def start(name: str, held: dict[str, str]) -> None:
        match name.split(":")[-1]:
            case "row":
                at[0] = int(held["r"]) - 1 if held.get("r", "").isdigit() else at[0] + 1
                at[1] = -1
                if held.get("hidden") in ("1", "true"):
                    seen.hidden.append(at[0])
            case "col":
                if held.get("hidden") in ("1", "true"):
                    first, last = (int(held[key]) if held.get(key, "").isdigit() else 0 for key in ("min", "max"))
                    seen.columns.extend(range(max(first - 1, 0), min(last, MAX_COLUMNS)))
            case "c":
                found = _CELL.match(held.get("r", ""))
                at[1] = number(found[1]) if found else at[1] + 1
                if found:
                    at[0] = int(found[2]) - 1
            case "f":
                if len(seen.formulas) < 10_000:
                    seen.formulas.append((at[0], at[1]))
            case "v" | "is":
                if at[0] > MAX_ROWS + 10:
                    refuse(None, f"“{sheet}”第 {at[0] + 1:,} 行还有内容，一次最多 {MAX_ROWS:,} 行；请分成几个文件",
                           f"'{sheet}' has something in row {at[0] + 1:,}; a file may have {MAX_ROWS:,} rows, split it")
                if at[1] >= MAX_COLUMNS:
                    refuse(None, f"“{sheet}”第 {at[1] + 1:,} 列还有内容，最多 {MAX_COLUMNS} 列；请删去右边多余的列",
                           f"'{sheet}' has something in column {at[1] + 1:,}; {MAX_COLUMNS} columns at most, delete those to the right")
            case _:
                pass
    # As a stream: a sheet with too many rows is refused at the first one, not once all of it is in memory.
    try:
        with archive.open(part) as stream:
            _parser(start).ParseFile(stream)
    except (expat.ExpatError, UnicodeError, *_BROKEN) as problem:
        _damaged(problem)
    return seen


def number(letters: str) -> int:
    """A column's number from its letters: A is 0."""
    out = 0
    for letter in letters:
        out = out * 26 + ord(letter) - 64
    return out - 1


def _part(archive: zipfile.ZipFile, sheet: str) -> str:
    found: dict[str, str] = {}
    targets: dict[str, str] = {}

    def sheets(name: str, held: dict[str, str]) -> None:
        if name.split(":")[-1] == "sheet":
            found[held.get("name", "")] = next((value for key, value in held.items() if key.split(":")[-1] == "id" and key != "sheetId"), "")

    def relations(name: str, held: dict[str, str]) -> None:
        if name.split(":")[-1] == "Relationship":
            targets[held.get("Id", "")] = held.get("Target", "")
    names = set(archive.namelist())
    _xml(_content(archive, "xl/workbook.xml"), sheets)
    if "xl/_rels/workbook.xml.rels" in names:
        _xml(_content(archive, "xl/_rels/workbook.xml.rels"), relations)
    target = targets.get(found.get(sheet, ""), "")
    part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    if part not in names:
        refuse(None, f"工作表“{sheet}”的内容找不到，文件可能已损坏；请重新另存为 .xlsx",
               f"the content of the sheet '{sheet}' is missing; save the file as .xlsx again")
    return part


def _xml(data: bytes, start: Callable[[str, dict[str, str]], None]) -> None:
    try:
        _parser(start).Parse(data, True)
    except (expat.ExpatError, UnicodeError) as problem:
        _damaged(problem)


def _parser(start: Callable[[str, dict[str, str]], None]) -> expat.XMLParserType:
    parser = expat.ParserCreate()

    def entity(*held: Any) -> None:
        refuse(None, "文件里有不能用的内容（DTD）；请重新另存为 .xlsx", "the file holds a DTD, which is not taken; save it as .xlsx again")
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = entity
    parser.EntityDeclHandler = entity
    return parser


def _content(archive: zipfile.ZipFile, part: str) -> bytes:
    try:
        return archive.read(part)
    except _BROKEN as problem:
        _damaged(problem)


def _damaged(problem: Exception) -> NoReturn:
    if isinstance(problem, Refused):
        raise problem
    refuse(None, "文件已损坏，打不开；请重新另存为 .xlsx 再上传", "the file is damaged; save it as .xlsx again and upload that")


def _size(data: bytes, part: zipfile.ZipInfo, room: int) -> int:
    """How large a part really is."""
    header = data[part.header_offset:part.header_offset + 30]
    begin = part.header_offset + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    packed = data[begin:begin + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        return len(packed)
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile(part.filename)
    reader, size = zlib.decompressobj(-15), 0
    while packed and not reader.eof:
        size += len(reader.decompress(packed, SMALL))
        packed = reader.unconsumed_tail
        if size > room:
            _bomb()
    return size


def _bomb() -> None:
    refuse(None, f"文件解压后太大（超过 {MAX_UNPACKED // 1_000_000} MB，或压缩得不正常）；请只留要导入的表，另存后再上传",
           f"the file is too large when unpacked (over {MAX_UNPACKED // 1_000_000} MB, or packed oddly); keep only the sheets to import, save and upload again")
