"""The Word document: opens again, is made of real styles, and takes any name as text."""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn

from luodi.handbook import word
from tests.handbook.books import HOSTILE, RARE, book, called

NAME = "low-risk-workshop"


@cache
def made() -> bytes:
    """The document of an example."""
    return word.write(book(NAME))


@cache
def opened() -> Any:
    """The document of an example, read again."""
    return Document(BytesIO(made()))


def part(name: str, document: bytes | None = None) -> str:
    """A part of the package."""
    with ZipFile(BytesIO(document or made())) as package:
        return package.read(name).decode()


@pytest.mark.mechanism("WC-03", "FL-08b", "PD-3b", "FL-14")
def test_every_item_is_a_heading_and_every_paper_is_there() -> None:
    headings = [p.text for p in opened().paragraphs if p.style.name == "Heading 3"]
    assert headings == [f"{card.number} {card.title}" for card in book(NAME).cards]
    cells = {cell.text for table in opened().tables for row in table.rows for cell in row.cells}
    papers = book(NAME).table("papers")
    assert {str(row[papers.column("paper")]) for row in papers.rows} <= cells


def test_chapters_are_headings_of_the_first_two_levels_in_order() -> None:
    found = [(int(p.style.name[-1]), p.text) for p in opened().paragraphs if p.style.name in ("Heading 1", "Heading 2")]
    assert found == [(section.level, section.title) for section in book(NAME).sections]


def test_styles_have_fonts_for_east_asian_letters() -> None:
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3", "Caption", "Cell"):
        fonts = opened().styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == "微软雅黑"
        assert fonts.get(qn("w:asciiTheme")) is None


def test_there_is_a_contents_field_and_pages_are_numbered() -> None:
    assert 'TOC \\o "1-2"' in part("word/document.xml")
    footer = part("word/footer1.xml")
    assert "PAGE" in footer
    assert "NUMPAGES" in footer
    assert 'w:updateFields w:val="true"' in part("word/settings.xml")


def test_heads_of_tables_repeat_and_rows_do_not_split() -> None:
    tables = [table for table in opened().tables if table.style.name == "Table Grid"]
    assert tables
    for table in tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_properties_of_tables_stand_in_the_order_that_word_demands() -> None:
    order = ["tblStyle", "tblW", "jc", "tblBorders", "tblLayout", "tblCellMar", "tblLook"]
    for table in opened().tables:
        found = [child.tag.partition("}")[2] for child in table._tbl.tblPr]
        assert found == [name for name in order if name in found]


def test_drawings_are_pictures_with_words_for_those_who_cannot_see_them() -> None:
    pictures = opened().inline_shapes
    assert len(pictures) == len(book(NAME).drawings)
    for picture, drawing in zip(pictures, book(NAME).drawings, strict=True):
        assert picture._inline.docPr.get("descr") == drawing.alt
        assert picture.width <= 250 * 36000


@pytest.mark.parametrize("name", [HOSTILE[2], HOSTILE[8], HOSTILE[10], HOSTILE[13], RARE[0]])
def test_a_hostile_name_is_text_and_nothing_else(name: str) -> None:
    handbook = called(name)
    document = word.write(handbook)
    read = Document(BytesIO(document))
    assert handbook.title in [p.text for p in read.paragraphs]
    assert not re.search(r"<script|TARGETMODE=.External", part("word/document.xml", document), re.IGNORECASE)
