"""An agreement, or the comparison of two versions of it, as a Word file: the same words as the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from docx.shared import Pt, RGBColor

from luodi.engine.drawing.text import clean
from luodi.handbook.letter import Letter, begun, saved
from luodi.promotion.wording import Clause, Difference

NUMBERS: Final = "零一二三四五六七八九"
STATES: Final = {"changed": "有改动", "less": "删去", "more": "新增", "same": "没有改动"}
LESS, MORE = RGBColor(0xB0, 0x30, 0x2A), RGBColor(0x1D, 0x4F, 0x91)


def agreement(title: str, about: str, clauses: Sequence[Clause], author: str, made: date) -> bytes:
    """A version with its clauses, numbered as contracts are, and places to sign."""
    document = begun(Letter("zh-Hans", title, author, made, ()))
    document.add_paragraph(clean(about), "Small")
    for number, one in enumerate(clauses, 1):
        document.add_heading(clean(f"第{chinese(number)}条 {one.name}"), 3)
        for line in one.text.split("\n"):
            document.add_paragraph(clean(line))
    for side in ("甲方（盖章）：", "乙方（盖章）："):
        paragraph = document.add_paragraph(side)
        paragraph.paragraph_format.space_before = Pt(36)
        paragraph.paragraph_format.keep_with_next = True
        document.add_paragraph("代表（签字）：　　　　　　　　　　　　　　　　年　　月　　日")
    return saved(document)


def comparison(title: str, about: str, differences: Sequence[Difference], author: str, made: date) -> bytes:
    """What became of each clause: what was taken out struck through and in brackets, what was put in underlined and in brackets of another kind."""
    document = begun(Letter("zh-Hans", title, author, made, ()))
    document.add_paragraph(clean(about))
    document.add_paragraph("删去的字加删除线、放在［］里，新增的字加下划线、放在【】里。", "Small")
    for one in differences:
        document.add_heading(clean(f"{one.name}（{STATES[one.kind]}）"), 3)
        if one.kind == "same":
            continue
        paragraph = document.add_paragraph()
        for piece in one.pieces:
            run = paragraph.add_run(clean({"less": f"［{piece.text}］", "more": f"【{piece.text}】"}.get(piece.kind, piece.text)))
            if piece.kind == "less":
                run.font.strike, run.font.color.rgb = True, LESS
            elif piece.kind == "more":
                run.font.underline, run.font.color.rgb = True, MORE
    return saved(document)


def chinese(number: int) -> str:
    """A number from 1 to 99 as contracts write it."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{NUMBERS[tens]}十"
    return head + (NUMBERS[ones] if ones else "")
