"""An agreement, or the comparison of two versions of it, as a Word file: the same words as the page, looking as contracts do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt, RGBColor

from luodi.engine.drawing.text import clean
from luodi.handbook.letter import Letter, apart, begun, saved, words_of
from luodi.promotion.wording import Clause, Difference

NUMBERS: Final = "零一二三四五六七八九"
STATES: Final = {"changed": "有改动", "less": "删去", "more": "新增", "same": "没有改动"}
LESS, MORE = RGBColor(0xB0, 0x30, 0x2A), RGBColor(0x1D, 0x4F, 0x91)
SIZE: Final = Pt(12)
SIDES: Final = ("甲方（盖章）：", "乙方（盖章）：")
BELOW: Final = ("法定代表人或授权代表", "（签字）：", "　　　　年　　月　　日")
"""What stands below the seal of each side, line by line."""


def agreement(title: str, about: str, clauses: Sequence[Clause], author: str, made: date) -> bytes:
    """A version with its clauses, numbered as contracts are, and side by side where both sides seal and sign."""
    document = begun(Letter("zh-Hans", title, author, made, (), about))
    for name in ("Normal", "Heading 2"):
        document.styles[name].font.size = SIZE
    for number, one in enumerate(clauses, 1):
        document.add_heading(clean(f"第{chinese(number)}条 {one.name}"), 2)
        for line in one.text.split("\n"):
            words_of(document, line)
    _seals(document)
    return saved(document)


def comparison(title: str, about: str, differences: Sequence[Difference], author: str, made: date) -> bytes:
    """What became of each clause: what was taken out struck through and in brackets, what was put in underlined and in brackets of another kind."""
    document = begun(Letter("zh-Hans", title, author, made, (), about))
    document.add_paragraph("删去的字加删除线、放在［］里，新增的字加下划线、放在【】里。", "Small").alignment = WD_ALIGN_PARAGRAPH.CENTER
    same = [one.name for one in differences if one.kind == "same"]
    for one in differences:
        if one.kind == "same":
            continue
        document.add_heading(clean(f"{one.name}（{STATES[one.kind]}）"), 2)
        paragraph = words_of(document, "")
        for piece in one.pieces:
            run = paragraph.add_run(apart({"less": f"［{piece.text}］", "more": f"【{piece.text}】"}.get(piece.kind, piece.text)))
            if piece.kind == "less":
                run.font.strike, run.font.color.rgb = True, LESS
            elif piece.kind == "more":
                run.font.underline, run.font.color.rgb = True, MORE
    if same:
        document.add_heading(STATES["same"], 2)
        words_of(document, "、".join(same) + "。")
    return saved(document)


def chinese(number: int) -> str:
    """A number from 1 to 99 as contracts write it."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{NUMBERS[tens]}十"
    return head + (NUMBERS[ones] if ones else "")


def _seals(document: Any) -> None:
    """Where both sides seal and sign: it stays on one page, with the last words of the agreement before it."""
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    table = document.add_table(1, len(SIDES))
    table.autofit = False
    for cell, side in zip(table.rows[0].cells, SIDES, strict=True):
        cell.width = Mm(83)
        cell.paragraphs[0].add_run(side)
        cell.paragraphs[0].paragraph_format.space_before, cell.paragraphs[0].paragraph_format.space_after = Pt(32), Pt(44)
        for line in BELOW:
            cell.add_paragraph(line)
        for paragraph in cell.paragraphs[:-1]:
            paragraph.paragraph_format.keep_with_next = True
