"""Handbook -> Word: a document to edit, with real styles, a contents field, page numbers and repeated table heads."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from luodi.engine.drawing.text import clean
from luodi.handbook import pdf
from luodi.handbook.model import Block, Card, Cell, Column, Drawing, Figure, Handbook, Pairs, Paragraph, Table
from luodi.handbook.speech import Speech

LATIN, EAST_ASIAN = "Calibri", "微软雅黑"
INK, QUIET, BLUE, SEAL = RGBColor(0x17, 0x21, 0x2E), RGBColor(0x5F, 0x6B, 0x79), RGBColor(0x1D, 0x4F, 0x91), RGBColor(0xB0, 0x30, 0x2A)
PAPER, MARGIN, WIDE_MARGIN = (Mm(210), Mm(297)), Mm(22), Mm(16)
PRINTED = Mm(166)
HEAD_FILL, GROUP_FILL, FIGURE_FILL = "E3EBF5", "F5F7FA", "EEF3F9"
TICK = "☐"
_AFTER_UPDATE = {qn(f"w:{name}") for name in ("hdrShapeDefaults", "footnotePr", "endnotePr", "compat", "docVars", "rsids")} | {qn("m:mathPr")}
"""What follows the order to fill in fields: Word wants its settings in the order of the standard."""


def write(handbook: Handbook) -> bytes:
    """The handbook as .docx. The contents field and page numbers fill in when the document is opened and printed."""
    document = Document()
    styled(document)
    _properties(document, handbook)
    first = document.sections[0]
    first.page_width, first.page_height = PAPER
    first.left_margin = first.right_margin = MARGIN
    first.top_margin, first.bottom_margin = Mm(26), Mm(22)
    first.different_first_page_header_footer = True
    say = Speech(handbook.lang)
    _running(first, handbook, say)
    _cover(document, handbook)
    _contents(document, say)
    for section in handbook.sections:
        on_its_side = any(isinstance(block, Drawing) and not block.upright for block in section.blocks) and section.id == "map"
        if on_its_side:
            _turn(document, True)
        heading = document.add_heading(clean(section.title), section.level)
        heading.paragraph_format.page_break_before = section.level == 1 and section.id in ("answer", "items", "papers", "days", "contacts", "law")
        for block in section.blocks:
            _block(document, block, say, section.title, Mm(250) if on_its_side else PRINTED)
        if on_its_side:
            _turn(document, False)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def styled(document: Any) -> None:
    """The document's own styles: one family of type, headings 1 to 3, table words, small words, captions."""
    styles = document.styles
    for name in ("Normal", "Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "Caption", "Header", "Footer"):
        _face(styles[name])
    for name, size, colour, before, after in (("Normal", 10.5, INK, 0, 6), ("Title", 26, INK, 120, 10), ("Subtitle", 16, BLUE, 6, 8),
        ("Heading 1", 18, INK, 18, 10),
                                              ("Heading 2", 14, BLUE, 14, 6), ("Heading 3", 11.5, INK, 14, 3), ("Caption", 10.5, INK, 10, 4),
                                                  ("Header", 8, QUIET, 0, 0),
                                              ("Footer", 8, QUIET, 0, 0)):
        style = styles[name]
        style.font.size, style.font.color.rgb, style.font.italic = Pt(size), colour, False
        style.font.bold = name in ("Title", "Subtitle", "Caption") or name.startswith("Heading")
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.keep_with_next = name == "Caption" or name.startswith("Heading")
    styles["Normal"].paragraph_format.line_spacing = 1.35
    for spoken in document.styles.element.findall(f".//{qn('w:docDefaults')}//{qn('w:lang')}"):
        spoken.set(qn("w:eastAsia"), "zh-CN")
    for border in styles["Title"].element.findall(".//" + qn("w:pBdr")):
        border.getparent().remove(border)
    for name, size, colour in (("Lead", 13, INK), ("Small", 8, QUIET), ("Cell", 9, INK), ("Cell Head", 9, INK), ("Key line", 10, BLUE)):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        _face(style)
        style.font.size, style.font.color.rgb, style.font.bold = Pt(size), colour, name in ("Cell Head", "Key line")
        style.paragraph_format.space_after = Pt(0 if name.startswith("Cell") else 5)
        style.paragraph_format.line_spacing = 1.15 if name.startswith("Cell") else 1.3
    styles["Key line"].paragraph_format.keep_with_next = True


def _face(style: Any) -> None:
    """Fonts for Latin and for East Asian letters; a style of headings forgets its theme's fonts."""
    style.font.name = LATIN
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    fonts.set(qn("w:eastAsia"), EAST_ASIAN)


def _properties(document: Any, handbook: Handbook) -> None:
    made = datetime(handbook.made_on.year, handbook.made_on.month, handbook.made_on.day)
    said = document.core_properties
    said.title, said.subject, said.author = clean(f"{handbook.name} · {handbook.title}")[:250], clean(handbook.place), clean(handbook.place)
    said.version, said.language, said.comments = handbook.version, "zh-CN" if handbook.lang == "zh-Hans" else "en-GB", ""
    said.created = said.modified = made
    update = OxmlElement("w:updateFields")
    update.set(qn("w:val"), "true")
    settings = document.settings.element
    after = next((child for child in settings if child.tag in _AFTER_UPDATE), None)
    if after is None:
        settings.append(update)
    else:
        after.addprevious(update)


def write_field(paragraph: Any, code: str, shown: str = "1") -> None:
    """A field that the word processor fills in."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("text", shown), ("end", "")):
        run = paragraph.add_run()
        if kind == "text":
            run.text = text
            continue
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.set(qn("xml:space"), "preserve")
            element.text = text
        run._r.append(element)


def _running(section: Any, handbook: Handbook, say: Speech) -> None:
    """The header and footer of every page but the cover."""
    section.header.paragraphs[0].text = clean(f"{handbook.name} · {handbook.place}")
    footer = section.footer.paragraphs[0]
    footer.add_run(f"{say('版本', 'Version')} {handbook.version}　　{say('第', 'Page')} ")
    write_field(footer, "PAGE")
    footer.add_run(say(" 页，共 ", " of "))
    write_field(footer, "NUMPAGES")
    footer.add_run(say(" 页", ""))


def _cover(document: Any, handbook: Handbook) -> None:
    document.add_paragraph(clean(handbook.place), "Lead")
    document.add_paragraph(clean(handbook.name), "Title")
    document.add_paragraph(clean(handbook.title), "Subtitle")
    if handbook.about:
        document.add_paragraph(clean(handbook.about))
    document.add_paragraph(clean(handbook.answer), "Lead").paragraph_format.space_before = Pt(18)
    _figures(document, handbook.figures)
    document.add_paragraph().paragraph_format.space_after = Pt(60)
    _pairs(document, Pairs(handbook.cover))


def _figures(document: Any, figures: tuple[Figure, ...]) -> None:
    table = document.add_table(1, len(figures))
    for cell, figure in zip(table.rows[0].cells, figures, strict=True):
        _fill(cell, FIGURE_FILL)
        _write(cell.paragraphs[0], figure.label, "Small")
        number = cell.add_paragraph(style="Cell")
        run = number.add_run(figure.value)
        run.font.size, run.font.bold, run.font.color.rgb = Pt(20), True, BLUE
        number.add_run(f" {figure.unit}")
        cell.add_paragraph(clean(figure.note), "Small")


def _contents(document: Any, say: Speech) -> None:
    title = document.add_paragraph(say("目录", "Contents"), "Lead")
    title.paragraph_format.page_break_before = True
    write_field(document.add_paragraph(), 'TOC \\o "1-2" \\h \\z \\u', say("打开后按 F9 更新目录", "press F9 to fill in the contents"))


def _turn(document: Any, on_its_side: bool) -> None:
    """Begin a page on its side, or upright again."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE if on_its_side else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (PAPER[1], PAPER[0]) if on_its_side else PAPER
    section.left_margin = section.right_margin = WIDE_MARGIN if on_its_side else MARGIN
    section.different_first_page_header_footer = False


def _block(document: Any, block: Block, say: Speech, under: str, width: int) -> None:
    if isinstance(block, Paragraph):
        document.add_paragraph(clean(block.words), {"body": "Normal", "lead": "Lead", "note": "Small"}[block.kind])
    elif isinstance(block, Pairs):
        _pairs(document, block)
    elif isinstance(block, Table):
        if block.caption != under:
            document.add_paragraph(clean(block.caption), "Caption")
        write_table(document, block)
        if block.note:
            document.add_paragraph(clean(block.note), "Small")
    elif isinstance(block, Drawing):
        _drawing(document, block, width)
    else:
        _card(document, block, say)


def _drawing(document: Any, drawing: Drawing, width: int) -> None:
    picture = document.add_picture(BytesIO(pdf.png(drawing)), width=width)
    most = Mm(140) if width > PRINTED else Mm(215)
    if picture.height > most:
        picture.width, picture.height = int(picture.width * most / picture.height), most
    told = picture._inline.docPr
    told.set("descr", clean(drawing.alt))
    told.set("title", clean(drawing.caption))
    document.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph(clean(drawing.caption), "Small").alignment = WD_ALIGN_PARAGRAPH.CENTER


def _card(document: Any, card: Card, say: Speech) -> None:
    document.add_heading(clean(f"{card.number} {card.title}"), 3)
    line = document.add_paragraph(clean(card.when), "Key line")
    for words, colour in ((say("关键", "critical") if card.critical else "", SEAL), (say.join(card.marks), QUIET)):
        if words:
            run = line.add_run(f"　[{clean(words)}]")
            run.font.color.rgb, run.font.size = colour, Pt(8.5)
    laws = tuple((say("依据", "Legal basis") if not k else "", f"{x.name}　{x.excerpt}{say.aside(x.confidence)}") for k, x in enumerate(card.laws))
    _pairs(document, Pairs(((say("主办", "Decided by"), card.who), *card.pairs, *laws)))
    if card.papers:
        write_table(document, card.papers)


def _pairs(document: Any, pairs: Pairs) -> None:
    table = document.add_table(0, 2)
    table.autofit = False
    table.columns[0].width, table.columns[1].width = Mm(32), PRINTED - Mm(32)
    for name, said in pairs.rows:
        cells = table.add_row().cells
        cells[0].width, cells[1].width = Mm(32), PRINTED - Mm(32)
        _write(cells[0].paragraphs[0], name, "Cell", QUIET)
        _write(cells[1].paragraphs[0], said, "Cell")
        _whole(table.rows[-1])
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def write_table(document: Any, table: Table) -> None:
    """A table with the document's own table style; its head repeats, its rows do not split."""
    columns = [table.columns[k] for k in table.printed]
    made = document.add_table(1, len(columns), "Table Grid")
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _thin(made)
    shares = sum(c.share for c in columns)
    widths = [int(PRINTED * c.share / shares) for c in columns]
    for grid, width in zip(made.columns, widths, strict=True):
        grid.width = width
    head = made.rows[0]
    for cell, column, width in zip(head.cells, columns, widths, strict=True):
        cell.width = width
        _fill(cell, HEAD_FILL)
        _write(cell.paragraphs[0], column.title, "Cell Head")
        if column.kind in ("number", "tick"):
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    _whole(head)
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    head._tr.get_or_add_trPr().append(repeat)
    for name, rows in table.grouped():
        if name:
            group = made.add_row()
            cell = group.cells[0].merge(group.cells[-1])
            _fill(cell, GROUP_FILL)
            _write(cell.paragraphs[0], name, "Cell Head", BLUE)
            cell.paragraphs[0].paragraph_format.keep_with_next = True
            _whole(group)
        for row in rows:
            added = made.add_row()
            for cell, column, width, value in zip(added.cells, columns, widths, (row[k] for k in table.printed), strict=True):
                cell.width = width
                paragraph = cell.paragraphs[0]
                _write(paragraph, _shown(column, value), "Cell")
                if column.kind in ("number", "tick"):
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            _whole(added)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _shown(column: Column, value: Cell) -> str:
    if column.kind == "tick":
        return TICK
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def _write(paragraph: Any, words: str, style: str, colour: RGBColor | None = None) -> None:
    paragraph._p.style = style.replace(" ", "")  # by its id: by its name, each time the whole list of styles is searched
    run = paragraph.add_run("\n".join(clean(line) for line in words.split("\n")))
    if colour is not None:
        run.font.color.rgb = colour


def _whole(row: Any) -> None:
    """A row that stays on one page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _fill(cell: Any, colour: str) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:color"), "auto")
    shade.set(qn("w:fill"), colour)
    cell._tc.get_or_add_tcPr().append(shade)


def _thin(table: Any) -> None:
    """Thin lines between rows only, and narrow cells, so that a date stays on one line."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        edge = OxmlElement(f"w:{side}")
        level = side in ("top", "bottom", "insideH")
        edge.set(qn("w:val"), "single" if level else "nil")
        if level:
            edge.set(qn("w:sz"), "4")
            edge.set(qn("w:color"), "C9D2DC")
        borders.append(edge)
    layout = table._tbl.tblPr.find(qn("w:tblLayout"))
    layout.addprevious(borders)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "45")  # twentieths of a point: 0.8 mm
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    layout.addnext(margins)
