"""Names of firms as they are compared: two spellings of one firm come out alike, two firms do not."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from luodi.projects import search

LONGEST: Final = 120
"""Characters of a name that are compared; as many as its column holds."""
_HAN: Final = "[\u4e00-\u9fff]"
_FORMS: Final = re.compile(
    r"\((?:集团|控股|筹|筹备|有限合伙|普通合伙|特殊普通合伙|株|주)\)"
    rf"|\({_HAN}{{2,4}}\)"  # the place that a branch of a group has in brackets: (中国), (某市)
    "|股份有限公司|有限责任公司|有限责任|有限公司|股份公司|集团公司|集团|股份|公司|合伙企业|株式会社|有限会社|주식회사|유한회사"
    r"|\b(?:co|ltd|inc|llc|plc|corp|gmbh|limited|company|corporation|incorporated|group)\b\.?")
_PROVINCE: Final = re.compile(rf"^{_HAN}{{2,8}}?(?:省|自治区)(?={_HAN}{{2,4}}市)")
_PLACE: Final = re.compile(rf"^({_HAN}{{2,6}}?)[省市区县]")
"""Firms are registered without these words (某市甲乙 as 某甲乙), people write them. Only the word goes: 甲乙 of one town is not 甲乙 of another."""


def plain(name: str) -> str:
    """What of a name is compared: half-width, small letters, without brackets, spaces, legal forms, and the words for province, city, district, county.

    Never empty for a name with a letter or a figure; made twice it is the same.
    """
    return _settled(_bare(_small(_settled(name)))[:LONGEST])


def initials(name: str) -> str:
    """The initials of the pinyin of what is compared, as the library has them."""
    return search.initials(plain(name))[:LONGEST]


def _settled(name: str) -> str:
    """A name from which nothing more can be taken."""
    while (shorter := _plainer(name)) and shorter != name:
        name = shorter
    return name


def _plainer(name: str) -> str:
    """A step towards the plain name; empty where nothing would be left."""
    small = _small(name)[:LONGEST]
    return _PLACE.sub(r"\1", _PROVINCE.sub("", _bare(_FORMS.sub(" ", small))))


def _small(name: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).lower())


def _bare(name: str) -> str:
    """Letters and figures alone."""
    return "".join(one for one in name if one.isalnum())
