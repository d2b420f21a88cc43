"""Taking a mapping apart by name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from luodi.engine.source.faults import Fault, Said, near
from luodi.engine.source.reading import Map, Seq

LANGUAGES = ("zh-Hans", "en", "ja", "ko")

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


class Fields:
    """Takes a mapping apart by name, gathers faults, and at the end refuses what nobody asked for."""

    def __init__(self, source: Map, faults: list[Fault], what: Said) -> None:
        self.source, self.faults, self.what = source, faults, what
        self._asked: set[str] = set()

    def fault(self, key: str | None, zh: str, en: str) -> None:
        """Note a fault at the value of `key`, or at the mapping."""
        where = self.source.at(key) if key is not None else self.source.where
        self.faults.append(Fault(where, Said(zh, en)))

    def _take(self, key: str, kinds: tuple[type, ...], zh: str, en: str, required: bool) -> Any:
        self._asked.add(key)
        value = self.source.get(key)
        if value is None:
            if required:
                self.fault(None, f"{self.what.zh}缺“{key}”，应是{zh}", f'{self.what.en} lacks "{key}", which must be {en}')
            return None
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            self.fault(key, f"“{key}”应是{zh}，这里是 {_brief(value)}", f'"{key}" must be {en}, not {_brief(value)}')
            return None
        return value

    def text(self, key: str, default: str = "", required: bool = False) -> str:
        """A string; `default` where it is absent."""
        return self._take(key, (str,), "文字", "text", required) or default

    def number(self, key: str, required: bool = False) -> int | float | None:
        """A number, or None."""
        value: int | float | None = self._take(key, (int, float), "数字", "a number", required)
        return value

    def whole(self, key: str, required: bool = False) -> int | None:
        """A whole number of at least 0, or None."""
        value: int | None = self._take(key, (int,), "整数", "a whole number", required)
        if value is not None and value < 0:
            self.fault(key, f"“{key}”不能小于 0", f'"{key}" cannot be below 0')
            return None
        return value

    def flag(self, key: str, default: bool = False) -> bool:
        """true or false."""
        value = self._take(key, (bool,), "true 或 false", "true or false", False)
        return default if value is None else value

    def map(self, key: str, required: bool = False) -> Map | None:
        """A mapping, or None."""
        value: Map | None = self._take(key, (Map,), "“键: 值”", "a mapping", required)
        return value

    def maps(self, key: str) -> list[tuple[str, Map]]:
        """The named mappings under `key`."""
        return Fields(self.map(key) or Map(self.source.where), self.faults, self.what).maps_all()

    def maps_all(self) -> list[tuple[str, Map]]:
        """All that it has, as named mappings."""
        out = []
        for name, value in self.source.items():
            if isinstance(value, Map):
                out.append((name, value))
            else:
                self.faults.append(Fault(self.source.at(name), Said(f"“{name}”应是“键: 值”", f'"{name}" must be a mapping')))
        return out

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings; one string stands for a list of one."""
        value = self._take(key, (Seq, str), "文字的列表", "a list of texts", False)
        if value is None:
            return ()
        if isinstance(value, str):
            return (value,)
        for index, part in enumerate(value):
            if not isinstance(part, str):
                self.faults.append(Fault(value.at(index), Said(f"“{key}”里应都是文字", f'"{key}" must hold texts only')))
        return tuple(part for part in value if isinstance(part, str))

    def seq(self, key: str) -> Seq | None:
        """A list of anything, or None."""
        value: Seq | None = self._take(key, (Seq,), "列表", "a list", False)
        return value

    def entries(self, key: str) -> list[Map]:
        """The mappings in the list under `key`."""
        found = self.seq(key)
        if found is None:
            return []
        for index, part in enumerate(found):
            if not isinstance(part, Map):
                self.faults.append(Fault(found.at(index), Said(f"“{key}”里每一项应是“键: 值”，这里是 {_brief(part)}",
                                                               f'each entry of "{key}" must be a mapping, not {_brief(part)}')))
        return [part for part in found if isinstance(part, Map)]

    def choice(self, key: str, allowed: Iterable[str], default: str = "", required: bool = False) -> str:
        """One of the allowed words."""
        words = list(allowed)
        value = self.text(key, default, required)
        if value and value not in words:
            hint = near(value, words)
            self.fault(key, f"“{key}”的值“{value}”不在 {'、'.join(words)} 之中{hint.zh}",
                       f'"{key}" is "{value}", not one of {", ".join(words)}{hint.en}')
            return default
        return value

    def day(self, key: str, required: bool = False) -> date | None:
        """A date written YYYY-MM-DD, or None."""
        value = self.text(key, required=required)
        if not value:
            return None
        try:
            if _DAY.match(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        self.fault(key, f"“{value}”不是日期，请写成 2026-09-01", f'"{value}" is not a date; write it as 2026-09-01')
        return None

    def any(self, key: str) -> Any:
        """Whatever stands under `key`, unread."""
        self._asked.add(key)
        return self.source.get(key)

    def labels(self, key: str, required: bool = True) -> dict[str, str]:
        """Words by language: a mapping of languages, or one Chinese text."""
        value = self._take(key, (Map, str), "各语言的文字", "words by language", required)
        if isinstance(value, str):
            return {"zh-Hans": value}
        out = {}
        for lang, words in (value or {}).items():
            if lang not in LANGUAGES or not isinstance(words, str):
                self.faults.append(Fault(value.at(lang), Said(f"“{lang}”不是 {'、'.join(LANGUAGES)} 之一，或其值不是文字",
                                                              f'"{lang}" is not one of {", ".join(LANGUAGES)}, or its value is not text')))
            else:
                out[lang] = words
        if value is not None and "zh-Hans" not in value:
            self.fault(key, f"“{key}”缺中文（zh-Hans）", f'"{key}" lacks Chinese (zh-Hans)')
        return out

    def done(self, known: Iterable[str] = ()) -> None:
        """Refuse the keys that nobody asked for."""
        words = [*self._asked, *known]
        for key in self.source:
            if key not in words:
                hint = near(key, words)
                self.faults.append(Fault(self.source.keys_at[key], Said(
                    f"{self.what.zh}没有“{key}”这一项{hint.zh or '，可用：' + '、'.join(sorted(words))}",
                    f'{self.what.en} has no "{key}"{hint.en or "; it knows " + ", ".join(sorted(words))}')))


def _brief(value: Any) -> str:
    shown = "{…}" if isinstance(value, dict) else "[…]" if isinstance(value, list) else repr(value)
    return shown if len(shown) <= 40 else shown[:37] + "…"
