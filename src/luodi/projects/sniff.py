"""What a file is, by its bytes. A name only says what somebody calls it; both must agree. No Django."""

from __future__ import annotations

import unicodedata
import zipfile
from pathlib import Path
from typing import Final

from luodi.engine.source import refuse
from luodi.frame.words import shown, unseen

LONGEST: Final = 160
_HEAD: Final = 4096
_OOXML: Final = "application/vnd.openxmlformats-officedocument."
_OFFICE: Final = {"word/": ("docx", f"{_OOXML}wordprocessingml.document"), "xl/": ("xlsx", f"{_OOXML}spreadsheetml.sheet"),
                  "ppt/": ("pptx", f"{_OOXML}presentationml.presentation")}
_SIGNS: Final = (
    (b"%PDF-", ("pdf",), "application/pdf"), (b"\xff\xd8\xff", ("jpg", "jpeg"), "image/jpeg"), (b"\x89PNG\r\n\x1a\n", ("png",), "image/png"),
    (b"GIF87a", ("gif",), "image/gif"), (b"GIF89a", ("gif",), "image/gif"), (b"AC10", ("dwg",), "image/vnd.dwg"))
_RUNS: Final = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")
_MARKUP: Final = ("<!doctype", "<html", "<svg", "<?xml", "<script", "<head", "<body", "<iframe")
_TEXTS: Final = {"txt": "text/plain", "csv": "text/csv"}
_MACROS: Final = ("docm", "xlsm", "pptm", "dotm", "xltm")
TAKEN: Final = ("pdf", "docx", "xlsx", "pptx", "jpg", "jpeg", "png", "gif", "webp", "txt", "csv", "dwg", "zip")
"""Endings of the files that are taken."""
IMAGES: Final = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
INLINE: Final = IMAGES | {"application/pdf", "text/plain", "text/csv"}
"""What a browser may show by itself."""


def kind_of(path: Path, name: str) -> str:
    """The type that the bytes of a file show. Raises Refused for what is not taken, and for a name that says something else."""
    head = _head(path)
    if not head:
        refuse(None, "文件是空的，请重新选择", "the file is empty; choose it again")
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if head.startswith(_RUNS):
        refuse(None, "这是可以运行的程序，不能上传", "this is a program; programs are not taken")
    if ending in _MACROS:
        _macros()
    endings, kind = _seen(path, head)
    if not kind:
        refuse(None, f"认不出这种文件，可以传：{'、'.join(TAKEN)}。旧版 .doc、.xls 请另存为 .docx、.xlsx 或 PDF",
               f"this kind of file is not taken; these are: {', '.join(TAKEN)}. Save an old .doc or .xls as .docx, .xlsx or PDF")
    if ending not in endings:
        refuse(None, f"文件名以“.{shown(ending)}”结尾，内容却是 {'/'.join(endings)}，请核对是不是选错了文件",
               f'the name ends in ".{shown(ending)}", but it holds {"/".join(endings)}; check whether it is the right file')
    return _TEXTS.get(ending, kind) if kind == "text/plain" else kind


def safe_name(name: str) -> str:
    """A name that is one line, leads nowhere and hides nothing; its ending stays."""
    plain = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    plain = " ".join("".join("_" if c in '<>:"|?*' else " " if unseen(c) or unicodedata.category(c) in ("Zl", "Zp") else c for c in plain).split()).rstrip(". ")
    stem, dot, ending = plain.rpartition(".")
    if dot and len(ending) <= 5:
        return f"{stem[:LONGEST - 1 - len(ending)].strip('. ') or '文件'}.{ending}"
    return plain.lstrip(".")[:LONGEST] or "文件"


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD)


def _seen(path: Path, head: bytes) -> tuple[tuple[str, ...], str]:
    """The endings that its bytes go with, and its type; nothing for what is not known."""
    for sign, endings, kind in _SIGNS:
        if head.startswith(sign):
            return endings, kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return ("webp",), "image/webp"
    if head.startswith(b"PK\x03\x04"):
        return _packed(path)
    return (tuple(_TEXTS), "text/plain") if _text(path) else ((), "")


def _packed(path: Path) -> tuple[tuple[str, ...], str]:
    try:
        with zipfile.ZipFile(path) as packed:
            names = packed.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        refuse(None, "文件不完整或坏了，请重新导出再传", "the file is damaged or not whole; export it anew")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        _macros()
    if "[Content_Types].xml" in names:
        for folder, (ending, kind) in _OFFICE.items():
            if any(name.startswith(folder) for name in names):
                return (ending,), kind
    return ("zip",), "application/zip"


def _text(path: Path) -> bool:
    """Whether it is text, and no page of a browser. Raises Refused for one."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            while piece := file.read(1 << 16):
                if "\0" in piece:
                    return False
    except UnicodeDecodeError:
        return False
    if _head(path).decode("utf-8-sig", errors="ignore").lstrip().lower().startswith(_MARKUP):
        refuse(None, "网页和 SVG 里可以藏程序，不能上传，请转成 PDF 或图片", "web pages and SVG may hold programs; send a PDF or a picture")
    return True


def _macros() -> None:
    refuse(None, "文件里有宏，不能上传，请另存为不带宏的格式（.docx、.xlsx、.pptx）", "the file holds macros; save it without them (.docx, .xlsx, .pptx)")
