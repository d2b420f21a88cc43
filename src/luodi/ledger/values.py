"""Values that two databases give back exactly as they were put in, so that a hash over them stays true."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from luodi.engine.source import refuse

MAX_LENGTH: Final = 200_000
"""Characters of one payload, before or after."""
_UNFIT: Final = re.compile("[\x00\ud800-\udfff]")


def canonical(value: Any) -> str:
    """JSON in the one form that is hashed: sorted keys, no spaces, characters as they are."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def text(value: str, name: str, longest: int) -> str:
    """A text that both databases take. Raises Refused for NUL, half characters and too much."""
    if found := _UNFIT.search(value):
        refuse(None, f"{name}里有不能用的字符 U+{ord(found[0]):04X}，请删去",
               f"{name} holds the character U+{ord(found[0]):04X}, which cannot be used; remove it")
    if len(value) > longest:
        refuse(None, f"{name}有 {len(value):,} 个字符，最多 {longest:,} 个", f"{name} has {len(value):,} characters; the limit is {longest:,}")
    return value


def plain(value: Any, name: str = "payload") -> Any:
    """The value in plain JSON. Days, instants and hours become ISO text, decimals text; rows, floats and other things are refused.

    A float is refused because databases write it differently: 1e16 comes back from PostgreSQL as an integer.
    """
    match value:
        case StrEnum():
            return value.value
        case None | bool() | int():
            return value
        case str():
            return text(value, name, MAX_LENGTH)
        case datetime():
            if value.tzinfo is None:
                refuse(None, f"{name}：时刻“{value}”没有时区", f"{name}: the instant {value} has no time zone")
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date() | time():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
        case Mapping():
            if odd := [key for key in value if not isinstance(key, str)]:
                refuse(None, f"{name}：名称“{odd[0]}”不是文字", f"{name}: the name {odd[0]!r} is not text")
            return {str(plain(key, name)): plain(held, f"{name}.{key}") for key, held in value.items()}
        case list() | tuple():
            return [plain(held, f"{name}[{index}]") for index, held in enumerate(value)]
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {part.name: plain(getattr(value, part.name), f"{name}.{part.name}") for part in fields(value)}
        case _:
            return refuse(None, f"{name}：{type(value).__name__} 类型不能记入台账；小数请用 Decimal 或文字",
                          f"{name}: a {type(value).__name__} cannot be kept in the ledger; write a fraction as Decimal or text")


def small(value: Any, name: str) -> Any:
    """`plain`, and not larger than an entry may be."""
    kept = plain(value, name)
    text(canonical(kept), name, MAX_LENGTH)
    return kept


def shaped(shape: type, given: Mapping[str, Any], verb: str) -> Any:
    """An instance of the dataclass `shape`. Raises Refused for a field that is missing, unknown or of another type."""
    hints = get_type_hints(shape)
    for name in given.keys() - hints.keys():
        refuse(None, f"“{verb}”没有“{name}”这一项", f'"{verb}" has no field "{name}"')
    try:
        made = shape(**given)
    except TypeError as problem:
        refuse(None, f"“{verb}”缺少内容：{problem}", f'"{verb}" lacks something: {problem}')
    for name, hint in hints.items():
        if not fits(getattr(made, name), hint):
            refuse(None, f"“{verb}”的“{name}”应是 {hint}，填的是 {getattr(made, name)!r:.80}",
                   f'"{name}" of "{verb}" should be {hint}, not {getattr(made, name)!r:.80}')
    return made


def fits(value: Any, hint: Any) -> bool:
    """Whether a value is of a type, looking into lists, tuples, mappings and choices. True is no number."""
    origin, inside = get_origin(hint), get_args(hint)
    if hint is Any:
        return True
    if origin in (Union, UnionType):
        return any(fits(value, one) for one in inside)
    if origin is Literal:
        return value in inside
    if origin is list:
        return isinstance(value, list) and all(fits(one, inside[0]) for one in value)
    if origin is tuple and inside[-1] is ...:
        return isinstance(value, tuple) and all(fits(one, inside[0]) for one in value)
    if origin is dict:
        return isinstance(value, dict) and all(fits(key, inside[0]) and fits(held, inside[1]) for key, held in value.items())
    if hint in (None, NoneType):
        return value is None
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if hint is date:
        return isinstance(value, date) and not isinstance(value, datetime)
    return isinstance(hint, type) and isinstance(value, hint)
