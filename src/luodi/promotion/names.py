"""Names of firms as they are compared: without what all firms have in their names."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from pypinyin import Style, lazy_pinyin

_TAILS: Final = ("有限责任公司", "股份有限公司", "集团有限公司", "有限公司", "有限合伙", "合伙企业", "总公司", "分公司", "子公司", "集团公司", "公司", "集团",
                 "控股", "股份")
_PLACE: Final = re.compile(r"\A(?:[\u4e00-\u9fff]{2,7}?(?:省|自治区|特别行政区|市|自治州|自治县|地区|区|县|旗))+(?=[\u4e00-\u9fff]{2})")
_ASIDE: Final = re.compile(r"[(\[【〔（].*?[)\]】〕）]")
_MARKS: Final = re.compile(r"[\W_]+")


def plain(name: str) -> str:
    """A firm's name without its place, its legal form, marks and spaces; half-width, in small letters. As it was, where nothing would be left."""
    small = unicodedata.normalize("NFKC", name).lower()
    whole = _MARKS.sub("", small)
    core = _MARKS.sub("", _ASIDE.sub("", small))
    core = _PLACE.sub("", core)
    before = ""
    while before != core:
        before = core
        for tail in _TAILS:
            if core.endswith(tail) and len(core) - len(tail) >= 2:
                core = core.removesuffix(tail)
    return core if len(core) >= 2 else whole


def initials(name: str) -> str:
    """The initials of the pinyin of a name."""
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()
