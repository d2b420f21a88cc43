"""Amounts as people type them, and those that were surely meant in another unit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Final

from luodi.engine.source import Said, refuse
from luodi.frame.words import shown

_ONE: Final = Decimal(1)
_WAN: Final = Decimal(10_000)
_NUMBER: Final = re.compile(r"(-?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?([^0-9.,]*[23]?)\Z")
_SIGNS: Final = "¥"
LONGEST: Final = 40


@dataclass(frozen=True)
class Measure:
    """What a column counts in. `units`: how many of it are in one of what may be written behind a number."""

    unit: str
    en: str
    units: Mapping[str, Decimal]


@dataclass(frozen=True)
class Amount:
    """A number in the column's unit. `sure`: whether its unit was written, so that nobody needs to guess."""

    value: Decimal
    sure: bool

    @property
    def text(self) -> str:
        """As a fact keeps it."""
        return format(self.value.normalize(), "f")


MONEY: Final = Measure("万元", "10,000 yuan", {
    "元": _ONE / _WAN, "万": _ONE, "万元": _ONE, "万元人民币": _ONE, "百万": Decimal(100), "百万元": Decimal(100), "千万": Decimal(1000),
    "千万元": Decimal(1000), "亿": _WAN, "亿元": _WAN, "亿元人民币": _WAN})
LAND: Final = Measure("亩", "mu", {"亩": _ONE, "公顷": Decimal(15), "ha": Decimal(15), **dict.fromkeys(("m2", "平方米", "平米", "平方"), Decimal("0.0015"))})
FLOOR: Final = Measure("㎡", "m²", dict.fromkeys(("m2", "平方米", "平米", "平方", "平"), _ONE)
                       | dict.fromkeys(("万m2", "万平方米", "万平米", "万平方", "万平", "公顷"), _WAN))
ENERGY: Final = Measure("吨标准煤", "tce", dict.fromkeys(("吨标准煤", "吨标煤", "吨", "tce", "t"), _ONE)
                        | dict.fromkeys(("万吨标准煤", "万吨标煤", "万吨"), _WAN))
SMALL: Final = Decimal(10)
"""An investment below, in 万元, is taken only with its unit: so little is no project."""
LARGE: Final = Decimal(10_000_000)
"""An investment above, in 万元, is taken only with its unit: 1000 亿元 is hardly ever one project."""
FAR: Final = 1000
"""How many times more or less than the others is too far."""
ENOUGH: Final = 4
"""How many amounts a table must have before one of them is compared with the others."""


def amount(text: str, measure: Measure) -> Amount:
    """What somebody typed: full-width digits, thousands separators, a unit behind it. Raises Refused with what would be right."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).strip(_SIGNS).lower()
    found = _NUMBER.match(plain) if len(plain) <= LONGEST else None
    if not found:
        if re.match(r"[0-9]+,[0-9]+", plain):
            refuse(None, f"“{shown(text)}”里逗号的位置不对；小数用点，千位才用逗号，例如 52,000.5", f"'{shown(text)}': the comma is misplaced; write 52,000.5")
        if re.match(r"[0-9.,]+[^0-9.,]*[-~至到][0-9]", plain):
            refuse(None, f"“{shown(text)}”是一个范围，请只写一个数", f"'{shown(text)}' is a range; write one number")
        refuse(None, f"“{shown(text)}”不是数，请只写数字，单位是{measure.unit}，例如 52000",
               f"'{shown(text)}' is no number; write digits only, in {measure.en}, such as 52000")
    sign, whole, rest, unit = found.groups()
    if unit and unit not in measure.units:
        refuse(None, f"单位“{shown(unit)}”不认识，这里是{measure.unit}；可以写：{'、'.join(measure.units)}",
               f"the unit '{shown(unit)}' is not known; this column is in {measure.en}")
    if sign and Decimal(whole.replace(",", "") + (rest or "")):
        refuse(None, f"“{shown(text)}”是负数，请写 0 或正数", f"'{shown(text)}' is negative; write 0 or more")
    return Amount(Decimal(whole.replace(",", "") + (rest or "")) * measure.units.get(unit, _ONE), bool(unit))


def told(value: Decimal) -> str:
    """An investment in 万元 as people say it."""
    return f"{_short(value / _WAN)}亿元" if value >= _WAN else f"{_short(value)}万元"


def doubt(value: Decimal, usual: Decimal | None) -> Said | None:
    """Why an investment that was written without its unit is surely not in 万元, and what would be right; None for one that may well be.

    `usual`: what others, or the same project before, have; None when nobody can say.
    """
    if not value:
        return Said("总投资是 0；请填总投资，还没有谈定的写预计数", "the investment is 0; write it, or what is expected")
    if value > LARGE or (usual and value > usual * FAR):
        meant = value / _WAN
        return Said(f"按万元算是 {told(value)}{_against(usual)}，太大；若是 {_short(value)} 元，请写 {_short(meant)}；确实是这么多，请写“{told(value)}”",
                    f"that would be {_short(value)} times 10,000 yuan, which is too much; if yuan are meant, write {_short(meant)}; "
                    f"if it is right, write '{told(value)}'")
    if 0 < value < SMALL or (usual and 0 < value * FAR < usual):
        meant = value * _WAN
        return Said(f"按万元算只有 {_short(value)} 万元{_against(usual)}，太小；若是 {_short(value)} 亿元，请写 {_short(meant)}；"
                    f"确实只有这么多，请写“{_short(value)}万元”",
                    f"that would be only {_short(value)} times 10,000 yuan, which is too little; if {_short(value)} times 100 million is meant, "
                    f"write {_short(meant)}; if it is right, write '{_short(value)}万元'")
    return None


def usual(values: Sequence[Decimal]) -> Decimal | None:
    """What the amounts of a table are like; None when they are too few to say."""
    there = [value for value in values if value > 0]
    return median(there) if len(there) >= ENOUGH else None


def _short(value: Decimal) -> str:
    return format(value.normalize(), ",f")


def _against(usual: Decimal | None) -> str:
    return f"（一般是 {told(usual)}左右）" if usual else ""
