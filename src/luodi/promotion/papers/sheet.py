"""A short official paper as Word: a title, what it is about in pairs, sections with words and pairs, page numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from luodi.engine.drawing.text import clean
from luodi.handbook.word import INK, LATIN, MARGIN, PAPER, PRINTED, QUIET

TITLE_FACE, BODY_FACE = "方正小标宋简体", "仿宋"
LABEL: Final = Mm(34)


@dataclass(frozen=True)
class Part:
    """A section. `words`: paragraphs, one a line; `pairs`: label and words, one below the other; `level`: of its heading."""

    title: str
    words: str = ""
    pairs: Sequence[tuple[str, str]] = ()
    level: int = 1


@dataclass(frozen=True)
class Sheet:
    """The whole paper. `about`: label and words below the title; `foot`: what stands at the bottom of each page."""

    title: str
    subtitle: str
    about: Sequence[tuple[str, str]]
    parts: Sequence[Part]
    foot: str = ""


def write(sheet: Sheet) -> bytes:
    """The paper as .docx."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = PAPER
    section.left_margin = section.right_margin = MARGIN
    section.top_margin, section.bottom_margin = Mm(28), Mm(24)
    _styles(document)
    _foot(section, sheet.foot)
    document.core_properties.title, document.core_properties.author = clean(sheet.title)[:250], ""
    document.add_paragraph(clean(sheet.title), "Title").alignment = WD_ALIGN_PARAGRAPH.CENTER
    if sheet.subtitle:
        document.add_paragraph(clean(sheet.subtitle), "Subtitle").alignment = WD_ALIGN_PARAGRAPH.CENTER
    _pairs(document, sheet.about)
    for part in sheet.parts:
        document.add_heading(clean(part.title), part.level)
        for line in part.words.splitlines():
            if line.strip():
                document.add_paragraph(clean(line), "Words")
        if part.pairs:
            _pairs(document, part.pairs)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _styles(document: Any) -> None:
    styles = document.styles
    for name, size, before, after, face in (("Normal", 12, 0, 4, BODY_FACE), ("Title", 22, 0, 6, TITLE_FACE), ("Subtitle", 15, 0, 14, BODY_FACE),
                                            ("Heading 1", 14, 16, 6, "黑体"), ("Heading 2", 12, 12, 4, "黑体"), ("Footer", 9, 0, 0, BODY_FACE)):
        style = styles[name]
        _face(style, face)
        style.font.size, style.font.color.rgb, style.font.bold, style.font.italic = Pt(size), INK, False, False
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.keep_with_next = name.startswith("Heading")
    styles["Normal"].paragraph_format.line_spacing = 1.4
    for border in styles["Title"].element.findall(".//" + qn("w:pBdr")):
        border.getparent().remove(border)
    words = styles.add_style("Words", WD_STYLE_TYPE.PARAGRAPH)
    words.base_style = styles["Normal"]
    words.paragraph_format.first_line_indent = Pt(24)


def _face(style: Any, east: str) -> None:
    """Fonts for Latin and for East Asian letters; a style of headings forgets its theme's fonts."""
    style.font.name = LATIN
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    fonts.set(qn("w:eastAsia"), east)


def _pairs(document: Any, pairs: Sequence[tuple[str, str]]) -> None:
    table = document.add_table(0, 2, "Table Grid")
    table.autofit = False
    table.columns[0].width, table.columns[1].width = LABEL, PRINTED - LABEL
    for name, said in pairs:
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width, words, colour in ((row.cells[0], LABEL, name, QUIET), (row.cells[1], PRINTED - LABEL, said, INK)):
            cell.width = width
            lines = [line for line in words.splitlines() if line.strip()] or [""]
            for number, line in enumerate(lines):
                paragraph = cell.paragraphs[0] if not number else cell.add_paragraph()
                paragraph.paragraph_format.space_after = Pt(0)
                paragraph.add_run(clean(line)).font.color.rgb = colour
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _foot(section: Any, words: str) -> None:
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(f"{clean(words)}　— " if words else "— ")
    for kind, code in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.set(qn("xml:space"), "preserve")
            element.text = code
        paragraph.add_run()._r.append(element)
    paragraph.add_run(" —")
