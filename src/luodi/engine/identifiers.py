"""Codes that name an enterprise or a project: their shape, and their check characters where these are published.

Every reader takes what people really type (lower case, full-width characters, stray spaces, long dashes) and gives
back the code as it should be stored. A code that cannot be right is refused with the position that is wrong.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal, NoReturn

from luodi.engine.source import Said, refuse

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of GB 32100-2015: digits and capitals without I, O, S, V, Z."""

_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_LOOKS_LIKE = {"I": "1", "O": "0", "S": "5", "V": "U", "Z": "2"}
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_LONGEST = 100

_NATIONAL = re.compile(r"([0-9]{4})-?([0-9]{6})-?([0-9A-Z]{2})-?([0-9A-Z]{2})-?([0-9A-Z]{6})")
_NATIONAL_PARTS = ((4, Said("时间", "time")), (6, Said("地区", "region")), (2, Said("部门", "department")),
                   (2, Said("类型", "type")), (6, Said("流水", "serial")))
_OWN = re.compile(rf"LD-([0-9]{{6}})-([0-9]{{2}})-([0-9]{{5}})-([{ALPHABET}])")
_OWN_BARE = re.compile(rf"LD([0-9]{{6}})([0-9]{{2}})([0-9]{{5}})([{ALPHABET}])")
_REGION = re.compile(r"[0-9]{6}")


def _typed(text: str, what: Said) -> str:
    """`text` in half-width capitals without white space or invisible characters."""
    if len(text) > _LONGEST:
        refuse(None, f"{what.zh}：填了 {len(text)} 个字符，太长", f"{what.en}: {len(text)} characters are too many")
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES).upper()
    return "".join(c for c in plain if not c.isspace() and unicodedata.category(c) != "Cf")


def _check_31(body: str) -> str:
    """The check character of `body`: weights 3^(i-1) modulo 31 (GB 32100-2015).

    31 is prime and 3 is a primitive root of it, so in a body of up to 30 characters one wrong character and two
    swapped neighbours always show.
    """
    total = sum(_VALUE[character] * pow(3, index, 31) for index, character in enumerate(body))
    return ALPHABET[-total % 31]


# Unified social credit code ------------------------------------------------------------------------------------------

_USCC = Said("统一社会信用代码", "unified social credit code")


@dataclass(frozen=True)
class UsccResult:
    """A unified social credit code that has the right shape, and what is doubtful about it."""

    code: str
    warnings: tuple[Said, ...] = ()

    @property
    def sure(self) -> bool:
        """Whether both check characters agree."""
        return not self.warnings

    @property
    def region(self) -> str:
        """The six digits of the registering authority's region (GB/T 2260)."""
        return self.code[2:8]

    @property
    def organisation(self) -> str:
        """The organisation code inside (GB 11714), nine characters."""
        return self.code[8:17]


