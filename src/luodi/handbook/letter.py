"""A letter -> Word: what is sent or filed as it is, without a cover and contents. Plain data in, a document out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from luodi.engine.drawing.text import clean
from luodi.handbook.model import Pairs, Table
from luodi.handbook.speech import Speech
from luodi.handbook.word import MARGIN, PAPER, styled, write_field, write_pairs, write_table


@dataclass(frozen=True)
class Part:
    """A part of a letter: its heading of a level, empty for none, labelled facts, paragraphs below them, and tables. `ruled`: with lines between the facts."""

    heading: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    words: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    level: int = 2
    ruled: bool = False


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
    made = datetime(letter.made_on.year, letter.made_on.month, letter.made_on.day)
    said = document.core_properties
    said.title, said.author, said.comments = clean(letter.title)[:250], clean(letter.place)[:250], ""
    said.language, said.created, said.modified = "zh-CN" if letter.lang == "zh-Hans" else "en-GB", made, made
    page = document.sections[0]
    page.page_width, page.page_height = PAPER
    page.left_margin = page.right_margin = MARGIN
    page.top_margin, page.bottom_margin = Mm(26), Mm(22)
    _numbered(page, letter)
    title = document.add_heading(clean(letter.title), 1)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if letter.above:
        document.add_paragraph(clean(letter.above), "Small").alignment = WD_ALIGN_PARAGRAPH.CENTER
    return document


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
            write_pairs(document, Pairs(part.pairs), part.ruled)
        for words in part.words:
            paragraph = document.add_paragraph(clean(words))
            if letter.lang == "zh-Hans":  # Chinese paragraphs begin two characters in
                paragraph.paragraph_format.first_line_indent = 2 * paragraph.style.font.size
        for table in part.tables:
            if table.caption and table.caption != part.heading:
                document.add_paragraph(clean(table.caption), "Caption")
            write_table(document, table)
            if table.note:
                document.add_paragraph(clean(table.note), "Small")
    for line in letter.signed:
        document.add_paragraph(clean(line)).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return saved(document)


def _numbered(page: Any, letter: Letter) -> None:
    say, footer = Speech(letter.lang), page.footer.paragraphs[0]
    footer.add_run(f"{clean(letter.place)}　　{say('第', 'Page')} ")
    write_field(footer, "PAGE")
    footer.add_run(say(" 页，共 ", " of "))
    write_field(footer, "NUMPAGES")
    footer.add_run(say(" 页", ""))
