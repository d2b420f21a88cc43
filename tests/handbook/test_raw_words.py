"""Outputs guard themselves: words that reach them uncleaned are still only words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from docx import Document
from icalendar import Calendar
from python_calamine import CalamineWorkbook

from luodi.handbook import Handbook, excel, ics, pdf, word
from luodi.handbook.model import Drawing
from tests.handbook.books import book

RAW = "=甲\x00\x07\x0b乙\ud800\u202e丙\ufffe"
OUTPUTS: list[tuple[Callable[[Handbook], bytes], Callable[[bytes], Any]]] = [
    (pdf.write, pypdfium2.PdfDocument), (word.write, lambda made: Document(BytesIO(made))),
    (excel.write, lambda made: CalamineWorkbook.from_filelike(BytesIO(made))), (ics.write, Calendar.from_ical)]


def raw() -> Handbook:
    """A handbook whose names were not cleaned."""
    made = book("leased-plant")
    events = tuple(replace(event, title=RAW, note=RAW) for event in made.events)
    return replace(made, title=RAW, about=RAW, answer=RAW, place=RAW, cover=((RAW, RAW),), events=events)


@pytest.mark.parametrize(("write", "opened"), OUTPUTS, ids=["pdf", "docx", "xlsx", "ics"])
def test_uncleaned_words_still_give_a_file_that_opens(write: Callable[[Handbook], bytes], opened: Callable[[bytes], Any]) -> None:
    assert opened(write(raw()))


def test_uncleaned_words_are_no_formula() -> None:
    rows = CalamineWorkbook.from_filelike(BytesIO(excel.write(raw()))).get_sheet_by_index(0).to_python()
    assert str(rows[0][0]).startswith("=甲 乙丙")


def test_a_drawing_with_a_character_that_no_font_has_is_still_printed() -> None:
    made = book("leased-plant")
    strange = [replace(section, blocks=tuple(
        replace(block, svg=block.svg.replace("</text>", "\ue000</text>")) if isinstance(block, Drawing) else block for block in section.blocks))
        for section in made.sections]
    document = pypdfium2.PdfDocument(pdf.write(replace(made, sections=tuple(strange))))
    assert pdf.GETA in "".join(document[k].get_textpage().get_text_bounded() for k in range(len(document)))
