"""Broken tables of projects: every fault in every column that it can be in, in rows and files of every form."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from luodi.projects.intake.shape import SHEET
from tests.frame.sheets import excel
from tests.projects.tables import HEADER, KEYS, row

NUMBERS: Final = ("total_investment_wan", "land_area_mu", "floor_area_m2", "energy_tce")
DAYS: Final = ("since", "target_on")
CHOICES: Final = ("stage", "investor_type", "project_category", "construction_nature", "land_mode", "confidential")
MUST: Final = ("name", "stage", "unit", "total_investment_wan", "investor_type", "project_category")
NOT_A_NUMBER: Final = ("很多", "约5万", "5-8", "5000至8000", "五亿", "-100", "1,2", "12,34", "1.2.3",
                       "5万美元", "100英亩", "1e5", "0x10", "#", "＝", "５２，０", "3 个", "--", "%")
NOT_A_DAY: Final = ("下周", "2026-13-01", "2026-02-30", "2026年", "2026年2月",
                    "3月5日", "05/03/26", "46086", "1899-01-01", "2026-1", "待定", "2026.0.5", "20261340", "明年初")
NOT_A_CHOICE: Final = ("什么", "别的", "1", "?", "无此项", "真的", "TBD", "签 约 吧")
UNSEEN: Final = "a\x07b"


@dataclass(frozen=True)
class Broken:
    """A table with one wrong cell. `at`: where the message must be, `words`: what it must say; `good`: how many other rows there are."""

    name: str
    data: bytes
    file: str
    at: str
    words: str
    good: int


def faults() -> Iterator[tuple[str, str, str]]:
    """Column, what stands in it, and some of the words that say what is wrong."""
    for key in MUST:
        yield key, "", "没有填"
        yield key, "  \u3000 ", "没有填"
    for key in NUMBERS:
        for text in NOT_A_NUMBER:
            yield key, text, ""
        yield key, "9" * 15, ""
    for key in DAYS:
        for text in NOT_A_DAY:
            yield key, text, "2026" if text != "46086" else "2026-03-05"
    for key in CHOICES:
        for text in NOT_A_CHOICE:
            yield key, text, ""
    for text in ("2.9", "5.2", "0.52", "9.99"):
        yield "total_investment_wan", text, f"若是 {text} 亿元，请写 {float(text) * 10000:,.0f}"
    for yuan in ("520000000", "880000000", "1200000000", "99000000"):
        yield "total_investment_wan", yuan, "元，请写"
    yield from _codes()
    yield "since", "2026-11-24", "还没有到"
    yield "since", "2099-01-01", "还没有到"
    for unit, words in (("投资项目科", "请写“行政审批局/投资项目科”"), ("行政审批局/投资项目料", "是不是“行政审批局/投资项目科”"),
                        ("没有的局", "没有单位"), ("行政审批局", "不在它下面"), ("自然资源局", "不在它下面"),
                        ("行政审批局//投资项目科/x", "没有单位"), ("/", "没有单位")):
        yield "unit", unit, words
    for login, words in (("zhoa", "是不是“zhao”"), ("赵员", "没有登录名"), ("zhao员", "请写zhao员的登录名“zhao”"), ("gone", "已停用"),
                         ("nobody-here", "没有登录名")):
        yield "owner", login, words
    yield "name", "海", "项目名称"
    yield "name", "长" * 121, "最多 120 个字"
    yield "enterprise", "某" * 121, "最多 120 个字"
    yield "land_mode", "划拨", "不能以划拨方式"
    yield "total_investment_wan", "0", "总投资是 0"
    for key in KEYS:
        yield key, f"某{UNSEEN}", "看不见的字符"
        yield key, "字" * 2001, "最多 2,000 个"
        for error in ("#REF!", "#N/A", "#DIV/0!"):
            yield key, error, "公式出错"


def _codes() -> Iterator[tuple[str, str, str]]:
    good = row(50)[KEYS.index("uscc")]
    for text, words in ((good[:-1] + ("A" if good[-1] != "A" else "B"), "第 18 位"), (good[:17], "应有 18 位"), (good + "1", "应有 18 位"),
                        ("O" + good[1:], "是不是“0”"),
                        (good[:10] + "I" + good[11:], "第 11 位"), ("中" + good[1:], "第 1 位"), (good[:3] + "X" + good[4:], "行政区划"),
                        (good[:5] + ("1" if good[5] != "1" else "2") + good[6:], "第 18 位")):
        yield "uscc", text, words
    for text, words in (("2603-99010-04-01-000001", "第 2 段"), ("2613-990101-04-01-000001", "第 1 至 4 位"), ("26", "写法不对"), ("无", "写法不对"),
                        ("2603-990101-04-01-00000", "第 5 段"), ("abcd-990101-04-01-000001", "第 1 段"), ("1999-990101-04-01-000001", "第 1 至 4 位")):
        yield "national_code", text, words
    for text, words in (("LD-000000-26-00001-A", ""), ("LD-370211-26", "写法不对"), ("42", "写法不对"), ("XX-370211-26-00042-G", "写法不对"),
                        ("LD-370211-26-00042-H", "校验位")):
        yield "code", text, words


def _rows(key: str, text: str, place: int, many: int) -> list[list[Any]]:
    """Good rows with a wrong one among them."""
    rows = [row(100 + number) for number in range(many)]
    wrong = row(50)
    wrong[KEYS.index(key)] = text
    rows.insert(place, wrong)
    return rows


def _csv(rows: Sequence[Sequence[Any]], code: str = "utf-8-sig") -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([HEADER, *rows])
    return out.getvalue().encode(code, errors="replace")


def _excel(rows: Sequence[Sequence[Any]]) -> bytes:
    return excel([HEADER, *rows], SHEET)


def _lower(rows: Sequence[Sequence[Any]]) -> bytes:
    """The header in the fourth row, below a title."""
    return excel([["即墨区项目清单"], [], ["单位：万元"], HEADER, *rows], SHEET)


def _turned(rows: Sequence[Sequence[Any]]) -> bytes:
    """The columns the other way round."""
    return excel([list(reversed(HEADER)), *(list(reversed(held)) for held in rows)], SHEET)


FORMS: Final[Mapping[str, tuple[Callable[[Sequence[Sequence[Any]]], bytes], str, int, bool]]] = {
    "xlsx": (_excel, "a.xlsx", 2, False), "csv": (_csv, "a.csv", 2, False), "header lower": (_lower, "a.xlsx", 5, False),
    "columns turned": (_turned, "a.xlsx", 2, True)}
"""How a table is made, its name, the row that its first project is in, and whether its columns are the other way round."""


def letter(key: str, turned: bool = False) -> str:
    """Where a column is."""
    place = KEYS.index(key)
    return chr(65 + (len(KEYS) - 1 - place if turned else place))


def broken() -> Iterator[Broken]:
    """Every fault in every form of file, in the first, a middle and the last row by turns."""
    for number, (key, text, words) in enumerate(faults()):
        for form, (make, file, first, turned) in FORMS.items():
            if form == "csv" and UNSEEN in text:
                continue
            many = 3
            place = (number + len(form)) % (many + 1)
            cell = f"{SHEET}!{letter(key, turned)}{first + place}："
            yield Broken(f"{form} {key} {text[:20]!r}", make(_rows(key, text, place, many)), file, cell, words, many)
