"""The PDF: opens, says everything, has pages, bookmarks and fonts, and takes any name as text."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import pypdfium2
import pytest
from fontTools.ttLib import TTFont

from luodi.engine.mechanism import names
from luodi.engine.promises import examples
from luodi.handbook import pdf
from luodi.handbook.model import Handbook
from tests.handbook.books import HOSTILE, PLACE, RARE, book, called, plan, printed, words


@cache
def pages(name: str = "factory-100mu", region: str = PLACE, lang: str = "zh-Hans") -> list[str]:
    """The text of each page, without blanks."""
    return texts(printed(name, region, lang))


def texts(made: bytes) -> list[str]:
    """The text of each page, without blanks."""
    document = pypdfium2.PdfDocument(made)
    return [bare(document[k].get_textpage().get_text_bounded()) for k in range(len(document))]


def bare(text: str) -> str:
    """Text without blanks, invisible breaks and the marks of a line broken in a word."""
    return re.sub(r"[\s\u200b\u00ad\ufffe\ufffd\x02]", "", text)


@pytest.mark.mechanism("WC-03", "FL-08b", "PD-3b", "FL-14")
@pytest.mark.parametrize(("name", "lang"), [("factory-100mu", "zh-Hans"), ("food-plant", "en")])
def test_every_item_and_every_paper_can_be_read_in_the_pdf(name: str, lang: str) -> None:
    whole = "".join(pages(name, PLACE, lang))
    for card in book(name, PLACE, lang).cards:
        assert bare(card.title) in whole
    table = book(name, PLACE, lang).table("papers")
    missing = [row[table.column("paper")] for row in table.rows if bare(str(row[table.column("paper")]))[:12] not in whole]
    assert not missing


def test_every_page_but_the_cover_says_which_of_how_many_it_is() -> None:
    found = pages()
    assert "页，共" not in found[0]
    for number, page in enumerate(found[1:], 2):
        assert f"第{number}页，共{len(found)}页" in page


def test_bookmarks_lead_to_chapters_stages_and_items() -> None:
    document = pypdfium2.PdfDocument(printed())
    marks = [(mark.level, mark.get_title(), mark.get_dest()) for mark in document.get_toc()]
    titles = [title for _, title, _ in marks]
    for section in book().sections:
        assert section.title in titles
    by_title = {bare(title): dest for _, title, dest in marks}
    for card in book().cards:
        dest = by_title[bare(f"{card.number}{card.title}")]
        assert dest is not None
        assert bare(card.title) in pages()[dest.get_index()]


def test_the_contents_give_the_page_on_which_each_chapter_begins() -> None:
    document = pypdfium2.PdfDocument(printed())
    start = {mark.get_title(): mark.get_dest().get_index() + 1 for mark in document.get_toc()}
    for section in book().sections:
        assert re.search(re.escape(bare(section.title)) + rf"\.*{start[section.title]}(?!\d)", pages()[1])


def test_the_head_of_the_list_of_items_stands_on_each_of_its_pages() -> None:
    document = pypdfium2.PdfDocument(printed())
    start = {mark.get_title(): mark.get_dest().get_index() for mark in document.get_toc()}
    first = next(section.title for section in book().sections if section.id.startswith("stage-"))
    listed = pages()[start["事项清单"]:start[first]]
    assert len(listed) > 1
    assert all("主办单位受理办结" in page for page in listed)


def test_it_is_pdf_a_with_tags_a_title_and_a_language() -> None:
    made = printed()
    assert b"<pdfaid:part>2</pdfaid:part>" in made
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in made
    document = pypdfium2.PdfDocument(made)
    assert document.get_metadata_dict()["Title"] == "招商引资项目审批服务指引手册 · 100 亩装备制造厂房"
    assert document.is_tagged()


def test_the_map_lies_on_a_page_of_its_own_and_pages_are_a4() -> None:
    document = pypdfium2.PdfDocument(printed())
    sizes = {tuple(round(side) for side in sorted(document[k].get_size())) for k in range(len(document))}
    assert sizes == {(595, 842)}
    turned = [k for k in range(len(document)) if document[k].get_size()[0] > document[k].get_size()[1]]
    assert len(turned) == 1
    assert "流程图" in pages()[turned[0]]


def test_the_same_handbook_gives_the_same_bytes() -> None:
    assert pdf.write(book("leased-plant")) == printed("leased-plant")


@pytest.mark.parametrize("name", examples())
def test_the_fonts_of_the_product_have_every_character_of_every_handbook(name: str) -> None:
    assert set(words(book(name))) <= pdf.characters()


def test_the_fonts_of_the_product_have_every_character_of_an_english_handbook() -> None:
    assert set(words(book("food-plant", lang="en"))) <= pdf.characters()


@pytest.mark.parametrize("region", names())
def test_the_fonts_of_the_product_have_every_character_of_every_place(region: str) -> None:
    assert set(words(book("leased-plant", region))) <= pdf.characters()


def test_the_list_of_characters_is_what_the_font_holds() -> None:
    folder = files("luodi.handbook") / "fonts"
    with (folder / "NotoSansCJKsc-Regular.otf").open("rb") as file:
        regular = {chr(c) for c in TTFont(file, lazy=True).getBestCmap()}
    with (folder / "NotoSansCJKsc-Bold.otf").open("rb") as file:
        bold = {chr(c) for c in TTFont(file, lazy=True).getBestCmap()}
    assert pdf.characters() - {"\n", "\u200b"} == regular
    assert bold <= regular
    assert pdf.GETA in regular
    assert "SIL OPEN FONT LICENSE" in (folder / "OFL.txt").read_text(encoding="utf-8")


def test_only_the_fonts_of_the_product_are_in_the_pdf() -> None:
    fonts = set(re.findall(rb"/BaseFont ?/[A-Z]{6}\+([\w-]+)", printed()))
    assert fonts
    assert all(name.startswith(b"NotoSansCJKsc") for name in fonts)


@pytest.mark.parametrize("name", [*HOSTILE[:4], *HOSTILE[8:11], HOSTILE[14]])
def test_a_hostile_name_is_printed_as_it_is_typed(name: str) -> None:
    made: Handbook = called(name)
    found = texts(pdf.write(made))
    assert bare(made.title) in found[0]
    assert bare(made.about)[:60] in found[0]


@pytest.mark.parametrize("name", RARE)
def test_a_character_that_no_font_has_is_shown_as_missing_and_the_rest_is_printed(name: str) -> None:
    made = called(f"甲{name}乙")
    front = texts(pdf.write(made))[0]
    assert "甲" in front
    assert "乙" in front


def test_a_drawing_becomes_a_png() -> None:
    made = pdf.png(book("leased-plant").drawings[0])
    assert made.startswith(b"\x89PNG")


def test_names_of_the_plan_stand_in_the_map_of_the_pdf() -> None:
    document = pypdfium2.PdfDocument(printed())
    start = {mark.get_title(): mark.get_dest().get_index() for mark in document.get_toc()}
    drawn = pages()[start["流程图"]]
    critical = [plan("factory-100mu").items[i].item.title("zh-Hans") for i in plan("factory-100mu").critical_path]
    assert all(bare(title) in drawn for title in critical)
