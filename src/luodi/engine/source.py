"""Reading data files that people write: YAML with the place of every value, and faults that name the place.

A file is read as events, not as Python objects: no tags, no aliases, no deep nesting, no duplicate keys,
so a hostile file costs a message and nothing else.
"""

from __future__ import annotations

import difflib
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, TypeVar

import yaml

MAX_BYTES = 2_000_000
MAX_DEPTH = 24
LANGUAGES = ("zh-Hans", "en", "ja", "ko")

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?[0-9]+\.[0-9]+\Z")
_UNREADABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
T = TypeVar("T")


class Mark(NamedTuple):
    """A place in a file; line and column count from 1.

    `inline`: whether the text that begins here stands letter by letter on this line, so that columns inside it can be counted.
    """

    file: str
    line: int = 1
    column: int = 1
    inline: bool = True

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Said(NamedTuple):
    """The same words in the two languages of the product's own messages, and in two more where visitors read them."""

    zh: str
    en: str
    ja: str = ""
    ko: str = ""

    def to(self, lang: str) -> str:
        """The words for `lang`; what is not said in it falls back to English."""
        return self.zh if lang.startswith("zh") else {"ja": self.ja, "ko": self.ko}.get(lang) or self.en


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where, what, and what would be right."""

    where: Mark | None
    said: Said

    def to(self, lang: str = "zh-Hans") -> str:
        """The message with its place, for a person."""
        return f"{self.where}: {self.said.to(lang)}" if self.where else self.said.to(lang)


class Refused(ValueError):
    """Input that cannot be used. Carries every fault found, so that a person mends them in one go."""

    def __init__(self, faults: Fault | Sequence[Fault]) -> None:
        self.faults = [faults] if isinstance(faults, Fault) else list(faults)
        super().__init__("\n".join(f.to("zh-Hans") for f in self.faults))


def refuse(where: Mark | None, zh: str, en: str) -> NoReturn:
    """Raise `Refused` with one fault."""
    raise Refused(Fault(where, Said(zh, en)))


def near(word: str, known: Iterable[str]) -> Said:
    """A hint naming the known word closest to a misspelt one; empty words where none is close."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return Said(f"，是不是“{close[0]}”？", f'; did you mean "{close[0]}"?') if close else Said("", "")


class Map(dict[str, Any]):
    """A YAML mapping that remembers where it and each of its values stand."""

    def __init__(self, where: Mark) -> None:
        super().__init__()
        self.where = where
        self.keys_at: dict[str, Mark] = {}
        self.values_at: dict[str, Mark] = {}

    def put(self, key: str, value: Any, key_at: Mark, value_at: Mark) -> None:
        """Set a value with its places."""
        self[key] = value
        self.keys_at[key] = key_at
        self.values_at[key] = value_at

    def at(self, key: str) -> Mark:
        """The place of the value of `key`, or of the mapping itself when the key is absent."""
        return self.values_at.get(key, self.where)

    def copy(self) -> Map:
        """A shallow copy that keeps the places."""
        new = Map(self.where)
        for key, value in self.items():
            new.put(key, value, self.keys_at[key], self.values_at[key])
        return new


class Seq(list[Any]):
    """A YAML sequence that remembers where it and each of its values stand."""

    def __init__(self, where: Mark) -> None:
        super().__init__()
        self.where = where
        self.values_at: list[Mark] = []

    def at(self, index: int) -> Mark:
        """The place of the value at `index`."""
        return self.values_at[index]


def read_file(path: Path, shown: str | None = None) -> Map:
    """The mapping in a YAML file. `shown` is the file's name in messages.

    Raises Refused (file, line, column) for anything that is not plain, unaliased, untagged YAML.
    """
    name = shown or str(path)
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            refuse(Mark(name), f"文件有 {size:,} 字节，超过上限 {MAX_BYTES:,} 字节",
                   f"the file has {size:,} bytes; the limit is {MAX_BYTES:,}")
        raw = path.read_bytes()
    except OSError as problem:
        refuse(Mark(name), f"读不了这个文件：{problem.strerror}", f"cannot read this file: {problem.strerror}")
    try:
        text = raw.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError as problem:
        before: str = problem.object[:problem.start].decode()
        refuse(_end_of(before, name), "不是 UTF-8 文本，请另存为 UTF-8", "not UTF-8 text; save the file as UTF-8")
    return read_text(text, name)


