"""A letter -> Word: what is sent or filed as it is, without a cover and contents. Plain data in, a document out.

It looks as official papers do (党政机关公文格式, GB/T 9704-2012): the faces of title, headings and words. Words are a size smaller and margins narrower, since
a letter holds tables; it has no red head, which only who issues a paper may give it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from luodi.engine.drawing.text import clean
from luodi.handbook.model import Table
from luodi.handbook.speech import Speech
from luodi.handbook.word import MARGIN, PAPER, PRINTED, styled, write_field, write_table

LATIN: Final = "Times New Roman"
SONG, FANG, HEI, KAI = "宋体", "仿宋", "黑体", "楷体"
INK, QUIET = RGBColor(0, 0, 0), RGBColor(0x59, 0x59, 0x59)
TOP, BOTTOM, LABEL = Mm(33), Mm(28), Mm(36)
SHADE: Final = "F2F2F2"
STYLES: Final = (("Normal", FANG, 14, False), ("Heading 1", SONG, 22, True), ("Heading 2", HEI, 14, True), ("Heading 3", KAI, 14, True),
                 ("Caption", HEI, 12, True), ("Small", FANG, 12, False), ("Cell", FANG, 10.5, False), ("Cell Head", HEI, 10.5, True),
                 ("Footer", SONG, 10.5, False))
"""Each style's face, size in points, and whether it is bold."""
SPACED: Final = {"Heading 1": (0, 8, 1.2), "Heading 2": (10, 2, 1.4), "Heading 3": (6, 0, 1.4), "Caption": (8, 4, 1.2), "Small": (0, 6, 1.3),
                 "Cell": (2, 2, 1.2), "Cell Head": (2, 2, 1.2), "Footer": (0, 0, 1.0)}
"""Points before and after, and the space of a line."""


@dataclass(frozen=True)
class Part:
    """A part of a letter: its heading of a level, empty for none, labelled facts, paragraphs below them, and tables."""

    heading: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    words: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    level: int = 2


@dataclass(frozen=True)
class Letter:
    """A letter. `above`: in small letters over the title, such as a number; `signed`: the last lines, at the right; `place`: whose it is."""

    lang: str
    title: str
    place: str
    made_on: date
    parts: tuple[Part, ...]
    above: str = ""
    signed: tuple[str, ...] = ()


def begun(letter: Letter) -> Any:
    """A document with the letter's page, foot, title and the words above it; its parts and signatures are still to be written."""
    document = Document()
    styled(document)
    _official(document)
    made = datetime(letter.made_on.year, letter.made_on.month, letter.made_on.day)
    said = document.core_properties
    said.title, said.author, said.comments = clean(letter.title)[:250], clean(letter.place)[:250], ""
    said.language, said.created, said.modified = "zh-CN" if letter.lang == "zh-Hans" else "en-GB", made, made
    page = document.sections[0]
    page.page_width, page.page_height = PAPER
    page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = MARGIN, MARGIN, TOP, BOTTOM
    _numbered(page, letter)
    document.add_heading(clean(letter.title), 1).alignment = WD_ALIGN_PARAGRAPH.CENTER
    if letter.above:
        document.add_paragraph(clean(letter.above), "Small").alignment = WD_ALIGN_PARAGRAPH.CENTER
    return document


def words_of(document: Any, said: str, lang: str = "zh-Hans") -> Any:
    """A paragraph as papers have it: in Chinese and Japanese its first line stands in by two letters."""
    paragraph = document.add_paragraph(clean(said))
    if lang in ("zh-Hans", "ja"):
        paragraph.paragraph_format.first_line_indent = paragraph.style.font.size * 2
    return paragraph


def apart(words: str) -> str:
    """Words that Word can carry, their lines apart."""
    return "\n".join(clean(line) for line in words.split("\n"))


def saved(document: Any) -> bytes:
    """A document as .docx."""
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def write(letter: Letter) -> bytes:
    """The letter as .docx."""
    document = begun(letter)
    for part in letter.parts:
        if part.heading:
            document.add_heading(clean(part.heading), part.level)
        if part.pairs:
            _pairs(document, part.pairs)
        for words in part.words:
            words_of(document, words, letter.lang)
        for table in part.tables:
            if table.caption and table.caption != part.heading:
                document.add_paragraph(clean(table.caption), "Caption")
            write_table(document, table)
            _ruled(document.tables[-1])
            if table.note:
                document.add_paragraph(clean(table.note), "Small")
    for number, line in enumerate(letter.signed):
        paragraph = document.add_paragraph(clean(line))
        paragraph.alignment, paragraph.paragraph_format.right_indent = WD_ALIGN_PARAGRAPH.RIGHT, Mm(10)
        paragraph.paragraph_format.space_before = Pt(0 if number else 28)
        paragraph.paragraph_format.keep_with_next = number + 1 < len(letter.signed)
    return saved(document)


def _official(document: Any) -> None:
    """The faces and sizes of official papers, black on white."""
    for name, face, size, bold in STYLES:
        style = document.styles[name]
        style.font.name, style.font.size, style.font.bold, style.font.color.rgb = LATIN, Pt(size), bold, QUIET if name in ("Small", "Footer") else INK
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
        before, after, line = SPACED.get(name, (0, 0, 1.5))
        style.paragraph_format.space_before, style.paragraph_format.space_after, style.paragraph_format.line_spacing = Pt(before), Pt(after), line


def _ruled(table: Any) -> None:
    """A table with black lines on all sides, as forms have them, and its head in grey."""
    for own in ("w:tblBorders", "w:tblCellMar"):
        for found in table._tbl.tblPr.findall(qn(own)):
            table._tbl.tblPr.remove(found)
    for shade in table._tbl.iter(qn("w:shd")):
        shade.set(qn("w:fill"), SHADE)


def _pairs(document: Any, pairs: tuple[tuple[str, str], ...]) -> None:
    """Labelled facts as a form has them: ruled, the labels at the left."""
    table = document.add_table(0, 2, "Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    widths = (LABEL, PRINTED - LABEL)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for name, said in pairs:
        for cell, width, words, style in zip(table.add_row().cells, widths, (name, said), ("Cell Head", "Cell"), strict=True):
            cell.width = width
            cell.paragraphs[0].style = style
            cell.paragraphs[0].add_run(apart(words))
    document.add_paragraph(style="Cell")


def _numbered(page: Any, letter: Letter) -> None:
    say, footer = Speech(letter.lang), page.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.add_run(f"{clean(letter.place)}　　{say('第', 'Page')} ")
    write_field(footer, "PAGE")
    footer.add_run(say(" 页，共 ", " of "))
    write_field(footer, "NUMPAGES")
    footer.add_run(say(" 页", ""))