def organisation_check(first8: str) -> str:
    """The ninth character of an organisation code (GB 11714): weights 3 7 9 10 5 8 4 2, modulo 11, ten is X."""
    rest = 11 - sum(int(c, 36) * w for c, w in zip(first8, _ORGANISATION_WEIGHTS, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def check_uscc(text: str) -> UsccResult:
    """Check a unified social credit code (GB 32100-2015).

    A wrong length or character is refused, with its position. A wrong check character is only a warning: codes given
    out in the early pilots (Fujian's 91350…M among them) do not satisfy the check and are in lawful use.
    """
    code = _typed(text, _USCC)
    _must_spell(code, 18)
    warnings = []
    if (right := _check_31(code[:17])) != code[17]:
        warnings.append(Said(
            f"统一社会信用代码第 18 位是“{code[17]}”，按 GB 32100 应为“{right}”；"
            "请与营业执照核对（早期试点代码可以不符）",
            f'unified social credit code: character 18 is "{code[17]}", by GB 32100 it would be "{right}"; '
            "compare with the licence (early pilot codes may differ)"))
    if (right := organisation_check(code[8:16])) != code[16]:
        warnings.append(Said(
            f"统一社会信用代码第 17 位是“{code[16]}”，按 GB 11714 应为“{right}”；请与营业执照核对",
            f'unified social credit code: character 17 is "{code[16]}", by GB 11714 it would be "{right}"; '
            "compare with the licence"))
    return UsccResult(code, tuple(warnings))


def uscc_with_check(first17: str) -> str:
    """The whole code for its first 17 characters, or for the first 16 with both check characters worked out.

    For fictitious codes in examples and tests. Raises Refused as `check_uscc` does.
    """
    body = _typed(first17, _USCC)
    if len(body) == 16:
        _must_spell(body, 16)
        body += organisation_check(body[8:16])
    _must_spell(body, 17)
    return body + _check_31(body)


def _must_spell(code: str, length: int) -> None:
    for position, character in enumerate(code[:length], 1):
        if character not in _VALUE:
            like = _LOOKS_LIKE.get(character)
            zh = f"，代码里没有字母 I、O、S、V、Z，是不是“{like}”？" if like else "，只能用数字和大写字母"
            en = f'; the code never uses I, O, S, V, Z: did you mean "{like}"?' if like else "; use digits and capitals"
            refuse(None, f"统一社会信用代码第 {position} 位“{character}”不对{zh}",
                   f'unified social credit code: character {position} "{character}" is wrong{en}')
        if 3 <= position <= 8 and not character.isdigit():
            refuse(None, f"统一社会信用代码第 {position} 位“{character}”不对，第 3 至 8 位是行政区划，只能是数字",
                   f'unified social credit code: character {position} "{character}" is wrong; '
                   "3 to 8 are the region, digits only")
    if len(code) != length:
        zh = f"第 {len(code) + 1} 位起缺" if len(code) < length else f"第 {length + 1} 位起多"
        en = f"missing from {len(code) + 1} on" if len(code) < length else f"too many from {length + 1} on"
        refuse(None, f"统一社会信用代码应有 {length} 位，这里有 {len(code)} 位（{zh}）",
               f"unified social credit code: must have {length} characters, not {len(code)} ({en})")


# National project code -----------------------------------------------------------------------------------------------

_PROJECT = Said("投资项目统一代码", "national project code")


@dataclass(frozen=True)
class ProjectCodeResult:
    """A national project code of the right shape. Nobody can say more: its check character is not published."""

    code: str
    form: Literal["2020", "2015"]
    """"2020": month of two-digit year first (GB/T 40058-2021); "2015": four-digit year first."""
    year: int
    month: int | None
    region: str
    warnings: tuple[Said, ...]
    verified: Literal[False] = False


def check_national_project_code(text: str) -> ProjectCodeResult:
    """Check the shape of a national investment project code: 24 characters in parts of 4-6-2-2-6.

    Two forms are in use: month of the year first (`2103-370211-04-01-123456`, from November 2020) and year first
    (`2018-370211-47-03-012345`, 2015 to 2020). The rule of the last character is not published, so it is never
    verified and the result says so. The lengths of the parts are common knowledge, not read in the standard.
    """
    typed = _typed(text, _PROJECT)
    found = _NATIONAL.fullmatch(typed)
    if not found or typed.count("-") not in (0, 4):
        _refuse_project_shape(typed)
    time, region = found[1], found[2]
    year, month = int(time), int(time[2:])
    warnings = [Said("校验码规则未公布，只核对了格式",
                     "the rule of the check character is not published; only the shape was checked")]
    code = "-".join(found.groups())
    if 2015 <= year <= 2020:
        return ProjectCodeResult(code, "2015", year, None, region, tuple(warnings))
    if not 1 <= month <= 12:
        refuse(None, f"投资项目统一代码第 1 至 4 位“{time}”不对："
               "新码是年的后两位加月份（如 2103），旧码是 2015 至 2020 的年份",
               f'national project code: characters 1 to 4 "{time}" are wrong: a new code has the last two digits of '
               "the year and the month (such as 2103), an old one a year from 2015 to 2020")
    if year < 2011:
        warnings.append(Said(f"“{time}”早于新码启用的 2020 年 11 月，请核对",
                             f'"{time}" is before November 2020, when this form began; please compare'))
    return ProjectCodeResult(code, "2020", 2000 + year // 100, month, region, tuple(warnings))


def _refuse_project_shape(typed: str) -> NoReturn:
    parts = typed.split("-")
    if len(parts) == len(_NATIONAL_PARTS):
        for index, (part, (length, name)) in enumerate(zip(parts, _NATIONAL_PARTS, strict=True), 1):
            shape, kind = (r"[0-9]+", Said("数字", "digits")) if index <= 2 else \
                (r"[0-9A-Z]+", Said("数字或字母", "digits or letters"))
            if len(part) != length or not re.fullmatch(shape, part):
                refuse(None, f"投资项目统一代码第 {index} 段（{name.zh}）“{part}”不对，应是 {length} 位{kind.zh}",
                       f'national project code: part {index} ({name.en}) "{part}" is wrong; '
                       f"it must be {length} {kind.en}")
    refuse(None, f"投资项目统一代码“{typed}”的写法不对，应是 24 位，如 2103-370211-04-01-123456",
           f'national project code "{typed}" is not well formed; it has 24 characters such as 2103-370211-04-01-123456')


# Own project code ----------------------------------------------------------------------------------------------------

_OWN_NAME = Said("项目码", "project code")


@dataclass(frozen=True)
class OwnCode:
    """The platform's own code of a project, taken apart."""

    code: str
    region: str
    year: int
    serial: int


def own_code(region: str, year: int, serial: int) -> str:
    """The platform's own project code, such as LD-370211-26-00042-G: region, year, serial, check character.

    The check character is worked out as in GB 32100 (modulo 31), which leaves out the letters I, O, S, V, Z that are
    misread, and finds every single wrong character and every swap of neighbours. ISO 7064 MOD 37,36 misses some swaps;
    MOD 37,2 may end in an asterisk, which breaks addresses and file names.
    """
    if not _REGION.fullmatch(region):
        refuse(None, f"项目码的区划“{region}”不对，应是 6 位数字", f'project code: region "{region}" must be 6 digits')
    if not 2000 <= year <= 2099:
        refuse(None, f"项目码的年份 {year} 不对，应在 2000 至 2099 之间",
               f"project code: year {year} must be from 2000 to 2099")
    if not 1 <= serial <= 99_999:
        refuse(None, f"项目码的流水号 {serial} 不对，应在 1 至 99999 之间",
               f"project code: serial {serial} must be from 1 to 99999")
    short, number = f"{year % 100:02}", f"{serial:05}"
    return f"LD-{region}-{short}-{number}-{_check_31(region + short + number)}"


def check_own_code(text: str) -> OwnCode:
    """Take apart a project code that somebody typed. Raises Refused when it cannot be one of ours.

    Hyphens may be left out, all of them or none.
    """
    typed = _typed(text, _OWN_NAME)
    found = _OWN.fullmatch(typed) or _OWN_BARE.fullmatch(typed)
    if not found:
        refuse(None, f"项目码“{typed}”的写法不对，应如 {own_code('370211', 2026, 42)}",
               f'project code "{typed}" is not well formed; it looks like {own_code("370211", 2026, 42)}')
    region, short, number, check = found.groups()
    if check != _check_31(region + short + number) or number == "00000":
        refuse(None, f"项目码“{typed}”的校验位不符，请检查有没有写错或写颠倒的字符",
               f'project code "{typed}" fails its check character; look for a wrong or swapped character')
    return OwnCode("-".join(("LD", *found.groups())), region, 2000 + int(short), int(number))