def read_text(text: str, name: str) -> Map:
    """The mapping in YAML text; see `read_file`."""
    if len(text) > MAX_BYTES:
        refuse(Mark(name), f"文字有 {len(text):,} 个字符，超过上限 {MAX_BYTES:,}", f"the text has {len(text):,} characters; the limit is {MAX_BYTES:,}")
    if strange := _UNREADABLE.search(text):
        code = f"U+{ord(strange[0]):04X}"
        refuse(_end_of(text[:strange.start()], name), f"这里有不能用的字符 {code}，请删去", f"the character {code} cannot be used; remove it")
    try:
        value = _build(text, name)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        where = Mark(name, mark.line + 1, mark.column + 1) if mark is not None else Mark(name)
        what = str(getattr(problem, "problem", None) or "unreadable")
        refuse(where, f"YAML 写法有误（{what}）；请检查缩进、冒号和引号", f"not valid YAML ({what}); check indent, colons and quotes")
    if not isinstance(value, Map):
        refuse(Mark(name), "文件应是“键: 值”的形式", "the file must be a mapping of keys to values")
    return value


def _end_of(text: str, name: str) -> Mark:
    """The place just after a text."""
    return Mark(name, text.count("\n") + 1, len(text) - text.rfind("\n"))


def _build(text: str, name: str) -> Any:
    stack: list[Map | Seq] = []
    keys: list[tuple[str, Mark] | None] = []
    root: Any = None
    documents = 0

    def place(value: Any, where: Mark) -> None:
        nonlocal root
        if not stack:
            root = value
            return
        top = stack[-1]
        if isinstance(top, Seq):
            top.append(value)
            top.values_at.append(where)
            return
        key = keys[-1]
        if key is None:
            if not isinstance(value, str):
                refuse(where, "键必须是文字，数字或真假值请加引号", "a key must be text; put numbers and true/false in quotes")
            if value in top:
                refuse(where, f"键“{value}”在这里写了两次，删去一个", f'key "{value}" stands here twice; remove one')
            keys[-1] = (value, where)
        else:
            top.put(key[0], value, key[1], where)
            keys[-1] = None

    event: Any
    for event in yaml.parse(text, Loader=_Loader):
        kind = type(event).__name__
        start = event.start_mark
        where = Mark(name, start.line + 1, start.column + 1)
        if kind == "AliasEvent" or getattr(event, "anchor", None):
            refuse(where, "不接受 YAML 锚点与引用（& 和 *），请把内容写全", "YAML anchors and aliases (& and *) are not taken; write it out")
        if getattr(event, "tag", None):
            refuse(where, f"不接受 YAML 标签“{event.tag}”，删去即可", f'YAML tag "{event.tag}" is not taken; remove it')
        if kind == "DocumentStartEvent":
            documents += 1
            if documents > 1:
                refuse(where, "一个文件只能有一份文档，删去“---”后面的部分", 'one document a file; remove what follows "---"')
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            if len(stack) >= MAX_DEPTH:
                refuse(where, f"嵌套超过 {MAX_DEPTH} 层", f"nested deeper than {MAX_DEPTH} levels")
            if stack and isinstance(stack[-1], Map) and keys[-1] is None:
                refuse(where, "键必须是文字", "a key must be text")
            stack.append(Map(where) if kind == "MappingStartEvent" else Seq(where))
            keys.append(None)
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            keys.pop()
            done = stack.pop()
            place(done, done.where)
        elif kind == "ScalarEvent":
            value = event.value if event.style else _scalar(event.value, where)
            # A quoted text's place is its first letter, so that faults inside it can name their own column.
            quote = int(event.style in ("'", '"'))
            width = event.end_mark.column - start.column if event.end_mark.line == start.line else 0
            place(value, where._replace(column=where.column + quote, inline=width == len(event.value) + 2 * quote))
    return root


def _scalar(text: str, where: Mark) -> Any:
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INT.match(text) or _FLOAT.match(text):
        if len(text) > 18:
            refuse(where, "数字太长", "the number is too long")
        return float(text) if "." in text else int(text)
    return text


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


def gathered(work: Callable[[list[Fault]], T]) -> T:
    """Run `work` with an empty list of faults and raise Refused if it put any in."""
    faults: list[Fault] = []
    out = work(faults)
    if faults:
        raise Refused(faults)
    return out
